//! Backups as the page about them shows it.

use crate::clock::UnixMillis;

/// What this vault knows of its backups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackupView {
    /// The last one made here; whoever deleted its file since did not say so.
    pub last: Option<LastBackup>,
    /// When this vault was made from a backup itself.
    pub restored_ms: Option<UnixMillis>,
}

/// A backup that was made, and of which every value was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastBackup {
    /// When.
    pub made_ms: UnixMillis,
    /// Values in it that were opened.
    pub values: u64,
    /// Values in it that are damaged, as they were in the vault.
    pub damaged: u64,
    /// Length of the file.
    pub bytes: u64,
    /// Where it was written, as the person knows it.
    pub place: String,
}
