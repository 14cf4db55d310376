//! The operation columns of a change: each run is counted by its declared length.
//!
//! Automerge reads as many operations as the action column declares and takes one item of every other column for each;
//! so no column may hold more items than that, and the predecessors of all together are bounded like operations.

use crate::limits;

use super::WalkError;
use super::reader::Reader;

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

/// Bit of a column's specification that says it is deflated.
const DEFLATED: u64 = 0b1000;
/// Highest action: mark.
const ACTION_MAX: u64 = 7;

impl<'a> Columns<'a> {
    /// Reads the specifications and takes the columns' bytes.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, WalkError> {
        let mut columns = Self::default();
        let count = reader.unsigned()?;
        let mut specifications = reader.clone();
        for _ in 0..count {
            reader.unsigned()?;
            reader.unsigned()?;
        }
        let mut before = None;
        for _ in 0..count {
            let specification = specifications.unsigned()?;
            let bytes = reader.bytes(specifications.unsigned()?)?;
            if specification & DEFLATED != 0 {
                return Err(WalkError::Deflated);
            }
            if before.is_some_and(|before| before >= specification) {
                return Err(WalkError::UnknownColumn);
            }
            before = Some(specification);
            *columns.slot(specification).ok_or(WalkError::UnknownColumn)? = bytes;
        }
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

    /// Counts the operations and their predecessors, and checks that every column fits them.
    pub(super) fn count_ops(&self, actors: u64, ops_max: u64) -> Result<(u64, u64), WalkError> {
        let ops = integers(self.action, ops_max, |action, _| fits(action <= ACTION_MAX))
            .map_err(|error| if error == WalkError::BadColumns { WalkError::TooManyOps } else { error })?;
        integers(self.object_actor, ops, |actor, _| fits(actor < actors))?;
        integers(self.object_counter, ops, |counter, _| fits(is_counter(counter.into())))?;
        integers(self.key_actor, ops, |actor, _| fits(actor < actors))?;
        deltas(self.key_counter, ops)?;
        booleans(self.insert, ops)?;
        booleans(self.expand, ops)?;
        let mut key_bytes_left = limits::INFLATED_BYTES_MAX as u64;
        strings(self.key_string, ops, &mut key_bytes_left)?;
        strings(self.mark_name, ops, &mut key_bytes_left)?;
        self.check_values(ops)?;
        let mut predecessors = 0u64;
        integers(self.predecessors, ops, |count, run| {
            predecessors = predecessors.saturating_add(count.saturating_mul(run));
            Ok(())
        })?;
        if predecessors > ops_max {
            return Err(WalkError::TooManyOps);
        }
        integers(self.predecessor_actor, predecessors, |actor, _| fits(actor < actors))?;
        deltas(self.predecessor_counter, predecessors)?;
        Ok((ops, predecessors))
    }

    /// The values' types and lengths, which must use up the values' bytes.
    fn check_values(&self, ops: u64) -> Result<(), WalkError> {
        let mut bytes = 0u64;
        integers(self.value_meta, ops, |meta, run| {
            let (value_type, length) = (meta & 0x0f, meta >> 4);
            bytes = bytes.saturating_add(length.saturating_mul(run));
            // Null, false and true have no bytes; types above timestamp are not of this format.
            fits((value_type > 2 || length == 0) && value_type <= 9)
        })?;
        fits(bytes == self.value.len() as u64)
    }
}

fn fits(condition: bool) -> Result<(), WalkError> {
    if condition { Ok(()) } else { Err(WalkError::BadColumns) }
}

fn is_counter(value: i128) -> bool {
    (0..=i128::from(u32::MAX)).contains(&value)
}

/// Reads a run-length column: calls `item` with each value and how often it stands there (never for nulls), and
/// returns the number of items, nulls included.
fn runs<'a, T>(
    column: &'a [u8],
    items_max: u64,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T, WalkError>,
    mut item: impl FnMut(T, u64) -> Result<(), WalkError>,
) -> Result<u64, WalkError> {
    let mut reader = Reader::new(column);
    let mut items = 0u64;
    while !reader.is_empty() {
        let head = reader.signed()?;
        let count = if head == 0 { reader.unsigned()? } else { head.unsigned_abs() };
        items = items.saturating_add(count);
        fits(count > 0 && items <= items_max)?;
        if head > 0 {
            item(read(&mut reader)?, count)?;
        } else if head < 0 {
            // Every value of a literal run takes a byte at least, so this ends with the input.
            for _ in 0..count {
                item(read(&mut reader)?, 1)?;
            }
        }
    }
    Ok(items)
}

fn integers(
    column: &[u8],
    items_max: u64,
    item: impl FnMut(u64, u64) -> Result<(), WalkError>,
) -> Result<u64, WalkError> {
    runs(column, items_max, |reader| reader.unsigned(), item)
}

/// A column of differences; every sum must be an operation's counter.
fn deltas(column: &[u8], items_max: u64) -> Result<u64, WalkError> {
    let mut sum = 0i128;
    runs(
        column,
        items_max,
        |reader| reader.signed(),
        |delta, run| {
            // Sums within a run lie between its ends.
            let first = sum + i128::from(delta);
            sum += i128::from(delta) * i128::from(run);
            fits(is_counter(first) && is_counter(sum))
        },
    )
}

fn strings(column: &[u8], items_max: u64, bytes_left: &mut u64) -> Result<u64, WalkError> {
    runs(
        column,
        items_max,
        |reader| reader.prefixed(),
        |string, run| {
            let bytes = (string.len() as u64).saturating_mul(run);
            *bytes_left = bytes_left.checked_sub(bytes).ok_or(WalkError::TooManyKeyBytes)?;
            fits(core::str::from_utf8(string).is_ok())
        },
    )
}

/// A column of alternating counts of false and true; only the first may be 0.
fn booleans(column: &[u8], items_max: u64) -> Result<(), WalkError> {
    let mut reader = Reader::new(column);
    let mut items = 0u64;
    while !reader.is_empty() {
        let first = reader.left() == column.len();
        let count = reader.unsigned()?;
        items = items.saturating_add(count);
        fits(items <= items_max && (count > 0 || first))?;
    }
    Ok(())
}
