//! Run-length columns as Automerge writes them: counted by what each run declares, never by going through it.
//!
//! Invariant: time follows the length of the column; only the values of literal runs, which take a byte each, are
//! looked at one by one.

use super::WalkError;
use super::reader::Reader;

/// The columns a part of a chunk has, by the numbers of their specifications (id * 16 + type), before their bytes.
pub(super) struct Specifications<'a> {
    count: u64,
    entries: Reader<'a>,
}

/// Bit of a column's specification that says it is deflated.
const DEFLATED: u64 = 0b1000;

impl<'a> Specifications<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, WalkError> {
        let count = reader.unsigned()?;
        let entries = reader.clone();
        for _ in 0..count {
            reader.unsigned()?;
            reader.unsigned()?;
        }
        Ok(Self { count, entries })
    }

    /// Takes the bytes of every column off `reader` and puts them where `slot` says; a column it does not know is refused.
    pub(super) fn take<C>(
        mut self,
        reader: &mut Reader<'a>,
        columns: &mut C,
        slot: impl for<'c> Fn(&'c mut C, u64) -> Option<&'c mut &'a [u8]>,
    ) -> Result<(), WalkError> {
        let mut before = None;
        for _ in 0..self.count {
            let specification = self.entries.unsigned()?;
            let bytes = reader.bytes(self.entries.unsigned()?)?;
            if specification & DEFLATED != 0 {
                return Err(WalkError::Deflated);
            }
            if before.is_some_and(|before| before >= specification) {
                return Err(WalkError::UnknownColumn);
            }
            before = Some(specification);
            *slot(columns, specification).ok_or(WalkError::UnknownColumn)? = bytes;
        }
        Ok(())
    }
}

pub(super) fn fits(condition: bool) -> Result<(), WalkError> {
    if condition { Ok(()) } else { Err(WalkError::BadColumns) }
}

pub(super) fn is_counter(value: i128) -> bool {
    (0..=i128::from(u32::MAX)).contains(&value)
}

/// How many items a column has.
#[derive(Clone, Copy)]
pub(super) struct Items {
    /// All of them.
    pub items: u64,
    /// Those that are not null.
    pub values: u64,
}

impl Items {
    /// Returns the number of items, none of which may be null.
    pub(super) fn present(self) -> Result<u64, WalkError> {
        fits(self.values == self.items)?;
        Ok(self.items)
    }
}

/// Reads a run-length column: calls `item` with each value and how often it stands there (never for nulls), and
/// returns how many there are.
pub(super) fn runs<'a, T>(
    column: &'a [u8],
    items_max: u64,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T, WalkError>,
    mut item: impl FnMut(T, u64) -> Result<(), WalkError>,
) -> Result<Items, WalkError> {
    let mut reader = Reader::new(column);
    let (mut items, mut values) = (0u64, 0u64);
    while !reader.is_empty() {
        let head = reader.signed()?;
        let count = if head == 0 { reader.unsigned()? } else { head.unsigned_abs() };
        items = items.saturating_add(count);
        fits(count > 0 && items <= items_max)?;
        values += if head == 0 { 0 } else { count };
        if head > 0 {
            item(read(&mut reader)?, count)?;
        } else if head < 0 {
            // Every value of a literal run takes a byte at least, so this ends with the input.
            for _ in 0..count {
                item(read(&mut reader)?, 1)?;
            }
        }
    }
    Ok(Items { items, values })
}

pub(super) fn integers(
    column: &[u8],
    items_max: u64,
    item: impl FnMut(u64, u64) -> Result<(), WalkError>,
) -> Result<Items, WalkError> {
    runs(column, items_max, |reader| reader.unsigned(), item)
}

/// A column of differences: calls `ends` with the first and last sum of each run; those between lie between them.
pub(super) fn sums(
    column: &[u8],
    items_max: u64,
    mut ends: impl FnMut(i128, i128) -> Result<(), WalkError>,
) -> Result<Items, WalkError> {
    let mut sum = 0i128;
    runs(
        column,
        items_max,
        |reader| reader.signed(),
        |delta, run| {
            let first = sum + i128::from(delta);
            sum += i128::from(delta) * i128::from(run);
            ends(first, sum)
        },
    )
}

/// A column of differences; every sum must be an operation's counter.
pub(super) fn deltas(column: &[u8], items_max: u64) -> Result<Items, WalkError> {
    sums(column, items_max, |first, last| fits(is_counter(first) && is_counter(last)))
}

pub(super) fn strings(column: &[u8], items_max: u64, bytes_left: &mut u64) -> Result<Items, WalkError> {
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
pub(super) fn booleans(column: &[u8], items_max: u64) -> Result<u64, WalkError> {
    let mut reader = Reader::new(column);
    let mut items = 0u64;
    while !reader.is_empty() {
        let first = reader.left() == column.len();
        let count = reader.unsigned()?;
        items = items.saturating_add(count);
        fits(items <= items_max && (count > 0 || first))?;
    }
    Ok(items)
}

/// The types and lengths of values: how many there are, and how many bytes they have together.
pub(super) fn value_bytes(column: &[u8], items_max: u64) -> Result<(Items, u64), WalkError> {
    let mut bytes = 0u64;
    let items = integers(column, items_max, |meta, run| {
        let (value_type, length) = (meta & 0x0f, meta >> 4);
        bytes = bytes.saturating_add(length.saturating_mul(run));
        // Null, false and true have no bytes; types above timestamp are not of this format.
        fits((value_type > 2 || length == 0) && value_type <= 9)
    })?;
    Ok((items, bytes))
}

/// The items of a column one by one, for columns already counted and bounded; it has no nulls.
pub(super) struct Expanded<'a> {
    reader: Reader<'a>,
    is_delta: bool,
    literals: u64,
    repeats: u64,
    value: i128,
    sum: i128,
}

impl<'a> Expanded<'a> {
    pub(super) fn unsigned(column: &'a [u8]) -> Self {
        Self { reader: Reader::new(column), is_delta: false, literals: 0, repeats: 0, value: 0, sum: 0 }
    }

    pub(super) fn deltas(column: &'a [u8]) -> Self {
        Self { is_delta: true, ..Self::unsigned(column) }
    }

    pub(super) fn next(&mut self) -> Result<i128, WalkError> {
        if self.repeats == 0 && self.literals == 0 {
            let head = self.reader.signed()?;
            fits(head != 0)?;
            match head > 0 {
                true => (self.repeats, self.value) = (head.unsigned_abs(), self.value()?),
                false => self.literals = head.unsigned_abs(),
            }
        }
        if self.repeats > 0 {
            self.repeats -= 1;
        } else {
            self.literals -= 1;
            self.value = self.value()?;
        }
        self.sum += self.value;
        Ok(if self.is_delta { self.sum } else { self.value })
    }

    fn value(&mut self) -> Result<i128, WalkError> {
        if self.is_delta { self.reader.signed().map(i128::from) } else { self.reader.unsigned().map(i128::from) }
    }
}
