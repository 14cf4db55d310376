//! The first hours after a session: offered on its day, reached by F2, and nothing can leave.

use std::collections::BTreeMap;

use understory_sync::document::{Fact, Facts};
use understory_sync::kind::Kind;

use super::*;

/// The day on which the clock of these tests stands.
fn today(desk: &Desk) -> String {
    crate::care::hours::day_of(desk.window.state().model().state.now_ms, &TimeZone::UTC).to_string()
}

fn session(date: &str, share_tonight: bool) -> RecordView {
    let mut facts: Facts = [("kind", "medicine"), ("date", date), ("course", "07")]
        .map(|(name, value)| (name.to_owned(), Fact::Text(value.to_owned())))
        .into();
    facts.insert("share-tonight".to_owned(), Fact::Flag(share_tonight));
    let rivals = BTreeMap::new();
    RecordView { document: id(70), kind: Kind::Session, facts, rivals, created_ms: 1, changed_ms: 1, trashed: false }
}

/// A vault opened on the day of a session.
fn evening(share_tonight: bool) -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.hear(Event::People(vec![contact()]));
    let date = today(&desk);
    desk.hear(Event::Records { changed: vec![session(&date, share_tonight)], removed: vec![] });
    desk
}

#[test]
fn the_page_is_offered_on_the_day_of_a_session_and_only_once() {
    let mut desk = evening(false);
    desk.window.get_by_label("Say any words that are left, in any order.");
    desk.window.get_by_label("Session 1, today");
    assert!(desk.says("No driving until tomorrow"));
    desk.click("Leave this page");
    let date = today(&desk);
    desk.hear(Event::Records { changed: vec![session(&date, false)], removed: vec![] });
    assert!(!desk.says("Say any words"), "it does not come back by itself");
    desk.window.key_press(Key::F2);
    desk.window.run_ok();
    assert!(desk.says("Say any words"));
}

#[test]
fn the_page_is_dim_and_large_and_the_rest_is_as_before() {
    let mut desk = evening(false);
    desk.window.run_ok();
    let zoom = |desk: &Desk| desk.window.ctx.zoom_factor();
    assert!((zoom(&desk) - 1.35).abs() < 0.01);
    assert_eq!(desk.window.ctx.global_style().visuals.panel_fill, crate::theme::palette::DIM.canvas);
    desk.click("Leave this page");
    desk.window.run_ok();
    assert!((zoom(&desk) - 1.0).abs() < 0.01);
    assert_ne!(desk.window.ctx.global_style().visuals.panel_fill, crate::theme::palette::DIM.canvas);
}

#[test]
fn without_a_session_f2_opens_the_page_and_promises_nothing_about_sharing() {
    let mut desk = Desk::open(Home::Journal);
    desk.window.key_press(Key::F2);
    desk.window.run_ok();
    assert!(desk.says("Everything is saved by itself.") && !desk.says("Sharing waits") && !desk.says("driving"));
}

#[test]
fn words_become_an_entry_of_the_session_and_are_sent_like_any() {
    let mut desk = evening(false);
    desk.engine.take();
    desk.click("Type it");
    let started = desk.engine.take().into_iter().find_map(|command| match command {
        Command::NewEntry(start) => Some(start),
        _ => None,
    });
    let started = started.unwrap();
    assert_eq!(started.facts.get("layer").and_then(Fact::text), Some("first-hours"));
    assert_eq!(started.facts.get("session").and_then(Fact::text), Some(id(70).hex().as_str()));
    let summary = EntrySummary { facts: started.facts, created_ms: 1_800_000_000_000, ..summary(3) };
    desk.hear(Event::Opened(EntryView { summary, text: String::new(), batches: (0, 0), shares: vec![] }));
    desk.window.run_ok();
    desk.window.get_by_label("Your words").type_text("green, a long corridor");
    desk.window.run_ok();
    desk.wait(900);
    let edits = desk.edits();
    assert_eq!(edits.last().map(|(_, _, splices)| splices[0].insert.as_str()), Some("green, a long corridor"));
    desk.click("Enough for now");
    assert!(desk.says("Say any words"));
}

#[test]
fn nothing_to_say_is_noted_and_met_kindly() {
    let mut desk = evening(false);
    desk.engine.take();
    desk.click("Nothing to say yet");
    assert!(desk.says("That is all right."));
    let noted = desk.engine.take().into_iter().any(|command| {
        matches!(command, Command::SetFacts { document, set, .. } if document == id(70) && set.contains_key("first-hours.nothing-yet"))
    });
    assert!(noted);
}

#[test]
fn nothing_can_be_shared_on_the_evening_unless_that_was_decided_before() {
    for decided in [false, true] {
        let mut desk = evening(decided);
        desk.click("Leave this page");
        desk.write_in(3, "words");
        assert_eq!(desk.says("Sharing waits until tomorrow"), !decided);
        assert_eq!(desk.says("Share…"), decided);
        let sheet = crate::action::PeopleAction::OpenSheet { selection: None, replaces: None };
        desk.window.state_mut().act(Action::People(sheet));
        desk.window.run_ok();
        assert_eq!(desk.window.state().model().state.people.sheet.is_some(), decided);
    }
}

#[test]
fn help_is_one_step_away() {
    let mut desk = evening(false);
    desk.click("Help");
    assert!(desk.says("Nobody monitors this app."));
}

#[test]
fn putting_the_window_away_locks_it_from_everywhere() {
    let mut desk = evening(false);
    desk.engine.take();
    desk.window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    desk.window.run_ok();
    assert!(desk.engine.take().iter().any(|command| matches!(command, Command::Lock)));
    assert_eq!(desk.window.state().model().state.phase, Phase::Closing);
}

#[test]
fn the_list_of_keys_comes_and_goes_with_f1() {
    let mut desk = Desk::open(Home::Journal);
    desk.window.key_press(Key::F1);
    desk.window.run_ok();
    assert!(desk.says("Ctrl Shift H") && desk.says("F2"));
    desk.window.key_press(Key::Escape);
    desk.window.run_ok();
    assert!(!desk.says("Ctrl Shift H"));
}
