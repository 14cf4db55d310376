//! What can go wrong with a vault, in the kinds a person can act on.
//!
//! Invariant: an error holds no words, no key and no path.

use std::io;

use rusqlite::ErrorCode;

use crate::clock::EntropyError;
use crate::ids::SpaceId;
use crate::sealed::{SealError, Table};

/// A request to the vault failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The passphrase or recovery key does not open this vault.
    #[error("The key does not open this vault")]
    WrongKey,
    /// There is no vault in the folder.
    #[error("There is no vault in this folder")]
    NoVault,
    /// The folder already holds something.
    #[error("The folder is not empty")]
    FolderInUse,
    /// Another process, or this one, has it open.
    #[error("The vault is open already")]
    AlreadyOpen,
    /// Written by a newer version; nothing was touched.
    #[error("The vault was written by a newer version")]
    NewerFormat,
    /// The key file, the database or one value is damaged.
    #[error("The vault is damaged")]
    Damaged(Damage),
    /// The disk is full; nothing of the request was kept.
    #[error("The disk is full")]
    DiskFull,
    /// The folder cannot be written.
    #[error("The folder cannot be written")]
    ReadOnly,
    /// The disk or the system failed otherwise.
    #[error("The disk did not answer as expected")]
    Disk,
    /// The value is larger than the limits allow.
    #[error("The value is larger than allowed")]
    TooLarge,
    /// There is no such file, or no folder for it.
    #[error("There is no such file or folder")]
    NoFile,
    /// The file is something else than a backup.
    #[error("This file is no backup")]
    NotABackup,
    /// The file ends before a backup does.
    #[error("The backup is cut short")]
    CutShort,
    /// A file of that name is there; it was left as it is.
    #[error("There is a file of that name already")]
    FileExists,
}

/// Something that was set aside, as far as its place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The kind of value; none if it is not known or the file as a whole is meant.
    pub table: Option<Table>,
    /// The space it belongs to, if any.
    pub space: Option<SpaceId>,
    /// Its number in the space's log; 0 outside the log.
    pub seq: u64,
    /// What is wrong.
    pub why: DamageWhy,
}

/// What is wrong with a value or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DamageWhy {
    /// `key.age` or `recovery.age` is cut short or changed.
    KeyFile,
    /// The database file is cut short or changed.
    Database,
    /// The value does not open.
    DoesNotOpen,
    /// The value was sealed for another place.
    Misplaced,
    /// The value opens but does not hold what it should.
    Malformed,
    /// The value is not there.
    Missing,
    /// The value was written by a newer version; it is kept as it is.
    Newer,
}

impl Damage {
    /// Damage to a whole file.
    pub(super) fn file(why: DamageWhy) -> Self {
        Self { table: None, space: None, seq: 0, why }
    }
}

impl From<SealError> for DamageWhy {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Misplaced => Self::Misplaced,
            SealError::Newer => Self::Newer,
            _ => Self::DoesNotOpen,
        }
    }
}

impl VaultError {
    /// The database file is damaged.
    pub(super) const DATABASE: Self =
        Self::Damaged(Damage { table: None, space: None, seq: 0, why: DamageWhy::Database });

    /// What a failed key file means.
    pub(super) fn of_key_file(error: SealError) -> Self {
        match error {
            SealError::WrongKey => Self::WrongKey,
            SealError::Newer => Self::NewerFormat,
            SealError::Failed | SealError::NotAKey => Self::Disk,
            _ => Self::Damaged(Damage::file(DamageWhy::KeyFile)),
        }
    }

    /// What a failure to seal means.
    pub(super) fn of_sealing(error: SealError) -> Self {
        if error == SealError::TooLarge { Self::TooLarge } else { Self::Disk }
    }
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        /// A file that ends before SQLite expects it to.
        const SHORT_READ: i32 = 522;
        let extended = error.sqlite_error().map_or(0, |error| error.extended_code);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::AlreadyOpen,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::DATABASE,
            Some(ErrorCode::SystemIoFailure) if extended == SHORT_READ => Self::DATABASE,
            Some(ErrorCode::TooBig) => Self::TooLarge,
            Some(_) => Self::Disk,
            // Not from SQLite itself: a column of another type than ours.
            None => Self::DATABASE,
        }
    }
}

impl From<io::Error> for VaultError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Disk,
        }
    }
}

impl From<EntropyError> for VaultError {
    fn from(_: EntropyError) -> Self {
        Self::Disk
    }
}
