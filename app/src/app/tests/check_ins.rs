//! Check-ins and the safety plan, through the window.

use understory_sync::document::Fact;
use understory_sync::kind::Kind;

use super::months::{day, facts, go, record, session, sets};
use super::*;

fn answered(number: u8, instrument: &str, date: &str, answers: &[i64], done: bool) -> RecordView {
    let mut facts = facts(&[("instrument", instrument), ("date", date)]);
    facts.extend((1..).zip(answers).map(|(item, answer)| (format!("item.{item}"), Fact::Number(*answer))));
    if done {
        facts.insert("done".to_owned(), Fact::Number(1));
    }
    record(number, Kind::CheckIn, facts)
}

/// A window on the page of a questionnaire that was just begun.
fn begun(instrument: &str, answers: &[i64]) -> Desk {
    let mut desk = Desk::open(Home::Journal);
    let date = day(&desk, 0);
    desk.hear(Event::Records { changed: vec![answered(50, instrument, &date, answers, false)], removed: vec![] });
    go(&mut desk, Room::CheckIns);
    if instrument == "gad-7" {
        desk.press("GAD-7");
    }
    let title = if instrument == "gad-7" { "GAD-7" } else { "PHQ-9" };
    desk.press(&format!("Go on with {title}"));
    desk.engine.take();
    desk
}

#[test]
fn a_questionnaire_is_begun_empty_and_its_credit_stands_with_it() {
    let mut desk = Desk::open(Home::Journal);
    go(&mut desk, Room::CheckIns);
    assert!(desk.says("No permission required to reproduce"));
    desk.press("Start PHQ-9");
    let (document, kind, set) = sets(&desk).pop().unwrap();
    assert_eq!((kind, set.get("instrument")), (Kind::CheckIn, Some(&Some(Fact::Text("phq-9".to_owned())))));
    assert!(!set.keys().any(|name| name.starts_with("item.")), "nothing is filled in beforehand");
    assert_eq!(desk.window.state().model().state.room, Room::CheckIn(document));
}

#[test]
fn item_by_item_by_keyboard_to_the_end() {
    let mut desk = begun("gad-7", &[]);
    assert!(desk.says("Feeling nervous, anxious or on edge"));
    for item in 1..=7 {
        desk.window.key_press(Key::Num2);
        desk.window.run_ok();
        let sent = sets(&desk);
        assert_eq!(sent[0].2.get(&format!("item.{item}")), Some(&Some(Fact::Number(1))), "item {item}");
    }
    assert!(desk.says("how difficult have these problems made it"));
    desk.window.key_press(Key::Num1);
    desk.window.run_ok();
    assert_eq!(sets(&desk)[0].2.get("difficulty"), Some(&Some(Fact::Number(0))));
    desk.press("Finish");
    assert!(sets(&desk)[0].2.contains_key("done"));
    assert_eq!(desk.window.state().model().state.room, Room::CheckIns);
}

#[test]
fn what_was_left_goes_on_at_the_first_open_question() {
    let mut desk = begun("phq-9", &[1, 1, 1]);
    assert!(desk.says("Feeling tired or having little energy"));
    desk.window.key_press(Key::ArrowLeft);
    desk.window.run_ok();
    assert!(desk.says("Trouble falling or staying asleep"));
    desk.press("Leave, and go on later");
    assert!(desk.says("Go on with PHQ-9"));
}

#[test]
fn item_nine_opens_the_calm_page_before_any_score_and_takes_no_answer_away() {
    let mut desk = begun("phq-9", &[0; 8]);
    assert!(desk.says("Thoughts that you would be better off dead"));
    desk.press("3  More than half the days");
    assert_eq!(sets(&desk)[0].2.get("item.9"), Some(&Some(Fact::Number(2))), "it is kept");
    assert!(desk.says("Thank you for being honest") && desk.says("sharing is not calling"));
    assert!(desk.says("Nobody monitors this app"));
    assert!(!desk.says("Latest") && !desk.says("range"));
    assert!(!desk.engine.take().iter().any(|command| matches!(command, Command::Share { .. })), "nothing is sent");
    desk.press("Go on with the questions");
    assert!(desk.says("how difficult"), "it blocks nothing");
}

#[test]
fn not_at_all_to_item_nine_opens_nothing() {
    let mut desk = begun("phq-9", &[0; 8]);
    desk.window.key_press(Key::Num1);
    desk.window.run_ok();
    assert!(!desk.says("Thank you for being honest"));
}

#[test]
fn nothing_is_offered_within_a_day_of_a_session() {
    let mut desk = Desk::open(Home::Journal);
    let date = day(&desk, 0);
    desk.hear(Event::Records { changed: vec![session(62, "medicine", &date)], removed: vec![] });
    go(&mut desk, Room::CheckIns);
    assert!(desk.says("Not within a day of a session.") && !desk.says("Start PHQ-9"));
    let begin = crate::action::CheckInAction::Begin("phq-9");
    desk.window.state_mut().act(Action::Months(crate::action::MonthsAction::CheckIn(begin)));
    assert!(sets(&desk).is_empty());
}

#[test]
fn totals_are_drawn_told_and_readable_as_a_table_and_the_unfinished_has_none() {
    let mut desk = Desk::open(Home::Journal);
    let changed = vec![
        answered(50, "phq-9", "2026-04-14", &[2; 9], true),
        answered(51, "phq-9", "2026-05-14", &[1; 9], true),
        answered(52, "phq-9", "2026-05-20", &[1; 4], true),
    ];
    desk.hear(Event::Records { changed, removed: vec![] });
    go(&mut desk, Room::CheckIns);
    assert!(desk.says("Latest: 9, mild range") && desk.says("9 points below your first."));
    assert!(desk.says("14 April 2026: 18, 14 May 2026: 9"), "the picture in words");
    assert!(desk.says("1 check-in is incomplete"));
    desk.press("Read it as a table");
    desk.window.get_by_label("moderately severe");
    desk.press("See it as a picture");
}

#[test]
fn pcl_5_is_not_offered_and_can_be_stopped_on_every_page() {
    let mut desk = Desk::open(Home::Journal);
    go(&mut desk, Room::CheckIns);
    assert!(!desk.says("PCL-5"));
    let assigned = answered(50, "pcl-5", "2026-05-14", &[], false);
    desk.hear(Event::Records { changed: vec![assigned], removed: vec![] });
    go(&mut desk, Room::CheckIn(id(50)));
    desk.press("Stop and ground");
    assert!(desk.says("You can stop here") && desk.says("five things you can see"));
    desk.press("Leave the questions");
    assert_eq!(desk.window.state().model().state.room, Room::CheckIns);
}

#[test]
fn the_short_check_in_is_one_page_and_one_a_day() {
    let mut desk = Desk::open(Home::Journal);
    go(&mut desk, Room::CheckIns);
    desk.press("Short check-in");
    desk.press("Check in for today");
    let (document, _, set) = sets(&desk).pop().unwrap();
    let facts = set.into_iter().filter_map(|(name, fact)| Some((name, fact?))).collect();
    let mut quick = record(0, Kind::CheckIn, facts);
    quick.document = document;
    desk.hear(Event::Records { changed: vec![quick], removed: vec![] });
    desk.window.get_all_by_label("Low").next().unwrap().click();
    desk.window.run_ok();
    assert_eq!(sets(&desk)[0].2.get("mood"), Some(&Some(Fact::Number(1))));
    assert!(desk.says("Bladder: pain, urgency, blood"));
    desk.press("Finish");
    desk.press("Check in for today");
    assert_eq!(desk.window.state().model().state.room, Room::CheckIn(document), "the same one");
}

#[test]
fn the_plan_takes_lines_and_people_and_the_lock_screen_only_those_who_were_chosen() {
    let mut desk = Desk::open(Home::Journal);
    go(&mut desk, Room::Safety);
    assert!(desk.says("My plan for hard hours"));
    desk.press("Add to: What I can do myself");
    desk.fill("One line", "Walk to the lake");
    desk.press("Keep this line");
    let (document, kind, set) = sets(&desk).pop().unwrap();
    assert_eq!(kind, Kind::SafetyPlan);
    assert!(set.values().any(|fact| fact.as_ref().and_then(Fact::text) == Some("Walk to the lake")));
    let mut plan = record(0, kind, facts(&[("contact.aa.name", "Mia"), ("contact.aa.phone", "0664 1")]));
    plan.document = document;
    plan.facts.extend(set.into_iter().filter_map(|(name, fact)| Some((name, fact?))));
    desk.hear(Event::Records { changed: vec![plan.clone()], removed: vec![] });
    assert!(desk.says("Walk to the lake") && desk.says("0664 1"));
    assert!(desk.window.state().model().state.lock_contacts.is_empty(), "sealed unless somebody says otherwise");
    desk.press("Show Mia on the lock screen of this computer");
    let shown = |desk: &Desk| desk.window.state().model().state.lock_contacts.len();
    assert_eq!(shown(&desk), 1);
    desk.hear(Event::Locked { words_waiting: false });
    desk.press("Crisis numbers, no passphrase needed");
    assert!(desk.says("Mia") && desk.says("0664 1") && !desk.says("Walk to the lake"));
    desk.window.key_press(Key::Escape);
    desk.window.run_ok();
    desk.unlock(Home::Journal);
    plan.facts.retain(|name, _| !name.starts_with("contact."));
    desk.hear(Event::Records { changed: vec![plan], removed: vec![] });
    assert_eq!(shown(&desk), 0, "who leaves the plan leaves the lock screen");
}

#[test]
fn a_check_in_becomes_an_entry_that_can_be_shared_like_any_other() {
    let mut desk = Desk::open(Home::Journal);
    let record = answered(50, "gad-7", "2027-01-10", &[1; 7], true);
    desk.hear(Event::Records { changed: vec![record], removed: vec![] });
    go(&mut desk, Room::CheckIns);
    desk.press("GAD-7");
    desk.press("Take into an entry");
    let commands = desk.engine.take();
    let start = commands.iter().find_map(|command| match command {
        Command::NewEntry(start) => Some(start),
        _ => None,
    });
    let start = start.expect("an entry begins");
    assert!(start.text.starts_with("Total 7 of 21"), "{}", start.text);
    assert_eq!(start.facts.get("check-in").and_then(Fact::text), Some(id(50).hex().as_str()));
    assert_eq!(desk.window.state().model().state.room, Room::Journal);
}

#[test]
fn a_standing_choice_opens_the_share_sheet_with_what_would_leave_and_lets_nothing_leave_by_itself() {
    let mut desk = Desk::open(Home::Journal);
    let reader = PersonView { role: Role::Therapist, ..contact() };
    desk.hear(Event::People(vec![reader.clone()]));
    let date = day(&desk, 0);
    desk.hear(Event::Records { changed: vec![answered(50, "gad-7", &date, &[1; 7], false)], removed: vec![] });
    go(&mut desk, Room::CheckIns);
    desk.press("GAD-7");
    desk.press(&format!("Offer it to {}", reader.name));
    let (_, kind, set) = sets(&desk).pop().unwrap();
    let chosen = Fact::Text(reader.space.hex());
    assert_eq!((kind, set.get("offer.gad-7")), (Kind::Choices, Some(&Some(chosen.clone()))));
    let choices = record(90, Kind::Choices, [("offer.gad-7".to_owned(), chosen)].into());
    desk.hear(Event::Records { changed: vec![choices], removed: vec![] });

    desk.press("Go on with GAD-7");
    desk.press("Finish");
    assert!(!desk.engine.take().iter().any(|command| matches!(command, Command::NewEntry(_))), "not before it is kept");
    desk.hear(Event::Records { changed: vec![answered(50, "gad-7", &date, &[1; 7], true)], removed: vec![] });
    let commands = desk.engine.take();
    let start = commands.iter().find_map(|command| match command {
        Command::NewEntry(start) => Some(start),
        _ => None,
    });
    let start = start.expect("it becomes an entry");
    let summary = EntrySummary { title: start.title.clone(), ..summary(7) };
    desk.hear(Event::Opened(EntryView { summary, text: start.text.clone(), batches: (0, 0), shares: vec![] }));
    let sheet = desk.window.state().model().state.people.sheet.as_ref().expect("the sheet is open");
    assert_eq!((sheet.entry, sheet.wish.space), (id(7), reader.space));
    let commands = desk.engine.take();
    assert!(commands.iter().any(|command| matches!(command, Command::PreviewShare { .. })), "{commands:?}");
    assert!(!commands.iter().any(|command| matches!(command, Command::Share { .. })), "nothing leaves by itself");
}
