//! Removing a device, who has heard of it, and the yes that a device added by the printed key still needs.
//!
//! Invariant: a removal is on disk before anything else follows from it; "has heard" is what a device said of the very
//! roster that holds the removal, never what was sent to it. A device that only the recovery key added gets nothing
//! from this one before its person said yes here.

use std::collections::{BTreeMap, BTreeSet};

use super::event::Event;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::peers::Peer;
use super::view::{RemovedDevice, WaitingDevice};
use super::{own, records};
use crate::clock::UnixMillis;
use crate::exchange::{Delivery, Input};
use crate::ids::DeviceId;
use crate::kind::Kind;
use crate::net::CloseCode;
use crate::people::{DeviceCard, Meaning, RecordBody, Roster, Signer};
use crate::sealed::Passphrase;
use crate::vault::Vault;

/// The first byte of a note that says which roster of the receiver's person the sender knows.
pub(super) const ROSTER_NOTE: u8 = 0xf2;
const DIGEST_BYTES: usize = 8;

/// What is kept about devices that left, and about those that came by the printed key.
#[derive(Default)]
pub(super) struct Removals {
    /// Of which removals each other device said that it knows.
    heard: BTreeMap<DeviceId, BTreeSet<DeviceId>>,
    /// Devices added by a recovery key to which this device's screen said yes.
    pub welcomed: BTreeSet<DeviceId>,
    /// When this device first knew of each removal; a roster says no times.
    at_ms: BTreeMap<DeviceId, UnixMillis>,
    /// The own roster grew, and connected devices were not told yet.
    pub grew: bool,
}

impl Removals {
    /// Returns what a vault keeps.
    pub fn load(vault: &Vault) -> Result<Self, Failure> {
        let (heard, welcomed) = match vault.record(records::REMOVALS)? {
            Some(bytes) => records::decode(&bytes)?,
            None => Default::default(),
        };
        let at_ms = vault.record(records::REMOVED_AT)?.map(|bytes| records::decode(&bytes)).transpose()?;
        Ok(Self { heard, welcomed, at_ms: at_ms.unwrap_or_default(), grew: false })
    }
}

/// Returns the devices of a roster that count here; none while its records contradict each other.
pub(super) fn counted(roster: &Roster, welcomed: &BTreeSet<DeviceId>) -> Vec<DeviceCard> {
    let Meaning { devices, added_by_recovery, .. } = match roster.meaning() {
        meaning if meaning.is_settled() => meaning,
        _ => return Vec::new(),
    };
    let counts = |device: &DeviceId| !added_by_recovery.contains(device) || welcomed.contains(device);
    devices.into_iter().filter(|card| counts(&card.device)).collect()
}

/// Returns the devices of a roster that wait for a yes here.
fn waiting<'a>(roster: &Roster, welcomed: &'a BTreeSet<DeviceId>) -> impl Iterator<Item = DeviceCard> + 'a {
    let meaning = roster.meaning();
    let added = meaning.added_by_recovery;
    meaning.devices.into_iter().filter(move |card| added.contains(&card.device) && !welcomed.contains(&card.device))
}

impl Open {
    /// Removes another device of this person's.
    pub fn remove_device(
        &mut self,
        device: DeviceId,
        passphrase: &Passphrase,
        runner: &mut NetRunner,
    ) -> Result<(), Failure> {
        self.vault.check_passphrase(passphrase)?;
        let is_other = device != self.me.device && self.me.roster.meaning().device(device).is_some();
        if !is_other {
            return Err(Failure::NotFound);
        }
        let theirs = self.me.roster.records().filter(|record| record.signer == Signer::Device(device));
        let last_number = theirs.map(|record| record.number).max().unwrap_or(0);
        let mut roster = self.me.roster.clone();
        let body = RecordBody::Remove { device, last_number };
        roster.sign_next(Signer::Device(self.me.device), body, &self.me.signing).map_err(|_| Failure::Internal)?;
        self.keep_roster(roster)?;
        self.close_connection(device, CloseCode::Forbidden, runner);
        self.devices_changed()?;
        self.let_in(runner);
        self.tell_removed();
        self.tell_kit();
        Ok(())
    }

    /// Writes the own roster and takes it from then on; connected devices are told.
    pub(super) fn keep_roster(&mut self, roster: Roster) -> Result<(), Failure> {
        let bytes = roster.encode().map_err(|_| Failure::Internal)?;
        let (now_ms, mut at_ms) = (self.now_ms(), self.removals.at_ms.clone());
        for device in roster.meaning().removed {
            at_ms.entry(device).or_insert(now_ms);
        }
        let times = (at_ms != self.removals.at_ms).then(|| records::encode(&at_ms)).transpose()?;
        let mut write = self.vault.write()?;
        write.put_record(records::ROSTER, &bytes)?;
        if let Some(times) = times {
            write.put_record(records::REMOVED_AT, &times)?;
        }
        write.commit()?;
        self.removals.at_ms = at_ms;
        self.roster_kept(roster);
        Ok(())
    }

    /// Takes a roster that is on disk.
    pub(super) fn roster_kept(&mut self, roster: Roster) {
        self.me.roster = roster;
        self.me.devices = own::counted(&self.me.roster, &self.removals.welcomed, self.me.device);
        self.removals.grew = true;
    }

    /// Tells connected devices of a roster that grew.
    pub(super) fn tell_roster(&mut self, runner: &mut NetRunner) {
        if !core::mem::take(&mut self.removals.grew) {
            return;
        }
        for device in self.peers.all() {
            self.exchange_input(device, Input::Roster(self.own_records()), runner);
        }
        self.tell_removed();
    }

    /// Says to a device which roster of its person is known here, after it sent some of it.
    pub(super) fn note_roster(&mut self, device: DeviceId, runner: &mut NetRunner) -> Result<(), Failure> {
        let mut note = vec![ROSTER_NOTE];
        note.extend_from_slice(&self.roster_digests(device).yours);
        self.send(device, note, runner)
    }

    /// A device says which roster of this person it knows.
    pub(super) fn roster_noted(
        &mut self,
        device: DeviceId,
        bytes: &[u8],
        runner: &mut NetRunner,
    ) -> Result<(), Failure> {
        let greeted = self.peers.get(device).is_some_and(Peer::is_greeted);
        if bytes.len() != 1 + DIGEST_BYTES || !greeted {
            self.misbehaved(device, runner);
            return Ok(());
        }
        if bytes[1..] == self.roster_digests(device).mine { self.roster_known(device) } else { Ok(()) }
    }

    /// A device knows the own roster as it is now, and so every removal in it.
    pub(super) fn roster_known(&mut self, device: DeviceId) -> Result<(), Failure> {
        let removed = self.me.roster.meaning().removed;
        if removed.is_empty() {
            return Ok(());
        }
        let heard = self.removals.heard.entry(device).or_default();
        let before = heard.len();
        heard.extend(removed);
        if heard.len() == before {
            return Ok(());
        }
        self.save_removals()?;
        self.tell_removed();
        Ok(())
    }

    /// Says yes to a device that only a recovery key added, of this person or of a contact.
    pub fn welcome_device(&mut self, device: DeviceId) -> Result<(), Failure> {
        let asked = self.waiting_devices().iter().any(|waiting| waiting.device == device);
        if !asked {
            return Err(Failure::NotFound);
        }
        self.removals.welcomed.insert(device);
        self.save_removals()?;
        self.me.devices = own::counted(&self.me.roster, &self.removals.welcomed, self.me.device);
        for known in self.contacts.values_mut() {
            known.devices = counted(&known.contact.roster, &self.removals.welcomed);
        }
        self.devices_changed()?;
        self.tell_removed();
        Ok(())
    }

    pub(super) fn save_removals(&mut self) -> Result<(), Failure> {
        let body = records::encode(&(&self.removals.heard, &self.removals.welcomed))?;
        let mut write = self.vault.write()?;
        write.put_record(records::REMOVALS, &body)?;
        Ok(write.commit()?)
    }

    /// Returns the devices that wait for a yes.
    fn waiting_devices(&self) -> Vec<WaitingDevice> {
        let welcomed = &self.removals.welcomed;
        let own = waiting(&self.me.roster, welcomed).filter(|card| card.device != self.me.device);
        let own = own.map(|card| WaitingDevice { device: card.device, name: card.name, person_name: None });
        let theirs = self.contacts.values().flat_map(|known| {
            let person_name = Some(known.contact.name.clone());
            waiting(&known.contact.roster, welcomed).map(move |card| WaitingDevice {
                device: card.device,
                name: card.name,
                person_name: person_name.clone(),
            })
        });
        own.chain(theirs).collect()
    }

    fn removed_view(&self, device: DeviceId, others: &[DeviceId]) -> RemovedDevice {
        let knows = |other: &DeviceId| self.removals.heard.get(other).is_some_and(|heard| heard.contains(&device));
        let (told, untold): (Vec<DeviceId>, Vec<DeviceId>) = others.iter().copied().partition(knows);
        let names = |devices: &[DeviceId]| devices.iter().map(|other| self.device_name(*other)).collect();
        // A value that does not open says as little as none.
        let said = self.vault.delivery(device).ok().flatten().and_then(|bytes| Delivery::decode(&bytes).ok());
        let last_heard_ms = said.and_then(|said| said.heard_ms);
        let may_hold = |created_ms: UnixMillis| last_heard_ms.is_some_and(|heard_ms| created_ms <= heard_ms);
        let entries = self.catalog.iter().filter(|row| row.kind == Kind::Entry && row.tombstone.is_none());
        RemovedDevice {
            device,
            name: self.device_name(device),
            heard: told.len(),
            of: others.len(),
            removed_ms: self.removals.at_ms.get(&device).copied(),
            last_heard_ms,
            entries: entries.filter(|row| may_hold(row.created_ms)).count(),
            told: names(&told),
            untold: names(&untold),
        }
    }

    /// Returns a device's name, with its person's if that is another one.
    fn device_name(&self, device: DeviceId) -> String {
        if let Some(known) = self.contact_of(device) {
            let card = known.devices.iter().find(|card| card.device == device);
            return card.map(|card| format!("{} ({})", card.name, known.contact.name)).unwrap_or_default();
        }
        self.me.roster.card(device).map(|card| card.name.clone()).unwrap_or_default()
    }

    /// Tells the screen which devices were removed, who has heard of it, and which wait for a yes.
    pub(super) fn tell_removed(&mut self) {
        let others = self.peers.all();
        let meaning = self.me.roster.meaning();
        let removed = meaning.removed.iter().map(|device| self.removed_view(*device, &others)).collect();
        let me_removed = meaning.removed.contains(&self.me.device);
        let waiting = self.waiting_devices();
        let contested = meaning.contested;
        let me_by_recovery = meaning.added_by_recovery.contains(&self.me.device);
        self.events.push(Event::Devices { removed, waiting, me_removed, me_by_recovery, contested });
    }
}
