//! What can be wrong with bytes of this room.
//!
//! Invariant: an error holds no name, no key and no bytes.

/// Why a record, a card, a founding or a contact was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// Larger than its bound.
    #[error("Larger than allowed")]
    TooLarge,
    /// Not well formed.
    #[error("Not well formed")]
    Malformed,
    /// Of a version that is not known here.
    #[error("Of a version that is not known here")]
    UnknownVersion,
    /// A name is empty, too long, or holds characters that do not print.
    #[error("The name is empty, too long or does not print")]
    BadName,
    /// A signature does not fit.
    #[error("A signature does not fit")]
    BadSignature,
    /// Signed by a device or recovery key that the roster does not know.
    #[error("Signed by somebody the roster does not know")]
    UnknownSigner,
    /// The signer's number is 0 or beyond the last that counts.
    #[error("The number is out of range")]
    BadNumber,
    /// A second founding record, or none where one must be.
    #[error("Not this person's founding record")]
    NotTheFounding,
    /// The roster holds as much as it may.
    #[error("The roster is full")]
    Full,
    /// The system gave no random bytes.
    #[error("The system gave no random bytes")]
    NoEntropy,
    /// The records contradict each other, or the device was removed.
    #[error("The device does not count")]
    NotCounted,
    /// Two persons of one space are the same, or have the same role.
    #[error("The two persons of a space must differ")]
    SamePerson,
}
