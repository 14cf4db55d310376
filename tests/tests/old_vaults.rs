//! Vaults that earlier versions wrote open in this one, with both keys and every word.
//!
//! Invariant: one folder for each format version there ever was; samples are copied before they are opened.

use std::path::{Path, PathBuf};

use understory_sync::clock::World;
use understory_sync::sealed::{Passphrase, RecoveryKey, Table};
use understory_sync::vault::{FORMAT, Vault};

/// The files of a sample; opening lays the reserve down again.
const FILES: [&str; 3] = ["key.age", "recovery.age", "vault.db"];

/// A sample of one format version.
struct Sample {
    version: i32,
    folder: PathBuf,
    note: String,
}

impl Sample {
    /// Returns what the note says under a name.
    fn noted(&self, name: &str) -> Vec<&str> {
        let found: Vec<&str> =
            self.note.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect();
        assert!(!found.is_empty(), "the note of version {} names a {name}", self.version);
        found
    }

    fn copied(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().expect("a folder");
        for file in FILES {
            std::fs::copy(self.folder.join(file), copy.path().join(file)).expect("a sample is complete");
        }
        copy
    }
}

fn samples() -> Vec<Sample> {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("vaults");
    let entries = std::fs::read_dir(folders).expect("the samples can be listed");
    let mut samples: Vec<Sample> = entries
        .map(|entry| entry.expect("a folder entry can be read").path())
        .filter(|folder| folder.is_dir())
        .map(|folder| {
            let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
            let version = name.parse().expect("a sample's folder is named by its format version");
            let note = std::fs::read_to_string(folder.join("NOTE.txt")).expect("a sample has a note");
            Sample { version, folder, note }
        })
        .collect();
    samples.sort_by_key(|sample| sample.version);
    samples
}

/// Checks every value and that each sentence of the note stands in a readable copy.
fn check(sample: &Sample, vault: &Vault, opened_with: &str) {
    let mut copies = String::new();
    let census = vault
        .each_value(&mut |_, value| {
            if let Ok((place, body)) = value
                && place.table == Table::Copy
            {
                copies.push_str(&String::from_utf8_lossy(body));
            }
        })
        .expect("every value can be read");
    let version = sample.version;
    assert!(census.is_sound(), "version {version} with its {opened_with}: {:?}", census.damaged);
    // In a vault that was closed properly nothing waits to be taken in.
    for table in Table::ALL.into_iter().filter(|table| *table != Table::Inbox) {
        assert!(census.sound.contains_key(&table), "the sample of version {version} has no {table:?}");
    }
    for sentence in sample.noted("sentence") {
        assert!(copies.contains(sentence), "version {version} with its {opened_with} does not say: {sentence}");
    }
}

#[test]
fn there_is_a_sample_of_every_format_version_up_to_the_newest() {
    let versions: Vec<i32> = samples().iter().map(|sample| sample.version).collect();
    let expected: Vec<i32> = (1..=FORMAT).collect();
    assert_eq!(versions, expected, "tests/vaults holds one folder for each format version");
}

#[test]
fn every_sample_opens_with_its_passphrase_and_all_is_there() {
    for sample in samples() {
        let copy = sample.copied();
        let passphrase = Passphrase::new(sample.noted("passphrase")[0].to_owned());
        let vault = Vault::unlock(copy.path(), &passphrase, &World::system()).expect("opens with its passphrase");
        check(&sample, &vault, "passphrase");
        vault.close().expect("closes");
    }
}

#[test]
fn every_sample_opens_with_its_recovery_key_and_all_is_there() {
    for sample in samples() {
        let copy = sample.copied();
        let key = RecoveryKey::parse(sample.noted("recovery key")[0]).expect("a recovery key");
        let vault = Vault::unlock_with_recovery(copy.path(), &key, &World::system()).expect("opens with its key");
        check(&sample, &vault, "recovery key");
        vault.close().expect("closes");
    }
}
