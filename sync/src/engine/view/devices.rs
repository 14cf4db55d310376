//! Devices that left, and devices that wait for a yes, for the page that shows them.

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
