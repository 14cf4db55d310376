//! Devices and people that learn of each other by way of a device in between: over real connections.

use std::path::Path;

use understory::demo::device::add_device;
use understory::demo::pair::pair;
use understory::demo::party::{Party, PartyError};
use understory_sync::clock::SystemEntropy;
use understory_sync::engine::view::{Home, IncidentKind, Link};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::SpaceId;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::{own, pairs};

/// A computer without a vault, for somebody with this recovery key.
fn new_computer(folder: &Path, recovery: &RecoveryKey) -> Party {
    let passphrase = Passphrase::generate(&SystemEntropy).expect("words");
    let recovery = RecoveryKey::parse(&recovery.reveal()).expect("a key reads itself");
    Party::start(folder, passphrase, recovery).expect("an engine")
}

/// Waits until the party is connected with a device of the only person it knows.
fn meets(party: &mut Party) -> Result<SpaceId, PartyError> {
    let here = |link: Link| matches!(link, Link::Here { .. });
    party.until_people("the other person to be here", |people| {
        people.iter().any(|person| person.devices.iter().any(|device| here(device.link)))
    })?;
    Ok(party.people[0].space)
}

/// Waits until the reader can read this text.
fn reads(reader: &mut Party, space: SpaceId, text: &str) {
    reader.ask(Command::ReadPerson(space)).expect("asked");
    let found = reader.until("the words on the reader's page", |event| match event {
        Event::Publications { publications, .. } => {
            publications.iter().any(|one| one.content.text == text).then_some(())
        }
        _ => None,
    });
    found.expect("they arrive");
}

fn again((folder, passphrase, recovery): (std::path::PathBuf, Passphrase, RecoveryKey)) -> Party {
    let mut party = Party::start(&folder, passphrase, recovery).expect("starts");
    party.unlock().expect("unlocks");
    party
}

#[test]
fn a_person_met_on_one_device_is_there_on_the_other_which_shares_with_them_by_itself() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |name: &str| root.path().join(name);
    let mut first = own::alone(&at("first")).expect("a vault");
    let mut second = new_computer(&at("second"), first.recovery());
    add_device(&mut first, &mut second, "Desk").expect("it is added");
    own::until_own(&mut second, "the first device", |devices| devices.len() == 1).expect("they meet");

    let mut reader = Party::create(&at("reader"), "Reader", "Practice", Home::Clients).expect("a vault");
    let space = pair(&mut first, &mut reader).expect("they pair");
    let (_, shared) = pairs::share_whole(&mut first, space, "Early", "from the first device").expect("shared");
    second
        .until_people("the reader", |people| people.iter().any(|person| person.name == "Reader" && person.shared == 1))
        .expect("known, with what was shared");
    assert_eq!(second.people[0].space, space);

    // The device that paired is off from here on.
    first.quit().expect("quits");
    meets(&mut second).expect("the second meets the reader by itself");
    pairs::share_whole(&mut second, space, "Late", "from the second device").expect("shared");
    reads(&mut reader, space, "from the second device");
    let _ = shared;
    for party in [second, reader] {
        party.quit().expect("quits");
    }
}

#[test]
fn a_device_that_was_added_while_everybody_else_was_away_introduces_itself() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |name: &str| root.path().join(name);
    let mut first = own::alone(&at("first")).expect("a vault");
    let mut reader = Party::create(&at("reader"), "Reader", "Practice", Home::Clients).expect("a vault");
    let space = pair(&mut first, &mut reader).expect("they pair");
    let mut second = new_computer(&at("second"), first.recovery());
    add_device(&mut first, &mut second, "Desk").expect("it is added");
    meets(&mut second).expect("the second meets the reader");
    let first = first.quit().expect("the first is off");
    let reader = reader.quit().expect("the reader is away");

    let mut third = new_computer(&at("third"), second.recovery());
    add_device(&mut second, &mut third, "Travel").expect("it is added");
    own::until_own(&mut third, "two other devices", |devices| devices.len() == 2).expect("listed");
    second.quit().expect("the second is gone");

    let mut reader = again(reader);
    third.ask(Command::DialNow).expect("asked");
    meets(&mut third).expect("the reader lets it in");
    pairs::share_whole(&mut third, space, "From the third", "by a device nobody had told of").expect("shared");
    reads(&mut reader, space, "by a device nobody had told of");
    let stranger = |party: &Party| party.incidents.iter().any(|one| one.kind == IncidentKind::Stranger);
    assert!(!stranger(&reader), "it is no stranger");

    // The person's own first device had not heard of it either.
    let mut first = again(first);
    third.ask(Command::DialNow).expect("asked");
    let here = |link: Link| matches!(link, Link::Here { .. });
    own::until_own(&mut first, "the third device", |devices| devices.iter().any(|device| here(device.link)))
        .expect("its own first device lets it in");
    for party in [first, third, reader] {
        party.quit().expect("quits");
    }
}
