//! Passphrase and recovery: what opens the vault is asked for again, weak words are refused, wrong guesses wait.

use std::time::Duration;

use understory_sync::engine::secrets::{Proof, SecretsDone, SecretsWish};
use understory_sync::sealed::{QuickKey, RecoveryKey};

use super::*;
use crate::platform::jobs::Done;
use crate::update::vault::proof_of;

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
    desk.fill("New passphrase", GOOD);
    desk.fill("The same once more", GOOD);
    do_it(&mut desk);
    assert!(wish(&desk).is_none(), "not without the present one");
    desk.fill("Passphrase now", "the old words");
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
    desk.fill("Passphrase now", "the old words");
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
    desk.fill("Passphrase now", "the old words");
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
    desk.fill("Recovery key", &wrong);
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
    desk.fill("Passphrase now", "the old words");
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

#[test]
fn capitals_without_shift_hint_at_caps_lock_while_what_is_typed_is_hidden() {
    let mut desk = Desk::new(true);
    desk.window.run_ok();
    let type_one = |desk: &mut Desk, text: &str, modifiers: Modifiers| {
        desk.window.get_by_role(accesskit::Role::PasswordInput).focus();
        desk.window.run_ok();
        let key = Input::Key { key: Key::A, physical_key: None, pressed: true, repeat: false, modifiers };
        desk.window.input_mut().events.extend([key, Input::Text(text.to_owned())]);
        desk.window.run_ok();
    };
    for (text, modifiers, hint) in [
        ("a", Modifiers::NONE, false),
        ("A", Modifiers::SHIFT, false),
        ("A", Modifiers::NONE, true),
        ("7", Modifiers::NONE, true),
        ("a", Modifiers::SHIFT, true),
        ("a", Modifiers::NONE, false),
    ] {
        type_one(&mut desk, text, modifiers);
        assert_eq!(desk.says("Caps Lock may be on"), hint, "{text} {modifiers:?}");
    }
}

#[test]
fn sealing_anew_says_what_it_cannot_reach_and_whether_the_old_folder_is_gone() {
    let mut desk = at_page();
    desk.click("Seal everything anew");
    assert!(desk.says("twice the room") && desk.says("Backups keep what they copied") && desk.says("proves itself"));
    desk.click("Use these words");
    desk.fill("Passphrase now", "the old words");
    desk.click("Seal everything anew");
    assert!(matches!(wish(&desk), Some(SecretsWish::SealAnew { proof: Proof::Passphrase(_), .. })));
    desk.hear(Event::Secrets(Err(Failure::DiskFull)));
    assert!(desk.says("The disk is full"));
    desk.hear(Event::Secrets(Ok(SecretsDone::SealedAnew { old_removed: true })));
    assert!(desk.says("Everything is sealed anew") && !desk.says("could not be removed"));
    desk.hear(Event::Secrets(Ok(SecretsDone::SealedAnew { old_removed: false })));
    assert!(desk.says("The old folder could not be removed whole"));
}

fn kit(made_days_ago: u64, proved_days_ago: Option<u64>) -> Event {
    let ago = |days: u64| 1_800_000_000_000 - days * 86_400_000;
    Event::Kit(KitView {
        made_ms: Some(ago(made_days_ago)),
        proved_ms: proved_days_ago.map(ago),
        disputed: false,
        sealed_here: true,
        not_sealed: Vec::new(),
    })
}

#[test]
fn the_recovery_key_can_be_tried_and_after_a_year_a_line_says_so() {
    let mut desk = at_page();
    desk.hear(kit(400, Some(365)));
    assert!(!desk.says("It may be time"));
    desk.hear(kit(400, Some(366)));
    assert!(desk.says("It may be time"));
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.run_ok();
    assert!(desk.says("It may be time"), "one line, on the settings page");
    desk.window.state_mut().act(Action::Go(Room::Journal));
    desk.window.run_ok();
    assert!(!desk.says("It may be time"), "and nowhere else");
    desk.window.state_mut().act(Action::Go(Room::Secrets));
    desk.window.run_ok();
    desk.click("Try it");
    let key = RecoveryKey::generate();
    desk.window.state_mut().model.views.secrets.proof.secret = key.reveal();
    desk.window.run_ok();
    desk.click("Try it");
    assert!(matches!(wish(&desk), Some(SecretsWish::TryRecovery(tried)) if tried.public() == key.public()));
    desk.hear(Event::Secrets(Err(Failure::ReplacedRecoveryKey)));
    assert!(desk.says("This is an older recovery key"));
    desk.hear(kit(400, Some(0)));
    desk.hear(Event::Secrets(Ok(SecretsDone::RecoveryRight)));
    assert!(desk.says("This is the right key") && !desk.says("It may be time"));
}

#[test]
fn a_new_recovery_key_counts_only_after_its_end_was_typed_back() {
    let mut desk = at_page();
    desk.hear(kit(1, None));
    assert!(desk.says("Nobody has tried the recovery key on this device yet"));
    desk.click("Make a new one");
    assert!(desk.says("cannot be printed again") && desk.says("still open with the old page"));
    assert!(desk.says("Keep both pages until"));
    desk.fill("Passphrase now", "the old words");
    desk.fill("Its last 6 characters", "000000");
    desk.click("Replace the recovery key");
    assert!(wish(&desk).is_none() && desk.says("Those are not its last characters"));
    let form = &mut desk.window.state_mut().model.views.secrets.kit;
    let public = form.key.as_ref().unwrap().public();
    form.end = proof_of(form.key.as_ref().unwrap()).to_lowercase();
    desk.window.run_ok();
    desk.click("Replace the recovery key");
    let Some(SecretsWish::NewRecovery { proof: Proof::Passphrase(_), recovery }) = wish(&desk) else { panic!() };
    assert_eq!(recovery.public(), public);
    desk.hear(Event::Secrets(Ok(SecretsDone::RecoveryReplaced)));
    assert!(desk.says("The new recovery key counts"));
    assert!(desk.window.state().model.views.secrets.kit.key.is_none(), "the key is nowhere any more");
    desk.click("Somebody may have the old page: seal everything anew");
    assert!(desk.says("twice the room"));
}

#[test]
fn the_page_of_a_new_key_is_written_where_its_owner_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kit.pdf");
    let mut desk = at_page();
    desk.click("Make a new one");
    desk.click("Save as PDF");
    assert!(desk.says("The file itself is a key"));
    desk.window.state_mut().model.views.secrets.kit.save_to = Some(file.display().to_string());
    desk.window.state_mut().act(Action::Settings(SettingsAction::Secrets(crate::action::SecretsAction::SaveKit)));
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while desk.window.state().model.views.secrets.kit.saved.is_none() {
        assert!(std::time::Instant::now() < deadline, "the page was not written");
        std::thread::sleep(Duration::from_millis(5));
        desk.window.run_ok();
    }
    assert!(desk.says("Print the page"));
    let page = std::fs::read(&file).unwrap();
    assert!(page.starts_with(b"%PDF-") && page.len() < 16 << 10);
}

#[test]
fn enter_in_a_field_does_what_the_button_does_once_all_is_typed() {
    let mut desk = at_page();
    desk.click("Change");
    desk.fill("New passphrase", GOOD);
    desk.fill("The same once more", GOOD);
    for (field, sends) in [("The same once more", false), ("Passphrase now", true)] {
        if sends {
            desk.fill(field, "the old words");
        }
        desk.window.get_by_label(field).focus();
        desk.window.run_ok();
        desk.window.key_press(Key::Enter);
        desk.window.run_ok();
        assert_eq!(wish(&desk).is_some(), sends, "{field}");
    }
}

#[test]
fn own_devices_that_are_not_sealed_to_the_new_key_are_named() {
    let mut desk = at_page();
    let Event::Kit(kit) = kit(10, Some(10)) else { panic!("a kit") };
    desk.hear(Event::Kit(kit.clone()));
    assert!(!desk.says("Not yet sealed"));
    desk.hear(Event::Kit(KitView { not_sealed: vec!["Tablet".to_owned(), "Desktop".to_owned()], ..kit }));
    assert!(desk.says("Not yet sealed to your new recovery key: Tablet, Desktop"));
    assert!(desk.says("Older copies and backups open with the old page for good"));
}

#[test]
fn a_quick_unlock_says_what_it_means_asks_for_the_passphrase_and_is_offered_on_the_lock_screen() {
    let mut desk = at_page();
    desk.click("Turn it on");
    assert!(desk.says("whoever can use your account on this computer"));
    desk.click("Let this computer keep a key");
    assert!(wish(&desk).is_none(), "not without the passphrase");
    desk.fill("Passphrase now", "the old words");
    desk.click("Let this computer keep a key");
    let Some(SecretsWish::QuickUnlock { proof: Proof::Passphrase(_), .. }) = wish(&desk) else { panic!("a wish") };
    desk.window.state_mut().update().done(Done::QuickKept(true));
    desk.window.run_ok();
    assert!(desk.says("This computer can open the vault") && desk.says("It is on"));
    desk.click("Turn it off");
    assert!(matches!(wish(&desk), Some(SecretsWish::NoQuickUnlock)));
    desk.hear(Event::Locked { words_waiting: false });
    assert!(desk.window.query_by_label("Unlock with this computer").is_none(), "as long as no file is there");
    desk.window.state_mut().update().done(Done::QuickThere(true));
    desk.window.run_ok();
    desk.window.get_by_label("Unlock with this computer");
    // Pressing it would ask the keychain of whoever runs this test.
    desk.window.state_mut().model.state.phase = Phase::Opening;
    let key = QuickKey::generate();
    desk.window.state_mut().update().done(Done::QuickFound(Some(key)));
    assert!(matches!(desk.engine.take()[..], [Command::UnlockQuick { .. }]));
}

#[test]
fn a_computer_without_a_keychain_changes_nothing_and_one_that_forgot_leaves_the_passphrase() {
    let mut desk = at_page();
    desk.window.state_mut().update().done(Done::QuickKept(false));
    assert!(matches!(wish(&desk), Some(SecretsWish::NoQuickUnlock)), "no file that nobody can open");
    desk.hear(Event::Secrets(Ok(SecretsDone::NoQuickUnlock)));
    assert!(desk.says("This computer keeps no keys") && desk.says("Turn it on"));
    desk.hear(Event::Locked { words_waiting: false });
    desk.window.state_mut().model.state.phase = Phase::Opening;
    desk.window.state_mut().update().done(Done::QuickFound(None));
    desk.window.run_ok();
    assert!(desk.says("The key of this computer does not open the vault") && desk.says("Use the passphrase"));
}
