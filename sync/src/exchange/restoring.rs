//! Vaults that went back to an older copy: they learn every tombstone before anything of theirs is served again.
//!
//! Invariant: between a pause and `Restart` lie the person's yes and all tombstones of the other side, applied.

use super::frame::Frame;
use super::line::Serving;
use super::machine::Exchange;
use super::output::{Breach, CloseWhy, Output};
use crate::ids::{DocumentId, SpaceId};
use crate::kind::Tombstone;
use crate::limits::{DOCUMENTS_PER_SPACE_MAX, FEED_BYTES, TOMBSTONES_ASKED_MAX, TOMBSTONES_PER_FRAME};

impl Exchange {
    /// Serves nothing in this space before the person said so: this vault was made from a backup. Before `Input::Start`.
    pub fn hold_back(&mut self, space: SpaceId) {
        if let Some(line) = self.lines.get_mut(&space) {
            line.held_back = true;
        }
    }

    /// The person said yes: first what was withdrawn since has to be known here.
    pub(super) fn resume(&mut self, space: SpaceId) -> Result<(), CloseWhy> {
        match self.lines.get_mut(&space) {
            Some(line) if line.serving == Serving::Paused => {
                line.serving = Serving::Learning;
                line.tombstones_heard = 0;
            }
            _ => return Ok(()),
        }
        self.send(&Frame::AskTombstones { space })
    }

    pub(super) fn tombstones_asked(&mut self, space: SpaceId) -> Result<(), Breach> {
        let line = self.line(space)?;
        line.tombstones_asked += 1;
        if line.listing || line.tombstones_asked > TOMBSTONES_ASKED_MAX {
            return Err(Breach::Flood);
        }
        line.listing = true;
        self.out.push(Output::TombstonesWanted { space });
        Ok(())
    }

    pub(super) fn tombstones_listed(
        &mut self,
        space: SpaceId,
        mut tombstones: Vec<(DocumentId, Tombstone)>,
    ) -> Result<(), CloseWhy> {
        let Some(line) = self.lines.get_mut(&space).filter(|line| line.listing) else { return Ok(()) };
        line.listing = false;
        tombstones.retain(|(_, tombstone)| tombstone.is_bounded());
        tombstones.truncate(DOCUMENTS_PER_SPACE_MAX);
        let mut waiting = tombstones.into_iter().peekable();
        loop {
            let (mut part, mut bytes) = (Vec::new(), 0);
            while let Some(next) = waiting.next_if(|(_, tombstone)| {
                bytes += tombstone.bytes();
                part.is_empty() || (part.len() < TOMBSTONES_PER_FRAME && bytes <= FEED_BYTES)
            }) {
                part.push(next);
            }
            let more = waiting.peek().is_some();
            self.send(&Frame::Tombstones { space, more, tombstones: part })?;
            if !more {
                return Ok(());
            }
        }
    }

    pub(super) fn tombstones_arrived(
        &mut self,
        space: SpaceId,
        more: bool,
        tombstones: Vec<(DocumentId, Tombstone)>,
    ) -> Result<(), Breach> {
        let line = self.line(space)?;
        // The last part was handed over when `usize::MAX` stands here.
        if line.serving != Serving::Learning || line.tombstones_heard == usize::MAX {
            return Err(Breach::Unasked);
        }
        line.tombstones_heard += tombstones.len();
        if line.tombstones_heard > DOCUMENTS_PER_SPACE_MAX {
            return Err(Breach::Flood);
        }
        if !more {
            line.tombstones_heard = usize::MAX;
        }
        self.out.push(Output::Tombstones { space, tombstones, last: !more });
        Ok(())
    }

    pub(super) fn tombstones_applied(&mut self, space: SpaceId) -> Result<(), CloseWhy> {
        match self.lines.get_mut(&space) {
            Some(line) if line.serving == Serving::Learning && line.tombstones_heard == usize::MAX => {
                line.serving = Serving::Restarting;
            }
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
        line.held_back = false;
        line.sent = 0;
        line.whole_upto = line.all_applied;
        let said = &mut self.delivery.space_mut(space).said;
        said.refused.clear();
        said.forget_cursor();
        self.out.push(Output::Resumed { space });
        self.delivery.lowered.insert(space, self.now_ms);
        self.out.push(Output::Delivery { space });
        self.ask_again(space).map_err(|_| Breach::Malformed)
    }

    /// Their vault is an older copy: what came from them is offered to them, from where their hello stood.
    pub(super) fn older(&mut self, space: SpaceId) -> Result<(), Breach> {
        let line = self.line(space)?;
        if core::mem::replace(&mut line.rewound, true) {
            return Err(Breach::Flood);
        }
        line.include_theirs = true;
        line.stalled = false;
        if line.serving == Serving::Open {
            line.sent = line.greeted_at;
            self.window.forget(space);
        }
        self.send(&Frame::Anew { space }).map_err(|_| Breach::Malformed)
    }

    pub(super) fn anew(&mut self, space: SpaceId) -> Result<(), Breach> {
        let line = self.line(space)?;
        if core::mem::replace(&mut line.deaf, false) { Ok(()) } else { Err(Breach::Unasked) }
    }
}
