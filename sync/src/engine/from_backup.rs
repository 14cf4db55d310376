//! A vault made from a backup: in the place of the device that is gone, or as a new device of the same person.
//!
//! Such a vault does not know what was withdrawn, or who was removed, after the backup was made.
//! Invariant: it serves no device, in no space it had then, before its person said so for that device and the endings
//! that device knows are carried out here, however well the other device's cursor fits.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::actor::Actor;
use super::contacts;
use super::failure::Failure;
use super::grant::{self, NewDevice};
use super::net_runner::NetRunner;
use super::open::Open;
use super::own::OwnDevices;
use super::records::{self, ProfileRecord};
use super::secrets::of_recovery;
use crate::clock::{UnixMillis, World};
use crate::exchange::Delivery;
use crate::ids::{DeviceId, SpaceId};
use crate::net::CloseCode;
use crate::people::{RecordBody, Roster, Signer};
use crate::sealed::{Passphrase, RecoveryKey};
use crate::vault::{BackupFile, Census, Vault, VaultKey};

/// What opens a backup.
#[derive(Debug)]
pub enum BackupKey {
    /// The passphrase of the day it was made.
    Passphrase(Passphrase),
    /// The printed key of that day.
    Recovery(RecoveryKey),
}

/// What a restored vault becomes.
#[derive(Debug)]
pub enum Becomes {
    /// The device it was made on, which is gone.
    ThatDevice,
    /// A new device of the same person, because that one still runs.
    NewDevice {
        /// Its name.
        name: String,
        /// The printed key, which adds it: the others ask for a yes before it gets anything.
        recovery: RecoveryKey,
    },
}

/// A vault to be made from a backup.
#[derive(Debug)]
pub struct RestoreWish {
    /// The backup.
    pub file: PathBuf,
    /// What opens it.
    pub key: BackupKey,
    /// Where the vault will be; must not exist or be empty.
    pub folder: PathBuf,
    /// What it becomes.
    pub becomes: Becomes,
}

#[derive(Clone, Serialize, Deserialize)]
struct Record {
    at_ms: UnixMillis,
    /// The spaces there were.
    spaces: BTreeSet<SpaceId>,
    /// Where the person said yes and the other's endings are known.
    agreed: BTreeSet<(DeviceId, SpaceId)>,
}

/// What a vault remembers of having been made from a backup.
#[derive(Default)]
pub(super) struct Restored(Option<Record>);

impl Restored {
    /// Returns what a vault remembers.
    pub fn load(vault: &Vault) -> Result<Self, Failure> {
        Ok(Self(vault.record(records::RESTORED)?.map(|bytes| records::decode(&bytes)).transpose()?))
    }

    /// Returns when it was made from a backup.
    pub fn at_ms(&self) -> Option<UnixMillis> {
        self.0.as_ref().map(|record| record.at_ms)
    }

    /// Whether a device is not served in a space before the person said so.
    pub fn holds_back(&self, device: DeviceId, space: SpaceId) -> bool {
        let waits = |record: &Record| record.spaces.contains(&space) && !record.agreed.contains(&(device, space));
        self.0.as_ref().is_some_and(waits)
    }
}

/// Makes the vault; its backup is only read, and what fails leaves nothing behind.
pub fn restore(wish: &RestoreWish, world: &World) -> Result<Census, Failure> {
    let (key, is_recovery) = match &wish.key {
        BackupKey::Passphrase(passphrase) => (VaultKey::Passphrase(passphrase), false),
        BackupKey::Recovery(key) => (VaultKey::Recovery(key), true),
    };
    let opened = BackupFile::open(&wish.file, key, world);
    let backup = opened.map_err(|error| if is_recovery { of_recovery(error) } else { error.into() })?;
    let mut restoring = backup.restore_into(&wish.folder, world)?;
    if let Becomes::NewDevice { name, recovery } = &wish.becomes {
        become_new(restoring.vault(), name, recovery, world)?;
    }
    hold_back(restoring.vault(), world)?;
    Ok(restoring.settle()?)
}

pub(super) fn hold_back(vault: &mut Vault, world: &World) -> Result<(), Failure> {
    let profile: ProfileRecord = records::decode(&vault.record(records::PROFILE)?.ok_or(Failure::Damaged)?)?;
    let contacts = contacts::load(vault, &BTreeSet::new())?;
    let spaces = contacts.values().map(|known| known.space).chain([profile.private_space]).collect();
    let body = held_back_record(spaces, world.clock.now_ms())?;
    let mut write = vault.write()?;
    write.put_record(records::RESTORED, &body)?;
    Ok(write.commit()?)
}

/// Returns the record of a vault that does not know what was withdrawn before `at_ms` in these spaces.
pub(super) fn held_back_record(spaces: BTreeSet<SpaceId>, at_ms: UnixMillis) -> Result<Vec<u8>, Failure> {
    records::encode(&Record { at_ms, spaces, agreed: BTreeSet::new() })
}

/// Gives the vault keys of its own and a place in the roster; what others said of the old device's log is forgotten.
///
/// The old device's key does not sign: that device may have signed under the same number since, and of two such records
/// only one would stay, perhaps not the removal of a thief.
fn become_new(vault: &mut Vault, name: &str, recovery: &RecoveryKey, world: &World) -> Result<(), Failure> {
    let profile: ProfileRecord = records::decode(&vault.record(records::PROFILE)?.ok_or(Failure::Damaged)?)?;
    let roster = vault.record(records::ROSTER)?.ok_or(Failure::Damaged)?;
    let mut roster = Roster::decode(&roster).map_err(|_| Failure::Damaged)?;
    let counts = roster.meaning().recovery.ok_or(Failure::RecoveryDisputed)?;
    if recovery.public() != counts {
        return Err(Failure::WrongRecoveryKey);
    }
    let new = NewDevice::draw(name, world)?;
    let body = RecordBody::Add { device: new.card.clone() };
    let signer = Signer::Recovery(counts.signing);
    roster.sign_next(signer, body, &recovery.signing()).map_err(|_| Failure::Internal)?;
    let profile = ProfileRecord { device_name: new.card.name.clone(), port: None, ..profile };
    let own = grant::shared_by_devices(OwnDevices::load(vault)?.as_ref(), world)?;
    let deliveries = deliveries(vault, &roster)?;
    let (device, own) = (new.record()?, Zeroizing::new(records::encode(&own)?));
    let (profile, roster) = (records::encode(&profile)?, roster.encode().map_err(|_| Failure::Internal)?);
    let mut write = vault.write()?;
    write.put_record(records::PROFILE, &profile)?;
    write.put_record(records::DEVICE, &device)?;
    write.put_record(records::ROSTER, &roster)?;
    write.put_record(records::OWN_DEVICES, &own)?;
    for (device, delivery) in deliveries {
        write.put_delivery(device, &delivery)?;
    }
    Ok(write.commit()?)
}

/// Returns what is to be kept of each device's answers: what this vault has of its log, nothing of what it has of ours.
fn deliveries(vault: &Vault, roster: &Roster) -> Result<Vec<(DeviceId, Vec<u8>)>, Failure> {
    let contacts = contacts::load(vault, &BTreeSet::new())?;
    let rosters = contacts.values().map(|known| &known.contact.roster).chain([roster]);
    let mut kept = Vec::new();
    for device in rosters.flat_map(Roster::named) {
        let Some(bytes) = vault.delivery(device)? else { continue };
        let delivery = Delivery::decode(&bytes).map_err(|_| Failure::Damaged)?.for_a_new_device();
        kept.push((device, delivery.encode().map_err(|_| Failure::Internal)?));
    }
    Ok(kept)
}

impl Actor {
    /// Makes a vault from a backup and opens it.
    pub(super) fn restore(&mut self, wish: RestoreWish) {
        if self.open.is_some() || self.must_wait() {
            return;
        }
        if let Err(failure) = restore(&wish, &self.world) {
            self.judge_guess(Some(failure));
            self.events.push(super::event::Event::Failed(failure));
            return;
        }
        let folder = &wish.folder;
        let vault = match &wish.key {
            BackupKey::Passphrase(passphrase) => Vault::unlock(folder, passphrase, &self.world),
            BackupKey::Recovery(key) => Vault::unlock_with_recovery(folder, key, &self.world),
        };
        self.guessed(vault.map_err(Failure::from));
        let by_recovery = matches!(wish.key, BackupKey::Recovery(_)) && self.open.is_some();
        self.opened_by_recovery = by_recovery.then(|| self.world.clock.mono());
    }
}

impl Open {
    /// Returns the spaces in which a device is not served yet.
    pub(super) fn held_back(&self, device: DeviceId) -> Vec<SpaceId> {
        let spaces = self.peers.get(device).into_iter().flat_map(|peer| peer.spaces.iter().copied());
        spaces.filter(|space| self.restored.holds_back(device, *space)).collect()
    }

    /// Serves no device in any space before its person said so, because this vault may be a copy of one that runs
    /// elsewhere; connections begin anew.
    pub(super) fn hold_back_all(&mut self, runner: &mut NetRunner) -> Result<(), Failure> {
        let spaces: BTreeSet<SpaceId> =
            self.contacts.values().flat_map(|known| known.spaces()).chain([self.profile.private_space]).collect();
        let record = Record { at_ms: self.now_ms(), spaces, agreed: BTreeSet::new() };
        // What nobody said yes to since is held back already.
        let held = |held: &Record| held.agreed.is_empty() && held.spaces.is_superset(&record.spaces);
        if self.restored.0.as_ref().is_some_and(held) {
            return Ok(());
        }
        self.write_record(records::RESTORED, &record)?;
        self.restored = Restored(Some(record));
        for other in self.peers.all() {
            self.close_connection(other, CloseCode::Done, runner);
            self.peers.dial_now(other);
        }
        Ok(())
    }

    /// The person said yes, and what the device knows to be withdrawn is withdrawn here: it is served from now on.
    pub(super) fn served_again(&mut self, device: DeviceId, spaces: &[SpaceId]) -> Result<(), Failure> {
        let Some(mut record) = self.restored.0.clone() else { return Ok(()) };
        let before = record.agreed.len();
        record.agreed.extend(spaces.iter().map(|space| (device, *space)));
        if record.agreed.len() == before {
            return Ok(());
        }
        self.write_record(records::RESTORED, &record)?;
        self.restored = Restored(Some(record));
        Ok(())
    }
}
