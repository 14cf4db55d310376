//! Endings that are cut off, heard late, or followed by another pairing.

use super::super::steps::Storm;
use crate::engine::command::Command;
use crate::engine::contacts::Known;
use crate::engine::view::EndedState;
use crate::limits::ENDING_BATCH;
use crate::people::{Contact, SpaceFounding, SpaceTerms};

use super::DAY_MS;

#[test]
fn a_late_publication_of_a_device_that_had_not_heard_is_taken_back() {
    let mut storm = Storm::quiet([2, 1]);
    storm.shares(0, "earlywords");
    storm.meets();
    storm.network.parted = Some(0b010);
    storm.network.cut_all();
    storm.ends(0);
    storm.network.connect(0, 2);
    storm.network.settle();
    // The other device of the client meets the therapist before it meets the one that ended it.
    let (late, _) = storm.shares(1, "latewords");
    storm.network.parted = Some(0b001);
    storm.network.cut_all();
    storm.network.connect(1, 2);
    storm.network.settle();
    let space = storm.space();
    assert!(storm.network.devices[2].open().publication_views(space).unwrap().is_empty(), "it is not shown");
    assert!(!storm.holds(2, "latewords"), "nor kept");
    storm.network.parted = None;
    storm.meets();
    storm.agree();
    assert_eq!((storm.live(0), storm.live(1), storm.live(2)), (0, 0, 0));
    assert!((0..2).all(|which| storm.network.devices[which].words(late).contains("latewords")));
    assert!((0..2).all(|which| storm.ended(which).settled));
    assert!(!storm.holds(2, "latewords") && !storm.holds(2, "earlywords"));
}

#[test]
fn an_ending_that_takes_several_batches_goes_on_after_a_kill() {
    let mut storm = Storm::quiet([1, 1]);
    let entries: Vec<_> = (0..ENDING_BATCH + 12).map(|_| storm.shares(0, "one of many").0).collect();
    storm.meets();
    storm.ends(0);
    assert_eq!(storm.ended(0).left, 12, "a batch at a time");
    storm.network.devices[0].kill();
    storm.network.fell(0);
    assert_eq!(storm.ended(0).left, 12);
    storm.meets();
    storm.agree();
    assert_eq!((storm.live(0), storm.live(1)), (0, 0));
    let ended = storm.ended(0);
    assert!(ended.left == 0 && ended.withdrawn == ENDING_BATCH + 12 && ended.settled);
    assert!(!storm.holds(1, "one of many"));
    for entry in entries {
        let view = storm.network.devices[0].open().entry_view(entry).unwrap();
        assert!(view.shares.iter().all(|share| share.withdrawn_ms.is_some()), "the entry knows");
    }
}

#[test]
fn an_ending_killed_at_any_moment_is_none_or_comes_to_its_end() {
    let (mut none, mut done) = (0, 0);
    for reads in 0..24 {
        let mut storm = Storm::quiet([1, 1]);
        storm.shares(0, "clientwords");
        storm.shares(0, "more clientwords");
        storm.meets();
        storm.network.devices[0].kill_after(reads);
        storm.ends(0);
        let space = storm.space();
        if !storm.network.devices[0].open().endings.is_ended(space) {
            assert_eq!(storm.live(0), 2, "nothing has happened");
            none += 1;
            storm.ends(0);
        } else {
            done += 1;
        }
        storm.network.fell(0);
        storm.meets();
        storm.agree();
        assert_eq!((storm.live(0), storm.live(1)), (0, 0), "killed at {reads}");
        assert!(!storm.holds(1, "clientwords") && storm.ended(0).settled, "killed at {reads}");
    }
    assert!(none > 0 && done > 0, "both sides of the commit were tried: {none} and {done}");
}

#[test]
fn a_rule_keeps_the_words_hidden_and_dated_and_the_client_hears_when_they_are_gone() {
    let mut storm = Storm::quiet([1, 1]);
    storm.shares(0, "clientwords");
    storm.meets();
    storm.does(1, Command::SetRetention(Some(30)));
    storm.ends(1);
    let space = storm.space();
    let views = storm.network.devices[1].open().publication_views(space).unwrap();
    let view = &views[0];
    let (withdrawn_ms, until_ms) = (view.withdrawn_ms.unwrap(), view.kept_until_ms.unwrap());
    assert_eq!((view.content.text.as_str(), until_ms - withdrawn_ms), ("", 30 * DAY_MS));
    storm.meets();
    storm.agree();
    assert!(matches!(storm.states(0)[..], [EndedState::KeptUntil { until_ms: said }] if said == until_ms));
    assert!(storm.ended(0).settled && storm.holds(1, "clientwords"));
    let ended = storm.ended(1);
    assert_eq!((ended.kept, ended.kept_until_ms), (1, Some(until_ms)), "their own withdrawal changes no date");
    // The day comes while nobody is connected.
    storm.network.cut_all();
    (0..31).for_each(|_| storm.network.pass(DAY_MS));
    assert!(!storm.holds(1, "clientwords") && storm.ended(1).kept == 0);
    assert!(!storm.ended(0).settled, "it has something to say again");
    storm.meets();
    assert!(matches!(storm.states(0)[..], [EndedState::Removed { .. }]), "{:?}", storm.states(0));
}

#[test]
fn a_side_that_had_not_heard_of_the_ending_follows_to_the_space_of_the_next_pairing() {
    let mut storm = Storm::quiet([1, 1]);
    storm.shares(0, "clientwords");
    storm.meets();
    storm.network.cut_all();
    storm.ends(0);
    // They pair again before the therapist's device has heard.
    let (old, new) = (storm.space(), founded_anew(&mut storm));
    for which in 0..2 {
        let open = storm.network.devices[which].open();
        let person = *open.contacts.keys().next().unwrap();
        let mut known = open.contacts.remove(&person).unwrap();
        open.contacts.insert(person, Known::new(copy_of(&known.contact), &Default::default()).unwrap());
        known.contact.space = new.clone();
        let past = open.settle_space(&mut known.contact);
        let known = Known { past, ..Known::new(known.contact, &Default::default()).unwrap() };
        assert_eq!(known.space == old, which == 1, "only the one that has not heard stays");
        open.contacts.insert(person, known);
        open.save_contact(person).unwrap();
        open.devices_changed().unwrap();
    }
    storm.network.devices[1].kill();
    storm.meets();
    let new = new.space().unwrap();
    for which in 0..2 {
        let open = storm.network.devices[which].open();
        assert!(open.contacts.values().all(|known| known.space == new && known.past.spaces == [old]));
        assert!(open.person_views()[0].ended.is_none(), "it begins anew");
    }
    storm.agree();
    assert_eq!((storm.live(0), storm.live(1)), (0, 0), "what was ended stays ended");
    assert!(!storm.holds(1, "clientwords"));
    storm.shared = Some(new);
    storm.shares(0, "newwords");
    storm.meets();
    storm.agree();
    assert!(storm.holds(1, "newwords"));
}

fn copy_of(contact: &Contact) -> Contact {
    Contact::decode(&contact.encode().unwrap()).unwrap()
}

/// What two persons would sign at another pairing.
fn founded_anew(storm: &mut Storm) -> SpaceFounding {
    let mut persons = Vec::new();
    let mut signed = Vec::new();
    for which in 0..2 {
        let open = storm.network.devices[which].open();
        let (person, founding) = (open.me.person, &open.contacts.values().next().unwrap().contact.space);
        persons.push((person, founding.role_of(person).unwrap()));
    }
    let terms = SpaceTerms::new(persons[0], persons[1], [8; 32]).unwrap();
    for which in 0..2 {
        let open = storm.network.devices[which].open();
        signed.push(terms.sign(open.me.device, &open.me.signing).unwrap());
    }
    let theirs = signed.pop().unwrap();
    SpaceFounding::new(terms, (persons[0].0, signed.pop().unwrap()), theirs)
}

#[test]
fn who_calls_after_everybody_answered_is_still_told() {
    let mut storm = Storm::quiet([1, 1]);
    storm.shares(0, "clientwords");
    storm.meets();
    let older = storm.network.devices[1].back_up();
    storm.ends(0);
    storm.meets();
    let reader = storm.network.devices[1].id;
    assert!(storm.network.devices[0].open().is_settled(reader));
    // The reader's vault is put back from a copy that knows of no ending.
    storm.network.devices[1].go_back(&older);
    storm.network.fell(1);
    assert!(storm.holds(1, "clientwords"));
    for _ in 0..4 {
        storm.network.cut_all();
        storm.network.connect(1, 0);
        storm.network.settle();
        (0..2).for_each(|which| storm.resume(which));
        storm.network.settle();
    }
    assert!(!storm.holds(1, "clientwords"));
    assert!(!storm.ended(1).by_me);
}
