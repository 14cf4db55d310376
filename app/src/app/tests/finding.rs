//! Finding entries: filters, the calendar, and words that are marked.

use understory_sync::document::Fact;

use super::*;

fn listed() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    let mut about = summary(1);
    about.facts.insert("session".to_owned(), Fact::Text("07".to_owned()));
    let other_day = EntrySummary { created_ms: summary(3).created_ms - 5 * 86_400_000, ..summary(3) };
    desk.hear(Event::Catalog { changed: vec![about, summary(2), other_day], removed: vec![] });
    desk
}

fn shown(desk: &Desk) -> Vec<u8> {
    desk.window.state().model().state.journal.rows.iter().map(|document| document.0[0]).collect()
}

#[test]
fn entries_are_narrowed_and_everything_comes_back() {
    let mut desk = listed();
    assert_eq!(shown(&desk), [1, 2, 3]);
    desk.click("Choose what is shown");
    desk.click("Shared");
    assert_eq!(shown(&desk), [2]);
    desk.click("Show everything");
    desk.click("About a session");
    assert_eq!(shown(&desk), [1]);
    desk.click("Only me");
    assert_eq!(shown(&desk), [1]);
    desk.click("Show everything");
    desk.click("With the tag after session 3");
    assert_eq!(shown(&desk), [1, 2, 3]);
}

#[test]
fn a_day_of_the_calendar_shows_what_was_written_on_it() {
    let mut desk = listed();
    desk.window.state_mut().model.views.journal.filters = true;
    let day = crate::care::hours::day_of(summary(3).created_ms - 5 * 86_400_000, &TimeZone::UTC);
    desk.window.state_mut().model.views.journal.month = Some(day);
    desk.window.run_ok();
    desk.click(&crate::when::weekday(day));
    assert_eq!(shown(&desk), [3]);
    desk.click("The month before");
    desk.click("The month after");
}

#[test]
fn the_trash_is_not_narrowed() {
    let mut desk = listed();
    let thrown = EntrySummary { trashed_ms: Some(1_799_900_000_000), ..summary(4) };
    desk.hear(Event::Catalog { changed: vec![thrown], removed: vec![] });
    desk.click("Choose what is shown");
    desk.click("Shared");
    desk.click("Trash, 1 entry");
    assert_eq!(shown(&desk), [4]);
}

#[test]
fn entries_are_read_one_after_the_other_as_they_come_into_sight() {
    use understory_sync::engine::view::PageView;

    let mut desk = Desk::open(Home::Journal);
    desk.hear(Event::Catalog { changed: (1..60).map(summary).collect(), removed: vec![] });
    desk.press("Read one after the other");
    let asked = |desk: &Desk| -> Vec<DocumentId> {
        let of = |command| if let Command::ReadPages(documents) = command { documents } else { Vec::new() };
        desk.engine.take().into_iter().flat_map(of).collect()
    };
    let first = asked(&desk);
    assert!((4..=16).contains(&first.len()) && first[0] == id(1), "{first:?}");
    let page = |document: &DocumentId| PageView { document: *document, text: format!("words of {}", document.0[0]) };
    desk.hear(Event::Pages(first.iter().map(page).collect()));
    assert!(desk.says("words of 1"));
    assert!(asked(&desk).iter().all(|document| !first.contains(document)), "nothing is asked for twice");

    // One of them changes elsewhere, and is read again.
    desk.hear(Event::Catalog { changed: vec![summary(1)], removed: vec![] });
    assert!(asked(&desk).contains(&id(1)));
    let write = desk.window.query_all_by_label_contains("Write on: Entry 2,").next().expect("each can be written on");
    write.click();
    desk.window.run_ok();
    let opened = desk.engine.take();
    assert!(opened.iter().any(|command| matches!(command, Command::OpenEntry(entry) if *entry == id(2))), "{opened:?}");
    assert!(!desk.says("words of 1"));
}
