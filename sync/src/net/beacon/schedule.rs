//! When a device announces itself: a few times at once, then ever more rarely.
//!
//! Invariant: pure; the same count gives the same pause.

use std::time::Duration;

use crate::limits::{ANNOUNCE_PAUSE_SECS_MAX, ANNOUNCE_QUICK, INVITATION_PAUSE_SECS};

/// Returns the pause after `announced` announcements since something changed.
pub(super) fn pause(announced: u32, invitation: bool) -> Duration {
    let doublings = announced.saturating_sub(ANNOUNCE_QUICK).min(16);
    let longest = if invitation { INVITATION_PAUSE_SECS } else { ANNOUNCE_PAUSE_SECS_MAX };
    Duration::from_secs((1_u64 << doublings).min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_are_quick_at_first_and_then_rare() {
        let secs: Vec<u64> = (1..=12).map(|announced| pause(announced, false).as_secs()).collect();
        assert_eq!(secs, [1, 1, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(pause(u32::MAX, false).as_secs(), ANNOUNCE_PAUSE_SECS_MAX);
    }

    #[test]
    fn an_open_invitation_is_never_silent_for_long() {
        assert!((0..100).all(|announced| pause(announced, true).as_secs() <= INVITATION_PAUSE_SECS));
    }
}
