//! The sending half: batches of my log go out after their cursor, and their answers come back.
//!
//! Invariant: nothing leaves a space that is not `Open`, and never more than two batches ahead of their answers.

use std::collections::VecDeque;

use super::batch::{Batch, Ends};
use super::delivery::SaidPurge;
use super::event::Fed;
use super::frame::{Answers, Frame};
use super::line::{Line, Repetition, Serving};
use super::machine::Exchange;
use super::output::{Breach, CloseWhy, Incident, Output};
use crate::ids::SpaceId;
use crate::kind::{Body, Chunk};
use crate::limits::{FEED_BYTES, FEED_CHUNKS};

/// What is on its way and not answered, over all spaces of a connection.
#[derive(Default)]
pub(super) struct Window {
    flights: VecDeque<Flight>,
    /// The space whose log the engine is reading now.
    asking: Option<SpaceId>,
    /// A batch of which something was offered, until they say what they want of it.
    pub(super) held: Option<(SpaceId, Batch)>,
    /// The space that was asked last, so that each gets its turn.
    turn: Option<SpaceId>,
}

struct Flight {
    space: SpaceId,
    upto: u64,
    chunks: usize,
    bytes: usize,
}

impl Window {
    fn is_open(&self) -> bool {
        let chunks: usize = self.flights.iter().map(|flight| flight.chunks).sum();
        let bytes: usize = self.flights.iter().map(|flight| flight.bytes).sum();
        self.asking.is_none() && self.held.is_none() && chunks <= FEED_CHUNKS && bytes <= FEED_BYTES
    }

    fn landed(&mut self, space: SpaceId, stored: u64) {
        self.flights.retain(|flight| flight.space != space || flight.upto > stored);
    }

    /// Forgets what is on its way in a space: it will not be answered.
    pub(super) fn forget(&mut self, space: SpaceId) {
        self.flights.retain(|flight| flight.space != space);
        self.asking = self.asking.filter(|asking| *asking != space);
        if self.held.as_ref().is_some_and(|(held, _)| *held == space) {
            self.held = None;
        }
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
        self.out.push(Output::Feed {
            space: *space,
            after: line.sent,
            chunks_max: FEED_CHUNKS,
            bytes_max: FEED_BYTES,
            include_theirs: line.include_theirs,
            whole_upto: if line.sent < line.whole_upto { line.whole_upto } else { 0 },
        });
    }

    pub(super) fn fed(&mut self, space: SpaceId, after: u64, upto: u64, chunks: Vec<Fed>) -> Result<(), CloseWhy> {
        if self.window.asking != Some(space) {
            return Ok(());
        }
        self.window.asking = None;
        let ends = Ends { mine: self.my_device, peer: self.peer_device };
        let Some(line) = self.lines.get_mut(&space) else { return Ok(()) };
        if line.serving != Serving::Open || after != line.sent {
            // Not what was asked for; asking again at once could go on for ever.
            line.stalled = true;
            return Ok(());
        }
        for fed in &chunks {
            if let Some(Chunk { document, body: Body::Tombstone(_), .. }) = &fed.chunk {
                line.withdrawn.insert(*document);
            }
        }
        let (batch, not_sendable) = Batch::new(line, ends, upto.min(line.newest), chunks);
        line.stalled = batch.upto == after;
        for number in not_sendable {
            self.out.push(Output::Incident(Incident::NotSendable { space, number }));
        }
        match batch.offer(space) {
            Some(offer) => {
                self.window.held = Some((space, batch));
                self.send(&offer)
            }
            None => self.send_batch(space, batch),
        }
    }

    pub(super) fn send_batch(&mut self, space: SpaceId, batch: Batch) -> Result<(), CloseWhy> {
        let my_device = self.my_device;
        let Some(line) = self.lines.get_mut(&space) else { return Ok(()) };
        let (upto, chunks, bytes) = (batch.upto, batch.chunks(), batch.bytes());
        if upto > line.sent {
            self.window.flights.push_back(Flight { space, upto, chunks: chunks.max(1), bytes });
        }
        let frames = batch.into_frames(space, line, my_device);
        line.sent = upto;
        frames.iter().try_for_each(|frame| self.send(frame))
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
}
