//! Several chunks become one: all of it or nothing, whatever fails, and every number still means something.

use super::*;
use crate::sealed::Table;
use crate::vault::covered::Covered;

/// Two documents in turn: 1, 2, 1, 2, 1.
fn five(bench: &Bench) -> Vault {
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"a"), chunk(2, b"b"), chunk(1, b"c"), chunk(2, b"d"), chunk(1, b"e")]);
    vault
}

fn folded() -> Chunk {
    let origin = Origin { device: DEVICE, run: RUN, seq: 5 };
    Chunk { document: document(1), origin, body: Body::Snapshot(b"ace".to_vec()) }
}

fn fold(vault: &mut Vault) -> Result<(), VaultError> {
    let mut write = vault.write()?;
    write.fold(SPACE, 5, &[1, 3], &folded(), |found| *found == folded())?;
    write.commit()
}

fn bodies(vault: &Vault) -> Vec<(u64, Body)> {
    vault.feed(SPACE, 0, 100, 1 << 20).unwrap().into_iter().map(|(seq, fed)| (seq, fed.unwrap().body)).collect()
}

fn changes(words: &[u8]) -> Body {
    Body::Changes(words.to_vec())
}

fn assert_folded(vault: &Vault) {
    let expected = [(2, changes(b"b")), (4, changes(b"d")), (5, folded().body)];
    assert!(bodies(vault) == expected);
    assert!(vault.chunk(SPACE, 3).unwrap() == Some(Chunk::through(3)));
    assert_eq!(vault.log(SPACE).newest, 5);
    let one = vault.feed(SPACE, 2, 1, 1).unwrap();
    assert_eq!(one.into_iter().map(|(seq, _)| seq).collect::<Vec<_>>(), [4], "a batch passes over what is folded");
}

#[test]
fn a_folded_document_stands_at_its_newest_number() {
    let bench = Bench::new();
    let mut vault = five(&bench);
    fold(&mut vault).unwrap();
    assert_folded(&vault);
    assert!(!vault.directory.purged, "nothing was removed that is not still there");
    vault.close().unwrap();
    let vault = bench.open().unwrap();
    assert_folded(&vault);
    let census = vault.each_value(&mut |_, _| {}).unwrap();
    assert!(census.is_sound());
    assert_eq!(census.sound[&Table::Chunk], 3);
}

#[test]
fn whichever_write_fails_all_is_as_it_was() {
    let bench = Bench::new();
    let mut vault = five(&bench);
    let mut failures = 0;
    for writes in 0.. {
        vault.database.fail_after(Some(writes));
        let outcome = fold(&mut vault);
        vault.database.fail_after(None);
        if outcome.is_ok() {
            break;
        }
        failures += 1;
        // The program goes on, or is killed here.
        for _ in 0..2 {
            assert_eq!(bodies(&vault).len(), 5);
            assert!(bodies(&vault)[4].1 == changes(b"e") && bodies(&vault)[0].1 == changes(b"a"));
            assert!(vault.each_value(&mut |_, _| {}).unwrap().is_sound());
            drop(vault);
            vault = bench.open().unwrap();
        }
    }
    assert_eq!(failures, 5, "the chunk, two deletions, the list of numbers and the commit");
    assert_folded(&vault);
}

#[test]
fn what_does_not_read_back_as_it_was_is_not_folded() {
    let bench = Bench::new();
    let mut vault = five(&bench);
    let mut write = vault.write().unwrap();
    assert!(write.fold(SPACE, 5, &[1, 3], &folded(), |_| false).is_err());
    assert!(write.commit().is_err());
    assert_eq!(bodies(&vault).len(), 5);
}

#[test]
fn only_numbers_that_hold_something_settled_are_folded() {
    let bench = Bench::new();
    let mut vault = five(&bench);
    let theirs = Chunk { origin: Origin { device: DeviceId([9; 32]), run: Run([9; 8]), seq: 7 }, ..chunk(1, b"f") };
    append(&mut vault, &[theirs]);
    fold(&mut vault).unwrap();
    let at = |seq| Chunk { origin: Origin { seq, ..folded().origin }, ..folded() };
    let strange = Chunk { origin: Origin { run: Run([8; 8]), ..folded().origin }, ..folded() };
    for (what, seq, older, chunk) in [
        ("a number not applied", 6, vec![5], at(6)),
        ("a number folded before", 5, vec![3, 4], at(5)),
        ("a number beyond the end", 9, vec![5], at(9)),
        ("a number that is not older", 4, vec![5], at(4)),
        ("a run that did not write it", 5, vec![4], strange),
    ] {
        let mut write = vault.write().unwrap();
        assert!(write.fold(SPACE, seq, &older, &chunk, |_| true).is_err(), "{what}");
    }
    assert_eq!(bodies(&vault).len(), 4);
}

#[test]
fn a_purge_takes_what_was_folded_too() {
    let bench = Bench::new();
    let mut vault = five(&bench);
    fold(&mut vault).unwrap();
    // The catalog may still list the numbers that were folded.
    let mut write = vault.write().unwrap();
    [1, 3, 5].iter().for_each(|seq| write.replace(SPACE, *seq, &Chunk::through(*seq)).unwrap());
    write.commit().unwrap();
    vault.close().unwrap();
    let vault = bench.open().unwrap();
    assert!(bodies(&vault) == [(2, changes(b"b")), (4, changes(b"d")), (5, Body::Through)]);
    assert!(vault.each_value(&mut |_, _| {}).unwrap().is_sound());
}

/// Opens the vault after the values of these keys of its state were made unreadable.
fn without(keys: &[&[u8]]) -> (Bench, Vault) {
    let bench = Bench::new();
    let mut vault = five(&bench);
    fold(&mut vault).unwrap();
    let rows: Vec<_> = keys.iter().map(|key| vault.place(Table::State, SPACE, key, 0).row).collect();
    vault.close().unwrap();
    let raw = bench.raw();
    for row in rows {
        assert_eq!(raw.execute("UPDATE value SET sealed = x'00' WHERE row = ?1", [&row.0[..]]).unwrap(), 1);
    }
    drop(raw);
    let vault = bench.open().unwrap();
    (bench, vault)
}

#[test]
fn a_lost_state_is_made_again_with_what_was_folded() {
    let (_bench, vault) = without(&[b""]);
    assert_eq!((vault.damaged().len(), vault.log(SPACE).damaged), (1, vec![]));
    assert_folded(&vault);
}

#[test]
fn a_lost_list_of_folded_numbers_is_named_and_made_again() {
    let (_bench, vault) = without(&[Covered::KEY]);
    assert_eq!(vault.damaged().len(), 1);
    assert_folded(&vault);
}

#[test]
fn a_chunk_put_back_where_it_was_folded_away_is_found() {
    let bench = Bench::new();
    let mut vault = five(&bench);
    let row = vault.place(Table::Chunk, SPACE, &3_u64.to_be_bytes(), 3).row;
    let sealed = vault.sealed_for_tests(Table::Chunk, SPACE, &3_u64.to_be_bytes(), 3).unwrap();
    fold(&mut vault).unwrap();
    vault.database.put(row, &sealed).unwrap();
    assert!(vault.chunk(SPACE, 3).unwrap() == Some(Chunk::through(3)));
    assert!(!vault.each_value(&mut |_, _| {}).unwrap().is_sound());
}

#[test]
fn room_that_folding_left_is_given_back_on_closing() {
    let bench = Bench::new();
    let mut vault = bench.create();
    let chunks: Vec<Chunk> = (0..400).map(|_| chunk(1, &[7; 2000])).collect();
    append(&mut vault, &chunks);
    let older: Vec<u64> = (1..400).collect();
    let one = Chunk { origin: Origin { device: DEVICE, run: RUN, seq: 400 }, ..chunk(1, b"one") };
    let mut write = vault.write().unwrap();
    write.fold(SPACE, 400, &older, &one, |_| true).unwrap();
    write.commit().unwrap();
    let free = vault.database.free_pages();
    assert!(free > 200, "{free} pages");
    vault.close().unwrap();
    assert!(std::fs::metadata(bench.folder().join("vault.db")).unwrap().len() < 200_000);
    assert_eq!(bench.open().unwrap().database.free_pages(), 0);
}
