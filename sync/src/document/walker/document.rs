//! Reads a whole document as `save_nocompress` writes it, before Automerge does.
//!
//! Document chunk: actors, heads, specifications of the columns of changes and of operations, both columns' bytes, the
//! place of every head among the changes. Operations say by whom they are overwritten or deleted ("successors"), and
//! what is only a deletion is no operation of its own.
//! Invariant: what honest writing needs a byte for (a change, a dependency, an operation) may not be declared more often
//! than the chunk has bytes, so that time and memory, Automerge's too, follow the length of the input.

use crate::ids::Head;
use crate::limits;

use super::columns::{ACTION_MAX, MARK};
use super::reader::Reader;
use super::runs::{Expanded, Specifications, booleans, deltas, fits, integers, is_counter, strings, sums, value_bytes};
use super::{DOCUMENT, WalkError, chunk};

/// What a document declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentWalk {
    /// Its heads, ascending.
    pub heads: Vec<Head>,
    /// Changes in it.
    pub changes: u64,
    /// Actors it names.
    pub actors: u64,
    /// Dependencies of all its changes.
    pub deps: u64,
    /// Operations that are there.
    pub ops: u64,
    /// How often its operations were overwritten or deleted.
    pub overwrites: u64,
    /// An operation makes or ends a mark of Automerge's own; none of ours does.
    pub marks: bool,
    /// Bytes of its keys and the names of its marks, unfolded.
    pub key_bytes: u64,
    /// Bytes of its values.
    pub value_bytes: u64,
    /// Whether its changes say nothing beside their operations: no time, no message, no author.
    pub is_silent: bool,
}

/// Reads one document chunk and nothing after it.
pub fn walk_document(bytes: &[u8]) -> Result<DocumentWalk, WalkError> {
    if bytes.len() > limits::INFLATED_BYTES_MAX {
        return Err(WalkError::TooLong);
    }
    let mut reader = Reader::new(bytes);
    let (data, _) = chunk(&mut reader, DOCUMENT)?;
    if !reader.is_empty() {
        return Err(WalkError::NotAChunk);
    }
    let mut reader = Reader::new(data);
    let actors = read_actors(&mut reader)?;
    let heads = read_heads(&mut reader)?;
    let (changes, ops) = (Specifications::read(&mut reader)?, Specifications::read(&mut reader)?);
    let (mut change_columns, mut op_columns) = (ChangeColumns::default(), OpColumns::default());
    changes.take(&mut reader, &mut change_columns, ChangeColumns::slot)?;
    ops.take(&mut reader, &mut op_columns, OpColumns::slot)?;
    let length = bytes.len() as u64;
    let (changes, deps, is_silent) = change_columns.check(actors, length, &heads, &mut reader)?;
    let ops = op_columns.count(actors, length)?;
    Ok(DocumentWalk {
        heads,
        changes,
        actors,
        deps,
        ops: ops.ops,
        overwrites: ops.overwrites,
        marks: ops.marks,
        key_bytes: ops.key_bytes,
        value_bytes: op_columns.value.len() as u64,
        is_silent,
    })
}

fn read_actors(reader: &mut Reader<'_>) -> Result<u64, WalkError> {
    let count = reader.unsigned()?;
    if count > limits::ACTORS_PER_DOCUMENT_MAX as u64 {
        return Err(WalkError::TooManyActors);
    }
    let mut before: Option<&[u8]> = None;
    for _ in 0..count {
        let actor = reader.prefixed()?;
        if actor.len() > limits::ACTOR_BYTES_MAX {
            return Err(WalkError::TooManyActors);
        }
        fits(before.is_none_or(|before| before < actor))?;
        before = Some(actor);
    }
    Ok(count)
}

fn read_heads(reader: &mut Reader<'_>) -> Result<Vec<Head>, WalkError> {
    let count = reader.unsigned()?;
    if count > limits::DEPS_PER_CHANGE_MAX as u64 {
        return Err(WalkError::TooManyDeps);
    }
    let heads = (0..count).map(|_| reader.array::<32>().map(Head)).collect::<Result<Vec<_>, _>>()?;
    fits(heads.is_sorted_by(|one, next| one < next))?;
    Ok(heads)
}

/// The columns of the changes.
#[derive(Default)]
struct ChangeColumns<'a> {
    actor: &'a [u8],
    seq: &'a [u8],
    max_op: &'a [u8],
    time: &'a [u8],
    message: &'a [u8],
    deps: &'a [u8],
    dep: &'a [u8],
    extra_meta: &'a [u8],
    extra: &'a [u8],
}

impl<'a> ChangeColumns<'a> {
    fn slot(&mut self, specification: u64) -> Option<&mut &'a [u8]> {
        Some(match specification {
            0x01 => &mut self.actor,
            0x03 => &mut self.seq,
            0x13 => &mut self.max_op,
            0x23 => &mut self.time,
            0x35 => &mut self.message,
            0x40 => &mut self.deps,
            0x43 => &mut self.dep,
            0x56 => &mut self.extra_meta,
            0x57 => &mut self.extra,
            _ => return None,
        })
    }

    /// Counts changes and dependencies, checks that every column fits them and that the heads are what no change
    /// depends on; says whether the changes are silent.
    fn check(
        &self,
        actors: u64,
        length: u64,
        heads: &[Head],
        suffix: &mut Reader<'_>,
    ) -> Result<(u64, u64, bool), WalkError> {
        let changes_max = length.min(limits::CHANGES_PER_DOCUMENT_MAX as u64);
        let too_many = |error| if error == WalkError::BadColumns { WalkError::TooManyChanges } else { error };
        let changes = integers(self.actor, changes_max, |_, _| Ok(())).map_err(too_many)?.present()?;
        let all = |items: u64| fits(items == changes);
        all(integers(self.actor, changes, |actor, _| fits(actor < actors))?.present()?)?;
        let is_seq = |seq: i128| (1..=i128::from(changes)).contains(&seq);
        all(sums(self.seq, changes, |first, last| fits(is_seq(first) && is_seq(last)))?.present()?)?;
        all(deltas(self.max_op, changes)?.present()?)?;
        let mut is_silent = self.extra.is_empty();
        let times = sums(self.time, changes, |first, last| {
            is_silent &= first == 0 && last == 0;
            fits(i64::try_from(first).is_ok() && i64::try_from(last).is_ok())
        })?;
        fits(times.items == 0 || times.present()? == changes)?;
        let mut message_bytes_left = limits::INFLATED_BYTES_MAX as u64;
        let messages = strings(self.message, changes, &mut message_bytes_left)?.items;
        fits(messages == changes || messages == 0)?;
        is_silent &= message_bytes_left == limits::INFLATED_BYTES_MAX as u64;
        let (extras, extra_bytes) = value_bytes(self.extra_meta, changes)?;
        all(extras.present()?)?;
        fits(extra_bytes == self.extra.len() as u64)?;

        let mut deps = 0u64;
        let counts = integers(self.deps, changes, |count, run| {
            if count > limits::DEPS_PER_CHANGE_MAX as u64 {
                return Err(WalkError::TooManyDeps);
            }
            deps = deps.saturating_add(count.saturating_mul(run));
            Ok(())
        })?;
        all(counts.present()?)?;
        if deps > length {
            return Err(WalkError::TooManyDeps);
        }
        let is_index = |dep: i128| (0..i128::from(changes)).contains(&dep);
        let indexes = sums(self.dep, deps, |first, last| fits(is_index(first) && is_index(last)))?;
        fits(indexes.present()? == deps)?;
        self.check_graph(changes, heads, suffix)?;
        Ok((changes, deps, is_silent))
    }

    /// Every change depends on earlier ones only, and the heads are those nothing depends on.
    fn check_graph(&self, changes: u64, heads: &[Head], suffix: &mut Reader<'_>) -> Result<(), WalkError> {
        // Both were counted and are no more than the input has bytes.
        let mut is_head = vec![true; usize::try_from(changes).map_err(|_| WalkError::TooManyChanges)?];
        let (mut counts, mut deps) = (Expanded::unsigned(self.deps), Expanded::deltas(self.dep));
        for index in 0..changes as usize {
            for _ in 0..counts.next()? {
                let dep = usize::try_from(deps.next()?).map_err(|_| WalkError::BadColumns)?;
                fits(dep < index)?;
                if let Some(is_head) = is_head.get_mut(dep) {
                    *is_head = false;
                }
            }
        }
        for _ in heads {
            let index = usize::try_from(suffix.unsigned()?).map_err(|_| WalkError::BadColumns)?;
            // Taken once, so that no head stands for two.
            let found = is_head.get_mut(index).is_some_and(core::mem::take);
            fits(found)?;
        }
        fits(suffix.is_empty() && !is_head.contains(&true))
    }
}

/// The columns of the operations.
#[derive(Default)]
struct OpColumns<'a> {
    object_actor: &'a [u8],
    object_counter: &'a [u8],
    key_actor: &'a [u8],
    key_counter: &'a [u8],
    key_string: &'a [u8],
    id_actor: &'a [u8],
    id_counter: &'a [u8],
    insert: &'a [u8],
    action: &'a [u8],
    value_meta: &'a [u8],
    value: &'a [u8],
    successors: &'a [u8],
    successor_actor: &'a [u8],
    successor_counter: &'a [u8],
    expand: &'a [u8],
    mark_name: &'a [u8],
}

struct Counted {
    ops: u64,
    overwrites: u64,
    marks: bool,
    key_bytes: u64,
}

/// The action that deletes: in a document it stands among the successors only.
const DELETE: u64 = 3;

impl<'a> OpColumns<'a> {
    fn slot(&mut self, specification: u64) -> Option<&mut &'a [u8]> {
        Some(match specification {
            0x01 => &mut self.object_actor,
            0x02 => &mut self.object_counter,
            0x11 => &mut self.key_actor,
            0x13 => &mut self.key_counter,
            0x15 => &mut self.key_string,
            0x21 => &mut self.id_actor,
            0x23 => &mut self.id_counter,
            0x34 => &mut self.insert,
            0x42 => &mut self.action,
            0x56 => &mut self.value_meta,
            0x57 => &mut self.value,
            0x80 => &mut self.successors,
            0x81 => &mut self.successor_actor,
            0x83 => &mut self.successor_counter,
            0x94 => &mut self.expand,
            0xa5 => &mut self.mark_name,
            _ => return None,
        })
    }

    /// Counts operations and successors, and checks that every column fits them.
    fn count(&self, actors: u64, length: u64) -> Result<Counted, WalkError> {
        let too_many = |error| if error == WalkError::BadColumns { WalkError::TooManyOps } else { error };
        let ops_max = length.min(limits::OPS_PER_CHUNK_MAX);
        let ops = integers(self.action, ops_max, |_, _| Ok(())).map_err(too_many)?.present()?;
        let mut marks = false;
        integers(self.action, ops, |action, _| {
            marks |= action == MARK;
            fits(action <= ACTION_MAX && action != DELETE)
        })?;
        let all = |items: u64| fits(items == ops);
        // Where no operation has one, Automerge leaves the column out.
        let all_or_none = |items: u64| fits(items == ops || items == 0);
        all(integers(self.id_actor, ops, |actor, _| fits(actor < actors))?.present()?)?;
        all(deltas(self.id_counter, ops)?.present()?)?;
        all_or_none(integers(self.object_actor, ops, |actor, _| fits(actor < actors))?.items)?;
        all_or_none(integers(self.object_counter, ops, |counter, _| fits(is_counter(counter.into())))?.items)?;
        all_or_none(integers(self.key_actor, ops, |actor, _| fits(actor < actors))?.items)?;
        all_or_none(deltas(self.key_counter, ops)?.items)?;
        all_or_none(booleans(self.insert, ops)?)?;
        all_or_none(booleans(self.expand, ops)?)?;
        let mut key_bytes_left = limits::INFLATED_BYTES_MAX as u64;
        all_or_none(strings(self.key_string, ops, &mut key_bytes_left)?.items)?;
        all_or_none(strings(self.mark_name, ops, &mut key_bytes_left)?.items)?;
        let (values, bytes) = value_bytes(self.value_meta, ops)?;
        all(values.present()?)?;
        fits(bytes == self.value.len() as u64)?;

        let mut overwrites = 0u64;
        let counts = integers(self.successors, ops, |count, run| {
            overwrites = overwrites.saturating_add(count.saturating_mul(run));
            Ok(())
        })?;
        all(counts.present()?)?;
        // Each operation by two devices at the same time, which costs no byte; and all together as many as a chunk.
        if overwrites > length.saturating_mul(2) || ops.saturating_add(overwrites) > limits::OPS_PER_CHUNK_MAX {
            return Err(WalkError::TooManyOps);
        }
        let by = integers(self.successor_actor, overwrites, |actor, _| fits(actor < actors))?;
        fits(by.present()? == overwrites && deltas(self.successor_counter, overwrites)?.present()? == overwrites)?;
        Ok(Counted { ops, overwrites, marks, key_bytes: limits::INFLATED_BYTES_MAX as u64 - key_bytes_left })
    }
}

#[cfg(test)]
mod tests;
