//! A backup, opened: to look at every value of it, or to make a vault of it in a folder where there is none.
//!
//! Invariant: the backup is only read; the folder is built aside, every value is opened where it lies then, and only a
//! whole one is moved into place. What fails leaves nothing behind.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::database::{Database, FIRST_ROW};
use super::error::VaultError;
use super::folder;
use super::key_files::Point;
use super::store::Vault;
use super::swap::holds_vault;
use super::verify::Census;
use crate::clock::World;
use crate::sealed::{Passphrase, RecoveryKey, SealError, unlock_with_passphrase, unlock_with_recovery};

/// Rows copied in one transaction: the `-wal` stays small, and an fsync for each is not felt.
const ROWS: usize = 1024;

/// One of the two keys that open a vault.
#[derive(Clone, Copy)]
pub enum VaultKey<'k> {
    /// What its person types.
    Passphrase(&'k Passphrase),
    /// What was printed.
    Recovery(&'k RecoveryKey),
}

/// An open backup.
pub struct BackupFile {
    vault: Vault,
    key_file: Vec<u8>,
    recovery_file: Vec<u8>,
}

impl BackupFile {
    /// Opens a backup with a key of the day it was made.
    pub fn open(file: &Path, key: VaultKey<'_>, world: &World) -> Result<Self, VaultError> {
        let database = Database::open_backup(file)?;
        let key_file = database.carried_file(folder::KEY_FILE)?;
        let recovery_file = database.carried_file(folder::RECOVERY_FILE)?;
        let opened: Result<_, SealError> = match key {
            VaultKey::Passphrase(passphrase) => unlock_with_passphrase(&key_file, passphrase),
            VaultKey::Recovery(key) => unlock_with_recovery(&recovery_file, key),
        };
        let (identity, id) = opened.map_err(VaultError::of_key_file)?;
        let vault = Vault::around(file, database, Arc::new(identity), id, File::open(file)?, world).load()?;
        Ok(Self { vault, key_file, recovery_file })
    }

    /// Opens every value.
    pub fn census(&self) -> Result<Census, VaultError> {
        self.vault.each_value(&mut |_, _| {})
    }

    /// Makes the vault anew beside `folder`, which must be absent or empty. The rest, and the backup itself, stay as
    /// they are until [`Restoring::settle`].
    pub fn restore_into(&self, folder: &Path, world: &World) -> Result<Restoring, VaultError> {
        self.restore_into_stepwise(folder, world, &mut || Ok(()))
    }

    fn restore_into_stepwise(
        &self,
        folder: &Path,
        world: &World,
        point: &mut Point<'_>,
    ) -> Result<Restoring, VaultError> {
        // Also where a vault that is being sealed anew has lost its name for a moment.
        if holds_vault(folder) {
            return Err(VaultError::FolderInUse);
        }
        let staged = Staged { path: folder::stage(folder)?, settled: false };
        point()?;
        folder::write_new(&staged.path.join(folder::KEY_FILE), &self.key_file)?;
        let guard = folder::guard(&staged.path)?;
        point()?;
        folder::write_new(&staged.path.join(folder::RECOVERY_FILE), &self.recovery_file)?;
        point()?;
        let database = Database::create(&staged.path.join(folder::DATABASE))?;
        self.copy_rows(&database, point)?;
        let identity = Arc::clone(&self.vault.identity);
        let vault = Vault::around(&staged.path, database, identity, self.vault.id, guard, world).load()?;
        let census = vault.each_value(&mut |_, _| {})?;
        Ok(Restoring { vault, staged, folder: folder.to_owned(), census })
    }

    fn copy_rows(&self, to: &Database, point: &mut Point<'_>) -> Result<(), VaultError> {
        let mut next = Some(FIRST_ROW);
        while let Some(from) = next {
            to.begin()?;
            let mut written = Ok(());
            next = self.vault.database.some(from, ROWS, &mut |row, sealed| {
                if written.is_ok() {
                    written = to.put(row, sealed);
                }
            })?;
            written?;
            to.commit()?;
            point()?;
        }
        Ok(())
    }
}

impl core::fmt::Debug for BackupFile {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "BackupFile({:?})", self.vault)
    }
}

/// A vault made from a backup that is not in its place yet; dropped before, it never was.
pub struct Restoring {
    /// Before `staged`, so that its files are closed when they are removed.
    vault: Vault,
    staged: Staged,
    folder: PathBuf,
    census: Census,
}

impl Restoring {
    /// Returns the vault, to change what must not be as it was.
    pub fn vault(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// Returns what was found when every value was opened.
    pub fn census(&self) -> &Census {
        &self.census
    }

    /// Moves the folder into its place.
    pub fn settle(self) -> Result<Census, VaultError> {
        self.settle_stepwise(&mut || Ok(()))
    }

    fn settle_stepwise(self, point: &mut Point<'_>) -> Result<Census, VaultError> {
        let Self { vault, mut staged, folder, census } = self;
        vault.restore_reserve();
        point()?;
        vault.close()?;
        folder::settle(&staged.path, &folder, point)?;
        staged.settled = true;
        Ok(census)
    }
}

impl core::fmt::Debug for Restoring {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Restoring({:?})", self.vault)
    }
}

/// A folder built aside; it goes away unless it comes into its place.
struct Staged {
    path: PathBuf,
    settled: bool,
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.settled {
            folder::discard(&self.path);
        }
    }
}

#[cfg(test)]
mod tests;
