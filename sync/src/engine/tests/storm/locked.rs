//! One device is locked and receives: what its screen and the other side's show, before and after it is opened.

use super::steps::Storm;
use crate::document::Splice;
use crate::engine::actor::Input;
use crate::engine::command::Command;
use crate::engine::event::Event;
use crate::engine::view::{Field, ShareChoice, ShareState};
use crate::ids::DocumentId;
use crate::kind::Kind;

/// The client's device, and the therapist's.
const CLIENT: usize = 0;
const THERAPIST: usize = 1;

/// A client and a therapist who are level; nothing is killed unless a test does.
fn two() -> Storm {
    let mut storm = Storm::of(7, [1, 1], false);
    storm.network.killer = None;
    storm.network.connect_all();
    storm.network.settle();
    storm
}

impl Storm {
    fn asked(&mut self, which: usize, command: Command) -> Vec<Event> {
        self.network.on(which, Input::Command(command)).expect("nothing is killed")
    }

    fn entry(&mut self, which: usize, words: &str) -> DocumentId {
        let opened = |event| if let Event::Opened(view) = event { Some(view.summary.document) } else { None };
        let document = self.asked(which, Command::NewEntry(Default::default())).into_iter().find_map(opened).unwrap();
        let splices = vec![Splice { at: 0, delete: 0, insert: words.to_owned() }];
        self.asked(which, Command::Edit { document, field: Field::Body, batch: 1, splices });
        document
    }

    /// Shares an entry of the client's; returns entry and publication.
    fn shared_by_client(&mut self, words: &str) -> (DocumentId, DocumentId) {
        let entry = self.entry(CLIENT, words);
        let (space, choice) = (self.shared.unwrap(), ShareChoice::Whole);
        let preview =
            Command::PreviewShare { entry, space, choice, title: false, date: None, bring: false, replaces: None };
        let number = |event| if let Event::SharePreview(preview) = event { Some(preview.number) } else { None };
        let preview = self.asked(CLIENT, preview).into_iter().find_map(number).unwrap();
        let shared = |event| if let Event::Shared { publication, .. } = event { Some(publication) } else { None };
        let publication = self.asked(CLIENT, Command::Share { preview }).into_iter().find_map(shared).unwrap();
        (entry, publication)
    }

    /// What the client's screen says of a publication on the therapist's device.
    fn says(&mut self, (entry, publication): (DocumentId, DocumentId)) -> ShareState {
        let view = self.network.devices[CLIENT].open().entry_view(entry).unwrap();
        view.shares.iter().find(|share| share.publication == publication).unwrap().devices[0].state
    }

    /// Whether the client's page says that the therapist's device has everything, and how much it has not opened.
    fn standing(&mut self) -> (bool, u64, u64) {
        let people = self.network.devices[CLIENT].open().person_views();
        let device = &people[0].devices[0];
        (device.everything_since_ms.is_some(), device.waiting, device.unopened)
    }

    fn meet(&mut self) {
        self.network.connect_all();
        self.network.settle();
    }

    fn readable(&mut self) -> Vec<DocumentId> {
        self.network.devices[THERAPIST].documents(Kind::Publication, false)
    }
}

#[test]
fn what_arrives_while_locked_is_said_to_be_stored_and_not_opened_and_is_there_after_unlocking() {
    let mut storm = two();
    let before = storm.shared_by_client("before");
    storm.network.settle();
    assert!(matches!(storm.says(before), ShareState::Arrived { .. }));
    storm.network.lock(THERAPIST);
    storm.meet();
    let during = storm.shared_by_client("during");
    storm.network.settle();
    assert_eq!(storm.says(during), ShareState::Stored);
    assert_eq!(storm.standing(), (false, 0, 1));
    // The same over another connection: nothing is sent twice, nothing is said that is not so.
    storm.meet();
    let more = storm.shared_by_client("more");
    storm.network.settle();
    assert_eq!((storm.says(during), storm.says(more)), (ShareState::Stored, ShareState::Stored));
    assert_eq!(storm.standing(), (false, 0, 2));

    storm.network.unlock(THERAPIST);
    assert_eq!(storm.readable().len(), 3, "all is there before anybody is connected");
    storm.meet();
    assert!([during, more].into_iter().all(|one| matches!(storm.says(one), ShareState::Arrived { .. })));
    assert!(storm.standing().0, "now it has everything");
    storm.calm_down();
    assert!(storm.network.devices.iter().all(|device| device.alarms().is_empty()));
}

#[test]
fn a_program_killed_after_it_acknowledged_has_it_when_it_is_opened() {
    let mut storm = two();
    storm.network.lock(THERAPIST);
    storm.meet();
    let during = storm.shared_by_client("during");
    storm.network.settle();
    assert_eq!(storm.says(during), ShareState::Stored);
    storm.network.devices[THERAPIST].kill();
    storm.network.fell(THERAPIST);
    assert_eq!(storm.readable(), [during.1]);
    storm.calm_down();
}

#[test]
fn what_was_withdrawn_while_locked_is_never_shown_and_then_said_to_be_removed() {
    let mut storm = two();
    let old = storm.shared_by_client("old");
    storm.network.settle();
    storm.network.lock(THERAPIST);
    storm.meet();
    let during = storm.shared_by_client("during");
    storm.network.settle();
    for (_, publication) in [old, during] {
        storm.asked(CLIENT, Command::Withdraw { publication });
    }
    storm.network.settle();
    assert_eq!(storm.says(old), ShareState::WithdrawalNotHeard, "a locked device removes nothing, and says so");
    storm.network.unlock(THERAPIST);
    assert!(storm.readable().is_empty());
    storm.meet();
    for one in [old, during] {
        assert!(matches!(storm.says(one), ShareState::Removed { .. }), "{:?}", storm.says(one));
    }
    storm.calm_down();
}

#[test]
fn ones_own_device_is_received_while_locked_and_nothing_is_served() {
    let mut storm = Storm::of(9, [2, 0], false);
    storm.network.killer = None;
    storm.meet();
    let early = storm.entry(0, "early");
    storm.network.lock(1);
    let late = storm.entry(0, "late");
    storm.meet();
    // A device that is put back to before all of it gets nothing from one that is locked.
    storm.network.unlock(1);
    let entries = storm.network.devices[1].documents(Kind::Entry, true);
    assert!(entries.contains(&early) && entries.contains(&late));
    let mine = storm.entry(1, "mine");
    storm.network.lock(1);
    storm.meet();
    assert!(!storm.network.devices[0].documents(Kind::Entry, true).contains(&mine), "nothing is served while locked");
    storm.calm_down();
    assert!(storm.network.devices[0].documents(Kind::Entry, true).contains(&mine));
}

#[test]
fn what_ones_own_devices_agree_on_ends_no_connection_of_one_that_is_locked() {
    // The smaller of two devices begins, so each is locked once.
    for locked in [0, 1] {
        let mut storm = Storm::of(9, [2, 0], false);
        storm.network.killer = None;
        storm.network.lock(locked);
        storm.meet();
        let other = storm.network.devices[1 - locked].id;
        assert!(storm.network.devices[locked].connection(other).is_some(), "it goes on receiving");
    }
}

#[test]
fn the_choice_is_kept_and_without_it_locking_receives_nothing() {
    let mut storm = two();
    assert!(!storm.network.devices[THERAPIST].open().keeps_receiving, "off until it is chosen");
    storm.asked(THERAPIST, Command::KeepReceiving(true));
    storm.network.devices[THERAPIST].kill();
    storm.network.fell(THERAPIST);
    assert!(storm.network.devices[THERAPIST].open().keeps_receiving);
    // With networking off there is nothing to receive.
    storm.network.devices[THERAPIST].locked = true;
    let events = storm.asked(THERAPIST, Command::Lock);
    assert!(!events.iter().any(|event| matches!(event, Event::Receiving(_))));
    storm.meet();
    let client = storm.network.devices[CLIENT].id;
    assert!(storm.network.devices[THERAPIST].connection(client).is_none());
}

#[test]
fn a_wrong_key_leaves_it_receiving() {
    let mut storm = two();
    storm.network.lock(THERAPIST);
    let Input::Command(Command::UnlockWithRecovery { folder, .. }) = storm.network.devices[THERAPIST].unlocking()
    else {
        panic!("a recovery key opens it")
    };
    let recovery = crate::sealed::RecoveryKey::generate();
    let wrong = Command::UnlockWithRecovery { folder, recovery };
    let events = storm.network.devices[THERAPIST].guess(Input::Command(wrong));
    assert!(events.iter().any(|event| matches!(event, Event::Failed(_))));
    storm.meet();
    let during = storm.shared_by_client("during");
    storm.network.settle();
    assert_eq!(storm.says(during), ShareState::Stored);
    storm.calm_down();
}

#[test]
fn a_device_that_was_removed_is_refused_at_once_also_if_that_is_heard_while_locked() {
    let mut storm = Storm::of(5, [2, 1], false);
    storm.network.killer = None;
    storm.meet();
    let removed = storm.network.devices[1].id;
    storm.network.lock(2);
    storm.meet();
    assert!(storm.network.devices[2].connection(removed).is_some(), "it is let in");
    storm.network.devices[0].remove(removed);
    storm.network.on(0, Input::Pause);
    storm.network.settle();
    assert!(storm.network.devices[2].connection(removed).is_none(), "its connection ended");
    storm.network.connect(1, 2);
    storm.network.settle();
    assert!(storm.network.devices[2].connection(removed).is_none(), "it is not let in again");
    let first = storm.network.devices[0].id;
    assert!(storm.network.devices[2].connection(first).is_some(), "others are");
    storm.network.unlock(2);
    storm.network.connect(1, 2);
    storm.network.settle();
    storm.meet();
    assert!(storm.network.devices[2].connection(removed).is_none());
}
