//! How a new device introduces itself to somebody whose devices have not heard of it: the records that lead to it.
//!
//! Invariant: what a stranger sends is bounded before it is read, changes nothing unless it leads from the pinned
//! founding record to the very key of the stranger's connection, and never counts more than the same records heard
//! otherwise.

use std::collections::BTreeMap;

use super::codec::encode;
use super::meaning::Meaning;
use super::record::{Record, Signer};
use super::roster::{Roster, VERSION};
use super::{DeviceCard, PeopleError};
use crate::ids::DeviceId;
use crate::limits::INTRODUCTION_BYTES_MAX;

/// Returns the frame by which `device` introduces itself: the whole roster where it fits, so that removals are heard of
/// at once, and otherwise the chain of adds that leads from the founding record to the device.
pub fn introduce(roster: &Roster, device: DeviceId) -> Result<Vec<u8>, PeopleError> {
    counts(&roster.meaning(), device)?;
    let whole = roster.encode()?;
    if whole.len() <= INTRODUCTION_BYTES_MAX {
        return Ok(whole);
    }
    let chain = chain(roster, device)?.into_iter().map(Record::encode).collect::<Result<Vec<_>, _>>()?;
    let bytes = encode(VERSION, &chain)?;
    if bytes.len() > INTRODUCTION_BYTES_MAX { Err(PeopleError::TooLarge) } else { Ok(bytes) }
}

/// Reads the introduction of the device that proved its key, and returns the pinned roster with what it brought.
pub fn introduced(pinned: &Roster, device: DeviceId, bytes: &[u8]) -> Result<Roster, PeopleError> {
    if bytes.len() > INTRODUCTION_BYTES_MAX {
        return Err(PeopleError::TooLarge);
    }
    let brought = Roster::decode(bytes)?;
    if brought.person() != pinned.person() {
        return Err(PeopleError::NotTheFounding);
    }
    // It must lead to the device by itself: otherwise anybody could bring records about others.
    counts(&brought.meaning(), device)?;
    let mut both = pinned.clone();
    both.merge(brought.records().cloned());
    counts(&both.meaning(), device)?;
    Ok(both)
}

fn counts(meaning: &Meaning, device: DeviceId) -> Result<&DeviceCard, PeopleError> {
    if !meaning.is_settled() || meaning.removed.contains(&device) {
        return Err(PeopleError::NotCounted);
    }
    meaning.device(device).ok_or(PeopleError::UnknownSigner)
}

/// Returns the records that lead to a device, the founding record first. The way goes by devices that count where it can:
/// what a removed device signed may be void.
fn chain(roster: &Roster, device: DeviceId) -> Result<Vec<&Record>, PeopleError> {
    let meaning = roster.meaning();
    let founding = roster.records().find(|record| record.founds().is_some()).ok_or(PeopleError::NotTheFounding)?;
    let mut led: BTreeMap<Signer, &Record> = founding.names().into_iter().map(|signer| (signer, founding)).collect();
    let counts = |signer: &Signer| matches!(signer, Signer::Device(device) if meaning.device(*device).is_some());
    for any in [false, true] {
        loop {
            let before = led.len();
            for record in roster.records().filter(|record| any || counts(&record.signer)) {
                if led.contains_key(&record.signer) {
                    record.names().into_iter().for_each(|signer| {
                        led.entry(signer).or_insert(record);
                    });
                }
            }
            if led.len() == before {
                break;
            }
        }
    }
    let mut chain: Vec<&Record> = Vec::new();
    let mut at = Signer::Device(device);
    while let Some(record) = led.get(&at).filter(|record| !chain.contains(record)) {
        chain.push(record);
        at = record.signer;
    }
    chain.reverse();
    if chain.first() == Some(&founding) { Ok(chain) } else { Err(PeopleError::UnknownSigner) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::RECORDS_PER_SIGNER_MAX;
    use crate::people::testing::{self, Person};
    use crate::people::{RecordBody, Role};

    /// Person 1, and the roster as their contacts pinned it.
    fn pinned() -> (Person, Roster) {
        let person = Person::new(1, Role::Client);
        let roster = person.card.roster.clone();
        (person, roster)
    }

    fn signer(seed: u64) -> Signer {
        Signer::Device(testing::device(seed).device)
    }

    /// Device `by` adds device `new`.
    fn add(roster: &mut Roster, by: u64, new: u64) {
        let body = RecordBody::Add { device: testing::device(new) };
        roster.sign_next(signer(by), body, &testing::key(by + 1000)).unwrap();
    }

    fn remove(roster: &mut Roster, by: u64, old: u64, last_number: u32) {
        let body = RecordBody::Remove { device: testing::device(old).device, last_number };
        roster.sign_next(signer(by), body, &testing::key(by + 1000)).unwrap();
    }

    fn id(seed: u64) -> DeviceId {
        testing::device(seed).device
    }

    #[test]
    fn a_chain_of_adds_is_followed_from_the_pinned_founding_record_to_the_new_device() {
        let (_, pinned) = pinned();
        let mut grown = pinned.clone();
        add(&mut grown, 1, 2);
        add(&mut grown, 2, 3);
        let frame = introduce(&grown, id(3)).unwrap();
        let after = introduced(&pinned, id(3), &frame).unwrap();
        assert_eq!(after.digest(), grown.digest());
        assert!(after.meaning().device(id(3)).is_some());
        assert_eq!(introduced(&after, id(3), &frame).unwrap(), after, "once more changes nothing");
    }

    #[test]
    fn a_frame_leads_to_the_key_of_its_own_connection_and_to_no_other() {
        let (_, pinned) = pinned();
        let mut grown = pinned.clone();
        add(&mut grown, 1, 2);
        let frame = introduce(&grown, id(2)).unwrap();
        assert_eq!(introduced(&pinned, id(3), &frame), Err(PeopleError::UnknownSigner), "somebody else's chain");
        let other = Person::new(7, Role::Client).card.roster;
        assert_eq!(introduced(&other, id(2), &frame), Err(PeopleError::NotTheFounding), "another person's");
        assert_eq!(introduced(&pinned, id(1), &pinned.encode().unwrap()).unwrap(), pinned);
        assert_eq!(introduced(&pinned, id(2), &pinned.encode().unwrap()), Err(PeopleError::UnknownSigner));
    }

    #[test]
    fn forged_cut_and_endless_frames_are_refused() {
        let (_, pinned) = pinned();
        let mut grown = pinned.clone();
        add(&mut grown, 1, 2);
        // Signed by a key of its own, in the name of a device that counts.
        let body = RecordBody::Add { device: testing::device(3) };
        let forged = Record::sign(signer(2), 1, Vec::new(), body, &testing::key(99)).unwrap();
        let records: Vec<Vec<u8>> = grown.records().chain([&forged]).map(|one| one.encode().unwrap()).collect();
        let frame = encode(VERSION, &records).unwrap();
        assert!(introduced(&pinned, id(3), &frame).is_err());
        let good = introduce(&grown, id(2)).unwrap();
        for at in 0..good.len() {
            assert!(introduced(&pinned, id(2), &good[..at]).is_err(), "cut at {at}");
        }
        for at in (0..good.len()).step_by(7) {
            let mut flipped = good.clone();
            flipped[at] ^= 1;
            assert!(introduced(&pinned, id(2), &flipped).is_err(), "flipped at {at}");
        }
        assert_eq!(introduced(&pinned, id(2), &vec![1; INTRODUCTION_BYTES_MAX + 1]), Err(PeopleError::TooLarge));
    }

    #[test]
    fn a_removed_device_and_what_it_signed_afterwards_introduce_nobody() {
        let (_, pinned) = pinned();
        let mut grown = pinned.clone();
        add(&mut grown, 1, 2);
        let old = introduce(&grown, id(2)).unwrap();
        let mut stolen = grown.clone();
        add(&mut stolen, 2, 3);
        let afterwards = introduce(&stolen, id(3)).unwrap();
        remove(&mut grown, 1, 2, 0);
        assert_eq!(introduced(&grown, id(2), &old), Err(PeopleError::NotCounted), "an old chain, replayed");
        assert_eq!(introduced(&grown, id(3), &afterwards), Err(PeopleError::UnknownSigner));
        assert_eq!(introduce(&grown, id(2)), Err(PeopleError::NotCounted));
        let mut ring = stolen.clone();
        remove(&mut ring, 2, 1, 1);
        ring.merge(grown.records().cloned());
        assert_eq!(introduced(&ring, id(3), &afterwards), Err(PeopleError::NotCounted), "while they contradict");
    }

    #[test]
    fn a_roster_too_large_for_the_frame_sends_the_chain_alone() {
        let (_, pinned) = pinned();
        let mut grown = pinned.clone();
        add(&mut grown, 1, 2);
        for number in 0..40 {
            add(&mut grown, 1, 100 + number);
        }
        for number in 0..40 {
            remove(&mut grown, 2, 100 + number, 0);
        }
        add(&mut grown, 2, 3);
        assert!(grown.last_number(signer(2)) <= RECORDS_PER_SIGNER_MAX);
        assert!(grown.encode().unwrap().len() > INTRODUCTION_BYTES_MAX);
        let frame = introduce(&grown, id(3)).unwrap();
        assert_eq!(Roster::decode(&frame).unwrap().records().count(), 3);
        assert!(introduced(&pinned, id(3), &frame).unwrap().meaning().device(id(3)).is_some());
    }

    #[test]
    fn a_device_that_only_the_printed_key_added_is_brought_and_waits_for_a_yes() {
        let (_, pinned) = pinned();
        let mut grown = pinned.clone();
        let body = RecordBody::Add { device: testing::device(4) };
        grown.sign_next(Signer::Recovery(testing::recovery(1).signing), body, &testing::key(2001)).unwrap();
        let after = introduced(&pinned, id(4), &introduce(&grown, id(4)).unwrap()).unwrap();
        assert_eq!(after.meaning().added_by_recovery, [id(4)]);
    }
}
