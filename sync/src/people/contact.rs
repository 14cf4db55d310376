//! A contact: a person one has paired with, as kept in the vault.
//!
//! Invariant: the secret of the sync ALPN is wiped when the contact is dropped and leaves only as bytes to be sealed.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use super::codec::{decode, encode};
use super::{PeopleError, Recognised, Role, Roster, SpaceFounding};
use crate::clock::UnixMillis;
use crate::ids::{DeviceId, PersonId};
use crate::limits::{CONTACT_BYTES_MAX, DEVICES_MAX, INVITATION_ADDRESSES_MAX};

const VERSION: u8 = 1;

/// A person one has paired with.
pub struct Contact {
    /// The person.
    pub person: PersonId,
    /// Their name, as on their card.
    pub name: String,
    /// What they are in this relationship.
    pub role: Role,
    /// Their devices.
    pub roster: Roster,
    /// The shared space.
    pub space: SpaceFounding,
    /// How they were recognised.
    pub recognised: Recognised,
    /// When the pairing ended well.
    pub paired_ms: UnixMillis,
    /// Whether their device said that it keeps this side as a contact too; else it may have to be paired again.
    pub acknowledged: bool,
    /// Whether they said that their recovery key is kept.
    pub recovery_saved: bool,
    /// Where their devices were reached.
    pub addresses: BTreeMap<DeviceId, Vec<SocketAddr>>,
    /// What the ALPN of this contact derives from.
    pub alpn_secret: Zeroizing<[u8; 32]>,
}

#[derive(Serialize, Deserialize)]
struct ContactBytes {
    person: PersonId,
    name: String,
    role: Role,
    roster: Vec<u8>,
    space: SpaceFounding,
    recognised: Recognised,
    paired_ms: UnixMillis,
    acknowledged: bool,
    recovery_saved: bool,
    addresses: BTreeMap<DeviceId, Vec<SocketAddr>>,
    alpn_secret: [u8; 32],
}

impl Contact {
    /// Remembers where a device was reached: the newest address first, the oldest forgotten.
    pub fn remember_address(&mut self, device: DeviceId, address: SocketAddr) {
        if !self.addresses.contains_key(&device) && self.addresses.len() >= DEVICES_MAX {
            return;
        }
        let known = self.addresses.entry(device).or_default();
        known.retain(|one| *one != address);
        known.insert(0, address);
        known.truncate(INVITATION_ADDRESSES_MAX);
    }

    /// Returns the contact as bytes, to be sealed.
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, PeopleError> {
        let mut raw = ContactBytes {
            person: self.person,
            name: self.name.clone(),
            role: self.role,
            roster: self.roster.encode()?,
            space: self.space.clone(),
            recognised: self.recognised,
            paired_ms: self.paired_ms,
            acknowledged: self.acknowledged,
            recovery_saved: self.recovery_saved,
            addresses: self.addresses.clone(),
            alpn_secret: *self.alpn_secret,
        };
        let bytes = encode(VERSION, &raw).map(Zeroizing::new);
        raw.alpn_secret.zeroize();
        bytes
    }

    /// Returns the contact these bytes hold.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeopleError> {
        let mut raw: ContactBytes = decode(VERSION, bytes, CONTACT_BYTES_MAX)?;
        let alpn_secret = Zeroizing::new(raw.alpn_secret);
        raw.alpn_secret.zeroize();
        let roster = Roster::decode(&raw.roster)?;
        if roster.person() != raw.person || raw.space.role_of(raw.person) != Some(raw.role) {
            return Err(PeopleError::Malformed);
        }
        Ok(Self {
            person: raw.person,
            name: raw.name,
            role: raw.role,
            roster,
            space: raw.space,
            recognised: raw.recognised,
            paired_ms: raw.paired_ms,
            acknowledged: raw.acknowledged,
            recovery_saved: raw.recovery_saved,
            addresses: raw.addresses,
            alpn_secret,
        })
    }
}

impl core::fmt::Debug for Contact {
    /// Shows which person, never a name, an address or a secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Contact({:?}, {:?}, {:?})", self.person, self.role, self.roster)
    }
}
