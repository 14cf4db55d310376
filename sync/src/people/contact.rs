//! A contact: a person one has paired with, as kept in the vault.
//!
//! Invariant: the secret of the sync ALPN is wiped when the contact is dropped and leaves only as bytes to be sealed.

mod merging;

pub use merging::Standing;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use super::codec::{decode, encode};
use super::{PeopleError, Recognised, RelayUrl, Role, Roster, SpaceFounding};
use crate::clock::UnixMillis;
use crate::ids::{DeviceId, PersonId};
use crate::limits::{CONTACT_BYTES_MAX, DEVICES_MAX, INVITATION_ADDRESSES_MAX};

/// Without relays; with them, 2.
const VERSION: u8 = 1;
const VERSION_RELAY: u8 = 2;

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
    /// The relay where each of their devices said that it waits, or was met.
    pub relays: BTreeMap<DeviceId, RelayUrl>,
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

type RelayBytes = BTreeMap<DeviceId, String>;

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

    /// Remembers the relay where a device waits, or that it waits at none; returns whether that is news.
    pub fn remember_relay(&mut self, device: DeviceId, relay: Option<RelayUrl>) -> bool {
        if self.relays.get(&device) == relay.as_ref() {
            return false;
        }
        match relay {
            None => self.relays.remove(&device).is_some(),
            Some(_) if !self.relays.contains_key(&device) && self.relays.len() >= DEVICES_MAX => false,
            Some(relay) => {
                self.relays.insert(device, relay);
                true
            }
        }
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
        if self.relays.is_empty() {
            let bytes = encode(VERSION, &raw).map(Zeroizing::new);
            raw.alpn_secret.zeroize();
            return bytes;
        }
        let relays = self.relays.iter().map(|(device, relay)| (*device, relay.as_str().to_owned())).collect();
        let mut with: (ContactBytes, RelayBytes) = (raw, relays);
        let bytes = encode(VERSION_RELAY, &with).map(Zeroizing::new);
        with.0.alpn_secret.zeroize();
        bytes
    }

    /// Returns the contact these bytes hold.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeopleError> {
        let (mut raw, relays): (ContactBytes, RelayBytes) = match bytes.first() {
            Some(&VERSION_RELAY) => decode(VERSION_RELAY, bytes, CONTACT_BYTES_MAX)?,
            _ => (decode(VERSION, bytes, CONTACT_BYTES_MAX)?, RelayBytes::new()),
        };
        let alpn_secret = Zeroizing::new(raw.alpn_secret);
        raw.alpn_secret.zeroize();
        let relays: Result<BTreeMap<_, _>, _> =
            relays.into_iter().map(|(device, relay)| Ok((device, RelayUrl::from_written(&relay)?))).collect();
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
            relays: relays?,
        })
    }
}

impl core::fmt::Debug for Contact {
    /// Shows which person, never a name, an address or a secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Contact({:?}, {:?}, {:?})", self.person, self.role, self.roster)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::testing;

    #[test]
    fn a_contact_keeps_where_devices_wait_and_older_ones_are_read() {
        let mut contact = testing::contact();
        let device = DeviceId([4; 32]);
        let plain = contact.encode().unwrap();
        assert_eq!(plain[0], 1);
        assert!(Contact::decode(&plain).unwrap().relays.is_empty());
        let relay = RelayUrl::parse("relay.example").unwrap();
        assert!(contact.remember_relay(device, Some(relay.clone())));
        assert!(!contact.remember_relay(device, Some(relay.clone())), "no news");
        let read = Contact::decode(&contact.encode().unwrap()).unwrap();
        assert_eq!(read.relays.get(&device), Some(&relay));
        assert_eq!(*read.alpn_secret, *contact.alpn_secret);
        assert!(contact.remember_relay(device, None));
        assert_eq!(contact.encode().unwrap(), plain);
    }

    #[test]
    fn relays_of_more_devices_than_a_person_may_have_are_not_kept() {
        let mut contact = testing::contact();
        for number in 0..=DEVICES_MAX {
            contact.remember_relay(DeviceId([number as u8; 32]), RelayUrl::parse("relay.example").ok());
        }
        assert_eq!(contact.relays.len(), DEVICES_MAX);
    }
}
