//! Devices that left, and devices that wait for a yes, for the page that shows them.

use crate::clock::UnixMillis;
use crate::ids::DeviceId;

/// A device of this person's that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedDevice {
    /// Which.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// So many devices said that they know.
    pub heard: usize,
    /// Of so many.
    pub of: usize,
    /// When this device first knew that it was removed.
    pub removed_ms: Option<UnixMillis>,
    /// When this device last heard from it.
    pub last_heard_ms: Option<UnixMillis>,
    /// Entries that were begun before then, and so may be on it.
    pub entries: usize,
    /// The devices that said that they know, by name.
    pub told: Vec<String>,
    /// The devices that did not say so yet.
    pub untold: Vec<String>,
}

/// A device that only a printed key added: it gets nothing before the person says yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingDevice {
    /// Which.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// Whose it is, if not this person's.
    pub person_name: Option<String>,
}
