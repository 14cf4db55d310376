//! Two simulated devices and the stream between them, which keeps order and breaks anywhere.

use std::collections::VecDeque;

use super::Input;
use super::sim::{Crash, Device};
use crate::ids::SpaceId;

/// Two devices and the stream between them.
pub(super) struct World {
    pub(super) devices: [Device; 2],
    /// Frames on their way to each device.
    pub(super) wires: [VecDeque<Vec<u8>>; 2],
}

impl World {
    pub(super) fn new(spaces: &[SpaceId]) -> Self {
        Self { devices: [Device::new(1, spaces), Device::new(2, spaces)], wires: Default::default() }
    }

    /// Does something on one device; a crash ends its program and the connection.
    pub(super) fn on(&mut self, which: usize, act: impl FnOnce(&mut Device) -> Result<(), Crash>) {
        let result = act(&mut self.devices[which]);
        let device = &mut self.devices[which];
        if result.is_err() {
            device.restart();
            self.cut();
        } else if device.closed.is_some() {
            self.cut();
        } else {
            let sent = std::mem::take(&mut self.devices[which].sent);
            self.wires[1 - which].extend(sent);
        }
    }

    /// The connection is gone with everything on it.
    pub(super) fn cut(&mut self) {
        self.wires.iter_mut().for_each(VecDeque::clear);
        for device in &mut self.devices {
            device.exchange = None;
            device.sent.clear();
        }
    }

    pub(super) fn is_connected(&self) -> bool {
        self.devices.iter().all(|device| device.exchange.is_some())
    }

    pub(super) fn connect(&mut self) {
        self.cut();
        let ids = [self.devices[0].id, self.devices[1].id];
        for which in 0..2 {
            self.on(which, |device| device.connect(ids[1 - which]));
        }
    }

    pub(super) fn deliver(&mut self, which: usize) -> bool {
        let Some(frame) = self.wires[which].pop_front() else { return false };
        self.on(which, |device| device.input(Input::Frame(frame)));
        true
    }

    /// Delivers and applies until nothing moves; returns how many frames flowed each way.
    pub(super) fn settle(&mut self) -> [usize; 2] {
        let mut flowed = [0; 2];
        for _ in 0..100_000 {
            let moved = [self.deliver(0), self.deliver(1)];
            flowed[0] += usize::from(moved[0]);
            flowed[1] += usize::from(moved[1]);
            if moved == [false, false] {
                let before = self.wires[0].len() + self.wires[1].len();
                for which in 0..2 {
                    let spaces: Vec<SpaceId> = self.devices[which].disk.logs.keys().copied().collect();
                    for space in spaces {
                        self.on(which, |device| device.apply(space));
                    }
                }
                if self.wires[0].len() + self.wires[1].len() == before {
                    return flowed;
                }
            }
        }
        panic!("The exchange never comes to rest");
    }
}
