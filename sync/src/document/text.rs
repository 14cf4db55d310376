//! Edits of a text, in characters (Unicode scalar values), never bytes.

use serde::{Deserialize, Serialize};

/// Which text of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Field {
    /// The title line.
    Title,
    /// The text itself.
    Body,
}

/// One edit: at a character, delete so many, then insert.
#[derive(Clone, PartialEq, Eq)]
pub struct Splice {
    /// Index of the first character it touches.
    pub at: usize,
    /// Characters deleted from there on.
    pub delete: usize,
    /// Characters inserted there.
    pub insert: String,
}

/// One edit that comes from outside the text field; same shape, other direction.
pub type Patch = Splice;

impl core::fmt::Debug for Splice {
    /// Shows place and size, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Splice(at {}, delete {}, insert {} bytes)", self.at, self.delete, self.insert.len())
    }
}
