//! Frames of one connection: postcard behind a version byte.
//!
//! Invariant: nothing is parsed beyond `FRAME_BYTES_MAX`, every list is bounded, trailing bytes are refused, and a
//! frame that decodes holds no body larger than `CHUNK_BYTES_MAX`.

use serde::{Deserialize, Serialize};

use super::event::{Purge, RosterDigests};
use crate::ids::{Cursor, DocumentId, Origin, Run, SpaceId};
use crate::kind::{RefusedWhy, Tombstone};
use crate::limits::{
    ANSWERS_PER_FRAME, CHUNK_BYTES_MAX, FEED_CHUNKS, FRAME_BYTES_MAX, RECORD_BYTES_MAX, RECORDS_MAX, SPACES_MAX,
    TOMBSTONE_HEADS_MAX,
};

/// The first byte of every frame.
pub const FRAME_VERSION: u8 = 1;

/// One frame. The order of the variants is final: it stands on the wire.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// The first frame of both sides.
    Hello(Hello),
    /// Records of the sender's roster.
    Roster(Vec<Vec<u8>>),
    /// Chunks of the sender's log.
    Chunks {
        /// The space.
        space: SpaceId,
        /// The run that wrote these numbers of the sender's log.
        run: Run,
        /// The number before the first one this frame covers.
        after: u64,
        /// Oldest first, at least one.
        parcels: Vec<Parcel>,
    },
    /// The numbers up to this one are covered without a chunk.
    Through {
        /// The space.
        space: SpaceId,
        /// Where the receiver's cursor stands afterwards.
        upto: Cursor,
    },
    /// What of the receiver's log is durably stored here, and what of it is applied; both without gaps.
    Ack {
        /// The space.
        space: SpaceId,
        /// Everything up to this number of the receiver's log was stored, refused or passed over.
        stored: u64,
        /// Everything up to this number was also applied, refused or passed over.
        applied: u64,
    },
    /// What was refused, and what became of withdrawn documents.
    Answers(Answers),
    /// The receiver's answers differ from those its hello stands for: say them all again.
    Again {
        /// The space.
        space: SpaceId,
    },
    /// The sender's log begins anew: forget the cursor.
    Restart {
        /// The space.
        space: SpaceId,
    },
    /// The cursor is forgotten.
    Restarted {
        /// The space.
        space: SpaceId,
    },
}

/// The first frame of both sides: everything needed to see that nothing is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Which rosters the sender knows.
    pub rosters: RosterDigests,
    /// The spaces the sender believes common, each once.
    pub spaces: Vec<SpaceHello>,
}

/// Where one side stands in one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceHello {
    /// The space.
    pub space: SpaceId,
    /// The newest number of the sender's log.
    pub mine: Cursor,
    /// The newest number of the receiver's log that the sender durably stored.
    pub yours: Cursor,
    /// Up to where the sender applied the receiver's log.
    pub yours_applied: u64,
    /// Digest of the sender's refusals and answers to tombstones in this space.
    pub answers: [u8; 8],
    /// Sum over what the sender holds applied.
    pub fingerprint: [u8; 8],
}

/// One chunk on the wire; its number is the one before plus one plus `skipped`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Numbers before this one that are covered without a chunk.
    pub skipped: u64,
    /// The document.
    pub document: DocumentId,
    /// Who wrote it first; none if the sender did, under this very run and number.
    pub origin: Option<Origin>,
    /// What it holds.
    pub body: ParcelBody,
}

/// What a parcel holds. The order of the variants is final: it stands on the wire.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParcelBody {
    /// Automerge changes, uncompressed, oldest first.
    Changes(#[serde(with = "octets")] Vec<u8>),
    /// A whole document, deflated by us.
    Snapshot(#[serde(with = "octets")] Vec<u8>),
    /// The end of the document.
    Tombstone(Tombstone),
}

/// Refusals and answers about the receiver's log in one space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The space.
    pub space: SpaceId,
    /// Whether this is part of all there are (after `Again`), and not an addition.
    pub whole: bool,
    /// Whether more of them follow at once.
    pub more: bool,
    /// Numbers of the receiver's log that were not kept.
    pub refused: Vec<(u64, RefusedWhy)>,
    /// What became of documents the receiver withdrew.
    pub purged: Vec<(DocumentId, Purge)>,
}

/// Why bytes are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Over the limit, in or out.
    #[error("The frame is too large")]
    Oversize,
    /// Of another version.
    #[error("The frame is of another version")]
    Version,
    /// Not a frame.
    #[error("The frame is malformed")]
    Malformed,
}

impl Frame {
    /// Returns the frame's bytes; refuses to write what `decode` would refuse to read.
    pub fn encode(&self) -> Result<Vec<u8>, FrameError> {
        self.check()?;
        let bytes = postcard::to_extend(self, vec![FRAME_VERSION]).map_err(|_| FrameError::Malformed)?;
        if bytes.len() > FRAME_BYTES_MAX { Err(FrameError::Oversize) } else { Ok(bytes) }
    }

    /// Returns the frame whose bytes these are.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameError> {
        if bytes.len() > FRAME_BYTES_MAX {
            return Err(FrameError::Oversize);
        }
        let (version, rest) = bytes.split_first().ok_or(FrameError::Malformed)?;
        if *version != FRAME_VERSION {
            return Err(FrameError::Version);
        }
        let (frame, trailing) = postcard::take_from_bytes::<Self>(rest).map_err(|_| FrameError::Malformed)?;
        if !trailing.is_empty() {
            return Err(FrameError::Malformed);
        }
        frame.check()?;
        Ok(frame)
    }

    /// Holds every list to its bound and every frame to its meaning.
    fn check(&self) -> Result<(), FrameError> {
        let fine = match self {
            Self::Hello(hello) => hello.is_sound(),
            Self::Roster(records) => {
                records.len() <= RECORDS_MAX && records.iter().all(|record| record.len() <= RECORD_BYTES_MAX)
            }
            Self::Chunks { parcels, .. } => {
                !parcels.is_empty()
                    && parcels.len() <= FEED_CHUNKS
                    && parcels.iter().all(|parcel| parcel.body.is_sound())
            }
            Self::Through { upto, .. } => upto.seq > 0,
            Self::Ack { stored, applied, .. } => applied <= stored,
            Self::Answers(answers) => answers.refused.len() + answers.purged.len() <= ANSWERS_PER_FRAME,
            Self::Again { .. } | Self::Restart { .. } | Self::Restarted { .. } => true,
        };
        if fine { Ok(()) } else { Err(FrameError::Malformed) }
    }
}

impl Hello {
    fn is_sound(&self) -> bool {
        let mut named: Vec<SpaceId> = self.spaces.iter().map(|space| space.space).collect();
        named.sort_unstable();
        named.dedup();
        self.spaces.len() <= SPACES_MAX
            && named.len() == self.spaces.len()
            && self.spaces.iter().all(|space| space.yours_applied <= space.yours.seq)
    }
}

impl ParcelBody {
    /// Size of what it holds, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Changes(bytes) | Self::Snapshot(bytes) => bytes.len(),
            Self::Tombstone(tombstone) => tombstone.heads.len() * crate::ids::Head::BYTES + 33,
        }
    }

    fn is_sound(&self) -> bool {
        match self {
            Self::Changes(bytes) | Self::Snapshot(bytes) => bytes.len() <= CHUNK_BYTES_MAX,
            Self::Tombstone(tombstone) => tombstone.heads.len() <= TOMBSTONE_HEADS_MAX,
        }
    }
}

impl core::fmt::Debug for ParcelBody {
    /// Shows the size, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} bytes", self.bytes())
    }
}

impl core::fmt::Debug for Frame {
    /// Shows what kind of frame it is and how much it holds, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Hello(hello) => write!(f, "{hello:?}"),
            Self::Roster(records) => write!(f, "Roster({} records)", records.len()),
            Self::Chunks { space, after, parcels, .. } => {
                write!(f, "Chunks({space:?}, after {after}, {} parcels)", parcels.len())
            }
            Self::Through { space, upto } => write!(f, "Through({space:?}, {})", upto.seq),
            Self::Ack { space, stored, applied } => write!(f, "Ack({space:?}, {stored}, {applied})"),
            Self::Answers(answers) => write!(f, "{answers:?}"),
            Self::Again { space } => write!(f, "Again({space:?})"),
            Self::Restart { space } => write!(f, "Restart({space:?})"),
            Self::Restarted { space } => write!(f, "Restarted({space:?})"),
        }
    }
}

/// Byte strings as one copy instead of byte by byte; the same bytes on the wire as `Vec<u8>` by `derive`.
mod octets {
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        struct Octets;
        impl Visitor<'_> for Octets {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }
        from.deserialize_bytes(Octets)
    }
}
