//! What has to hold: promises after every kill; agreement, and nothing where it may not be, at the end.

use std::collections::{BTreeMap, BTreeSet};

use super::device::Device;
use super::steps::Storm;
use crate::ids::{DocumentId, Head, SpaceId};
use crate::kind::Body;

/// A document as every device that may have it must hold it: its end, or its heads and words.
type State = BTreeMap<DocumentId, Option<(Vec<Head>, BTreeSet<String>)>>;

fn state(device: &mut Device, space: SpaceId) -> State {
    let rows = device.open().catalog.iter().filter(|row| row.space == space);
    let rows: Vec<_> = rows.map(|row| (row.document, row.tombstone.is_some(), row.heads.clone())).collect();
    let mut state = State::new();
    for (document, ended, mut heads) in rows {
        heads.sort();
        let words = device.words(document);
        let held = device.open().read_doc(document).is_ok();
        assert_eq!(held, !ended, "a document is there until it has ended");
        state.insert(document, (!ended).then_some((heads, words)));
    }
    state
}

impl Storm {
    /// What was said to be saved is there, and what another device said it stored is there.
    pub(super) fn check_promises(&mut self) {
        // What is stored counts: workers may finish first.
        let killer = self.network.killer.take();
        self.network.work_all();
        self.network.killer = killer;
        let devices = &mut self.network.devices;
        let words: Vec<BTreeSet<String>> = devices.iter_mut().map(Device::all_words).collect();
        for (word, saved) in &self.ledger.saved {
            if !devices[saved.device].went_back {
                assert!(words[saved.device].contains(word), "{word} was saved on {} and is gone", saved.device);
            }
            for (at, words) in words.iter().enumerate() {
                let space = devices[saved.device].private_space;
                if has_stored(devices, saved.device, at, space, saved.number) {
                    assert!(words.contains(word), "{word} of {} was acknowledged by {at} and is gone", saved.device);
                }
            }
        }
        let Some(space) = self.shared else { return };
        for (document, published) in &self.ledger.published {
            for at in 0..devices.len() {
                if has_stored(devices, published.device, at, space, published.number) {
                    let stored = devices[at].open().catalog.get(*document).is_some();
                    assert!(stored, "a publication of {} was acknowledged by {at} and is gone", published.device);
                }
            }
        }
    }

    /// Everything that has to hold at the end.
    pub(super) fn check(&mut self) {
        self.check_promises();
        let restored = self.network.devices.iter().any(|device| device.went_back);
        for device in &mut self.network.devices {
            assert!(device.alarms().is_empty(), "{:?}", device.alarms());
            // A repair may be needed without a restore: a document sent whole under the name of the device that is to
            // have it is passed over with the sender's own changes in it, until the fingerprints tell.
            let went_back = device.incidents.iter().any(|kind| kind.contains("Cursor"));
            assert!(restored || !went_back, "nobody was put back: {:?}", device.incidents);
        }
        self.everybody_agrees();
        self.nothing_is_lost();
        for which in 0..self.network.devices.len() {
            self.holds_only_what_it_may(which);
        }
    }

    fn everybody_agrees(&mut self) {
        let devices = &mut self.network.devices;
        for person in 0..2 {
            let own: Vec<usize> = (0..devices.len()).filter(|which| devices[*which].person == person).collect();
            let states: Vec<State> = own
                .iter()
                .map(|which| {
                    let space = devices[*which].private_space;
                    state(&mut devices[*which], space)
                })
                .collect();
            assert!(states.windows(2).all(|pair| pair[0] == pair[1]), "the devices of person {person} differ");
        }
        if let Some(space) = self.shared {
            let states: Vec<State> = devices.iter_mut().map(|device| state(device, space)).collect();
            assert!(states.windows(2).all(|pair| pair[0] == pair[1]), "the shared space differs");
            let prints: BTreeSet<u64> =
                devices.iter_mut().map(|device| device.open().catalog.fingerprint(space)).collect();
            assert_eq!(prints.len(), 1);
        }
    }

    fn nothing_is_lost(&mut self) {
        let devices = &mut self.network.devices;
        let words: Vec<BTreeSet<String>> = devices.iter_mut().map(Device::all_words).collect();
        for (word, saved) in &self.ledger.saved {
            let person = devices[saved.device].person;
            for (_, words) in devices.iter().zip(&words).filter(|(device, _)| device.person == person) {
                assert!(words.contains(word), "{word} is lost");
            }
        }
        for (document, published) in &self.ledger.published {
            for device in devices.iter_mut() {
                let row = device.open().catalog.get(*document).expect("what was shared is known to everybody");
                assert!(!published.withdrawn || row.tombstone.is_some(), "what was withdrawn is back");
            }
        }
    }

    /// Opens every value on a device's disk and looks for words of the other person that it may not have.
    fn holds_only_what_it_may(&mut self, which: usize) {
        let person = self.network.devices[which].person;
        let Some(theirs) = self.network.devices.iter().position(|device| device.person != person) else { return };
        let space = self.shared.unwrap();
        let shared = state(&mut self.network.devices[theirs], space);
        let readable: BTreeSet<&String> = shared.values().flatten().flat_map(|(_, words)| words).collect();
        let typed = self.ledger.typed[1 - person].iter();
        let forbidden: Vec<&String> = typed.filter(|word| !readable.contains(word)).collect();
        let device = &mut self.network.devices[which];
        let private_space = device.private_space;
        let open = device.open();
        open.vault.checkpoint().unwrap();
        assert!(open.catalog.iter().all(|row| [space, private_space].contains(&row.space)));
        for number in 1..=open.vault.newest(space) {
            let chunk = open.vault.chunk(space, number).unwrap().unwrap();
            let is_shared = shared.get(&chunk.document).is_some_and(|held| held.is_some());
            assert!(is_shared || matches!(chunk.body, Body::Through | Body::Tombstone(_)));
        }
        let census = open.vault.each_value(&mut |_, value| {
            let (place, plain) = value.unwrap();
            for word in &forbidden {
                let found = plain.windows(word.len()).any(|part| part == word.as_bytes());
                assert!(!found, "{which} holds {word} in a {:?}", place.table);
            }
        });
        assert!(census.unwrap().is_sound());
    }
}

/// Whether one device believes that another stored this number of its log; restored ones believe what they like.
fn has_stored(devices: &mut [Device], by: usize, at: usize, space: SpaceId, number: u64) -> bool {
    if by == at || devices[by].went_back || devices[at].went_back {
        return false;
    }
    let id = devices[at].id;
    let peer = devices[by].open().peers.get(id);
    let known = peer.and_then(|peer| peer.delivery().space(space));
    // A number that was refused was passed, and is not there.
    known.is_some_and(|known| known.said.stored >= number && !known.said.refused.contains_key(&number))
}
