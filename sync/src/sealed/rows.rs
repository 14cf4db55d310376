//! Names of rows: HMAC-SHA-256 (RFC 2104) under a key that only the open vault has.
//!
//! A name must be found from what it stands for (space and number, document, device) without an index on disk that
//! would itself say something, and must say nothing to whoever reads the closed file: not which rows belong to one
//! space, nor in which order they were written. A keyed hash gives both; truncated to 16 bytes, two of a million
//! rows meet with a chance of 2^-89.

use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::place::Table;
use crate::ids::SpaceId;

/// The name of one row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowId(pub [u8; 16]);

impl core::fmt::Debug for RowId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "RowId({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// The key from which row names are derived; wiped when dropped.
pub struct RowKey(pub(super) Zeroizing<[u8; 32]>);

impl RowKey {
    /// Returns the name of the row that holds `key` of `space` in `table`.
    pub fn row(&self, table: Table, space: SpaceId, key: &[u8]) -> RowId {
        // HMAC takes keys of any length; the empty fallback is never reached and keeps this function total.
        let Ok(mut mac) = <Hmac<Sha256> as hmac::Mac>::new_from_slice(&*self.0) else { return RowId([0; 16]) };
        mac.update(&[table as u8]);
        mac.update(&space.0);
        mac.update(key);
        let tag = mac.finalize().into_bytes();
        let mut row = [0; 16];
        row.copy_from_slice(&tag[..16]);
        RowId(row)
    }
}

impl core::fmt::Debug for RowKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RowKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_differ_by_table_space_key_and_vault() {
        let key = RowKey(Zeroizing::new([1; 32]));
        let other = RowKey(Zeroizing::new([2; 32]));
        let (space, elsewhere) = (SpaceId([3; 16]), SpaceId([4; 16]));
        let row = key.row(Table::Chunk, space, b"1");
        assert_eq!(row, key.row(Table::Chunk, space, b"1"));
        assert_ne!(row, key.row(Table::Copy, space, b"1"));
        assert_ne!(row, key.row(Table::Chunk, elsewhere, b"1"));
        assert_ne!(row, key.row(Table::Chunk, space, b"2"));
        assert_ne!(row, other.row(Table::Chunk, space, b"1"));
    }
}
