//! The first hours after a session, as their page holds them.

/// What the page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HoursView {
    /// The question, and the ways to answer it.
    #[default]
    Question,
    /// The field, once the engine has opened the entry.
    Writing,
    /// Nothing to say yet, and that this is all right.
    Nothing,
}
