//! The set: what it takes, what it refuses, and that order does not matter.

use proptest::prelude::*;

use super::*;
use crate::clock::SeededEntropy;
use crate::people::testing::{device, key, recovery};

fn signer(seed: u64) -> Signer {
    Signer::Device(device(seed).device)
}

fn add(seed: u64) -> RecordBody {
    RecordBody::Add { device: device(seed) }
}

fn founded() -> Roster {
    Roster::found(device(1), recovery(1), &key(1001), &SeededEntropy::new(1)).unwrap().0
}

/// A history with adds, a removal and a new recovery key, and two records in one place.
fn history() -> Vec<Record> {
    let mut roster = founded();
    roster.sign_next(signer(1), add(2), &key(1002)).unwrap_err();
    roster.sign_next(signer(1), add(2), &key(1001)).unwrap();
    let mut fork = roster.clone();
    roster.sign_next(signer(2), add(3), &key(1002)).unwrap();
    let forked = fork.sign_next(signer(2), add(4), &key(1002)).unwrap();
    let out = RecordBody::Remove { device: device(2).device, last_number: 1 };
    roster.sign_next(signer(1), out, &key(1001)).unwrap();
    let new = RecordBody::NewRecovery { replaces: recovery(1).signing, recovery: recovery(5) };
    roster.sign_next(Signer::Recovery(recovery(1).signing), new, &key(2001)).unwrap();
    roster.sign_next(Signer::Recovery(recovery(5).signing), add(6), &key(2005)).unwrap();
    roster.records().cloned().chain([forked]).collect()
}

fn founding_of(records: &[Record]) -> Record {
    records.iter().find(|record| record.founds().is_some()).cloned().unwrap()
}

#[test]
fn a_roster_comes_back_from_its_bytes() {
    let mut roster = Roster::from_founding(founding_of(&history())).unwrap();
    assert!(roster.merge(history()));
    assert!(!roster.merge(history()), "a second time says nothing new");
    let bytes = roster.encode().unwrap();
    let read = Roster::decode(&bytes).unwrap();
    assert_eq!(read, roster);
    assert_eq!(read.digest(), roster.digest());
    assert_ne!(founded().digest(), roster.digest());
    for end in 0..bytes.len() {
        assert!(Roster::decode(&bytes[..end]).is_err());
    }
}

#[test]
fn a_flipped_bit_anywhere_in_a_roster_is_noticed() {
    let roster = founded();
    let bytes = roster.encode().unwrap();
    for i in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[i] ^= 1;
        assert!(Roster::decode(&flipped).is_err(), "at {i}");
    }
}

#[test]
fn strangers_wrong_keys_and_second_foundings_are_refused() {
    let mut roster = founded();
    let knew = vec![];
    let by_stranger = Record::sign(signer(9), 1, knew.clone(), add(9), &key(1009)).unwrap();
    assert_eq!(roster.insert(by_stranger), Err(PeopleError::UnknownSigner));
    let forged = Record::sign(signer(1), 2, knew.clone(), add(9), &key(1009)).unwrap();
    assert_eq!(roster.insert(forged), Err(PeopleError::BadSignature));
    let (other, _) = Roster::found(device(1), recovery(1), &key(1001), &SeededEntropy::new(2)).unwrap();
    assert_ne!(other.person(), roster.person());
    let second = other.records().next().unwrap().clone();
    let _ = roster.insert(second);
    assert_eq!(roster, founded(), "the founding record stays");
}

#[test]
fn numbers_beyond_the_last_and_records_too_large_are_refused() {
    let sign = |number, knew: Vec<RecordId>| Record::sign(signer(1), number, knew, add(2), &key(1001)).map(|_| ());
    assert_eq!(sign(0, vec![]), Err(PeopleError::BadNumber));
    assert_eq!(sign(65, vec![]), Err(PeopleError::BadNumber));
    assert_eq!(sign(64, vec![]), Ok(()));
    let many = (0..=crate::limits::KNEW_MAX as u8).map(|n| [n; 32]).collect();
    assert_eq!(sign(2, many), Err(PeopleError::TooLarge));
    assert_eq!(Record::decode(&vec![1; crate::limits::RECORD_BYTES_MAX + 1]), Err(PeopleError::TooLarge));
    let mut two = Record::sign(signer(1), 2, vec![[1; 32], [2; 32]], add(2), &key(1001)).unwrap();
    assert_eq!(Record::decode(&two.encode().unwrap()).unwrap(), two);
    two.knew.reverse();
    assert_eq!(Record::decode(&two.encode().unwrap()), Err(PeopleError::Malformed));
}

#[test]
fn a_full_record_fits_its_bound() {
    let knew = (0..crate::limits::KNEW_MAX as u8).map(|n| [n; 32]).collect();
    let long = "𝄞".repeat(crate::limits::NAME_CHARS_MAX);
    let card = DeviceCard::new(&key(3), key(1003).public(), format!("age1{}", "q".repeat(58)), long).unwrap();
    Record::sign(signer(1), 64, knew, RecordBody::Add { device: card }, &key(1001)).unwrap();
}

#[test]
fn a_device_that_fills_its_places_can_still_be_removed() {
    let mut roster = founded();
    roster.sign_next(signer(1), add(2), &key(1001)).unwrap();
    let noise = || RecordBody::Remove { device: device(7).device, last_number: 0 };
    for _ in 0..64 {
        roster.sign_next(signer(2), noise(), &key(1002)).unwrap();
    }
    assert_eq!(roster.sign_next(signer(2), noise(), &key(1002)), Err(PeopleError::BadNumber));
    let out = RecordBody::Remove { device: device(2).device, last_number: 0 };
    roster.sign_next(signer(1), out, &key(1001)).unwrap();
    assert_eq!(roster.meaning().removed, [device(2).device]);
}

#[test]
fn a_roster_holds_at_most_so_many_devices() {
    let mut roster = founded();
    for seed in 2..=64 {
        let by = if seed <= 40 { 1 } else { 2 };
        roster.sign_next(signer(by), add(seed), &key(1000 + by)).unwrap();
    }
    assert_eq!(roster.sign_next(signer(2), add(65), &key(1002)), Err(PeopleError::Full));
    assert_eq!(roster.meaning().devices.len(), 64);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_does_not_matter(order in Just(history()).prop_shuffle(), cut in 0usize..8) {
        let mut straight = Roster::from_founding(founding_of(&history())).unwrap();
        straight.merge(history());
        let mut shuffled = Roster::from_founding(founding_of(&history())).unwrap();
        let (first, second) = order.split_at(cut.min(order.len()));
        shuffled.merge(first.to_vec());
        // What came too early is sent again with the rest, as whole rosters are.
        shuffled.merge(second.iter().chain(first).cloned());
        prop_assert_eq!(&shuffled, &straight);
        prop_assert_eq!(shuffled.digest(), straight.digest());
        prop_assert_eq!(shuffled.meaning(), straight.meaning());
    }

    #[test]
    fn arbitrary_bytes_are_no_roster_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Roster::decode(&bytes).is_err());
        let mut versioned = bytes;
        versioned.insert(0, 1);
        prop_assert!(Roster::decode(&versioned).is_err());
    }
}
