//! Sealed files opened: who wrote one, whether it is genuine, and what of it is new.
//!
//! Invariant: a file is read beyond its head only after the signature of a device that a roster here names was found
//! good; what it brings goes through the very door a connection's chunks go through, and moves a cursor only where it is
//! contiguous with it.

use super::event::Event;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::records::{self, DeviceRecord};
use super::view::{CarriedFile, CarriedFound, CarriedNews};
use crate::clock::UnixMillis;
use crate::exchange::{CarriedError, CarriedHead, CarriedSpace, Fit, Input, Kept, carried_spaces};
use crate::ids::{Cursor, DeviceId, DocumentId, SpaceId};
use crate::kind::{Body, Chunk};
use crate::limits::{FEED_BYTES, FEED_CHUNKS, REFUSALS_MAX};
use crate::net::CloseCode;
use crate::people::{DeviceCard, Record, Roster};
use crate::sealed::{DeviceIdentity, Letter, SealError, open_letter};
use std::collections::BTreeSet;

/// A file that is for this person, from a device that signed it.
struct Genuine {
    head: CarriedHead,
    card: DeviceCard,
    roster: Roster,
    spaces: Vec<CarriedSpace>,
}

impl Open {
    /// Opens a file and says what it was.
    pub fn open_carried(&mut self, file: &CarriedFile, runner: &mut NetRunner) -> Result<(), Failure> {
        let found = match self.genuine(file)? {
            Ok(genuine) => self.take_carried(genuine, runner)?,
            Err(found) => found,
        };
        self.events.push(Event::CarriedOpened(found));
        Ok(())
    }

    /// Returns what a file holds, or why nothing of it is taken.
    fn genuine(&self, file: &CarriedFile) -> Result<Result<Genuine, CarriedFound>, Failure> {
        let device = self.vault.record(records::DEVICE)?.ok_or(Failure::Damaged)?;
        let device: DeviceRecord = records::decode(&device)?;
        let identity = DeviceIdentity::parse(&device.age).map_err(|_| Failure::Damaged)?;
        let letter = match open_letter(&file.0, &identity) {
            Ok(letter) => letter,
            Err(SealError::WrongKey) => return Ok(Err(CarriedFound::NotForThisDevice)),
            Err(SealError::Newer) => return Ok(Err(CarriedFound::Newer)),
            Err(_) => return Ok(Err(CarriedFound::Damaged)),
        };
        Ok(self.read_letter(&letter))
    }

    fn read_letter(&self, letter: &Letter) -> Result<Genuine, CarriedFound> {
        let (head, rest) = CarriedHead::decode(letter.content()).map_err(|why| match why {
            CarriedError::Newer => CarriedFound::Newer,
            CarriedError::TooLarge | CarriedError::Malformed => CarriedFound::Damaged,
        })?;
        if head.reader != self.me.person || head.sender == self.me.device {
            return Err(CarriedFound::NotForThisDevice);
        }
        let known = match self.contacts.get(&head.writer) {
            Some(known) => Some(&known.contact.roster),
            None => Some(&self.me.roster).filter(|_| head.writer == self.me.person),
        };
        let mut roster = known.ok_or(CarriedFound::UnknownDevice)?.clone();
        let theirs = Roster::decode(&head.roster).map_err(|_| CarriedFound::Damaged)?;
        // Of another person's roster nothing could be taken in, and every record has to be signed by this one's.
        roster.merge(theirs.records().cloned());
        let card = roster.card(head.sender).ok_or(CarriedFound::UnknownDevice)?.clone();
        if !letter.is_signed_by(&card.signing) {
            return Err(CarriedFound::Forged);
        }
        let spaces = carried_spaces(rest).map_err(|_| CarriedFound::Damaged)?;
        Ok(Genuine { head, card, roster, spaces })
    }

    fn take_carried(&mut self, genuine: Genuine, runner: &mut NetRunner) -> Result<CarriedFound, Failure> {
        let Genuine { head, card, roster, spaces } = genuine;
        let meaning = roster.meaning();
        let own = head.writer == self.me.person;
        if meaning.removed.contains(&head.sender) {
            return if own { self.set_aside_last_words(&card, spaces) } else { Ok(removed(&card)) };
        }
        if meaning.device(head.sender).is_none() {
            // Named by a record that counts no more.
            return Ok(CarriedFound::UnknownDevice);
        }
        let records: Vec<Record> = roster.records().cloned().collect();
        match own {
            true => self.own_roster_heard(records)?,
            false => self.person_roster_heard(head.writer, records)?,
        }
        if self.sender(head.sender).is_none() || self.peers.get(head.sender).is_none() {
            self.tell_removed();
            return Ok(CarriedFound::WaitsForYes { device: card.name });
        }
        // A conversation that goes on knows its own place in both logs; it begins anew from what is on disk then.
        self.close_connection(head.sender, CloseCode::Done, runner);
        let person = (!own).then(|| self.name_of(head.writer));
        let mut news = CarriedNews { person, device: card.name, ..CarriedNews::default() };
        let taken = self.take_spaces(&head, spaces, &mut news, runner);
        let now_ms = self.now_ms();
        if let Some(peer) = self.peers.get_mut(head.sender) {
            peer.away_mut(|delivery| delivery.met_by_file(head.written_ms, now_ms));
        }
        self.save_delivery(head.sender)?;
        self.peers.dial_now(head.sender);
        (self.people_changed, self.shown_changed) = (true, true);
        match taken {
            Err(Failure::TooMuchToday) => news.too_much_today = true,
            taken => taken?,
        }
        Ok(CarriedFound::Taken(news))
    }

    fn take_spaces(
        &mut self,
        head: &CarriedHead,
        spaces: Vec<CarriedSpace>,
        news: &mut CarriedNews,
        runner: &mut NetRunner,
    ) -> Result<(), Failure> {
        let (mut changed, mut ended) = (BTreeSet::new(), BTreeSet::new());
        let mut outcome = Ok(());
        for part in spaces {
            let common = self.peers.get(head.sender).is_some_and(|peer| peer.spaces.contains(&part.space));
            if !common || outcome.is_err() {
                continue;
            }
            let mine = part.answers.iter().find(|answers| answers.device == self.me.device);
            let unknown = mine.is_some_and(|mine| !self.vault.log(part.space).knows(mine.stored));
            if unknown || self.restored.holds_back(head.sender, part.space) {
                // It remembers more of this vault than there is: what was lost is for a connection to find.
                news.differs = true;
                continue;
            }
            self.hear_answers(head, &part, news);
            self.hear_their_roster(head, &part)?;
            outcome = self.take_stretch(head.sender, part, (news, &mut changed, &mut ended), runner);
        }
        changed.retain(|document| !ended.contains(document));
        (news.pages, news.ended) = (self.without_receipts(changed), ended.len());
        outcome
    }

    /// Notes what the other device has of this one's log.
    fn hear_answers(&mut self, head: &CarriedHead, part: &CarriedSpace, news: &mut CarriedNews) {
        let Some(mine) = part.answers.iter().find(|answers| answers.device == self.me.device) else { return };
        let times: (UnixMillis, UnixMillis) = (head.written_ms, self.now_ms());
        let (log, withdrawn) = (self.vault.log(part.space), self.withdrawn_in(part.space, head.sender));
        if let Some(peer) = self.peers.get_mut(head.sender) {
            let known = |cursor: Cursor| log.knows(cursor);
            let hear = |delivery: &mut crate::exchange::Delivery| {
                news.answers |= delivery.said_by_file(part.space, mine, times, known, &withdrawn);
            };
            peer.away_mut(hear);
        }
    }

    /// Takes in what an own device knows of the devices of the person this space is shared with.
    fn hear_their_roster(&mut self, head: &CarriedHead, part: &CarriedSpace) -> Result<(), Failure> {
        let theirs = self.contact_in(part.space).map(|known| known.contact.person);
        let (Some(person), true) = (theirs, head.writer == self.me.person) else { return Ok(()) };
        match Roster::decode(&part.theirs) {
            Ok(roster) if roster.person() == person => {
                self.person_roster_heard(person, roster.records().cloned().collect())
            }
            _ => Ok(()),
        }
    }

    /// Takes in what follows the cursor, in batches as a connection brings them.
    fn take_stretch(
        &mut self,
        device: DeviceId,
        part: CarriedSpace,
        (news, changed, ended): (&mut CarriedNews, &mut BTreeSet<DocumentId>, &mut BTreeSet<DocumentId>),
        runner: &mut NetRunner,
    ) -> Result<(), Failure> {
        let (space, upto) = (part.space, part.upto());
        let Some(peer) = self.peers.get_mut(device) else { return Ok(()) };
        let cursor = peer.delivery().space(space).map_or(Cursor::START, |known| known.kept.cursor);
        match part.fit(cursor) {
            Fit::Follows => peer.note_first_sync(),
            Fit::Nothing => return Ok(()),
            Fit::Gap => {
                news.earlier_missing = true;
                return Ok(());
            }
            Fit::Differs => {
                news.differs = true;
                return Ok(());
            }
        }
        let mut chunks = part.chunks_after(device, cursor.seq);
        // What this device wrote is here, or was deleted here.
        chunks.retain(|(_, chunk)| chunk.origin.device != self.me.device);
        let mut waiting = chunks.into_iter().peekable();
        loop {
            let batch = next_batch(&mut waiting);
            let at = match (waiting.peek(), batch.last()) {
                (Some(_), Some((last, _))) => *last,
                _ => upto,
            };
            let named: Vec<(u64, DocumentId, bool)> = batch
                .iter()
                .map(|(at, chunk)| (at.seq, chunk.document, matches!(chunk.body, Body::Tombstone(_))))
                .collect();
            for input in self.keep(device, space, batch, at)? {
                if let Input::Kept(kept) = &input {
                    for ((_, document, ends), (_, outcome)) in named.iter().zip(&kept.outcomes) {
                        match outcome {
                            Kept::Stored { .. } if *ends => drop(ended.insert(*document)),
                            Kept::Stored { .. } => drop(changed.insert(*document)),
                            Kept::Refused(_) => news.refused += 1,
                            Kept::Skipped => {}
                        }
                    }
                }
                self.exchange_input(device, input, runner);
            }
            if waiting.peek().is_none() || self.refused_of(device, space) > REFUSALS_MAX {
                return Ok(());
            }
        }
    }

    fn refused_of(&self, device: DeviceId, space: SpaceId) -> usize {
        let known = self.peers.get(device).and_then(|peer| peer.delivery().space(space));
        known.map_or(0, |known| known.kept.refused.len())
    }
}

/// Takes as many chunks as one batch of the feed may have; a single one may be larger.
fn next_batch(waiting: &mut core::iter::Peekable<std::vec::IntoIter<(Cursor, Chunk)>>) -> Vec<(Cursor, Chunk)> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(next) = waiting.next_if(|(_, chunk)| {
        bytes += chunk.body_bytes();
        batch.is_empty() || (batch.len() < FEED_CHUNKS && bytes <= FEED_BYTES)
    }) {
        batch.push(next);
    }
    batch
}

/// A removed device that brought nothing to be shown.
pub(super) fn removed(card: &DeviceCard) -> CarriedFound {
    CarriedFound::RemovedDevice { device: card.name.clone() }
}
