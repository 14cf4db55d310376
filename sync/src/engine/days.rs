//! How far each log went on each day, so that it is known of a chunk whether it is older than a month.
//!
//! Invariant: one point a day and a month of days; a clock that went back takes the days after it with it, so that
//! nothing counts as older than it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::records;
use crate::clock::UnixMillis;
use crate::ids::SpaceId;
use crate::limits::DAYS_MAX;
use crate::vault::{Vault, Write};

/// Name of the record.
const NAME: &str = "days";
const DAY_MS: u64 = 24 * 3600 * 1000;
/// Age, in days, at which a chunk is folded whether or not every device has it.
const OLD_DAYS: u64 = 30;

/// Newest numbers by day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Days {
    /// Oldest first.
    points: Vec<Point>,
}

/// The logs that went further on one day, and how far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Point {
    day: u64,
    newest: BTreeMap<SpaceId, u64>,
}

impl Days {
    /// Returns what was kept; nothing if it is damaged: then everything is as young as today.
    pub fn load(vault: &Vault) -> Result<Self, Failure> {
        records::read_or_default(vault, NAME)
    }

    /// Notes how far the logs go; says whether that is to be written.
    pub fn note(&mut self, now_ms: UnixMillis, newest: &BTreeMap<SpaceId, u64>) -> bool {
        let day = now_ms / DAY_MS;
        let before = self.points.len();
        self.points.retain(|point| point.day <= day);
        let is_known = self.points.last().is_some_and(|point| point.day == day);
        let further = |(space, number): &(&SpaceId, &u64)| self.number(**space, day) < **number;
        let grown: BTreeMap<SpaceId, u64> =
            newest.iter().filter(further).map(|(space, number)| (*space, *number)).collect();
        if is_known || grown.is_empty() {
            return self.points.len() != before;
        }
        self.points.push(Point { day, newest: grown });
        while self.points.len() > DAYS_MAX && self.points[1].day + OLD_DAYS <= day {
            let oldest = self.points.remove(0);
            for (space, number) in oldest.newest {
                self.points[0].newest.entry(space).or_insert(number);
            }
        }
        true
    }

    /// Returns the newest number of a space that is older than a month; 0 if none is.
    pub fn old(&self, space: SpaceId, now_ms: UnixMillis) -> u64 {
        (now_ms / DAY_MS).checked_sub(OLD_DAYS).map_or(0, |day| self.number(space, day))
    }

    /// Writes it down.
    pub fn save(&self, write: &mut Write<'_>) -> Result<(), Failure> {
        Ok(write.put_record(NAME, &records::encode(self)?)?)
    }

    /// How far a log went until the end of a day, as far as that was noted.
    fn number(&self, space: SpaceId, day: u64) -> u64 {
        let until = self.points.iter().rev().filter(|point| point.day <= day);
        until.filter_map(|point| point.newest.get(&space)).next().copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: SpaceId = SpaceId([1; 16]);

    fn note(days: &mut Days, day: u64, newest: u64) -> bool {
        days.note(day * DAY_MS + 5, &BTreeMap::from([(SPACE, newest)]))
    }

    #[test]
    fn a_number_is_old_thirty_days_after_it_was_noted() {
        let mut days = Days::default();
        assert!(note(&mut days, 100, 7) && !note(&mut days, 100, 9) && note(&mut days, 101, 12));
        assert!(!note(&mut days, 102, 12), "a day on which nothing was written needs no point");
        let old = |day: u64| days.old(SPACE, day * DAY_MS);
        assert_eq!([old(5), old(129), old(130), old(131), old(400)], [0, 0, 7, 12, 12]);
        assert_eq!(days.old(SpaceId([2; 16]), 400 * DAY_MS), 0);
    }

    #[test]
    fn years_of_days_take_the_room_of_a_month() {
        let mut days = Days::default();
        for day in 0..1000 {
            assert!(note(&mut days, day, day * 10 + 1));
            assert!(days.points.len() <= DAYS_MAX);
            assert_eq!(days.old(SPACE, day * DAY_MS), day.checked_sub(OLD_DAYS).map_or(0, |day| day * 10 + 1));
        }
        let quiet = SpaceId([3; 16]);
        days.note(1000 * DAY_MS, &BTreeMap::from([(quiet, 4)]));
        for day in 1001..1100 {
            note(&mut days, day, day * 10 + 1);
        }
        assert_eq!(days.old(quiet, 1100 * DAY_MS), 4, "a space that rests is not forgotten");
    }

    #[test]
    fn a_clock_that_was_wrong_makes_nothing_old() {
        let mut days = Days::default();
        note(&mut days, 100, 5);
        note(&mut days, 9_000, 8);
        assert!(note(&mut days, 101, 9));
        assert_eq!(days.old(SPACE, 130 * DAY_MS), 5);
        assert_eq!(days.old(SPACE, 131 * DAY_MS), 9);
    }
}
