//! Endings: a space that one of its two persons closed, and what follows from that on both sides.
//!
//! Invariant: everything here follows from what the catalog holds, so an ending that was cut off goes on by itself; one
//! batch is one transaction. Whoever ends takes their own words back, and what a person shared for reading is taken back
//! whoever ended. Nothing of this person's private space changes but the note that a share was withdrawn.

use std::collections::{BTreeMap, BTreeSet};

use super::extra;
use super::failure::Failure;
use super::open::Open;
use super::sharing::Leaving;
use crate::clock::UnixMillis;
use crate::document::{ShareRecord, closing_genesis};
use crate::ids::{DocumentId, PersonId, SpaceId};
use crate::kind::{Body, Kind};
use crate::limits::ENDING_BATCH;
use crate::vault::{Catalog, CatalogEntry};

/// How long another device of this person's that ended a space has to withdraw by itself, in milliseconds.
const OTHERS_REST_MS: u64 = 5000;

/// The spaces that were ended.
#[derive(Default)]
pub(super) struct Endings {
    /// The closings of each space.
    closings: BTreeMap<SpaceId, BTreeSet<DocumentId>>,
    /// When something ended in a space last, on the clock that never goes back.
    moved: BTreeMap<SpaceId, u64>,
}

/// Who ended a space first, and when, by their clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ended {
    pub at_ms: UnixMillis,
    pub by: PersonId,
}

impl Endings {
    /// Returns what a catalog knows.
    pub fn of(catalog: &Catalog) -> Self {
        let mut endings = Self::default();
        for row in catalog.iter().filter(|row| row.kind == Kind::Closing) {
            endings.note(row.space, row.document);
        }
        endings
    }

    /// Remembers a closing.
    pub fn note(&mut self, space: SpaceId, closing: DocumentId) {
        self.closings.entry(space).or_default().insert(closing);
    }

    /// Whether a space was ended, by whomever.
    pub fn is_ended(&self, space: SpaceId) -> bool {
        self.closings.contains_key(&space)
    }
}

impl Open {
    /// Ends sharing with a person, for good: says so in the space, and takes back what this person has there.
    pub fn end_sharing(&mut self, space: SpaceId) -> Result<(), Failure> {
        self.contact_in(space).ok_or(Failure::NotFound)?;
        if self.closed_by(space, self.me.person) {
            return Ok(());
        }
        self.write_unsaved();
        if !self.unsaved.is_empty() {
            return Err(Failure::DiskFull);
        }
        let (person, now_ms) = (self.me.person, self.now_ms());
        let (closing, mut doc) = closing_genesis(space, person, &*self.world.entropy).map_err(|_| Failure::Internal)?;
        doc.close(self.me.device, now_ms).map_err(|_| Failure::Internal)?;
        let body = Body::Changes(doc.new_changes());
        let chunk = self.own_chunk(closing, body.clone());
        let mut write = self.vault.write()?;
        let seq = write.append(space, self.run, &chunk)?;
        write.mark_applied(space, seq)?;
        write.commit()?;
        self.note_new(closing, space, Kind::Closing, person, now_ms);
        self.note_chunk(space, closing, seq, &body);
        self.refresh(closing)?;
        self.preview.take_if(|prepared| prepared.space == space);
        self.people_changed = true;
        self.withdraw_all(space)?;
        self.hide_theirs(space)
    }

    /// Goes on with whatever an ending still asks for, a batch at a time.
    pub(super) fn tick_endings(&mut self) -> Result<(), Failure> {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let spaces: Vec<SpaceId> = self.endings.closings.keys().copied().collect();
        for space in spaces {
            self.hide_theirs(space)?;
            if self.left_to_withdraw(space).next().is_none() {
                continue;
            }
            let moved = self.endings.moved.get(&space);
            let rests = moved.is_some_and(|at_ms| now_ms.saturating_sub(*at_ms) < OTHERS_REST_MS);
            if !rests || self.ended_here(space) {
                self.withdraw_all(space)?;
            }
        }
        Ok(())
    }

    /// Remembers that something ended in a space just now.
    pub(super) fn ending_moved(&mut self, space: SpaceId) {
        if self.endings.is_ended(space) {
            self.endings.moved.insert(space, self.world.clock.mono().as_millis() as u64);
        }
    }

    /// Returns who ended a space first, if anybody did.
    pub(super) fn ended(&self, space: SpaceId) -> Option<Ended> {
        let closings = self.endings.closings.get(&space)?.iter().filter_map(|closing| self.catalog.get(*closing));
        closings.map(|row| Ended { at_ms: row.created_ms, by: row.writer }).min()
    }

    /// Refuses what needs a space that is still in use.
    pub(super) fn must_be_open(&self, space: SpaceId) -> Result<(), Failure> {
        if self.endings.is_ended(space) { Err(Failure::Ended) } else { Ok(()) }
    }

    /// Whether this person ended the space on this very device, which then withdraws at once.
    fn ended_here(&self, space: SpaceId) -> bool {
        let Some(closings) = self.endings.closings.get(&space) else { return false };
        let mine = closings.iter().filter_map(|closing| self.catalog.get(*closing));
        mine.filter(|row| row.writer == self.me.person).any(|row| {
            let first = row.seqs.first().and_then(|seq| self.vault.chunk(space, *seq).ok().flatten());
            first.is_some_and(|chunk| chunk.origin.device == self.me.device)
        })
    }

    pub(super) fn closed_by(&self, space: SpaceId, person: PersonId) -> bool {
        let Some(closings) = self.endings.closings.get(&space) else { return false };
        closings.iter().filter_map(|closing| self.catalog.get(*closing)).any(|row| row.writer == person)
    }

    /// Whether a document has to go because its space was ended.
    fn must_go(&self, row: &CatalogEntry) -> bool {
        row.tombstone.is_none()
            && match row.kind {
                Kind::Publication => true,
                Kind::MarginNote => self.closed_by(row.space, row.writer),
                _ => false,
            }
    }

    /// Returns what of this person's is still to be withdrawn from an ended space.
    pub(super) fn left_to_withdraw(&self, space: SpaceId) -> impl Iterator<Item = &CatalogEntry> {
        let mine = move |row: &&CatalogEntry| row.space == space && row.writer == self.me.person;
        self.catalog.iter().filter(mine).filter(|row| self.must_go(row))
    }

    /// Withdraws a batch of what this person has in an ended space; entries remember it in the same transaction.
    fn withdraw_all(&mut self, space: SpaceId) -> Result<(), Failure> {
        let purged: Vec<DocumentId> = self.left_to_withdraw(space).take(ENDING_BATCH).map(|row| row.document).collect();
        if purged.is_empty() {
            return Ok(());
        }
        let mut shared = Vec::with_capacity(purged.len());
        for document in &purged {
            shared.push(self.tombstone_chunk(*document, None)?);
        }
        let records = self.withdrawal_records(&purged.iter().copied().collect());
        self.commit_shared(&Leaving { space, shared, records, purged })?;
        if self.left_to_withdraw(space).next().is_none() {
            self.finish_purge()?;
        }
        Ok(())
    }

    /// Returns what each entry is to remember of these withdrawals.
    fn withdrawal_records(&self, gone: &BTreeSet<DocumentId>) -> BTreeMap<DocumentId, Vec<ShareRecord>> {
        let now_ms = self.now_ms();
        let mut records = BTreeMap::new();
        for row in self.catalog.iter().filter(|row| row.kind == Kind::Entry && row.tombstone.is_none()) {
            let shares = extra::of(row).shares.into_iter();
            let ended = shares.filter(|share| share.withdrawn_ms.is_none() && gone.contains(&share.publication));
            let ended: Vec<ShareRecord> =
                ended.map(|share| ShareRecord { withdrawn_ms: Some(now_ms), ..share }).collect();
            if !ended.is_empty() {
                records.insert(row.document, ended);
            }
        }
        records
    }

    /// Takes a batch of the other person's words out of use here, before their own withdrawals come: purged, or kept
    /// hidden as long as this person's rule says.
    fn hide_theirs(&mut self, space: SpaceId) -> Result<(), Failure> {
        let is_shown = |row: &&CatalogEntry| {
            let theirs = row.space == space && row.writer != self.me.person;
            theirs && !row.seqs.is_empty() && self.must_go(row) && extra::of(row).kept_until_ms.is_none()
        };
        let rows = self.catalog.iter().filter(is_shown).take(ENDING_BATCH);
        let rows: Vec<(DocumentId, Vec<u64>)> = rows.map(|row| (row.document, row.seqs.clone())).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let kept: Vec<Option<UnixMillis>> = rows.iter().map(|(document, _)| self.retention_until(*document)).collect();
        let mut write = self.vault.write()?;
        for ((document, seqs), _) in rows.iter().zip(&kept).filter(|(_, kept)| kept.is_none()) {
            super::purge::purge(&mut write, space, *document, seqs)?;
        }
        write.commit()?;
        let now_ms = self.now_ms();
        for ((document, _), kept_until_ms) in rows.iter().zip(kept) {
            self.note_hidden(*document)?;
            if kept_until_ms.is_none() {
                self.update_row(*document, |row| row.seqs.clear());
            }
            self.update_extra(*document, |extra| {
                extra.kept_until_ms = kept_until_ms;
                extra.withdrawn_ms = Some(now_ms);
            });
        }
        // The dates stand in the catalog alone; and nothing of the words may stay in any file.
        self.finish_purge()?;
        self.people_changed = true;
        self.shown_changed |= self.shown.1 == Some(space);
        Ok(())
    }
}
