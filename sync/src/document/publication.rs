//! What a publication holds, and nothing else: the named fields, plain text and a fixed list of marks.

use serde::{Deserialize, Serialize};

use crate::ids::DocumentId;

/// The words somebody chose to share, as any reader sees them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Publication {
    /// The entry's title, if it has one.
    pub title: Option<String>,
    /// The entry's date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Which session it belongs to, in the writer's words.
    pub session: Option<String>,
    /// Plain text, without markup.
    pub text: String,
    /// Marks on the text.
    pub marks: Vec<Mark>,
    /// The publication it takes the place of.
    pub replaces: Option<DocumentId>,
}

/// A mark on characters `start..end` of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What it means.
    pub name: MarkName,
}

/// The fixed list of marks. Numbers are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MarkName {
    /// A heading line.
    Heading,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// A quoted line.
    Quote,
    /// A list item line.
    Item,
}

impl core::fmt::Debug for Publication {
    /// Shows sizes, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Publication({} bytes, {} marks)", self.text.len(), self.marks.len())
    }
}
