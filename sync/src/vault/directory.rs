//! What the vault holds by name: its spaces and its records, sealed in a row of its own.
//!
//! Row names say nothing, so something must list what to look for at unlock without opening every row. Lost or
//! damaged, the directory is rebuilt by walking all rows, because each value names itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::SpaceId;

/// Version of the encoded directory.
const VERSION: u8 = 1;

/// Spaces and record names of one vault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Directory {
    /// Spaces that have a log.
    pub(super) spaces: BTreeSet<SpaceId>,
    /// Names of records.
    pub(super) names: BTreeSet<String>,
    /// Words were purged since the file was last rewritten: SQLite may keep moved copies of them inside pages.
    pub(super) purged: bool,
}

impl Directory {
    /// Key of the row that holds the directory; no record has the empty name.
    pub(super) const KEY: &'static [u8] = b"";

    pub(super) fn encode(&self) -> Option<Vec<u8>> {
        postcard::to_extend(self, vec![VERSION]).ok()
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        postcard::from_bytes(rest).ok()
    }
}
