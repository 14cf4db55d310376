//! What one space's log is: how far it goes, which program start wrote which numbers, what is not applied yet.
//!
//! Kept as one sealed value a space and written in the same transaction as the chunks it speaks of.
//! Invariant: runs follow each other without gap from 1 to the newest number.

use serde::{Deserialize, Serialize};

use crate::ids::{Cursor, Run};

/// Numbers of one space that one program start of this device wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSpan {
    /// The program start.
    pub run: Run,
    /// Its first number.
    pub first: u64,
    /// Its last number so far.
    pub last: u64,
}

/// The state of one space's log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogState {
    /// Number of the newest chunk; 0 for an empty log.
    pub newest: u64,
    /// Which run wrote which numbers, oldest first; kept for ever.
    pub runs: Vec<RunSpan>,
    /// Numbers that are stored but not applied, ascending.
    pub unapplied: Vec<u64>,
    /// Numbers that do not open, do not belong or are gone, ascending.
    pub damaged: Vec<u64>,
}

/// Version of the encoded state.
const VERSION: u8 = 1;

impl LogState {
    /// Returns the place of the newest chunk, as other devices know it.
    pub fn cursor(&self) -> Cursor {
        self.runs.last().map_or(Cursor::START, |span| Cursor { run: span.run, seq: span.last })
    }

    /// Returns whether `cursor` names a number that its run wrote here.
    pub fn knows(&self, cursor: Cursor) -> bool {
        cursor == Cursor::START
            || self.runs.iter().any(|span| span.run == cursor.run && (span.first..=span.last).contains(&cursor.seq))
    }

    /// Returns the run that wrote a number; none beyond the log's end.
    pub fn run_of(&self, seq: u64) -> Option<Run> {
        let at = self.runs.partition_point(|span| span.last < seq);
        self.runs.get(at).filter(|span| span.first <= seq).map(|span| span.run)
    }

    /// Takes the next number for `run`.
    pub(super) fn next(&mut self, run: Run) -> u64 {
        self.newest += 1;
        match self.runs.last_mut() {
            Some(span) if span.run == run => span.last = self.newest,
            _ => self.runs.push(RunSpan { run, first: self.newest, last: self.newest }),
        }
        self.newest
    }

    pub(super) fn encode(&self) -> Option<Vec<u8>> {
        postcard::to_extend(self, vec![VERSION]).ok()
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let state: Self = postcard::from_bytes(rest).ok()?;
        (*version == VERSION && state.is_sound()).then_some(state)
    }

    fn is_sound(&self) -> bool {
        let mut end = 0;
        for span in &self.runs {
            if Some(span.first) != u64::checked_add(end, 1) || span.last < span.first {
                return false;
            }
            end = span.last;
        }
        let listed = |numbers: &[u64]| {
            numbers.is_sorted_by(|one, next| one < next) && numbers.iter().all(|seq| (1..=self.newest).contains(seq))
        };
        end == self.newest && listed(&self.unapplied) && listed(&self.damaged)
    }
}

/// Adds a number to an ascending list.
pub(super) fn insert_sorted(numbers: &mut Vec<u64>, seq: u64) {
    if let Err(at) = numbers.binary_search(&seq) {
        numbers.insert(at, seq);
    }
}

/// Takes a number off an ascending list; says whether it was there.
pub(super) fn remove_sorted(numbers: &mut Vec<u64>, seq: u64) -> bool {
    let found = numbers.binary_search(&seq);
    if let Ok(at) = found {
        numbers.remove(at);
    }
    found.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_keeps_its_numbers() {
        let mut state = LogState::default();
        assert_eq!(state.cursor(), Cursor::START);
        let (one, two) = (Run([1; 8]), Run([2; 8]));
        assert_eq!([state.next(one), state.next(one), state.next(two)], [1, 2, 3]);
        assert_eq!(state.runs[0], RunSpan { run: one, first: 1, last: 2 });
        assert_eq!(state.cursor(), Cursor { run: two, seq: 3 });
        assert!(state.knows(Cursor { run: one, seq: 2 }) && state.knows(Cursor::START));
        assert!(!state.knows(Cursor { run: one, seq: 3 }) && !state.knows(Cursor { run: Run([3; 8]), seq: 1 }));
        assert_eq!(LogState::decode(&state.encode().unwrap()), Some(state));
    }

    #[test]
    fn a_state_that_contradicts_itself_is_not_read() {
        let gap =
            LogState { newest: 3, runs: vec![RunSpan { run: Run([1; 8]), first: 2, last: 3 }], ..LogState::default() };
        assert_eq!(LogState::decode(&gap.encode().unwrap()), None);
        let run = |first, last| RunSpan { run: Run([1; 8]), first, last };
        let over = LogState { newest: u64::MAX, runs: vec![run(1, u64::MAX), run(0, 3)], ..LogState::default() };
        assert_eq!(LogState::decode(&over.encode().unwrap()), None, "found by the fuzzer");
        let beyond = LogState { unapplied: vec![1], ..LogState::default() };
        assert_eq!(LogState::decode(&beyond.encode().unwrap()), None);
    }
}
