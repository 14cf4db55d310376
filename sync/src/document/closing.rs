//! Closings: the document by which one of its two persons ends a shared space, for good.
//!
//! Invariant: it holds no word, only which of the person's devices ended the space and when; it only grows, and all
//! devices of one person write into the same one.

use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue, Value};
use data_encoding::BASE64URL_NOPAD;

use crate::clock::{Entropy, UnixMillis};
use crate::ids::{DeviceId, DocumentId, PersonId, SpaceId};
use crate::kind::Kind;
use crate::limits::DEVICES_MAX;

use super::doc::{Doc, scalar};
use super::error::DocumentError;
use super::genesis::{self, CLOSING_KEY, Genesis};
use super::shared::Content;

/// Begins the document by which a person ends a space. Every device of that person begins it with the same bytes.
pub fn closing_genesis(
    space: SpaceId,
    writer: PersonId,
    entropy: &dyn Entropy,
) -> Result<(DocumentId, Doc), DocumentError> {
    let genesis = Genesis { space, writer, kind: Kind::Closing };
    let (document, am) = genesis::shared(&genesis, entropy)?;
    Ok((document, Doc::begun(am, document, genesis)))
}

impl Doc {
    /// Notes that a device ended the space; the first time it did so stays.
    pub fn close(&mut self, device: DeviceId, at_ms: UnixMillis) -> Result<(), DocumentError> {
        use automerge::transaction::Transactable as _;

        if self.kind() != Some(Kind::Closing) {
            return Err(DocumentError::WrongKind);
        }
        let list = self.root_object(CLOSING_KEY, ObjType::Map)?;
        let key = BASE64URL_NOPAD.encode(device.as_bytes());
        if self.automerge().get(&list, key.as_str())?.is_some() {
            return Ok(());
        }
        if self.automerge().length(&list) >= DEVICES_MAX {
            return Err(DocumentError::TooLarge);
        }
        self.change(|tx| Ok(tx.put(&list, key, at_ms)?)).map(drop)
    }

    /// Returns when the space was ended, by the clock of the device that ended it first; none if this is no closing,
    /// or none that says when.
    pub fn closed_ms(&self) -> Option<UnixMillis> {
        let marks = (self.kind() == Some(Kind::Closing)).then(|| read_closing(self.automerge()).ok()).flatten()?;
        marks.into_iter().map(|(_, at_ms)| at_ms).min()
    }
}

/// Returns which devices ended the space, and when each did.
pub(super) fn read_closing(am: &Automerge) -> Result<Vec<(DeviceId, UnixMillis)>, DocumentError> {
    Content::of(am, &[CLOSING_KEY])?;
    let list: ObjId = match am.get(ROOT, CLOSING_KEY)? {
        Some((Value::Object(ObjType::Map), list)) => list,
        _ => return Err(DocumentError::Malformed),
    };
    if am.length(&list) > DEVICES_MAX {
        return Err(DocumentError::TooLarge);
    }
    am.keys(&list)
        .map(|key| {
            let device = BASE64URL_NOPAD.decode(key.as_bytes()).ok().and_then(|bytes| DeviceId::from_slice(&bytes));
            match (device, scalar(am, &list, &key)) {
                (Some(device), Some(ScalarValue::Uint(at_ms))) => Ok((device, at_ms)),
                _ => Err(DocumentError::Malformed),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;
    use crate::kind::Body;

    fn begun(seed: u64) -> (DocumentId, Doc) {
        closing_genesis(SpaceId([7; 16]), PersonId([9; 32]), &SeededEntropy::new(seed)).unwrap()
    }

    #[test]
    fn devices_that_end_a_space_at_once_meet_in_one_closing_and_the_first_time_counts() {
        let ((name, mut one), (same, mut two)) = (begun(1), begun(2));
        assert_eq!(name, same);
        assert_eq!(one.closed_ms(), None);
        one.close(DeviceId([1; 32]), 9).unwrap();
        one.close(DeviceId([1; 32]), 12).unwrap();
        two.close(DeviceId([2; 32]), 5).unwrap();
        let (first, second) = (Body::Changes(one.new_changes()), Body::Changes(two.new_changes()));
        let loaded = Doc::load_shared(name, &[&second, &first], None).unwrap();
        assert_eq!((loaded.kind(), loaded.closed_ms()), (Some(Kind::Closing), Some(5)));
        one.apply(&second).unwrap();
        assert_eq!(one.closed_ms(), Some(5));
    }

    #[test]
    fn a_closing_holds_no_word_and_nothing_of_it_is_taken_back() {
        use automerge::transaction::Transactable as _;
        let (name, mut doc) = begun(1);
        doc.close(DeviceId([1; 32]), 9).unwrap();
        let mut theirs = Doc::load_shared(name, &[&Body::Changes(doc.new_changes())], None).unwrap();
        let list = doc.root_object(CLOSING_KEY, ObjType::Map).unwrap();
        let key = doc.automerge().keys(&list).next().unwrap();
        doc.change(|tx| Ok(tx.delete(&list, key.as_str())?)).unwrap();
        assert_eq!(theirs.apply(&Body::Changes(doc.new_changes())), Err(DocumentError::Malformed));
        let (_, mut doc) = begun(1);
        doc.change(|tx| Ok(tx.put(&list, "a typed word", 5u64)?)).unwrap();
        let worded = Doc::load_shared(name, &[&Body::Changes(doc.new_changes())], None);
        assert_eq!(worded.unwrap_err(), DocumentError::Malformed);
    }
}
