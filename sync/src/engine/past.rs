//! Pairing again with somebody after an ending: a new space, and the old one whose withdrawals are still told.
//!
//! Invariant: a space that was ended is never used again; a side changes to a new space only if it founded that very
//! space itself, in a pairing that ended well.

use serde::{Deserialize, Serialize};

use super::contacts::Known;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::peers::Peer;
use super::records;
use crate::ids::{DeviceId, PersonId, SpaceId};
use crate::limits::PAST_SPACES_MAX;
use crate::net::CloseCode;
use crate::people::{Contact, SpaceFounding};
use crate::vault::{Vault, Write};

/// The first byte of a note that says which space its sender uses with the receiver.
pub(super) const SPACE_NOTE: u8 = 0xf4;

/// What was between two persons before.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Past {
    /// Spaces that were ended, oldest first.
    pub spaces: Vec<SpaceId>,
    /// The space of the newest pairing, where an older one stayed in use.
    pub spare: Option<SpaceFounding>,
}

impl Past {
    /// Returns what a vault keeps about a person.
    pub fn load(vault: &Vault, person: &PersonId) -> Result<Self, Failure> {
        let kept = vault.record(&records::past_name(person))?;
        kept.map_or_else(|| Ok(Self::default()), |bytes| records::decode(&bytes))
    }

    /// Writes what was before, if there was anything.
    pub fn put(&self, write: &mut Write<'_>, person: &PersonId) -> Result<(), Failure> {
        if self.spaces.is_empty() && self.spare.is_none() {
            return Ok(());
        }
        Ok(write.put_record(&records::past_name(person), &records::encode(self)?)?)
    }

    fn add(&mut self, space: SpaceId) {
        self.spaces.retain(|one| *one != space);
        self.spaces.push(space);
        let over = self.spaces.len().saturating_sub(PAST_SPACES_MAX);
        self.spaces.drain(..over);
    }
}

impl Open {
    /// Decides which space is used with a person after a pairing, and what becomes of the one before.
    pub(super) fn settle_space(&self, contact: &mut Contact) -> Past {
        let Some(known) = self.contacts.get(&contact.person) else { return Past::default() };
        let mut past = Past { spare: None, ..known.past.clone() };
        match self.space_in_use(contact) {
            Some(space) => past.spare = Some(core::mem::replace(&mut contact.space, space)),
            None if self.endings.is_ended(known.space) => past.add(known.space),
            // It was never used: nothing lies there.
            None => {}
        }
        past
    }

    /// Returns the space that is in use with a person who is paired again, so that nothing shared there is orphaned.
    ///
    /// A space is in use once two devices have greeted each other in it, which both sides know, until it is ended.
    /// Before that it is not: then a pairing was cut off, and the side that lacks the contact founds anew together
    /// with this one.
    fn space_in_use(&self, again: &Contact) -> Option<SpaceFounding> {
        let known = self.contacts.get(&again.person).filter(|known| known.contact.role == again.role)?;
        let met =
            |device: DeviceId| self.peers.get(device).is_some_and(|peer| peer.delivery().space(known.space).is_some());
        let met = self.agreeing.is_in_use(known.space) || known.devices.iter().any(|card| met(card.device));
        (met && !self.endings.is_ended(known.space)).then(|| known.contact.space.clone())
    }

    /// Returns what was before a space that another own device told of.
    pub(super) fn past_behind(&self, person: PersonId, space: SpaceId) -> Past {
        let Some(known) = self.contacts.get(&person) else { return Past::default() };
        let mut past = known.past.clone();
        if known.space != space {
            if self.endings.is_ended(known.space) {
                past.add(known.space);
            }
            past.spare = None;
        }
        past
    }

    /// Writes a contact and what was before, in one transaction.
    pub(super) fn save_contact(&mut self, person: PersonId) -> Result<(), Failure> {
        let Some(known) = self.contacts.get(&person) else { return Ok(()) };
        let body = known.contact.encode().map_err(|_| Failure::Internal)?;
        let mut write = self.vault.write()?;
        write.put_record(&records::contact_name(&person), &body)?;
        known.past.put(&mut write, &person)?;
        Ok(write.commit()?)
    }

    /// Says to a device which space is used with its person, where there was another one before.
    pub(super) fn note_space(&mut self, device: DeviceId, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(known) = self.contact_of(device).filter(|known| !known.past.spaces.is_empty()) else {
            return Ok(());
        };
        let mut note = vec![SPACE_NOTE];
        note.extend_from_slice(known.space.as_bytes());
        self.send(device, note, runner)
    }

    /// A device says which space its person uses: if this side founded it too and had kept the older one, it follows.
    pub(super) fn space_noted(
        &mut self,
        device: DeviceId,
        bytes: &[u8],
        runner: &mut NetRunner,
    ) -> Result<(), Failure> {
        let greeted = self.peers.get(device).is_some_and(Peer::is_greeted);
        let noted = bytes.get(1..).and_then(SpaceId::from_slice).filter(|_| greeted && !self.is_own(device));
        let Some(noted) = noted else {
            self.misbehaved(device, runner);
            return Ok(());
        };
        let Some(known) = self.contact_of(device) else { return Ok(()) };
        let spare = known.past.spare.as_ref().filter(|spare| spare.space() == Ok(noted)).cloned();
        let Some(spare) = spare else { return Ok(()) };
        let person = known.contact.person;
        let devices: Vec<DeviceId> = known.devices.iter().map(|card| card.device).collect();
        for device in devices {
            // It begins anew, with both spaces.
            self.close_connection(device, CloseCode::Done, runner);
            self.save_delivery(device)?;
        }
        let Some(known) = self.contacts.remove(&person) else { return Ok(()) };
        let Known { mut contact, space, mut past, .. } = known;
        past.add(space);
        (past.spare, contact.space) = (None, spare);
        let known = Known { past, ..Known::new(contact, &self.removals.welcomed)? };
        self.contacts.insert(person, known);
        self.save_contact(person)?;
        self.devices_changed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_of_too_many_spaces_is_forgotten_and_none_stands_twice() {
        let mut past = Past::default();
        for number in 0..=PAST_SPACES_MAX as u8 {
            past.add(SpaceId([number; 16]));
        }
        past.add(SpaceId([5; 16]));
        assert_eq!(past.spaces.len(), PAST_SPACES_MAX);
        assert!(!past.spaces.contains(&SpaceId([0; 16])));
        assert_eq!(past.spaces.last(), Some(&SpaceId([5; 16])));
    }
}
