//! Entries of another vault on this computer: what it holds, what of it is wanted, how far taking it over is.

use std::collections::BTreeSet;

use understory_sync::engine::view::ImportView;
use understory_sync::ids::DocumentId;
use zeroize::Zeroizing;

/// What the engine said about the other vault, and what the person wants of it.
#[derive(Default)]
pub struct Importing {
    /// Opening it was asked for and not answered.
    pub opening: bool,
    /// Where it stands; none while nobody asked.
    pub view: Option<ImportView>,
    /// Entries that are not wanted; all others are.
    pub left: BTreeSet<DocumentId>,
}

impl Importing {
    /// Returns the entries that are listed and wanted.
    pub fn wanted(&self) -> Vec<DocumentId> {
        let Some(ImportView::Listed { entries, .. }) = &self.view else { return Vec::new() };
        let listed = entries.iter().map(|entry| entry.document);
        listed.filter(|document| !self.left.contains(document)).collect()
    }

    /// Whether the other vault is open.
    pub fn is_open(&self) -> bool {
        self.opening || !matches!(self.view, None | Some(ImportView::Ended { .. } | ImportView::Failed { .. }))
    }
}

/// What is typed.
#[derive(Default)]
pub struct ImportForm {
    /// The folder of the other vault.
    pub folder: String,
    /// What opens it.
    pub passphrase: Zeroizing<String>,
    /// It is readable.
    pub shown: bool,
}
