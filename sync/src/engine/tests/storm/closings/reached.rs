//! Endings that reach everybody: one side ends, the other, or both at once, and some device is away.

use super::super::steps::Storm;
use crate::engine::Failure;
use crate::engine::command::Command;
use crate::engine::sharing::ShareRequest;
use crate::engine::view::{EndedState, ShareChoice};
use crate::kind::Kind;

use super::DAY_MS;

#[test]
fn an_ending_reaches_every_device_and_no_word_of_the_client_is_left_with_the_therapist() {
    let mut storm = Storm::quiet([2, 2]);
    let (entry, publication) = storm.shares(0, "corridorwords");
    let (_, second) = storm.shares(1, "riverwords");
    storm.meets();
    storm.does(2, Command::MarkOpened(publication));
    storm.leaves_note(3, second, "notewords");
    storm.meets();
    assert!((2..4).all(|which| storm.holds(which, "corridorwords") && storm.holds(which, "riverwords")));

    storm.ends(0);
    storm.meets();
    storm.agree();
    for which in 2..4 {
        for words in ["corridorwords", "riverwords"] {
            assert!(!storm.holds(which, words), "{words} on {which}");
        }
        let space = storm.space();
        assert!(storm.network.devices[which].open().publication_views(space).unwrap().is_empty());
        let ended = storm.ended(which);
        assert!(!ended.by_me && ended.kept == 0 && ended.settled);
    }
    for which in 0..2 {
        let ended = storm.ended(which);
        assert!(ended.by_me && ended.left == 0 && ended.withdrawn == 2 && ended.settled, "{ended:?}");
        assert!(ended.devices.iter().all(|device| matches!(device.state, EndedState::Removed { .. })), "{ended:?}");
        assert!(storm.network.devices[which].words(entry).contains("corridorwords"), "the entry stays");
        assert!(storm.holds(which, "notewords"), "the client keeps what was left for them");
        let view = storm.network.devices[which].open().entry_view(entry).unwrap();
        assert!(view.shares.iter().all(|share| share.withdrawn_ms.is_some()));
    }
    assert!(storm.network.devices.iter().all(|device| device.alarms().is_empty()));
}

#[test]
fn after_an_ending_nothing_is_shared_noted_or_left_in_a_margin() {
    let mut storm = Storm::quiet([1, 1]);
    let (entry, publication) = storm.shares(0, "words");
    storm.meets();
    let draft = storm.drafts_note(1, publication, "too late");
    storm.ends(0);
    let (space, choice) = (storm.space(), ShareChoice::Whole);
    let request = ShareRequest { entry, space, choice, title: false, date: None, bring: false, replaces: None };
    assert_eq!(storm.network.devices[0].open().preview_share(request).err(), Some(Failure::Ended));
    storm.meets();
    assert_eq!(storm.network.devices[1].open().leave_note(draft).err(), Some(Failure::Ended));
    let list = storm.network.devices[1].documents(Kind::Receipts, true)[0];
    let heads = |storm: &mut Storm| storm.network.devices[1].open().catalog.get(list).unwrap().heads.clone();
    let before = (heads(&mut storm), storm.network.frames);
    (0..40).for_each(|_| storm.network.pass(1_000));
    assert_eq!((heads(&mut storm), storm.network.frames), before, "quiet means quiet");
}

#[test]
fn an_ending_of_both_at_once_takes_back_the_words_of_both() {
    let mut storm = Storm::quiet([1, 1]);
    let (entry, publication) = storm.shares(0, "clientwords");
    storm.meets();
    storm.leaves_note(1, publication, "notewords");
    storm.meets();
    storm.network.cut_all();
    storm.ends(0);
    storm.ends(1);
    assert!(!storm.holds(1, "clientwords"), "whoever ends does not wait for the other");
    storm.meets();
    storm.agree();
    assert!(!storm.holds(1, "clientwords") && !storm.holds(0, "notewords"));
    assert!(storm.network.devices[0].words(entry).contains("clientwords"));
    for which in 0..2 {
        assert!(storm.ended(which).settled, "{:?}", storm.ended(which));
        assert!(matches!(storm.states(which)[..], [EndedState::Removed { .. }]));
    }
}

#[test]
fn a_therapist_who_ends_keeps_nothing_although_the_client_is_away_and_the_client_hears_later() {
    let mut storm = Storm::quiet([1, 2]);
    let (_, publication) = storm.shares(0, "clientwords");
    storm.meets();
    storm.leaves_note(1, publication, "notewords");
    storm.meets();
    // The client is away.
    storm.network.parted = Some(0b001);
    storm.network.cut_all();
    storm.ends(1);
    storm.network.connect(1, 2);
    storm.network.settle();
    assert!((1..3).all(|which| !storm.holds(which, "clientwords")));
    assert!(!storm.holds(1, "notewords") || storm.live(1) == 1, "what was left is withdrawn");
    assert!(!storm.ended(1).settled);
    assert!(storm.holds(0, "notewords"), "the client has not heard yet");
    storm.network.parted = None;
    storm.meets();
    storm.agree();
    assert_eq!((storm.live(0), storm.live(1), storm.live(2)), (0, 0, 0));
    let ended = storm.ended(0);
    assert!(!ended.by_me && ended.withdrawn == 1 && ended.settled, "{ended:?}");
    assert!(storm.ended(1).settled);
    assert!(!storm.network.devices[0].open().note_views(publication, None).iter().any(|note| !note.mine));
    assert!(storm.network.devices.iter().all(|device| device.alarms().is_empty()));
}

#[test]
fn a_device_that_was_away_for_long_is_not_heard_from_and_then_takes_everything_away() {
    let mut storm = Storm::quiet([1, 2]);
    storm.shares(0, "clientwords");
    storm.meets();
    storm.network.parted = Some(0b100);
    storm.network.cut_all();
    storm.ends(0);
    storm.network.connect(0, 1);
    storm.network.settle();
    for _ in 0..60 {
        storm.network.pass(DAY_MS);
    }
    let mut states = storm.states(0);
    states.sort_by_key(|state| *state == EndedState::NotHeard);
    assert!(matches!(states[..], [EndedState::Removed { .. }, EndedState::NotHeard]), "{states:?}");
    let ids: Vec<_> = storm.network.devices.iter().map(|device| device.id).collect();
    let open = storm.network.devices[0].open();
    assert!(open.is_settled(ids[1]) && !open.is_settled(ids[2]), "who has answered is not called any more");
    assert!(storm.holds(2, "clientwords"));
    storm.network.parted = None;
    storm.meets();
    storm.agree();
    assert!(!storm.holds(2, "clientwords") && storm.ended(0).settled);
}
