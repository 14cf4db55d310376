//! What screens draw, made from catalog, documents and what devices said.
//!
//! Invariant: these functions read; none changes anything.

use super::failure::Failure;
use super::open::Open;
use super::view::{
    EntrySummary, EntryView, Field, NoteView, PersonView, PublicationView, ShareDevice, ShareState, ShareView,
};
use crate::document::{Publication, ShareRecord};
use crate::exchange::Purge;
use crate::ids::{DocumentId, SpaceId};
use crate::kind::Kind;
use crate::vault::CatalogEntry;

impl Open {
    /// Returns the row of an entry; none for documents the journal does not list.
    pub fn entry_summary(&self, document: DocumentId) -> Option<EntrySummary> {
        self.catalog.get(document).and_then(row_of_entry)
    }

    /// Returns all rows of the journal.
    pub fn entry_summaries(&self) -> Vec<EntrySummary> {
        self.catalog.iter().filter_map(row_of_entry).collect()
    }

    /// Returns everything of an entry.
    pub fn entry_view(&mut self, document: DocumentId) -> Result<EntryView, Failure> {
        let loaded = self.load(document)?;
        let text = loaded.doc.text(Field::Body);
        let title = loaded.doc.text(Field::Title);
        let batches = (loaded.title.batch(), loaded.body.batch());
        let records = loaded.doc.entry().ok_or(Failure::NotFound)?.shares;
        let mut summary = self.entry_summary(document).ok_or(Failure::NotFound)?;
        for record in &records {
            // Read once for all shares of a space, and again only when it grew.
            self.read_receipts(record.space)?;
        }
        summary.title = title;
        let shares = records.iter().map(|record| self.share_view(record)).collect();
        Ok(EntryView { summary, text, batches, shares })
    }

    fn share_view(&self, record: &ShareRecord) -> ShareView {
        let publication = record.publication;
        let contact = self.contact_in(record.space);
        let content = match record.withdrawn_ms {
            Some(_) => None,
            None => self.read_doc(publication).ok().and_then(|doc| doc.publication()),
        };
        let notes = self.note_views(publication, content.as_ref());
        ShareView {
            publication,
            space: record.space,
            person_name: contact.map(|known| known.contact.name.clone()).unwrap_or_default(),
            whole: record.whole,
            shared_ms: record.shared_ms,
            replaced_by: record.replaced_by,
            withdrawn_ms: record.withdrawn_ms,
            devices: self.share_devices(record),
            opened_ms: self.opened_ms(publication, record.space),
            notes,
            content,
        }
    }

    fn share_devices(&self, record: &ShareRecord) -> Vec<ShareDevice> {
        let Some(contact) = self.contact_in(record.space) else { return Vec::new() };
        let seqs = self.catalog.get(record.publication).map(|entry| entry.seqs.clone()).unwrap_or_default();
        contact
            .devices
            .iter()
            .map(|card| {
                let state = self.share_state(card.device, record, &seqs);
                ShareDevice { device: card.device, name: card.name.clone(), state }
            })
            .collect()
    }

    fn share_state(&self, device: crate::ids::DeviceId, record: &ShareRecord, seqs: &[u64]) -> ShareState {
        let Some(peer) = self.peers.get(device) else { return ShareState::Waiting };
        let said = peer.delivery().space(record.space).map(|space| &space.said);
        if record.withdrawn_ms.is_some() {
            let answer = said.and_then(|said| said.purged.get(&record.publication));
            return match answer.map(|answer| (answer.purge, answer.at_ms)) {
                Some((Purge::Removed, at_ms)) => ShareState::Removed { at_ms },
                Some((Purge::KeptUntil { until_ms }, _)) => ShareState::KeptUntil { until_ms },
                None => ShareState::WithdrawalNotHeard,
            };
        }
        if let Some(why) = said.and_then(|said| seqs.iter().find_map(|seq| said.refused.get(seq))) {
            return ShareState::Refused(*why);
        }
        let newest = seqs.last().copied().unwrap_or(u64::MAX);
        match peer.applied_since_ms(record.space, newest) {
            Some(at_ms) => ShareState::Arrived { at_ms },
            None if said.is_some_and(|said| newest <= said.stored) => ShareState::Stored,
            None => ShareState::Waiting,
        }
    }

    /// Returns the margin notes of a publication, oldest first.
    pub fn note_views(&self, publication: DocumentId, content: Option<&Publication>) -> Vec<NoteView> {
        let mut notes: Vec<NoteView> = self
            .catalog
            .iter()
            .filter(|entry| entry.kind == Kind::MarginNote && entry.tombstone.is_none())
            .filter(|entry| super::extra::of(entry).target == Some(publication))
            .filter_map(|entry| self.note_view(entry, content))
            .collect();
        notes.sort_by_key(|note| note.at_ms);
        notes
    }

    fn note_view(&self, entry: &CatalogEntry, content: Option<&Publication>) -> Option<NoteView> {
        let note = self.read_doc(entry.document).ok()?.margin_note()?;
        let extra = super::extra::of(entry);
        let mine = entry.writer == self.me.person;
        Some(NoteView {
            note: entry.document,
            author: self.name_of(entry.writer),
            mine,
            range: content.and_then(|content| note.place(content)),
            whole: note.is_whole(),
            text: note.text,
            at_ms: extra.received_ms.unwrap_or(entry.created_ms),
            arrived: mine && self.has_arrived(entry.space, entry.document),
        })
    }

    /// Returns what a person shared, newest first.
    pub fn publication_views(&self, space: SpaceId) -> Result<Vec<PublicationView>, Failure> {
        let mut views = Vec::new();
        for entry in self.catalog.iter() {
            if entry.kind != Kind::Publication || entry.space != space || entry.writer == self.me.person {
                continue;
            }
            let extra = super::extra::of(entry);
            let gone = entry.tombstone.is_some() || self.endings.is_ended(space);
            if gone && extra.kept_until_ms.is_none() {
                continue;
            }
            let Some(content) = self.read_publication(entry) else { continue };
            views.push(PublicationView {
                document: entry.document,
                notes: self.note_views(entry.document, Some(&content)),
                content,
                received_ms: extra.received_ms.unwrap_or(entry.created_ms),
                opened: extra.opened_ms.is_some(),
                kept_until_ms: extra.kept_until_ms,
                withdrawn_ms: extra.withdrawn_ms.filter(|_| extra.kept_until_ms.is_some()),
            });
        }
        views.sort_by_key(|view| core::cmp::Reverse(view.received_ms));
        Ok(views)
    }

    fn read_publication(&self, entry: &CatalogEntry) -> Option<Publication> {
        if super::extra::of(entry).kept_until_ms.is_some() {
            // Kept by the practice's rule, hidden from daily use: the row is told, the words are not.
            return Some(Publication::default());
        }
        self.read_doc(entry.document).ok()?.publication()
    }

    /// Returns the contacts and what their devices said.
    pub fn person_views(&self) -> Vec<PersonView> {
        let mut people: Vec<PersonView> = self
            .contacts
            .values()
            .map(|known| {
                let (contact, space) = (&known.contact, known.space);
                let publications: Vec<&CatalogEntry> = self
                    .catalog
                    .iter()
                    .filter(|entry| entry.kind == Kind::Publication && entry.space == space)
                    .collect();
                let mine = |entry: &&&CatalogEntry| entry.writer == self.me.person;
                let gone = |entry: &&&CatalogEntry| entry.tombstone.is_some();
                let is_ended = self.endings.is_ended(space);
                let theirs: Vec<&&CatalogEntry> =
                    publications.iter().filter(|entry| !mine(entry) && !gone(entry) && !is_ended).collect();
                PersonView {
                    person: contact.person,
                    name: contact.name.clone(),
                    role: contact.role,
                    space,
                    recognised: contact.recognised,
                    shared: publications.iter().filter(|entry| mine(entry) && !gone(entry)).count(),
                    withdrawn: publications.iter().filter(|entry| mine(entry) && gone(entry)).count(),
                    unread: theirs.iter().filter(|entry| super::extra::of(entry).opened_ms.is_none()).count(),
                    received: theirs.len(),
                    ended: self.ended_view(known),
                    devices: self.device_views(known),
                }
            })
            .collect();
        people.sort_by(|a, b| a.name.cmp(&b.name).then(a.person.cmp(&b.person)));
        people
    }
}

fn row_of_entry(entry: &CatalogEntry) -> Option<EntrySummary> {
    if entry.kind != Kind::Entry || entry.tombstone.is_some() {
        return None;
    }
    let extra = super::extra::of(entry);
    Some(EntrySummary {
        document: entry.document,
        title: entry.title.clone(),
        first_line: entry.first_line.clone(),
        tags: entry.tags.clone(),
        created_ms: entry.created_ms,
        changed_ms: entry.changed_ms,
        trashed_ms: entry.trashed_ms,
        shared: extra.shares.iter().any(|share| share.withdrawn_ms.is_none()),
        facts: extra.facts,
    })
}
