//! Words typed while the vault is locked, through the whole actor.

use super::secrets::{Desk, unlocked, words};
use super::*;
use crate::engine::command::Command;
use crate::engine::failure::Failure;
use crate::engine::secrets::{Proof, SecretsWish};
use crate::engine::view::{CaughtView, EntrySummary, VaultNotice};
use crate::limits::CAPTURE_BYTES_MAX;

impl Desk {
    fn types(&mut self, page: u64, number: u64, text: &str) -> Result<(), Failure> {
        let command = Command::Catch { folder: self.folder(), page, number, text: Zeroizing::new(text.to_owned()) };
        let written = self.ask(command).into_iter().find_map(|event| match event {
            Event::CatchWritten { number, outcome } => Some((number, outcome)),
            _ => None,
        });
        let (answered, outcome) = written.unwrap();
        assert_eq!(answered, number);
        outcome.map(drop)
    }

    /// Opens the vault and returns what was caught and what was noticed.
    fn opens(&mut self) -> (Vec<CaughtView>, Vec<VaultNotice>) {
        let events = self.unlock("old words");
        assert!(unlocked(&events), "{events:?}");
        let (mut caught, mut noticed) = (Vec::new(), Vec::new());
        for event in events {
            match event {
                Event::Caught(views) => caught = views,
                Event::Unlocked { notices, .. } => noticed = notices,
                _ => {}
            }
        }
        (caught, noticed)
    }

    fn settles(&mut self, id: &str, keep: bool) -> EntrySummary {
        let title = "First words".to_owned();
        let events = self.ask(Command::SettleCaught { id: id.to_owned(), title, facts: Default::default(), keep });
        let row = events.into_iter().find_map(|event| match event {
            Event::Catalog { mut changed, .. } => changed.pop(),
            _ => None,
        });
        row.unwrap()
    }

    fn files(&self) -> usize {
        std::fs::read_dir(self.folder().join("capture")).map_or(0, Iterator::count)
    }
}

/// A vault that was opened once and is locked.
fn locked() -> Desk {
    let mut desk = Desk::new();
    desk.relocked();
    desk
}

#[test]
fn words_typed_while_locked_are_asked_about_and_become_an_entry_of_that_evening() {
    let mut desk = locked();
    desk.types(1, 1, "green").unwrap();
    desk.types(1, 2, "green, a long corridor").unwrap();
    desk.wait(60);
    desk.types(2, 3, "it was never locked").unwrap();
    assert_eq!(desk.files(), 2);
    desk.wait(3600);
    let (caught, noticed) = desk.opens();
    let texts: Vec<&str> = caught.iter().map(|caught| caught.text.as_str()).collect();
    assert_eq!(texts, ["green, a long corridor", "it was never locked"]);
    assert!(noticed.is_empty(), "{noticed:?}");
    assert_eq!(desk.files(), 0, "what is in the vault leaves its file");

    let kept = desk.settles(&caught[0].id, true);
    assert!(kept.trashed_ms.is_none() && kept.created_ms == caught[0].at_ms && kept.facts.contains_key("layer"));
    let thrown = desk.settles(&caught[1].id, false);
    assert!(thrown.trashed_ms.is_some(), "nothing is lost by a click");
    desk.relocked();
    assert!(desk.opens().0.is_empty());
}

#[test]
fn what_is_not_decided_is_asked_again() {
    let mut desk = locked();
    desk.types(1, 1, "green").unwrap();
    assert_eq!(desk.opens().0.len(), 1);
    desk.relocked();
    assert_eq!(desk.opens().0.len(), 1);
}

#[test]
fn nothing_readable_lies_beside_the_vault() {
    let mut desk = locked();
    desk.types(1, 1, "the door was never locked").unwrap();
    let found = crate::engine::scan::scan_folder(&desk.folder(), &["the door was never locked"]).unwrap();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_file_that_somebody_exchanged_is_not_believed_by_a_running_program_and_named_at_unlock() {
    let mut desk = locked();
    let stranger = crate::sealed::CaptureIdentity::generate().recipient();
    std::fs::write(desk.folder().join("capture.pub"), stranger.file()).unwrap();
    desk.types(1, 1, "green").unwrap();
    let (caught, noticed) = desk.opens();
    assert_eq!(caught.len(), 1, "sealed for whom the program saw when it was open");
    assert_eq!(noticed, [VaultNotice::CaptureChanged]);
    desk.relocked();
    assert!(desk.opens().1.is_empty(), "the file is right again");
}

#[test]
fn words_for_somebody_else_and_rubbish_are_left_where_they_lie_and_counted() {
    let mut desk = locked();
    desk.types(1, 1, "green").unwrap();
    let folder = desk.folder().join("capture");
    let stranger = crate::sealed::CaptureIdentity::generate().recipient();
    let foreign = crate::sealed::seal_captured(&stranger, b"foreign").unwrap();
    std::fs::write(folder.join(format!("{}.age", "0".repeat(32))), foreign).unwrap();
    std::fs::write(folder.join(format!("{}.age", "1".repeat(32))), b"rubbish").unwrap();
    std::fs::write(folder.join(format!("{}.age", "2".repeat(32))), vec![0; 1 << 20]).unwrap();
    std::fs::write(folder.join("notes.txt"), b"not ours").unwrap();
    let (caught, noticed) = desk.opens();
    assert_eq!(caught.len(), 1);
    assert_eq!(noticed, [VaultNotice::CaughtForeign { files: 3 }]);
    assert_eq!(desk.files(), 4, "nothing of it is removed");
}

#[test]
fn too_much_is_refused_and_what_was_sealed_before_stays() {
    let mut desk = locked();
    desk.types(1, 1, "green").unwrap();
    assert_eq!(desk.types(1, 2, &"x".repeat(CAPTURE_BYTES_MAX + 1)), Err(Failure::TooLong));
    assert_eq!(desk.opens().0[0].text, "green");
}

#[test]
fn a_folder_that_was_never_opened_by_this_version_catches_nothing_and_says_so() {
    let mut desk = locked();
    std::fs::remove_file(desk.folder().join("capture.pub")).unwrap();
    desk.actor.catcher = Default::default();
    assert_eq!(desk.types(1, 1, "green"), Err(Failure::NotFound));
    assert!(desk.opens().1.is_empty(), "a file that is missing was not exchanged");
}

#[test]
fn words_that_come_while_the_vault_is_opened_are_in_it() {
    let mut desk = Desk::new();
    desk.types(1, 1, "gre").unwrap();
    desk.types(1, 2, "green").unwrap();
    desk.relocked();
    let (caught, _) = desk.opens();
    assert_eq!(caught.len(), 1);
    assert_eq!(caught[0].text, "green");
}

#[test]
fn after_somebody_may_know_the_passphrase_words_are_sealed_to_another_identity() {
    let mut desk = Desk::new();
    let before = std::fs::read(desk.folder().join("capture.pub")).unwrap();
    let proof = Proof::Passphrase(words("old words"));
    desk.secrets(SecretsWish::SealAnew { proof, passphrase: words("old words") }).unwrap();
    let after = std::fs::read(desk.folder().join("capture.pub")).unwrap();
    assert_ne!(before, after);
    desk.relocked();
    // The program remembers whom the vault named last.
    desk.types(1, 1, "green").unwrap();
    let (caught, noticed) = desk.opens();
    assert_eq!((caught.len(), noticed.len()), (1, 0));
}
