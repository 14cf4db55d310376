//! Ending: said in plain words before it happens, and who answered what after.

use super::*;

const SPACE: SpaceId = SpaceId([9; 16]);

fn ended(by_me: bool, states: &[EndedState]) -> EndedView {
    let device = |(number, state): (usize, &EndedState)| EndedDevice {
        device: DeviceId([number as u8; 32]),
        name: format!("Device {number}"),
        state: *state,
    };
    EndedView {
        by_me,
        at_ms: 1_799_000_000_000,
        left: 0,
        withdrawn: 23,
        kept: 0,
        kept_until_ms: None,
        devices: states.iter().enumerate().map(device).collect(),
        settled: false,
    }
}

fn at_people(theme: ThemeChoice, person: PersonView) -> Desk {
    let mut desk = Desk::sized(true, theme);
    desk.unlock(Home::Journal);
    desk.hear(Event::People(vec![person]));
    desk.window.state_mut().act(Action::Go(Room::People));
    desk.window.run_ok();
    desk.engine.take();
    desk
}

#[test]
fn the_page_says_what_happens_and_nothing_happens_before_the_button() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = at_people(theme, contact());
        desk.click("End sharing…");
        for words in [
            "End sharing with Dr. Birch?",
            "Sharing stops both ways",
            "Everything you shared with Dr. Birch is withdrawn",
            "You keep everything",
            "What has been read can’t be unread.",
            "that begins anew, with nothing shared",
        ] {
            assert!(desk.says(words), "{words}");
        }
        desk.click("Keep sharing");
        assert_eq!(desk.window.state().model().state.room, Room::People);
        assert!(desk.engine.take().is_empty());
        desk.click("End sharing…");
        desk.click("End sharing");
        let asked = desk.engine.take();
        assert!(matches!(asked[..], [Command::EndSharing(SPACE)]), "{asked:?}");
        assert_eq!(desk.window.state().model().state.room, Room::People);
    }
}

#[test]
fn a_therapist_reads_what_becomes_of_the_clients_words_by_their_rule() {
    let client = PersonView { name: "Ann".to_owned(), role: Role::Client, ..contact() };
    let mut desk = at_people(ThemeChoice::Light, client);
    desk.click("End sharing…");
    assert!(desk.says("What Ann shared with you is removed") && desk.says("Ann keeps everything they wrote"));
    let profile = desk.window.state().model().state.profile.clone().unwrap();
    desk.hear(Event::Profile(Profile { retention_days: Some(30), ..profile }));
    assert!(desk.says("What Ann shared with you is hidden now") && !desk.says("is removed from your devices"));
}

#[test]
fn an_ended_contact_stands_apart_with_what_each_device_answered() {
    let states = [
        EndedState::Removed { at_ms: 1_799_999_000_000 },
        EndedState::KeptUntil { until_ms: 1_830_000_000_000 },
        EndedState::NotHeard,
        EndedState::Heard { at_ms: 1_799_999_000_000 },
    ];
    let person = PersonView { ended: Some(ended(true, &states)), ..contact() };
    let mut desk = at_people(ThemeChoice::Light, person.clone());
    for words in [
        "Ended by you on 3 January 2027",
        "23 pages of yours withdrawn",
        "Device 0: says the words are gone",
        "Device 1: kept hidden until 28 December 2027 by their practice’s rule",
        "Device 2: not heard from yet, may still hold the words",
        "Device 3: has heard of it",
        "called until each has answered",
    ] {
        assert!(desk.says(words), "{words}");
    }
    assert!(!desk.says("End sharing…") && !desk.says("Try now"));
    assert!(desk.window.state().model().state.people.readers().next().is_none(), "nobody to share with");
    let settled = EndedView { settled: true, left: 3, ..ended(false, &states[..1]) };
    desk.hear(Event::People(vec![PersonView { ended: Some(settled), ..person }]));
    for words in ["Ended by Dr. Birch on", "3 pages of yours still being withdrawn", "no longer called"] {
        assert!(desk.says(words), "{words}");
    }
}

#[test]
fn a_client_who_ended_is_no_longer_among_the_clients_and_what_a_rule_keeps_is_dated() {
    let kept = EndedView { withdrawn: 0, kept: 2, kept_until_ms: Some(1_830_000_000_000), ..ended(false, &[]) };
    let client = PersonView { name: "Ann".to_owned(), role: Role::Client, ended: Some(kept), ..contact() };
    let mut desk = at_people(ThemeChoice::Dark, client);
    assert!(desk.says("Ended by Ann on 3 January 2027"));
    assert!(desk.says("2 entries of theirs kept hidden by your rule, the last until 28 December 2027"));
    assert!(desk.window.state().model().state.people.clients().is_empty());
    desk.window.state_mut().act(Action::Go(Room::Reading(SPACE)));
    desk.hear(Event::Publications { space: SPACE, publications: vec![] });
    assert!(desk.says("Ended by Ann on 3 January 2027"));
}

#[test]
fn an_ending_by_the_other_side_closes_the_page_that_asks() {
    let mut desk = at_people(ThemeChoice::Light, contact());
    desk.click("End sharing…");
    desk.hear(Event::People(vec![PersonView { ended: Some(ended(false, &[])), ..contact() }]));
    desk.window.run_ok();
    assert_eq!(desk.window.state().model().state.room, Room::People);
    assert!(!desk.engine.take().iter().any(|asked| matches!(asked, Command::EndSharing(_))));
}
