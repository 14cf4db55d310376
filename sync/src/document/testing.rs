//! Changes as a hostile writer makes them, for the tests of the rooms that take foreign changes in.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Automerge, Change, ObjType, ROOT, ReadDoc as _, TextEncoding};

use super::genesis::Genesis;
use super::walker;
use crate::ids::DocumentId;

fn empty(actor: [u8; 8]) -> Automerge {
    Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint).with_actor(ActorId::from(actor))
}

fn put(am: &mut Automerge, pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut tx = am.transaction();
    for (key, value) in pairs {
        tx.put(ROOT, *key, *value).unwrap();
    }
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(0));
    am.get_change_by_hash(&hash.unwrap()).unwrap().raw_bytes().to_vec()
}

/// A genesis that says just this, private kinds too; the nonce is 16 times `nonce`.
pub(crate) fn genesis(says: &Genesis, nonce: u8) -> (DocumentId, Vec<u8>) {
    let mut am = empty([0; 8]);
    let mut tx = am.transaction();
    tx.put(ROOT, "schema", 1_u64).unwrap();
    tx.put(ROOT, "space", says.space.0.to_vec()).unwrap();
    tx.put(ROOT, "writer", says.writer.0.to_vec()).unwrap();
    tx.put(ROOT, "kind", says.kind.name()).unwrap();
    tx.put(ROOT, "nonce", vec![nonce; 16]).unwrap();
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(0));
    let hash = hash.unwrap();
    (DocumentId(hash.0), am.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec())
}

/// One more change by `actor` on the document these changes make: texts put at keys of its root.
pub(crate) fn change_after(changes: &[u8], actor: [u8; 8], pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut am = empty(actor);
    am.apply_changes(split(changes).into_iter().map(|bytes| Change::try_from(bytes).unwrap())).unwrap();
    put(&mut am, pairs)
}

/// A first change that is no genesis: what a document needs to begin anew in the middle.
pub(crate) fn second_root(actor: [u8; 8]) -> Vec<u8> {
    let mut am = empty(actor);
    let mut tx = am.transaction();
    tx.put_object(ROOT, "more", ObjType::Map).unwrap();
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(0));
    am.get_change_by_hash(&hash.unwrap()).unwrap().raw_bytes().to_vec()
}

/// The changes one by one.
pub(crate) fn split(changes: &[u8]) -> Vec<&[u8]> {
    walker::walk(changes).unwrap().changes.into_iter().map(|change| &changes[change.range]).collect()
}

/// The actor of the last of these changes.
pub(crate) fn actor_of(changes: &[u8]) -> [u8; 8] {
    walker::walk(changes).unwrap().changes.last().unwrap().actor.clone().try_into().unwrap()
}

/// The same changes, each as Automerge deflates it when it is long enough.
pub(crate) fn deflated(changes: &[u8]) -> Vec<u8> {
    split(changes).into_iter().flat_map(|bytes| Change::try_from(bytes).unwrap().bytes().into_owned()).collect()
}

/// A change of less than 143 bytes that declares 2^40 operations.
pub(crate) fn bomb() -> Vec<u8> {
    walker::bomb_for_tests()
}
