//! What two persons are to each other, and how they recognised each other when they paired.

use serde::{Deserialize, Serialize};

/// A role in one relationship. Numbers are final: they are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Keeps the journal.
    Client,
    /// Reads what the client shares.
    Therapist,
}

impl Role {
    /// The role on the other side.
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Therapist,
            Self::Therapist => Self::Client,
        }
    }
}

/// How a person was recognised while the words were said. "Not at all" stays visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Recognised {
    /// In the same room.
    InTheRoom,
    /// On a video call.
    OnVideo,
    /// On the phone, by voice.
    ByPhone,
    /// Not at all.
    NotAtAll,
}
