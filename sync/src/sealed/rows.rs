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
        if table == Table::Inbox {
            return self.inbox().named(key);
        }
        cut(self.mac(table, space, key))
    }

    /// Returns the key that names the rows of the inbox, and no others.
    pub fn inbox(&self) -> InboxRows {
        InboxRows(Zeroizing::new(self.mac(Table::Inbox, SpaceId([0; 16]), b"rows of the inbox")))
    }

    fn mac(&self, table: Table, space: SpaceId, key: &[u8]) -> [u8; 32] {
        mac(&self.0, &[&[table as u8], &space.0, key])
    }
}

/// The key from which the names of the inbox's rows are derived, while the vault is locked; wiped when dropped.
pub struct InboxRows(Zeroizing<[u8; 32]>);

impl InboxRows {
    /// Returns the name of the row that holds the value with this number.
    pub fn row(&self, number: u64) -> RowId {
        self.named(&number.to_be_bytes())
    }

    fn named(&self, key: &[u8]) -> RowId {
        cut(mac(&self.0, &[key]))
    }
}

impl core::fmt::Debug for InboxRows {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("InboxRows(…)")
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length; the empty fallback is never reached and keeps this function total.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::Mac>::new_from_slice(key) else { return [0; 32] };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn cut(tag: [u8; 32]) -> RowId {
    let mut row = [0; 16];
    row.copy_from_slice(&tag[..16]);
    RowId(row)
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

    #[test]
    fn the_key_of_the_inbox_names_its_rows_as_the_vault_does_and_no_others() {
        let key = RowKey(Zeroizing::new([1; 32]));
        let inbox = key.inbox();
        assert_eq!(inbox.row(7), key.row(Table::Inbox, SpaceId([0; 16]), &7_u64.to_be_bytes()));
        assert_ne!(inbox.row(7), inbox.row(8));
        for table in Table::ALL.into_iter().filter(|table| *table != Table::Inbox) {
            assert_ne!(inbox.row(7), key.row(table, SpaceId([0; 16]), &7_u64.to_be_bytes()), "{table:?}");
        }
    }
}
