//! The notes by which own devices agree: a digest, a list, a contact, the relay.
//!
//! Invariant: each is bounded before it is parsed, and what is left over makes it none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::clock::UnixMillis;
use crate::ids::PersonId;
use crate::limits::{FRAME_BYTES_MAX, SPACES_MAX};
use crate::sealed::RecoveryPublic;

/// The first byte of a note.
pub(in crate::engine) const AGREEING_NOTE: u8 = 0xf3;

/// A short hash: enough to tell that two devices of one person hold the same.
pub(in crate::engine) type Short = [u8; 8];

/// One thing own devices agree on. The order is that of lists and digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::engine) enum Matter {
    /// A contact.
    Contact(PersonId),
    /// The person's relay.
    Relay,
}

/// One note.
#[derive(Serialize, Deserialize)]
pub(super) enum Note {
    /// A hash over everything the sender holds.
    Digest(Short),
    /// Everything the sender holds, each with its hash.
    List(Vec<(Matter, Short)>),
    /// A contact, as in the contact's record, and whether its space is in use.
    Contact { in_use: bool, contact: Vec<u8> },
    /// The relay, as in its record, or that there is none; and when that was chosen.
    Relay { chosen_ms: UnixMillis, relay: Option<Vec<u8>> },
    /// To which recovery key the sender's own `recovery.age` is sealed.
    SealedTo(Short),
}

impl Note {
    pub(super) fn encode(&self) -> Option<Vec<u8>> {
        postcard::to_extend(self, vec![AGREEING_NOTE]).ok()
    }

    /// Reads a note; `None` if it is none.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (&AGREEING_NOTE, rest) = bytes.split_first()? else { return None };
        if bytes.len() > FRAME_BYTES_MAX {
            return None;
        }
        let (note, left): (Self, _) = postcard::take_from_bytes(rest).ok()?;
        let bounded = !matches!(&note, Self::List(list) if list.len() > SPACES_MAX + 1);
        (left.is_empty() && bounded).then_some(note)
    }
}

/// Returns the hash over everything held.
pub(super) fn digest(held: &BTreeMap<Matter, Short>) -> Short {
    let mut hash = Sha256::new_with_prefix(b"understory/agreed/1");
    for (matter, digest) in held {
        // Which matter it is stands in the hash of a contact as well.
        hash.update([u8::from(*matter == Matter::Relay)]);
        hash.update(digest);
    }
    short(&hash.finalize())
}

/// Returns the hash of a relay's record and of when it was chosen.
pub(super) fn relay_digest(chosen_ms: UnixMillis, relay: Option<&[u8]>) -> Short {
    let mut hash = Sha256::new_with_prefix(b"understory/agreed-relay/1");
    hash.update(chosen_ms.to_be_bytes());
    hash.update([u8::from(relay.is_some())]);
    hash.update(relay.unwrap_or_default());
    short(&hash.finalize())
}

/// Returns the hash of a recovery key's public half.
pub(in crate::engine) fn recovery_digest(recovery: &RecoveryPublic) -> Short {
    let mut hash = Sha256::new_with_prefix(b"understory/sealed-to/1");
    hash.update(recovery.signing.0);
    short(&hash.finalize())
}

fn short(hash: &[u8]) -> Short {
    core::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

/// These bytes as a note.
#[cfg(any(test, feature = "fuzzing"))]
pub(in crate::engine) fn fuzz(bytes: &[u8]) -> bool {
    let Some(note) = Note::decode(bytes) else { return false };
    let written = note.encode().expect("what was read can be written");
    let again = Note::decode(&written).expect("what was written reads");
    assert!(again.encode() == Some(written), "a note came back as another");
    true
}

/// The note that tells of a contact.
#[cfg(test)]
pub(in crate::engine) fn contact_note(contact: &crate::people::Contact) -> Vec<u8> {
    Note::Contact { in_use: false, contact: contact.encode().unwrap().to_vec() }.encode().unwrap()
}

/// One note of each kind.
#[cfg(test)]
pub(in crate::engine) fn seeds() -> [(&'static str, Vec<u8>); 5] {
    let contact = crate::people::testing::contact();
    let list = vec![(Matter::Contact(contact.person), [2; 8]), (Matter::Relay, [3; 8])];
    let bytes = contact.encode().unwrap().to_vec();
    let relay = Some(crate::engine::relays::seeds()[0].clone());
    [
        ("digest", Note::Digest([1; 8])),
        ("list", Note::List(list)),
        ("contact", Note::Contact { in_use: true, contact: bytes }),
        ("relay", Note::Relay { chosen_ms: 5, relay }),
        ("sealed to", Note::SealedTo([4; 8])),
    ]
    .map(|(name, note)| (name, note.encode().unwrap()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_nothing_is_new_costs_ten_bytes_however_many_contacts_there_are() {
        for contacts in [0, 1, SPACES_MAX as u64] {
            let person = |number: u64| {
                let mut id = [0; 32];
                id[..8].copy_from_slice(&number.to_be_bytes());
                Matter::Contact(PersonId(id))
            };
            let held = (0..contacts).map(|number| (person(number), [1; 8])).collect();
            assert_eq!(Note::Digest(digest(&held)).encode().unwrap().len(), 10);
        }
    }

    #[test]
    fn what_is_longer_shorter_or_other_is_no_note() {
        for (_, bytes) in seeds() {
            let longer = [&bytes[..], &[0]].concat();
            assert!(Note::decode(&bytes).is_some());
            assert!(Note::decode(&longer).is_none() && Note::decode(&bytes[..bytes.len() - 1]).is_none());
        }
        let endless = vec![(Matter::Relay, [0; 8]); SPACES_MAX + 2];
        assert!(Note::decode(&Note::List(endless).encode().unwrap()).is_none());
        assert!(Note::decode(&[]).is_none() && Note::decode(&[AGREEING_NOTE, 9]).is_none());
    }
}
