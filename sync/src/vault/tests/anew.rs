//! Sealing anew: everything is there, nothing old opens it, and whatever step is the last one, one way in works.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::sealed::{Passphrase, Table, VaultIdentity, unlock_with_recovery};

fn words(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

/// A vault with something of every kind: two logs, a fold, what others wrote, a copy, a page, a delivery, records.
fn full(bench: &Bench) -> Vault {
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one"), chunk(1, b"two"), chunk(2, &[7; 30_000])]);
    let origin = Origin { device: DeviceId([9; 32]), run: Run([9; 8]), seq: 41 };
    let mut write = vault.write().unwrap();
    write.append(SpaceId([8; 16]), Run([4; 8]), &Chunk { origin, ..chunk(3, b"theirs") }).unwrap();
    write.put_copy(SPACE, document(1), b"# One").unwrap();
    write.put_page(0, b"a page").unwrap();
    write.put_delivery(DEVICE, b"stored 3").unwrap();
    write.put_record("contact/a", b"somebody").unwrap();
    write.commit().unwrap();
    let whole = Chunk { origin: Origin { device: DEVICE, run: RUN, seq: 2 }, ..chunk(1, b"one and two") };
    let mut write = vault.write().unwrap();
    write.fold(SPACE, 2, &[1], &whole, |_| true).unwrap();
    write.commit().unwrap();
    vault
}

/// What the recovery key finds in `recovery.age` now.
fn identity_of(bench: &Bench) -> VaultIdentity {
    unlock_with_recovery(&fs::read(bench.folder().join("recovery.age")).unwrap(), &bench.key).unwrap().0
}

/// Every value by what it is, without the name of its row.
fn values(vault: &Vault) -> BTreeSet<(Table, SpaceId, u64, Vec<u8>)> {
    let mut found = BTreeSet::new();
    let census = vault.each_value(&mut |_, value| {
        let (place, body) = value.unwrap();
        found.insert((place.table, place.space, place.seq, body.to_vec()));
    });
    assert!(census.unwrap().is_sound());
    found
}

fn beside(bench: &Bench) -> Vec<String> {
    let parent = bench.folder().parent().unwrap().to_owned();
    let mut names: Vec<String> =
        fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn inside(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn everything_is_there_under_another_identity_and_nothing_old_opens_it() {
    let bench = Bench::new();
    let vault = full(&bench);
    fs::write(bench.folder().join("settings.toml"), "zoom_percent = 120").unwrap();
    fs::write(bench.folder().join("letter.txt"), "put there by its owner").unwrap();
    let before = values(&vault);
    let (log, id) = (vault.log(SPACE), vault.id());
    let old_identity = identity_of(&bench);
    let old_files = inside(&bench.folder());
    let old_rows: BTreeSet<Vec<u8>> = rows(&bench);

    let anew = vault.seal_anew(&words("new words"), &bench.key.public(), &bench.world).unwrap();
    assert!(anew.old_removed);
    assert!(values(&anew.vault) == before);
    assert_eq!((anew.vault.log(SPACE), anew.vault.id()), (log, id), "numbers, runs and name are the same");
    assert_eq!(bench.open().err(), Some(VaultError::AlreadyOpen), "the lock went along");
    for (_, sealed) in raw_values(&bench) {
        assert!(crate::sealed::open_anywhere(&old_identity, &sealed).is_err(), "the old identity opens nothing");
    }
    assert!(rows(&bench).is_disjoint(&old_rows), "no name of a row is the same");
    let mut vault = anew.vault;
    append(&mut vault, &[chunk(1, b"goes on")]);
    vault.close().unwrap();
    assert_eq!(beside(&bench), ["journal"]);
    let without_wal = |names: Vec<String>| names.into_iter().filter(|name| !name.contains("-wal")).collect::<Vec<_>>();
    assert_eq!(inside(&bench.folder()), without_wal(old_files));
    assert_eq!(fs::read_to_string(bench.folder().join("settings.toml")).unwrap(), "zoom_percent = 120");
    let vault = Vault::unlock(&bench.folder(), &words("new words"), &bench.world).unwrap();
    assert_eq!(vault.log(SPACE).newest, 4);
    drop(vault);
    assert!(bench.open().is_ok(), "the recovery key opens the new folder too");
}

fn raw_values(bench: &Bench) -> Vec<(Vec<u8>, Vec<u8>)> {
    let copy = tempfile::tempdir().unwrap();
    for name in ["vault.db", "vault.db-wal"] {
        let _ = fs::copy(bench.folder().join(name), copy.path().join(name));
    }
    let raw = rusqlite::Connection::open(copy.path().join("vault.db")).unwrap();
    let mut statement = raw.prepare("SELECT row, sealed FROM value").unwrap();
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    found.collect::<Result<_, _>>().unwrap()
}

fn rows(bench: &Bench) -> BTreeSet<Vec<u8>> {
    raw_values(bench).into_iter().map(|(row, _)| row).collect()
}

#[test]
fn a_kill_at_any_step_leaves_the_old_or_the_new_way_in_working_and_all_words_there() {
    let mut seen = [0, 0];
    for last in 0.. {
        let bench = Bench::new();
        let vault = full(&bench);
        let before = values(&vault);
        let old_identity = identity_of(&bench);
        let mut steps = 0;
        let done = vault.seal_anew_until(&words("new words"), &bench.key.public(), &bench.world, &mut || {
            steps += 1;
            if steps > last { Err(VaultError::DiskFull) } else { Ok(()) }
        });
        assert!(holds_vault(&bench.folder()), "stopped after {last}: the program finds a vault");
        let vault = bench.open().unwrap();
        assert!(values(&vault) == before, "stopped after {last}");
        let is_new = !vault.identity.is_same(&old_identity);
        assert_eq!(vault.check_passphrase(&words("new words")).is_ok(), is_new, "stopped after {last}");
        assert_eq!(beside(&bench), ["journal"], "stopped after {last}: the start has finished or thrown away");
        assert!(!inside(&bench.folder()).iter().any(|name| name.starts_with("replace")), "stopped after {last}");
        drop(vault);
        assert!(bench.open().is_ok());
        seen[usize::from(is_new)] += 1;
        if done.is_ok() {
            assert!(is_new);
            break;
        }
    }
    assert!(seen[0] >= 6 && seen[1] >= 3, "{seen:?}");
}

#[test]
fn a_kill_while_the_old_folder_is_removed_is_made_up_for() {
    for gone in [&["key.age"][..], &["key.age", "recovery.age", "vault.db", "reserve"]] {
        let bench = Bench::new();
        let vault = full(&bench);
        fs::write(bench.folder().join("letter.txt"), "put there by its owner").unwrap();
        vault.seal_anew_until(&words("new words"), &bench.key.public(), &bench.world, &mut || Ok(())).unwrap();
        let old = bench.folder().with_file_name("journal.replaced");
        for name in gone {
            fs::remove_file(old.join(name)).unwrap();
        }
        assert!(bench.open().is_ok());
        assert_eq!(beside(&bench), ["journal"]);
        assert!(bench.folder().join("letter.txt").exists(), "what is not ours moves along");
    }
}

#[test]
fn a_wrong_passphrase_removes_nothing_of_a_swap() {
    let bench = Bench::new();
    full(&bench).seal_anew_until(&words("new words"), &bench.key.public(), &bench.world, &mut || Ok(())).unwrap();
    let wrong = Vault::unlock(&bench.folder(), &words("wrong words"), &bench.world);
    assert_eq!(wrong.err(), Some(VaultError::WrongKey));
    assert_eq!(beside(&bench), ["journal", "journal.replaced"]);
}

#[test]
fn folders_that_only_bear_such_names_are_left_alone() {
    let bench = Bench::new();
    let vault = full(&bench);
    let copies: Vec<PathBuf> =
        ["journal.replaced", "journal.resealed"].iter().map(|name| bench.folder().with_file_name(name)).collect();
    for copy in &copies {
        fs::create_dir(copy).unwrap();
        fs::copy(bench.folder().join("key.age"), copy.join("key.age")).unwrap();
    }
    let (error, vault) = vault.seal_anew(&words("new words"), &bench.key.public(), &bench.world).unwrap_err();
    assert_eq!(error, VaultError::FolderInUse);
    vault.unwrap().close().unwrap();
    bench.open().unwrap().close().unwrap();
    assert!(copies.iter().all(|copy| copy.join("key.age").exists()));
    // And they are not taken for a vault that is half swapped.
    fs::rename(bench.folder(), bench.folder().with_file_name("elsewhere")).unwrap();
    assert!(!holds_vault(&bench.folder()));
    assert_eq!(bench.open().err(), Some(VaultError::NoVault));
}

#[test]
fn a_backup_put_there_while_a_swap_was_cut_off_costs_neither_folder() {
    let bench = Bench::new();
    let vault = full(&bench);
    let mut steps = 0;
    let (key_file, database) = (fs::read(bench.folder().join("key.age")).unwrap(), bench.folder().join("vault.db"));
    let stopped = vault.seal_anew_until(&words("new words"), &bench.key.public(), &bench.world, &mut || {
        steps += 1;
        let half = !bench.folder().exists();
        if half { Err(VaultError::Disk) } else { Ok(()) }
    });
    assert!(stopped.is_err() && !bench.folder().exists());
    let old = bench.folder().with_file_name("journal.replaced");
    fs::create_dir(bench.folder()).unwrap();
    fs::write(bench.folder().join("key.age"), key_file).unwrap();
    for name in ["recovery.age", "vault.db"] {
        fs::copy(old.join(name), bench.folder().join(name)).unwrap();
    }
    assert!(database.exists() && bench.open().is_ok());
    assert_eq!(beside(&bench), ["journal", "journal.replaced", "journal.resealed"]);
}

#[test]
fn a_damaged_value_ends_it_and_nothing_has_changed() {
    let bench = Bench::new();
    let vault = full(&bench);
    let row = vault.rows.row(Table::Chunk, SPACE, &3_u64.to_be_bytes());
    vault.database.put(row, b"not an age file").unwrap();
    let (error, vault) = vault.seal_anew(&words("new words"), &bench.key.public(), &bench.world).unwrap_err();
    assert!(matches!(error, VaultError::Damaged(damage) if damage.seq == 3), "{error:?}");
    let mut vault = *vault.unwrap();
    append(&mut vault, &[chunk(5, b"goes on")]);
    vault.close().unwrap();
    assert_eq!(beside(&bench), ["journal"]);
    assert!(bench.open().is_ok());
}

/// Run by the test below inside a small disk of its own; alone it does nothing.
#[test]
#[ignore = "needs the small disk that its caller makes"]
fn inside_a_small_disk() {
    let Some(folder) = std::env::var_os("UNDERSTORY_TEST_SMALL_DISK") else { return };
    let bench = Bench::new();
    let folder = PathBuf::from(folder).join("journal");
    let key = &bench.key;
    let mut vault = Vault::create_for_tests(&folder, key, &[("profile", b"a name".to_vec())], &bench.world).unwrap();
    for number in 0..100 {
        append(&mut vault, &[chunk(number, &[number; 16_000])]);
        vault.checkpoint().unwrap();
    }
    let before = values(&vault);
    let (error, vault) = vault.seal_anew(&words("new words"), &key.public(), &bench.world).unwrap_err();
    assert_eq!(error, VaultError::DiskFull);
    let mut vault = *vault.unwrap();
    assert!(!folder.with_file_name("journal.resealed").exists(), "the room is given back");
    append(&mut vault, &[chunk(1, b"goes on")]);
    vault.close().unwrap();
    let vault = Vault::unlock_with_recovery(&folder, key, &bench.world).unwrap();
    assert_eq!(values(&vault).len(), before.len() + 1);
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_without_room_for_both_changes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=5m none \"$UNDERSTORY_TEST_SMALL_DISK\" || exit 77; \
        exec \"$E\" --exact vault::tests::anew::inside_a_small_disk --ignored";
    let run = std::process::Command::new("unshare")
        .args(["-rm", "sh", "-c", script])
        .env("E", std::env::current_exe().unwrap())
        .env("UNDERSTORY_TEST_SMALL_DISK", root.path())
        .output();
    match run {
        Ok(run) if run.status.success() => assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed")),
        Ok(run) if run.status.code() == Some(101) => panic!("{}", String::from_utf8_lossy(&run.stdout)),
        _ => {
            println!("skipped: this kernel gives no mount namespace");
            assert!(std::env::var_os("CI").is_none(), "a skip fails here");
        }
    }
}
