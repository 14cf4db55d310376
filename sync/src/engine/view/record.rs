//! A record of the private space as the screen has it: a session, a check-in, a plan.

use std::collections::BTreeMap;

use crate::clock::UnixMillis;
use crate::document::{Fact, Facts};
use crate::ids::DocumentId;
use crate::kind::Kind;

/// One record, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordView {
    /// The document.
    pub document: DocumentId,
    /// What it is.
    pub kind: Kind,
    /// Its facts.
    pub facts: Facts,
    /// Values that another device set at the same time and that did not win, by fact; gone once the fact is set again.
    pub rivals: BTreeMap<String, Vec<Fact>>,
    /// When it was begun.
    pub created_ms: UnixMillis,
    /// When it last changed on this device.
    pub changed_ms: UnixMillis,
    /// Thrown away.
    pub trashed: bool,
}
