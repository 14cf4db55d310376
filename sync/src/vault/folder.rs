//! The vault's folder: names of its files, building it aside, the guard against a second opener, the reserve.
//!
//! Invariant: a folder is renamed into place only when every file in it is on disk, so half a vault never exists.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::error::{Damage, DamageWhy, VaultError};
use super::{key_files, swap};
use crate::clock::Entropy;
use crate::limits::{KEY_FILE_BYTES_MAX, RESERVE_BYTES};

pub(super) const KEY_FILE: &str = "key.age";
pub(super) const RECOVERY_FILE: &str = "recovery.age";
pub(super) const QUICK_FILE: &str = "quick.age";
pub(super) const SETTINGS_FILE: &str = "settings.toml";
pub(super) const DATABASE: &str = "vault.db";
const RESERVE: &str = "reserve";
/// What may lie in a vault, and what a build that was interrupted may have left; anything else is not ours to delete.
pub(super) const OURS: [&str; 15] = [
    KEY_FILE,
    RECOVERY_FILE,
    QUICK_FILE,
    DATABASE,
    "vault.db-wal",
    "vault.db-shm",
    "vault.db-journal",
    RESERVE,
    key_files::ASIDE[0],
    key_files::ASIDE[1],
    key_files::ASIDE[2],
    SETTINGS_FILE,
    "settings.toml.new",
    swap::REPLACED,
    swap::REPLACES,
];

/// Whether a vault may be made in this folder: it is absent, or empty.
pub fn is_free(folder: &Path) -> Result<(), VaultError> {
    match existing(folder)?.and_then(|mut entries| entries.next()) {
        Some(_) => Err(VaultError::FolderInUse),
        None => Ok(()),
    }
}

/// Makes the empty folder in which a vault is built, clearing away what an earlier build left.
pub(super) fn stage(folder: &Path) -> Result<PathBuf, VaultError> {
    if let Some(mut entries) = existing(folder)?
        && entries.next().is_some()
    {
        return Err(VaultError::FolderInUse);
    }
    let mut name = folder.file_name().ok_or(VaultError::FolderInUse)?.to_owned();
    name.push(".new");
    let staged = folder.with_file_name(name);
    if let Some(entries) = existing(&staged)? {
        let names: Vec<OsString> =
            entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<_, _>>()?;
        if !names.iter().all(|name| OURS.iter().any(|ours| name == ours)) {
            return Err(VaultError::FolderInUse);
        }
        if names.iter().any(|name| name == KEY_FILE) {
            guard(&staged)?;
        }
        for name in names {
            fs::remove_file(staged.join(name))?;
        }
        fs::remove_dir(&staged)?;
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    private_folder().create(&staged)?;
    Ok(staged)
}

/// Removes a folder that does not get into place; what cannot be removed is cleared away by the next [`stage`].
pub(super) fn discard(staged: &Path) {
    for name in OURS {
        let _absent = fs::remove_file(staged.join(name));
    }
    let _left = fs::remove_dir(staged);
}

/// Moves the finished folder into place; a folder that came there meanwhile is left alone, unless it is empty.
pub(super) fn settle(staged: &Path, folder: &Path, point: &mut key_files::Point<'_>) -> Result<(), VaultError> {
    sync_folder(staged)?;
    point()?;
    match fs::remove_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => return Err(VaultError::FolderInUse),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    point()?;
    fs::rename(staged, folder)?;
    point()?;
    sync_parent(folder)
}

/// Has the list of names on disk in which this file or folder stands.
pub(super) fn sync_parent(path: &Path) -> Result<(), VaultError> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
        _ => sync_folder(Path::new(".")),
    }
}

/// Writes a new file and has it on disk when it returns.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}

/// Reads a key file, which is never longer than its limit.
pub(super) fn read_key_file(path: &Path) -> Result<Vec<u8>, VaultError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => VaultError::NoVault,
        _ => error.into(),
    })?;
    let mut bytes = Vec::new();
    file.take(KEY_FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > KEY_FILE_BYTES_MAX {
        return Err(VaultError::Damaged(Damage::file(DamageWhy::KeyFile)));
    }
    Ok(bytes)
}

/// Locks the folder for this opener until the file is dropped.
///
/// The database's own lock is the one that protects the data; this one answers a second window before it has spent
/// its key derivation, and holds within one process too.
pub(super) fn guard(folder: &Path) -> Result<File, VaultError> {
    let file = File::open(folder.join(KEY_FILE)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => VaultError::NoVault,
        _ => error.into(),
    })?;
    guard_file(file)
}

/// Locks an open key file for this opener until it is dropped.
pub(super) fn guard_file(file: File) -> Result<File, VaultError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(VaultError::AlreadyOpen),
        // Some network file systems have no such locks; the database's lock remains.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Gives up the reserve; says whether there was one.
pub(super) fn give_up_reserve(folder: &Path) -> Result<bool, VaultError> {
    match fs::remove_file(folder.join(RESERVE)) {
        Ok(()) => {
            sync_folder(folder)?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Lays the reserve down again, if there is room.
///
/// Random bytes: a file system that compresses would set nothing aside for zeros.
pub(super) fn restore_reserve(folder: &Path, entropy: &dyn Entropy) {
    let path = folder.join(RESERVE);
    if fs::metadata(&path).is_ok_and(|file| file.len() == RESERVE_BYTES as u64) {
        return;
    }
    let mut bytes = vec![0; RESERVE_BYTES];
    // The reserve is a convenience: without room for it nothing is lost, and the next unlock tries again.
    let _absent = fs::remove_file(&path);
    if entropy.fill(&mut bytes).is_err() || write_new(&path, &bytes).is_err() {
        let _absent = fs::remove_file(&path);
    }
}

/// Has a folder's list of names on disk.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), VaultError> {
    Ok(File::open(folder)?.sync_all()?)
}

/// Has a folder's list of names on disk: this system does so by itself.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), VaultError> {
    Ok(())
}

pub(super) fn private_folder() -> fs::DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn existing(folder: &Path) -> Result<Option<fs::ReadDir>, VaultError> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(Some(entries)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(VaultError::FolderInUse),
        Err(error) => Err(error.into()),
    }
}
