//! Notes in the margin, as a list shows them.

use crate::clock::UnixMillis;
use crate::ids::DocumentId;

/// A note that somebody left beside what this person shared, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarginView {
    /// The note.
    pub note: DocumentId,
    /// The entry that was shared.
    pub entry: DocumentId,
    /// Who left it.
    pub person_name: String,
    /// The start of it.
    pub first_line: String,
    /// When it arrived here.
    pub at_ms: UnixMillis,
}
