//! Rows of the catalog as the engine changes them: a new document, another chunk, an end.
//!
//! Invariant: a row is changed only after the commit it speaks of returned.

use super::failure::Failure;
use super::open::Open;
use crate::clock::UnixMillis;
use crate::document::offer_id;
use crate::ids::{DeviceId, DocumentId, PersonId, SpaceId};
use crate::kind::{Body, Chunk, Kind, Tombstone};
use crate::vault::CatalogEntry;

impl Open {
    /// Begins the row of a document, unless it has one.
    pub fn note_new(
        &mut self,
        document: DocumentId,
        space: SpaceId,
        kind: Kind,
        writer: PersonId,
        created_ms: UnixMillis,
    ) {
        if kind == Kind::Closing {
            self.endings.note(space, document);
            self.ending_moved(space);
            self.people_changed = true;
        }
        if self.catalog.get(document).is_none() {
            self.catalog.put(CatalogEntry {
                document,
                space,
                kind,
                writer,
                title: String::new(),
                first_line: String::new(),
                tags: Vec::new(),
                created_ms,
                changed_ms: created_ms,
                heads: Vec::new(),
                seqs: Vec::new(),
                held: Vec::new(),
                trashed_ms: None,
                tombstone: None,
                extra: Vec::new(),
            });
        }
    }

    /// Changes a row.
    pub fn update_row(&mut self, document: DocumentId, change: impl FnOnce(&mut CatalogEntry)) {
        let Some(entry) = self.catalog.get(document) else { return };
        let mut entry = entry.clone();
        change(&mut entry);
        self.catalog.put(entry);
    }

    /// Remembers that a chunk of a document lies at this number, and tells connected devices of the space.
    pub fn note_chunk(&mut self, space: SpaceId, document: DocumentId, seq: u64, body: &Body) {
        self.update_row(document, |entry| {
            if let Err(at) = entry.seqs.binary_search(&seq) {
                entry.seqs.insert(at, seq);
            }
        });
        if let Some(id) = offer_id(document, body) {
            self.note_held(space, document, id);
        }
        self.note_covered(space, seq);
    }

    /// Remembers that the catalog takes account of a number, and tells connected devices of the space.
    ///
    /// It never claims a number whose chunk is still to be applied: after a crash nobody would look for it there.
    pub fn note_covered(&mut self, space: SpaceId, seq: u64) {
        let settled = self.vault.settled(space).min(seq);
        if settled > self.catalog.covers(space) {
            self.catalog.set_covers(space, settled);
        }
        self.peers.note_grown(space);
    }

    /// Remembers that a document is gone, for ever.
    pub fn note_tombstone(&mut self, document: DocumentId, tombstone: &Tombstone) -> Result<(), Failure> {
        self.note_hidden(document)?;
        self.update_row(document, |entry| {
            entry.tombstone = Some(tombstone.clone());
            entry.seqs = Vec::new();
            entry.trashed_ms = None;
        });
        // Facts are words too.
        self.update_extra(document, super::extra::Extra::forget_words);
        if let Some(space) = self.catalog.get(document).map(|entry| entry.space) {
            self.ending_moved(space);
        }
        Ok(())
    }

    /// Takes a document's words out of everything that is shown.
    pub fn note_hidden(&mut self, document: DocumentId) -> Result<(), Failure> {
        self.documents.remove(document);
        self.stale.remove(&document);
        self.search.remove(document)?;
        self.update_row(document, |entry| {
            entry.title = String::new();
            entry.first_line = String::new();
            entry.tags = Vec::new();
        });
        self.people_changed = true;
        Ok(())
    }

    /// Returns who writes on a device, of the persons of a space: devices that were removed since have written too.
    pub fn writer_on(&self, space: SpaceId, device: DeviceId) -> PersonId {
        match self.contact_in(space) {
            Some(known) if self.me.roster.card(device).is_none() => known.contact.person,
            _ => self.me.person,
        }
    }

    /// Begins the row of a document that only the log knows, as after a crash or when the catalog is rebuilt.
    pub fn note_found(&mut self, document: DocumentId, space: SpaceId, kind: Kind, chunk: &Chunk) {
        let writer = self.writer_on(space, chunk.origin.device);
        let now_ms = self.now_ms();
        self.note_new(document, space, kind, writer, now_ms);
        if writer != self.me.person {
            self.update_extra(document, |extra| extra.received_ms = Some(now_ms));
        }
    }
}
