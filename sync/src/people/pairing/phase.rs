//! Where one attempt stands; each phase holds exactly what the next ones need.
//!
//! Invariant: phases follow each other in one order; what a phase does not expect ends the attempt.

use super::frame::Commit;
use super::transcript::Transcript;
use zeroize::Zeroizing;

use crate::people::{DeviceCard, PersonCard, Recognised, SpaceFounding};

pub(super) enum Phase {
    /// Inviter: the joiner has not proved the secret yet.
    AwaitStart,
    /// The other side has not committed yet. `their_role` is known to the inviter only.
    AwaitCommit { their_role: Option<crate::people::Role> },
    /// The other side has not opened its nonce yet.
    AwaitReveal { theirs: Commit },
    /// The persons say and type words.
    Words(Words),
    /// Both typed the right words; the other card is on its way.
    AwaitCard { transcript: Transcript, theirs: Commit },
    /// The other card fits; its signatures are on their way.
    AwaitSignatures { transcript: Transcript, card: Box<PersonCard>, founding: Box<Unsigned> },
    /// Everything is here; the persons confirm each other.
    Confirm(Confirm),
    /// A device is added, and its card fits; its signatures are on their way.
    AwaitDevice { transcript: Transcript, card: Box<DeviceCard> },
    /// The person looks at the new device's name.
    ConfirmDevice,
    /// The new device is in the roster; this is still to be sent to it.
    Granting { rest: Zeroizing<Vec<u8>> },
    /// On the new device: the card of the other fits; its signatures are on their way.
    AwaitHolder { transcript: Transcript, card: Box<PersonCard> },
    /// On the device of somebody who returns: everything is proved; is this the person?
    ConfirmHolder { transcript: Transcript, card: Box<PersonCard> },
    /// On the new device: what it is given, as far as it came.
    AwaitGrant { card: Box<PersonCard>, recognised: Option<Recognised>, got: Zeroizing<Vec<u8>> },
    /// On the new device: its vault is being made.
    Making,
    /// Both said Done: whatever happens now, the contact is kept.
    Kept(Confirm),
    /// Nothing is expected any more.
    Over,
}

pub(super) struct Words {
    pub transcript: Transcript,
    pub theirs: Commit,
    pub mine_right: bool,
    pub theirs_right: bool,
}

/// A space with this side's signature only.
pub(super) struct Unsigned {
    pub terms: crate::people::SpaceTerms,
    pub mine: (crate::ids::PersonId, crate::people::SpaceSignature),
}

pub(super) struct Confirm {
    pub transcript: Transcript,
    pub card: Box<PersonCard>,
    pub founding: SpaceFounding,
    /// How this person recognised the other, once they said so.
    pub mine: Option<Recognised>,
    /// Whether the other side said Done.
    pub theirs: bool,
}
