//! `backup` and `restore`: a closed vault into one file, and one file into a folder where there is no vault.

use std::path::Path;

use understory_sync::clock::World;
use understory_sync::vault::BackupFile;

use super::fault::Fault;
use super::key::Key;
use super::verify;
use crate::i18n::{t, t_with};

/// Makes a backup, opens all of it, and says what is in it; returns whether all of that is sound.
pub fn make(folder: &Path, to: &Path, replace: bool, passphrase_file: Option<&Path>) -> Result<bool, Fault> {
    let key = Key::read(passphrase_file)?;
    let vault = key.unlock(folder, &World::system())?;
    let done = vault.back_up(to, replace)?;
    vault.close()?;
    let size = (done.bytes.div_ceil(1 << 10)).into();
    println!("{}", t_with("backup-made", &[("n", done.values.into()), ("kib", size)]));
    println!("{}", t("backup-opens-with"));
    if done.damaged > 0 {
        println!("{}", t_with("backup-made-damaged", &[("n", done.damaged.into())]));
    }
    Ok(done.damaged == 0)
}

/// Makes a vault of a backup, opens all of it, and says what is in it; returns whether all of that is sound.
pub fn restore(from: &Path, folder: &Path, passphrase_file: Option<&Path>) -> Result<bool, Fault> {
    let key = Key::read(passphrase_file)?;
    let world = World::system();
    let backup = BackupFile::open(from, key.of_backup(), &world)?;
    let census = backup.restore_into(folder, &world)?.settle()?;
    verify::report(&census, "verify-not-sound");
    println!("{}", t("restore-made"));
    println!("{}", t("restore-one-computer"));
    Ok(census.is_sound())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::secret::SecretError;
    use understory_sync::sealed::{Passphrase, RecoveryKey};
    use understory_sync::vault::{Vault, VaultError};

    #[test]
    fn a_vault_goes_into_a_file_and_comes_back_with_either_key() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let (key, world) = (RecoveryKey::generate(), World::system());
        let passphrase = Passphrase::new("correct horse battery".to_owned());
        let first = [("profile", vec![1, 2, 3])];
        Vault::create(&at("vault"), &passphrase, &key.public(), &first, &world).unwrap().close().unwrap();
        let page = key.reveal().to_lowercase();
        for (name, text) in [("words", "correct horse battery\n"), ("page", &*page), ("wrong", "something else")] {
            std::fs::write(at(name), text).unwrap();
            #[cfg(unix)]
            std::fs::set_permissions(at(name), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        }
        assert_eq!(make(&at("vault"), &at("file"), false, Some(&at("wrong"))), Err(VaultError::WrongKey.into()));
        assert_eq!(make(&at("vault"), &at("file"), false, Some(&at("none"))), Err(Fault::Secret(SecretError::Unread)));
        assert_eq!(make(&at("vault"), &at("file"), false, Some(&at("words"))), Ok(true));
        assert_eq!(make(&at("vault"), &at("file"), false, Some(&at("words"))), Err(VaultError::FileExists.into()));
        assert_eq!(make(&at("vault"), &at("file"), true, Some(&at("page"))), Ok(true));
        assert_eq!(verify::backup(&at("file"), Some(&at("words"))), Ok(true));
        let in_use = Err(VaultError::FolderInUse.into());
        assert_eq!(restore(&at("file"), &at("vault"), Some(&at("words"))), in_use, "never over a vault");
        assert_eq!(restore(&at("file"), &at("again"), Some(&at("page"))), Ok(true));
        let vault = Vault::unlock(&at("again"), &passphrase, &world).unwrap();
        assert_eq!(vault.record("profile").unwrap().unwrap().to_vec(), [1, 2, 3]);
    }
}
