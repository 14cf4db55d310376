//! Whether a chunk from another device may be stored.
//!
//! Invariant: nothing is stored that was not bounded and walked; of a new shared document its first change is read, and
//! nothing else by Automerge.

use std::collections::BTreeSet;

use super::open::Open;
use crate::document::{closing_genesis, offer_id, read_genesis, receipts_genesis, walk};
use crate::ids::{DeviceId, DocumentId, PersonId, SpaceId};
use crate::kind::{Body, Chunk, End, Kind, RefusedWhy, Tombstone};
use crate::limits::{CHUNK_BYTES_MAX, DOCUMENTS_PER_SPACE_MAX};

/// What is to become of a chunk.
pub(super) enum Verdict {
    Store,
    Refuse(RefusedWhy),
    /// Nothing to keep: it is here already.
    Skip,
}

/// Who sends: another person may write as themselves only; an own device passes on what either person wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    Contact(PersonId),
    Own,
}

/// A batch from one device, as far as it was judged.
pub(super) struct Judging {
    pub space: SpaceId,
    pub sender: Sender,
    /// This person asked to have their own documents back.
    pub own_asked: bool,
    /// Documents the batch ends.
    ended: BTreeSet<DocumentId>,
    /// Documents the batch begins.
    fresh: BTreeSet<DocumentId>,
}

impl Judging {
    pub fn new(space: SpaceId, sender: Sender) -> Self {
        Self { space, sender, own_asked: false, ended: BTreeSet::new(), fresh: BTreeSet::new() }
    }
}

impl Open {
    /// Returns who a device belongs to.
    pub fn sender(&self, device: DeviceId) -> Option<Sender> {
        if self.is_own(device) {
            return Some(Sender::Own);
        }
        self.contact_of(device).map(|known| Sender::Contact(known.contact.person))
    }

    /// Returns whether a person may have written in a space, if `sender` says so.
    fn may_write(&self, judging: &Judging, writer: PersonId) -> bool {
        match judging.sender {
            Sender::Contact(person) => writer == person || (judging.own_asked && writer == self.me.person),
            Sender::Own => {
                writer == self.me.person
                    || self.contact_in(judging.space).is_some_and(|known| known.contact.person == writer)
            }
        }
    }

    /// Returns whether a chunk may come from the device it names as its first.
    fn may_originate(&self, judging: &Judging, device: DeviceId) -> bool {
        match judging.sender {
            Sender::Contact(person) => {
                self.contact_of(device).is_some_and(|known| known.contact.person == person)
                    || (judging.own_asked && self.me.roster.card(device).is_some())
            }
            // A device that was removed since has still written what it wrote.
            Sender::Own => {
                self.me.roster.card(device).is_some()
                    || self.contact_in(judging.space).is_some_and(|known| known.contact.roster.card(device).is_some())
            }
        }
    }

    /// Decides whether a chunk may be stored.
    pub fn judge(&self, judging: &mut Judging, chunk: &Chunk) -> Verdict {
        if !self.may_originate(judging, chunk.origin.device) {
            return Verdict::Refuse(RefusedWhy::NotTheWriter);
        }
        if chunk.body_bytes() > CHUNK_BYTES_MAX {
            return Verdict::Refuse(RefusedWhy::TooLarge);
        }
        let known = self.catalog.get(chunk.document);
        if known.is_some_and(|entry| entry.space != judging.space) {
            return Verdict::Refuse(RefusedWhy::Misplaced);
        }
        if known.is_some_and(|entry| entry.tombstone.is_none() && !self.may_write(judging, entry.writer)) {
            return Verdict::Refuse(RefusedWhy::NotTheWriter);
        }
        let gone = known.is_some_and(|entry| entry.tombstone.is_some());
        if !gone && !judging.ended.contains(&chunk.document) && self.is_held(judging.space, chunk) {
            return Verdict::Skip;
        }
        match &chunk.body {
            Body::Tombstone(_) if gone => Verdict::Skip,
            Body::Tombstone(tombstone) => self.judge_tombstone(judging, chunk.document, tombstone, known.is_some()),
            Body::Changes(_) if gone => Verdict::Refuse(RefusedWhy::Gone),
            Body::Changes(bytes) => self.judge_changes(judging, chunk.document, bytes, known.is_some()),
            Body::Snapshot(_) if gone => Verdict::Refuse(RefusedWhy::Gone),
            Body::Snapshot(_) => self.judge_snapshot(judging, chunk, known.is_some()),
            // `through` is no chunk of a feed.
            Body::Through => Verdict::Refuse(RefusedWhy::Malformed),
        }
    }

    /// What an own device folded; nobody folds a document of a shared space.
    fn judge_snapshot(&self, judging: &mut Judging, chunk: &Chunk, known: bool) -> Verdict {
        if judging.space != self.profile.private_space {
            return Verdict::Refuse(RefusedWhy::Unknown);
        }
        if offer_id(chunk.document, &chunk.body).is_none() {
            return Verdict::Refuse(RefusedWhy::Malformed);
        }
        if known || judging.fresh.contains(&chunk.document) {
            return Verdict::Store;
        }
        self.begin(judging, chunk.document)
    }

    fn judge_changes(&self, judging: &mut Judging, document: DocumentId, bytes: &[u8], known: bool) -> Verdict {
        if walk(bytes).is_err() {
            return Verdict::Refuse(RefusedWhy::Malformed);
        }
        if known || judging.fresh.contains(&document) {
            return Verdict::Store;
        }
        if judging.space != self.profile.private_space {
            let Ok((named, genesis)) = read_genesis(bytes) else { return Verdict::Refuse(RefusedWhy::Malformed) };
            if named != document || genesis.space != judging.space || genesis.kind.is_private() {
                return Verdict::Refuse(RefusedWhy::Misplaced);
            }
            if !self.may_write(judging, genesis.writer) {
                return Verdict::Refuse(RefusedWhy::NotTheWriter);
            }
        }
        self.begin(judging, document)
    }

    /// A tombstone may come before its document; it is kept then, and takes the room of one.
    fn judge_tombstone(
        &self,
        judging: &mut Judging,
        document: DocumentId,
        tombstone: &Tombstone,
        known: bool,
    ) -> Verdict {
        let is_emptied = matches!(tombstone.end, End::Emptied(_));
        if is_emptied != (judging.space == self.profile.private_space) {
            return Verdict::Refuse(RefusedWhy::Malformed);
        }
        if self.is_closing(judging, document) {
            return Verdict::Refuse(RefusedWhy::NotTheWriter);
        }
        judging.ended.insert(document);
        if known || judging.fresh.contains(&document) {
            return Verdict::Store;
        }
        // The one name that can be foretold: a receipt list begins with the same bytes on all its writer's devices.
        let mine = receipts_genesis(judging.space, self.me.person, &*self.world.entropy);
        if judging.sender != Sender::Own && mine.is_ok_and(|(mine, _)| mine == document) {
            return Verdict::Refuse(RefusedWhy::NotTheWriter);
        }
        self.begin(judging, document)
    }

    /// Whether this names what ended the space, or would: nobody takes an ending back.
    fn is_closing(&self, judging: &Judging, document: DocumentId) -> bool {
        if let Some(row) = self.catalog.get(document) {
            return row.kind == Kind::Closing;
        }
        let named = |person| closing_genesis(judging.space, person, &*self.world.entropy).map(|(closing, _)| closing);
        let theirs = self.contact_in(judging.space).map(|known| known.contact.person);
        [Some(self.me.person), theirs].into_iter().flatten().any(|person| named(person) == Ok(document))
    }

    /// Gives a new document room, if there is any; one's own devices have all the room they need.
    fn begin(&self, judging: &mut Judging, document: DocumentId) -> Verdict {
        let full = self.catalog.documents_in(judging.space) + judging.fresh.len() >= DOCUMENTS_PER_SPACE_MAX;
        if full && judging.sender != Sender::Own {
            return Verdict::Refuse(RefusedWhy::Full);
        }
        judging.fresh.insert(document);
        Verdict::Store
    }
}
