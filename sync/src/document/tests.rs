//! The room as a whole.

mod peers;

use std::time::Duration;

use proptest::prelude::*;

use crate::ids::{DocumentId, Run, SpaceId};
use crate::kind::{Body, Kind};

use super::*;
use peers::Peer;

fn begun(text: &str) -> Body {
    let mut doc = Doc::private(Kind::Entry, Run([9; 8]), 1).unwrap();
    let mut host = TextHost::new(&doc, Field::Body);
    let splice = Splice { at: 0, delete: 0, insert: text.to_owned() };
    host.apply(&mut doc, 1, &[splice], Duration::ZERO).unwrap();
    Body::Changes(doc.new_changes())
}

#[test]
fn two_devices_that_begin_an_entry_at_once_write_into_one_text() {
    let begin = |number: u8, title: &str| {
        let mut doc = Doc::private(Kind::Entry, Run([number; 8]), 1).unwrap();
        let mut host = TextHost::new(&doc, Field::Title);
        let splice = Splice { at: 0, delete: 0, insert: title.to_owned() };
        host.apply(&mut doc, 1, &[splice], Duration::ZERO).unwrap();
        doc.set_tags(&[format!("tag {number}")]).unwrap();
        doc
    };
    let (mut one, mut two) = (begin(1, "here"), begin(2, "there"));
    let (first, second) = (Body::Changes(one.new_changes()), Body::Changes(two.new_changes()));
    one.apply(&second).unwrap();
    two.apply(&first).unwrap();
    let entry = one.entry().unwrap();
    assert_eq!(entry, two.entry().unwrap());
    assert!(entry.title.contains("here") && entry.title.chars().count() == 9);
    assert_eq!(entry.tags.len(), 2);
    assert_eq!(one.heads(), Doc::load(&[&second, &first], None).unwrap().heads());
}

#[test]
fn a_change_whose_needs_are_missing_leaves_the_document_as_it_was() {
    let begun = begun("words");
    let mut one = Peer::new(1, &begun);
    for word in ["first ", "second "] {
        one.binding.insert(0, word);
        one.settle();
    }
    let mut other = Doc::load(&[&begun], None).unwrap();
    let heads = other.heads();
    assert_eq!(other.apply(&one.log[1]), Err(DocumentError::Incomplete));
    assert_eq!((other.heads(), other.text(Field::Body).as_str()), (heads, "words"));
    assert_eq!(Doc::load(&[&begun, &one.log[1]], None).unwrap_err(), DocumentError::Incomplete);
    other.apply(&one.log[0]).unwrap();
    other.apply(&one.log[1]).unwrap();
    other.apply(&one.log[1]).unwrap();
    assert_eq!(other.text(Field::Body), "second first words");
    let loaded = Doc::load(&[&one.log[1], &begun, &one.log[0]], None).unwrap();
    assert_eq!(loaded.heads(), other.heads());
}

#[test]
fn what_is_not_changes_is_refused() {
    let snapshot = Body::Snapshot(vec![1, 2, 3]);
    assert!(matches!(Doc::load(&[&snapshot], None), Err(DocumentError::Walk(_))));
    assert_eq!(Doc::load(&[&Body::Through], None).unwrap_err(), DocumentError::Incomplete);
    let mut doc = Doc::load(&[&begun("words")], None).unwrap();
    let Body::Changes(mut bytes) = begun("other") else { return };
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert_eq!(doc.apply(&Body::Changes(bytes)), Err(DocumentError::Walk(WalkError::Checksum)));
    assert_eq!(doc.text(Field::Body), "words");
}

#[test]
fn a_private_change_says_nothing_but_its_operations() {
    let Body::Changes(bytes) = begun("words") else { return };
    let walk = walk(&bytes).unwrap();
    assert!(walk.changes.iter().all(WalkedChange::is_silent));
    assert_eq!(walk.changes[0].actor, [0; 8]);
    assert_eq!(walk.changes[1].actor, [9; 8]);
}

#[test]
fn an_entry_remembers_trash_and_shares() {
    let mut doc = Doc::load(&[&begun("words")], Some(Run([1; 8]))).unwrap();
    doc.set_trashed(Some(7)).unwrap();
    assert_eq!(doc.entry().unwrap().trashed_ms, Some(7));
    doc.set_trashed(None).unwrap();
    let mut record = ShareRecord {
        publication: DocumentId([2; 32]),
        space: SpaceId([3; 16]),
        shared_ms: 5,
        whole: false,
        range: Some((1, 4)),
        replaced_by: None,
        withdrawn_ms: None,
    };
    doc.record_share(&record).unwrap();
    record.withdrawn_ms = Some(8);
    record.replaced_by = Some(DocumentId([4; 32]));
    doc.record_share(&record).unwrap();
    let entry = doc.entry().unwrap();
    assert_eq!((entry.trashed_ms, entry.created_ms), (None, 1));
    assert_eq!(entry.shares, vec![record]);
    assert!(!format!("{entry:?} {doc:?}").contains("words"));
}

#[test]
fn a_note_draft_keeps_what_it_is_for() {
    let mut doc = Doc::private(Kind::NoteDraft, Run([1; 8]), 6).unwrap();
    assert_eq!(doc.note_draft(), None);
    let publication = DocumentId([2; 32]);
    doc.set_note_draft(publication, SpaceId([3; 16]), Some((2, 5)), anchor("abc")).unwrap();
    let draft = doc.note_draft().unwrap();
    assert_eq!((draft.publication, draft.range, draft.created_ms), (publication, Some((2, 5)), 6));
    assert_eq!(doc.entry(), None);
}

#[test]
fn long_changes_leave_uncompressed() {
    let Body::Changes(bytes) = begun(&"a quiet word ".repeat(1000)) else { return };
    assert!(bytes.len() > 12_000);
    assert_eq!(walk(&bytes).unwrap().changes.len(), 3);
}

#[test]
fn a_screen_that_opens_again_can_still_undo() {
    let mut peer = Peer::new(1, &begun("words"));
    peer.binding.insert(0, "more ");
    peer.settle();
    peer.binding.insert(0, "lost with the screen");
    peer.host.reopen(&peer.doc).unwrap();
    peer.binding = TextBinding::new(peer.doc.text(Field::Body), peer.host.batch());
    peer.binding.insert(0, "still ");
    peer.settle();
    assert_eq!(peer.binding.text(), "still more words");
    peer.undo_all();
    assert_eq!(peer.binding.text(), "words");
}

#[test]
fn a_batch_that_comes_twice_counts_once() {
    let mut peer = Peer::new(1, &begun("words"));
    let splice = Splice { at: 0, delete: 0, insert: "more ".to_owned() };
    for _ in 0..2 {
        peer.host.apply(&mut peer.doc, 1, std::slice::from_ref(&splice), Duration::ZERO).unwrap();
    }
    assert_eq!(peer.doc.text(Field::Body), "more words");
}

#[test]
fn documents_can_move_to_the_engine_s_thread() {
    fn can_move<T: Send>() {}
    can_move::<Doc>();
    can_move::<TextHost>();
    can_move::<TextBinding>();
}

#[test]
fn a_panic_inside_automerge_leaves_the_document_as_it_was() {
    // A well-formed change into an object that was never made: Automerge 0.12 looks it up and panics.
    let mut data = vec![0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 5, 0, 0, 0];
    data.extend([7, 0x01, 2, 0x02, 2, 0x15, 3, 0x34, 1, 0x42, 2, 0x56, 2, 0x70, 2]);
    data.extend([0x7f, 0, 0x7f, 1, 0x7f, 1, b'k', 1, 0x7f, 1, 0x7f, 0, 0x7f, 0]);
    let mut doc = Doc::load(&[&begun("words")], None).unwrap();
    let heads = doc.heads();
    let harm = Body::Changes(walker::sealed_for_tests(&data));
    assert_eq!(doc.apply(&harm), Err(DocumentError::Panicked));
    assert_eq!((doc.heads(), doc.text(Field::Body).as_str()), (heads, "words"));
    doc.set_trashed(Some(1)).unwrap();
    assert_eq!(Doc::load(&[&harm], None).unwrap_err(), DocumentError::Panicked);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Bytes of a real change are altered and its checksum mended, as somebody would who means harm.
    #[test]
    fn altered_changes_are_refused_or_merged_and_never_half_taken(
        which in 0usize..3,
        alterations in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4),
    ) {
        let begun = begun("some words to begin with");
        let mut doc = Doc::load(&[&begun], Some(Run([1; 8]))).unwrap();
        let mut host = TextHost::new(&doc, Field::Body);
        let splice = |at, delete, insert: &str| Splice { at, delete, insert: insert.to_owned() };
        host.apply(&mut doc, 1, &[splice(5, 5, "tale"), splice(0, 0, "A ")], Duration::ZERO).unwrap();
        doc.set_tags(&["one".to_owned(), "two".to_owned()]).unwrap();
        doc.set_trashed(Some(5)).unwrap();
        let bytes = doc.new_changes();
        let walked = walk(&bytes).unwrap();
        let mut data = bytes[walked.changes[which].range.clone()][10..].to_vec();
        let header = usize::from(bytes[walked.changes[which].range.start + 9] & 0x80 != 0);
        let length = data.len();
        for (at, byte) in alterations {
            data[header + at % (length - header)] = byte;
        }
        let body = Body::Changes(walker::sealed_for_tests(&data[header..]));
        let mut victim = Doc::load(&[&begun], None).unwrap();
        for change in &walked.changes[..which] {
            victim.apply(&Body::Changes(bytes[change.range.clone()].to_vec())).unwrap();
        }
        let (heads, text) = (victim.heads(), victim.text(Field::Body));
        match victim.apply(&body) {
            Ok(()) => drop(victim.entry()),
            Err(error) => {
                prop_assert!(!error.to_string().is_empty());
                prop_assert_eq!((victim.heads(), victim.text(Field::Body)), (heads, text));
            }
        }
    }
}
