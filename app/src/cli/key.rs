//! What opens a vault or a backup, as somebody gives it to a command: the passphrase, or the printed recovery key.

use std::path::Path;

use understory_sync::clock::World;
use understory_sync::engine::from_backup::BackupKey;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_sync::vault::{Vault, VaultError, VaultKey};

use super::secret::{self, SecretError};
use crate::i18n::t;

/// Nobody has to say which of the two it is, because a printed key has a checksum.
pub enum Key {
    /// What opens the vault every day.
    Passphrase(Passphrase),
    /// What was printed.
    Recovery(RecoveryKey),
}

impl Key {
    /// Reads it from `file`, or asks for it.
    pub fn read(file: Option<&Path>) -> Result<Self, SecretError> {
        let line = secret::line(file, &t("cli-key"))?;
        Ok(match RecoveryKey::parse(&line) {
            Ok(key) => Self::Recovery(key),
            Err(_) => Self::Passphrase(Passphrase::new(line.to_string())),
        })
    }

    /// Returns it as what opens a backup.
    pub fn of_backup(&self) -> VaultKey<'_> {
        match self {
            Self::Passphrase(passphrase) => VaultKey::Passphrase(passphrase),
            Self::Recovery(key) => VaultKey::Recovery(key),
        }
    }

    /// Gives it away as what opens a backup.
    pub fn into_backup_key(self) -> BackupKey {
        match self {
            Self::Passphrase(passphrase) => BackupKey::Passphrase(passphrase),
            Self::Recovery(key) => BackupKey::Recovery(key),
        }
    }

    /// Opens the vault in `folder` with it.
    pub fn unlock(&self, folder: &Path, world: &World) -> Result<Vault, VaultError> {
        match self {
            Self::Passphrase(passphrase) => Vault::unlock(folder, passphrase, world),
            Self::Recovery(key) => Vault::unlock_with_recovery(folder, key, world),
        }
    }
}
