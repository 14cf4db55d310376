//! "A moment for you" on the settings page: off until somebody wants it, a time, days, and whether it can be shown.

use super::*;
use crate::platform::jobs::Done;
use understory_sync::document::{Fact, FactChanges, Facts};
use understory_sync::engine::view::RecordView;
use understory_sync::kind::Kind;

fn heard(desk: &mut Desk, facts: &[(&str, i64)]) {
    let facts: Facts = facts.iter().map(|(name, value)| ((*name).to_owned(), Fact::Number(*value))).collect();
    let (document, kind, rivals) = (id(9), Kind::Choices, Default::default());
    let record = RecordView { document, kind, facts, rivals, created_ms: 0, changed_ms: 0, trashed: false };
    desk.hear(Event::Records { changed: vec![record], removed: Vec::new() });
}

fn at_settings() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.run_ok();
    desk.engine.take();
    desk
}

fn set(desk: &mut Desk) -> FactChanges {
    let asked = desk.engine.take();
    let [Command::SetFacts { kind: Kind::Choices, set, .. }] = &asked[..] else { panic!("{asked:?}") };
    set.clone()
}

fn one(name: &str, number: i64) -> FactChanges {
    [(name.to_owned(), Some(Fact::Number(number)))].into()
}

#[test]
fn nobody_is_reminded_who_did_not_ask_and_the_time_and_days_are_theirs() {
    let mut desk = at_settings();
    assert!(desk.says("A moment for you") && desk.window.query_by_label("Time").is_none());
    heard(&mut desk, &[("reminder.minute", 1140)]);
    assert_eq!(desk.window.get_by_label("Time").value().as_deref(), Some("19:00"));
    desk.press("Monday");
    assert_eq!(set(&mut desk), one("reminder.days", 0b111_1110));
    desk.fill("Time", "25:00");
    desk.window.key_press(egui::Key::Enter);
    desk.window.run_ok();
    assert!(desk.says("A time such as 19:30"));
    assert!(desk.engine.take().is_empty());
    // The last day cannot be taken away: that is what "off" is for.
    heard(&mut desk, &[("reminder.minute", 1140), ("reminder.days", 1)]);
    desk.press("Monday");
    assert!(desk.engine.take().is_empty());
}

#[test]
fn trying_it_says_whether_this_computer_can() {
    let mut desk = at_settings();
    heard(&mut desk, &[("reminder.minute", 1140)]);
    for (shown, words) in [(true, "was shown"), (false, "shows no such lines")] {
        desk.window.state_mut().update().done(Done::ReminderShown(shown));
        desk.window.run_ok();
        assert!(desk.says(words));
    }
}
