//! What crosses between persons, and nothing else: a publication's named fields, plain text and fixed list of marks;
//! margin notes; receipts.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::clock::UnixMillis;
use crate::ids::{DeviceId, DocumentId};

/// The words somebody chose to share, as any reader sees them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Publication {
    /// The entry's title, if it has one.
    pub title: Option<String>,
    /// The entry's date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Which session it belongs to, in the writer's words.
    pub session: Option<String>,
    /// Its writer wants to speak about it in the next session.
    pub bring: bool,
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

impl MarkName {
    /// The mark with this number.
    pub fn numbered(number: u8) -> Option<Self> {
        [Self::Heading, Self::Emphasis, Self::Strong, Self::Quote, Self::Item]
            .into_iter()
            .find(|name| *name as u8 == number)
    }
}

/// A note left in the margin of a publication.
#[derive(Clone, PartialEq, Eq)]
pub struct MarginNote {
    /// What it stands beside.
    pub publication: DocumentId,
    /// First character it points at.
    pub start: usize,
    /// One past the last; with `start` 0 and `end` 0 it points at the whole.
    pub end: usize,
    /// [`anchor`] of the words it points at; zeros for the whole.
    pub anchor: [u8; 8],
    /// What it says.
    pub text: String,
}

impl MarginNote {
    /// Whether it is about all of it.
    pub fn is_whole(&self) -> bool {
        self.start == 0 && self.end == 0
    }

    /// Where it points in `publication`; none for the whole, or if the words there are no longer the same.
    pub fn place(&self, publication: &Publication) -> Option<(usize, usize)> {
        let words: String = publication.text.chars().skip(self.start).take(self.end.checked_sub(self.start)?).collect();
        let fits = self.start < self.end && words.chars().count() == self.end - self.start;
        (fits && anchor(&words) == self.anchor).then_some((self.start, self.end))
    }
}

impl core::fmt::Debug for MarginNote {
    /// Shows place and size, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MarginNote({:?}, {}..{}, {} bytes)", self.publication, self.start, self.end, self.text.len())
    }
}

/// A short hash of the words a note points at: the first eight bytes of their SHA-256.
pub fn anchor(words: &str) -> [u8; 8] {
    let digest = Sha256::digest(words.as_bytes());
    let mut short = [0; 8];
    short.copy_from_slice(&digest[..8]);
    short
}

/// What one device of a reader says about one publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// The publication.
    pub publication: DocumentId,
    /// The reader's device.
    pub device: DeviceId,
    /// What happened there.
    pub what: ReceiptWhat,
    /// When, by that device's clock.
    pub at_ms: UnixMillis,
}

/// What happened to a publication on a reader's device. Numbers are final.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReceiptWhat {
    /// Stored and readable.
    Received = 1,
    /// Opened by the reader.
    Opened = 2,
    /// Purged after it was withdrawn.
    Removed = 3,
}
