//! The first hours after a medicine session: which session is today, and whether sharing waits.
//!
//! Invariant: pure; the time and its zone are given. A night belongs to the day before it until morning.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use understory_sync::clock::UnixMillis;
use understory_sync::engine::view::RecordView;
use understory_sync::kind::Kind;

use crate::state::care::Care;

use super::course::{flag, text};
use super::courses::SessionKind;

/// When a night ends, in hours after midnight.
pub(super) const MORNING_HOUR: i64 = 5;

/// Returns the day a moment belongs to: of the hours before morning, the day before.
pub fn day_of(now_ms: UnixMillis, zone: &TimeZone) -> Date {
    let at = Timestamp::from_millisecond(i64::try_from(now_ms).unwrap_or(i64::MAX)).unwrap_or(Timestamp::MAX);
    let at = at.checked_sub(SignedDuration::from_hours(MORNING_HOUR)).unwrap_or(at);
    at.to_zoned(zone.clone()).date()
}

/// Returns the session with medicine that is today, if there is one.
pub fn session_today<'a>(care: &'a Care, now_ms: UnixMillis, zone: &TimeZone) -> Option<&'a RecordView> {
    let today = day_of(now_ms, zone);
    with_medicine(care).find(|session| date(session) == Some(today))
}

/// Returns how many sessions with medicine the course had until this one, itself included.
pub fn number(care: &Care, session: &RecordView) -> usize {
    let course = text(session, "course");
    let until = date(session);
    with_medicine(care).filter(|other| text(other, "course") == course && date(other) <= until).count()
}

/// Whether nothing may be shared until the next day, because of a session today after which sharing was not decided
/// beforehand.
pub fn sharing_waits(care: &Care, now_ms: UnixMillis, zone: &TimeZone) -> bool {
    session_today(care, now_ms, zone).is_some_and(|session| !flag(session, "share-tonight"))
}

/// The sessions after which these hours are offered; a preparation or a talk is none.
fn with_medicine(care: &Care) -> impl Iterator<Item = &RecordView> {
    let kind = |session: &RecordView| text(session, "kind").and_then(SessionKind::named);
    care.of(Kind::Session).filter(move |session| kind(session).is_some_and(SessionKind::with_medicine))
}

fn date(session: &RecordView) -> Option<Date> {
    text(session, "date")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use understory_sync::document::Fact;
    use understory_sync::ids::DocumentId;

    use super::*;

    fn session(number: u8, kind: &str, date: &str) -> RecordView {
        let facts = [("kind", kind), ("date", date), ("course", "07")];
        let facts = facts.map(|(name, value)| (name.to_owned(), Fact::Text(value.to_owned()))).into();
        let document = DocumentId([number; 32]);
        let rivals = Default::default();
        RecordView { document, kind: Kind::Session, facts, rivals, created_ms: 1, changed_ms: 1, trashed: false }
    }

    fn care(sessions: Vec<RecordView>) -> Care {
        let mut care = Care::default();
        care.merge(sessions, &[]);
        care
    }

    fn at(text: &str) -> UnixMillis {
        text.parse::<Timestamp>().unwrap().as_millisecond() as u64
    }

    #[test]
    fn sharing_waits_on_the_day_of_a_session_and_through_its_night() {
        let care = care(vec![session(1, "medicine", "2026-05-12")]);
        let waits = |text| sharing_waits(&care, at(text), &TimeZone::UTC);
        assert!(!waits("2026-05-11T20:00:00Z"));
        assert!(waits("2026-05-12T21:14:00Z"));
        assert!(waits("2026-05-13T02:00:00Z"), "a night that has not ended");
        assert!(!waits("2026-05-13T05:00:00Z"));
    }

    #[test]
    fn sharing_that_was_decided_beforehand_does_not_wait() {
        let mut decided = session(1, "medicine", "2026-05-12");
        decided.facts.insert("share-tonight".to_owned(), Fact::Flag(true));
        let care = care(vec![decided]);
        assert!(!sharing_waits(&care, at("2026-05-12T21:14:00Z"), &TimeZone::UTC));
        assert!(session_today(&care, at("2026-05-12T21:14:00Z"), &TimeZone::UTC).is_some());
    }

    #[test]
    fn talking_is_no_session_with_medicine_and_a_booster_is() {
        let noon = at("2026-05-12T12:00:00Z");
        for (kind, waits) in [("preparation", false), ("integration", false), ("booster", true), ("unknown", false)] {
            assert_eq!(
                sharing_waits(&care(vec![session(1, kind, "2026-05-12")]), noon, &TimeZone::UTC),
                waits,
                "{kind}"
            );
        }
    }

    #[test]
    fn the_day_is_that_of_the_place_where_the_person_is() {
        let care = care(vec![session(1, "medicine", "2026-05-12")]);
        let vancouver = TimeZone::get("America/Vancouver").unwrap_or(TimeZone::fixed(jiff::tz::offset(-7)));
        assert!(sharing_waits(&care, at("2026-05-13T03:00:00Z"), &vancouver), "still the evening of the twelfth there");
    }

    #[test]
    fn sessions_with_medicine_are_counted_in_their_course() {
        let sessions = vec![
            session(1, "preparation", "2026-05-01"),
            session(2, "medicine", "2026-05-05"),
            session(3, "medicine", "2026-05-12"),
            session(4, "medicine", "2026-05-19"),
        ];
        let third = sessions[2].clone();
        assert_eq!(number(&care(sessions), &third), 2);
    }

    #[test]
    fn nonsense_for_a_date_is_no_session() {
        let care = care(vec![session(1, "medicine", "tomorrow")]);
        assert!(session_today(&care, at("2026-05-12T12:00:00Z"), &TimeZone::UTC).is_none());
        assert!(!sharing_waits(&care, u64::MAX, &TimeZone::UTC));
    }
}
