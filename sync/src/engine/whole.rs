//! Whole documents as single chunks, for a device that has nothing of a space and for repairs.
//!
//! To fold a document costs milliseconds: its chunks are opened and put into Automerge. So several are folded at a
//! time, on threads of their own, and few for one answer, because the engine waits for them.
//! Invariant: what is folded does not depend on how many threads did it; what cannot be folded is left out, and goes
//! out chunk by chunk.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::failure::Failure;
use super::open::Open;
use crate::document::Doc;
use crate::ids::{DeviceId, DocumentId, Origin, Run, SpaceId};
use crate::kind::{Body, Chunk};
use crate::limits::{CHUNK_BYTES_MAX, FOLD_THREADS, WHOLE_DOCUMENTS};
use crate::vault::{Opener, SealedChunk};

/// How far a device that had nothing was sent whole documents of one space.
#[derive(Default)]
pub(super) struct WholeFeed {
    /// Which document's chunk each number is, as the catalog knew when the feed began.
    pub documents: BTreeMap<u64, DocumentId>,
    /// Documents that left whole, with the number they left at: their later numbers are covered by that.
    pub left: BTreeMap<DocumentId, u64>,
}

/// A document to be folded, its chunks still sealed.
struct ToFold {
    document: DocumentId,
    number: u64,
    /// The run here that wrote the number it takes.
    run: Run,
    chunks: Vec<SealedChunk>,
}

impl Open {
    /// Folds the next documents of a feed that leave whole; returns them and the last number that was looked at.
    pub(super) fn fold_next(
        &self,
        space: SpaceId,
        whole: &WholeFeed,
        (after, last): (u64, u64),
    ) -> Result<(BTreeMap<DocumentId, Chunk>, u64), Failure> {
        let mut wanted: BTreeMap<DocumentId, u64> = BTreeMap::new();
        let mut upto = last;
        for (number, document) in whole.documents.range(after + 1..=last) {
            if whole.left.contains_key(document) || wanted.contains_key(document) {
                continue;
            }
            if wanted.len() == WHOLE_DOCUMENTS {
                upto = number - 1;
                break;
            }
            wanted.insert(*document, *number);
        }
        let mut jobs = Vec::with_capacity(wanted.len());
        for (document, number) in wanted {
            jobs.extend(self.to_fold(space, document, number)?);
        }
        Ok((self.fold(space, jobs), upto))
    }

    /// Returns a document as one chunk in the place of a number: what its writer's device would hold once it was
    /// folded. None if it does not fit one, or is not all there.
    pub fn whole_chunk(&self, space: SpaceId, document: DocumentId, number: u64) -> Result<Option<Chunk>, Failure> {
        let job = self.to_fold(space, document, number)?;
        Ok(job.and_then(|job| self.fold(space, vec![job]).remove(&document)))
    }

    fn to_fold(&self, space: SpaceId, document: DocumentId, number: u64) -> Result<Option<ToFold>, Failure> {
        let Some(row) = self.catalog.get(document).filter(|row| row.seqs.len() > 1) else { return Ok(None) };
        let mut chunks = Vec::with_capacity(row.seqs.len());
        for seq in &row.seqs {
            let Some(chunk) = self.vault.sealed_chunk(space, *seq)? else { return Ok(None) };
            chunks.push(chunk);
        }
        Ok(Some(ToFold { document, number, run: self.vault.run_of(space, number), chunks }))
    }

    fn fold(&self, space: SpaceId, jobs: Vec<ToFold>) -> BTreeMap<DocumentId, Chunk> {
        let (opener, me) = (self.vault.opener(), self.me.device);
        let private = space == self.profile.private_space;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(FOLD_THREADS).min(jobs.len());
        if threads < 2 {
            return jobs.iter().filter_map(|job| job.fold(opener, me, private)).map(by_document).collect();
        }
        let queue = Mutex::new(jobs.iter());
        let next = || queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).next();
        let work = || {
            let mut done = Vec::new();
            while let Some(job) = next() {
                done.extend(job.fold(opener, me, private));
            }
            done
        };
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mine = work();
            // A thread that panicked leaves its documents to be sent chunk by chunk.
            let theirs = others.into_iter().filter_map(|other| other.join().ok());
            theirs.flatten().chain(mine).map(by_document).collect()
        })
    }
}

fn by_document(chunk: Chunk) -> (DocumentId, Chunk) {
    (chunk.document, chunk)
}

impl ToFold {
    fn fold(&self, opener: Opener<'_>, me: DeviceId, private: bool) -> Option<Chunk> {
        let chunks = self.chunks.iter().map(|chunk| opener.open(chunk)).collect::<Option<Vec<Chunk>>>()?;
        let first = chunks.first()?.origin;
        let bodies = chunks.iter().map(|chunk| &chunk.body);
        let bodies: Vec<&Body> = bodies.filter(|body| matches!(body, Body::Changes(_) | Body::Snapshot(_))).collect();
        let body = if private {
            Doc::load(&bodies, None).and_then(|doc| doc.snapshot()).ok()??
        } else {
            let mut changes = Vec::new();
            for body in bodies {
                let Body::Changes(bytes) = body else { return None };
                changes.extend_from_slice(bytes);
            }
            Body::Changes(changes)
        };
        let origin = if first.device == me { Origin { device: me, run: self.run, seq: self.number } } else { first };
        let chunk = Chunk { document: self.document, origin, body };
        (chunk.body_bytes() <= CHUNK_BYTES_MAX).then_some(chunk)
    }
}
