//! What lies in sealed values, under any bytes: chunks, catalog pages, states of logs, the directory.
//!
//! Invariant: what was read can be written, and reads back the same. Whoever breaks it panics here.

use serde::{Deserialize, Serialize};

use super::covered::Covered;
use super::directory::Directory;
use super::{CatalogEntry, LogState, catalog, keyed};
use crate::kind::Chunk;

fn round_trip<T: Serialize + for<'de> Deserialize<'de> + PartialEq>(value: &T) {
    let bytes = postcard::to_allocvec(value).expect("what was read can be written");
    assert!(postcard::from_bytes::<T>(&bytes).as_ref() == Ok(value), "a value came back as another");
}

/// The input as a chunk of a log.
pub fn chunk(input: &[u8]) -> bool {
    let Ok(chunk) = postcard::from_bytes::<Chunk>(input) else { return false };
    round_trip(&chunk);
    true
}

/// The input as a page of the catalog.
pub fn catalog_page(input: &[u8]) -> bool {
    let Some(entries) = catalog::parse::<Vec<CatalogEntry>>(input) else { return false };
    round_trip(&entries);
    true
}

/// The input as the page that says what the catalog covers.
pub fn catalog_cover(input: &[u8]) -> bool {
    catalog::parse::<catalog::Cover>(input).is_some()
}

/// The input as the state of a log.
pub fn log_state(input: &[u8]) -> bool {
    let Some(state) = LogState::decode(input) else { return false };
    let written = state.encode().expect("what was read can be written");
    assert_eq!(LogState::decode(&written), Some(state));
    true
}

/// The input as the ranges of a log that are covered.
pub fn covered(input: &[u8]) -> bool {
    const NEWEST: u64 = 1000;
    let Some(covered) = Covered::decode(input, NEWEST) else { return false };
    assert!(!covered.contains(NEWEST) && covered.skip(1) <= NEWEST);
    assert!(
        Covered::decode(&covered.encode().expect("what was read can be written"), NEWEST).as_ref() == Some(&covered)
    );
    true
}

/// The input as the directory of a vault.
pub fn directory(input: &[u8]) -> bool {
    let Some(directory) = Directory::decode(input) else { return false };
    let written = directory.encode().expect("what was read can be written");
    assert_eq!(Directory::decode(&written), Some(directory));
    true
}

/// The input as a body that names its own key.
pub fn keyed_body(input: &[u8]) -> bool {
    let Ok((start, key)) = keyed::split(input) else { return false };
    assert_eq!(start, 3 + key.len());
    if let Some(joined) = keyed::join(key, &input[start..]) {
        assert_eq!(&joined[..], input);
    }
    true
}

/// Real values, the same bytes every time: target, name and bytes.
#[cfg(test)]
pub(crate) fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    use super::RunSpan;
    use crate::ids::{DeviceId, DocumentId, Head, Origin, PersonId, Run, SpaceId};
    use crate::kind::{Body, End, Kind, Tombstone};

    let tombstone = Tombstone { heads: vec![Head([6; 32])], end: End::Replaced(DocumentId([7; 32])) };
    let mut reach = crate::tombstone::Reach::default();
    reach.note(&[8; 16], 5);
    let emptied = Tombstone { heads: vec![Head([6; 32])], end: End::Emptied(reach) };
    let chunk = |body| Chunk {
        document: DocumentId([1; 32]),
        origin: Origin { device: DeviceId([2; 32]), run: Run([3; 8]), seq: 300 },
        body,
    };
    let entry = CatalogEntry {
        document: DocumentId([1; 32]),
        space: SpaceId([2; 16]),
        kind: Kind::Entry,
        writer: PersonId([3; 32]),
        title: "The lake".to_owned(),
        first_line: "née".to_owned(),
        tags: vec!["water".to_owned()],
        created_ms: 1_762_041_600_000,
        changed_ms: 1_762_041_600_001,
        heads: vec![Head([4; 32])],
        seqs: vec![1, 2, 300],
        held: vec![[8; 12]],
        trashed_ms: Some(5),
        tombstone: Some(tombstone.clone()),
        extra: vec![0; 8],
    };
    let plain = |value: &dyn Fn() -> postcard::Result<Vec<u8>>| value().unwrap();
    let page =
        [&[catalog::VERSION], &plain(&|| postcard::to_allocvec(&[entry.clone(), entry.clone()].to_vec()))[..]].concat();
    let covers = std::collections::BTreeMap::from([(SpaceId([2; 16]), 300u64)]);
    let cover = [&[catalog::VERSION], &plain(&|| postcard::to_allocvec(&(2u32, covers.clone())))[..]].concat();
    let mut state = LogState::default();
    for (run, count) in [(1, 3), (2, 200)] {
        for _ in 0..count {
            state.next(Run([run; 8]));
        }
    }
    state.unapplied = vec![5, 9];
    assert_eq!(state.runs[1], RunSpan { run: Run([2; 8]), first: 4, last: 203 });
    let mut covered = Covered::default();
    [1, 2, 3, 7, 300].into_iter().for_each(|seq| covered.insert(seq));
    let directory = Directory { spaces: [SpaceId([2; 16])].into(), names: ["profile".to_owned()].into(), purged: true };
    vec![
        ("chunk", "changes", plain(&|| postcard::to_allocvec(&chunk(Body::Changes(vec![9; 40]))))),
        ("chunk", "snapshot", plain(&|| postcard::to_allocvec(&chunk(Body::Snapshot(vec![9; 40]))))),
        ("chunk", "emptied", plain(&|| postcard::to_allocvec(&chunk(Body::Tombstone(emptied.clone()))))),
        ("chunk", "tombstone", plain(&|| postcard::to_allocvec(&chunk(Body::Tombstone(tombstone.clone()))))),
        ("chunk", "through", plain(&|| postcard::to_allocvec(&chunk(Body::Through)))),
        ("catalog_page", "two", page),
        ("catalog_cover", "two", cover),
        ("log_state", "two-runs", state.encode().unwrap()),
        ("covered", "three", covered.encode().unwrap()),
        ("directory", "one", directory.encode().unwrap()),
        ("keyed_body", "profile", keyed::join(b"profile", b"words").unwrap().to_vec()),
    ]
}
