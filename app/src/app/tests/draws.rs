//! Every screen draws from state, in both themes, with every control named and every glyph known.

use super::*;

fn rooms(desk: &mut Desk) {
    let before = [Room::Journal, Room::Clients, Room::People, Room::Pairing, Room::Settings, Room::Secrets];
    for room in before.into_iter().chain([Room::Import, Room::Safety]) {
        desk.window.state_mut().act(Action::Go(room));
        desk.window.run_ok();
    }
}

#[test]
fn every_screen_draws_in_light_and_dark() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = Desk::sized(true, theme);
        desk.window.run_ok();
        desk.window.get_by_label("Unlock");
        desk.window.get_by_label("Crisis numbers, no passphrase needed").click();
        desk.window.run_ok();
        desk.window.get_by_label("Nobody monitors this app.");
        desk.window.key_press(Key::Escape);
        desk.window.run_ok();
        desk.unlock(Home::Clients);
        desk.hear(Event::Catalog { changed: (0..30).map(summary).collect(), removed: vec![] });
        desk.hear(Event::People(vec![contact()]));
        rooms(&mut desk);
        desk.window.state_mut().act(Action::Go(Room::Journal));
        desk.write_in(3, "# A heading\n\n> a quote\n\n- *an item* and **more** ümläut");
        desk.window.get_by_label("Only you");
        desk.window.get_by_label("Share…");
        desk.hear(Event::WordsWaiting(Failure::DiskFull));
        desk.window.get_by_label("The disk is full");
        desk.window.get_by_label("Try again");
        let dark = desk.window.ctx.theme() == egui::Theme::Dark;
        assert_eq!(dark, theme == ThemeChoice::Dark);
    }
}

#[test]
fn two_thousand_entries_draw_only_the_rows_that_are_seen() {
    let mut desk = Desk::open(Home::Journal);
    let many = (0..2000_u32).map(|number| {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_le_bytes());
        EntrySummary { document: DocumentId(bytes), created_ms: u64::from(number), ..summary(5) }
    });
    desk.hear(Event::Catalog { changed: many.collect(), removed: vec![] });
    desk.window.run_ok();
    let rows = desk.window.get_all_by_label("Entry 5").count();
    assert!((5..14).contains(&rows), "{rows} rows drawn");
    desk.window.get_by_label("Search titles and texts");
}

#[test]
fn every_screen_draws_in_german_from_the_moment_it_is_chosen() {
    let mut desk = Desk::open(Home::Clients);
    desk.hear(Event::Catalog { changed: (0..30).map(summary).collect(), removed: vec![] });
    desk.hear(Event::People(vec![contact()]));
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.run_ok();
    desk.press("Deutsch");
    desk.window.get_by_label("Sprache");
    assert_eq!(desk.window.state().model().state.settings.language, "de");
    rooms(&mut desk);
    for room in [Room::Today, Room::Course, Room::CheckIns, Room::Hours, Room::AddDevice, Room::Backup, Room::Seen] {
        desk.window.state_mut().act(Action::Go(room));
        desk.window.run_ok();
    }
    desk.window.state_mut().act(Action::Go(Room::Journal));
    desk.write_in(3, "Wärme");
    desk.window.get_by_label("Nur Sie");
    desk.hear(Event::Locked { words_waiting: false });
    desk.window.get_by_label("Entsperren");
}

#[test]
fn without_motion_nothing_takes_time_to_change() {
    let mut desk = Desk::open(Home::Journal);
    let animation = |desk: &Desk| desk.window.ctx.global_style().animation_time;
    assert!(animation(&desk) > 0.0);
    for theme in [ThemeChoice::Dark, ThemeChoice::Dim, ThemeChoice::Light] {
        desk.window.state_mut().act(Action::Settings(SettingsAction::Motion(false)));
        desk.window.state_mut().act(Action::Settings(SettingsAction::Theme(theme)));
        desk.window.run_ok();
        assert_eq!(animation(&desk), 0.0, "{theme:?}");
    }
}

#[test]
fn the_side_list_shows_clients_only_to_those_who_have_some() {
    let mut desk = Desk::open(Home::Journal);
    assert!(desk.window.query_by_label("Clients").is_none());
    desk.hear(Event::People(vec![PersonView { role: Role::Client, ..contact() }]));
    desk.window.get_by_label("Clients");
}

#[test]
fn the_trash_gives_back_and_lets_go_only_after_a_question() {
    let mut desk = Desk::open(Home::Journal);
    let thrown = EntrySummary { trashed_ms: Some(1_799_900_000_000), ..summary(4) };
    let shared = EntrySummary { trashed_ms: Some(1_799_900_000_000), ..summary(2) };
    desk.hear(Event::Catalog { changed: vec![summary(3), thrown.clone(), shared], removed: vec![] });
    desk.press("Trash, 2 entries");
    desk.window.get_by_label_contains("stays here for 30 days at least");
    desk.press("Restore Entry 4");
    assert!(matches!(desk.engine.take()[..], [Command::Trash { trashed: false, .. }]));

    desk.press("Empty the trash…");
    desk.window.get_by_label("Remove 1 entry for good?");
    desk.press("Keep");
    assert!(desk.engine.take().is_empty());
    desk.press("Empty the trash…");
    desk.press("Remove for good");
    let [Command::EmptyTrash(documents)] = &desk.engine.take()[..] else { panic!("one thing is asked") };
    assert_eq!(documents[..], [id(4)], "what is with somebody stays");
}

#[test]
fn an_entry_in_the_trash_says_until_when_and_leaves_the_page_when_it_is_gone() {
    let mut desk = Desk::open(Home::Journal);
    let thrown = EntrySummary { trashed_ms: Some(1_799_900_000_000), ..summary(4) };
    desk.hear(Event::Catalog { changed: vec![thrown.clone()], removed: vec![] });
    desk.press("Trash, 1 entry");
    desk.press("Entry 4");
    desk.engine.take();
    let view = EntryView { summary: thrown, text: "gone soon".to_owned(), batches: (0, 0), shares: vec![] };
    desk.hear(Event::Opened(view));
    desk.window.get_by_label_contains("It is removed for good after 13 February 2027");
    desk.press("Remove for good…");
    desk.press("Remove for good");
    assert!(matches!(&desk.engine.take()[..], [Command::EmptyTrash(documents)] if documents[..] == [id(4)]));
    desk.hear(Event::Catalog { changed: vec![], removed: vec![id(4)] });
    desk.window.get_by_label("The trash is empty");
}

#[test]
fn an_open_entry_that_was_removed_elsewhere_is_written_on_under_its_new_name() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "as it was");
    desk.hear(Event::Moved { from: id(1), to: id(9) });
    desk.hear(Event::Catalog { changed: vec![], removed: vec![id(1)] });
    assert_eq!(desk.text(), "as it was");
    assert_eq!(desk.window.state().model().views.journal.editor.as_ref().unwrap().summary.document, id(9));
}

#[test]
fn words_typed_in_an_entry_of_the_trash_that_is_gone_become_an_entry() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "as it was");
    desk.body().focus();
    desk.window.run_ok();
    desk.body().type_text("late ");
    desk.window.run_ok();
    desk.engine.take();
    desk.hear(Event::Catalog { changed: vec![], removed: vec![id(1)] });
    let commands = desk.engine.take();
    let kept =
        commands.iter().any(|command| matches!(command, Command::NewEntry(start) if start.text.contains("late ")));
    assert!(kept, "{commands:?}");
}

#[test]
fn a_window_in_which_nothing_happens_asks_for_no_frame_for_ten_seconds() {
    for room in [Room::Today, Room::Journal, Room::Course, Room::CheckIns, Room::People, Room::Hours] {
        let mut desk = Desk::open(Home::Journal);
        desk.hear(Event::People(vec![contact()]));
        desk.window.state_mut().act(Action::Go(room));
        desk.window.run_ok();
        let next = desk.window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(next >= Duration::from_secs(10), "{room:?} asks for a frame in {next:?}");
    }
}
