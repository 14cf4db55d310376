//! Undo and redo of one text: only what this screen wrote, wherever other devices have moved it since.
//!
//! A step is the edit that takes one burst of typing back, written for the text as it is now. When somebody else's
//! edit arrives, every step is rewritten for the text it leaves. Undoing is an ordinary new change, so it merges like
//! any other. Kept in memory only.

use std::collections::VecDeque;
use std::time::Duration;

use crate::limits;

use super::delta::Delta;
use super::text::Patch;

#[derive(Default)]
pub(super) struct History {
    undo: VecDeque<Delta>,
    redo: VecDeque<Delta>,
    /// When the newest undo step last grew; none once it is closed.
    grew: Option<Duration>,
}

impl History {
    /// Keeps what takes back an edit made just now; quick successive edits join one step.
    pub(super) fn record(&mut self, back: &[Patch], now: Duration) {
        let back = Delta::from_patches(back);
        if back.is_empty() {
            return;
        }
        self.redo.clear();
        let joins =
            self.grew.is_some_and(|grew| now.saturating_sub(grew) < Duration::from_millis(limits::UNDO_JOIN_MS));
        match self.undo.back_mut() {
            Some(newest) if joins => *newest = back.then(newest),
            _ => push(&mut self.undo, back),
        }
        self.grew = Some(now);
    }

    /// Rewrites every step for the text that somebody else's edit left.
    pub(super) fn rewrite(&mut self, others: &[Patch]) {
        let others = Delta::from_patches(others);
        if others.is_empty() {
            return;
        }
        self.grew = None;
        for steps in [&mut self.undo, &mut self.redo] {
            // The newest step fits the text as it is; the one before fits the text the newest would leave.
            let mut others = others.clone();
            for step in steps.iter_mut().rev() {
                let rewritten = step.after(&others, true);
                others = others.after(step, false);
                *step = rewritten;
            }
            steps.retain(|step| !step.is_empty());
        }
    }

    /// Takes the newest step to undo.
    pub(super) fn take_undo(&mut self) -> Option<Vec<Patch>> {
        self.grew = None;
        self.undo.pop_back().map(|step| step.to_patches())
    }

    /// Takes the newest step to redo.
    pub(super) fn take_redo(&mut self) -> Option<Vec<Patch>> {
        self.grew = None;
        self.redo.pop_back().map(|step| step.to_patches())
    }

    /// Keeps what takes an undo back.
    pub(super) fn undone(&mut self, back: &[Patch]) {
        push(&mut self.redo, Delta::from_patches(back));
    }

    /// Keeps what takes a redo back.
    pub(super) fn redone(&mut self, back: &[Patch]) {
        push(&mut self.undo, Delta::from_patches(back));
    }
}

fn push(steps: &mut VecDeque<Delta>, step: Delta) {
    if step.is_empty() {
        return;
    }
    if steps.len() == limits::UNDO_STEPS_MAX {
        steps.pop_front();
    }
    steps.push_back(step);
}
