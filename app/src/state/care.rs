//! The client's months: records of courses, sessions, check-ins, plans and small things meant to be done.
//!
//! Invariant: what the engine told, and nothing else; a screen reads meaning out of facts through `care`.

use std::collections::BTreeMap;

use understory_sync::engine::view::RecordView;
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

/// All records of this person.
#[derive(Default)]
pub struct Care {
    records: BTreeMap<DocumentId, RecordView>,
    /// The page of the first hours was offered since the vault was opened, or there was no reason to.
    pub hours_offered: bool,
}

impl Care {
    /// Takes over records that are new, changed or gone.
    pub fn merge(&mut self, changed: Vec<RecordView>, removed: &[DocumentId]) {
        for record in changed {
            self.records.insert(record.document, record);
        }
        for document in removed {
            self.records.remove(document);
        }
    }

    /// Returns one record, thrown away or not.
    pub fn get(&self, document: DocumentId) -> Option<&RecordView> {
        self.records.get(&document)
    }

    /// Returns the records of a kind that are not thrown away, in the order of their names.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &RecordView> {
        self.records.values().filter(move |record| record.kind == kind && !record.trashed)
    }

    /// Returns the records of a kind that were thrown away and can be restored, in the order of their names.
    pub fn removed(&self, kind: Kind) -> impl Iterator<Item = &RecordView> {
        self.records.values().filter(move |record| record.kind == kind && record.trashed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: u8, kind: Kind, trashed: bool) -> RecordView {
        let document = DocumentId([number; 32]);
        let (facts, rivals) = Default::default();
        RecordView { document, kind, facts, rivals, created_ms: 1, changed_ms: 1, trashed }
    }

    #[test]
    fn records_are_listed_by_kind_without_what_was_thrown_away() {
        let mut care = Care::default();
        let records = vec![
            record(1, Kind::Session, false),
            record(2, Kind::CheckIn, false),
            record(3, Kind::Session, true),
            record(4, Kind::Session, false),
        ];
        care.merge(records, &[]);
        care.merge(vec![], &[DocumentId([4; 32])]);
        let sessions: Vec<u8> = care.of(Kind::Session).map(|record| record.document.0[0]).collect();
        assert_eq!(sessions, [1]);
        assert!(care.get(DocumentId([3; 32])).is_some(), "what was thrown away can be restored");
    }
}
