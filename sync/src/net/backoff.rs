//! How long to wait before a device is called again.
//!
//! Invariant: pure; the random bytes are given, so the same bytes give the same pause.

use std::time::Duration;

use crate::limits::{BACKOFF_SECS_MAX, BACKOFF_SECS_MIN};

/// Returns the pause after `failures` dials in a row came to nothing: doubling from `BACKOFF_SECS_MIN` to
/// `BACKOFF_SECS_MAX`, of which a random part between one half and the whole is waited, so that two devices that
/// lost each other at one moment do not call each other at one moment for ever.
pub fn pause(failures: u32, random: [u8; 4]) -> Duration {
    let doubled = BACKOFF_SECS_MIN.saturating_mul(1_u64.checked_shl(failures.saturating_sub(1)).unwrap_or(u64::MAX));
    let whole_ms = doubled.min(BACKOFF_SECS_MAX) * 1000;
    let half_ms = whole_ms / 2;
    Duration::from_millis(half_ms + u64::from(u32::from_le_bytes(random)) * half_ms / u64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_one() {
        let longest = [0xff; 4];
        assert_eq!(pause(1, longest), Duration::from_secs(BACKOFF_SECS_MIN));
        assert_eq!(pause(2, longest), Duration::from_secs(2 * BACKOFF_SECS_MIN));
        assert_eq!(pause(3, longest), Duration::from_secs(4 * BACKOFF_SECS_MIN));
        for failures in [7, 63, 64, 65, 1000, u32::MAX] {
            assert_eq!(pause(failures, longest), Duration::from_secs(BACKOFF_SECS_MAX), "after {failures}");
        }
    }

    #[test]
    fn no_pause_is_shorter_than_half_and_none_is_zero() {
        assert_eq!(pause(0, [0; 4]), Duration::from_millis(BACKOFF_SECS_MIN * 500));
        assert_eq!(pause(99, [0; 4]), Duration::from_millis(BACKOFF_SECS_MAX * 500));
        assert!(pause(99, [1, 2, 3, 200]) > pause(99, [0; 4]));
    }
}
