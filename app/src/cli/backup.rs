//! `backup` and `restore`: a closed vault into one file, and one file into a folder where there is no vault.

use std::path::Path;

use understory_sync::clock::World;
use understory_sync::engine::from_backup::{self, Becomes, RestoreWish};

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
    let (file, folder, becomes) = (from.to_owned(), folder.to_owned(), Becomes::ThatDevice);
    let wish = RestoreWish { file, key: key.into_backup_key(), folder, becomes };
    let census = from_backup::restore(&wish, &World::system())?;
    verify::report(&census, "verify-not-sound");
    println!("{}", t("restore-made"));
    println!("{}", t("restore-held-back"));
    println!("{}", t("restore-one-computer"));
    Ok(census.is_sound())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::secret::SecretError;
    use understory_sync::engine::Failure;
    use understory_sync::sealed::{Passphrase, RecoveryKey};
    use understory_sync::vault::Vault;

    #[test]
    fn a_backup_is_made_with_either_key_and_never_over_another_file() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let (key, world) = (RecoveryKey::generate(), World::system());
        let passphrase = Passphrase::new("correct horse battery".to_owned());
        let first = [("a record", vec![1, 2, 3])];
        Vault::create(&at("vault"), &passphrase, &key.public(), &first, &world).unwrap().close().unwrap();
        let page = key.reveal().to_lowercase();
        for (name, text) in [("words", "correct horse battery\n"), ("page", &*page), ("wrong", "something else")] {
            std::fs::write(at(name), text).unwrap();
            #[cfg(unix)]
            std::fs::set_permissions(at(name), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        }
        let made = |words: &str, replace| make(&at("vault"), &at("file"), replace, Some(&at(words)));
        assert_eq!(made("wrong", false), Err(Failure::WrongPassphrase.into()));
        assert_eq!(made("none", false), Err(Fault::Secret(SecretError::Unread)));
        assert_eq!(made("words", false), Ok(true));
        assert_eq!(made("words", false), Err(Failure::FileExists.into()));
        assert_eq!(made("page", true), Ok(true));
        assert_eq!(verify::backup(&at("file"), Some(&at("words"))), Ok(true));
        let restored = restore(&at("file"), &at("vault"), Some(&at("words")));
        assert_eq!(restored, Err(Failure::FolderInUse.into()), "never over a vault");
        // Whole as a file, and no journal of anybody.
        assert_eq!(restore(&at("file"), &at("again"), Some(&at("page"))), Err(Failure::Damaged.into()));
        assert!(!at("again").exists());
    }
}
