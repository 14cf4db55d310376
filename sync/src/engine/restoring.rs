//! After a vault went back to an older state: what was withdrawn meanwhile is withdrawn again before anything leaves.
//!
//! Invariant: an ending told by another device only ever takes words away, and only in the space it shares.

use super::failure::Failure;
use super::open::Open;
use crate::exchange::Input;
use crate::ids::{DocumentId, SpaceId};
use crate::kind::{Body, End, Kind, Tombstone};

impl Open {
    /// Returns every ending of a space, for a device that went back.
    pub fn tombstones(&self, space: SpaceId) -> Input {
        let rows = self.catalog.iter().filter(|row| row.space == space);
        let tombstones = rows.filter_map(|row| row.tombstone.clone().map(|end| (row.document, end))).collect();
        Input::Tombstones { space, tombstones }
    }

    /// Carries out endings that this vault had forgotten.
    pub fn end_again(
        &mut self,
        space: SpaceId,
        tombstones: Vec<(DocumentId, Tombstone)>,
        last: bool,
    ) -> Result<Vec<Input>, Failure> {
        let mut any = false;
        for (document, tombstone) in tombstones {
            let here = self.catalog.get(document).filter(|row| row.kind != Kind::Closing);
            let is_emptied = matches!(tombstone.end, End::Emptied(_));
            if is_emptied != (space == self.profile.private_space) {
                continue;
            }
            if here.is_some_and(|row| row.space == space && row.tombstone.is_none() && row.writer == self.me.person) {
                self.end_one(space, document, &tombstone)?;
                any = true;
            }
        }
        if any {
            self.finish_purge()?;
            self.people_changed = true;
        }
        Ok(if last { vec![Input::TombstonesApplied { space }] } else { Vec::new() })
    }

    fn end_one(&mut self, space: SpaceId, document: DocumentId, tombstone: &Tombstone) -> Result<(), Failure> {
        if space == self.profile.private_space {
            return self.apply_emptied(space, None, document, tombstone);
        }
        let seqs = self.catalog.get(document).map(|row| row.seqs.clone()).unwrap_or_default();
        let chunk = self.own_chunk(document, Body::Tombstone(tombstone.clone()));
        let mut write = self.vault.write()?;
        let seq = write.append(space, self.run, &chunk)?;
        super::purge::purge(&mut write, space, document, &seqs)?;
        write.commit()?;
        self.note_tombstone(document, tombstone)?;
        self.note_covered(space, seq);
        let replaced_by = tombstone.replaced_by();
        self.update_extra(document, |extra| extra.replaced_by = replaced_by);
        // The entry it was made from says so as well.
        if let Some((entry, record)) = self.find_share(document).filter(|(_, record)| record.withdrawn_ms.is_none()) {
            let now_ms = self.now_ms();
            let record = crate::document::ShareRecord { withdrawn_ms: Some(now_ms), replaced_by, ..record };
            self.change(entry, |doc| doc.record_share(&record).map_err(|_| Failure::Internal))?;
        }
        Ok(())
    }
}
