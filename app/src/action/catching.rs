//! What a person may ask about words typed while the vault is locked.

/// One wish.
#[derive(Debug)]
pub enum CatchAction {
    /// Shows the page over the unlock screen.
    Open,
    /// The text changed.
    Typed,
    /// Seals the text and goes back to the unlock screen.
    Leave,
    /// Makes an entry of words that were caught, in the journal or in the trash.
    Settle {
        /// Which.
        id: String,
        /// Into the journal.
        keep: bool,
    },
    /// Puts away what was noticed about such words.
    Understood,
    /// Decides another time.
    Later,
}
