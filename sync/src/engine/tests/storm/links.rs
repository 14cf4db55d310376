//! The devices and the connections between them, which break anywhere.
//!
//! Invariant: a connection keeps its order; what is under way when it is cut is gone; of two with one device the newer
//! one stays on both sides.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};

use super::device::Device;
use super::watch::Dice;
use crate::engine::actor::Input;
use crate::engine::command::Command;
use crate::engine::event::Event;
use crate::engine::view::NetworkMode;
use crate::exchange::Frame;
use crate::net::{CloseWhy, ConnectionId, FrameBytes, NetEvent};

/// In one of so many calls a program is killed, if the call reads its watch often enough.
const CALLS_A_KILL: u64 = 30;
/// At the latest at this reading.
const READS_MAX: u64 = 12;

enum Packet {
    Frame(Vec<u8>),
    /// The other end is gone.
    Over,
}

/// One connection.
pub(super) struct Link {
    id: u64,
    ends: [usize; 2],
    /// What is on its way to each end.
    wires: [VecDeque<Packet>; 2],
    /// Whether each end has begun its side, and whether it has left it.
    begun: [bool; 2],
    gone: [bool; 2],
}

/// The devices and what lies between them.
pub(super) struct Network {
    pub(super) devices: Vec<Device>,
    links: Vec<Link>,
    made: u64,
    /// Which of two groups each device is in, while the network is parted.
    pub(super) parted: Option<u64>,
    /// Frames sent since the start.
    pub(super) frames: u64,
    /// Chooses in which calls a program is killed; none once it is calm.
    pub(super) killer: Option<Dice>,
    pub(super) trace: bool,
}

impl Network {
    pub(super) fn new(devices: Vec<Device>, killer: Dice, trace: bool) -> Self {
        Self { devices, links: Vec::new(), made: 0, parted: None, frames: 0, killer: Some(killer), trace }
    }

    /// Hands one input to a device; what it sends goes on its way. None if it was killed over it.
    pub(super) fn on(&mut self, which: usize, input: Input) -> Option<Vec<Event>> {
        if let Some(dice) = &mut self.killer
            && dice.roll(CALLS_A_KILL) == 0
        {
            let reads = dice.roll(READS_MAX) as u32;
            self.devices[which].kill_after(reads);
        }
        let outcome = self.devices[which].handle(input);
        for (connection, sent) in outcome.sent {
            let Some(link) = self.links.iter_mut().find(|link| link.id == connection.0) else { continue };
            let wire = &mut link.wires[usize::from(link.ends[0] == which)];
            match sent {
                Ok(frame) => {
                    self.frames += 1;
                    if self.trace {
                        println!("  {which} says on {}: {:?}", connection.0, Frame::decode(&frame));
                    }
                    wire.push_back(Packet::Frame(frame));
                }
                Err(_) => wire.push_back(Packet::Over),
            }
        }
        if outcome.killed {
            if self.trace {
                println!("  {which} was killed");
            }
            self.fell(which);
            return None;
        }
        Some(outcome.events)
    }

    /// The program of a device ended: what it had sent may still arrive, what was sent to it cannot.
    pub(super) fn fell(&mut self, which: usize) {
        for link in self.links.iter_mut().filter(|link| link.ends.contains(&which)) {
            let side = usize::from(link.ends[1] == which);
            link.leave(side);
        }
    }

    fn may_meet(&self, a: usize, b: usize) -> bool {
        a != b && self.parted.is_none_or(|groups| (groups >> a) & 1 == (groups >> b) & 1)
    }

    /// One end begins a connection; the other begins when the first frame arrives.
    pub(super) fn connect(&mut self, a: usize, b: usize) {
        if !self.may_meet(a, b) {
            return;
        }
        self.made += 1;
        let (id, wires) = (self.made, [VecDeque::new(), VecDeque::new()]);
        self.links.push(Link { id, ends: [a, b], wires, begun: [true, false], gone: [false, false] });
        self.begin(a, b, id, true);
    }

    fn begin(&mut self, which: usize, peer: usize, id: u64, dialled: bool) {
        let device = self.devices[peer].id;
        let old = self.devices[which].connection(device);
        if let Some(link) = self.links.iter_mut().find(|link| Some(link.id) == old) {
            link.leave(usize::from(link.ends[1] == which));
        }
        let remote = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 4_000 + peer as u16)));
        let connection = ConnectionId(id);
        self.on(which, Input::Net(NetEvent::Connected { connection, device, dialled, remote }));
    }

    /// Delivers the next packet towards one end of a link; false if there is none.
    pub(super) fn deliver(&mut self, at: usize, to: usize) -> bool {
        let [a, b] = self.links[at].ends;
        if !self.may_meet(a, b) {
            return false;
        }
        let Some(packet) = self.links[at].wires[to].pop_front() else { return false };
        let link = &mut self.links[at];
        let (id, which, peer) = (link.id, link.ends[to], link.ends[1 - to]);
        let device = self.devices[peer].id;
        let stands = self.devices[which].connection(device);
        let bytes = match packet {
            Packet::Over => {
                link.gone[to] = true;
                if stands == Some(id) {
                    let (connection, why) = (ConnectionId(id), CloseWhy::Lost);
                    self.on(which, Input::Net(NetEvent::Closed { connection, device, why }));
                }
                return true;
            }
            Packet::Frame(bytes) => bytes,
        };
        if !core::mem::replace(&mut link.begun[to], true) {
            if stands > Some(id) {
                link.leave(to);
                return true;
            }
            self.begin(which, peer, id, false);
        }
        if self.devices[which].connection(device) == Some(id) {
            let bytes = FrameBytes::new(bytes, None);
            self.on(which, Input::Net(NetEvent::Frame { connection: ConnectionId(id), bytes }));
        }
        true
    }

    /// A connection breaks: both ends notice, each in its time.
    pub(super) fn cut(&mut self, at: usize) {
        let link = &mut self.links[at];
        for wire in &mut link.wires {
            wire.clear();
            wire.push_back(Packet::Over);
        }
    }

    pub(super) fn cut_all(&mut self) {
        (0..self.links.len()).for_each(|at| self.cut(at));
        while self.deliver_all() {}
        self.sweep();
    }

    /// Forgets connections nobody uses.
    pub(super) fn sweep(&mut self) {
        let mut links = std::mem::take(&mut self.links);
        links.retain(|link| {
            let waits = (0..2).any(|to| !link.gone[to] && !link.wires[to].is_empty());
            waits || (0..2).any(|end| self.holds(link, end))
        });
        self.links = links;
    }

    fn holds(&mut self, link: &Link, end: usize) -> bool {
        let other = self.devices[link.ends[1 - end]].id;
        self.devices[link.ends[end]].connection(other) == Some(link.id)
    }

    pub(super) fn connect_all(&mut self) {
        self.cut_all();
        for a in 0..self.devices.len() {
            for b in a + 1..self.devices.len() {
                self.connect(a, b);
            }
        }
    }

    pub(super) fn pick(&self, dice: &mut Dice) -> Option<(usize, usize)> {
        let count = self.links.len() as u64;
        (count > 0).then(|| (dice.roll(count) as usize, dice.roll(2) as usize))
    }

    pub(super) fn links(&self) -> u64 {
        self.links.len() as u64
    }

    /// What is said on links that have begun although nothing is new: an answer to the hello, and between devices of one
    /// person a digest.
    pub(super) fn small_talk(&self) -> u64 {
        let own = |link: &&Link| self.devices[link.ends[0]].person == self.devices[link.ends[1]].person;
        self.links() + self.links.iter().filter(own).count() as u64
    }

    /// Delivers what is under way; whether there was anything.
    pub(super) fn deliver_all(&mut self) -> bool {
        let mut any = false;
        for at in 0..self.links.len() {
            for to in 0..2 {
                while self.deliver(at, to) {
                    any = true;
                }
            }
        }
        any
    }

    /// Locks a device's vault; it goes on receiving.
    pub(super) fn lock(&mut self, which: usize) {
        let device = &mut self.devices[which];
        let open = device.open();
        (open.keeps_receiving, open.profile.network) = (true, NetworkMode::Nearby);
        device.locked = true;
        if let Some(events) = self.on(which, Input::Command(Command::Lock)) {
            assert!(events.iter().any(|event| matches!(event, Event::Receiving(true))));
            self.fell(which);
        }
    }

    /// Opens it again, if it is locked; returns what the screen is told.
    pub(super) fn unlock(&mut self, which: usize) -> Vec<Event> {
        if !self.devices[which].locked {
            return Vec::new();
        }
        let events = self.on(which, self.devices[which].unlocking()).unwrap_or_default();
        self.devices[which].locked = false;
        self.fell(which);
        events
    }

    pub(super) fn unlock_all(&mut self) {
        (0..self.devices.len()).for_each(|which| drop(self.unlock(which)));
    }

    /// Lets one worker of a device finish; false if none has anything to do.
    pub(super) fn work(&mut self, which: usize) -> bool {
        let Some(job) = self.devices[which].take_job() else { return false };
        self.on(which, Input::Worked(Box::new(job.run())));
        true
    }

    /// Lets all workers finish, and what waited behind them.
    pub(super) fn work_all(&mut self) -> bool {
        let mut any = false;
        for which in 0..self.devices.len() {
            while self.work(which) {
                any = true;
                // What waits for a document gets its turn with the next input.
                self.on(which, Input::Pause);
            }
        }
        any
    }

    /// Lets time pass for everybody, with the tick a running program has.
    pub(super) fn pass(&mut self, ms: u64) {
        self.work_all();
        for which in 0..self.devices.len() {
            self.devices[which].watch.advance(ms);
            self.on(which, Input::Tick);
        }
    }

    /// Delivers and applies until nothing has moved for five seconds.
    pub(super) fn settle(&mut self) {
        let mut silent = 0;
        for _ in 0..2_000 {
            let before = self.frames;
            while self.deliver_all() | self.work_all() {}
            silent = if self.frames == before { silent + 1 } else { 0 };
            if silent == 5 {
                return;
            }
            self.pass(1_000);
        }
        panic!("The devices never come to rest");
    }
}

impl Link {
    /// One end leaves: nothing reaches it any more, and the other end will notice.
    fn leave(&mut self, side: usize) {
        if !core::mem::replace(&mut self.gone[side], true) {
            self.wires[side].clear();
            self.wires[1 - side].push_back(Packet::Over);
        }
    }
}
