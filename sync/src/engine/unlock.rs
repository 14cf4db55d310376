//! Making a vault, opening it, and locking it again.
//!
//! Invariant: locking writes everything first; what cannot be written stays, sealed, until the same vault is opened.

use std::collections::VecDeque;
use std::path::Path;

use zeroize::Zeroizing;

use super::event::Event;
use super::failure::Failure;
use super::kit::KitRecord;
use super::open::Open;
use super::records::{self, DeviceRecord, ProfileRecord};
use super::store::Unsaved;
use super::view::{Home, IncidentKind, NetworkMode, VaultNotice};
use crate::clock::{World, random};
use crate::ids::SpaceId;
use crate::limits::NAME_CHARS_MAX;
use crate::people::{DeviceCard, Roster};
use crate::sealed::{DeviceIdentity, Passphrase, RecoveryKey, SigningKey};
use crate::vault::{Vault, Waiting};

/// What a new vault is to be.
pub(super) struct NewVault<'a> {
    pub folder: &'a Path,
    pub name: &'a str,
    pub device_name: &'a str,
    pub home: Home,
    pub passphrase: &'a Passphrase,
    pub recovery: &'a RecoveryKey,
}

impl NewVault<'_> {
    /// Makes the person, their first device and their private space.
    fn first_records(&self, world: &World) -> Result<[(&'static str, Vec<u8>); 4], Failure> {
        let entropy = &*world.entropy;
        let transport = SigningKey::generate(entropy).map_err(|_| Failure::Internal)?;
        let signing = SigningKey::generate(entropy).map_err(|_| Failure::Internal)?;
        let age = DeviceIdentity::generate();
        let device_name = bounded(self.device_name);
        let card = DeviceCard::new(&transport, signing.public(), age.recipient(), device_name.clone())
            .map_err(|_| Failure::Internal)?;
        let (roster, person) =
            Roster::found(card, self.recovery.public(), &signing, entropy).map_err(|_| Failure::Internal)?;
        let profile = ProfileRecord {
            person,
            name: bounded(self.name),
            device_name,
            home: self.home,
            network: NetworkMode::default(),
            retention_days: None,
            private_space: SpaceId(random(entropy).map_err(|_| Failure::Internal)?),
            port: None,
            recovery_proved: true,
        };
        let device =
            DeviceRecord { transport: *transport.secret(), signing: *signing.secret(), age: age.secret().to_string() };
        let device = Zeroizing::new(records::encode(&device)?);
        // The screen lets its end be typed back before a vault is made.
        let kit = KitRecord::fresh(self.recovery.public(), world.clock.now_ms());
        Ok([
            (records::PROFILE, records::encode(&profile)?),
            (records::DEVICE, device.to_vec()),
            (records::ROSTER, roster.encode().map_err(|_| Failure::Internal)?),
            (records::KIT, records::encode(&kit)?),
        ])
    }
}

impl Open {
    /// Builds a vault with its person, its first device and its private space, and opens it.
    pub fn create(new: &NewVault<'_>, world: &World) -> Result<Self, Failure> {
        let first = new.first_records(world)?;
        let vault = Vault::create(new.folder, new.passphrase, &new.recovery.public(), &first, world)?;
        Ok(Self::new(vault, world.clone())?.0)
    }

    /// Like [`Self::create`], without the slow derivation: only the recovery key opens it.
    #[cfg(test)]
    pub fn create_for_tests(new: &NewVault<'_>, world: &World) -> Result<Self, Failure> {
        let vault = Vault::create_for_tests(new.folder, new.recovery, &new.first_records(world)?, world)?;
        Ok(Self::new(vault, world.clone())?.0)
    }

    /// Puts words back that waited, sealed, for room while the vault was locked; says whether they were this vault's.
    pub fn take_back(&mut self, waiting: &Waiting) -> Result<bool, Failure> {
        let Some(plain) = self.vault.open_waiting(waiting)? else { return Ok(false) };
        let unsaved: Vec<Unsaved> = postcard::from_bytes(&plain).map_err(|_| Failure::Damaged)?;
        self.unsaved.extend(unsaved);
        self.write_unsaved();
        Ok(true)
    }

    /// Writes everything, closes the vault and returns the words that found no room, sealed.
    pub fn lock(mut self) -> Option<Waiting> {
        let waiting = self.write_all();
        let _ = self.vault.close();
        waiting
    }

    /// Writes everything and returns the words that found no room, sealed.
    pub fn write_all(&mut self) -> Option<Waiting> {
        // Each step is tried even if the one before failed: a full disk must not keep the keys in memory.
        let _ = self.write_copies();
        let _ = self.save_incidents();
        self.peers.disconnect_all();
        let _ = self.save_peers();
        self.seal_unsaved()
    }

    fn seal_unsaved(&mut self) -> Option<Waiting> {
        if self.unsaved.is_empty() {
            return None;
        }
        let unsaved: VecDeque<Unsaved> = core::mem::take(&mut self.unsaved);
        let unsaved: Vec<Unsaved> = unsaved.into();
        let plain = Zeroizing::new(postcard::to_allocvec(&unsaved).ok()?);
        self.vault.seal_waiting(&plain).ok()
    }

    /// Everything the screen is told when a vault has been opened.
    pub fn tell_all(&mut self, notices: Vec<VaultNotice>) {
        let is_damaged = |notice: &VaultNotice| matches!(notice, VaultNotice::Damaged { .. });
        if notices.iter().any(is_damaged) {
            self.incident(IncidentKind::Damaged, None);
        }
        let profile = self.profile.view();
        let changed = self.entry_summaries();
        // Rows told while the log's tail was read are part of the whole list.
        self.events.clear();
        self.events.push(Event::Unlocked { profile, notices });
        self.events.push(Event::Catalog { changed, removed: Vec::new() });
        self.tell_records();
        self.tell_caught();
        self.tell_incidents();
        self.tell_relay();
        self.events.push(Event::KeepsReceiving(self.keeps_receiving));
        self.tell_kit();
        self.tell_receipts_told();
        self.tell_backup();
        self.tell_removed();
        self.people_changed = true;
    }
}

pub(super) fn bounded(name: &str) -> String {
    name.trim().chars().filter(|char| !char.is_control()).take(NAME_CHARS_MAX).collect()
}
