//! Damaged values and files: set aside, counted, named; the rest keeps working.

use std::fs;

use super::*;
use crate::sealed::{RowId, Table};

fn row_of(vault: &Vault, seq: u64) -> RowId {
    vault.place(Table::Chunk, SPACE, &seq.to_be_bytes(), seq).row
}

fn sealed(raw: &rusqlite::Connection, row: RowId) -> Vec<u8> {
    raw.query_row("SELECT sealed FROM value WHERE row = ?1", [&row.0[..]], |found| found.get(0)).unwrap()
}

fn overwrite(raw: &rusqlite::Connection, row: RowId, sealed: &[u8]) {
    let changed = raw.execute("UPDATE value SET sealed = ?2 WHERE row = ?1", rusqlite::params![&row.0[..], sealed]);
    assert_eq!(changed.unwrap(), 1);
}

/// Three chunks in a closed vault, and their rows.
fn three() -> (Bench, [RowId; 3]) {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one"), chunk(2, b"two"), chunk(3, b"three")]);
    let rows = [row_of(&vault, 1), row_of(&vault, 2), row_of(&vault, 3)];
    vault.close().unwrap();
    (bench, rows)
}

#[test]
fn two_rows_swapped_are_both_set_aside_and_the_rest_works() {
    let (bench, rows) = three();
    let raw = bench.raw();
    let [one, two] = [sealed(&raw, rows[0]), sealed(&raw, rows[1])];
    overwrite(&raw, rows[0], &two);
    overwrite(&raw, rows[1], &one);
    drop(raw);
    let vault = bench.open().unwrap();
    let misplaced = |seq| Damage { table: Some(Table::Chunk), space: Some(SPACE), seq, why: DamageWhy::Misplaced };
    assert_eq!(vault.chunk(SPACE, 1), Err(VaultError::Damaged(misplaced(1))));
    let fed = vault.feed(SPACE, 0, 10, 1000).unwrap();
    assert!(fed[0].1 == Err(misplaced(1)) && fed[1].1 == Err(misplaced(2)) && fed[2].1.is_ok());
    assert_eq!(vault.log(SPACE).damaged, [1, 2]);
    assert_eq!(vault.damaged().len(), 2);
    let census = vault.each_value(&mut |_, _| {}).unwrap();
    assert_eq!(census.damaged.len(), 2);
    assert_eq!(census.sound[&Table::Chunk], 1);
}

#[test]
fn a_flipped_value_is_set_aside_and_mended_by_a_replacement() {
    let (bench, rows) = three();
    let raw = bench.raw();
    let mut bytes = sealed(&raw, rows[1]);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    overwrite(&raw, rows[1], &bytes);
    drop(raw);
    let mut vault = bench.open().unwrap();
    assert!(matches!(vault.chunk(SPACE, 2), Err(VaultError::Damaged(damage)) if damage.seq == 2));
    assert!(vault.chunk(SPACE, 3).unwrap().is_some());
    append(&mut vault, &[chunk(4, b"four")]);
    assert_eq!(vault.log(SPACE).damaged, [2]);
    let mut write = vault.write().unwrap();
    write.replace(SPACE, 2, &chunk(2, b"two")).unwrap();
    write.commit().unwrap();
    assert!(vault.chunk(SPACE, 2).unwrap().is_some());
    assert!(vault.log(SPACE).damaged.is_empty() && vault.damaged().is_empty());
    assert!(vault.each_value(&mut |_, _| {}).unwrap().is_sound());
}

#[test]
fn a_missing_chunk_is_named_and_one_from_another_vault_does_not_pass() {
    let (bench, rows) = three();
    let raw = bench.raw();
    raw.execute("DELETE FROM value WHERE row = ?1", [&rows[0].0[..]]).unwrap();
    let (other, others) = three();
    overwrite(&raw, rows[2], &sealed(&other.raw(), others[2]));
    drop(raw);
    let vault = bench.open().unwrap();
    let census = vault.each_value(&mut |_, _| {}).unwrap();
    let mut found: Vec<_> = census.damaged.iter().map(|damage| (damage.seq, damage.why)).collect();
    found.sort_by_key(|(seq, _)| *seq);
    assert_eq!(found, [(1, DamageWhy::Missing), (3, DamageWhy::DoesNotOpen)]);
    assert_eq!(vault.log(SPACE).damaged, [1, 3]);
    assert!(matches!(vault.chunk(SPACE, 1), Err(VaultError::Damaged(damage)) if damage.why == DamageWhy::Missing));
}

#[test]
fn a_lost_directory_and_a_lost_state_are_rebuilt_from_the_values() {
    let bench = Bench::new();
    let mut vault = bench.create();
    let theirs = Origin { device: DeviceId([9; 32]), run: Run([9; 8]), seq: 41 };
    append(&mut vault, &[chunk(1, b"one"), Chunk { origin: theirs, ..chunk(2, b"two") }, chunk(3, b"three")]);
    let whole = vault.log(SPACE);
    let rows = [vault.place(Table::Record, store::NO_SPACE, b"", 0).row, vault.place(Table::State, SPACE, b"", 0).row];
    vault.close().unwrap();
    let raw = bench.raw();
    for row in rows {
        overwrite(&raw, row, b"nothing");
    }
    drop(raw);
    let mut vault = bench.open().unwrap();
    assert_eq!(&*vault.record("profile").unwrap().unwrap(), b"a name");
    assert_eq!(vault.log(SPACE).runs, whole.runs);
    assert_eq!(vault.log(SPACE).unapplied, [1, 2, 3], "applying again changes nothing, forgetting would");
    assert_eq!(vault.damaged().len(), 2);
    assert_eq!(append(&mut vault, &[chunk(1, b"four")]), 4, "no number is used twice");
}

#[test]
fn a_database_cut_short_or_flipped_is_named_or_set_aside_but_never_believed() {
    let bench = Bench::new();
    let mut vault = bench.create();
    let chunks: Vec<_> = (0..40).map(|number| chunk(number, &[number; 2000])).collect();
    append(&mut vault, &chunks);
    vault.close().unwrap();
    let path = bench.folder().join("vault.db");
    let whole = fs::read(&path).unwrap();
    for cut in [0, 50, 4096, whole.len() / 2, whole.len() - 4096] {
        fs::write(&path, &whole[..cut]).unwrap();
        let outcome = bench.open().and_then(|vault| vault.each_value(&mut |_, _| {}));
        assert!(!matches!(&outcome, Ok(census) if census.is_sound()), "cut at {cut}");
        assert!(matches!(outcome, Ok(_) | Err(VaultError::Damaged(_))), "cut at {cut}: {outcome:?}");
    }
    let mut noticed = 0;
    for page in 0..whole.len() / 4096 {
        let mut flipped = whole.clone();
        flipped[page * 4096 + 2500] ^= 0x40;
        flipped[page * 4096 + 1] ^= 0x40;
        fs::write(&path, &flipped).unwrap();
        match bench.open() {
            Ok(vault) => {
                noticed += u32::from(!matches!(vault.each_value(&mut |_, _| {}), Ok(census) if census.is_sound()));
                let readable = (1..=40).filter(|seq| matches!(vault.chunk(SPACE, *seq), Ok(Some(_)))).count();
                for seq in 1..=40 {
                    if let Ok(Some(found)) = vault.chunk(SPACE, seq) {
                        assert!(found.body == chunks[seq as usize - 1].body, "wrong words at {seq}");
                    }
                }
                assert!(readable <= 40);
            }
            Err(error) => {
                assert!(matches!(error, VaultError::Damaged(_)), "{error:?}");
                noticed += 1;
            }
        }
    }
    assert!(noticed > 0);
    fs::write(&path, &whole).unwrap();
    assert!(bench.open().unwrap().each_value(&mut |_, _| {}).unwrap().is_sound());
}

#[test]
fn each_value_shows_every_body_to_its_visitor() {
    let (bench, _) = three();
    let vault = bench.open().unwrap();
    let mut words = Vec::new();
    let census = vault.each_value(&mut |_, value| words.extend_from_slice(value.unwrap().1)).unwrap();
    assert_eq!(census.values(), 6, "three chunks, their state, the profile, the directory");
    for expected in [&b"one"[..], b"two", b"three", b"a name"] {
        assert!(words.windows(expected.len()).any(|window| window == expected));
    }
    assert!(census.sealed_bytes > 6 * 1024);
}
