//! A vault can be read in twenty years: `age` and `sqlite3` and the recovery key are enough.

use std::path::Path;
use std::process::Command;

use understory::demo::party::Party;
use understory_sync::engine::view::Home;
use understory_tests::{output_of, pairs, skip};

/// Opens an age file with the `age` program and an identity file.
fn age_open(identity: &Path, sealed: &Path) -> Vec<u8> {
    let output = Command::new("age").arg("-d").arg("-i").arg(identity).arg(sealed).output().expect("age runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

#[test]
fn the_age_and_sqlite3_programs_recover_every_entry_with_the_recovery_key_alone() {
    if output_of("age", &["--version"]).is_none() || output_of("sqlite3", &["--version"]).is_none() {
        return skip("the programs age and sqlite3 are not installed");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut party = Party::create(&folder.path().join("vault"), "Client", "Laptop", Home::Journal).expect("a vault");
    let texts: Vec<String> =
        (1..=7).map(|number| format!("Entry {number}: the kettle, the stairs and “Übermut”.")).collect();
    for (number, text) in texts.iter().enumerate() {
        pairs::write(&mut party, &format!("Title {number}"), text).expect("an entry");
    }
    let (vault, _, recovery) = party.quit().expect("quits");

    let key = folder.path().join("key.txt");
    std::fs::write(&key, recovery.reveal().as_bytes()).expect("written");
    let identity = folder.path().join("identity.txt");
    std::fs::write(&identity, age_open(&key, &vault.join("recovery.age"))).expect("written");

    let database = vault.join("vault.db").to_string_lossy().into_owned();
    let rows = output_of("sqlite3", &[&database, "select hex(sealed) from value"]).expect("sqlite3 reads the copies");
    let mut recovered = String::new();
    for row in String::from_utf8(rows).expect("hex").lines() {
        let value = folder.path().join("value.age");
        std::fs::write(&value, unhex(row)).expect("written");
        recovered.push_str(&String::from_utf8_lossy(&age_open(&identity, &value)));
    }
    for (number, text) in texts.iter().enumerate() {
        assert!(recovered.contains(text.as_str()), "entry {number} is readable text in a copy");
        assert!(recovered.contains(&format!("Title {number}")), "and so is its title");
    }
}
