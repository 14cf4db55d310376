//! `verify`: opens every value of a vault or a backup, and says what is sound and what is not.

use std::path::Path;

use understory_sync::clock::World;
use understory_sync::vault::{BackupFile, Census, DamageWhy};

use super::fault::Fault;
use super::key::Key;
use crate::i18n::{t, t_with};

/// Opens every value of the vault, prints what was found, and returns whether all of it is sound.
pub fn run(folder: &Path, passphrase_file: Option<&Path>) -> Result<bool, Fault> {
    let key = Key::read(passphrase_file)?;
    let vault = key.unlock(folder, &World::system())?;
    let census = vault.each_value(&mut |_, _| {})?;
    vault.close()?;
    report(&census, "verify-not-sound");
    Ok(census.is_sound())
}

/// Does the same for a backup, which is only read.
pub fn backup(file: &Path, passphrase_file: Option<&Path>) -> Result<bool, Fault> {
    let key = Key::read(passphrase_file)?;
    let census = BackupFile::open(file, key.of_backup(), &World::system())?.census()?;
    report(&census, "verify-not-sound-backup");
    Ok(census.is_sound())
}

/// Prints what was found; `not_sound` is the sentence at the end if not all of it is sound.
pub(super) fn report(census: &Census, not_sound: &str) {
    for (table, count) in &census.sound {
        let kind = t(&format!("verify-kind-{}", *table as u8));
        println!("{}", t_with("verify-kind", &[("kind", kind.into()), ("n", (*count).into())]));
    }
    for damage in &census.damaged {
        let kind = match (damage.table, damage.why) {
            (Some(table), _) => t(&format!("verify-kind-{}", table as u8)),
            (None, DamageWhy::KeyFile | DamageWhy::Database) => t("verify-kind-0"),
            // Only its inside says what it is; changes, states and records are known to the vault by their rows.
            (None, _) => t("verify-kind-other"),
        };
        let why = t(match damage.why {
            DamageWhy::KeyFile => "verify-key-file",
            DamageWhy::Database => "verify-database",
            DamageWhy::DoesNotOpen => "verify-does-not-open",
            DamageWhy::Misplaced => "verify-misplaced",
            DamageWhy::Malformed => "verify-malformed",
            DamageWhy::Missing => "verify-missing",
            DamageWhy::Newer => "verify-newer",
        });
        let args = [("kind", kind.into()), ("number", damage.seq.into()), ("why", why.into())];
        println!("{}", t_with("verify-damaged", &args));
    }
    let sum = [("n", census.values().into()), ("damaged", census.damaged.len().into())];
    println!("{}", t_with(if census.is_sound() { "verify-sound" } else { not_sound }, &sum));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::secret::SecretError;
    use understory_sync::engine::Failure;
    use understory_sync::sealed::{Passphrase, RecoveryKey};
    use understory_sync::vault::Vault;

    #[test]
    fn a_fresh_vault_is_sound_and_a_wrong_passphrase_is_said() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("vault");
        let words = place.path().join("words");
        std::fs::write(&words, "correct horse battery\n").unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&words, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let passphrase = Passphrase::new("correct horse battery".to_owned());
        let recovery = RecoveryKey::generate().public();
        Vault::create(&folder, &passphrase, &recovery, &[], &World::system()).unwrap().close().unwrap();
        assert!(run(&folder, Some(&words)).unwrap());
        std::fs::write(&words, "something else\n").unwrap();
        assert!(matches!(run(&folder, Some(&words)), Err(Fault::Failed(Failure::WrongPassphrase))));
        assert!(matches!(run(&folder, Some(&place.path().join("none"))), Err(Fault::Secret(SecretError::Unread))));
    }
}
