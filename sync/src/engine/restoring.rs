//! After a restore: this person's withdrawn documents are withdrawn again before anything is served.
//!
//! Invariant: only documents of this person are touched; what another person withdrew comes with their own log.

use super::failure::Failure;
use super::open::Open;
use crate::exchange::Input;
use crate::ids::{DocumentId, SpaceId};
use crate::kind::{Body, Tombstone};

impl Open {
    /// Lists every tombstone of a space, for a device that went back to an older copy.
    pub fn tombstones_of(&self, space: SpaceId) -> Input {
        let ended = self.catalog.iter().filter(|entry| entry.space == space);
        let tombstones = ended.filter_map(|entry| Some((entry.document, entry.tombstone.clone()?))).collect();
        Input::Tombstones { space, tombstones }
    }

    /// Withdraws again what another device says was withdrawn; returns the answer once that is durable.
    pub fn tombstones_heard(
        &mut self,
        space: SpaceId,
        tombstones: Vec<(DocumentId, Tombstone)>,
        last: bool,
    ) -> Result<Option<Input>, Failure> {
        let mut purged = false;
        for (document, tombstone) in tombstones {
            let Some(entry) = self.catalog.get(document) else { continue };
            if entry.space != space || entry.tombstone.is_some() || entry.writer != self.me.person {
                continue;
            }
            let seqs = entry.seqs.clone();
            let chunk = self.own_chunk(document, Body::Tombstone(tombstone.clone()));
            let mut write = self.vault.write()?;
            let number = write.append(space, self.run, &chunk)?;
            write.mark_applied(space, number)?;
            super::purge::purge(&mut write, space, document, &seqs)?;
            write.commit()?;
            self.note_tombstone(document, &tombstone)?;
            self.note_covered(space, number);
            purged = true;
        }
        if purged {
            self.finish_purge()?;
            self.people_changed = true;
        }
        Ok(last.then_some(Input::TombstonesApplied { space }))
    }
}
