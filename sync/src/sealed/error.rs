//! What can go wrong with sealed bytes.
//!
//! Invariant: an error holds no words, no key and no path.

/// Bytes could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SealError {
    /// The passphrase or key does not open it.
    #[error("The key does not open it")]
    WrongKey,
    /// The bytes are cut short, changed or not ours.
    #[error("The sealed bytes are damaged")]
    Damaged,
    /// The value was sealed for another place.
    #[error("The value belongs elsewhere")]
    Misplaced,
    /// Written by a newer version.
    #[error("The value was written by a newer version")]
    Newer,
    /// Larger than the limits allow.
    #[error("The value is larger than allowed")]
    TooLarge,
    /// The file asks for more key derivation than this program is willing to do.
    #[error("The key file asks for too much work")]
    TooMuchWork,
    /// The text is not a key.
    #[error("This is not a key")]
    NotAKey,
    /// The system failed to seal.
    #[error("Sealing failed")]
    Failed,
}
