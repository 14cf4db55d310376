//! Delivery: what one device has said of my log, and what I have of its log, for every common space.
//!
//! Invariant: `stored` and `applied` move only by that device's own answers; its newest hello outranks them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::answers::answers_digest;
use super::event::{Kept, Purge};
use super::older;
use crate::clock::UnixMillis;
use crate::ids::{Cursor, DocumentId, SpaceId};
use crate::kind::RefusedWhy;
use crate::limits::{ANSWER_TIMES_MAX, SEALED_BYTES_MAX};

/// The first byte of an encoded delivery.
const DELIVERY_VERSION: u8 = 2;
/// The same where a hello once took something back; when is written behind the rest.
const DELIVERY_VERSION_LOWERED: u8 = 3;

/// What is kept, sealed, about one device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// When its hello or an answer last arrived; none if never.
    pub heard_ms: Option<UnixMillis>,
    pub(super) spaces: BTreeMap<SpaceId, SpaceDelivery>,
    /// When its hello last took back what it had said of my log: what it said by file before that counts no more.
    #[serde(skip)]
    pub(super) lowered: BTreeMap<SpaceId, UnixMillis>,
}

/// Both directions of one space.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceDelivery {
    /// What it said of my log.
    pub said: SaidOfMine,
    /// What I have of its log.
    pub kept: KeptOfTheirs,
    /// My fingerprint and its, when a repair last changed nothing.
    pub unmended: Option<(u64, u64)>,
}

/// What a device said of my log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidOfMine {
    /// Everything up to this number is durably stored there, refused, or was passed over.
    pub stored: u64,
    /// Everything up to this number is also applied there.
    pub applied: u64,
    /// What it refused.
    pub refused: BTreeMap<u64, RefusedWhy>,
    /// What it said of withdrawn documents.
    pub purged: BTreeMap<DocumentId, SaidPurge>,
    /// Its refusals and answers differ from these, and are asked for again.
    pub unconfirmed: bool,
    /// When it last said that it applied everything it stored.
    pub level_ms: Option<UnixMillis>,
    /// Numbers of my log beyond `stored` that came from it: it does not wait for them.
    its_own: BTreeSet<u64>,
    /// When it first said that a number was applied; each time counts for the numbers down to the one before.
    applied_ms: BTreeMap<u64, UnixMillis>,
}

/// What a device said of one withdrawn document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidPurge {
    /// What became of its words there.
    pub purge: Purge,
    /// When the answer arrived here.
    pub at_ms: UnixMillis,
    /// What it had stored of my log when it said so; a lower cursor later takes the answer back.
    pub at_seq: u64,
}

/// What I have of a device's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptOfTheirs {
    /// The newest number of its log that is durably dealt with here.
    pub cursor: Cursor,
    /// Its numbers that are stored and not applied, with the numbers they have in my log.
    pub unapplied: BTreeMap<u64, u64>,
    /// What I refused.
    pub refused: BTreeMap<u64, RefusedWhy>,
    /// What became of documents it withdrew.
    pub purged: BTreeMap<DocumentId, Purge>,
    /// The newest number its log is known to have.
    pub newest: u64,
}

/// What became of the chunks of one `Output::Keep`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBatch {
    /// The space.
    pub space: SpaceId,
    /// As asked: where the cursor stands afterwards.
    pub upto: Cursor,
    /// One outcome for each chunk, by the number in their log.
    pub outcomes: Vec<(u64, Kept)>,
}

/// What a screen says of one device and one space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Numbers of mine it has not said it stored, its own aside.
    pub waiting: u64,
    /// Numbers it stored and has not said it applied.
    pub unopened: u64,
    /// What it refused.
    pub refused: Vec<(u64, RefusedWhy)>,
    /// When it said that it has everything; none while anything waits, is unopened, refused or unclear.
    pub everything_since_ms: Option<UnixMillis>,
    /// Numbers of mine that it has.
    pub sent: Progress,
    /// Numbers of its log that I have.
    pub received: Progress,
}

/// How far one direction is: "312 of 1,204".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Numbers durably dealt with by the side that receives them.
    pub done: u64,
    /// The newest number of the log, as far as is known.
    pub total: u64,
}

/// Why bytes are not a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// Over the limit.
    #[error("The delivery record is too large")]
    TooLarge,
    /// Of a newer version.
    #[error("The delivery record is of a newer version")]
    Newer,
    /// Not a delivery.
    #[error("The delivery record is malformed")]
    Malformed,
}

impl Default for KeptOfTheirs {
    fn default() -> Self {
        Self {
            cursor: Cursor::START,
            unapplied: BTreeMap::new(),
            refused: BTreeMap::new(),
            purged: BTreeMap::new(),
            newest: 0,
        }
    }
}

impl Delivery {
    /// Returns the bytes to seal.
    pub fn encode(&self) -> Result<Vec<u8>, DeliveryError> {
        let version = if self.lowered.is_empty() { DELIVERY_VERSION } else { DELIVERY_VERSION_LOWERED };
        let mut bytes = postcard::to_extend(self, vec![version]).map_err(|_| DeliveryError::Malformed)?;
        if !self.lowered.is_empty() {
            bytes = postcard::to_extend(&self.lowered, bytes).map_err(|_| DeliveryError::Malformed)?;
        }
        if bytes.len() > SEALED_BYTES_MAX { Err(DeliveryError::TooLarge) } else { Ok(bytes) }
    }

    /// Returns the delivery whose bytes these are.
    pub fn decode(bytes: &[u8]) -> Result<Self, DeliveryError> {
        if bytes.len() > SEALED_BYTES_MAX {
            return Err(DeliveryError::TooLarge);
        }
        match bytes.split_first() {
            Some((&DELIVERY_VERSION, rest)) => match postcard::take_from_bytes(rest) {
                Ok((delivery, [])) => Ok(delivery),
                _ => Err(DeliveryError::Malformed),
            },
            Some((&DELIVERY_VERSION_LOWERED, rest)) => {
                let read = postcard::take_from_bytes::<Self>(rest);
                match read.and_then(|(delivery, rest)| Ok((delivery, postcard::take_from_bytes(rest)?))) {
                    Ok((delivery, (lowered, []))) => Ok(Self { lowered, ..delivery }),
                    _ => Err(DeliveryError::Malformed),
                }
            }
            Some((&1, rest)) => older::decode(rest),
            Some((&version, _)) if version > DELIVERY_VERSION_LOWERED => Err(DeliveryError::Newer),
            _ => Err(DeliveryError::Malformed),
        }
    }

    /// What stays true when this vault becomes another device: what it has of their log, nothing they said of mine.
    pub fn for_a_new_device(self) -> Self {
        let kept = |known: SpaceDelivery| SpaceDelivery { kept: known.kept, ..SpaceDelivery::default() };
        let spaces = self.spaces.into_iter().map(|(space, known)| (space, kept(known))).collect();
        Self { heard_ms: None, spaces, lowered: BTreeMap::new() }
    }

    /// What is known of one space; nothing yet reads as all zeros.
    pub fn space(&self, space: SpaceId) -> Option<&SpaceDelivery> {
        self.spaces.get(&space)
    }

    pub(super) fn space_mut(&mut self, space: SpaceId) -> &mut SpaceDelivery {
        self.spaces.entry(space).or_default()
    }

    /// Notes what became of a batch. Write the result in the very transaction that stores the chunks.
    pub fn kept(&mut self, batch: &KeptBatch) {
        let delivery = self.space_mut(batch.space);
        for (seq, outcome) in &batch.outcomes {
            match outcome {
                Kept::Stored { number } => {
                    delivery.kept.unapplied.insert(*seq, *number);
                    delivery.said.its_own.insert(*number);
                }
                Kept::Refused(why) => {
                    delivery.kept.refused.insert(*seq, *why);
                }
                Kept::Skipped => {}
            }
        }
        delivery.kept.cursor = batch.upto;
        delivery.kept.newest = delivery.kept.newest.max(batch.upto.seq);
    }

    /// Notes that chunks of my log were applied; returns whether any of them came from this device.
    pub fn applied(&mut self, space: SpaceId, numbers: &[u64]) -> bool {
        let Some(delivery) = self.spaces.get_mut(&space) else { return false };
        let before = delivery.kept.unapplied.len();
        let numbers: BTreeSet<u64> = numbers.iter().copied().collect();
        delivery.kept.unapplied.retain(|_, number| !numbers.contains(number));
        delivery.kept.unapplied.len() != before
    }

    /// Notes that a stored chunk was set aside; returns its number in their log if it came from this device.
    pub fn set_aside(&mut self, space: SpaceId, number: u64, why: RefusedWhy) -> Option<u64> {
        let kept = &mut self.spaces.get_mut(&space)?.kept;
        let seq = kept.unapplied.iter().find(|(_, mine)| **mine == number).map(|(seq, _)| *seq)?;
        kept.unapplied.remove(&seq);
        kept.refused.insert(seq, why);
        Some(seq)
    }

    /// Notes what became of a document they withdrew. Write the result in the transaction that purges.
    pub fn purged(&mut self, space: SpaceId, document: DocumentId, purge: Purge) {
        self.space_mut(space).kept.purged.insert(document, purge);
    }

    /// Forgets what the log says was applied after all: a crash may fall between log and delivery.
    pub fn reconcile(&mut self, space: SpaceId, unapplied: &[u64]) {
        if let Some(delivery) = self.spaces.get_mut(&space) {
            let unapplied: BTreeSet<u64> = unapplied.iter().copied().collect();
            delivery.kept.unapplied.retain(|_, number| unapplied.contains(number));
        }
    }

    /// What a screen says of one space whose log ends at `newest`.
    pub fn standing(&self, space: SpaceId, newest: u64) -> Standing {
        self.standing_if(space, newest, |_, _| true)
    }

    /// The same, of the numbers that were refused with those alone that still say something.
    pub fn standing_if(&self, space: SpaceId, newest: u64, counts: impl Fn(u64, RefusedWhy) -> bool) -> Standing {
        let Some(SpaceDelivery { said, kept, .. }) = self.spaces.get(&space) else {
            let sent = Progress { done: 0, total: newest };
            return Standing { waiting: newest, sent, ..Standing::default() };
        };
        let behind = newest.saturating_sub(said.stored);
        let its_own =
            said.its_own.range(said.stored.saturating_add(1)..).filter(|number| **number <= newest).count() as u64;
        let mut standing = Standing {
            waiting: behind.saturating_sub(its_own),
            unopened: said.stored.saturating_sub(said.applied),
            refused: said
                .refused
                .iter()
                .map(|(seq, why)| (*seq, *why))
                .filter(|(seq, why)| counts(*seq, *why))
                .collect(),
            everything_since_ms: None,
            sent: Progress { done: said.stored.min(newest), total: newest },
            received: Progress { done: kept.cursor.seq, total: kept.newest.max(kept.cursor.seq) },
        };
        if standing.waiting == 0 && standing.unopened == 0 && standing.refused.is_empty() && !said.unconfirmed {
            standing.everything_since_ms = said.level_ms;
        }
        standing
    }
}

impl SaidOfMine {
    /// Takes an answer with its time.
    pub(super) fn answered(&mut self, stored: u64, applied: u64, now_ms: UnixMillis) {
        if applied > self.applied {
            self.applied_ms.insert(applied, now_ms);
            while self.applied_ms.len() > ANSWER_TIMES_MAX {
                self.applied_ms.pop_first();
            }
        }
        self.stored = stored;
        self.applied = applied;
        self.its_own = self.its_own.split_off(&stored.saturating_add(1));
        self.level_ms = (stored == applied).then_some(now_ms);
    }

    /// Goes back to a lower cursor; returns the documents whose answers no longer count.
    pub(super) fn taken_back(&mut self, stored: u64) -> Vec<DocumentId> {
        self.stored = stored;
        self.applied = self.applied.min(stored);
        self.level_ms = None;
        self.refused.retain(|seq, _| *seq <= stored);
        self.applied_ms.retain(|seq, _| *seq <= stored);
        let gone: Vec<DocumentId> =
            self.purged.iter().filter(|(_, said)| said.at_seq > stored).map(|(document, _)| *document).collect();
        self.purged.retain(|_, said| said.at_seq <= stored);
        gone
    }

    /// Starts anew with a log whose numbers mean something else.
    pub(super) fn forget_cursor(&mut self) {
        self.stored = 0;
        self.applied = 0;
        self.level_ms = None;
        self.its_own.clear();
        self.applied_ms.clear();
    }

    /// When it first said that it had applied this number of my log, or a later one; none if it has not.
    pub fn applied_since_ms(&self, number: u64) -> Option<UnixMillis> {
        if number > self.applied {
            return None;
        }
        self.applied_ms.range(number..).next().map(|(_, at_ms)| *at_ms)
    }

    /// Digest of what it answered, to be compared with the one in its hello.
    pub(super) fn answers_digest(&self) -> [u8; 4] {
        answers_digest(&self.refused, self.purged.iter().map(|(document, said)| (*document, said.purge)))
    }
}

impl KeptOfTheirs {
    /// Everything up to this number of their log is applied, refused or passed over.
    pub fn applied(&self) -> u64 {
        self.unapplied.keys().next().map_or(self.cursor.seq, |first| first.saturating_sub(1))
    }

    /// Digest of what I answered.
    pub(super) fn answers_digest(&self) -> [u8; 4] {
        answers_digest(&self.refused, self.purged.iter().map(|(document, purge)| (*document, *purge)))
    }
}
