//! What was purged is in no byte of the files any more; what was never readable on disk is not readable.

use std::collections::HashSet;
use std::fs;

use super::*;
use crate::sealed::Table;

/// Bytes in one recognised piece of a sealed value.
const PIECE: usize = 24;

fn files(bench: &Bench) -> Vec<u8> {
    let mut bytes = fs::read(bench.folder().join("vault.db")).unwrap();
    bytes.extend(fs::read(bench.folder().join("vault.db-wal")).unwrap_or_default());
    bytes
}

/// How many pieces of `values` lie anywhere in `bytes`.
fn pieces_left(values: &[Vec<u8>], bytes: &[u8]) -> usize {
    let pieces: HashSet<&[u8]> = values.iter().flat_map(|value| value.chunks_exact(PIECE)).collect();
    // The first line of every age file is the same.
    let common = values.first().map(|value| value.chunks_exact(PIECE).next().unwrap());
    bytes.windows(PIECE).filter(|window| pieces.contains(window) && Some(*window) != common).count()
}

fn sealed_rows(vault: &Vault, seqs: &[u64], documents: &[u8]) -> Vec<Vec<u8>> {
    let chunks = seqs.iter().map(|seq| vault.place(Table::Chunk, SPACE, &seq.to_be_bytes(), *seq).row);
    let copies = documents.iter().map(|number| vault.place(Table::Copy, SPACE, document(*number).as_bytes(), 0).row);
    chunks.chain(copies).map(|row| vault.database.get(row).unwrap().unwrap()).collect()
}

/// A vault in which pages were split and merged many times over.
fn well_used(bench: &Bench) -> Vault {
    let mut vault = bench.create();
    for round in 0..40_u8 {
        let chunks: Vec<_> = (0..8).map(|number| chunk(number, &vec![round; 200 * usize::from(number)])).collect();
        append(&mut vault, &chunks);
        let mut write = vault.write().unwrap();
        write.put_copy(SPACE, document(round), &vec![round; 300 * usize::from(round % 9)]).unwrap();
        write.put_copy(SPACE, document(round / 2), &vec![round; 900]).unwrap();
        write.commit().unwrap();
    }
    vault
}

#[test]
fn purged_words_are_in_no_byte_of_the_database_or_its_wal() {
    let bench = Bench::new();
    let mut vault = well_used(&bench);
    let mut write = vault.write().unwrap();
    write.put_copy(SPACE, document(39), &[39; 60_000]).unwrap();
    write.commit().unwrap();
    let seqs: Vec<u64> = (1..=320).filter(|seq| seq % 3 == 0).collect();
    let documents: Vec<u8> = (0..40).filter(|number| number % 2 == 1).collect();
    let recorded = sealed_rows(&vault, &seqs, &documents);
    vault.checkpoint().unwrap();
    assert!(pieces_left(&recorded, &files(&bench)) > 100, "the scan finds what is there");

    let mut write = vault.write().unwrap();
    for seq in &seqs {
        write.replace(SPACE, *seq, &Chunk { body: Body::Through, ..chunk(1, b"") }).unwrap();
    }
    for number in &documents {
        write.remove_copy(SPACE, document(*number)).unwrap();
    }
    write.commit().unwrap();
    assert!(vault.database.free_pages() > 0);
    vault.checkpoint().unwrap();
    assert_eq!(vault.database.free_pages(), 0, "the file was written anew");
    assert_eq!(pieces_left(&recorded, &files(&bench)), 0);
    assert_eq!(fs::metadata(bench.folder().join("vault.db-wal")).unwrap().len(), 0);
    assert!(vault.chunk(SPACE, 3).unwrap().unwrap().body == Body::Through);
    assert!(vault.copy(SPACE, document(1)).unwrap().is_none());
    assert!(vault.each_value(&mut |_, _| {}).unwrap().is_sound());
}

#[test]
fn a_purge_cut_off_before_its_checkpoint_is_finished_by_the_next_one() {
    let bench = Bench::new();
    let mut vault = well_used(&bench);
    let seqs: Vec<u64> = (1..=320).filter(|seq| seq % 5 == 0).collect();
    let recorded = sealed_rows(&vault, &seqs, &[]);
    let mut write = vault.write().unwrap();
    for seq in &seqs {
        write.replace(SPACE, *seq, &Chunk { body: Body::Through, ..chunk(1, b"") }).unwrap();
    }
    write.commit().unwrap();
    drop(vault);
    let mut vault = bench.open().unwrap();
    assert!(vault.directory.purged, "the vault remembers that a purge is not finished");
    vault.checkpoint().unwrap();
    assert_eq!(pieces_left(&recorded, &files(&bench)), 0);
    vault.close().unwrap();
    assert!(!bench.open().unwrap().directory.purged);
}

#[test]
fn no_written_word_name_or_space_is_readable_in_any_file_of_the_folder() {
    let bench = Bench::new();
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"the meadow behind the house")]);
    let mut write = vault.write().unwrap();
    write.put_copy(SPACE, document(1), b"the meadow behind the house").unwrap();
    write.put_record("contact/marianne", b"the meadow").unwrap();
    write.commit().unwrap();
    for file in fs::read_dir(bench.folder()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        for word in [&b"meadow"[..], b"marianne", b"profile", &SPACE.0, &document(1).0, &vault.id().0] {
            assert!(!bytes.windows(word.len()).any(|window| window == word));
        }
    }
}
