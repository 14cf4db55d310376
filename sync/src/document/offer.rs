//! The short names under which devices offer each other what they did not write themselves.

use sha2::{Digest as _, Sha256};

use crate::ids::{DocumentId, Head};
use crate::kind::Body;

use super::{snapshot, walker};

/// Returns the name of what a chunk holds: the first 12 bytes of SHA-256 over a label, the document and the heads the
/// document has when nothing but this chunk is known of it. None for what nobody offers.
pub fn offer_id(document: DocumentId, body: &Body) -> Option<[u8; 12]> {
    let (label, mut heads): (&[u8], Vec<Head>) = match body {
        Body::Changes(bytes) => {
            let walk = walker::walk(bytes).ok()?;
            let needed: std::collections::BTreeSet<Head> =
                walk.changes.iter().flat_map(|change| change.deps.iter().copied()).collect();
            let heads = walk.changes.iter().map(|change| change.hash).filter(|hash| !needed.contains(hash));
            (OFFER, heads.collect())
        }
        Body::Snapshot(bytes) => (OFFER, snapshot::inflated(bytes).ok()?.1.heads),
        Body::Tombstone(tombstone) => (OFFER_END, tombstone.heads.clone()),
        Body::Through => return None,
    };
    Some(named(label, document, &mut heads))
}

/// Returns the name under which a whole document with these heads is offered.
pub fn offer_id_of_heads(document: DocumentId, heads: &[Head]) -> [u8; 12] {
    named(OFFER, document, &mut heads.to_vec())
}

const OFFER: &[u8] = b"understory/offer/1";
const OFFER_END: &[u8] = b"understory/offer-end/1";

fn named(label: &[u8], document: DocumentId, heads: &mut Vec<Head>) -> [u8; 12] {
    heads.sort_unstable();
    heads.dedup();
    let mut hash = Sha256::new_with_prefix(label);
    hash.update(document.as_bytes());
    heads.iter().for_each(|head| hash.update(head.as_bytes()));
    let digest: [u8; 32] = hash.finalize().into();
    let mut id = [0; 12];
    id.copy_from_slice(&digest[..12]);
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Doc, Field, testing};
    use crate::ids::Run;
    use crate::kind::{End, Kind, Tombstone};

    #[test]
    fn a_chunk_that_brings_a_document_to_its_heads_has_the_id_of_the_whole() {
        let document = DocumentId([1; 32]);
        let mut doc = Doc::private(Kind::Entry, Run([2; 8]), 5).unwrap();
        let first = Body::Changes(doc.new_changes());
        assert_eq!(offer_id(document, &first), Some(offer_id_of_heads(document, &doc.heads())));
        doc.set_tags(&["sleep".to_owned()]).unwrap();
        let second = Body::Changes(doc.new_changes());
        assert_eq!(offer_id(document, &second), Some(offer_id_of_heads(document, &doc.heads())));
        assert_ne!(offer_id(document, &first), offer_id(document, &second));
        assert_ne!(offer_id(document, &first), offer_id(DocumentId([3; 32]), &first));
        assert!(doc.text(Field::Body).is_empty());
    }

    #[test]
    fn an_end_is_not_what_it_ends_and_nonsense_has_no_id() {
        let (document, heads) = (DocumentId([1; 32]), vec![Head([7; 32])]);
        let end = Body::Tombstone(Tombstone { heads: heads.clone(), end: End::Withdrawn });
        assert_ne!(offer_id(document, &end), Some(offer_id_of_heads(document, &heads)));
        assert_eq!(offer_id(document, &Body::Through), None);
        assert_eq!(offer_id(document, &Body::Changes(testing::bomb())), None);
    }
}
