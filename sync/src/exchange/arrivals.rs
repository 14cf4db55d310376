//! What is on its way here after an offer, over all connections, so that no body is asked for twice.
//!
//! Invariant: an offer waits only for what another connected device was asked for and has not passed yet.

use std::collections::BTreeMap;

use super::event::{Input, OfferId};
use crate::ids::{DeviceId, SpaceId};

/// What was asked for and has not come.
#[derive(Default)]
pub struct Arrivals {
    coming: BTreeMap<(SpaceId, OfferId), (DeviceId, u64)>,
    waiting: Vec<Waiting>,
}

/// An offer that is answered when something has come from another device.
struct Waiting {
    device: DeviceId,
    space: SpaceId,
    offers: Vec<(u64, OfferId)>,
}

impl Arrivals {
    /// Returns the answer to an offer, or none if it has to wait. `has` tells what is stored here.
    pub fn offered(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        offers: Vec<(u64, OfferId)>,
        has: impl Fn(SpaceId, &OfferId) -> bool,
    ) -> Option<Input> {
        let comes_from_another = |id: &OfferId| {
            let coming = self.coming.get(&(space, *id));
            coming.is_some_and(|(from, _)| *from != device) && !has(space, id)
        };
        if offers.iter().any(|(_, id)| comes_from_another(id)) {
            self.waiting.push(Waiting { device, space, offers });
            return None;
        }
        let mut have = Vec::new();
        for (number, id) in offers {
            if has(space, &id) {
                have.push(number);
            } else {
                self.coming.insert((space, id), (device, number));
            }
        }
        Some(Input::Known { space, have })
    }

    /// A device's log is stored here up to a number: returns the answers that waited for it.
    pub fn passed(
        &mut self,
        device: DeviceId,
        space: SpaceId,
        upto: u64,
        has: impl Fn(SpaceId, &OfferId) -> bool,
    ) -> Vec<(DeviceId, Input)> {
        self.coming.retain(|(of, _), (from, number)| *of != space || *from != device || *number > upto);
        self.answer_waiting(has)
    }

    /// A device is no longer connected: returns the answers that waited for it.
    pub fn gone(&mut self, device: DeviceId, has: impl Fn(SpaceId, &OfferId) -> bool) -> Vec<(DeviceId, Input)> {
        self.coming.retain(|_, (from, _)| *from != device);
        self.waiting.retain(|waiting| waiting.device != device);
        self.answer_waiting(has)
    }

    fn answer_waiting(&mut self, has: impl Fn(SpaceId, &OfferId) -> bool) -> Vec<(DeviceId, Input)> {
        let waiting = core::mem::take(&mut self.waiting);
        let mut answers = Vec::new();
        for Waiting { device, space, offers } in waiting {
            let answer = self.offered(device, space, offers, &has);
            answers.extend(answer.map(|answer| (device, answer)));
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: SpaceId = SpaceId([1; 16]);
    const FIRST: DeviceId = DeviceId([1; 32]);
    const SECOND: DeviceId = DeviceId([2; 32]);

    fn nothing(_: SpaceId, _: &OfferId) -> bool {
        false
    }

    fn offer(number: u64, id: u8) -> (u64, OfferId) {
        (number, OfferId([id; 16]))
    }

    fn have(answer: Option<Input>) -> Option<Vec<u64>> {
        answer.map(|answer| match answer {
            Input::Known { have, .. } => have,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn what_one_device_was_asked_for_is_not_asked_of_another() {
        let mut arrivals = Arrivals::default();
        let has_second = |_: SpaceId, id: &OfferId| id.0[0] == 2;
        assert_eq!(have(arrivals.offered(FIRST, SPACE, vec![offer(5, 1), offer(6, 2)], has_second)), Some(vec![6]));
        assert_eq!(have(arrivals.offered(SECOND, SPACE, vec![offer(9, 1)], nothing)), None);
        assert!(arrivals.passed(FIRST, SPACE, 4, nothing).is_empty(), "not there yet");
        let mut answers = arrivals.passed(FIRST, SPACE, 5, |_, _| true);
        assert_eq!(answers.len(), 1);
        assert_eq!(have(answers.pop().map(|(_, answer)| answer)), Some(vec![9]));
    }

    #[test]
    fn what_never_came_is_asked_of_the_next_device() {
        for disconnects in [true, false] {
            let mut arrivals = Arrivals::default();
            arrivals.offered(FIRST, SPACE, vec![offer(5, 1)], nothing);
            assert_eq!(have(arrivals.offered(SECOND, SPACE, vec![offer(9, 1)], nothing)), None);
            let mut answers =
                if disconnects { arrivals.gone(FIRST, nothing) } else { arrivals.passed(FIRST, SPACE, 5, nothing) };
            assert_eq!(have(answers.pop().map(|(_, answer)| answer)), Some(Vec::new()));
        }
    }

    #[test]
    fn the_offers_of_a_device_that_left_are_forgotten() {
        let mut arrivals = Arrivals::default();
        arrivals.offered(FIRST, SPACE, vec![offer(5, 1)], nothing);
        arrivals.offered(SECOND, SPACE, vec![offer(9, 1)], nothing);
        assert!(arrivals.gone(SECOND, nothing).is_empty());
        assert!(arrivals.gone(FIRST, nothing).is_empty());
    }
}
