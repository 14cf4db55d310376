//! Ending over real connections: both sides hear of it, the words are gone there and stay here, and connecting again
//! begins anew.

use understory::demo::headless;
use understory::demo::pair::pair;
use understory::demo::party::{Party, system_world};
use understory_sync::engine::scan::{scan_folder, scan_values};
use understory_sync::engine::view::{EndedState, EndedView};
use understory_sync::engine::{Command, Event};
use understory_tests::pairs::{self, Pair};

const WORDS: &str = "the corridor was longer than it had ever been";
const LATER: &str = "and at its end stood an open door";

/// Waits until a party's people page shows an ending of this kind.
fn until_ended(party: &mut Party, wanted: impl Fn(&EndedView) -> bool) {
    let all = |people: &[understory_sync::engine::view::PersonView]| {
        people.iter().any(|person| person.ended.as_ref().is_some_and(&wanted))
    };
    party.until_people("the ending", |people| all(people)).expect("the ending is told");
}

#[test]
fn an_ending_takes_the_words_back_over_a_real_connection_and_connecting_again_begins_anew() {
    let mut pair_of = Pair::new().expect("paired");
    let Pair { client, therapist, space, .. } = &mut pair_of;
    let entry = pairs::write(client, "The corridor", WORDS).expect("an entry");
    let publication = headless::share(client, entry, *space, WORDS, None).expect("arrives");
    headless::read(therapist, *space, publication, WORDS).expect("is read");

    client.ask(Command::EndSharing(*space)).expect("asked");
    until_ended(client, |ended| {
        let removed = ended.devices.iter().all(|device| matches!(device.state, EndedState::Removed { .. }));
        ended.by_me && ended.left == 0 && removed && ended.settled
    });
    until_ended(therapist, |ended| !ended.by_me && ended.kept == 0);
    therapist.ask(Command::ReadPerson(*space)).expect("asked");
    let left = therapist.until("what is left", |event| match event {
        Event::Publications { publications, .. } => Some(publications.len()),
        _ => None,
    });
    assert_eq!(left.expect("told"), 0);
    assert_eq!(client.open_entry(entry).expect("opens").text, WORDS, "the entry stays as it is");

    let again = pair(client, therapist).expect("paired again");
    assert_ne!(again, *space, "what was ended stays ended");
    let entry = pairs::write(client, "The door", LATER).expect("an entry");
    let publication = headless::share(client, entry, again, LATER, None).expect("arrives in the new space");
    headless::read(therapist, again, publication, LATER).expect("is read");

    let Pair { client, therapist, folder: _folder, .. } = pair_of;
    client.quit().expect("quits");
    let (folder, key, _) = therapist.quit().expect("quits");
    assert!(scan_folder(&folder, &[WORDS, LATER]).expect("scans").is_empty());
    let found = scan_values(&folder, &key, &system_world(), &[WORDS, LATER]).expect("scans");
    assert!(found.iter().all(|finding| finding.needle == 1), "nothing of what was ended: {found:?}");
    assert!(!found.is_empty(), "the scan finds what is there");
}
