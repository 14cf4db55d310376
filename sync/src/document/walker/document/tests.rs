//! Real documents are counted as Automerge counts them; hand-made ones that would harm it are refused.

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Automerge, ObjType, ROOT, ReadDoc as _, ScalarValue, TextEncoding};
use proptest::prelude::*;

use super::super::{tests as encoder, walk};
use super::*;

type Edit<'e> = &'e dyn Fn(&mut automerge::transaction::Transaction<'_>);

fn begun(edit: Edit<'_>) -> Automerge {
    let mut am = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint).with_actor(ActorId::from([1; 8]));
    changed(&mut am, edit);
    am
}

fn changed(am: &mut Automerge, edit: Edit<'_>) {
    let mut tx = am.transaction();
    edit(&mut tx);
    tx.commit_with(CommitOptions::default().with_time(0));
}

/// Counts the same document by its changes and compares.
fn assert_counted(am: &Automerge) -> DocumentWalk {
    let walked = walk_document(&am.save_nocompress()).unwrap();
    let changes = am.get_changes(&[]);
    let raw: Vec<_> = changes.iter().map(|change| walk(change.raw_bytes()).unwrap()).collect();
    let actors: std::collections::BTreeSet<_> = changes.iter().map(|change| change.actor_id().clone()).collect();
    assert_eq!(walked.heads, am.get_heads().iter().map(|head| Head(head.0)).collect::<Vec<_>>());
    assert_eq!(walked.changes, changes.len() as u64);
    assert_eq!(walked.actors, actors.len() as u64);
    assert_eq!(walked.deps, changes.iter().map(|change| change.deps().len() as u64).sum::<u64>());
    assert_eq!(walked.overwrites, raw.iter().map(|walk| walk.changes[0].overwrites).sum::<u64>());
    let declared: u64 = raw.iter().map(|walk| walk.ops).sum();
    assert!(walked.ops <= declared && declared <= walked.ops + walked.overwrites);
    assert_eq!(walked.is_silent, raw.iter().all(|walk| walk.changes[0].is_silent()));
    walked
}

#[test]
fn documents_of_many_shapes_are_counted_as_automerge_counts_them() {
    let text = |tx: &mut automerge::transaction::Transaction<'_>| {
        let body = tx.put_object(ROOT, "body", ObjType::Text).unwrap();
        tx.splice_text(&body, 0, 0, "née 👩‍🦰 and some more words").unwrap();
    };
    let mut am = begun(&text);
    let walked = assert_counted(&am);
    assert_eq!((walked.ops, walked.overwrites, walked.changes), (1 + 27, 0, 1));
    assert_eq!((walked.key_bytes, walked.value_bytes), (4, "née 👩‍🦰 and some more words".len() as u64));
    // Two devices at the same time, one deleting what the other marks.
    let mut other = am.fork().with_actor(ActorId::from([2; 8]));
    let body = am.get(ROOT, "body").unwrap().unwrap().1;
    changed(&mut am, &|tx| {
        tx.splice_text(&body, 4, 6, "").unwrap();
        tx.put(ROOT, "count", ScalarValue::counter(3)).unwrap();
        tx.put(ROOT, "float", 1.5).unwrap();
    });
    changed(&mut other, &|tx| {
        tx.mark(&body, Mark::new("strong".to_owned(), true, 2, 9), ExpandMark::Both).unwrap();
        tx.splice_text(&body, 3, 5, "new").unwrap();
        let map = tx.put_object(ROOT, "tags", ObjType::Map).unwrap();
        tx.put(&map, "calm", true).unwrap();
        let list = tx.put_object(ROOT, "list", ObjType::List).unwrap();
        tx.insert(&list, 0, ScalarValue::Null).unwrap();
    });
    am.merge(&mut other).unwrap();
    let walked = assert_counted(&am);
    assert_eq!((walked.heads.len(), walked.actors, walked.changes), (2, 2, 3));
    changed(&mut am, &|tx| {
        tx.increment(ROOT, "count", 4).unwrap();
        tx.delete(ROOT, "float").unwrap();
        let map = tx.get(ROOT, "tags").unwrap().unwrap().1;
        tx.delete(&map, "calm").unwrap();
    });
    assert_eq!(assert_counted(&am).deps, 4);
    let mut tx = am.transaction();
    tx.put(ROOT, "k", 1).unwrap();
    tx.commit_with(CommitOptions::default().with_message("hello").with_time(-77));
    assert!(!assert_counted(&am).is_silent);
    assert_eq!(walk_document(&Automerge::new().save_nocompress()).unwrap().changes, 0);
}

#[test]
fn thousands_of_edits_are_walked() {
    let mut am = begun(&|tx| drop(tx.put_object(ROOT, "body", ObjType::Text).unwrap()));
    let body = am.get(ROOT, "body").unwrap().unwrap().1;
    for edit in 0..40usize {
        changed(&mut am, &|tx| {
            for key in 0..100 {
                let at = (edit * 7 + key * 13) % (tx.length(&body) + 1);
                let delete = isize::from(at + 1 < tx.length(&body) && key % 3 == 0);
                tx.splice_text(&body, at, delete, "x").unwrap();
            }
        });
    }
    let walked = walk_document(&am.save_nocompress()).unwrap();
    assert_eq!((walked.changes, walked.ops), (41, 4_001));
    assert!(walked.overwrites > 1_000);
}

/// A document chunk made by hand.
struct Made {
    actors: Vec<Vec<u8>>,
    heads: Vec<[u8; 32]>,
    changes: Vec<(u8, Vec<u8>)>,
    ops: Vec<(u8, Vec<u8>)>,
    suffix: Vec<u8>,
}

impl Made {
    /// One change of one actor with these operations at key "k" of the root, none with a value.
    fn with_ops(ops: i64) -> Self {
        let one = |value: u8| vec![0x7f, value];
        let run = |value: u8| encoder::run(ops, value);
        let mut inserts = Vec::new();
        encoder::unsigned(&mut inserts, ops as u64);
        let mut max_op = vec![0x7f];
        max_op.extend(encoder::signed(ops.min(1 << 20)));
        Self {
            actors: vec![vec![1; 8]],
            heads: vec![[9; 32]],
            changes: vec![
                (0x01, one(0)),
                (0x03, one(1)),
                (0x13, max_op),
                (0x23, one(0)),
                (0x40, one(0)),
                (0x56, one(7)),
            ],
            ops: vec![
                (0x15, [run(1), vec![b'k']].concat()),
                (0x21, run(0)),
                (0x23, run(1)),
                (0x34, inserts),
                (0x42, run(1)),
                (0x56, run(0)),
                (0x80, run(0)),
            ],
            suffix: vec![0],
        }
    }

    fn op_column(&mut self, specification: u8, bytes: Vec<u8>) {
        self.ops.retain(|(found, _)| *found != specification);
        self.ops.push((specification, bytes));
        self.ops.sort();
    }

    fn change_column(&mut self, specification: u8, bytes: Vec<u8>) {
        self.changes.retain(|(found, _)| *found != specification);
        self.changes.push((specification, bytes));
        self.changes.sort();
    }

    fn bytes(&self) -> Vec<u8> {
        let mut data = Vec::new();
        encoder::unsigned(&mut data, self.actors.len() as u64);
        for actor in &self.actors {
            encoder::unsigned(&mut data, actor.len() as u64);
            data.extend_from_slice(actor);
        }
        encoder::unsigned(&mut data, self.heads.len() as u64);
        data.extend(self.heads.concat());
        for columns in [&self.changes, &self.ops] {
            encoder::unsigned(&mut data, columns.len() as u64);
            for (specification, bytes) in columns {
                encoder::unsigned(&mut data, u64::from(*specification));
                encoder::unsigned(&mut data, bytes.len() as u64);
            }
        }
        for (_, bytes) in self.changes.iter().chain(&self.ops) {
            data.extend_from_slice(bytes);
        }
        data.extend_from_slice(&self.suffix);
        encoder::chunk_of(DOCUMENT, &data)
    }

    fn refused(&self) -> WalkError {
        walk_document(&self.bytes()).unwrap_err()
    }
}

#[test]
fn a_document_made_by_hand_is_one_automerge_takes() {
    let made = Made::with_ops(1);
    assert_eq!(walk_document(&made.bytes()).unwrap().ops, 1);
    // The heads are of another document, which only whoever rebuilds the changes can know.
    let loaded = Automerge::load_unverified_heads(&made.bytes()).unwrap();
    assert!(loaded.get(ROOT, "k").unwrap().is_some());
    assert!(Automerge::load(&made.bytes()).is_err());
}

#[test]
fn bombs_are_refused_by_counting() {
    for ops in [1 << 20, 5_000_000, 1 << 40, i64::MAX] {
        let made = Made::with_ops(ops);
        assert!(made.bytes().len() < 300);
        assert_eq!(made.refused(), WalkError::TooManyOps, "{ops} operations");
    }
    // One operation deleted five million times.
    let mut made = Made::with_ops(1);
    made.op_column(0x80, [vec![0x7f], encoder::unsigned_bytes(5_000_000)].concat());
    made.op_column(0x81, encoder::run(5_000_000, 0));
    made.op_column(0x83, encoder::run(5_000_000, 1));
    assert_eq!(made.refused(), WalkError::TooManyOps);
    // Millions of changes, dependencies, and bytes of keys.
    let mut made = Made::with_ops(1);
    made.change_column(0x01, encoder::run(1 << 30, 0));
    assert_eq!(made.refused(), WalkError::TooManyChanges);
    let mut made = Made::with_ops(1);
    made.change_column(0x40, [vec![0x7f], encoder::unsigned_bytes(1 << 40)].concat());
    assert_eq!(made.refused(), WalkError::TooManyDeps);
    let mut made = Made::with_ops(200);
    let key = vec![b'k'; 1 << 20];
    made.op_column(0x15, [encoder::run(200, 0)[..2].to_vec(), encoder::unsigned_bytes(1 << 20), key].concat());
    assert_eq!(made.refused(), WalkError::TooManyKeyBytes);
}

/// The bomb the research names: an empty document of five million characters, inserted and deleted again.
#[test]
fn five_million_deleted_characters_are_refused() {
    let (count, mut made) = (5_000_000i64, Made::with_ops(1));
    let run = |value: u8| encoder::run(count, value);
    let mut inserts = vec![0];
    encoder::unsigned(&mut inserts, count as u64);
    for (specification, bytes) in [
        (0x01, run(0)),
        (0x02, run(1)),
        (0x11, run(0)),
        (0x13, run(1)),
        (0x21, run(0)),
        (0x23, run(1)),
        (0x34, inserts),
        (0x42, run(1)),
        (0x56, run(0x16)),
        (0x57, vec![b'a'; count as usize]),
        (0x80, run(1)),
        (0x81, run(0)),
        (0x83, run(1)),
    ] {
        made.op_column(specification, bytes);
    }
    made.ops.retain(|(specification, _)| *specification != 0x15);
    assert_eq!(made.refused(), WalkError::TooManyOps);
}

#[test]
fn columns_that_do_not_fit_each_other_are_refused() {
    type Breaks<'a> = &'a dyn Fn(&mut Made);
    let cases: [(&str, Breaks<'_>, WalkError); 12] = [
        ("an unknown column", &|made| made.op_column(0xb2, vec![0x7f, 1]), WalkError::UnknownColumn),
        ("a deflated column", &|made| made.ops[1].0 |= 8, WalkError::Deflated),
        ("a deflated column of changes", &|made| made.changes[0].0 |= 8, WalkError::Deflated),
        ("an actor that is not listed", &|made| made.op_column(0x21, vec![0x7f, 1]), WalkError::BadColumns),
        ("one id for two operations", &|made| made.op_column(0x23, vec![]), WalkError::BadColumns),
        ("a deletion as operation", &|made| made.op_column(0x42, vec![0x7f, 3]), WalkError::BadColumns),
        ("a value without bytes", &|made| made.op_column(0x56, vec![0x7f, 0x16]), WalkError::BadColumns),
        ("a head for no change", &|made| made.suffix = vec![1], WalkError::BadColumns),
        ("a change that is no head", &|made| (made.heads, made.suffix) = (vec![], vec![]), WalkError::BadColumns),
        (
            "a change that needs itself",
            &|made| {
                made.change_column(0x40, vec![0x7f, 1]);
                made.change_column(0x43, vec![0x7f, 0]);
            },
            WalkError::BadColumns,
        ),
        ("actors out of order", &|made| made.actors.push(vec![0; 8]), WalkError::BadColumns),
        ("no change for its number", &|made| made.change_column(0x03, vec![0x7f, 2]), WalkError::BadColumns),
    ];
    for (what, spoil, error) in cases {
        let mut made = Made::with_ops(1);
        spoil(&mut made);
        assert_eq!(made.refused(), error, "{what}");
    }
    let bytes = Made::with_ops(1).bytes();
    assert_eq!(walk_document(&[&bytes[..], &bytes].concat()), Err(WalkError::NotAChunk));
    assert_eq!(walk_document(&encoder::chunk_of(1, &[0])), Err(WalkError::WrongChunk));
    assert_eq!(
        walk_document(&begun(&|tx| tx.put(ROOT, "long", "word ".repeat(200)).unwrap()).save()),
        Err(WalkError::Deflated)
    );
}

fn sample() -> Vec<u8> {
    let mut am = begun(&|tx| {
        let body = tx.put_object(ROOT, "body", ObjType::Text).unwrap();
        tx.splice_text(&body, 0, 0, "some words").unwrap();
    });
    let body = am.get(ROOT, "body").unwrap().unwrap().1;
    let mut other = am.fork().with_actor(ActorId::from([2; 8]));
    changed(&mut am, &|tx| tx.splice_text(&body, 2, 3, "é").unwrap());
    changed(&mut other, &|tx| tx.put(ROOT, "title", "t").unwrap());
    am.merge(&mut other).unwrap();
    am.save_nocompress()
}

proptest! {
    #[test]
    fn no_bytes_panic_the_walker_of_documents(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = walk_document(&bytes);
        let _ = walk_document(&encoder::chunk_of(DOCUMENT, &bytes));
    }

    /// Changes the data of a real document and mends its checksum: it is refused, or Automerge is given no more
    /// operations than were counted.
    #[test]
    fn what_passes_holds_no_more_than_was_counted(at in 0usize..10_000, byte in any::<u8>(), cut in 0usize..400) {
        let bytes = sample();
        let mut data = bytes[encoder::header_bytes(&bytes)..].to_vec();
        let length = data.len();
        data[at % length] = byte;
        let changed = encoder::chunk_of(DOCUMENT, &data);
        if let Ok(walked) = walk_document(&changed) {
            let loaded = std::panic::catch_unwind(|| Automerge::load_unverified_heads(&changed).ok()).ok().flatten();
            if let Some(loaded) = loaded {
                prop_assert!(loaded.stats().num_ops <= walked.ops + walked.overwrites);
                prop_assert_eq!(loaded.stats().num_changes, walked.changes);
            }
        }
        prop_assert!(walk_document(&bytes[..cut.min(bytes.len() - 1)]).is_err());
        prop_assert!(walk_document(&encoder::chunk_of(DOCUMENT, &bytes[9..9 + cut.min(length - 1)])).is_err());
    }
}
