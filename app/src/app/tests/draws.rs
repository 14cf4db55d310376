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
fn the_side_list_shows_clients_only_to_those_who_have_some() {
    let mut desk = Desk::open(Home::Journal);
    assert!(desk.window.query_by_label("Clients").is_none());
    desk.hear(Event::People(vec![PersonView { role: Role::Client, ..contact() }]));
    desk.window.get_by_label("Clients");
}

#[test]
fn the_trash_says_that_nothing_empties_it() {
    let mut desk = Desk::open(Home::Journal);
    let thrown = EntrySummary { trashed: true, ..summary(4) };
    desk.hear(Event::Catalog { changed: vec![summary(3), thrown], removed: vec![] });
    desk.window.get_by_label("Trash, 1 entry").click();
    desk.window.run_ok();
    desk.window.get_by_label_contains("Nothing empties the trash yet");
    desk.window.get_by_label("Restore Entry 4").click();
    desk.window.run_ok();
    assert!(matches!(desk.engine.take()[..], [Command::Trash { trashed: false, .. }]));
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
