//! Contacts as the engine holds them: the record, and what its roster means, worked out once.
//!
//! Invariant: devices whose rosters contradict themselves are neither served nor let in, until that is settled.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::agreeing::Matter;
use super::failure::Failure;
use super::open::Open;
use super::past::Past;
use super::records;
use super::removing::counted;
use crate::ids::{DeviceId, PersonId, SpaceId};
use crate::people::{Contact, DeviceCard, Record};
use crate::vault::Vault;

/// A contact with the devices that count.
pub(super) struct Known {
    pub contact: Contact,
    pub space: SpaceId,
    pub devices: Vec<DeviceCard>,
    /// What was between the two before.
    pub past: Past,
}

impl Known {
    /// Returns the contact with its roster read.
    pub fn new(contact: Contact, welcomed: &BTreeSet<DeviceId>) -> Result<Self, Failure> {
        let space = contact.space.space().map_err(|_| Failure::Damaged)?;
        let devices = counted(&contact.roster, welcomed);
        Ok(Self { contact, space, devices, past: Past::default() })
    }

    /// Returns every space shared with them: the one in use, or ended last, first.
    pub fn spaces(&self) -> impl Iterator<Item = SpaceId> {
        let before = self.past.spaces.iter().copied().filter(|space| *space != self.space);
        core::iter::once(self.space).chain(before)
    }

    /// Returns where a device was reached, newest first.
    pub fn addresses_of(&self, device: DeviceId) -> Vec<SocketAddr> {
        self.contact.addresses.get(&device).cloned().unwrap_or_default()
    }
}

/// Reads all contacts of a vault.
pub(super) fn load(
    vault: &Vault,
    welcomed: &BTreeSet<DeviceId>,
) -> Result<std::collections::BTreeMap<PersonId, Known>, Failure> {
    let mut contacts = std::collections::BTreeMap::new();
    for (_, body) in vault.records(records::CONTACT_PREFIX)? {
        let contact = Contact::decode(&body).map_err(|_| Failure::Damaged)?;
        let past = Past::load(vault, &contact.person)?;
        contacts.insert(contact.person, Known { past, ..Known::new(contact, welcomed)? });
    }
    Ok(contacts)
}

impl Open {
    /// Returns the contact whose shared space this is, or was.
    pub fn contact_in(&self, space: SpaceId) -> Option<&Known> {
        self.contacts.values().find(|known| known.spaces().any(|one| one == space))
    }

    /// Returns the contact in whose roster the device counts.
    pub fn contact_of(&self, device: DeviceId) -> Option<&Known> {
        self.contacts.values().find(|known| known.devices.iter().any(|card| card.device == device))
    }

    /// Returns the name of a person, for screens.
    pub fn name_of(&self, person: PersonId) -> String {
        if person == self.me.person {
            return self.profile.name.clone();
        }
        self.contacts.get(&person).map(|known| known.contact.name.clone()).unwrap_or_default()
    }

    /// Remembers where a device was reached, so that it is found again tomorrow.
    pub fn remember_address(&mut self, device: DeviceId, address: SocketAddr) -> Result<(), Failure> {
        if self.is_own(device) {
            return self.remember_own_address(device, address);
        }
        let Some(person) = self.contact_of(device).map(|known| known.contact.person) else { return Ok(()) };
        let Some(known) = self.contacts.get_mut(&person) else { return Ok(()) };
        // The order may change at every connection; only a new address is worth a write.
        let is_new = !known.addresses_of(device).contains(&address);
        known.contact.remember_address(device, address);
        if is_new { self.save_contact(person) } else { Ok(()) }
    }

    /// Remembers an address typed by hand for every device of a person.
    pub fn add_address(&mut self, person: PersonId, address: SocketAddr) -> Result<(), Failure> {
        let known = self.contacts.get(&person).ok_or(Failure::NotFound)?;
        let devices: Vec<DeviceId> = known.devices.iter().map(|card| card.device).collect();
        for device in devices {
            self.remember_address(device, address)?;
        }
        self.peers.dial_soon();
        Ok(())
    }

    /// Takes records of a contact's roster: the set only grows, and its meaning is a function of the set.
    pub fn roster_heard(&mut self, device: DeviceId, records: &[Vec<u8>]) -> Result<(), Failure> {
        let heard = records.iter().filter_map(|bytes| Record::decode(bytes).ok()).collect();
        if self.is_own(device) {
            return self.own_roster_heard(heard);
        }
        match self.contact_of(device).map(|known| known.contact.person) {
            Some(person) => self.person_roster_heard(person, heard),
            None => Ok(()),
        }
    }

    /// Takes records of the roster of this contact, whoever brought them.
    pub(super) fn person_roster_heard(&mut self, person: PersonId, heard: Vec<Record>) -> Result<(), Failure> {
        let Some(known) = self.contacts.get_mut(&person) else { return Ok(()) };
        let mut roster = known.contact.roster.clone();
        if !roster.merge(heard) {
            return Ok(());
        }
        let before = core::mem::replace(&mut known.contact.roster, roster);
        if let Err(failure) = self.save_contact(person) {
            if let Some(known) = self.contacts.get_mut(&person) {
                known.contact.roster = before;
            }
            return Err(failure);
        }
        if let Some(known) = self.contacts.get_mut(&person) {
            known.devices = counted(&known.contact.roster, &self.removals.welcomed);
        }
        self.agreed_changed(Matter::Contact(person));
        self.devices_changed()?;
        // One of the new devices may wait for a yes.
        self.tell_removed();
        Ok(())
    }
}
