//! The months of one client and one therapist with five computers between them: one is lost, one is restored from an
//! old backup, one disk is cloned, one passphrase is forgotten. At the end everybody holds exactly what they should.

use std::collections::BTreeSet;
use std::path::Path;

use understory::demo::device::add_device;
use understory::demo::headless::{read, share};
use understory::demo::pair::pair;
use understory::demo::party::{Party, system_world};
use understory_sync::clock::SystemEntropy;
use understory_sync::document::Splice;
use understory_sync::engine::scan::scan_values;
use understory_sync::engine::secrets::{Proof, SecretsDone, SecretsWish};
use understory_sync::engine::view::{DeviceView, Field, Home, Incident, IncidentKind, Link, PersonView, ShareState};
use understory_sync::engine::{Command, Event};
use understory_sync::ids::{DeviceId, DocumentId};
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_tests::{own, pairs};

const FIRST: &str = "the first passage, withdrawn in summer";
const SECOND: &str = "the second passage, which stays shared";
const PRIVATE: &str = "never shared with anybody";

/// Adds a new computer to a person's devices.
fn add(there: &mut Party, folder: &Path, name: &str) -> Party {
    let passphrase = Passphrase::generate(&SystemEntropy).expect("words");
    let recovery = RecoveryKey::parse(&there.recovery().reveal()).expect("a key reads itself");
    let mut new = Party::start(folder, passphrase, recovery).expect("an engine");
    add_device(there, &mut new, name).expect("it is added");
    new
}

/// Waits until all of the other person's devices, so many, are here.
fn meets(party: &mut Party, count: usize) {
    let here = |link| matches!(link, Link::Here { .. });
    let met = |people: &[PersonView]| {
        people.iter().any(|one| one.devices.len() == count && one.devices.iter().all(|device| here(device.link)))
    };
    party.until_people("every device of the other", met).expect("they meet");
}

/// The id of the own device with this name.
fn named(party: &mut Party, name: &str) -> DeviceId {
    let find = |devices: &[DeviceView]| devices.iter().find(|device| device.name == name).map(|device| device.device);
    if let Some(device) = find(&party.own_devices) {
        return device;
    }
    let found = party.until("the device in the list", |event| match event {
        Event::OwnDevices(devices) => find(devices),
        _ => None,
    });
    found.expect("it is listed")
}

/// The title and text of every entry that a device of the client lists.
fn journal(party: &mut Party) -> BTreeSet<(String, String)> {
    let entries: Vec<DocumentId> = party.titles.keys().copied().collect();
    let opened = entries.into_iter().map(|entry| party.open_entry(entry).expect("opens"));
    opened.map(|view| (view.summary.title, view.text)).collect()
}

/// Ends a party and starts it again on the same folder.
fn restarted(party: Party, between: impl FnOnce(&Path)) -> Party {
    let (folder, passphrase, recovery) = party.quit().expect("quits");
    between(&folder);
    let mut party = Party::start(&folder, passphrase, recovery).expect("starts");
    party.unlock().expect("unlocks");
    party
}

#[test]
fn five_computers_one_lost_one_recovered_one_restored_one_cloned_and_everybody_holds_exactly_what_they_should() {
    let root = tempfile::tempdir().expect("a folder");
    let at = |name: &str| root.path().join(name);

    // Spring: the two pair, one passage is shared, and each gets further computers.
    let mut laptop = Party::create(&at("laptop"), "Client", "Laptop", Home::Journal).expect("a vault");
    let mut office = Party::create(&at("office"), "Therapist", "Office", Home::Clients).expect("a vault");
    let space = pair(&mut laptop, &mut office).expect("they pair");
    let one = pairs::write(&mut laptop, "One", FIRST).expect("an entry");
    let first = share(&mut laptop, one, space, FIRST, None).expect("arrives");
    read(&mut office, space, first, FIRST).expect("is read");
    let mut desk = add(&mut laptop, &at("desk"), "Desk");
    let mut tablet = add(&mut laptop, &at("tablet"), "Tablet");
    let mut home = add(&mut office, &at("home"), "Home");
    meets(&mut office, 3);
    meets(&mut laptop, 2);
    for party in [&mut desk, &mut tablet] {
        own::until_listed(party, one, None);
    }
    read(&mut home, space, first, FIRST).expect("the second computer of the therapist has it too");
    own::until_own(&mut desk, "the others to have everything", |devices| {
        devices.len() == 2 && devices.iter().all(|device| device.everything_since_ms.is_some())
    })
    .expect("they say so");

    // The desk is backed up here, and goes on.
    let mut desk = restarted(desk, |folder| own::copy(folder, &at("backup")));
    meets(&mut desk, 2);

    // Summer: the tablet shares, the desk withdraws what the laptop had shared.
    let two = pairs::write(&mut tablet, "Two", SECOND).expect("an entry");
    let second = share(&mut tablet, two, space, SECOND, None).expect("arrives at both");
    for party in [&mut office, &mut home] {
        read(party, space, second, SECOND).expect("is read");
    }
    desk.ask(Command::Withdraw { publication: first }).expect("asked");
    desk.until_answer("both computers of the therapist to have removed it", |desk| {
        let view = desk.open_entry(one)?;
        let devices = view.shares.iter().find(|share| share.publication == first).map(|share| &share.devices);
        let removed = |state| matches!(state, ShareState::Removed { .. });
        Ok(devices.filter(|all| all.len() == 2 && all.iter().all(|device| removed(device.state))).map(|_| ()))
    })
    .expect("they say so");

    // The tablet is lost, and removed from the laptop; nobody speaks to it any more.
    let lost = named(&mut laptop, "Tablet");
    let passphrase = laptop.passphrase().try_clone();
    laptop.ask(Command::RemoveDevice { device: lost, passphrase }).expect("asked");
    laptop
        .until("everybody to have heard", |event| match event {
            Event::Devices { removed, .. } => {
                removed.iter().any(|gone| gone.device == lost && (gone.heard, gone.of) == (3, 3)).then_some(())
            }
            _ => None,
        })
        .expect("all say so");
    let three = pairs::write(&mut laptop, "Three", PRIVATE).expect("an entry");
    own::until_listed(&mut desk, three, None);
    meets(&mut office, 2);
    // What stands behind a page of another device waits two seconds for it; the laptop has to know what will be lost.
    let knows = |devices: &[DeviceView]| {
        let laptop = devices.iter().find(|device| device.name == "Laptop");
        laptop.is_some_and(|laptop| laptop.waiting == 0 && laptop.everything_since_ms.is_some())
    };
    if !knows(&desk.own_devices) {
        own::until_own(&mut desk, "the laptop to have everything", knows).expect("it says so");
    }

    // The desk's disk dies; what is put back is from spring, and knows of no loss, no withdrawal and no third entry.
    let mut desk = restarted(desk, |folder| {
        std::fs::remove_dir_all(folder).expect("the disk is gone");
        own::copy(&at("backup"), folder);
    });
    // One wait for both: the news that names the laptop may already say that it is paused, and is told once.
    let here = desk.until("serving to be paused", |event| match event {
        Event::OwnDevices(devices) => {
            let laptop = devices.iter().find(|device| device.name == "Laptop" && device.paused);
            laptop.map(|device| device.device)
        }
        _ => None,
    });
    let here = here.expect("it is paused until its person has looked");
    desk.ask(Command::ServeAgain(here)).expect("the person says yes");
    for entry in [two, three] {
        own::until_listed(&mut desk, entry, None);
    }
    own::until_own(&mut desk, "the tablet to be gone here too", |devices| {
        devices.iter().all(|device| device.device != lost)
    })
    .expect("it heard of the removal");

    // The therapist forgets a passphrase, and comes in with the printed key.
    let (office_folder, forgotten, recovery) = office.quit().expect("quits");
    drop(forgotten);
    let new_words = Passphrase::generate(&SystemEntropy).expect("words");
    let again = RecoveryKey::parse(&recovery.reveal()).expect("a key reads itself");
    let mut office = Party::start(&office_folder, new_words.try_clone(), again).expect("starts");
    office.ask(Command::UnlockWithRecovery { folder: office_folder, recovery }).expect("asked");
    office.until("unlocked", |event| matches!(event, Event::Unlocked { .. }).then_some(())).expect("unlocks");
    let wish = SecretsWish::ChangePassphrase { proof: Proof::JustOpened, passphrase: new_words };
    office.ask(Command::Secrets(wish)).expect("asked");
    office
        .until("the new passphrase", |event| match event {
            Event::Secrets(Ok(SecretsDone::PassphraseChanged)) => Some(()),
            _ => None,
        })
        .expect("it is set");
    let mut office = restarted(office, |_| ());
    meets(&mut office, 2);

    // Autumn: everything goes on, on every computer that is left.
    laptop.edit(three, Field::Body, Splice { at: 0, delete: 0, insert: "Still ".to_owned() }).expect("typed");
    let wanted = format!("Still {PRIVATE}");
    desk.until_text(three, &wanted).expect("they arrive");
    let four = pairs::write(&mut desk, "Four", "written on what was restored").expect("an entry");
    own::until_listed(&mut laptop, four, None);
    laptop.until_text(four, "written on what was restored").expect("it arrives");
    // Whoever comes back to the lost one reads that it was removed.
    tablet.ask(Command::DialNow).expect("asked");
    let told = |incidents: &[Incident]| incidents.iter().any(|incident| incident.kind == IncidentKind::ToldRemoved);
    if !told(&tablet.incidents) {
        let heard = tablet.until("the word of another device", |event| match event {
            Event::Incidents(incidents) => told(incidents).then_some(()),
            _ => None,
        });
        heard.expect("it is told");
    }
    assert!(!tablet.titles.contains_key(&three) && !tablet.titles.contains_key(&four), "the lost one hears nothing");

    // Winter: the desk's disk is cloned, and the desk goes on.
    let mut desk = restarted(desk, |folder| own::copy(folder, &at("clone")));
    let five = pairs::write(&mut desk, "Five", "after the disk was cloned").expect("an entry");
    own::until_listed(&mut laptop, five, None);
    let (desk_folder, desk_key, desk_recovery) = desk.quit().expect("quits");
    // Somebody starts the clone: it is told that its device is further than it is, and nothing leaves it without a yes.
    let again = RecoveryKey::parse(&desk_recovery.reveal()).expect("a key reads itself");
    let mut clone = Party::start(&at("clone"), desk_key.try_clone(), again).expect("starts");
    clone.unlock().expect("unlocks");
    own::until_own(&mut clone, "serving to be paused", |devices| {
        devices.iter().any(|device| device.name == "Laptop" && device.paused)
    })
    .expect("it says so");
    let six = pairs::write(&mut clone, "Six", "typed on the clone").expect("an entry");
    own::until_listed(&mut clone, five, None);
    clone.quit().expect("quits");
    // The desk comes back, and nobody has to say anything.
    let mut desk = Party::start(&desk_folder, desk_key, desk_recovery).expect("starts");
    desk.unlock().expect("unlocks");
    laptop.edit(five, Field::Body, Splice { at: 0, delete: 0, insert: "Long ".to_owned() }).expect("typed");
    desk.until_text(five, "Long after the disk was cloned").expect("it arrives");
    desk.edit(four, Field::Body, Splice { at: 0, delete: 0, insert: "Still ".to_owned() }).expect("typed");
    laptop.until_text(four, "Still written on what was restored").expect("it arrives");
    for party in [&laptop, &desk] {
        assert!(!party.titles.contains_key(&six), "nothing left the clone");
        assert!(party.own_devices.iter().all(|device| !device.paused));
    }

    let both = [&mut laptop, &mut desk].map(journal);
    assert_eq!(both[0], both[1]);
    assert_eq!(both[0].len(), 5);
    let mut keys = Vec::new();
    for party in [office, home] {
        keys.push(party.quit().expect("quits"));
    }
    for party in [laptop, desk, tablet] {
        party.quit().expect("quits");
    }
    for (folder, passphrase, _) in keys {
        let found = scan_values(&folder, &passphrase, &system_world(), &[FIRST, PRIVATE, SECOND]).expect("opens");
        let found: BTreeSet<usize> = found.iter().map(|finding| finding.needle).collect();
        assert_eq!(found, BTreeSet::from([2]), "the therapist holds what is shared, and nothing else");
    }
}
