//! Things a person should be able to look up.

use serde::{Deserialize, Serialize};

use super::RefusedWhy;
use crate::clock::UnixMillis;

/// Something a person should be able to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// When.
    pub at_ms: UnixMillis,
    /// What.
    pub kind: IncidentKind,
    /// Whose device, if known.
    pub person_name: Option<String>,
    /// Which of one's own devices, if it was one.
    pub device_name: Option<String>,
}

/// What kind of incident. Numbers are final: incidents are kept in the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IncidentKind {
    /// A device outside the rosters knocked and was refused.
    Stranger,
    /// A contact's device sent something that breaks the protocol; the connection was closed.
    BadFrame,
    /// A contact's device sent a chunk that was not kept.
    Refused(RefusedWhy),
    /// A value in the vault does not open or lies in the wrong place.
    Damaged,
    /// A device remembers more of our log than we do, or something else: this vault or that one is an older copy.
    /// Serving it is stopped.
    CursorMismatch,
    /// Somebody tried an invitation and failed.
    FailedInvitation,
    /// A worker that applied changes panicked or hung; the chunk was set aside.
    ApplyFailed,
    /// Two devices at the same place held different documents, and sent each other what was missing.
    Repaired,
    /// The same, and nothing that could be sent made them equal.
    NotRepaired,
    /// A contact's device sent more than fits in a day; it was told to come back later.
    TooMuchToday,
    /// The clock of a contact's device is too far off for the two to connect.
    ClockOff {
        /// Days it is ahead of this one; behind, if negative.
        days: i16,
    },
    /// A device has less of its own log than it sent here: its vault is an older copy, or two computers are one device.
    WentBack,
    /// Words were written here in something that was removed for good elsewhere; they are a document of their own now.
    CameBack,
    /// A device says that this one was removed from its person's devices.
    ToldRemoved,
}
