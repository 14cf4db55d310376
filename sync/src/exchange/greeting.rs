//! The hellos: what each side says first, and what follows from what the other said.
//!
//! Invariant: a space is served only after the other side's hello named it and its cursor fits my log.

use std::collections::BTreeMap;

use super::delivery::{KeptOfTheirs, SpaceDelivery};
use super::frame::Frame;
use super::hello::{Hello, ShortCursor, SpaceHello};
use super::line::{Line, Serving};
use super::machine::{Exchange, Phase};
use super::output::{CloseWhy, Incident, Output, PausedWhy};
use crate::kind::RefusedWhy;

impl Exchange {
    pub(super) fn start(&mut self) -> Result<(), CloseWhy> {
        if self.phase != Phase::Fresh {
            return Ok(());
        }
        self.phase = Phase::Waiting;
        let delivery = &self.delivery;
        let spaces = self.names.iter().filter_map(|(name, space)| {
            let line = self.lines.get(space)?;
            let nothing = KeptOfTheirs::default();
            let kept = delivery.space(*space).map_or(&nothing, |known| &known.kept);
            Some(SpaceHello {
                space: *name,
                mine: line.newest_cursor().into(),
                yours: kept.cursor.into(),
                unapplied: kept.cursor.seq.saturating_sub(kept.applied()),
                answers: kept.answers_digest(),
                fingerprint: line.fingerprint.to_le_bytes(),
            })
        });
        let hello = Hello { rosters: self.rosters, spaces: spaces.collect() };
        self.send(&Frame::Hello(hello))
    }

    pub(super) fn greeted(&mut self, hello: &Hello) -> Result<(), CloseWhy> {
        self.phase = Phase::Talking;
        self.out.push(Output::Greeted);
        let known = hello.rosters.yours == self.rosters.mine;
        self.out.push(if known { Output::RosterKnown } else { Output::RosterWanted });
        // A space that is not common is passed over without a word: unknown and forbidden look alike.
        hello.spaces.iter().try_for_each(|theirs| self.space_greeted(theirs))
    }

    fn space_greeted(&mut self, theirs: &SpaceHello) -> Result<(), CloseWhy> {
        let Some(space) = self.names.get(&theirs.space).copied() else { return Ok(()) };
        let Some(line) = self.lines.get_mut(&space) else { return Ok(()) };
        let known = self.delivery.space_mut(space);
        let had = ShortCursor::from(known.kept.cursor);
        if theirs.mine.seq < had.seq || (theirs.mine.seq == had.seq && theirs.mine != had) {
            line.include_theirs = true;
            self.out.push(Output::Incident(Incident::TheyWentBack { space }));
        }
        known.kept.newest = theirs.mine.seq;
        line.greeted_at = theirs.yours.seq;
        let fits = line.holds(theirs.yours);
        if line.held_back || !fits {
            line.serving = Serving::Paused;
            known.said.unconfirmed = true;
            self.out.push(Output::Delivery { space });
            self.out.push(Output::Paused {
                space,
                why: if fits { PausedWhy::Restored } else { PausedWhy::CursorMismatch },
            });
            // What I wrote and lost may be there: they are asked to offer it before my cursor has passed it.
            line.deaf = true;
            return self.send(&Frame::Older { space });
        }
        line.serving = Serving::Open;
        line.sent = theirs.yours.seq;
        line.whole_upto = if theirs.yours.seq == 0 { line.all_applied } else { 0 };
        let lowered = theirs.yours.seq < known.said.stored;
        if lowered {
            let documents = known.said.taken_back(theirs.yours.seq);
            if !documents.is_empty() {
                self.out.push(Output::TakenBack { space, documents });
            }
        }
        known.said.answered(theirs.yours.seq, theirs.applied(), self.now_ms);
        known.said.unconfirmed = known.said.answers_digest() != theirs.answers;
        let unconfirmed = known.said.unconfirmed;
        let fingerprints = (line.fingerprint, u64::from_le_bytes(theirs.fingerprint));
        if level(theirs, line, known) && fingerprints.0 != fingerprints.1 && known.unmended != Some(fingerprints) {
            self.out.push(Output::Incident(Incident::FingerprintDiffers { space }));
            self.begin_repair(space);
        }
        if lowered {
            self.delivery.lowered.insert(space, self.now_ms);
        }
        self.out.push(Output::Delivery { space });
        if unconfirmed { self.ask_again(space) } else { Ok(()) }
    }
}

/// Whether something refused makes a difference: what was refused because its document is gone does not.
fn blocks(refused: &BTreeMap<u64, RefusedWhy>) -> bool {
    refused.values().any(|why| *why != RefusedWhy::Gone)
}

/// Whether both sides stand at the same cursors with nothing refused, unapplied or unclear: only then do their
/// fingerprints have to agree.
fn level(theirs: &SpaceHello, line: &Line, known: &SpaceDelivery) -> bool {
    theirs.mine == known.kept.cursor.into()
        && theirs.yours == line.newest_cursor().into()
        && theirs.unapplied == 0
        && known.kept.unapplied.is_empty()
        && !blocks(&known.kept.refused)
        && !blocks(&known.said.refused)
        && !known.said.unconfirmed
}
