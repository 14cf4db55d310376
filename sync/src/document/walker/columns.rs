//! The operation columns of a change: each run is counted by its declared length.
//!
//! Automerge reads as many operations as the action column declares and takes one item of every other column for each;
//! so no column may hold more items than that, and the predecessors of all together are bounded like operations.

use crate::limits;

use super::WalkError;
use super::reader::Reader;
use super::runs::{Specifications, booleans, fits, integers, is_counter, strings, sums, value_bytes};

/// The columns a change may have, by the numbers of their specification (id * 16 + type).
#[derive(Default)]
pub(super) struct Columns<'a> {
    object_actor: &'a [u8],
    object_counter: &'a [u8],
    key_actor: &'a [u8],
    key_counter: &'a [u8],
    key_string: &'a [u8],
    insert: &'a [u8],
    action: &'a [u8],
    value_meta: &'a [u8],
    value: &'a [u8],
    predecessors: &'a [u8],
    predecessor_actor: &'a [u8],
    predecessor_counter: &'a [u8],
    expand: &'a [u8],
    mark_name: &'a [u8],
}

/// Highest action: mark.
pub(super) const ACTION_MAX: u64 = MARK;
/// The action of a mark, its end included.
pub(super) const MARK: u64 = 7;

impl<'a> Columns<'a> {
    /// Reads the specifications and takes the columns' bytes.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, WalkError> {
        let mut columns = Self::default();
        Specifications::read(reader)?.take(reader, &mut columns, Self::slot)?;
        Ok(columns)
    }

    fn slot(&mut self, specification: u64) -> Option<&mut &'a [u8]> {
        Some(match specification {
            0x01 => &mut self.object_actor,
            0x02 => &mut self.object_counter,
            0x11 => &mut self.key_actor,
            0x13 => &mut self.key_counter,
            0x15 => &mut self.key_string,
            0x34 => &mut self.insert,
            0x42 => &mut self.action,
            0x56 => &mut self.value_meta,
            0x57 => &mut self.value,
            0x70 => &mut self.predecessors,
            0x71 => &mut self.predecessor_actor,
            0x73 => &mut self.predecessor_counter,
            0x94 => &mut self.expand,
            0xa5 => &mut self.mark_name,
            _ => return None,
        })
    }

    /// Counts the operations and their predecessors, and checks that every column fits them: none names the last
    /// operation here, or a later one. Says as well whether one is a mark.
    pub(super) fn count_ops(&self, actors: u64, start_op: u64, ops_max: u64) -> Result<(u64, u64, bool), WalkError> {
        let mut marks = false;
        let mut known = |action| {
            marks |= action == MARK;
            fits(action <= ACTION_MAX)
        };
        let ops = integers(self.action, ops_max, |action, _| known(action))
            .map_err(|error| if error == WalkError::BadColumns { WalkError::TooManyOps } else { error })?
            .items;
        let last = i128::from(start_op) + i128::from(ops) - 1;
        let is_earlier = |counter: i128| is_counter(counter) && counter < last;
        integers(self.object_actor, ops, |actor, _| fits(actor < actors))?;
        integers(self.object_counter, ops, |counter, _| fits(is_earlier(counter.into())))?;
        integers(self.key_actor, ops, |actor, _| fits(actor < actors))?;
        let earlier = |first, last| fits(is_earlier(first) && is_earlier(last));
        sums(self.key_counter, ops, earlier)?;
        booleans(self.insert, ops)?;
        booleans(self.expand, ops)?;
        let mut key_bytes_left = limits::INFLATED_BYTES_MAX as u64;
        strings(self.key_string, ops, &mut key_bytes_left)?;
        strings(self.mark_name, ops, &mut key_bytes_left)?;
        let (_, bytes) = value_bytes(self.value_meta, ops)?;
        fits(bytes == self.value.len() as u64)?;
        let mut predecessors = 0u64;
        integers(self.predecessors, ops, |count, run| {
            predecessors = predecessors.saturating_add(count.saturating_mul(run));
            Ok(())
        })?;
        if predecessors > ops_max {
            return Err(WalkError::TooManyOps);
        }
        integers(self.predecessor_actor, predecessors, |actor, _| fits(actor < actors))?;
        sums(self.predecessor_counter, predecessors, earlier)?;
        Ok((ops, predecessors, marks))
    }
}
