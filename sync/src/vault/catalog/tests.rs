//! The catalog: pages that come back, pages that contradict the log, pages that outlive a failed transaction.

use super::*;
use crate::vault::tests::{Bench, RUN, SPACE, append, chunk};

fn entry(number: u32, title: &str) -> CatalogEntry {
    let mut document = [0; 32];
    document[..4].copy_from_slice(&number.to_be_bytes());
    CatalogEntry {
        document: DocumentId(document),
        space: SPACE,
        kind: Kind::Entry,
        writer: PersonId([1; 32]),
        title: title.to_owned(),
        first_line: "It began".to_owned(),
        tags: vec!["sleep".to_owned()],
        created_ms: 1,
        changed_ms: 2,
        heads: vec![Head([7; 32])],
        seqs: vec![1, 2],
        held: Vec::new(),
        trashed_ms: None,
        tombstone: None,
        extra: Vec::new(),
    }
}

fn save(catalog: &mut Catalog, vault: &mut Vault) {
    let mut write = vault.write().unwrap();
    catalog.save(&mut write).unwrap();
    write.commit().unwrap();
    catalog.saved();
}

/// A vault with one chunk and a saved catalog of `count` entries that covers it.
fn filled(bench: &Bench, count: u32) -> (Vault, Catalog) {
    let mut vault = bench.create();
    append(&mut vault, &[chunk(1, b"one")]);
    let mut catalog = Catalog::load(&vault).unwrap();
    assert!(catalog.is_empty() && catalog.covers(SPACE) == 0);
    for number in 0..count {
        catalog.put(entry(number, "A walk"));
    }
    catalog.set_covers(SPACE, 1);
    save(&mut catalog, &mut vault);
    (vault, catalog)
}

#[test]
fn entries_come_back_from_their_pages() {
    let bench = Bench::new();
    let (mut vault, mut catalog) = filled(&bench, 600);
    assert!(!catalog.is_dirty());
    catalog.remove(entry(3, "").document);
    catalog.put(entry(4, "Changed"));
    catalog.put(entry(5, "A walk"));
    assert_eq!(catalog.dirty.len(), 1, "an entry that did not change makes no page dirty");
    save(&mut catalog, &mut vault);
    vault.close().unwrap();
    let again = Catalog::load(&bench.open().unwrap()).unwrap();
    assert_eq!((again.len(), again.covers(SPACE), again.pages.len()), (599, 1, 3));
    assert_eq!(again.get(entry(4, "").document), Some(&entry(4, "Changed")));
    assert!(again.get(entry(3, "").document).is_none());
    assert!(again.iter().eq(catalog.iter()));
}

#[test]
fn pages_that_claim_more_than_the_log_holds_are_ignored_and_cleared() {
    let bench = Bench::new();
    let (mut vault, mut catalog) = filled(&bench, 600);
    catalog.set_covers(SPACE, 2);
    save(&mut catalog, &mut vault);
    let mut again = Catalog::load(&vault).unwrap();
    assert!(again.is_empty() && again.covers(SPACE) == 0);
    again.put(entry(1, "Only one"));
    save(&mut again, &mut vault);
    assert_eq!(Catalog::load(&vault).unwrap().len(), 1);
    assert!(vault.page(2).unwrap().is_none() && vault.page(3).unwrap().is_none(), "old titles do not stay");
}

#[test]
fn a_damaged_page_empties_the_catalog_and_is_replaced() {
    let bench = Bench::new();
    let (mut vault, _) = filled(&bench, 600);
    let mut write = vault.write().unwrap();
    write.put_page(2, b"not a page").unwrap();
    write.commit().unwrap();
    let mut again = Catalog::load(&vault).unwrap();
    assert!(again.is_empty());
    assert_eq!(again.on_disk, 3);
    save(&mut again, &mut vault);
    assert!(vault.page(1).unwrap().is_none());
    assert!(Catalog::load(&vault).unwrap().is_empty());
}

#[test]
fn pages_of_a_transaction_that_failed_are_saved_by_the_next_one() {
    let bench = Bench::new();
    let (mut vault, mut catalog) = filled(&bench, 10);
    catalog.put(entry(4, "Changed"));
    let mut write = vault.write().unwrap();
    catalog.save(&mut write).unwrap();
    drop(write);
    assert!(catalog.is_dirty());
    save(&mut catalog, &mut vault);
    assert_eq!(Catalog::load(&vault).unwrap().get(entry(4, "").document), Some(&entry(4, "Changed")));
}

#[test]
fn a_page_that_grows_too_large_is_split() {
    let bench = Bench::new();
    let (mut vault, mut catalog) = filled(&bench, 256);
    for number in 0..256 {
        catalog.put(CatalogEntry { seqs: (1000..2500).collect(), ..entry(number, "Often edited") });
    }
    save(&mut catalog, &mut vault);
    assert!(catalog.pages.len() > 1);
    let again = Catalog::load(&vault).unwrap();
    assert!(again.iter().eq(catalog.iter()));
    let mut write = vault.write().unwrap();
    write.append(SPACE, RUN, &chunk(1, b"two")).unwrap();
    write.commit().unwrap();
}
