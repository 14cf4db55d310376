//! What goes into an exchange and what comes out of it.
//!
//! Invariant: numbers called `number` or `newest` count my own log; `theirs` and cursors from `Keep` count the other
//! device's log. Bytes of frames and chunks never show in `Debug`.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::delivery::{Delivery, KeptBatch};
use crate::clock::UnixMillis;
use crate::ids::{Cursor, DeviceId, DocumentId, Run, SpaceId};
use crate::kind::{Chunk, RefusedWhy};

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
        /// In order; a number that is missing or `None` is covered without being sent.
        chunks: Vec<(u64, Option<Chunk>)>,
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
    /// My roster's records, asked for by `Output::RosterWanted` or because it grew.
    Roster(Vec<Vec<u8>>),
    /// Time since an arbitrary start; about once a second.
    Tick(Duration),
}

/// One thing to do, in order.
#[derive(PartialEq, Eq)]
pub enum Output {
    /// Send this frame.
    Send(Vec<u8>),
    /// Read my log and answer with `Input::Fed`.
    Feed {
        /// The space.
        space: SpaceId,
        /// Start after this number.
        after: u64,
        /// At most so many chunks.
        chunks_max: usize,
        /// At most so many bytes of bodies, unless the first chunk alone is larger.
        bytes_max: usize,
    },
    /// Judge these chunks, store them and the moved cursor in one transaction, and answer with `Input::Kept`.
    Keep {
        /// The space.
        space: SpaceId,
        /// The other side's cursors and chunks, oldest first; may be empty when only the cursor moves.
        chunks: Vec<(Cursor, Chunk)>,
        /// Where the cursor stands afterwards.
        upto: Cursor,
    },
    /// Hellos are exchanged: the device is really there.
    Greeted,
    /// What they say of my log changed: keep `Exchange::delivery` and show it.
    Delivery {
        /// The space.
        space: SpaceId,
    },
    /// They say what became of a withdrawn document (already in `Exchange::delivery`).
    Said {
        /// The space.
        space: SpaceId,
        /// The document.
        document: DocumentId,
        /// What became of it there.
        purge: Purge,
    },
    /// They went back to an older state: what they said of these documents counts no more.
    TakenBack {
        /// The space.
        space: SpaceId,
        /// The documents; not heard from again yet.
        documents: Vec<DocumentId>,
    },
    /// Their log begins anew, after a restore on their side: chunks that are here already will come again.
    Rewound {
        /// The space.
        space: SpaceId,
    },
    /// Nothing is served in this space on this connection until `Input::Resume`.
    Paused {
        /// The space.
        space: SpaceId,
        /// Why.
        why: PausedWhy,
    },
    /// They do not know my roster as it is: answer with `Input::Roster`.
    RosterWanted,
    /// Records of their roster, to be judged.
    Roster(Vec<Vec<u8>>),
    /// Something a person should be able to look up.
    Incident(Incident),
    /// Close the connection; nothing more comes out of this exchange.
    Close(CloseWhy),
}

/// Why nothing is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PausedWhy {
    /// Their cursor names a run I do not know, or a number beyond that run's end: this vault is an older copy.
    CursorMismatch,
}

/// Something a person should be able to look up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incident {
    /// The other side broke the protocol; the connection was closed.
    Breach(Breach),
    /// My cursor in their log is beyond their log's end: their vault is an older copy.
    TheyWentBack {
        /// The space.
        space: SpaceId,
    },
    /// Both stand at the same cursors and hold different documents.
    FingerprintDiffers {
        /// The space.
        space: SpaceId,
    },
    /// They refused a chunk of mine.
    RefusedByThem {
        /// The space.
        space: SpaceId,
        /// Its number in my log.
        number: u64,
        /// Why.
        why: RefusedWhy,
    },
    /// A chunk of my log is too large to send and was passed over.
    NotSendable {
        /// The space.
        space: SpaceId,
        /// Its number in my log.
        number: u64,
    },
}

/// Why an exchange ends the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseWhy {
    /// The other side speaks another version.
    Version,
    /// No hello in time.
    HelloTimeout,
    /// The other side broke the protocol.
    Protocol(Breach),
    /// What this side has to say does not fit a frame.
    Unsendable,
}

/// How the protocol was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// A frame over the limit.
    Oversize,
    /// A frame that does not parse, or contradicts itself.
    Malformed,
    /// A frame before the hello.
    BeforeHello,
    /// A second hello.
    SecondHello,
    /// A frame for a space that is not common.
    ForeignSpace,
    /// Numbers are missing between the cursor and a chunk.
    Gap,
    /// My own chunk came back as somebody else's.
    Echo,
    /// An answer about a number that was never sent, or one that goes back.
    FalseAnswer,
    /// More unanswered chunks than the window allows.
    Flood,
    /// A log that begins anew after it was served.
    LateRestart,
    /// More refusals or answers than one space may have.
    TooManyAnswers,
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
            Self::Resume { space } => write!(f, "Resume({space:?})"),
            Self::Roster(records) => write!(f, "Roster({} records)", records.len()),
            Self::Tick(now) => write!(f, "Tick({now:?})"),
        }
    }
}

impl core::fmt::Debug for Output {
    /// Shows the kind of effect and sizes, never bytes.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Send(bytes) => write!(f, "Send({} bytes)", bytes.len()),
            Self::Feed { space, after, chunks_max, bytes_max } => {
                write!(f, "Feed({space:?}, after {after}, {chunks_max} chunks, {bytes_max} bytes)")
            }
            Self::Keep { space, chunks, upto } => {
                write!(f, "Keep({space:?}, {} chunks, up to {})", chunks.len(), upto.seq)
            }
            Self::Greeted => f.write_str("Greeted"),
            Self::Delivery { space } => write!(f, "Delivery({space:?})"),
            Self::Said { space, document, purge } => write!(f, "Said({space:?}, {document:?}, {purge:?})"),
            Self::TakenBack { space, documents } => write!(f, "TakenBack({space:?}, {documents:?})"),
            Self::Rewound { space } => write!(f, "Rewound({space:?})"),
            Self::Paused { space, why } => write!(f, "Paused({space:?}, {why:?})"),
            Self::RosterWanted => f.write_str("RosterWanted"),
            Self::Roster(records) => write!(f, "Roster({} records)", records.len()),
            Self::Incident(incident) => write!(f, "{incident:?}"),
            Self::Close(why) => write!(f, "Close({why:?})"),
        }
    }
}
