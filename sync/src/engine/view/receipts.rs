//! What screens draw of receipts: who has seen what, by which device, when.

use crate::clock::UnixMillis;
pub use crate::document::ReceiptWhat;
use crate::ids::{DocumentId, PersonId};

/// The newest of what readers' devices noted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptsView {
    /// How many there are in all.
    pub total: usize,
    /// The newest of them, newest first.
    pub lines: Vec<ReceiptLine>,
}

/// One thing that happened to something this person shared, on a reader's device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptLine {
    /// When, by that device's clock.
    pub at_ms: UnixMillis,
    /// What happened.
    pub what: ReceiptWhat,
    /// Whose device.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// The device's name.
    pub device_name: String,
    /// What was shared.
    pub publication: DocumentId,
    /// Its title, or its first words; may be empty.
    pub title: String,
}
