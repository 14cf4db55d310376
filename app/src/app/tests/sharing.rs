//! The share sheet over the journal, and what is said of words that were shared.

use understory_sync::document::Publication;

use super::*;

fn preview(number: u64, asked: &Command) -> Event {
    let Command::PreviewShare { choice, title, date, .. } = asked else { panic!("{asked:?}") };
    let title = title.then(|| summary(1).title);
    Event::SharePreview(Preview {
        number,
        entry: id(1),
        space: SpaceId([9; 16]),
        person_name: "Dr. Ortiz".to_owned(),
        choice: *choice,
        replaces: None,
        content: Publication { title, date: date.clone(), text: "two words".to_owned(), ..Publication::default() },
        other_fields: vec![],
    })
}

fn therapist() -> PersonView {
    PersonView {
        person: PersonId([8; 32]),
        name: "Dr. Ortiz".to_owned(),
        role: Role::Therapist,
        space: SpaceId([9; 16]),
        recognised: Recognised::InTheRoom,
        shared: 0,
        withdrawn: 0,
        unread: 0,
        received: 0,
        ended: None,
        devices: vec![],
    }
}

#[test]
fn the_sheet_shares_by_mouse_and_only_what_it_shows() {
    let mut desk = Desk::open(Home::Journal);
    desk.hear(Event::People(vec![therapist()]));
    desk.write_in(1, "two words");
    desk.window.get_by_label_contains("Share…").click();
    desk.window.run_ok();
    let asked = desk.engine.take();
    desk.hear(preview(1, asked.last().unwrap()));
    desk.window.get_by_label_contains("Share 2 words").click();
    desk.window.run_ok();
    let asked = desk.engine.take();
    assert!(matches!(asked.last(), Some(Command::Share { preview: 1 })), "{asked:?}");
}

fn shared_by(desk: &Desk) -> Option<u64> {
    desk.engine.take().into_iter().find_map(|command| match command {
        Command::Share { preview } => Some(preview),
        _ => None,
    })
}

fn sheet_over_two_words(theme: ThemeChoice) -> (Desk, Command) {
    let mut desk = Desk::sized(true, theme);
    desk.unlock(Home::Journal);
    desk.hear(Event::People(vec![therapist()]));
    desk.write_in(1, "two words");
    desk.window.get_by_label_contains("Share…").click();
    desk.window.run_ok();
    let asked = desk.engine.take().pop().unwrap();
    (desk, asked)
}

#[test]
fn nothing_can_be_shared_before_its_preview_or_after_a_choice_changed() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let (mut desk, asked) = sheet_over_two_words(theme);
        assert!(desk.window.get_by_label("Keep private").is_focused());
        desk.click("Share");
        assert_eq!(shared_by(&desk), None, "the preview has not come");
        desk.hear(preview(1, &asked));
        desk.window.get_by_label("Share 2 words");
        desk.click("The title");
        let newer = desk.engine.take().pop().unwrap();
        assert!(matches!(newer, Command::PreviewShare { title: false, .. }), "{newer:?}");
        desk.click("Share");
        assert_eq!(shared_by(&desk), None, "the title would still leave");
        desk.hear(preview(2, &asked));
        assert!(desk.window.query_by_label("Share 2 words").is_none(), "an answer to older choices");
        desk.hear(preview(3, &newer));
        desk.click("Share 2 words");
        assert_eq!(shared_by(&desk), Some(3));
        desk.click("Share");
        assert_eq!(shared_by(&desk), None, "once");
    }
}

#[test]
fn escape_keeps_the_words_private() {
    let (mut desk, asked) = sheet_over_two_words(ThemeChoice::Light);
    desk.hear(preview(1, &asked));
    desk.window.key_press(Key::Escape);
    desk.window.run_ok();
    assert!(desk.window.state().model().state.people.sheet.is_none());
    assert_eq!(shared_by(&desk), None);
}

#[test]
fn a_passage_selected_by_mouse_is_what_the_sheet_offers_first() {
    for focused in [true, false] {
        let mut desk = Desk::open(Home::Journal);
        desk.hear(Event::People(vec![therapist()]));
        desk.write_in(1, "two words and some more");
        // A window that the system gives no keyboard still selects by mouse.
        desk.window.event(Input::WindowFocused(focused));
        desk.window.input_mut().focused = focused;
        let start = desk.body().rect().left_top() + egui::vec2(2.0, 10.0);
        desk.window.drag_at(start);
        desk.window.run_ok();
        desk.window.hover_at(start + egui::vec2(90.0, 0.0));
        desk.window.run_ok();
        desk.window.drop_at(start + egui::vec2(90.0, 0.0));
        desk.window.run_ok();
        desk.window.get_by_label_contains("Share…").click();
        desk.window.run_ok();
        let asked = desk.engine.take().pop().unwrap();
        let Command::PreviewShare { choice: ShareChoice::Passage(0, end), .. } = asked else { panic!("{asked:?}") };
        assert!(end > 2);
    }
}

fn share(number: u8, withdrawn_ms: Option<u64>, state: ShareState) -> ShareView {
    let content = Publication { text: "two words".to_owned(), ..Publication::default() };
    ShareView {
        publication: id(number),
        space: SpaceId([9; 16]),
        person_name: "Dr. Ortiz".to_owned(),
        content: withdrawn_ms.is_none().then_some(content),
        whole: false,
        shared_ms: 1_799_999_000_000,
        replaced_by: None,
        withdrawn_ms,
        devices: vec![ShareDevice { device: DeviceId([9; 32]), name: "Laptop".to_owned(), state }],
        opened_ms: None,
        notes: vec![],
    }
}

fn entry_with(shares: Vec<ShareView>) -> Desk {
    let mut desk = Desk::open(Home::Journal);
    desk.hear(Event::People(vec![therapist()]));
    desk.write_in(1, "two words");
    let view = EntryView { summary: summary(1), text: "two words".to_owned(), batches: (0, 0), shares };
    desk.hear(Event::Opened(view));
    desk.window.run_ok();
    desk.engine.take();
    desk
}

#[test]
fn the_three_ways_of_being_withdrawn_differ_in_icon_and_word() {
    let states = [
        ShareState::WithdrawalNotHeard,
        ShareState::Removed { at_ms: 1_799_999_500_000 },
        ShareState::KeptUntil { until_ms: 1_830_000_000_000 },
    ];
    let desk = entry_with(vec![]);
    let lines = states.map(|state| {
        let device = ShareDevice { device: DeviceId([9; 32]), name: "Laptop".to_owned(), state };
        crate::screens::shared_margin::device_line(&device, &desk.window.state().model().state)
    });
    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        assert_ne!(lines[one].0, lines[other].0);
        assert_ne!(lines[one].2, lines[other].2);
    }
    for (index, (_, _, words)) in lines.iter().enumerate() {
        let desk = entry_with(vec![share(20, Some(1_799_999_400_000), states[index])]);
        desk.window.get_by_label(words);
        assert!(desk.window.query_by_label("Withdraw…").is_none(), "it is withdrawn already");
    }
}

#[test]
fn notes_stand_beside_the_words_they_point_at() {
    let note = NoteView {
        note: id(60),
        author: "Dr. Ortiz".to_owned(),
        mine: false,
        text: "Let us start there.".to_owned(),
        at_ms: 1_799_999_500_000,
        range: Some((4, 9)),
        whole: false,
        arrived: false,
    };
    let rewritten = NoteView { note: id(61), range: None, ..note.clone() };
    let arrived = ShareState::Arrived { at_ms: 1_799_999_500_000 };
    let desk = entry_with(vec![ShareView { notes: vec![note, rewritten], ..share(20, None, arrived) }]);
    for words in
        ["Laptop: arrived 7:51", "“words”", "Let us start there.", "The passage was rewritten", "Dr. Ortiz, 7:51"]
    {
        assert!(desk.says(words), "{words}");
    }
}

#[test]
fn withdrawing_asks_once_and_keeping_is_the_safe_answer() {
    let mut desk = entry_with(vec![share(20, None, ShareState::Waiting)]);
    desk.window.get_by_label("Withdraw…").scroll_to_me();
    desk.window.run_ok();
    desk.click("Withdraw…");
    assert!(desk.window.get_by_label("Keep it shared").is_focused());
    desk.click("Keep it shared");
    assert!(desk.engine.take().is_empty());
    desk.click("Withdraw…");
    desk.click("Withdraw");
    let asked = desk.engine.take();
    assert!(matches!(asked[..], [Command::Withdraw { publication }] if publication == id(20)), "{asked:?}");
}

#[test]
fn a_passage_is_updated_only_by_a_passage() {
    let mut desk = entry_with(vec![share(20, None, ShareState::Waiting)]);
    assert!(desk.says("To update, select the new passage in the entry"));
    desk.window.get_by_label("Update…").click();
    desk.window.run_ok();
    assert!(desk.engine.take().is_empty());
    desk.body().focus();
    desk.window.run_ok();
    desk.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.window.run_ok();
    desk.click("Update…");
    let asked = desk.engine.take().pop().unwrap();
    let Command::PreviewShare { choice, replaces, title, date, .. } = asked else { panic!("{asked:?}") };
    assert_eq!((choice, replaces), (ShareChoice::Passage(0, 9), Some(id(20))));
    assert!(!title && date.is_none(), "what did not leave before does not leave by itself");
    desk.window.get_by_label("Update what Dr. Ortiz sees");
}

#[test]
fn what_is_to_be_brought_to_the_session_is_marked_and_the_mark_is_taken_off() {
    let mut desk = entry_with(vec![share(20, None, ShareState::Waiting)]);
    desk.engine.take();
    desk.press("Remind me to bring this to the next session");
    let Some(Command::SetFacts { set, document, .. }) = desk.engine.take().pop() else { panic!("nothing was asked") };
    let (name, fact) = set.into_iter().next().unwrap();
    let fact = fact.filter(|_| name.starts_with("bring.")).expect("a mark");
    assert!(fact.text().is_some(), "with its day");
    let row = desk.window.state().model().state.journal.entry(&document).cloned();
    let mut row = row.unwrap_or_else(|| EntrySummary { document, ..summary(1) });
    row.facts.insert(name.clone(), fact);
    desk.hear(Event::Catalog { changed: vec![row], removed: vec![] });
    desk.press("Remind me to bring this to the next session");
    let Some(Command::SetFacts { set, .. }) = desk.engine.take().pop() else { panic!("nothing was asked") };
    assert_eq!(set.get(&name), Some(&None));
}

#[test]
fn what_is_to_be_brought_leaves_as_a_word_of_its_own_and_is_counted_on_today() {
    let (mut desk, asked) = sheet_over_two_words(ThemeChoice::Light);
    assert!(matches!(asked, Command::PreviewShare { bring: false, .. }), "never by itself");
    desk.press("Bring this to the next session");
    let asked = desk.engine.take().pop();
    let Some(Command::PreviewShare { entry, bring: true, .. }) = asked else { panic!("{asked:?}") };
    desk.hear(Event::Shared { entry, publication: id(33) });
    let asked = desk.engine.take().pop();
    let Some(Command::SetFacts { document, set, .. }) = asked else { panic!("{asked:?}") };
    assert!(document == entry && set.keys().all(|name| name.starts_with("bring.")));
}
