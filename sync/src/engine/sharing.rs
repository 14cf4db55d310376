//! Sharing: distil and show, let leave, update, withdraw.
//!
//! Invariant: what leaves is byte for byte the document the sheet drew; a withdrawal and the purge of the writer's
//! own copy of it are one transaction.

use std::collections::BTreeMap;

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::view::{Preview, ShareChoice};
use crate::document::{Distilled, Genesis, PublicationDraft, ShareRecord, distil_publication};
use crate::ids::{DocumentId, Head, SpaceId};
use crate::kind::{Body, Chunk, End, Kind, Tombstone};

/// A distilled document that waits for the person's word.
pub(super) struct PreparedShare {
    number: u64,
    entry: DocumentId,
    pub space: SpaceId,
    choice: ShareChoice,
    replaces: Option<DocumentId>,
    distilled: Distilled,
}

/// What the person asked to see before it leaves.
pub(super) struct ShareRequest {
    pub entry: DocumentId,
    pub space: SpaceId,
    pub choice: ShareChoice,
    pub title: bool,
    pub date: Option<String>,
    pub bring: bool,
    pub replaces: Option<DocumentId>,
}

/// What is written to a shared space at once, and what is remembered of it in the private one.
pub(super) struct Leaving {
    pub space: SpaceId,
    pub shared: Vec<Chunk>,
    /// What each entry is to remember.
    pub records: BTreeMap<DocumentId, Vec<ShareRecord>>,
    /// Documents whose words go from here.
    pub purged: Vec<DocumentId>,
}

impl Open {
    /// Distils what would leave and shows it.
    pub fn preview_share(&mut self, request: ShareRequest) -> Result<(), Failure> {
        let ShareRequest { entry, space, choice, title, date, bring, replaces } = request;
        self.must_be_open(space)?;
        let person_name = self.contact_in(space).ok_or(Failure::NotFound)?.contact.name.clone();
        let fields = self.load(entry)?.doc.entry().ok_or(Failure::NotFound)?;
        let words = chosen(&fields.text, choice);
        if words.trim().is_empty() {
            return Err(Failure::Empty);
        }
        let genesis = Genesis { space, writer: self.me.person, kind: Kind::Publication };
        let title = Some(fields.title.trim().to_owned()).filter(|words| title && !words.is_empty());
        let draft = PublicationDraft {
            title: title.as_deref(),
            date: date.as_deref(),
            session: None,
            bring,
            markdown: &words,
            replaces,
        };
        let distilled = distil_publication(&genesis, &draft, &*self.world.entropy).map_err(|_| Failure::Internal)?;
        let content = distilled.publication().map_err(|_| Failure::Internal)?;
        self.previews_made += 1;
        let number = self.previews_made;
        let other_fields = other_fields(&genesis, replaces);
        self.preview = Some(PreparedShare { number, entry, space, choice, replaces, distilled });
        self.events.push(Event::SharePreview(Preview {
            number,
            entry,
            space,
            person_name,
            choice,
            replaces,
            content,
            other_fields,
        }));
        Ok(())
    }

    /// Lets the previewed document leave.
    pub fn share(&mut self, number: u64) -> Result<(), Failure> {
        let prepared = self.preview.take().filter(|prepared| prepared.number == number).ok_or(Failure::NotFound)?;
        let outcome = self.publish(&prepared);
        if outcome.is_err() {
            // The sheet stays open and the same document can be tried again.
            self.preview = Some(prepared);
        }
        outcome
    }

    fn publish(&mut self, prepared: &PreparedShare) -> Result<(), Failure> {
        let (entry, publication, space) = (prepared.entry, prepared.distilled.document, prepared.space);
        self.must_be_open(space)?;
        let now_ms = self.now_ms();
        let (whole, range) = match prepared.choice {
            ShareChoice::Whole => (true, None),
            ShareChoice::Passage(start, end) => (false, Some((start, end))),
        };
        let mut records = vec![ShareRecord {
            publication,
            space,
            shared_ms: now_ms,
            whole,
            range,
            replaced_by: None,
            withdrawn_ms: None,
        }];
        let mut shared = vec![self.own_chunk(publication, Body::Changes(prepared.distilled.changes.clone()))];
        let mut purged = Vec::new();
        if let Some(old) = prepared.replaces {
            let record = self.share_record(entry, old).ok_or(Failure::NotFound)?;
            records.push(ShareRecord { replaced_by: Some(publication), withdrawn_ms: Some(now_ms), ..record });
            shared.push(self.tombstone_chunk(old, Some(publication))?);
            purged.push(old);
        }
        let replaced = !purged.is_empty();
        self.commit_shared(&Leaving { space, shared, records: [(entry, records)].into(), purged })?;
        self.refresh(publication)?;
        if replaced {
            self.finish_purge()?;
        }
        self.events.push(Event::Shared { entry, publication });
        self.open_entry(entry)
    }

    /// Takes a publication back.
    pub fn withdraw(&mut self, publication: DocumentId) -> Result<(), Failure> {
        let (entry, record) = self.find_share(publication).ok_or(Failure::NotFound)?;
        if record.withdrawn_ms.is_some() {
            return Ok(());
        }
        let now_ms = self.now_ms();
        let space = record.space;
        let records = vec![ShareRecord { withdrawn_ms: Some(now_ms), ..record }];
        let shared = vec![self.tombstone_chunk(publication, None)?];
        self.commit_shared(&Leaving { space, shared, records: [(entry, records)].into(), purged: vec![publication] })?;
        self.finish_purge()?;
        self.open_entry(entry)
    }

    fn share_record(&self, entry: DocumentId, publication: DocumentId) -> Option<ShareRecord> {
        let shares = self.extra(entry).shares;
        shares.into_iter().find(|share| share.publication == publication)
    }

    /// Returns the entry a publication was made from, and what was noted then.
    pub fn find_share(&self, publication: DocumentId) -> Option<(DocumentId, ShareRecord)> {
        self.catalog.iter().filter(|entry| entry.kind == Kind::Entry).find_map(|entry| {
            let shares = super::extra::of(entry).shares;
            shares.into_iter().find(|share| share.publication == publication).map(|share| (entry.document, share))
        })
    }

    /// Returns the chunk that ends a document of ours.
    pub fn tombstone_chunk(&self, document: DocumentId, replaced_by: Option<DocumentId>) -> Result<Chunk, Failure> {
        let entry = self.catalog.get(document).ok_or(Failure::NotFound)?;
        let heads: Vec<Head> = entry.heads.clone();
        let end = replaced_by.map_or(End::Withdrawn, End::Replaced);
        Ok(self.own_chunk(document, Body::Tombstone(Tombstone { heads, end })))
    }

    /// Writes chunks to a shared space and what entries remember of it, in one transaction.
    pub fn commit_shared(&mut self, leaving: &Leaving) -> Result<(), Failure> {
        self.write_unsaved();
        if !self.unsaved.is_empty() {
            return Err(Failure::DiskFull);
        }
        let (space, private_space) = (leaving.space, self.profile.private_space);
        let mut entries = Vec::with_capacity(leaving.records.len());
        for (entry, records) in &leaving.records {
            // A second copy of the entry takes the change, so that nothing has happened if the commit fails.
            let mut fresh = self.read_doc(*entry)?;
            for record in records {
                fresh.record_share(record).map_err(|_| Failure::Internal)?;
            }
            entries.push((*entry, Body::Changes(fresh.new_changes())));
        }
        let seqs_of = |document: &DocumentId| self.catalog.get(*document).map(|row| row.seqs.clone());
        let purged: Vec<_> = leaving.purged.iter().map(|one| (*one, seqs_of(one).unwrap_or_default())).collect();
        let private: Vec<Chunk> = entries.iter().map(|(entry, body)| self.own_chunk(*entry, body.clone())).collect();

        let mut write = self.vault.write()?;
        let mut noted = Vec::with_capacity(leaving.shared.len());
        for chunk in &leaving.shared {
            let seq = write.append(space, self.run, chunk)?;
            write.mark_applied(space, seq)?;
            noted.push(seq);
        }
        let mut private_seqs = Vec::with_capacity(private.len());
        for chunk in &private {
            let seq = write.append(private_space, self.run, chunk)?;
            write.mark_applied(private_space, seq)?;
            private_seqs.push(seq);
        }
        for (document, seqs) in &purged {
            super::purge::purge(&mut write, space, *document, seqs)?;
        }
        write.commit()?;

        let now_ms = self.now_ms();
        for (chunk, seq) in leaving.shared.iter().zip(noted) {
            match &chunk.body {
                Body::Tombstone(tombstone) => {
                    self.note_tombstone(chunk.document, tombstone)?;
                    self.note_covered(space, seq);
                }
                _ => {
                    self.note_new(chunk.document, space, Kind::Publication, self.me.person, now_ms);
                    self.note_chunk(space, chunk.document, seq, &chunk.body);
                }
            }
        }
        for ((entry, changes), seq) in entries.iter().zip(private_seqs) {
            self.note_chunk(private_space, *entry, seq, changes);
            if let Ok(loaded) = self.load(*entry) {
                loaded.doc.apply(changes).map_err(|_| Failure::Internal)?;
                // Already in the log: not to be written a second time.
                let _ = loaded.doc.new_changes();
            }
            // Before the catalog is saved: it must not take account of a chunk whose heads it does not name.
            self.refresh_summary(*entry);
        }
        self.people_changed = true;
        Ok(())
    }
}

/// Returns what else stands in the document, beside what the sheet draws, by the name of its field.
fn other_fields(genesis: &Genesis, replaces: Option<DocumentId>) -> Vec<(String, String)> {
    let short = |bytes: &[u8]| data_encoding::HEXLOWER.encode(&bytes[..4]);
    let mut fields = vec![
        ("space".to_owned(), short(genesis.space.as_bytes())),
        ("writer".to_owned(), short(genesis.writer.as_bytes())),
        ("kind".to_owned(), genesis.kind.name().to_owned()),
    ];
    if let Some(replaced) = replaces {
        fields.push(("replaces".to_owned(), short(replaced.as_bytes())));
    }
    fields
}

/// Returns the chosen characters of a text.
fn chosen(text: &str, choice: ShareChoice) -> String {
    match choice {
        ShareChoice::Whole => text.to_owned(),
        ShareChoice::Passage(start, end) => text.chars().skip(start).take(end.saturating_sub(start)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_counted_in_characters() {
        assert_eq!(chosen("aß🙂d", ShareChoice::Passage(1, 3)), "ß🙂");
        assert_eq!(chosen("ab", ShareChoice::Passage(1, 9)), "b");
        assert_eq!(chosen("ab", ShareChoice::Passage(2, 1)), "");
    }
}
