//! The other devices, own and of contacts: what each told us, whether it is connected, and when it is dialled again.
//!
//! Invariant: nothing here decides what may be kept; it only carries events between network, exchange and log.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::agreeing::Talk;
use super::contacts::Known;
use super::failure::Failure;
use super::feeding::WholeFeed;
use super::open::Open;
use super::path::Path;
use crate::exchange::{Delivery, Exchange, Input};
use crate::ids::{Cursor, DeviceId, DocumentId, PersonId, SpaceId};
use crate::limits::{BACKOFF_SECS_MAX, BACKOFF_SECS_MIN};
use crate::net::ConnectionId;
use crate::vault::Vault;

/// Another device: of a contact, or of one's own.
pub(super) struct Peer {
    /// The spaces it may have: one with a contact's device, all of this person's with an own one.
    pub spaces: BTreeSet<SpaceId>,
    delivery: Delivery,
    pub connected: Option<Connected>,
    dialling: bool,
    pub failures: u32,
    next_dial_ms: u64,
    pub unsaved: bool,
    /// Spaces of which this device had nothing of its log when they first met, until it has all of it.
    first: BTreeSet<SpaceId>,
    /// It said that it does not know this device, and this device did not introduce itself since.
    pub unknown_there: bool,
    /// When this device last introduced itself to it, on the clock that never goes back.
    pub introduced_ms: Option<u64>,
    /// The standing connection began with other spaces than it may have now.
    outgrown: bool,
    /// When it was last connected, its memory of this vault did not fit and it was not served.
    pub stopped: bool,
}

/// A standing connection.
pub(super) struct Connected {
    pub id: ConnectionId,
    pub exchange: Exchange,
    pub greeted: bool,
    /// Since when it stands, on the clock that never goes back.
    pub since_ms: u64,
    pub path: Option<Path>,
    /// This side said where it waits.
    pub noted: bool,
    /// How often the other side said where it waits.
    pub notes_heard: u32,
    /// How far both are with what own devices agree on.
    pub agreeing: Talk,
    pub paused: bool,
    /// It is served again, and no hello compared since then what both hold.
    pub resumed: bool,
    /// What became of withdrawn documents was said once more on this connection.
    pub repeated: bool,
    /// Documents of which it is said again although it was before: then it did not know that they had ended.
    pub again: BTreeSet<DocumentId>,
    /// How far whole documents went to a device that had nothing.
    pub whole: BTreeMap<SpaceId, WholeFeed>,
    /// Documents it holds that this device does not know.
    pub lost: BTreeMap<SpaceId, Vec<DocumentId>>,
    /// Frames the connection had no room for yet.
    pub backlog: VecDeque<Vec<u8>>,
}

impl Peer {
    /// Returns what this device told us, as of now.
    pub fn delivery(&self) -> &Delivery {
        self.connected.as_ref().map_or(&self.delivery, |connected| connected.exchange.delivery())
    }
}

/// All other devices.
#[derive(Default)]
pub(super) struct Peers {
    devices: BTreeMap<DeviceId, Peer>,
    grown: BTreeSet<SpaceId>,
}

impl Peers {
    /// Returns the devices of contacts and the other own ones, with what each told us before.
    pub fn load(
        vault: &Vault,
        contacts: &BTreeMap<PersonId, Known>,
        own: &[DeviceId],
        private_space: SpaceId,
    ) -> Result<Self, Failure> {
        let mut peers = Self::default();
        for known in contacts.values() {
            peers.add_contact(vault, known)?;
        }
        let spaces: BTreeSet<SpaceId> = contacts.values().flat_map(Known::spaces).chain([private_space]).collect();
        for device in own {
            peers.add(vault, *device, spaces.clone())?;
        }
        Ok(peers)
    }

    /// Adds the devices of a contact; those that are known keep their connections.
    pub fn add_contact(&mut self, vault: &Vault, known: &Known) -> Result<(), Failure> {
        for card in &known.devices {
            self.add(vault, card.device, known.spaces().collect())?;
        }
        Ok(())
    }

    /// Adds a device that may have these spaces. A connection that began with others has to begin anew.
    pub fn add(&mut self, vault: &Vault, device: DeviceId, spaces: BTreeSet<SpaceId>) -> Result<(), Failure> {
        if let Some(peer) = self.devices.get_mut(&device) {
            if peer.spaces != spaces {
                spaces.iter().for_each(|space| peer.delivery.reconcile(*space, &vault.log(*space).unapplied));
                peer.spaces = spaces;
                peer.outgrown = peer.connected.is_some();
            }
            return Ok(());
        }
        let mut delivery = match vault.delivery(device)? {
            Some(bytes) => Delivery::decode(&bytes).map_err(|_| Failure::Damaged)?,
            None => Delivery::default(),
        };
        for space in &spaces {
            delivery.reconcile(*space, &vault.log(*space).unapplied);
        }
        let peer = Peer {
            spaces,
            delivery,
            connected: None,
            dialling: false,
            failures: 0,
            next_dial_ms: 0,
            unsaved: false,
            first: BTreeSet::new(),
            unknown_there: false,
            introduced_ms: None,
            outgrown: false,
            stopped: false,
        };
        self.devices.insert(device, peer);
        Ok(())
    }

    /// Forgets devices that count no more.
    pub fn retain(&mut self, counts: impl Fn(DeviceId) -> bool) {
        self.devices.retain(|device, _| counts(*device));
    }

    /// Whether no frame waits for room on any connection.
    pub fn is_quiet(&self) -> bool {
        let mut connected = self.devices.values().filter_map(|peer| peer.connected.as_ref());
        connected.all(|connected| connected.backlog.is_empty())
    }

    /// Returns the devices that share a space with this one.
    pub fn in_space(&self, space: SpaceId) -> impl Iterator<Item = (DeviceId, &Peer)> {
        let shares = move |peer: &Peer| peer.spaces.contains(&space);
        self.devices.iter().filter(move |(_, peer)| shares(peer)).map(|(device, peer)| (*device, peer))
    }

    /// Returns one device.
    pub fn get(&self, device: DeviceId) -> Option<&Peer> {
        self.devices.get(&device)
    }

    /// Returns one device, to be changed.
    pub fn get_mut(&mut self, device: DeviceId) -> Option<&mut Peer> {
        self.devices.get_mut(&device)
    }

    /// Returns the device at the other end of a connection.
    pub fn on(&self, connection: ConnectionId) -> Option<DeviceId> {
        let holds = |peer: &Peer| peer.connected.as_ref().is_some_and(|connected| connected.id == connection);
        self.devices.iter().find(|(_, peer)| holds(peer)).map(|(device, _)| *device)
    }

    /// Notes that a stored chunk turned out not to be applicable, while its sender was not connected.
    pub fn set_aside(&mut self, space: SpaceId, number: u64, why: crate::kind::RefusedWhy) {
        for peer in self.devices.values_mut().filter(|peer| peer.spaces.contains(&space)) {
            peer.unsaved |= peer.delivery.set_aside(space, number, why).is_some();
        }
    }

    /// Returns whether a device is sending what it had before this one had anything of it.
    pub fn is_first_sync(&self, device: DeviceId, space: SpaceId) -> bool {
        self.devices.get(&device).is_some_and(|peer| peer.first.contains(&space))
    }

    /// Ends the first syncs that have come to their end.
    pub fn end_first_syncs(&mut self) {
        for peer in self.devices.values_mut() {
            let delivery = peer.connected.as_ref().map_or(&peer.delivery, |connected| connected.exchange.delivery());
            peer.first.retain(|space| {
                let received = delivery.standing(*space, 0).received;
                received.done == 0 || received.done < received.total
            });
        }
    }

    /// Remembers that a space's log grew, so that connected devices hear of it.
    pub fn note_grown(&mut self, space: SpaceId) {
        self.grown.insert(space);
    }

    /// Takes the spaces of which there is more than was told.
    pub fn take_grown(&mut self) -> BTreeSet<SpaceId> {
        core::mem::take(&mut self.grown)
    }

    /// Returns every device.
    pub fn all(&self) -> Vec<DeviceId> {
        self.devices.keys().copied().collect()
    }

    /// Ends a dial that was none, so that the next one may begin at once.
    pub fn dial_again(&mut self, device: DeviceId) {
        if let Some(peer) = self.devices.get_mut(&device) {
            peer.dialling = false;
        }
        self.dial_now(device);
    }

    /// Lets a device that is not connected be dialled at the next occasion; false if it is connected or unknown.
    pub fn dial_now(&mut self, device: DeviceId) -> bool {
        let Some(peer) = self.devices.get_mut(&device).filter(|peer| peer.connected.is_none()) else { return false };
        peer.next_dial_ms = 0;
        true
    }

    /// Returns the devices whose connection has to begin anew, because they may have other spaces now.
    pub fn outgrown(&self) -> Vec<DeviceId> {
        self.devices.iter().filter(|(_, peer)| peer.outgrown).map(|(device, _)| *device).collect()
    }

    /// Returns whether any device is connected.
    pub fn any_connected(&self) -> bool {
        self.devices.values().any(|peer| peer.connected.is_some())
    }

    /// Lets every device be dialled at the next occasion.
    pub fn dial_soon(&mut self) {
        for peer in self.devices.values_mut() {
            peer.next_dial_ms = 0;
        }
    }

    /// Returns the standing connections.
    pub fn connections(&self) -> Vec<ConnectionId> {
        self.devices.values().filter_map(|peer| peer.connected.as_ref()).map(|connected| connected.id).collect()
    }

    /// Forgets connections, as when the network is closed.
    pub fn disconnect_all(&mut self) {
        for peer in self.devices.values_mut() {
            peer.disconnect();
        }
    }

    /// Returns the devices that are due to be dialled, and notes that they are.
    pub fn due(&mut self, now_ms: u64) -> Vec<DeviceId> {
        let due = |peer: &Peer| peer.connected.is_none() && !peer.dialling && peer.next_dial_ms <= now_ms;
        let mut devices = Vec::new();
        for (device, peer) in &mut self.devices {
            if due(peer) {
                peer.dialling = true;
                devices.push(*device);
            }
        }
        devices
    }
}

impl Peer {
    /// Returns when the device said that it had applied this number of the space's log.
    pub fn applied_since_ms(&self, space: SpaceId, number: u64) -> Option<u64> {
        self.delivery().space(space)?.said.applied_since_ms(number)
    }

    /// Returns whether it is connected and has said hello.
    pub fn is_greeted(&self) -> bool {
        self.connected.as_ref().is_some_and(|connected| connected.greeted)
    }

    /// Returns whether it is connected, greeted and sends what it wrote.
    pub fn is_serving(&self) -> bool {
        self.connected.as_ref().is_some_and(|connected| connected.greeted && !connected.paused)
    }

    /// Takes what is on disk about a device that is not connected.
    pub fn set_delivery(&mut self, delivery: Delivery) {
        self.delivery = delivery;
    }

    /// Begins with a new connection, in the place of one that stood.
    pub fn connect(&mut self, id: ConnectionId, exchange: Exchange, since_ms: u64) {
        self.disconnect();
        self.note_first_sync();
        self.connected = Some(Connected {
            id,
            exchange,
            greeted: false,
            since_ms,
            path: None,
            noted: false,
            notes_heard: 0,
            agreeing: Talk::default(),
            paused: false,
            resumed: false,
            repeated: false,
            again: BTreeSet::new(),
            whole: BTreeMap::new(),
            lost: BTreeMap::new(),
            backlog: VecDeque::new(),
        });
    }

    /// Notes in which spaces this device has nothing of its log yet: what comes first may be more than fits in a day.
    pub fn note_first_sync(&mut self) {
        let nothing =
            |space: &&SpaceId| self.delivery.space(**space).is_none_or(|known| known.kept.cursor == Cursor::START);
        let first: Vec<SpaceId> = self.spaces.iter().filter(nothing).copied().collect();
        self.first.extend(first);
    }

    /// Changes what is known of a device that is not connected; of one that is, its exchange knows.
    pub fn away_mut(&mut self, change: impl FnOnce(&mut Delivery)) {
        if self.connected.is_none() {
            change(&mut self.delivery);
            self.unsaved = true;
        }
    }

    /// Notes what became here of a chunk or a document of a device that is not connected.
    pub fn note_away(&mut self, input: Input) {
        match input {
            Input::Kept(batch) => self.away_mut(|delivery| delivery.kept(&batch)),
            Input::Applied { space, numbers } => self.away_mut(|delivery| {
                delivery.applied(space, &numbers);
            }),
            Input::SetAside { space, number, why } => self.away_mut(|delivery| {
                delivery.set_aside(space, number, why);
            }),
            Input::Purged { space, document, purge } => {
                self.away_mut(|delivery| delivery.purged(space, document, purge));
            }
            _ => {}
        }
    }

    pub fn disconnect(&mut self) {
        if let Some(connected) = self.connected.take() {
            self.delivery = connected.exchange.delivery().clone();
            self.unsaved = true;
        }
        (self.dialling, self.outgrown) = (false, false);
    }

    /// Notes a dial or a connection that came to an end, and waits longer each time.
    pub fn back_off(&mut self, now_ms: u64, jitter: u64) {
        self.dialling = false;
        let secs = BACKOFF_SECS_MIN.saturating_mul(1 << self.failures.min(10)).min(BACKOFF_SECS_MAX);
        self.failures = self.failures.saturating_add(1);
        // Up to half as long again, so that two devices do not keep meeting at the same moment.
        self.next_dial_ms = now_ms + secs * 1000 + jitter % (secs * 500);
    }
}

impl Open {
    /// Writes what a device told us.
    pub fn save_delivery(&mut self, device: DeviceId) -> Result<(), Failure> {
        let Some(peer) = self.peers.get_mut(device) else { return Ok(()) };
        peer.unsaved = false;
        let bytes = peer.delivery().encode().map_err(|_| Failure::Internal)?;
        let mut write = self.vault.write()?;
        write.put_delivery(device, &bytes)?;
        Ok(write.commit()?)
    }

    /// Writes what devices told us and was not written yet.
    pub fn save_peers(&mut self) -> Result<(), Failure> {
        let unsaved: Vec<DeviceId> =
            self.peers.devices.iter().filter(|(_, peer)| peer.unsaved).map(|(device, _)| *device).collect();
        for device in unsaved {
            self.save_delivery(device)?;
        }
        Ok(())
    }

    pub fn own_records(&self) -> Vec<Vec<u8>> {
        self.me.roster.records().filter_map(|record| record.encode().ok()).collect()
    }
}
