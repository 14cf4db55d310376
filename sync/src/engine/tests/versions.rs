//! Versions of an entry, through the engine: listed after a pause, brought back, on disk.

use std::time::Duration;

use super::super::command::Command;
use super::super::net_runner::NetRunner;
use super::super::view::{Field, VersionsView};
use super::*;
use crate::document::{Change, Splice};
use crate::engine::failure::Failure;
use crate::ids::Head;
use crate::net::Preset;

impl Bench {
    fn asks(&mut self, command: Command) -> Result<Vec<Event>, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (preset, tally) = (Preset::Off, crate::engine::tally::Tally::default());
        let mut runner = NetRunner::new(runtime.handle().clone(), preset, tokio::sync::mpsc::channel(1).0, tally);
        self.open.events.clear();
        self.open.command(command, &mut runner)?;
        Ok(self.open.events.drain(..).collect())
    }

    fn types(&mut self, document: DocumentId, batch: u64, delete: usize, insert: &str) {
        let splices = vec![Splice { at: 0, delete, insert: insert.to_owned() }];
        self.asks(Command::Edit { document, field: Field::Body, batch, splices }).unwrap();
    }

    fn versions(&mut self, document: DocumentId) -> VersionsView {
        let told = self.asks(Command::ReadVersions(document)).unwrap();
        told.into_iter().find_map(|event| if let Event::Versions(view) = event { Some(view) } else { None }).unwrap()
    }
}

#[test]
fn a_paragraph_deleted_yesterday_comes_back_and_is_on_disk() {
    let mut bench = Bench::new();
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    bench.types(entry, 1, 0, "a paragraph");
    bench.clock.advance(Duration::from_secs(24 * 3600));
    bench.types(entry, 2, 11, "");
    let mut bench = bench.killed();
    let view = bench.versions(entry);
    assert_eq!(view.versions.iter().map(|version| version.chars).collect::<Vec<_>>(), [0, 11], "newest first");
    let between = view.versions[0].at_ms.unwrap() - view.versions[1].at_ms.unwrap();
    assert_eq!(between, 24 * 3600 * 1000);

    let heads = view.versions[1].heads.clone();
    let told = bench.asks(Command::ReadVersion { document: entry, heads: heads.clone() }).unwrap();
    let Some(Event::Version(shown)) = told.first() else { panic!("{told:?}") };
    assert_eq!((shown.parts[0].what, shown.parts[0].words.as_str()), (Change::Gone, "a paragraph"));

    bench.open.begin_entry(entry).unwrap();
    let told = bench.asks(Command::RestoreVersion { document: entry, heads }).unwrap();
    assert!(told.iter().any(|event| matches!(event, Event::Patched { field: Field::Body, .. })), "the screen follows");
    let bench = bench.killed();
    assert_eq!(bench.open.read_doc(entry).unwrap().text(Field::Body), "a paragraph");
}

#[test]
fn versions_of_something_else_are_not_told() {
    let mut bench = Bench::new();
    let record = bench.open.new_private(Kind::Session, |_| Ok(())).unwrap();
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    assert_eq!(bench.asks(Command::ReadVersions(record)).err(), Some(Failure::NotFound));
    assert_eq!(bench.asks(Command::ReadVersions(DocumentId([9; 32]))).err(), Some(Failure::NotFound));
    let foreign = Command::RestoreVersion { document: entry, heads: vec![Head([9; 32])] };
    assert_eq!(bench.asks(foreign).err(), Some(Failure::NotFound));
}

#[test]
fn pages_are_told_of_entries_alone_and_not_too_many_at_once() {
    let mut bench = Bench::new();
    let mut asked = vec![bench.open.new_private(Kind::Session, |_| Ok(())).unwrap(), DocumentId([9; 32])];
    let entry = bench.open.new_private(Kind::Entry, |_| Ok(())).unwrap();
    bench.types(entry, 1, 0, "to be read");
    asked.push(entry);
    let told = bench.asks(Command::ReadPages(asked)).unwrap();
    let [Event::Pages(pages)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((pages.len(), pages[0].document, pages[0].text.as_str()), (1, entry, "to be read"));
    let told = bench.asks(Command::ReadPages(vec![entry; crate::limits::PAGES_MAX + 5])).unwrap();
    let [Event::Pages(pages)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(pages.len(), crate::limits::PAGES_MAX);
}
