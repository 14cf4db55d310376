//! What a quiet moment writes, when the disk has no room for it.

use std::time::Duration;

use tokio::sync::mpsc;

use super::super::failure::Failure;
use super::super::net_runner::NetRunner;
use super::super::tally::Tally;
use super::*;
use crate::document::{Field, Splice};
use crate::net::Preset;

impl Bench {
    /// Lets three seconds pass, with one tick of a running program.
    fn quiet(&mut self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut runner = NetRunner::new(runtime.handle().clone(), Preset::Off, mpsc::channel(1).0, Tally::default());
        self.clock.advance(Duration::from_secs(3));
        self.open.tick(&mut runner)
    }
}

#[test]
fn a_full_disk_is_told_once_and_what_could_not_be_written_is_written_when_there_is_room() {
    let mut bench = Bench::new();
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    bench.open.begin_entry(entry).unwrap();
    let long = "words nobody reads ".repeat(10_000);
    let typed = [Splice { at: 0, delete: 0, insert: long }];
    bench.open.edit(entry, Field::Body, 1, &typed).unwrap();

    bench.open.vault.limit_pages_for_tests(0);
    assert_eq!(bench.quiet(), Err(Failure::DiskFull), "the readable copy finds no room");
    assert_eq!([bench.quiet(), bench.quiet()], [Ok(()), Ok(())], "told once is enough");
    assert!(bench.open.stale.contains(&entry), "it is still to be written");

    bench.open.vault.limit_pages_for_tests(1000);
    assert_eq!(bench.quiet(), Ok(()));
    assert!(bench.open.stale.is_empty() && bench.open.last_edit_mono_ms.is_none(), "it was written");
}

#[test]
fn words_that_wait_are_written_before_anything_else_when_there_is_room() {
    let mut bench = Bench::new();
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    bench.open.begin_entry(entry).unwrap();
    bench.open.vault.limit_pages_for_tests(0);
    let typed = [Splice { at: 0, delete: 0, insert: "words that must not be lost ".repeat(10_000) }];
    bench.open.edit(entry, Field::Body, 1, &typed).unwrap();
    assert!(!bench.open.unsaved.is_empty(), "there was no room");
    bench.open.events.clear();
    assert_eq!([bench.quiet(), bench.quiet()], [Ok(()), Ok(())]);
    assert!(bench.open.events.is_empty(), "it was told when they were typed");
    assert!(!bench.open.unsaved.is_empty());

    bench.open.vault.limit_pages_for_tests(2000);
    assert_eq!(bench.quiet(), Ok(()));
    assert!(bench.open.unsaved.is_empty(), "they are saved without being asked for");
    let saved = bench.open.events.iter().any(|event| matches!(event, Event::Saved { batch: 1, .. }));
    assert!(saved, "and the screen hears of it");
}
