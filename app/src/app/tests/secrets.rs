//! Passphrase and recovery: what opens the vault is asked for again, weak words are refused, wrong guesses wait.

use std::time::Duration;

use understory_sync::engine::secrets::{Proof, SecretsDone, SecretsWish};
use understory_sync::sealed::RecoveryKey;

use super::*;

const GOOD: &str = "quilt harbour seven lantern moss";

fn at_page() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.window.set_size(egui::vec2(1280.0, 2000.0));
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.run_ok();
    desk.window.get_by_label("Open").click();
    desk.window.run_ok();
    assert_eq!(desk.window.state().model().state.room, Room::Secrets);
    desk.engine.take();
    desk
}

fn fill(desk: &mut Desk, label: &str, words: &str) {
    desk.window.get_by_label(label).focus();
    desk.window.run_ok();
    desk.window.get_by_label(label).type_text(words);
    desk.window.run_ok();
}

fn wish(desk: &Desk) -> Option<SecretsWish> {
    let mut sent = desk.engine.take();
    assert!(sent.len() <= 1, "{sent:?}");
    match sent.pop()? {
        Command::Secrets(wish) => Some(wish),
        other => panic!("{other:?}"),
    }
}

fn do_it(desk: &mut Desk) {
    desk.window.get_by_role_and_label(accesskit::Role::Button, "Change the passphrase").click();
    desk.window.run_ok();
}

#[test]
fn a_new_passphrase_is_asked_for_with_the_present_one() {
    let mut desk = at_page();
    desk.click("Change");
    assert!(desk.says("still open with the old one"));
    fill(&mut desk, "New passphrase", GOOD);
    fill(&mut desk, "The same once more", GOOD);
    do_it(&mut desk);
    assert!(wish(&desk).is_none(), "not without the present one");
    fill(&mut desk, "Passphrase now", "the old words");
    do_it(&mut desk);
    let Some(SecretsWish::ChangePassphrase { proof: Proof::Passphrase(proof), passphrase }) = wish(&desk) else {
        panic!("a wish")
    };
    assert_eq!((proof.reveal(), passphrase.reveal()), ("the old words", GOOD));
    assert!(desk.window.state().model.views.secrets.proof.secret.is_empty(), "the field forgets it");
    assert!(desk.says("Working"));

    desk.hear(Event::Secrets(Err(Failure::WrongPassphrase)));
    desk.hear(Event::TryAgainAfter(Duration::from_secs(2)));
    assert!(desk.says("This passphrase does not open the vault") && desk.says("again in 2 seconds"));
    fill(&mut desk, "Passphrase now", "the old words");
    desk.window.state_mut().act(Action::Settings(SettingsAction::Secrets(crate::action::SecretsAction::Do)));
    assert!(wish(&desk).is_none(), "too early");
    desk.wait(2000);
    assert!(!desk.says("again in"));
    do_it(&mut desk);
    assert!(wish(&desk).is_some());
    desk.hear(Event::Secrets(Ok(SecretsDone::PassphraseChanged)));
    assert!(desk.says("The passphrase is changed"));
    assert!(desk.window.state().model.views.secrets.words.typed.is_empty(), "the form is wiped");
}

#[test]
fn weak_words_and_words_that_differ_change_nothing() {
    let mut desk = at_page();
    desk.click("Change");
    fill(&mut desk, "Passphrase now", "the old words");
    for (typed, again, said) in
        [("abc", "abc", "Too short"), ("Ada Laptop", "Ada Laptop", "words people know"), (GOOD, "other", "two differ")]
    {
        let words = &mut desk.window.state_mut().model.views.secrets.words;
        words.typed = typed.to_owned().into();
        words.again = again.to_owned().into();
        desk.window.state_mut().act(Action::Settings(SettingsAction::Secrets(crate::action::SecretsAction::Do)));
        desk.window.run_ok();
        assert!(wish(&desk).is_none(), "{typed}");
        assert!(desk.says(said), "{said}");
    }
}

#[test]
fn the_recovery_key_proves_too_and_a_mistyped_one_is_named() {
    let mut desk = at_page();
    desk.click("Change");
    desk.click("Use these words");
    desk.click("Forgot it? Use your recovery key");
    let key = RecoveryKey::generate();
    let mut wrong = key.reveal().to_string();
    let last = wrong.pop().unwrap();
    wrong.push(if last == 'Q' { 'P' } else { 'Q' });
    fill(&mut desk, "Recovery key", &wrong);
    do_it(&mut desk);
    assert!(wish(&desk).is_none());
    assert!(desk.says("A character of this key is wrong or missing"));
    desk.window.state_mut().model.views.secrets.proof.secret = key.reveal();
    desk.window.run_ok();
    do_it(&mut desk);
    assert!(matches!(wish(&desk), Some(SecretsWish::ChangePassphrase { proof: Proof::Recovery(_), .. })));
}

#[test]
fn unlocking_with_the_recovery_key_offers_a_new_passphrase_at_once() {
    let mut desk = Desk::new(true);
    desk.window.run_ok();
    desk.click("Forgot it? Use your recovery key");
    let key = RecoveryKey::generate();
    desk.window.state_mut().model.views.unlock.secret = key.reveal();
    desk.click("Unlock");
    assert!(matches!(desk.engine.take()[..], [Command::UnlockWithRecovery { .. }]));
    desk.unlock(Home::Journal);
    desk.window.set_size(egui::vec2(1280.0, 2000.0));
    desk.window.run_ok();
    assert!(desk.says("You opened the vault with your recovery key"));
    desk.click("Use these words");
    do_it(&mut desk);
    assert!(matches!(wish(&desk), Some(SecretsWish::ChangePassphrase { proof: Proof::JustOpened, .. })));
    desk.hear(Event::Secrets(Err(Failure::ProofWanted)));
    desk.window.get_by_label("Passphrase now");
}

#[test]
fn leaving_the_page_wipes_what_was_typed() {
    let mut desk = at_page();
    desk.click("Change");
    fill(&mut desk, "Passphrase now", "the old words");
    desk.window.state_mut().act(Action::Go(Room::Journal));
    let form = &desk.window.state().model.views.secrets;
    assert!(form.proof.secret.is_empty() && form.task.is_none());
}

#[test]
fn after_a_wrong_guess_the_unlock_screen_says_how_long_to_wait_and_keeps_what_is_typed() {
    let mut desk = Desk::new(true);
    desk.window.run_ok();
    desk.window.get_by_role(accesskit::Role::PasswordInput).type_text("a guess");
    desk.window.run_ok();
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    assert_eq!(desk.engine.take().len(), 1);
    desk.engine.say(Event::TryAgainAfter(Duration::from_secs(4)));
    desk.hear(Event::Failed(Failure::WrongPassphrase));
    assert!(desk.says("again in 4 seconds"));
    desk.window.get_by_role(accesskit::Role::PasswordInput).type_text("the right words");
    desk.window.run_ok();
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    assert!(desk.engine.take().is_empty());
    assert_eq!(desk.window.state().model.views.unlock.secret.as_str(), "the right words");
    desk.wait(4000);
    desk.click("Unlock");
    assert!(matches!(desk.engine.take()[..], [Command::Unlock { .. }]));
}
