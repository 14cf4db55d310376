//! Frames that two devices send beside the exchange, told apart by their first byte.
//!
//! Invariant: whoever takes frames, open or locked, asks here first; the exchange never sees a note.

use super::agreeing::AGREEING_NOTE;
use super::past::SPACE_NOTE;
use super::relays::RELAY_NOTE;
use super::removing::ROSTER_NOTE;

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoteKind {
    /// Where the sender waits.
    Relay,
    /// Which roster of the receiver's person the sender knows.
    Roster,
    /// What own devices agree on.
    Agreeing,
    /// Which space the sender uses with the receiver's person.
    Space,
}

impl NoteKind {
    /// Returns what a frame is about, if it is a note.
    pub fn of(frame: &[u8]) -> Option<Self> {
        match *frame.first()? {
            RELAY_NOTE => Some(Self::Relay),
            ROSTER_NOTE => Some(Self::Roster),
            AGREEING_NOTE => Some(Self::Agreeing),
            SPACE_NOTE => Some(Self::Space),
            _ => None,
        }
    }
}
