//! What a feed needs next, read before its turn: several values open sooner than one after the other.
//!
//! Invariant: nothing is kept from one feed to the next, so what is read ahead is what the log holds now.

use std::collections::BTreeMap;

use super::{Whole, WholeFeed};
use crate::engine::failure::Failure;
use crate::engine::open::Open;
use crate::ids::{DocumentId, SpaceId};
use crate::kind::Chunk;
use crate::vault::CatalogEntry;

/// Numbers read at once where each is sent as it is.
const SINGLE: usize = 16;
/// Documents read and joined at once where they are sent whole.
const WHOLE: usize = 8;

/// What was read before its turn.
pub(super) struct Ahead<'a> {
    open: &'a Open,
    space: SpaceId,
    /// The last number of the feed.
    last: u64,
    single: BTreeMap<u64, Option<Chunk>>,
    whole: BTreeMap<DocumentId, Option<Whole>>,
}

impl<'a> Ahead<'a> {
    pub(super) fn new(open: &'a Open, space: SpaceId, last: u64) -> Self {
        Self { open, space, last, single: BTreeMap::new(), whole: BTreeMap::new() }
    }

    /// Returns the chunk with this number, none where there is none to pass on.
    pub(super) fn single(&mut self, number: u64, feed: Option<&WholeFeed>) -> Result<Option<Chunk>, Failure> {
        if let Some(found) = self.single.remove(&number) {
            return Ok(found);
        }
        let goes_whole = |number: &u64| feed.and_then(|feed| self.joinable(feed, *number)).is_some();
        let is_read = |number: &u64| self.single.contains_key(number);
        let later = (number + 1..=self.last).take(SINGLE - 1).filter(|number| !goes_whole(number) && !is_read(number));
        let numbers: Vec<u64> = core::iter::once(number).chain(later).collect();
        let found = self.open.vault.feed_several(self.space, &numbers)?;
        self.single.extend(numbers.into_iter().zip(found));
        Ok(self.single.remove(&number).flatten())
    }

    /// Returns all of the document this number belongs to, the first time it is asked for; none if it cannot be joined.
    pub(super) fn whole(
        &mut self,
        number: u64,
        document: DocumentId,
        feed: Option<&WholeFeed>,
    ) -> Result<Option<Whole>, Failure> {
        if let Some(found) = self.whole.get_mut(&document) {
            return Ok(found.take());
        }
        let Some(feed) = feed.filter(|feed| self.joinable(feed, number).is_some()) else { return Ok(None) };
        let mut rows: Vec<&CatalogEntry> = Vec::with_capacity(WHOLE);
        for row in (number..=self.last).filter_map(|number| self.joinable(feed, number)) {
            let asked = self.whole.contains_key(&row.document) || feed.left.contains_key(&row.document);
            if !asked && !rows.iter().any(|one| one.document == row.document) {
                rows.push(row);
            }
            if rows.len() == WHOLE {
                break;
            }
        }
        let private = self.space == self.open.profile.private_space;
        let groups: Vec<&[u64]> = rows.iter().map(|row| &row.seqs[..]).collect();
        let found = self.open.vault.each_group(self.space, &groups, |chunks| Whole::of(chunks, private))?;
        self.whole.extend(rows.iter().map(|row| row.document).zip(found.into_iter().map(Option::flatten)));
        Ok(self.whole.get_mut(&document).and_then(Option::take))
    }

    /// Returns the row of a number's document, if there is something to join.
    fn joinable(&self, feed: &WholeFeed, number: u64) -> Option<&'a CatalogEntry> {
        let document = feed.documents.get(&number)?;
        self.open.catalog.get(*document).filter(|row| row.seqs.len() > 1)
    }
}
