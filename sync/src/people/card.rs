//! Cards: what a device and a person say about themselves.
//!
//! Invariant: a device card carries a signature by its transport key (which the device id is), so nobody can put
//! another's device, or another signing key for it, into a roster.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::codec::{decode, encode};
use super::{PeopleError, RelayUrl, Role, Roster};
use crate::ids::DeviceId;
use crate::limits::{CARD_BYTES_MAX, INVITATION_ADDRESSES_MAX, NAME_CHARS_MAX};
use crate::sealed::{Signature, SigningKey, SigningPublic, verify};

const VERSION: u8 = 1;
/// A person's card that names a relay.
const VERSION_RELAY: u8 = 2;
const DEVICE_DOMAIN: &str = "understory/device-card/1";
const RECIPIENT_BYTES_MAX: usize = 128;

/// One device: its keys and its name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCard {
    /// The transport key.
    pub device: DeviceId,
    /// The key that signs for it.
    pub signing: SigningPublic,
    /// The age recipient that files for it are sealed to.
    pub recipient: String,
    /// Its name.
    pub name: String,
    /// The transport key's signature over all of the above.
    pub proof: Signature,
}

impl DeviceCard {
    /// Returns the card of the device with these keys.
    pub fn new(
        transport: &SigningKey,
        signing: SigningPublic,
        recipient: String,
        name: String,
    ) -> Result<Self, PeopleError> {
        let device = DeviceId(transport.public().0);
        let mut card = Self { device, signing, recipient, name, proof: Signature(Vec::new()) };
        card.proof = transport.sign(DEVICE_DOMAIN, &card.message()?);
        card.check()?;
        Ok(card)
    }

    /// Says what is wrong with the card, if anything.
    pub fn check(&self) -> Result<(), PeopleError> {
        check_name(&self.name)?;
        if self.recipient.len() > RECIPIENT_BYTES_MAX || !self.recipient.starts_with("age1") {
            return Err(PeopleError::Malformed);
        }
        match verify(&SigningPublic(self.device.0), DEVICE_DOMAIN, &self.message()?, &self.proof) {
            true => Ok(()),
            false => Err(PeopleError::BadSignature),
        }
    }

    /// Returns the card as bytes.
    pub fn encode(&self) -> Result<Vec<u8>, PeopleError> {
        encode(VERSION, self)
    }

    /// Returns the card these bytes hold, its proof verified.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeopleError> {
        let card: Self = decode(VERSION, bytes, CARD_BYTES_MAX)?;
        card.check()?;
        Ok(card)
    }

    fn message(&self) -> Result<Vec<u8>, PeopleError> {
        encode(VERSION, &(self.device, self.signing, &self.recipient, &self.name))
    }
}

impl core::fmt::Debug for DeviceCard {
    /// Shows which device, never its name.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "DeviceCard({:?})", self.device)
    }
}

/// What crosses at the end of a pairing: a person, as they present themselves to this one contact.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonCard {
    /// The person's name.
    pub name: String,
    /// What they are in this relationship.
    pub role: Role,
    /// Their devices, and the proof of it.
    pub roster: Roster,
    /// The device that paired; one of the roster's.
    pub device: DeviceId,
    /// Where that device may be reached day by day (not the ephemeral endpoint of the pairing).
    pub addresses: Vec<SocketAddr>,
    /// Whether they proved that their recovery key is kept.
    pub recovery_saved: bool,
    /// The relay where that device waits, if it does.
    pub relay: Option<RelayUrl>,
}

#[derive(Serialize, Deserialize)]
struct PersonCardBytes {
    name: String,
    role: Role,
    roster: Vec<u8>,
    device: DeviceId,
    addresses: Vec<SocketAddr>,
    recovery_saved: bool,
}

impl PersonCard {
    /// Returns the card as bytes, if it keeps to the bounds.
    pub fn encode(&self) -> Result<Vec<u8>, PeopleError> {
        self.check()?;
        let raw = PersonCardBytes {
            name: self.name.clone(),
            role: self.role,
            roster: self.roster.encode()?,
            device: self.device,
            addresses: self.addresses.clone(),
            recovery_saved: self.recovery_saved,
        };
        let bytes = match &self.relay {
            None => encode(VERSION, &raw)?,
            Some(relay) => encode(VERSION_RELAY, &(raw, relay.as_str()))?,
        };
        if bytes.len() > CARD_BYTES_MAX { Err(PeopleError::TooLarge) } else { Ok(bytes) }
    }

    /// Returns the card these bytes hold, every signature in its roster verified.
    pub fn decode(bytes: &[u8]) -> Result<Self, PeopleError> {
        let (raw, relay): (PersonCardBytes, _) = match bytes.first() {
            Some(&VERSION_RELAY) => {
                let (raw, relay): (PersonCardBytes, String) = decode(VERSION_RELAY, bytes, CARD_BYTES_MAX)?;
                (raw, Some(RelayUrl::from_written(&relay)?))
            }
            _ => (decode(VERSION, bytes, CARD_BYTES_MAX)?, None),
        };
        let card = Self {
            name: raw.name,
            role: raw.role,
            roster: Roster::decode(&raw.roster)?,
            device: raw.device,
            addresses: raw.addresses,
            recovery_saved: raw.recovery_saved,
            relay,
        };
        card.check()?;
        Ok(card)
    }

    fn check(&self) -> Result<(), PeopleError> {
        check_name(&self.name)?;
        if self.addresses.len() > INVITATION_ADDRESSES_MAX {
            return Err(PeopleError::TooLarge);
        }
        match self.roster.meaning().device(self.device) {
            Some(_) => Ok(()),
            None => Err(PeopleError::UnknownSigner),
        }
    }
}

impl core::fmt::Debug for PersonCard {
    /// Shows which device, never a name.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PersonCard({:?}, {:?}, {:?})", self.role, self.device, self.roster)
    }
}

/// Refuses names that are empty, too long, or hold characters that could disguise them on a screen.
pub(super) fn check_name(name: &str) -> Result<(), PeopleError> {
    // Marks that turn the direction of writing, and invisible ones, could make one name look like another.
    let disguises =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let too_long = name.len() > NAME_CHARS_MAX * 4 || name.chars().count() > NAME_CHARS_MAX;
    if name.trim().is_empty() || too_long || name.chars().any(|c| c.is_control() || disguises(c)) {
        return Err(PeopleError::BadName);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::testing::{self, Person};

    #[test]
    fn a_device_card_counts_only_with_its_own_transport_key() {
        let person = Person::new(1, Role::Client);
        let mut card = person.device.clone();
        assert_eq!(card.check(), Ok(()));
        card.signing = testing::key(99).public();
        assert_eq!(card.check(), Err(PeopleError::BadSignature));
        let mut card = person.device.clone();
        card.device = DeviceId(testing::key(98).public().0);
        assert_eq!(card.check(), Err(PeopleError::BadSignature));
    }

    #[test]
    fn a_name_that_does_not_print_is_refused() {
        for name in ["", "  ", "a\nb", "a\u{202e}b", &"x".repeat(81)] {
            assert_eq!(check_name(name), Err(PeopleError::BadName), "{name:?}");
        }
        assert_eq!(check_name("Åsa Öberg"), Ok(()));
    }

    #[test]
    fn a_person_card_comes_back_as_it_left_and_names_a_device_of_its_roster() {
        let person = Person::new(1, Role::Client);
        let bytes = person.card.encode().unwrap();
        assert_eq!(PersonCard::decode(&bytes).unwrap(), person.card);
        let mut relayed = person.card.clone();
        relayed.relay = RelayUrl::parse("relay.example").ok();
        assert_eq!(PersonCard::decode(&relayed.encode().unwrap()).unwrap(), relayed);
        assert_eq!((bytes[0], relayed.encode().unwrap()[0]), (1, 2), "without a relay older programs read it");
        let mut stranger = person.card.clone();
        stranger.device = DeviceId([9; 32]);
        assert_eq!(stranger.encode(), Err(PeopleError::UnknownSigner));
        assert_eq!(PersonCard::decode(&vec![1; CARD_BYTES_MAX + 1]), Err(PeopleError::TooLarge));
    }
}
