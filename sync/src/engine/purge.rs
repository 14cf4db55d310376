//! Taking words out of the vault: a document's chunks become `through`, its copy and row go.
//!
//! Invariant: "removed" is said to nobody before the purge is committed and the write-ahead log truncated.

use super::failure::Failure;
use super::open::Open;
use crate::ids::{DeviceId, DocumentId, Origin, Run, SpaceId};
use crate::kind::{Body, Chunk};
use crate::vault::Write;

/// Overwrites a document's chunks in its space's log and removes its readable copy.
pub(super) fn purge(write: &mut Write<'_>, space: SpaceId, document: DocumentId, seqs: &[u64]) -> Result<(), Failure> {
    for seq in seqs {
        // Nothing of the document remains in its place, not even its name.
        let origin = Origin { device: DeviceId([0; 32]), run: Run([0; 8]), seq: *seq };
        let through = Chunk { document: DocumentId([0; 32]), origin, body: Body::Through };
        write.replace(space, *seq, &through)?;
        write.mark_applied(space, *seq)?;
    }
    write.remove_copy(space, document)?;
    Ok(())
}

impl Open {
    /// Makes a purge complete: titles leave the catalog's pages, and nothing of the old pages stays in any file.
    pub fn finish_purge(&mut self) -> Result<(), Failure> {
        if self.inbox_next.is_some() {
            // Words of it may still wait there, sealed, for room to be taken in.
            return Err(Failure::DiskFull);
        }
        self.save_catalog()?;
        Ok(self.vault.checkpoint()?)
    }
}
