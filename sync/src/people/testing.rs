//! Invented persons for the tests of this room.

use super::{Contact, DeviceCard, PersonCard, Recognised, Role, Roster, SpaceFounding, SpaceTerms};
use crate::clock::SeededEntropy;
use crate::sealed::{RecoveryPublic, SigningKey};

/// The key with this number.
pub fn key(seed: u64) -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(seed)).unwrap()
}

/// A device card whose transport key is `key(seed)` and whose signing key is `key(seed + 1000)`.
pub fn device(seed: u64) -> DeviceCard {
    let name = format!("Laptop {seed}");
    DeviceCard::new(&key(seed), key(seed + 1000).public(), format!("age1test{seed}"), name).unwrap()
}

/// Public halves of a recovery key whose signing half is `key(seed + 2000)`.
pub fn recovery(seed: u64) -> RecoveryPublic {
    RecoveryPublic { recipient: format!("age1recovery{seed}"), signing: key(seed + 2000).public() }
}

/// A person with one device.
pub struct Person {
    pub transport: SigningKey,
    pub signing: SigningKey,
    pub device: DeviceCard,
    pub card: PersonCard,
}

impl Person {
    /// The person with this number.
    pub fn new(seed: u64, role: Role) -> Self {
        let device = device(seed);
        let (roster, _) =
            Roster::found(device.clone(), recovery(seed), &key(seed + 1000), &SeededEntropy::new(seed)).unwrap();
        let card = PersonCard {
            name: format!("Person {seed}"),
            role,
            roster,
            device: device.device,
            addresses: vec!["192.168.1.5:4000".parse().unwrap()],
            recovery_saved: true,
            relay: None,
        };
        Self { transport: key(seed), signing: key(seed + 1000), device, card }
    }
}

/// A contact of person 1: person 2, a client.
pub fn contact() -> Contact {
    let (me, them) = (Person::new(1, Role::Therapist), Person::new(2, Role::Client));
    let (my_id, their_id) = (me.card.roster.person(), them.card.roster.person());
    let terms = SpaceTerms::new((my_id, Role::Therapist), (their_id, Role::Client), [7; 32]).unwrap();
    let by_me = terms.sign(me.device.device, &me.signing).unwrap();
    let by_them = terms.sign(them.device.device, &them.signing).unwrap();
    Contact {
        person: their_id,
        name: them.card.name.clone(),
        role: Role::Client,
        roster: them.card.roster.clone(),
        space: SpaceFounding::new(terms, (my_id, by_me), by_them),
        recognised: Recognised::InTheRoom,
        paired_ms: 5,
        acknowledged: true,
        recovery_saved: true,
        addresses: std::collections::BTreeMap::new(),
        alpn_secret: zeroize::Zeroizing::new([9; 32]),
        relays: std::collections::BTreeMap::new(),
    }
}
