//! Backups: by the command line, and among a person's devices, where what came back must not leave by itself.

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};

use understory::demo::party::{Party, system_world};
use understory_sync::engine::from_backup::{self, BackupKey, Becomes, RestoreWish};
use understory_sync::engine::view::{Home, Incident, IncidentKind};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::DocumentId;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_sync::vault::Vault;
use understory_tests::disk::SmallDisk;
use understory_tests::{own, pairs, skip, write_secret};

const PROGRAM: &str = env!("CARGO_BIN_EXE_understory-under-test");

/// A vault with one entry, closed, and what opens it in a file.
struct Place {
    root: tempfile::TempDir,
    passphrase: Passphrase,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let mut party = Party::create(&root.path().join("vault"), "Ada", "Laptop", Home::Journal).expect("a vault");
        pairs::write(&mut party, "Corridor", "what stays is the door").expect("an entry");
        let (_, passphrase, _) = party.quit().expect("quits");
        write_secret(&root.path().join("words"), passphrase.reveal());
        Self { root, passphrase }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Runs a command with these options; the passphrase is in the file.
    fn run(&self, command: &str, options: &[(&str, &Path)]) -> Output {
        let mut process = Process::new(PROGRAM);
        process.arg(command).arg("--passphrase-file").arg(self.at("words"));
        for (option, value) in options {
            process.arg(option).arg(value);
        }
        process.output().expect("it runs")
    }

    fn back_up(&self, to: &Path) -> Output {
        self.run("backup", &[("--vault", &self.at("vault")), ("--to", to)])
    }

    fn restore(&self, from: &Path, to: &Path) -> Output {
        self.run("restore", &[("--from", from), ("--to", to)])
    }

    /// Opens a vault as a person does and returns the titles of its entries.
    fn titles(&self, folder: &Path) -> Vec<String> {
        let mut party = Party::start(folder, self.passphrase.try_clone(), RecoveryKey::generate()).expect("an engine");
        party.unlock().expect("unlocks");
        let entry = party.search("door").expect("searches")[0];
        assert_eq!(party.open_entry(entry).expect("opens").text, "what stays is the door");
        let titles = party.titles.values().cloned().collect();
        party.quit().expect("quits");
        titles
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// It was refused with these words.
fn refused(output: &Output, words: &str) {
    assert!(!output.status.success(), "{}", said(output));
    assert!(said(output).contains(words), "{}", said(output));
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

#[test]
fn a_vault_comes_back_from_its_backup_after_its_folder_is_gone_and_every_refusal_says_what_to_do() {
    let place = Place::new();
    let file = place.at("journal.backup");
    done(&place.back_up(&file));
    done(&place.run("verify", &[("--from", &file)]));
    refused(&place.back_up(&file), "a file of that name already");
    refused(&place.restore(&file, &place.at("vault")), "already holds something");
    std::fs::remove_dir_all(place.at("vault")).expect("the disk is gone");
    done(&place.restore(&file, &place.at("vault")));
    assert_eq!(place.titles(&place.at("vault")), ["Corridor"]);

    let whole = std::fs::read(&file).expect("reads");
    let cut = place.at("cut");
    std::fs::write(&cut, &whole[..whole.len() / 2]).expect("written");
    refused(&place.restore(&cut, &place.at("other")), "cut short");
    refused(&place.restore(&place.at("words"), &place.at("other")), "not a backup");
    refused(&place.restore(&place.at("nothing"), &place.at("other")), "no such file");
    write_secret(&place.at("words"), "guessed");
    refused(&place.restore(&file, &place.at("other")), "does not open it");
    refused(&place.run("verify", &[("--from", &file)]), "does not open it");
    assert!(!place.at("other").exists() && !place.at("other.new").exists(), "nothing was left behind");
}

#[test]
fn a_vault_that_is_open_in_a_window_is_not_backed_up_from_outside_and_that_is_said() {
    let place = Place::new();
    let mut party =
        Party::start(&place.at("vault"), place.passphrase.try_clone(), RecoveryKey::generate()).expect("an engine");
    party.unlock().expect("unlocks");
    let file = place.at("journal.backup");
    refused(&place.back_up(&file), "in Settings under Backup");
    assert!(!file.exists() && !place.at("journal.backup.unfinished").exists());
    party.quit().expect("quits");
    done(&place.back_up(&file));
}

#[test]
fn a_disk_without_room_takes_no_half_backup_and_keeps_the_older_one() {
    let place = Place::new();
    let Some(disk) = SmallDisk::mount(256) else { return skip("this system mounts no tmpfs") };
    let file = disk.path().join("journal.backup");
    done(&place.back_up(&file));
    let before = std::fs::read(&file).expect("reads");
    disk.fill();
    let replacing = [("--vault", &*place.at("vault")), ("--to", &*file)];
    let mut process = Process::new(PROGRAM);
    process.arg("backup").arg("--replace").arg("--passphrase-file").arg(place.at("words"));
    process.args(replacing.iter().flat_map(|(option, value)| [std::ffi::OsStr::new(option), value.as_os_str()]));
    refused(&process.output().expect("it runs"), "The disk is full");
    assert_eq!(std::fs::read(&file).expect("reads"), before, "the older one is whole");
    refused(&place.restore(&file, &disk.path().join("vault")), "The disk is full");
    assert!(!disk.path().join("vault").exists() && !disk.path().join("vault.new").exists());
    disk.empty();
    done(&process.output().expect("it runs"));
    let mut names: Vec<_> =
        std::fs::read_dir(disk.path()).expect("lists").map(|entry| entry.expect("an entry").file_name()).collect();
    names.sort();
    assert_eq!(names, ["journal.backup"]);
}

/// Two devices of one person that hold the same, and a backup of the first, made while it is open.
struct Two {
    root: tempfile::TempDir,
    first: Party,
    second: Party,
}

impl Two {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let first = own::alone(&root.path().join("first")).expect("a vault");
        let (mut first, mut second) = own::second(first, &root.path().join("second")).expect("a second device");
        let early = pairs::write(&mut first, "Early", "before the backup").expect("an entry");
        own::until_listed(&mut second, early, Some("Early"));
        own::until_own(&mut first, "the second device to have everything", |devices| {
            devices.iter().any(|device| device.everything_since_ms.is_some() && device.waiting == 0)
        })
        .expect("it says so");
        first.ask(Command::BackUp { file: root.path().join("backup"), replace: false }).expect("asked");
        let made = first.until("a backup", |event| match event {
            Event::BackedUp(outcome) => Some(*outcome),
            _ => None,
        });
        assert_eq!(made.expect("an answer"), Ok(()));
        Self { root, first, second }
    }
}

fn until_held_back(party: &mut Party) {
    own::until_own(party, "serving to wait for a yes", |devices| devices.iter().any(|device| device.paused))
        .expect("it waits");
}

/// Makes the first device's vault from the backup, in this folder, and opens it.
fn restored(root: &Path, folder: &Path, passphrase: Passphrase) -> Party {
    let key = BackupKey::Passphrase(passphrase.try_clone());
    let (file, folder) = (root.join("backup"), folder.to_owned());
    let wish = RestoreWish { file, key, folder: folder.clone(), becomes: Becomes::ThatDevice };
    assert!(from_backup::restore(&wish, &system_world()).expect("restores").is_sound());
    let mut party = Party::start(&folder, passphrase, RecoveryKey::generate()).expect("an engine");
    party.unlock().expect("unlocks");
    party
}

/// Whether a closed vault holds anything of a document.
fn holds(folder: &Path, key: &Passphrase, document: DocumentId) -> bool {
    let vault = Vault::unlock(folder, key, &system_world()).expect("opens");
    let mut chunks = vault
        .spaces()
        .into_iter()
        .flat_map(|space| (1..=vault.newest(space)).map(move |seq| (space, seq)).collect::<Vec<_>>());
    chunks.any(|(space, seq)| {
        let chunk = vault.chunk(space, seq).expect("opens").expect("is there");
        chunk.document == document
    })
}

#[test]
fn an_old_backup_that_trusts_a_removed_device_and_meets_it_first_serves_it_nothing() {
    let Two { root, mut first, second } = Two::new();
    let (second_folder, second_key, second_recovery) = second.quit().expect("quits");
    let device = first.own_devices[0].device;
    let passphrase = first.passphrase().try_clone();
    first.ask(Command::RemoveDevice { device, passphrase }).expect("asked");
    let gone = first.until("the removal", |event| match event {
        Event::Devices { removed, .. } => (!removed.is_empty()).then_some(()),
        _ => None,
    });
    gone.expect("removed");
    let (folder, passphrase, _) = first.quit().expect("quits");
    std::fs::remove_dir_all(&folder).expect("the disk is gone");

    let mut first = restored(root.path(), &folder, passphrase);
    let mut second = Party::start(&second_folder, second_key, second_recovery).expect("an engine");
    second.unlock().expect("unlocks");
    let after = pairs::write(&mut first, "After", "not for the removed one").expect("an entry");
    until_held_back(&mut first);
    // The connection works: what the other writes arrives.
    let theirs = pairs::write(&mut second, "Theirs", "written on the removed device").expect("an entry");
    own::until_listed(&mut first, theirs, Some("Theirs"));
    assert!(first.own_devices.iter().all(|device| device.paused), "still");
    first.quit().expect("quits");
    let (second_folder, second_key, _) = second.quit().expect("quits");
    assert!(!holds(&second_folder, &second_key, after));
}

#[test]
fn two_computers_that_are_one_device_are_paused_and_that_is_shown() {
    let Two { root, first, mut second } = Two::new();
    let (first_folder, passphrase, recovery) = first.quit().expect("quits");
    let mut twin = restored(root.path(), &root.path().join("twin"), passphrase.try_clone());
    let by_twin = pairs::write(&mut twin, "Twin", "written on the restored one").expect("an entry");
    until_held_back(&mut twin);
    own::serve_again(&mut twin).expect("the person says yes");
    own::until_listed(&mut second, by_twin, Some("Twin"));
    let (twin_folder, twin_key, _) = twin.quit().expect("quits");

    let mut first = Party::start(&first_folder, passphrase, recovery).expect("an engine");
    first.unlock().expect("unlocks");
    let by_first = pairs::write(&mut first, "First", "written on the original").expect("an entry");
    until_held_back(&mut first);
    let shown = |party: &Party| party.incidents.iter().any(|incident| incident.kind == IncidentKind::CursorMismatch);
    assert!(shown(&first), "{:?}", first.incidents);
    let more = pairs::write(&mut second, "More", "the other side goes on").expect("an entry");
    let went_back = |incident: &Incident| incident.kind == IncidentKind::WentBack && incident.device_name.is_some();
    assert!(second.incidents.iter().any(went_back), "the other says which: {:?}", second.incidents);
    own::until_listed(&mut first, more, Some("More"));
    first.quit().expect("quits");
    let mut twin = Party::start(&twin_folder, twin_key, RecoveryKey::generate()).expect("an engine");
    twin.unlock().expect("unlocks");
    // Nothing was said yes to on the original, so the other device still goes on with the twin.
    own::until_listed(&mut twin, more, Some("More"));
    twin.quit().expect("quits");
    let (second_folder, second_key, _) = second.quit().expect("quits");
    assert!(!holds(&second_folder, &second_key, by_first), "nothing of the original left without a yes");
}

#[test]
fn a_copy_that_an_own_device_found_out_shares_with_nobody_before_a_yes() {
    let pairs::Pair { folder, client, mut therapist, space } = pairs::Pair::new().expect("two who are paired");
    let (mut first, mut second) = own::second(client, &folder.path().join("second")).expect("a second device");
    let (vault, twin) = (first.folder().to_owned(), folder.path().join("twin"));
    let early = pairs::write(&mut first, "Early", "before there was a copy").expect("an entry");
    own::until_listed(&mut second, early, Some("Early"));
    let (_, passphrase, recovery) = first.quit().expect("quits");
    own::copy(&vault, &twin);
    let mut first = Party::start(&vault, passphrase.try_clone(), recovery).expect("an engine");
    first.unlock().expect("unlocks");
    let since = pairs::write(&mut first, "Since", "written on the real one").expect("an entry");
    own::until_listed(&mut second, since, Some("Since"));
    first.quit().expect("quits");

    let mut twin = Party::start(&twin, passphrase, RecoveryKey::generate()).expect("an engine");
    twin.unlock().expect("unlocks");
    until_held_back(&mut twin);
    // Its memory of the therapist fits: the real one told them nothing since.
    twin.until_people("the therapist to wait for a yes too", |people| people[0].devices[0].paused).expect("it waits");
    pairs::share_whole(&mut twin, space, "By the copy", "for nobody yet").expect("shared");
    let after = pairs::write(&mut second, "After", "the others go on").expect("an entry");
    own::until_listed(&mut twin, after, Some("After"));
    assert_eq!(therapist.people[0].received, 0, "nothing left");
    let device = twin.people[0].devices[0].device;
    twin.ask(Command::ServeAgain(device)).expect("the person says yes");
    therapist.until_people("what was shared", |people| people[0].received == 1).expect("it arrives");
}
