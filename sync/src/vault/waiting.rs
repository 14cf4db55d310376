//! Words that found no room on the disk, sealed until their vault is opened again.
//!
//! Invariant: their place names no row of the database, so that they can be mistaken for none.

use super::{Vault, VaultError};
use crate::ids::{SpaceId, VaultId};
use crate::sealed::{Place, Plain, RowId, Sealed, Table, open, seal};

/// Sealed words of one vault.
pub struct Waiting {
    vault: VaultId,
    sealed: Sealed,
}

impl Vault {
    /// Seals words so that only this vault, once unlocked, can open them.
    pub fn seal_waiting(&self, words: &[u8]) -> Result<Waiting, VaultError> {
        let sealed = seal(self.recipient(), &place(self.id()), words).map_err(VaultError::of_sealing)?;
        Ok(Waiting { vault: self.id(), sealed })
    }

    /// Opens words that were sealed by this vault; none if they belong to another.
    pub fn open_waiting(&self, waiting: &Waiting) -> Result<Option<Plain>, VaultError> {
        if waiting.vault != self.id() {
            return Ok(None);
        }
        open(&self.identity, &place(self.id()), waiting.sealed.as_bytes()).map(Some).map_err(|_| VaultError::Disk)
    }
}

fn place(vault: VaultId) -> Place {
    Place { vault, table: Table::Record, row: RowId([0; 16]), space: SpaceId([0; 16]), seq: 0 }
}
