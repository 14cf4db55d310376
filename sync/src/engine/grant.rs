//! What a new device's vault begins with: the person, their roster and contacts, and keys of its own.
//!
//! Invariant: keys are made on the device that uses them and never leave it; what comes from the other device is
//! bounded, must name this very device in its roster, and must be whole before anything is written.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::failure::Failure;
use super::own::OwnDevices;
use super::records::{self, DeviceRecord, ProfileRecord};
use super::unlock::bounded;
use crate::clock::{World, random};
use crate::limits::{GRANT_BYTES_MAX, SPACES_MAX};
use crate::people::{Contact, DeviceCard, Roster};
use crate::sealed::{DeviceIdentity, Passphrase, SigningKey};
use crate::vault::Vault;

/// The keys of a device that has no vault yet.
pub(super) struct NewDevice {
    pub transport: SigningKey,
    pub signing: SigningKey,
    age: DeviceIdentity,
    pub card: DeviceCard,
}

impl NewDevice {
    /// Draws the keys of a device with this name.
    pub fn draw(name: &str, world: &World) -> Result<Self, Failure> {
        let entropy = &*world.entropy;
        let transport = SigningKey::generate(entropy).map_err(|_| Failure::Internal)?;
        let signing = SigningKey::generate(entropy).map_err(|_| Failure::Internal)?;
        let age = DeviceIdentity::generate();
        let card = DeviceCard::new(&transport, signing.public(), age.recipient(), bounded(name))
            .map_err(|_| Failure::Internal)?;
        Ok(Self { transport, signing, age, card })
    }

    /// Returns the keys as they lie in a vault.
    pub fn record(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let (transport, signing) = (*self.transport.secret(), *self.signing.secret());
        let record = DeviceRecord { transport, signing, age: self.age.secret().to_string() };
        Ok(Zeroizing::new(records::encode(&record)?))
    }
}

/// What the device that is there gives to the new one.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct Grant {
    #[zeroize(skip)]
    pub profile: ProfileRecord,
    #[zeroize(skip)]
    pub roster: Vec<u8>,
    pub own: OwnDevices,
    /// Every contact, with the secret its connections are named by.
    pub contacts: Vec<Vec<u8>>,
    /// The person's relay and its tokens, if there is one.
    pub relay: Option<Vec<u8>>,
}

impl Grant {
    /// Returns the grant as bytes.
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let bytes = Zeroizing::new(records::encode(self)?);
        if bytes.len() > GRANT_BYTES_MAX { Err(Failure::TooLong) } else { Ok(bytes) }
    }

    /// Returns the grant these bytes hold.
    pub fn decode(bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() > GRANT_BYTES_MAX {
            return Err(Failure::TooLong);
        }
        records::decode(bytes)
    }

    /// Makes the vault of this device in `folder`, with what it was given.
    pub fn make_vault(
        &self,
        device: &NewDevice,
        folder: &Path,
        passphrase: &Passphrase,
        world: &World,
    ) -> Result<Vault, Failure> {
        let roster = Roster::decode(&self.roster).map_err(|_| Failure::Damaged)?;
        let meaning = roster.meaning();
        let named = meaning.device(device.card.device) == Some(&device.card);
        if roster.person() != self.profile.person || !named || self.contacts.len() > SPACES_MAX {
            return Err(Failure::Damaged);
        }
        let recovery = meaning.recovery.ok_or(Failure::Damaged)?;
        // Nothing of the other device's place in the network belongs here.
        let profile = ProfileRecord { device_name: device.card.name.clone(), port: None, ..self.profile.clone() };
        let own = Zeroizing::new(records::encode(&self.own)?);
        let mut first = vec![
            (records::PROFILE.to_owned(), records::encode(&profile)?),
            (records::DEVICE.to_owned(), device.record()?.to_vec()),
            (records::ROSTER.to_owned(), self.roster.clone()),
            (records::OWN_DEVICES.to_owned(), own.to_vec()),
        ];
        if let Some(relay) = &self.relay {
            first.push((records::RELAY.to_owned(), relay.clone()));
        }
        for bytes in &self.contacts {
            let contact = Contact::decode(bytes).map_err(|_| Failure::Damaged)?;
            first.push((records::contact_name(&contact.person), bytes.clone()));
        }
        let mut named: Vec<(&str, Vec<u8>)> = first.iter().map(|(name, body)| (name.as_str(), body.clone())).collect();
        let made = Vault::create(folder, passphrase, &recovery, &named, world);
        named.iter_mut().for_each(|(_, body)| body.zeroize());
        drop(named);
        first.iter_mut().for_each(|(_, body)| body.zeroize());
        Ok(made?)
    }
}

/// Returns a copy of what this person's devices share, begun if this is the second.
pub(super) fn shared_by_devices(held: Option<&OwnDevices>, world: &World) -> Result<OwnDevices, Failure> {
    match held {
        Some(own) => Ok(OwnDevices { alpn_secret: own.alpn_secret, addresses: own.addresses.clone() }),
        None => {
            let alpn_secret = random(&*world.entropy).map_err(|_| Failure::Internal)?;
            Ok(OwnDevices { alpn_secret, addresses: BTreeMap::new() })
        }
    }
}
