//! Files carried by hand: for whom, where to, and what is said of each.

use super::*;
use understory_sync::ids::DeviceId;

fn at_people() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.hear(Event::People(vec![contact()]));
    desk.window.state_mut().act(Action::Go(Room::People));
    desk.window.run_ok();
    desk.engine.take();
    desk
}

/// Types the place of the file, and presses the button of the dialog.
fn type_path(desk: &mut Desk, path: &str, word: &str) {
    desk.window.get_by_label("File").set_text_value_accesskit(path);
    desk.window.run_ok();
    desk.click(word);
}

/// Lets jobs come to their end.
fn until(desk: &mut Desk, words: &str) {
    let begun = std::time::Instant::now();
    while !desk.says(words) {
        assert!(begun.elapsed() < Duration::from_secs(30), "it never said: {words}");
        std::thread::yield_now();
        desk.window.step();
    }
}

fn made(to: CarryTo) -> Event {
    Event::CarriedMade(CarriedMade { to, file: CarriedFile(b"sealed".to_vec()), pages: 2, more: false })
}

#[test]
fn a_file_is_saved_for_whom_was_chosen_where_it_was_typed_and_never_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stick.age");
    let mut desk = at_people();
    desk.hear(Event::OwnDevices(vec![DeviceView { device: DeviceId([5; 32]), ..contact().devices[0].clone() }]));
    for (times, says) in [(1, "Saved, with 2 pages in it"), (2, "A file of that name is there already")] {
        desk.click("Save sealed file…");
        let typed = desk.window.state().model().views.people.carry.save.as_ref().unwrap().path.clone();
        assert!(typed.contains("sealed-") && !typed.contains("Birch"), "{typed}");
        if times == 1 {
            desk.click("My own devices");
        }
        type_path(&mut desk, &path.display().to_string(), "Save");
        let asked = desk.engine.take();
        let to = if times == 1 { CarryTo::MyDevices } else { CarryTo::Person(contact().person) };
        assert!(matches!(asked[..], [Command::SaveCarried(whom)] if whom == to), "{asked:?}");
        assert!(desk.says("One moment"));
        desk.hear(made(to));
        until(&mut desk, says);
        assert_eq!(std::fs::read(&path).unwrap(), b"sealed");
    }
}

#[test]
fn a_file_is_read_and_what_it_was_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stick.age");
    std::fs::write(&path, b"sealed").unwrap();
    let mut desk = at_people();
    desk.click("Open…");
    type_path(&mut desk, &path.display().to_string(), "Open it");
    let begun = std::time::Instant::now();
    let asked = loop {
        assert!(begun.elapsed() < Duration::from_secs(30), "the file is never read");
        desk.window.step();
        let asked = desk.engine.take();
        if !asked.is_empty() {
            break asked;
        }
        std::thread::yield_now();
    };
    assert!(matches!(&asked[..], [Command::OpenCarried(file)] if file.0 == b"sealed"), "{asked:?}");
    let news = CarriedNews {
        person: Some("Dr. Birch".to_owned()),
        device: "Office".to_owned(),
        pages: 1,
        ..CarriedNews::default()
    };
    desk.hear(Event::CarriedOpened(CarriedFound::Taken(news)));
    assert!(desk.says("1 page from Office of Dr. Birch") && !desk.says("One moment"));
    assert!(desk.says("Save a file back"));

    desk.click("Open…");
    assert!(!desk.says("1 page from Office"), "that was the file before");
    type_path(&mut desk, &folder.path().join("nowhere.age").display().to_string(), "Open it");
    until(&mut desk, "There is no file that could be read");
    assert!(desk.engine.take().is_empty());
}

#[test]
fn the_last_pages_of_a_removed_device_are_listed_and_kept_only_after_a_yes() {
    for keep in [true, false] {
        let mut desk = at_people();
        let page = |title: &str| LastPage {
            title: title.to_owned(),
            first_line: "the first line".to_owned(),
            created_ms: 1_799_000_000_000,
        };
        let pages = vec![page("Corridor"), page("")];
        desk.hear(Event::CarriedOpened(CarriedFound::LastWords { device: "Old laptop".to_owned(), pages }));
        for words in ["Last pages of Old laptop", "Corridor", "Untitled", "2027", "the first line"] {
            assert!(desk.says(words), "{words}");
        }
        desk.window.key_press(Key::Escape);
        desk.window.run_ok();
        assert!(desk.says("Last pages of Old laptop") && desk.engine.take().is_empty(), "Esc decides nothing");
        desk.click(if keep { "Keep as new entries" } else { "Leave aside" });
        let asked = desk.engine.take();
        assert!(matches!(asked[..], [Command::KeepLastWords(yes)] if yes == keep), "{asked:?}");
        desk.hear(Event::LastWordsSettled { kept: if keep { 2 } else { 0 } });
        assert!(desk.says(if keep { "2 new entries" } else { "Left aside" }));
        assert!(!desk.says("Last pages of Old laptop"));
    }
}

#[test]
fn who_knows_nobody_saves_nothing_and_a_failure_ends_the_waiting() {
    let mut desk = Desk::open(Home::Journal);
    desk.window.state_mut().act(Action::Go(Room::People));
    desk.window.run_ok();
    assert!(desk.says("once you are connected"));
    desk.click("Save sealed file…");
    assert!(desk.window.state().model().views.people.carry.save.is_none());

    let mut desk = at_people();
    desk.click("Save sealed file…");
    type_path(&mut desk, "/nowhere/at/all.age", "Save");
    desk.engine.take();
    desk.hear(Event::Failed(Failure::ServingStopped));
    assert!(!desk.says("One moment") && desk.says("Sending to one of these devices is stopped"));
}

#[test]
fn enter_in_the_place_of_a_file_does_what_the_button_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = at_people();
    desk.click("Save sealed file…");
    desk.window.get_by_label("File").set_text_value_accesskit(&folder.path().join("stick.age").display().to_string());
    desk.window.get_by_label("File").focus();
    desk.window.run_ok();
    desk.window.key_press(Key::Enter);
    desk.window.run_ok();
    assert!(matches!(desk.engine.take()[..], [Command::SaveCarried(_)]));
}
