//! The pairing of two persons, and of a person's device with a new one, as a state machine without I/O: inputs and
//! the time come in, outputs go out.
//!
//! The flows share invitation, secret and words and nothing else: the flow is part of everything that is proved and
//! signed, and after the words each has frames of its own (`device.rs` for a new device, `returning.rs` for somebody who
//! lost every device).
//!
//! The inviter's [`Pairing`] lives as long as its invitation and sees one connection after the other; the joiner's
//! sees one. Whoever drives it allows one connection at a time, sends what [`Output::Send`] holds in order, and
//! flushes it before it acts on [`Output::Close`].
//!
//! How it ends (two generals cannot both be sure): a side keeps the other as a contact once its own person has
//! confirmed, it has sent Done and received Done. Then the joiner sends Ack, the inviter answers with Ack, the joiner
//! closes. If the connection breaks between the two Dones, the side that received one keeps a contact that the other
//! lacks; it received no Ack, so [`Paired::acknowledged`] is false, and it knows. (An Ack, on the other hand, is sent
//! only by a side that keeps the contact. If only Acks are lost, both keep it and one or both are unsure until they
//! meet.) What follows is harmless and not invisible: the side without the contact refuses the other as a stranger,
//! so nothing crosses, and both pair again. A second pairing has another transcript and so founds another space; the
//! new contact takes the place of the unacknowledged one. What was shared into the old space reached nobody and has
//! to be shared again from its entry, which never left its writer's journal.
//!
//! Invariant: no name, no card and no long-term key leaves before both persons have typed the right words.

mod attempt;
mod device;
pub(super) mod frame;
mod machine;
mod phase;
mod returning;
#[cfg(test)]
mod tests;
mod transcript;

use std::sync::Arc;

use zeroize::Zeroizing;

pub use machine::Pairing;

use super::{Contact, DeviceCard, Invitation, PeopleError, PersonCard, Recognised, Role, SpaceFounding};
use crate::clock::{Entropy, UnixMillis};
use crate::ids::{DeviceId, PersonId, SpaceId};
use crate::sealed::{SigningKey, SigningPublic};

/// What a side brings to a pairing.
pub struct Setup {
    /// The invitation opened or used; names the flow and holds the secret.
    pub invitation: Invitation,
    /// This side's ephemeral endpoint; the inviter's stands in the invitation too.
    pub endpoint: [u8; 32],
    /// How this side presents itself.
    pub card: Card,
    /// The transport key of the card's device.
    pub transport: SigningKey,
    /// The signing key of the card's device.
    pub signing: SigningKey,
    /// Where nonces come from.
    pub entropy: Arc<dyn Entropy>,
}

/// How a side presents itself.
pub enum Card {
    /// A person: to another person, or by a device of theirs to a new one.
    Person(Box<PersonCard>),
    /// A device without a vault, to a device of the person it will belong to.
    NewDevice(Box<DeviceCard>),
    /// A person, to one they know who returns; that one proves this recovery key.
    Known(Box<PersonCard>, SigningPublic),
    /// A device without a vault, of somebody who has nothing but the recovery key, to somebody they know.
    Returning(Box<DeviceCard>, SigningKey),
}

/// What happened.
pub enum Input {
    /// A connection to the other side stands.
    Connected {
        /// 32 bytes exported from its TLS session.
        exporter: Zeroizing<[u8; 32]>,
        /// The other side's ephemeral endpoint, as TLS proved it.
        their_endpoint: [u8; 32],
        /// The joiner asked without the invitation's secret, and the inviter's person let it try.
        asked: bool,
    },
    /// A frame came.
    Frame(Vec<u8>),
    /// The person typed the two words they heard.
    Words([String; 2]),
    /// The person confirmed the other, and said how they recognised them.
    Recognised(Recognised),
    /// What the new device is given, now that its record is in the roster and on disk.
    Grant(Zeroizing<Vec<u8>>),
    /// The new device's vault is on disk.
    Made,
    /// The connection is gone, or could not be made.
    Closed,
    /// Time passed; give one at least every second.
    Tick,
    /// The person ends it.
    Cancel,
}

/// What is to be done or shown.
pub enum Output {
    /// Send this frame.
    Send(Vec<u8>),
    /// The pairing stands here now.
    Show(Step),
    /// This one of the two typed words (0 or 1) is not on the list and may be typed again; nothing is burned.
    UnknownWord(usize),
    /// An attempt to use the invitation failed; the invitation stays open unless [`Output::End`] follows.
    AttemptFailed {
        /// Failed attempts that count against the invitation.
        failures: u32,
        /// Why this one failed.
        why: Ended,
    },
    /// The other person is a contact now.
    Done(Box<Paired>),
    /// Everything the new device is given is here.
    Granted(Box<Granted>),
    /// The new device has its vault, as it says; nothing more will come.
    Added,
    /// Nothing more will come of this pairing.
    End(Ended),
    /// Flush, then close the connection.
    Close,
}

/// What a new device is given.
pub struct Granted {
    /// What its vault begins with, as the other engine made it.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Who gave it.
    pub holder: PersonCard,
    /// How its person recognised them, where somebody returns.
    pub recognised: Option<Recognised>,
}

/// Where a pairing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The inviter waits for somebody.
    Waiting,
    /// The two machines are talking.
    Greeting,
    /// Say two words, type the other two.
    Words {
        /// The words to say.
        say: [&'static str; 2],
    },
    /// The words typed here were right; the other person has not typed theirs yet.
    WaitingForTheirWords,
    /// Both typed the right words and the cards fit: is this the person?
    Recognise {
        /// The name on their card.
        name: String,
        /// What they are in this relationship.
        role: Role,
    },
    /// This person confirmed; the other has not yet.
    WaitingForThem,
    /// Both computers have the right words: shall this new device be added, or be that of the one who returns?
    AddDevice {
        /// Its card, its keys proved.
        card: Box<DeviceCard>,
    },
    /// On the new device: the words were right; the other computer has to confirm.
    WaitingForGrant {
        /// The name on the card of the person it will belong to.
        name: String,
    },
    /// The new device is being given what it needs, or is making its vault of it.
    Granting,
}

/// Why an attempt or a pairing ended without result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// Ten minutes passed.
    #[error("The time is over")]
    Expired,
    /// Already used, or burned by failed attempts.
    #[error("The invitation is used up")]
    Used,
    /// The joiner does not know the invitation's secret.
    #[error("The invitation's secret was wrong")]
    WrongSecret,
    /// A wrong word: somebody may be in between.
    #[error("A word was wrong")]
    WrongWord,
    /// Both have the same role.
    #[error("Both have the same role")]
    SameRole,
    /// One's own invitation.
    #[error("Both sides are the same person")]
    Oneself,
    /// The other side ended it.
    #[error("The other side ended it")]
    TheyEnded,
    /// This side ended it.
    #[error("Cancelled")]
    Cancelled,
    /// The other side broke the rules.
    #[error("The other side broke the rules")]
    BrokenRules,
    /// The connection broke or was never made.
    #[error("The connection was lost")]
    Lost,
    /// The system gave no random bytes.
    #[error("The system gave no random bytes")]
    NoEntropy,
    /// Whoever came back has another recovery key than the person who was chosen.
    #[error("The recovery key is another one")]
    OtherKey,
    /// The new device was added, and did not say that it has its vault.
    #[error("The new device did not say that it is ready")]
    Unconfirmed,
}

/// What a pairing that ended well leaves.
pub struct Paired {
    /// The other person's card, its roster verified.
    pub card: PersonCard,
    /// The shared space, signed by both.
    pub founding: SpaceFounding,
    /// How they were recognised.
    pub recognised: Recognised,
    /// What the ALPN of the two contacts derives from.
    pub alpn_secret: Zeroizing<[u8; 32]>,
    /// Whether the other side said that it keeps this one as a contact (see the module's text).
    pub acknowledged: bool,
}

impl Paired {
    /// Returns the other person.
    pub fn person(&self) -> PersonId {
        self.card.roster.person()
    }

    /// Returns the device that paired.
    pub fn device(&self) -> DeviceId {
        self.card.device
    }

    /// Returns the id of the shared space.
    pub fn space(&self) -> Result<SpaceId, PeopleError> {
        self.founding.space()
    }

    /// Returns the contact to keep.
    pub fn into_contact(self, paired_ms: UnixMillis) -> Contact {
        Contact {
            person: self.card.roster.person(),
            name: self.card.name,
            role: self.card.role,
            roster: self.card.roster,
            space: self.founding,
            recognised: self.recognised,
            paired_ms,
            acknowledged: self.acknowledged,
            recovery_saved: self.card.recovery_saved,
            addresses: [(self.card.device, self.card.addresses)].into(),
            alpn_secret: self.alpn_secret,
            relays: self.card.relay.map(|relay| (self.card.device, relay)).into_iter().collect(),
        }
    }
}

impl core::fmt::Debug for Paired {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Paired({:?}, acknowledged {})", self.card, self.acknowledged)
    }
}

impl core::fmt::Debug for Setup {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Setup({:?}, {:?})", self.invitation, self.card)
    }
}

impl core::fmt::Debug for Card {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Person(card) | Self::Known(card, _) => card.fmt(f),
            Self::NewDevice(card) | Self::Returning(card, _) => card.fmt(f),
        }
    }
}

impl core::fmt::Debug for Output {
    /// Shows what is to be done, never bytes or words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Send(_) => f.write_str("Send"),
            Self::Show(_) => f.write_str("Show"),
            Self::UnknownWord(which) => write!(f, "UnknownWord({which})"),
            Self::AttemptFailed { failures, why } => write!(f, "AttemptFailed({failures}, {why:?})"),
            Self::Done(paired) => write!(f, "Done({paired:?})"),
            Self::Granted(..) => f.write_str("Granted"),
            Self::Added => f.write_str("Added"),
            Self::End(why) => write!(f, "End({why:?})"),
            Self::Close => f.write_str("Close"),
        }
    }
}

impl core::fmt::Debug for Input {
    /// Shows what happened, never words or bytes.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Connected { .. } => "Connected",
            Self::Frame(_) => "Frame",
            Self::Words(_) => "Words",
            Self::Recognised(_) => "Recognised",
            Self::Grant(_) => "Grant",
            Self::Made => "Made",
            Self::Closed => "Closed",
            Self::Tick => "Tick",
            Self::Cancel => "Cancel",
        })
    }
}
