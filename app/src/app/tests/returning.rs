//! Somebody who lost every computer comes back: on the new one, and at the person they shared with.

use super::*;
use understory_sync::engine::view::{PairingEnd, Role};
use understory_sync::sealed::RecoveryKey;

fn words() -> Event {
    let say = ["harbor".to_owned(), "velvet".to_owned()];
    Event::Returning(PairingView::Words { say, unknown: None, waiting_for_them: false })
}

fn type_words(desk: &mut Desk) {
    desk.fill("First word you hear", "orbit");
    desk.fill("Second word you hear", "candle");
    desk.click("These are the words");
    assert!(matches!(desk.engine.take()[..], [Command::TypeWords(_)]));
}

#[test]
fn a_new_computer_asks_for_the_key_first_then_for_the_invitation_and_lands_where_the_next_question_is() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = Desk::sized(false, theme);
        desk.window.run_ok();
        desk.click("I used Understory before");
        desk.click("Begin again with only my recovery page");
        assert!(desk.says("What you never shared"), "what cannot come back is said first");
        let key = RecoveryKey::generate();
        desk.fill("Recovery key", key.reveal().as_str());
        desk.click("Continue");
        desk.click("Continue");
        desk.click("Use these words");
        desk.click("Continue");
        assert!(desk.says("They lost every computer…"), "where the other person finds it");
        desk.fill("Paste the invitation", "understory:q7m2dkfa5zr6");
        desk.click("Use it");
        let asked = desk.engine.take();
        let [Command::Return { recovery, invitation, .. }] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!((recovery.public(), invitation.as_str()), (key.public(), "understory:q7m2dkfa5zr6"));
        desk.hear(Event::Returning(PairingView::Joining));
        desk.hear(words());
        type_words(&mut desk);
        desk.hear(Event::Returning(PairingView::Recognise { name: "Dr. Birch".to_owned(), role: Role::Therapist }));
        desk.click("On video");
        assert!(matches!(desk.engine.take()[..], [Command::ConfirmPerson(Recognised::OnVideo)]));
        desk.hear(Event::Returning(PairingView::WaitingForGrant { name: "Dr. Birch".to_owned() }));
        assert!(desk.says("Dr. Birch has to say yes now"));
        desk.hear(Event::Returning(PairingView::Granting));
        desk.unlock(Home::Journal);
        assert_eq!(desk.window.state().model().state.room, Room::People);
        assert!(desk.window.state().model().views.onboarding.typed_key.is_empty());
    }
}

#[test]
fn a_mistyped_key_is_named_before_anything_else_is_asked() {
    let mut desk = Desk::new(false);
    desk.window.run_ok();
    desk.click("I used Understory before");
    desk.click("Begin again with only my recovery page");
    desk.fill("Recovery key", "AGE-SECRET-KEY-1NOTQUITE");
    desk.click("Continue");
    assert!(desk.says("A character of this key is wrong"));
    assert!(desk.window.query_by_label("Name of this device").is_none());
}

#[test]
fn another_key_is_told_with_what_to_look_at_and_back_wipes_what_was_typed() {
    let mut desk = Desk::new(false);
    desk.window.run_ok();
    desk.click("I used Understory before");
    desk.click("Begin again with only my recovery page");
    desk.fill("Recovery key", RecoveryKey::generate().reveal().as_str());
    desk.click("Continue");
    desk.click("Continue");
    desk.click("Use these words");
    desk.click("Continue");
    desk.hear(Event::Returning(PairingView::Ended(PairingEnd::OtherKey)));
    assert!(desk.says("not the one of this person") && desk.says("Nothing was given away"));
    for _ in 0..5 {
        desk.click("Back");
    }
    desk.window.get_by_label_contains("Keep a journal");
    assert!(desk.window.state().model().views.onboarding.typed_key.is_empty());
}

#[test]
fn who_lets_somebody_back_chooses_them_by_name_and_says_yes_after_the_key_was_proved() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = Desk::sized(true, theme);
        desk.unlock(Home::Clients);
        let ada = PersonView { name: "Ada".to_owned(), role: Role::Client, ..contact() };
        let person = ada.person;
        desk.hear(Event::People(vec![ada]));
        desk.window.state_mut().act(Action::Go(Room::People));
        desk.window.run_ok();
        desk.click("They lost every computer…");
        assert!(desk.says("Ada comes back") && desk.says("Their lost computers are removed"));
        desk.engine.take();
        desk.click("Show an invitation");
        assert!(matches!(desk.engine.take()[..], [Command::InviteBack(asked)] if asked == person));
        let invitation = "understory:q7m2dkfa5zr6".to_owned();
        desk.hear(Event::Returning(PairingView::Inviting { invitation, secs_left: 600, failed_attempts: 0 }));
        assert!(desk.says("only their recovery key fits"));
        desk.hear(words());
        type_words(&mut desk);
        desk.hear(Event::Returning(PairingView::AddDevice { name: "New laptop".to_owned() }));
        assert!(desk.says("the right recovery key"));
        desk.click("Let them back");
        assert!(matches!(desk.engine.take()[..], [Command::AddDevice]));
        desk.hear(Event::Returning(PairingView::Added { name: "New laptop".to_owned() }));
        assert!(desk.says("“New laptop” is theirs now"));
        desk.hear(Event::Returning(PairingView::Ended(PairingEnd::Expired)));
        desk.click("Start again");
        assert_eq!(desk.window.state().model().state.room, Room::InviteBack(person));
        desk.window.get_by_label("Show an invitation");
    }
}
