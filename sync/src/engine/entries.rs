//! Writing: new entries, edits, undo, tags, trash, search.
//!
//! Invariant: an edit reaches the log in the same call in which it reaches the document.

use super::command::EntryStart;
use super::documents::Loaded;
use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::view::Field;
use crate::clock::{UnixMillis, random};
use crate::document::{Doc, FactChanges, Patch, Splice};
use crate::ids::DocumentId;
use crate::kind::{Body, Kind};
use crate::limits::{ENTRY_BYTES_MAX, TAG_CHARS_MAX, TAGS_MAX, TITLE_CHARS_MAX};

impl Open {
    /// Makes a private document of `kind` and returns its id.
    pub fn new_private(
        &mut self,
        kind: Kind,
        prepare: impl FnOnce(&mut Doc) -> Result<(), Failure>,
    ) -> Result<DocumentId, Failure> {
        let now_ms = self.now_ms();
        self.new_private_at(kind, now_ms, prepare)
    }

    /// The same for one that was begun earlier.
    pub fn new_private_at(
        &mut self,
        kind: Kind,
        created_ms: UnixMillis,
        prepare: impl FnOnce(&mut Doc) -> Result<(), Failure>,
    ) -> Result<DocumentId, Failure> {
        let document = DocumentId(random(&*self.world.entropy).map_err(|_| Failure::Internal)?);
        self.begin_private(document, kind, created_ms, prepare)?;
        Ok(document)
    }

    /// Begins a private document under a name that is not taken.
    pub fn begin_private(
        &mut self,
        document: DocumentId,
        kind: Kind,
        created_ms: UnixMillis,
        prepare: impl FnOnce(&mut Doc) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut doc = Doc::private(kind, self.actor_of(document), created_ms).map_err(|_| Failure::Internal)?;
        doc.date(self.now_ms());
        prepare(&mut doc)?;
        let changes = doc.new_changes();
        let space = self.profile.private_space;
        self.note_new(document, space, kind, self.me.person, created_ms);
        self.documents.insert(document, Loaded::new(doc));
        self.save_changes(space, document, changes, None);
        self.refresh_summary(document);
        Ok(())
    }

    /// Makes an entry that begins with these words, and opens it.
    pub fn new_entry(&mut self, start: &EntryStart) -> Result<(), Failure> {
        let facts: FactChanges = start.facts.iter().map(|(name, fact)| (name.clone(), Some(fact.clone()))).collect();
        let title: String = start.title.chars().take(TITLE_CHARS_MAX).collect();
        if start.text.len() > ENTRY_BYTES_MAX {
            return Err(Failure::TooLong);
        }
        let document = self.new_private(Kind::Entry, |doc| {
            if !title.is_empty() || !start.text.is_empty() {
                doc.set_words(&title, &start.text).map_err(|_| Failure::Internal)?;
            }
            doc.set_facts(&facts).map_err(|_| Failure::TooLong)
        })?;
        self.open_entry(document)
    }

    /// Tells a screen that begins with an entry all of it: what it types next is meant for the text as it stands now.
    pub fn begin_entry(&mut self, document: DocumentId) -> Result<(), Failure> {
        let loaded = self.load(document)?;
        for field in [Field::Title, Field::Body] {
            let (doc, host) = loaded.text(field);
            host.reopen(doc).map_err(|_| Failure::Internal)?;
        }
        self.open_entry(document)
    }

    /// Tells the screen all of an entry.
    pub fn open_entry(&mut self, document: DocumentId) -> Result<(), Failure> {
        let view = self.entry_view(document)?;
        self.shown.0 = Some(document);
        self.events.push(Event::Opened(view));
        Ok(())
    }

    /// Writes a batch of edits as one change.
    pub fn edit(&mut self, document: DocumentId, field: Field, batch: u64, splices: &[Splice]) -> Result<(), Failure> {
        let space = self.profile.private_space;
        let now = self.world.clock.mono();
        let loaded = self.load(document)?;
        let before = loaded.doc.text(field);
        check_room(field, &before, splices)?;
        let (doc, host) = loaded.text(field);
        let patches = host.apply(doc, batch, splices, now).map_err(|_| Failure::Internal)?;
        let changes = doc.new_changes();
        if !patches.is_empty() {
            self.events.push(Event::Patched { document, field, after_batch: batch, patches });
        }
        self.save_changes(space, document, changes, Some((field, batch)));
        self.refresh_summary(document);
        Ok(())
    }

    /// Takes back the newest batch.
    pub fn undo(&mut self, document: DocumentId, field: Field) -> Result<(), Failure> {
        self.step(document, field, |loaded| {
            let (doc, host) = loaded.text(field);
            host.undo(doc).map_err(|_| Failure::Internal)
        })
    }

    /// Brings back what was taken back.
    pub fn redo(&mut self, document: DocumentId, field: Field) -> Result<(), Failure> {
        self.step(document, field, |loaded| {
            let (doc, host) = loaded.text(field);
            host.redo(doc).map_err(|_| Failure::Internal)
        })
    }

    fn step(
        &mut self,
        document: DocumentId,
        field: Field,
        step: impl FnOnce(&mut Loaded) -> Result<Option<Vec<Patch>>, Failure>,
    ) -> Result<(), Failure> {
        let space = self.profile.private_space;
        let loaded = self.load(document)?;
        let Some(patches) = step(loaded)? else { return Ok(()) };
        let (doc, host) = loaded.text(field);
        let batch = host.batch();
        let changes = doc.new_changes();
        self.events.push(Event::Patched { document, field, after_batch: batch, patches });
        self.save_changes(space, document, changes, Some((field, batch)));
        self.refresh_summary(document);
        Ok(())
    }

    /// Changes a private document by other means than typing.
    pub fn change(
        &mut self,
        document: DocumentId,
        change: impl FnOnce(&mut Doc) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let space = self.profile.private_space;
        let loaded = self.load(document)?;
        change(&mut loaded.doc)?;
        let changes = loaded.doc.new_changes();
        self.save_changes(space, document, changes, None);
        self.refresh_summary(document);
        Ok(())
    }

    /// Sets the tags of an entry.
    pub fn set_tags(&mut self, document: DocumentId, tags: Vec<String>) -> Result<(), Failure> {
        let mut kept: Vec<String> = Vec::new();
        for tag in tags {
            let tag: String = tag.trim().chars().take(TAG_CHARS_MAX).collect();
            if !tag.is_empty() && !kept.contains(&tag) && kept.len() < TAGS_MAX {
                kept.push(tag);
            }
        }
        self.change(document, |doc| doc.set_tags(&kept).map_err(|_| Failure::Internal))?;
        self.open_entry(document)
    }

    /// Throws an entry or a record away, or restores it.
    pub fn trash(&mut self, document: DocumentId, trashed: bool) -> Result<(), Failure> {
        let at = trashed.then(|| self.now_ms());
        self.change(document, |doc| doc.set_trashed(at).map_err(|_| Failure::Internal))?;
        if self.is_record(document) { Ok(()) } else { self.open_entry(document) }
    }

    /// Brings what another device wrote into a document that is loaded, and shows it where its text is open.
    ///
    /// `moved`: somebody wrote in it here while a worker had it, so what the worker found is not all of it.
    pub fn merge_into_open(&mut self, document: DocumentId, bodies: &[Body], moved: bool) -> Result<(), Failure> {
        let Ok(space) = self.catalog.get(document).map(|row| row.space).ok_or(Failure::NotFound) else {
            return Ok(());
        };
        if self.documents.peek(document).is_none() {
            return if moved { self.refresh(document) } else { Ok(()) };
        }
        if space != self.profile.private_space {
            // Documents of a shared space are never open for writing.
            self.documents.remove(document);
            return Ok(());
        }
        let loaded = self.load(document)?;
        for body in bodies {
            loaded.doc.apply(body).map_err(|_| Failure::Internal)?;
        }
        self.tell_patched(document)?;
        self.refresh_summary(document);
        Ok(())
    }

    /// Tells the screen how the texts of a document changed by other means than typing.
    pub(super) fn tell_patched(&mut self, document: DocumentId) -> Result<(), Failure> {
        let loaded = self.load(document)?;
        let mut patched = Vec::new();
        for field in [Field::Title, Field::Body] {
            let (doc, host) = loaded.text(field);
            let patches = host.refresh(doc).map_err(|_| Failure::Internal)?;
            if !patches.is_empty() {
                patched.push(Event::Patched { document, field, after_batch: host.batch(), patches });
            }
        }
        self.events.extend(patched);
        Ok(())
    }
}

/// Refuses edits that would make a text longer than its limit; the screen holds itself to the same limit.
fn check_room(field: Field, before: &str, splices: &[Splice]) -> Result<(), Failure> {
    let inserted: usize = splices.iter().map(|splice| splice.insert.len()).sum();
    let too_long = match field {
        // Deletions are not credited to the bound before they happen: twice the limit can never be stored.
        Field::Body => before.len() + inserted > ENTRY_BYTES_MAX * 2,
        Field::Title => inserted > TITLE_CHARS_MAX * 8,
    };
    if too_long { Err(Failure::TooLong) } else { Ok(()) }
}
