//! Backups as they are made: of one moment, whole or not there, and never over somebody else's file.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::tests::{Bench, RUN, SPACE, append, chunk, names_in};
use super::super::{BackupFile, VaultKey};
use super::*;

fn target(bench: &Bench) -> PathBuf {
    bench.folder().with_file_name("journal.backup")
}

fn opened(bench: &Bench) -> BackupFile {
    BackupFile::open(&target(bench), VaultKey::Recovery(&bench.key), &bench.world).unwrap()
}

fn finish(mut backup: Backup) -> Result<BackedUp, VaultError> {
    backup.to_disk()?()?;
    while backup.check(2)? {}
    backup.settle()
}

/// Names beside the vault's folder.
fn beside(bench: &Bench) -> Vec<String> {
    names_in(bench.folder().parent().unwrap())
}

#[test]
fn a_backup_holds_what_was_committed_when_it_began_while_the_vault_goes_on() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one"), chunk(2, b"two")]);
    let mut open = vault.write().unwrap();
    open.append(SPACE, RUN, &chunk(3, b"not committed")).unwrap();
    drop(open);
    let mut backup = vault.begin_backup(&target(&bench), false).unwrap();
    append(&mut vault, &[chunk(1, b"three")]);
    assert!(backup.check(1).unwrap());
    append(&mut vault, &[chunk(1, b"four")]);
    assert!(!target(&bench).exists(), "no name before everything was opened");
    let done = finish(backup).unwrap();
    assert_eq!((done.values, done.damaged), (5, 0), "two chunks, their state, the profile, the directory");
    assert_eq!(done.bytes, fs::metadata(target(&bench)).unwrap().len());
    assert_eq!(beside(&bench), ["journal", "journal.backup"]);
    assert_eq!(append(&mut vault, &[chunk(1, b"five")]), 5, "the vault went on");
    drop(vault);

    let backup = opened(&bench);
    assert!(backup.census().unwrap().is_sound());
    let folder = bench.folder().with_file_name("restored");
    backup.restore_into(&folder, &bench.world).unwrap().settle().unwrap();
    let vault = Vault::unlock_with_recovery(&folder, &bench.key, &bench.world).unwrap();
    assert_eq!(vault.log(SPACE).newest, 2);
    assert!(vault.chunk(SPACE, 2).unwrap().unwrap().body == chunk(2, b"two").body);
    for name in ["key.age", "recovery.age"] {
        assert_eq!(fs::read(folder.join(name)).unwrap(), fs::read(bench.folder().join(name)).unwrap());
    }
}

#[test]
fn what_was_committed_after_a_backup_is_as_safe_on_disk_as_before_it() {
    let bench = Bench::new();
    let vault = bench.create();
    vault.back_up(&target(&bench), false).unwrap();
    assert_eq!(vault.database.synchronous(), 2, "FULL again");
    let again = vault.back_up(&target(&bench), false);
    assert_eq!(again, Err(VaultError::FileExists));
    let nowhere = bench.folder().with_file_name("absent").join("journal.backup");
    assert_eq!(vault.back_up(&nowhere, false), Err(VaultError::NoFile));
    assert_eq!(vault.database.synchronous(), 2);
}

#[test]
fn a_file_that_is_there_is_left_alone_and_only_a_backup_is_replaced() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one")]);
    for (name, content) in [("thesis.txt", &b"not ours"[..]), ("empty", b"")] {
        let file = bench.folder().with_file_name(name);
        fs::write(&file, content).unwrap();
        assert_eq!(vault.back_up(&file, false), Err(VaultError::FileExists));
        assert_eq!(vault.back_up(&file, true), Err(VaultError::FileExists));
        assert_eq!(fs::read(&file).unwrap(), content);
        fs::remove_file(&file).unwrap();
    }
    assert_eq!(vault.back_up(&bench.folder().join("vault.db"), true), Err(VaultError::FileExists));
    vault.back_up(&target(&bench), true).unwrap();
    append(&mut vault, &[chunk(1, b"two")]);
    assert_eq!(vault.back_up(&target(&bench), false), Err(VaultError::FileExists));
    assert_eq!(opened(&bench).census().unwrap().sound[&crate::sealed::Table::Chunk], 1, "the older one is whole");
    vault.back_up(&target(&bench), true).unwrap();
    assert_eq!(opened(&bench).census().unwrap().sound[&crate::sealed::Table::Chunk], 2);
    // One that came while ours was made.
    fs::remove_file(target(&bench)).unwrap();
    let backup = vault.begin_backup(&target(&bench), false).unwrap();
    fs::write(target(&bench), b"somebody else's").unwrap();
    assert_eq!(finish(backup), Err(VaultError::FileExists));
    assert_eq!(fs::read(target(&bench)).unwrap(), b"somebody else's");
    assert_eq!(beside(&bench), ["journal", "journal.backup"]);
}

#[test]
fn a_backup_given_up_at_any_step_leaves_nothing() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one"), chunk(2, b"two")]);
    let begun = || vault.begin_backup(&target(&bench), false).unwrap();
    drop(begun());
    assert_eq!(beside(&bench), ["journal"]);
    let synced = begun();
    synced.to_disk().unwrap()().unwrap();
    drop(synced);
    assert_eq!(beside(&bench), ["journal"]);
    let mut checked = begun();
    while checked.check(1).unwrap() {}
    assert_eq!(checked.progress(), (5, 5));
    drop(checked);
    assert_eq!(beside(&bench), ["journal"]);
}

/// What a kill leaves: nothing runs that would tidy up.
#[test]
fn what_a_killed_try_left_is_cleared_away_and_a_finished_backup_is_not_harmed() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one")]);
    let left = bench.folder().with_file_name("journal.backup.unfinished");
    for content in [&b""[..], b"SQLite format 3\0", &[7; 50_000]] {
        fs::write(&left, content).unwrap();
        vault.back_up(&target(&bench), false).unwrap();
        assert_eq!(beside(&bench), ["journal", "journal.backup"]);
        fs::remove_file(target(&bench)).unwrap();
    }
    // Killed between giving the name and taking the other one away: one file with two names.
    vault.back_up(&target(&bench), false).unwrap();
    fs::hard_link(target(&bench), &left).unwrap();
    assert_eq!(vault.back_up(&target(&bench), false), Err(VaultError::FileExists));
    assert!(opened(&bench).census().unwrap().is_sound());
    let begun = vault.begin_backup(&target(&bench), true).unwrap();
    assert!(opened(&bench).census().unwrap().is_sound(), "the finished one is not emptied with its other name");
    drop(begun);
    assert!(opened(&bench).census().unwrap().is_sound());
}

#[test]
fn two_backups_to_one_name_do_not_take_each_other_for_leftovers() {
    let bench = Bench::new();
    let vault = bench.create();
    let first = vault.begin_backup(&target(&bench), false).unwrap();
    assert_eq!(vault.begin_backup(&target(&bench), false).err(), Some(VaultError::FileExists));
    finish(first).unwrap();
    assert!(opened(&bench).census().unwrap().is_sound());
}

#[test]
fn a_damaged_value_is_told_and_a_damaged_backup_never_takes_the_place_of_one() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one"), chunk(2, b"two")]);
    vault.back_up(&target(&bench), false).unwrap();
    let row = vault.place(crate::sealed::Table::Chunk, SPACE, &1_u64.to_be_bytes(), 1).row;
    vault.database.put(row, b"damaged").unwrap();
    let refused = vault.back_up(&target(&bench), true);
    assert!(matches!(refused, Err(VaultError::Damaged(damage)) if damage.seq == 1), "{refused:?}");
    assert!(opened(&bench).census().unwrap().is_sound(), "the older one stays");
    let beside = target(&bench).with_extension("second");
    let done = vault.back_up(&beside, false).unwrap();
    assert_eq!((done.values, done.damaged), (4, 1), "better than none");
}

#[test]
fn a_backup_is_sealed_and_says_no_more_than_the_vault_does() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"nobody else may read this")]);
    vault.back_up(&target(&bench), false).unwrap();
    let bytes = fs::read(target(&bench)).unwrap();
    for word in [&b"nobody else"[..], b"profile", b"a name"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word));
    }
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(target(&bench)).unwrap());
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(fs::exists(Path::new(&bench.folder()).join("vault.db")).unwrap());
}

#[test]
fn a_kill_at_any_step_of_a_backup_leaves_the_older_one_or_the_new_one_whole() {
    for replace in [false, true] {
        let bench = Bench::new();
        let mut vault = bench.create();
        append(&mut vault, &[chunk(1, b"one")]);
        if replace {
            vault.back_up(&target(&bench), false).unwrap();
        }
        append(&mut vault, &[chunk(1, b"two")]);
        let mut killed = Vec::new();
        let mut point = || {
            killed.push(bench.snapshot());
            Ok(())
        };
        let mut backup = vault.begin_backup_stepwise(&target(&bench), replace, &mut point).unwrap();
        backup.to_disk().unwrap()().unwrap();
        while backup.check(1).unwrap() {}
        backup.settle_stepwise(&mut point).unwrap();
        assert!(killed.len() >= 5, "{}", killed.len());

        let mut held = Vec::new();
        for place in &killed {
            let file = place.path().join("journal.backup");
            let chunks = |file: &Path| {
                let backup = BackupFile::open(file, VaultKey::Recovery(&bench.key), &bench.world).unwrap();
                let census = backup.census().unwrap();
                assert!(census.is_sound());
                census.sound[&crate::sealed::Table::Chunk]
            };
            let before = if file.exists() { chunks(&file) } else { 0 };
            held.push(before);
            let vault = Vault::unlock_with_recovery(&place.path().join("journal"), &bench.key, &bench.world).unwrap();
            vault.back_up(&file, before > 0).unwrap();
            assert_eq!(chunks(&file), 2, "the next backup");
            assert_eq!(names_in(place.path()), ["journal", "journal.backup"], "what was left is cleared away");
        }
        let old = u64::from(replace);
        assert!(held.is_sorted() && held.iter().all(|chunks| *chunks == old || *chunks == 2), "{held:?}");
        assert!(held.contains(&old) && held.contains(&2), "{held:?}");
    }
}
