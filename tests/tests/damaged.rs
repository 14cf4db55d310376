//! One flipped byte: `verify` names the value and fails, and the app opens the vault and lists the rest.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output, Stdio};

use understory::demo::child::CHILD_ARGUMENT;
use understory::demo::party::{Party, PartyError};
use understory_sync::clock::World;
use understory_sync::engine::view::{EntrySummary, Home, VaultNotice};
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::ids::DocumentId;
use understory_sync::sealed::{Passphrase, Place, RecoveryKey, Table};
use understory_sync::vault::Vault;
use understory_tests::pairs;
use understory_tests::wait::until;

const PROGRAM: &str = env!("CARGO_BIN_EXE_understory-under-test");

/// Entries that were listed when the vault was closed.
const LISTED: usize = 5;

/// A vault with some entries, and one more whose writer was killed before anything but the log knew of it.
struct Sample {
    place: tempfile::TempDir,
    passphrase: Passphrase,
    entries: Vec<DocumentId>,
    sound: u64,
}

/// Opens a vault. A process that another test starts at this moment holds its lock too, until it is on its way.
fn opened(vault: &Path, passphrase: &Passphrase) -> Vault {
    until("the vault to be let go", 10, || Vault::unlock(vault, passphrase, &World::system()).ok())
}

impl Sample {
    fn new() -> Self {
        let place = tempfile::tempdir().expect("a folder");
        let vault = place.path().join("vault");
        let mut party = Party::create(&vault, "Client", "Laptop", Home::Journal).expect("a vault");
        let write = |number| {
            pairs::write(&mut party, &format!("Title {number}"), &format!("Willow {number}")).expect("an entry")
        };
        let entries = (0..LISTED).map(write).collect();
        let (_, passphrase, _) = party.quit().expect("quits");
        kill_a_writer(&vault, &passphrase);
        understory_tests::write_secret(&place.path().join("words"), passphrase.reveal());
        let opened = opened(&vault, &passphrase);
        let sound = opened.each_value(&mut |_, _| {}).expect("every value can be read").values();
        opened.close().expect("closes");
        Self { place, passphrase, entries, sound }
    }

    fn vault(&self) -> PathBuf {
        self.place.path().join("vault")
    }

    fn verify(&self) -> Output {
        let mut verify = Process::new(PROGRAM);
        verify.arg("verify").arg("--vault").arg(self.vault());
        verify.arg("--passphrase-file").arg(self.place.path().join("words")).output().expect("verify runs")
    }

    /// Flips one byte inside a sealed value: of those of this kind (and number) the one that lies last in the file.
    fn flip(&self, table: Table, numbered: Option<u64>) {
        let opened = opened(&self.vault(), &self.passphrase);
        let wanted = |place: &Place| place.table == table && numbered.is_none_or(|number| place.seq == number);
        let mut rows = Vec::new();
        opened
            .each_value(&mut |row, value| rows.extend(value.ok().filter(|(place, _)| wanted(place)).map(|_| row)))
            .expect("every value can be read");
        opened.close().expect("closes");
        let file = self.vault().join("vault.db");
        let mut bytes = std::fs::read(&file).expect("read");
        // SQLite writes a row's name right before its value; a value of a few sentences lies in one page.
        let at = |name: &[u8; 16]| bytes.windows(16).rposition(|window| window == name);
        let last = rows.iter().filter_map(|row| at(&row.0)).max().expect("a value of this kind");
        assert!(bytes[last + 16..].starts_with(b"age-encryption.org/"), "a sealed value follows its name");
        bytes[last + 16 + 700] ^= 1;
        std::fs::write(&file, bytes).expect("written");
    }

    /// Returns how many changes there are: the number of the newest one.
    fn changes(&self) -> u64 {
        let opened = opened(&self.vault(), &self.passphrase);
        let newest = opened.spaces().into_iter().map(|space| opened.log(space).newest).max();
        opened.close().expect("closes");
        newest.expect("the private log")
    }

    /// Opens the vault as the app does, and returns what it noticed and lists.
    fn open(&self) -> (Party, Vec<VaultNotice>, Vec<EntrySummary>) {
        let passphrase = self.passphrase.try_clone();
        let mut party = Party::start(&self.vault(), passphrase, RecoveryKey::generate()).expect("an engine");
        let command = Command::Unlock { folder: self.vault(), passphrase: self.passphrase.try_clone() };
        party.ask(command).expect("asked");
        let notices = party.until("unlocked", |event| match event {
            Event::Unlocked { notices, .. } => Some(notices.clone()),
            _ => None,
        });
        let listed = party.until("the list", |event| match event {
            Event::Catalog { changed, .. } => Some(changed.clone()),
            _ => None,
        });
        (party, notices.expect("unlocks"), listed.expect("lists"))
    }

    /// `verify` fails and names one damaged value of this kind, and no other.
    fn check_one_is_named(&self, kind: &str) {
        let told = self.verify();
        assert!(!told.status.success(), "a damaged vault is no success");
        let told = String::from_utf8(told.stdout).expect("text");
        let damaged: Vec<&str> = told.lines().filter(|line| line.starts_with("Damaged: ")).collect();
        assert!(damaged.len() == 1 && damaged[0].starts_with(&format!("Damaged: {kind}")), "{told}");
        let sum = format!("{} values are sound, 1 are not.", self.sound - 1);
        assert!(told.lines().last().is_some_and(|line| line.starts_with(&sum)), "{told}");
    }
}

/// Lets a writer in a process of its own save some sentences, and kills it.
fn kill_a_writer(vault: &Path, passphrase: &Passphrase) {
    let mut writer = Process::new(PROGRAM)
        .arg(CHILD_ARGUMENT)
        .arg(vault)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    writeln!(writer.stdin.take().expect("a writer listens"), "{}", passphrase.reveal()).expect("the writer hears");
    let lines = BufReader::new(writer.stdout.take().expect("a writer speaks")).lines();
    assert_eq!(lines.take(4).count(), 4, "the writer saved three sentences");
    writer.kill().expect("the writer can be killed");
    writer.wait().expect("the writer has ended");
}

fn damaged(values: usize) -> VaultNotice {
    VaultNotice::Damaged { values }
}

fn titles(listed: &[EntrySummary]) -> Vec<&str> {
    let mut titles: Vec<&str> = listed.iter().map(|entry| entry.title.as_str()).collect();
    titles.retain(|title| !title.is_empty());
    titles.sort_unstable();
    titles
}

/// What is made from the log: a row of it that does not open could hold any of these.
const DERIVED: &str = "A copy, a page of the list or a delivery";

const TITLES: [&str; LISTED] = ["Title 0", "Title 1", "Title 2", "Title 3", "Title 4"];

#[test]
fn a_sound_vault_is_said_to_be_sound_and_notices_nothing() {
    let sample = Sample::new();
    let told = sample.verify();
    assert!(told.status.success(), "a sound vault is a success");
    let told = String::from_utf8(told.stdout).expect("text");
    assert!(told.contains(&format!("All {} values are sound.", sample.sound)), "{told}");
    let (party, notices, listed) = sample.open();
    assert_eq!((notices, titles(&listed)), (vec![], TITLES.to_vec()));
    assert_eq!(listed.len(), LISTED + 1, "the entry whose writer was killed is listed too");
    party.quit().expect("quits");
}

#[test]
fn a_damaged_change_is_noticed_and_all_that_was_written_before_it_can_be_read() {
    let sample = Sample::new();
    sample.flip(Table::Chunk, Some(sample.changes()));
    sample.check_one_is_named("Changes");
    let (mut party, notices, listed) = sample.open();
    assert_eq!(notices, [damaged(1)]);
    assert_eq!((titles(&listed), listed.len()), (TITLES.to_vec(), LISTED + 1));
    for entry in &listed {
        let text = party.open_entry(entry.document).expect("what came before the damage is there").text;
        let own = sample.entries.contains(&entry.document);
        assert!(text.starts_with(if own { "Willow" } else { "(1) " }), "{text}");
    }
    party.quit().expect("quits");
}

#[test]
fn a_damaged_change_of_long_ago_is_said_where_its_entry_is_opened() {
    let sample = Sample::new();
    sample.flip(Table::Chunk, Some(1));
    sample.check_one_is_named("Changes");
    let (mut party, _, listed) = sample.open();
    assert_eq!(titles(&listed), TITLES, "the list does not need the change");
    for entry in &sample.entries {
        match party.open_entry(*entry) {
            Ok(_) => assert_ne!(*entry, sample.entries[0]),
            Err(PartyError::Failed { failure: Failure::Damaged, .. }) => assert_eq!(*entry, sample.entries[0]),
            Err(other) => panic!("{other}"),
        }
    }
    party.quit().expect("quits");
}

#[test]
fn a_damaged_page_of_the_list_is_noticed_and_the_list_made_anew() {
    let sample = Sample::new();
    sample.flip(Table::Page, None);
    sample.check_one_is_named(DERIVED);
    let (party, notices, listed) = sample.open();
    assert!(notices.contains(&damaged(1)) && notices.contains(&VaultNotice::Rebuilt), "{notices:?}");
    assert_eq!((titles(&listed), listed.len()), (TITLES.to_vec(), LISTED + 1));
    party.quit().expect("quits");
    assert!(sample.verify().status.success(), "what was made anew is sound");
}

#[test]
fn a_damaged_copy_is_made_anew_from_the_log_before_anything_is_searched() {
    let sample = Sample::new();
    sample.flip(Table::Copy, None);
    sample.check_one_is_named(DERIVED);
    let (mut party, _, listed) = sample.open();
    assert_eq!(titles(&listed), TITLES);
    let found = party.search("Willow").expect("one damaged copy does not end the search");
    assert_eq!(found.len(), LISTED);
    party.quit().expect("quits");
    assert!(sample.verify().status.success(), "what was made anew is sound");
}
