//! What was asked about backups.

/// Saving a backup of the open vault.
#[derive(Debug)]
pub enum BackupAction {
    /// Ask where to.
    Ask,
    /// Leave it.
    Cancel,
    /// Write it to the typed place; an older backup there may be replaced.
    Save {
        /// The person said so.
        replace: bool,
    },
}

/// Making a vault from a backup, on the first pages.
#[derive(Debug)]
pub enum RestoreAction {
    /// Begin.
    Begin,
    /// The file and what opens it are typed.
    FileGiven,
    /// The computer it was made on is gone.
    OldIsGone,
    /// It still runs.
    OldStillRuns,
    /// Become a new device, by the typed recovery key.
    AsNewDevice,
}
