//! What a journal of years costs: unlocking, searching, and what stays in memory.
//!
//! `cargo bench -p understory-tests --bench journal`, with `-- --quick` 1,000 entries instead of 10,000. A key press and a
//! frame are measured by the benches `typing` and `frames`. Lines `figure <name> <value>` are for programs.

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use understory::demo::party::Party;
use understory_sync::clock::World;
use understory_sync::document::Doc;
use understory_sync::engine::view::Home;
use understory_sync::engine::{Command, Engine, Event};
use understory_sync::ids::{DeviceId, DocumentId, Origin, Run, SpaceId};
use understory_sync::kind::{Body, Chunk, Kind};
use understory_sync::net::Preset;
use understory_sync::sealed::RecoveryKey;
use understory_sync::vault::{Catalog, Vault};

#[expect(dead_code, reason = "the other benchmark uses the rest of it")]
#[path = "exchange/memory.rs"]
mod memory;
#[path = "exchange/words.rs"]
mod words;

use words::Words;

/// The run of the program that wrote the entries.
const RUN: Run = Run([7; 8]);
/// Entries in one transaction while the vault is laid out.
const ENTRIES_PER_COMMIT: usize = 256;
/// Searches that are measured.
const SEARCHES: usize = 40;
/// The longest anything may take, in seconds.
const SECS_MAX: u64 = 600;

fn figure(name: &str, value: f64) {
    println!("figure {name} {value:.3}");
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, folder] = &arguments[..]
        && flag == "--measure"
    {
        measure(Path::new(folder));
        return;
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let entries = if quick { 1_000 } else { 10_000 };
    let begun = Instant::now();
    let folder = tempfile::tempdir().expect("a folder");
    lay_out(folder.path(), entries);
    figure("entries", entries as f64);
    figure("laid_out.secs", begun.elapsed().as_secs_f64());
    // A process of its own: nothing of the laying out is in its memory.
    let program = std::env::current_exe().expect("this program");
    let status = Process::new(program).arg("--measure").arg(folder.path()).stdout(Stdio::inherit()).status();
    assert!(status.expect("a process starts").success(), "the measurement failed");
    figure("run.secs", begun.elapsed().as_secs_f64());
}

fn vault_in(folder: &Path) -> PathBuf {
    folder.join("vault")
}

fn key_in(folder: &Path) -> RecoveryKey {
    let text = std::fs::read_to_string(folder.join("key")).expect("the vault was laid out");
    RecoveryKey::parse(&text).expect("a key reads itself")
}

fn open(folder: &Path) -> Vault {
    Vault::unlock_with_recovery(&vault_in(folder), &key_in(folder), &World::system()).expect("the vault opens")
}

/// Makes a vault with so many entries, opened and closed once, so that its catalog and its copies are written.
fn lay_out(folder: &Path, entries: usize) {
    let party = Party::create(&vault_in(folder), "Ada", "Laptop", Home::Journal).expect("a vault is made");
    let (_, _, recovery) = party.quit().expect("a vault closes");
    std::fs::write(folder.join("key"), recovery.reveal().as_str()).expect("the key is noted");
    let (engine, space) = unlocked(folder, None);
    quit(engine);
    let mut vault = open(folder);
    let mut words = Words::new(4);
    for batch in (0..entries).collect::<Vec<_>>().chunks(ENTRIES_PER_COMMIT) {
        let mut write = vault.write().expect("a transaction begins");
        for number in batch {
            let chunk = entry(*number, &mut words);
            let seq = write.append(space, RUN, &chunk).expect("a chunk is appended");
            write.mark_applied(space, seq).expect("and counts as applied");
        }
        write.commit().expect("the disk keeps it");
    }
    vault.close().expect("a vault closes");
    let (engine, _) = unlocked(folder, None);
    quit(engine);
}

fn entry(number: usize, words: &mut Words) -> Chunk {
    let mut doc =
        Doc::private(Kind::Entry, RUN, 1_700_000_000_000 + number as u64 * 40_000_000).expect("an entry begins");
    let length = words.length();
    doc.set_words(&words.text(5), &words.text(length)).expect("words are written");
    let mut name = [0; 32];
    name[..8].copy_from_slice(&(number as u64 + 1).to_le_bytes());
    // Number 0 means that this vault wrote it.
    let origin = Origin { device: DeviceId([0; 32]), run: RUN, seq: 0 };
    Chunk { document: DocumentId(name), origin, body: Body::Changes(doc.new_changes()) }
}

/// Unlocks with the recovery key, which takes no derivation, and returns when the list is there.
fn unlocked(folder: &Path, entries: Option<&mut usize>) -> (Engine, SpaceId) {
    let engine = Engine::start(World::system(), Preset::Loopback, Arc::new(|| ())).expect("an engine starts");
    let unlock = Command::UnlockWithRecovery { folder: vault_in(folder), recovery: key_in(folder) };
    engine.send(unlock).expect("the engine listens");
    let mut space = None;
    let listed = wait(&engine, |event| match event {
        Event::Unlocked { profile, .. } => {
            space = Some(profile.private_space);
            None
        }
        Event::Catalog { changed, .. } => Some(changed.len()),
        Event::Failed(failure) => panic!("the vault does not open: {failure}"),
        _ => None,
    });
    if let Some(entries) = entries {
        *entries = listed;
    }
    (engine, space.expect("the profile comes before the list"))
}

fn wait<T>(engine: &Engine, mut found: impl FnMut(Event) -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(SECS_MAX);
    loop {
        let event = engine.wait_event(deadline.saturating_duration_since(Instant::now()));
        if let Some(found) = found(event.expect("the engine answers in time")) {
            return found;
        }
    }
}

fn quit(engine: Engine) {
    engine.send(Command::Quit { force: true }).expect("the engine listens");
    wait(&engine, |event| matches!(event, Event::Stopped).then_some(()));
}

/// Searches and returns how long the answer took, and how much it found.
fn search(engine: &Engine, number: u64, query: &str) -> (f64, usize) {
    let begun = Instant::now();
    engine.send(Command::Search { number, query: query.to_owned() }).expect("the engine listens");
    let found = wait(engine, |event| match event {
        Event::Found { number: answered, documents, .. } if answered == number => Some(documents.len()),
        _ => None,
    });
    (millis(begun), found)
}

fn measure(folder: &Path) {
    // The limit: opening the file, and reading and opening the catalog's pages.
    let begun = Instant::now();
    let vault = open(folder);
    let catalog = Catalog::load(&vault).expect("the catalog is read");
    let limit_ms = millis(begun);
    figure("limit.catalog_ms", limit_ms);
    assert!(!catalog.is_empty());
    drop(catalog);
    vault.close().expect("a vault closes");

    let mut entries = 0;
    let begun = Instant::now();
    let (engine, _) = unlocked(folder, Some(&mut entries));
    let unlock_ms = millis(begun);
    figure("unlock.ms", unlock_ms);
    figure("unlock.over_limit", unlock_ms / limit_ms);
    figure("unlock.entries", entries as f64);
    figure("unlock.resident_mib", memory::now_mib());

    // Somebody who searches at once is answered from the newest entries.
    let (at_once_ms, _) = search(&engine, 1, "door");
    figure("search.at_once_ms", at_once_ms);
    quit(engine);

    // Somebody who searches after a while does not.
    let (engine, _) = unlocked(folder, None);
    let begun = Instant::now();
    let mut number = 1;
    // Asking would fill the table; that it is full shows in the memory standing still.
    let mut last = 0.0;
    while millis(begun) < 20_000.0 {
        std::thread::sleep(Duration::from_millis(250));
        let now = memory::now_mib();
        if (now - last).abs() < 0.05 {
            break;
        }
        last = now;
    }
    figure("search.ready_secs_at_most", millis(begun) / 1e3);
    let mut times: Vec<f64> = Vec::new();
    let mut words = Words::new(9);
    for _ in 0..SEARCHES {
        let word: String = words.text(1).chars().filter(|char| char.is_alphabetic()).collect();
        // As it is typed: after one letter, after three, whole.
        for length in [1, 3, word.chars().count()] {
            number += 1;
            let typed: String = word.chars().take(length).collect();
            times.push(search(&engine, number, &typed).0);
        }
    }
    times.sort_by(f64::total_cmp);
    figure("search.median_ms", times[times.len() / 2]);
    figure("search.worst_ms", times[times.len() - 1]);
    figure("search.resident_mib", memory::now_mib());
    quit(engine);
}
