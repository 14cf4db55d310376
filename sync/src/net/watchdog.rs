//! Watches the line to the relay: one that hangs in "connecting" is cut, by building the endpoint anew.
//!
//! Invariant: pure, time is given. A standing connection is never cut for it, a refusal is no hanging, and the pause
//! between two rebuilds doubles, so that a relay that is switched off costs little.

use std::time::Duration;

use super::relay::RelayState;
use crate::limits::{RELAY_STUCK_SECS, RELAY_STUCK_SECS_MAX};

/// What is remembered of the line to the relay.
#[derive(Debug, Default)]
pub struct Watchdog {
    hanging_since: Option<Duration>,
    rebuilds: u32,
}

impl Watchdog {
    /// Looks at the line; returns whether the endpoint must be built anew. `busy` is whether any connection stands.
    pub fn look(&mut self, now: Duration, state: RelayState, busy: bool) -> bool {
        match state {
            RelayState::Connected => *self = Self::default(),
            RelayState::Off | RelayState::Denied => self.hanging_since = None,
            RelayState::Connecting | RelayState::Failed => {
                let since = *self.hanging_since.get_or_insert(now);
                if !busy && now.saturating_sub(since) > self.patience() {
                    self.hanging_since = Some(now);
                    self.rebuilds = self.rebuilds.saturating_add(1);
                    return true;
                }
            }
        }
        false
    }

    fn patience(&self) -> Duration {
        let doubled = RELAY_STUCK_SECS.saturating_mul(1_u64.checked_shl(self.rebuilds).unwrap_or(u64::MAX));
        Duration::from_secs(doubled.min(RELAY_STUCK_SECS_MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seconds at which a relay in this state for ever is cut, within a day.
    fn cuts(state: RelayState, busy: bool) -> Vec<u64> {
        let mut watchdog = Watchdog::default();
        (0..86_400).filter(|second| watchdog.look(Duration::from_secs(*second), state, busy)).collect()
    }

    #[test]
    fn a_line_that_hangs_longer_than_two_minutes_is_cut_and_ever_more_rarely() {
        for state in [RelayState::Connecting, RelayState::Failed] {
            let cuts = cuts(state, false);
            assert_eq!(cuts[0], RELAY_STUCK_SECS + 1);
            let pauses: Vec<u64> = cuts.windows(2).map(|two| two[1] - two[0]).collect();
            assert!(pauses.is_sorted() && pauses[0] == 2 * RELAY_STUCK_SECS + 1, "{pauses:?}");
            assert_eq!(pauses.last(), Some(&(RELAY_STUCK_SECS_MAX + 1)));
        }
    }

    #[test]
    fn nothing_is_cut_while_it_works_is_refused_is_off_or_is_needed() {
        assert!(cuts(RelayState::Connected, false).is_empty());
        assert!(cuts(RelayState::Denied, false).is_empty());
        assert!(cuts(RelayState::Off, false).is_empty());
        assert!(cuts(RelayState::Connecting, true).is_empty());
    }

    #[test]
    fn a_relay_that_came_back_is_given_the_first_patience_again() {
        let mut watchdog = Watchdog::default();
        let mut at = |secs, state| watchdog.look(Duration::from_secs(secs), state, false);
        assert!(!at(0, RelayState::Connecting) && at(121, RelayState::Connecting));
        assert!(!at(130, RelayState::Connected));
        assert!(!at(140, RelayState::Failed) && !at(260, RelayState::Failed) && at(261, RelayState::Failed));
    }
}
