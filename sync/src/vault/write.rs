//! One transaction: everything in it is kept, or nothing.
//!
//! Invariant: what the vault knows in memory changes only after the commit returned.

use std::collections::{BTreeMap, BTreeSet};

use super::covered::Covered;
use super::directory::Directory;
use super::error::VaultError;
use super::keyed;
use super::log_state::{LogState, insert_sorted, remove_sorted};
use super::store::{NO_SPACE, Vault};
use crate::ids::{DeviceId, DocumentId, Run, SpaceId};
use crate::kind::Chunk;
use crate::limits::CHUNK_BYTES_MAX;
use crate::sealed::{RowId, Table, seal};

/// A transaction; dropped without commit it is rolled back.
pub struct Write<'v> {
    vault: &'v mut Vault,
    /// States that differ from the vault's.
    states: BTreeMap<SpaceId, LogState>,
    /// Folded numbers that differ from the vault's.
    covered: BTreeMap<SpaceId, Covered>,
    /// The directory, once it differs from the vault's.
    directory: Option<Directory>,
    /// Rows written anew: what was wrong with them is mended.
    written: BTreeSet<RowId>,
    /// The first failure: nothing after it may count.
    failed: Option<VaultError>,
}

impl<'v> Write<'v> {
    pub(super) fn begin(vault: &'v mut Vault) -> Result<Self, VaultError> {
        vault.database.begin()?;
        Ok(Self {
            vault,
            states: BTreeMap::new(),
            covered: BTreeMap::new(),
            directory: None,
            written: BTreeSet::new(),
            failed: None,
        })
    }

    /// Appends a chunk to a space's log and returns its number. An origin with number 0 means "ours": it takes the
    /// new number and counts as applied; what others wrote counts as stored until [`Self::mark_applied`].
    pub fn append(&mut self, space: SpaceId, run: Run, chunk: &Chunk) -> Result<u64, VaultError> {
        self.check()?;
        if chunk.body_bytes() > CHUNK_BYTES_MAX {
            return Err(VaultError::TooLarge);
        }
        let mut state = self.state(space);
        let seq = state.next(run);
        if chunk.origin.seq == 0 {
            let mut ours = chunk.clone();
            ours.origin.seq = seq;
            self.put_chunk(space, seq, &ours)?;
        } else {
            insert_sorted(&mut state.unapplied, seq);
            self.put_chunk(space, seq, chunk)?;
        }
        if !self.directory().spaces.contains(&space) {
            self.directory_mut().spaces.insert(space);
        }
        self.states.insert(space, state);
        Ok(seq)
    }

    /// Puts another chunk in the place of one: `Through` where words are purged, a sound one where it was damaged.
    pub fn replace(&mut self, space: SpaceId, seq: u64, chunk: &Chunk) -> Result<(), VaultError> {
        self.check()?;
        if chunk.body_bytes() > CHUNK_BYTES_MAX {
            return Err(VaultError::TooLarge);
        }
        let mut state = self.state(space);
        if seq == 0 || seq > state.newest {
            return self.keep_failure(Err(VaultError::Disk));
        }
        // Where nothing stands any more there is nothing to replace; it may still lie between live pages.
        if !self.is_covered(space, seq) {
            self.put_chunk(space, seq, chunk)?;
        }
        remove_sorted(&mut state.damaged, seq);
        self.states.insert(space, state);
        self.directory_mut().purged = true;
        Ok(())
    }

    /// Puts one chunk in the place of several of the same document: it takes the highest number, the others are
    /// covered from now on.
    ///
    /// `is_sound` is shown what was sealed, read back and opened; unless it agrees, nothing is deleted and the
    /// transaction has failed. The words are all still there afterwards, so this is no purge.
    pub fn fold(
        &mut self,
        space: SpaceId,
        seq: u64,
        older: &[u64],
        chunk: &Chunk,
        is_sound: impl FnOnce(&Chunk) -> bool,
    ) -> Result<(), VaultError> {
        self.check()?;
        if chunk.body_bytes() > CHUNK_BYTES_MAX {
            return Err(VaultError::TooLarge);
        }
        let state = self.vault.log(space);
        let is_settled = |number: &u64| {
            let listed = state.unapplied.binary_search(number).is_ok() || state.damaged.binary_search(number).is_ok();
            (1..=state.newest).contains(number) && !listed && !self.is_covered(space, *number)
        };
        let fits = is_settled(&seq) && older.iter().all(|number| *number < seq && is_settled(number));
        if !fits || self.states.contains_key(&space) || state.run_of(seq) != Some(chunk.origin.run) {
            return self.keep_failure(Err(VaultError::Disk));
        }
        self.put_chunk(space, seq, chunk)?;
        let read_back = self.vault.chunk(space, seq);
        match self.keep_failure(read_back)? {
            Some(found) if is_sound(&found) => {}
            _ => return self.keep_failure(Err(VaultError::Disk)),
        }
        let mut covered =
            self.covered.remove(&space).or_else(|| self.vault.covered.get(&space).cloned()).unwrap_or_default();
        for number in older {
            let row = self.vault.place(Table::Chunk, space, &number.to_be_bytes(), *number).row;
            let deleted = self.vault.database.delete(row);
            if !self.keep_failure(deleted)? {
                return self.keep_failure(Err(VaultError::Disk));
            }
            covered.insert(*number);
        }
        self.covered.insert(space, covered);
        Ok(())
    }

    fn is_covered(&self, space: SpaceId, seq: u64) -> bool {
        self.covered.get(&space).map_or_else(|| self.vault.is_covered(space, seq), |covered| covered.contains(seq))
    }

    /// Marks a stored chunk as applied.
    pub fn mark_applied(&mut self, space: SpaceId, seq: u64) -> Result<(), VaultError> {
        self.check()?;
        let mut state = self.state(space);
        remove_sorted(&mut state.unapplied, seq);
        self.states.insert(space, state);
        Ok(())
    }

    /// Writes a named record; names have 1 to 256 bytes.
    pub fn put_record(&mut self, name: &str, body: &[u8]) -> Result<(), VaultError> {
        if name.is_empty() {
            return Err(VaultError::TooLarge);
        }
        self.put(Table::Record, NO_SPACE, name.as_bytes(), 0, body)?;
        if !self.directory().names.contains(name) {
            self.directory_mut().names.insert(name.to_owned());
        }
        Ok(())
    }

    /// Removes a named record.
    pub fn remove_record(&mut self, name: &str) -> Result<(), VaultError> {
        self.remove(Table::Record, NO_SPACE, name.as_bytes())?;
        if self.directory().names.contains(name) {
            self.directory_mut().names.remove(name);
        }
        Ok(())
    }

    /// Writes what is known of a device's answers.
    pub fn put_delivery(&mut self, device: DeviceId, body: &[u8]) -> Result<(), VaultError> {
        self.put(Table::Delivery, NO_SPACE, device.as_bytes(), 0, body)
    }

    /// Writes the readable copy of a document.
    pub fn put_copy(&mut self, space: SpaceId, document: DocumentId, body: &[u8]) -> Result<(), VaultError> {
        self.put(Table::Copy, space, document.as_bytes(), 0, body)
    }

    /// Removes the readable copy of a document.
    pub fn remove_copy(&mut self, space: SpaceId, document: DocumentId) -> Result<(), VaultError> {
        self.remove(Table::Copy, space, document.as_bytes())
    }

    /// Writes a page of the catalog.
    pub fn put_page(&mut self, number: u32, body: &[u8]) -> Result<(), VaultError> {
        self.put(Table::Page, NO_SPACE, &number.to_be_bytes(), 0, body)
    }

    /// Removes a page of the catalog.
    pub fn remove_page(&mut self, number: u32) -> Result<(), VaultError> {
        self.remove(Table::Page, NO_SPACE, &number.to_be_bytes())
    }

    /// Keeps everything; it is on disk when this returns.
    pub fn commit(mut self) -> Result<(), VaultError> {
        self.finish()?;
        let states = std::mem::take(&mut self.states);
        let covered = std::mem::take(&mut self.covered);
        let directory = self.directory.take();
        self.vault.states.extend(states);
        self.vault.covered.extend(covered);
        if let Some(directory) = directory {
            self.vault.directory = directory;
        }
        self.vault.aside.borrow_mut().retain(|row, _| !self.written.contains(row));
        Ok(())
    }

    /// Writes the directory even if nothing in it changed: a new vault has one from the start.
    pub(super) fn put_directory(&mut self) {
        self.directory_mut();
    }

    /// The file was rewritten: nothing that was purged is left in it.
    pub(super) fn forget_purge(&mut self) {
        self.directory_mut().purged = false;
    }

    fn finish(&mut self) -> Result<(), VaultError> {
        self.check()?;
        let encoded: Vec<_> = self.states.iter().map(|(space, state)| (*space, state.encode())).collect();
        for (space, state) in encoded {
            self.put(Table::State, space, b"", 0, &state.ok_or(VaultError::Disk)?)?;
        }
        let covered: Vec<_> = self.covered.iter().map(|(space, covered)| (*space, covered.encode())).collect();
        for (space, covered) in covered {
            self.put(Table::State, space, Covered::KEY, 0, &covered.ok_or(VaultError::Disk)?)?;
        }
        if let Some(directory) = &self.directory {
            let encoded = directory.encode().ok_or(VaultError::Disk)?;
            self.put(Table::Record, NO_SPACE, Directory::KEY, 0, &encoded)?;
        }
        self.vault.database.commit()
    }

    /// Takes the state out to be changed; whoever fails before putting it back has failed the whole transaction.
    fn state(&mut self, space: SpaceId) -> LogState {
        self.states.remove(&space).unwrap_or_else(|| self.vault.log(space))
    }

    fn directory(&self) -> &Directory {
        self.directory.as_ref().unwrap_or(&self.vault.directory)
    }

    fn directory_mut(&mut self) -> &mut Directory {
        self.directory.get_or_insert_with(|| self.vault.directory.clone())
    }

    fn put_chunk(&mut self, space: SpaceId, seq: u64, chunk: &Chunk) -> Result<(), VaultError> {
        let body = zeroize::Zeroizing::new(postcard::to_stdvec(chunk).map_err(|_| VaultError::Disk)?);
        self.put(Table::Chunk, space, &seq.to_be_bytes(), seq, &body)
    }

    fn put(&mut self, table: Table, space: SpaceId, key: &[u8], seq: u64, body: &[u8]) -> Result<(), VaultError> {
        self.check()?;
        let done = self.put_unchecked(table, space, key, seq, body);
        self.keep_failure(done)
    }

    fn put_unchecked(
        &mut self,
        table: Table,
        space: SpaceId,
        key: &[u8],
        seq: u64,
        body: &[u8],
    ) -> Result<(), VaultError> {
        let place = self.vault.place(table, space, key, seq);
        let body = keyed::join(key, body).ok_or(VaultError::TooLarge)?;
        let sealed = seal(&self.vault.recipient, &place, &body).map_err(VaultError::of_sealing)?;
        self.vault.database.put(place.row, sealed.as_bytes())?;
        self.written.insert(place.row);
        Ok(())
    }

    pub(super) fn remove(&mut self, table: Table, space: SpaceId, key: &[u8]) -> Result<(), VaultError> {
        self.check()?;
        let row = self.vault.place(table, space, key, 0).row;
        let removed = self.vault.database.delete(row);
        if self.keep_failure(removed)? {
            self.directory_mut().purged = true;
        }
        self.written.insert(row);
        Ok(())
    }

    fn check(&self) -> Result<(), VaultError> {
        self.failed.map_or(Ok(()), Err)
    }

    /// After a failure SQLite may have rolled back by itself: no later call may write outside the transaction.
    fn keep_failure<T>(&mut self, result: Result<T, VaultError>) -> Result<T, VaultError> {
        if let Err(error) = &result {
            self.failed = Some(*error);
        }
        result
    }
}

impl Drop for Write<'_> {
    fn drop(&mut self) {
        self.vault.database.rollback();
    }
}

impl core::fmt::Debug for Write<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Write({} rows)", self.written.len())
    }
}
