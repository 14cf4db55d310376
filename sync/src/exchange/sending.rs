//! The sending half: batches of my log go out after their cursor, and their answers come back.
//!
//! Invariant: nothing leaves a space that is not `Open`, and never more than two batches ahead of their answers.

use std::collections::VecDeque;

use super::delivery::SaidPurge;
use super::event::{Breach, CloseWhy, Incident, Output};
use super::frame::{Answers, Frame, Parcel, ParcelBody};
use super::line::{Line, Repetition, Serving};
use super::machine::Exchange;
use crate::ids::{Cursor, DeviceId, Origin, SpaceId};
use crate::kind::{Body, Chunk};
use crate::limits::{CHUNK_BYTES_MAX, FEED_BYTES, FEED_CHUNKS, TOMBSTONE_HEADS_MAX};

/// What is on its way and not answered, over all spaces of a connection.
#[derive(Debug, Default)]
pub(super) struct Window {
    flights: VecDeque<Flight>,
    /// The space whose log the engine is reading now.
    asking: Option<SpaceId>,
    /// The space that was asked last, so that each gets its turn.
    turn: Option<SpaceId>,
}

#[derive(Debug)]
struct Flight {
    space: SpaceId,
    upto: u64,
    chunks: usize,
    bytes: usize,
}

/// One answer of the engine, made into frames.
struct Batch {
    frames: Vec<Frame>,
    upto: u64,
    chunks: usize,
    bytes: usize,
    not_sendable: Vec<u64>,
}

impl Window {
    fn is_open(&self) -> bool {
        let chunks: usize = self.flights.iter().map(|flight| flight.chunks).sum();
        let bytes: usize = self.flights.iter().map(|flight| flight.bytes).sum();
        self.asking.is_none() && chunks <= FEED_CHUNKS && bytes <= FEED_BYTES
    }

    fn landed(&mut self, space: SpaceId, stored: u64) {
        self.flights.retain(|flight| flight.space != space || flight.upto > stored);
    }
}

impl Exchange {
    /// Asks the engine for the next batch of the next space that has one, if the window is open.
    pub(super) fn ask_for_feed(&mut self) {
        if !self.window.is_open() {
            return;
        }
        let wants = |line: &Line| line.serving == Serving::Open && !line.stalled && line.sent < line.newest;
        let turn = self.window.turn;
        let mut waiting = self.lines.iter().filter(|(_, line)| wants(line));
        let Some((space, line)) =
            waiting.clone().find(|(space, _)| turn.is_none_or(|turn| **space > turn)).or_else(|| waiting.next())
        else {
            return;
        };
        self.window.asking = Some(*space);
        self.window.turn = Some(*space);
        self.out.push(Output::Feed { space: *space, after: line.sent, chunks_max: FEED_CHUNKS, bytes_max: FEED_BYTES });
    }

    pub(super) fn fed(
        &mut self,
        space: SpaceId,
        after: u64,
        upto: u64,
        chunks: Vec<(u64, Option<Chunk>)>,
    ) -> Result<(), CloseWhy> {
        if self.window.asking != Some(space) {
            return Ok(());
        }
        self.window.asking = None;
        let (my_device, peer_device) = (self.my_device, self.peer_device);
        let Some(line) = self.lines.get_mut(&space) else { return Ok(()) };
        if line.serving != Serving::Open || after != line.sent {
            // Not what was asked for; asking again at once could go on for ever.
            line.stalled = true;
            return Ok(());
        }
        for (_, chunk) in &chunks {
            if let Some(Chunk { document, body: Body::Tombstone(_), .. }) = chunk {
                line.withdrawn.insert(*document);
            }
        }
        let batch = line.batch(space, my_device, peer_device, upto.min(line.newest), chunks);
        line.stalled = batch.upto == after;
        line.sent = batch.upto;
        if batch.upto > after {
            let Batch { upto, bytes, .. } = batch;
            self.window.flights.push_back(Flight { space, upto, chunks: batch.chunks.max(1), bytes });
        }
        for number in batch.not_sendable {
            self.out.push(Output::Incident(Incident::NotSendable { space, number }));
        }
        batch.frames.iter().try_for_each(|frame| self.send(frame))
    }

    pub(super) fn acknowledged(&mut self, space: SpaceId, stored: u64, applied: u64) -> Result<(), Breach> {
        let (serving, sent) = self.line(space).map(|line| (line.serving, line.sent))?;
        if serving != Serving::Open {
            return Ok(());
        }
        let now_ms = self.now_ms;
        let said = &mut self.delivery.space_mut(space).said;
        if stored > sent || stored < said.stored || applied < said.applied {
            return Err(Breach::FalseAnswer);
        }
        if (stored, applied) != (said.stored, said.applied) {
            said.answered(stored, applied, now_ms);
            self.window.landed(space, stored);
            self.out.push(Output::Delivery { space });
        }
        Ok(())
    }

    pub(super) fn ask_again(&mut self, space: SpaceId) -> Result<(), CloseWhy> {
        if let Some(line) = self.lines.get_mut(&space) {
            line.repetition = Repetition::Asked;
        }
        self.send(&Frame::Again { space })
    }

    pub(super) fn answered(&mut self, answers: Answers) -> Result<(), Breach> {
        let space = answers.space;
        let line = self.line(space)?;
        if line.serving != Serving::Open {
            return Ok(());
        }
        let sent = line.sent;
        let unasked = answers.whole && matches!(line.repetition, Repetition::None);
        if unasked || answers.refused.iter().any(|(number, _)| *number == 0 || *number > sent) {
            return Err(Breach::FalseAnswer);
        }
        if answers.whole {
            self.repetition_begins(space);
        }
        self.note_answers(space, &answers);
        if answers.whole && !answers.more {
            self.repetition_ends(space);
        }
        self.out.push(Output::Delivery { space });
        Ok(())
    }

    fn repetition_begins(&mut self, space: SpaceId) {
        let Some(line) = self.lines.get_mut(&space) else { return };
        if matches!(line.repetition, Repetition::Asked) {
            let said = &mut self.delivery.space_mut(space).said;
            let (refused, purged) = (core::mem::take(&mut said.refused), core::mem::take(&mut said.purged));
            line.repetition = Repetition::Running { refused, purged };
        }
    }

    fn repetition_ends(&mut self, space: SpaceId) {
        let Some(line) = self.lines.get_mut(&space) else { return };
        let said = &mut self.delivery.space_mut(space).said;
        said.unconfirmed = false;
        if let Repetition::Running { purged, .. } = core::mem::replace(&mut line.repetition, Repetition::None) {
            let gone = purged.into_keys().filter(|document| !said.purged.contains_key(document));
            let documents: Vec<_> = gone.collect();
            if !documents.is_empty() {
                self.out.push(Output::TakenBack { space, documents });
            }
        }
    }

    fn note_answers(&mut self, space: SpaceId, answers: &Answers) {
        let Some(line) = self.lines.get(&space) else { return };
        let said = &mut self.delivery.space_mut(space).said;
        let before = match &line.repetition {
            Repetition::Running { refused, purged } => Some((refused, purged)),
            _ => None,
        };
        for (number, why) in answers.refused.iter().copied() {
            let known = before.is_some_and(|(refused, _)| refused.get(&number) == Some(&why));
            if said.refused.insert(number, why) != Some(why) && !known {
                self.out.push(Output::Incident(Incident::RefusedByThem { space, number, why }));
            }
        }
        // Only what my own log withdrew can have been removed there; anything else would only fill memory.
        for (document, purge) in answers.purged.iter().filter(|(document, _)| line.withdrawn.contains(document)) {
            let known = said.purged.get(document).or_else(|| before.and_then(|(_, purged)| purged.get(document)));
            let new = SaidPurge { purge: *purge, at_ms: self.now_ms, at_seq: said.stored };
            let same = known.copied().filter(|known| known.purge == *purge);
            said.purged.insert(*document, same.unwrap_or(new));
            if same.is_none() {
                self.out.push(Output::Said { space, document: *document, purge: *purge });
            }
        }
    }

    pub(super) fn resume(&mut self, space: SpaceId) -> Result<(), CloseWhy> {
        match self.lines.get_mut(&space) {
            Some(line) if line.serving == Serving::Paused => line.serving = Serving::Restarting,
            _ => return Ok(()),
        }
        self.send(&Frame::Restart { space })
    }

    pub(super) fn restarted(&mut self, space: SpaceId) -> Result<(), Breach> {
        let line = self.line(space)?;
        if line.serving != Serving::Restarting {
            return Err(Breach::FalseAnswer);
        }
        line.serving = Serving::Open;
        line.sent = 0;
        let said = &mut self.delivery.space_mut(space).said;
        said.refused.clear();
        said.forget_cursor();
        self.out.push(Output::Delivery { space });
        self.ask_again(space).map_err(|_| Breach::Malformed)
    }
}

impl Line {
    /// Makes frames of what the engine read after `sent`, as far as one batch goes.
    fn batch(
        &self,
        space: SpaceId,
        my_device: DeviceId,
        peer_device: DeviceId,
        upto: u64,
        chunks: Vec<(u64, Option<Chunk>)>,
    ) -> Batch {
        let mut batch =
            Batch { frames: Vec::new(), upto: upto.max(self.sent), chunks: 0, bytes: 0, not_sendable: Vec::new() };
        let mut covered = self.sent;
        for (number, chunk) in chunks {
            let (Some(chunk), Some(run)) = (chunk, self.run_of(number)) else { continue };
            // What came from that device, and what was purged, is covered without being sent.
            if number <= covered || number > upto || chunk.origin.device == peer_device || chunk.body == Body::Through {
                continue;
            }
            if !fits(&chunk) {
                batch.not_sendable.push(number);
                continue;
            }
            let bytes = chunk.body_bytes();
            if batch.chunks == FEED_CHUNKS || (batch.chunks > 0 && batch.bytes + bytes > FEED_BYTES) {
                batch.upto = number - 1;
                break;
            }
            let mine = Origin { device: my_device, run, seq: number };
            let parcel = Parcel {
                skipped: number - covered - 1,
                document: chunk.document,
                origin: (chunk.origin != mine).then_some(chunk.origin),
                body: match chunk.body {
                    Body::Changes(bytes) => ParcelBody::Changes(bytes),
                    Body::Snapshot(bytes) => ParcelBody::Snapshot(bytes),
                    Body::Tombstone(tombstone) => ParcelBody::Tombstone(tombstone),
                    Body::Through => continue,
                },
            };
            match batch.frames.last_mut() {
                Some(Frame::Chunks { run: same, parcels, .. }) if *same == run => parcels.push(parcel),
                _ => batch.frames.push(Frame::Chunks { space, run, after: covered, parcels: vec![parcel] }),
            }
            covered = number;
            batch.chunks += 1;
            batch.bytes += bytes;
        }
        if batch.upto > covered {
            let upto: Cursor = self.cursor(batch.upto);
            batch.frames.push(Frame::Through { space, upto });
        }
        batch
    }
}

/// Whether the other side's limits allow a chunk.
fn fits(chunk: &Chunk) -> bool {
    match &chunk.body {
        Body::Tombstone(tombstone) => tombstone.heads.len() <= TOMBSTONE_HEADS_MAX,
        _ => chunk.body_bytes() <= CHUNK_BYTES_MAX,
    }
}
