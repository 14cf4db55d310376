//! What was asked about entries of another vault.

use understory_sync::ids::DocumentId;

/// Entries of another vault.
#[derive(Debug)]
pub enum ImportAction {
    /// Open the typed folder with the typed passphrase.
    Look,
    /// Take this one over, or leave it.
    Tick(DocumentId, bool),
    /// Take all of them over, or none.
    TickAll(bool),
    /// Make entries of what is ticked.
    Take,
    /// Close the other vault, wherever it is.
    Stop,
}
