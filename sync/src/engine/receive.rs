//! What other devices send: stored and answered, and ended documents carried out.
//!
//! Invariant: a chunk is stored in the same transaction as the cursor that passes it; it is judged before it is
//! stored; one bad chunk blocks nothing.

use std::collections::BTreeSet;

use super::apply::{Answer, Ending};
use super::failure::Failure;
use super::inbox::{Arrived, Held};
use super::judge::{Judging, Sender, Verdict};
use super::open::Open;
use super::view::IncidentKind;
use crate::exchange::{Delivery, Input, Kept, KeptBatch, Purge};
use crate::ids::{Cursor, DeviceId, DocumentId, SpaceId};
use crate::kind::{Body, Chunk, Kind, Tombstone};

/// What became of a batch.
struct Stored {
    batch: KeptBatch,
    /// What was stored, by its number here.
    chunks: Vec<(u64, Chunk)>,
    /// What was here already.
    skipped: Vec<Chunk>,
    /// What is known of the device now.
    delivery: Delivery,
}

impl Open {
    /// Judges and stores a batch and answers it; what was stored is applied after.
    pub fn keep(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        chunks: Vec<(Cursor, Chunk)>,
        upto: Cursor,
    ) -> Result<Vec<Input>, Failure> {
        let sender = self.sender(device).ok_or(Failure::NotFound)?;
        self.check_quota(device, space, sender, chunks.iter().map(|(_, chunk)| chunk))?;
        let chunks = chunks.into_iter().map(|(cursor, chunk)| (cursor, Held::Chunk(chunk))).collect();
        let Stored { batch, chunks, skipped, .. } = self.store_batch(device, space, chunks, upto, None)?;
        let mut answers = vec![Input::Kept(batch)];
        answers.extend(self.answer_tombstones(skipped.iter().map(|chunk| (space, chunk)))?);
        if let Some((first, _)) = chunks.first() {
            self.note_fresh(space, *first);
        }
        for (number, chunk) in chunks {
            self.applying.push(space, number, Some(device), chunk);
        }
        Ok(answers)
    }

    /// Judges and stores a batch that waited in the inbox, and takes it out there.
    pub fn keep_arrived(&mut self, number: u64, arrived: Arrived) -> Result<(), Failure> {
        let Arrived { device, space, upto, chunks, .. } = arrived;
        let Stored { chunks, delivery, .. } = self.store_batch(device, space, chunks, upto, Some(number))?;
        if let Some(peer) = self.peers.get_mut(device) {
            peer.set_delivery(delivery);
        }
        // Nobody is connected who would have to be told; their next hello hears of all of it.
        for (number, chunk) in chunks {
            self.applying.push(space, number, None, chunk);
        }
        Ok(())
    }

    /// Judges a batch and stores what is to be kept, the cursor that passes it and the end of its wait in the inbox.
    fn store_batch(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        chunks: Vec<(Cursor, Held)>,
        upto: Cursor,
        waited: Option<u64>,
    ) -> Result<Stored, Failure> {
        let sender = self.sender(device).ok_or(Failure::NotFound)?;
        // Made before anything is judged: what is here already is passed over.
        self.held.of(space, &self.catalog);
        let mut judging = Judging::new(space, sender);
        let mut outcomes = Vec::with_capacity(chunks.len());
        let (mut stored, mut skipped) = (Vec::new(), Vec::new());
        let mut verdicts = Vec::with_capacity(chunks.len());
        for (cursor, held) in chunks {
            match held {
                Held::Chunk(chunk) => {
                    let verdict = self.judge(&mut judging, &chunk);
                    verdicts.push((cursor, verdict, Some(chunk)));
                }
                Held::Refused(why) => verdicts.push((cursor, Verdict::Refuse(why), None)),
            }
        }
        let mut write = self.vault.write()?;
        for (cursor, verdict, chunk) in verdicts {
            let kept = match (verdict, chunk) {
                (Verdict::Store, Some(chunk)) => {
                    let number = write.append(space, self.run, &chunk)?;
                    stored.push((number, chunk));
                    Kept::Stored { number }
                }
                (Verdict::Refuse(why), _) => Kept::Refused(why),
                (Verdict::Skip | Verdict::Store, chunk) => {
                    skipped.extend(chunk);
                    Kept::Skipped
                }
            };
            outcomes.push((cursor.seq, kept));
        }
        let batch = KeptBatch { space, upto, outcomes };
        let peer = self.peers.get(device).ok_or(Failure::NotFound)?;
        let mut delivery = peer.delivery().clone();
        delivery.kept(&batch);
        write.put_delivery(device, &delivery.encode().map_err(|_| Failure::Internal)?)?;
        if let Some(number) = waited {
            write.remove_arrived(number)?;
        }
        write.commit()?;

        for (_, kept) in &batch.outcomes {
            if let Kept::Refused(why) = kept {
                self.note_refused(space, *why, Some(device));
            }
        }
        for (_, chunk) in &stored {
            self.note_stored(space, chunk);
        }
        self.peers.note_grown(space);
        self.people_changed = true;
        Ok(Stored { batch, chunks: stored, skipped, delivery })
    }

    /// Holds another person's devices to what fits in a day.
    pub(super) fn check_quota<'a>(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        sender: Sender,
        chunks: impl Iterator<Item = &'a Chunk> + Clone,
    ) -> Result<(), Failure> {
        let Sender::Contact(person) = sender else { return Ok(()) };
        let bytes = chunks.clone().map(Chunk::body_bytes).sum();
        let fresh: BTreeSet<DocumentId> =
            chunks.map(|chunk| chunk.document).filter(|id| self.catalog.get(*id).is_none()).collect();
        let first_sync = self.peers.is_first_sync(device, space);
        if self.quotas.take(person, first_sync, bytes, fresh.len(), self.world.clock.now_ms()) {
            return Ok(());
        }
        self.incident(IncidentKind::TooMuchToday, Some(device));
        Err(Failure::TooMuchToday)
    }

    /// Applies what was stored and not applied when the program ended.
    pub fn apply_leftovers(&mut self) -> Result<(), Failure> {
        for space in self.vault.spaces() {
            for number in self.vault.log(space).unapplied {
                // A chunk that does not open was counted by the vault when it was read.
                if let Ok(Some(chunk)) = self.vault.chunk(space, number) {
                    self.applying.push(space, number, None, chunk);
                }
            }
        }
        self.apply_now().map(drop)
    }

    /// Ends a document: its words go, or stay hidden as long as a rule says.
    pub fn apply_tombstone(
        &mut self,
        space: SpaceId,
        number: u64,
        chunk: &Chunk,
        tombstone: &Tombstone,
    ) -> Result<(), Failure> {
        let document = chunk.document;
        if space == self.profile.private_space {
            return self.apply_emptied(space, Some(number), document, tombstone);
        }
        let seqs = self.catalog.get(document).map(|entry| entry.seqs.clone()).unwrap_or_default();
        let kept_until_ms = self.retention_until(document);
        let mut write = self.vault.write()?;
        write.mark_applied(space, number)?;
        if kept_until_ms.is_none() {
            super::purge::purge(&mut write, space, document, &seqs)?;
        }
        write.commit()?;
        if self.catalog.get(document).is_none() {
            let (writer, now_ms) = (self.writer_on(space, chunk.origin.device), self.now_ms());
            self.note_new(document, space, Kind::Publication, writer, now_ms);
        }
        self.note_tombstone(document, tombstone)?;
        let now_ms = self.now_ms();
        self.update_extra(document, |extra| {
            extra.kept_until_ms = kept_until_ms;
            extra.withdrawn_ms = extra.withdrawn_ms.or(Some(now_ms));
            extra.replaced_by = tombstone.replaced_by();
        });
        if kept_until_ms.is_some() {
            self.update_row(document, |entry| entry.seqs = seqs);
        }
        self.note_covered(space, number);
        if kept_until_ms.is_some() {
            // The date stands in the catalog alone, and was said: it must outlive the program.
            self.save_catalog()?;
        }
        self.shown_changed |= self.shown.1 == Some(space);
        self.receipts_due();
        Ok(())
    }

    /// Returns until when the practice's rule keeps a withdrawn document; none if it goes at once.
    pub(super) fn retention_until(&self, document: DocumentId) -> Option<u64> {
        let entry = self.catalog.get(document)?;
        // An ending came before: its date stands, and what it took away does not come back.
        if let Some(until_ms) = super::extra::of(entry).kept_until_ms {
            return Some(until_ms);
        }
        if entry.seqs.is_empty() {
            return None;
        }
        let days = self.profile.retention_days.filter(|_| entry.kind == Kind::Publication)?;
        Some(self.now_ms() + u64::from(days) * 24 * 3600 * 1000)
    }

    /// Says what became of withdrawn documents, once that is durable and nowhere in the write-ahead log.
    fn answer_tombstones<'a>(
        &mut self,
        chunks: impl Iterator<Item = (SpaceId, &'a Chunk)>,
    ) -> Result<Vec<Input>, Failure> {
        let ended = chunks.filter(|(_, chunk)| matches!(chunk.body, Body::Tombstone(_)));
        let answer = |(space, chunk): (SpaceId, &Chunk)| {
            let kept_until_ms = self.extra(chunk.document).kept_until_ms;
            let purge = kept_until_ms.map_or(Purge::Removed, |until_ms| Purge::KeptUntil { until_ms });
            (space, chunk.document, purge)
        };
        let answers: Vec<(SpaceId, DocumentId, Purge)> = ended.map(answer).collect();
        // Once for all of them: it rewrites the file.
        if answers.iter().any(|(_, _, purge)| *purge == Purge::Removed) {
            self.finish_purge()?;
        }
        Ok(answers.into_iter().map(|(space, document, purge)| Input::Purged { space, document, purge }).collect())
    }

    /// Says what became of documents that ended, once that is durable and nowhere in the write-ahead log.
    pub fn tell_ended(&mut self, ended: Vec<Ending>) -> Result<Vec<Answer>, Failure> {
        let answers = self.answer_tombstones(ended.iter().map(|(space, _, chunk)| (*space, chunk)))?;
        let devices = ended.iter().map(|(_, device, _)| *device);
        Ok(devices.zip(answers).filter_map(|(device, answer)| Some((device?, answer))).collect())
    }
}
