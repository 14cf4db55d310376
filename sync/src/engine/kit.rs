//! The recovery kit: which printed key opens this device's vault, when it was made, and when somebody last tried it.
//!
//! The key itself is nowhere in the vault. A new one is a record of the roster; every own device that hears of it seals
//! its own `recovery.age` to it. Invariant: what is noted here as sealed is so on disk, or is sealed again at the next
//! unlocking.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::agreeing::{Short, recovery_digest};
use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::records;
use super::secrets::of_recovery;
use super::view::KitView;
use crate::clock::UnixMillis;
use crate::ids::DeviceId;
use crate::people::{Record, RecordBody, Roster, Signer};
use crate::sealed::{RecoveryKey, RecoveryPublic};
use crate::vault::Vault;

/// What a vault remembers of its recovery key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KitRecord {
    /// What `recovery.age` is sealed to.
    pub sealed_to: RecoveryPublic,
    /// When the key was made, as far as this device knows.
    pub made_ms: Option<UnixMillis>,
    /// When somebody last showed on this device that they have the page.
    pub proved_ms: Option<UnixMillis>,
}

impl KitRecord {
    /// Returns the record of a key that was made and typed back now.
    pub fn fresh(sealed_to: RecoveryPublic, now_ms: UnixMillis) -> Self {
        Self { sealed_to, made_ms: Some(now_ms), proved_ms: Some(now_ms) }
    }

    /// Reads what a vault remembers; one that remembers nothing was sealed to the key its person began with.
    pub fn load(vault: &Vault, roster: &Roster) -> Result<Self, Failure> {
        if let Some(bytes) = vault.record(records::KIT)? {
            return records::decode(&bytes);
        }
        let first = roster.records().find_map(|record| match &record.body {
            RecordBody::Found { recovery, .. } => Some(recovery.clone()),
            _ => None,
        });
        Ok(Self { sealed_to: first.ok_or(Failure::Damaged)?, made_ms: None, proved_ms: None })
    }
}

/// Which recovery key each other own device said its file is sealed to, as a short hash.
pub(super) type KitsSaid = BTreeMap<DeviceId, Short>;

/// Reads what other own devices said.
pub(super) fn said(vault: &Vault) -> Result<KitsSaid, Failure> {
    Ok(vault.record(records::KIT_SAID)?.map(|bytes| records::decode(&bytes)).transpose()?.unwrap_or_default())
}

impl Open {
    /// Makes `key` the person's recovery key, from this device on. The old one stays the one that counts if anything
    /// fails before the roster says otherwise.
    pub fn new_recovery(&mut self, key: &RecoveryKey) -> Result<(), Failure> {
        let (now_ms, public) = (self.now_ms(), key.public());
        let replaces = self.me.roster.meaning().recovery.ok_or(Failure::RecoveryDisputed)?.signing;
        let mut roster = self.me.roster.clone();
        let body = RecordBody::NewRecovery { replaces, recovery: public.clone() };
        roster.sign_next(Signer::Device(self.me.device), body, &self.me.signing).map_err(|_| Failure::KitsFull)?;
        if roster.meaning().recovery.as_ref() != Some(&public) {
            return Err(Failure::Internal);
        }
        let encoded = roster.encode().map_err(|_| Failure::Internal)?;
        // Written aside first: once the roster names the new key there must be room for the file.
        let aside = self.vault.prepare_recovery(&public)?;
        let kit = KitRecord { made_ms: Some(now_ms), proved_ms: Some(now_ms), ..self.kit.clone() };
        let kit_bytes = records::encode(&kit)?;
        let mut write = self.vault.write()?;
        write.put_record(records::ROSTER, &encoded)?;
        write.put_record(records::KIT, &kit_bytes)?;
        write.commit()?;
        self.roster_kept(roster);
        self.kit = kit;
        // From here on the new key counts, whatever happens: a file that is not in place yet is sealed again later.
        if self.vault.put_recovery(aside).is_ok() {
            let _ = self.note_kit(KitRecord { sealed_to: public, ..self.kit.clone() });
        }
        self.devices_changed()?;
        self.tell_kit();
        Ok(())
    }

    /// Seals `recovery.age` to the key that counts now, if it is sealed to another: another own device replaced it.
    pub fn follow_recovery(&mut self) -> Result<(), Failure> {
        let Some(counts) = self.me.roster.meaning().recovery.filter(|counts| *counts != self.kit.sealed_to) else {
            return Ok(());
        };
        self.vault.change_recovery(&counts)?;
        // Made elsewhere, at a time this device did not see; nobody proved the new page here.
        self.note_kit(KitRecord { sealed_to: counts, ..self.kit.clone() })
    }

    /// Says whether this key opens the vault, and remembers when somebody last had it at hand. Nothing else changes.
    pub fn try_recovery(&mut self, key: &RecoveryKey) -> Result<(), Failure> {
        match self.vault.check_recovery(key).map_err(of_recovery) {
            Ok(()) => self.note_kit(KitRecord { proved_ms: Some(self.now_ms()), ..self.kit.clone() }),
            Err(Failure::WrongRecoveryKey) if self.was_replaced(key) => Err(Failure::ReplacedRecoveryKey),
            Err(failure) => Err(failure),
        }
    }

    /// Remembers that the page was at hand: this key opened the vault. Room for the note is not worth a failure.
    pub fn recovery_opened(&mut self, key: &RecoveryKey) {
        if key.public() == self.kit.sealed_to {
            let _ = self.note_kit(KitRecord { proved_ms: Some(self.now_ms()), ..self.kit.clone() });
        }
    }

    fn was_replaced(&self, key: &RecoveryKey) -> bool {
        let signing = key.public().signing;
        self.me
            .roster
            .records()
            .any(|record| matches!(&record.body, RecordBody::NewRecovery { replaces, .. } if *replaces == signing))
    }

    /// Returns what own devices are told of this one's file; nothing while the key its person began with counts.
    pub fn kit_to_say(&self) -> Option<Short> {
        let is_new = |record: &Record| matches!(record.body, RecordBody::NewRecovery { .. });
        self.me.roster.records().any(is_new).then(|| recovery_digest(&self.kit.sealed_to))
    }

    /// An own device says to which recovery key its file is sealed.
    pub fn kit_said(&mut self, device: DeviceId, sealed_to: Short) -> Result<(), Failure> {
        if self.kits_said.get(&device) == Some(&sealed_to) {
            return Ok(());
        }
        let mut said = self.kits_said.clone();
        said.insert(device, sealed_to);
        // Of devices that left nothing is kept: the list stays as short as the roster.
        said.retain(|device, _| self.is_own(*device));
        let bytes = records::encode(&said)?;
        let mut write = self.vault.write()?;
        write.put_record(records::KIT_SAID, &bytes)?;
        write.commit()?;
        self.kits_said = said;
        self.tell_kit();
        Ok(())
    }

    /// Returns the other own devices that have not said that they are sealed to the key that counts, by name.
    fn not_sealed(&self) -> Vec<String> {
        let counts = self.me.roster.meaning().recovery.filter(|_| self.kit_to_say().is_some());
        let Some(counts) = counts.map(|counts| recovery_digest(&counts)) else { return Vec::new() };
        let others = self.other_own().filter(|card| self.kits_said.get(&card.device) != Some(&counts));
        others.map(|card| card.name.clone()).collect()
    }

    fn note_kit(&mut self, kit: KitRecord) -> Result<(), Failure> {
        let bytes = records::encode(&kit)?;
        let mut write = self.vault.write()?;
        write.put_record(records::KIT, &bytes)?;
        write.commit()?;
        self.kit = kit;
        self.tell_kit();
        Ok(())
    }

    /// Tells the screen of the kit.
    pub fn tell_kit(&mut self) {
        let counts = self.me.roster.meaning().recovery;
        let view = KitView {
            made_ms: self.kit.made_ms,
            proved_ms: self.kit.proved_ms,
            disputed: counts.is_none(),
            sealed_here: counts.is_none_or(|counts| counts == self.kit.sealed_to),
            not_sealed: self.not_sealed(),
        };
        self.events.push(Event::Kit(view));
    }
}
