//! Entries of another vault on this computer, and how far taking them over is.

use crate::clock::UnixMillis;
use crate::engine::failure::Failure;
use crate::ids::DocumentId;

/// One entry of the other vault.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportEntry {
    /// Its name there; it gets another one here.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// Its first line.
    pub first_line: String,
    /// When it was begun.
    pub created_ms: UnixMillis,
}

impl core::fmt::Debug for ImportEntry {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ImportEntry({:?}, {} + {} bytes)", self.document, self.title.len(), self.first_line.len())
    }
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportView {
    /// The other vault is being read.
    Reading {
        /// So much of it.
        done: u64,
        /// Of so much.
        of: u64,
    },
    /// What may be taken over, newest first.
    Listed {
        /// The entries that are not in its trash.
        entries: Vec<ImportEntry>,
        /// Documents that could not be read.
        unreadable: usize,
    },
    /// Entries are being made here.
    Taking {
        /// So many are.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// It is over and the other vault is closed again.
    Ended {
        /// Entries that were made here.
        taken: usize,
        /// Entries that were chosen and could not be read.
        unreadable: usize,
    },
    /// It did not begin, or could not go on after so many entries.
    Failed {
        /// Why.
        failure: Failure,
        /// Entries that were made here before.
        taken: usize,
    },
}
