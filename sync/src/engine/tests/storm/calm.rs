//! After the storm: everybody is connected until nobody has anything to say.

use super::steps::Storm;

impl Storm {
    /// Connects everybody until connections say nothing but that nothing is new.
    pub(super) fn calm_down(&mut self) {
        self.network.killer = None;
        self.network.parted = None;
        self.network.unlock_all();
        for _ in 0..10 {
            self.network.connect_all();
            let before = self.network.frames;
            self.network.settle();
            let said = self.network.frames - before;
            if self.network.trace {
                println!("calm: {said} frames on {} links, answered {}", self.network.links(), self.is_answered());
            }
            if said <= self.network.small_talk() && self.is_answered() {
                return self.stays_quiet();
            }
            for which in 0..self.network.devices.len() {
                self.resume(which);
            }
            self.network.settle();
        }
        panic!("never quiet");
    }

    /// An hour passes without a frame.
    fn stays_quiet(&mut self) {
        let before = self.network.frames;
        (0..10).for_each(|_| self.network.pass(360_000));
        self.network.settle();
        assert_eq!(self.network.frames, before, "quiet means quiet");
    }
}
