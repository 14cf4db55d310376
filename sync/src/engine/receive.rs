//! What another person's devices send: judged, stored, applied, and answered.
//!
//! Invariant: a chunk is stored in the same transaction as the cursor that passes it; it is judged before it is
//! stored, and walked before Automerge sees it; one bad chunk blocks nothing.

use std::collections::BTreeSet;

use super::failure::Failure;
use super::open::Open;
use super::view::IncidentKind;
use crate::document::{Doc, DocumentError, copy, read_genesis, receipts_genesis, summary, walk};
use crate::exchange::{Input, Kept, KeptBatch, Purge};
use crate::ids::{Cursor, DeviceId, DocumentId, PersonId, SpaceId};
use crate::kind::{Body, Chunk, Kind, RefusedWhy, Tombstone};
use crate::limits::{CHUNK_BYTES_MAX, DOCUMENTS_PER_SPACE_MAX};

/// What is to become of a chunk.
enum Verdict {
    Store,
    Refuse(RefusedWhy),
    Skip,
}

impl Open {
    /// Judges and stores a batch, answers it, and applies what was stored.
    pub fn keep(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        chunks: Vec<(Cursor, Chunk)>,
        upto: Cursor,
    ) -> Result<Vec<Input>, Failure> {
        let writer = self.contact_of(device).map(|known| known.contact.person).ok_or(Failure::NotFound)?;
        let mut fresh = BTreeSet::new();
        let mut outcomes = Vec::with_capacity(chunks.len());
        let (mut stored, mut skipped) = (Vec::new(), Vec::new());
        let mut verdicts = Vec::with_capacity(chunks.len());
        for (cursor, chunk) in chunks {
            let verdict = self.judge(space, writer, &chunk, &mut fresh);
            verdicts.push((cursor, chunk, verdict));
        }
        let mut write = self.vault.write()?;
        for (cursor, chunk, verdict) in verdicts {
            let kept = match verdict {
                Verdict::Store => {
                    let number = write.append(space, self.run, &chunk)?;
                    stored.push((number, chunk));
                    Kept::Stored { number }
                }
                Verdict::Refuse(why) => Kept::Refused(why),
                Verdict::Skip => {
                    skipped.push(chunk);
                    Kept::Skipped
                }
            };
            outcomes.push((cursor.seq, kept));
        }
        let batch = KeptBatch { space, upto, outcomes };
        let peer = self.peers.get(device).ok_or(Failure::NotFound)?;
        let mut delivery = peer.delivery().clone();
        delivery.kept(&batch);
        write.put_delivery(device, &delivery.encode().map_err(|_| Failure::Internal)?)?;
        write.commit()?;

        for (_, kept) in &batch.outcomes {
            if let Kept::Refused(why) = kept {
                self.incident(IncidentKind::Refused(*why), Some(device));
            }
        }
        let mut answers = vec![Input::Kept(batch)];
        for chunk in skipped {
            answers.extend(self.answer_tombstone(space, &chunk)?);
        }
        for (number, chunk) in stored {
            answers.push(self.apply_received(space, writer, number, &chunk, Some(device))?);
            answers.extend(self.answer_tombstone(space, &chunk)?);
        }
        self.people_changed = true;
        Ok(answers)
    }

    /// Applies what was stored and not applied when the program ended.
    pub fn apply_leftovers(&mut self) -> Result<(), Failure> {
        let spaces: Vec<(SpaceId, PersonId)> =
            self.contacts.values().map(|known| (known.space, known.contact.person)).collect();
        for (space, writer) in spaces {
            for number in self.vault.log(space).unapplied {
                // A chunk that does not open was counted by the vault when it was read.
                let Ok(Some(chunk)) = self.vault.chunk(space, number) else { continue };
                if let Input::SetAside { why, .. } = self.apply_received(space, writer, number, &chunk, None)? {
                    self.peers.set_aside(space, number, why);
                }
            }
        }
        Ok(())
    }

    /// Decides whether a chunk of `writer`'s may be stored; reads nothing of it with Automerge but a new document's
    /// first change, after walking it.
    fn judge(&self, space: SpaceId, writer: PersonId, chunk: &Chunk, fresh: &mut BTreeSet<DocumentId>) -> Verdict {
        let from = self.contact_of(chunk.origin.device).map(|known| known.contact.person);
        if from != Some(writer) {
            return Verdict::Refuse(RefusedWhy::NotTheWriter);
        }
        if chunk.body_bytes() > CHUNK_BYTES_MAX {
            return Verdict::Refuse(RefusedWhy::TooLarge);
        }
        let known = self.catalog.get(chunk.document);
        if known.is_some_and(|entry| entry.space != space) {
            return Verdict::Refuse(RefusedWhy::Misplaced);
        }
        if known.is_some_and(|entry| entry.tombstone.is_none() && entry.writer != writer) {
            return Verdict::Refuse(RefusedWhy::NotTheWriter);
        }
        let gone = known.is_some_and(|entry| entry.tombstone.is_some());
        match &chunk.body {
            Body::Tombstone(_) if gone => Verdict::Skip,
            Body::Tombstone(_) => self.judge_tombstone(space, chunk.document, known.is_some(), fresh),
            Body::Changes(_) if gone => Verdict::Refuse(RefusedWhy::Gone),
            Body::Changes(bytes) => self.judge_changes(space, writer, chunk.document, bytes, known.is_some(), fresh),
            // Nobody writes snapshots yet; `through` is no chunk of a feed.
            Body::Snapshot(_) => Verdict::Refuse(RefusedWhy::Unknown),
            Body::Through => Verdict::Refuse(RefusedWhy::Malformed),
        }
    }

    fn judge_changes(
        &self,
        space: SpaceId,
        writer: PersonId,
        document: DocumentId,
        bytes: &[u8],
        known: bool,
        fresh: &mut BTreeSet<DocumentId>,
    ) -> Verdict {
        if walk(bytes).is_err() {
            return Verdict::Refuse(RefusedWhy::Malformed);
        }
        if known || fresh.contains(&document) {
            return Verdict::Store;
        }
        let Ok((named, genesis)) = read_genesis(bytes) else { return Verdict::Refuse(RefusedWhy::Malformed) };
        if named != document || genesis.space != space || genesis.kind.is_private() {
            return Verdict::Refuse(RefusedWhy::Misplaced);
        }
        if genesis.writer != writer {
            return Verdict::Refuse(RefusedWhy::NotTheWriter);
        }
        if self.is_full(space, fresh) {
            return Verdict::Refuse(RefusedWhy::Full);
        }
        fresh.insert(document);
        Verdict::Store
    }

    /// A tombstone may come before its document; it is kept then, and takes the room of one.
    fn judge_tombstone(
        &self,
        space: SpaceId,
        document: DocumentId,
        known: bool,
        fresh: &mut BTreeSet<DocumentId>,
    ) -> Verdict {
        if known || fresh.contains(&document) {
            return Verdict::Store;
        }
        // The one name that can be foretold: a receipt list begins with the same bytes on all its writer's devices.
        let mine = receipts_genesis(space, self.me.person, &*self.world.entropy);
        if mine.is_ok_and(|(mine, _)| mine == document) {
            return Verdict::Refuse(RefusedWhy::NotTheWriter);
        }
        if self.is_full(space, fresh) {
            return Verdict::Refuse(RefusedWhy::Full);
        }
        fresh.insert(document);
        Verdict::Store
    }

    fn is_full(&self, space: SpaceId, fresh: &BTreeSet<DocumentId>) -> bool {
        let in_space = self.catalog.iter().filter(|entry| entry.space == space).count();
        in_space + fresh.len() >= DOCUMENTS_PER_SPACE_MAX
    }

    /// Applies a stored chunk and answers the exchange.
    fn apply_received(
        &mut self,
        space: SpaceId,
        writer: PersonId,
        number: u64,
        chunk: &Chunk,
        device: Option<DeviceId>,
    ) -> Result<Input, Failure> {
        let outcome = match &chunk.body {
            Body::Tombstone(tombstone) => self.apply_tombstone(space, writer, number, chunk.document, tombstone)?,
            body => self.apply_changes(space, writer, number, chunk.document, body)?,
        };
        match outcome {
            None => Ok(Input::Applied { space, numbers: vec![number] }),
            Some(why) => {
                self.set_aside(space, number)?;
                self.incident(IncidentKind::Refused(why), device);
                Ok(Input::SetAside { space, number, why })
            }
        }
    }

    fn apply_changes(
        &mut self,
        space: SpaceId,
        writer: PersonId,
        number: u64,
        document: DocumentId,
        body: &Body,
    ) -> Result<Option<RefusedWhy>, Failure> {
        // The tombstone may have come in the same batch.
        if self.catalog.get(document).is_some_and(|entry| entry.tombstone.is_some()) {
            return Ok(Some(RefusedWhy::Gone));
        }
        let (doc, kind) = match self.doc_with(space, document, body) {
            Ok(found) => found,
            Err(why) => return Ok(Some(why)),
        };
        let mut write = self.vault.write()?;
        write.mark_applied(space, number)?;
        write.commit()?;
        let now_ms = self.now_ms();
        if self.catalog.get(document).is_none() {
            self.note_new(document, space, kind, writer, now_ms);
            self.update_extra(document, |extra| extra.received_ms = Some(now_ms));
        }
        self.documents.remove(document);
        self.note_chunk(space, document, number);
        self.note_received(document, &doc)?;
        Ok(None)
    }

    /// Returns the document with these changes, if it is then what its kind allows.
    fn doc_with(&self, space: SpaceId, document: DocumentId, body: &Body) -> Result<(Doc, Kind), RefusedWhy> {
        let doc = if self.catalog.get(document).is_some() {
            let mut doc = self.read_doc(document).map_err(|_| RefusedWhy::Incomplete)?;
            doc.apply(body).map_err(DocumentError::refused_why)?;
            doc
        } else {
            Doc::load_shared(document, &[body], None).map_err(DocumentError::refused_why)?
        };
        let genesis = doc.genesis().ok_or(RefusedWhy::Misplaced)?;
        let kind = genesis.kind;
        let whole = match kind {
            Kind::Publication => doc.publication().is_some(),
            Kind::MarginNote => doc.margin_note().is_some(),
            Kind::Receipts => true,
            Kind::Entry | Kind::NoteDraft => false,
        };
        if genesis.space != space || !whole {
            return Err(RefusedWhy::Malformed);
        }
        Ok((doc, kind))
    }

    fn note_received(&mut self, document: DocumentId, doc: &Doc) -> Result<(), Failure> {
        let (found, extra) = (summary(doc), super::extra::from_doc(doc));
        self.update_row(document, |entry| {
            entry.title = found.title;
            entry.first_line = found.first_line;
            entry.heads = doc.heads();
            super::extra::merge(entry, extra);
        });
        let Some(entry) = self.catalog.get(document) else { return Ok(()) };
        let text = copy(doc, &super::extra::copy_header(entry, doc));
        let space = entry.space;
        let mut write = self.vault.write()?;
        write.put_copy(space, document, text.as_bytes())?;
        Ok(write.commit()?)
    }

    fn apply_tombstone(
        &mut self,
        space: SpaceId,
        writer: PersonId,
        number: u64,
        document: DocumentId,
        tombstone: &Tombstone,
    ) -> Result<Option<RefusedWhy>, Failure> {
        let seqs = self.catalog.get(document).map(|entry| entry.seqs.clone()).unwrap_or_default();
        let kept_until_ms = self.retention_until(document);
        let mut write = self.vault.write()?;
        write.mark_applied(space, number)?;
        if kept_until_ms.is_none() {
            super::purge::purge(&mut write, space, document, &seqs)?;
        }
        write.commit()?;
        if self.catalog.get(document).is_none() {
            let now_ms = self.now_ms();
            self.note_new(document, space, Kind::Publication, writer, now_ms);
        }
        self.note_tombstone(document, tombstone)?;
        self.update_extra(document, |extra| {
            extra.kept_until_ms = kept_until_ms;
            extra.replaced_by = tombstone.replaced_by;
        });
        if kept_until_ms.is_some() {
            self.update_row(document, |entry| entry.seqs = seqs);
        }
        self.note_covered(space, number);
        if kept_until_ms.is_some() {
            // The date stands in the catalog alone, and was said: it must outlive the program.
            self.save_catalog()?;
        }
        Ok(None)
    }

    /// Returns until when the practice's rule keeps a withdrawn document; none if it goes at once.
    fn retention_until(&self, document: DocumentId) -> Option<u64> {
        let entry = self.catalog.get(document)?;
        let days = self.profile.retention_days.filter(|_| entry.kind == Kind::Publication)?;
        Some(self.now_ms() + u64::from(days) * 24 * 3600 * 1000)
    }

    /// Says what became of a withdrawn document, once that is durable and nowhere in the write-ahead log.
    fn answer_tombstone(&mut self, space: SpaceId, chunk: &Chunk) -> Result<Option<Input>, Failure> {
        let Body::Tombstone(_) = chunk.body else { return Ok(None) };
        let document = chunk.document;
        let purge = match self.extra(document).kept_until_ms {
            Some(until_ms) => Purge::KeptUntil { until_ms },
            None => {
                self.finish_purge()?;
                Purge::Removed
            }
        };
        Ok(Some(Input::Purged { space, document, purge }))
    }

    /// Puts `through` in the place of a chunk that could not be applied, so that no junk stays.
    fn set_aside(&mut self, space: SpaceId, number: u64) -> Result<(), Failure> {
        let mut write = self.vault.write()?;
        super::purge::purge(&mut write, space, DocumentId([0; 32]), &[number])?;
        write.commit()?;
        self.note_covered(space, number);
        Ok(())
    }
}
