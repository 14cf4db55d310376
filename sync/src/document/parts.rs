//! The bodies a document is built from, walked first and merged only as a whole.
//!
//! Invariants: nothing reaches Automerge that was not walked; a merge that fails leaves no trace; snapshots are taken
//! for private documents only, because what a shared one may hold is judged change by change.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{
    Automerge, Change, ChangeHash, LoadOptions, OnPartialLoad, ROOT, ReadDoc as _, TextEncoding, VerificationMode,
};
use zeroize::Zeroizing;

use super::doc::scalar;
use super::error::DocumentError;
use super::genesis::Genesis;
use super::walker::{self, Walk};
use super::{lineage, shared, snapshot};
use crate::ids::{DocumentId, Head};
use crate::kind::{Body, Kind};

/// One body, walked.
pub(super) enum Part<'a> {
    Changes { bytes: &'a [u8], walk: Walk },
    Snapshot { saved: Zeroizing<Vec<u8>>, heads: Vec<Head> },
}

impl Part<'_> {
    pub(super) fn changes(&self) -> impl Iterator<Item = (&[u8], &walker::WalkedChange)> {
        let changes = match self {
            Self::Changes { bytes, walk } => Some((*bytes, &walk.changes)),
            Self::Snapshot { .. } => None,
        };
        changes
            .into_iter()
            .flat_map(|(bytes, changes)| changes.iter().map(move |change| (&bytes[change.range.clone()], change)))
    }

    pub(super) fn is_snapshot(&self) -> bool {
        matches!(self, Self::Snapshot { .. })
    }
}

/// Walks bodies; a number that is covered without words is none.
pub(super) fn parts<'a>(bodies: &[&'a Body]) -> Result<Vec<Part<'a>>, DocumentError> {
    let mut parts = Vec::new();
    for body in bodies {
        match body {
            Body::Changes(bytes) => {
                let walk = walker::walk(bytes)?;
                no_marks(walk.changes.iter().any(|change| change.marks))?;
                parts.push(Part::Changes { bytes, walk });
            }
            Body::Snapshot(bytes) => {
                let (saved, walk) = snapshot::inflated(bytes)?;
                no_marks(walk.marks)?;
                parts.push(Part::Snapshot { saved, heads: walk.heads });
            }
            Body::Through => {}
            Body::Tombstone(_) => return Err(DocumentError::Malformed),
        }
    }
    Ok(parts)
}

/// Refuses marks of Automerge's own: we keep ours elsewhere, and the end of a mark that was never begun aborts the whole
/// program where Automerge's assertions are on (automerge 0.12, `op_set/mark_index.rs`).
fn no_marks(marks: bool) -> Result<(), DocumentError> {
    if marks { Err(DocumentError::Malformed) } else { Ok(()) }
}

/// A copy of `base` with the parts merged in, or an error and no copy.
pub(super) fn merged(
    base: &Automerge,
    parts: &[Part<'_>],
    shared: Option<&(DocumentId, Genesis)>,
) -> Result<Automerge, DocumentError> {
    let walked: Vec<_> = parts.iter().flat_map(Part::changes).map(|(_, change)| change).collect();
    if let Some((document, _)) = shared {
        if parts.iter().any(Part::is_snapshot) {
            return Err(DocumentError::Malformed);
        }
        shared::check_changes(*document, &walked)?;
    }
    let merge = || {
        let mut am = with_snapshots(base, parts)?;
        lineage::check(&am, &walked)?;
        let mut seen = BTreeSet::new();
        let mut changes = Vec::new();
        for (bytes, walked) in parts.iter().flat_map(Part::changes) {
            if seen.insert(walked.hash) {
                changes.push(Change::try_from(bytes).map_err(|_| DocumentError::NotApplicable)?);
            }
        }
        am.apply_changes(changes)?;
        let all_there = seen.iter().all(|hash| am.get_change_meta_by_hash(&ChangeHash(hash.0)).is_some());
        if !all_there || !am.get_missing_deps(&[]).is_empty() {
            return Err(DocumentError::Incomplete);
        }
        match shared {
            Some((document, genesis)) => shared::check_shape(&am, *document, genesis)?,
            None if parts.iter().any(Part::is_snapshot) && is_shared_kind(&am) => return Err(DocumentError::Malformed),
            None => {}
        }
        Ok(am)
    };
    catch_unwind(AssertUnwindSafe(merge)).unwrap_or(Err(DocumentError::Panicked))
}

/// A copy of `base` with the snapshots merged in; into nothing, the first is the document as it stands.
fn with_snapshots(base: &Automerge, parts: &[Part<'_>]) -> Result<Automerge, DocumentError> {
    let mut am: Option<Automerge> = (!base.is_empty()).then(|| base.clone());
    for part in parts {
        let Part::Snapshot { saved, heads } = part else { continue };
        let options = LoadOptions::new()
            .on_partial_load(OnPartialLoad::Error)
            .verification_mode(VerificationMode::Check)
            .text_encoding(TextEncoding::UnicodeCodePoint);
        let mut found = Automerge::load_with_options(saved, options)?;
        let named: Vec<ChangeHash> = heads.iter().map(|head| ChangeHash(head.0)).collect();
        if found.get_heads() != named {
            return Err(DocumentError::NotApplicable);
        }
        match &mut am {
            Some(am) => drop(am.merge(&mut found)?),
            None => am = Some(found),
        }
    }
    Ok(am.unwrap_or_else(|| base.clone()))
}

/// Whether a document says that it lives in a shared space.
fn is_shared_kind(am: &Automerge) -> bool {
    let kind = scalar(am, &ROOT, "kind").and_then(|kind| Kind::named(kind.as_str()?));
    kind.is_some_and(|kind| !kind.is_private())
}
