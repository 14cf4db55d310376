//! Who has seen what: the newest lines on the people page, all of them on their own page; and the reader who is told.

use super::*;

const NOW: u64 = 1_799_999_900_000; // 2027-01-15 07:58:20 UTC
const DAY_MS: u64 = 86_400_000;

fn line(at_ms: u64, what: ReceiptWhat, device: &str, title: &str) -> ReceiptLine {
    ReceiptLine {
        at_ms,
        what,
        person: PersonId([9; 32]),
        person_name: "Dr. Birch".to_owned(),
        device_name: device.to_owned(),
        publication: id(10),
        title: title.to_owned(),
    }
}

fn lines() -> Vec<ReceiptLine> {
    vec![
        line(NOW - 1000, ReceiptWhat::Received, "Office laptop", "The corridor"),
        line(NOW - DAY_MS, ReceiptWhat::Opened, "Office laptop", "Third session"),
        line(NOW - DAY_MS - 9000, ReceiptWhat::Received, "Home desktop", "Third session"),
        line(NOW - 9 * DAY_MS, ReceiptWhat::Removed, "Office laptop", ""),
    ]
}

fn at_people() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.hear(Event::People(vec![contact()]));
    desk.window.state_mut().act(Action::Go(Room::People));
    desk.window.run_ok();
    desk
}

fn asked_for(desk: &Desk) -> Vec<usize> {
    let asked = |command| if let Command::ReadReceipts { newest } = command { Some(newest) } else { None };
    desk.engine.take().into_iter().filter_map(asked).collect()
}

#[test]
fn the_people_page_asks_once_for_a_few_lines_and_its_card_leads_to_all() {
    let mut desk = at_people();
    assert_eq!(asked_for(&desk), [3]);
    desk.window.run_ok();
    assert_eq!(asked_for(&desk), [] as [usize; 0]);
    assert!(!desk.says("Who has seen what"), "nothing was noted yet");
    desk.hear(Event::Receipts(ReceiptsView { total: 64, lines: lines()[..3].to_vec() }));
    let now_ms = desk.window.state().model().state.now_ms;
    assert!(now_ms > 0);
    for words in ["Who has seen what", "Office laptop received “The corridor”", "Office laptop opened “Third session”"]
    {
        assert!(desk.says(words), "{words}");
    }
    desk.click("All 64 events");
    assert_eq!(desk.window.state().model().state.room, Room::Seen);
    assert_eq!(asked_for(&desk), [1000]);
}

#[test]
fn all_events_stand_by_day_and_can_be_narrowed_to_one_person() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = Desk::sized(true, theme);
        desk.unlock(Home::Journal);
        desk.hear(Event::People(vec![contact()]));
        desk.window.state_mut().act(Action::Go(Room::Seen));
        let mut all = lines();
        all.push(ReceiptLine {
            person: PersonId([8; 32]),
            person_name: "Dr. Elm".to_owned(),
            device_name: "Practice".to_owned(),
            ..line(NOW - 10 * DAY_MS, ReceiptWhat::Opened, "", "The river")
        });
        desk.hear(Event::Receipts(ReceiptsView { total: 7, lines: all }));
        for words in [
            "7:58 Office laptop received “The corridor”",
            "Home desktop received “Third session”",
            "6 January",
            "Office laptop removed something you shared",
            "Practice opened “The river”",
            "The newest 5 of 7.",
        ] {
            assert!(desk.says(words), "{words}");
        }
        let corridor = desk.window.get_by_label_contains("The corridor").rect().top();
        assert!(corridor < desk.window.get_by_label_contains("The river").rect().top());
        desk.click("Dr. Elm");
        assert!(desk.says("Practice opened") && !desk.says("The corridor"));
        desk.click("Everybody");
        assert!(desk.says("The corridor"));
    }
}

#[test]
fn who_shares_with_nobody_is_asked_nothing_about_it() {
    let mut desk = Desk::open(Home::Clients);
    desk.hear(Event::People(vec![PersonView { role: Role::Client, ..contact() }]));
    desk.window.state_mut().act(Action::Go(Room::People));
    desk.window.run_ok();
    assert_eq!(asked_for(&desk), [] as [usize; 0]);
}

#[test]
fn a_reader_is_told_of_receipts_until_they_understood() {
    let mut desk = Desk::open(Home::Clients);
    desk.hear(Event::ReceiptsTold(false));
    desk.hear(Event::People(vec![PersonView { role: Role::Client, ..contact() }]));
    desk.window.state_mut().act(Action::Go(Room::Reading(SpaceId([9; 16]))));
    desk.window.run_ok();
    desk.engine.take();
    assert!(desk.says("Your client sees which of your devices received, opened or removed"));
    desk.click("Understood");
    assert!(matches!(desk.engine.take()[..], [Command::ReceiptsUnderstood]));
    desk.hear(Event::ReceiptsTold(true));
    assert!(!desk.says("Your client sees which of your devices"));
}
