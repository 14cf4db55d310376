//! Without a mouse: what has the keyboard is in view, and a page nobody types on scrolls by keys.

use super::*;
use egui::Key;

fn at(room: Room) -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.window.state_mut().act(Action::Go(room));
    desk.window.run_ok();
    desk
}

fn is_in_view(desk: &Desk, label: &str) -> bool {
    let (rect, window) = (desk.window.get_by_label(label).rect(), desk.window.ctx.content_rect());
    window.contains_rect(rect)
}

#[test]
fn what_gets_the_keyboard_below_the_fold_comes_into_view() {
    let mut desk = at(Room::Settings);
    assert!(!is_in_view(&desk, "Import from another vault…"), "or the test says nothing");
    desk.window.get_by_label("Import from another vault…").focus();
    desk.window.run_ok();
    assert!(is_in_view(&desk, "Import from another vault…"));
    desk.window.get_by_label("United Kingdom").focus();
    desk.window.run_ok();
    assert!(is_in_view(&desk, "United Kingdom"), "and back");
}

#[test]
fn page_keys_scroll_a_page_and_leave_a_text_alone() {
    let mut desk = at(Room::Settings);
    let top = |desk: &Desk| desk.window.get_by_label("Country").rect().top();
    let before = top(&desk);
    desk.window.key_press(Key::PageDown);
    desk.window.run_ok();
    let after = top(&desk);
    assert!(after < before - 100.0, "{before} {after}");
    desk.window.key_press(Key::End);
    desk.window.run_ok();
    assert!(is_in_view(&desk, "Vault folder"));
    desk.window.key_press(Key::Home);
    desk.window.run_ok();
    assert_eq!(top(&desk), before);
}

#[test]
fn the_own_plan_is_in_view_when_it_was_asked_for() {
    let mut desk = at(Room::Today);
    desk.window.state_mut().act(Action::Months(crate::action::MonthsAction::OwnPlan));
    desk.window.run_ok();
    let heading = desk.window.get_by_label_contains("My plan").rect();
    assert!(desk.window.ctx.content_rect().contains_rect(heading), "{heading:?}");
}
