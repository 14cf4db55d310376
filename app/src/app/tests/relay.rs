//! The relay: chosen, typed, tested and forgotten on the settings page; asked about when an invitation names one.

use understory_sync::engine::view::RelayView;

use super::*;
use crate::action::{PairingAction, PeopleAction};

fn kept(url: Option<&str>, state: RelayState) -> Event {
    let url = url.map(|url| RelayUrl::parse(url).unwrap());
    let token_kept = url.is_some();
    Event::Relay(RelayView { url, token_kept, invitation_token_kept: false, invitations: true, state })
}

fn at_settings(url: Option<&str>) -> Desk {
    let mut desk = Desk::open(Home::Clients);
    desk.hear(kept(url, RelayState::Off));
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.run_ok();
    desk.engine.take();
    // Tall enough for the whole page: what is scrolled out of sight cannot be clicked.
    desk.window.set_size(egui::vec2(1280.0, 2800.0));
    desk.window.run_ok();
    desk
}

impl Desk {
    fn type_relay(&mut self, url: &str, token: &str) {
        let form = &mut self.window.state_mut().model.views.relay;
        form.url = url.to_owned();
        form.token = token.to_owned().into();
        form.edited = true;
        self.window.run_ok();
    }
}

#[test]
fn a_mode_that_needs_a_relay_waits_until_there_is_one() {
    let mut desk = at_settings(None);
    assert!(!desk.says("Save and use"));
    desk.click("Relay only");
    assert!(desk.engine.take().is_empty(), "nothing changes before there is a relay");
    assert!(desk.says("none of this computer’s addresses"), "the page shows what the mode would mean");
    desk.type_relay("relay.example", "practice");
    desk.click("Save and use");
    let commands = desk.engine.take();
    let [Command::SetRelay(Some(wish)), Command::SetNetwork(NetworkMode::RelayOnly)] = &commands[..] else {
        panic!("{commands:?}")
    };
    assert_eq!(wish.url.as_str(), "https://relay.example/");
    assert_eq!(wish.token.as_ref().map(RelayToken::reveal), Some("practice"));
    assert!(desk.window.state().model.views.relay.token.is_empty(), "the field forgets the token");
}

#[test]
fn each_mode_says_who_learns_what() {
    let mut desk = at_settings(Some("relay.example"));
    assert!(desk.says("that some such app runs"));
    for (mode, words) in [
        (NetworkMode::RelayOnly, "none of this computer’s addresses"),
        (NetworkMode::Direct, "The other person’s computer also learns this computer’s addresses"),
        (NetworkMode::Off, "No connection is opened"),
    ] {
        let profile = desk.window.state().model.state.profile.clone().unwrap();
        desk.hear(Event::Profile(Profile { network: mode, ..profile }));
        assert!(desk.says(words), "{mode:?}");
    }
    desk.click("Relay and direct");
    assert!(matches!(&desk.engine.take()[..], [Command::SetNetwork(NetworkMode::Direct)]), "a relay is kept");
}

#[test]
fn what_cannot_be_a_relay_is_said_under_its_field_and_nothing_is_asked() {
    let mut desk = at_settings(Some("relay.example"));
    for (url, token, words) in [
        ("http://relay.example", "", "must begin with https"),
        ("https://relay.example/path", "", "Only the name of the server"),
        ("relay..example", "", "no name of a server"),
        ("relay.example", "two words", "A token is one word"),
    ] {
        desk.type_relay(url, token);
        desk.click("Test");
        assert!(desk.says(words), "{words}");
        assert!(desk.engine.take().is_empty(), "{url}");
    }
}

#[test]
fn a_test_says_what_it_found_and_an_older_answer_is_ignored() {
    let mut desk = at_settings(Some("relay.example"));
    desk.click("Test");
    let number = match &desk.engine.take()[..] {
        [Command::TestRelay { number, url, token: None }] if url.as_str() == "https://relay.example/" => *number,
        other => panic!("{other:?}"),
    };
    assert!(desk.says("Asking the relay"));
    desk.hear(Event::RelayChecked { number: number + 1, found: RelayCheck::NoAnswer });
    assert!(desk.says("Asking the relay"));
    for (found, words) in [
        (RelayCheck::Reached { ms: 41 }, "Reached in 41 ms"),
        (RelayCheck::TokenRefused, "Token refused"),
        (RelayCheck::NotFound, "Not found"),
        (RelayCheck::NoAnswer, "No answer"),
        (RelayCheck::BadCertificate, "The certificate is not for this server"),
        (RelayCheck::NotARelay, "Not a relay"),
    ] {
        desk.hear(Event::RelayChecked { number, found });
        assert!(desk.says(words), "{words}");
    }
}

#[test]
fn the_relay_says_how_it_stands_and_can_be_forgotten() {
    let mut desk = at_settings(Some("relay.example"));
    for (state, words) in [
        (RelayState::Connecting, "Reaching the relay"),
        (RelayState::Connected, "Reached"),
        (RelayState::Denied, "The relay refuses the token"),
        (RelayState::Failed, "No answer; trying again"),
    ] {
        desk.hear(kept(Some("relay.example"), state));
        assert!(desk.says(words), "{words}");
    }
    desk.click("Forget this relay");
    assert!(matches!(&desk.engine.take()[..], [Command::SetRelay(None)]));
}

#[test]
fn the_relay_of_an_invitation_is_asked_about_and_may_be_kept() {
    let mut desk = Desk::open(Home::Journal);
    desk.window.state_mut().act(Action::People(PeopleAction::Pairing(PairingAction::Start)));
    desk.engine.take();
    desk.hear(Event::Pairing(PairingView::AskRelay { host: "relay.example".to_owned() }));
    assert!(desk.says("This invitation goes through relay.example"));
    assert!(desk.says("It learns your computer’s address"));
    let (end, beside) =
        (desk.window.get_by_label("End it").rect(), desk.window.get_by_label_contains("type two words").rect());
    assert!(end.max.x < beside.min.x, "nothing reaches into the card beside it: {end} {beside}");
    desk.click("Use the relay");
    assert!(matches!(&desk.engine.take()[..], [Command::UseInvitedRelay(true)]));
    desk.click("Only on the same network");
    assert!(matches!(&desk.engine.take()[..], [Command::UseInvitedRelay(false)]));
    let relay = Some("relay.example".to_owned());
    desk.hear(Event::Pairing(PairingView::Paired { space: SpaceId([9; 16]), name: "Dr. Birch".to_owned(), relay }));
    desk.click("Keep this relay");
    assert!(matches!(&desk.engine.take()[..], [Command::KeepInvitedRelay]));
    assert!(!desk.says("Keep this relay"), "asked once");
}
