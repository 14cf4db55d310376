//! Backup: the page and its one button, and the first pages on which a vault is made from a backup.

use understory_sync::engine::from_backup::{BackupKey, Becomes, RestoreWish};
use understory_sync::sealed::RecoveryKey;

use super::*;
use crate::state::onboarding::Step;

fn at_page() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.window.set_size(egui::vec2(1280.0, 1600.0));
    desk.hear(Event::Backup(BackupView::default()));
    desk.window.state_mut().act(Action::Go(Room::Backup));
    desk.window.run_ok();
    desk
}

fn known(damaged: u64) -> Event {
    let last = LastBackup {
        made_ms: 1_799_999_000_000,
        values: 40,
        damaged,
        bytes: 81_920,
        place: "/media/stick/understory-2027-01-15.backup".to_owned(),
    };
    Event::Backup(BackupView { last: Some(last), restored_ms: None })
}

#[test]
fn a_backup_is_saved_where_its_owner_wants_it_and_the_page_says_when_and_that_it_was_opened() {
    let mut desk = at_page();
    assert!(desk.says("No backup was made on this device yet") && desk.says("a lost laptop is lost words"));
    desk.click("Save a backup…");
    let offered = desk.window.state().model().views.backup.place.clone().unwrap();
    assert!(offered.starts_with("~/understory-20") && offered.ends_with(".backup"), "{offered}");
    desk.window.state_mut().model.views.backup.place = Some("/media/stick/mine.backup".to_owned());
    desk.window.run_ok();
    desk.click("Save it");
    let sent = desk.engine.take();
    let [Command::BackUp { file, replace: false }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(file, std::path::Path::new("/media/stick/mine.backup"));
    desk.hear(Event::BackingUp(Progress { done: 10, of: 40 }));
    assert!(desk.says("10 of 40") && !desk.says("Save it"));
    desk.hear(known(0));
    desk.hear(Event::BackedUp(Ok(())));
    assert!(desk.says("The backup is made") && desk.says("All 40 values in it were opened, 80 KiB"));
    assert!(desk.says("/media/stick/understory-2027-01-15.backup") && !desk.says("No backup was made"));
    desk.click("Save a backup…");
    let offered = desk.window.state().model().views.backup.place.clone().unwrap();
    assert!(offered.starts_with("/media/stick/understory-"), "beside the last one: {offered}");
    desk.hear(known(2));
    assert!(desk.says("2 values in it are damaged"));
}

#[test]
fn an_older_backup_is_replaced_only_after_a_yes_and_other_failures_say_what_to_do() {
    let mut desk = at_page();
    desk.click("Save a backup…");
    desk.click("Save it");
    desk.engine.take();
    desk.hear(Event::BackedUp(Err(Failure::FileExists)));
    assert!(desk.says("nothing else is ever replaced"));
    desk.click("Replace the older backup");
    assert!(matches!(desk.engine.take()[..], [Command::BackUp { replace: true, .. }]));
    desk.hear(Event::BackedUp(Err(Failure::DiskFull)));
    assert!(desk.says("Nothing was left behind") && !desk.says("kept in memory"));
    desk.click("Cancel");
    assert!(!desk.says("Nothing was left behind"));
}

#[test]
fn the_settings_say_when_the_last_backup_was_made_and_lead_to_the_page() {
    let mut desk = at_page();
    desk.hear(known(0));
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.set_size(egui::vec2(1280.0, 2400.0));
    desk.window.run_ok();
    assert!(desk.says("Last made:"));
    desk.click("See backups");
    assert_eq!(desk.window.state().model().state.room, Room::Backup);
}

fn restoring(secret: &str) -> Desk {
    let mut desk = Desk::new(false);
    desk.window.run_ok();
    desk.click("I used Understory before");
    desk.click("Restore from a backup");
    desk.fill("Backup file", "/media/stick/mine.backup");
    desk.fill("Passphrase or recovery key", secret);
    desk.click("Continue");
    assert_eq!(desk.window.state().model().views.onboarding.step, Step::RestoreRuns);
    assert!(desk.engine.take().is_empty(), "nothing before the question is answered");
    desk
}

fn wish(desk: &Desk) -> RestoreWish {
    let mut sent = desk.engine.take();
    match sent.pop() {
        Some(Command::Restore(wish)) if sent.is_empty() => wish,
        other => panic!("{other:?} {sent:?}"),
    }
}

#[test]
fn a_restored_vault_takes_the_place_of_a_computer_that_is_gone() {
    let mut desk = restoring("six words that open it");
    desk.click("It is gone, and its vault with it");
    let wish = wish(&desk);
    assert_eq!(wish.file, std::path::Path::new("/media/stick/mine.backup"));
    assert!(matches!(&wish.key, BackupKey::Passphrase(typed) if typed.reveal() == "six words that open it"));
    assert!(matches!(wish.becomes, Becomes::ThatDevice));
    desk.hear(Event::Failed(Failure::CutShort));
    assert!(desk.says("This backup is cut short") && desk.says("Copy it again"));
    assert_eq!(desk.window.state().model().views.onboarding.step, Step::Restore, "where the file can be chosen anew");
    assert_eq!(&*desk.window.state().model().views.onboarding.restore.secret, "six words that open it");
    desk.unlock(Home::Journal);
    let onboarding = &desk.window.state().model().views.onboarding;
    assert!(onboarding.restore.secret.is_empty() && onboarding.step == Step::Welcome, "typed words are wiped");
}

#[test]
fn beside_a_computer_that_still_runs_it_becomes_a_new_device_or_joins_from_there() {
    let mut desk = restoring("six words that open it");
    desk.click("It still runs, or somebody may have it");
    assert!(desk.says("are asked for a yes before it gets anything"));
    desk.click("Restore as a new device");
    assert!(desk.engine.take().is_empty() && desk.says("A character of this key is wrong or missing"));
    let key = RecoveryKey::generate();
    desk.window.state_mut().model.views.onboarding.restore.page = key.reveal();
    desk.window.run_ok();
    desk.click("Restore as a new device");
    let Becomes::NewDevice { name, recovery } = wish(&desk).becomes else { panic!("a new device") };
    assert_eq!((name.as_str(), recovery.public()), ("Laptop", key.public()));
    desk.hear(Event::Failed(Failure::WrongRecoveryKey));
    assert!(desk.says("This recovery key does not open the vault"));
    assert_eq!(desk.window.state().model().views.onboarding.step, Step::RestoreNew, "typed again where it was typed");
    desk.click("Add this computer from the old one");
    let onboarding = &desk.window.state().model().views.onboarding;
    assert!(onboarding.joins && onboarding.step == Step::Name);
}

#[test]
fn who_opened_a_backup_by_the_printed_key_types_it_once_and_chooses_a_new_passphrase() {
    let key = RecoveryKey::generate();
    let mut desk = restoring(&key.reveal().to_lowercase());
    desk.click("It still runs, or somebody may have it");
    desk.click("Restore as a new device");
    let wish = wish(&desk);
    assert!(matches!(wish.key, BackupKey::Recovery(typed) if typed.public() == key.public()));
    assert!(matches!(wish.becomes, Becomes::NewDevice { recovery, .. } if recovery.public() == key.public()));
    desk.unlock(Home::Journal);
    assert_eq!(desk.window.state().model().state.room, Room::Secrets);
}
