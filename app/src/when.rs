//! Moments in words: "9:31", "Today 9:12", "Yesterday 16:40", "10 May".

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use understory_sync::clock::UnixMillis;

use crate::i18n::{t, t_with};

fn zoned(ms: UnixMillis, zone: &TimeZone) -> Zoned {
    let millis = i64::try_from(ms).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX).to_zoned(zone.clone())
}

/// Returns the time of day.
pub fn time(ms: UnixMillis, zone: &TimeZone) -> String {
    let at = zoned(ms, zone);
    format!("{}:{:02}", at.hour(), at.minute())
}

/// Returns day and time for what is recent, the day alone for what is older.
pub fn day(ms: UnixMillis, now_ms: UnixMillis, zone: &TimeZone) -> String {
    let (at, now) = (zoned(ms, zone), zoned(now_ms, zone));
    let clock = time(ms, zone);
    if at.date() == now.date() {
        return t_with("when-today", &[("time", clock.into())]);
    }
    if now.date().yesterday().is_ok_and(|yesterday| yesterday == at.date()) {
        return t_with("when-yesterday", &[("time", clock.into())]);
    }
    date(at.date(), now.date())
}

/// Returns the day alone, as a heading.
pub fn named_day(ms: UnixMillis, now_ms: UnixMillis, zone: &TimeZone) -> String {
    let (at, now) = (zoned(ms, zone).date(), zoned(now_ms, zone).date());
    if at == now {
        return t("seen-day-today");
    }
    if now.yesterday().is_ok_and(|yesterday| yesterday == at) {
        return t("seen-day-yesterday");
    }
    date(at, now)
}

/// Returns the day with its year, for what is kept for long.
pub fn full(ms: UnixMillis, zone: &TimeZone) -> String {
    dated("when-day-year", zoned(ms, zone).date())
}

/// Returns the day as it sorts in a list of files, `YYYY-MM-DD`.
pub fn sortable(ms: UnixMillis, zone: &TimeZone) -> String {
    zoned(ms, zone).date().to_string()
}

/// Returns the hour and minute on the wall.
pub fn clock(ms: UnixMillis, zone: &TimeZone) -> Time {
    zoned(ms, zone).time()
}

/// Returns "Monday 12 May".
pub fn weekday(at: Date) -> String {
    let weekday = t(&format!("weekday-{}", at.weekday().to_monday_one_offset()));
    t_with("weekday-day", &[("weekday", weekday.into()), ("date", date(at, at).into())])
}

/// Returns the weekday of a day within the next six, and the date of any other.
pub fn weekday_near(at: Date, today: Date) -> String {
    let days = today.until(at).map_or(i32::MAX, |span| span.get_days());
    match days {
        0 => t("seen-day-today"),
        1..=6 => t(&format!("weekday-{}", at.weekday().to_monday_one_offset())),
        _ => date(at, today),
    }
}

/// Returns a month with its year.
pub fn month(at: Date) -> String {
    let month = t(&format!("month-{}", at.month()));
    t_with("when-month", &[("month", month.into()), ("year", at.year().to_string().into())])
}

/// Returns a day with its year.
pub fn written_day(at: Date) -> String {
    dated("when-day-year", at)
}

/// Returns day and time of something ahead.
pub fn ahead(ms: UnixMillis, now_ms: UnixMillis, zone: &TimeZone) -> String {
    let (at, now) = (zoned(ms, zone), zoned(now_ms, zone));
    let clock = time(ms, zone);
    if at.date() == now.date() {
        return t_with("when-today", &[("time", clock.into())]);
    }
    if now.date().tomorrow().is_ok_and(|tomorrow| tomorrow == at.date()) {
        return t_with("when-tomorrow", &[("time", clock.into())]);
    }
    weekday(at.date())
}

/// Returns the time for today and the day otherwise, for the end of a line.
pub fn short(ms: UnixMillis, now_ms: UnixMillis, zone: &TimeZone) -> String {
    let (at, now) = (zoned(ms, zone), zoned(now_ms, zone));
    if at.date() == now.date() { time(ms, zone) } else { date(at.date(), now.date()) }
}

/// Returns a date as `YYYY-MM-DD` in words, if it is one.
pub fn written(text: &str, now_ms: UnixMillis, zone: &TimeZone) -> Option<String> {
    let at: Date = text.parse().ok()?;
    Some(date(at, zoned(now_ms, zone).date()))
}

/// Returns a day, with its year if that is another one.
pub fn date(at: Date, now: Date) -> String {
    dated(if at.year() == now.year() { "when-day" } else { "when-day-year" }, at)
}

fn dated(sentence: &str, at: Date) -> String {
    let month = t(&format!("month-{}", at.month()));
    let args = [("day", i64::from(at.day()).into()), ("month", month.into()), ("year", at.year().to_string().into())];
    t_with(sentence, &args)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = 1_715_505_120_000; // 2024-05-12 09:12 UTC

    #[test]
    fn moments_read_as_people_say_them() {
        let zone = TimeZone::UTC;
        assert_eq!(day(NOW, NOW, &zone), "Today 9:12");
        assert_eq!(day(NOW - 86_400_000, NOW, &zone), "Yesterday 9:12");
        assert_eq!(day(NOW - 3 * 86_400_000, NOW, &zone), "9 May");
        assert_eq!(day(NOW - 366 * 86_400_000, NOW, &zone), "12 May 2023");
        assert_eq!(full(NOW, &zone), "12 May 2024");
        let today: Date = "2024-05-12".parse().unwrap();
        assert_eq!(weekday(today), "Sunday 12 May");
        assert_eq!(weekday_near("2024-05-16".parse().unwrap(), today), "Thursday");
        assert_eq!(weekday_near("2024-05-19".parse().unwrap(), today), "19 May");
        assert_eq!(ahead(NOW + 86_400_000, NOW, &zone), "Tomorrow 9:12");
        assert_eq!(clock(NOW, &zone), Time::constant(9, 12, 0, 0));
        assert_eq!(sortable(NOW, &zone), "2024-05-12");
        assert_eq!(short(NOW, NOW, &zone), "9:12");
        assert_eq!(written("2024-05-10", NOW, &zone).as_deref(), Some("10 May"));
    }
}
