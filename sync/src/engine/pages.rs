//! The texts of several entries at once, for reading on without opening each.
//!
//! Invariant: bounded in entries; what cannot be read is left out, and the rest is told.

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::view::{Field, PageView};
use crate::ids::DocumentId;
use crate::kind::Kind;
use crate::limits::PAGES_MAX;

impl Open {
    /// Tells the screen the texts of these entries, of so many as one answer holds.
    pub(super) fn read_pages(&mut self, documents: &[DocumentId]) -> Result<(), Failure> {
        let is_entry = |document: &&DocumentId| {
            self.catalog.get(**document).is_some_and(|row| row.kind == Kind::Entry && row.tombstone.is_none())
        };
        let page = |document: &DocumentId| {
            let doc = self.read_doc(*document).ok()?;
            Some(PageView { document: *document, text: doc.text(Field::Body) })
        };
        let pages = documents.iter().take(PAGES_MAX).filter(is_entry).filter_map(page).collect();
        self.events.push(Event::Pages(pages));
        Ok(())
    }
}
