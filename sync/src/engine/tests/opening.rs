//! An entry that is opened again after another device wrote in it.

use std::time::Duration;

use super::*;
use crate::document::{Doc, Field, Splice, TextHost};

fn typed(at: usize, words: &str) -> Vec<Splice> {
    vec![Splice { at, delete: 0, insert: words.to_owned() }]
}

#[test]
fn an_entry_that_is_opened_again_is_written_where_its_text_stands_now() {
    let mut bench = Bench::new();
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    bench.open.begin_entry(entry).unwrap();
    bench.open.edit(entry, Field::Body, 1, &typed(0, "here. ")).unwrap();
    let bodies = bench.open.logged_bodies(entry).unwrap();
    let mut there = Doc::load(&bodies.iter().collect::<Vec<_>>(), Some(Run([8; 8]))).unwrap();
    TextHost::new(&there, Field::Body).apply(&mut there, 1, &typed(0, "there. "), Duration::ZERO).unwrap();
    // The screen shows another entry now: it does not take these patches.
    bench.open.merge_into_open(entry, &[Body::Changes(there.new_changes())], false).unwrap();

    bench.open.begin_entry(entry).unwrap();
    let text = bench.open.load(entry).unwrap().doc.text(Field::Body);
    assert_eq!(text, "there. here. ");
    bench.open.edit(entry, Field::Body, 2, &typed(text.chars().count(), "here again.")).unwrap();
    assert_eq!(bench.open.load(entry).unwrap().doc.text(Field::Body), "there. here. here again.");
}
