//! The open vault: what it holds, read one sealed value at a time.
//!
//! Invariant: a value that does not open or lies in the wrong row is set aside and counted; the rest keeps working.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::covered::Covered;
use super::database::Database;
use super::directory::Directory;
use super::error::{Damage, DamageWhy, VaultError};
use super::log_state::LogState;
use super::write::Write;
use super::{folder, key_files, keyed, swap};
use crate::clock::{Entropy, World, random};
use crate::ids::{DeviceId, DocumentId, SpaceId, VaultId};
use crate::kind::Chunk;
use crate::sealed::{
    Passphrase, Place, Plain, QuickKey, RecoveryKey, RecoveryPublic, RowId, RowKey, Table, VaultIdentity,
    VaultRecipient, lock_with_passphrase, lock_with_recovery, open, unlock_with_passphrase, unlock_with_quick,
    unlock_with_recovery,
};

/// The space of values that belong to none.
pub(super) const NO_SPACE: SpaceId = SpaceId([0; 16]);

/// Threads that open values at the same time: a first sync must leave processors to everything else.
const THREADS_MAX: usize = 4;

/// A number of a log, and the chunk there or what is wrong with it.
pub type Fed = (u64, Result<Chunk, Damage>);

/// An open vault. It blocks: it belongs on the engine's thread.
pub struct Vault {
    pub(super) folder: PathBuf,
    pub(super) id: VaultId,
    /// Shared with the copy of this vault that a backup is, while one is made.
    pub(super) identity: Arc<VaultIdentity>,
    pub(super) recipient: VaultRecipient,
    pub(super) rows: RowKey,
    pub(super) database: Database,
    pub(super) directory: Directory,
    pub(super) states: BTreeMap<SpaceId, LogState>,
    pub(super) covered: BTreeMap<SpaceId, Covered>,
    pub(super) aside: RefCell<BTreeMap<RowId, Damage>>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) guard: File,
    /// How many values are opened at the same time; asked of the system once, which reads files to answer.
    pub(super) threads: usize,
}

impl Vault {
    /// Makes a vault with its first records and opens it. The folder may be absent or empty.
    pub fn create(
        folder: &Path,
        passphrase: &Passphrase,
        recovery: &RecoveryPublic,
        first: &[(&str, Vec<u8>)],
        world: &World,
    ) -> Result<Self, VaultError> {
        let identity = VaultIdentity::generate();
        let id = VaultId(random(&*world.entropy)?);
        let key_file = lock_with_passphrase(&identity, id, passphrase).map_err(VaultError::of_key_file)?;
        Self::build(folder, identity, id, &key_file, recovery, first, world)
    }

    /// Returns the folder it lies in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens the vault in `folder` with the passphrase.
    pub fn unlock(folder: &Path, passphrase: &Passphrase, world: &World) -> Result<Self, VaultError> {
        Self::unlock_by(folder, folder::KEY_FILE, world, |file| unlock_with_passphrase(file, passphrase))
    }

    /// Opens the vault in `folder` with the printed key.
    pub fn unlock_with_recovery(folder: &Path, key: &RecoveryKey, world: &World) -> Result<Self, VaultError> {
        Self::unlock_by(folder, folder::RECOVERY_FILE, world, |file| unlock_with_recovery(file, key))
    }

    /// Opens the vault in `folder` with the key that the system's keychain keeps.
    pub fn unlock_with_quick(folder: &Path, key: &QuickKey, world: &World) -> Result<Self, VaultError> {
        Self::unlock_by(folder, folder::QUICK_FILE, world, |file| unlock_with_quick(file, key))
    }

    /// Opens the vault in `folder` with the passphrase, under its lock, to read it: nothing in the folder is finished,
    /// tidied or laid down, and what a killed program left in the `-wal` stays there.
    pub fn unlock_to_read(folder: &Path, passphrase: &Passphrase, world: &World) -> Result<Self, VaultError> {
        let guard = folder::guard(folder)?;
        let sealed = folder::read_key_file(&folder.join(folder::KEY_FILE))?;
        let database = Database::open_to_read(&folder.join(folder::DATABASE))?;
        let (identity, id) = unlock_with_passphrase(&sealed, passphrase).map_err(VaultError::of_key_file)?;
        Self::around(folder, database, Arc::new(identity), id, guard, world).load()
    }

    /// Like [`Self::create`], without the slow derivation: only the recovery key opens it.
    #[cfg(test)]
    pub(crate) fn create_for_tests(
        folder: &Path,
        recovery: &RecoveryKey,
        first: &[(&str, Vec<u8>)],
        world: &World,
    ) -> Result<Self, VaultError> {
        let id = VaultId(random(&*world.entropy)?);
        let key_file = b"no passphrase opens this";
        Self::build(folder, VaultIdentity::generate(), id, key_file, &recovery.public(), first, world)
    }

    /// Returns the bytes on disk of a value, if there is one.
    #[cfg(test)]
    pub(crate) fn sealed_for_tests(&self, table: Table, space: SpaceId, key: &[u8], seq: u64) -> Option<Vec<u8>> {
        self.database.get(self.place(table, space, key, seq).row).unwrap()
    }

    /// Spoils a chunk where it lies, as a failing disk would.
    #[cfg(test)]
    pub(crate) fn spoil_for_tests(&self, space: SpaceId, seq: u64) {
        let row = self.place(Table::Chunk, space, &seq.to_be_bytes(), seq).row;
        self.database.put(row, &[0; 300]).expect("a row is changed");
    }

    /// Lets the database grow by so many pages and no more: a disk that is full.
    #[cfg(test)]
    pub(crate) fn limit_pages_for_tests(&self, spare: u32) {
        self.database.limit_pages(spare);
    }

    fn build(
        folder: &Path,
        identity: VaultIdentity,
        id: VaultId,
        key_file: &[u8],
        recovery: &RecoveryPublic,
        first: &[(&str, Vec<u8>)],
        world: &World,
    ) -> Result<Self, VaultError> {
        let recovery_file = lock_with_recovery(&identity, id, recovery).map_err(VaultError::of_key_file)?;
        let staged = folder::stage(folder)?;
        folder::write_new(&staged.join(folder::KEY_FILE), key_file)?;
        let guard = folder::guard(&staged)?;
        folder::write_new(&staged.join(folder::RECOVERY_FILE), &recovery_file)?;
        let database = Database::create(&staged.join(folder::DATABASE))?;
        let mut vault = Self::around(&staged, database, Arc::new(identity), id, guard, world);
        let mut write = vault.write()?;
        write.put_directory();
        for (name, body) in first {
            write.put_record(name, body)?;
        }
        write.commit()?;
        folder::restore_reserve(&staged, &*world.entropy);
        // Closed before it moves: SQLite must not find its files under another name.
        let Self { database, identity, guard, .. } = vault;
        database.checkpoint()?;
        database.close()?;
        folder::settle(&staged, folder, &mut || Ok(()))?;
        Self::around(folder, Database::open(&folder.join(folder::DATABASE))?, identity, id, guard, world).load()
    }

    fn unlock_by(
        folder: &Path,
        file: &str,
        world: &World,
        key: impl FnOnce(&[u8]) -> Result<(VaultIdentity, VaultId), crate::sealed::SealError>,
    ) -> Result<Self, VaultError> {
        swap::finish(folder)?;
        let guard = folder::guard(folder)?;
        let sealed = folder::read_key_file(&folder.join(file))?;
        // Opened before the key is derived: a newer format is named even to somebody with the wrong passphrase.
        let database = Database::open(&folder.join(folder::DATABASE))?;
        let (identity, id) = key(&sealed).map_err(VaultError::of_key_file)?;
        let vault = Self::around(folder, database, Arc::new(identity), id, guard, world).load()?;
        // Only now: what this vault replaced is removed when it has shown that it opens.
        key_files::clear_aside(folder);
        swap::tidy(folder);
        vault.restore_reserve();
        Ok(vault)
    }

    pub(super) fn around(
        folder: &Path,
        database: Database,
        identity: Arc<VaultIdentity>,
        id: VaultId,
        guard: File,
        world: &World,
    ) -> Self {
        Self::over(folder, database, identity, id, guard, Arc::clone(&world.entropy))
    }

    pub(super) fn over(
        folder: &Path,
        database: Database,
        identity: Arc<VaultIdentity>,
        id: VaultId,
        guard: File,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            folder: folder.to_owned(),
            id,
            recipient: identity.recipient(),
            rows: identity.row_key(),
            identity,
            database,
            directory: Directory::default(),
            states: BTreeMap::new(),
            covered: BTreeMap::new(),
            aside: RefCell::default(),
            entropy,
            guard,
            threads: std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(THREADS_MAX),
        }
    }

    pub(super) fn load(mut self) -> Result<Self, VaultError> {
        let directory = match self.value(Table::Record, NO_SPACE, Directory::KEY, 0) {
            Ok(found) => found.and_then(|plain| Directory::decode(&plain)),
            Err(VaultError::Damaged(Damage { why: DamageWhy::Newer, .. })) => return Err(VaultError::NewerFormat),
            Err(VaultError::Damaged(Damage { table: Some(_), .. })) => None,
            Err(error) => return Err(error),
        };
        self.directory = match directory {
            Some(directory) => directory,
            None => self.rebuilt_directory()?,
        };
        for space in self.directory.spaces.clone() {
            let state = match self.value(Table::State, space, b"", 0) {
                Ok(found) => found.and_then(|plain| LogState::decode(&plain)),
                Err(VaultError::Damaged(Damage { table: Some(_), .. })) => None,
                Err(error) => return Err(error),
            };
            let state = match state {
                Some(state) => state,
                None => self.rebuilt_state(space)?,
            };
            let covered = self.read_covered(space, state.newest)?;
            self.covered.insert(space, covered);
            self.states.insert(space, state);
        }
        Ok(self)
    }

    /// Returns the vault's id.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// Returns what seals for this vault without being able to read it.
    pub fn recipient(&self) -> &VaultRecipient {
        &self.recipient
    }

    /// Begins a transaction; dropped without commit it never was.
    pub fn write(&mut self) -> Result<Write<'_>, VaultError> {
        Write::begin(self)
    }

    /// Returns one chunk; none beyond the log's end.
    pub fn chunk(&self, space: SpaceId, seq: u64) -> Result<Option<Chunk>, VaultError> {
        if seq == 0 || self.states.get(&space).is_none_or(|state| seq > state.newest) {
            return Ok(None);
        }
        if self.is_covered(space, seq) {
            return Ok(Some(Chunk::through(seq)));
        }
        let Some(plain) = self.value(Table::Chunk, space, &seq.to_be_bytes(), seq)? else {
            return Err(self.set_aside(Table::Chunk, space, &seq.to_be_bytes(), seq, DamageWhy::Missing));
        };
        match postcard::from_bytes(&plain) {
            Ok(chunk) => Ok(Some(chunk)),
            Err(_) => Err(self.set_aside(Table::Chunk, space, &seq.to_be_bytes(), seq, DamageWhy::Malformed)),
        }
    }

    /// Returns a named record.
    pub fn record(&self, name: &str) -> Result<Option<Plain>, VaultError> {
        if !self.directory.names.contains(name) {
            return Ok(None);
        }
        match self.value(Table::Record, NO_SPACE, name.as_bytes(), 0)? {
            Some(plain) => Ok(Some(plain)),
            None => Err(self.set_aside(Table::Record, NO_SPACE, name.as_bytes(), 0, DamageWhy::Missing)),
        }
    }

    /// Returns the records whose names begin with `prefix`, in the order of their names; damaged ones are set aside.
    pub fn records(&self, prefix: &str) -> Result<Vec<(String, Plain)>, VaultError> {
        let names: BTreeSet<_> = self.directory.names.iter().filter(|name| name.starts_with(prefix)).collect();
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            match self.record(name) {
                Ok(Some(plain)) => found.push((name.clone(), plain)),
                Ok(None) => {}
                Err(VaultError::Damaged(damage)) if damage.table.is_some() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// Returns what is known of a device's answers.
    pub fn delivery(&self, device: DeviceId) -> Result<Option<Plain>, VaultError> {
        self.value(Table::Delivery, NO_SPACE, device.as_bytes(), 0)
    }

    /// Returns the readable copy of a document.
    pub fn copy(&self, space: SpaceId, document: DocumentId) -> Result<Option<Plain>, VaultError> {
        self.value(Table::Copy, space, document.as_bytes(), 0)
    }

    /// Returns a page of the catalog.
    pub fn page(&self, number: u32) -> Result<Option<Plain>, VaultError> {
        self.value(Table::Page, NO_SPACE, &number.to_be_bytes(), 0)
    }

    /// Moves everything into the file and empties the `-wal`; after words were purged, writes the file anew first, so
    /// that what was purged is in no byte of either.
    pub fn checkpoint(&mut self) -> Result<(), VaultError> {
        if self.directory.purged {
            self.database.rewrite()?;
            let mut write = self.write()?;
            write.forget_purge();
            write.commit()?;
        }
        self.database.checkpoint()
    }

    /// Checkpoints and closes; room that folding left free in the file is given back.
    pub fn close(mut self) -> Result<(), VaultError> {
        if self.database.is_mostly_free()? {
            self.database.rewrite()?;
        }
        self.checkpoint()?;
        self.database.close()
    }

    /// Gives up the reserve so that words fit on a full disk; says whether there was one.
    pub fn give_up_reserve(&self) -> Result<bool, VaultError> {
        folder::give_up_reserve(&self.folder)
    }

    /// Lays the reserve down again, if there is room.
    pub fn restore_reserve(&self) {
        folder::restore_reserve(&self.folder, &*self.entropy);
    }

    /// Returns what was set aside since the vault was opened.
    pub fn damaged(&self) -> Vec<Damage> {
        self.aside.borrow().values().copied().collect()
    }

    pub(super) fn place(&self, table: Table, space: SpaceId, key: &[u8], seq: u64) -> Place {
        Place { vault: self.id, table, row: self.rows.row(table, space, key), space, seq }
    }

    pub(super) fn value(
        &self,
        table: Table,
        space: SpaceId,
        key: &[u8],
        seq: u64,
    ) -> Result<Option<Plain>, VaultError> {
        let place = self.place(table, space, key, seq);
        let Some(sealed) = self.database.get(place.row)? else { return Ok(None) };
        match opened(&self.identity, &place, key, &sealed) {
            Ok(plain) => Ok(Some(plain)),
            Err(why) => Err(self.set_aside(table, space, key, seq, why)),
        }
    }

    pub(super) fn set_aside(&self, table: Table, space: SpaceId, key: &[u8], seq: u64, why: DamageWhy) -> VaultError {
        let space_named = (space != NO_SPACE).then_some(space);
        let damage = Damage { table: Some(table), space: space_named, seq, why };
        self.aside.borrow_mut().insert(self.rows.row(table, space, key), damage);
        VaultError::Damaged(damage)
    }
}

/// Opens a value and checks that it lies where it belongs.
pub(super) fn opened(with: &VaultIdentity, place: &Place, key: &[u8], sealed: &[u8]) -> Result<Plain, DamageWhy> {
    let plain = open(with, place, sealed)?;
    let (start, found) = keyed::split(&plain)?;
    if found == key { Ok(plain.after(start)) } else { Err(DamageWhy::Misplaced) }
}

impl core::fmt::Debug for Vault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Vault({:?}, {} spaces)", self.id, self.states.len())
    }
}
