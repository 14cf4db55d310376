//! Receipts: noted in batches, once, and read with care.

use std::time::Duration;

use tokio::sync::mpsc;

use super::super::net_runner::NetRunner;
use super::super::tally::Tally;
use super::*;
use crate::document::{Receipt, ReceiptWhat, receipts_genesis};
use crate::engine::view::ReceiptsView;
use crate::limits::{RECEIPTS_REST_MS, RECEIPTS_WAIT_MS_MAX};
use crate::net::Preset;

impl Bench {
    /// Lets time pass, with one tick at its end.
    pub(super) fn pass(&mut self, ms: u64) {
        self.clock.advance(Duration::from_millis(ms));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut runner = NetRunner::new(runtime.handle().clone(), Preset::Off, mpsc::channel(1).0, Tally::default());
        self.open.tick(&mut runner).unwrap();
    }

    fn list(&self) -> DocumentId {
        receipts_genesis(self.space, self.open.me.person, &*self.world.entropy).unwrap().0
    }

    /// What this device noted of one publication.
    fn noted(&self, publication: DocumentId) -> Vec<ReceiptWhat> {
        let Ok(doc) = self.open.read_doc(self.list()) else { return Vec::new() };
        let mut noted: Vec<ReceiptWhat> = doc
            .receipts()
            .iter()
            .filter(|receipt| receipt.publication == publication && receipt.device == self.open.me.device)
            .map(|receipt| receipt.what)
            .collect();
        noted.sort();
        noted
    }

    fn chunks_of_the_list(&self) -> usize {
        self.open.catalog.get(self.list()).map_or(0, |row| row.seqs.len())
    }

    /// What the screen was told last.
    fn told(&self) -> ReceiptsView {
        let told = self.open.events.iter().rev().find_map(|event| match event {
            Event::Receipts(view) => Some(view.clone()),
            _ => None,
        });
        told.expect("the screen was told")
    }

    fn receipt(&self, publication: DocumentId, what: ReceiptWhat, at_ms: u64) -> Receipt {
        Receipt { publication, device: self.them.device.device, what, at_ms }
    }
}

#[test]
fn a_first_sync_of_many_is_noted_in_one_change_and_nothing_is_noted_twice() {
    let mut bench = Bench::new();
    let many: Vec<Distilled> = (0..200).map(|number| bench.theirs(&format!("passage {number}"))).collect();
    let chunks: Vec<Chunk> = many.iter().map(|one| bench.whole(one)).collect();
    bench.send(chunks);
    assert_eq!(bench.chunks_of_the_list(), 0, "more may be on its way");
    bench.pass(RECEIPTS_REST_MS);
    assert_eq!(bench.chunks_of_the_list(), 1);
    assert!(many.iter().all(|one| bench.noted(one.document) == [ReceiptWhat::Received]));
    bench.pass(RECEIPTS_REST_MS);
    let mut bench = bench.killed();
    bench.pass(RECEIPTS_REST_MS);
    bench.pass(RECEIPTS_REST_MS);
    assert_eq!(bench.chunks_of_the_list(), 1);
}

#[test]
fn what_had_not_been_noted_when_the_program_was_killed_is_noted_after() {
    let mut bench = Bench::new();
    let one = bench.theirs("a passage");
    assert_eq!(bench.fate(bench.whole(&one)), Fate::Applied);
    let mut bench = bench.killed();
    bench.pass(RECEIPTS_REST_MS);
    assert_eq!(bench.noted(one.document), [ReceiptWhat::Received]);
}

#[test]
fn receipts_do_not_wait_for_ever_while_more_keeps_coming() {
    let mut bench = Bench::new();
    bench.pass(RECEIPTS_REST_MS);
    let mut passed_ms = 0;
    while bench.chunks_of_the_list() == 0 {
        let one = bench.theirs("one more passage");
        assert_eq!(bench.fate(bench.whole(&one)), Fate::Applied);
        bench.pass(RECEIPTS_REST_MS / 2);
        passed_ms += RECEIPTS_REST_MS / 2;
        assert!(passed_ms <= RECEIPTS_WAIT_MS_MAX, "it waits no longer than that");
    }
    assert!(passed_ms > RECEIPTS_REST_MS);
}

#[test]
fn removed_is_noted_once_the_words_are_gone_and_not_while_a_rule_keeps_them() {
    let mut bench = Bench::new();
    let (gone, kept) = (bench.theirs("taken back"), bench.theirs("taken back and kept"));
    bench.send(vec![bench.whole(&gone), bench.whole(&kept)]);
    bench.pass(RECEIPTS_REST_MS);
    bench.send(vec![bench.tombstone(gone.document)]);
    bench.open.set_retention(Some(30)).unwrap();
    bench.send(vec![bench.tombstone(kept.document)]);
    bench.pass(RECEIPTS_REST_MS);
    assert_eq!(bench.noted(gone.document), [ReceiptWhat::Received, ReceiptWhat::Removed]);
    assert_eq!(bench.noted(kept.document), [ReceiptWhat::Received]);
    bench.pass(30 * 24 * 3600 * 1000);
    bench.pass(RECEIPTS_REST_MS);
    assert_eq!(bench.noted(kept.document), [ReceiptWhat::Received, ReceiptWhat::Removed]);
}

#[test]
fn what_came_and_went_before_it_was_noted_leaves_no_receipt() {
    let mut bench = Bench::new();
    let one = bench.theirs("taken back at once");
    bench.send(vec![bench.whole(&one), bench.tombstone(one.document)]);
    bench.pass(RECEIPTS_REST_MS);
    assert_eq!((bench.noted(one.document), bench.chunks_of_the_list()), (vec![], 0));
}

#[test]
fn who_has_seen_what_is_told_newest_first_and_told_again_when_there_is_more() {
    let mut bench = Bench::new();
    let (one, two) = (bench.mine("The corridor was long."), bench.mine("Third session"));
    let person = bench.person();
    let (list, mut theirs) = receipts_genesis(bench.space, person, &*bench.world.entropy).unwrap();
    let stranger = Receipt { device: DeviceId([77; 32]), ..bench.receipt(one.document, ReceiptWhat::Opened, 9) };
    let invented = bench.receipt(DocumentId([78; 32]), ReceiptWhat::Opened, 9);
    let received = bench.receipt(one.document, ReceiptWhat::Received, 5);
    theirs.add_receipts(&[received, stranger, invented]).unwrap();
    let chunk = bench.changes(list, &theirs.new_changes());
    assert_eq!(bench.fate(chunk), Fate::Applied);
    bench.open.show_receipts(3).unwrap();
    let view = bench.told();
    assert_eq!((view.total, view.lines.len()), (1, 1), "forged lines count for nothing");
    let line = &view.lines[0];
    assert_eq!((line.what, line.at_ms, line.person), (ReceiptWhat::Received, 5, person));
    assert_eq!((line.device_name.as_str(), line.title.as_str()), ("Laptop 2", "The corridor was long."));

    let opened: Vec<Receipt> = (0..4)
        .map(|at_ms| match at_ms % 2 {
            0 => bench.receipt(two.document, ReceiptWhat::Received, 10 + at_ms),
            _ => bench.receipt(two.document, ReceiptWhat::Opened, 10 + at_ms),
        })
        .collect();
    theirs.add_receipts(&opened).unwrap();
    let chunk = bench.changes(list, &theirs.new_changes());
    assert_eq!(bench.fate(chunk), Fate::Applied);
    bench.open.tell_people();
    let view = bench.told();
    let lines: Vec<(u64, &str)> = view.lines.iter().map(|line| (line.at_ms, line.title.as_str())).collect();
    assert_eq!(view.total, 3, "a device notes each thing once");
    assert_eq!(lines, [(11, "Third session"), (10, "Third session"), (5, "The corridor was long.")]);
}

#[test]
fn the_list_is_bounded_however_many_the_screen_asks_for() {
    let mut bench = Bench::new();
    let one = bench.mine("words");
    let person = bench.person();
    let (list, mut theirs) = receipts_genesis(bench.space, person, &*bench.world.entropy).unwrap();
    theirs.add_receipts(&[bench.receipt(one.document, ReceiptWhat::Received, 5)]).unwrap();
    theirs.add_receipts(&[bench.receipt(one.document, ReceiptWhat::Opened, 6)]).unwrap();
    let chunk = bench.changes(list, &theirs.new_changes());
    assert_eq!(bench.fate(chunk), Fate::Applied);
    bench.open.show_receipts(1).unwrap();
    assert_eq!((bench.told().total, bench.told().lines.len()), (2, 1));
    bench.open.show_receipts(usize::MAX).unwrap();
    assert_eq!(bench.told().lines.len(), 2);
}

#[test]
fn that_others_see_receipts_is_told_until_it_is_understood_once() {
    let mut bench = Bench::new();
    let told = |bench: &mut Bench| {
        bench.open.tell_all(Vec::new());
        bench.open.events.iter().any(|event| matches!(event, Event::ReceiptsTold(true)))
    };
    assert!(!told(&mut bench));
    bench.open.receipts_understood().unwrap();
    assert!(told(&mut bench.killed()));
}
