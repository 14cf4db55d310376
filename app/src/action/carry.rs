//! What was asked about files carried by hand.

/// Files carried by hand.
#[derive(Debug)]
pub enum CarryAction {
    /// Ask for whom, and where to.
    StartSave,
    /// Make the file and write it into the typed place.
    Save,
    /// Ask which file.
    StartOpen,
    /// Open the typed file.
    Open,
    /// Make entries of a removed device's last words, or leave them aside.
    KeepLastWords(bool),
}
