//! Changes that no honest writer makes are refused, and not by a panic.

use super::super::walker::{sealed_for_tests, walk};
use super::super::{Doc, Field, Splice, TextHost};
use super::*;
use crate::ids::Run;
use crate::kind::{Body, Kind};

/// An entry of one's own, and its changes.
fn entry() -> (Doc, Vec<u8>) {
    let mut doc = Doc::private(Kind::Entry, Run([9; 8]), 1).unwrap();
    let changes = doc.new_changes();
    (doc, changes)
}

/// A change that sets a key of the root to null.
struct Made {
    deps: Vec<Head>,
    actor: [u8; 8],
    seq: u8,
    start_op: u8,
    others: Vec<[u8; 8]>,
    columns: Vec<(u8, Vec<u8>)>,
}

impl Made {
    fn after(doc: &Doc) -> Self {
        let columns = vec![
            (0x15, vec![0x7f, 1, b'k']),
            (0x34, vec![1]),
            (0x42, vec![0x7f, 1]),
            (0x56, vec![0x7f, 0]),
            (0x70, vec![0x7f, 0]),
        ];
        Self { deps: doc.heads(), actor: [1; 8], seq: 1, start_op: 60, others: Vec::new(), columns }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut data = vec![self.deps.len() as u8];
        self.deps.iter().for_each(|dep| data.extend(dep.0));
        data.push(8);
        data.extend(self.actor);
        data.extend([self.seq, self.start_op, 0, 0, self.others.len() as u8]);
        self.others.iter().for_each(|other| {
            data.push(8);
            data.extend(other);
        });
        data.push(self.columns.len() as u8);
        self.columns.iter().for_each(|(column, bytes)| data.extend([*column, bytes.len() as u8]));
        self.columns.iter().for_each(|(_, bytes)| data.extend(bytes));
        sealed_for_tests(&data)
    }

    fn head(&self) -> Head {
        walk(&self.bytes()).unwrap().changes[0].hash
    }

    fn on(&self, doc: &mut Doc) -> Result<(), DocumentError> {
        doc.apply(&Body::Changes(self.bytes()))
    }
}

#[test]
fn a_made_change_that_follows_is_taken() {
    let (mut doc, _) = entry();
    let first = Made::after(&doc);
    assert_eq!(first.on(&mut doc), Ok(()));
    let next = Made { seq: 2, start_op: 61, others: vec![[9; 8]], ..Made::after(&doc) };
    assert_eq!(next.on(&mut doc), Ok(()));
    assert_eq!(first.on(&mut doc), Ok(()), "what is there already changes nothing");
}

#[test]
fn an_actor_that_the_document_does_not_know_is_refused() {
    let (mut doc, _) = entry();
    assert_eq!(Made { others: vec![[7; 8]], ..Made::after(&doc) }.on(&mut doc), Err(DocumentError::NotApplicable));
    let twice = Made { others: vec![[9; 8], [9; 8]], ..Made::after(&doc) };
    assert_eq!(twice.on(&mut doc), Err(DocumentError::NotApplicable));
    let itself = Made { others: vec![[1; 8]], ..Made::after(&doc) };
    assert_eq!(itself.on(&mut doc), Err(DocumentError::NotApplicable));
}

#[test]
fn a_number_that_is_not_the_next_is_refused() {
    for seq in [2, 9] {
        let (mut doc, _) = entry();
        assert_eq!(Made { seq, ..Made::after(&doc) }.on(&mut doc), Err(DocumentError::NotApplicable), "{seq}");
    }
    let (mut doc, _) = entry();
    Made::after(&doc).on(&mut doc).unwrap();
    let again = Made { start_op: 70, ..Made::after(&doc) };
    assert_eq!(again.on(&mut doc), Err(DocumentError::NotApplicable), "a number given twice");
}

#[test]
fn an_actor_whose_second_change_does_not_know_its_first_is_refused() {
    let (mut doc, _) = entry();
    let between = Made { actor: [2; 8], ..Made::after(&doc) };
    let first = Made { start_op: 61, deps: vec![between.head()], ..Made::after(&doc) };
    let second = Made { seq: 2, start_op: 62, ..Made::after(&doc) };
    let bytes = [between.bytes(), first.bytes(), second.bytes()].concat();
    assert_eq!(doc.apply(&Body::Changes(bytes)), Err(DocumentError::NotApplicable));
}

#[test]
fn operations_numbered_like_earlier_ones_are_refused() {
    let (mut doc, _) = entry();
    assert_eq!(Made { start_op: 1, ..Made::after(&doc) }.on(&mut doc), Err(DocumentError::NotApplicable));
}

#[test]
fn dependencies_that_are_missing_or_named_twice_are_refused() {
    let (mut doc, _) = entry();
    let missing = Made { deps: vec![Head([3; 32])], ..Made::after(&doc) };
    assert_eq!(missing.on(&mut doc), Err(DocumentError::Incomplete));
    let twice = Made { deps: doc.heads().repeat(2), ..Made::after(&doc) };
    assert_eq!(twice.on(&mut doc), Err(DocumentError::NotApplicable));
}

#[test]
fn an_operation_that_names_a_later_one_is_refused() {
    for (at, columns) in [
        (0, vec![(0x01, vec![0x7f, 0]), (0x02, vec![0x7f, 61])]),
        (4, vec![(0x70, vec![0x7f, 1]), (0x71, vec![0x7f, 0]), (0x73, vec![0x7f, 61])]),
    ] {
        let (mut doc, _) = entry();
        let mut made = Made::after(&doc);
        made.columns.splice(at..at + usize::from(at == 4), columns);
        let refused = made.on(&mut doc);
        assert!(matches!(refused, Err(DocumentError::Walk(_))), "column {at}: {refused:?}");
    }
}

#[test]
fn two_writers_who_know_each_other_pass_in_any_order() {
    let (mut one, begun) = entry();
    let mut two = Doc::load(&[&Body::Changes(begun.clone())], Some(Run([2; 8]))).unwrap();
    let mut written = vec![begun];
    for turn in 0..6 {
        let (writes, hears) = if turn % 2 == 0 { (&mut one, &mut two) } else { (&mut two, &mut one) };
        let splice = Splice { at: 0, delete: 0, insert: format!("{turn} née ") };
        TextHost::new(writes, Field::Body).apply(writes, turn, &[splice], Default::default()).unwrap();
        let changes = writes.new_changes();
        hears.apply(&Body::Changes(changes.clone())).unwrap();
        written.push(changes);
    }
    written.reverse();
    let bodies: Vec<Body> = written.into_iter().map(Body::Changes).collect();
    let doc = Doc::load(&bodies.iter().collect::<Vec<_>>(), None).unwrap();
    assert_eq!(doc.heads(), one.heads());
}
