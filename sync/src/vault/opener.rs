//! Chunks as they lie on disk, read here and opened on other threads.
//!
//! Invariant: an opener borrows the vault's identity and nothing that reads or writes the file; what does not open is
//! none here, and counted as damaged only by whoever asks the vault itself.

use super::error::VaultError;
use super::keyed;
use super::store::Vault;
use crate::ids::SpaceId;
use crate::kind::Chunk;
use crate::sealed::{Place, Table, VaultIdentity, open};

/// One chunk, sealed.
pub struct SealedChunk {
    place: Place,
    seq: u64,
    sealed: Vec<u8>,
}

/// Opens chunks; may be used by several threads at once.
#[derive(Clone, Copy)]
pub struct Opener<'v>(&'v VaultIdentity);

impl Vault {
    /// Returns a chunk without opening it; none beyond the log's end, where it was folded, and where it is missing.
    pub fn sealed_chunk(&self, space: SpaceId, seq: u64) -> Result<Option<SealedChunk>, VaultError> {
        if seq == 0 || seq > self.newest(space) || self.is_covered(space, seq) {
            return Ok(None);
        }
        let place = self.place(Table::Chunk, space, &seq.to_be_bytes(), seq);
        let sealed = self.database.get(place.row)?;
        Ok(sealed.map(|sealed| SealedChunk { place, seq, sealed }))
    }

    /// Returns what opens this vault's chunks.
    pub fn opener(&self) -> Opener<'_> {
        Opener(&self.identity)
    }
}

impl Opener<'_> {
    /// Opens a chunk of this vault.
    pub fn open(&self, chunk: &SealedChunk) -> Option<Chunk> {
        let plain = open(self.0, &chunk.place, &chunk.sealed).ok()?;
        let (start, key) = keyed::split(&plain).ok()?;
        if key != chunk.seq.to_be_bytes() {
            return None;
        }
        postcard::from_bytes(&plain.after(start)).ok()
    }
}
