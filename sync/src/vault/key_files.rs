//! Changing what opens the vault: a key file is written aside, read back, opened, and put in the old one's place.
//!
//! Invariant: at every moment a whole file stands under the name, the old one or the new one, and the lock that keeps
//! a second opener out goes along with it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::error::{Damage, DamageWhy, VaultError};
use super::folder::{self, KEY_FILE, QUICK_FILE, RECOVERY_FILE};
use super::store::Vault;
use crate::ids::VaultId;
use crate::sealed::{
    Passphrase, QuickRecipient, RecoveryKey, RecoveryPublic, SealError, VaultIdentity, lock_with_passphrase,
    lock_with_quick, lock_with_recovery, unlock_with_passphrase, unlock_with_recovery,
};

/// What a new key file is called until it takes the old one's place.
pub(super) const ASIDE: [&str; 3] = ["key.age.new", "recovery.age.new", "quick.age.new"];

/// A file for another recovery key, written aside.
#[derive(Debug)]
pub struct Prepared(PathBuf);

/// Called between any two steps whose order matters; a test lets one of these calls be the last thing that happens.
pub(super) type Point<'a> = dyn FnMut() -> Result<(), VaultError> + 'a;

impl Vault {
    /// Whether the passphrase opens this vault now.
    pub fn check_passphrase(&self, passphrase: &Passphrase) -> Result<(), VaultError> {
        self.check_key_file(KEY_FILE, |file| unlock_with_passphrase(file, passphrase))
    }

    /// Whether the recovery key opens this vault now.
    pub fn check_recovery(&self, key: &RecoveryKey) -> Result<(), VaultError> {
        self.check_key_file(RECOVERY_FILE, |file| unlock_with_recovery(file, key))
    }

    /// Lets another passphrase open the vault from now on. The words in it stay sealed as they are: an older copy of
    /// `key.age` still opens with the older passphrase.
    pub fn change_passphrase(&mut self, passphrase: &Passphrase) -> Result<(), VaultError> {
        let changed = self.change_passphrase_stepwise(passphrase, &mut || Ok(()));
        if changed.is_err() {
            clear_aside(&self.folder);
        }
        changed
    }

    pub(super) fn change_passphrase_stepwise(
        &mut self,
        passphrase: &Passphrase,
        point: &mut Point<'_>,
    ) -> Result<(), VaultError> {
        let file = lock_with_passphrase(&self.identity, self.id, passphrase).map_err(VaultError::of_key_file)?;
        let aside = self.write_aside(KEY_FILE, &file, point)?;
        let written = folder::read_key_file(&aside)?;
        self.is_ours(unlock_with_passphrase(&written, passphrase))?;
        point()?;
        self.put_in_place(&aside, KEY_FILE, point)
    }

    /// Lets another recovery key open the vault from now on; an older copy of `recovery.age` still opens with the older
    /// key.
    pub fn change_recovery(&mut self, recovery: &RecoveryPublic) -> Result<(), VaultError> {
        let changed = self.change_recovery_stepwise(recovery, &mut || Ok(()));
        if changed.is_err() {
            clear_aside(&self.folder);
        }
        changed
    }

    /// Writes the file for another recovery key aside, so that putting it in place needs no room.
    pub fn prepare_recovery(&self, recovery: &RecoveryPublic) -> Result<Prepared, VaultError> {
        let aside = self.write_recovery_aside(recovery, &mut || Ok(()));
        if aside.is_err() {
            clear_aside(&self.folder);
        }
        aside.map(Prepared)
    }

    /// Lets the prepared file take the place of `recovery.age`.
    pub fn put_recovery(&mut self, prepared: Prepared) -> Result<(), VaultError> {
        self.put_in_place(&prepared.0, RECOVERY_FILE, &mut || Ok(()))
    }

    pub(super) fn change_recovery_stepwise(
        &mut self,
        recovery: &RecoveryPublic,
        point: &mut Point<'_>,
    ) -> Result<(), VaultError> {
        let aside = self.write_recovery_aside(recovery, point)?;
        self.put_in_place(&aside, RECOVERY_FILE, point)
    }

    fn write_recovery_aside(&self, recovery: &RecoveryPublic, point: &mut Point<'_>) -> Result<PathBuf, VaultError> {
        let file = lock_with_recovery(&self.identity, self.id, recovery).map_err(VaultError::of_key_file)?;
        let aside = self.write_aside(RECOVERY_FILE, &file, point)?;
        // Only the key itself could open it, and that is on paper.
        if folder::read_key_file(&aside)? != file {
            return Err(VaultError::Disk);
        }
        Ok(aside)
    }

    /// Lets a key that the system's keychain keeps open the vault too, in the place of an older one.
    pub fn put_quick(&mut self, quick: &QuickRecipient) -> Result<(), VaultError> {
        let put = self.put_quick_stepwise(quick);
        if put.is_err() {
            clear_aside(&self.folder);
        }
        put
    }

    fn put_quick_stepwise(&mut self, quick: &QuickRecipient) -> Result<(), VaultError> {
        let file = lock_with_quick(&self.identity, self.id, quick).map_err(VaultError::of_key_file)?;
        let aside = self.write_aside(QUICK_FILE, &file, &mut || Ok(()))?;
        if folder::read_key_file(&aside)? != file {
            return Err(VaultError::Disk);
        }
        self.put_in_place(&aside, QUICK_FILE, &mut || Ok(()))
    }

    /// Lets no such key open the vault any more; the blocks of the file may stay on the disk for a while.
    pub fn drop_quick(&mut self) -> Result<(), VaultError> {
        match fs::remove_file(self.folder.join(QUICK_FILE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => folder::sync_folder(&self.folder),
        }
    }

    fn check_key_file(
        &self,
        name: &str,
        open: impl FnOnce(&[u8]) -> Result<(VaultIdentity, VaultId), SealError>,
    ) -> Result<(), VaultError> {
        let file = folder::read_key_file(&self.folder.join(name))?;
        self.is_ours(open(&file))
    }

    /// Whether what a key file held opens this vault and no other.
    pub(super) fn is_ours(&self, opened: Result<(VaultIdentity, VaultId), SealError>) -> Result<(), VaultError> {
        let (identity, id) = opened.map_err(VaultError::of_key_file)?;
        if id == self.id && identity.is_same(&self.identity) {
            Ok(())
        } else {
            Err(VaultError::Damaged(Damage::file(DamageWhy::KeyFile)))
        }
    }

    fn write_aside(&self, name: &str, bytes: &[u8], point: &mut Point<'_>) -> Result<PathBuf, VaultError> {
        let aside = self.folder.join(format!("{name}.new"));
        clear_aside(&self.folder);
        point()?;
        folder::write_new(&aside, bytes)?;
        point()?;
        Ok(aside)
    }

    fn put_in_place(&mut self, aside: &Path, name: &str, point: &mut Point<'_>) -> Result<(), VaultError> {
        // Locked before it has the name, so that no second opener slips in between.
        let guard = if name == KEY_FILE { Some(folder::guard_file(File::open(aside)?)?) } else { None };
        fs::rename(aside, self.folder.join(name))?;
        if let Some(guard) = guard {
            self.guard = guard;
        }
        point()?;
        folder::sync_folder(&self.folder)
    }
}

/// Whether a key that the system's keychain keeps may open the vault in `folder`.
pub fn has_quick(folder: &Path) -> bool {
    folder.join(QUICK_FILE).is_file()
}

/// Removes what a change that was cut off left aside; nothing was opened with it yet.
pub(super) fn clear_aside(folder: &Path) {
    for name in ASIDE {
        // One that cannot be removed cannot be written anew either, and then that is said.
        let _ = fs::remove_file(folder.join(name));
    }
}
