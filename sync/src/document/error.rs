//! Why a document, or a change of one, was not taken.

use crate::clock::EntropyError;
use crate::kind::RefusedWhy;

use super::walker::WalkError;

/// A document could not be built, read or changed. Whatever failed, the document is as it was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The bytes are not plain, bounded change chunks.
    #[error("The changes were refused before reading: {0}")]
    Walk(#[from] WalkError),
    /// Well-formed changes of a shape that no document of this kind has.
    #[error("The document has an unknown shape")]
    Malformed,
    /// More text, marks or receipts than a document of this kind may hold.
    #[error("The document is too large")]
    TooLarge,
    /// Changes are missing that these ones need.
    #[error("Changes are missing")]
    Incomplete,
    /// The changes belong to another document, space or writer.
    #[error("The changes belong to another document")]
    Misplaced,
    /// The document does not have what was asked of it.
    #[error("The document is of another kind")]
    WrongKind,
    /// Automerge refused the changes or the edit.
    #[error("The changes do not apply")]
    NotApplicable,
    /// Automerge panicked; the document was kept as it was.
    #[error("Applying the changes ended in a panic")]
    Panicked,
    /// The system gave no random bytes.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl DocumentError {
    /// How a device says this to the one that sent the chunk.
    pub fn refused_why(self) -> RefusedWhy {
        match self {
            Self::Walk(error) if error.is_too_large() => RefusedWhy::TooLarge,
            Self::TooLarge => RefusedWhy::TooLarge,
            Self::Incomplete => RefusedWhy::Incomplete,
            Self::Misplaced => RefusedWhy::Misplaced,
            _ => RefusedWhy::Malformed,
        }
    }
}

impl From<automerge::AutomergeError> for DocumentError {
    /// Drops the details: they may quote keys and values.
    fn from(_: automerge::AutomergeError) -> Self {
        Self::NotApplicable
    }
}

impl From<automerge::PatchLogMismatch> for DocumentError {
    fn from(_: automerge::PatchLogMismatch) -> Self {
        Self::NotApplicable
    }
}
