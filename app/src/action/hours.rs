//! What a person may ask in the first hours after a session: little.

/// One wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursAction {
    /// Shows the page.
    Enter,
    /// Writes.
    Write,
    /// Says that there is nothing to say yet.
    Nothing,
    /// Back to the question; what was written is saved.
    Question,
    /// Leaves for the journal.
    Leave,
}
