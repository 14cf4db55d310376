//! Texts and versions of entries, for the screen.

use crate::document::{Compared, Version};
use crate::ids::{DocumentId, Head};

/// All versions of an entry that are listed.
#[derive(Clone, Debug)]
pub struct VersionsView {
    /// The entry.
    pub document: DocumentId,
    /// Newest first; the first is how it is now.
    pub versions: Vec<Version>,
}

/// One version beside how the entry is now.
#[derive(Clone)]
pub struct VersionView {
    /// The entry.
    pub document: DocumentId,
    /// The version.
    pub heads: Vec<Head>,
    /// Its title.
    pub title: String,
    /// Its text, with what went since and what came.
    pub parts: Vec<Compared>,
}

/// The text of an entry, to be read.
#[derive(Clone)]
pub struct PageView {
    /// The entry.
    pub document: DocumentId,
    /// Its text.
    pub text: String,
}

impl core::fmt::Debug for PageView {
    /// Shows the size, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PageView({:?}, {} bytes)", self.document, self.text.len())
    }
}

impl core::fmt::Debug for VersionView {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "VersionView({:?}, {} parts)", self.document, self.parts.len())
    }
}
