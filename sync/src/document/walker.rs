//! Reads foreign changes before Automerge does: what they are, what they declare, and whether that is within bounds.
//!
//! A change of 143 bytes can declare billions of operations, and Automerge's parser counts them one by one. So nothing
//! reaches it that was not walked: here every run is counted by its declared length, never by going through it.
//! Invariants: time and memory follow the length of the input, not what it declares; checksums are verified, so a
//! change's hash is known; only plain change chunks and whole documents pass (no bundles, nothing deflated by others).

mod columns;
mod document;
mod reader;
mod runs;

use std::collections::BTreeSet;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use crate::ids::Head;
use crate::limits;

pub use document::{DocumentWalk, walk_document};

use columns::Columns;
use reader::Reader;

/// What changes declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The changes, in the order they lie.
    pub changes: Vec<WalkedChange>,
    /// Operations of all of them.
    pub ops: u64,
}

/// What one change declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkedChange {
    /// Where it lies in the input.
    pub range: Range<usize>,
    /// Its hash.
    pub hash: Head,
    /// The changes it needs.
    pub deps: Vec<Head>,
    /// Who wrote it.
    pub actor: Vec<u8>,
    /// The other actors it names.
    pub others: Vec<Vec<u8>>,
    /// Its number among that actor's changes.
    pub seq: u64,
    /// The number of its first operation.
    pub start_op: u64,
    /// Operations in it.
    pub ops: u64,
    /// How often its operations take the place of earlier ones or delete them.
    pub overwrites: u64,
    /// It makes or ends a mark of Automerge's own; none of ours does.
    pub marks: bool,
    /// When it was written, in seconds; 0 in ours.
    pub time: i64,
    /// Length of its message; 0 in ours.
    pub message_bytes: usize,
    /// Length of what follows its columns; 0 in ours.
    pub extra_bytes: usize,
}

impl WalkedChange {
    /// Whether it says nothing beside its operations: no time, no message, no author.
    pub fn is_silent(&self) -> bool {
        self.time == 0 && self.message_bytes == 0 && self.extra_bytes == 0
    }
}

/// Why changes were not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WalkError {
    /// More bytes than a chunk may have.
    #[error("More bytes than a chunk may have")]
    TooLong,
    /// The input ends in the middle.
    #[error("The changes end in the middle")]
    Truncated,
    /// Not an Automerge chunk.
    #[error("Not an Automerge chunk")]
    NotAChunk,
    /// The checksum does not fit the bytes.
    #[error("The checksum does not fit")]
    Checksum,
    /// A chunk of another kind than the place allows: a document among changes, a bundle anywhere.
    #[error("Not a chunk of this kind")]
    WrongChunk,
    /// A deflated chunk or column.
    #[error("Deflated by the sender")]
    Deflated,
    /// A number that is not in its shortest form or out of range.
    #[error("A number is not well formed")]
    BadNumber,
    /// A column that no change of ours has, or out of order.
    #[error("A column is not known")]
    UnknownColumn,
    /// A column holds more items than there are operations, or they do not fit together.
    #[error("The columns do not fit together")]
    BadColumns,
    /// More changes than a chunk may have.
    #[error("More changes than a chunk may have")]
    TooManyChanges,
    /// More operations than a chunk may declare.
    #[error("More operations than a chunk may declare")]
    TooManyOps,
    /// More actors than a chunk may name, or one too long.
    #[error("More actors than a chunk may name")]
    TooManyActors,
    /// More dependencies than a change may name.
    #[error("More dependencies than a change may name")]
    TooManyDeps,
    /// Keys that unfold to more bytes than a chunk may.
    #[error("Keys that unfold to too many bytes")]
    TooManyKeyBytes,
}

impl WalkError {
    /// Whether the changes are beyond a bound, rather than broken.
    pub fn is_too_large(self) -> bool {
        matches!(
            self,
            Self::TooLong
                | Self::TooManyChanges
                | Self::TooManyOps
                | Self::TooManyActors
                | Self::TooManyDeps
                | Self::TooManyKeyBytes
        )
    }
}

/// Reads change chunks that follow one another.
pub fn walk(bytes: &[u8]) -> Result<Walk, WalkError> {
    if bytes.len() > limits::CHUNK_BYTES_MAX {
        return Err(WalkError::TooLong);
    }
    let mut reader = Reader::new(bytes);
    let mut walk = Walk { changes: Vec::new(), ops: 0 };
    let mut actors = BTreeSet::new();
    while !reader.is_empty() {
        if walk.changes.len() == limits::CHANGES_PER_CHUNK_MAX {
            return Err(WalkError::TooManyChanges);
        }
        let start = bytes.len() - reader.left();
        let (data, hash) = chunk(&mut reader, CHANGE)?;
        let range = start..bytes.len() - reader.left();
        let change = change(data, hash, range, limits::OPS_PER_CHUNK_MAX - walk.ops, &mut actors)?;
        walk.ops += change.ops;
        walk.changes.push(change);
    }
    Ok(walk)
}

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;
const DEFLATED_CHANGE: u8 = 2;

/// Reads the header of a chunk of this kind; returns its data and the hash, which its checksum confirmed.
fn chunk<'a>(reader: &mut Reader<'a>, kind: u8) -> Result<(&'a [u8], Head), WalkError> {
    if reader.array::<4>()? != MAGIC {
        return Err(WalkError::NotAChunk);
    }
    let checksum = reader.array::<4>()?;
    match reader.byte()? {
        found if found == kind => {}
        DEFLATED_CHANGE => return Err(WalkError::Deflated),
        _ => return Err(WalkError::WrongChunk),
    }
    let before = reader.rest();
    let data = reader.prefixed()?;
    let length = &before[..before.len() - reader.left() - data.len()];
    let hash = Sha256::new().chain_update([kind]).chain_update(length).chain_update(data).finalize();
    if hash[..4] != checksum {
        return Err(WalkError::Checksum);
    }
    Ok((data, Head(hash.into())))
}

fn change<'a>(
    data: &'a [u8],
    hash: Head,
    range: Range<usize>,
    ops_max: u64,
    actors: &mut BTreeSet<&'a [u8]>,
) -> Result<WalkedChange, WalkError> {
    let mut reader = Reader::new(data);
    let deps_count = reader.unsigned()?;
    if deps_count > limits::DEPS_PER_CHANGE_MAX as u64 {
        return Err(WalkError::TooManyDeps);
    }
    let deps = (0..deps_count).map(|_| reader.array::<32>().map(Head)).collect::<Result<_, _>>()?;
    let actor = read_actor(&mut reader, actors)?;
    let seq = reader.unsigned()?;
    let start_op = reader.unsigned()?;
    let time = reader.signed()?;
    let message = reader.prefixed()?;
    let others = reader.unsigned()?;
    if seq == 0 || start_op == 0 || core::str::from_utf8(message).is_err() {
        return Err(WalkError::BadNumber);
    }
    if others > limits::ACTORS_PER_CHUNK_MAX as u64 {
        return Err(WalkError::TooManyActors);
    }
    let others =
        (0..others).map(|_| read_actor(&mut reader, actors).map(<[u8]>::to_vec)).collect::<Result<Vec<_>, _>>()?;
    let (ops, overwrites, marks) = Columns::read(&mut reader)?.count_ops(others.len() as u64 + 1, start_op, ops_max)?;
    // Automerge counts operations of a document in 32 bits, and changes of an actor can be no more.
    let beyond = |number: u64| number > u64::from(u32::MAX);
    if beyond(seq) || start_op.checked_add(ops).is_none_or(beyond) {
        return Err(WalkError::BadNumber);
    }
    Ok(WalkedChange {
        range,
        hash,
        deps,
        actor: actor.to_vec(),
        others,
        seq,
        start_op,
        ops,
        overwrites,
        marks,
        time,
        message_bytes: message.len(),
        extra_bytes: reader.left(),
    })
}

fn read_actor<'a>(reader: &mut Reader<'a>, actors: &mut BTreeSet<&'a [u8]>) -> Result<&'a [u8], WalkError> {
    let actor = reader.prefixed()?;
    actors.insert(actor);
    if actor.len() > limits::ACTOR_BYTES_MAX || actors.len() > limits::ACTORS_PER_CHUNK_MAX {
        return Err(WalkError::TooManyActors);
    }
    Ok(actor)
}

/// Makes a change chunk around its data, with the right checksum.
#[cfg(test)]
pub(super) fn sealed_for_tests(data: &[u8]) -> Vec<u8> {
    tests::chunk_of(CHANGE, data)
}

/// A small change that declares 2^40 operations.
#[cfg(test)]
pub(super) fn bomb_for_tests() -> Vec<u8> {
    tests::bomb(1 << 40)
}

#[cfg(test)]
mod tests;
