//! Records of the private space: sessions, check-ins, plans and the like, each made of facts.
//!
//! Invariant: what the screen is told of a record comes from its catalog row, so no document is loaded to list them.

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::view::RecordView;
use crate::document::{DocumentError, FactChanges};
use crate::ids::DocumentId;
use crate::kind::Kind;

impl Open {
    /// Sets facts of an entry or a record; a record that does not exist yet is begun.
    pub fn set_facts(&mut self, document: DocumentId, kind: Kind, set: &FactChanges) -> Result<(), Failure> {
        let write = |doc: &mut crate::document::Doc| {
            doc.set_facts(set).map_err(|error| match error {
                DocumentError::TooLarge => Failure::TooLong,
                _ => Failure::Internal,
            })
        };
        match self.catalog.get(document) {
            None if kind.is_record() => {
                let now_ms = self.now_ms();
                self.begin_private(document, kind, now_ms, write)
            }
            Some(row) if row.kind == kind && row.tombstone.is_none() && kind.is_private() => {
                self.change(document, write)
            }
            _ => Err(Failure::NotFound),
        }
    }

    /// Returns a record as the screen draws it; none for what is no record, or gone.
    pub fn record_view(&self, document: DocumentId) -> Option<RecordView> {
        let row = self.catalog.get(document)?;
        if !row.kind.is_record() || row.tombstone.is_some() {
            return None;
        }
        let extra = super::extra::of(row);
        Some(RecordView {
            document,
            kind: row.kind,
            facts: extra.facts,
            rivals: extra.rivals,
            created_ms: row.created_ms,
            changed_ms: row.changed_ms,
            trashed: row.trashed_ms.is_some(),
        })
    }

    /// Tells the screen all records, as after opening a vault.
    pub fn tell_records(&mut self) {
        let changed = self.catalog.iter().filter_map(|row| self.record_view(row.document)).collect();
        self.events.push(Event::Records { changed, removed: Vec::new() });
    }

    /// Whether a document is a record by its row.
    pub fn is_record(&self, document: DocumentId) -> bool {
        self.catalog.get(document).map(|row| row.kind).is_some_and(Kind::is_record)
    }
}
