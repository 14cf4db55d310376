//! The end of a document, and how much of it that end is about.
//!
//! Numbers of variants are final: they stand in sealed values and on the wire (FORMAT.md).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ids::{DocumentId, Head};
use crate::limits::{TOMBSTONE_HEADS_MAX, TOMBSTONE_WRITERS_MAX};

/// The end of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// The heads it covers.
    pub heads: Vec<Head>,
    /// How it ended.
    pub end: End,
}

/// How a document ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// Its writer took it back.
    Withdrawn,
    /// This document takes its place, because a reader's copy was updated.
    Replaced(DocumentId),
    /// It was in the trash of a private space, and the trash was emptied: so far was it known there.
    Emptied(Reach),
}

/// How far a document goes: the newest number of each Automerge actor that wrote in it.
///
/// An actor is named by the first eight bytes of SHA-256 over it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach(BTreeMap<[u8; 8], u64>);

impl Reach {
    /// Takes note of a change by its actor and number.
    pub fn note(&mut self, actor: &[u8], seq: u64) {
        let digest: [u8; 32] = Sha256::digest(actor).into();
        let mut name = [0; 8];
        name.copy_from_slice(&digest[..8]);
        let newest = self.0.entry(name).or_default();
        *newest = seq.max(*newest);
    }

    /// Whether everything in `other` lies within.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|(actor, seq)| self.0.get(actor).is_some_and(|newest| newest >= seq))
    }
}

impl Tombstone {
    /// Returns the document that takes its place.
    pub fn replaced_by(&self) -> Option<DocumentId> {
        match self.end {
            End::Replaced(document) => Some(document),
            End::Withdrawn | End::Emptied(_) => None,
        }
    }

    /// Whether it keeps to the bounds.
    pub fn is_bounded(&self) -> bool {
        let writers = if let End::Emptied(reach) = &self.end { reach.0.len() } else { 0 };
        self.heads.len() <= TOMBSTONE_HEADS_MAX && writers <= TOMBSTONE_WRITERS_MAX
    }

    /// Returns how long it is, in bytes; numbers count as two.
    pub fn bytes(&self) -> usize {
        let end = match &self.end {
            End::Withdrawn | End::Replaced(_) => DocumentId::BYTES,
            End::Emptied(reach) => reach.0.len() * 10,
        };
        self.heads.len() * Head::BYTES + 1 + end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(of: &[(&[u8], u64)]) -> Reach {
        let mut reach = Reach::default();
        of.iter().for_each(|(actor, seq)| reach.note(actor, *seq));
        reach
    }

    #[test]
    fn a_reach_covers_what_nobody_went_beyond() {
        let known = reach(&[(b"laptop", 2), (b"desk", 9), (b"laptop", 7), (b"laptop", 3)]);
        assert!(known.covers(&known) && known.covers(&Reach::default()));
        assert!(known.covers(&reach(&[(b"laptop", 7)])));
        assert!(!known.covers(&reach(&[(b"laptop", 8)])), "one change further");
        assert!(!known.covers(&reach(&[(b"phone", 1)])), "somebody else");
    }

    #[test]
    fn an_end_without_a_reach_is_written_as_it_was_before_there_was_one() {
        let old = (vec![Head([6; 32])], Some(DocumentId([7; 32])));
        let new = Tombstone { heads: old.0.clone(), end: End::Replaced(DocumentId([7; 32])) };
        assert_eq!(postcard::to_allocvec(&old).unwrap(), postcard::to_allocvec(&new).unwrap());
        let old = (Vec::<Head>::new(), None::<DocumentId>);
        let new = Tombstone { heads: Vec::new(), end: End::Withdrawn };
        assert_eq!(postcard::to_allocvec(&old).unwrap(), postcard::to_allocvec(&new).unwrap());
    }

    #[test]
    fn more_writers_than_the_bound_are_refused() {
        let mut reach = Reach::default();
        (0..TOMBSTONE_WRITERS_MAX as u64).for_each(|number| reach.note(&number.to_le_bytes(), 1));
        let end = |reach| Tombstone { heads: Vec::new(), end: End::Emptied(reach) };
        assert!(end(reach.clone()).is_bounded());
        reach.note(b"one more", 1);
        assert!(!end(reach).is_bounded());
    }
}
