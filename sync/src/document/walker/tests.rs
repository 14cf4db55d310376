//! The walker reads what Automerge writes, and refuses what would harm it.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{Automerge, ObjType, ROOT, ReadDoc as _, TextEncoding};
use proptest::prelude::*;

use super::*;

/// A change chunk around `data`, with the checksum it needs.
pub(super) fn chunk_of(kind: u8, data: &[u8]) -> Vec<u8> {
    let mut length = Vec::new();
    unsigned(&mut length, data.len() as u64);
    let hash = Sha256::new().chain_update([kind]).chain_update(&length).chain_update(data).finalize();
    [&MAGIC[..], &hash[..4], &[kind], &length, data].concat()
}

/// Length of a chunk's header.
pub(super) fn header_bytes(chunk: &[u8]) -> usize {
    10 + chunk[9..].iter().take_while(|byte| **byte & 0x80 != 0).count()
}

pub(super) fn unsigned_bytes(value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    unsigned(&mut bytes, value);
    bytes
}

pub(super) fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A run of one small value.
pub(super) fn run(count: i64, value: u8) -> Vec<u8> {
    let mut bytes = if count == 1 { vec![0x7f] } else { signed(count) };
    bytes.push(value);
    bytes
}

/// A number that is not negative, as a signed one.
pub(super) fn signed(mut left: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (left & 0x7f) as u8;
        left >>= 7;
        if left == 0 && low & 0x40 == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// A change of one actor with these columns.
fn change_of(columns: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut data = vec![0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 0, 0, 0];
    unsigned(&mut data, columns.len() as u64);
    for (specification, bytes) in columns {
        unsigned(&mut data, u64::from(*specification));
        unsigned(&mut data, bytes.len() as u64);
    }
    for (_, bytes) in columns {
        data.extend_from_slice(bytes);
    }
    chunk_of(CHANGE, &data)
}

/// One operation: a key of the root set to null.
fn one_op() -> Vec<(u8, Vec<u8>)> {
    vec![
        (0x15, vec![0x7f, 1, b'k']),
        (0x34, vec![1]),
        (0x42, vec![0x7f, 1]),
        (0x56, vec![0x7f, 0]),
        (0x70, vec![0x7f, 0]),
    ]
}

fn written(edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Automerge {
    let mut am = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    let mut tx = am.transaction();
    edit(&mut tx);
    tx.commit_with(CommitOptions::default().with_time(0));
    am
}

fn raw(am: &Automerge) -> Vec<u8> {
    am.get_changes(&[]).iter().flat_map(|change| change.raw_bytes().to_vec()).collect()
}

#[test]
fn what_automerge_wrote_is_counted_as_automerge_counts_it() {
    let mut am = written(|tx| {
        let text = tx.put_object(ROOT, "body", ObjType::Text).unwrap();
        tx.splice_text(&text, 0, 0, &"née 👩‍🦰 ".repeat(5000)).unwrap();
        tx.splice_text(&text, 10, 20_000, "").unwrap();
        let mark = automerge::marks::Mark::new("strong".to_owned(), true, 0, 5);
        tx.mark(&text, mark, automerge::marks::ExpandMark::None).unwrap();
        tx.put(ROOT, "float", 1.5).unwrap();
        tx.put(ROOT, "bytes", vec![0u8; 300]).unwrap();
    });
    let mut tx = am.transaction();
    tx.delete(ROOT, "float").unwrap();
    tx.commit_with(CommitOptions::default().with_message("hello").with_time(77));
    let bytes = raw(&am);
    let walk = walk(&bytes).unwrap();
    let changes = am.get_changes(&[]);
    assert_eq!(walk.changes.len(), 2);
    for (walked, change) in walk.changes.iter().zip(&changes) {
        assert_eq!(walked.ops, change.len() as u64);
        assert_eq!(walked.hash.0, change.hash().0);
        assert_eq!(walked.actor, change.actor_id().to_bytes());
        assert_eq!(walked.seq, change.seq());
        assert_eq!(walked.deps.len(), change.deps().len());
        assert_eq!(&bytes[walked.range.clone()], change.raw_bytes());
    }
    assert!(walk.changes[0].is_silent());
    assert!(!walk.changes[1].is_silent());
    assert_eq!((walk.changes[1].time, walk.changes[1].message_bytes), (77, 5));
}

#[test]
fn the_hand_made_operation_is_one_automerge_takes() {
    let bytes = change_of(&one_op());
    assert_eq!(walk(&bytes).unwrap().ops, 1);
    let mut am = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    am.apply_changes([automerge::Change::try_from(&bytes[..]).unwrap()]).unwrap();
    assert!(am.get(ROOT, "k").unwrap().is_some());
}

/// A change of one byte a column, more or less, that declares `items` operations.
pub(super) fn bomb(items: i64) -> Vec<u8> {
    let mut bare_count = Vec::new();
    unsigned(&mut bare_count, items as u64);
    let key = [run(items, 1), vec![b'k']].concat();
    change_of(&[(0x15, key), (0x34, bare_count), (0x42, run(items, 1)), (0x56, run(items, 0)), (0x70, run(items, 0))])
}

#[test]
fn a_bomb_is_refused_however_small_it_is() {
    // A harmless one shows that Automerge counts what we count, one by one.
    let harmless = bomb(5000);
    assert_eq!(walk(&harmless).unwrap().ops, 5000);
    assert_eq!(automerge::Change::try_from(&harmless[..]).unwrap().len(), 5000);
    assert!(bomb(1 << 40).len() < 143);
    assert_eq!(walk(&bomb(1 << 40)), Err(WalkError::TooManyOps));
    assert_eq!(walk(&bomb(i64::MAX)), Err(WalkError::TooManyOps));
    let most = limits::OPS_PER_CHUNK_MAX as i64;
    assert_eq!(walk(&bomb(most + 1)), Err(WalkError::TooManyOps));
    assert_eq!(walk(&bomb(most / 2).repeat(3)), Err(WalkError::TooManyOps), "all changes of a chunk count");
}

#[test]
fn a_bomb_of_143_bytes_is_refused() {
    // The rest stands behind the columns, where Automerge allows anything.
    let mut data = bomb(1 << 40)[10..].to_vec();
    data.resize(143 - 11, 0);
    let bomb = chunk_of(CHANGE, &data);
    assert_eq!(bomb.len(), 143);
    assert_eq!(walk(&bomb), Err(WalkError::TooManyOps));
}

#[test]
fn a_long_run_in_any_column_is_refused() {
    for column in [0x01u8, 0x02, 0x11, 0x13, 0x15, 0x34, 0x42, 0x56, 0x70, 0x71, 0x73, 0x94, 0xa5] {
        let mut columns = one_op();
        columns.retain(|(specification, _)| *specification != column);
        let bytes = match column {
            // Booleans are bare counts.
            0x34 | 0x94 => run(1 << 40, 0)[..6].to_vec(),
            _ => run(1 << 40, 0),
        };
        columns.push((column, bytes));
        columns.sort();
        let error = walk(&change_of(&columns)).unwrap_err();
        assert!(matches!(error, WalkError::BadColumns | WalkError::TooManyOps), "column {column:#x}: {error}");
    }
}

#[test]
fn predecessors_are_counted_too() {
    let mut columns = one_op();
    columns[4].1 = vec![0x7f, 0xff, 0xff, 0xff, 0xff, 0x0f];
    columns.push((0x71, run(1 << 32, 0)));
    columns.push((0x73, run(1 << 32, 0)));
    assert_eq!(walk(&change_of(&columns)), Err(WalkError::TooManyOps));
}

#[test]
fn keys_that_unfold_are_refused() {
    let ops = 1 << 20;
    let mut key = run(ops, 0);
    key.pop();
    key.extend([0x80, 0x02]);
    key.extend([b'k'; 256]);
    let columns = vec![
        (0x15, key),
        (0x34, vec![0x80, 0x80, 0x40]),
        (0x42, run(ops, 1)),
        (0x56, run(ops, 0)),
        (0x70, run(ops, 0)),
    ];
    assert_eq!(walk(&change_of(&columns)), Err(WalkError::TooManyKeyBytes));
}

#[test]
fn what_is_not_a_plain_change_is_refused() {
    let am = written(|tx| tx.put(ROOT, "key", "word ".repeat(200)).unwrap());
    let bytes = raw(&am);
    let mut change = am.get_changes(&[]).remove(0);
    assert_eq!(walk(&change.bytes()), Err(WalkError::Deflated), "a deflated chunk");
    assert_eq!(walk(&am.save()), Err(WalkError::WrongChunk), "a document");
    assert_eq!(walk(&chunk_of(3, &[0])), Err(WalkError::WrongChunk), "a bundle");
    assert_eq!(walk(&bytes[..bytes.len() - 1]), Err(WalkError::Truncated));
    assert_eq!(walk(b"not automerge at all"), Err(WalkError::NotAChunk));
    let mut flipped = bytes.clone();
    *flipped.last_mut().unwrap() ^= 1;
    assert_eq!(walk(&flipped), Err(WalkError::Checksum));
    let mut columns = one_op();
    columns[2].0 |= 8;
    assert_eq!(walk(&change_of(&columns)), Err(WalkError::Deflated), "a deflated column");
    columns[2].0 = 0xb2;
    columns.sort();
    assert_eq!(walk(&change_of(&columns)), Err(WalkError::UnknownColumn));
    assert_eq!(walk(&vec![0; limits::CHUNK_BYTES_MAX + 1]), Err(WalkError::TooLong));
    let many = change_of(&one_op()).repeat(limits::CHANGES_PER_CHUNK_MAX + 1);
    assert_eq!(walk(&many), Err(WalkError::TooManyChanges));
}

#[test]
fn an_actor_beyond_the_list_is_refused() {
    let mut columns = one_op();
    columns.insert(0, (0x01, vec![0x7f, 1]));
    columns.insert(1, (0x02, vec![0x7f, 1]));
    assert_eq!(walk(&change_of(&columns)), Err(WalkError::BadColumns));
}

proptest! {
    #[test]
    fn no_bytes_panic_the_walker(bytes in prop::collection::vec(any::<u8>(), 0..200), kind in 0u8..4) {
        let _ = walk(&bytes);
        let _ = walk(&chunk_of(kind, &bytes));
    }

    /// Changes the data of a real change and mends its checksum: the walker refuses it or Automerge ends quickly.
    #[test]
    fn what_passes_is_never_more_than_was_counted(at in 0usize..10_000, byte in any::<u8>()) {
        let am = written(|tx| {
            let text = tx.put_object(ROOT, "body", ObjType::Text).unwrap();
            tx.splice_text(&text, 0, 0, "some words").unwrap();
            tx.splice_text(&text, 3, 4, "").unwrap();
        });
        let bytes = raw(&am);
        let mut data = bytes[10..].to_vec();
        let length = data.len();
        data[at % length] = byte;
        let changed = chunk_of(CHANGE, &data);
        if let Ok(walk) = walk(&changed)
            && let Ok(change) = automerge::Change::try_from(&changed[..])
        {
            prop_assert_eq!(walk.ops, change.len() as u64);
        }
    }
}
