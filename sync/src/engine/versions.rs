//! Versions of an entry: listed, compared with how it is now, and brought back.

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::view::{VersionView, VersionsView};
use crate::ids::{DocumentId, Head};
use crate::kind::Kind;

impl Open {
    /// Tells the screen the versions of an entry, newest first.
    pub(super) fn read_versions(&mut self, document: DocumentId) -> Result<(), Failure> {
        self.must_be_entry(document)?;
        let mut versions = self.load(document)?.doc.versions();
        versions.reverse();
        self.events.push(Event::Versions(VersionsView { document, versions }));
        Ok(())
    }

    /// Tells the screen one of them, beside how the entry is now.
    pub(super) fn read_version(&mut self, document: DocumentId, heads: Vec<Head>) -> Result<(), Failure> {
        self.must_be_entry(document)?;
        let (title, parts) = self.load(document)?.doc.compare(&heads).map_err(|_| Failure::NotFound)?;
        self.events.push(Event::Version(VersionView { document, heads, title, parts }));
        Ok(())
    }

    /// Writes an entry as it was, as a new change; how it is now stays a version.
    pub(super) fn restore_version(&mut self, document: DocumentId, heads: &[Head]) -> Result<(), Failure> {
        self.must_be_entry(document)?;
        let space = self.profile.private_space;
        let loaded = self.load(document)?;
        loaded.doc.bring_back(heads).map_err(|_| Failure::NotFound)?;
        let changes = loaded.doc.new_changes();
        // Into the log first: what the screen is told of it may fail.
        self.save_changes(space, document, changes, None);
        self.refresh_summary(document);
        self.tell_patched(document)
    }

    fn must_be_entry(&self, document: DocumentId) -> Result<(), Failure> {
        let row = self.catalog.get(document).filter(|row| row.kind == Kind::Entry && row.tombstone.is_none());
        row.map(|_| ()).ok_or(Failure::NotFound)
    }
}
