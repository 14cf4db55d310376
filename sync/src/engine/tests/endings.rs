//! Tombstones: whose they are, what they take with them, and what holds after a crash in the middle.

use std::time::Duration;

use tokio::sync::mpsc;

use super::super::net_runner::NetRunner;
use super::super::tally::Tally;
use super::*;
use crate::document::receipts_genesis;
use crate::net::Preset;
use crate::people::{RecordBody, Signer};
use crate::sealed::Table;

const DAY_MS: u64 = 24 * 3600 * 1000;

impl Bench {
    /// Sends a publication that must be taken.
    fn received(&mut self, words: &str) -> Distilled {
        let said = self.theirs(words);
        assert_eq!(self.fate(self.whole(&said)), Fate::Applied);
        said
    }

    fn withdrawn(&mut self, document: DocumentId) -> Vec<(DocumentId, Purge)> {
        let answers = self.send(vec![self.tombstone(document)]);
        purges(&answers)
    }

    /// Every file of the database as it lies on disk.
    fn raw(&self) -> Vec<u8> {
        let read = |name: &str| std::fs::read(self.folder().join(name)).unwrap_or_default();
        [read("vault.db"), read("vault.db-wal")].concat()
    }

    /// The sealed bytes of a document's chunks and copy, as they lie in the database now.
    fn sealed(&self, document: DocumentId) -> Vec<Vec<u8>> {
        let (vault, space) = (&self.open.vault, self.space);
        let seqs = &self.open.catalog.get(document).unwrap().seqs;
        let chunks = seqs.iter().map(|seq| vault.sealed_for_tests(Table::Chunk, space, &seq.to_be_bytes(), *seq));
        let copy = vault.sealed_for_tests(Table::Copy, space, document.as_bytes(), 0);
        chunks.chain([copy]).map(|value| value.unwrap()).collect()
    }

    /// Lets `days` pass, with the ticks a running program has.
    fn days_pass(&mut self, days: u64) {
        self.clock.advance(Duration::from_millis(days * DAY_MS));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut runner = NetRunner::new(runtime.handle().clone(), Preset::Off, mpsc::channel(1).0, Tally::default());
        self.open.tick(&mut runner).unwrap();
    }
}

/// How many pieces of these values lie in `bytes`; the first line of every sealed value is the same and not counted.
fn pieces_in(values: &[Vec<u8>], bytes: &[u8]) -> usize {
    const PIECE: usize = 24;
    let pieces: std::collections::HashSet<&[u8]> =
        values.iter().flat_map(|value| value.chunks_exact(PIECE).skip(1)).collect();
    bytes.windows(PIECE).filter(|window| pieces.contains(window)).count()
}

#[test]
fn a_tombstone_for_a_document_of_mine_is_refused() {
    let mut bench = Bench::new();
    let mine = bench.mine("my own words");
    bench.refused(bench.tombstone(mine.document), RefusedWhy::NotTheWriter);
    assert_eq!(bench.open.read_doc(mine.document).unwrap().publication().unwrap().text, "my own words");
}

#[test]
fn a_tombstone_repeated_is_answered_again() {
    let mut bench = Bench::new();
    let said = bench.received("taken back");
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::Removed)]);
    assert!(bench.shown().is_empty());
    let newest = bench.open.vault.log(bench.space).newest;
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::Removed)]);
    assert_eq!(bench.open.vault.log(bench.space).newest, newest, "once is enough for the log");
}

#[test]
fn withdrawn_words_are_in_no_byte_of_the_database_afterwards() {
    let mut bench = Bench::new();
    let said = bench.received(&"a sentence that is taken back ".repeat(400));
    let kept = bench.received("a sentence that stays");
    let (gone, stays) = (bench.sealed(said.document), bench.sealed(kept.document));
    assert!(pieces_in(&gone, &bench.raw()) > 400, "the scan finds what is there");
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::Removed)]);
    assert_eq!(pieces_in(&gone, &bench.raw()), 0);
    assert!(pieces_in(&stays, &bench.raw()) > 10, "and what stays is found after it too");
}

#[test]
fn a_retention_rule_keeps_withdrawn_words_hidden_until_their_date() {
    let mut bench = Bench::new();
    bench.open.set_retention(Some(30)).unwrap();
    let said = bench.received(&"a sentence that is taken back ".repeat(400));
    let (sealed, until_ms) = (bench.sealed(said.document), bench.open.now_ms() + 30 * DAY_MS);
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::KeptUntil { until_ms })]);
    assert_eq!(bench.shown(), [""], "the row is told, the words are not");
    bench.days_pass(29);
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::KeptUntil { until_ms })]);
    assert!(pieces_in(&sealed, &bench.raw()) > 400);
    bench.days_pass(1);
    assert!(bench.shown().is_empty());
    assert_eq!(pieces_in(&sealed, &bench.raw()), 0);
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::Removed)]);
}

#[test]
fn a_tombstone_for_a_document_never_seen_is_kept_and_holds() {
    let mut bench = Bench::new();
    let said = bench.theirs("never to be read");
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::Removed)]);
    bench.refused(bench.whole(&said), RefusedWhy::Gone);
    // The catalog was not written before the program was killed: the log alone says it.
    let mut bench = bench.killed();
    bench.refused(bench.whole(&said), RefusedWhy::Gone);
}

#[test]
fn a_tombstone_cannot_take_a_name_that_is_mine_to_use() {
    let mut bench = Bench::new();
    let (receipts, _) = receipts_genesis(bench.space, bench.open.me.person, &*bench.world.entropy).unwrap();
    bench.refused(bench.tombstone(receipts), RefusedWhy::NotTheWriter);
    let said = bench.received("to be opened");
    bench.open.mark_opened(said.document).unwrap();
    assert_eq!(bench.open.read_doc(receipts).unwrap().receipts().len(), 1);
}

#[test]
fn a_withdrawn_document_does_not_come_back_after_a_crash() {
    let mut bench = Bench::new();
    let said = bench.received("taken back");
    bench.withdrawn(said.document);
    let mut bench = bench.killed();
    bench.refused(bench.whole(&said), RefusedWhy::Gone);
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::Removed)]);
}

#[test]
fn words_are_purged_although_the_program_ended_before_their_tombstone_was_applied() {
    let mut bench = Bench::new();
    let said = bench.received(&"a sentence that is taken back ".repeat(400));
    let gone = bench.sealed(said.document);
    bench.open.write_copies().unwrap();
    bench.stored_only(&bench.tombstone(said.document));
    let mut bench = bench.killed();
    assert!(bench.shown().is_empty());
    assert!(bench.open.vault.log(bench.space).unapplied.is_empty());
    bench.open.vault.checkpoint().unwrap();
    assert_eq!(pieces_in(&gone, &bench.raw()), 0);
}

#[test]
fn words_behind_their_tombstone_in_one_batch_are_not_taken() {
    let mut bench = Bench::new();
    bench.open.profile.retention_days = Some(30);
    let said = bench.received("taken back");
    let batch = vec![bench.tombstone(said.document), bench.whole(&said)];
    assert_eq!(fates(&bench.send(batch)), [Fate::Applied, Fate::SetAside(RefusedWhy::Gone)]);
    assert!(bench.rows().iter().all(|row| row.first_line.is_empty()));
}

#[test]
fn words_kept_by_a_rule_are_purged_in_time_although_the_program_was_killed() {
    let mut bench = Bench::new();
    bench.open.set_retention(Some(30)).unwrap();
    let said = bench.received(&"a sentence that is taken back ".repeat(400));
    let sealed = bench.sealed(said.document);
    let until_ms = bench.open.now_ms() + 30 * DAY_MS;
    bench.withdrawn(said.document);
    bench.clock.advance(Duration::from_millis(10 * DAY_MS));
    let mut bench = bench.killed();
    assert_eq!(bench.shown(), [""]);
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::KeptUntil { until_ms })]);
    bench.days_pass(20);
    assert_eq!(pieces_in(&sealed, &bench.raw()), 0);
    assert_eq!(bench.withdrawn(said.document), [(said.document, Purge::Removed)]);
}

#[test]
fn words_kept_by_a_rule_are_purged_in_time_although_the_catalog_never_heard_of_their_end() {
    let mut bench = Bench::new();
    bench.open.set_retention(Some(30)).unwrap();
    let said = bench.received(&"a sentence that is taken back ".repeat(400));
    let sealed = bench.sealed(said.document);
    bench.stored_only(&bench.tombstone(said.document));
    let (newest, space) = (bench.open.vault.log(bench.space).newest, bench.space);
    let mut write = bench.open.vault.write().unwrap();
    write.mark_applied(space, newest).unwrap();
    write.commit().unwrap();
    let mut bench = bench.killed();
    assert_eq!(bench.shown(), [""]);
    bench.days_pass(30);
    assert!(bench.shown().is_empty());
    assert_eq!(pieces_in(&sealed, &bench.raw()), 0);
}

#[test]
fn a_withdrawal_told_by_an_own_device_is_passed_on_although_its_document_was_never_here() {
    let mut bench = Bench::new();
    let other = Person::new(9, Role::Client).device;
    let me = &mut bench.open.me;
    let add = RecordBody::Add { device: other.clone() };
    me.roster.sign_next(Signer::Device(me.device), add, &me.signing).unwrap();
    me.devices.push(other.clone());
    bench.open.peers.add(&bench.open.vault, other.device, [bench.space].into()).unwrap();
    let mine = bench.written_by(bench.open.me.person, bench.space, "shared and taken back on the other device");
    let mut end = bench.tombstone(mine.document);
    end.origin.device = other.device;

    let upto = Cursor { run: THEIR_RUN, seq: 1 };
    bench.open.keep(other.device, bench.space, vec![(upto, end.clone())], upto).unwrap();
    bench.open.apply_now().unwrap();
    let contact = bench.them.device.device;
    assert_eq!(bench.open.catalog.get(mine.document).unwrap().writer, bench.open.me.person);
    assert!(bench.open.may_pass_on(contact, &end), "the contact may still hold the words");
    assert!(bench.open.withdrawn_in(bench.space, contact).contains(&mine.document));
}
