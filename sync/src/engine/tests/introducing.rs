//! Devices that introduce themselves to this one: who is let in, who is not, and what is on disk afterwards.

use tokio::sync::mpsc;

use super::super::net_runner::NetRunner;
use super::*;
use crate::engine::tally::Tally;
use crate::limits::{INTRODUCTION_PAUSE_SECS, STRANGER_SECS, STRANGERS_WAITING_MAX};
use crate::net::{CloseCode, Preset};
use crate::people::testing::{device, key, recovery};
use crate::people::{Day, DeviceCard, RecordBody, Roster, Signer, introduce, introduction_alpn};

struct Scene {
    bench: Bench,
    runner: NetRunner,
    _runtime: tokio::runtime::Runtime,
}

impl Scene {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let runner = NetRunner::new(runtime.handle().clone(), Preset::Off, mpsc::channel(1).0, Tally::default());
        Self { bench: Bench::new(), runner, _runtime: runtime }
    }

    /// The client's roster, in which their device added another.
    fn with_device(&self, new: DeviceCard) -> Roster {
        let mut roster = self.bench.them.card.roster.clone();
        let signer = Signer::Device(self.bench.them.device.device);
        roster.sign_next(signer, RecordBody::Add { device: new }, &self.bench.them.signing).unwrap();
        roster
    }

    fn name(&self, founding: &Roster, days_off: u64) -> Vec<u8> {
        let day = Day(Day::of(self.bench.open.now_ms()).0 + days_off);
        introduction_alpn(&founding.founding().unwrap(), self.bench.open.me.person, day)
    }

    fn introduced(&mut self, device: DeviceId, name: &[u8], frame: &[u8]) -> CloseCode {
        self.bench.open.introduced(device, name, frame, &self.runner).unwrap()
    }

    /// Whether the device may connect, and is still allowed to after the program was killed.
    fn is_let_in(&self, device: DeviceId) -> bool {
        self.bench.open.allowed().iter().any(|allowed| allowed.device == device)
    }

    /// Whether a stranger is listed once the time is over in which one may introduce itself.
    fn lists_a_stranger(&mut self) -> bool {
        self.bench.clock.advance(std::time::Duration::from_secs(STRANGER_SECS));
        self.bench.open.tick_strangers();
        self.bench.incidents().contains(&IncidentKind::Stranger)
    }
}

#[test]
fn a_new_device_of_a_contact_is_let_in_by_the_chain_that_leads_to_it_and_is_no_stranger() {
    let mut scene = Scene::new();
    let new = device(5);
    let roster = scene.with_device(new.clone());
    scene.bench.open.stranger(new.device);
    let name = scene.name(&roster, 1);
    assert!(scene.bench.open.introductions().contains(&name), "a clock may be a day ahead");
    let frame = introduce(&roster, new.device).unwrap();
    assert_eq!(scene.introduced(new.device, &name, &frame), CloseCode::Done);
    assert!(scene.is_let_in(new.device));
    assert!(!scene.lists_a_stranger());
    assert_eq!(scene.introduced(new.device, &name, b"anything"), CloseCode::Done, "known now, and nothing is read");
    scene.bench = scene.bench.killed();
    assert!(scene.is_let_in(new.device), "on disk before the answer");
}

#[test]
fn forged_foreign_and_replayed_introductions_let_nobody_in_and_change_nothing() {
    let mut scene = Scene::new();
    let new = device(5);
    let grown = scene.with_device(new.clone());
    let good = introduce(&grown, new.device).unwrap();
    let name = scene.name(&grown, 0);
    let other_name = scene.name(&Person::new(8, Role::Client).card.roster, 0);
    let late = scene.name(&grown, 2);
    let before = scene.bench.open.contacts[&scene.bench.person()].contact.roster.digest();
    for (device, name, frame) in [
        (DeviceId([9; 32]), &name, &good[..]),
        (new.device, &other_name, &good[..]),
        (new.device, &late, &good[..]),
        (new.device, &name, &good[..good.len() - 1]),
        (new.device, &name, &[][..]),
    ] {
        assert_eq!(scene.introduced(device, name, frame), CloseCode::Forbidden);
        assert!(!scene.is_let_in(device));
    }
    assert_eq!(scene.bench.open.contacts[&scene.bench.person()].contact.roster.digest(), before);
    assert!(scene.lists_a_stranger(), "one that knew the name");
    // Removed since: what led to it leads nowhere.
    let mut roster = grown.clone();
    let body = RecordBody::Remove { device: new.device, last_number: 0 };
    roster.sign_next(Signer::Device(scene.bench.them.device.device), body, &scene.bench.them.signing).unwrap();
    let person = scene.bench.person();
    scene.bench.open.person_roster_heard(person, roster.records().cloned().collect()).unwrap();
    assert_eq!(scene.introduced(new.device, &name, &good), CloseCode::Removed, "a chain from before the removal");
    assert!(!scene.is_let_in(new.device));
    assert_eq!(
        scene.introduced(new.device, &other_name, &good),
        CloseCode::Forbidden,
        "told to who knows the name alone"
    );
}

#[test]
fn a_device_that_is_told_that_it_was_removed_shows_so_once_and_changes_nothing() {
    let mut scene = Scene::new();
    let them = scene.bench.them.device.device;
    let before = (scene.bench.open.me.roster.digest(), scene.is_let_in(them));
    scene.bench.open.introduction_ended(them, Some(CloseCode::Removed));
    assert!(scene.bench.incidents().contains(&IncidentKind::ToldRemoved));
    let count = scene.bench.incidents().len();
    scene.bench.clock.advance(std::time::Duration::from_secs(3600));
    scene.bench.open.introduction_ended(them, Some(CloseCode::Removed));
    assert_eq!(scene.bench.incidents().len(), count, "once since the vault was opened");
    assert_eq!((scene.bench.open.me.roster.digest(), scene.is_let_in(them)), before, "a word is no proof");
}

#[test]
fn a_device_that_only_the_printed_key_added_waits_for_a_yes() {
    let mut scene = Scene::new();
    let new = device(5);
    let mut roster = scene.bench.them.card.roster.clone();
    let body = RecordBody::Add { device: new.clone() };
    roster.sign_next(Signer::Recovery(recovery(2).signing), body, &key(2002)).unwrap();
    let (name, frame) = (scene.name(&roster, 0), introduce(&roster, new.device).unwrap());
    assert_eq!(scene.introduced(new.device, &name, &frame), CloseCode::Forbidden);
    assert!(!scene.is_let_in(new.device));
    let waiting = scene.bench.open.events.iter().rev().find_map(|event| match event {
        Event::Devices { waiting, .. } => Some(waiting.clone()),
        _ => None,
    });
    assert_eq!(waiting.unwrap().iter().map(|one| one.device).collect::<Vec<_>>(), [new.device]);
    scene.bench.open.welcome_device(new.device).unwrap();
    assert!(scene.is_let_in(new.device));
    assert_eq!(scene.introduced(new.device, &name, &frame), CloseCode::Done);
}

#[test]
fn whoever_is_told_that_it_is_not_known_introduces_itself_once_in_a_while() {
    let mut scene = Scene::new();
    let them = scene.bench.them.device.device;
    assert!(scene.bench.open.introduction_to(them).is_none(), "nobody said so");
    scene.bench.open.not_known_by(them);
    let (name, frame) = scene.bench.open.introduction_to(them).unwrap();
    let me = scene.bench.open.me.roster.clone();
    let day = Day::of(scene.bench.open.now_ms());
    assert_eq!(name, introduction_alpn(&me.founding().unwrap(), scene.bench.person(), day));
    assert_eq!(Roster::decode(&frame).unwrap().digest(), me.digest());
    assert!(scene.bench.open.introduction_to(them).is_none(), "once");
    scene.bench.open.not_known_by(them);
    assert!(scene.bench.open.introduction_to(them).is_none(), "not again and again");
    scene.bench.clock.advance(std::time::Duration::from_secs(INTRODUCTION_PAUSE_SECS));
    scene.bench.open.not_known_by(them);
    assert!(scene.bench.open.introduction_to(them).is_some());
}

#[test]
fn strangers_that_say_nothing_are_listed_and_a_flood_of_them_is_not_waited_for() {
    let mut scene = Scene::new();
    scene.bench.open.stranger(DeviceId([77; 32]));
    assert!(!scene.bench.incidents().contains(&IncidentKind::Stranger), "not yet");
    assert!(scene.lists_a_stranger());
    let mut scene = Scene::new();
    for number in 0..STRANGERS_WAITING_MAX {
        scene.bench.open.stranger(DeviceId([number as u8; 32]));
    }
    assert!(!scene.bench.incidents().contains(&IncidentKind::Stranger));
    scene.bench.open.stranger(DeviceId([99; 32]));
    assert!(scene.bench.incidents().contains(&IncidentKind::Stranger), "there was no room to wait for it");
}

#[test]
fn an_own_device_of_the_printed_key_is_removed_without_a_yes_and_waits_no_more() {
    let mut desk = super::secrets::Desk::new();
    let new = device(5);
    let key = desk.key();
    let open = desk.actor.opened_for_tests();
    let mut roster = open.me.roster.clone();
    let body = RecordBody::Add { device: new.clone() };
    roster.sign_next(Signer::Recovery(key.public().signing), body, &key.signing()).unwrap();
    open.keep_roster(roster).unwrap();
    let waits = |events: &[Event]| {
        events.iter().rev().find_map(|event| match event {
            Event::Devices { waiting, removed, .. } => Some((waiting.len(), removed.len())),
            _ => None,
        })
    };
    open.tell_removed();
    assert_eq!(waits(&open.events), Some((1, 0)));
    let passphrase = super::secrets::words("old words");
    let events = desk.ask(crate::engine::command::Command::RemoveDevice { device: new.device, passphrase });
    assert_eq!(waits(&events), Some((0, 1)));
}

#[test]
fn a_removed_device_that_knocks_is_no_stranger() {
    let mut scene = Scene::new();
    let new = device(5);
    let mut roster = scene.with_device(new.clone());
    let body = RecordBody::Remove { device: new.device, last_number: 0 };
    roster.sign_next(Signer::Device(scene.bench.them.device.device), body, &scene.bench.them.signing).unwrap();
    let person = scene.bench.person();
    scene.bench.open.person_roster_heard(person, roster.records().cloned().collect()).unwrap();
    scene.bench.open.stranger(new.device);
    assert!(!scene.lists_a_stranger(), "it stands in the list of what was removed");
    scene.bench.open.stranger(DeviceId([9; 32]));
    assert!(scene.lists_a_stranger(), "or the test says nothing");
}
