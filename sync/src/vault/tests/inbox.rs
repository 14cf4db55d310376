//! What waits while the vault is locked: in order, on disk, bounded, and openable by nothing but the vault.

use super::*;
use crate::limits::INBOX_BYTES_MAX;
use crate::sealed::{Passphrase, Table};
use zeroize::Zeroizing;

fn body(words: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(words.to_vec())
}

fn words(vault: &Vault, number: u64) -> Option<Vec<u8>> {
    vault.arrived(number).unwrap().map(|plain| plain.to_vec())
}

/// A vault whose inbox holds two values, locked.
fn two(bench: &Bench) -> Inbox {
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"before")]);
    let mut inbox = vault.into_inbox().unwrap();
    inbox.put(&[body(b"one"), body(b"two")]).unwrap();
    inbox
}

#[test]
fn what_was_put_is_there_in_order_after_the_program_was_killed_and_goes_with_the_transaction_that_takes_it() {
    let bench = Bench::new();
    drop(two(&bench));
    let mut vault = bench.open().unwrap();
    assert_eq!(words(&vault, 1).as_deref(), Some(&b"one"[..]));
    assert_eq!(words(&vault, 2).as_deref(), Some(&b"two"[..]));
    assert_eq!(words(&vault, 3), None);
    let census = vault.each_value(&mut |_, _| {}).unwrap();
    assert!(census.is_sound(), "{:?}", census.damaged);
    assert_eq!(census.sound[&Table::Inbox], 2);

    let mut write = vault.write().unwrap();
    write.remove_arrived(1).unwrap();
    drop(write);
    assert!(words(&vault, 1).is_some(), "a transaction that was given up takes nothing");
    let mut write = vault.write().unwrap();
    write.append(SPACE, RUN, &chunk(2, b"one")).unwrap();
    write.remove_arrived(1).unwrap();
    write.remove_arrived(2).unwrap();
    write.commit().unwrap();
    assert_eq!((words(&vault, 1), words(&vault, 2)), (None, None));
    // The next lock begins anew.
    let mut inbox = vault.into_inbox().unwrap();
    inbox.put(&[body(b"three")]).unwrap();
    drop(inbox);
    assert_eq!(words(&bench.open().unwrap(), 1).as_deref(), Some(&b"three"[..]));
}

#[test]
fn what_was_left_waiting_keeps_its_place_before_what_comes_later() {
    let bench = Bench::new();
    drop(two(&bench));
    let mut inbox = bench.open().unwrap().into_inbox().unwrap();
    inbox.put(&[body(b"three")]).unwrap();
    drop(inbox);
    let vault = bench.open().unwrap();
    assert_eq!(words(&vault, 2).as_deref(), Some(&b"two"[..]));
    assert_eq!(words(&vault, 3).as_deref(), Some(&b"three"[..]));
}

#[test]
fn the_folder_has_one_opener_while_it_receives_and_lets_go_to_be_opened() {
    let bench = Bench::new();
    let inbox = two(&bench);
    assert_eq!(bench.open().err(), Some(VaultError::AlreadyOpen));
    let resting = inbox.rest();
    let opened = bench.open().unwrap();
    assert_eq!(resting.resume().err(), Some(VaultError::AlreadyOpen));
    drop(opened);
    let mut inbox = bench.open().unwrap().into_inbox().unwrap().rest().resume().unwrap();
    inbox.put(&[body(b"three")]).unwrap();
    drop(inbox);
    assert_eq!(words(&bench.open().unwrap(), 3).as_deref(), Some(&b"three"[..]));
}

#[test]
fn nothing_of_what_waits_can_be_read_in_the_folder() {
    let bench = Bench::new();
    let mut inbox = two(&bench);
    inbox.put(&[body(b"the heron stood in the flooded field")]).unwrap();
    drop(inbox);
    for file in std::fs::read_dir(bench.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|window| window == b"heron"));
    }
}

#[test]
fn more_than_its_bound_is_not_taken_and_neither_is_half_of_what_finds_no_room() {
    let bench = Bench::new();
    let mut inbox = two(&bench);
    let large = body(&vec![7; CHUNK_BYTES_MAX]);
    let fits = INBOX_BYTES_MAX / (CHUNK_BYTES_MAX + CHUNK_BYTES_MAX / 8);
    for _ in 0..fits {
        inbox.put(std::slice::from_ref(&large)).unwrap();
    }
    let more: Vec<_> = (0..3).map(|_| body(&large)).collect();
    assert_eq!(inbox.put(&more).err(), Some(VaultError::TooLarge));

    let bench = Bench::new();
    let mut inbox = two(&bench);
    inbox.limit_pages(2);
    assert_eq!(inbox.put(&[body(b"three"), body(&vec![7; 64 << 10])]).err(), Some(VaultError::DiskFull));
    drop(inbox);
    let vault = bench.open().unwrap();
    assert_eq!(words(&vault, 3), None, "all or nothing");
}

#[test]
fn a_damaged_value_is_set_aside_and_the_rest_waits_on() {
    let bench = Bench::new();
    drop(two(&bench));
    let vault = bench.open().unwrap();
    let sealed = vault.sealed_for_tests(Table::Inbox, SpaceId([0; 16]), &1_u64.to_be_bytes(), 1).unwrap();
    drop(vault);
    let mut flipped = sealed.clone();
    flipped[sealed.len() / 2] ^= 1;
    let changed = bench.raw().execute("UPDATE value SET sealed = ?1 WHERE sealed = ?2", (&flipped, &sealed)).unwrap();
    assert_eq!(changed, 1);
    let vault = bench.open().unwrap();
    assert!(matches!(vault.arrived(1), Err(VaultError::Damaged(damage)) if damage.table == Some(Table::Inbox)));
    assert_eq!(words(&vault, 2).as_deref(), Some(&b"two"[..]));
}

#[test]
fn what_waits_goes_along_when_everything_is_sealed_anew() {
    let bench = Bench::new();
    drop(two(&bench));
    let vault = bench.open().unwrap();
    let passphrase = Passphrase::new("six plain words would do here".to_owned());
    let anew = vault.seal_anew(&passphrase, &bench.key.public(), &bench.world).map_err(|(error, _)| error).unwrap();
    assert_eq!(words(&anew.vault, 2).as_deref(), Some(&b"two"[..]));
}
