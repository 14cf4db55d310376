//! Offers by id: what a device did not write itself it names first, and sends only what the other side lacks.
//!
//! Invariant: an offer moves no cursor; only chunks and `Through` do. At most one batch waits for an answer.

use super::event::OfferId;
use super::frame::Frame;
use super::machine::Exchange;
use super::output::{Breach, CloseWhy, Output};
use crate::ids::SpaceId;
use crate::limits::FEED_CHUNKS;

impl Exchange {
    /// They say what they want of the batch that was offered.
    pub(super) fn want(&mut self, space: SpaceId, numbers: &[u64]) -> Result<(), Breach> {
        self.line(space)?;
        let held = self.window.held.as_mut().filter(|(held, _)| *held == space).map(|(_, batch)| batch);
        if !held.ok_or(Breach::FalseAnswer)?.keep_wanted(numbers) {
            return Err(Breach::FalseAnswer);
        }
        let Some((_, batch)) = self.window.held.take() else { return Ok(()) };
        self.send_batch(space, batch).map_err(|_| Breach::Malformed)
    }

    /// They offer numbers of their log.
    pub(super) fn offered(&mut self, space: SpaceId, after: u64, ids: &[(u64, OfferId)]) -> Result<(), Breach> {
        let line = self.line(space)?;
        if line.deaf {
            return Ok(());
        }
        if after > line.received.seq {
            return Err(Breach::Gap);
        }
        // What an honest sender offered before has come, or is passed over, before it offers more.
        if line.offered.is_some() || line.wanted.len() + ids.len() > 2 * FEED_CHUNKS {
            return Err(Breach::Flood);
        }
        let mut last = after;
        let mut offers = Vec::with_capacity(ids.len());
        for (skipped, id) in ids {
            last = last.checked_add(*skipped).and_then(|before| before.checked_add(1)).ok_or(Breach::Malformed)?;
            offers.push((last, *id));
        }
        if offers.first().is_some_and(|(first, _)| *first <= line.received.seq) {
            return Err(Breach::Malformed);
        }
        line.offered = Some(offers.iter().map(|(number, _)| *number).collect());
        self.out.push(Output::Offered { space, offers });
        Ok(())
    }

    /// The engine compared an offer with what is here.
    pub(super) fn known(&mut self, space: SpaceId, have: &[u64]) -> Result<(), CloseWhy> {
        let Some(line) = self.lines.get_mut(&space) else { return Ok(()) };
        let Some(mut numbers) = line.offered.take() else { return Ok(()) };
        numbers.retain(|number| !have.contains(number));
        line.wanted.extend(&numbers);
        self.send(&Frame::Want { space, numbers })
    }
}
