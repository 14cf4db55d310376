//! The shape of the project: who may name whom, what may be in the program, how a file begins.
//!
//! Invariant: these are the rules of ARCHITECTURE.md; a rule without a line here is only a wish.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Longest source file, in lines.
const FILE_LINES_MAX: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace").to_owned()
}

fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a source folder can be listed") {
            let path = entry.expect("a folder entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).expect("under the root").to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).expect("source is text")));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

fn all_sources() -> Vec<(String, String)> {
    ["sync/src", "app/src", "tests/src", "tests/tests", "tests/benches"]
        .iter()
        .filter(|folder| root().join(folder).is_dir())
        .flat_map(|folder| sources(folder))
        .collect()
}

/// Code lines only: what a comment says is no dependency.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.starts_with("//"))
}

#[test]
fn every_file_opens_with_its_purpose() {
    let silent: Vec<_> =
        all_sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(name, _)| name).collect();
    assert!(silent.is_empty(), "files that do not say what they are for: {silent:#?}");
}

#[test]
fn no_file_grows_into_a_monster() {
    let long: Vec<_> = all_sources()
        .into_iter()
        .map(|(name, text)| (text.lines().count(), name))
        .filter(|(lines, _)| *lines > FILE_LINES_MAX)
        .collect();
    assert!(long.is_empty(), "files over {FILE_LINES_MAX} lines: {long:#?}");
}

/// For each room of `sync`, the rooms it may name.
const ROOMS: [(&str, &[&str]); 8] = [
    ("sealed", &[]),
    ("vault", &["sealed"]),
    ("document", &[]),
    ("people", &["sealed"]),
    ("exchange", &["people", "document"]),
    ("net", &["exchange", "people"]),
    ("engine", &["sealed", "vault", "document", "people", "exchange", "net"]),
    ("fuzzing", &["sealed", "vault", "document", "people", "exchange", "net", "engine"]),
];

#[test]
fn rooms_name_only_the_rooms_below_them() {
    let mut broken = Vec::new();
    for (name, text) in sources("sync/src") {
        let Some(room) = name.strip_prefix("sync/src/").and_then(|rest| rest.split_once('/')).map(|(room, _)| room)
        else {
            continue;
        };
        let allowed = ROOMS.iter().find(|(known, _)| *known == room).map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("{name} lies in a room the plan does not know"));
        for line in code_lines(&text) {
            for (other, _) in ROOMS {
                let names =
                    line.contains(&format!("crate::{other}::")) || line.contains(&format!("crate::{{{other}::"));
                if names && other != room && !allowed.contains(&other) {
                    broken.push(format!("{name}: {line}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "arrows that point the wrong way: {broken:#?}");
}

/// Each outside library that one room wraps, and the room.
const WRAPPED: [(&str, &str); 6] = [
    ("age::", "sync/src/sealed/"),
    ("rusqlite::", "sync/src/vault/"),
    ("automerge::", "sync/src/document/"),
    ("iroh::", "sync/src/net/"),
    ("iroh_relay::", "sync/src/net/"),
    ("ed25519_dalek::", "sync/src/sealed/"),
];

#[test]
fn each_wrapped_library_is_named_in_one_room_only() {
    let mut broken = Vec::new();
    for (name, text) in sources("sync/src").into_iter().chain(sources("app/src")) {
        for line in code_lines(&text) {
            for (library, room) in WRAPPED {
                let begins = |at: usize| {
                    !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
                };
                let names = line.match_indices(library).any(|(at, _)| begins(at));
                if names && !name.starts_with(room) {
                    broken.push(format!("{name}: {line}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "libraries named outside their room: {broken:#?}");
}

#[test]
fn only_the_clock_reads_time_and_the_system_random_source() {
    let readers = ["Instant::now", "SystemTime::now", "getrandom::"];
    let mut broken = Vec::new();
    for (name, text) in sources("sync/src") {
        if name == "sync/src/clock.rs" || name.contains("/tests") {
            continue;
        }
        for line in code_lines(&text) {
            if readers.iter().any(|reader| line.contains(reader)) {
                broken.push(format!("{name}: {line}"));
            }
        }
    }
    assert!(broken.is_empty(), "clocks read outside clock.rs: {broken:#?}");
}

#[test]
fn what_receives_while_locked_names_no_key_that_reads() {
    let forbidden =
        ["VaultIdentity", "RowKey", "SigningKey", "DeviceIdentity", "Vault,", "Vault>", "Catalog", "Passphrase"];
    let mut broken = Vec::new();
    for file in ["engine/locked.rs", "engine/locked_people.rs", "vault/inbox.rs"] {
        let text = std::fs::read_to_string(root().join("sync/src").join(file)).expect("source is text");
        for line in code_lines(&text).filter(|line| forbidden.iter().any(|word| line.contains(word))) {
            broken.push(format!("{file}: {line}"));
        }
    }
    assert!(broken.is_empty(), "keys that read in what outlives the lock: {broken:#?}");
}

#[test]
fn the_library_reads_no_environment_and_prints_nothing() {
    let forbidden = ["std::env", "println!", "eprintln!", "print!(", "dbg!", "egui"];
    let mut broken = Vec::new();
    for (name, text) in sources("sync/src") {
        if name.contains("/tests") {
            continue;
        }
        for line in code_lines(&text) {
            if forbidden.iter().any(|word| line.contains(word)) {
                broken.push(format!("{name}: {line}"));
            }
        }
    }
    assert!(broken.is_empty(), "the library must stay silent and know no window: {broken:#?}");
}

#[test]
fn the_top_level_holds_what_was_agreed() {
    let agreed: BTreeSet<&str> = [
        "Cargo.toml",
        "Cargo.lock",
        "app",
        "sync",
        "tests",
        "assets",
        "README.md",
        "LICENSE",
        "ARCHITECTURE.md",
        "FORMAT.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "target",
    ]
    .into();
    let found = std::fs::read_dir(root()).expect("the root can be listed");
    let names = found.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let strange: Vec<String> = names.filter(|name| !name.starts_with('.') && !agreed.contains(name.as_str())).collect();
    assert!(strange.is_empty(), "not agreed at the top level: {strange:?}");
}
