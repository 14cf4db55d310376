//! Where a sealed value belongs; it stands inside the value itself.
//!
//! age has no associated data: without this, whoever can write the file could swap two values unseen.

use serde::{Deserialize, Serialize};

use super::error::SealError;
use super::rows::RowId;
use crate::ids::{SpaceId, VaultId};

/// What kind of value a row holds. Numbers are final: they stand in sealed values.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// A chunk of a space's log.
    Chunk = 1,
    /// The readable copy of a document.
    Copy = 2,
    /// A page of the catalog.
    Page = 3,
    /// The state of a space's log.
    State = 4,
    /// What a device said it has.
    Delivery = 5,
    /// A named record: profile, roster, contacts.
    Record = 6,
    /// What arrived while the vault was locked.
    Inbox = 7,
}

impl Table {
    /// All tables, in the order of their numbers.
    pub const ALL: [Self; 7] =
        [Self::Chunk, Self::Copy, Self::Page, Self::State, Self::Delivery, Self::Record, Self::Inbox];

    /// Returns the table with this number.
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|table| *table as u8 == number)
    }
}

/// Where one sealed value belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The vault.
    pub vault: VaultId,
    /// The kind of value.
    pub table: Table,
    /// The row.
    pub row: RowId,
    /// The space; zeros where values belong to none.
    pub space: SpaceId,
    /// The number in the space's log; 0 outside the log.
    pub seq: u64,
}

/// Version of the header before each sealed body.
pub(super) const HEADER_VERSION: u8 = 1;

/// The header as it is sealed, after its version byte.
#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    vault: VaultId,
    table: u8,
    row: RowId,
    space: SpaceId,
    seq: u64,
    pub(super) body_bytes: u64,
}

impl Header {
    pub(super) fn new(place: &Place, body_bytes: usize) -> Self {
        Self {
            vault: place.vault,
            table: place.table as u8,
            row: place.row,
            space: place.space,
            seq: place.seq,
            body_bytes: body_bytes as u64,
        }
    }

    pub(super) fn place(&self) -> Result<Place, SealError> {
        let table = Table::numbered(self.table).ok_or(SealError::Damaged)?;
        Ok(Place { vault: self.vault, table, row: self.row, space: self.space, seq: self.seq })
    }
}
