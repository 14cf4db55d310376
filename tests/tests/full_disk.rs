//! A full disk and a read-only one: the words stay, the message says what to do, trying again works.

use understory::demo::party::{Party, PartyError};
use understory_sync::document::Splice;
use understory_sync::engine::view::{Field, Home};
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::disk::SmallDisk;
use understory_tests::{pairs, skip};

fn text_of(party: &mut Party, entry: understory_sync::ids::DocumentId) -> String {
    party.open_entry(entry).expect("the entry opens").text
}

/// Types until the disk is full and returns what was typed in all.
fn type_until_full(party: &mut Party, entry: understory_sync::ids::DocumentId) -> String {
    let mut typed = text_of(party, entry);
    for number in 0..2000 {
        let insert = format!(" words {number} that must not be lost");
        let at = typed.chars().count();
        typed.push_str(&insert);
        match party.edit(entry, Field::Body, Splice { at, delete: 0, insert }) {
            Ok(()) => {}
            Err(PartyError::Failed { failure: Failure::DiskFull, .. }) => return typed,
            Err(other) => panic!("full disks are told as such, not as {other}"),
        }
    }
    panic!("the disk never filled");
}

#[test]
fn words_typed_on_a_full_disk_stay_and_are_written_when_there_is_room() {
    let Some(disk) = SmallDisk::mount(6 << 10) else { return skip("this system mounts no tmpfs") };
    let folder = disk.path().join("vault");
    let mut party = Party::create(&folder, "Client", "Laptop", Home::Journal).expect("a vault");
    let entry = pairs::write(&mut party, "A full disk", "begun").expect("an entry");
    disk.fill();
    let typed = type_until_full(&mut party, entry);
    assert_eq!(text_of(&mut party, entry), typed, "the screen still has every word");
    let nothing = party.edit(entry, Field::Body, Splice { at: 0, delete: 0, insert: String::new() });
    let waits = matches!(nothing, Err(PartyError::Failed { failure: Failure::DiskFull, .. }));
    assert!(waits, "a batch that changes nothing is not saved before the words it follows: {nothing:?}");

    disk.empty();
    party.ask(Command::RetrySave).expect("asked");
    party.until("saved at last", |event| matches!(event, Event::Saved { .. }).then_some(())).expect("saved");
    let (folder, passphrase, _) = party.quit().expect("quits");

    let mut again = Party::start(&folder, passphrase, RecoveryKey::generate()).expect("an engine");
    again.unlock().expect("unlocks");
    assert_eq!(text_of(&mut again, entry), typed, "and so has the disk");
    again.quit().expect("quits");
}

#[test]
fn words_that_found_no_room_wait_sealed_through_a_lock() {
    let Some(disk) = SmallDisk::mount(6 << 10) else { return skip("this system mounts no tmpfs") };
    let folder = disk.path().join("vault");
    let mut party = Party::create(&folder, "Client", "Laptop", Home::Journal).expect("a vault");
    let entry = pairs::write(&mut party, "A full disk", "begun").expect("an entry");
    disk.fill();
    let typed = type_until_full(&mut party, entry);
    party.ask(Command::Lock).expect("asked");
    let waiting = party.until("locked", |event| match event {
        Event::Locked { words_waiting } => Some(*words_waiting),
        _ => None,
    });
    assert!(waiting.expect("locks on a full disk too"), "the unlock screen says that words wait");
    disk.empty();
    party.forget_batches();
    party.unlock().expect("unlocks");
    assert_eq!(text_of(&mut party, entry), typed);
    party.quit().expect("quits");
}

#[test]
fn quitting_while_words_wait_asks_first() {
    let Some(disk) = SmallDisk::mount(6 << 10) else { return skip("this system mounts no tmpfs") };
    let folder = disk.path().join("vault");
    let mut party = Party::create(&folder, "Client", "Laptop", Home::Journal).expect("a vault");
    let entry = pairs::write(&mut party, "A full disk", "begun").expect("an entry");
    disk.fill();
    let typed = type_until_full(&mut party, entry);
    let passphrase = party.passphrase().try_clone();
    party.ask(Command::Quit { force: false }).expect("asked");
    let asked = party.until("an answer", |event| match event {
        Event::WordsWaiting(_) => Some(true),
        Event::Stopped => Some(false),
        _ => None,
    });
    disk.empty();
    // The database sometimes finds a little room of its own at the last moment; then there is nothing to ask.
    if asked.expect("an answer") {
        party.ask(Command::Quit { force: false }).expect("asked");
        let stopped = party.until("stopped", |event| matches!(event, Event::Stopped).then_some(()));
        stopped.expect("stops once there is room");
    }
    drop(party);

    let mut again = Party::start(&folder, passphrase, RecoveryKey::generate()).expect("an engine");
    again.unlock().expect("unlocks");
    assert_eq!(text_of(&mut again, entry), typed, "no word was given up");
    again.quit().expect("quits");
}

#[test]
fn a_read_only_disk_is_told_as_such_and_nothing_is_harmed() {
    let Some(disk) = SmallDisk::mount(32 << 10) else { return skip("this system mounts no tmpfs") };
    let folder = disk.path().join("vault");
    let mut party = Party::create(&folder, "Client", "Laptop", Home::Journal).expect("a vault");
    let entry = pairs::write(&mut party, "Kept", "words").expect("an entry");
    let (folder, passphrase, _) = party.quit().expect("quits");
    if !disk.remount(false) {
        return skip("this system remounts nothing");
    }
    let key = Passphrase::new(passphrase.reveal().to_owned());
    let mut again = Party::start(&folder, key, RecoveryKey::generate()).expect("an engine");
    match again.unlock() {
        Err(PartyError::Failed { failure: Failure::ReadOnly, .. }) => {}
        other => panic!("expected a read-only failure, got {other:?}"),
    }
    again.quit().expect("quits");
    assert!(disk.remount(true));
    let mut party = Party::start(&folder, passphrase, RecoveryKey::generate()).expect("an engine");
    party.unlock().expect("unlocks again");
    assert_eq!(text_of(&mut party, entry), "words");
    party.quit().expect("quits");
}
