//! Two processes never have one vault open: the second is told so and changes nothing.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};

use understory::demo::child::CHILD_ARGUMENT;
use understory::demo::party::{Party, PartyError};
use understory_sync::clock::World;
use understory_sync::engine::Failure;
use understory_sync::engine::view::Home;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use understory_sync::vault::{Vault, VaultError};

const PROGRAM: &str = env!("CARGO_BIN_EXE_understory-under-test");

/// Starts a writer in a process of its own and returns when it has the vault open.
fn opened_elsewhere(folder: &Path, passphrase: &Passphrase) -> Child {
    let mut writer = Process::new(PROGRAM)
        .arg(CHILD_ARGUMENT)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    writeln!(writer.stdin.take().expect("a writer listens"), "{}", passphrase.reveal()).expect("the writer hears");
    let output = BufReader::new(writer.stdout.as_mut().expect("a writer speaks"));
    output.lines().next().expect("the writer made an entry").expect("a line");
    writer
}

fn verify(folder: &Path, passphrase_file: &Path) -> std::process::Output {
    let mut verify = Process::new(PROGRAM);
    verify.arg("verify").arg("--vault").arg(folder).arg("--passphrase-file").arg(passphrase_file);
    verify.output().expect("verify runs")
}

#[test]
fn a_second_process_is_told_that_the_vault_is_open_until_the_first_has_ended() {
    let place = tempfile::tempdir().expect("a folder");
    let party = Party::create(&place.path().join("vault"), "Client", "Laptop", Home::Journal).expect("a vault");
    let (vault, passphrase, recovery) = party.quit().expect("quits");
    let words = place.path().join("words");
    understory_tests::write_secret(&words, passphrase.reveal());

    let mut writer = opened_elsewhere(&vault, &passphrase);
    let world = World::system();
    assert_eq!(Vault::unlock(&vault, &passphrase, &world).err(), Some(VaultError::AlreadyOpen));
    assert_eq!(Vault::unlock_with_recovery(&vault, &recovery, &world).err(), Some(VaultError::AlreadyOpen));
    let mut second = Party::start(&vault, passphrase.try_clone(), RecoveryKey::generate()).expect("an engine");
    let told = second.unlock();
    assert!(matches!(told, Err(PartyError::Failed { failure: Failure::AlreadyOpen, .. })), "{told:?}");
    second.quit().expect("quits");
    let told = verify(&vault, &words);
    assert!(!told.status.success());
    assert!(told.stdout.is_empty(), "nothing is said about values nobody could read");

    // The folder's own lock is on its key file; without that file's lock the database still has one.
    let aside = place.path().join("aside");
    std::fs::create_dir(&aside).expect("a folder");
    for name in ["key.age", "recovery.age"] {
        std::fs::copy(vault.join(name), aside.join(name)).expect("copied");
    }
    std::fs::hard_link(vault.join("vault.db"), aside.join("vault.db")).expect("the same database under another name");
    assert_eq!(Vault::unlock(&aside, &passphrase, &world).err(), Some(VaultError::AlreadyOpen));

    writer.kill().expect("the writer can be killed");
    writer.wait().expect("the writer has ended");
    // Its name would keep the database from being opened safely under the first one.
    std::fs::remove_dir_all(&aside).expect("removed");
    let told = verify(&vault, &words);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
}
