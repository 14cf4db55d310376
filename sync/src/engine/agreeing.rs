//! What this person's devices agree on beside their words: who the contacts are, and which relay is the person's.
//!
//! Once a connection the smaller of the two says a short digest. If the other's differs, both list what they hold and send
//! what differs; what changes while they are connected is sent at once.
//! Invariant: only own devices are told and heard. What comes is merged by rules in which order plays no part, and is on
//! disk before anything follows from it.

mod note;

use core::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::contacts::Known;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::peers::Peer;
use super::records;
use super::relays::Kept;
use crate::clock::UnixMillis;
use crate::ids::{DeviceId, PersonId, SpaceId};
use crate::limits::{AGREEING_NOTES_MAX, FRAME_BYTES_MAX, SPACES_MAX};
use crate::people::{Contact, SpaceFounding, Standing};
use crate::vault::Vault;

use note::Note;
#[cfg(any(test, feature = "fuzzing"))]
pub(super) use note::fuzz;
pub(super) use note::{AGREEING_NOTE, Matter, Short, recovery_digest};
#[cfg(test)]
pub(super) use note::{contact_note, seeds};

/// What a vault keeps of it beside the contacts and the relay themselves.
#[derive(Default, Clone, Serialize, Deserialize)]
struct Record {
    /// Shared spaces in which a device of this person's has met one of the other person's.
    in_use: BTreeSet<SpaceId>,
    /// When the relay was last chosen on any device; 0 if it never was since this is noted.
    relay_ms: UnixMillis,
}

/// What own devices agree on.
#[derive(Default)]
pub(super) struct Agreeing {
    record: Record,
    /// What connected own devices have not been told, and who told this one.
    changed: BTreeMap<Matter, Option<DeviceId>>,
}

/// How far two own devices are on one connection.
#[derive(Default)]
pub(super) struct Talk {
    /// This side said its digest.
    said: bool,
    /// This side listed what it holds.
    listed: bool,
    /// How many notes the other side sent.
    heard: usize,
    /// The contacts this side told last: two devices of which one has not heard of an ending yet never end otherwise.
    told: BTreeMap<PersonId, Short>,
    /// The recovery key this side said last that its file is sealed to.
    sealed_to: Option<Short>,
}

/// What became of a note.
enum Taken {
    /// It is kept, or says nothing new, or cannot be judged yet.
    Well,
    /// No honest device sends it.
    Bad,
}

impl Agreeing {
    /// Returns what a vault keeps.
    pub fn load(vault: &Vault) -> Result<Self, Failure> {
        let record = vault.record(records::AGREED)?.map(|bytes| records::decode(&bytes)).transpose()?;
        Ok(Self { record: record.unwrap_or_default(), changed: BTreeMap::new() })
    }

    /// Returns whether devices of the two persons have met in this space.
    pub fn is_in_use(&self, space: SpaceId) -> bool {
        self.record.in_use.contains(&space)
    }
}

impl Open {
    /// Notes that something is other than before, for connected own devices to hear.
    pub fn agreed_changed(&mut self, matter: Matter) {
        self.agreeing.changed.insert(matter, None);
    }

    /// Remembers that a contact's device was met in the space the two persons share.
    pub fn met(&mut self, device: DeviceId) -> Result<(), Failure> {
        let Some((person, space)) = self.contact_of(device).map(|known| (known.contact.person, known.space)) else {
            return Ok(());
        };
        let connected = self.peers.get(device).and_then(|peer| peer.connected.as_ref());
        let common = connected.is_some_and(|connected| connected.exchange.is_common(space));
        if !common || self.agreeing.is_in_use(space) {
            return Ok(());
        }
        let mut record = self.agreeing.record.clone();
        record.in_use.insert(space);
        let body = records::encode(&record)?;
        let mut write = self.vault.write()?;
        write.put_record(records::AGREED, &body)?;
        write.commit()?;
        self.agreeing.record = record;
        self.agreed_changed(Matter::Contact(person));
        Ok(())
    }

    /// Writes the person's relay, chosen now, or on another device at a time it told.
    pub(super) fn write_relay(&mut self, relay: Option<&[u8]>, told_ms: Option<UnixMillis>) -> Result<(), Failure> {
        // Later than any choice this device knows of, whatever its clock says.
        let chosen_ms = self.now_ms().max(self.agreeing.record.relay_ms.saturating_add(1));
        let record = Record { relay_ms: told_ms.unwrap_or(chosen_ms), ..self.agreeing.record.clone() };
        let body = records::encode(&record)?;
        let mut write = self.vault.write()?;
        match relay {
            Some(relay) => write.put_record(records::RELAY, relay)?,
            None => write.remove_record(records::RELAY)?,
        }
        write.put_record(records::AGREED, &body)?;
        write.commit()?;
        self.agreeing.record = record;
        Ok(())
    }

    /// Says once a connection what this device holds, if it is the smaller of the two.
    pub fn note_agreeing(&mut self, device: DeviceId, runner: &mut NetRunner) {
        if !self.is_own(device) || device < self.me.device {
            return;
        }
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else { return };
        if !connected.greeted || core::mem::replace(&mut connected.agreeing.said, true) {
            return;
        }
        if let Ok(held) = self.held_matters() {
            self.send_note(device, &Note::Digest(note::digest(&held)), runner);
        }
    }

    /// Tells connected own devices what changed.
    pub fn tell_agreed(&mut self, runner: &mut NetRunner) {
        for (matter, by) in core::mem::take(&mut self.agreeing.changed) {
            let greeted = |device: &DeviceId| self.peers.get(*device).is_some_and(Peer::is_greeted);
            let others = self.other_own().map(|card| card.device).filter(|device| Some(*device) != by);
            let others: Vec<DeviceId> = others.filter(greeted).collect();
            others.into_iter().for_each(|device| self.send_matter(device, matter, runner));
        }
        let own: Vec<DeviceId> = self.other_own().map(|card| card.device).collect();
        own.into_iter().for_each(|device| self.note_sealed(device, runner));
    }

    /// Says once a connection, and whenever it is another, to which recovery key this device's file is sealed. While the
    /// first key counts there is nothing to say.
    pub fn note_sealed(&mut self, device: DeviceId, runner: &mut NetRunner) {
        let Some(mine) = self.kit_to_say().filter(|_| self.is_own(device)) else { return };
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else { return };
        if connected.greeted && connected.agreeing.sealed_to.replace(mine) != Some(mine) {
            self.send_note(device, &Note::SealedTo(mine), runner);
        }
    }

    /// Takes a note of an own device.
    pub fn agreeing_noted(&mut self, device: DeviceId, bytes: &[u8], runner: &mut NetRunner) -> Result<(), Failure> {
        let own = self.is_own(device);
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else {
            return Ok(());
        };
        connected.agreeing.heard += 1;
        let may = own && connected.greeted && connected.agreeing.heard <= AGREEING_NOTES_MAX;
        let taken = match Note::decode(bytes).filter(|_| may) {
            None => Taken::Bad,
            Some(Note::Digest(theirs)) => {
                if note::digest(&self.held_matters()?) != theirs {
                    self.send_list(device, runner)?;
                }
                Taken::Well
            }
            Some(Note::List(theirs)) => {
                let theirs: BTreeMap<Matter, Short> = theirs.into_iter().collect();
                let held = self.held_matters()?;
                let differ = held.into_iter().filter(|(matter, mine)| theirs.get(matter) != Some(mine));
                for matter in differ.map(|(matter, _)| matter).collect::<Vec<_>>() {
                    self.send_matter(device, matter, runner);
                }
                self.send_list(device, runner)?;
                Taken::Well
            }
            Some(Note::Contact { in_use, contact }) => {
                self.contact_told(device, in_use, &Zeroizing::new(contact), runner)?
            }
            Some(Note::Relay { chosen_ms, relay }) => {
                self.relay_told(device, chosen_ms, relay.map(Zeroizing::new), runner)?
            }
            Some(Note::SealedTo(theirs)) => {
                self.kit_said(device, theirs)?;
                Taken::Well
            }
        };
        if matches!(taken, Taken::Bad) {
            self.misbehaved(device, runner);
        }
        Ok(())
    }

    /// Everything this device holds, each with a short hash of it.
    fn held_matters(&self) -> Result<BTreeMap<Matter, Short>, Failure> {
        let mut held = BTreeMap::new();
        for (person, known) in &self.contacts {
            let digest = known.contact.digest(self.agreeing.is_in_use(known.space)).map_err(|_| Failure::Internal)?;
            held.insert(Matter::Contact(*person), digest);
        }
        if self.agreeing.record.relay_ms > 0 {
            let relay = self.vault.record(records::RELAY)?;
            let relay = relay.as_ref().map(|bytes| &bytes[..]);
            held.insert(Matter::Relay, note::relay_digest(self.agreeing.record.relay_ms, relay));
        }
        Ok(held)
    }

    /// Lists what this device holds, once a connection.
    fn send_list(&mut self, device: DeviceId, runner: &mut NetRunner) -> Result<(), Failure> {
        let held = self.held_matters()?;
        let connected = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut());
        if connected.is_some_and(|connected| !core::mem::replace(&mut connected.agreeing.listed, true)) {
            self.send_note(device, &Note::List(held.into_iter().collect()), runner);
        }
        Ok(())
    }

    fn send_matter(&mut self, device: DeviceId, matter: Matter, runner: &mut NetRunner) {
        let note = match matter {
            Matter::Contact(person) => self.contact_to_tell(device, person),
            Matter::Relay => {
                let relay = self.vault.record(records::RELAY).ok();
                let chosen_ms = self.agreeing.record.relay_ms;
                relay.map(|relay| Note::Relay { chosen_ms, relay: relay.map(|bytes| bytes.to_vec()) })
            }
        };
        if let Some(note) = note {
            self.send_note(device, &note, runner);
        }
    }

    /// Returns what to tell a device of a contact; none if it was told that already.
    fn contact_to_tell(&mut self, device: DeviceId, person: PersonId) -> Option<Note> {
        let known = self.contacts.get(&person)?;
        let in_use = self.agreeing.is_in_use(known.space);
        let (digest, contact) = (known.contact.digest(in_use).ok()?, known.contact.encode().ok()?.to_vec());
        let connected = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut())?;
        let is_news = connected.agreeing.told.insert(person, digest) != Some(digest);
        is_news.then_some(Note::Contact { in_use, contact })
    }

    /// How a space stands, as far as this device knows.
    fn standing(&self, space: SpaceId, in_use: bool) -> Standing {
        match in_use {
            _ if self.endings.is_ended(space) => Standing::Ended,
            true => Standing::InUse,
            false => Standing::Unused,
        }
    }

    fn send_note(&mut self, device: DeviceId, note: &Note, runner: &mut NetRunner) {
        // A roster so large that its contact fits no frame stays with the devices that paired; a device that is left
        // for not hearing needs no note.
        if let Some(bytes) = note.encode().filter(|bytes| bytes.len() <= FRAME_BYTES_MAX) {
            let _ = self.send(device, bytes, runner);
        }
    }

    /// Takes a contact as another own device knows them.
    fn contact_told(
        &mut self,
        from: DeviceId,
        in_use: bool,
        bytes: &[u8],
        runner: &mut NetRunner,
    ) -> Result<Taken, Failure> {
        let Ok(theirs) = Contact::decode(bytes) else { return Ok(Taken::Bad) };
        let (person, matter) = (theirs.person, Matter::Contact(theirs.person));
        match self.founded_well(&theirs) {
            None => return Ok(Taken::Well),
            Some(false) => return Ok(Taken::Bad),
            Some(true) => {}
        }
        let damaged = |_| Failure::Damaged;
        let told = theirs.digest(in_use).map_err(damaged)?;
        let (their_space, their_founding) = (theirs.space.space().map_err(damaged)?, theirs.space.clone());
        let mut before = None;
        let merged = match self.contacts.get(&person) {
            None if self.contacts.len() >= SPACES_MAX => return Ok(Taken::Well),
            None => theirs,
            Some(known) => {
                let mut mine = Contact::decode(&known.contact.encode().map_err(damaged)?).map_err(damaged)?;
                let mine_in_use = self.agreeing.is_in_use(known.space);
                before = Some(mine.digest(mine_in_use).map_err(damaged)?);
                let standings = (self.standing(known.space, mine_in_use), self.standing(their_space, in_use));
                mine.merge(standings.0, theirs, standings.1).map_err(damaged)?;
                mine
            }
        };
        let space = merged.space.space().map_err(damaged)?;
        let in_use = self.agreeing.is_in_use(space) || (in_use && space == their_space);
        let after = merged.digest(in_use).map_err(damaged)?;
        if before == Some(after) {
            if after != told {
                self.send_matter(from, matter, runner);
            }
            return Ok(Taken::Well);
        }
        // Where that one is ended and this device has not heard, the other person's devices will say so.
        let is_spare = space != their_space && self.standing(their_space, false) != Standing::Ended;
        self.keep_told(merged, in_use, is_spare.then_some(their_founding))?;
        // Whoever knew less than both together know it from here.
        self.agreeing.changed.insert(matter, (after == told).then_some(from));
        Ok(Taken::Well)
    }

    /// Keeps a contact as own devices know them; `spare` is the space another of them uses instead.
    fn keep_told(&mut self, contact: Contact, in_use: bool, spare: Option<SpaceFounding>) -> Result<(), Failure> {
        let person = contact.person;
        let body = contact.encode().map_err(|_| Failure::Internal)?;
        let mut known = Known::new(contact, &self.removals.welcomed)?;
        known.past = self.past_behind(person, known.space);
        known.past.spare = spare.or(known.past.spare.take());
        let mut record = self.agreeing.record.clone();
        if in_use {
            record.in_use.insert(known.space);
        }
        let record_body = records::encode(&record)?;
        let mut write = self.vault.write()?;
        write.put_record(&records::contact_name(&person), &body)?;
        known.past.put(&mut write, &person)?;
        write.put_record(records::AGREED, &record_body)?;
        write.commit()?;
        self.agreeing.record = record;
        self.contacts.insert(person, known);
        self.devices_changed()
    }

    /// Returns whether a contact's space was founded by this person and theirs; none if an own device signed it of which
    /// this one has not heard yet.
    fn founded_well(&self, theirs: &Contact) -> Option<bool> {
        let me = self.me.person;
        if theirs.person == me || theirs.space.role_of(me) != Some(theirs.role.other()) {
            return Some(false);
        }
        let unknown = Cell::new(false);
        let valid = theirs.space.is_valid(|person, device| {
            let roster = if person == me { &self.me.roster } else { &theirs.roster };
            let card = roster.card(device);
            unknown.set(unknown.get() || (card.is_none() && person == me));
            card.map(|card| card.signing)
        });
        (!unknown.get()).then_some(valid)
    }

    /// Takes the relay another own device was told to use, if it was chosen later than this one's.
    fn relay_told(
        &mut self,
        from: DeviceId,
        chosen_ms: UnixMillis,
        relay: Option<Zeroizing<Vec<u8>>>,
        runner: &mut NetRunner,
    ) -> Result<Taken, Failure> {
        let Ok(kept) = relay.as_ref().map(|bytes| Kept::read(bytes)).transpose() else { return Ok(Taken::Bad) };
        let mine = self.vault.record(records::RELAY)?;
        let mine = mine.as_ref().map(|bytes| &bytes[..]);
        let theirs = relay.as_ref().map(|bytes| &bytes[..]);
        let mine_ms = self.agreeing.record.relay_ms;
        if (chosen_ms, theirs) <= (mine_ms, mine) {
            if (chosen_ms, theirs) != (mine_ms, mine) && mine_ms > 0 {
                self.send_matter(from, Matter::Relay, runner);
            }
            return Ok(Taken::Well);
        }
        let same = theirs == mine;
        self.write_relay(theirs, Some(chosen_ms))?;
        self.agreeing.changed.insert(Matter::Relay, Some(from));
        if !same {
            self.relays.kept = kept;
            self.use_relay(runner)?;
        }
        Ok(Taken::Well)
    }
}
