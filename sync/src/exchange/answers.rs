//! The digest by which two devices see that they know the same answers.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::event::Purge;
use crate::ids::DocumentId;
use crate::kind::RefusedWhy;

/// First four bytes of SHA-256 over refusals and answers in their order.
pub(super) fn answers_digest(
    refused: &BTreeMap<u64, RefusedWhy>,
    purged: impl Iterator<Item = (DocumentId, Purge)>,
) -> [u8; 4] {
    let mut hash = Sha256::new();
    for (seq, why) in refused {
        hash.update([1, *why as u8]);
        hash.update(seq.to_le_bytes());
    }
    for (document, purge) in purged {
        let (tag, until_ms) = match purge {
            Purge::Removed => (2, 0),
            Purge::KeptUntil { until_ms } => (3, until_ms),
        };
        hash.update([tag]);
        hash.update(document.as_bytes());
        hash.update(until_ms.to_le_bytes());
    }
    let digest = hash.finalize();
    let mut short = [0; 4];
    short.copy_from_slice(&digest[..4]);
    short
}
