//! What goes into an exchange; what comes out of it stands in `output`.
//!
//! Invariant: numbers called `number` or `newest` count my own log; `theirs` and cursors from `Keep` count the other
//! device's log. Bytes of frames and chunks never show in `Debug`.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::delivery::{Delivery, KeptBatch};
use crate::clock::UnixMillis;
use crate::ids::{DeviceId, DocumentId, Run, SpaceId};
use crate::kind::{Chunk, RefusedWhy, Tombstone};

/// A stretch of numbers of one log that one run wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSpan {
    /// The run.
    pub run: Run,
    /// Its first number.
    pub first: u64,
    /// Its last number.
    pub last: u64,
}

/// Everything an exchange knows when a connection with one device begins.
#[derive(Clone, Debug)]
pub struct Setup {
    /// This device.
    pub my_device: DeviceId,
    /// The device at the other end.
    pub peer_device: DeviceId,
    /// Short digests of the two rosters, as this device knows them.
    pub rosters: RosterDigests,
    /// The spaces this device shares with that person, and no other.
    pub spaces: Vec<SpaceSetup>,
    /// What was kept about that device; `Delivery::default()` for a device never met.
    pub delivery: Delivery,
}

/// The first eight bytes of the digests of two rosters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterDigests {
    /// Of the roster of the person who sends this.
    pub mine: [u8; 8],
    /// Of the roster of the person who receives it, as the sender knows it.
    pub yours: [u8; 8],
}

/// One common space when a connection begins.
#[derive(Clone, Debug)]
pub struct SpaceSetup {
    /// Which.
    pub space: SpaceId,
    /// Newest number of my log of it; 0 if empty.
    pub newest: u64,
    /// Which run wrote which numbers, oldest first, without gaps from 1 to `newest`.
    pub runs: Vec<RunSpan>,
    /// Numbers of my log that are stored but not applied.
    pub unapplied: Vec<u64>,
    /// Sum over (document, heads) of all that is applied; compared only when both sides stand at the same cursors.
    pub fingerprint: u64,
    /// Documents whose tombstone stands in my log: the only ones an answer "removed" counts for.
    pub withdrawn: BTreeSet<DocumentId>,
}

/// What a device did with a chunk of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kept {
    /// Durably in my log under this number; `Input::Applied` follows when it is applied.
    Stored {
        /// The number it has in my log.
        number: u64,
    },
    /// Not kept, and the other side is told why.
    Refused(RefusedWhy),
    /// Nothing to keep: it is here already.
    Skipped,
}

/// What a device answers to a tombstone, after its purge is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purge {
    /// The words are gone.
    Removed,
    /// The words are kept, hidden, by a retention rule.
    KeptUntil {
        /// Until when.
        until_ms: UnixMillis,
    },
}

/// Names what a chunk holds: SHA-256 over the document and its heads after the chunk, cut to 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OfferId(pub [u8; 16]);

/// One number of my log, as the engine read it.
pub struct Fed {
    /// The number.
    pub number: u64,
    /// Its chunk; none if the number is covered without being sent.
    pub chunk: Option<Chunk>,
    /// Offer it by this id first, because the other side may have it from somebody else.
    pub offer: Option<OfferId>,
}

/// One document in a list that two devices compare: its term of the fingerprint.
pub type Listed = (DocumentId, [u8; 8]);

/// One thing that happened.
pub enum Input {
    /// The connection is open.
    Start,
    /// A frame arrived.
    Frame(Vec<u8>),
    /// My log of a space grew (after the commit).
    Grown {
        /// The space.
        space: SpaceId,
        /// Its newest number.
        newest: u64,
        /// All its runs.
        runs: Vec<RunSpan>,
    },
    /// Answer to `Output::Feed`.
    Fed {
        /// The space.
        space: SpaceId,
        /// As asked.
        after: u64,
        /// The newest number this answer covers; equal to `after` if nothing may be passed on now.
        upto: u64,
        /// In order; a number that is missing is covered without being sent.
        chunks: Vec<Fed>,
    },
    /// Answer to `Output::Offered`; it may wait while another device is sending one of them.
    Known {
        /// The space.
        space: SpaceId,
        /// The numbers whose content is here already; all others are asked for.
        have: Vec<u64>,
    },
    /// Answer to `Output::Keep`, after the commit that also wrote `Delivery::kept`.
    Kept(KeptBatch),
    /// Chunks of my log were applied; numbers that did not come from this device are ignored.
    Applied {
        /// The space.
        space: SpaceId,
        /// Numbers of my log.
        numbers: Vec<u64>,
    },
    /// A chunk that was stored turned out not to be applicable and was set aside.
    SetAside {
        /// The space.
        space: SpaceId,
        /// Its number in my log.
        number: u64,
        /// Why.
        why: RefusedWhy,
    },
    /// A tombstone of the other side was carried out, and the purge is durable.
    Purged {
        /// The space.
        space: SpaceId,
        /// The document.
        document: DocumentId,
        /// What became of its words here.
        purge: Purge,
    },
    /// The person looked at a paused space and said yes.
    Resume {
        /// The space.
        space: SpaceId,
    },
    /// Answer to `Output::SumsWanted`.
    Sums {
        /// The space.
        space: SpaceId,
        /// For each first byte of a document id, the sum of the documents' terms; all together the fingerprint.
        sums: Box<[u64; 256]>,
    },
    /// Answer to `Output::ListWanted`.
    List {
        /// The space.
        space: SpaceId,
        /// All documents of these buckets with their terms, in any order.
        documents: Vec<Listed>,
    },
    /// Answer to `Output::MendWanted` and `Output::GiveBack`.
    Mend {
        /// The space.
        space: SpaceId,
        /// How many of the documents asked for this covers, counted from the front; at least one.
        documents: usize,
        /// What is held of them and may leave.
        chunks: Vec<Chunk>,
    },
    /// Answer to `Output::Mend`, after it is durable and applied.
    Mended {
        /// The space.
        space: SpaceId,
        /// Documents that are different now.
        changed: u64,
        /// The fingerprint now.
        fingerprint: u64,
    },
    /// The person wants these documents of theirs back from the other side.
    TakeBack {
        /// The space.
        space: SpaceId,
        /// The documents.
        documents: Vec<DocumentId>,
    },
    /// Answer to `Output::TombstonesWanted`: every tombstone of the space.
    Tombstones {
        /// The space.
        space: SpaceId,
        /// Each document once.
        tombstones: Vec<(DocumentId, Tombstone)>,
    },
    /// Answer to the last `Output::Tombstones`: all of them are applied, and that is durable.
    TombstonesApplied {
        /// The space.
        space: SpaceId,
    },
    /// My roster's records, asked for by `Output::RosterWanted` or because it grew.
    Roster(Vec<Vec<u8>>),
    /// Time since an arbitrary start; about once a second.
    Tick(Duration),
}

impl core::fmt::Debug for Input {
    /// Shows the kind of event and sizes, never bytes.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Start => f.write_str("Start"),
            Self::Frame(bytes) => write!(f, "Frame({} bytes)", bytes.len()),
            Self::Grown { space, newest, .. } => write!(f, "Grown({space:?}, {newest})"),
            Self::Fed { space, after, upto, chunks } => {
                write!(f, "Fed({space:?}, {after}..={upto}, {} chunks)", chunks.len())
            }
            Self::Kept(batch) => write!(f, "{batch:?}"),
            Self::Applied { space, numbers } => write!(f, "Applied({space:?}, {numbers:?})"),
            Self::SetAside { space, number, why } => write!(f, "SetAside({space:?}, {number}, {why:?})"),
            Self::Purged { space, document, purge } => write!(f, "Purged({space:?}, {document:?}, {purge:?})"),
            Self::Known { space, have } => write!(f, "Known({space:?}, {have:?})"),
            Self::Resume { space } => write!(f, "Resume({space:?})"),
            Self::Sums { space, .. } => write!(f, "Sums({space:?})"),
            Self::List { space, documents } => write!(f, "List({space:?}, {} documents)", documents.len()),
            Self::Mend { space, documents, chunks } => {
                write!(f, "Mend({space:?}, {documents} documents, {} chunks)", chunks.len())
            }
            Self::Mended { space, changed, .. } => write!(f, "Mended({space:?}, {changed} changed)"),
            Self::TakeBack { space, documents } => write!(f, "TakeBack({space:?}, {} documents)", documents.len()),
            Self::Tombstones { space, tombstones } => write!(f, "Tombstones({space:?}, {})", tombstones.len()),
            Self::TombstonesApplied { space } => write!(f, "TombstonesApplied({space:?})"),
            Self::Roster(records) => write!(f, "Roster({} records)", records.len()),
            Self::Tick(now) => write!(f, "Tick({now:?})"),
        }
    }
}
