//! Restoring: cut, flipped, foreign and newer files, wrong keys, folders that are in use.

use std::fs;

use super::super::tests::{Bench, SPACE, append, chunk, names_in};
use super::super::{Damage, DamageWhy};
use super::*;

/// A vault with three chunks, closed, and its backup.
fn backed_up() -> (Bench, PathBuf) {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one"), chunk(2, b"two"), chunk(3, &[3; 9000])]);
    let file = bench.folder().with_file_name("journal.backup");
    vault.back_up(&file, false).unwrap();
    vault.close().unwrap();
    (bench, file)
}

fn open(bench: &Bench, file: &Path) -> Result<BackupFile, VaultError> {
    BackupFile::open(file, VaultKey::Recovery(&bench.key), &bench.world)
}

fn restored(bench: &Bench) -> PathBuf {
    bench.folder().with_file_name("restored")
}

fn raw(file: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(file).unwrap()
}

#[test]
fn a_backup_cut_anywhere_is_refused_and_named() {
    let (bench, file) = backed_up();
    let whole = fs::read(&file).unwrap();
    let cuts = (0..120).chain((120..whole.len()).step_by(997)).chain([whole.len() - 1]);
    for cut in cuts {
        fs::write(&file, &whole[..cut]).unwrap();
        assert_eq!(open(&bench, &file).err(), Some(VaultError::CutShort), "cut at {cut}");
    }
    fs::write(&file, [&whole[..], b"more"].concat()).unwrap();
    assert_eq!(open(&bench, &file).err(), Some(VaultError::DATABASE));
    fs::write(&file, &whole).unwrap();
    assert!(open(&bench, &file).unwrap().census().unwrap().is_sound());
}

#[test]
fn a_flipped_byte_is_named_or_set_aside_and_never_believed() {
    let (bench, file) = backed_up();
    let whole = fs::read(&file).unwrap();
    let mut noticed = 0;
    for at in (0..whole.len()).step_by(211) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(&file, flipped).unwrap();
        let found = open(&bench, &file).and_then(|backup| {
            let restoring = backup.restore_into(&restored(&bench), &bench.world)?;
            for (seq, body) in [(1, chunk(1, b"one").body), (2, chunk(2, b"two").body)] {
                assert!(restoring.vault.chunk(SPACE, seq).ok().flatten().is_none_or(|found| found.body == body));
            }
            Ok(restoring.census().is_sound())
        });
        match found {
            Ok(sound) => noticed += usize::from(!sound),
            Err(error) => noticed += usize::from(matches!(error, VaultError::Damaged(_) | VaultError::NewerFormat)),
        }
        assert!(!restored(&bench).exists() && !restored(&bench).with_file_name("restored.new").exists());
    }
    assert!(noticed > 20, "{noticed}");
}

#[test]
fn what_is_no_backup_or_newer_is_told_apart() {
    let (bench, file) = backed_up();
    let other = file.with_file_name("other");
    assert_eq!(open(&bench, &other).err(), Some(VaultError::NoFile));
    assert_eq!(open(&bench, &bench.folder()).err(), Some(VaultError::NotABackup));
    fs::write(&other, vec![b'x'; 5000]).unwrap();
    assert_eq!(open(&bench, &other).err(), Some(VaultError::NotABackup));
    assert_eq!(open(&bench, &bench.folder().join("vault.db")).err(), Some(VaultError::NotABackup));
    assert_eq!(open(&bench, &bench.folder().join("key.age")).err(), Some(VaultError::NotABackup));
    raw(&file).pragma_update(None, "user_version", 2).unwrap();
    assert_eq!(open(&bench, &file).err(), Some(VaultError::NewerFormat));
}

#[test]
fn a_wrong_key_opens_no_backup_and_a_damaged_key_file_is_named() {
    let (bench, file) = backed_up();
    let wrong = RecoveryKey::generate();
    let opened = BackupFile::open(&file, VaultKey::Recovery(&wrong), &bench.world);
    assert_eq!(opened.err(), Some(VaultError::WrongKey));
    let damaged = Some(VaultError::Damaged(Damage::file(DamageWhy::KeyFile)));
    for change in ["UPDATE file SET content = x'00'", "UPDATE file SET content = zeroblob(20000)", "DELETE FROM file"] {
        raw(&file).execute_batch(change).unwrap();
        assert_eq!(open(&bench, &file).err(), damaged, "{change}");
    }
}

#[test]
fn a_backup_with_more_than_our_tables_is_not_trusted() {
    let (bench, file) = backed_up();
    raw(&file).execute_batch("CREATE TRIGGER spy AFTER INSERT ON value BEGIN DELETE FROM value; END").unwrap();
    assert_eq!(open(&bench, &file).err(), Some(VaultError::DATABASE));
}

#[test]
fn a_value_longer_than_any_of_ours_is_not_taken_into_memory() {
    let (bench, file) = backed_up();
    let row = bench.open().unwrap().place(crate::sealed::Table::Chunk, SPACE, &1_u64.to_be_bytes(), 1).row;
    raw(&file).execute("UPDATE value SET sealed = zeroblob(64 << 20) WHERE row = ?1", [&row.0[..]]).unwrap();
    let backup = open(&bench, &file).unwrap();
    let census = backup.census().unwrap();
    assert_eq!(census.damaged.len(), 1);
    assert!(census.sealed_bytes < 1 << 20, "it was not read");
    let census = backup.restore_into(&restored(&bench), &bench.world).unwrap().settle().unwrap();
    assert_eq!(census.damaged.len(), 1, "what is sound is restored, and the rest is told");
    let vault = Vault::unlock_with_recovery(&restored(&bench), &bench.key, &bench.world).unwrap();
    assert!(vault.chunk(SPACE, 1).is_err() && vault.chunk(SPACE, 2).unwrap().is_some());
}

#[test]
fn a_folder_in_use_is_left_as_it_is_and_a_restore_given_up_leaves_nothing() {
    let (bench, file) = backed_up();
    let backup = open(&bench, &file).unwrap();
    assert_eq!(backup.restore_into(&bench.folder(), &bench.world).err(), Some(VaultError::FolderInUse));
    assert!(bench.open().unwrap().chunk(SPACE, 3).unwrap().is_some());
    drop(backup.restore_into(&restored(&bench), &bench.world).unwrap());
    assert_eq!(names_in(file.parent().unwrap()), ["journal", "journal.backup"]);
    // What a killed restore leaves is cleared away by the next one.
    let left = restored(&bench).with_file_name("restored.new");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("vault.db"), b"half").unwrap();
    fs::write(left.join("key.age"), b"half").unwrap();
    backup.restore_into(&restored(&bench), &bench.world).unwrap().settle().unwrap();
    assert!(!left.exists());
    let before = fs::read(&file).unwrap();
    assert!(Vault::unlock_with_recovery(&restored(&bench), &bench.key, &bench.world).is_ok());
    assert_eq!(fs::read(&file).unwrap(), before, "the backup is only read");
}

#[test]
fn a_kill_at_any_step_of_a_restore_leaves_no_vault_or_a_whole_one_and_the_next_restore_works() {
    let (bench, file) = backed_up();
    let before = fs::read(&file).unwrap();
    fs::create_dir(restored(&bench)).unwrap();
    let mut killed = Vec::new();
    let mut point = || {
        killed.push(bench.snapshot());
        Ok(())
    };
    let backup = open(&bench, &file).unwrap();
    let restoring = backup.restore_into_stepwise(&restored(&bench), &bench.world, &mut point).unwrap();
    restoring.settle_stepwise(&mut point).unwrap();
    assert!(killed.len() >= 8, "{}", killed.len());

    let mut whole = Vec::new();
    for place in &killed {
        let (file, folder) = (place.path().join("journal.backup"), place.path().join("restored"));
        assert_eq!(fs::read(&file).unwrap(), before, "the backup is only read");
        let is_there = super::super::holds_vault(&folder);
        whole.push(is_there);
        if !is_there {
            let backup = open(&bench, &file).unwrap();
            backup.restore_into(&folder, &bench.world).unwrap().settle().unwrap();
        }
        let vault = Vault::unlock_with_recovery(&folder, &bench.key, &bench.world).unwrap();
        assert!(vault.each_value(&mut |_, _| {}).unwrap().is_sound());
        assert!(vault.chunk(SPACE, 3).unwrap().unwrap().body == chunk(3, &[3; 9000]).body);
        assert_eq!(names_in(place.path()), ["journal", "journal.backup", "restored"]);
    }
    assert!(whole.is_sorted() && whole.contains(&false) && whole.contains(&true), "{whole:?}");
}
