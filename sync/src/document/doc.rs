//! One document: loaded strictly, changed in single changes, merged with what others wrote.
//!
//! Invariants: positions are Unicode scalar values; a change has no message and no author, in a shared space time 0, and
//! in the private space its minute, for the versions of an entry; a change whose dependencies are missing is refused,
//! never queued; a failed load or merge leaves the document as it was.

use automerge::transaction::{CommitOptions, Transaction};
use automerge::{
    ActorId, Automerge, ChangeHash, ObjId, ObjType, PatchAction, PatchLog, ROOT, ReadDoc as _, ScalarValue,
    TextEncoding, Value,
};

use crate::clock::UnixMillis;
use crate::ids::{DocumentId, Head, Run};
use crate::kind::{Body, Kind};

use super::error::DocumentError;
use super::genesis::{self, Genesis};
use super::parts::{Part, merged, parts};
use super::snapshot;
use super::text::{Field, Patch};

/// A document in memory.
pub struct Doc {
    am: Automerge,
    /// Own changes that [`Doc::new_changes`] has not returned yet, oldest first.
    unsaved: Vec<ChangeHash>,
    /// What a document of a shared space is, by its genesis; none in the private space.
    shared: Option<(DocumentId, Genesis)>,
    /// When the next change is written, in seconds and whole minutes; 0 if nobody said so, and in shared spaces always.
    time_secs: i64,
}

impl Doc {
    /// Begins a document of the private space.
    ///
    /// Its first change is the same for every document of the kind, so that two devices that begin one at the same
    /// time write into the same texts; the second is this run's own.
    pub fn private(kind: Kind, actor: Run, created_ms: UnixMillis) -> Result<Self, DocumentError> {
        let am = genesis::private(kind)?;
        let mut doc = Self { unsaved: am.get_heads(), am, shared: None, time_secs: 0 };
        doc.set_actor(actor);
        doc.set_created(created_ms)?;
        Ok(doc)
    }

    /// Wraps a document of a shared space that was just begun.
    pub(super) fn begun(am: Automerge, document: DocumentId, genesis: Genesis) -> Self {
        Self { unsaved: am.get_heads(), am, shared: Some((document, genesis)), time_secs: 0 }
    }

    /// Loads a document from its chunks, in any order, and writes on as `actor`.
    ///
    /// A document that begins with a shared genesis is held to the rules of [`Doc::load_shared`].
    pub fn load(bodies: &[&Body], actor: Option<Run>) -> Result<Self, DocumentError> {
        let parts = parts(bodies)?;
        let root = parts.iter().flat_map(Part::changes).find(|(_, change)| change.deps.is_empty());
        let shared = root.and_then(|(bytes, change)| genesis::read_change(bytes, change).ok());
        if root.is_none() && !parts.iter().any(Part::is_snapshot) {
            return Err(DocumentError::Incomplete);
        }
        Self::build(&parts, actor, shared)
    }

    /// Loads a document of a shared space, as somebody else sent it: it must begin with the genesis whose hash is its
    /// name, and have the shape of its kind.
    pub fn load_shared(document: DocumentId, bodies: &[&Body], actor: Option<Run>) -> Result<Self, DocumentError> {
        let parts = parts(bodies)?;
        let mut changes = parts.iter().flat_map(Part::changes);
        let (bytes, change) = changes.find(|(_, change)| change.hash.0 == document.0).ok_or(
            match parts.iter().flat_map(Part::changes).any(|(_, change)| change.deps.is_empty()) {
                true => DocumentError::Misplaced,
                false => DocumentError::Incomplete,
            },
        )?;
        let shared = genesis::read_change(bytes, change)?;
        Self::build(&parts, actor, Some(shared))
    }

    /// Says when what is written next is written; a document of a shared space never says so.
    pub fn date(&mut self, now_ms: UnixMillis) {
        let minutes = i64::try_from(now_ms / 60_000).unwrap_or(0);
        self.time_secs = if self.shared.is_none() { minutes * 60 } else { 0 };
    }

    /// Merges a chunk; one that was merged before changes nothing.
    pub fn apply(&mut self, body: &Body) -> Result<(), DocumentError> {
        let parts = parts(&[body])?;
        let am = merged(&self.am, &parts, self.shared.as_ref())?;
        self.am = am;
        Ok(())
    }

    /// Returns the whole document as one body, of the private space only; none if it is beyond what readers take.
    pub fn snapshot(&self) -> Result<Option<Body>, DocumentError> {
        if self.shared.is_some() {
            return Err(DocumentError::WrongKind);
        }
        let saved = zeroize::Zeroizing::new(self.am.save_nocompress());
        Ok(snapshot::deflated(&saved)?.map(Body::Snapshot))
    }

    /// Returns how many bytes Automerge saves the document in.
    #[cfg(test)]
    pub(crate) fn saved_for_tests(&self) -> usize {
        self.am.save().len()
    }

    /// Returns own changes since the last call, each an uncompressed change chunk, oldest first; empty if none.
    pub fn new_changes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for hash in std::mem::take(&mut self.unsaved) {
            if let Some(change) = self.am.get_change_by_hash(&hash) {
                bytes.extend_from_slice(change.raw_bytes());
            }
        }
        bytes
    }

    /// Whether [`Doc::new_changes`] would return any.
    pub fn has_new_changes(&self) -> bool {
        !self.unsaved.is_empty()
    }

    /// Returns the heads, in a fixed order.
    pub fn heads(&self) -> Vec<Head> {
        self.change_heads().into_iter().map(|hash| Head(hash.0)).collect()
    }

    /// Returns the kind, unless this version does not know it.
    pub fn kind(&self) -> Option<Kind> {
        match &self.shared {
            Some((_, genesis)) => Some(genesis.kind),
            None => Kind::named(&self.root_str("kind")?).filter(|kind| kind.is_private()),
        }
    }

    /// Returns the name that the genesis of a shared document gives it; none in the private space.
    pub fn document(&self) -> Option<DocumentId> {
        self.shared.as_ref().map(|(document, _)| *document)
    }

    /// Returns space, writer and kind of a shared document; none in the private space.
    pub fn genesis(&self) -> Option<&Genesis> {
        self.shared.as_ref().map(|(_, genesis)| genesis)
    }

    /// Returns one of the texts; empty if the document does not have it.
    pub fn text(&self, field: Field) -> String {
        self.text_object(field).and_then(|text| Ok(self.am.text(text)?)).unwrap_or_default()
    }

    pub(super) fn automerge(&self) -> &Automerge {
        &self.am
    }

    pub(super) fn set_actor(&mut self, actor: Run) {
        self.am.set_actor(ActorId::from(actor.0));
    }

    pub(super) fn text_object(&self, field: Field) -> Result<ObjId, DocumentError> {
        let key = match field {
            Field::Title => "title",
            Field::Body => "body",
        };
        self.root_object(key, ObjType::Text)
    }

    pub(super) fn root_object(&self, key: &str, of: ObjType) -> Result<ObjId, DocumentError> {
        match self.am.get(ROOT, key)? {
            Some((Value::Object(kind), id)) if kind == of => Ok(id),
            _ => Err(DocumentError::WrongKind),
        }
    }

    pub(super) fn root_str(&self, key: &str) -> Option<String> {
        scalar(&self.am, &ROOT, key).and_then(|value| value.as_str().map(str::to_owned))
    }

    pub(super) fn root_u64(&self, key: &str) -> Option<u64> {
        scalar(&self.am, &ROOT, key).and_then(|value| value.as_u64())
    }

    pub(super) fn root_bytes<const N: usize>(&self, key: &str) -> Option<[u8; N]> {
        scalar(&self.am, &ROOT, key).and_then(|value| bytes_of(&value))
    }

    /// Writes one change at the newest state.
    pub(super) fn change(
        &mut self,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<(), DocumentError>,
    ) -> Result<Option<ChangeHash>, DocumentError> {
        let heads = self.change_heads();
        self.change_at(&heads, write)
    }

    /// Writes one change at the state of `heads`; none if nothing was written.
    pub(super) fn change_at(
        &mut self,
        heads: &[ChangeHash],
        write: impl FnOnce(&mut Transaction<'_>) -> Result<(), DocumentError>,
    ) -> Result<Option<ChangeHash>, DocumentError> {
        // A transaction at older heads costs an actor of its own, so it is the exception.
        let mut tx = match self.change_heads() == heads {
            true => self.am.transaction(),
            false => self.am.transaction_at(PatchLog::inactive(), heads)?,
        };
        if let Err(error) = write(&mut tx) {
            tx.rollback();
            return Err(error);
        }
        let (hash, _) = tx.commit_with(CommitOptions::default().with_time(self.time_secs));
        self.unsaved.extend(hash);
        Ok(hash)
    }

    /// The edits that lead from one state of a text to another, forward or back in time.
    pub(super) fn text_patches(
        &self,
        field: Field,
        before: &[ChangeHash],
        after: &[ChangeHash],
    ) -> Result<Vec<Patch>, DocumentError> {
        // A document without this text has no edits of it.
        let Ok(text) = self.text_object(field) else { return Ok(Vec::new()) };
        let patches = self.am.diff_obj(&text, before, after, false)?;
        Ok(patches
            .into_iter()
            .filter_map(|patch| match patch.action {
                PatchAction::SpliceText { index, value, .. } => {
                    Some(Patch { at: index, delete: 0, insert: value.make_string() })
                }
                PatchAction::DeleteSeq { index, length } => {
                    Some(Patch { at: index, delete: length, insert: String::new() })
                }
                _ => None,
            })
            .collect())
    }

    fn build(
        parts: &[Part<'_>],
        actor: Option<Run>,
        shared: Option<(DocumentId, Genesis)>,
    ) -> Result<Self, DocumentError> {
        let empty = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
        let am = merged(&empty, parts, shared.as_ref())?;
        let mut doc = Self { am, unsaved: Vec::new(), shared, time_secs: 0 };
        if let Some(actor) = actor {
            doc.set_actor(actor);
        }
        Ok(doc)
    }
}

impl core::fmt::Debug for Doc {
    /// Shows the kind and how much is unsaved, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Doc({:?}, {} unsaved changes)", self.kind(), self.unsaved.len())
    }
}

/// The value under a key of a map, if it is one value.
pub(super) fn scalar(am: &Automerge, object: &ObjId, key: &str) -> Option<ScalarValue> {
    match am.get(object, key) {
        Ok(Some((Value::Scalar(value), _))) => Some(value.into_owned()),
        _ => None,
    }
}

/// The bytes of a value, if it has exactly so many.
pub(super) fn bytes_of<const N: usize>(value: &ScalarValue) -> Option<[u8; N]> {
    match value {
        ScalarValue::Bytes(bytes) => <[u8; N]>::try_from(bytes.as_slice()).ok(),
        _ => None,
    }
}
