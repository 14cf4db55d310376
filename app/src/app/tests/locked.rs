//! Receiving while the vault is locked: the switch that chooses it, and what the locked window says.

use super::*;

fn at_settings(network: NetworkMode) -> Desk {
    let mut desk = Desk::open(Home::Clients);
    let profile = desk.window.state().model().state.profile.clone().unwrap();
    desk.hear(Event::Profile(Profile { network, ..profile }));
    desk.hear(Event::KeepsReceiving(false));
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.set_size(egui::vec2(1280.0, 2400.0));
    desk.window.run_ok();
    desk.engine.take();
    desk
}

#[test]
fn receiving_while_locked_is_off_until_it_is_chosen_and_says_what_it_means() {
    let mut desk = at_settings(NetworkMode::Nearby);
    assert!(!desk.window.state().model().state.keeps_receiving);
    assert!(desk.says("keeps a key in memory that can receive, and none that reads"));
    assert!(desk.says("see that it is on"));
    assert!(!desk.says("It needs a connection"));
    desk.click("Go on receiving");
    assert!(matches!(desk.engine.take()[..], [Command::KeepReceiving(true)]));
    // It is on when the engine says so, and goes off the same way.
    assert!(!desk.window.state().model().state.keeps_receiving);
    desk.hear(Event::KeepsReceiving(true));
    desk.click("Go on receiving");
    assert!(matches!(desk.engine.take()[..], [Command::KeepReceiving(false)]));
}

#[test]
fn with_networking_off_the_switch_says_that_it_needs_a_connection() {
    assert!(at_settings(NetworkMode::Off).says("It needs a connection"));
}

#[test]
fn the_locked_window_says_whether_it_receives() {
    let mut desk = Desk::open(Home::Clients);
    desk.hear(Event::Locked { words_waiting: false });
    assert!(desk.says("Locked, not syncing") && !desk.says("Locked, receiving"));
    desk.hear(Event::Receiving(true));
    assert!(desk.says("Locked, receiving") && !desk.says("Locked, not syncing"));
    // A full disk ends it, and the window says so.
    desk.hear(Event::Receiving(false));
    assert!(desk.says("Locked, not syncing"));
    desk.hear(Event::Receiving(true));
    desk.unlock(Home::Clients);
    desk.hear(Event::Locked { words_waiting: false });
    assert!(desk.says("Locked, not syncing"), "what was before says nothing of now");
}

#[test]
fn a_window_that_was_never_opened_says_that_it_does_not_sync() {
    let mut desk = Desk::new(true);
    desk.window.run_ok();
    assert!(desk.says("Locked, not syncing"));
}
