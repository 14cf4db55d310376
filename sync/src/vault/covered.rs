//! Numbers of a log whose chunks were folded into a later one and are kept nowhere themselves.
//!
//! Kept as one sealed value a space, beside the state of the log. Invariant: ranges ascend, with a gap between any two.

use serde::{Deserialize, Serialize};

/// The numbers of one space's log that hold nothing of their own any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Covered {
    /// First and last number of each range.
    ranges: Vec<(u64, u64)>,
}

/// A range as written: how many numbers lie between it and the one before, and how many it has.
#[derive(Serialize, Deserialize)]
struct Step {
    between: u64,
    numbers: u64,
}

/// Version of the encoded ranges.
const VERSION: u8 = 1;

impl Covered {
    /// Key of the row beside the state's own, which has the empty key.
    pub(super) const KEY: &'static [u8] = b"covered";

    /// Whether a number is covered.
    pub(super) fn contains(&self, seq: u64) -> bool {
        self.range_of(seq).is_some()
    }

    /// Returns the first number from `seq` on that is not covered.
    pub(super) fn skip(&self, seq: u64) -> u64 {
        self.range_of(seq).map_or(seq, |(_, last)| last.saturating_add(1))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Adds a number.
    pub(super) fn insert(&mut self, seq: u64) {
        let at = self.ranges.partition_point(|(first, _)| *first <= seq);
        let before = at.checked_sub(1).map(|index| self.ranges[index]);
        if before.is_some_and(|(_, last)| seq <= last) {
            return;
        }
        let joins_before = before.is_some_and(|(_, last)| last + 1 == seq);
        let joins_after = self.ranges.get(at).is_some_and(|(first, _)| *first == seq + 1);
        match (joins_before, joins_after) {
            (true, true) => {
                self.ranges[at - 1].1 = self.ranges[at].1;
                self.ranges.remove(at);
            }
            (true, false) => self.ranges[at - 1].1 = seq,
            (false, true) => self.ranges[at].0 = seq,
            (false, false) => self.ranges.insert(at, (seq, seq)),
        }
    }

    pub(super) fn encode(&self) -> Option<Vec<u8>> {
        let mut end = 0;
        let steps: Vec<Step> = self
            .ranges
            .iter()
            .map(|(first, last)| {
                let step = Step { between: first - end - 1, numbers: last - first + 1 };
                end = *last;
                step
            })
            .collect();
        postcard::to_extend(&steps, vec![VERSION]).ok()
    }

    /// Reads the ranges of a log that goes to `newest`, which is never covered itself.
    pub(super) fn decode(bytes: &[u8], newest: u64) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        let steps: Vec<Step> = postcard::from_bytes(rest).ok()?;
        let mut ranges = Vec::with_capacity(steps.len());
        let mut end = 0u64;
        for (index, step) in steps.iter().enumerate() {
            let first = end.checked_add(step.between)?.checked_add(1)?;
            let last = first.checked_add(step.numbers.checked_sub(1)?)?;
            if last >= newest || (index > 0 && step.between == 0) {
                return None;
            }
            ranges.push((first, last));
            end = last;
        }
        Some(Self { ranges })
    }

    fn range_of(&self, seq: u64) -> Option<(u64, u64)> {
        let at = self.ranges.partition_point(|(first, _)| *first <= seq).checked_sub(1)?;
        self.ranges.get(at).copied().filter(|(_, last)| seq <= *last)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_hold_what_was_put_in_and_nothing_else(numbers in prop::collection::vec(1u64..60, 0..60)) {
            let mut covered = Covered::default();
            numbers.iter().for_each(|seq| covered.insert(*seq));
            let set: BTreeSet<u64> = numbers.into_iter().collect();
            for seq in 0..70 {
                prop_assert_eq!(covered.contains(seq), set.contains(&seq));
                prop_assert_eq!(covered.skip(seq), (seq..).find(|seq| !set.contains(seq)).unwrap());
            }
            prop_assert_eq!(Covered::decode(&covered.encode().unwrap(), 60), Some(covered));
        }

        #[test]
        fn no_bytes_panic_the_reader_or_reach_the_newest_number(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Some(covered) = Covered::decode(&bytes, 9) {
                prop_assert!((9..=u64::MAX).step_by(1 << 60).all(|seq| !covered.contains(seq)));
            }
        }
    }

    #[test]
    fn a_number_a_year_of_folding_later_takes_few_bytes() {
        let mut covered = Covered::default();
        (1..=7_300).filter(|seq| seq % 20 != 0).for_each(|seq| covered.insert(seq));
        assert!(covered.encode().unwrap().len() < 365 * 2 + 10);
    }
}
