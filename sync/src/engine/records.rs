//! The records of a vault by name, and how each is encoded: profile, device keys, roster, contacts, incidents.
//!
//! Invariant: every record begins with a version byte; one of a newer version is an error, never a default.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::failure::Failure;
use super::view::{Home, IncidentKind, NetworkMode, Profile};
use crate::clock::UnixMillis;
use crate::ids::{DeviceId, PersonId, SpaceId};
use crate::vault::{Vault, VaultError};

/// Name of the profile record.
pub(super) const PROFILE: &str = "profile";
/// Name of the record with this device's keys.
pub(super) const DEVICE: &str = "device";
/// Name of the record with the own roster.
pub(super) const ROSTER: &str = "roster";
/// Name of the record that this person's devices share.
pub(super) const OWN_DEVICES: &str = "own-devices";
/// Name of the record with the person's relay and its tokens.
pub(super) const RELAY: &str = "relay";
/// Name of the record about the recovery key.
pub(super) const KIT: &str = "kit";
/// Name of the record of which recovery key each other own device said its own file is sealed to.
pub(super) const KIT_SAID: &str = "kit-said";
/// Name of the record of who has heard of which removal, and of the devices this person said yes to.
pub(super) const REMOVALS: &str = "removals";
/// Name of the record that says that this person was told about receipts.
pub(super) const RECEIPTS_TOLD: &str = "receipts-told";
/// Name of the record of the last backup made from this vault.
pub(super) const BACKUP: &str = "backup";
/// Name of the record of having been made from a backup.
pub(super) const RESTORED: &str = "restored";
/// Name of the record of when devices were removed, as far as this device knows.
pub(super) const REMOVED_AT: &str = "removed-at";
/// What was between two persons before is named by this and the other person in hex.
const PAST_PREFIX: &str = "past/";
/// Name of the record that says whether this device receives while its vault is locked.
pub(super) const RECEIVING: &str = "receiving";
/// Name of the record of what this person's devices agree on beside contacts.
pub(super) const AGREED: &str = "agreed";
/// Name of the record of the identity to which words are sealed while the vault is locked.
pub(super) const CAPTURE: &str = "capture";
/// Name of the record of words that were caught and wait for a decision.
pub(super) const CAUGHT: &str = "caught";
/// Name of the list of incidents.
pub(super) const INCIDENTS: &str = "incidents";
/// Contacts are named by this and the person in hex.
pub(super) const CONTACT_PREFIX: &str = "contact/";

const VERSION: u8 = 1;

/// Reads a record that only saves trouble: its default where it is missing or damaged.
pub(super) fn read_or_default<T: DeserializeOwned + Default>(vault: &Vault, name: &str) -> Result<T, Failure> {
    match vault.record(name) {
        Ok(found) => Ok(found.and_then(|bytes| decode(&bytes).ok()).unwrap_or_default()),
        Err(VaultError::Damaged(_)) => Ok(T::default()),
        Err(error) => Err(error.into()),
    }
}

/// Who the vault belongs to and what they chose.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ProfileRecord {
    pub person: PersonId,
    pub name: String,
    pub device_name: String,
    pub home: Home,
    pub network: NetworkMode,
    pub retention_days: Option<u32>,
    pub private_space: SpaceId,
    /// The UDP port this device keeps, so that remembered addresses find it tomorrow.
    pub port: Option<u16>,
    /// The recovery key's public halves are in the roster; this says that the person proved they kept the page.
    pub recovery_proved: bool,
}

impl ProfileRecord {
    /// Returns what screens may see of it.
    pub fn view(&self) -> Profile {
        Profile {
            person: self.person,
            name: self.name.clone(),
            device_name: self.device_name.clone(),
            home: self.home,
            network: self.network,
            retention_days: self.retention_days,
            private_space: self.private_space,
        }
    }
}

/// This device's secret keys, as they lie sealed in the vault.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct DeviceRecord {
    /// Ed25519 secret of the transport key; its public half is the device id.
    pub transport: [u8; 32],
    /// Ed25519 secret of the signing key.
    pub signing: [u8; 32],
    /// The device's age identity, for files carried by hand.
    pub age: String,
}

/// One incident as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct IncidentRecord {
    pub at_ms: UnixMillis,
    pub kind: IncidentKind,
    pub device: Option<DeviceId>,
}

/// Returns the record's bytes.
pub(super) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![VERSION];
    bytes.extend(postcard::to_allocvec(value).map_err(|_| Failure::Internal)?);
    Ok(bytes)
}

/// Returns the record in `bytes`.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| Failure::Damaged),
        Some(_) => Err(Failure::NewerFormat),
        None => Err(Failure::Damaged),
    }
}

/// Returns the name of a contact's record.
pub(super) fn contact_name(person: &PersonId) -> String {
    format!("{CONTACT_PREFIX}{}", data_encoding::HEXLOWER.encode(&person.0))
}

/// Returns the name of the record about what was between this person and another before.
pub(super) fn past_name(person: &PersonId) -> String {
    format!("{PAST_PREFIX}{}", data_encoding::HEXLOWER.encode(&person.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_record_is_an_error_and_never_a_default() {
        let mut bytes = encode(&Vec::<u8>::new()).unwrap();
        assert!(decode::<Vec<u8>>(&bytes).is_ok());
        bytes[0] = 2;
        assert_eq!(decode::<Vec<u8>>(&bytes).err(), Some(Failure::NewerFormat));
        assert_eq!(decode::<Vec<u8>>(&[]).err(), Some(Failure::Damaged));
    }
}
