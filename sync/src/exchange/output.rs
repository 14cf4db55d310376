//! What comes out of an exchange.
//!
//! Invariant: outputs are carried out in their order. Bytes of frames and chunks never show in `Debug`.

use super::event::{OfferId, Purge};
use crate::ids::{Cursor, DocumentId, SpaceId};
use crate::kind::{Chunk, RefusedWhy, Tombstone};

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
        /// Their vault went back: chunks that came from them are offered to them too, each by id.
        include_theirs: bool,
        /// They held nothing up to this number, and all of it is applied: a whole document may stand in the place of
        /// its first number, and nothing in those of its later numbers up to here. 0 where that is not so. Not the
        /// other way round: what a cursor has passed has to be there, wherever the connection breaks.
        whole_upto: u64,
    },
    /// They offer these numbers of their log by id: answer with `Input::Known`.
    Offered {
        /// The space.
        space: SpaceId,
        /// The numbers and what they hold.
        offers: Vec<(u64, OfferId)>,
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
    /// What was paused is served again: the person said yes, and their endings are applied here.
    Resumed {
        /// The space.
        space: SpaceId,
    },
    /// The fingerprints differ: answer with `Input::Sums`.
    SumsWanted {
        /// The space.
        space: SpaceId,
    },
    /// These buckets differ (first bytes of document ids): answer with `Input::List`.
    ListWanted {
        /// The space.
        space: SpaceId,
        /// The buckets, in order.
        buckets: Vec<u8>,
    },
    /// They lack these documents or hold them differently: answer with `Input::Mend`, all that may leave of them.
    MendWanted {
        /// The space.
        space: SpaceId,
        /// The documents.
        documents: Vec<DocumentId>,
        /// Cover fewer documents rather than passing so many bytes.
        bytes_max: usize,
    },
    /// They ask for these documents of their own back: answer with `Input::Mend`.
    GiveBack {
        /// The space.
        space: SpaceId,
        /// The documents.
        documents: Vec<DocumentId>,
        /// Cover fewer documents rather than passing so many bytes.
        bytes_max: usize,
    },
    /// Chunks outside the log's order: judge, store and apply them, then answer with `Input::Mended`.
    Mend {
        /// The space.
        space: SpaceId,
        /// My own documents that I asked for by `Input::TakeBack`; else what a repair found.
        asked: bool,
        /// The chunks.
        chunks: Vec<Chunk>,
    },
    /// They hold these documents, and I do not or not as they do. What of it they may send comes by `Mend`; those
    /// that I wrote can be had back by `Input::TakeBack`.
    Lost {
        /// The space.
        space: SpaceId,
        /// The documents.
        documents: Vec<DocumentId>,
    },
    /// They went back to an older state: answer with `Input::Tombstones`.
    TombstonesWanted {
        /// The space.
        space: SpaceId,
    },
    /// Tombstones as they know them; apply them, and after the last answer with `Input::TombstonesApplied`.
    Tombstones {
        /// The space.
        space: SpaceId,
        /// Each document once.
        tombstones: Vec<(DocumentId, Tombstone)>,
        /// Whether no more follow.
        last: bool,
    },
    /// They do not know my roster as it is: answer with `Input::Roster`.
    RosterWanted,
    /// They know my roster as it was when this conversation began.
    RosterKnown,
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
    /// It fits, but this vault was made from a backup and the person has not looked yet.
    Restored,
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
    /// After that, a repair changed so many documents here and there.
    Repaired {
        /// The space.
        space: SpaceId,
        /// How many.
        documents: u64,
    },
    /// A repair changed nothing; it is not repeated for the same difference.
    RepairChangedNothing {
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
    /// My own chunk came back as somebody else's, unasked.
    Echo,
    /// Something that has to be asked for came unasked.
    Unasked,
    /// An answer about a number that was never sent, or one that goes back.
    FalseAnswer,
    /// More unanswered chunks than the window allows.
    Flood,
    /// A log that begins anew after it was served.
    LateRestart,
    /// More refusals or answers than one space may have.
    TooManyAnswers,
}

impl core::fmt::Debug for Output {
    /// Shows the kind of effect and sizes, never bytes.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Send(bytes) => write!(f, "Send({} bytes)", bytes.len()),
            Self::Feed { space, after, chunks_max, bytes_max, include_theirs, whole_upto } => {
                write!(f, "Feed({space:?}, after {after}, {chunks_max} chunks, {bytes_max} bytes, ")?;
                write!(f, "theirs {include_theirs}, whole up to {whole_upto})")
            }
            Self::Offered { space, offers } => write!(f, "Offered({space:?}, {} offers)", offers.len()),
            Self::Keep { space, chunks, upto } => {
                write!(f, "Keep({space:?}, {} chunks, up to {})", chunks.len(), upto.seq)
            }
            Self::Greeted => f.write_str("Greeted"),
            Self::Delivery { space } => write!(f, "Delivery({space:?})"),
            Self::Said { space, document, purge } => write!(f, "Said({space:?}, {document:?}, {purge:?})"),
            Self::TakenBack { space, documents } => write!(f, "TakenBack({space:?}, {documents:?})"),
            Self::Rewound { space } => write!(f, "Rewound({space:?})"),
            Self::Resumed { space } => write!(f, "Resumed({space:?})"),
            Self::Paused { space, why } => write!(f, "Paused({space:?}, {why:?})"),
            Self::SumsWanted { space } => write!(f, "SumsWanted({space:?})"),
            Self::ListWanted { space, buckets } => write!(f, "ListWanted({space:?}, {} buckets)", buckets.len()),
            Self::MendWanted { space, documents, .. } => write!(f, "MendWanted({space:?}, {})", documents.len()),
            Self::GiveBack { space, documents, .. } => write!(f, "GiveBack({space:?}, {})", documents.len()),
            Self::Mend { space, asked, chunks } => {
                write!(f, "Mend({space:?}, asked {asked}, {} chunks)", chunks.len())
            }
            Self::Lost { space, documents } => write!(f, "Lost({space:?}, {} documents)", documents.len()),
            Self::TombstonesWanted { space } => write!(f, "TombstonesWanted({space:?})"),
            Self::Tombstones { space, tombstones, last } => {
                write!(f, "Tombstones({space:?}, {}, last {last})", tombstones.len())
            }
            Self::RosterWanted => f.write_str("RosterWanted"),
            Self::RosterKnown => f.write_str("RosterKnown"),
            Self::Roster(records) => write!(f, "Roster({} records)", records.len()),
            Self::Incident(incident) => write!(f, "{incident:?}"),
            Self::Close(why) => write!(f, "Close({why:?})"),
        }
    }
}
