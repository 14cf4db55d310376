//! Courses and sessions, read out of facts: what is planned, where somebody is in it, and what fits that day.
//!
//! Invariant: pure; whatever a fact holds, reading it yields something sensible or nothing.

use jiff::civil::{Date, Time};
use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::state::care::Care;

use super::courses::{SessionKind, day, days_between};
use super::hours::MORNING_HOUR;
use super::prompts::Phase;

/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;
/// Minutes after the beginning of a session for which only the quiet page asks anything.
const FIRST_MINUTES: i64 = 6 * 60;

/// One session.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// Its record.
    pub record: &'a RecordView,
    /// What kind.
    pub kind: SessionKind,
    /// Its day.
    pub date: Date,
    /// When it begins, if that was said.
    pub time: Option<Time>,
    /// Its number among the sessions with medicine of its course, from 1; none for one without.
    pub number: Option<usize>,
}

/// Where somebody is in their course on a day.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The last session with medicine up to that day.
    pub last: Option<Session<'a>>,
    /// The next session of any kind after that day, or on it.
    pub next: Option<Session<'a>>,
    /// What kind of question fits.
    pub phase: Phase,
}

/// Returns a record's words under a name.
pub fn text<'a>(record: &'a RecordView, name: &str) -> Option<&'a str> {
    record.facts.get(name).and_then(Fact::text)
}

/// Returns whether something was said to be so.
pub fn flag(record: &RecordView, name: &str) -> bool {
    record.facts.get(name).and_then(Fact::flag) == Some(true)
}

/// Returns the course that is going on: of those that were not ended, the one begun last.
pub fn current(care: &Care) -> Option<&RecordView> {
    let open = care.of(Kind::Course).filter(|course| text(course, "ended").is_none());
    open.max_by_key(|course| (text(course, "began").and_then(day), course.document))
}

/// Returns all courses, ended or not, the one begun last first.
pub fn by_beginning(care: &Care) -> Vec<&RecordView> {
    let mut courses: Vec<_> = care.of(Kind::Course).collect();
    courses.sort_by_key(|course| std::cmp::Reverse((text(course, "began").and_then(day), course.document)));
    courses
}

/// Returns the sessions of a course that were removed and can be put back.
pub fn removed(care: &Care, course: DocumentId) -> Vec<Session<'_>> {
    in_order(care.removed(Kind::Session), course)
}

/// Returns the sessions of a course in the order of their days; those without a day that can be are left out.
pub fn sessions(care: &Care, course: DocumentId) -> Vec<Session<'_>> {
    let mut sessions = in_order(care.of(Kind::Session), course);
    let mut number = 0;
    for session in sessions.iter_mut().filter(|session| session.kind.with_medicine()) {
        number += 1;
        session.number = Some(number);
    }
    sessions
}

/// Those of these sessions that are of a course, without their numbers.
fn in_order<'a>(records: impl Iterator<Item = &'a RecordView>, course: DocumentId) -> Vec<Session<'a>> {
    let name = course.hex();
    let of_course = records.filter(|session| text(session, "course") == Some(name.as_str()));
    let mut sessions: Vec<_> = of_course.filter_map(read).collect();
    sessions.sort_by_key(|session| (session.date, session.time, session.record.document));
    sessions
}

/// Reads one session, without its number.
fn read(record: &RecordView) -> Option<Session<'_>> {
    let kind = SessionKind::named(text(record, "kind")?)?;
    let date = day(text(record, "date")?)?;
    let time = text(record, "time").and_then(|time| time.parse().ok());
    Some(Session { record, kind, date, time, number: None })
}

/// Returns where somebody is at this hour of this day; hours before five in the morning are the night of that day.
///
/// Within 24 hours after a session began, nothing but the first hours and the evening has questions.
pub fn place<'a>(sessions: &[Session<'a>], today: Date, now: Time) -> Place<'a> {
    let last = sessions.iter().rev().find(|session| session.kind.with_medicine() && session.date <= today).copied();
    let next = sessions.iter().find(|session| session.date > today).copied();
    let ahead = sessions.iter().find(|session| session.kind.with_medicine() && session.date > today);
    let days_ahead = ahead.map(|session| days_between(today, session.date));
    let phase = match last.map(|session| (days_between(session.date, today), session)) {
        None => Phase::Preparation,
        Some((days @ 0..=1, session)) => near(days, session.time, now),
        // The evening before the next session is for getting ready, unless the last one is still near.
        Some((days, _)) if days > 3 && days_ahead.is_some_and(|ahead| ahead <= 2) => Phase::Preparation,
        Some((2..=3, _)) => Phase::Days,
        Some((4..=7, _)) => Phase::Week,
        Some((_, session)) if ahead.is_none() || session.kind == SessionKind::Booster => Phase::After,
        Some(_) => Phase::Week,
    };
    Place { last, next, phase }
}

/// What fits on the day of a session and on the day after it; a session without a time is taken to begin at noon.
fn near(days: i64, begins: Option<Time>, now: Time) -> Phase {
    let begins = begins.unwrap_or(Time::constant(12, 0, 0, 0));
    let minutes = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
    let of_night = if i64::from(now.hour()) < MORNING_HOUR { DAY_MINUTES } else { 0 };
    match days * DAY_MINUTES + of_night + minutes(now) - minutes(begins) {
        ..0 => Phase::HourBefore,
        0..FIRST_MINUTES => Phase::FirstHours,
        FIRST_MINUTES..DAY_MINUTES => Phase::Evening,
        _ => Phase::Days,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn session(number: u8, kind: &str, date: &str) -> RecordView {
        let course = DocumentId([9; 32]).hex();
        let facts = [("kind", kind), ("date", date), ("course", course.as_str())];
        let facts = facts.map(|(name, value)| (name.to_owned(), Fact::Text(value.to_owned()))).into();
        let (document, rivals) = (DocumentId([number; 32]), Default::default());
        RecordView { document, kind: Kind::Session, facts, rivals, created_ms: 1, changed_ms: 1, trashed: false }
    }

    pub fn course(number: u8, began: &str) -> RecordView {
        let facts = [("began".to_owned(), Fact::Text(began.to_owned()))].into();
        let (document, rivals) = (DocumentId([number; 32]), Default::default());
        RecordView { document, kind: Kind::Course, facts, rivals, created_ms: 1, changed_ms: 1, trashed: false }
    }

    fn planned() -> Care {
        let mut care = Care::default();
        let sessions = vec![
            session(5, "integration", "2026-05-14"),
            session(1, "preparation", "2026-05-01"),
            session(2, "medicine", "2026-05-05"),
            session(3, "medicine", "2026-05-12"),
            session(4, "medicine", "2026-05-22"),
            session(6, "medicine", "when I can"),
            course(9, "2026-05-01"),
        ];
        care.merge(sessions, &[]);
        care
    }

    fn phase(day: &str, hour: i8) -> Phase {
        let care = planned();
        let sessions = sessions(&care, DocumentId([9; 32]));
        place(&sessions, day.parse().unwrap(), Time::constant(hour, 0, 0, 0)).phase
    }

    #[test]
    fn sessions_come_in_the_order_of_their_days_and_those_with_medicine_are_counted() {
        let care = planned();
        let sessions = sessions(&care, DocumentId([9; 32]));
        let numbers: Vec<_> = sessions.iter().map(|session| (session.record.document.0[0], session.number)).collect();
        assert_eq!(numbers, [(1, None), (2, Some(1)), (3, Some(2)), (5, None), (4, Some(3))]);
    }

    #[test]
    fn what_fits_follows_from_the_day() {
        assert_eq!(phase("2026-05-02", 9), Phase::Preparation);
        assert_eq!(phase("2026-05-12", 9), Phase::HourBefore);
        assert_eq!(phase("2026-05-12", 14), Phase::FirstHours);
        assert_eq!(phase("2026-05-12", 20), Phase::Evening);
        assert_eq!(phase("2026-05-13", 13), Phase::Days);
        assert_eq!(phase("2026-05-15", 9), Phase::Days);
        assert_eq!(phase("2026-05-17", 9), Phase::Week);
        assert_eq!(phase("2026-05-21", 20), Phase::Preparation);
        assert_eq!(phase("2026-06-20", 9), Phase::After);
    }

    #[test]
    fn within_a_day_after_a_session_only_its_first_hours_and_its_evening_ask() {
        let at =
            |days, hour, minute| near(days, Some(Time::constant(14, 30, 0, 0)), Time::constant(hour, minute, 0, 0));
        assert_eq!(at(0, 14, 29), Phase::HourBefore);
        assert_eq!(at(0, 14, 30), Phase::FirstHours);
        assert_eq!(at(0, 20, 30), Phase::Evening);
        assert_eq!(at(0, 1, 30), Phase::Evening, "the night after it still belongs to its day");
        assert_eq!(at(1, 9, 0), Phase::Evening);
        assert_eq!(at(1, 14, 29), Phase::Evening);
        assert_eq!(at(1, 14, 30), Phase::Days);
        assert_eq!(at(1, 2, 0), Phase::Days);
        let late = |days, hour| near(days, Some(Time::constant(22, 0, 0, 0)), Time::constant(hour, 0, 0, 0));
        assert_eq!((late(0, 3), late(0, 4)), (Phase::FirstHours, Phase::Evening));
        assert_eq!(near(1, None, Time::constant(12, 0, 0, 0)), Phase::Days, "without a time it began at noon");
    }

    #[test]
    fn courses_that_ended_and_sessions_that_were_removed_can_still_be_found() {
        let mut care = planned();
        let mut ended = course(8, "2025-01-01");
        ended.facts.insert("ended".to_owned(), Fact::Text("2025-03-01".to_owned()));
        let mut gone = session(3, "medicine", "2026-05-12");
        gone.trashed = true;
        care.merge(vec![ended, course(7, "2025-06-01"), gone], &[]);
        let names: Vec<u8> = by_beginning(&care).iter().map(|course| course.document.0[0]).collect();
        assert_eq!(names, [9, 7, 8]);
        let removed: Vec<u8> =
            removed(&care, DocumentId([9; 32])).iter().map(|session| session.record.document.0[0]).collect();
        assert_eq!(removed, [3]);
        assert!(!sessions(&care, DocumentId([9; 32])).iter().any(|session| session.record.trashed));
    }

    #[test]
    fn the_next_session_is_after_today_and_the_last_one_had_medicine() {
        let care = planned();
        let sessions = sessions(&care, DocumentId([9; 32]));
        let place = place(&sessions, "2026-05-13".parse().unwrap(), Time::constant(9, 0, 0, 0));
        assert_eq!(place.last.unwrap().number, Some(2));
        assert_eq!(place.next.unwrap().kind, SessionKind::Integration);
    }

    #[test]
    fn the_course_begun_last_goes_on_unless_it_was_ended() {
        let mut care = planned();
        care.merge(vec![course(8, "2026-09-01")], &[]);
        assert_eq!(current(&care).unwrap().document, DocumentId([8; 32]));
        let mut ended = course(8, "2026-09-01");
        ended.facts.insert("ended".to_owned(), Fact::Text("2026-10-01".to_owned()));
        care.merge(vec![ended], &[]);
        assert_eq!(current(&care).unwrap().document, DocumentId([9; 32]));
    }
}
