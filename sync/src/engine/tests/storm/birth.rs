//! Vaults of one or two persons with their devices, already paired, as pairing and a second device leave them.
//!
//! Invariant: each device has keys of its own; what a person's devices share is the roster, the private space and a secret.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::watch::Watch;
use crate::clock::{World, random};
use crate::engine::own::OwnDevices;
use crate::engine::records::{self, DeviceRecord, ProfileRecord};
use crate::engine::view::{Home, NetworkMode};
use crate::ids::{DeviceId, PersonId, SpaceId};
use crate::people::{Contact, DeviceCard, Recognised, RecordBody, Role, Roster, Signer, SpaceFounding, SpaceTerms};
use crate::sealed::{DeviceIdentity, RecoveryKey, SigningKey};
use crate::vault::Vault;

/// The keys of one device before its vault is made.
struct Keys {
    transport: SigningKey,
    signing: SigningKey,
    age: DeviceIdentity,
    card: DeviceCard,
}

/// One person, before their vaults are made.
pub(in crate::engine::tests) struct Founder {
    pub(in crate::engine::tests) key: RecoveryKey,
    roster: Roster,
    person: PersonId,
    private_space: SpaceId,
    secret: [u8; 32],
    role: Role,
    devices: Vec<Keys>,
}

impl Founder {
    /// A person with so many devices.
    pub(in crate::engine::tests) fn new(role: Role, devices: usize, watch: &Watch) -> Self {
        let key = RecoveryKey::generate();
        let keys = |number: usize| {
            let (transport, signing) = (SigningKey::generate(watch).unwrap(), SigningKey::generate(watch).unwrap());
            let age = DeviceIdentity::generate();
            let name = format!("Device {number}");
            let card = DeviceCard::new(&transport, signing.public(), age.recipient(), name).unwrap();
            Keys { transport, signing, age, card }
        };
        let devices: Vec<Keys> = (0..devices).map(keys).collect();
        let first = &devices[0];
        let (mut roster, person) = Roster::found(first.card.clone(), key.public(), &first.signing, watch).unwrap();
        for other in &devices[1..] {
            let add = RecordBody::Add { device: other.card.clone() };
            roster.sign_next(Signer::Device(first.card.device), add, &first.signing).unwrap();
        }
        let (private_space, secret) = (SpaceId(random(watch).unwrap()), random(watch).unwrap());
        Self { key, roster, person, private_space, secret, role, devices }
    }

    pub(in crate::engine::tests) fn ids(&self) -> Vec<DeviceId> {
        self.devices.iter().map(|keys| keys.card.device).collect()
    }

    pub(in crate::engine::tests) fn private_space(&self) -> SpaceId {
        self.private_space
    }

    /// The key that signs for a device.
    pub(in crate::engine::tests) fn signing(&self, device: usize) -> &SigningKey {
        &self.devices[device].signing
    }

    /// Makes the vault of one device; it is closed again.
    pub(in crate::engine::tests) fn settle(
        &self,
        device: usize,
        folder: &Path,
        contact: Option<&Contact>,
        watch: &Arc<Watch>,
    ) {
        let keys = &self.devices[device];
        let profile = ProfileRecord {
            person: self.person,
            name: format!("{:?}", self.role),
            device_name: keys.card.name.clone(),
            home: if self.role == Role::Client { Home::Journal } else { Home::Clients },
            network: NetworkMode::Off,
            retention_days: None,
            private_space: self.private_space,
            port: None,
            recovery_proved: true,
        };
        let record = DeviceRecord {
            transport: *keys.transport.secret(),
            signing: *keys.signing.secret(),
            age: keys.age.secret().to_string(),
        };
        let own = OwnDevices { alpn_secret: self.secret, addresses: BTreeMap::new() };
        let mut first = vec![
            (records::PROFILE.to_owned(), records::encode(&profile).unwrap()),
            (records::DEVICE.to_owned(), records::encode(&record).unwrap()),
            (records::ROSTER.to_owned(), self.roster.encode().unwrap()),
        ];
        if self.devices.len() > 1 {
            first.push((records::OWN_DEVICES.to_owned(), records::encode(&own).unwrap()));
        }
        if let Some(contact) = contact {
            first.push((records::contact_name(&contact.person), contact.encode().unwrap().to_vec()));
        }
        let named: Vec<(&str, Vec<u8>)> = first.iter().map(|(name, body)| (name.as_str(), body.clone())).collect();
        let world = World { clock: watch.clone(), entropy: watch.clone() };
        Vault::create_for_tests(folder, &self.key, &named, &world).unwrap().close().unwrap();
    }
}

/// Founds the space two persons share, and returns each as the other keeps them.
pub(in crate::engine::tests) fn pair(a: &Founder, b: &Founder) -> ([Contact; 2], SpaceId) {
    pair_on(a, 0, b, 7)
}

/// The same, on this device of the first person and at this time, which makes it another pairing.
pub(super) fn pair_on(a: &Founder, device: usize, b: &Founder, at_ms: u8) -> ([Contact; 2], SpaceId) {
    let terms = SpaceTerms::new((a.person, a.role), (b.person, b.role), [at_ms; 32]).unwrap();
    let sign = |who: &Founder, at: usize| terms.sign(who.devices[at].card.device, &who.devices[at].signing).unwrap();
    let founding = SpaceFounding::new(terms.clone(), (a.person, sign(a, device)), sign(b, 0));
    let contact = |who: &Founder| Contact {
        person: who.person,
        name: format!("{:?}", who.role),
        role: who.role,
        roster: who.roster.clone(),
        space: founding.clone(),
        recognised: Recognised::InTheRoom,
        paired_ms: u64::from(at_ms),
        acknowledged: true,
        recovery_saved: true,
        addresses: BTreeMap::new(),
        alpn_secret: Zeroizing::new([at_ms; 32]),
        relays: BTreeMap::new(),
    };
    ([contact(b), contact(a)], founding.space().unwrap())
}
