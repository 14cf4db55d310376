//! Adding a device, on the one that is there and on the new one.

use super::*;
use crate::action::{PairingAction, PeopleAction};
use understory_sync::engine::view::PairingEnd;

fn at_adding() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.window.state_mut().act(Action::Go(Room::People));
    desk.window.run_ok();
    desk.click("Add a device…");
    assert_eq!(desk.window.state().model().state.room, Room::AddDevice);
    desk.engine.take();
    desk
}

fn words() -> Event {
    let say = ["harbor".to_owned(), "velvet".to_owned()];
    Event::AddingDevice(PairingView::Words { say, unknown: None, waiting_for_them: false })
}

fn type_words(desk: &mut Desk) {
    desk.window.get_by_label("First word on the other computer").set_text_value_accesskit("orbit");
    desk.window.get_by_label("Second word on the other computer").set_text_value_accesskit("candle");
    desk.window.run_ok();
    desk.click("These are the words");
    assert!(matches!(desk.engine.take()[..], [Command::TypeWords(_)]));
}

#[test]
fn enter_after_the_passphrase_asks_for_the_invitation() {
    let mut desk = at_adding();
    desk.fill("Passphrase", "six good words");
    desk.window.key_press(egui::Key::Enter);
    desk.window.run_ok();
    assert!(matches!(desk.engine.take()[..], [Command::InviteDevice { .. }]));
}

#[test]
fn the_passphrase_is_asked_then_the_words_then_a_yes_to_the_name() {
    let mut desk = at_adding();
    desk.fill("Passphrase", "six good words");
    desk.click("Show an invitation");
    let asked = desk.engine.take();
    let [Command::InviteDevice { passphrase }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(passphrase.reveal(), "six good words");
    let form = &desk.window.state().model().views.people.pairing;
    assert!(form.passphrase.is_empty() && form.proving, "it is wiped as soon as it is sent");
    let invitation = "understory:q7m2dkfa5zr6".to_owned();
    desk.hear(Event::AddingDevice(PairingView::Inviting { invitation, secs_left: 600, failed_attempts: 0 }));
    assert!(desk.says("10 minutes left"));
    desk.hear(words());
    assert!(desk.says("Type these on the other computer"));
    type_words(&mut desk);
    desk.hear(Event::AddingDevice(PairingView::AddDevice { name: "Desk".to_owned() }));
    assert!(desk.says("Add “Desk” as your device?"));
    desk.click("Add this device");
    assert!(matches!(desk.engine.take()[..], [Command::AddDevice]));
    assert!(desk.says("Giving it what it needs"), "one yes is enough");
    desk.hear(Event::AddingDevice(PairingView::Added { name: "Desk".to_owned() }));
    assert!(desk.says("“Desk” is your device now"));
}

#[test]
fn a_wrong_passphrase_is_said_and_can_be_typed_again() {
    let mut desk = at_adding();
    desk.fill("Passphrase", "not it");
    desk.click("Show an invitation");
    desk.engine.take();
    desk.hear(Event::Failed(Failure::WrongPassphrase));
    desk.fill("Passphrase", "six good words");
    desk.click("Show an invitation");
    assert!(matches!(desk.engine.take()[..], [Command::InviteDevice { .. }]));
}

#[test]
fn leaving_the_page_while_it_goes_on_asks_first_and_saying_no_to_a_name_ends_it() {
    let mut desk = at_adding();
    desk.hear(words());
    desk.window.state_mut().act(Action::Go(Room::Journal));
    desk.window.run_ok();
    assert!(desk.says("End connecting?"));
    desk.click("Go on");
    desk.hear(Event::AddingDevice(PairingView::AddDevice { name: "Desk".to_owned() }));
    desk.click("No, end it");
    assert!(matches!(desk.engine.take()[..], [Command::CancelPairing]));
}

#[test]
fn the_page_for_persons_never_shows_the_adding_of_a_device_nor_the_other_way_round() {
    let mut desk = at_adding();
    desk.hear(words());
    desk.window.state_mut().act(Action::People(PeopleAction::Pairing(PairingAction::Start)));
    desk.window.run_ok();
    assert_eq!(desk.window.state().model().state.room, Room::AddDevice, "one of the two goes on at a time");
    desk.hear(Event::AddingDevice(PairingView::Ended(PairingEnd::WrongFlow)));
    assert!(desk.says("This invitation is not for adding a device"));
    desk.window.state_mut().act(Action::People(PeopleAction::Pairing(PairingAction::Start)));
    desk.window.run_ok();
    assert!(!desk.says("This invitation is not for adding a device"));
    desk.window.get_by_label("Connect with your therapist");
}

#[test]
fn a_device_that_did_not_answer_is_named_with_what_to_do() {
    let mut desk = at_adding();
    desk.hear(Event::AddingDevice(PairingView::Ended(PairingEnd::Unconfirmed)));
    assert!(desk.says("did not say that it is ready") && desk.says("If it shows your journal"));
}

#[test]
fn a_new_computer_asks_for_a_name_a_passphrase_and_the_invitation_and_then_opens() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = Desk::sized(false, theme);
        desk.window.run_ok();
        desk.click("Add this computer to a journal I keep");
        assert!(desk.window.query_by_label("Name").is_none(), "the person has a name already");
        desk.fill("Name of this device", "Desk");
        desk.click("Continue");
        desk.click("Use these words");
        desk.click("Continue");
        desk.fill("Paste the invitation", "understory:q7m2dkfa5zr6");
        desk.click("Use it");
        let asked = desk.engine.take();
        let [Command::JoinAsDevice { device_name, invitation, folder, .. }] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!((device_name.as_str(), invitation.as_str()), ("Desk", "understory:q7m2dkfa5zr6"));
        assert!(folder.ends_with("vault"));
        desk.hear(Event::AddingDevice(PairingView::Joining));
        desk.hear(words());
        type_words(&mut desk);
        desk.hear(Event::AddingDevice(PairingView::WaitingForGrant { name: "Ada".to_owned() }));
        assert!(desk.says("the journal of Ada comes here"));
        desk.hear(Event::AddingDevice(PairingView::Granting));
        assert!(desk.says("Making the vault on this computer"));
        desk.unlock(Home::Journal);
        assert_eq!(desk.window.state().model().state.phase, Phase::Open);
        assert!(desk.window.state().model().views.people.pairing.invitation.is_empty());
    }
}

#[test]
fn on_a_new_computer_back_ends_the_pairing_and_a_full_folder_is_said() {
    let mut desk = Desk::new(false);
    desk.window.run_ok();
    desk.click("Add this computer to a journal I keep");
    desk.click("Continue");
    desk.click("Use these words");
    desk.click("Continue");
    desk.fill("Paste the invitation", "understory:q7m2dkfa5zr6");
    desk.click("Use it");
    desk.hear(Event::Failed(Failure::FolderInUse));
    assert!(desk.says(&crate::failure::sentences(Failure::FolderInUse).what));
    desk.engine.take();
    desk.hear(words());
    desk.window.get_by_label("Back").click_accesskit();
    desk.window.run_ok();
    assert!(matches!(desk.engine.take()[..], [Command::CancelPairing]));
    assert_eq!(desk.window.state().model().views.onboarding.step, crate::state::onboarding::Step::Passphrase);
}
