//! What is held of each space, by the names under which devices offer chunks to each other.
//!
//! Invariant: an id is in the set only if what it names is stored here, so that "I have it" is true.

use std::collections::{BTreeMap, HashSet, VecDeque};

use super::open::Open;
use crate::document::offer_id;
use crate::ids::{DocumentId, SpaceId};
use crate::kind::{Body, Chunk};
use crate::limits::{FRESH_MS, HELD_PER_DOCUMENT_MAX};
use crate::vault::{Catalog, CatalogEntry};

/// The ids, space by space, made from the catalog when first asked for.
#[derive(Default)]
pub(super) struct Held {
    spaces: BTreeMap<SpaceId, HashSet<[u8; 12]>>,
    /// Chunks of others that came a moment ago: where they begin, and when.
    fresh: VecDeque<(SpaceId, u64, u64)>,
}

impl Held {
    /// Returns the ids of a space.
    pub fn of(&mut self, space: SpaceId, catalog: &Catalog) -> &HashSet<[u8; 12]> {
        self.spaces.entry(space).or_insert_with(|| {
            let rows = catalog.iter().filter(|row| row.space == space);
            rows.flat_map(|row| row.held.iter().copied()).collect()
        })
    }
}

/// Adds an id to a row; the oldest are forgotten, and what they name would only be sent once more.
pub(super) fn hold(row: &mut CatalogEntry, id: [u8; 12]) {
    if !row.held.contains(&id) {
        row.held.push(id);
        let over = row.held.len().saturating_sub(HELD_PER_DOCUMENT_MAX);
        row.held.drain(..over);
    }
}

impl Open {
    /// Returns whether what a chunk holds is here already.
    pub fn is_held(&self, space: SpaceId, chunk: &Chunk) -> bool {
        let held = self.held.spaces.get(&space);
        held.is_some_and(|held| offer_id(chunk.document, &chunk.body).is_some_and(|id| held.contains(&id)))
    }

    /// Notes that a chunk is stored here; its document's row follows when it is applied.
    pub fn note_stored(&mut self, space: SpaceId, chunk: &Chunk) {
        if let Some(id) = offer_id(chunk.document, &chunk.body)
            && let Some(ids) = self.held.spaces.get_mut(&space)
        {
            ids.insert(id);
        }
    }

    /// Notes that a chunk turned out not to be applicable and is kept no longer.
    pub fn note_dropped(&mut self, space: SpaceId, document: DocumentId, body: &Body) {
        if let Some(id) = offer_id(document, body)
            && let Some(ids) = self.held.spaces.get_mut(&space)
        {
            ids.remove(&id);
        }
    }

    /// Notes that what an id names is part of a document.
    pub fn note_held(&mut self, space: SpaceId, document: DocumentId, id: [u8; 12]) {
        if let Some(ids) = self.held.spaces.get_mut(&space) {
            ids.insert(id);
        }
        self.update_row(document, |row| hold(row, id));
    }

    /// Notes that chunks of others were stored from this number on: their writer is sending them to everybody now.
    pub fn note_fresh(&mut self, space: SpaceId, first: u64) {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        self.held.fresh.push_back((space, first, now_ms));
    }

    /// Returns whether a chunk of somebody else came only a moment ago.
    pub fn is_fresh(&self, space: SpaceId, number: u64) -> bool {
        self.held.fresh.iter().any(|(fresh, first, _)| *fresh == space && *first <= number)
    }

    /// Lets what is no longer fresh be offered.
    pub fn age_fresh(&mut self) {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        while let Some((space, _, since_ms)) = self.held.fresh.front().copied() {
            if now_ms.saturating_sub(since_ms) < FRESH_MS {
                return;
            }
            self.held.fresh.pop_front();
            self.peers.note_grown(space);
        }
    }
}
