//! Frames of one connection: postcard behind a version byte.
//!
//! Invariant: nothing is parsed beyond `FRAME_BYTES_MAX`, every list is bounded, trailing bytes are refused, and a
//! frame that decodes holds no body larger than `CHUNK_BYTES_MAX`.

use serde::{Deserialize, Serialize};

use super::event::{Listed, OfferId, Purge};
use super::hello::Hello;
use super::parcel::{LooseParcel, Parcel};
use crate::ids::{Cursor, DocumentId, Run, SpaceId};
use crate::kind::{RefusedWhy, Tombstone};
use crate::limits::{
    ANSWERS_PER_FRAME, ASKED_PER_FRAME, FEED_CHUNKS, FRAME_BYTES_MAX, LISTED_PER_FRAME, RECORD_BYTES_MAX, RECORDS_MAX,
    TOMBSTONES_PER_FRAME,
};

/// The first byte of every frame.
pub const FRAME_VERSION: u8 = 2;

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
    /// Chunks of the sender's log that the receiver may have from somebody else, by id; moves no cursor.
    Offer {
        /// The space.
        space: SpaceId,
        /// The number before the first one offered or skipped.
        after: u64,
        /// What would come, in order: numbers skipped before it, and its id.
        ids: Vec<(u64, OfferId)>,
    },
    /// Of the last offer, send these and pass over the others.
    Want {
        /// The space.
        space: SpaceId,
        /// Numbers of the receiver's log, in order.
        numbers: Vec<u64>,
    },
    /// The sender's vault is an older copy: its chunks are to be offered to it too. It takes nothing more until `Anew`.
    Older {
        /// The space.
        space: SpaceId,
    },
    /// What follows is served after the cursor of the receiver's hello, its own chunks among it.
    Anew {
        /// The space.
        space: SpaceId,
    },
    /// The sender's bucket sums, 256 of them.
    Sums {
        /// The space.
        space: SpaceId,
        /// By the first byte of the document ids.
        sums: Vec<u64>,
    },
    /// The sender's documents in the buckets that differ.
    List {
        /// The space.
        space: SpaceId,
        /// Whether more of them follow.
        more: bool,
        /// In order of their ids, over all frames.
        documents: Vec<Listed>,
    },
    /// Chunks that a repair or a question found missing; moves no cursor.
    Mend {
        /// The space.
        space: SpaceId,
        /// An answer to `Ask`; else part of a repair.
        asked: bool,
        /// Whether these are the last.
        last: bool,
        /// The chunks.
        parcels: Vec<LooseParcel>,
    },
    /// The chunks of the last `Mend` are durable and applied.
    Mended {
        /// The space.
        space: SpaceId,
        /// Documents that are different now.
        changed: u64,
        /// The sender's fingerprint now.
        fingerprint: u64,
    },
    /// The sender wants these documents of its own person back.
    Ask {
        /// The space.
        space: SpaceId,
        /// The documents.
        documents: Vec<DocumentId>,
    },
    /// The sender went back and needs all tombstones before it serves anything.
    AskTombstones {
        /// The space.
        space: SpaceId,
    },
    /// Tombstones as the sender knows them.
    Tombstones {
        /// The space.
        space: SpaceId,
        /// Whether more of them follow.
        more: bool,
        /// Documents and their ends.
        tombstones: Vec<(DocumentId, Tombstone)>,
    },
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
            Self::Offer { ids, .. } => !ids.is_empty() && ids.len() <= FEED_CHUNKS,
            Self::Want { numbers, .. } => numbers.len() <= FEED_CHUNKS && numbers.is_sorted_by(|a, b| a < b),
            Self::Sums { sums, .. } => sums.len() == 256,
            Self::List { documents, .. } => {
                documents.len() <= LISTED_PER_FRAME && documents.is_sorted_by(|(a, _), (b, _)| a < b)
            }
            Self::Mend { last, parcels, .. } => {
                (*last || !parcels.is_empty())
                    && parcels.len() <= FEED_CHUNKS
                    && parcels.iter().all(|parcel| parcel.body.is_sound())
            }
            Self::Ask { documents, .. } => !documents.is_empty() && documents.len() <= ASKED_PER_FRAME,
            Self::Tombstones { tombstones, .. } => {
                tombstones.len() <= TOMBSTONES_PER_FRAME
                    && tombstones.iter().all(|(_, tombstone)| tombstone.is_bounded())
            }
            Self::Again { .. }
            | Self::Restart { .. }
            | Self::Restarted { .. }
            | Self::Older { .. }
            | Self::Anew { .. }
            | Self::Mended { .. }
            | Self::AskTombstones { .. } => true,
        };
        if fine { Ok(()) } else { Err(FrameError::Malformed) }
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
            Self::Offer { space, after, ids } => write!(f, "Offer({space:?}, after {after}, {} ids)", ids.len()),
            Self::Want { space, numbers } => write!(f, "Want({space:?}, {numbers:?})"),
            Self::Older { space } => write!(f, "Older({space:?})"),
            Self::Anew { space } => write!(f, "Anew({space:?})"),
            Self::Sums { space, .. } => write!(f, "Sums({space:?})"),
            Self::List { space, more, documents } => write!(f, "List({space:?}, {}, more {more})", documents.len()),
            Self::Mend { space, asked, last, parcels } => {
                write!(f, "Mend({space:?}, asked {asked}, {} parcels, last {last})", parcels.len())
            }
            Self::Mended { space, changed, .. } => write!(f, "Mended({space:?}, {changed})"),
            Self::Ask { space, documents } => write!(f, "Ask({space:?}, {} documents)", documents.len()),
            Self::AskTombstones { space } => write!(f, "AskTombstones({space:?})"),
            Self::Tombstones { space, more, tombstones } => {
                write!(f, "Tombstones({space:?}, {}, more {more})", tombstones.len())
            }
        }
    }
}
