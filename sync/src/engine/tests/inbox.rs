//! What waited while the vault was locked, from a device that means harm: judged as ever when the vault is opened.

use super::*;
use crate::engine::inbox::{Arrived, Held};

impl Bench {
    /// Locks the vault, lets these batches wait, and opens it again.
    fn waited(self, batches: Vec<Arrived>) -> Self {
        let folder = self.folder();
        let Self { root, key, clock, world, them, space, sent, open } = self;
        let mut inbox = open.vault.into_inbox().unwrap();
        let bodies: Vec<_> = batches.iter().map(|batch| batch.encode().unwrap()).collect();
        inbox.put(&bodies).unwrap();
        drop(inbox);
        let vault = Vault::unlock_with_recovery(&folder, &key, &world).unwrap();
        let (open, _) = Open::new(vault, world.clone()).unwrap();
        Self { root, key, clock, world, them, space, sent, open }
    }

    /// A batch of theirs behind the number `after`.
    fn batch(&self, after: u64, held: Vec<Held>) -> Arrived {
        let cursor = |seq| if seq == 0 { Cursor::START } else { Cursor { run: THEIR_RUN, seq } };
        let chunks: Vec<(Cursor, Held)> = (after + 1..).map(cursor).zip(held).collect();
        let upto = cursor(after + chunks.len() as u64);
        Arrived { device: self.them.device.device, space: self.space, after: cursor(after), upto, chunks }
    }

    fn numbered(&self, seq: u64, mut chunk: Chunk) -> Held {
        chunk.origin.seq = seq;
        Held::Chunk(chunk)
    }

    fn kept(&self) -> crate::exchange::KeptOfTheirs {
        let device = self.them.device.device;
        let delivery = self.open.vault.delivery(device).unwrap().unwrap();
        let delivery = crate::exchange::Delivery::decode(&delivery).unwrap();
        delivery.space(self.space).unwrap().kept.clone()
    }

    fn inbox_is_empty(&self) -> bool {
        (1..20).all(|number| matches!(self.open.vault.arrived(number), Ok(None)))
    }
}

#[test]
fn what_waited_is_judged_as_ever_and_refused_by_name() {
    let bench = Bench::new();
    let good = bench.theirs("words that may stay");
    let forged = bench.written_by(bench.open.me.person, bench.space, "words of somebody else");
    let batches = vec![
        bench.batch(0, vec![bench.numbered(1, bench.whole(&good)), bench.numbered(2, bench.whole(&forged))]),
        bench.batch(2, vec![Held::Refused(RefusedWhy::Malformed)]),
    ];
    let bench = bench.waited(batches);
    assert_eq!(bench.shown(), ["words that may stay"]);
    let kept = bench.kept();
    assert_eq!(kept.cursor.seq, 3);
    let refused: Vec<_> = kept.refused.into_iter().collect();
    assert_eq!(refused, [(2, RefusedWhy::NotTheWriter), (3, RefusedWhy::Malformed)]);
    assert!(bench.inbox_is_empty());
    let bench = bench.killed();
    assert_eq!(bench.shown(), ["words that may stay"], "and it is there once only");
}

#[test]
fn an_end_that_waited_comes_before_anything_is_shown_wherever_the_words_are() {
    let mut bench = Bench::new();
    let old = bench.theirs("shown before");
    bench.send(vec![bench.whole(&old)]);
    assert_eq!(bench.shown(), ["shown before"]);
    let fresh = bench.theirs("never shown");
    let batches = vec![
        bench.batch(1, vec![bench.numbered(2, bench.whole(&fresh))]),
        bench.batch(2, vec![bench.numbered(3, bench.tombstone(old.document))]),
        bench.batch(3, vec![bench.numbered(4, bench.tombstone(fresh.document))]),
    ];
    let bench = bench.waited(batches);
    assert!(bench.shown().is_empty());
    assert_eq!(bench.kept().cursor.seq, 4);
}

#[test]
fn what_does_not_follow_the_cursor_or_comes_from_nobody_known_is_dropped_and_asked_for_again() {
    let mut bench = Bench::new();
    let first = bench.theirs("first");
    bench.send(vec![bench.whole(&first)]);
    let (lost, second) = (bench.theirs("behind a gap"), bench.theirs("second"));
    let mut stranger = bench.batch(1, vec![bench.numbered(2, bench.whole(&lost))]);
    stranger.device = DeviceId([0x77; 32]);
    let batches = vec![
        bench.batch(0, vec![bench.numbered(1, bench.whole(&first))]),
        bench.batch(5, vec![bench.numbered(6, bench.whole(&lost))]),
        stranger,
        bench.batch(1, vec![bench.numbered(2, bench.whole(&second))]),
    ];
    let bench = bench.waited(batches);
    assert_eq!(bench.shown(), ["first", "second"]);
    assert_eq!(bench.kept().cursor.seq, 2, "their next hello is answered with this");
    assert!(bench.inbox_is_empty());
}

#[test]
fn what_found_no_room_when_the_vault_was_opened_waits_and_nothing_is_said_to_be_removed_meanwhile() {
    let bench = Bench::new();
    let good = bench.theirs("words that may stay");
    let batches = vec![bench.batch(0, vec![bench.numbered(1, bench.whole(&good))])];
    let mut bench = bench.waited(batches);
    bench.open.inbox_next = Some(1);
    assert_eq!(bench.open.finish_purge().err(), Some(super::super::failure::Failure::DiskFull));
    bench.open.take_inbox().unwrap();
    assert!(bench.open.finish_purge().is_ok());
    assert_eq!(bench.shown(), ["words that may stay"]);
}
