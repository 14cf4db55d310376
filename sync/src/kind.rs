//! What is written: the kinds of documents, and the chunks their changes travel in.
//!
//! Numbers are final: they stand in sealed values and on the wire (FORMAT.md).

use serde::{Deserialize, Serialize};

use sha2::{Digest as _, Sha256};

use crate::ids::{DeviceId, DocumentId, Origin, Run, SpaceId};

pub use crate::tombstone::{End, Reach, Tombstone};

/// The kind of a document.
///
/// A kind this version does not know is kept and passed on to own devices, never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A journal entry; private space.
    Entry,
    /// A margin note while it is being written; private space.
    NoteDraft,
    /// Words somebody chose to share; shared space, never edited.
    Publication,
    /// A note left in the margin of a publication; shared space, never edited.
    MarginNote,
    /// What a reader's devices received and opened; shared space, only grows, holds no typed word.
    Receipts,
    /// That one person ended the shared space; only grows, holds no typed word.
    Closing,
    /// A course of treatment as the client plans it; private space.
    Course,
    /// One session of a course, with its record; private space.
    Session,
    /// Answers of one check-in; private space.
    CheckIn,
    /// A person's own safety plan, of which there is one; private space.
    SafetyPlan,
    /// One small thing somebody means to do; private space.
    Commitment,
    /// What a person chose of the app on all their devices, of which there is one; private space.
    Choices,
}

impl Kind {
    /// Whether documents of this kind live in a person's private space.
    pub fn is_private(self) -> bool {
        self.is_record() || matches!(self, Self::Entry | Self::NoteDraft)
    }

    /// Whether documents of this kind are records: private, and made of facts.
    pub fn is_record(self) -> bool {
        Self::RECORDS.contains(&self)
    }

    /// Returns the one document of this kind a person has, under the same name on all their devices, so that two that
    /// begin it at the same time write into one.
    pub fn only_one(self, private_space: SpaceId) -> DocumentId {
        let mut hash = Sha256::new_with_prefix(b"understory: the only document of its kind, 1");
        hash.update(private_space.as_bytes());
        hash.update(self.name().as_bytes());
        DocumentId(hash.finalize().into())
    }

    const RECORDS: [Self; 6] =
        [Self::Course, Self::Session, Self::CheckIn, Self::SafetyPlan, Self::Commitment, Self::Choices];

    /// The kind's name in genesis bytes and in readable copies.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::NoteDraft => "note-draft",
            Self::Publication => "publication",
            Self::MarginNote => "margin-note",
            Self::Receipts => "receipts",
            Self::Closing => "closing",
            Self::Course => "course",
            Self::Session => "session",
            Self::CheckIn => "check-in",
            Self::SafetyPlan => "safety-plan",
            Self::Commitment => "commitment",
            Self::Choices => "choices",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Entry, Self::NoteDraft, Self::Publication, Self::MarginNote, Self::Receipts, Self::Closing];
        all.into_iter().chain(Self::RECORDS).find(|kind| kind.name() == name)
    }
}

/// One batch of changes of one document, as it lies in a log and travels.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// The document it belongs to.
    pub document: DocumentId,
    /// Who wrote it first.
    pub origin: Origin,
    /// What it holds.
    pub body: Body,
}

/// What a chunk holds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Automerge changes, each an uncompressed change chunk, one after the other, oldest first.
    Changes(Vec<u8>),
    /// A whole document as `save_nocompress`, raw deflate.
    Snapshot(Vec<u8>),
    /// The document is gone; only its writer may say so.
    Tombstone(Tombstone),
    /// The words that stood here were purged before they left.
    Through,
}

impl Body {
    /// Whether it holds something of a document.
    pub fn is_words(&self) -> bool {
        matches!(self, Self::Changes(_) | Self::Snapshot(_))
    }

    /// Returns how long it is, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Changes(bytes) | Self::Snapshot(bytes) => bytes.len(),
            Self::Tombstone(tombstone) => tombstone.bytes(),
            Self::Through => 0,
        }
    }
}

impl Chunk {
    /// Returns what stands at a number whose words are not there any more; not even their document's name remains.
    pub fn through(seq: u64) -> Self {
        let origin = Origin { device: DeviceId([0; 32]), run: Run([0; 8]), seq };
        Self { document: DocumentId([0; 32]), origin, body: Body::Through }
    }

    /// Size of what the chunk holds, in bytes.
    pub fn body_bytes(&self) -> usize {
        self.body.bytes()
    }
}

impl core::fmt::Debug for Chunk {
    /// Shows place and size, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let what = match self.body {
            Body::Changes(_) => "changes",
            Body::Snapshot(_) => "snapshot",
            Body::Tombstone(_) => "tombstone",
            Body::Through => "through",
        };
        write!(f, "Chunk({:?}, {:?}, {what}, {} bytes)", self.document, self.origin, self.body_bytes())
    }
}

/// Why a device did not keep a chunk. Numbers are final: they are on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RefusedWhy {
    /// Larger than the reader's limits.
    TooLarge,
    /// Not well formed.
    Malformed,
    /// Written by somebody who does not write this document.
    NotTheWriter,
    /// Belongs to another space or document.
    Misplaced,
    /// Needs changes that never came.
    Incomplete,
    /// The document is gone.
    Gone,
    /// Of a kind or version the reader does not know.
    Unknown,
    /// The reader's space is full.
    Full,
}
