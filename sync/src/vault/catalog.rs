//! What lists need to know of every document, kept in sealed pages.
//!
//! It is a cache: missing, damaged or contradicted by the log it comes back empty, and the engine fills it again
//! from number 1 of every log. `covers` says up to which number of each space it is complete.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::VaultError;
use super::store::Vault;
use super::write::Write;
use crate::clock::UnixMillis;
use crate::ids::{DocumentId, Head, PersonId, SpaceId};
use crate::kind::{Kind, Tombstone};
use crate::limits::{PAGE_BYTES_MAX, PAGE_DOCUMENTS};

/// Version of an encoded page; an older catalog is made anew from the logs.
pub(super) const VERSION: u8 = 2;
/// The page that says how many others there are and what they cover.
const COVER: u32 = 0;

/// What lists know of one document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogEntry {
    /// The document.
    pub document: DocumentId,
    /// The space it lives in.
    pub space: SpaceId,
    /// Its kind.
    pub kind: Kind,
    /// Who writes it.
    pub writer: PersonId,
    /// Its title; may be empty.
    pub title: String,
    /// The start of its text.
    pub first_line: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it was begun, or arrived.
    pub created_ms: UnixMillis,
    /// When it last changed.
    pub changed_ms: UnixMillis,
    /// The heads that title, text and copy were read from.
    pub heads: Vec<Head>,
    /// The numbers of its chunks in the space's log, ascending.
    pub seqs: Vec<u64>,
    /// Short names of the contents its chunks brought, newest last, by which other devices offer them.
    pub held: Vec<[u8; 12]>,
    /// When it was thrown away, if it was.
    pub trashed_ms: Option<UnixMillis>,
    /// Its end, if it is gone.
    pub tombstone: Option<Tombstone>,
    /// What the owner of the catalog keeps beside it, opaque here.
    pub extra: Vec<u8>,
}

impl core::fmt::Debug for CatalogEntry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CatalogEntry({:?}, {:?}, {} chunks)", self.document, self.kind, self.seqs.len())
    }
}

impl CatalogEntry {
    /// Returns this document's part of its space's fingerprint: of its id and heads, of its id alone once it ended.
    pub fn digest(&self) -> u64 {
        let mut hash = Sha256::new_with_prefix(self.document.as_bytes());
        if self.tombstone.is_none() {
            let mut heads: Vec<&Head> = self.heads.iter().collect();
            heads.sort_unstable();
            heads.into_iter().for_each(|head| hash.update(head.as_bytes()));
        }
        let digest: [u8; 32] = hash.finalize().into();
        digest.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }
}

#[derive(Default)]
struct Tally {
    documents: usize,
    sum: u64,
}

/// All entries, and which page each is on.
#[derive(Default)]
pub struct Catalog {
    entries: BTreeMap<DocumentId, (CatalogEntry, u32)>,
    /// Documents of pages 1, 2, 3 …
    pages: Vec<BTreeSet<DocumentId>>,
    covers: BTreeMap<SpaceId, u64>,
    /// How many documents each space has, and the sum over them; follows from `entries`.
    tallies: BTreeMap<SpaceId, Tally>,
    dirty: BTreeSet<u32>,
    /// Pages in a transaction that has not returned yet.
    saving: BTreeSet<u32>,
    /// Pages on disk beyond these are left from a catalog that was given up; their titles must not stay.
    on_disk: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Cover {
    pages: u32,
    covers: BTreeMap<SpaceId, u64>,
}

impl Catalog {
    /// Returns the catalog as saved, or an empty one where it is missing, damaged, or claims more than the logs hold.
    pub fn load(vault: &Vault) -> Result<Self, VaultError> {
        let cover = read::<Cover>(vault, COVER)?;
        let mut on_disk = cover.as_ref().map_or(0, |cover| cover.pages);
        if let Some(cover) = cover
            && let Some(catalog) = Self::load_pages(vault, cover)?
        {
            return Ok(catalog);
        }
        while exists(vault, on_disk.saturating_add(1))? {
            on_disk += 1;
        }
        Ok(Self { on_disk, ..Self::default() })
    }

    fn load_pages(vault: &Vault, cover: Cover) -> Result<Option<Self>, VaultError> {
        if cover.covers.iter().any(|(space, covered)| *covered > vault.log(*space).newest) {
            return Ok(None);
        }
        let mut catalog = Self { covers: cover.covers, on_disk: cover.pages, ..Self::default() };
        for number in 1..=cover.pages {
            let Some(entries) = read::<Vec<CatalogEntry>>(vault, number)? else { return Ok(None) };
            catalog.pages.push(entries.iter().map(|entry| entry.document).collect());
            for entry in entries {
                catalog.tally(&entry, true);
                if catalog.entries.insert(entry.document, (entry, number)).is_some() {
                    return Ok(None);
                }
            }
        }
        Ok(Some(catalog))
    }

    /// Writes the pages that changed; they stay marked until [`Self::saved`], because the transaction may fail.
    pub fn save(&mut self, write: &mut Write<'_>) -> Result<(), VaultError> {
        self.dirty.append(&mut self.saving);
        while let Some(number) = self.dirty.iter().copied().find(|number| *number != COVER) {
            let encoded = self.encoded(number)?;
            if encoded.len() > PAGE_BYTES_MAX && self.split(number) {
                continue;
            }
            write.put_page(number, &encoded)?;
            self.dirty.remove(&number);
            self.saving.insert(number);
        }
        for number in self.pages.len() as u32 + 1..=self.on_disk {
            write.remove_page(number)?;
        }
        self.dirty.remove(&COVER);
        self.saving.insert(COVER);
        let cover = Cover { pages: self.pages.len() as u32, covers: self.covers.clone() };
        write.put_page(COVER, &encode(&cover)?)
    }

    /// The transaction of the last [`Self::save`] is on disk.
    pub fn saved(&mut self) {
        self.saving.clear();
        self.on_disk = self.pages.len() as u32;
    }

    /// Returns whether anything waits to be saved.
    pub fn is_dirty(&self) -> bool {
        !self.dirty.is_empty() || !self.saving.is_empty()
    }

    /// Returns one entry.
    pub fn get(&self, document: DocumentId) -> Option<&CatalogEntry> {
        self.entries.get(&document).map(|(entry, _)| entry)
    }

    /// Puts an entry in, in place of the one it had.
    pub fn put(&mut self, entry: CatalogEntry) {
        let document = entry.document;
        let page = match self.entries.get(&document) {
            Some((old, _)) if *old == entry => return,
            Some((_, page)) => *page,
            None => self.page_with_room(),
        };
        self.pages[page as usize - 1].insert(document);
        self.tally(&entry, true);
        if let Some((old, _)) = self.entries.insert(document, (entry, page)) {
            self.tally(&old, false);
        }
        self.dirty.insert(page);
    }

    /// Takes an entry out and returns it.
    pub fn remove(&mut self, document: DocumentId) -> Option<CatalogEntry> {
        let (entry, page) = self.entries.remove(&document)?;
        self.tally(&entry, false);
        self.pages[page as usize - 1].remove(&document);
        self.dirty.insert(page);
        Some(entry)
    }

    /// Returns all entries, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &CatalogEntry> {
        self.entries.values().map(|(entry, _)| entry)
    }

    /// Returns how many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns how many documents of a space there are, ended ones included.
    pub fn documents_in(&self, space: SpaceId) -> usize {
        self.tallies.get(&space).map_or(0, |tally| tally.documents)
    }

    /// Returns the sum over (document, heads) of a space, by which two devices see that they hold the same.
    pub fn fingerprint(&self, space: SpaceId) -> u64 {
        self.tallies.get(&space).map_or(0, |tally| tally.sum)
    }

    fn tally(&mut self, entry: &CatalogEntry, there: bool) {
        let tally = self.tallies.entry(entry.space).or_default();
        if there {
            tally.documents += 1;
            tally.sum = tally.sum.wrapping_add(entry.digest());
        } else {
            tally.documents = tally.documents.saturating_sub(1);
            tally.sum = tally.sum.wrapping_sub(entry.digest());
        }
    }

    /// Returns the newest number of a space's log that the entries take account of.
    pub fn covers(&self, space: SpaceId) -> u64 {
        self.covers.get(&space).copied().unwrap_or(0)
    }

    /// Says that the entries take account of a space's log up to a number.
    pub fn set_covers(&mut self, space: SpaceId, seq: u64) {
        if self.covers.insert(space, seq) != Some(seq) {
            self.dirty.insert(COVER);
        }
    }

    fn page_with_room(&mut self) -> u32 {
        if self.pages.last().is_none_or(|page| page.len() >= PAGE_DOCUMENTS) {
            self.pages.push(BTreeSet::new());
        }
        self.pages.len() as u32
    }

    fn encoded(&self, number: u32) -> Result<zeroize::Zeroizing<Vec<u8>>, VaultError> {
        let on_page = &self.pages[number as usize - 1];
        let entries: Vec<_> = on_page.iter().filter_map(|document| self.get(*document)).collect();
        encode(&entries)
    }

    /// Moves half of a page that grew too large to a new one; a single entry stays where it is.
    fn split(&mut self, number: u32) -> bool {
        let page = &mut self.pages[number as usize - 1];
        let Some(middle) = page.iter().nth(page.len() / 2).copied().filter(|_| page.len() > 1) else { return false };
        let moved = page.split_off(&middle);
        let new = self.pages.len() as u32 + 1;
        for document in &moved {
            if let Some((_, page)) = self.entries.get_mut(document) {
                *page = new;
            }
        }
        self.pages.push(moved);
        self.dirty.insert(new);
        true
    }
}

impl core::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Catalog({} documents)", self.entries.len())
    }
}

fn encode(value: &impl Serialize) -> Result<zeroize::Zeroizing<Vec<u8>>, VaultError> {
    postcard::to_extend(value, vec![VERSION]).map(zeroize::Zeroizing::new).map_err(|_| VaultError::Disk)
}

fn exists(vault: &Vault, number: u32) -> Result<bool, VaultError> {
    match vault.page(number) {
        Ok(page) => Ok(page.is_some()),
        Err(VaultError::Damaged(damage)) if damage.table.is_some() => Ok(true),
        Err(error) => Err(error),
    }
}

/// Returns a page, or nothing where it is missing, damaged or of another version: the catalog is only a cache.
fn read<T: for<'de> Deserialize<'de>>(vault: &Vault, number: u32) -> Result<Option<T>, VaultError> {
    let page = match vault.page(number) {
        Ok(page) => page,
        Err(VaultError::Damaged(damage)) if damage.table.is_some() => None,
        Err(error) => return Err(error),
    };
    Ok(page.and_then(|plain| parse(&plain)))
}

/// Returns what an opened page holds, if it is one of this version.
pub(super) fn parse<T: for<'de> Deserialize<'de>>(plain: &[u8]) -> Option<T> {
    match plain.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
