//! The receiving half: their chunks go to the engine in order, and what became of them goes back.
//!
//! Invariant: no number is handed to the engine twice on one connection, none is passed over silently, and no
//! acknowledgement precedes the engine's word that the number is durable.

use super::delivery::KeptBatch;
use super::event::{Kept, Purge};
use super::frame::{Answers, Frame};
use super::line::Serving;
use super::machine::Exchange;
use super::output::{Breach, CloseWhy, Output};
use super::parcel::{Parcel, unpack};
use crate::ids::{Cursor, DocumentId, Run, SpaceId};
use crate::kind::RefusedWhy;
use crate::limits::{ANSWERS_PER_FRAME, CHUNK_BYTES_MAX, FEED_BYTES, FEED_CHUNKS, REFUSALS_MAX, REPETITIONS_MAX};

impl Exchange {
    pub(super) fn chunks(&mut self, space: SpaceId, run: Run, after: u64, parcels: Vec<Parcel>) -> Result<(), Breach> {
        let (my_device, peer_device) = (self.my_device, self.peer_device);
        let waiting: usize = self.lines.values().map(|line| line.pending.len()).sum();
        let waiting_bytes: usize =
            self.lines.values().flat_map(|line| &line.pending).map(|(_, chunk)| chunk.body_bytes()).sum();
        let line = self.line(space)?;
        if line.deaf {
            return Ok(());
        }
        if after > line.received.seq {
            return Err(Breach::Gap);
        }
        let chunks = unpack(peer_device, after, |_| Some(run), parcels).ok_or(Breach::Malformed)?;
        // My own come back only where I asked for them after an offer.
        if chunks.iter().any(|(at, chunk)| chunk.origin.device == my_device && !line.wanted.contains(&at.seq)) {
            return Err(Breach::Echo);
        }
        let new: Vec<_> = chunks.into_iter().filter(|(cursor, _)| cursor.seq > line.received.seq).collect();
        let bytes: usize = new.iter().map(|(_, chunk)| chunk.body_bytes()).sum();
        // An honest sender is never more than two batches ahead; each may be one chunk of the largest size.
        if waiting + new.len() > 2 * FEED_CHUNKS || waiting_bytes + bytes > 2 * (FEED_BYTES + CHUNK_BYTES_MAX) {
            return Err(Breach::Flood);
        }
        line.touched = true;
        match new.last() {
            Some((newest, _)) => line.received = *newest,
            // Seen before: the answer was lost, so it is given again.
            None => line.owes_ack = true,
        }
        line.pending.extend(new);
        self.moved_on(space);
        Ok(())
    }

    pub(super) fn through(&mut self, space: SpaceId, upto: Cursor) -> Result<(), Breach> {
        let line = self.line(space)?;
        if line.deaf {
            return Ok(());
        }
        line.touched = true;
        if upto.seq > line.received.seq {
            line.received = upto;
            self.moved_on(space);
        } else {
            line.owes_ack = true;
        }
        Ok(())
    }

    /// Their log is at least as long as what arrived of it, and what was asked for before that has come.
    fn moved_on(&mut self, space: SpaceId) {
        let Some(line) = self.lines.get_mut(&space) else { return };
        let received = line.received.seq;
        line.wanted = line.wanted.split_off(&received.saturating_add(1));
        let kept = &mut self.delivery.space_mut(space).kept;
        kept.newest = kept.newest.max(received);
    }

    /// The engine stored a batch.
    pub(super) fn settled(&mut self, batch: &KeptBatch) -> Result<(), Breach> {
        let Some(line) = self.lines.get_mut(&batch.space) else { return Ok(()) };
        if line.keeping != Some(batch.upto) {
            return Ok(());
        }
        line.keeping = None;
        line.owes_ack = true;
        for (seq, outcome) in &batch.outcomes {
            if let Kept::Refused(why) = outcome {
                line.owed_refused.push((*seq, *why));
            }
        }
        self.delivery.kept(batch);
        let refused = self.delivery.space_mut(batch.space).kept.refused.len();
        if refused > REFUSALS_MAX { Err(Breach::TooManyAnswers) } else { Ok(()) }
    }

    pub(super) fn applied(&mut self, space: SpaceId, numbers: &[u64]) {
        if self.delivery.applied(space, numbers)
            && let Some(line) = self.lines.get_mut(&space)
        {
            line.owes_ack = true;
        }
    }

    pub(super) fn set_aside(&mut self, space: SpaceId, number: u64, why: RefusedWhy) {
        if let Some(seq) = self.delivery.set_aside(space, number, why)
            && let Some(line) = self.lines.get_mut(&space)
        {
            line.owed_refused.push((seq, why));
            line.owes_ack = true;
        }
    }

    pub(super) fn purged(&mut self, space: SpaceId, document: DocumentId, purge: Purge) {
        if let Some(line) = self.lines.get_mut(&space) {
            self.delivery.purged(space, document, purge);
            line.owed_purged.push((document, purge));
        }
    }

    /// Sends what is owed and hands the next chunks to the engine, in every space both sides named.
    pub(super) fn settle_incoming(&mut self) -> Result<(), CloseWhy> {
        let spaces: Vec<SpaceId> = self.lines.keys().copied().collect();
        for space in spaces {
            let Some(line) = self.lines.get_mut(&space).filter(|line| line.serving != Serving::Unnamed) else {
                continue;
            };
            let refused = core::mem::take(&mut line.owed_refused);
            let owes_ack = core::mem::take(&mut line.owes_ack);
            // "Removed" must not overtake the acknowledgement of its tombstone: a lower cursor takes it back.
            let purged = if line.keeping.is_some() { Vec::new() } else { core::mem::take(&mut line.owed_purged) };
            if line.keeping.is_none() && line.received != self.delivery.space_mut(space).kept.cursor {
                line.keeping = Some(line.received);
                let chunks = core::mem::take(&mut line.pending);
                self.out.push(Output::Keep { space, chunks, upto: line.received });
            }
            // Refusals go first: an acknowledgement alone would say that everything was kept.
            if !refused.is_empty() {
                self.send_answers(space, false, &refused, &[])?;
            }
            if owes_ack {
                let kept = &self.delivery.space_mut(space).kept;
                let (stored, applied) = (kept.cursor.seq, kept.applied());
                self.send(&Frame::Ack { space, stored, applied })?;
            }
            if !purged.is_empty() {
                self.send_answers(space, false, &[], &purged)?;
            }
        }
        Ok(())
    }

    /// They want all answers again.
    pub(super) fn again(&mut self, space: SpaceId) -> Result<(), Breach> {
        let line = self.line(space)?;
        line.repeated += 1;
        if line.repeated > REPETITIONS_MAX {
            return Err(Breach::Flood);
        }
        let kept = &self.delivery.space_mut(space).kept;
        let refused: Vec<_> = kept.refused.iter().map(|(seq, why)| (*seq, *why)).collect();
        let purged: Vec<_> = kept.purged.iter().map(|(document, purge)| (*document, *purge)).collect();
        self.send_answers(space, true, &refused, &purged).map_err(|_| Breach::Malformed)
    }

    fn send_answers(
        &mut self,
        space: SpaceId,
        whole: bool,
        refused: &[(u64, RefusedWhy)],
        purged: &[(DocumentId, Purge)],
    ) -> Result<(), CloseWhy> {
        let refused = refused.chunks(ANSWERS_PER_FRAME).map(|part| (part.to_vec(), Vec::new()));
        let purged = purged.chunks(ANSWERS_PER_FRAME).map(|part| (Vec::new(), part.to_vec()));
        let mut parts: Vec<_> = refused.chain(purged).collect();
        if parts.is_empty() {
            parts.push((Vec::new(), Vec::new()));
        }
        let last = parts.len() - 1;
        for (index, (refused, purged)) in parts.into_iter().enumerate() {
            let more = whole && index < last;
            self.send(&Frame::Answers(Answers { space, whole, more, refused, purged }))?;
        }
        Ok(())
    }

    /// Their log begins anew.
    pub(super) fn restart(&mut self, space: SpaceId) -> Result<(), Breach> {
        let line = self.line(space)?;
        if line.touched {
            return Err(Breach::LateRestart);
        }
        line.touched = true;
        line.received = Cursor::START;
        line.include_theirs = true;
        line.owes_ack = false;
        line.owed_refused.clear();
        let kept = &mut self.delivery.space_mut(space).kept;
        kept.cursor = Cursor::START;
        kept.unapplied.clear();
        kept.refused.clear();
        self.out.push(Output::Rewound { space });
        self.out.push(Output::Delivery { space });
        self.send(&Frame::Restarted { space }).map_err(|_| Breach::Malformed)
    }
}
