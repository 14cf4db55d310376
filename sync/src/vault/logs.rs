//! The logs of an open vault, read: how far each goes, what of it is applied, and its chunks in order.
//!
//! Invariant: reading changes nothing but the list of what was found damaged.

use super::error::VaultError;
use super::log_state::{LogState, insert_sorted};
use super::store::{Fed, Vault};
use crate::ids::{Run, SpaceId};
use crate::kind::Chunk;
use crate::sealed::Table;

impl Vault {
    /// Returns the chunks after a number, oldest first, until one of the bounds is reached; at least one if any is left.
    /// Numbers folded into later ones are passed over.
    pub fn feed(
        &self,
        space: SpaceId,
        after: u64,
        chunks_max: usize,
        bytes_max: usize,
    ) -> Result<Vec<Fed>, VaultError> {
        let newest = self.states.get(&space).map_or(0, |state| state.newest);
        let next = |seq: u64| self.covered.get(&space).map_or(seq, |covered| covered.skip(seq));
        let (mut found, mut bytes) = (Vec::new(), 0);
        let mut seq = next(after.saturating_add(1));
        while seq <= newest && found.len() < chunks_max.max(1) {
            match self.chunk(space, seq) {
                Ok(Some(chunk)) => {
                    bytes += chunk.body_bytes();
                    if bytes > bytes_max && !found.is_empty() {
                        break;
                    }
                    found.push((seq, Ok(chunk)));
                }
                Ok(None) => break,
                Err(VaultError::Damaged(damage)) if damage.table.is_some() => found.push((seq, Err(damage))),
                Err(error) => return Err(error),
            }
            seq = next(seq.saturating_add(1));
        }
        Ok(found)
    }

    /// Returns one chunk to be passed on; none beyond the log's end, and none where it does not open.
    pub fn feed_one(&self, space: SpaceId, seq: u64) -> Result<Option<Chunk>, VaultError> {
        match self.chunk(space, seq) {
            Err(VaultError::Damaged(damage)) if damage.table.is_some() => Ok(None),
            found => found,
        }
    }

    /// Returns the run that wrote a number of a space's log; zeros beyond its end.
    pub fn run_of(&self, space: SpaceId, seq: u64) -> Run {
        let runs = self.states.get(&space).map_or(&[][..], |state| &state.runs);
        let next = runs.partition_point(|span| span.last < seq);
        runs.get(next).map_or(Run([0; 8]), |span| span.run)
    }

    /// Whether a number's chunk was folded into a later one.
    pub(super) fn is_covered(&self, space: SpaceId, seq: u64) -> bool {
        self.covered.get(&space).is_some_and(|covered| covered.contains(seq))
    }

    /// Returns the state of a space's log, with the damage found since; an empty one for an unknown space.
    pub fn log(&self, space: SpaceId) -> LogState {
        let mut state = self.states.get(&space).cloned().unwrap_or_default();
        for damage in self.aside.borrow().values() {
            if damage.table == Some(Table::Chunk) && damage.space == Some(space) {
                insert_sorted(&mut state.damaged, damage.seq);
            }
        }
        state
    }

    /// Returns the number up to which every chunk of a space is applied.
    pub fn settled(&self, space: SpaceId) -> u64 {
        let settled = |state: &LogState| state.unapplied.first().map_or(state.newest, |first| first - 1);
        self.states.get(&space).map_or(0, settled)
    }

    /// Returns the first number beyond `after` whose chunk is not applied.
    pub fn unapplied_after(&self, space: SpaceId, after: u64) -> Option<u64> {
        let unapplied = &self.states.get(&space)?.unapplied;
        unapplied.get(unapplied.partition_point(|number| *number <= after)).copied()
    }

    /// Returns the number of a space's newest chunk; 0 for an empty log.
    pub fn newest(&self, space: SpaceId) -> u64 {
        self.states.get(&space).map_or(0, |state| state.newest)
    }

    /// Returns the spaces that have a log.
    pub fn spaces(&self) -> Vec<SpaceId> {
        self.states.keys().copied().collect()
    }
}
