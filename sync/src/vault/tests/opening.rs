//! Creating and unlocking: keys, second openers, newer formats, folders that cannot be used.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::sealed::Passphrase;

fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect()
}

#[test]
fn the_passphrase_opens_a_wrong_one_does_not_and_a_damaged_key_file_is_named() {
    let bench = Bench::new();
    let passphrase = Passphrase::new("six plain words would do here".to_owned());
    let recovery = bench.key.public();
    let vault = Vault::create(&bench.folder(), &passphrase, &recovery, &[], &bench.world).unwrap();
    let id = vault.id();
    vault.close().unwrap();
    let unlock = |typed: &str| Vault::unlock(&bench.folder(), &Passphrase::new(typed.to_owned()), &bench.world);
    assert_eq!(unlock("six plain words would do").err(), Some(VaultError::WrongKey));
    assert_eq!(unlock(passphrase.reveal()).unwrap().id(), id);
    assert_eq!(bench.open().unwrap().id(), id, "the printed key opens the same vault");

    let path = bench.folder().join("key.age");
    let whole = fs::read(&path).unwrap();
    let damaged = Some(VaultError::Damaged(Damage::file(DamageWhy::KeyFile)));
    for cut in [0, 20, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..cut]).unwrap();
        assert_eq!(unlock(passphrase.reveal()).err(), damaged, "cut at {cut}");
    }
    for flip in [3, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[flip] ^= 1;
        fs::write(&path, flipped).unwrap();
        assert_eq!(unlock(passphrase.reveal()).err(), damaged, "flipped at {flip}");
    }
    fs::write(&path, vec![b'a'; 1 << 20]).unwrap();
    assert_eq!(unlock(passphrase.reveal()).err(), damaged);
    fs::write(&path, whole).unwrap();
    assert!(unlock(passphrase.reveal()).is_ok());
}

#[test]
fn a_second_opener_is_told_and_the_first_goes_on() {
    let bench = Bench::new();
    let mut vault = bench.create();
    assert_eq!(bench.open().err(), Some(VaultError::AlreadyOpen));
    append(&mut vault, &[chunk(1, b"still mine")]);
    drop(vault);
    assert!(bench.open().is_ok());
}

#[test]
fn the_database_itself_is_locked_from_the_moment_of_opening() {
    let bench = Bench::new();
    bench.create().close().unwrap();
    let _vault = bench.open().unwrap();
    // Another program that knows nothing of our guard.
    assert_eq!(database::Database::open(&bench.folder().join("vault.db")).err(), Some(VaultError::AlreadyOpen));
}

#[test]
fn a_newer_format_is_refused_and_not_a_byte_changes() {
    let bench = Bench::new();
    bench.create().close().unwrap();
    let raw = bench.raw();
    raw.pragma_update(None, "user_version", 2).unwrap();
    raw.close().unwrap();
    let before = bytes_of(&bench.folder());
    assert_eq!(bench.open().err(), Some(VaultError::NewerFormat));
    assert!(bytes_of(&bench.folder()) == before);
}

#[test]
fn a_newer_format_that_stands_in_the_wal_alone_is_refused_too() {
    let bench = Bench::new();
    bench.create().close().unwrap();
    let raw = bench.raw();
    raw.pragma_update(None, "user_version", 2).unwrap();
    let (database, wal) = (bench.folder().join("vault.db"), bench.folder().join("vault.db-wal"));
    let killed = [fs::read(&database).unwrap(), fs::read(&wal).unwrap()];
    raw.close().unwrap();
    fs::write(&database, &killed[0]).unwrap();
    fs::write(&wal, &killed[1]).unwrap();
    let before = bytes_of(&bench.folder());
    assert_eq!(bench.open().err(), Some(VaultError::NewerFormat));
    assert!(bytes_of(&bench.folder()) == before);
}

#[test]
fn only_an_absent_or_empty_folder_becomes_a_vault() {
    let bench = Bench::new();
    assert_eq!(bench.open().err(), Some(VaultError::NoVault));
    fs::create_dir(bench.folder()).unwrap();
    assert_eq!(bench.open().err(), Some(VaultError::NoVault));
    drop(bench.create());
    let again = Vault::create_for_tests(&bench.folder(), &bench.key, &[], &bench.world);
    assert_eq!(again.err(), Some(VaultError::FolderInUse));
    assert!(bench.open().is_ok());
}

#[test]
fn what_a_crash_left_of_a_first_try_is_cleared_and_strange_files_are_not() {
    let bench = Bench::new();
    let staged = bench.folder().with_file_name("journal.new");
    fs::create_dir(&staged).unwrap();
    fs::write(staged.join("key.age"), b"half").unwrap();
    fs::write(staged.join("vault.db"), b"").unwrap();
    drop(bench.create());
    assert!(!staged.exists() && bench.open().is_ok());

    let other = Bench::new();
    let staged = other.folder().with_file_name("journal.new");
    fs::create_dir(&staged).unwrap();
    fs::write(staged.join("thesis.txt"), b"not ours").unwrap();
    let refused = Vault::create_for_tests(&other.folder(), &other.key, &[], &other.world);
    assert_eq!(refused.err(), Some(VaultError::FolderInUse));
    assert_eq!(fs::read(staged.join("thesis.txt")).unwrap(), b"not ours");
}

#[test]
fn a_database_with_more_than_our_table_is_not_trusted() {
    let bench = Bench::new();
    bench.create().close().unwrap();
    let raw = bench.raw();
    raw.execute_batch("CREATE TRIGGER spy AFTER INSERT ON value BEGIN DELETE FROM value; END").unwrap();
    raw.close().unwrap();
    assert_eq!(bench.open().err(), Some(VaultError::DATABASE));
}

/// Run by the test below inside a mount of its own; alone it does nothing.
#[test]
#[ignore = "needs the read-only mount that its caller makes"]
fn inside_a_read_only_mount() {
    let Some(folder) = std::env::var_os("UNDERSTORY_TEST_READ_ONLY") else { return };
    let key = RecoveryKey::parse(&std::env::var("UNDERSTORY_TEST_KEY").unwrap()).unwrap();
    let opened = Vault::unlock_with_recovery(Path::new(&folder), &key, &Bench::new().world);
    assert_eq!(opened.err(), Some(VaultError::ReadOnly));
}

#[test]
#[cfg(target_os = "linux")]
fn a_read_only_folder_is_named_and_not_a_byte_changes() {
    let bench = Bench::new();
    bench.create().close().unwrap();
    let before = bytes_of(&bench.folder());
    let script = "mount --bind \"$F\" \"$F\" && mount -o remount,ro,bind \"$F\" || exit 77; \
        exec \"$E\" --exact vault::tests::opening::inside_a_read_only_mount --ignored";
    let run = std::process::Command::new("unshare")
        .args(["-rm", "sh", "-c", script])
        .env("F", bench.folder())
        .env("E", std::env::current_exe().unwrap())
        .env("UNDERSTORY_TEST_READ_ONLY", bench.folder())
        .env("UNDERSTORY_TEST_KEY", bench.key.reveal().as_str())
        .output();
    match run {
        Ok(run) if run.status.success() => assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed")),
        Ok(run) if run.status.code() == Some(101) => panic!("{}", String::from_utf8_lossy(&run.stdout)),
        _ => {
            println!("skipped: this kernel gives no mount namespace");
            assert!(std::env::var_os("CI").is_none(), "a skip fails here");
        }
    }
    assert!(bytes_of(&bench.folder()) == before);
}
