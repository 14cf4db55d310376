//! Killed at any moment: what was reported as saved is there, and at most the last seconds of typing are lost.

use std::path::Path;

use understory::demo::child::kill_while_writing;
use understory::demo::party::Party;
use understory_sync::engine::view::Home;
use understory_sync::sealed::RecoveryKey;

/// Kills in one run: each takes a key derivation twice.
const KILLS: usize = 6;

#[test]
fn every_sentence_reported_as_saved_survives_being_killed_again_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let vault = folder.path().join("vault");
    let party = Party::create(&vault, "Client", "Laptop", Home::Journal).expect("a vault");
    let (vault, passphrase, _) = party.quit().expect("quits");
    let program = Path::new(env!("CARGO_BIN_EXE_understory-under-test"));
    for kill in 0..KILLS {
        kill_while_writing(program, &vault, &passphrase).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
    }
    // The entries of all killed writers are listed, found and whole.
    let mut party = Party::start(&vault, passphrase, RecoveryKey::generate()).expect("an engine");
    party.unlock().expect("unlocks");
    let entries = party.search("5").expect("searches");
    assert_eq!(entries.len(), KILLS, "each writer's entry is found by what it wrote fifth");
    party.quit().expect("quits");
}
