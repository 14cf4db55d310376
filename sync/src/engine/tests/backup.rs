//! Backups, asked of the actor as the screen asks: made while writing goes on, restored as the old device or a new one.

use std::time::{Duration, Instant};

use super::secrets::{Desk, failed, unlocked, words};
use super::*;
use crate::engine::actor::Input as ActorInput;
use crate::engine::command::Command;
use crate::engine::failure::Failure;
use crate::engine::from_backup::{BackupKey, Becomes, RestoreWish};
use crate::engine::secrets::{Proof, SecretsDone, SecretsWish};
use crate::people::{Record, Signer};

fn answer(events: &[Event]) -> Option<Result<(), Failure>> {
    events.iter().find_map(|event| match event {
        Event::BackedUp(outcome) => Some(*outcome),
        _ => None,
    })
}

impl Desk {
    fn file(&self) -> PathBuf {
        self.root.path().join("journal.backup")
    }

    fn begin_backup(&mut self, replace: bool) -> Vec<Event> {
        let file = self.file();
        self.ask(Command::BackUp { file, replace })
    }

    /// Lets pauses pass until the backup is made or failed.
    fn end_backup(&mut self) -> Result<(), Failure> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(outcome) = answer(&self.actor.handle(ActorInput::Pause)) {
                return outcome;
            }
            assert!(Instant::now() < deadline, "the backup did not end");
            std::thread::yield_now();
        }
    }

    fn write(&mut self, text: &str) -> DocumentId {
        let events = self.ask(Command::NewEntry(Default::default()));
        let opened = events.iter().find_map(|event| match event {
            Event::Opened(view) => Some(view.summary.document),
            _ => None,
        });
        let document = opened.unwrap();
        let splices = vec![crate::document::Splice { at: 0, delete: 0, insert: text.to_owned() }];
        let edit = Command::Edit { document, field: crate::document::Field::Body, batch: 1, splices };
        assert!(self.ask(edit).iter().any(|event| matches!(event, Event::Saved { .. })));
        document
    }

    fn text_of(&mut self, document: DocumentId) -> Option<String> {
        self.ask(Command::OpenEntry(document)).into_iter().find_map(|event| match event {
            Event::Opened(view) => Some(view.text),
            _ => None,
        })
    }

    fn restore(&mut self, folder: &str, key: BackupKey, becomes: Becomes) -> Vec<Event> {
        let wish = RestoreWish { file: self.file(), key, folder: self.root.path().join(folder), becomes };
        self.ask(Command::Restore(wish))
    }

    fn device(&self) -> DeviceId {
        self.actor.open.as_ref().unwrap().me.device
    }

    fn records(&self) -> Vec<Record> {
        self.actor.open.as_ref().unwrap().me.roster.records().cloned().collect()
    }
}

fn passphrase(text: &str) -> BackupKey {
    BackupKey::Passphrase(words(text))
}

#[test]
fn a_backup_is_made_while_writing_goes_on_and_is_remembered_with_what_it_holds() {
    let mut desk = Desk::new();
    let early = desk.write("before the backup");
    let events = desk.begin_backup(false);
    assert!(answer(&events).is_none() && events.iter().any(|event| matches!(event, Event::BackingUp(_))));
    assert!(desk.actor.has_news(), "the engine goes on with it when nothing else comes");
    assert!(answer(&desk.begin_backup(false)).is_none(), "one at a time");
    let late = desk.write("while it was made");
    assert_eq!(desk.end_backup(), Ok(()));
    assert_eq!(answer(&desk.begin_backup(false)), Some(Err(Failure::FileExists)));
    assert!(answer(&desk.begin_backup(true)).is_none());
    assert_eq!(desk.end_backup(), Ok(()));
    std::fs::remove_file(desk.file()).unwrap();
    desk.begin_backup(false);
    desk.relocked();
    assert_eq!(std::fs::read_dir(desk.root.path()).unwrap().count(), 1, "locking gives an unfinished one up");

    let events = desk.unlock("old words");
    let known = events.iter().find_map(|event| match event {
        Event::Backup(known) => Some(known.clone()),
        _ => None,
    });
    let last = known.unwrap().last.unwrap();
    assert!(last.values > 5 && last.bytes > 1 << 12 && last.damaged == 0);
    assert_eq!(last.place, desk.file().display().to_string());
    assert!(desk.text_of(early).is_some() && desk.text_of(late).is_some());
}

#[test]
fn a_backup_under_way_while_everything_is_sealed_anew_opens_with_the_new_passphrase_only() {
    let mut desk = Desk::new();
    desk.write("before");
    desk.begin_backup(false);
    let wish = SecretsWish::SealAnew { proof: Proof::Passphrase(words("old words")), passphrase: words("new words") };
    assert_eq!(desk.secrets(wish), Ok(SecretsDone::SealedAnew { old_removed: true }));
    assert_eq!(desk.end_backup(), Ok(()));
    desk.relocked();
    let events = desk.restore("again", passphrase("old words"), Becomes::ThatDevice);
    assert_eq!(failed(&events), Some(Failure::WrongPassphrase));
    desk.wait(1);
    assert!(unlocked(&desk.restore("again", passphrase("new words"), Becomes::ThatDevice)));
}

#[test]
fn a_restored_vault_is_that_device_and_holds_what_was_there_then() {
    let mut desk = Desk::new();
    let early = desk.write("before the backup");
    desk.begin_backup(false);
    assert_eq!(desk.end_backup(), Ok(()));
    let late = desk.write("after the backup");
    let before = (desk.device(), desk.records());
    desk.relocked();
    let events = desk.restore("again", passphrase("guessed"), Becomes::ThatDevice);
    assert_eq!(failed(&events), Some(Failure::WrongPassphrase));
    let events = desk.restore("again", passphrase("old words"), Becomes::ThatDevice);
    assert_eq!(failed(&events), Some(Failure::TooSoon), "guesses at a backup wait too");
    desk.wait(1);
    let events = desk.restore("journal", passphrase("old words"), Becomes::ThatDevice);
    assert_eq!(failed(&events), Some(Failure::FolderInUse), "never over a vault");
    let events = desk.restore("again", passphrase("old words"), Becomes::ThatDevice);
    assert!(unlocked(&events));
    let restored = events.iter().any(|event| matches!(event, Event::Backup(known) if known.restored_ms.is_some()));
    assert!(restored, "the screen knows that it was restored");
    assert!((desk.device(), desk.records()) == before);
    assert_eq!(desk.text_of(early).as_deref(), Some("before the backup"));
    assert_eq!(desk.text_of(late), None);
}

#[test]
fn a_copy_whose_original_still_runs_becomes_a_new_device_by_the_printed_key_alone() {
    let mut desk = Desk::new();
    let entry = desk.write("in both vaults");
    desk.begin_backup(false);
    assert_eq!(desk.end_backup(), Ok(()));
    let (old, old_records) = (desk.device(), desk.records());
    desk.relocked();
    let becomes = |recovery| Becomes::NewDevice { name: "New laptop".to_owned(), recovery };
    let events = desk.restore("new", passphrase("old words"), becomes(RecoveryKey::generate()));
    assert_eq!(failed(&events), Some(Failure::WrongRecoveryKey));
    assert!(!desk.root.path().join("new").exists() && !desk.root.path().join("new.new").exists());
    desk.wait(1);
    let key = desk.key();
    assert!(unlocked(&desk.restore("new", passphrase("old words"), becomes(key))));
    let new = desk.device();
    assert_ne!(new, old);
    assert_eq!(desk.text_of(entry).as_deref(), Some("in both vaults"));
    let records = desk.records();
    let open = desk.actor.open.as_ref().unwrap();
    assert_eq!((open.profile.device_name.as_str(), open.profile.port), ("New laptop", None));
    let meaning = open.me.roster.meaning();
    assert!(meaning.device(old).is_some() && meaning.added_by_recovery == [new]);
    let signed_by_old = |records: &[Record]| records.iter().filter(|one| one.signer == Signer::Device(old)).count();
    assert_eq!(signed_by_old(&records), signed_by_old(&old_records), "the old device's key signs nothing here");
    desk.write("on the new device");
    desk.relocked();

    // The old device hears of it: it gets nothing before a yes there.
    assert!(unlocked(&desk.unlock("old words")));
    let open = desk.actor.opened_for_tests();
    open.own_roster_heard(records).unwrap();
    assert!(open.peers.get(new).is_none());
    open.welcome_device(new).unwrap();
    assert!(open.peers.get(new).is_some());
}

#[test]
fn a_vault_made_from_a_backup_holds_back_from_every_device_it_knew_until_each_has_a_yes() {
    let mut desk = Desk::new();
    desk.begin_backup(false);
    assert_eq!(desk.end_backup(), Ok(()));
    desk.relocked();
    assert!(unlocked(&desk.restore("again", passphrase("old words"), Becomes::ThatDevice)));
    let (one, two) = (DeviceId([7; 32]), DeviceId([8; 32]));
    let open = desk.actor.opened_for_tests();
    let space = open.profile.private_space;
    assert!(open.restored.holds_back(one, space) && open.restored.holds_back(two, space));
    assert!(!open.restored.holds_back(one, SpaceId([9; 16])), "a space that came later has nothing withdrawn");
    open.served_again(one, &[space]).unwrap();
    desk.relocked();
    let folder = desk.root.path().join("again");
    assert!(unlocked(&desk.ask(Command::Unlock { folder, passphrase: words("old words") })));
    let restored = &desk.actor.opened_for_tests().restored;
    assert!(!restored.holds_back(one, space) && restored.holds_back(two, space), "a yes is remembered");
}

#[test]
fn when_a_device_was_removed_is_remembered_from_then_on() {
    let mut desk = Desk::new();
    let now_ms = desk.actor.world.clock.now_ms();
    let other = crate::people::testing::Person::new(5, Role::Client).device;
    let open = desk.actor.opened_for_tests();
    let mut roster = open.me.roster.clone();
    let signer = Signer::Device(open.me.device);
    let body = crate::people::RecordBody::Add { device: other.clone() };
    roster.sign_next(signer, body, &open.me.signing).unwrap();
    open.keep_roster(roster.clone()).unwrap();
    let body = crate::people::RecordBody::Remove { device: other.device, last_number: 0 };
    roster.sign_next(signer, body, &open.me.signing).unwrap();
    open.keep_roster(roster).unwrap();
    desk.wait(3600);
    desk.relocked();
    let events = desk.unlock("old words");
    let gone = events.iter().rev().find_map(|event| match event {
        Event::Devices { removed, .. } => removed.first().cloned(),
        _ => None,
    });
    let gone = gone.unwrap();
    assert_eq!((gone.device, gone.removed_ms, gone.last_heard_ms), (other.device, Some(now_ms), None));
}
