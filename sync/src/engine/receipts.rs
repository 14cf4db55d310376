//! Receipts: what this device received, opened and removed, for those who wrote it; and what others' devices noted.
//!
//! Invariant: what arrives together is noted in one change, and nothing is noted twice; a list is read anew only when
//! it has changed.

use std::collections::{BTreeMap, BTreeSet};

use super::event::Event;
use super::extra;
use super::failure::Failure;
use super::open::Open;
use super::records;
use super::view::{ReceiptLine, ReceiptsView};
use crate::document::{Receipt, ReceiptWhat, receipts_genesis};
use crate::ids::{DocumentId, Head, SpaceId};
use crate::kind::Kind;
use crate::limits::{RECEIPT_LINES_MAX, RECEIPTS_BATCH, RECEIPTS_REST_MS, RECEIPTS_WAIT_MS_MAX};
use crate::vault::{CatalogEntry, Vault};

/// What is known about receipts while the vault is open.
#[derive(Default)]
pub(super) struct Receipts {
    /// Something may have to be noted: since when, and when the last of it came, on the clock that never goes back.
    due: Option<(u64, u64)>,
    /// Lists as they were last read, with the heads they had.
    lists: BTreeMap<DocumentId, (Vec<Head>, Vec<Receipt>)>,
    /// How many lines the screen asked for last.
    shown: Option<usize>,
    /// Some list changed since the screen was told.
    changed: bool,
    /// This person was told that the other side sees receipts.
    told: bool,
}

impl Receipts {
    /// Returns what a vault keeps; what arrived before it was closed is looked through once more.
    pub fn load(vault: &Vault, now_ms: u64) -> Result<Self, Failure> {
        let told = vault.record(records::RECEIPTS_TOLD)?.is_some();
        Ok(Self { due: Some((now_ms, now_ms)), told, ..Self::default() })
    }

    fn is_due(&self, now_ms: u64) -> bool {
        self.due.is_some_and(|(since_ms, last_ms)| {
            now_ms.saturating_sub(last_ms) >= RECEIPTS_REST_MS
                || now_ms.saturating_sub(since_ms) >= RECEIPTS_WAIT_MS_MAX
        })
    }
}

impl Open {
    /// Remembers that something of another person came or went, and that its writer is to hear of it.
    pub(super) fn receipts_due(&mut self) {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let since_ms = self.receipts.due.map_or(now_ms, |(since_ms, _)| since_ms);
        self.receipts.due = Some((since_ms, now_ms));
    }

    /// Writes the receipts that are due, once nothing more is arriving.
    pub(super) fn tick_receipts(&mut self) -> Result<(), Failure> {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        if !self.receipts.is_due(now_ms) || !self.applying.is_idle() {
            return Ok(());
        }
        let spaces: Vec<SpaceId> = self.contacts.values().map(|known| known.space).collect();
        for space in spaces.into_iter().filter(|space| !self.endings.is_ended(*space)).collect::<Vec<_>>() {
            let missing = self.missing_receipts(space)?;
            for batch in missing.chunks(RECEIPTS_BATCH) {
                self.add_receipts(space, batch)?;
            }
        }
        self.receipts.due = None;
        Ok(())
    }

    /// Returns what this device has not noted yet about what it received in a space.
    fn missing_receipts(&mut self, space: SpaceId) -> Result<Vec<Receipt>, Failure> {
        let me = self.me.person;
        let theirs = |row: &&CatalogEntry| row.space == space && row.kind == Kind::Publication && row.writer != me;
        if !self.catalog.iter().any(|row| theirs(&row)) {
            return Ok(Vec::new());
        }
        let (list, _) = receipts_genesis(space, me, &*self.world.entropy).map_err(|_| Failure::Internal)?;
        let device = self.me.device;
        let noted: BTreeSet<(DocumentId, ReceiptWhat)> = self
            .receipt_list(list)?
            .iter()
            .filter(|receipt| receipt.device == device)
            .map(|receipt| (receipt.publication, receipt.what))
            .collect();
        let now_ms = self.now_ms();
        let missing = self.catalog.iter().filter(theirs).filter_map(|row| {
            let (publication, extra) = (row.document, extra::of(row));
            let was_received = noted.contains(&(publication, ReceiptWhat::Received));
            let (what, at_ms) = match (row.tombstone.is_some(), was_received) {
                (false, false) => (ReceiptWhat::Received, extra.received_ms.unwrap_or(now_ms)),
                // What a rule keeps is not removed yet.
                (true, true) if extra.kept_until_ms.is_none() => (ReceiptWhat::Removed, now_ms),
                _ => return None,
            };
            let is_new = !noted.contains(&(publication, what));
            is_new.then_some(Receipt { publication, device, what, at_ms })
        });
        Ok(missing.collect())
    }

    /// Adds receipts to this person's list of a space, in one change.
    pub(super) fn add_receipts(&mut self, space: SpaceId, receipts: &[Receipt]) -> Result<(), Failure> {
        let (document, fresh) =
            receipts_genesis(space, self.me.person, &*self.world.entropy).map_err(|_| Failure::Internal)?;
        let known = self.catalog.get(document).is_some();
        let mut doc = if known { self.read_doc(document)? } else { fresh };
        doc.add_receipts(receipts).map_err(|_| Failure::Internal)?;
        let changes = doc.new_changes();
        if changes.is_empty() {
            return Ok(());
        }
        if !known {
            let now_ms = self.now_ms();
            self.note_new(document, space, Kind::Receipts, self.me.person, now_ms);
        }
        self.save_changes(space, document, changes, None);
        self.refresh(document)
    }

    /// Returns what a list holds; nothing if it is not there.
    fn receipt_list(&mut self, list: DocumentId) -> Result<&[Receipt], Failure> {
        let heads = self.catalog.get(list).map(|row| row.heads.clone()).unwrap_or_default();
        if self.receipts.lists.get(&list).is_none_or(|(read, _)| *read != heads) {
            let found = match self.read_doc(list) {
                Ok(doc) => doc.receipts(),
                Err(Failure::NotFound | Failure::Damaged) => Vec::new(),
                Err(failure) => return Err(failure),
            };
            self.receipts.lists.insert(list, (heads, found));
        }
        Ok(self.receipts.lists.get(&list).map(|(_, receipts)| receipts.as_slice()).unwrap_or_default())
    }

    /// Reads the lists in which the other person of a space notes what they received, where they changed.
    pub(super) fn read_receipts(&mut self, space: SpaceId) -> Result<(), Failure> {
        for list in self.their_lists(Some(space)) {
            self.receipt_list(list)?;
        }
        Ok(())
    }

    fn their_lists(&self, space: Option<SpaceId>) -> Vec<DocumentId> {
        let theirs = |row: &&CatalogEntry| {
            row.kind == Kind::Receipts && row.writer != self.me.person && space.is_none_or(|space| row.space == space)
        };
        self.catalog.iter().filter(theirs).map(|row| row.document).collect()
    }

    /// Returns when the other person's receipts, as last read, say that a publication was opened.
    pub(super) fn opened_ms(&self, publication: DocumentId, space: SpaceId) -> Option<u64> {
        let lists = self.their_lists(Some(space));
        let receipts = lists.iter().filter_map(|list| self.receipts.lists.get(list)).flat_map(|(_, receipts)| receipts);
        let opened = |receipt: &&Receipt| receipt.publication == publication && receipt.what == ReceiptWhat::Opened;
        receipts.filter(opened).map(|receipt| receipt.at_ms).min()
    }

    /// Tells the screen the newest lines, now and whenever there are more.
    pub(super) fn show_receipts(&mut self, newest: usize) -> Result<(), Failure> {
        self.receipts.shown = Some(newest.min(RECEIPT_LINES_MAX));
        self.receipts.changed = true;
        self.tell_receipts()
    }

    /// Some list is other than it was.
    pub(super) fn receipts_changed(&mut self) {
        self.receipts.changed = true;
    }

    /// Tells the screen what it asked for, if that changed.
    pub(super) fn tell_receipts(&mut self) -> Result<(), Failure> {
        let Some(newest) = self.receipts.shown else { return Ok(()) };
        if core::mem::take(&mut self.receipts.changed) {
            let view = self.receipts_view(newest)?;
            self.events.push(Event::Receipts(view));
        }
        Ok(())
    }

    fn receipts_view(&mut self, newest: usize) -> Result<ReceiptsView, Failure> {
        let mut all = Vec::new();
        for list in self.their_lists(None) {
            let Some((space, reader)) = self.catalog.get(list).map(|row| (row.space, row.writer)) else { continue };
            let receipts = self.receipt_list(list)?.to_vec();
            let Some(known) = self.contacts.get(&reader) else { continue };
            // Somebody may note anything about anything; what counts is their device and this person's words.
            let counts = |receipt: &Receipt| {
                let row = self.catalog.get(receipt.publication);
                known.contact.roster.card(receipt.device).is_some()
                    && row.is_some_and(|row| row.space == space && row.writer == self.me.person)
            };
            all.extend(receipts.into_iter().filter(counts).map(|receipt| (reader, receipt)));
        }
        all.sort_unstable_by_key(|(reader, receipt)| {
            core::cmp::Reverse((receipt.at_ms, receipt.what, receipt.publication, receipt.device, *reader))
        });
        let total = all.len();
        all.truncate(newest);
        let named: BTreeSet<DocumentId> = all.iter().map(|(_, receipt)| receipt.publication).collect();
        let titles = self.titles_of(&named);
        let line = |(person, receipt): &(crate::ids::PersonId, Receipt)| {
            let known = self.contacts.get(person)?;
            Some(ReceiptLine {
                at_ms: receipt.at_ms,
                what: receipt.what,
                person: *person,
                person_name: known.contact.name.clone(),
                device_name: known.contact.roster.card(receipt.device)?.name.clone(),
                publication: receipt.publication,
                title: titles.get(&receipt.publication).cloned().unwrap_or_default(),
            })
        };
        Ok(ReceiptsView { total, lines: all.iter().filter_map(line).collect() })
    }

    /// Returns what publications are called here: as they were shared, and by the title of their entry if that is gone;
    /// its first words were perhaps never shared.
    fn titles_of(&self, publications: &BTreeSet<DocumentId>) -> BTreeMap<DocumentId, String> {
        let called = |row: &CatalogEntry| if row.title.is_empty() { row.first_line.clone() } else { row.title.clone() };
        let mut titles = BTreeMap::new();
        for row in self.catalog.iter() {
            if row.kind == Kind::Entry {
                let shares = extra::of(row).shares.into_iter().map(|share| share.publication);
                for publication in shares.filter(|publication| publications.contains(publication)) {
                    titles.entry(publication).or_insert_with(|| row.title.clone());
                }
            } else if publications.contains(&row.document) && !called(row).is_empty() {
                titles.insert(row.document, called(row));
            }
        }
        titles
    }

    /// Tells the screen whether this person was told that others see receipts.
    pub(super) fn tell_receipts_told(&mut self) {
        self.events.push(Event::ReceiptsTold(self.receipts.told));
    }

    /// Remembers that this person was told.
    pub(super) fn receipts_understood(&mut self) -> Result<(), Failure> {
        let mut write = self.vault.write()?;
        write.put_record(records::RECEIPTS_TOLD, &records::encode(&())?)?;
        write.commit()?;
        self.receipts.told = true;
        self.tell_receipts_told();
        Ok(())
    }
}
