//! "Saved" is said only after the commit: at that very moment the words are in the files of the vault.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command as Process, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use understory::demo::child::CHILD_ARGUMENT;
use understory::demo::party::Party;
use understory_sync::clock::World;
use understory_sync::engine::view::Home;
use understory_sync::sealed::{RecoveryKey, Table};
use understory_sync::vault::Vault;

/// How many times "saved" is taken at its word.
const MOMENTS: usize = 40;

/// Opens a copy of the files as they lie there now, as after a power cut, and looks for a sentence in the log.
fn lies_in_the_files(vault: &Path, recovery: &RecoveryKey, sentence: &str) -> bool {
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["key.age", "recovery.age", "vault.db", "vault.db-wal"] {
        std::fs::copy(vault.join(name), copy.path().join(name)).expect("copied");
    }
    let opened = Vault::unlock_with_recovery(copy.path(), recovery, &World::system()).expect("the copy opens");
    let mut found = false;
    let census = opened.each_value(&mut |_, value| {
        if let Ok((place, body)) = value {
            let mut windows = body.windows(sentence.len());
            found |= place.table == Table::Chunk && windows.any(|window| window == sentence.as_bytes());
        }
    });
    assert!(census.expect("every value can be read").is_sound());
    found
}

#[test]
fn no_sentence_is_called_saved_before_it_is_in_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let party = Party::create(&folder.path().join("vault"), "Client", "Laptop", Home::Journal).expect("a vault");
    let (vault, passphrase, recovery) = party.quit().expect("quits");
    let mut writer = Process::new(env!("CARGO_BIN_EXE_understory-under-test"))
        .arg(CHILD_ARGUMENT)
        .arg(&vault)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    writeln!(writer.stdin.take().expect("a writer listens"), "{}", passphrase.reveal()).expect("the writer hears");
    let output = BufReader::new(writer.stdout.take().expect("a writer speaks"));
    let pid = Pid::from_child(&writer);
    let mut kept = 0;
    for line in output.lines().skip(1).take(MOMENTS) {
        // Stopped, it can finish nothing that it had called finished.
        kill_process(pid, Signal::STOP).expect("the writer can be stopped");
        let sentence = line.expect("a line");
        assert!(lies_in_the_files(&vault, &recovery, &sentence), "{sentence} was called saved and is not there");
        kept += 1;
        kill_process(pid, Signal::CONT).expect("the writer goes on");
    }
    writer.kill().expect("the writer can be killed");
    writer.wait().expect("the writer has ended");
    assert_eq!(kept, MOMENTS, "every sentence called saved was looked for");
}
