//! What went wrong, in words: what happened, and what the person can do.

use understory_sync::engine::Failure;

use crate::i18n::t;

/// The two sentences of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// What happened.
    pub what: String,
    /// What the person can do.
    pub then: String,
}

/// Returns the sentences of a failure.
pub fn sentences(failure: Failure) -> Sentences {
    let name = name(failure);
    Sentences { what: t(&format!("err-{name}")), then: t(&format!("rec-{name}")) }
}

/// Returns the end of the names of its sentences.
pub fn name(failure: Failure) -> &'static str {
    match failure {
        Failure::WrongPassphrase => "wrong-passphrase",
        Failure::WrongRecoveryKey => "wrong-recovery-key",
        Failure::WrongQuickKey => "wrong-quick-key",
        Failure::NoVault => "no-vault",
        Failure::FolderInUse => "folder-in-use",
        Failure::AlreadyOpen => "already-open",
        Failure::NewerFormat => "newer-format",
        Failure::Damaged => "damaged",
        Failure::DiskFull => "disk-full",
        Failure::ReadOnly => "read-only",
        Failure::Disk => "disk",
        Failure::TooLong => "too-long",
        Failure::NotFound => "not-found",
        Failure::Ended => "ended",
        Failure::Empty => "empty",
        Failure::Network => "network",
        Failure::TooMuchToday => "too-much-today",
        Failure::ServingStopped => "serving-stopped",
        Failure::NoFile => "no-file",
        Failure::NotABackup => "not-a-backup",
        Failure::CutShort => "cut-short",
        Failure::FileExists => "file-exists",
        Failure::TooSoon => "too-soon",
        Failure::RecoveryDisputed => "recovery-disputed",
        Failure::ReplacedRecoveryKey => "replaced-recovery-key",
        Failure::KitsFull => "kits-full",
        Failure::ProofWanted => "proof-wanted",
        Failure::Locked => "locked",
        Failure::Internal => "internal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::has;

    #[test]
    fn every_failure_says_what_happened_and_what_to_do() {
        use Failure::*;
        let all = [
            WrongPassphrase,
            WrongRecoveryKey,
            WrongQuickKey,
            NoVault,
            FolderInUse,
            AlreadyOpen,
            NewerFormat,
            Damaged,
            DiskFull,
            ReadOnly,
            Disk,
            TooLong,
            NotFound,
            Ended,
            Empty,
            Network,
            TooMuchToday,
            ServingStopped,
            NoFile,
            NotABackup,
            CutShort,
            FileExists,
            TooSoon,
            ProofWanted,
            ReplacedRecoveryKey,
            KitsFull,
            RecoveryDisputed,
            Locked,
            Internal,
        ];
        for failure in all {
            assert!(has(&format!("err-{}", name(failure))), "{failure:?}");
            assert!(has(&format!("rec-{}", name(failure))), "{failure:?}");
        }
    }
}
