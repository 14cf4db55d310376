//! How a person's own devices make one contact of what each of them knows of somebody.
//!
//! The rosters are joined. The newest pairing says name, role, how they were recognised, and the secret: the other
//! person's device has that one too. A space in which the two persons' devices have met is kept, as it is when the same
//! two devices pair again; of two such spaces the one whose founding sorts first. Only without one does the newest
//! pairing's space count, and a space in which sharing was ended is left for any other.
//! Invariant: the order in which devices tell each other does not matter, and no device that was named is forgotten.

use core::cmp::Ordering;
use std::net::SocketAddr;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::super::codec::encode;
use super::{Contact, PeopleError};
use crate::clock::UnixMillis;
use crate::ids::DeviceId;
use crate::limits::{DEVICES_MAX, INVITATION_ADDRESSES_MAX};

/// Bytes of the short hash of a contact.
const DIGEST_BYTES: usize = 8;
const DIGEST_VERSION: u8 = 1;

/// What became of a shared space, as far as a device knows; of two the greater one is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Sharing in it was ended.
    Ended,
    /// No two devices of the persons have met in it yet.
    Unused,
    /// Devices of the two persons have met in it.
    InUse,
}

impl Contact {
    /// Returns a short hash of what own devices agree on. Where devices were reached is not: that differs from network
    /// to network. `in_use` says that devices of the two persons have met in this space.
    pub fn digest(&self, in_use: bool) -> Result<[u8; DIGEST_BYTES], PeopleError> {
        let told = (
            (self.person, &self.name, self.role, self.roster.digest(), &self.space, self.recognised),
            (self.paired_ms, self.acknowledged, self.recovery_saved, &*self.alpn_secret, in_use),
        );
        let told = Zeroizing::new(encode(DIGEST_VERSION, &told)?);
        let hash = Sha256::new_with_prefix(b"understory/agreed-contact/1").chain_update(&*told).finalize();
        let mut short = [0; DIGEST_BYTES];
        short.copy_from_slice(&hash[..DIGEST_BYTES]);
        Ok(short)
    }

    /// Takes in what another own device knows of the same person; returns how the space stands that is kept.
    pub fn merge(&mut self, stands: Standing, other: Self, other_stands: Standing) -> Result<Standing, PeopleError> {
        if other.person != self.person {
            return Err(PeopleError::Malformed);
        }
        let (mine, theirs) = (self.space.encode()?, other.space.encode()?);
        let newer = other.pairing(&theirs) > self.pairing(&mine);
        let role = if newer { other.role } else { self.role };
        // A space is fixed to its roles: one with other roles is of no use any more.
        let of = |contact: &Self, stands: Standing| if contact.role == role { stands } else { Standing::Ended };
        let (of_mine, of_theirs) = (of(self, stands), of(&other, other_stands));
        let take_space = match of_mine.cmp(&of_theirs) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal if of_mine == Standing::InUse => theirs < mine,
            Ordering::Equal => newer,
        };
        let kept = match (mine == theirs, take_space) {
            (true, _) if stands.min(other_stands) == Standing::Ended => Standing::Ended,
            (true, _) => stands.max(other_stands),
            (false, true) => other_stands,
            (false, false) => stands,
        };
        self.roster.merge(other.roster.records().cloned());
        self.acknowledged |= other.acknowledged;
        other.addresses.iter().for_each(|(device, known)| self.add_addresses(*device, known));
        for (device, relay) in other.relays {
            if !self.relays.contains_key(&device) {
                self.remember_relay(device, Some(relay));
            }
        }
        if newer {
            self.name = other.name;
            self.recognised = other.recognised;
            self.paired_ms = other.paired_ms;
            self.recovery_saved = other.recovery_saved;
            self.alpn_secret = other.alpn_secret;
        }
        self.role = role;
        if take_space {
            self.space = other.space;
        }
        Ok(kept)
    }

    /// What decides which of two pairings is the newer one, the same on every device.
    fn pairing<'a>(&'a self, space: &'a [u8]) -> (UnixMillis, &'a [u8; 32], &'a [u8]) {
        (self.paired_ms, &self.alpn_secret, space)
    }

    /// Takes addresses that may help, behind those that were tried from here.
    fn add_addresses(&mut self, device: DeviceId, others: &[SocketAddr]) {
        if !self.addresses.contains_key(&device) && self.addresses.len() >= DEVICES_MAX {
            return;
        }
        let known = self.addresses.entry(device).or_default();
        for address in others {
            if !known.contains(address) && known.len() < INVITATION_ADDRESSES_MAX {
                known.push(*address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::testing::{self, Person};
    use crate::people::{RecordBody, Role, Signer, SpaceFounding, SpaceTerms};

    /// Person 2 as person 1 paired with them: when, with which nonce, and in how many of their devices.
    fn paired(paired_ms: UnixMillis, nonce: u8, devices: u64) -> Contact {
        let mut contact = testing::contact();
        let (me, them) = (Person::new(1, Role::Therapist), Person::new(2, Role::Client));
        let (my_id, their_id) = (me.card.roster.person(), them.card.roster.person());
        let terms = SpaceTerms::new((my_id, Role::Therapist), (their_id, Role::Client), [nonce; 32]).unwrap();
        let (by_me, by_them) =
            (terms.sign(me.device.device, &me.signing), terms.sign(them.device.device, &them.signing));
        contact.space = SpaceFounding::new(terms, (my_id, by_me.unwrap()), by_them.unwrap());
        contact.paired_ms = paired_ms;
        contact.alpn_secret = Zeroizing::new([nonce; 32]);
        contact.name = format!("Name {nonce}");
        for number in 0..devices {
            let body = RecordBody::Add { device: testing::device(50 + number) };
            contact.roster.sign_next(Signer::Device(them.device.device), body, &them.signing).unwrap();
        }
        contact
    }

    type Side = (Contact, Standing);

    fn merged(sides: Vec<Side>) -> Side {
        sides
            .into_iter()
            .reduce(|(mut mine, stands), (other, other_stands)| {
                let stands = mine.merge(stands, other, other_stands).unwrap();
                (mine, stands)
            })
            .unwrap()
    }

    #[test]
    fn whatever_the_order_own_devices_come_to_the_same_contact() {
        let sides: [fn() -> Side; 5] = [
            || (paired(5, 3, 0), Standing::InUse),
            || (paired(9, 2, 1), Standing::Unused),
            || (paired(9, 4, 2), Standing::Unused),
            || (paired(7, 1, 0), Standing::InUse),
            || (paired(5, 3, 2), Standing::Unused),
        ];
        let orders = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 3, 0, 2, 4], [3, 4, 1, 0, 2]];
        let first = merged(orders[0].iter().map(|at| sides[*at]()).collect());
        let digest = first.0.digest(first.1 == Standing::InUse).unwrap();
        for order in orders {
            let (left, right) = order.split_at(2);
            let of = |part: &[usize]| merged(part.iter().map(|at| sides[*at]()).collect());
            let both = merged(vec![of(left), of(right)]);
            assert_eq!(both.0.digest(both.1 == Standing::InUse).unwrap(), digest, "{order:?}");
        }
        assert_eq!((first.0.name.as_str(), first.0.paired_ms), ("Name 4", 9), "of the newest pairing");
        assert_eq!(first.0.space, paired(7, 1, 0).space, "in use, and first of the two that are");
        assert_eq!(first.0.roster.meaning().devices.len(), 3, "every device anybody knew of");
        let again = merged(vec![first, sides[2]()]);
        assert_eq!(again.0.digest(again.1 == Standing::InUse).unwrap(), digest, "told once more");
    }

    #[test]
    fn a_space_in_use_is_kept_and_without_one_the_newest_pairing_counts() {
        let (kept, stands) = merged(vec![(paired(9, 2, 0), Standing::Unused), (paired(5, 3, 0), Standing::InUse)]);
        assert_eq!((&kept.space, stands), (&paired(5, 3, 0).space, Standing::InUse));
        assert_eq!(*kept.alpn_secret, [2; 32]);
        let (newest, stands) = merged(vec![(paired(9, 2, 0), Standing::Unused), (paired(5, 3, 0), Standing::Unused)]);
        assert_eq!((&newest.space, stands), (&paired(9, 2, 0).space, Standing::Unused));
    }

    #[test]
    fn a_space_that_was_ended_is_left_for_the_one_founded_anew_and_never_taken_up_again() {
        let (old, anew) = (|| (paired(5, 3, 0), Standing::Ended), || (paired(9, 2, 0), Standing::Unused));
        for sides in [vec![old(), anew()], vec![anew(), old()]] {
            let (kept, stands) = merged(sides);
            assert_eq!((&kept.space, stands), (&paired(9, 2, 0).space, Standing::Unused));
        }
        // Somebody who has not heard of the ending tells of the old space in the name of the newest pairing.
        let mut told = paired(9, 2, 0);
        told.space = paired(5, 3, 0).space;
        let (kept, _) = merged(vec![anew(), (told, Standing::Ended)]);
        assert_eq!(kept.space, paired(9, 2, 0).space);
    }

    #[test]
    fn where_devices_were_reached_is_added_and_changes_no_digest() {
        let (mut mine, mut other) = (paired(5, 3, 0), paired(5, 3, 0));
        let device = other.roster.meaning().devices[0].device;
        mine.remember_address(device, "10.0.0.1:1".parse().unwrap());
        other.remember_address(device, "10.0.0.2:2".parse().unwrap());
        other.remember_relay(device, crate::people::RelayUrl::parse("relay.example").ok());
        let digest = mine.digest(true).unwrap();
        mine.merge(Standing::InUse, other, Standing::InUse).unwrap();
        assert_eq!(mine.digest(true).unwrap(), digest);
        assert_ne!(mine.digest(false).unwrap(), digest);
        let known: Vec<String> = mine.addresses[&device].iter().map(ToString::to_string).collect();
        assert_eq!(known, ["10.0.0.1:1", "10.0.0.2:2"]);
        assert!(mine.relays.contains_key(&device));
    }
}
