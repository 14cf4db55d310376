//! A simulated disk: logs of opaque chunks, and what is applied of them.
//!
//! Invariant: a body names the edits it brings, eight bytes each, so that devices can be compared without words.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Delivery, OfferId, RunSpan};
use crate::ids::{DeviceId, DocumentId, Origin, Run, SpaceId};
use crate::kind::{Body, Chunk, End, Tombstone};

/// One document as it is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Doc {
    pub(super) edits: BTreeSet<u64>,
    pub(super) ended: bool,
}

/// One space.
#[derive(Clone, Default)]
pub(super) struct Log {
    pub(super) chunks: Vec<(Run, Chunk)>,
    pub(super) unapplied: BTreeSet<u64>,
    pub(super) docs: BTreeMap<DocumentId, Doc>,
    /// Where each content lies, or lay before its document ended.
    contents: BTreeMap<OfferId, u64>,
}

/// What outlives a crash.
#[derive(Clone, Default)]
pub(super) struct Disk {
    pub(super) logs: BTreeMap<SpaceId, Log>,
    pub(super) deliveries: BTreeMap<DeviceId, Delivery>,
}

/// SplitMix64's finish: mixes well enough to name things.
pub(super) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn fold(seed: u64, bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(seed, |sum, part| {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        mix(sum.wrapping_add(u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    })
}

/// Names what a body brings to a document.
pub(super) fn content(document: DocumentId, body: &Body) -> OfferId {
    let bytes: &[u8] = match body {
        Body::Changes(bytes) | Body::Snapshot(bytes) => bytes,
        _ => b"ended",
    };
    let mut id = [0; 16];
    id[..8].copy_from_slice(&fold(fold(1, document.as_bytes()), bytes).to_le_bytes());
    id[8..].copy_from_slice(&fold(fold(2, document.as_bytes()), bytes).to_le_bytes());
    OfferId(id)
}

pub(super) fn edits_of(body: &Body) -> BTreeSet<u64> {
    match body {
        Body::Changes(bytes) | Body::Snapshot(bytes) => {
            bytes.chunks_exact(8).map(|part| u64::from_le_bytes(part.try_into().unwrap())).collect()
        }
        _ => BTreeSet::new(),
    }
}

impl Doc {
    /// The whole document as one body.
    pub(super) fn whole(&self) -> Body {
        if self.ended {
            return Body::Tombstone(Tombstone { heads: Vec::new(), end: End::Withdrawn });
        }
        Body::Snapshot(self.edits.iter().flat_map(|edit| edit.to_le_bytes()).collect())
    }

    pub(super) fn term(&self, document: DocumentId) -> u64 {
        let edits: Vec<u8> = self.edits.iter().flat_map(|edit| edit.to_le_bytes()).collect();
        fold(fold(3, document.as_bytes()), &edits)
    }

    /// Whether a body brings nothing new.
    fn has(&self, body: &Body) -> bool {
        match body {
            Body::Tombstone(_) => self.ended,
            body => !self.ended && edits_of(body).is_subset(&self.edits),
        }
    }
}

impl Log {
    pub(super) fn newest(&self) -> u64 {
        self.chunks.len() as u64
    }

    pub(super) fn runs(&self) -> Vec<RunSpan> {
        let mut runs: Vec<RunSpan> = Vec::new();
        for (number, (run, _)) in (1..).zip(&self.chunks) {
            match runs.last_mut() {
                Some(span) if span.run == *run => span.last = number,
                _ => runs.push(RunSpan { run: *run, first: number, last: number }),
            }
        }
        runs
    }

    pub(super) fn chunk(&self, number: u64) -> &Chunk {
        &self.chunks[number as usize - 1].1
    }

    pub(super) fn append(&mut self, run: Run, chunk: Chunk) -> u64 {
        let number = self.newest() + 1;
        self.contents.insert(content(chunk.document, &chunk.body), number);
        self.chunks.push((run, chunk));
        self.unapplied.insert(number);
        number
    }

    /// Applies one chunk; returns whether it counts: a document that ended takes nothing more.
    pub(super) fn apply(&mut self, number: u64) -> bool {
        self.unapplied.remove(&number);
        let chunk = self.chunk(number).clone();
        let doc = self.docs.entry(chunk.document).or_default();
        match &chunk.body {
            Body::Tombstone(_) => {
                doc.ended = true;
                doc.edits.clear();
                let unapplied = self.unapplied.clone();
                for (at, (_, old)) in (1..).zip(&mut self.chunks) {
                    if old.document == chunk.document && at != number && !unapplied.contains(&at) {
                        old.body = Body::Through;
                    }
                }
                true
            }
            _ if doc.ended => {
                self.chunks[number as usize - 1].1.body = Body::Through;
                false
            }
            body => {
                doc.edits.extend(edits_of(body));
                true
            }
        }
    }

    /// The number under which a chunk's content lies here, as long as it is not applied.
    pub(super) fn waiting(&self, chunk: &Chunk) -> Option<u64> {
        let number = self.contents.get(&content(chunk.document, &chunk.body))?;
        self.unapplied.contains(number).then_some(*number)
    }

    /// Whether everything a chunk brings is applied here.
    pub(super) fn holds(&self, chunk: &Chunk) -> bool {
        self.docs.get(&chunk.document).is_some_and(|doc| doc.has(&chunk.body))
    }

    pub(super) fn has(&self, id: &OfferId) -> bool {
        self.contents.contains_key(id)
            || self.docs.iter().any(|(document, doc)| content(*document, &doc.whole()) == *id)
    }

    pub(super) fn fingerprint(&self) -> u64 {
        self.docs.iter().map(|(document, doc)| doc.term(*document)).fold(0, u64::wrapping_add)
    }

    pub(super) fn ended(&self) -> BTreeSet<DocumentId> {
        self.docs.iter().filter(|(_, doc)| doc.ended).map(|(document, _)| *document).collect()
    }

    /// Everything that is stored, applied or not, as if all of it were applied.
    pub(super) fn everything(&self) -> BTreeMap<DocumentId, Doc> {
        let mut docs = self.docs.clone();
        for number in &self.unapplied {
            let chunk = self.chunk(*number);
            let doc = docs.entry(chunk.document).or_default();
            doc.ended |= matches!(chunk.body, Body::Tombstone(_));
            doc.edits.extend(edits_of(&chunk.body));
        }
        docs.values_mut().filter(|doc| doc.ended).for_each(|doc| doc.edits.clear());
        docs
    }

    /// An origin under this log's next number.
    pub(super) fn next_origin(&self, device: DeviceId, run: Run) -> Origin {
        Origin { device, run, seq: self.newest() + 1 }
    }
}
