//! Backups as the page about them holds them, and a vault to be made from one.

use understory_sync::engine::Failure;
use understory_sync::engine::view::{BackupView, Progress};
use zeroize::Zeroizing;

/// What the engine said about backups.
#[derive(Default)]
pub struct Backup {
    /// The last one, and whether this vault came from one.
    pub known: Option<BackupView>,
    /// How far the one under way has come.
    pub under_way: Option<Progress>,
    /// What became of the newest one in this sitting.
    pub outcome: Option<Result<(), Failure>>,
}

/// The page's own fields.
#[derive(Default)]
pub struct BackupForm {
    /// Where to write it, as typed; none while nobody asked.
    pub place: Option<String>,
}

/// A backup to be restored, as typed on the first pages.
#[derive(Default)]
pub struct RestoreForm {
    /// The file.
    pub file: String,
    /// Its passphrase, or the recovery key of its day.
    pub secret: Zeroizing<String>,
    /// It is readable.
    pub shown: bool,
    /// The recovery key, to add a new device.
    pub page: Zeroizing<String>,
    /// It is readable.
    pub page_shown: bool,
    /// What was typed there is no recovery key.
    pub not_a_key: bool,
}
