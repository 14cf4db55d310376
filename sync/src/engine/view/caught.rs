//! Words that were written while the vault was locked.

use crate::clock::UnixMillis;

/// One text that waits for its person to say whether to keep it.
#[derive(Clone, PartialEq, Eq)]
pub struct CaughtView {
    /// Names it.
    pub id: String,
    /// When it was begun, by the clock of this computer.
    pub at_ms: UnixMillis,
    /// The words.
    pub text: String,
}

impl core::fmt::Debug for CaughtView {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CaughtView({} bytes)", self.text.len())
    }
}
