//! This person's other devices: who they are, how they are called, and the secret their connections are named by.
//!
//! Invariant: the secret stays in the vaults of this person's devices; without it none of them is called or let in.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::contacts::Known;
use super::failure::Failure;
use super::open::Open;
use super::{records, removing};
use crate::ids::{DeviceId, SpaceId};
use crate::limits::{DEVICES_MAX, INVITATION_ADDRESSES_MAX};
use crate::people::{DeviceCard, Roster};
use crate::vault::Vault;

/// What this person's devices keep for each other; none before there is a second one.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct OwnDevices {
    /// What the names of their connections derive from.
    pub alpn_secret: [u8; 32],
    /// Where each was reached, newest first.
    #[zeroize(skip)]
    pub addresses: BTreeMap<DeviceId, Vec<SocketAddr>>,
}

impl OwnDevices {
    /// Returns the record of a vault, if it has one.
    pub fn load(vault: &Vault) -> Result<Option<Self>, Failure> {
        vault.record(records::OWN_DEVICES)?.map(|bytes| records::decode(&bytes)).transpose()
    }
}

/// Returns this person's devices that count, this one included; none while removals contradict each other, and none
/// on a device that was removed.
pub(super) fn counted(roster: &Roster, welcomed: &BTreeSet<DeviceId>, me: DeviceId) -> Vec<DeviceCard> {
    if roster.meaning().device(me).is_none() {
        return Vec::new();
    }
    // To itself a device that the printed key added needs no yes.
    let mut welcomed = welcomed.clone();
    welcomed.insert(me);
    removing::counted(roster, &welcomed)
}

impl Open {
    /// Returns whether a device is this person's, this one included.
    pub fn is_own(&self, device: DeviceId) -> bool {
        device == self.me.device || self.me.devices.iter().any(|card| card.device == device)
    }

    /// Returns this person's other devices.
    pub fn other_own(&self) -> impl Iterator<Item = &DeviceCard> {
        self.me.devices.iter().filter(|card| card.device != self.me.device)
    }

    /// Returns where a device was reached, newest first.
    pub fn addresses_of(&self, device: DeviceId) -> Vec<SocketAddr> {
        if self.is_own(device) {
            let known = self.own.as_ref().and_then(|own| own.addresses.get(&device));
            return known.cloned().unwrap_or_default();
        }
        self.contact_of(device).map(|known| known.addresses_of(device)).unwrap_or_default()
    }

    /// Remembers where an own device was reached.
    pub fn remember_own_address(&mut self, device: DeviceId, address: SocketAddr) -> Result<(), Failure> {
        let Some(own) = &mut self.own else { return Ok(()) };
        if !own.addresses.contains_key(&device) && own.addresses.len() >= DEVICES_MAX {
            return Ok(());
        }
        let known = own.addresses.entry(device).or_default();
        let is_new = !known.contains(&address);
        known.retain(|one| *one != address);
        known.insert(0, address);
        known.truncate(INVITATION_ADDRESSES_MAX);
        if is_new { self.save_own() } else { Ok(()) }
    }

    fn save_own(&mut self) -> Result<(), Failure> {
        let Some(own) = &self.own else { return Ok(()) };
        let body = zeroize::Zeroizing::new(records::encode(own)?);
        let mut write = self.vault.write()?;
        write.put_record(records::OWN_DEVICES, &body)?;
        Ok(write.commit()?)
    }

    /// Takes records of the own roster, as another own device knows them.
    pub fn own_roster_heard(&mut self, heard: Vec<crate::people::Record>) -> Result<(), Failure> {
        let mut roster = self.me.roster.clone();
        if !roster.merge(heard) {
            return Ok(());
        }
        self.keep_roster(roster)?;
        // On a full disk the page says so, and the next unlocking tries again.
        let _ = self.follow_recovery();
        self.tell_kit();
        self.devices_changed()
    }

    /// Brings the list of other devices up to date with the rosters; the network hears of it before the next input.
    pub fn devices_changed(&mut self) -> Result<(), Failure> {
        let spaces: BTreeSet<SpaceId> =
            self.contacts.values().flat_map(Known::spaces).chain([self.profile.private_space]).collect();
        let own: Vec<DeviceId> = self.other_own().map(|card| card.device).collect();
        for device in &own {
            self.peers.add(&self.vault, *device, spaces.clone())?;
        }
        for known in self.contacts.values() {
            self.peers.add_contact(&self.vault, known)?;
        }
        let counted: BTreeSet<DeviceId> = own
            .into_iter()
            .chain(self.contacts.values().flat_map(|known| known.devices.iter().map(|card| card.device)))
            .collect();
        // What was last heard from a device that goes is kept.
        self.save_peers()?;
        self.peers.retain(|device| counted.contains(&device));
        self.allowed_changed = true;
        self.people_changed = true;
        Ok(())
    }
}
