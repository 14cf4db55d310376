//! Backups by the command line: a whole vault goes into one file and comes back, and every refusal says what to do.

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};

use understory::demo::party::Party;
use understory_sync::engine::view::Home;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::disk::SmallDisk;
use understory_tests::{pairs, skip, write_secret};

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
