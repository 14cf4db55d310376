//! The recovery kit, asked of the actor as the screen asks: a new key, an old page, the drill, other own devices.

use super::secrets::{Desk, failed, unlocked, words};
use super::*;
use crate::engine::command::Command;
use crate::engine::failure::Failure;
use crate::engine::secrets::{Proof, SecretsDone, SecretsWish};

#[test]
fn a_new_recovery_key_replaces_the_old_one_here_and_in_the_roster() {
    let mut desk = Desk::new();
    let new = RecoveryKey::generate();
    let again = || RecoveryKey::parse(&new.reveal()).unwrap();
    let wish = |proof| SecretsWish::NewRecovery { proof, recovery: again() };
    let wrong = desk.secrets(wish(Proof::Passphrase(words("guessed"))));
    assert_eq!(wrong, Err(Failure::WrongPassphrase));
    desk.wait(1);
    let page = std::fs::read(desk.folder().join("recovery.age")).unwrap();
    assert_eq!(desk.secrets(wish(Proof::Recovery(desk.key()))), Ok(SecretsDone::RecoveryReplaced));
    let open = desk.actor.open.as_ref().unwrap();
    assert_eq!(open.me.roster.meaning().recovery, Some(new.public()));
    assert_eq!(open.vault.check_recovery(&new), Ok(()));
    let old = desk.key();
    assert_eq!(desk.secrets(SecretsWish::TryRecovery(old)), Err(Failure::ReplacedRecoveryKey));
    assert_eq!(desk.secrets(SecretsWish::TryRecovery(again())), Ok(SecretsDone::RecoveryRight));
    desk.relocked();
    let recovery = desk.key();
    let events = desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery });
    assert_eq!(failed(&events), Some(Failure::WrongRecoveryKey), "a photo of the old page opens nothing here");
    desk.wait(1);
    assert!(unlocked(&desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery: again() })));
    desk.relocked();
    // What the page says of older copies is true.
    std::fs::write(desk.folder().join("recovery.age"), page).unwrap();
    let recovery = desk.key();
    assert!(unlocked(&desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery })));
}

#[test]
fn a_new_kit_and_sealing_anew_leave_a_stranger_with_the_old_page_nothing_in_this_folder() {
    let mut desk = Desk::new();
    let page = std::fs::read(desk.folder().join("recovery.age")).unwrap();
    let new = RecoveryKey::generate();
    let recovery = RecoveryKey::parse(&new.reveal()).unwrap();
    let proof = Proof::Passphrase(words("old words"));
    assert_eq!(desk.secrets(SecretsWish::NewRecovery { proof, recovery }), Ok(SecretsDone::RecoveryReplaced));
    let wish = SecretsWish::SealAnew { proof: Proof::Passphrase(words("old words")), passphrase: words("new words") };
    assert_eq!(desk.secrets(wish), Ok(SecretsDone::SealedAnew { old_removed: true }));
    desk.relocked();
    std::fs::write(desk.folder().join("recovery.age"), page).unwrap();
    let recovery = desk.key();
    assert!(
        !unlocked(&desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery })),
        "nor with old files"
    );
    assert!(unlocked(&desk.unlock("new words")));
}

#[test]
fn a_device_that_hears_of_a_new_recovery_key_seals_itself_to_it_or_does_so_at_the_next_unlocking() {
    for at_once in [true, false] {
        let mut desk = Desk::new();
        let new = RecoveryKey::generate();
        let open = desk.actor.open.as_mut().unwrap();
        // What another own device would have signed.
        let mut elsewhere = open.me.roster.clone();
        let replaces = elsewhere.meaning().recovery.unwrap().signing;
        let body = crate::people::RecordBody::NewRecovery { replaces, recovery: new.public() };
        let signer = crate::people::Signer::Device(open.me.device);
        let record = elsewhere.sign_next(signer, body, &open.me.signing).unwrap();
        let aside = desk.root.path().join("journal/recovery.age.new");
        if !at_once {
            std::fs::create_dir(&aside).unwrap();
        }
        open.own_roster_heard(vec![record]).unwrap();
        let standing = open.events.iter().rev().find_map(|event| match event {
            Event::Kit(kit) => Some(kit.sealed_here),
            _ => None,
        });
        assert_eq!(standing, Some(at_once));
        desk.relocked();
        if !at_once {
            std::fs::remove_dir(&aside).unwrap();
            assert!(unlocked(&desk.unlock("old words")));
            desk.relocked();
        }
        let recovery = RecoveryKey::parse(&new.reveal()).unwrap();
        assert!(unlocked(&desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery })));
    }
}

#[test]
fn trying_the_recovery_key_says_right_or_wrong_and_changes_nothing_but_when_it_was_tried() {
    let mut desk = Desk::new();
    let files = |desk: &Desk| ["key.age", "recovery.age"].map(|name| std::fs::read(desk.folder().join(name)).unwrap());
    let before = files(&desk);
    desk.wait(86_400);
    assert_eq!(desk.secrets(SecretsWish::TryRecovery(RecoveryKey::generate())), Err(Failure::WrongRecoveryKey));
    assert_eq!(desk.secrets(SecretsWish::TryRecovery(desk.key())), Err(Failure::TooSoon));
    desk.wait(1);
    let events = desk.ask(Command::Secrets(SecretsWish::TryRecovery(desk.key())));
    let tried = events.iter().find_map(|event| match event {
        Event::Kit(kit) => kit.proved_ms,
        _ => None,
    });
    assert_eq!(tried, Some(desk.actor.world.clock.now_ms()));
    assert!(events.iter().any(|event| matches!(event, Event::Secrets(Ok(SecretsDone::RecoveryRight)))));
    assert!(files(&desk) == before);
    desk.relocked();
    let events = desk.unlock("old words");
    let told = events.iter().find_map(|event| match event {
        Event::Kit(kit) => Some(kit.clone()),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!((told.proved_ms, told.made_ms), (tried, Some(tried.unwrap() - 86_401_000)), "kept in the vault");
}

#[test]
fn a_disk_without_room_leaves_the_old_recovery_key_the_one_that_counts() {
    let mut desk = Desk::new();
    // A folder in the way of the file is refused by the system as a full disk is: at the first byte.
    let aside = desk.folder().join("recovery.age.new");
    std::fs::create_dir(&aside).unwrap();
    let proof = Proof::Passphrase(words("old words"));
    assert!(desk.secrets(SecretsWish::NewRecovery { proof, recovery: RecoveryKey::generate() }).is_err());
    let open = desk.actor.open.as_ref().unwrap();
    assert_eq!(open.me.roster.meaning().recovery, Some(desk.key.public()));
    assert_eq!(open.vault.check_recovery(&desk.key), Ok(()));
}

#[test]
fn a_vault_opened_by_its_recovery_key_remembers_that_the_page_was_at_hand() {
    let mut desk = Desk::new();
    desk.relocked();
    desk.wait(86_400 * 400);
    let recovery = desk.key();
    let events = desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery });
    let proved = events.iter().rev().find_map(|event| match event {
        Event::Kit(kit) => Some(kit.proved_ms),
        _ => None,
    });
    assert_eq!(proved, Some(Some(desk.actor.world.clock.now_ms())));
}
