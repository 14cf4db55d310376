//! Changing what opens a vault: whatever step is the last one, the old way in or the new one works.

use std::fs;

use super::*;
use crate::sealed::Passphrase;

fn words(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

fn opens(bench: &Bench, passphrase: &str) -> bool {
    match Vault::unlock(&bench.folder(), &words(passphrase), &bench.world) {
        Ok(vault) => {
            assert_eq!(&*vault.record("profile").unwrap().unwrap(), b"a name");
            true
        }
        Err(error) => {
            assert_eq!(error, VaultError::WrongKey);
            false
        }
    }
}

/// A vault that "old words" open.
fn with_old_words(bench: &Bench) -> Vault {
    let mut vault = bench.create();
    vault.change_passphrase(&words("old words")).unwrap();
    vault
}

#[test]
fn after_a_change_the_new_passphrase_opens_and_the_old_one_does_not() {
    let bench = Bench::new();
    let mut vault = with_old_words(&bench);
    assert_eq!(vault.check_passphrase(&words("old words")), Ok(()));
    let before = fs::read(bench.folder().join("key.age")).unwrap();
    vault.change_passphrase(&words("new words")).unwrap();
    assert_eq!(vault.check_passphrase(&words("old words")), Err(VaultError::WrongKey));
    assert_eq!(vault.check_passphrase(&words("new words")), Ok(()));
    append(&mut vault, &[chunk(1, b"goes on")]);
    assert_eq!(bench.open().err(), Some(VaultError::AlreadyOpen), "the lock went along");
    drop(vault);
    assert!(opens(&bench, "new words") && !opens(&bench, "old words"));
    assert!(!bench.folder().join("key.age.new").exists());
    // What the page says of older copies is true.
    fs::write(bench.folder().join("key.age"), before).unwrap();
    assert!(opens(&bench, "old words"));
}

#[test]
fn a_kill_at_any_step_of_a_change_leaves_the_old_or_the_new_passphrase_working() {
    let mut stopped = [false; 2];
    for last in 0.. {
        let bench = Bench::new();
        let mut vault = with_old_words(&bench);
        let mut steps = 0;
        let changed = vault.change_passphrase_stepwise(&words("new words"), &mut || {
            steps += 1;
            if steps > last { Err(VaultError::DiskFull) } else { Ok(()) }
        });
        drop(vault);
        let (old, new) = (opens(&bench, "old words"), opens(&bench, "new words"));
        assert!(old != new, "stopped after {last}: exactly one of the two opens");
        assert!(bench.open().is_ok(), "and the recovery key does");
        assert!(!bench.folder().join("key.age.new").exists(), "opening clears what was left aside");
        if changed.is_ok() {
            assert!(new && last >= 4);
            break;
        }
        stopped[usize::from(new)] = true;
    }
    assert_eq!(stopped, [true, true], "both sides of the change were seen");
}

#[test]
fn a_half_written_new_key_file_is_no_way_in_and_in_nobodys_way() {
    let bench = Bench::new();
    with_old_words(&bench).close().unwrap();
    fs::write(bench.folder().join("key.age.new"), b"age-encryption.org/v1\n-> scr").unwrap();
    assert!(opens(&bench, "old words"));
    let mut vault = bench.open().unwrap();
    fs::write(bench.folder().join("key.age.new"), b"half").unwrap();
    vault.change_passphrase(&words("new words")).unwrap();
    drop(vault);
    assert!(opens(&bench, "new words"));
}

#[test]
fn a_change_that_finds_no_room_changes_nothing_and_leaves_nothing() {
    let bench = Bench::new();
    let mut vault = with_old_words(&bench);
    // A folder in the way of the file is refused by the system as a full disk is: at the first byte.
    fs::create_dir(bench.folder().join("key.age.new")).unwrap();
    assert!(vault.change_passphrase(&words("new words")).is_err());
    assert_eq!(vault.check_passphrase(&words("old words")), Ok(()));
    fs::remove_dir(bench.folder().join("key.age.new")).unwrap();
    assert_eq!(vault.change_passphrase(&words("new words")), Ok(()));
}

#[test]
fn a_key_file_of_another_vault_proves_nothing() {
    let (bench, other) = (Bench::new(), Bench::new());
    let vault = with_old_words(&bench);
    let mut foreign = other.create();
    foreign.change_passphrase(&words("their words")).unwrap();
    fs::copy(other.folder().join("key.age"), bench.folder().join("key.age")).unwrap();
    assert!(matches!(vault.check_passphrase(&words("their words")), Err(VaultError::Damaged(_))));
}

#[test]
fn a_kill_at_any_step_of_a_new_recovery_key_leaves_one_of_the_two_working() {
    let mut stopped = [false; 2];
    for last in 0.. {
        let bench = Bench::new();
        let mut vault = bench.create();
        let new = RecoveryKey::generate();
        let mut steps = 0;
        let changed = vault.change_recovery_stepwise(&new.public(), &mut || {
            steps += 1;
            if steps > last { Err(VaultError::DiskFull) } else { Ok(()) }
        });
        assert_eq!(vault.check_recovery(&new).is_ok(), vault.check_recovery(&bench.key).is_err());
        drop(vault);
        let old_opens = bench.open().is_ok();
        let new_opens = Vault::unlock_with_recovery(&bench.folder(), &new, &bench.world).is_ok();
        assert!(old_opens != new_opens, "stopped after {last}");
        if changed.is_ok() {
            assert!(new_opens && last >= 3);
            break;
        }
        stopped[usize::from(new_opens)] = true;
    }
    assert_eq!(stopped, [true, true]);
}
