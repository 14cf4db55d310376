//! What screens draw of a person with whom sharing was ended.

use crate::clock::UnixMillis;
use crate::ids::DeviceId;

/// How an ending stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedView {
    /// This person ended it; else the other did.
    pub by_me: bool,
    /// When, by the clock of whoever ended it.
    pub at_ms: UnixMillis,
    /// How much of this person's is still to be withdrawn here.
    pub left: usize,
    /// How much of this person's was withdrawn.
    pub withdrawn: usize,
    /// How much of the other person's is kept here, hidden, by this person's rule.
    pub kept: usize,
    /// Until when the last of it is kept.
    pub kept_until_ms: Option<UnixMillis>,
    /// What each of their devices answered.
    pub devices: Vec<EndedDevice>,
    /// All of them answered: none is called any more.
    pub settled: bool,
}

/// What one device of the other person answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedDevice {
    /// The device.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// What it says.
    pub state: EndedState,
}

/// What a device says of everything that was withdrawn from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedState {
    /// It has not said so of all of it yet.
    NotHeard,
    /// There was nothing to remove; it has heard of the ending.
    Heard {
        /// Since when that is known here.
        at_ms: UnixMillis,
    },
    /// All of it is gone there.
    Removed {
        /// When its last answer arrived here.
        at_ms: UnixMillis,
    },
    /// Some of it is kept there, hidden, by a rule.
    KeptUntil {
        /// Until when the last of it is kept.
        until_ms: UnixMillis,
    },
}
