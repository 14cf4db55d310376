//! A backup: the whole vault in one file, already sealed, of one moment, while the vault goes on.
//!
//! Invariant: under its name lies a whole backup or what lay there before. It is written beside that name, brought to
//! disk, opened as a restore would open it and read value by value; only then it gets the name.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::database::{Database, is_backup};
use super::error::VaultError;
use super::folder;
use super::key_files::Point;
use super::store::Vault;
use super::verify::Walk;

/// What a backup is called until it is whole.
const UNFINISHED: &str = ".unfinished";

/// A backup under way; dropped before it is settled, it never was.
pub struct Backup {
    unfinished: Unfinished,
    target: PathBuf,
    replace: bool,
    /// The copy, opened like a vault.
    copy: Vault,
    walk: Walk,
    values: u64,
}

/// What was backed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Values that were opened in the backup.
    pub values: u64,
    /// Values in it that are damaged, as they are in the vault.
    pub damaged: u64,
    /// Length of the file.
    pub bytes: u64,
}

impl Vault {
    /// Writes this vault, as it is at this moment, beside `target`; what follows may take its time, and the vault may
    /// go on meanwhile. An existing file is left alone, unless it is a backup and `replace` says so.
    pub fn begin_backup(&self, target: &Path, replace: bool) -> Result<Backup, VaultError> {
        self.begin_backup_stepwise(target, replace, &mut || Ok(()))
    }

    fn begin_backup_stepwise(&self, target: &Path, replace: bool, point: &mut Point<'_>) -> Result<Backup, VaultError> {
        check_target(target, replace)?;
        let files = [folder::KEY_FILE, folder::RECOVERY_FILE];
        let sealed = files.map(|name| folder::read_key_file(&self.folder.join(name)));
        let [key_file, recovery_file] = sealed;
        let contents = [key_file?, recovery_file?];
        let unfinished = Unfinished::create(target)?;
        point()?;
        self.database.copy_into(&unfinished.path)?;
        point()?;
        Database::complete_copy(&unfinished.path, &[(files[0], &contents[0]), (files[1], &contents[1])])?;
        point()?;
        let copy = self.opened_copy(&unfinished)?;
        for (name, content) in files.iter().zip(&contents) {
            if copy.database.carried_file(name)? != *content {
                return Err(VaultError::Disk);
            }
        }
        let (walk, values) = (copy.begin_walk(), copy.database.count()?);
        Ok(Backup { unfinished, target: target.to_owned(), replace, copy, walk, values })
    }

    /// The copy as a vault of its own, which reads everything anew.
    fn opened_copy(&self, unfinished: &Unfinished) -> Result<Self, VaultError> {
        let database = Database::open_backup(&unfinished.path)?;
        let guard = unfinished.file.try_clone()?;
        Self::over(&unfinished.path, database, Arc::clone(&self.identity), self.id, guard, Arc::clone(&self.entropy))
            .load()
    }

    /// Makes a backup from begin to end, for somebody who can wait.
    pub fn back_up(&self, target: &Path, replace: bool) -> Result<BackedUp, VaultError> {
        let mut backup = self.begin_backup(target, replace)?;
        backup.to_disk()?()?;
        while backup.check(usize::MAX)? {}
        backup.settle()
    }
}

impl Backup {
    /// Returns what brings the file to disk. It may take long on a slow disk, needs no key, and may run on any thread.
    pub fn to_disk(&self) -> Result<impl FnOnce() -> Result<(), VaultError> + Send + 'static, VaultError> {
        let file = self.unfinished.file.try_clone()?;
        Ok(move || Ok(file.sync_all()?))
    }

    /// Opens so many more values of the copy; says whether any are left.
    pub fn check(&mut self, values: usize) -> Result<bool, VaultError> {
        self.copy.walk_on(&mut self.walk, values, &mut |_, _| {})
    }

    /// Returns how many values were opened, and how many there are.
    pub fn progress(&self) -> (u64, u64) {
        (self.walk.seen(), self.values)
    }

    /// Gives the file its name. Everything was brought to disk and opened before.
    pub fn settle(self) -> Result<BackedUp, VaultError> {
        self.settle_stepwise(&mut || Ok(()))
    }

    fn settle_stepwise(self, point: &mut Point<'_>) -> Result<BackedUp, VaultError> {
        let Self { mut unfinished, target, replace, copy, walk, .. } = self;
        let census = copy.end_walk(walk);
        check_target(&target, replace)?;
        // A damaged backup is better than none, and no better than the one before it.
        if let Some(damage) = census.damaged.first()
            && target.exists()
        {
            return Err(VaultError::Damaged(*damage));
        }
        let done = BackedUp {
            values: census.values(),
            damaged: census.damaged.len() as u64,
            bytes: unfinished.file.metadata()?.len(),
        };
        copy.database.close()?;
        point()?;
        unfinished.rename(&target, replace, point)?;
        Ok(done)
    }
}

impl core::fmt::Debug for Backup {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Backup({:?})", self.progress())
    }
}

/// Only a backup may be replaced: never a vault's own file, nor anything else that has the name by mistake.
fn check_target(target: &Path, replace: bool) -> Result<(), VaultError> {
    match fs::symlink_metadata(target) {
        Ok(found) if replace && found.is_file() && is_backup(target) => Ok(()),
        Ok(_) => Err(VaultError::FileExists),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// A file that is not whole yet; it goes away unless it gets its name.
struct Unfinished {
    path: PathBuf,
    /// Locked, so that nobody else takes it for a leftover.
    file: File,
    named: bool,
}

impl Unfinished {
    /// Makes the empty file, clearing away what an earlier try left.
    fn create(target: &Path) -> Result<Self, VaultError> {
        let mut name: OsString = target.file_name().ok_or(VaultError::NoFile)?.to_owned();
        name.push(UNFINISHED);
        let path = target.with_file_name(name);
        match File::open(&path) {
            Ok(left) => {
                lock(&left)?;
                // Removed, not emptied: a try that ended while it gave the file its name left one file with two names.
                fs::remove_file(&path)?;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => VaultError::NoFile,
            ErrorKind::AlreadyExists => VaultError::FileExists,
            _ => error.into(),
        })?;
        let unfinished = Self { path, file, named: false };
        lock(&unfinished.file)?;
        Ok(unfinished)
    }

    /// Gives the file its name; what had it is replaced only if that was asked for.
    fn rename(&mut self, target: &Path, replace: bool, point: &mut Point<'_>) -> Result<(), VaultError> {
        let linked = if replace { Err(ErrorKind::Unsupported.into()) } else { fs::hard_link(&self.path, target) };
        match linked {
            // Renaming would silently replace a file that came meanwhile; a second name is refused then.
            Ok(()) => {
                point()?;
                fs::remove_file(&self.path)?;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(VaultError::FileExists),
            // The file systems of most sticks know no second name.
            Err(_) => {
                check_target(target, replace)?;
                fs::rename(&self.path, target)?;
            }
        }
        self.named = true;
        point()?;
        folder::sync_parent(target)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.named {
            // What stays is cleared away by the next try.
            let _left = fs::remove_file(&self.path);
        }
    }
}

fn lock(file: &File) -> Result<(), VaultError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(VaultError::FileExists),
        // Some file systems have no such locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
