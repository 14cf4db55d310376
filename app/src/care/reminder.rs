//! The reminder somebody may ask for: a time of day, and the days of the week. It never says what it is about.
//!
//! Invariant: without a time there is none, and nothing but the person's own choice sets one.

use jiff::Zoned;
use jiff::civil::Time;
use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;

/// The choice of the minute of the day, from 0 to 1439; taken away, there is no reminder.
pub const MINUTE: &str = "reminder.minute";
/// The choice of days: the sum of 1 for Monday, 2 for Tuesday, 4 for Wednesday and so on; every day if it is missing.
pub const DAYS: &str = "reminder.days";
/// Every day of the week.
pub const EVERY_DAY: u8 = 0b111_1111;
/// When it comes if no time was chosen yet: at seven in the evening.
pub const USUAL_MINUTE: u16 = 19 * 60;

const MINUTES_A_DAY: i64 = 24 * 60;

/// When a person wants to be reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The minute of the day.
    pub minute: u16,
    /// The days, as in [`DAYS`]; at least one.
    pub days: u8,
}

impl Reminder {
    /// Returns what these choices say; none if no reminder is wanted.
    pub fn of<'a>(choices: impl IntoIterator<Item = &'a RecordView>) -> Option<Self> {
        let record = choices.into_iter().find(|record| record.facts.contains_key(MINUTE))?;
        let number = |name| record.facts.get(name).and_then(Fact::number);
        let minute = number(MINUTE).filter(|minute| (0..MINUTES_A_DAY).contains(minute))?;
        let days = number(DAYS).map_or(EVERY_DAY, |days| (days & i64::from(EVERY_DAY)) as u8);
        (days != 0).then_some(Self { minute: minute as u16, days })
    }

    /// Returns the time of day.
    pub fn time(self) -> Time {
        Time::midnight() + jiff::SignedDuration::from_mins(i64::from(self.minute))
    }

    /// Whether it comes on this day of the week, from Monday, 0, to Sunday, 6.
    pub fn is_on(self, weekday: u8) -> bool {
        self.days & (1 << weekday) != 0
    }

    /// Returns the next moment after `now`, on the clock on the wall; an hour that a clock change skips comes later.
    pub fn next_after(self, now: &Zoned) -> Option<Zoned> {
        let days = core::iter::successors(Some(now.date()), |day| day.tomorrow().ok()).take(9);
        let wanted = days.filter(|day| self.is_on(day.weekday().to_monday_zero_offset() as u8));
        let mut moments = wanted.filter_map(|day| day.to_datetime(self.time()).to_zoned(now.time_zone().clone()).ok());
        moments.find(|moment| moment > now)
    }
}

/// Reads a time of day as people type it, such as "19:30", "7.5" or "8"; returns the minute of the day.
pub fn minute_of(typed: &str) -> Option<u16> {
    let mut parts = typed.trim().split([':', '.', 'h', ' ']).filter(|part| !part.is_empty());
    let number = |part: &str| part.parse::<u16>().ok().filter(|_| part.len() <= 2);
    let hour = number(parts.next()?).filter(|hour| *hour < 24)?;
    let minute = match parts.next() {
        Some(part) => number(part).filter(|minute| *minute < 60)?,
        None => 0,
    };
    parts.next().is_none().then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use understory_sync::document::Facts;
    use understory_sync::ids::DocumentId;
    use understory_sync::kind::Kind;

    fn chosen(facts: &[(&str, i64)]) -> Option<Reminder> {
        let facts: Facts = facts.iter().map(|(name, value)| ((*name).to_owned(), Fact::Number(*value))).collect();
        let (document, kind) = (DocumentId([1; 32]), Kind::Choices);
        let record = RecordView {
            document,
            kind,
            facts,
            rivals: Default::default(),
            created_ms: 0,
            changed_ms: 0,
            trashed: false,
        };
        Reminder::of([&record])
    }

    fn at(moment: &str) -> Zoned {
        moment.parse().unwrap()
    }

    #[test]
    fn there_is_none_without_a_time_of_day_and_nonsense_is_none() {
        assert_eq!(chosen(&[]), None);
        assert_eq!(chosen(&[(DAYS, 127)]), None);
        assert_eq!(chosen(&[(MINUTE, 1440)]), None);
        assert_eq!(chosen(&[(MINUTE, -1)]), None);
        assert_eq!(chosen(&[(MINUTE, 60), (DAYS, 0)]), None);
        assert_eq!(chosen(&[(MINUTE, 60), (DAYS, 1 << 20)]), None);
        assert_eq!(chosen(&[(MINUTE, 60)]), Some(Reminder { minute: 60, days: EVERY_DAY }));
    }

    #[test]
    fn it_comes_at_its_time_on_its_days_and_not_twice() {
        // Sundays and Wednesdays at 19:30.
        let reminder = Reminder { minute: 19 * 60 + 30, days: 0b100_0100 };
        let saturday = at("2026-11-28T20:00:00[Europe/Berlin]");
        let sunday = reminder.next_after(&saturday).unwrap();
        assert_eq!(sunday, at("2026-11-29T19:30:00[Europe/Berlin]"));
        assert_eq!(reminder.next_after(&sunday).unwrap(), at("2026-12-02T19:30:00[Europe/Berlin]"));
        let once_a_week = Reminder { minute: 0, days: 0b000_0001 };
        let monday = at("2026-11-30T00:00:00[Europe/Berlin]");
        assert_eq!(once_a_week.next_after(&monday).unwrap(), at("2026-12-07T00:00:00[Europe/Berlin]"));
    }

    #[test]
    fn a_clock_change_neither_swallows_nor_doubles_it() {
        let reminder = Reminder { minute: 2 * 60 + 30, days: EVERY_DAY };
        // Spring: half past two does not exist that night.
        let spring = reminder.next_after(&at("2027-03-28T01:00:00[Europe/Berlin]")).unwrap();
        assert_eq!(spring, at("2027-03-28T03:30:00[Europe/Berlin]"));
        // Autumn: it exists twice, and comes once.
        let autumn = reminder.next_after(&at("2026-10-25T01:00:00[Europe/Berlin]")).unwrap();
        let after = reminder.next_after(&autumn).unwrap();
        assert_eq!((autumn.date().day(), after.date().day()), (25, 26));
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for (typed, minute) in
            [("19:30", 1170), (" 7.05 ", 425), ("8", 480), ("8h15", 495), ("0:00", 0), ("23:59", 1439)]
        {
            assert_eq!(minute_of(typed), Some(minute), "{typed}");
        }
        for typed in ["", "24:00", "12:60", "noon", "1:2:3", "123", "-1", "7:005"] {
            assert_eq!(minute_of(typed), None, "{typed}");
        }
    }
}
