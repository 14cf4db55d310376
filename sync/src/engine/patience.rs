//! How long somebody has to wait between wrong guesses: longer each time, up to a bound, and nothing is ever destroyed.
//!
//! In memory only: whoever can start the program anew can copy the folder too, and there only the slow key derivation
//! stands between. This is for the person at the keyboard of a program that runs.

use std::time::Duration;

use crate::limits::GUESS_WAIT_SECS_MAX;

/// Wrong guesses so far, and until when nobody may guess.
#[derive(Debug, Default)]
pub(super) struct Patience {
    wrong: u32,
    until: Duration,
}

impl Patience {
    /// Returns how long to wait still, if one has to.
    pub fn wait(&self, now: Duration) -> Option<Duration> {
        self.until.checked_sub(now).filter(|left| !left.is_zero())
    }

    /// Notes a wrong guess and returns how long to wait: 1 s, 2 s, 4 s and so on.
    pub fn wrong(&mut self, now: Duration) -> Duration {
        let secs = 1_u64.checked_shl(self.wrong).map_or(GUESS_WAIT_SECS_MAX, |secs| secs.min(GUESS_WAIT_SECS_MAX));
        self.wrong = self.wrong.saturating_add(1);
        let wait = Duration::from_secs(secs);
        self.until = now + wait;
        wait
    }

    /// Notes a right one.
    pub fn right(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_guess_waits_longer_up_to_a_bound_and_a_right_one_ends_it() {
        let mut patience = Patience::default();
        let mut now = Duration::from_secs(1000);
        assert_eq!(patience.wait(now), None);
        let mut waits = Vec::new();
        for _ in 0..100 {
            let wait = patience.wrong(now);
            waits.push(wait.as_secs());
            assert_eq!(patience.wait(now), Some(wait));
            assert_eq!(patience.wait(now + wait - Duration::from_millis(1)), Some(Duration::from_millis(1)));
            now += wait;
            assert_eq!(patience.wait(now), None);
        }
        assert_eq!(waits[..6], [1, 2, 4, 8, 16, 30]);
        assert!(waits[5..].iter().all(|secs| *secs == 30));
        patience.right();
        assert_eq!(patience.wrong(now).as_secs(), 1);
    }
}
