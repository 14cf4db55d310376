//! A new computer becomes a device of somebody who has one, over real connections; and what stops it halfway.

use std::path::Path;

use understory::demo::device::{add_device, invite_device, join, say_yes, type_words, until_adding};
use understory::demo::party::{Party, PartyError};
use understory_sync::clock::SystemEntropy;
use understory_sync::engine::view::{Home, Link, PairingEnd, PairingView, Role};
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::{own, pairs};

/// A computer without a vault, for somebody with this recovery key.
fn new_computer(folder: &Path, recovery: &RecoveryKey) -> Party {
    let passphrase = Passphrase::generate(&SystemEntropy).expect("words");
    let recovery = RecoveryKey::parse(&recovery.reveal()).expect("a key reads itself");
    Party::start(folder, passphrase, recovery).expect("an engine")
}

fn ends(party: &mut Party) -> PairingEnd {
    until_adding(party, "an end", |view| match view {
        PairingView::Ended(end) => Some(*end),
        _ => None,
    })
    .expect("it ends")
}

#[test]
fn a_new_device_receives_everything_and_meets_the_people_its_person_knows() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |name: &str| root.path().join(name);
    let mut first = own::alone(&at("first")).expect("a vault");
    let mut reader = Party::create(&at("reader"), "Reader", "Practice", Home::Clients).expect("a vault");
    understory::demo::pair::pair(&mut first, &mut reader).expect("they pair");
    let early = pairs::write(&mut first, "Before", "written before there was a second device").expect("an entry");

    let mut second = new_computer(&at("second"), first.recovery());
    add_device(&mut first, &mut second, "Desk").expect("it is added");
    own::until_listed(&mut second, early, None);
    let text = second.open_entry(early).expect("opens").text;
    assert_eq!(text, "written before there was a second device");
    let late = pairs::write(&mut second, "Later", "written on the new device").expect("an entry");
    own::until_listed(&mut first, late, None);

    // The reader hears of the new device from the one it knows, and both sides meet.
    let both = |party: &mut Party| {
        party.until_people("two devices", |people| people.iter().any(|person| person.devices.len() == 2))
    };
    both(&mut reader).expect("the new device is known to the reader");
    second
        .until_people("the reader", |people| people.iter().any(|person| person.name == "Reader"))
        .expect("the new device knows the reader");
    for party in [first, second, reader] {
        party.quit().expect("quits");
    }
}

#[test]
fn the_passphrase_is_asked_again_and_a_wrong_one_shows_no_invitation() {
    let root = tempfile::tempdir().expect("a folder");
    let mut first = own::alone(&root.path().join("first")).expect("a vault");
    first.ask(Command::InviteDevice { passphrase: Passphrase::new("another one".to_owned()) }).expect("asked");
    let refused = until_adding(&mut first, "an invitation", |_| Some(()));
    assert!(matches!(refused, Err(PartyError::Failed { failure: Failure::WrongPassphrase, .. })), "{refused:?}");
    first.quit().expect("quits");
}

#[test]
fn a_vault_that_is_there_stays_untouched_and_the_two_kinds_of_invitation_never_mix() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |name: &str| root.path().join(name);
    let mut first = own::alone(&at("first")).expect("a vault");
    let key = RecoveryKey::parse(&first.recovery().reveal()).expect("a key reads itself");
    let (folder, ..) = own::alone(&at("other")).expect("a vault").quit().expect("quits");
    let before = std::fs::read(folder.join("key.age")).expect("a key file");

    let invitation = invite_device(&mut first).expect("an invitation");
    let mut other = new_computer(&folder, &key);
    join(&mut other, "Desk", invitation.clone()).expect("asked");
    let refused = until_adding(&mut other, "the words", |_| Some(()));
    assert!(matches!(refused, Err(PartyError::Failed { failure: Failure::FolderInUse, .. })), "{refused:?}");
    assert_eq!(std::fs::read(folder.join("key.age")).expect("a key file"), before);

    // An invitation for a device, used by a person; one for a person, used by a device.
    let mut person = own::alone(&at("person")).expect("a vault");
    person.ask(Command::Join { invitation, my_role: Role::Therapist }).expect("asked");
    let end = person.until("an end", |event| match event {
        Event::Pairing(PairingView::Ended(end)) => Some(*end),
        _ => None,
    });
    assert_eq!(end.expect("it ends"), PairingEnd::WrongFlow);
    first.ask(Command::CancelPairing).expect("asked");
    let invitation = understory::demo::pair::invite(&mut first).expect("an invitation");
    let mut new = new_computer(&at("new"), &key);
    join(&mut new, "Desk", invitation).expect("asked");
    assert_eq!(ends(&mut new), PairingEnd::WrongFlow);
    assert!(!at("new").exists(), "nothing is left behind");
    for party in [first, person] {
        party.quit().expect("quits");
    }
}

#[test]
fn stopping_before_the_yes_adds_nobody_and_after_it_is_said_and_the_next_try_works() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |name: &str| root.path().join(name);
    let mut first = own::alone(&at("first")).expect("a vault");
    let key = RecoveryKey::parse(&first.recovery().reveal()).expect("a key reads itself");

    // Before the words, and after them.
    for words in [false, true] {
        let invitation = invite_device(&mut first).expect("an invitation");
        let mut new = new_computer(&at("new"), &key);
        join(&mut new, "Desk", invitation).expect("asked");
        if words {
            type_words(&mut first, &mut new).expect("the words are right");
            let waits = |view: &PairingView| matches!(view, PairingView::WaitingForGrant { .. }).then_some(());
            until_adding(&mut new, "the question on the other screen", waits).expect("it waits");
        } else {
            until_adding(&mut new, "the words", |view| matches!(view, PairingView::Words { .. }).then_some(()))
                .expect("the words are shown");
        }
        new.ask(Command::CancelPairing).expect("asked");
        until_adding(&mut first, "the invitation again", |view| {
            matches!(view, PairingView::Inviting { failed_attempts: 1, .. }).then_some(())
        })
        .expect("one attempt is counted, and the invitation stays open");
        first.ask(Command::AddDevice).expect("asked");
        first.ask(Command::CancelPairing).expect("asked");
        assert_eq!(ends(&mut first), PairingEnd::Cancelled);
        assert!(first.own_devices.is_empty(), "nobody was added");
        assert!(!at("new").exists(), "nothing is left behind");
    }

    // After the yes: a file stands where the vault would be, so the new computer cannot make it.
    let invitation = invite_device(&mut first).expect("an invitation");
    let mut new = new_computer(&at("blocked").join("vault"), &key);
    join(&mut new, "Desk", invitation).expect("asked");
    type_words(&mut first, &mut new).expect("the words are right");
    std::fs::write(at("blocked"), b"a file").expect("a file");
    say_yes(&mut first).expect("the device is shown");
    assert_eq!(ends(&mut first), PairingEnd::Unconfirmed);

    std::fs::remove_file(at("blocked")).expect("removed");
    let mut second = new_computer(&at("second"), &key);
    add_device(&mut first, &mut second, "Desk").expect("the next try works");
    for party in [first, second] {
        party.quit().expect("quits");
    }
}

#[test]
fn a_removed_device_is_left_by_everybody_who_has_heard_and_the_screen_counts_them() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |name: &str| root.path().join(name);
    let mut first = own::alone(&at("first")).expect("a vault");
    let mut reader = Party::create(&at("reader"), "Reader", "Practice", Home::Clients).expect("a vault");
    understory::demo::pair::pair(&mut first, &mut reader).expect("they pair");
    let mut second = new_computer(&at("second"), first.recovery());
    add_device(&mut first, &mut second, "Desk").expect("it is added");
    let met = |people: &[understory_sync::engine::view::PersonView]| {
        people.iter().any(|person| person.devices.len() == 2 && person.devices.iter().all(|one| is_here(one.link)))
    };
    reader.until_people("both devices to be here", met).expect("the reader meets both");
    let removed = second.own_devices.first().map(|device| device.device);
    own::until_own(&mut first, "the new device", |devices| devices.len() == 1).expect("it is listed");
    let device = first.own_devices[0].device;
    assert_ne!(Some(device), removed, "the two name each other");

    let wrong = Passphrase::new("not these".to_owned());
    first.ask(Command::RemoveDevice { device, passphrase: wrong }).expect("asked");
    let refused = own::until_own(&mut first, "a removal", |devices| devices.is_empty());
    assert!(matches!(refused, Err(PartyError::Failed { failure: Failure::WrongPassphrase, .. })), "{refused:?}");

    let passphrase = first.passphrase().try_clone();
    first.ask(Command::RemoveDevice { device, passphrase }).expect("asked");
    let counted = first.until("the reader to have heard", |event| match event {
        Event::Devices { removed, .. } => {
            removed.iter().any(|gone| gone.device == device && (gone.heard, gone.of) == (1, 1)).then_some(())
        }
        _ => None,
    });
    counted.expect("the reader says so");
    reader
        .until_people("one device", |people| people.iter().any(|person| person.devices.len() == 1))
        .expect("the reader knows one device only");

    // What is written and shared now reaches the reader and never the removed device.
    let late = pairs::write(&mut first, "After", "written after the removal").expect("an entry");
    let away = |link| matches!(link, Link::Away { .. });
    second
        .until_people("everybody gone", |people| people.iter().flat_map(|one| &one.devices).all(|one| away(one.link)))
        .expect("nobody speaks to it");
    second.hear(std::time::Duration::from_secs(3));
    assert!(!second.titles.contains_key(&late), "it received nothing");
    for party in [first, second, reader] {
        party.quit().expect("quits");
    }
}

fn is_here(link: Link) -> bool {
    matches!(link, Link::Here { .. })
}
