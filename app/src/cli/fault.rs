//! Why a command ended early: what happened, and what the person can do.

use understory_sync::engine::Failure;
use understory_sync::vault::VaultError;

use super::secret::SecretError;
use crate::failure::sentences;
use crate::i18n::{has, t, t_with};

/// Why a command ended early.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no passphrase.
    Secret(SecretError),
    /// The vault, the backup or the disk refused.
    Failed(Failure),
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
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
            Self::Failed(failure) => told(*failure),
        })
    }
}

impl core::error::Error for Fault {}

/// In a terminal some things are said otherwise than in a window: nothing is kept in memory there.
fn told(failure: Failure) -> String {
    let own = format!("cli-fault-{}", crate::failure::name(failure));
    if has(&own) {
        return t(&own);
    }
    let sentences = sentences(failure);
    t_with("cli-fault", &[("what", sentences.what.into()), ("then", sentences.then.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_of_words_in_memory_where_there_is_no_window() {
        let failures = [Failure::DiskFull, Failure::ReadOnly, Failure::Disk, Failure::Damaged, Failure::AlreadyOpen];
        for failure in failures {
            assert!(!told(failure).contains("in memory"), "{failure:?}");
            assert!(has(&format!("cli-fault-{}", crate::failure::name(failure))), "{failure:?}");
        }
        assert!(told(Failure::CutShort).contains("cut short") && told(Failure::CutShort).contains("Copy it again"));
    }
}
