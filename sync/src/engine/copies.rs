//! Readable copies, the catalog and the search table: what lists and reading use, made from the documents.
//!
//! Invariant: a copy whose log has newer chunks is rewritten before anything is listed, read or searched.

use std::collections::BTreeSet;

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::view::VaultNotice;
use crate::document::{Doc, Summary, copy, offer_id_of_heads, parse_copy, read_genesis, summary};
use crate::ids::{DocumentId, Head, SpaceId};
use crate::kind::{Body, Chunk, Kind, Tombstone};
use crate::limits::AHEAD_BYTES;

/// Most chunks read, and most copies written, at once.
const BATCH: usize = 64;

/// A document as `sqlite3` and `age` alone show it.
struct ReadableCopy {
    space: SpaceId,
    document: DocumentId,
    text: String,
}

/// Whether these are as many as one commit takes.
fn is_enough(copies: &[ReadableCopy]) -> bool {
    copies.len() >= BATCH || copies.iter().map(|copy| copy.text.len()).sum::<usize>() >= AHEAD_BYTES
}

impl Open {
    /// Reads the log's tail over the catalog, so that what was written before a crash is listed.
    pub(super) fn catch_up(&mut self) -> Result<Vec<VaultNotice>, Failure> {
        let rebuilt = self.catalog.is_empty() && !self.vault.spaces().is_empty();
        let mut stale = BTreeSet::new();
        for space in self.vault.spaces() {
            let newest = self.vault.log(space).newest;
            let covered = self.catalog.covers(space);
            let tail: Vec<u64> = (covered + 1..=newest).collect();
            let mut rest = &tail[..];
            while let Some(first) = rest.first() {
                let found = self.vault.feed_several(space, &rest[..rest.len().min(BATCH)]);
                let found = found.unwrap_or_else(|_| vec![self.vault.chunk(space, *first).ok().flatten()]);
                let (seqs, later) = rest.split_at(found.len());
                for (seq, chunk) in seqs.iter().zip(found) {
                    stale.extend(self.catch_up_chunk(space, *seq, chunk)?);
                }
                rest = later;
            }
        }
        self.refresh_all(stale.iter().copied())?;
        let mut notices = Vec::new();
        if !self.vault.damaged().is_empty() {
            notices.push(VaultNotice::Damaged { values: self.vault.damaged().len() });
        }
        if rebuilt && !stale.is_empty() {
            notices.push(VaultNotice::Rebuilt);
        }
        Ok(notices)
    }

    fn catch_up_chunk(
        &mut self,
        space: SpaceId,
        seq: u64,
        chunk: Option<Chunk>,
    ) -> Result<Option<DocumentId>, Failure> {
        // A chunk that does not open is counted by the vault and named on screen; the rest goes on.
        let Some(chunk) = chunk else {
            self.note_covered(space, seq);
            return Ok(None);
        };
        let document = chunk.document;
        match chunk.body {
            Body::Tombstone(ref tombstone) => {
                if !self.vault.log(space).unapplied.contains(&seq) {
                    self.catch_up_tombstone(space, &chunk, tombstone)?;
                }
                self.note_covered(space, seq);
                Ok(None)
            }
            Body::Through => {
                self.note_covered(space, seq);
                Ok(None)
            }
            Body::Changes(_) | Body::Snapshot(_) => {
                if self.vault.log(space).unapplied.contains(&seq) {
                    self.note_covered(space, seq);
                    return Ok(None);
                }
                if self.catalog.get(document).is_none() {
                    let Some(kind) = self.kind_of(space, &chunk) else { return Ok(None) };
                    self.note_found(document, space, kind, &chunk);
                }
                self.note_chunk(space, document, seq, &chunk.body);
                Ok(Some(document))
            }
        }
    }

    /// Notes the end of a document; its words are still in the log only if a rule keeps them.
    fn catch_up_tombstone(&mut self, space: SpaceId, chunk: &Chunk, tombstone: &Tombstone) -> Result<(), Failure> {
        let document = chunk.document;
        if self.catalog.get(document).is_some_and(|entry| entry.tombstone.is_some()) {
            return Ok(());
        }
        if self.catalog.get(document).is_none() {
            self.note_found(document, space, Kind::Publication, chunk);
        }
        let seqs = self.catalog.get(document).map(|entry| entry.seqs.clone()).unwrap_or_default();
        let is_kept = |seq: &u64| {
            let found = self.vault.chunk(space, *seq);
            found.is_ok_and(|found| found.is_some_and(|found| found.document == document))
        };
        let kept: Vec<u64> = seqs.into_iter().filter(is_kept).collect();
        self.note_tombstone(document, tombstone)?;
        if !kept.is_empty() {
            // Which date was said went with the catalog: it counts from now, and not at all if the rule is gone.
            let days = u64::from(self.profile.retention_days.unwrap_or(0));
            let kept_until_ms = Some(self.now_ms() + days * 24 * 3600 * 1000);
            self.update_extra(document, |extra| extra.kept_until_ms = kept_until_ms);
            self.update_row(document, |entry| entry.seqs = kept);
        }
        self.update_extra(document, |extra| extra.replaced_by = tombstone.replaced_by());
        Ok(())
    }

    /// Returns the kind a chunk's document has, read from its first change.
    fn kind_of(&self, space: SpaceId, chunk: &Chunk) -> Option<Kind> {
        if space == self.profile.private_space {
            return Doc::load(&[&chunk.body], Some(self.run)).ok()?.kind();
        }
        match &chunk.body {
            Body::Changes(bytes) => Some(read_genesis(bytes).ok()?.1.kind),
            _ => None,
        }
    }

    /// Rewrites a document's copy, its row and its words in the search table.
    pub fn refresh(&mut self, document: DocumentId) -> Result<(), Failure> {
        self.refresh_all([document].into_iter())
    }

    /// Rewrites copies, rows and words of documents, many in one transaction.
    fn refresh_all(&mut self, documents: impl Iterator<Item = DocumentId>) -> Result<(), Failure> {
        let mut copies = Vec::new();
        for document in documents {
            match self.read_doc(document) {
                Ok(doc) => {
                    self.note_summary(document, &doc);
                    copies.extend(self.copy_of(document, &doc));
                }
                Err(Failure::NotFound | Failure::Damaged) => {}
                Err(failure) => return Err(failure),
            }
            if is_enough(&copies) {
                self.put_copies(&core::mem::take(&mut copies))?;
            }
        }
        self.put_copies(&copies)
    }

    /// Brings a loaded document's row up to date and tells the screen; the copy follows when idle.
    pub fn refresh_summary(&mut self, document: DocumentId) {
        self.last_edit_mono_ms = Some(self.world.clock.mono().as_millis() as u64);
        let Some(loaded) = self.documents.peek(document) else { return };
        let (found, extra, heads) = (summary(&loaded.doc), super::extra::from_doc(&loaded.doc), loaded.doc.heads());
        self.apply_summary(document, found, extra, heads);
        self.stale.insert(document);
        self.tell_summary(document);
    }

    fn note_summary(&mut self, document: DocumentId, doc: &Doc) {
        self.apply_summary(document, summary(doc), super::extra::from_doc(doc), doc.heads());
        self.tell_summary(document);
    }

    pub(super) fn apply_summary(
        &mut self,
        document: DocumentId,
        found: Summary,
        extra: super::extra::FromDoc,
        heads: Vec<Head>,
    ) {
        let now_ms = self.now_ms();
        self.update_row(document, |entry| {
            entry.title = found.title;
            entry.first_line = found.first_line;
            entry.tags = found.tags;
            entry.trashed_ms = found.trashed_ms;
            if found.created_ms != 0 {
                entry.created_ms = found.created_ms;
            }
            entry.changed_ms = now_ms;
            super::held::hold(entry, offer_id_of_heads(document, &heads));
            entry.heads = heads;
            super::extra::merge(entry, extra);
        });
    }

    /// Tells the screen about one row, if it is one it lists.
    pub fn tell_summary(&mut self, document: DocumentId) {
        if let Some(record) = self.record_view(document) {
            self.events.push(Event::Records { changed: vec![record], removed: Vec::new() });
        }
        if let Some(row) = self.entry_summary(document) {
            self.events.push(Event::Catalog { changed: vec![row], removed: Vec::new() });
        }
    }

    /// Writes the copies of documents that changed, then the catalog's pages.
    ///
    /// Called when idle, on lock and on quit.
    pub fn write_copies(&mut self) -> Result<(), Failure> {
        self.write_unsaved();
        while !self.stale.is_empty() {
            let (mut documents, mut copies) = (Vec::new(), Vec::new());
            for document in &self.stale {
                documents.push(*document);
                copies.extend(self.read_doc(*document).ok().and_then(|doc| self.copy_of(*document, &doc)));
                if is_enough(&copies) {
                    break;
                }
            }
            self.put_copies(&copies)?;
            for document in &documents {
                self.stale.remove(document);
            }
        }
        self.save_catalog()?;
        self.last_edit_mono_ms = None;
        Ok(())
    }

    /// Writes the catalog's pages that changed.
    pub fn save_catalog(&mut self) -> Result<(), Failure> {
        let mut write = self.vault.write()?;
        self.catalog.save(&mut write)?;
        write.commit()?;
        self.catalog.saved();
        Ok(())
    }

    pub(super) fn write_copy(&mut self, document: DocumentId, doc: &Doc) -> Result<(), Failure> {
        let copy = self.copy_of(document, doc);
        self.put_copies(copy.as_slice())
    }

    fn copy_of(&self, document: DocumentId, doc: &Doc) -> Option<ReadableCopy> {
        let entry = self.catalog.get(document)?;
        Some(ReadableCopy { space: entry.space, document, text: copy(doc, &super::extra::copy_header(entry, doc)) })
    }

    fn put_copies(&mut self, copies: &[ReadableCopy]) -> Result<(), Failure> {
        if copies.is_empty() {
            return Ok(());
        }
        let mut write = self.vault.write()?;
        for ReadableCopy { space, document, text } in copies {
            write.put_copy(*space, *document, text.as_bytes())?;
        }
        write.commit()?;
        for ReadableCopy { document, text, .. } in copies {
            if let Some((_, title, body)) = parse_copy(text).filter(|_| self.is_searchable(*document)) {
                self.search.put(*document, &title, &body)?;
            }
        }
        Ok(())
    }

    fn is_searchable(&self, document: DocumentId) -> bool {
        self.catalog.get(document).is_some_and(|entry| entry.kind == Kind::Entry && entry.tombstone.is_none())
    }
}
