//! What SQLite leaves behind, and what takes it away.

use std::collections::{HashMap, HashSet};
use std::fs;

use super::*;
use crate::clock::{Entropy as _, SeededEntropy, random};

/// One of the few orders of writing, about one in forty, after which something is left.
const SEED: u64 = 9;
/// Bytes in one recognised piece of a value.
const PIECE: usize = 24;

/// Writes, changes and deletes rows of the sizes sealed values have; returns every value that is gone.
fn churn(database: &Database, entropy: &SeededEntropy, steps: usize) -> Vec<Vec<u8>> {
    const SIZES: [usize; 8] = [1237, 1290, 1330, 1414, 1600, 2300, 3300, 5000];
    let (mut live, mut rows, mut gone) = (HashMap::new(), Vec::new(), Vec::new());
    database.begin().unwrap();
    for _ in 0..steps {
        let [kind, size, at @ ..] = random::<10>(entropy).unwrap();
        let mut value = vec![0; SIZES[usize::from(size % 8)]];
        entropy.fill(&mut value).unwrap();
        let at = u64::from_le_bytes(at) as usize;
        if kind < 140 || rows.len() < 10 {
            let row = RowId(random(entropy).unwrap());
            database.put(row, &value).unwrap();
            rows.push(row);
            live.insert(row, value);
        } else if kind < 217 {
            let row = rows[at % rows.len()];
            database.put(row, &value).unwrap();
            gone.extend(live.insert(row, value));
        } else {
            let row = rows.swap_remove(at % rows.len());
            assert!(database.delete(row).unwrap());
            gone.extend(live.remove(&row));
        }
    }
    database.commit().unwrap();
    gone
}

fn pieces_left(values: &[Vec<u8>], path: &Path) -> usize {
    let pieces: HashSet<&[u8]> = values.iter().flat_map(|value| value.chunks_exact(PIECE)).collect();
    let bytes = fs::read(path).unwrap();
    bytes.windows(PIECE).filter(|window| pieces.contains(window)).count()
}

#[test]
fn a_deleted_value_is_wiped_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let database = Database::create(&path).unwrap();
    let value = random::<1300>(&SeededEntropy::new(1)).unwrap().to_vec();
    database.put(RowId([1; 16]), &value).unwrap();
    database.put(RowId([2; 16]), &[0; 900]).unwrap();
    database.checkpoint().unwrap();
    let values = [value];
    assert!(pieces_left(&values, &path) > 50);
    database.delete(RowId([1; 16])).unwrap();
    database.checkpoint().unwrap();
    assert_eq!(pieces_left(&values, &path), 0);
}

#[test]
fn rewriting_takes_away_what_splitting_pages_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let database = Database::create(&path).unwrap();
    let gone = churn(&database, &SeededEntropy::new(SEED), 800);
    database.checkpoint().unwrap();
    assert!(pieces_left(&gone, &path) > 0, "if SQLite leaves nothing behind any more, rewriting may go");
    database.rewrite().unwrap();
    database.checkpoint().unwrap();
    assert_eq!(pieces_left(&gone, &path), 0);
}

#[test]
fn two_rows_that_share_their_first_eight_bytes_never_overwrite_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::create(&folder.path().join("vault.db")).unwrap();
    let mut other = [7; 16];
    other[15] = 8;
    database.put(RowId([7; 16]), b"first").unwrap();
    assert_eq!(database.put(RowId(other), b"second"), Err(VaultError::Disk));
    assert_eq!(database.get(RowId([7; 16])).unwrap().as_deref(), Some(&b"first"[..]));
    assert_eq!(database.get(RowId(other)), Ok(None));
    assert_eq!(database.delete(RowId(other)), Ok(false));
}
