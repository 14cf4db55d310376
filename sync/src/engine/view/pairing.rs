//! Where a pairing stands, for the page that shows it.

use crate::ids::SpaceId;
use crate::people::Role;

/// Where a pairing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairingView {
    /// None is going on.
    Idle,
    /// Waiting for somebody to use the invitation.
    Inviting {
        /// The text to give.
        invitation: String,
        /// Seconds left.
        secs_left: u64,
        /// Attempts that failed so far.
        failed_attempts: u32,
    },
    /// The invitation goes through a relay; the person must say whether to use it.
    AskRelay {
        /// The relay, host and port.
        host: String,
    },
    /// Reaching the inviter.
    Joining,
    /// Waiting for an inviter nearby to let this device try.
    Asking,
    /// Say two, type two.
    Words {
        /// The words to say.
        say: [String; 2],
        /// Which of the typed words is not on the list, after a try.
        unknown: Option<usize>,
        /// This side's words were right; the other has not typed yet.
        waiting_for_them: bool,
    },
    /// The words were right and cards have crossed; how was the person recognised?
    Recognise {
        /// The name on their card.
        name: String,
        /// What they are to this person.
        role: Role,
    },
    /// This person confirmed; the other has not yet.
    WaitingForThem,
    /// Done: the person is a contact.
    Paired {
        /// The space that was opened.
        space: SpaceId,
        /// Their name.
        name: String,
        /// The relay this pairing went through, if it could be kept for meeting again.
        relay: Option<String>,
    },
    /// A new device has the right words: shall it be added?
    AddDevice {
        /// Its name.
        name: String,
    },
    /// On a new device: the words were right; the other computer has to confirm.
    WaitingForGrant {
        /// Whose device it will be.
        name: String,
    },
    /// The new device is being given what it needs, or is making its vault of it.
    Granting,
    /// The new device has its vault.
    Added {
        /// Its name.
        name: String,
    },
    /// Ended without result.
    Ended(PairingEnd),
}

/// Why a pairing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairingEnd {
    /// The text is not an invitation, or was mistyped.
    NotAnInvitation,
    /// The invitation is for another flow (a device, not a person).
    WrongFlow,
    /// The inviter was not reached.
    NotReached,
    /// Ten minutes passed.
    Expired,
    /// Already used, or burned by failed attempts.
    Used,
    /// A wrong word: somebody may be in between.
    WrongWord,
    /// The other side ended it or broke the rules.
    TheyEnded,
    /// This side ended it.
    Cancelled,
    /// Both have the same role (two clients cannot pair as client and therapist).
    SameRole,
    /// One's own invitation.
    Oneself,
    /// Networking is off.
    NetworkOff,
    /// The new device is in the roster, and did not say that it has its vault.
    Unconfirmed,
    /// The printed key that was typed is not that of the person who was chosen.
    OtherKey,
}

/// Who is on the same network, as far as connecting with a new person goes. Nobody is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NearbyView {
    /// Open invitations that were heard, by their ephemeral endpoints.
    pub inviting: Vec<[u8; 32]>,
    /// A device asks to be let try without the invitation.
    pub asking: bool,
}
