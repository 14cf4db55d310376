//! The vault as a whole; helpers for the tests of its parts.

mod anew;
mod damage;
mod fold;
mod inbox;
mod opening;
mod purge;
mod secrets;

use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::clock::{ManualClock, SeededEntropy, World};
use crate::ids::{DeviceId, DocumentId, Origin, Run, SpaceId};
use crate::kind::{Body, Chunk};
use crate::limits::CHUNK_BYTES_MAX;
use crate::sealed::RecoveryKey;

pub(super) const SPACE: SpaceId = SpaceId([1; 16]);
pub(super) const RUN: Run = Run([2; 8]);
pub(super) const DEVICE: DeviceId = DeviceId([3; 32]);

/// A folder that goes away, and the printed key of the vault in it.
pub(super) struct Bench {
    root: tempfile::TempDir,
    pub(super) key: RecoveryKey,
    pub(super) world: World,
}

impl Bench {
    pub(super) fn new() -> Self {
        let world = World { clock: Arc::new(ManualClock::default()), entropy: Arc::new(SeededEntropy::new(1)) };
        Self { root: tempfile::tempdir().unwrap(), key: RecoveryKey::generate(), world }
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.root.path().join("journal")
    }

    pub(super) fn create(&self) -> Vault {
        let first = [("profile", b"a name".to_vec())];
        Vault::create_for_tests(&self.folder(), &self.key, &first, &self.world).unwrap()
    }

    pub(super) fn open(&self) -> Result<Vault, VaultError> {
        Vault::unlock_with_recovery(&self.folder(), &self.key, &self.world)
    }

    /// Everything beside the vault's folder, the folder too, as a kill at this moment would leave it.
    pub(super) fn snapshot(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(self.folder().parent().unwrap(), copy.path());
        copy
    }

    /// The database as somebody without the key sees it.
    pub(super) fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder().join("vault.db")).unwrap()
    }
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, to) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy_folder(&path, &to);
        } else {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}

/// Names in a folder.
pub(super) fn names_in(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

pub(super) fn document(number: u8) -> DocumentId {
    DocumentId([number; 32])
}

pub(super) fn chunk(number: u8, words: &[u8]) -> Chunk {
    let origin = Origin { device: DEVICE, run: RUN, seq: 0 };
    Chunk { document: document(number), origin, body: Body::Changes(words.to_vec()) }
}

pub(super) fn append(vault: &mut Vault, chunks: &[Chunk]) -> u64 {
    let mut write = vault.write().unwrap();
    let mut last = 0;
    for chunk in chunks {
        last = write.append(SPACE, RUN, chunk).unwrap();
    }
    write.commit().unwrap();
    last
}

#[test]
fn what_was_committed_is_there_after_closing_and_opening() {
    let bench = Bench::new();
    let mut vault = bench.create();
    assert_eq!(append(&mut vault, &[chunk(1, b"one"), chunk(2, b"two")]), 2);
    let mut write = vault.write().unwrap();
    write.put_copy(SPACE, document(1), b"# One").unwrap();
    write.put_delivery(DEVICE, b"stored 1").unwrap();
    write.put_record("contact/a", b"somebody").unwrap();
    write.commit().unwrap();
    vault.close().unwrap();

    let vault = bench.open().unwrap();
    let kept = vault.chunk(SPACE, 2).unwrap().unwrap();
    assert_eq!(kept.origin.seq, 2, "an own chunk takes its number as origin");
    assert!(kept.body == Body::Changes(b"two".to_vec()));
    assert_eq!(vault.log(SPACE).newest, 2);
    assert_eq!(vault.spaces(), [SPACE]);
    assert_eq!(&*vault.copy(SPACE, document(1)).unwrap().unwrap(), b"# One");
    assert_eq!(&*vault.delivery(DEVICE).unwrap().unwrap(), b"stored 1");
    assert_eq!(&*vault.record("profile").unwrap().unwrap(), b"a name");
    let contacts: Vec<_> = vault.records("contact/").unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(contacts, ["contact/a"]);
    assert!(vault.record("absent").unwrap().is_none() && vault.chunk(SPACE, 3).unwrap().is_none());
    assert!(vault.damaged().is_empty());
}

#[test]
fn a_transaction_that_is_dropped_never_was() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one")]);
    let before = vault.log(SPACE);
    let mut write = vault.write().unwrap();
    write.append(SPACE, RUN, &chunk(1, b"two")).unwrap();
    write.put_record("draft", b"x").unwrap();
    drop(write);
    assert_eq!(vault.log(SPACE), before);
    assert!(vault.record("draft").unwrap().is_none());
    assert_eq!(append(&mut vault, &[chunk(1, b"again")]), 2);
}

#[test]
fn what_others_wrote_is_stored_first_and_applied_when_said() {
    let bench = Bench::new();
    let mut vault = bench.create();
    let origin = Origin { device: DeviceId([9; 32]), run: Run([9; 8]), seq: 41 };
    append(&mut vault, &[chunk(1, b"own"), Chunk { origin, ..chunk(2, b"theirs") }]);
    assert_eq!(vault.log(SPACE).unapplied, [2]);
    assert_eq!(vault.chunk(SPACE, 2).unwrap().unwrap().origin, origin);
    let mut write = vault.write().unwrap();
    write.mark_applied(SPACE, 2).unwrap();
    write.commit().unwrap();
    vault.close().unwrap();
    assert!(bench.open().unwrap().log(SPACE).unapplied.is_empty());
}

#[test]
fn a_feed_stops_at_either_bound_and_always_moves() {
    let bench = Bench::new();
    let mut vault = bench.create();
    let chunks: Vec<_> = (0..6).map(|number| chunk(number, &[number; 100])).collect();
    append(&mut vault, &chunks);
    let numbers = |after, chunks_max, bytes_max| -> Vec<u64> {
        vault.feed(SPACE, after, chunks_max, bytes_max).unwrap().into_iter().map(|(seq, _)| seq).collect()
    };
    assert_eq!(numbers(0, 4, 10_000), [1, 2, 3, 4]);
    assert_eq!(numbers(2, 100, 250), [3, 4]);
    assert_eq!(numbers(2, 100, 1), [3]);
    assert_eq!(numbers(6, 100, 10_000), Vec::<u64>::new());
    assert_eq!(numbers(u64::MAX, 100, 10_000), Vec::<u64>::new());
}

#[test]
fn chunks_beyond_the_limit_and_records_without_a_name_are_refused() {
    let bench = Bench::new();
    let mut vault = bench.create();
    let mut write = vault.write().unwrap();
    let large = chunk(1, &vec![0; CHUNK_BYTES_MAX + 1]);
    assert_eq!(write.append(SPACE, RUN, &large), Err(VaultError::TooLarge));
    assert_eq!(write.put_record("", b""), Err(VaultError::TooLarge));
    assert_eq!(write.append(SPACE, RUN, &chunk(1, &vec![7; CHUNK_BYTES_MAX])), Ok(1));
    write.commit().unwrap();
    assert_eq!(vault.chunk(SPACE, 1).unwrap().unwrap().body_bytes(), CHUNK_BYTES_MAX);
}

#[test]
fn a_full_disk_changes_nothing_and_words_fit_once_there_is_room() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"kept")]);
    let before = vault.log(SPACE);
    vault.database.limit_pages(0);
    let mut write = vault.write().unwrap();
    let words = chunk(1, &[1; 50_000]);
    assert_eq!(write.append(SPACE, RUN, &words), Err(VaultError::DiskFull));
    assert_eq!(write.append(SPACE, RUN, &chunk(1, b"small")), Err(VaultError::DiskFull), "nothing after a failure");
    assert_eq!(write.put_record("other", b"x"), Err(VaultError::DiskFull));
    assert_eq!(write.commit(), Err(VaultError::DiskFull));
    assert_eq!(vault.log(SPACE), before);
    assert!(vault.record("other").unwrap().is_none());
    assert!(vault.chunk(SPACE, 1).unwrap().is_some());

    vault.database.limit_pages(1000);
    assert_eq!(append(&mut vault, &[words]), 2);
    vault.close().unwrap();
    let vault = bench.open().unwrap();
    assert_eq!(vault.chunk(SPACE, 2).unwrap().unwrap().body_bytes(), 50_000);
    assert!(vault.each_value(&mut |_, _| {}).unwrap().is_sound());
}

#[test]
fn the_reserve_is_there_can_be_given_up_and_comes_back() {
    let bench = Bench::new();
    let vault = bench.create();
    let reserve = bench.folder().join("reserve");
    assert_eq!(std::fs::metadata(&reserve).unwrap().len(), crate::limits::RESERVE_BYTES as u64);
    assert_eq!(vault.give_up_reserve(), Ok(true));
    assert_eq!(vault.give_up_reserve(), Ok(false));
    assert!(!reserve.exists());
    vault.restore_reserve();
    assert_eq!(std::fs::metadata(&reserve).unwrap().len(), crate::limits::RESERVE_BYTES as u64);
}

#[test]
fn a_copy_of_the_folder_taken_at_any_commit_opens_with_what_was_committed() {
    let bench = Bench::new();
    let mut vault = bench.create();
    for number in 1..=5_u64 {
        append(&mut vault, &[chunk(1, &[number as u8; 3000])]);
        let mut write = vault.write().unwrap();
        write.append(SPACE, RUN, &chunk(1, b"not committed")).unwrap();
        // What a loss of power leaves: the files as they are, with a transaction open.
        let after_crash = Bench { root: tempfile::tempdir().unwrap(), key: RecoveryKey::generate(), ..Bench::new() };
        std::fs::create_dir(after_crash.folder()).unwrap();
        for name in ["key.age", "recovery.age", "vault.db", "vault.db-wal"] {
            std::fs::copy(bench.folder().join(name), after_crash.folder().join(name)).unwrap();
        }
        drop(write);
        let again = Vault::unlock_with_recovery(&after_crash.folder(), &bench.key, &bench.world).unwrap();
        assert_eq!(again.log(SPACE).newest, number);
        assert!(again.chunk(SPACE, number).unwrap().is_some());
        assert!(again.each_value(&mut |_, _| {}).unwrap().is_sound());
    }
}
