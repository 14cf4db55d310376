//! Emptying the trash: what was thrown away goes for good, here and on this person's other devices.
//!
//! Invariants: nothing goes of which something is still with somebody; what a device wrote that the emptying one never
//! saw comes back as a new document, whose name follows from the old one and its end, so that all devices make the same.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::records;
use super::view::IncidentKind;
use crate::clock::UnixMillis;
use crate::document::Doc;
use crate::ids::{DeviceId, DocumentId, Origin, SpaceId};
use crate::kind::{Body, Chunk, End, Kind, Reach, RefusedWhy, Tombstone};
use crate::limits::TRASH_DAYS;
use crate::vault::{CatalogEntry, Vault, VaultError, Write};

/// Name of the record of days.
const NAME: &str = "trash-days";
const DAY_MS: u64 = 24 * 3600 * 1000;
/// Days on which the vault must have been open after the month is over: a clock that is wrong for a day empties nothing.
const OPEN_DAYS: usize = 3;
/// Most documents that end in one transaction.
const BATCH: usize = 64;

/// The last days on which this vault was open, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OpenDays(Vec<u64>);

impl OpenDays {
    /// Returns what was kept; nothing if it is damaged: then the days are counted anew.
    pub fn load(vault: &Vault) -> Result<Self, Failure> {
        records::read_or_default(vault, NAME)
    }

    /// Notes that the vault is open today; says whether that is to be written.
    fn note(&mut self, now_ms: UnixMillis) -> bool {
        let today = now_ms / DAY_MS;
        let before = self.0.clone();
        // Days that have not come yet were those of a wrong clock.
        self.0.retain(|day| *day < today);
        self.0.push(today);
        let excess = self.0.len().saturating_sub(OPEN_DAYS);
        self.0.drain(..excess);
        self.0 != before
    }

    /// Whether what was thrown away then has been in the trash for long enough.
    fn is_old(&self, trashed_ms: UnixMillis) -> bool {
        self.0.len() == OPEN_DAYS && self.0[0] > (trashed_ms / DAY_MS).saturating_add(TRASH_DAYS)
    }
}

/// A document of which more is here than was thrown away.
pub(super) struct CameBack {
    from: DocumentId,
    to: DocumentId,
    kind: Kind,
    created_ms: UnixMillis,
    bodies: Vec<Body>,
    /// The screen has it open: it goes on there.
    is_open: bool,
}

impl Open {
    /// Ends these documents of the trash; those that are not in it, or that must stay, stay.
    pub fn empty_trash(&mut self, documents: &[DocumentId]) -> Result<(), Failure> {
        self.write_unsaved();
        if !self.unsaved.is_empty() {
            return Err(Failure::DiskFull);
        }
        let all = documents.iter().filter_map(|document| self.catalog.get(*document));
        let all: Vec<DocumentId> = all.filter(|row| self.may_end(row)).map(|row| row.document).collect();
        for some in all.chunks(BATCH) {
            self.end_thrown_away(some)?;
        }
        if all.is_empty() { Ok(()) } else { self.finish_purge() }
    }

    /// Ends what has been in the trash for a month.
    pub(super) fn empty_old_trash(&mut self) -> Result<(), Failure> {
        let mut days = OpenDays::load(&self.vault)?;
        if days.note(self.now_ms()) {
            let mut write = self.vault.write()?;
            write.put_record(NAME, &records::encode(&days)?)?;
            write.commit()?;
        }
        let is_old = |row: &&CatalogEntry| row.trashed_ms.is_some_and(|at_ms| days.is_old(at_ms));
        let old: Vec<DocumentId> = self.catalog.iter().filter(is_old).map(|row| row.document).collect();
        if old.is_empty() { Ok(()) } else { self.empty_trash(&old) }
    }

    /// Whether a document is in the trash and may leave it for good.
    fn may_end(&self, row: &CatalogEntry) -> bool {
        // A person has one of each of these for ever, under a name that could not be used again.
        let is_one_of_many = row.kind.is_private() && !matches!(row.kind, Kind::SafetyPlan | Kind::Choices);
        // Withdrawing needs the entry that remembers what was shared.
        let is_shared = || super::extra::of(row).shares.iter().any(|share| share.withdrawn_ms.is_none());
        let is_here = row.space == self.profile.private_space && row.tombstone.is_none();
        is_here && is_one_of_many && row.trashed_ms.is_some() && !self.applying.has(row.document) && !is_shared()
    }

    fn end_thrown_away(&mut self, documents: &[DocumentId]) -> Result<(), Failure> {
        let space = self.profile.private_space;
        let mut ends = Vec::with_capacity(documents.len());
        for document in documents {
            // What cannot be read cannot be told apart from what another device wrote: it stays.
            let Ok(doc) = self.read_doc(*document) else { continue };
            let end = Tombstone { heads: doc.heads(), end: End::Emptied(doc.reach()) };
            if end.is_bounded() {
                ends.push((*document, end, self.seqs_of(*document)));
            }
        }
        let origin = self.own_origin();
        let mut write = self.vault.write()?;
        let mut numbers = Vec::with_capacity(ends.len());
        for (document, end, seqs) in &ends {
            let chunk = Chunk { document: *document, origin, body: Body::Tombstone(end.clone()) };
            numbers.push(write.append(space, origin.run, &chunk)?);
            super::purge::purge(&mut write, space, *document, seqs)?;
        }
        write.commit()?;
        for ((document, end, _), number) in ends.iter().zip(numbers) {
            self.note_emptied(*document, end)?;
            self.note_covered(space, number);
        }
        Ok(())
    }

    fn seqs_of(&self, document: DocumentId) -> Vec<u64> {
        self.catalog.get(document).map(|row| row.seqs.clone()).unwrap_or_default()
    }

    /// Takes a private document out of everything that is shown, and tells the screen.
    fn note_emptied(&mut self, document: DocumentId, end: &Tombstone) -> Result<(), Failure> {
        self.note_tombstone(document, end)?;
        let removed = vec![document];
        self.events.push(match self.is_record(document) {
            true => Event::Records { changed: Vec::new(), removed },
            false => Event::Catalog { changed: Vec::new(), removed },
        });
        Ok(())
    }

    /// Carries out the end of a private document that another device wrote: `number` is where it stands in the log; it
    /// is written there if it does not stand there yet.
    pub(super) fn apply_emptied(
        &mut self,
        space: SpaceId,
        number: Option<u64>,
        document: DocumentId,
        end: &Tombstone,
    ) -> Result<(), Failure> {
        let (seqs, origin) = (self.seqs_of(document), self.own_origin());
        let came_back = self.came_back(document, end)?;
        let mut write = self.vault.write()?;
        let number = match number {
            Some(number) => {
                write.mark_applied(space, number)?;
                number
            }
            None => {
                let chunk = Chunk { document, origin, body: Body::Tombstone(end.clone()) };
                write.append(space, origin.run, &chunk)?
            }
        };
        super::purge::purge(&mut write, space, document, &seqs)?;
        let kept = match &came_back {
            Some(came_back) => came_back.write(&mut write, space, origin)?,
            None => Vec::new(),
        };
        write.commit()?;
        if self.catalog.get(document).is_none() {
            let now_ms = self.now_ms();
            self.note_new(document, space, Kind::Entry, self.me.person, now_ms);
        }
        if let Some(came_back) = &came_back {
            self.note_came_back(space, came_back, &kept);
        }
        self.note_emptied(document, end)?;
        self.note_covered(space, number);
        Ok(())
    }

    /// Returns what is here of a document beyond what was thrown away; none if there is nothing.
    pub(super) fn came_back(&self, document: DocumentId, end: &Tombstone) -> Result<Option<CameBack>, Failure> {
        let Some(row) = self.catalog.get(document).filter(|row| !row.seqs.is_empty() && row.tombstone.is_none()) else {
            return Ok(None);
        };
        let is_open = self.shown.0 == Some(document) && row.trashed_ms.is_none();
        let mut bodies = self.sound_bodies(document)?;
        // Of what does not make a document any more nothing can be read, here or under another name.
        let Ok(mut doc) = Doc::load(&bodies.iter().collect::<Vec<_>>(), Some(self.actor_of(document))) else {
            return Ok(None);
        };
        let here = doc.reach();
        if !is_open && reach_of(end).covers(&here) {
            return Ok(None);
        }
        // What came back may have been thrown away again meanwhile.
        let mut to = name_after(document, end);
        while let Some(next) = self.catalog.get(to).and_then(|row| row.tombstone.as_ref()) {
            if reach_of(next).covers(&here) && !is_open {
                return Ok(None);
            }
            to = name_after(to, next);
        }
        if self.catalog.get(to).is_some() && self.read_doc(to).is_ok_and(|known| known.reach().covers(&here)) {
            bodies.clear();
        } else if doc.trashed_ms().is_some() {
            // A month more, and time to look at it.
            doc.set_trashed(Some(self.now_ms())).map_err(|_| Failure::Internal)?;
            bodies.push(Body::Changes(doc.new_changes()));
        }
        Ok(Some(CameBack { from: document, to, kind: row.kind, created_ms: row.created_ms, bodies, is_open }))
    }

    /// Returns what can be opened of a document, in the log and of what waits for room.
    fn sound_bodies(&self, document: DocumentId) -> Result<Vec<Body>, Failure> {
        let row = self.catalog.get(document).ok_or(Failure::NotFound)?;
        let mut bodies = Vec::with_capacity(row.seqs.len());
        for seq in &row.seqs {
            match self.vault.chunk(row.space, *seq) {
                Ok(found) => bodies.extend(found.map(|chunk| chunk.body).filter(Body::is_words)),
                Err(VaultError::Damaged(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let waiting = self.unsaved.iter().filter(|unsaved| unsaved.chunk.document == document);
        bodies.extend(waiting.map(|unsaved| unsaved.chunk.body.clone()));
        Ok(bodies)
    }

    /// Notes what was written under another name. It is on disk: whatever fails here is made up for later.
    fn note_came_back(&mut self, space: SpaceId, came_back: &CameBack, numbers: &[u64]) {
        let CameBack { from, to, kind, created_ms, bodies, is_open } = came_back;
        self.note_new(*to, space, *kind, self.me.person, *created_ms);
        for (body, number) in bodies.iter().zip(numbers) {
            self.note_chunk(space, *to, *number, body);
        }
        // Words of it that found no room stand in the new document now.
        self.unsaved.retain(|unsaved| unsaved.chunk.document != *from);
        if *is_open {
            self.documents.rename(*from, *to);
            self.shown.0 = Some(*to);
            self.moved.insert(*from, *to);
            self.events.push(Event::Moved { from: *from, to: *to });
            // Another device may have brought it back before, and written on in it.
            let there = self.logged_bodies(*to).unwrap_or_default();
            if self.merge_into_open(*to, &there, false).is_err() {
                self.documents.remove(*to);
            }
        }
        if !numbers.is_empty() {
            self.incident(IncidentKind::CameBack, None);
        }
        if self.refresh(*to).is_err() {
            self.stale.insert(*to);
        }
    }

    /// Notes that something was refused, unless it was written in something that is gone from this person's trash: the
    /// device that wrote it keeps it under another name, once it hears of that.
    pub(super) fn note_refused(&mut self, space: SpaceId, why: RefusedWhy, device: Option<DeviceId>) {
        if space != self.profile.private_space || why != RefusedWhy::Gone {
            self.incident(IncidentKind::Refused(why), device);
        }
    }

    /// Whether a number of ours that another device refused still says something: not once its words stand elsewhere.
    pub(super) fn is_still_refused(&self, space: SpaceId, number: u64, why: RefusedWhy) -> bool {
        let is_elsewhere = || {
            let chunk = self.vault.chunk(space, number).ok().flatten();
            chunk.is_none_or(|chunk| chunk.body == Body::Through)
        };
        space != self.profile.private_space || why != RefusedWhy::Gone || !is_elsewhere()
    }

    /// Returns the name under which the screen's document goes on, if it was ended while it was open.
    pub(super) fn name_now(&self, document: DocumentId) -> DocumentId {
        self.moved.get(&document).copied().unwrap_or(document)
    }
}

impl CameBack {
    /// Writes it under its new name and returns the numbers of its chunks.
    pub fn write(&self, write: &mut Write<'_>, space: SpaceId, origin: Origin) -> Result<Vec<u64>, Failure> {
        let chunk = |body: &Body| Chunk { document: self.to, origin, body: body.clone() };
        let numbers = self.bodies.iter().map(|body| write.append(space, origin.run, &chunk(body)));
        Ok(numbers.collect::<Result<_, _>>()?)
    }
}

/// How much of a document was thrown away.
fn reach_of(end: &Tombstone) -> Reach {
    match &end.end {
        End::Emptied(reach) => reach.clone(),
        End::Withdrawn | End::Replaced(_) => Reach::default(),
    }
}

/// Returns the name under which a document goes on after its end.
fn name_after(document: DocumentId, end: &Tombstone) -> DocumentId {
    let mut heads = end.heads.clone();
    heads.sort_unstable();
    let mut hash = Sha256::new_with_prefix(b"understory: came back after its end, 1");
    hash.update(document.as_bytes());
    heads.iter().for_each(|head| hash.update(head.as_bytes()));
    DocumentId(hash.finalize().into())
}
