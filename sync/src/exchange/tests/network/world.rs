//! The devices of one or two persons and the connections between them, which break anywhere.
//!
//! Invariant: one connection keeps its order; an older one may still deliver what was under way when a newer one began.

use std::collections::{BTreeMap, VecDeque};

use super::super::sim::Dice;
use super::super::{Frame, Input};
use super::disk::Doc;
use super::node::{Crash, Node, OFFER_AFTER_MS, Who};
use crate::ids::{DeviceId, DocumentId, SpaceId};

/// One connection.
pub(super) struct Link {
    pub(super) id: u64,
    pub(super) ends: [usize; 2],
    /// Frames on their way to each end.
    pub(super) wires: [VecDeque<Vec<u8>>; 2],
    /// Whether each end has begun its side.
    begun: [bool; 2],
}

/// The devices and what lies between them.
pub(super) struct World {
    pub(super) nodes: Vec<Node>,
    pub(super) links: Vec<Link>,
    made: u64,
    /// Which of two groups each device is in, while the network is parted.
    pub(super) parted: Option<u32>,
    pub(super) now_ms: u64,
    pub(super) trace: bool,
}

impl World {
    /// Devices of the persons named, in this order; they share a space if there are two of them.
    pub(super) fn new(persons: &[u8]) -> Self {
        let shared = persons.iter().any(|person| *person != persons[0]);
        let mut world =
            Self { nodes: Vec::new(), links: Vec::new(), made: 0, parted: None, now_ms: 1_000, trace: false };
        for person in persons {
            world.join(*person, shared);
        }
        world
    }

    /// One more device, known to all others; returns where it is.
    pub(super) fn join(&mut self, person: u8, shared: bool) -> usize {
        let index = self.nodes.len();
        let who = Who { index, id: DeviceId([index as u8 + 1; 32]), person };
        self.nodes.push(Node::new(who, shared));
        let everybody: Vec<Who> = self.nodes.iter().map(|node| node.who).collect();
        for node in &mut self.nodes {
            node.everybody.clone_from(&everybody);
            node.now_ms = self.now_ms;
        }
        index
    }

    /// Does something on one device; a crash ends its program and its connections.
    pub(super) fn on(&mut self, which: usize, act: impl FnOnce(&mut Node) -> Result<(), Crash>) {
        self.now_ms += 1;
        self.nodes[which].now_ms = self.now_ms;
        let crashed = act(&mut self.nodes[which]).is_err();
        if crashed {
            self.nodes[which].restart();
        }
        for (link, _, bytes) in std::mem::take(&mut self.nodes[which].sent) {
            if self.trace {
                println!("  {which} says {:?}", Frame::decode(&bytes));
            }
            if let Some(link) = self.links.iter_mut().find(|known| known.id == link) {
                let to = usize::from(link.ends[0] == which);
                link.wires[to].push_back(bytes);
            }
        }
        if crashed {
            // What it had sent may still arrive; what was sent to it cannot.
            for link in self.links.iter_mut().filter(|link| link.ends.contains(&which)) {
                let to = usize::from(link.ends[1] == which);
                link.wires[to].clear();
            }
        }
    }

    pub(super) fn may_meet(&self, a: usize, b: usize) -> bool {
        a != b && self.parted.is_none_or(|groups| (groups >> a) & 1 == (groups >> b) & 1)
    }

    /// One end begins a connection; the other begins when the first frame arrives.
    pub(super) fn connect(&mut self, a: usize, b: usize) {
        if !self.may_meet(a, b) {
            return;
        }
        self.made += 1;
        let id = self.made;
        let wires = [VecDeque::new(), VecDeque::new()];
        self.links.push(Link { id, ends: [a, b], wires, begun: [true, false] });
        self.on(a, |node| node.open(b, id));
    }

    /// Delivers the next frame towards one end of a link.
    pub(super) fn deliver(&mut self, at: usize, to: usize) -> bool {
        let link = &mut self.links[at];
        let Some(frame) = link.wires[to].pop_front() else { return false };
        let (id, which, peer) = (link.id, link.ends[to], link.ends[1 - to]);
        // A connection that was left before the other end took part in it never came about.
        let held = self.nodes[peer].live.get(&which).is_some_and(|live| live.link == id);
        if !link.begun[to] && !held {
            return true;
        }
        if !core::mem::replace(&mut link.begun[to], true) {
            self.on(which, |node| node.open(peer, id));
        }
        if self.nodes[which].live.get(&peer).is_some_and(|live| live.link == id) {
            self.on(which, |node| node.input(peer, Input::Frame(frame)));
        }
        true
    }

    /// Ends a connection on one side; what that side sent may still arrive, and the other notices later or never.
    pub(super) fn hang_up(&mut self, at: usize, side: usize) {
        let link = &mut self.links[at];
        link.wires[side].clear();
        let (id, which, peer) = (link.id, link.ends[side], link.ends[1 - side]);
        if self.nodes[which].live.get(&peer).is_some_and(|live| live.link == id) {
            self.on(which, |node| node.leave(peer));
        }
    }

    /// Everything between the devices is gone.
    pub(super) fn cut_all(&mut self) {
        self.links.clear();
        for which in 0..self.nodes.len() {
            for peer in 0..self.nodes.len() {
                self.on(which, |node| node.leave(peer));
            }
        }
    }

    /// Forgets links nobody uses.
    pub(super) fn sweep(&mut self) {
        let nodes = &self.nodes;
        let alive = |link: &Link, side: usize| {
            let (which, peer) = (link.ends[side], link.ends[1 - side]);
            !link.wires[side].is_empty() || nodes[which].live.get(&peer).is_some_and(|live| live.link == link.id)
        };
        self.links.retain(|link| alive(link, 0) || alive(link, 1));
    }

    pub(super) fn connect_all(&mut self) {
        self.cut_all();
        for a in 0..self.nodes.len() {
            for b in a + 1..self.nodes.len() {
                self.connect(a, b);
            }
        }
    }

    /// Delivers and applies until nothing moves, and lets the time for offers pass; returns how many frames flowed.
    pub(super) fn settle(&mut self) -> usize {
        let mut frames = 0;
        for _ in 0..2_000 {
            let before = frames;
            for at in 0..self.links.len() {
                for to in 0..2 {
                    while self.deliver(at, to) {
                        frames += 1;
                    }
                }
            }
            self.apply_all();
            if frames == before && self.links.iter().all(|link| link.wires.iter().all(VecDeque::is_empty)) {
                self.now_ms += OFFER_AFTER_MS + 1;
                if !self.offer_what_waited() {
                    return frames;
                }
            }
        }
        panic!("The exchange never comes to rest");
    }

    pub(super) fn apply_all(&mut self) {
        for which in 0..self.nodes.len() {
            let spaces: Vec<SpaceId> = self.nodes[which].disk.logs.keys().copied().collect();
            for space in spaces {
                self.on(which, |node| node.apply(space));
            }
        }
    }

    /// Returns whether there was anything.
    pub(super) fn offer_what_waited(&mut self) -> bool {
        let mut any = false;
        for which in 0..self.nodes.len() {
            let node = &mut self.nodes[which];
            let now_ms = self.now_ms;
            let due: Vec<SpaceId> = node
                .fresh
                .extract_if(.., |_, at_ms| *at_ms + OFFER_AFTER_MS <= now_ms)
                .map(|((space, _), _)| space)
                .collect();
            any |= !due.is_empty();
            for space in due.into_iter().collect::<std::collections::BTreeSet<_>>() {
                self.on(which, |node| node.grown(space));
            }
        }
        any
    }

    /// Everything that lies on any disk, by space.
    pub(super) fn everything(&self) -> BTreeMap<SpaceId, BTreeMap<DocumentId, Doc>> {
        let mut all: BTreeMap<SpaceId, BTreeMap<DocumentId, Doc>> = BTreeMap::new();
        for node in &self.nodes {
            for (space, log) in &node.disk.logs {
                for (document, doc) in log.everything() {
                    let known = all.entry(*space).or_default().entry(document).or_default();
                    known.ended |= doc.ended;
                    known.edits.extend(doc.edits);
                    if known.ended {
                        known.edits.clear();
                    }
                }
            }
        }
        all
    }

    pub(super) fn pick_link(&self, dice: &mut Dice) -> Option<(usize, usize)> {
        let count = self.links.len() as u64;
        (count > 0).then(|| (dice.roll(count) as usize, dice.roll(2) as usize))
    }
}
