//! Two peers who type, send, merge, undo and redo in any order.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use proptest::prelude::*;

use crate::ids::Run;
use crate::kind::Body;

use super::super::*;
use super::begun;

enum ToEngine {
    Batch(u64, Vec<Splice>),
    Undo,
    Redo,
}

/// One device: a screen, an engine, the queues between them, and what its log holds.
pub(super) struct Peer {
    pub(super) doc: Doc,
    pub(super) host: TextHost,
    pub(super) binding: TextBinding,
    caret: usize,
    to_engine: VecDeque<ToEngine>,
    to_screen: VecDeque<(u64, Vec<Patch>)>,
    pub(super) log: Vec<Body>,
    merged: usize,
    clock_ms: u64,
}

impl Peer {
    pub(super) fn new(number: u8, begun: &Body) -> Self {
        let doc = Doc::load(&[begun], Some(Run([number; 8]))).unwrap();
        let host = TextHost::new(&doc, Field::Body);
        let binding = TextBinding::new(doc.text(Field::Body), host.batch());
        Self {
            doc,
            host,
            binding,
            caret: 0,
            to_engine: VecDeque::new(),
            to_screen: VecDeque::new(),
            log: Vec::new(),
            merged: 0,
            clock_ms: 0,
        }
    }

    fn flush(&mut self) {
        if let Some((batch, splices)) = self.binding.take_batch() {
            self.to_engine.push_back(ToEngine::Batch(batch, splices));
        }
    }

    fn engine_step(&mut self) {
        self.clock_ms += 700;
        let patches = match self.to_engine.pop_front() {
            None => return,
            Some(ToEngine::Batch(batch, splices)) => {
                self.host.apply(&mut self.doc, batch, &splices, Duration::from_millis(self.clock_ms)).unwrap()
            }
            Some(ToEngine::Undo) => self.host.undo(&mut self.doc).unwrap().unwrap_or_default(),
            Some(ToEngine::Redo) => self.host.redo(&mut self.doc).unwrap().unwrap_or_default(),
        };
        self.keep(patches);
    }

    fn keep(&mut self, patches: Vec<Patch>) {
        let changes = self.doc.new_changes();
        if !changes.is_empty() {
            self.log.push(Body::Changes(changes));
        }
        if !patches.is_empty() {
            self.to_screen.push_back((self.host.batch(), patches));
        }
    }

    fn merge(&mut self, other: &Peer) {
        for body in &other.log[self.merged..] {
            self.doc.apply(body).unwrap();
        }
        self.merged = other.log.len();
        let patches = self.host.refresh(&self.doc).unwrap();
        self.keep(patches);
    }

    fn screen_step(&mut self) {
        if let Some((after_batch, patches)) = self.to_screen.pop_front()
            && self.binding.receive(after_batch, &patches)
        {
            self.caret = map_caret(self.caret, &patches);
        }
        assert!(self.caret <= self.length());
    }

    fn length(&self) -> usize {
        self.binding.text().chars().count()
    }

    pub(super) fn settle(&mut self) {
        while self.binding.has_pending() || !self.to_engine.is_empty() || !self.to_screen.is_empty() {
            self.flush();
            self.engine_step();
            self.screen_step();
        }
        assert_eq!(self.binding.text(), self.doc.text(Field::Body));
    }

    pub(super) fn undo_all(&mut self) {
        self.settle();
        while let Some(patches) = self.host.undo(&mut self.doc).unwrap() {
            self.keep(patches);
        }
        self.settle();
    }
}

fn settle(peers: &mut [Peer; 2]) {
    for _ in 0..2 {
        let [one, two] = peers;
        one.settle();
        two.settle();
        one.merge(two);
        two.merge(one);
        one.settle();
        two.settle();
    }
    assert_eq!(peers[0].doc.text(Field::Body), peers[1].doc.text(Field::Body));
    assert_eq!(peers[0].doc.heads(), peers[1].doc.heads());
}

#[derive(Clone, Debug)]
enum Step {
    Type(usize, String),
    Delete(usize, usize),
    Replace(String),
    Flush,
    Engine,
    Screen,
    Merge,
    Undo,
    Redo,
}

fn words() -> impl Strategy<Value = String> {
    "([a-d \n]|é|e\u{301}|👩\u{200d}🦰|漢|\u{1f3f3}\u{fe0f}\u{200d}🌈){1,4}"
}

fn step() -> impl Strategy<Value = (usize, Step)> {
    let step = prop_oneof![
        5 => (any::<usize>(), words()).prop_map(|(at, words)| Step::Type(at, words)),
        3 => (any::<usize>(), 1usize..6).prop_map(|(at, length)| Step::Delete(at, length)),
        1 => words().prop_map(Step::Replace),
        4 => Just(Step::Flush),
        4 => Just(Step::Engine),
        4 => Just(Step::Screen),
        3 => Just(Step::Merge),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ];
    (0usize..2, step)
}

fn take(peers: &mut [Peer; 2], who: usize, step: &Step) {
    let [one, two] = peers;
    let (peer, other) = if who == 0 { (one, two) } else { (two, one) };
    match step {
        Step::Type(at, words) => {
            let at = at % (peer.length() + 1);
            peer.caret = at + peer.binding.insert(at, words);
        }
        Step::Delete(at, length) => {
            let at = at % (peer.length() + 1);
            peer.binding.delete(at..(at + length).min(peer.length()));
            peer.caret = at.min(peer.length());
        }
        Step::Replace(words) => {
            peer.binding.replace_all(words);
            peer.caret = 0;
        }
        Step::Flush => peer.flush(),
        Step::Engine => peer.engine_step(),
        Step::Screen => peer.screen_step(),
        Step::Merge => peer.merge(other),
        Step::Undo | Step::Redo => {
            peer.flush();
            peer.to_engine.push_back(if matches!(step, Step::Undo) { ToEngine::Undo } else { ToEngine::Redo });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn screens_and_devices_agree_once_all_is_quiet(text in words(), steps in prop::collection::vec(step(), 0..60)) {
        let begun = begun(&text);
        let mut peers = [Peer::new(1, &begun), Peer::new(2, &begun)];
        for (who, step) in &steps {
            take(&mut peers, *who, step);
        }
        settle(&mut peers);
    }

    /// Every typed character is a different one, so that each can be followed.
    #[test]
    fn undoing_everything_takes_back_ones_own_and_nothing_else(
        edits in prop::collection::vec((0usize..2, any::<usize>(), 0usize..4, 0usize..4, 0u8..4), 0..30),
    ) {
        let start: String = ('a'..='j').collect();
        let begun = begun(&start);
        let mut peers = [Peer::new(1, &begun), Peer::new(2, &begun)];
        let mut fresh = '\u{4e00}'..;
        let mut typed = [BTreeSet::new(), BTreeSet::new()];
        let mut deleted = [BTreeSet::new(), BTreeSet::new()];
        for (who, at, delete, insert, then) in edits {
            let at = at % (peers[who].length() + 1);
            let end = (at + delete).min(peers[who].length());
            deleted[who].extend(peers[who].binding.text().chars().skip(at).take(end - at));
            peers[who].binding.delete(at..end);
            let words: String = fresh.by_ref().take(insert).collect();
            typed[who].extend(words.chars());
            peers[who].binding.insert(at, &words);
            match then {
                0 => peers[who].flush(),
                1 => peers[who].settle(),
                2 => settle(&mut peers),
                _ => take(&mut peers, who, &Step::Merge),
            }
        }
        settle(&mut peers);
        peers[0].undo_all();
        settle(&mut peers);
        let left: BTreeSet<char> = peers[1].doc.text(Field::Body).chars().collect();
        prop_assert!(left.is_disjoint(&typed[0]), "own insertions are gone");
        for char in start.chars().chain(typed[1].iter().copied()) {
            let must_be_there = deleted[0].contains(&char) || !deleted[1].contains(&char);
            if must_be_there && !(deleted[0].contains(&char) && deleted[1].contains(&char)) {
                prop_assert!(left.contains(&char), "{char} was restored or never touched");
            }
        }
        let mut twice = BTreeSet::new();
        prop_assert!(peers[1].doc.text(Field::Body).chars().all(|char| twice.insert(char)), "nothing comes back twice");
    }

    #[test]
    fn undoing_and_redoing_everything_changes_nothing(
        edits in prop::collection::vec((any::<usize>(), 0usize..4, words()), 1..12),
    ) {
        let begun = begun("one two three");
        let mut peer = Peer::new(1, &begun);
        for (at, delete, words) in &edits {
            let at = at % (peer.length() + 1);
            peer.binding.delete(at..(at + delete).min(peer.length()));
            peer.binding.insert(at, words);
            peer.settle();
        }
        let written = peer.doc.text(Field::Body);
        peer.undo_all();
        prop_assert_eq!(peer.doc.text(Field::Body), "one two three");
        while let Some(patches) = peer.host.redo(&mut peer.doc).unwrap() {
            peer.keep(patches);
        }
        peer.settle();
        prop_assert_eq!(peer.doc.text(Field::Body), written);
    }
}
