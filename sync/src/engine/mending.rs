//! Repair after two devices found that they hold different documents, and one's own publications coming back.
//!
//! Invariant: a repair sends what a feed may send and takes what a feed may bring; what comes back of one's own is
//! taken only if it was asked for.

use std::collections::BTreeSet;

use super::failure::Failure;
use super::judge::{Judging, Sender, Verdict};
use super::net_runner::NetRunner;
use super::open::Open;
use crate::document::ShareRecord;
use crate::exchange::Input;
use crate::ids::{DeviceId, DocumentId, Origin, SpaceId};
use crate::kind::{Body, Chunk, Kind};

impl Open {
    /// Returns the sums of the 256 buckets of a space.
    pub fn sums(&self, space: SpaceId) -> Input {
        let mut sums = Box::new([0_u64; 256]);
        for row in self.catalog.iter().filter(|row| row.space == space) {
            let sum = &mut sums[usize::from(row.document.0[0])];
            *sum = sum.wrapping_add(row.digest());
        }
        Input::Sums { space, sums }
    }

    /// Returns the documents of some buckets.
    pub fn list(&self, space: SpaceId, buckets: &[u8]) -> Input {
        let rows = self.catalog.iter().filter(|row| row.space == space && buckets.contains(&row.document.0[0]));
        let documents = rows.map(|row| (row.document, row.digest().to_le_bytes())).collect();
        Input::List { space, documents }
    }

    /// Returns what another device may have of these documents, as far as it fits; at least one document is covered.
    pub fn mend_for(
        &self,
        device: DeviceId,
        space: SpaceId,
        documents: &[DocumentId],
        bytes_max: usize,
    ) -> Result<Input, Failure> {
        let (mut covered, mut chunks, mut bytes) = (0, Vec::new(), 0);
        for document in documents {
            let found = self.chunks_for(device, space, *document)?;
            let size: usize = found.iter().map(Chunk::body_bytes).sum();
            if covered > 0 && bytes + size > bytes_max {
                break;
            }
            bytes += size;
            covered += 1;
            chunks.extend(found);
        }
        Ok(Input::Mend { space, documents: covered.max(1), chunks })
    }

    fn chunks_for(&self, device: DeviceId, space: SpaceId, document: DocumentId) -> Result<Vec<Chunk>, Failure> {
        let Some(row) = self.catalog.get(document).filter(|row| row.space == space) else { return Ok(Vec::new()) };
        if !self.may_have_back(device, row.writer) {
            return Ok(Vec::new());
        }
        let newest = row.seqs.last().copied().unwrap_or(0);
        if let Some(tombstone) = &row.tombstone {
            // An own device has to learn whose ending it is; nobody else needs to.
            let theirs = self.contact_in(space).filter(|known| known.contact.person == row.writer);
            let ended_on = theirs.filter(|_| self.is_own(device)).and_then(|known| known.devices.first());
            let ended_on = ended_on.map_or(self.me.device, |card| card.device);
            let origin = Origin { device: ended_on, run: self.run, seq: self.vault.newest(space).max(1) };
            return Ok(vec![Chunk { document, origin, body: Body::Tombstone(tombstone.clone()) }]);
        }
        if let Some(whole) = self.whole_chunk(space, document, newest)? {
            return Ok(vec![whole]);
        }
        let mut chunks = Vec::new();
        for seq in &row.seqs {
            chunks.extend(self.vault.feed_one(space, *seq)?);
        }
        Ok(chunks)
    }

    /// Returns whether a device may have what a person wrote, in a repair: what its person wrote is its own.
    fn may_have_back(&self, device: DeviceId, writer: crate::ids::PersonId) -> bool {
        match self.sender(device) {
            Some(Sender::Own) => true,
            Some(Sender::Contact(person)) => writer == self.me.person || writer == person,
            None => false,
        }
    }

    /// Takes what a repair brought.
    pub fn mend(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        asked: bool,
        chunks: Vec<Chunk>,
    ) -> Result<Input, Failure> {
        let sender = self.sender(device).ok_or(Failure::NotFound)?;
        // A repair is no way around what fits in a day; one's own words were asked for.
        if !asked {
            self.check_quota(device, space, sender, chunks.iter())?;
        }
        let mut judging = Judging::new(space, sender);
        judging.own_asked = asked;
        let documents: BTreeSet<DocumentId> = chunks.iter().map(|chunk| chunk.document).collect();
        let before: Vec<Option<u64>> = documents.iter().map(|document| self.digest_of(*document)).collect();
        let good: Vec<Chunk> =
            chunks.into_iter().filter(|chunk| matches!(self.judge(&mut judging, chunk), Verdict::Store)).collect();
        let mut stored = Vec::with_capacity(good.len());
        let mut write = self.vault.write()?;
        for chunk in good {
            stored.push((write.append(space, self.run, &chunk)?, chunk));
        }
        write.commit()?;
        for (number, chunk) in stored {
            self.note_stored(space, &chunk);
            self.applying.push(space, number, None, chunk);
        }
        self.apply_now()?;
        self.peers.note_grown(space);
        // What came from somebody else meanwhile and is at a worker now is about to change.
        let has_changed = |(document, before): &(&DocumentId, &Option<u64>)| {
            self.digest_of(**document) != **before || self.applying.has(**document)
        };
        let changed = documents.iter().zip(&before).filter(has_changed).count() as u64;
        if asked {
            for document in documents {
                self.take_in(device, space, document)?;
            }
        }
        self.people_changed = true;
        Ok(Input::Mended { space, changed, fingerprint: self.catalog.fingerprint(space) })
    }

    fn digest_of(&self, document: DocumentId) -> Option<u64> {
        self.catalog.get(document).map(crate::vault::CatalogEntry::digest)
    }

    /// Remembers that a device holds documents this one does not know: perhaps this person's own.
    pub fn lost(&mut self, device: DeviceId, space: SpaceId, documents: Vec<DocumentId>) {
        if let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) {
            connected.lost.insert(space, documents);
        }
        self.people_changed = true;
    }

    /// Returns what a device holds that this one does not know, space by space.
    pub fn still_lost(&self, device: DeviceId) -> Vec<(SpaceId, Vec<DocumentId>)> {
        let Some(connected) = self.peers.get(device).and_then(|peer| peer.connected.as_ref()) else {
            return Vec::new();
        };
        let unknown = |documents: &Vec<DocumentId>| -> Vec<DocumentId> {
            documents.iter().copied().filter(|document| self.catalog.get(*document).is_none()).collect()
        };
        let lost = connected.lost.iter().map(|(space, documents)| (*space, unknown(documents)));
        lost.filter(|(_, documents)| !documents.is_empty()).collect()
    }

    /// Asks a device for what it holds of this person's, after the person said so.
    pub fn take_back_lost(&mut self, device: DeviceId, runner: &mut NetRunner) -> Result<(), Failure> {
        for (space, documents) in self.still_lost(device) {
            self.exchange_input(device, Input::TakeBack { space, documents }, runner);
        }
        if let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) {
            connected.lost.clear();
        }
        self.people_changed = true;
        Ok(())
    }

    /// Makes an entry of a publication that came back, so that it can be seen, updated and withdrawn; its tag says
    /// whose device kept it.
    fn take_in(&mut self, device: DeviceId, space: SpaceId, publication: DocumentId) -> Result<(), Failure> {
        let mine = self.catalog.get(publication).is_some_and(|row| {
            row.writer == self.me.person && row.kind == Kind::Publication && row.tombstone.is_none()
        });
        if !mine || self.find_share(publication).is_some() {
            return Ok(());
        }
        let Some(content) = self.read_doc(publication)?.publication() else { return Ok(()) };
        let kept_by = self
            .contact_of(device)
            .and_then(|known| known.devices.iter().find(|card| card.device == device).map(|card| card.name.clone()));
        let now_ms = self.now_ms();
        let record = ShareRecord {
            publication,
            space,
            shared_ms: now_ms,
            whole: true,
            range: None,
            replaced_by: None,
            withdrawn_ms: None,
        };
        let entry = self.new_private(Kind::Entry, |doc| {
            doc.set_words(content.title.as_deref().unwrap_or_default(), &content.text)
                .and_then(|()| doc.record_share(&record))
                .and_then(|()| doc.set_tags(&kept_by.into_iter().collect::<Vec<_>>()))
                .map_err(|_| Failure::Internal)
        })?;
        self.refresh(entry)?;
        self.tell_summary(entry);
        Ok(())
    }
}
