//! The first record of a shared space: the two persons it is fixed to.
//!
//! Invariant: the space's id is the first 16 bytes of the SHA-256 over persons, roles and nonce, so a space cannot be
//! moved to other persons; it counts only with both persons' signatures.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::codec::{decode, encode};
use super::{PeopleError, Role};
use crate::ids::{DeviceId, PersonId, SpaceId};
use crate::sealed::{Signature, SigningKey, SigningPublic, verify};

const VERSION: u8 = 1;
const DOMAIN: &str = "understory/space-founding/1";
const FOUNDING_BYTES_MAX: usize = 512;

/// What both persons sign: who they are, what they are to each other, and a nonce from their pairing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceTerms {
    persons: [(PersonId, Role); 2],
    nonce: [u8; 32],
}

/// One person's signature under a space, and which of their devices made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceSignature {
    /// The device.
    pub device: DeviceId,
    /// Its signing key's signature.
    pub signature: Signature,
}

/// A shared space, fixed to two persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceFounding {
    /// What was signed.
    pub terms: SpaceTerms,
    /// By whom, in the order of the persons.
    pub signatures: [SpaceSignature; 2],
}

impl SpaceTerms {
    /// Returns the terms for these two, whatever their order.
    pub fn new(a: (PersonId, Role), b: (PersonId, Role), nonce: [u8; 32]) -> Result<Self, PeopleError> {
        if a.0 == b.0 || a.1 == b.1 {
            return Err(PeopleError::SamePerson);
        }
        Ok(Self { persons: if a.0 < b.0 { [a, b] } else { [b, a] }, nonce })
    }

    /// Returns the two persons and their roles, sorted by person.
    pub fn persons(&self) -> &[(PersonId, Role); 2] {
        &self.persons
    }

    /// Returns the id of the space.
    pub fn space(&self) -> Result<SpaceId, PeopleError> {
        let digest = Sha256::digest(encode(VERSION, self)?);
        let mut id = [0; SpaceId::BYTES];
        id.copy_from_slice(&digest[..SpaceId::BYTES]);
        Ok(SpaceId(id))
    }

    /// Signs the terms with a device's signing key.
    pub fn sign(&self, device: DeviceId, key: &SigningKey) -> Result<SpaceSignature, PeopleError> {
        Ok(SpaceSignature { device, signature: key.sign(DOMAIN, &encode(VERSION, self)?) })
    }

    /// Returns whether the signature is this key's.
    pub fn is_signed(&self, signature: &SpaceSignature, key: &SigningPublic) -> bool {
        encode(VERSION, self).is_ok_and(|message| verify(key, DOMAIN, &message, &signature.signature))
    }
}

impl SpaceFounding {
    /// Returns the founding of `mine.0` and the other person, each with their signature.
    pub fn new(terms: SpaceTerms, mine: (PersonId, SpaceSignature), theirs: SpaceSignature) -> Self {
        let first = terms.persons[0].0 == mine.0;
        let signatures = if first { [mine.1, theirs] } else { [theirs, mine.1] };
        Self { terms, signatures }
    }

    /// Returns the id of the space.
    pub fn space(&self) -> Result<SpaceId, PeopleError> {
        self.terms.space()
    }

    /// Returns what this person is in the space.
    pub fn role_of(&self, person: PersonId) -> Option<Role> {
        self.terms.persons.iter().find(|(one, _)| *one == person).map(|(_, role)| *role)
    }

    /// Returns whether the persons are sorted and differ, and both signatures are by the keys of the devices they name.
    pub fn is_valid(&self, key_of: impl Fn(PersonId, DeviceId) -> Option<SigningPublic>) -> bool {
        let [a, b] = self.terms.persons;
        let signed = |(person, _): (PersonId, Role), by: &SpaceSignature| {
            key_of(person, by.device).is_some_and(|key| self.terms.is_signed(by, &key))
        };
        a.0 < b.0 && a.1 != b.1 && signed(a, &self.signatures[0]) && signed(b, &self.signatures[1])
    }

    /// Returns the founding as bytes.
    pub fn encode(&self) -> Result<Vec<u8>, PeopleError> {
        encode(VERSION, self)
    }

    /// Returns the founding these bytes hold; check it with [`SpaceFounding::is_valid`].
    pub fn decode(bytes: &[u8]) -> Result<Self, PeopleError> {
        decode(VERSION, bytes, FOUNDING_BYTES_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::testing::Person;

    fn founded() -> (Person, Person, SpaceFounding) {
        let (anna, ben) = (Person::new(1, Role::Client), Person::new(2, Role::Therapist));
        let (a, b) = (anna.card.roster.person(), ben.card.roster.person());
        let terms = SpaceTerms::new((a, Role::Client), (b, Role::Therapist), [7; 32]).unwrap();
        let by_anna = terms.sign(anna.card.device, &anna.signing).unwrap();
        let by_ben = terms.sign(ben.card.device, &ben.signing).unwrap();
        let founding = SpaceFounding::new(terms, (a, by_anna), by_ben);
        (anna, ben, founding)
    }

    fn is_valid(founding: &SpaceFounding, people: [&Person; 2]) -> bool {
        founding.is_valid(|person, device| {
            let one = people.iter().find(|one| one.card.roster.person() == person)?;
            one.card.roster.meaning().device(device).map(|card| card.signing)
        })
    }

    #[test]
    fn a_space_is_the_same_from_both_sides_and_fixed_to_its_two_persons() {
        let (anna, ben, founding) = founded();
        let (a, b) = (anna.card.roster.person(), ben.card.roster.person());
        let turned = SpaceTerms::new((b, Role::Therapist), (a, Role::Client), [7; 32]).unwrap();
        assert_eq!(turned.space().unwrap(), founding.space().unwrap());
        assert!(is_valid(&founding, [&anna, &ben]));
        assert_eq!(founding.role_of(b), Some(Role::Therapist));
        let swapped = SpaceTerms::new((a, Role::Therapist), (b, Role::Client), [7; 32]).unwrap();
        assert_ne!(swapped.space().unwrap(), founding.space().unwrap());
        assert_eq!(SpaceFounding::decode(&founding.encode().unwrap()).unwrap(), founding);
    }

    #[test]
    fn a_founding_needs_both_signatures_and_two_roles() {
        let (anna, ben, mut founding) = founded();
        founding.signatures[1] = founding.signatures[0].clone();
        assert!(!is_valid(&founding, [&anna, &ben]));
        let a = anna.card.roster.person();
        let b = ben.card.roster.person();
        assert!(SpaceTerms::new((a, Role::Client), (b, Role::Client), [7; 32]).is_err());
        assert!(SpaceTerms::new((a, Role::Client), (a, Role::Therapist), [7; 32]).is_err());
    }
}
