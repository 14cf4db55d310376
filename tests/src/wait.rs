//! Waiting for what another process does: often asked, never for ever.

use std::time::{Duration, Instant};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Asks until `found` returns something, at most so many seconds; a late answer panics with what was waited for.
pub fn until<T>(what: &str, secs_max: u64, mut found: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(secs_max);
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {secs_max} seconds in vain for {what}");
        std::thread::sleep(PAUSE);
    }
}
