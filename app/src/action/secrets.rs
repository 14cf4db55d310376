//! What was asked about the passphrase and the recovery key.

use crate::state::secrets::Task;

/// The passphrase and the recovery key.
#[derive(Debug)]
pub enum SecretsAction {
    /// Unfold this, or fold everything.
    Choose(Option<Task>),
    /// Prove with the recovery key instead of the passphrase, or the other way round.
    ByRecovery(bool),
    /// The new passphrase changed.
    Typed,
    /// Make six other words.
    OfferWords,
    /// Use the offered words.
    TakeWords,
    /// The new recovery key was copied.
    KeyCopied,
    /// Write the new key's page to the typed place.
    SaveKit,
    /// Let no key of the keychain open the vault any more.
    NoQuickUnlock,
    /// Do what is unfolded.
    Do,
}
