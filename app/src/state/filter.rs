//! Which entries the journal's list shows.
//!
//! Invariant: pure; an entry is shown if every choice that was made holds for it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use understory_sync::document::Fact;
use understory_sync::engine::view::EntrySummary;

use crate::care::hours::day_of;

/// What was chosen; the default shows everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Shared with somebody now, or with nobody.
    pub shared: Option<bool>,
    /// With this tag.
    pub tag: Option<String>,
    /// About a session.
    pub about_session: bool,
    /// Written in the first hours.
    pub first_hours: bool,
    /// Of this day.
    pub day: Option<Date>,
}

impl Filter {
    /// Whether anything was chosen.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// Whether an entry is shown.
    pub fn shows(&self, entry: &EntrySummary, zone: &TimeZone) -> bool {
        let is_layer = || entry.facts.get("layer").and_then(Fact::text) == Some("first-hours");
        self.shared.is_none_or(|shared| entry.shared == shared)
            && self.tag.as_ref().is_none_or(|tag| entry.tags.contains(tag))
            && (!self.about_session || entry.facts.contains_key("session"))
            && (!self.first_hours || is_layer())
            && self.day.is_none_or(|day| day_of(entry.created_ms, zone) == day)
    }
}

#[cfg(test)]
mod tests {
    use understory_sync::ids::DocumentId;

    use super::*;

    #[test]
    fn each_choice_holds_for_what_is_shown() {
        let zone = TimeZone::UTC;
        let mut entry = EntrySummary {
            document: DocumentId([1; 32]),
            title: String::new(),
            first_line: String::new(),
            tags: vec!["after session 3".to_owned()],
            created_ms: 1_778_587_200_000, // 2026-05-12 12:00
            changed_ms: 1,
            trashed_ms: None,
            shared: true,
            facts: Default::default(),
        };
        let shows = |filter: &Filter, entry: &EntrySummary| filter.shows(entry, &zone);
        assert!(shows(&Filter::default(), &entry));
        assert!(shows(&Filter { shared: Some(true), ..Filter::default() }, &entry));
        assert!(!shows(&Filter { shared: Some(false), ..Filter::default() }, &entry));
        assert!(shows(&Filter { tag: Some("after session 3".to_owned()), ..Filter::default() }, &entry));
        assert!(!shows(&Filter { tag: Some("other".to_owned()), ..Filter::default() }, &entry));
        assert!(!shows(&Filter { about_session: true, ..Filter::default() }, &entry));
        entry.facts.insert("session".to_owned(), Fact::Text("07".to_owned()));
        assert!(shows(&Filter { about_session: true, ..Filter::default() }, &entry));
        assert!(!shows(&Filter { first_hours: true, ..Filter::default() }, &entry));
        let day = |day| Filter { day: Some(day), ..Filter::default() };
        assert!(shows(&day(Date::constant(2026, 5, 12)), &entry));
        assert!(!shows(&day(Date::constant(2026, 5, 13)), &entry));
    }
}
