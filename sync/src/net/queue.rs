//! The frames waiting to be sent on one connection.
//!
//! Invariant: bounded in frames and bytes; whoever was told `Full` is told once when there is room again.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use tokio::sync::Notify;

use super::event::{CloseCode, SendOutcome};
use crate::limits::{SEND_QUEUE_BYTES, SEND_QUEUE_FRAMES};

/// A bounded queue between any thread that sends and the one task that writes.
#[derive(Debug)]
pub(super) struct Queue {
    frame_bytes_max: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<Vec<u8>>,
    bytes: usize,
    /// Somebody was refused and waits to hear of room.
    starved: bool,
    /// No frame is taken any more; after those waiting the connection closes with this code.
    ending: Option<CloseCode>,
    gone: bool,
}

/// What the writer does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Writes this frame; `drained` says that somebody waits to hear of room.
    Frame { bytes: Vec<u8>, drained: bool },
    /// Everything is written: closes with this code.
    End(CloseCode),
}

impl Queue {
    pub(super) fn new(frame_bytes_max: usize) -> Self {
        Self { frame_bytes_max, state: Mutex::default(), changed: Notify::new() }
    }

    /// The longest frame either side may send on this connection, in bytes.
    pub(super) fn frame_bytes_max(&self) -> usize {
        self.frame_bytes_max
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Takes a frame if there is room. One frame always fits into an empty queue.
    pub(super) fn push(&self, frame: Vec<u8>) -> SendOutcome {
        if frame.is_empty() || frame.len() > self.frame_bytes_max {
            return SendOutcome::BadLength;
        }
        let mut state = self.state();
        if state.gone || state.ending.is_some() {
            return SendOutcome::Gone;
        }
        let fits = state.frames.len() < SEND_QUEUE_FRAMES && state.bytes + frame.len() <= SEND_QUEUE_BYTES;
        if !fits && !state.frames.is_empty() {
            state.starved = true;
            return SendOutcome::Full;
        }
        state.bytes += frame.len();
        state.frames.push_back(frame);
        drop(state);
        self.changed.notify_one();
        SendOutcome::Queued
    }

    /// Takes no more frames and ends with `code` after those waiting. The first call counts.
    pub(super) fn end(&self, code: CloseCode) {
        self.state().ending.get_or_insert(code);
        self.changed.notify_one();
    }

    /// Forgets everything: the connection is over.
    pub(super) fn gone(&self) {
        *self.state() = State { gone: true, ..State::default() };
    }

    /// Returns whether frames are no longer taken.
    pub(super) fn is_over(&self) -> bool {
        let state = self.state();
        state.gone || state.ending.is_some()
    }

    /// Waits for the next thing to write. For one caller only.
    pub(super) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.try_next() {
                return next;
            }
            self.changed.notified().await;
        }
    }

    fn try_next(&self) -> Option<Next> {
        let mut state = self.state();
        let Some(bytes) = state.frames.pop_front() else {
            return state.ending.map(Next::End);
        };
        state.bytes -= bytes.len();
        let room = state.frames.len() <= SEND_QUEUE_FRAMES / 2 && state.bytes <= SEND_QUEUE_BYTES / 2;
        let drained = state.starved && room;
        state.starved &= !drained;
        Some(Next::Frame { bytes, drained })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::FRAME_BYTES_MAX;

    #[test]
    fn a_full_queue_refuses_and_says_once_when_there_is_room() {
        let queue = Queue::new(FRAME_BYTES_MAX);
        for _ in 0..SEND_QUEUE_FRAMES {
            assert_eq!(queue.push(vec![1]), SendOutcome::Queued);
        }
        assert_eq!(queue.push(vec![2]), SendOutcome::Full);
        let told = (0..SEND_QUEUE_FRAMES)
            .filter(|_| matches!(queue.try_next(), Some(Next::Frame { drained: true, .. })))
            .count();
        assert_eq!(told, 1);
        assert_eq!(queue.try_next(), None);
    }

    #[test]
    fn bytes_are_bounded_as_well_as_frames() {
        let queue = Queue::new(FRAME_BYTES_MAX);
        assert_eq!(queue.push(vec![0; FRAME_BYTES_MAX]), SendOutcome::Queued);
        assert_eq!(queue.push(vec![0; FRAME_BYTES_MAX]), SendOutcome::Queued);
        assert_eq!(queue.push(vec![0]), SendOutcome::Full);
        assert_eq!(queue.push(vec![0; FRAME_BYTES_MAX + 1]), SendOutcome::BadLength);
        assert_eq!(queue.push(Vec::new()), SendOutcome::BadLength);
    }

    #[test]
    fn what_waits_is_written_before_the_end() {
        let queue = Queue::new(FRAME_BYTES_MAX);
        queue.push(vec![7]);
        queue.end(CloseCode::Done);
        queue.end(CloseCode::Misbehaved);
        assert_eq!(queue.push(vec![8]), SendOutcome::Gone);
        assert_eq!(queue.try_next(), Some(Next::Frame { bytes: vec![7], drained: false }));
        assert_eq!(queue.try_next(), Some(Next::End(CloseCode::Done)));
    }
}
