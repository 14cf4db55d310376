//! Course, sessions and today, through the window.

use std::collections::BTreeMap;

use understory_sync::document::{Fact, FactChanges, Facts};
use understory_sync::kind::Kind;

use super::*;

pub fn facts(pairs: &[(&str, &str)]) -> Facts {
    pairs.iter().map(|(name, words)| ((*name).to_owned(), Fact::Text((*words).to_owned()))).collect()
}

pub fn record(number: u8, kind: Kind, facts: Facts) -> RecordView {
    let (document, rivals) = (id(number), BTreeMap::new());
    RecordView { document, kind, facts, rivals, created_ms: 1, changed_ms: 1, trashed: false }
}

pub fn session(number: u8, kind: &str, date: &str) -> RecordView {
    let course = id(60).hex();
    record(number, Kind::Session, facts(&[("course", &course), ("kind", kind), ("date", date)]))
}

fn course() -> RecordView {
    record(60, Kind::Course, facts(&[("title", "Six sessions"), ("began", "2020-01-01")]))
}

/// The day on which the clock of these tests stands, and days from it.
pub fn day(desk: &Desk, days: i64) -> String {
    let today = crate::care::hours::day_of(desk.window.state().model().state.now_ms, &TimeZone::UTC);
    crate::care::courses::shifted(today, days).unwrap().to_string()
}

pub fn sets(desk: &Desk) -> Vec<(DocumentId, Kind, FactChanges)> {
    let set = |command| match command {
        Command::SetFacts { document, kind, set } => Some((document, kind, set)),
        _ => None,
    };
    desk.engine.take().into_iter().filter_map(set).collect()
}

pub fn go(desk: &mut Desk, room: Room) {
    desk.window.state_mut().act(Action::Go(room));
    desk.window.run_ok();
}

fn words<'a>(set: &'a FactChanges, name: &str) -> Option<&'a str> {
    set.get(name)?.as_ref()?.text()
}

/// A course with a session yesterday and two to come.
fn planned() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    // So early that 24 hours have passed, whatever the hour is now.
    let mut yesterday = session(62, "medicine", &day(&desk, -1));
    yesterday.facts.insert("time".to_owned(), Fact::Text("05:00".to_owned()));
    let changed = vec![
        course(),
        session(61, "preparation", &day(&desk, -10)),
        yesterday,
        session(63, "integration", &day(&desk, 2)),
        session(64, "medicine", &day(&desk, 6)),
    ];
    desk.hear(Event::Records { changed, removed: vec![] });
    go(&mut desk, Room::Today);
    desk.engine.take();
    desk
}

#[test]
fn today_says_where_somebody_is_and_asks_one_thing() {
    let mut desk = planned();
    assert!(desk.says("The day after session 1."));
    assert!(desk.says("Your course: 2 of 4 sessions are here or past"));
    assert!(desk.says("Days 1–3") && desk.says("Before ") && desk.says("integration session"));
    assert!(desk.says("Nobody monitors this app."));
    assert_eq!(desk.window.query_all_by_label("Write").count(), 1, "one question");
    desk.press("Not now");
    assert!(desk.says("No question today."));
    assert!(sets(&desk).is_empty(), "nothing is kept of a question that was put aside");
}

#[test]
fn a_question_becomes_the_heading_of_an_entry_about_the_last_session() {
    let mut desk = planned();
    desk.press("Another question");
    desk.press("Write");
    let start = desk.engine.take().into_iter().find_map(|command| match command {
        Command::NewEntry(start) => Some(start),
        _ => None,
    });
    let start = start.unwrap();
    assert!(start.text.starts_with("## ") && start.text.ends_with("\n\n"));
    assert_eq!(start.facts.get("session").and_then(Fact::text), Some(id(62).hex().as_str()));
    assert!(start.facts.contains_key("prompt"));
    assert_eq!(desk.window.state().model().state.room, Room::Journal);
}

#[test]
fn what_was_written_in_the_first_hours_stands_beside_the_question_that_asks_for_it() {
    let mut desk = planned();
    let layer = facts(&[("layer", "first-hours"), ("session", &id(62).hex())]);
    let entry = EntrySummary { facts: layer, first_line: "green, a long corridor".to_owned(), ..summary(9) };
    desk.hear(Event::Catalog { changed: vec![entry], removed: vec![] });
    for _ in 0..8 {
        if desk.says("Read yesterday") {
            break;
        }
        desk.press("Another question");
    }
    assert!(desk.says("Read yesterday") && desk.says("green, a long corridor"));
}

#[test]
fn a_small_thing_is_kept_done_and_put_away_without_counting() {
    let mut desk = planned();
    desk.fill("One small thing", "Walk without the phone");
    desk.press("Keep it here");
    let (document, kind, set) = sets(&desk).pop().unwrap();
    assert_eq!((kind, words(&set, "what")), (Kind::Commitment, Some("Walk without the phone")));
    let facts = set.into_iter().filter_map(|(name, fact)| Some((name, fact?))).collect();
    let mut kept = record(0, Kind::Commitment, facts);
    kept.document = document;
    desk.hear(Event::Records { changed: vec![kept], removed: vec![] });
    desk.press("Done: Walk without the phone");
    assert_eq!(sets(&desk).pop().unwrap().2.get("kept"), Some(&Some(Fact::Flag(true))));
    desk.press("Put away");
    assert_eq!(sets(&desk).pop().unwrap().2.get("closed"), Some(&Some(Fact::Flag(true))));
}

#[test]
fn a_course_is_made_from_a_template_and_its_first_day() {
    let mut desk = Desk::open(Home::Journal);
    go(&mut desk, Room::Course);
    assert!(desk.says("Your clinic sets the plan.") && desk.says("off-label") && desk.says("NMDA"));
    desk.press("Four sessions in eight weeks");
    desk.window.get_by_label("First day").focus();
    desk.window.run_ok();
    desk.window.state_mut().model.views.months.course.first = "31 March".to_owned();
    desk.window.run_ok();
    desk.press("Make this plan");
    assert!(desk.says("This is no day. Write it as") && sets(&desk).is_empty());
    desk.window.state_mut().model.views.months.course.first = "2026-03-23".to_owned();
    desk.press("Make this plan");
    let made = sets(&desk);
    assert_eq!(made.iter().filter(|(_, kind, _)| *kind == Kind::Course).count(), 1);
    let sessions: Vec<_> = made.iter().filter(|(_, kind, _)| *kind == Kind::Session).collect();
    assert_eq!(sessions.len(), 10);
    assert_eq!(words(&sessions[0].2, "date"), Some("2026-03-23"));
    assert_eq!(words(&sessions[2].2, "date"), Some("2026-04-06"), "the clock changed in between");
    assert!(sessions.iter().all(|(_, _, set)| words(set, "course") == Some(made[0].0.hex().as_str())));
}

#[test]
fn the_first_day_has_the_keyboard_and_what_is_typed_takes_its_place() {
    let mut desk = Desk::open(Home::Journal);
    go(&mut desk, Room::Course);
    desk.press("Four sessions in eight weeks");
    assert!(desk.window.get_by_label("First day").is_focused());
    desk.window.event(egui::Event::Text("11.12.2026".to_owned()));
    desk.window.run_ok();
    assert_eq!(desk.window.state().model().views.months.course.first, "11.12.2026");
    desk.press("Make this plan");
    let made = sets(&desk);
    let first = made.iter().find(|(_, kind, _)| *kind == Kind::Session).expect("a session");
    assert_eq!(words(&first.2, "date"), Some("2026-12-11"));
}

#[test]
fn moving_a_session_offers_to_move_the_rest() {
    let mut desk = planned();
    go(&mut desk, Room::Course);
    desk.press("Move Integration");
    let to = day(&desk, 4);
    desk.window.state_mut().model.views.months.course.day = to.clone();
    desk.press("Set the day");
    let moved = sets(&desk);
    assert_eq!((moved[0].0, words(&moved[0].2, "date")), (id(63), Some(to.as_str())));
    desk.hear(Event::Records { changed: vec![session(63, "integration", &to)], removed: vec![] });
    assert!(desk.says("Moved 2 days later."));
    desk.press("Move the rest too");
    let rest = sets(&desk);
    assert_eq!(rest.len(), 1, "what was before it stays");
    assert_eq!((rest[0].0, words(&rest[0].2, "date")), (id(64), Some(day(&desk, 8).as_str())));
}

#[test]
fn two_days_for_one_session_are_shown_and_settled() {
    let mut desk = planned();
    let mut rival = session(63, "integration", &day(&desk, 2));
    rival.rivals.insert("date".to_owned(), vec![Fact::Text("2026-05-14".to_owned())]);
    desk.hear(Event::Records { changed: vec![rival], removed: vec![] });
    go(&mut desk, Room::Course);
    assert!(desk.says("Another device of yours says Thursday 14 May."));
    desk.press("Take Thursday 14 May");
    assert_eq!(words(&sets(&desk)[0].2, "date"), Some("2026-05-14"));
}

#[test]
fn a_session_has_its_record_and_loses_no_word() {
    let mut desk = planned();
    go(&mut desk, Room::Session(id(62)));
    desk.press("Somebody takes me home and stays");
    assert_eq!(sets(&desk)[0].2.get("check.ride"), Some(&Some(Fact::Flag(true))));
    desk.fill("Music", "the playlist with rain");
    assert!(sets(&desk).is_empty());
    // Leaving, locking and quitting send what was typed.
    go(&mut desk, Room::Today);
    let sent = sets(&desk);
    assert_eq!((sent[0].0, words(&sent[0].2, "music")), (id(62), Some("the playlist with rain")));
    go(&mut desk, Room::Session(id(62)));
    desk.fill("Place", "the room at the back");
    desk.window.state_mut().act(Action::Vault(VaultAction::Lock));
    let commands = desk.engine.take();
    let saved = commands.iter().position(|command| matches!(command, Command::SetFacts { .. })).unwrap();
    assert!(matches!(commands[saved + 1], Command::Lock), "words first");
}

#[test]
fn what_was_written_about_a_session_is_dated_as_it_came() {
    let mut desk = planned();
    let about = facts(&[("session", &id(62).hex())]);
    let now_ms = desk.window.state().model().state.now_ms;
    let entry = EntrySummary { facts: about, created_ms: now_ms, title: "Still warm".to_owned(), ..summary(9) };
    desk.hear(Event::Catalog { changed: vec![entry], removed: vec![] });
    go(&mut desk, Room::Session(id(62)));
    assert!(desk.says("A day after: Still warm"));
    desk.press("Write about this session");
    let begun = desk.engine.take().into_iter().any(|command| {
        matches!(command, Command::NewEntry(start) if start.facts.get("session").and_then(Fact::text) == Some(id(62).hex().as_str()))
    });
    assert!(begun);
}

#[test]
fn a_question_goes_into_the_open_entry_as_a_heading() {
    let mut desk = planned();
    desk.write_in(3, "first words");
    go(&mut desk, Room::Journal);
    desk.press("A question");
    assert!(desk.says("Questions to write from"));
    let first = crate::care::prompts::of(crate::care::prompts::Phase::Days).next().unwrap();
    desk.press(&format!("Write under: {}", first.text));
    assert_eq!(desk.text(), format!("first words\n\n## {}\n\n", first.text));
}

#[test]
fn every_page_of_the_months_draws_in_each_theme() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::Dim] {
        let mut desk = Desk::sized(true, theme);
        desk.unlock(Home::Journal);
        for room in [Room::Today, Room::Course, Room::CheckIns, Room::Safety] {
            go(&mut desk, room);
        }
        let changed = vec![course(), session(61, "preparation", "2026-05-01"), session(62, "booster", "2026-05-12")];
        desk.hear(Event::Records { changed, removed: vec![] });
        for room in [Room::Today, Room::Course, Room::Session(id(61)), Room::Session(id(62)), Room::Session(id(99))] {
            go(&mut desk, room);
        }
    }
}

#[test]
fn a_note_in_the_margin_stands_on_the_page_of_today_for_two_weeks_and_opens_its_entry() {
    let mut desk = Desk::open(Home::Journal);
    let now_ms = desk.window.state().model().state.now_ms;
    let note = |number: u8, days: u64, words: &str| understory_sync::engine::view::MarginView {
        note: id(number),
        entry: id(1),
        person_name: "Dr. Birch".to_owned(),
        first_line: words.to_owned(),
        at_ms: now_ms - days * 24 * 3600 * 1000,
    };
    desk.hear(Event::Margins(vec![note(80, 1, "Bring the corridor"), note(81, 20, "An older one")]));
    go(&mut desk, Room::Today);
    assert!(desk.says("Bring the corridor") && !desk.says("An older one"));
    let label = desk.window.query_all_by_label_contains("Open the entry: Dr. Birch").next().unwrap();
    label.click();
    desk.window.run_ok();
    assert!(desk.engine.take().iter().any(|command| matches!(command, Command::OpenEntry(entry) if *entry == id(1))));
}

#[test]
fn other_years_are_shown_only_to_who_asked_for_them() {
    let mut desk = Desk::open(Home::Journal);
    let now_ms = desk.window.state().model().state.now_ms;
    let year_ms = 365 * 24 * 3600 * 1000;
    let old =
        |number: u8, created_ms| EntrySummary { created_ms, first_line: format!("line {number}"), ..summary(number) };
    let (a_year, almost) = (old(3, now_ms - year_ms), old(4, now_ms - year_ms - 24 * 3600 * 1000));
    desk.hear(Event::Catalog { changed: vec![a_year, almost], removed: vec![] });
    go(&mut desk, Room::Today);
    assert!(!desk.says("On this day"));
    let chosen = [("on-this-day".to_owned(), Fact::Flag(true))].into();
    desk.hear(Event::Records { changed: vec![record(90, Kind::Choices, chosen)], removed: vec![] });
    assert!(desk.says("On this day") && desk.says("line 3") && !desk.says("line 4"));
    desk.press(&format!("Open Entry 3, {}", crate::when::full(now_ms - year_ms, &jiff::tz::TimeZone::UTC)));
    assert!(desk.engine.take().iter().any(|command| matches!(command, Command::OpenEntry(entry) if *entry == id(3))));
}
