//! Connecting with a new person, or adding a device: what is typed on those pages.

use understory_sync::engine::view::{Home, Role};
use zeroize::Zeroizing;

use crate::state::State;

/// Which side of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// This person invites.
    Invite,
    /// This person was invited.
    Join,
}

/// How a file went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOutcome {
    /// The invitation is in the file.
    Saved,
    /// A file with that name is there already.
    Exists,
    /// It could not be written or read.
    Failed,
    /// It holds no invitation.
    NotAnInvitation,
}

/// What the page holds.
#[derive(Default)]
pub struct PairingForm {
    /// Which side; none until chosen.
    pub way: Option<Way>,
    /// What this person is to the other; none until chosen: then as their vault begins.
    pub role: Option<Role>,
    /// An invitation being pasted.
    pub invitation: String,
    /// The invitation was copied.
    pub copied: bool,
    /// A path being typed, to open or save an invitation; none while nobody asked.
    pub path: Option<String>,
    /// How the newest file went.
    pub file: Option<FileOutcome>,
    /// The two words being typed.
    pub words: [String; 2],
    /// The words were changed since the engine looked at them.
    pub edited: [bool; 2],
    /// The words were sent and not answered yet.
    pub sent: bool,
    /// The passphrase, proved anew before a device is added.
    pub passphrase: Zeroizing<String>,
    /// It is readable.
    pub shown: bool,
    /// It was sent and not answered yet.
    pub proving: bool,
}

/// What this person is to the one they connect with, as long as they did not say.
pub fn usual_role(state: &State) -> Role {
    match state.profile.as_ref().map(|profile| profile.home) {
        Some(Home::Clients) => Role::Therapist,
        _ => Role::Client,
    }
}
