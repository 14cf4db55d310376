//! What went wrong, in the kinds a person can act on; the app turns each into what happened and what to do.
//!
//! Invariant: a failure holds no words, no key and no path.

use crate::vault::VaultError;

/// A failed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Failure {
    /// The passphrase does not open this vault.
    #[error("The passphrase does not open this vault")]
    WrongPassphrase,
    /// The recovery key does not open this vault.
    #[error("The recovery key does not open this vault")]
    WrongRecoveryKey,
    /// What the keychain of this computer keeps does not open this vault, or it gave nothing.
    #[error("The key of this computer does not open this vault")]
    WrongQuickKey,
    /// There is no vault in that folder.
    #[error("There is no vault in this folder")]
    NoVault,
    /// The folder already holds something.
    #[error("The folder is not empty")]
    FolderInUse,
    /// Another process has the vault open.
    #[error("The vault is open in another window")]
    AlreadyOpen,
    /// The vault was written by a newer version and was left as it is.
    #[error("The vault was written by a newer version")]
    NewerFormat,
    /// The key file or the database is damaged.
    #[error("The vault is damaged")]
    Damaged,
    /// The disk is full.
    #[error("The disk is full")]
    DiskFull,
    /// The folder cannot be written.
    #[error("The folder cannot be written")]
    ReadOnly,
    /// The disk or the system failed otherwise.
    #[error("The disk did not answer as expected")]
    Disk,
    /// Longer than an entry may be.
    #[error("Too long for one entry")]
    TooLong,
    /// The document is not here.
    #[error("The document is not in this vault")]
    NotFound,
    /// Sharing with that person was ended.
    #[error("Sharing with this person was ended")]
    Ended,
    /// Sharing an empty passage.
    #[error("Nothing to share")]
    Empty,
    /// The network could not be opened.
    #[error("The network could not be opened")]
    Network,
    /// Another person's devices brought more than fits in a day.
    #[error("More was sent than fits in a day")]
    TooMuchToday,
    /// Sending to one of these devices is stopped until the person has looked.
    #[error("Sending to one of these devices is stopped")]
    ServingStopped,
    /// There is no such file, or no folder for it.
    #[error("There is no such file or folder")]
    NoFile,
    /// The file is something else than a backup.
    #[error("This file is no backup")]
    NotABackup,
    /// The backup ends before it should.
    #[error("The backup is cut short")]
    CutShort,
    /// A file of that name is there; it was left as it is.
    #[error("There is a file of that name already")]
    FileExists,
    /// Somebody guessed wrongly a moment ago, and nobody may guess yet.
    #[error("Too soon after a wrong attempt")]
    TooSoon,
    /// What opens the vault has to be given again.
    #[error("What opens the vault has to be given again")]
    ProofWanted,
    /// Recovery keys replaced each other without knowing of it, and no longer say which one counts.
    #[error("It is not known which recovery key counts")]
    RecoveryDisputed,
    /// A newer recovery key took the place of this one.
    #[error("A newer recovery key took the place of this one")]
    ReplacedRecoveryKey,
    /// This device has replaced the recovery key as often as it may.
    #[error("The recovery key cannot be replaced again from this device")]
    KitsFull,
    /// The vault is locked.
    #[error("The vault is locked")]
    Locked,
    /// A defect of ours; the vault was locked to be safe.
    #[error("Something went wrong inside")]
    Internal,
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::WrongKey => Self::WrongPassphrase,
            VaultError::NoVault => Self::NoVault,
            VaultError::FolderInUse => Self::FolderInUse,
            VaultError::AlreadyOpen => Self::AlreadyOpen,
            VaultError::NewerFormat => Self::NewerFormat,
            VaultError::Damaged(_) => Self::Damaged,
            VaultError::DiskFull => Self::DiskFull,
            VaultError::ReadOnly => Self::ReadOnly,
            VaultError::Disk => Self::Disk,
            VaultError::TooLarge => Self::TooLong,
            VaultError::NoFile => Self::NoFile,
            VaultError::NotABackup => Self::NotABackup,
            VaultError::CutShort => Self::CutShort,
            VaultError::FileExists => Self::FileExists,
        }
    }
}
