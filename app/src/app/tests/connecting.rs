//! Connecting: words are typed, a wrong one is named, leaving asks, and every end has its sentence.

use super::*;
use crate::action::{PairingAction, PeopleAction};
use crate::i18n::has;

fn at_pairing(home: Home, theme: ThemeChoice) -> Desk {
    let mut desk = Desk::sized(true, theme);
    desk.unlock(home);
    desk.window.state_mut().act(Action::People(PeopleAction::Pairing(PairingAction::Start)));
    desk.window.run_ok();
    desk.engine.take();
    desk
}

fn words(unknown: Option<usize>) -> Event {
    let say = ["harbor".to_owned(), "velvet".to_owned()];
    Event::Pairing(PairingView::Words { say, unknown, waiting_for_them: false })
}

fn inviting() -> Event {
    Event::Pairing(PairingView::Inviting {
        invitation: "understory:q7m2dkfa5zr6".to_owned(),
        secs_left: 600,
        failed_attempts: 1,
    })
}

fn type_words(desk: &mut Desk, first: &str, second: &str) {
    desk.window.get_by_label("First word you hear").set_text_value_accesskit(first);
    desk.window.get_by_label("Second word you hear").set_text_value_accesskit(second);
    desk.window.run_ok();
}

#[test]
fn the_invitation_is_shown_with_its_terms_and_who_tried() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = at_pairing(Home::Journal, theme);
        desk.window.get_by_label("Connect with your therapist");
        desk.click("Invite");
        let asked = desk.engine.take();
        assert!(matches!(asked[..], [Command::Invite { my_role: Role::Client }]), "{asked:?}");
        desk.hear(inviting());
        assert_eq!(desk.window.get_by_label("Invitation").value().as_deref(), Some("understory:q7m2dkfa5zr6"));
        assert!(desk.says("10 minutes left") && desk.says("Somebody tried this invitation and failed"));
        desk.wait(125_000);
        assert!(desk.says("8 minutes left"));
        assert!(!desk.says("I keep a journal"), "the side is chosen before the invitation leaves");
    }
}

#[test]
fn typed_words_are_sent_once_and_only_when_both_are_there() {
    let mut desk = at_pairing(Home::Journal, ThemeChoice::Light);
    desk.hear(words(None));
    desk.window.get_by_label("harbor");
    desk.window.get_by_label("velvet");
    type_words(&mut desk, " Orbit", "");
    desk.click("These are the words");
    assert!(desk.engine.take().is_empty(), "one word is missing");
    type_words(&mut desk, " Orbit", "candle ");
    desk.click("These are the words");
    desk.click("These are the words");
    let asked = desk.engine.take();
    let [Command::TypeWords(typed)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(*typed, ["orbit".to_owned(), "candle".to_owned()]);
}

#[test]
fn enter_goes_to_the_second_word_and_then_sends_both() {
    let mut desk = at_pairing(Home::Journal, ThemeChoice::Light);
    desk.hear(words(None));
    assert!(desk.window.get_by_label("First word you hear").is_focused());
    for word in ["orbit", "candle"] {
        desk.window.event(Input::Text(word.to_owned()));
        desk.window.run_ok();
        desk.window.key_press(Key::Enter);
        desk.window.run_ok();
    }
    let asked = desk.engine.take();
    let [Command::TypeWords(typed)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(*typed, ["orbit".to_owned(), "candle".to_owned()]);
}

#[test]
fn an_unknown_word_marks_its_field_until_it_is_changed() {
    let mut desk = at_pairing(Home::Clients, ThemeChoice::Dark);
    desk.hear(words(None));
    type_words(&mut desk, "orbit", "candel");
    desk.click("These are the words");
    desk.engine.take();
    desk.hear(words(Some(1)));
    let mark = desk.window.get_by_label("Not a word of the list; type it again").rect();
    let field = desk.window.get_by_label("Second word you hear").rect();
    assert!(mark.left() >= field.left() && mark.top() >= field.bottom(), "{mark} is not below {field}");
    type_words(&mut desk, "orbit", "candle");
    assert!(!desk.says("Not a word of the list"));
    desk.click("These are the words");
    assert!(matches!(desk.engine.take()[..], [Command::TypeWords(_)]));
}

#[test]
fn a_therapist_joins_by_a_pasted_invitation() {
    let mut desk = at_pairing(Home::Clients, ThemeChoice::Light);
    desk.window.get_by_label("Connect with a client");
    desk.click("I have an invitation");
    desk.window.get_by_label("Paste the invitation").set_text_value_accesskit("  understory:abc  ");
    desk.window.run_ok();
    desk.click("Use it");
    let asked = desk.engine.take();
    let [Command::LookNearby(true), Command::Join { invitation, my_role: Role::Therapist }] = &asked[..] else {
        panic!("{asked:?}")
    };
    assert_eq!(invitation, "understory:abc");
}

#[test]
fn leaving_asks_and_staying_is_the_safe_answer() {
    let mut desk = at_pairing(Home::Journal, ThemeChoice::Light);
    desk.hear(words(None));
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.run_ok();
    assert!(desk.window.get_by_label("Go on").is_focused());
    desk.click("Go on");
    assert_eq!(desk.window.state().model().state.room, Room::Pairing);
    assert!(desk.engine.take().is_empty());
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.run_ok();
    desk.click("End it");
    assert_eq!(desk.window.state().model().state.room, Room::Settings);
    assert!(matches!(desk.engine.take()[..], [Command::CancelPairing]));
}

#[test]
fn the_person_says_how_they_recognised_the_other() {
    let mut desk = at_pairing(Home::Journal, ThemeChoice::Light);
    desk.hear(Event::Pairing(PairingView::Recognise { name: "Dr. Birch".to_owned(), role: Role::Therapist }));
    desk.window.get_by_label("How did you recognise Dr. Birch?");
    desk.click("Not at all");
    assert!(matches!(desk.engine.take()[..], [Command::ConfirmPerson(Recognised::NotAtAll)]));
    desk.hear(Event::Pairing(PairingView::WaitingForThem));
    assert!(desk.says("Waiting for them"));
    let space = SpaceId([9; 16]);
    desk.hear(Event::Pairing(PairingView::Paired { space, name: "Dr. Birch".to_owned(), relay: None }));
    assert!(desk.says("You are connected with Dr. Birch"));
}

#[test]
fn every_end_says_what_happened_and_what_to_do() {
    use PairingEnd::*;
    let mut desk = at_pairing(Home::Journal, ThemeChoice::Light);
    let ends = [
        NotAnInvitation,
        WrongFlow,
        NotReached,
        Expired,
        Used,
        WrongWord,
        TheyEnded,
        Cancelled,
        SameRole,
        Oneself,
        NetworkOff,
    ];
    for end in ends {
        let name = crate::screens::pairing::end_name(end);
        assert!(has(&format!("pairing-end-{name}")) && has(&format!("pairing-end-{name}-then")), "{end:?}");
        desk.hear(Event::Pairing(PairingView::Ended(end)));
        desk.window.get_by_label("Start again");
    }
    desk.click("Start again");
    desk.window.get_by_label("Invite");
}

fn nearby(inviting: &[u8], asking: bool) -> Event {
    Event::Nearby(NearbyView { inviting: inviting.iter().map(|byte| [*byte; 32]).collect(), asking })
}

/// Walks with the keyboard until this has it, and presses it.
fn press(desk: &mut Desk, label: &str) {
    for _ in 0..40 {
        if desk.window.get_by_label(label).is_focused() {
            desk.window.key_press(Key::Space);
            desk.window.run_ok();
            return;
        }
        desk.window.key_press(Key::Tab);
        desk.window.run_ok();
    }
    panic!("the keyboard never reaches {label}");
}

#[test]
fn a_device_that_asks_nearby_is_let_try_with_one_key() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = at_pairing(Home::Journal, theme);
        desk.hear(inviting());
        assert!(desk.says("Or, on the same network") && desk.says("No device nearby is asking"));
        desk.hear(nearby(&[], true));
        assert!(desk.says("A device nearby is asking to connect."));
        press(&mut desk, "Let it try");
        assert!(matches!(desk.engine.take()[..], [Command::LetTry]));
        desk.hear(nearby(&[], false));
        assert!(!desk.says("A device nearby is asking"));
    }
}

#[test]
fn whoever_joins_sees_how_many_invite_nearby_and_may_ask_one() {
    let mut desk = at_pairing(Home::Clients, ThemeChoice::Light);
    desk.click("I have an invitation");
    assert!(desk.says("No device nearby is inviting"));
    assert!(matches!(desk.engine.take()[..], [Command::LookNearby(true)]), "asked for once");
    desk.hear(nearby(&[7], false));
    assert!(desk.says("1 device nearby is inviting"));
    press(&mut desk, "Ask to connect");
    let asked = desk.engine.take();
    let [Command::AskNearby { endpoint, my_role: Role::Therapist }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(*endpoint, [7; 32]);
    desk.hear(Event::Pairing(PairingView::Asking));
    assert!(desk.says("On their screen they can let this device try"));
}

#[test]
fn of_several_that_invite_each_can_be_asked_and_leaving_stops_listening() {
    let mut desk = at_pairing(Home::Clients, ThemeChoice::Light);
    desk.click("I have an invitation");
    desk.hear(nearby(&[7, 9], false));
    desk.engine.take();
    assert!(desk.says("2 devices nearby are inviting"));
    desk.click("Ask device 2");
    let asked = desk.engine.take();
    assert!(matches!(asked[..], [Command::AskNearby { endpoint: [9, ..], .. }]), "{asked:?}");
    desk.window.state_mut().act(Action::Go(Room::Journal));
    desk.window.run_ok();
    let asked = desk.engine.take();
    assert!(asked.iter().any(|one| matches!(one, Command::LookNearby(false))), "{asked:?}");
}
