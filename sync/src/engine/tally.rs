//! How many frames and bytes went each way since the engine started, for whoever measures.
//!
//! Invariant: counts frames with the length before each; nothing of QUIC or TLS, and nothing of what they hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of the length before each frame.
const LENGTH_BYTES: u64 = 4;

/// What went over connections with known devices, both directions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Frames handed to the network.
    pub frames_sent: u64,
    /// Their bytes.
    pub bytes_sent: u64,
    /// Frames that arrived.
    pub frames_received: u64,
    /// Their bytes.
    pub bytes_received: u64,
}

/// One side of a connection's count.
#[derive(Debug, Default)]
struct Way {
    frames: AtomicU64,
    bytes: AtomicU64,
}

impl Way {
    fn count(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64 + LENGTH_BYTES, Ordering::Relaxed);
        self.frames.fetch_add(1, Ordering::Release);
    }
}

/// The count itself, shared between the engine's thread and whoever reads it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(Arc<(Way, Way)>);

impl Tally {
    /// Counts a frame that was handed to the network.
    pub fn sent(&self, bytes: usize) {
        self.0.0.count(bytes);
    }

    /// Counts a frame that arrived.
    pub fn received(&self, bytes: usize) {
        self.0.1.count(bytes);
    }

    /// Returns what was counted so far.
    pub fn so_far(&self) -> Traffic {
        let (sent, received) = (&self.0.0, &self.0.1);
        Traffic {
            frames_sent: sent.frames.load(Ordering::Acquire),
            bytes_sent: sent.bytes.load(Ordering::Relaxed),
            frames_received: received.frames.load(Ordering::Acquire),
            bytes_received: received.bytes.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_counted_apart_and_lengths_with_them() {
        let tally = Tally::default();
        tally.sent(10);
        tally.sent(1);
        tally.received(5);
        let seen = tally.clone().so_far();
        assert_eq!(seen, Traffic { frames_sent: 2, bytes_sent: 19, frames_received: 1, bytes_received: 9 });
    }
}
