//! Notices that the computer slept, from two clocks of which one stands still meanwhile.
//!
//! Invariant: pure; a clock that is set, or ticks that come late, cause one wake and no more.

use std::time::Duration;

use crate::clock::UnixMillis;
use crate::limits::SLEPT_SECS;

/// The clocks at the last tick.
#[derive(Default)]
pub(super) struct Wakes {
    last: Option<(UnixMillis, Duration)>,
}

impl Wakes {
    /// Takes both clocks, about once a second; returns whether the computer slept since the last time.
    ///
    /// On some systems the steady clock stands still in sleep, on others it runs on and the tick comes late.
    pub fn tick(&mut self, wall_ms: UnixMillis, mono: Duration) -> bool {
        let Some((last_wall_ms, last_mono)) = self.last.replace((wall_ms, mono)) else { return false };
        let wall = Duration::from_millis(wall_ms.saturating_sub(last_wall_ms));
        let steady = mono.saturating_sub(last_mono);
        wall.saturating_sub(steady).max(steady) >= Duration::from_secs(SLEPT_SECS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(times: &[(u64, u64)]) -> Vec<bool> {
        let mut wakes = Wakes::default();
        times.iter().map(|(wall, mono)| wakes.tick(wall * 1000, Duration::from_secs(*mono))).collect()
    }

    #[test]
    fn a_sleep_is_noticed_once_whichever_clock_stands_still() {
        assert_eq!(ticks(&[(100, 1), (101, 2), (3701, 3), (3702, 4)]), [false, false, true, false]);
        assert_eq!(ticks(&[(100, 1), (101, 2), (3701, 3602), (3702, 3603)]), [false, false, true, false]);
    }

    #[test]
    fn a_busy_second_and_a_clock_set_back_are_no_sleep() {
        assert_eq!(ticks(&[(100, 1), (103, 4), (50, 5), (51, 6)]), [false; 4]);
    }
}
