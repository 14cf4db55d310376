//! Compaction: while nothing else is to do, the chunks of one document are folded into one.
//!
//! Invariants: only applied chunks that every current device of the space has, or that are older than a month, are
//! folded; the folded chunk is sealed, read back and loaded before anything is deleted, all in one transaction; it
//! stands at the newest number it replaces, as this device's own. A turn is short, so that no input waits for it.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use super::days::Days;
use super::failure::Failure;
use super::open::Open;
use crate::document::{Doc, walk};
use crate::ids::{DocumentId, Head, Origin, SpaceId};
use crate::kind::{Body, Chunk, Kind};
use crate::limits::{FOLD_BYTES_MAX, FOLD_DOCUMENTS_MAX, FOLD_SHARED_BYTES_MAX};
use crate::vault::CatalogEntry;

/// Pause between two passes over all documents, in milliseconds.
const PASS_MS: u64 = 60_000;
/// How long one turn takes documents up, in milliseconds; the last may take as long again.
const TURN_MS: u64 = 20;
/// How long a document rests before it is folded, in milliseconds: one that is being written is written to again.
const REST_MS: u64 = 3_600_000;
/// Chunks at which a document is folded while it is being written.
const CHUNKS_MANY: usize = 64;

/// Where compaction is.
#[derive(Default)]
pub(super) struct Compaction {
    /// Documents of this pass that were not looked at yet.
    queue: VecDeque<DocumentId>,
    /// When the next pass may begin, on the clock that never goes back.
    next_pass_ms: u64,
    /// What could not be folded since the vault was opened; it stays as it was written.
    refused: BTreeSet<DocumentId>,
    /// How far each log went on each day; read when first needed.
    days: Option<Days>,
}

/// What is to take the place of some chunks of a document.
struct Fold {
    space: SpaceId,
    document: DocumentId,
    kind: Kind,
    /// The newest number, where the new chunk goes, and the others.
    seq: u64,
    older: Vec<u64>,
    /// Numbers the row still names although they were folded away, as after a crash.
    gone: Vec<u64>,
    chunk: Chunk,
    /// Chunks of the document that stay, and its heads with them.
    rest: Vec<Body>,
    heads: Vec<Head>,
}

impl Fold {
    /// Whether a chunk, together with those that stay, is still the whole document.
    fn is_whole(&self, chunk: &Chunk) -> bool {
        let bodies: Vec<&Body> = core::iter::once(&chunk.body).chain(&self.rest).collect();
        *chunk == self.chunk && load(self.kind, self.document, &bodies).is_some_and(|doc| doc.heads() == self.heads)
    }
}

fn load(kind: Kind, document: DocumentId, bodies: &[&Body]) -> Option<Doc> {
    match kind.is_private() {
        true => Doc::load(bodies, None).ok(),
        false => Doc::load_shared(document, bodies, None).ok(),
    }
}

/// How many of these bodies fit one chunk of a shared document.
fn fitting(bodies: &[Body]) -> usize {
    let mut bytes = 0;
    bodies
        .iter()
        .take_while(|body| {
            bytes += if let Body::Changes(changes) = body { changes.len() } else { usize::MAX / 2 };
            bytes <= FOLD_SHARED_BYTES_MAX
        })
        .count()
}

/// One body in the place of several; none if a reader would not take it.
fn joined(kind: Kind, document: DocumentId, bodies: &[Body]) -> Option<Body> {
    if kind.is_private() {
        let bodies: Vec<&Body> = bodies.iter().collect();
        return load(kind, document, &bodies)?.snapshot().ok()?;
    }
    let mut joined = Vec::new();
    for body in bodies {
        let Body::Changes(changes) = body else { return None };
        joined.extend_from_slice(changes);
    }
    walk(&joined).is_ok().then_some(Body::Changes(joined))
}

impl Open {
    /// Takes a turn, unless there is anything better to do. What fails here costs room only: nothing is told.
    pub fn compact(&mut self) {
        if !self.is_quiet() {
            return;
        }
        if self.turn().is_err() {
            self.compaction.queue.clear();
        }
    }

    /// Whether nobody writes, sends or waits for anything.
    fn is_quiet(&self) -> bool {
        let written = self.last_edit_mono_ms.is_none() && self.unsaved.is_empty() && self.stale.is_empty();
        written && self.applying.is_idle() && self.peers.is_quiet()
    }

    fn turn(&mut self) -> Result<(), Failure> {
        let started = self.world.clock.mono();
        self.note_day()?;
        if self.compaction.queue.is_empty() {
            let now_ms = started.as_millis() as u64;
            if now_ms < self.compaction.next_pass_ms {
                return Ok(());
            }
            self.compaction.next_pass_ms = now_ms + PASS_MS;
            self.empty_old_trash()?;
            let several = self.catalog.iter().filter(|entry| entry.seqs.len() > 1);
            self.compaction.queue = several.map(|entry| entry.document).collect();
        }
        let mut folds = Vec::new();
        while folds.len() < FOLD_DOCUMENTS_MAX
            && self.world.clock.mono().saturating_sub(started) < Duration::from_millis(TURN_MS)
            && let Some(document) = self.compaction.queue.pop_front()
        {
            folds.extend(self.folded(document)?);
        }
        if !folds.is_empty() {
            self.write_folds(&folds)?;
            if self.compaction.queue.is_empty() {
                self.save_catalog()?;
            }
        }
        Ok(())
    }

    /// Writes down how far the logs go today, once a day.
    fn note_day(&mut self) -> Result<(), Failure> {
        let mut days = match self.compaction.days.take() {
            Some(days) => days,
            None => Days::load(&self.vault)?,
        };
        let newest = self.vault.spaces().into_iter().map(|space| (space, self.vault.log(space).newest)).collect();
        if days.note(self.now_ms(), &newest) {
            let mut write = self.vault.write()?;
            days.save(&mut write)?;
            write.commit()?;
        }
        self.compaction.days = Some(days);
        Ok(())
    }

    /// Up to which number every current device of a space has everything of ours; all of it if there is no other.
    fn had_by_all(&self, space: SpaceId) -> u64 {
        let stored = |peer: &super::peers::Peer| peer.delivery().space(space).map_or(0, |space| space.said.stored);
        self.peers.in_space(space).map(|(_, peer)| stored(peer)).min().unwrap_or(u64::MAX)
    }

    /// Returns what a document's chunks are folded into, if they may be and it is worth it.
    fn folded(&self, document: DocumentId) -> Result<Option<Fold>, Failure> {
        let Some(entry) = self.catalog.get(document).filter(|entry| self.may_fold(entry)) else { return Ok(None) };
        let (space, now_ms) = (entry.space, self.now_ms());
        let days = self.compaction.days.as_ref();
        let last = self.had_by_all(space).max(days.map_or(0, |days| days.old(space, now_ms)));
        let log = self.vault.log(space);
        let (mut seqs, mut gone, mut bytes) = (Vec::new(), Vec::new(), 0);
        let (mut bodies, mut rest) = (Vec::new(), Vec::new());
        for seq in &entry.seqs {
            if log.unapplied.binary_search(seq).is_ok() || log.damaged.binary_search(seq).is_ok() {
                return Ok(None);
            }
            let Ok(Some(chunk)) = self.vault.chunk(space, *seq) else { return Ok(None) };
            bytes += chunk.body_bytes();
            match chunk.body {
                Body::Through => gone.push(*seq),
                Body::Tombstone(_) => return Ok(None),
                body if *seq <= last => {
                    seqs.push(*seq);
                    bodies.push(body);
                }
                body => rest.push(body),
            }
            if bytes > FOLD_BYTES_MAX {
                return Ok(None);
            }
        }
        let is_due = seqs.len() >= CHUNKS_MANY || entry.changed_ms.saturating_add(REST_MS) <= now_ms;
        if seqs.len() < 2 || !is_due {
            return Ok(None);
        }
        let all: Vec<&Body> = bodies.iter().chain(&rest).collect();
        let Some(heads) = load(entry.kind, document, &all).map(|doc| doc.heads()) else { return Ok(None) };
        let taken = if entry.kind.is_private() { seqs.len() } else { fitting(&bodies) };
        let Some(body) = joined(entry.kind, document, &bodies[..taken]).filter(|_| taken > 1) else { return Ok(None) };
        rest.extend(bodies.drain(taken..));
        seqs.truncate(taken);
        let Some((seq, run)) = seqs.pop().and_then(|seq| Some((seq, log.run_of(seq)?))) else { return Ok(None) };
        let chunk = Chunk { document, origin: Origin { device: self.me.device, run, seq }, body };
        Ok(Some(Fold { space, document, kind: entry.kind, seq, older: seqs, gone, chunk, rest, heads }))
    }

    /// Whether a document is one of those that are folded: private ones, and receipt lists of this person.
    fn may_fold(&self, entry: &CatalogEntry) -> bool {
        let is_foldable = match entry.kind {
            kind if kind.is_private() => entry.space == self.profile.private_space,
            Kind::Receipts => entry.writer == self.me.person && entry.space != self.profile.private_space,
            // Never edited, so there is one chunk of each.
            _ => false,
        };
        let is_unsaved = self.documents.peek(entry.document).is_some_and(|loaded| loaded.doc.has_new_changes());
        is_foldable && !is_unsaved && entry.tombstone.is_none() && !self.compaction.refused.contains(&entry.document)
    }

    fn write_folds(&mut self, folds: &[Fold]) -> Result<(), Failure> {
        let mut write = self.vault.write()?;
        for fold in folds {
            let written = write.fold(fold.space, fold.seq, &fold.older, &fold.chunk, |found| fold.is_whole(found));
            if let Err(error) = written {
                self.compaction.refused.insert(fold.document);
                return Err(error.into());
            }
        }
        write.commit()?;
        for fold in folds {
            let is_kept = |seq: &u64| !fold.older.contains(seq) && !fold.gone.contains(seq);
            self.update_row(fold.document, |entry| entry.seqs.retain(is_kept));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
