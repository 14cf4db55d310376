//! What crosses during a pairing, in this order: Start, Commit, Commit, Reveal, Reveal, WordsRight, Card, Signatures,
//! Done, Ack; or Bye at any time. With a new device DeviceSignatures follows the cards, then Grant and More in turn,
//! then Done. Where somebody returns, the new device's are ReturnSignatures.
//!
//! Invariant: bounded before it is parsed; numbers are final (FORMAT.md).

use serde::{Deserialize, Serialize};

use super::Ended;
use crate::limits::PAIRING_FRAME_BYTES_MAX;
use crate::people::codec::{decode, encode};
use crate::people::{Flow, Role, SpaceSignature};
use crate::sealed::Signature;

const VERSION: u8 = 1;

/// One message of a pairing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::people) enum Frame {
    /// Joiner: I know the secret.
    Start { flow: Flow, role: Role, proof: [u8; 32] },
    /// Inviter, then joiner: hashes of a nonce and of a card.
    Commit(Commit),
    /// Inviter, then joiner: the nonce.
    Reveal { nonce: [u8; 32] },
    /// Both: the words I heard are the ones I expected.
    WordsRight,
    /// Both: who I am.
    Card { salt: [u8; 32], card: Vec<u8> },
    /// Both: the same, by my long-term keys, and the space we found.
    Signatures { signing: Signature, transport: Signature, space: SpaceSignature },
    /// Both: my person confirmed yours; I have everything.
    Done,
    /// Joiner, then inviter: I have your Done too.
    Ack,
    /// Whoever ends it.
    Bye(Bye),
    /// Joiner, instead of Start: I do not know the secret; your person let me try.
    Ask { flow: Flow, role: Role },
    /// Both, where a device is added: the same, by my long-term keys.
    DeviceSignatures { signing: Signature, transport: Signature },
    /// The device that is there: a part of what the new one is given, and how many bytes follow it.
    Grant { part: Vec<u8>, rest: u32 },
    /// The new device: I have that part.
    More,
    /// The device of somebody who returns: the same, by my long-term keys and by the printed recovery key.
    ReturnSignatures { signing: Signature, transport: Signature, recovery: Signature },
}

/// What a side promises before it sees the other's nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::people) struct Commit {
    pub role: Role,
    pub nonce_hash: [u8; 32],
    pub card_hash: [u8; 32],
}

/// Why a side ends a pairing, as far as the other needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::people) enum Bye {
    WrongSecret,
    WrongWord,
    SameRole,
    Oneself,
    Expired,
    Cancelled,
    BrokenRules,
    OtherKey,
}

impl Frame {
    pub(in crate::people) fn encode(&self) -> Result<Vec<u8>, Ended> {
        let bytes = encode(VERSION, self).map_err(|_| Ended::BrokenRules)?;
        if bytes.len() > PAIRING_FRAME_BYTES_MAX { Err(Ended::BrokenRules) } else { Ok(bytes) }
    }

    pub(in crate::people) fn decode(bytes: &[u8]) -> Result<Self, Ended> {
        decode(VERSION, bytes, PAIRING_FRAME_BYTES_MAX).map_err(|_| Ended::BrokenRules)
    }
}

impl Bye {
    pub(super) fn of(ended: Ended) -> Self {
        match ended {
            Ended::WrongSecret => Self::WrongSecret,
            Ended::WrongWord => Self::WrongWord,
            Ended::SameRole => Self::SameRole,
            Ended::Oneself => Self::Oneself,
            Ended::Expired | Ended::Used => Self::Expired,
            Ended::Cancelled => Self::Cancelled,
            Ended::OtherKey => Self::OtherKey,
            Ended::BrokenRules | Ended::TheyEnded | Ended::Lost | Ended::NoEntropy | Ended::Unconfirmed => {
                Self::BrokenRules
            }
        }
    }

    pub(super) fn ended(self) -> Ended {
        match self {
            Self::WrongSecret => Ended::WrongSecret,
            Self::WrongWord => Ended::WrongWord,
            Self::SameRole => Ended::SameRole,
            Self::Oneself => Ended::Oneself,
            Self::Expired => Ended::Expired,
            Self::OtherKey => Ended::OtherKey,
            Self::Cancelled | Self::BrokenRules => Ended::TheyEnded,
        }
    }
}
