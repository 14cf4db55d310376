//! What left the plan stays in reach, and what was typed is kept, through the window.

use understory_sync::document::Fact;
use understory_sync::kind::Kind;

use super::months::{day, facts, go, record, session, sets};
use super::*;

/// A course that goes on with a session to come and one that was removed, and a course that ended.
fn after_some_months() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    let mut removed = session(65, "booster", &day(&desk, 30));
    removed.trashed = true;
    let ended = facts(&[("title", "First course"), ("began", "2019-01-01"), ("ended", "2019-03-01")]);
    let of_ended = facts(&[("course", &id(59).hex()), ("kind", "medicine"), ("date", "2019-01-08")]);
    let mut thing = record(70, Kind::Commitment, facts(&[("what", "Walk to the river"), ("made", "2019-01-09")]));
    thing.facts.insert("closed".to_owned(), Fact::Flag(true));
    let changed = vec![
        record(60, Kind::Course, facts(&[("title", "Second course"), ("began", "2020-01-01")])),
        session(61, "preparation", &day(&desk, 3)),
        removed,
        record(59, Kind::Course, ended),
        record(58, Kind::Session, of_ended),
        thing,
    ];
    desk.hear(Event::Records { changed, removed: vec![] });
    desk.engine.take();
    desk
}

#[test]
fn a_session_that_was_removed_can_be_put_back() {
    let mut desk = after_some_months();
    go(&mut desk, Room::Course);
    assert!(desk.says("Sessions you removed"));
    let named = desk.window.get_by_label_contains("Put back Booster");
    named.click();
    desk.window.run_ok();
    let restored = desk
        .engine
        .take()
        .into_iter()
        .any(|command| matches!(command, Command::Trash { document, trashed: false } if document == id(65)));
    assert!(restored);
}

#[test]
fn the_sessions_of_a_course_that_ended_can_still_be_opened_and_the_course_taken_up_again() {
    let mut desk = after_some_months();
    go(&mut desk, Room::Course);
    desk.window.get_by_label_contains("Show First course").click();
    desk.window.run_ok();
    desk.press("Open Medicine session 1");
    assert_eq!(desk.window.state().model().state.room, Room::Session(id(58)));
    assert!(desk.says("What you wrote about it"));
    go(&mut desk, Room::Course);
    desk.press("Go on with this course");
    let (document, kind, set) = sets(&desk).pop().unwrap();
    assert_eq!((document, kind, set.get("ended")), (id(59), Kind::Course, Some(&None)));
}

#[test]
fn a_small_thing_that_was_put_away_can_be_taken_out_again() {
    let mut desk = after_some_months();
    go(&mut desk, Room::Today);
    assert!(!desk.says("Walk to the river"));
    go(&mut desk, Room::Course);
    desk.press("Take out: Walk to the river");
    assert_eq!(sets(&desk).pop().unwrap().2.get("closed"), Some(&None));
}

#[test]
fn the_list_to_prepare_takes_ones_own_items_and_brings_back_what_was_left_out() {
    let mut desk = after_some_months();
    go(&mut desk, Room::Session(id(61)));
    desk.fill("Something of your own to prepare", "the blue scarf");
    desk.press("Add it");
    let (document, kind, set) = sets(&desk).pop().unwrap();
    assert_eq!((document, kind), (id(61), Kind::Session));
    let own = set.iter().next().unwrap();
    assert!(own.0.starts_with("own.") && own.1 == &Some(Fact::Text("the blue scarf".to_owned())));
    let mut with_own = session(61, "preparation", &day(&desk, 3));
    with_own.facts.insert("own.a1".to_owned(), Fact::Text("the blue scarf".to_owned()));
    with_own.facts.insert("without.touch".to_owned(), Fact::Flag(true));
    desk.hear(Event::Records { changed: vec![with_own], removed: vec![] });
    desk.press("the blue scarf");
    assert_eq!(sets(&desk).pop().unwrap().2.get("check.a1"), Some(&Some(Fact::Flag(true))));
    desk.press("Leave out: the blue scarf");
    let gone = sets(&desk).pop().unwrap().2;
    assert_eq!((gone.get("own.a1"), gone.get("check.a1")), (Some(&None), Some(&None)));
    desk.press("Bring back 1 that you left out");
    assert_eq!(sets(&desk).pop().unwrap().2.get("without.touch"), Some(&None));
}

#[test]
fn a_small_thing_is_made_on_the_page_of_a_session_and_belongs_to_it() {
    let mut desk = after_some_months();
    go(&mut desk, Room::Session(id(61)));
    desk.fill("One small thing", "Ask about the music");
    desk.press("Keep it here");
    let (_, kind, set) = sets(&desk).pop().unwrap();
    assert_eq!(kind, Kind::Commitment);
    assert_eq!(set.get("session"), Some(&Some(Fact::Text(id(61).hex()))));
}

#[test]
fn locking_keeps_what_was_typed_and_not_yet_kept() {
    let mut desk = after_some_months();
    go(&mut desk, Room::Session(id(61)));
    desk.fill("Something of your own to prepare", "the blue scarf");
    go(&mut desk, Room::Today);
    desk.fill("One small thing", "Walk without the phone");
    desk.window.state_mut().act(Action::Vault(VaultAction::Lock));
    let commands = desk.engine.take();
    let locks = commands.iter().position(|command| matches!(command, Command::Lock)).unwrap();
    let says = |words: &str| {
        commands[..locks].iter().any(|command| {
            let Command::SetFacts { set, .. } = command else { return false };
            set.values().flatten().filter_map(Fact::text).any(|text| text == words)
        })
    };
    assert!(says("the blue scarf") && says("Walk without the phone"));
}

#[test]
fn on_the_morning_after_a_session_only_the_questions_of_its_evening_are_asked() {
    let mut desk = Desk::open(Home::Journal);
    let yesterday = day(&desk, -1);
    let mut late = session(62, "medicine", &yesterday);
    late.facts.insert("time".to_owned(), Fact::Text("23:59".to_owned()));
    let course = record(60, Kind::Course, facts(&[("title", "A course"), ("began", "2020-01-01")]));
    desk.hear(Event::Records { changed: vec![course, late], removed: vec![] });
    go(&mut desk, Room::Today);
    assert!(desk.says("The day after session 1.") && desk.says("The first day") && !desk.says("Days 1–3"));
    let evening = crate::care::prompts::of(crate::care::prompts::Phase::Evening);
    assert!(evening.into_iter().any(|prompt| desk.says(&prompt.text)));
}
