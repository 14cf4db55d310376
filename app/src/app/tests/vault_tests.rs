//! First run, unlocking, locking, quitting.

use super::*;
use crate::state::onboarding::Step;
use crate::update::vault::proof_of;

fn click(desk: &mut Desk, label: &str) {
    desk.window.get_by_label(label).click();
    desk.window.run_ok();
}

fn first_run_until_passphrase(desk: &mut Desk) {
    desk.window.run_ok();
    click(desk, "Keep a journal");
    desk.fill("Name", "Ada");
    click(desk, "Continue");
    assert_eq!(desk.window.state().model().views.onboarding.step, Step::Passphrase);
}

#[test]
fn a_weak_passphrase_is_refused_with_the_reason() {
    let mut desk = Desk::new(false);
    first_run_until_passphrase(&mut desk);
    desk.fill("Passphrase", "abc");
    desk.fill("The same once more", "abc");
    desk.window.get_by_label("Too short: at least 8 characters");
    desk.window.state_mut().act(Action::Vault(VaultAction::PassphraseChosen));
    assert_eq!(desk.window.state().model().views.onboarding.step, Step::Passphrase);
}

#[test]
fn enter_on_back_leads_back() {
    let mut desk = Desk::new(false);
    desk.window.run_ok();
    click(&mut desk, "Keep a journal");
    desk.fill("Name", "Ada");
    desk.window.get_by_label("Back").focus();
    desk.window.run_ok();
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    assert_eq!(desk.window.state().model().views.onboarding.step, Step::Welcome);
}

#[test]
fn a_recovery_key_that_was_saved_is_not_saved_again() {
    let mut desk = Desk::new(false);
    first_run_until_passphrase(&mut desk);
    click(&mut desk, "Use these words");
    click(&mut desk, "Continue");
    click(&mut desk, "Save as PDF");
    desk.window.get_by_label("Save");
    assert!(desk.window.get_by_label("File").is_focused(), "one can type at once");
    desk.window.state_mut().model.views.onboarding.saved = Some(Ok(()));
    desk.window.run_ok();
    assert!(desk.window.query_by_label("File").is_none());
    desk.window.get_by_label("Saved");
}

#[test]
fn the_vault_is_made_only_after_the_recovery_key_was_typed_back() {
    let mut desk = Desk::new(false);
    first_run_until_passphrase(&mut desk);
    click(&mut desk, "Use these words");
    let strength = desk.window.state().model().views.onboarding.strength;
    assert!(strength.is_some_and(|strength| strength.accepted), "{strength:?}");
    click(&mut desk, "Continue");
    desk.window.get_by_label_contains("AGE-SECRET-KEY-1");
    desk.fill("Its last 6 characters", "000000");
    click(&mut desk, "I kept it");
    desk.window.get_by_label("Those are not its last characters");
    assert!(desk.engine.take().is_empty());

    let onboarding = &mut desk.window.state_mut().model.views.onboarding;
    let proof = proof_of(onboarding.recovery.as_ref().unwrap());
    onboarding.proof = proof.to_lowercase();
    desk.window.run_ok();
    click(&mut desk, "I kept it");
    let sent = desk.engine.take();
    assert!(matches!(&sent[..], [Command::Create { name, home: Home::Journal, .. }] if name == "Ada"), "{sent:?}");

    desk.hear(Event::Failed(Failure::FolderInUse));
    desk.window.get_by_label("This folder already holds something");
    desk.window.get_by_label_contains("AGE-SECRET-KEY-1");
}

#[test]
fn a_folder_that_a_cloud_copies_gets_a_warning() {
    let mut desk = Desk::new(false);
    desk.window.run_ok();
    desk.window.state_mut().model.views.onboarding.folder = "/home/ada/Dropbox/vault".to_owned();
    click(&mut desk, "Keep a journal");
    desk.window.get_by_label("Dropbox copies this folder to its own computers");
}

#[test]
fn the_passphrase_goes_to_the_engine_and_nowhere_else() {
    let mut desk = Desk::new(true);
    desk.window.run_ok();
    desk.window.get_by_role(accesskit::Role::PasswordInput).type_text("six words that nobody else knows");
    desk.window.run_ok();
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    let sent = desk.engine.take();
    let [Command::Unlock { passphrase, .. }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(passphrase.reveal(), "six words that nobody else knows");
    assert!(desk.window.state().model().views.unlock.secret.is_empty());
    desk.hear(Event::Failed(Failure::WrongPassphrase));
    desk.window.get_by_label("This passphrase does not open the vault");
}

#[test]
fn locking_sends_what_was_typed_and_wipes_everything() {
    let mut desk = Desk::open(Home::Journal);
    desk.hear(Event::Catalog { changed: vec![summary(1)], removed: vec![] });
    desk.write_in(1, "private");
    desk.body().type_text(" more");
    desk.window.run_ok();
    desk.window.key_press_modifiers(Modifiers::COMMAND, Key::L);
    desk.window.run_ok();
    assert!(matches!(desk.engine.take()[..], [Command::Edit { .. }, Command::Lock]));
    assert!(desk.window.query_by_role(accesskit::Role::MultilineTextInput).is_none(), "words are off the screen");
    let body = egui::Id::unique(("body", id(1)));
    assert!(egui::text_edit::TextEditState::load(&desk.window.ctx, body).is_some());

    desk.hear(Event::Locked { words_waiting: true });
    let model = desk.window.state().model();
    assert!(model.views.journal.editor.is_none());
    assert!(model.state.profile.is_none());
    assert!(model.state.journal.rows.is_empty());
    assert!(egui::text_edit::TextEditState::load(&desk.window.ctx, body).is_none());
    desk.window.get_by_label("Unlock");
    desk.window.get_by_label("A paragraph waits for room on the disk");
    assert_eq!(desk.window.ctx.theme(), egui::Theme::Light, "the look stays");
}

#[test]
fn nobody_at_the_desk_locks() {
    let mut desk = Desk::open(Home::Journal);
    desk.window.state_mut().act(Action::Settings(SettingsAction::IdleMinutes(2)));
    desk.wait(119_000);
    assert!(desk.engine.take().is_empty());
    desk.wait(1_000);
    assert!(matches!(desk.engine.take()[..], [Command::Lock]));
}

#[test]
fn quitting_with_words_that_wait_asks_first() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "");
    desk.body().type_text("kept");
    desk.window.run_ok();
    vault::quit(&mut desk.window.state_mut().update());
    assert!(matches!(desk.engine.take()[..], [Command::Edit { .. }, Command::Quit { force: false }]));
    desk.hear(Event::WordsWaiting(Failure::DiskFull));
    desk.window.run_ok();
    desk.window.get_by_label("Some words are not on the disk");
    click(&mut desk, "Stay");
    assert!(desk.window.query_by_label("Some words are not on the disk").is_none());
    vault::quit(&mut desk.window.state_mut().update());
    desk.hear(Event::WordsWaiting(Failure::DiskFull));
    desk.window.run_ok();
    click(&mut desk, "Quit and lose them");
    assert!(matches!(desk.engine.take().last(), Some(Command::Quit { force: true })));
}

#[test]
fn crisis_lines_need_no_passphrase() {
    let mut desk = Desk::new(true);
    desk.window.run_ok();
    click(&mut desk, "Crisis numbers, no passphrase needed");
    desk.window.get_by_label("Call 988");
    assert!(desk.window.query_all_by_label_contains("Not checked by us").count() > 0);
    click(&mut desk, "Germany");
    desk.window.get_by_label("Call 0800 111 0 111");
}

/// Asks the window to close, as the window system does, and returns what the window answered.
fn close(desk: &mut Desk) -> Vec<ViewportCommand> {
    let viewport = desk.window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
    viewport.events.push(egui::ViewportEvent::Close);
    answer(desk)
}

fn answer(desk: &mut Desk) -> Vec<ViewportCommand> {
    desk.window.step();
    desk.window.output().viewport_output[&egui::ViewportId::ROOT].commands.clone()
}

#[test]
fn the_window_closes_only_after_the_engine_has_stopped() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "");
    desk.body().type_text("kept");
    desk.window.run_ok();
    assert!(close(&mut desk).contains(&ViewportCommand::CancelClose));
    assert!(matches!(desk.engine.take()[..], [Command::Edit { .. }, Command::Quit { force: false }]));
    assert!(close(&mut desk).contains(&ViewportCommand::CancelClose));
    assert!(desk.engine.take().is_empty(), "asked once");
    desk.engine.say(Event::Stopped);
    assert!(answer(&mut desk).contains(&ViewportCommand::Close));
    assert!(!close(&mut desk).contains(&ViewportCommand::CancelClose));
}

#[test]
fn words_that_come_in_the_frame_that_closes_the_window_are_saved() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "");
    desk.body().type_text("kept");
    desk.window.run_ok();
    desk.window.input_mut().events.push(Input::Text(" too".to_owned()));
    close(&mut desk);
    let sent = desk.engine.take();
    let [Command::Edit { splices, .. }, Command::Quit { force: false }] = &sent[..] else { panic!("{sent:?}") };
    assert!(splices.iter().any(|splice| splice.insert.ends_with(" too")), "{}", splices.len());
}

#[test]
fn an_engine_that_does_not_answer_cannot_hold_the_window_for_ever() {
    let mut desk = Desk::open(Home::Journal);
    assert!(close(&mut desk).contains(&ViewportCommand::CancelClose));
    desk.clock.advance(ENGINE_SILENT + Duration::from_secs(1));
    assert!(!close(&mut desk).contains(&ViewportCommand::CancelClose));
}

#[test]
fn enter_in_a_field_goes_on_like_the_button_through_the_whole_first_run() {
    let mut desk = Desk::new(false);
    first_run_until_passphrase(&mut desk);
    click(&mut desk, "Use these words");
    desk.window.get_by_label("The same once more").focus();
    desk.window.run_ok();
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    assert_eq!(desk.window.state().model().views.onboarding.step, Step::Recovery);
    let proof = proof_of(desk.window.state().model().views.onboarding.recovery.as_ref().unwrap());
    desk.fill("Its last 6 characters", &proof);
    desk.window.get_by_label("Its last 6 characters").focus();
    desk.window.run_ok();
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    assert!(matches!(&desk.engine.take()[..], [Command::Create { .. }]));
}
