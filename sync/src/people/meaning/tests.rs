//! Stories of devices: who counts in the end.

use crate::clock::SeededEntropy;
use crate::ids::DeviceId;
use crate::people::testing::{device, key, recovery};
use crate::people::{Record, RecordBody, Roster, Signer};

fn id(seed: u64) -> DeviceId {
    device(seed).device
}

/// Two or more devices of one person, each with its own view of the roster.
struct Story(Roster);

impl Story {
    /// Device 1 founds, and adds the others.
    fn with(devices: u64) -> Self {
        let mut roster = Roster::found(device(1), recovery(1), &key(1001), &SeededEntropy::new(1)).unwrap().0;
        for seed in 2..=devices {
            roster.sign_next(Signer::Device(id(1)), RecordBody::Add { device: device(seed) }, &key(1001)).unwrap();
        }
        Self(roster)
    }

    /// What `by` signs knowing only what this story holds.
    fn says(&self, by: u64, body: RecordBody) -> Record {
        self.0.clone().sign_next(Signer::Device(id(by)), body, &key(1000 + by)).unwrap()
    }

    fn recovers(&self, by: u64, body: RecordBody) -> Record {
        self.0.clone().sign_next(Signer::Recovery(recovery(by).signing), body, &key(2000 + by)).unwrap()
    }

    fn take(&mut self, records: impl IntoIterator<Item = Record>) -> &mut Self {
        for record in records {
            assert!(self.0.insert(record).unwrap());
        }
        self
    }

    fn devices(&self) -> Vec<DeviceId> {
        self.0.meaning().devices.iter().map(|card| card.device).collect()
    }

    fn counts(&self, seeds: &[u64]) {
        let mut expected: Vec<DeviceId> = seeds.iter().map(|seed| id(*seed)).collect();
        expected.sort();
        assert_eq!(self.devices(), expected);
    }
}

fn add(seed: u64) -> RecordBody {
    RecordBody::Add { device: device(seed) }
}

fn remove(seed: u64, last_number: u32) -> RecordBody {
    RecordBody::Remove { device: id(seed), last_number }
}

fn renew(from: u64, to: u64) -> RecordBody {
    RecordBody::NewRecovery { replaces: recovery(from).signing, recovery: recovery(to) }
}

#[test]
fn a_founded_person_has_one_device_and_its_recovery_key() {
    let story = Story::with(1);
    let meaning = story.0.meaning();
    assert_eq!(meaning.person, story.0.person());
    assert_eq!(meaning.recovery, Some(recovery(1)));
    assert!(meaning.is_settled());
    story.counts(&[1]);
}

#[test]
fn concurrent_adds_all_count() {
    let mut story = Story::with(2);
    let both = [story.says(1, add(3)), story.says(2, add(4))];
    story.take(both).counts(&[1, 2, 3, 4]);
}

#[test]
fn a_removal_voids_what_the_removed_device_signed_after_the_number() {
    let mut story = Story::with(2);
    let early = story.says(2, add(3));
    story.take([early]);
    let late = story.says(2, add(4));
    let out = story.says(1, remove(2, 1));
    story.take([late, out]).counts(&[1, 3]);
    assert_eq!(story.0.meaning().removed, [id(2)]);
    let again = story.says(1, add(2));
    story.take([again]).counts(&[1, 3]);
}

#[test]
fn the_removals_of_a_removed_device_are_void_and_so_are_its_adds_adds() {
    let mut story = Story::with(3);
    let out = story.says(1, remove(2, 0));
    let counter = story.says(2, remove(3, 0));
    let added = story.says(2, add(4));
    story.take([out]);
    story.take([counter]).counts(&[1, 3]);
    let mut story = Story::with(2);
    story.take([added]);
    let grandchild = story.says(4, add(5));
    let out = story.says(1, remove(2, 0));
    story.take([grandchild, out]).counts(&[1]);
}

#[test]
fn two_removals_that_void_each_other_both_hold_and_nobody_is_served() {
    let mut story = Story::with(2);
    let last = story.0.last_number(Signer::Device(id(1)));
    let (a, b) = (story.says(1, remove(2, 0)), story.says(2, remove(1, last)));
    story.take([a, b]).counts(&[]);
    assert!(story.0.meaning().contested);
    assert!(!story.0.meaning().is_settled());
}

#[test]
fn a_third_device_decides_between_two() {
    let mut story = Story::with(3);
    let last = story.0.last_number(Signer::Device(id(1)));
    let (a, b) = (story.says(1, remove(2, 0)), story.says(2, remove(1, last)));
    story.take([a, b]).counts(&[3]);
    assert!(story.0.meaning().contested);
    let verdict = story.says(3, remove(2, 0));
    story.take([verdict]).counts(&[1, 3]);
    assert!(!story.0.meaning().contested);
}

#[test]
fn the_recovery_key_decides_between_two() {
    let mut story = Story::with(2);
    let last = story.0.last_number(Signer::Device(id(1)));
    let (a, b) = (story.says(1, remove(2, 0)), story.says(2, remove(1, last)));
    story.take([a, b]);
    let verdict = story.recovers(1, remove(1, last));
    story.take([verdict]).counts(&[2]);
    assert!(!story.0.meaning().contested);
}

#[test]
fn a_ring_of_three_removals_holds_and_what_hangs_below_it_does_not() {
    let mut story = Story::with(4);
    let last = story.0.last_number(Signer::Device(id(1)));
    let ring = [story.says(1, remove(2, 0)), story.says(2, remove(3, 0)), story.says(3, remove(1, last))];
    story.take(ring).counts(&[4]);
    assert!(story.0.meaning().contested);

    // A ring of two; the second device's later removal of a fourth hangs below it.
    let mut story = Story::with(3);
    let last = story.0.last_number(Signer::Device(id(1)));
    let (a, b) = (story.says(1, remove(2, 0)), story.says(2, remove(1, last)));
    story.take([b]);
    let below = story.says(2, remove(3, 0));
    story.take([a, below]).counts(&[3]);
}

#[test]
fn an_objection_with_a_number_before_the_removal_voids_it_only_if_it_is_not_void_itself() {
    let mut story = Story::with(2);
    // Device 2 removed device 1 knowing all it wrote; device 1 had already removed device 2 before that number.
    let first = story.says(1, remove(2, 0));
    story.take([first]);
    let last = story.0.last_number(Signer::Device(id(1)));
    let late = story.says(2, remove(1, last));
    story.take([late]).counts(&[1]);
    assert!(story.0.meaning().is_settled());
}

#[test]
fn a_device_may_remove_itself() {
    let mut story = Story::with(2);
    let bye = story.says(2, remove(2, 1));
    story.take([bye]).counts(&[1]);
    assert!(story.0.meaning().is_settled());
    let own = Signer::Device(id(1));
    assert!(Record::sign(own, 5, vec![], remove(1, 4), &key(1001)).is_err(), "a record never voids itself");
}

#[test]
fn the_founding_record_counts_even_when_its_device_is_out() {
    let mut story = Story::with(2);
    let out = story.says(2, remove(1, 1));
    // The founder's add of device 2 had number 2: with it void, the removal has no signer, and so on round.
    story.take([out]);
    assert!(story.0.meaning().contested);
    let mut story = Story::with(2);
    let out = story.says(2, remove(1, 2));
    story.take([out]).counts(&[2]);
    assert_eq!(story.0.meaning().recovery, Some(recovery(1)));
}

#[test]
fn a_device_that_only_the_recovery_key_added_is_marked() {
    let mut story = Story::with(2);
    let added = story.recovers(1, add(3));
    story.take([added]).counts(&[1, 2, 3]);
    assert_eq!(story.0.meaning().added_by_recovery, [id(3)]);
}

#[test]
fn a_new_recovery_key_voids_what_the_old_one_signs_outside_its_past() {
    let mut story = Story::with(1);
    let before = story.recovers(1, add(2));
    story.take([before]);
    let beside = story.recovers(1, add(3));
    let new = story.says(1, renew(1, 5));
    story.take([beside, new]).counts(&[1, 2]);
    assert_eq!(story.0.meaning().recovery, Some(recovery(5)));
    let by_new = story.recovers(5, add(4));
    let by_old = story.recovers(1, add(6));
    story.take([by_new, by_old]).counts(&[1, 2, 4]);
}

#[test]
fn two_replacements_that_do_not_know_each_other_are_both_void() {
    let mut story = Story::with(2);
    let both = [story.says(1, renew(1, 5)), story.says(2, renew(1, 6))];
    story.take(both);
    assert_eq!(story.0.meaning().recovery, None);
    assert!(!story.0.meaning().is_settled());
    let by_void = story.recovers(5, add(7));
    story.take([by_void]).counts(&[1, 2]);
}

#[test]
fn a_replacement_that_knows_an_earlier_one_of_the_same_key_says_nothing() {
    let mut story = Story::with(1);
    let first = story.says(1, renew(1, 5));
    story.take([first]);
    let second = story.says(1, renew(1, 6));
    story.take([second]);
    assert_eq!(story.0.meaning().recovery, Some(recovery(5)));
}

/// What a device signs anew under a number it used already, with a name that takes the old record's place.
fn exchanged(story: &Story, by: u64, number: u32, body: impl Fn(u64) -> RecordBody) -> Record {
    let held = story.0.records().find(|record| record.signer == Signer::Device(id(by)) && record.number == number);
    let held = held.unwrap().id().unwrap();
    let mut tries = (50..).map(|seed| {
        Record::sign(Signer::Device(id(by)), number, vec![story.0.person().0], body(seed), &key(1000 + by)).unwrap()
    });
    tries.find(|record| record.id().unwrap() < held).unwrap()
}

#[test]
fn a_removed_device_adds_nobody_under_a_number_it_used_before() {
    // Device 1 added 2 and 3; then 1 is stolen and 3 removes it, and keeps what it knew 1 to have signed.
    let mut story = Story::with(3);
    let last = story.0.last_number(Signer::Device(id(1)));
    let gone = story.says(3, remove(1, last));
    story.take([gone]).counts(&[2, 3]);
    // The thief has its key, and signs another record in the place of the one that added 2.
    let thief = exchanged(&story, 1, 2, add);
    let RecordBody::Add { device: accomplice } = thief.body.clone() else { panic!("an add") };
    story.take([thief]);
    let devices = story.devices();
    assert!(!devices.contains(&accomplice.device), "{devices:?}");
    assert!(devices.contains(&id(3)), "what the record after it named is known still");
}

#[test]
fn a_removed_device_fills_no_number_that_it_had_left_out() {
    let mut story = Story::with(2);
    let own = Signer::Device(id(1));
    // Signed early, far ahead; the removal knows it, and everything between is open.
    let ahead = Record::sign(own, 9, story.0.records().map(|r| r.id().unwrap()).collect(), add(3), &key(1001)).unwrap();
    story.take([ahead]);
    let gone = story.says(2, remove(1, 9));
    story.take([gone]);
    let before = story.devices();
    let filled = Record::sign(own, 5, vec![story.0.person().0], add(4), &key(1001)).unwrap();
    story.take([filled]);
    assert!(!story.devices().contains(&id(4)));
    assert_eq!(story.devices(), before);
}
