//! Why a command ended early: what happened, and what the person can do.

use understory_sync::vault::VaultError;

use super::secret::SecretError;
use crate::i18n::{t, t_with};

/// Why a command ended early.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no passphrase.
    Secret(SecretError),
    /// The vault, the backup or the disk refused.
    Vault(VaultError),
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<SecretError> for Fault {
    fn from(error: SecretError) -> Self {
        Self::Secret(error)
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&match self {
            Self::Secret(error) => t_with("cli-failed", &[("what", error.to_string().into())]),
            Self::Vault(error) => t(&format!("cli-fault-{}", name(*error))),
        })
    }
}

impl core::error::Error for Fault {}

fn name(error: VaultError) -> &'static str {
    match error {
        VaultError::WrongKey => "wrong-key",
        VaultError::NoVault => "no-vault",
        VaultError::FolderInUse => "folder-in-use",
        VaultError::AlreadyOpen => "already-open",
        VaultError::NewerFormat => "newer-format",
        VaultError::Damaged(_) => "damaged",
        VaultError::DiskFull => "disk-full",
        VaultError::ReadOnly => "read-only",
        VaultError::Disk | VaultError::TooLarge => "disk",
        VaultError::NoFile => "no-file",
        VaultError::NotABackup => "not-a-backup",
        VaultError::CutShort => "cut-short",
        VaultError::FileExists => "file-exists",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::has;

    #[test]
    fn every_fault_says_what_happened_and_what_to_do() {
        use VaultError::*;
        let all = [
            WrongKey,
            NoVault,
            FolderInUse,
            AlreadyOpen,
            NewerFormat,
            DiskFull,
            ReadOnly,
            Disk,
            TooLarge,
            NoFile,
            NotABackup,
            CutShort,
            FileExists,
        ];
        for error in all {
            assert!(has(&format!("cli-fault-{}", name(error))), "{error:?}");
        }
        assert!(has("cli-fault-damaged"));
    }
}
