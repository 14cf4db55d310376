//! Reading what somebody shared, and answering in the margin.
//!
//! Invariant: a note is drafted in the private space; only leaving it distils it into the shared one.

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::view::NoteDraftView;
use crate::document::{Genesis, MarginNote, Receipt, ReceiptWhat, anchor, distil_note};
use crate::ids::{DocumentId, SpaceId};
use crate::kind::{Body, Kind};

impl Open {
    /// Tells the screen what one person shared.
    pub fn read_person(&mut self, space: SpaceId) -> Result<(), Failure> {
        let publications = self.publication_views(space)?;
        self.shown.1 = Some(space);
        self.events.push(Event::Publications { space, publications });
        Ok(())
    }

    /// Notes that a publication was opened here, for this person's lists and for the writer's receipts.
    pub fn mark_opened(&mut self, publication: DocumentId) -> Result<(), Failure> {
        let entry = self.catalog.get(publication).ok_or(Failure::NotFound)?;
        let (space, writer) = (entry.space, entry.writer);
        if writer == self.me.person || self.extra(publication).opened_ms.is_some() {
            return Ok(());
        }
        let now_ms = self.now_ms();
        self.update_extra(publication, |extra| extra.opened_ms = Some(now_ms));
        self.people_changed = true;
        if !self.endings.is_ended(space) {
            let receipt = Receipt { publication, device: self.me.device, what: ReceiptWhat::Opened, at_ms: now_ms };
            self.add_receipts(space, &[receipt])?;
        }
        self.read_person(space)
    }

    /// Returns the short hash of the words a note is to point at; zeros for the whole.
    fn anchor_of(&self, publication: DocumentId, range: Option<(usize, usize)>) -> Result<[u8; 8], Failure> {
        let Some((start, end)) = range else { return Ok([0; 8]) };
        let content = self.read_doc(publication)?.publication().ok_or(Failure::NotFound)?;
        let words: String = content.text.chars().skip(start).take(end.saturating_sub(start)).collect();
        Ok(anchor(&words))
    }

    /// Opens the draft of a note for a publication, making one if there is none.
    pub fn draft_note(&mut self, publication: DocumentId, range: Option<(usize, usize)>) -> Result<(), Failure> {
        let space = self.catalog.get(publication).ok_or(Failure::NotFound)?.space;
        let anchor = self.anchor_of(publication, range)?;
        let existing = self.catalog.iter().find(|entry| {
            entry.kind == Kind::NoteDraft
                && entry.trashed_ms.is_none()
                && super::extra::of(entry).target == Some(publication)
        });
        let draft = match existing.map(|entry| entry.document) {
            Some(draft) => {
                if range.is_some() {
                    self.change(draft, |doc| {
                        doc.set_note_draft(publication, space, range, anchor).map_err(|_| Failure::Internal)
                    })?;
                }
                draft
            }
            None => self.new_private(Kind::NoteDraft, |doc| {
                doc.set_note_draft(publication, space, range, anchor).map_err(|_| Failure::Internal)
            })?,
        };
        let loaded = self.load(draft)?;
        let fields = loaded.doc.note_draft().ok_or(Failure::Damaged)?;
        let text = loaded.doc.text(super::view::Field::Body);
        self.events.push(Event::NoteDraft(NoteDraftView { draft, publication, range: fields.range, text }));
        Ok(())
    }

    /// Distils a draft into the shared space.
    pub fn leave_note(&mut self, draft: DocumentId) -> Result<(), Failure> {
        let loaded = self.load(draft)?;
        let fields = loaded.doc.note_draft().ok_or(Failure::NotFound)?;
        let text = loaded.doc.text(super::view::Field::Body).trim().to_owned();
        if text.is_empty() {
            return Err(Failure::Empty);
        }
        self.must_be_open(fields.space)?;
        let publication = fields.publication;
        let (start, end) = fields.range.unwrap_or((0, 0));
        let note = MarginNote { publication, start, end, anchor: fields.anchor, text };
        let genesis = Genesis { space: fields.space, writer: self.me.person, kind: Kind::MarginNote };
        let distilled = distil_note(&genesis, &note, &*self.world.entropy).map_err(|_| Failure::Internal)?;
        self.write_unsaved();
        if !self.unsaved.is_empty() {
            return Err(Failure::DiskFull);
        }
        let chunk = self.own_chunk(distilled.document, Body::Changes(distilled.changes.clone()));
        let mut write = self.vault.write()?;
        let seq = write.append(fields.space, self.run, &chunk)?;
        write.mark_applied(fields.space, seq)?;
        write.commit()?;
        let now_ms = self.now_ms();
        self.note_new(distilled.document, fields.space, Kind::MarginNote, self.me.person, now_ms);
        self.note_chunk(fields.space, distilled.document, seq, &distilled.body());
        self.refresh(distilled.document)?;
        self.change(draft, |doc| doc.set_trashed(Some(now_ms)).map_err(|_| Failure::Internal))?;
        self.events.push(Event::NoteLeft { publication });
        self.read_person(fields.space)
    }

    /// Takes a margin note of this person's back.
    pub fn withdraw_note(&mut self, note: DocumentId) -> Result<(), Failure> {
        let entry = self.catalog.get(note).ok_or(Failure::NotFound)?;
        if entry.writer != self.me.person || entry.kind != Kind::MarginNote {
            return Err(Failure::NotFound);
        }
        let (space, seqs) = (entry.space, entry.seqs.clone());
        let chunk = self.tombstone_chunk(note, None)?;
        let Body::Tombstone(tombstone) = chunk.body.clone() else { return Err(Failure::Internal) };
        let mut write = self.vault.write()?;
        let seq = write.append(space, self.run, &chunk)?;
        write.mark_applied(space, seq)?;
        super::purge::purge(&mut write, space, note, &seqs)?;
        write.commit()?;
        self.note_tombstone(note, &tombstone)?;
        self.note_covered(space, seq);
        self.finish_purge()?;
        self.read_person(space)
    }
}
