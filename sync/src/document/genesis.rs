//! How documents begin: with the same bytes for every private document of a kind, and with space, writer and kind in
//! every shared one, whose name is the hash of that first change.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Automerge, Change, ObjType, ROOT, ReadDoc as _, ScalarValue, TextEncoding};
use serde::{Deserialize, Serialize};

use crate::clock::{Entropy, random};
use crate::ids::{DocumentId, PersonId, SpaceId};
use crate::kind::Kind;
use crate::limits;

use super::doc::{bytes_of, scalar};
use super::error::DocumentError;
use super::walker::{self, WalkedChange};

/// Which space, writer and kind a shared document belongs to, for ever.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Genesis {
    /// The audience.
    pub space: SpaceId,
    /// The only person who writes it.
    pub writer: PersonId,
    /// What it is.
    pub kind: Kind,
}

/// The actor of every first change, so that equal content is equal bytes.
const FIRST_ACTOR: [u8; 8] = [0; 8];
/// The shape written by this version.
const SCHEMA: u64 = 1;

/// The keys of a shared genesis; the last is absent in receipt lists and closings, which a person's devices must
/// begin alike.
pub(super) const SHARED_KEYS: [&str; 5] = ["schema", "space", "writer", "kind", "nonce"];
/// The map of a receipt list.
pub(super) const RECEIPTS_KEY: &str = "receipts";
/// The map of a closing.
pub(super) const CLOSING_KEY: &str = "closed";

/// The map with which all devices of a writer begin the same document; none for kinds of which there are many.
fn common_map(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Receipts => Some(RECEIPTS_KEY),
        Kind::Closing => Some(CLOSING_KEY),
        _ => None,
    }
}

/// Reads the first change of a shared document: its name and what it says of itself.
pub fn read_genesis(changes: &[u8]) -> Result<(DocumentId, Genesis), DocumentError> {
    let walk = walker::walk(changes)?;
    let first = walk.changes.first().ok_or(DocumentError::Incomplete)?;
    read_change(&changes[first.range.clone()], first)
}

/// Reads one walked change as a shared genesis.
pub(super) fn read_change(bytes: &[u8], walked: &WalkedChange) -> Result<(DocumentId, Genesis), DocumentError> {
    let plain = walked.deps.is_empty() && walked.actor == FIRST_ACTOR && walked.seq == 1 && walked.is_silent();
    // Marks: see `parts`; this change reaches Automerge before the document does.
    if !plain || walked.marks || bytes.len() > limits::GENESIS_BYTES_MAX || walked.ops > SHARED_KEYS.len() as u64 + 1 {
        return Err(DocumentError::Malformed);
    }
    let genesis = catch_unwind(AssertUnwindSafe(|| {
        let change = Change::try_from(bytes).map_err(|_| DocumentError::NotApplicable)?;
        let mut am = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
        am.apply_changes([change])?;
        read_fields(&am)
    }));
    Ok((DocumentId(walked.hash.0), genesis.unwrap_or(Err(DocumentError::Panicked))?))
}

/// Begins a shared document and returns it with its name.
pub(super) fn shared(genesis: &Genesis, entropy: &dyn Entropy) -> Result<(DocumentId, Automerge), DocumentError> {
    if genesis.kind.is_private() {
        return Err(DocumentError::WrongKind);
    }
    let map = common_map(genesis.kind);
    let mut am = empty();
    let mut tx = am.transaction();
    tx.put(ROOT, "schema", SCHEMA)?;
    tx.put(ROOT, "space", genesis.space.0.to_vec())?;
    tx.put(ROOT, "writer", genesis.writer.0.to_vec())?;
    tx.put(ROOT, "kind", genesis.kind.name())?;
    match map {
        Some(map) => drop(tx.put_object(ROOT, map, ObjType::Map)?),
        None => tx.put(ROOT, "nonce", random::<16>(entropy)?.to_vec())?,
    }
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(0));
    let hash = hash.ok_or(DocumentError::NotApplicable)?;
    // From here on the document is written by an actor that says nothing about anybody.
    am.set_actor(ActorId::from(random::<8>(entropy)?));
    Ok((DocumentId(hash.0), am))
}

/// Begins a private document: the same bytes for every one of its kind.
pub(super) fn private(kind: Kind) -> Result<Automerge, DocumentError> {
    let objects: &[(&str, ObjType)] = match kind {
        Kind::Entry => {
            &[("title", ObjType::Text), ("body", ObjType::Text), ("tags", ObjType::Map), ("shares", ObjType::Map)]
        }
        Kind::NoteDraft => &[("body", ObjType::Text)],
        kind if kind.is_record() => &[("title", ObjType::Text), ("body", ObjType::Text)],
        _ => return Err(DocumentError::WrongKind),
    };
    let mut am = empty();
    let mut tx = am.transaction();
    tx.put(ROOT, "schema", SCHEMA)?;
    tx.put(ROOT, "kind", kind.name())?;
    for (key, object) in objects {
        tx.put_object(ROOT, *key, *object)?;
    }
    tx.commit_with(CommitOptions::default().with_time(0));
    Ok(am)
}

fn empty() -> Automerge {
    Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint).with_actor(ActorId::from(FIRST_ACTOR))
}

fn read_fields(am: &Automerge) -> Result<Genesis, DocumentError> {
    let value = |key: &str| scalar(am, &ROOT, key).ok_or(DocumentError::Malformed);
    let kind = value("kind")?;
    let kind = kind.as_str().and_then(Kind::named).filter(|kind| !kind.is_private());
    let kind = kind.ok_or(DocumentError::Malformed)?;
    let map = common_map(kind);
    let last = map.unwrap_or("nonce");
    let mut keys = [SHARED_KEYS[0], SHARED_KEYS[1], SHARED_KEYS[2], SHARED_KEYS[3], last];
    keys.sort_unstable();
    let nonce_fits = map.is_some() || bytes_of::<16>(&value("nonce")?).is_some();
    if value("schema")? != ScalarValue::Uint(SCHEMA) || !nonce_fits || !am.keys(ROOT).eq(keys) {
        return Err(DocumentError::Malformed);
    }
    Ok(Genesis {
        space: bytes_of(&value("space")?).map(SpaceId).ok_or(DocumentError::Malformed)?,
        writer: bytes_of(&value("writer")?).map(PersonId).ok_or(DocumentError::Malformed)?,
        kind,
    })
}
