//! What a person's devices agree on: contacts that one of them met, the relay; told in any order, cut off anywhere.

use std::sync::Arc;

use super::birth::{Founder, pair_on};
use super::device::Device;
use super::links::Network;
use super::watch::{Dice, Watch};
use crate::document::Splice;
use crate::engine::actor::Input;
use crate::engine::agreeing::{AGREEING_NOTE, contact_note};
use crate::engine::command::{Command, RelayWish};
use crate::engine::event::Event;
use crate::engine::view::{Field, ShareChoice};
use crate::ids::SpaceId;
use crate::kind::Kind;
use crate::limits::SPACES_MAX;
use crate::net::{ConnectionId, FrameBytes, NetEvent};
use crate::people::{Contact, RelayUrl, Role};
use crate::sealed::RecoveryKey;

/// The therapist's only device, behind the client's three.
const READER: usize = 3;

/// A client with three devices, and a therapist.
struct Scene {
    network: Network,
    /// The therapist as the client keeps them, by when they paired.
    pairings: Vec<(Contact, SpaceId)>,
    _runtime: tokio::runtime::Runtime,
    _root: tempfile::TempDir,
}

impl Scene {
    /// Each of the client's devices may have paired at some time; the therapist keeps the newest pairing.
    fn new(paired: [Option<u8>; 3]) -> Self {
        Self::keeping(paired, paired.into_iter().flatten().max())
    }

    /// The same, where the therapist keeps this pairing.
    fn keeping(paired: [Option<u8>; 3], at_reader: Option<u8>) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let root = tempfile::tempdir().unwrap();
        let first = Watch::new(1);
        let (founder, reader) = (Founder::new(Role::Client, 3, &first), Founder::new(Role::Therapist, 1, &first));
        let (mut contacts, mut pairings) = ([None, None, None], Vec::new());
        let mut client_there = None;
        for (device, at_ms) in paired.into_iter().enumerate().filter_map(|(device, at)| Some((device, at?))) {
            let ([reader_here, client], space) = pair_on(&founder, device, &reader, at_ms);
            let again = Contact::decode(&reader_here.encode().unwrap()).unwrap();
            pairings.push((again, space));
            contacts[device] = Some(reader_here);
            if at_reader == Some(at_ms) {
                client_there = Some(client);
            }
        }
        let mut devices = Vec::new();
        let kept = [&contacts[0], &contacts[1], &contacts[2]].map(Option::as_ref);
        let there = [client_there.as_ref()];
        for (person, founder, kept) in [(0, founder, &kept[..]), (1, reader, &there[..])] {
            let (ids, space, mut homes) = (founder.ids(), founder.private_space(), Vec::new());
            for (number, contact) in kept.iter().enumerate() {
                let watch = Arc::new(Watch::new(10 * person + number as u64 + 2));
                let home = root.path().join(format!("{person}-{number}"));
                founder.settle(number, &Device::first_folder(&home), *contact, &watch);
                homes.push((home, watch));
            }
            let key = Arc::new(founder.key);
            for (id, (home, watch)) in ids.into_iter().zip(homes) {
                let who = (person as usize, id, space);
                devices.push(Device::new(who, (Arc::clone(&key), &home), watch, runtime.handle()));
            }
        }
        let mut network = Network::new(devices, Dice(1), false);
        network.killer = None;
        Self { network, pairings, _runtime: runtime, _root: root }
    }

    /// Connects two devices and lets them say what they have to say.
    fn meet(&mut self, a: usize, b: usize) {
        self.network.connect(a, b);
        self.network.settle();
    }

    fn contacts(&mut self, which: usize) -> Vec<[u8; 8]> {
        let open = self.network.devices[which].open();
        let digest = |known: &crate::engine::contacts::Known| known.contact.digest(false).unwrap();
        open.contacts.values().map(digest).collect()
    }

    fn space(&mut self, which: usize) -> Option<SpaceId> {
        self.network.devices[which].open().contacts.values().next().map(|known| known.space)
    }

    fn ask(&mut self, which: usize, command: Command) -> Vec<Event> {
        self.network.on(which, Input::Command(command)).unwrap()
    }

    /// Writes an entry and shares it.
    fn share(&mut self, which: usize, words: &str) {
        let space = self.space(which).unwrap();
        let opened = self.ask(which, Command::NewEntry(Default::default()));
        let entry = opened.iter().find_map(|event| match event {
            Event::Opened(view) => Some(view.summary.document),
            _ => None,
        });
        let entry = entry.unwrap();
        let splices = vec![Splice { at: 0, delete: 0, insert: words.to_owned() }];
        self.ask(which, Command::Edit { document: entry, field: Field::Body, batch: 1, splices });
        let (choice, date, replaces) = (ShareChoice::Whole, None, None);
        let shown =
            self.ask(which, Command::PreviewShare { entry, space, choice, title: false, date, bring: false, replaces });
        let preview = shown.iter().find_map(|event| match event {
            Event::SharePreview(preview) => Some(preview.number),
            _ => None,
        });
        self.ask(which, Command::Share { preview: preview.unwrap() });
    }

    fn publications(&mut self, which: usize, mine: bool) -> usize {
        self.network.devices[which].documents(Kind::Publication, mine).len()
    }

    /// Hands a frame to a device as if another had sent it; whether the connection stands afterwards.
    fn inject(&mut self, which: usize, from: usize, bytes: Vec<u8>) -> bool {
        let other = self.network.devices[from].id;
        let connection = ConnectionId(self.network.devices[which].connection(other).unwrap());
        let bytes = FrameBytes::new(bytes, None);
        self.network.on(which, Input::Net(NetEvent::Frame { connection, bytes }));
        self.network.devices[which].connection(other).is_some()
    }

    fn says_bad_frame(&self, which: usize) -> bool {
        self.network.devices[which].incidents.contains("BadFrame")
    }
}

#[test]
fn somebody_met_on_one_device_is_known_to_the_others_and_the_space_syncs_everywhere() {
    let mut scene = Scene::new([Some(7), None, None]);
    scene.share(0, "before");
    scene.meet(0, 1);
    assert_eq!(scene.contacts(1), scene.contacts(0));
    let stands = |scene: &mut Scene| {
        let other = scene.network.devices[1].id;
        scene.network.devices[0].connection(other).is_some()
    };
    assert!(!stands(&mut scene), "a connection that began without the space begins anew");
    scene.meet(0, 1);
    assert!(stands(&mut scene));
    assert_eq!(scene.publications(1, true), 1);
    // From one that was told to the third, while the first is off.
    scene.meet(1, 2);
    scene.meet(1, 2);
    assert_eq!(scene.publications(2, true), 1);
    scene.share(2, "after");
    scene.meet(2, READER);
    assert_eq!(scene.publications(READER, false), 2, "the reader takes it from a device that never paired");
    assert!((0..4).all(|which| scene.network.devices[which].alarms().is_empty()));
}

#[test]
fn what_is_learned_while_connected_is_told_at_once_and_nothing_new_costs_one_small_frame() {
    let mut scene = Scene::new([None, None, Some(7)]);
    scene.meet(0, 1);
    assert!(scene.contacts(1).is_empty());
    scene.meet(1, 2);
    assert_eq!(scene.contacts(0), scene.contacts(2), "told on the connection that stood");
    scene.network.cut_all();
    scene.meet(0, 1);
    scene.network.cut_all();
    let before = scene.network.frames;
    scene.meet(0, 1);
    assert_eq!(scene.network.frames - before, 3, "two hellos and one digest");
}

#[test]
fn two_devices_that_paired_with_the_same_person_keep_the_newest_pairing_on_every_device() {
    let mut scene = Scene::new([Some(9), Some(8), None]);
    for (a, b) in [(1, 2), (0, 2), (0, 1), (1, 2), (0, 2), (0, 1)] {
        scene.meet(a, b);
        scene.network.cut_all();
    }
    let newest = scene.pairings[0].1;
    for which in 0..3 {
        assert_eq!(scene.space(which), Some(newest));
        let open = scene.network.devices[which].open();
        assert_eq!(*open.contacts.values().next().unwrap().contact.alpn_secret, [9; 32]);
    }
    assert_eq!(scene.contacts(0), scene.contacts(1));
    assert_eq!(scene.contacts(0), scene.contacts(2));
}

#[test]
fn a_space_in_which_somebody_was_met_outlives_a_newer_pairing_that_did_not_know_it() {
    // The therapist, who had met the first device, kept that space when the second paired anew.
    let mut scene = Scene::keeping([Some(7), Some(9), None], Some(7));
    let (used, newer) = (scene.pairings[0].1, scene.pairings[1].1);
    scene.meet(0, READER);
    scene.meet(1, READER);
    assert!(scene.network.devices[0].open().agreeing.is_in_use(used));
    assert!(!scene.network.devices[1].open().agreeing.is_in_use(newer), "the therapist does not name it");
    scene.meet(0, 1);
    for which in 0..2 {
        assert_eq!(scene.space(which), Some(used));
        let open = scene.network.devices[which].open();
        assert!(open.agreeing.is_in_use(used));
        assert_eq!(open.contacts.values().next().unwrap().contact.paired_ms, 9);
    }
    scene.share(1, "words");
    scene.meet(1, READER);
    assert_eq!(scene.publications(READER, false), 1);
}

#[test]
fn a_contact_that_is_being_told_when_the_program_is_killed_is_there_wholly_or_comes_again() {
    for reads in 0..10 {
        let mut scene = Scene::new([Some(7), None, None]);
        scene.network.connect(0, 1);
        scene.network.devices[1].kill_after(reads);
        scene.network.settle();
        scene.network.cut_all();
        scene.meet(0, 1);
        scene.network.cut_all();
        scene.meet(0, 1);
        assert_eq!(scene.contacts(1), scene.contacts(0), "killed after {reads}");
        assert!(scene.network.devices[1].alarms().is_empty());
    }
}

#[test]
fn notes_of_a_contacts_device_and_notes_before_the_hello_close_the_connection() {
    let mut scene = Scene::new([Some(7), None, None]);
    let note = contact_note(&scene.pairings[0].0);
    scene.meet(0, READER);
    let before = scene.contacts(READER);
    assert!(!scene.inject(READER, 0, note.clone()));
    assert!(scene.says_bad_frame(READER));
    assert_eq!(scene.contacts(READER), before);
    let mut scene = Scene::new([Some(7), None, None]);
    scene.network.connect(1, 0);
    assert!(!scene.inject(1, 0, note), "before the other side said hello");
    assert!(scene.contacts(1).is_empty());
}

#[test]
fn notes_no_honest_device_sends_close_the_connection_and_change_nothing() {
    let endless = {
        let mut bytes = vec![AGREEING_NOTE, 1];
        bytes.extend(postcard::to_allocvec(&vec![(1u8, [0u8; 8]); SPACES_MAX + 2]).unwrap());
        bytes
    };
    let forged = |change: fn(&mut Contact)| {
        let scene = Scene::new([Some(7), None, None]);
        let mut contact = Contact::decode(&scene.pairings[0].0.encode().unwrap()).unwrap();
        change(&mut contact);
        contact_note(&contact)
    };
    let swapped = forged(|contact| contact.space.signatures.swap(0, 1));
    let junk = [vec![AGREEING_NOTE], vec![AGREEING_NOTE, 9], [&[AGREEING_NOTE, 2, 1][..], &[5; 40]].concat()];
    for bytes in junk.into_iter().chain([endless, swapped]) {
        let mut scene = Scene::new([None, Some(7), None]);
        scene.meet(0, 1);
        scene.network.cut_all();
        scene.meet(0, 1);
        let before = scene.contacts(0);
        assert!(!scene.inject(0, 1, bytes.clone()), "{} bytes", bytes.len());
        assert!(scene.says_bad_frame(0));
        assert_eq!(scene.contacts(0), before);
    }
}

#[test]
fn the_relay_that_was_chosen_last_on_any_device_is_everybodys() {
    let mut scene = Scene::new([None, None, None]);
    let relay = |scene: &mut Scene, which: usize| {
        let open = scene.network.devices[which].open();
        open.relays.kept.as_ref().map(|kept| kept.access.url.as_str().to_owned())
    };
    let wish = |host: &str| RelayWish {
        url: RelayUrl::parse(host).unwrap(),
        token: None,
        invitation_token: None,
        invitations: true,
    };
    scene.meet(0, 1);
    scene.ask(0, Command::SetRelay(Some(wish("relay.example"))));
    scene.network.settle();
    assert_eq!(relay(&mut scene, 1).as_deref(), Some("https://relay.example/"), "at once");
    // The clock of the second is behind: what is chosen there counts all the same, being chosen later.
    scene.network.devices[1].watch.skew(-86_400_000);
    scene.ask(1, Command::SetRelay(Some(wish("other.example"))));
    scene.network.settle();
    scene.meet(1, 2);
    for which in 0..3 {
        assert_eq!(relay(&mut scene, which).as_deref(), Some("https://other.example/"), "on {which}");
    }
    scene.network.cut_all();
    scene.ask(2, Command::SetRelay(None));
    scene.meet(0, 2);
    scene.meet(0, 1);
    assert!((0..3).all(|which| relay(&mut scene, which).is_none()));
}

#[test]
fn an_own_device_is_named_until_it_said_that_it_is_sealed_to_the_new_recovery_key() {
    let mut scene = Scene::new([None, None, None]);
    let named = |scene: &mut Scene, which: usize| {
        let open = scene.network.devices[which].open();
        open.tell_kit();
        let kit = open.events.iter().rev().find_map(|event| match event {
            Event::Kit(kit) => Some(kit.not_sealed.len()),
            _ => None,
        });
        kit.unwrap()
    };
    scene.meet(0, 1);
    assert_eq!(named(&mut scene, 0), 0, "while the first key counts there is nothing to say");
    scene.network.cut_all();
    scene.network.devices[0].open().new_recovery(&RecoveryKey::generate()).unwrap();
    assert_eq!(named(&mut scene, 0), 2);
    // A device that has heard and cannot write its file is not counted as sealed.
    let aside = Device::first_folder(&scene._root.path().join("0-1")).join("recovery.age.new");
    std::fs::create_dir(&aside).unwrap();
    scene.meet(0, 1);
    assert_eq!((named(&mut scene, 0), named(&mut scene, 1)), (2, 1));
    std::fs::remove_dir(&aside).unwrap();
    scene.network.devices[1].open().follow_recovery().unwrap();
    scene.network.cut_all();
    scene.meet(0, 1);
    assert_eq!((named(&mut scene, 0), named(&mut scene, 1)), (1, 1));
    scene.meet(1, 2);
    assert_eq!((named(&mut scene, 1), named(&mut scene, 2)), (0, 1), "the third has not heard it of the first itself");
    scene.meet(0, 2);
    assert_eq!([0, 1, 2].map(|which| named(&mut scene, which)), [0, 0, 0]);
    let kept = crate::engine::kit::said(&scene.network.devices[0].open().vault).unwrap();
    assert_eq!(kept.len(), 2, "and it is remembered");
}
