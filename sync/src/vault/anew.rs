//! Sealing everything anew: under another identity, in another folder, verified, and then in the old one's place.
//!
//! Values, numbers, runs and cursors stay what they were: other devices notice nothing.
//! Invariant: the old folder is untouched until every value of the new one was opened and compared.

use std::fs::{self, File};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::database::Database;
use super::error::{Damage, DamageWhy, VaultError};
use super::folder::{self, DATABASE, KEY_FILE, RECOVERY_FILE, SETTINGS_FILE};
use super::key_files::Point;
use super::keyed;
use super::store::Vault;
use super::swap::{self, Names};
use super::verify::Census;
use crate::clock::World;
use crate::limits::SETTINGS_BYTES_MAX;
use crate::sealed::{
    Passphrase, Place, RecoveryPublic, VaultIdentity, lock_with_passphrase, lock_with_recovery, seal,
    unlock_with_passphrase,
};

/// Bytes that one transaction of the new file takes: enough to write in one go, little to keep in its `-wal`.
const BATCH_BYTES: usize = 8 << 20;

/// A vault that was sealed anew.
#[derive(Debug)]
pub struct Anew {
    /// The vault, open.
    pub vault: Vault,
    /// Nothing of the old folder is left; otherwise the next start tries again to remove it.
    pub old_removed: bool,
}

/// What opens the new folder, complete and closed.
pub(super) struct Built {
    identity: Arc<VaultIdentity>,
    guard: File,
    names: Names,
}

impl Vault {
    /// Seals everything anew, so that neither older copies of the key files nor who knew what opened them open this
    /// folder. It needs the room twice. On failure nothing has changed, and the vault comes back with the reason; only
    /// if the disk then refuses to open either folder, none comes back, and the next unlocking finds one of them.
    pub fn seal_anew(
        self,
        passphrase: &Passphrase,
        recovery: &RecoveryPublic,
        world: &World,
    ) -> Result<Anew, (VaultError, Option<Box<Self>>)> {
        let built = match self.build_anew(passphrase, recovery, world, &mut || Ok(())) {
            Ok(built) => built,
            Err(error) => {
                if let Ok(names) = Names::of(&self.folder) {
                    swap::discard(&names);
                }
                return Err((error, Some(Box::new(self))));
            }
        };
        let (folder, id) = (self.folder.clone(), self.id);
        let Self { database, identity, guard, .. } = self;
        let swapped = close(database).and_then(|()| swap::swap(&built.names, &mut || Ok(())));
        swap::undo(&built.names);
        let reopen = |identity: Arc<VaultIdentity>, guard: File| {
            Self::around(&folder, Database::open(&folder.join(DATABASE))?, identity, id, guard, world).load()
        };
        // The names tell which of the two folders has the name; a failure after the last rename is none.
        if built.names.new.exists() {
            let error = swapped.err().unwrap_or(VaultError::Disk);
            drop(built.guard);
            let old = reopen(identity, guard).ok().map(Box::new);
            swap::discard(&built.names);
            return Err((error, old));
        }
        let vault = reopen(built.identity, built.guard).map_err(|error| (error, None))?;
        drop(guard);
        let old_removed = swap::tidy(&folder);
        vault.restore_reserve();
        Ok(Anew { vault, old_removed })
    }

    /// Builds the new folder beside the old one and verifies it; whoever calls clears it away if this fails.
    pub(super) fn build_anew(
        &self,
        passphrase: &Passphrase,
        recovery: &RecoveryPublic,
        world: &World,
        point: &mut Point<'_>,
    ) -> Result<Built, VaultError> {
        let names = Names::of(&self.folder)?;
        let staged = &names.new;
        swap::begin(&names, &*world.entropy)?;
        point()?;
        let identity = VaultIdentity::generate();
        let key_file = lock_with_passphrase(&identity, self.id, passphrase).map_err(VaultError::of_key_file)?;
        folder::write_new(&staged.join(KEY_FILE), &key_file)?;
        let guard = folder::guard(staged)?;
        let recovery_file = lock_with_recovery(&identity, self.id, recovery).map_err(VaultError::of_key_file)?;
        folder::write_new(&staged.join(RECOVERY_FILE), &recovery_file)?;
        copy_settings(&names)?;
        point()?;

        let database = Database::create(&staged.join(DATABASE))?;
        let (census, sum) = self.copy_into(&database, &identity, point)?;
        close(database)?;
        point()?;

        let key_file = folder::read_key_file(&staged.join(KEY_FILE))?;
        let (identity, id) = unlock_with_passphrase(&key_file, passphrase).map_err(VaultError::of_key_file)?;
        if id != self.id || folder::read_key_file(&staged.join(RECOVERY_FILE))? != recovery_file {
            return Err(VaultError::Disk);
        }
        let fresh = Self::around(staged, Database::open(&staged.join(DATABASE))?, Arc::new(identity), id, guard, world)
            .load()?;
        let mut fresh_sum = Sum::default();
        let found = fresh.each_value(&mut |_, value| fresh_sum.add_value(value.ok()))?;
        let same = found.is_sound() && found.sound == census.sound && fresh_sum == sum;
        if !same || fresh.states != self.states || fresh.directory != self.directory {
            return Err(VaultError::Disk);
        }
        let Self { database, identity, guard, .. } = fresh;
        close(database)?;
        point()?;
        folder::restore_reserve(staged, &*world.entropy);
        point()?;
        Ok(Built { identity, guard, names })
    }

    /// Seals every value for `identity` and puts it into `database`. One damaged value ends it: what cannot be opened
    /// cannot be carried over, and the old file is the only one that still has it.
    fn copy_into(
        &self,
        database: &Database,
        identity: &VaultIdentity,
        point: &mut Point<'_>,
    ) -> Result<(Census, Sum), VaultError> {
        let (recipient, rows) = (identity.recipient(), identity.row_key());
        let (mut sum, mut batch_bytes, mut failed) = (Sum::default(), 0, None);
        database.begin()?;
        let census = self.each_value(&mut |_, value| {
            let (Ok((place, body)), None) = (value, failed) else { return };
            sum.add_value(Some((place, body)));
            let mut put = || {
                let (_, key) = keyed::split(body).map_err(|why| VaultError::Damaged(Damage::file(why)))?;
                let place = Place { row: rows.row(place.table, place.space, key), ..place };
                let sealed = seal(&recipient, &place, body).map_err(VaultError::of_sealing)?;
                database.put(place.row, sealed.as_bytes())?;
                batch_bytes += sealed.as_bytes().len();
                if batch_bytes >= BATCH_BYTES {
                    batch_bytes = 0;
                    database.commit()?;
                    point()?;
                    database.begin()?;
                }
                Ok(())
            };
            failed = put().err();
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        if let Some(damage) = census.damaged.first() {
            let newer = damage.why == DamageWhy::Newer;
            return Err(if newer { VaultError::NewerFormat } else { VaultError::Damaged(*damage) });
        }
        database.commit()?;
        Ok((census, sum))
    }

    /// Goes as far as `point` lets it and then no further, as a loss of power does.
    #[cfg(test)]
    pub(super) fn seal_anew_until(
        self,
        passphrase: &Passphrase,
        recovery: &RecoveryPublic,
        world: &World,
        point: &mut Point<'_>,
    ) -> Result<(), VaultError> {
        let built = self.build_anew(passphrase, recovery, world, point)?;
        let Self { database, .. } = self;
        close(database)?;
        point()?;
        swap::swap(&built.names, point)
    }
}

fn close(database: Database) -> Result<(), VaultError> {
    database.checkpoint()?;
    database.close()
}

/// Theme and language go along; without them the program looks as it did on its first day.
fn copy_settings(names: &Names) -> Result<(), VaultError> {
    let file = names.live.join(SETTINGS_FILE);
    let small = fs::symlink_metadata(&file).is_ok_and(|data| data.is_file() && data.len() <= SETTINGS_BYTES_MAX);
    if small {
        folder::write_new(&names.new.join(SETTINGS_FILE), &fs::read(file)?)?;
    }
    Ok(())
}

/// A sum over all values, whatever their order and wherever they lie.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum(u128);

impl Sum {
    fn add_value(&mut self, value: Option<(Place, &[u8])>) {
        let Some((place, body)) = value else { return };
        let mut hash = Sha256::new();
        hash.update([place.table as u8]);
        hash.update(place.space.0);
        hash.update(place.seq.to_be_bytes());
        hash.update(body);
        let mut first = [0; 16];
        first.copy_from_slice(&hash.finalize()[..16]);
        self.0 = self.0.wrapping_add(u128::from_le_bytes(first));
    }
}
