//! One real window, driven by the keyboard alone: first run, writing, locking, unlocking, and being told to end.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::time::SystemTime;

use rustix::process::{Pid, Signal, kill_process};
use understory::demo::party::Party;
use understory::update::vault::PROOF_CHARS;
use understory_sync::engine::view::Home;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::screen::Screen;
use understory_tests::skip;
use understory_tests::wait::until;

const PASSPHRASE: &str = "walnut gravel sextant plover dimity quorum";
const FIRST: &str = "the heron stood in the flooded field";
const LAST: &str = "nobody told the ferryman about the lantern";
/// The engine saves what was typed within two seconds; this machine may be slow.
const SAVE_SECS_MAX: u64 = 5;

/// A window of the program with a home folder of its own.
struct Desk {
    program: Child,
    screen: Screen,
    home: tempfile::TempDir,
}

impl Desk {
    fn open(home: tempfile::TempDir) -> Self {
        let screen = Screen::start();
        let program = screen
            .command(env!("CARGO_BIN_EXE_understory-under-test"))
            .arg("--vault")
            .arg(home.path().join("vault"))
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
            .env("XDG_RUNTIME_DIR", home.path())
            .spawn()
            .expect("the program starts");
        screen.until_window("Understory");
        Self { program, screen, home }
    }

    fn vault(&self) -> PathBuf {
        self.home.path().join("vault")
    }

    /// The program writes down which vault it opened; the test takes the note away and waits for the next.
    fn until_opened(&self) {
        let note = self.home.path().join("data/understory/vault-location.txt");
        until("the vault to open", 60, || std::fs::remove_file(&note).ok());
        self.screen.stand_still();
    }

    /// An open vault keeps its key file locked.
    fn until_locked(&self) {
        until("the vault to be closed", 30, || {
            let lock = std::fs::File::open(self.vault().join("key.age")).ok()?;
            lock.try_lock().ok()
        });
        self.screen.stand_still();
    }

    fn unlock(&self, passphrase: &str) {
        self.screen.write(passphrase);
        self.screen.press(&["Return"]);
        self.until_opened();
    }

    fn until_saved_after(&self, written: Option<SystemTime>) {
        until("the words to be saved", SAVE_SECS_MAX, || (self.written() > written).then_some(()));
    }

    /// When the vault was last written to.
    fn written(&self) -> Option<SystemTime> {
        std::fs::metadata(self.vault().join("vault.db-wal")).ok()?.modified().ok()
    }

    fn end(&mut self) -> ExitStatus {
        until("the program to end", 30, || self.program.try_wait().expect("a child"))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Only a test that failed leaves a program behind.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn runs_here() -> bool {
    match Screen::missing() {
        Some(program) => {
            skip(&format!("{program} is missing"));
            false
        }
        None => true,
    }
}

fn found_in(vault: &Path, passphrase: Passphrase, words: &str) -> usize {
    let mut party = Party::start(vault, passphrase, RecoveryKey::generate()).expect("an engine");
    party.unlock().expect("unlocks");
    let found = party.search(words).expect("searches").len();
    party.quit().expect("quits");
    found
}

/// The recovery key as a person types it from the page: how it begins, then groups, line by line.
fn key_on(page: &[u8]) -> String {
    let text = String::from_utf8_lossy(page);
    let shown = text.lines().filter_map(|line| line.strip_suffix(") Tj")?.strip_prefix('('));
    let lines = understory::kit::lines(&RecoveryKey::generate());
    let key: String = shown.skip_while(|line| *line != lines[0].as_str()).take(lines.len()).collect();
    key.replace(' ', "")
}

/// Answers every question of the first run and returns when the vault is open.
fn first_run(desk: &Desk) {
    let screen = &desk.screen;
    screen.keep_picture("01-welcome");
    // Crisis numbers come first, then "Keep a journal".
    screen.press(&["Tab", "Tab", "Return"]);
    screen.write("Mara");
    screen.keep_picture("02-name");
    screen.press(&["Return"]);
    // Crisis numbers, "Use these words", "Others", and the field.
    screen.press(&["Tab", "Tab", "Tab", "Tab"]);
    screen.write(PASSPHRASE);
    // Past the eye.
    screen.press(&["Tab", "Tab"]);
    screen.write(PASSPHRASE);
    screen.keep_picture("03-passphrase");
    screen.press(&["Tab", "Tab", "Return"]);
    // Crisis numbers, "Copy", "Save in a file".
    screen.press(&["Tab", "Tab", "Tab", "Return"]);
    // The field that opened has the cursor in it.
    screen.press(&["ctrl+a"]);
    screen.write("~/key.pdf");
    screen.press(&["Tab", "Return"]);
    let file = desk.home.path().join("key.pdf");
    let page = until("the page with the recovery key", 10, || {
        std::fs::read(&file).ok().filter(|page| page.trim_ascii_end().ends_with(b"%%EOF"))
    });
    screen.stand_still();
    let key = key_on(&page);
    // Crisis numbers, "Copy", and the proof; nothing is left to save.
    screen.press(&["Tab", "Tab", "Tab"]);
    screen.write(&key[key.len() - PROOF_CHARS..]);
    screen.keep_picture("04-recovery");
    screen.press(&["Tab", "Return"]);
    until("the vault to be made", 60, || desk.vault().join("key.age").exists().then_some(()));
    desk.until_opened();
}

#[test]
fn a_first_run_a_sentence_a_lock_and_an_unlock_by_keyboard_alone() {
    if !runs_here() {
        return;
    }
    let mut desk = Desk::open(tempfile::tempdir().expect("a folder"));
    first_run(&desk);
    desk.screen.press(&["ctrl+n"]);
    let written = desk.written();
    desk.screen.write(FIRST);
    desk.until_saved_after(written);
    desk.screen.stand_still();
    desk.screen.keep_picture("05-written");

    desk.screen.press(&["ctrl+l"]);
    desk.until_locked();
    desk.screen.keep_picture("06-locked");
    desk.unlock(PASSPHRASE);
    desk.screen.keep_picture("07-unlocked");
    desk.screen.close_window();
    assert!(desk.end().success(), "the program ends as it should");
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    assert_eq!(found_in(&desk.vault(), passphrase, FIRST), 1, "the sentence is there");
}

#[test]
fn words_typed_less_than_a_second_before_the_system_ends_the_program_are_there() {
    if !runs_here() {
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let vault = home.path().join("vault");
    let party = Party::create(&vault, "Mara", "Laptop", Home::Journal).expect("a vault");
    let (_, passphrase, _) = party.quit().expect("quits");
    let mut desk = Desk::open(home);
    desk.unlock(passphrase.reveal());
    desk.screen.press(&["ctrl+n"]);
    // The window shows the words; it would send them to be saved when the writer has paused for longer than this.
    desk.screen.write(LAST);
    let program = i32::try_from(desk.program.id()).ok().and_then(Pid::from_raw).expect("a process");
    kill_process(program, Signal::TERM).expect("a signal");
    assert!(desk.end().success(), "the program ends as it should");
    assert_eq!(found_in(&vault, passphrase, LAST), 1, "the words are there");
}
