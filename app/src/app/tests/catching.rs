//! Words typed while the vault is locked, and the question about them at unlock.

use super::*;

fn caught(number: u8, text: &str) -> CaughtView {
    CaughtView { id: format!("{number}"), at_ms: 1_799_999_000_000, text: text.to_owned() }
}

fn sealed(desk: &Desk) -> Vec<(u64, u64, String)> {
    let catch = |command| match command {
        Command::Catch { page, number, text, .. } => Some((page, number, text.to_string())),
        _ => None,
    };
    desk.engine.take().into_iter().filter_map(catch).collect()
}

/// A locked vault with the page for words open.
fn writing() -> Desk {
    let mut desk = Desk::new(true);
    desk.window.run_ok();
    desk.window.key_press(Key::F2);
    desk.window.run_ok();
    desk
}

#[test]
fn f2_opens_the_page_while_locked_and_shows_nothing_of_the_vault() {
    let mut desk = writing();
    assert!(desk.says("Locked. Nothing of your journal is shown here."));
    assert!(!desk.says("Session") && !desk.says("Unlock"));
    desk.window.key_press(Key::Escape);
    desk.window.run_ok();
    desk.window.get_by_label("Unlock");
    desk.click("Write without unlocking");
    assert!(desk.says("Locked. Nothing of your journal"));
}

#[test]
fn words_are_sealed_on_a_pause_and_when_the_page_is_left() {
    let mut desk = writing();
    desk.window.get_by_label("Your words").type_text("green");
    desk.window.run_ok();
    assert!(sealed(&desk).is_empty());
    desk.wait(900);
    assert_eq!(sealed(&desk), [(1, 1, "green".to_owned())]);
    assert!(desk.says("Sealing"));
    desk.hear(Event::CatchWritten { number: 1, outcome: Ok(1_800_000_000_000) });
    assert!(desk.says("Sealed "));
    desk.window.get_by_label("Your words").type_text(", a long corridor");
    desk.window.run_ok();
    desk.click("Enough for now");
    assert_eq!(sealed(&desk), [(1, 2, "green, a long corridor".to_owned())]);
    assert!(desk.says("Unlock") && !desk.says("corridor"));
    // Another time is another text, and nothing of the first is there.
    desk.window.key_press(Key::F2);
    desk.window.run_ok();
    assert!(desk.window.state().model().views.catching.text.is_empty());
    desk.window.get_by_label("Your words").type_text("x");
    desk.window.run_ok();
    desk.wait(900);
    assert!(sealed(&desk)[0].0 > 1, "another page");
}

#[test]
fn putting_the_window_away_and_long_silence_seal_what_is_typed() {
    let mut desk = writing();
    desk.window.get_by_label("Your words").type_text("green");
    desk.window.run_ok();
    desk.clock.advance(Duration::from_secs(31 * 60));
    desk.window.run_ok();
    desk.window.run_ok();
    assert_eq!(sealed(&desk).last().map(|(_, _, text)| text.as_str()), Some("green"));
    assert!(!desk.window.state().model().state.catching);
}

#[test]
fn a_vault_never_opened_by_this_version_says_what_to_do() {
    let mut desk = writing();
    desk.window.get_by_label("Your words").type_text("green");
    desk.window.run_ok();
    desk.hear(Event::CatchWritten { number: 1, outcome: Err(Failure::NotFound) });
    assert!(desk.says("Unlock once on this computer."));
}

#[test]
fn at_unlock_each_text_is_asked_about() {
    let mut desk = Desk::open(Home::Journal);
    desk.hear(Event::Caught(vec![caught(1, "green"), caught(2, "it was never locked")]));
    assert!(desk.says("Written while locked") && desk.says("green") && desk.says("The first of 2"));
    desk.click("Keep");
    let settled = |desk: &Desk| {
        desk.engine.take().into_iter().find_map(|command| match command {
            Command::SettleCaught { id, keep, .. } => Some((id, keep)),
            _ => None,
        })
    };
    assert_eq!(settled(&desk), Some(("1".to_owned(), true)));
    desk.hear(Event::Caught(vec![caught(2, "it was never locked")]));
    desk.click("Throw away");
    assert_eq!(settled(&desk), Some(("2".to_owned(), false)));
    desk.hear(Event::Caught(vec![caught(2, "it was never locked")]));
    desk.click("Not now");
    assert!(!desk.says("Written while locked"));
}

#[test]
fn what_was_noticed_is_said_once() {
    let mut desk = Desk::new(true);
    let profile = Profile {
        person: PersonId([1; 32]),
        name: "Ada".to_owned(),
        device_name: "Laptop".to_owned(),
        home: Home::Journal,
        network: NetworkMode::Nearby,
        retention_days: None,
        private_space: SpaceId([2; 16]),
    };
    let notices = vec![VaultNotice::CaptureChanged, VaultNotice::CaughtForeign { files: 2 }];
    desk.hear(Event::Unlocked { profile, notices });
    assert!(desk.says("2 texts do not open") && desk.says("right again now"));
    desk.click("Understood");
    assert!(!desk.says("do not open"));
}
