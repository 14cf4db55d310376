//! What a person may ask about courses, sessions, check-ins and plans.

use understory_sync::document::FactChanges;
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

/// One wish about records.
#[derive(Debug)]
pub enum CareAction {
    /// Sets facts of a record that exists, or of an entry.
    Set {
        /// The document.
        document: DocumentId,
        /// What it is.
        kind: Kind,
        /// Facts to set, and to take away.
        set: FactChanges,
    },
    /// Begins a record with these facts, under a name drawn at random.
    Begin {
        /// What it is.
        kind: Kind,
        /// Its first facts.
        set: FactChanges,
    },
    /// Sets facts of the one document of its kind, such as the safety plan.
    SetOnly {
        /// What it is.
        kind: Kind,
        /// Facts to set, and to take away.
        set: FactChanges,
    },
    /// Throws a record away, or restores it.
    Trash(DocumentId, bool),
}
