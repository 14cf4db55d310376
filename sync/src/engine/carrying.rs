//! Sealed files for a USB stick, made: everything that the devices of one person have not said they have.
//!
//! Invariant: making a file changes nothing that is known of anybody; only the other side's answer does. What goes in is
//! what a connection would feed, and no whole document stands in it for others: devices with different cursors open it.
//! Invariant: nothing leaves past a chunk that is not applied; a file asked for while one is on its way is made
//! once it is.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::event::Event;
use super::exchanges::runs_of;
use super::failure::Failure;
use super::feeding::FeedRequest;
use super::net_runner::NetRunner;
use super::open::Open;
use super::view::{CarriedFile, CarriedMade, CarryTo};
use crate::exchange::{CarriedAnswers, CarriedHead, CarriedSpace, Delivery, Fed};
use crate::ids::{DeviceId, DocumentId, PersonId, SpaceId};
use crate::kind::Chunk;
use crate::limits::{
    CARRIED_ANSWERS_MAX, CARRIED_CHUNK_HEAD_BYTES, CARRIED_FEED_BYTES, CARRIED_RUNS_MAX, FEED_BYTES, FEED_CHUNKS,
};
use crate::people::DeviceCard;
use crate::sealed::seal_letter;

/// What still fits into the file.
pub(super) struct Room {
    pub bytes: usize,
    pub runs: usize,
    pub answers: usize,
}

/// Part of a log: first number exclusive, last inclusive, and the chunks in between.
pub(super) struct Stretch {
    pub after: u64,
    pub upto: u64,
    pub chunks: Vec<(u64, Chunk)>,
}

/// A file that waits for what was stored before it was asked for.
pub(super) struct CarryAsked {
    to: CarryTo,
    /// The newest number of each space's log at that time.
    upto: Vec<(SpaceId, u64)>,
}

impl Open {
    /// Asks for a file; it is made by [`Open::carry_some`] once nothing in the log stands in its way.
    pub fn ask_carried(&mut self, to: CarryTo) -> Result<(), Failure> {
        let (_, cards) = self.carried_to(to)?;
        let spaces = &self.peers.get(cards[0].device).ok_or(Failure::NotFound)?.spaces;
        let upto = spaces.iter().map(|space| (*space, self.vault.newest(*space))).collect();
        self.carry_asked.push(CarryAsked { to, upto });
        Ok(())
    }

    /// Makes the files that wait for nothing any more. With `anyway`, those that do wait as well: without what could not
    /// be applied, and that is said.
    pub fn carry_some(&mut self, anyway: bool, runner: &mut NetRunner) {
        for asked in core::mem::take(&mut self.carry_asked) {
            // Not what the log calls unapplied: a chunk that does not open stays so, and a file must not wait for it.
            let waits = |(space, upto): &(SpaceId, u64)| self.applying.has_some_upto(*space, *upto);
            if !anyway && asked.upto.iter().any(waits) {
                self.carry_asked.push(asked);
            } else if let Err(failure) = self.save_carried(asked.to, runner) {
                self.events.push(Event::Failed(failure));
            }
        }
    }

    /// Makes a file for all devices of a person.
    pub(super) fn save_carried(&mut self, to: CarryTo, runner: &mut NetRunner) -> Result<(), Failure> {
        let (reader, cards) = self.carried_to(to)?;
        let devices: Vec<DeviceId> = cards.iter().map(|card| card.device).collect();
        let spaces = self.peers.get(devices[0]).ok_or(Failure::NotFound)?.spaces.clone();
        let peers = devices.iter().filter_map(|device| self.peers.get(*device));
        let paused = peers.filter_map(|peer| peer.connected.as_ref()).any(|connected| connected.paused);
        let pairs = devices.iter().flat_map(|device| spaces.iter().map(move |space| (*device, *space)));
        // What was withdrawn after a backup was made must not leave again.
        if paused || pairs.clone().any(|(device, space)| self.restored.holds_back(device, space)) {
            return Err(Failure::ServingStopped);
        }
        for (device, space) in pairs {
            self.repeat_answers_in(device, space, runner)?;
        }
        let mut room = Room { bytes: CARRIED_FEED_BYTES, runs: CARRIED_RUNS_MAX, answers: CARRIED_ANSWERS_MAX };
        let (mut parts, mut pages, mut more) = (Vec::new(), BTreeSet::new(), false);
        for space in spaces {
            let Stretch { after, upto, chunks } = self.stretch(&devices, space, &mut room)?;
            let log = self.vault.log(space);
            more |= upto < log.newest;
            pages.extend(chunks.iter().map(|(_, chunk)| chunk.document));
            let mut part = CarriedSpace::pack((space, self.me.device), &runs_of(&log), (after, upto), chunks);
            if to == CarryTo::MyDevices
                && let Some(known) = self.contact_in(space)
            {
                part.theirs = known.contact.roster.encode().map_err(|_| Failure::Internal)?;
                room.bytes = room.bytes.saturating_sub(part.theirs.len());
            }
            part.answers = devices.iter().filter_map(|device| self.answers_for(*device, space, &mut room)).collect();
            parts.push(part);
        }
        let head = CarriedHead {
            sender: self.me.device,
            writer: self.me.person,
            reader,
            written_ms: self.now_ms(),
            roster: self.me.roster.encode().map_err(|_| Failure::Internal)?,
        };
        let content = Zeroizing::new(head.with(&parts).map_err(|_| Failure::Internal)?);
        let recipients: Vec<&str> = cards.iter().map(|card| card.recipient.as_str()).collect();
        let file = seal_letter(&content, &self.me.signing, &recipients).map_err(|_| Failure::Internal)?;
        let pages = self.without_receipts(pages);
        self.events.push(Event::CarriedMade(CarriedMade { to, file: CarriedFile(file), pages, more }));
        Ok(())
    }

    /// Returns the person a file is for, and their devices that count; at least one.
    fn carried_to(&self, to: CarryTo) -> Result<(PersonId, Vec<DeviceCard>), Failure> {
        let (reader, cards) = match to {
            CarryTo::Person(person) => {
                let known = self.contacts.get(&person).ok_or(Failure::NotFound)?;
                (person, known.devices.clone())
            }
            CarryTo::MyDevices => (self.me.person, self.other_own().cloned().collect()),
        };
        if cards.is_empty() { Err(Failure::NotFound) } else { Ok((reader, cards)) }
    }

    /// Returns the part of the log that a file covers: all that one of the devices lacks, as far as there is room.
    pub(super) fn stretch(&self, devices: &[DeviceId], space: SpaceId, room: &mut Room) -> Result<Stretch, Failure> {
        let stored = |device: &DeviceId| {
            let known = self.peers.get(*device).and_then(|peer| peer.delivery().space(space));
            known.map_or(0, |known| known.said.stored)
        };
        let log = self.vault.log(space);
        let after = devices.iter().map(stored).min().unwrap_or(0).min(log.newest);
        let (mut upto, mut chunks) = (after, Vec::new());
        while room.bytes > 0 {
            let request = FeedRequest {
                space,
                after: upto,
                chunks_max: FEED_CHUNKS,
                bytes_max: FEED_BYTES,
                // What one of them wrote another may lack.
                include_theirs: devices.len() > 1,
                whole_upto: 0,
                fresh_too: true,
            };
            let (next, fed) = self.fed(devices[0], &request, None)?;
            if next == upto {
                break;
            }
            upto = next;
            for Fed { number, chunk, .. } in fed {
                let Some(chunk) = chunk else { continue };
                room.bytes = room.bytes.saturating_sub(chunk.body_bytes() + CARRIED_CHUNK_HEAD_BYTES);
                chunks.push((number, chunk));
            }
        }
        let within = log.runs.iter().filter(|span| span.last > after && span.first <= upto);
        match within.clone().nth(room.runs) {
            Some(beyond) => {
                upto = (beyond.first - 1).max(after);
                chunks.retain(|(number, _)| *number <= upto);
                room.runs = 0;
            }
            None => room.runs -= within.count(),
        }
        Ok(Stretch { after, upto, chunks })
    }

    /// Returns what this device has of another's log, if there is room to say all that was refused.
    fn answers_for(&self, device: DeviceId, space: SpaceId, room: &mut Room) -> Option<CarriedAnswers> {
        let delivery = self.peers.get(device).map(|peer| peer.delivery())?;
        let mut answers = Delivery::for_file(delivery, device, space, &self.vault.log(space).unapplied);
        if answers.refused.len() > room.answers {
            return None;
        }
        room.answers -= answers.refused.len();
        answers.purged.truncate(room.answers);
        room.answers -= answers.purged.len();
        Some(answers)
    }

    /// Counts documents that somebody wrote; a list of receipts is none.
    pub(super) fn without_receipts(&self, documents: BTreeSet<DocumentId>) -> usize {
        let lists: BTreeSet<DocumentId> = self
            .contacts
            .values()
            .flat_map(|known| [(known.space, self.me.person), (known.space, known.contact.person)])
            .filter_map(|(space, person)| {
                crate::document::receipts_genesis(space, person, &*self.world.entropy)
                    .ok()
                    .map(|(document, _)| document)
            })
            .collect();
        documents.difference(&lists).count()
    }
}
