//! Import from another vault: the list is shown first, only what is ticked is asked for, and what was typed is wiped.

use understory_sync::engine::importing::ImportWish;

use super::*;

fn at_page() -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.window.set_size(egui::vec2(1280.0, 2400.0));
    desk.window.state_mut().act(Action::Go(Room::Settings));
    desk.window.run_ok();
    desk.click("Import from another vault…");
    assert_eq!(desk.window.state().model().state.room, Room::Import);
    desk.engine.take();
    desk
}

fn wish(desk: &Desk) -> Option<ImportWish> {
    let mut sent = desk.engine.take();
    assert!(sent.len() <= 1, "{sent:?}");
    match sent.pop()? {
        Command::Import(wish) => Some(wish),
        other => panic!("{other:?}"),
    }
}

fn entry(number: u8) -> ImportEntry {
    ImportEntry {
        document: id(number),
        title: format!("Old {number}"),
        first_line: "The lake was still".to_owned(),
        created_ms: 1_700_000_000_000 + u64::from(number),
    }
}

fn listed() -> Event {
    Event::Import(ImportView::Listed { entries: vec![entry(3), entry(2), entry(1)], unreadable: 0 })
}

#[test]
fn what_is_in_the_other_vault_is_shown_first_and_what_is_ticked_is_taken() {
    let mut desk = at_page();
    desk.fill("Folder of the other vault", "/elsewhere/vault");
    desk.fill("Its passphrase", "the other words");
    desk.click("Show its entries");
    let Some(ImportWish::Look { folder, passphrase }) = wish(&desk) else { panic!("a wish to look") };
    assert_eq!((folder.to_str(), passphrase.reveal()), (Some("/elsewhere/vault"), "the other words"));
    assert!(desk.window.state().model.views.importing.passphrase.is_empty(), "the field forgets it");
    desk.hear(Event::Import(ImportView::Reading { done: 1, of: 4 }));
    assert!(desk.says("Reading the other vault"));
    desk.hear(listed());
    assert!(desk.says("The lake was still") && desk.says("Copy 3 entries"));
    desk.click("Old 2");
    assert!(desk.says("Copy 2 entries"));
    desk.click("Copy 2 entries");
    let Some(ImportWish::Take(chosen)) = wish(&desk) else { panic!("a wish to take") };
    assert_eq!(chosen, [id(3), id(1)]);
    desk.hear(Event::Import(ImportView::Taking { done: 1, of: 2 }));
    assert!(desk.says("1 of 2 copied"));
    desk.hear(Event::Import(ImportView::Ended { taken: 2, unreadable: 0 }));
    assert!(desk.says("2 entries were copied") && desk.says("nothing in it was changed"));
}

#[test]
fn nothing_is_taken_when_nothing_is_ticked_and_leaving_the_list_closes_the_other_vault() {
    let mut desk = at_page();
    desk.hear(listed());
    desk.click("All of them");
    assert!(desk.says("Copy nothing"));
    desk.click("Copy nothing");
    assert!(wish(&desk).is_none());
    desk.click("All of them");
    assert!(desk.says("Copy 3 entries"));
    desk.window.state_mut().act(Action::Go(Room::Journal));
    assert!(matches!(wish(&desk), Some(ImportWish::Stop)));
    assert!(desk.window.state().model.state.importing.view.is_none());
}

#[test]
fn a_vault_that_is_open_elsewhere_is_named_and_a_copying_goes_on_behind_other_pages_until_it_is_stopped() {
    let mut desk = at_page();
    desk.hear(Event::Import(ImportView::Failed { failure: Failure::AlreadyOpen, taken: 0 }));
    assert!(desk.says("open in another window") || desk.says("already open"));
    desk.hear(Event::Import(ImportView::Taking { done: 1, of: 900 }));
    desk.window.state_mut().act(Action::Go(Room::Journal));
    desk.window.state_mut().act(Action::Go(Room::Import));
    desk.window.run_ok();
    assert!(wish(&desk).is_none(), "it goes on");
    desk.click("Stop");
    assert!(matches!(wish(&desk), Some(ImportWish::Stop)));
}
