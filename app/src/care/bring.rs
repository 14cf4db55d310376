//! Marks of what somebody wants to speak about in the next session; nobody else sees them.
//!
//! Invariant: a mark goes when its day of talking is over, when it is taken off, and when what it stands at is withdrawn.

use jiff::civil::Date;
use understory_sync::document::Fact;
use understory_sync::ids::DocumentId;

use super::courses::SessionKind;
use super::{course, courses};
use crate::state::care::Care;

const PREFIX: &str = "bring.";

/// Returns the name of the fact for a publication: by half of its id, to be short enough.
pub fn name(publication: DocumentId) -> String {
    format!("{PREFIX}{}", &publication.hex()[..32])
}

/// Returns the mark of somebody who makes it today.
pub fn mark(today: Date) -> Fact {
    Fact::Text(today.to_string())
}

/// Whether this fact is such a mark, whenever it was made.
pub fn is_mark(name: &str, fact: &Fact) -> bool {
    // Marks were without their day at first.
    name.starts_with(PREFIX) && (fact.flag() == Some(true) || fact.text().and_then(courses::day).is_some())
}

/// Returns the days of talking in the course that is going on, in their order.
pub fn talks(care: &Care) -> Vec<Date> {
    let sessions = course::current(care).map(|course| course::sessions(care, course.document)).unwrap_or_default();
    sessions.iter().filter(|session| session.kind == SessionKind::Integration).map(|session| session.date).collect()
}

/// Whether this fact is a mark that no day of talking has passed since.
pub fn is_open(name: &str, fact: &Fact, talks: &[Date], today: Date) -> bool {
    let since = fact.text().and_then(courses::day);
    let passed = |since: Date| talks.iter().any(|talk| since <= *talk && *talk < today);
    is_mark(name, fact) && !since.is_some_and(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> Date {
        day.parse().unwrap()
    }

    #[test]
    fn a_mark_lasts_until_the_next_day_of_talking_is_over() {
        let (name, mark) = (name(DocumentId([7; 32])), mark(on("2026-05-12")));
        let talks = [on("2026-05-05"), on("2026-05-15"), on("2026-05-29")];
        for (today, open) in [("2026-05-12", true), ("2026-05-15", true), ("2026-05-16", false), ("2026-05-30", false)]
        {
            assert_eq!(is_open(&name, &mark, &talks, on(today)), open, "{today}");
        }
        assert!(is_open(&name, &mark, &[], on("2027-01-01")), "nobody knows of a day to talk");
    }

    #[test]
    fn marks_from_before_and_what_is_none() {
        let name = name(DocumentId([7; 32]));
        assert!(is_open(&name, &Fact::Flag(true), &[on("2026-05-15")], on("2026-06-01")), "without a day it stays");
        assert!(!is_mark(&name, &Fact::Flag(false)) && !is_mark(&name, &Fact::Text("soon".to_owned())));
        assert!(!is_mark("session", &Fact::Flag(true)));
    }
}
