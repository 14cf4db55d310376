//! Check-ins, read out of facts: answers, whether they are whole, and when one may be begun.
//!
//! Invariant: pure; an answer that cannot be is none.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use understory_sync::clock::UnixMillis;
use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;
use understory_sync::kind::Kind;

use crate::state::care::Care;

use super::course::text;
use super::courses::{SessionKind, day};
use super::instruments::{Instrument, instrument};
use super::scoring::{Score, score};

/// The instrument of the short check-in of our own.
pub const QUICK: &str = "quick";

/// What the short check-in asks, each from 0 to 4, in this order.
pub const QUICK_SCALES: [&str; 4] = ["mood", "energy", "body", "sleep"];
/// Side effects it asks about, each from 0, not at all, to 3. Bladder: listed by the FDA as a risk of ketamine.
pub const SIDE_EFFECTS: [&str; 9] =
    ["nausea", "headache", "dizziness", "double-vision", "anxiety", "agitation", "sleep", "bladder", "other"];

/// A check-in with a questionnaire.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    /// Its record.
    pub record: &'a RecordView,
    /// The questionnaire.
    pub instrument: &'static Instrument,
    /// One answer for each item.
    pub answers: Vec<Option<u32>>,
    /// The day it counts for.
    pub date: Date,
    /// It was finished.
    pub done: bool,
}

impl Answered<'_> {
    /// Its score, once it is finished and whole.
    pub fn score(&self) -> Option<Score> {
        self.done.then(|| score(self.instrument, &self.answers)).flatten()
    }

    /// The first item without an answer, from 0.
    pub fn first_open(&self) -> Option<usize> {
        self.answers.iter().position(Option::is_none)
    }
}

/// Returns the name of an item's fact; items count from 1.
pub fn item_fact(item: usize) -> String {
    format!("item.{item}")
}

/// Reads a check-in with a questionnaire; none if it is of another sort, or of a questionnaire this program does not know.
pub fn read(record: &RecordView) -> Option<Answered<'_>> {
    let instrument = instrument(text(record, "instrument")?)?;
    let answer = |item: usize| {
        let number = record.facts.get(&item_fact(item)).and_then(Fact::number)?;
        u32::try_from(number).ok().filter(|answer| *answer <= instrument.item_max())
    };
    let answers = (1..=instrument.item.len()).map(answer).collect();
    let date = day(text(record, "date")?)?;
    let done = record.facts.get("done").and_then(Fact::number).is_some();
    Some(Answered { record, instrument, answers, date, done })
}

/// Returns the name of the choice to whom a questionnaire is offered when it is finished.
pub fn offer_fact(instrument: &str) -> String {
    format!("offer.{instrument}")
}

/// Returns all check-ins with one questionnaire, oldest first.
pub fn all<'a>(care: &'a Care, id: &str) -> Vec<Answered<'a>> {
    let of = care.of(Kind::CheckIn).filter_map(read).filter(|answered| answered.instrument.id == id);
    let mut all: Vec<Answered<'a>> = of.collect();
    all.sort_by_key(|answered| (answered.date, answered.record.document));
    all
}

/// Returns the one that was begun and not finished, if there is one.
pub fn unfinished<'a>(care: &'a Care, id: &str) -> Option<Answered<'a>> {
    all(care, id).into_iter().rev().find(|answered| !answered.done)
}

/// Returns when a questionnaire may be begun again after the last session with medicine; none if it may be now.
///
/// A day after the session began; if nobody said when that was, when the day after it has passed.
pub fn opens(care: &Care, now_ms: UnixMillis, zone: &TimeZone) -> Option<Timestamp> {
    let now = Timestamp::from_millisecond(i64::try_from(now_ms).ok()?).ok()?;
    let opens = |record: &RecordView| {
        let kind = SessionKind::named(text(record, "kind")?)?;
        let date = day(text(record, "date")?).filter(|_| kind.with_medicine())?;
        let time: Option<Time> = text(record, "time").and_then(|time| time.parse().ok());
        let begins = date.to_datetime(time.unwrap_or(Time::midnight())).to_zoned(zone.clone()).ok()?;
        let days = if time.is_some() { 1 } else { 2 };
        let ends = begins.checked_add(Span::new().days(days)).ok()?.timestamp();
        (begins.timestamp() <= now && now < ends).then_some(ends)
    };
    care.of(Kind::Session).filter_map(opens).max()
}

#[cfg(test)]
pub(crate) mod tests {
    use understory_sync::ids::DocumentId;

    use super::super::course::tests::session;
    use super::*;

    pub fn check_in(number: u8, instrument: &str, date: &str, answers: &[i64], done: bool) -> RecordView {
        let mut facts: understory_sync::document::Facts = [("instrument", instrument), ("date", date)]
            .map(|(name, value)| (name.to_owned(), Fact::Text(value.to_owned())))
            .into();
        for (item, answer) in (1..).zip(answers) {
            facts.insert(item_fact(item), Fact::Number(*answer));
        }
        if done {
            facts.insert("done".to_owned(), Fact::Number(1));
        }
        let (document, rivals) = (DocumentId([number; 32]), Default::default());
        RecordView { document, kind: Kind::CheckIn, facts, rivals, created_ms: 1, changed_ms: 1, trashed: false }
    }

    fn at(text: &str) -> UnixMillis {
        text.parse::<Timestamp>().unwrap().as_millisecond() as u64
    }

    #[test]
    fn a_check_in_has_a_score_when_it_is_finished_and_whole() {
        let whole = check_in(1, "phq-9", "2026-05-12", &[1; 9], true);
        assert_eq!(read(&whole).unwrap().score().unwrap().total, 9);
        let unfinished = check_in(1, "phq-9", "2026-05-12", &[1; 9], false);
        assert_eq!(read(&unfinished).unwrap().score(), None);
        let part = check_in(1, "phq-9", "2026-05-12", &[1; 4], true);
        assert_eq!((read(&part).unwrap().score(), read(&part).unwrap().first_open()), (None, Some(4)));
        let wrong = check_in(1, "phq-9", "2026-05-12", &[1, 1, 1, 1, 1, 1, 1, 1, 7], true);
        assert_eq!(read(&wrong).unwrap().score(), None, "an answer that cannot be is none");
        assert!(read(&check_in(1, "phq-2", "2026-05-12", &[], true)).is_none());
        assert!(read(&check_in(1, "phq-9", "1812-05-12", &[], true)).is_none());
    }

    #[test]
    fn half_of_it_on_each_of_two_devices_is_one_check_in() {
        // The facts of both, as documents merge them.
        let mut both = check_in(1, "gad-7", "2026-05-12", &[2, 2, 2], true);
        both.facts.extend(check_in(1, "gad-7", "2026-05-12", &[2, 2, 2, 1, 1, 1, 1], true).facts);
        assert_eq!(read(&both).unwrap().score().unwrap().total, 10);
    }

    #[test]
    fn no_questionnaire_within_a_day_of_a_session() {
        let mut timed = session(2, "medicine", "2026-05-12");
        timed.facts.insert("time".to_owned(), Fact::Text("14:00".to_owned()));
        let mut care = Care::default();
        care.merge(vec![timed, session(3, "integration", "2026-05-20")], &[]);
        let opens = |text| opens(&care, at(text), &TimeZone::UTC);
        assert_eq!(opens("2026-05-12T13:59:00Z"), None);
        assert_eq!(opens("2026-05-12T14:00:00Z"), Some("2026-05-13T14:00:00Z".parse().unwrap()));
        assert!(opens("2026-05-13T13:59:00Z").is_some());
        assert_eq!(opens("2026-05-13T14:00:00Z"), None);
        assert_eq!(opens("2026-05-20T14:00:00Z"), None, "talking is no session with medicine");
    }

    #[test]
    fn without_an_hour_the_day_after_the_session_passes_first() {
        let mut care = Care::default();
        care.merge(vec![session(2, "booster", "2026-05-12")], &[]);
        let opens = |text| opens(&care, at(text), &TimeZone::UTC);
        assert!(opens("2026-05-12T00:00:00Z").is_some() && opens("2026-05-13T23:59:00Z").is_some());
        assert_eq!(opens("2026-05-14T00:00:00Z"), None);
    }

    #[test]
    fn a_change_of_the_clock_moves_nothing_by_an_hour() {
        let mut timed = session(2, "medicine", "2026-03-28");
        timed.facts.insert("time".to_owned(), Fact::Text("14:00".to_owned()));
        let mut care = Care::default();
        care.merge(vec![timed], &[]);
        let Ok(oslo) = TimeZone::get("Europe/Oslo") else { return };
        // 14:00 by the clock on the wall, which is 23 hours later.
        assert_eq!(opens(&care, at("2026-03-28T18:00:00Z"), &oslo), Some("2026-03-29T12:00:00Z".parse().unwrap()));
    }
}
