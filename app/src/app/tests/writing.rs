//! Writing: exact splices, batches in time, nothing called saved before it is.

use super::*;

fn splice(at: usize, delete: usize, insert: &str) -> Splice {
    Splice { at, delete, insert: insert.to_owned() }
}

#[test]
fn typing_yields_exact_splices_after_a_pause() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "");
    desk.body().type_text("The däor");
    desk.window.run_ok();
    assert!(desk.edits().is_empty(), "nothing is sent while the person types");
    desk.wait(900);
    assert_eq!(desk.edits(), vec![(Field::Body, 1, vec![splice(0, 0, "The däor")])]);
    desk.window.key_press(Key::Backspace);
    desk.window.run_ok();
    desk.body().type_text("r stays");
    desk.wait(900);
    desk.wait(900);
    let text: Vec<_> = desk.edits().into_iter().flat_map(|(_, _, splices)| splices).collect();
    assert_eq!(text, vec![splice(7, 1, ""), splice(7, 0, "r stays")]);
}

#[test]
fn somebody_who_never_pauses_is_saved_all_the_same() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "");
    let mut sent = 0;
    for _ in 0..20 {
        desk.body().type_text("a");
        desk.window.run_ok();
        desk.wait(250);
        sent += desk.edits().len();
    }
    assert!(sent >= 1, "five seconds without a pause");
}

#[test]
fn saved_is_said_only_when_the_newest_batch_is_on_disk() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "");
    desk.body().type_text("one two");
    desk.window.run_ok();
    desk.wait(900);
    desk.window.get_by_label("Saving · 2 words");
    desk.body().type_text(" three");
    desk.window.run_ok();
    desk.wait(900);
    let saved = |batch| Event::Saved { document: id(1), field: Field::Body, batch, at_ms: 1_800_000_000_000 };
    desk.hear(saved(1));
    desk.window.get_by_label("Saving · 3 words");
    desk.hear(saved(2));
    desk.window.get_by_label("Saved 8:00 · 3 words");
}

#[test]
fn words_go_out_on_leaving_opening_locking_and_beginning() {
    let leave: [fn(&mut Desk); 4] = [
        |desk| desk.window.state_mut().act(Action::Go(Room::People)),
        |desk| desk.window.state_mut().act(Action::Journal(JournalAction::Open(id(7)))),
        |desk| desk.window.key_press_modifiers(Modifiers::COMMAND, Key::L),
        |desk| desk.window.key_press_modifiers(Modifiers::COMMAND, Key::N),
    ];
    for leave in leave {
        let mut desk = Desk::open(Home::Journal);
        desk.write_in(1, "");
        desk.body().type_text("kept");
        desk.window.run_ok();
        leave(&mut desk);
        desk.window.run_ok();
        assert!(matches!(desk.engine.take().first(), Some(Command::Edit { batch: 1, .. })));
    }
}

#[test]
fn undo_goes_to_the_engine_after_what_was_typed() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "old");
    desk.body().type_text(" new");
    desk.window.run_ok();
    desk.window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.window.run_ok();
    let sent = desk.engine.take();
    assert!(matches!(sent[..], [Command::Edit { .. }, Command::Undo { field: Field::Body, .. }]), "{sent:?}");
    assert!(desk.text().contains("new"), "egui itself took nothing back");
    let patches = vec![Patch { at: 0, delete: 4, insert: String::new() }];
    desk.hear(Event::Patched { document: id(1), field: Field::Body, after_batch: 1, patches });
    assert_eq!(desk.text().chars().count(), 3);
    desk.window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    desk.window.run_ok();
    assert!(matches!(desk.engine.take().last(), Some(Command::Redo { .. })));
}

#[test]
fn a_patch_while_something_is_typed_waits_for_the_batch() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "ab");
    desk.body().type_text("c");
    desk.window.run_ok();
    let before = desk.text().to_owned();
    let patches = vec![Patch { at: 0, delete: 0, insert: "x".to_owned() }];
    desk.hear(Event::Patched { document: id(1), field: Field::Body, after_batch: 0, patches });
    assert_eq!(desk.text(), before);
    assert_eq!(desk.edits().len(), 1);
}

#[test]
fn a_paste_of_twenty_megabytes_is_refused_with_the_reason() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "mine");
    desk.window.event(Input::Paste("x".repeat(20 << 20)));
    desk.window.run_ok();
    assert_eq!(desk.text(), "mine");
    desk.window.get_by_label_contains("That is more than one entry holds");
}

#[test]
fn a_paste_that_does_not_fit_any_more_is_refused_whole() {
    let mut desk = Desk::open(Home::Journal);
    let almost = format!("{}\n", "y".repeat(1023)).repeat(1023) + &"y".repeat(1014);
    desk.write_in(1, &almost);
    desk.window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    desk.window.run_ok();
    desk.window.event(Input::Paste("z".repeat(12)));
    desk.window.run_ok();
    assert_eq!(desk.text(), almost, "what was selected is still there");
    desk.window.get_by_label_contains("That is more than one entry holds");
    desk.window.event(Input::Paste("z".repeat(11)));
    desk.window.run_ok();
    assert_eq!(desk.text().len(), ENTRY_BYTES_MAX);
}

#[test]
fn no_batch_is_taken_in_the_middle_of_a_composition() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "");
    let preedit = |text: &str| Input::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None });
    desk.window.event(preedit("a"));
    desk.window.step();
    desk.window.event(preedit("ab"));
    desk.window.step();
    desk.clock.advance(Duration::from_secs(9));
    desk.window.step();
    assert!(desk.edits().is_empty());
    desk.window.event(Input::Ime(ImeEvent::Commit("àb".to_owned())));
    desk.window.step();
    desk.clock.advance(Duration::from_secs(1));
    desk.window.step();
    desk.window.step();
    assert_eq!(desk.edits().len(), 1);
    assert_eq!(desk.text(), "àb");
}

/// Hears what is left of egui's output after our own plugin.
#[derive(Default)]
struct Ear {
    settled: usize,
    copied: usize,
}

impl egui::Plugin for Ear {
    fn debug_name(&self) -> &'static str {
        "ear"
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut egui::FullOutput) {
        for command in &output.platform_output.commands {
            match command {
                egui::OutputCommand::TextSelectionSettled(_) => self.settled += 1,
                egui::OutputCommand::CopyText(_) => self.copied += 1,
                _ => {}
            }
        }
    }
}

#[test]
fn selected_words_never_reach_the_primary_selection() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "secret words");
    desk.window.ctx.add_plugin(Ear::default());
    desk.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.window.run_ok();
    desk.window.event(Input::Copy);
    desk.window.run_ok();
    let selection = desk.window.state().model().views.journal.editor.as_ref().unwrap().body.selection;
    assert_eq!(selection, Some((0, 12)));
    let (settled, copied) = desk.window.ctx.plugin_or_default::<Ear>().lock().heard();
    assert_eq!((settled, copied), (0, 1), "copying is a choice, selecting is not");
}

impl Ear {
    fn heard(&self) -> (usize, usize) {
        (self.settled, self.copied)
    }
}

#[test]
fn tags_are_trimmed_and_never_twice() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "");
    let tags = vec![" body ".to_owned(), "body".to_owned(), String::new(), "doors".to_owned()];
    desk.window.state_mut().act(Action::Journal(JournalAction::SetTags(tags)));
    let sent = desk.engine.take();
    let [Command::SetTags { tags, .. }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(tags, &["body", "doors"]);
}

#[test]
fn an_answer_to_an_older_wish_does_not_replace_the_open_entry() {
    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "first");
    desk.window.state_mut().act(Action::Journal(JournalAction::Open(id(2))));
    desk.window.state_mut().act(Action::Journal(JournalAction::Open(id(3))));
    let late = EntryView { summary: summary(2), text: "late".to_owned(), batches: (0, 0), shares: vec![] };
    desk.hear(Event::Opened(late));
    assert_eq!(desk.text(), "first");
}

#[test]
fn a_version_is_compared_and_brought_back() {
    use understory_sync::document::{Change, Compared, Version};
    use understory_sync::engine::view::{VersionView, VersionsView};
    use understory_sync::ids::Head;

    let mut desk = Desk::open(Home::Journal);
    desk.write_in(1, "a corridor");
    desk.body().focus();
    desk.window.run_ok();
    desk.body().type_text("so ");
    desk.window.run_ok();
    desk.press("Versions");
    let commands = desk.engine.take();
    assert!(matches!(commands[..], [Command::Edit { .. }, Command::ReadVersions(_)]), "{commands:?}");
    let version =
        |number: u8, chars| Version { heads: vec![Head([number; 32])], at_ms: Some(1_799_900_000_000), chars };
    desk.hear(Event::Versions(VersionsView { document: id(1), versions: vec![version(9, 13), version(8, 15)] }));
    let asked = desk.engine.take();
    assert!(matches!(&asked[..], [Command::ReadVersion { heads, .. }] if heads[..] == [Head([8; 32])]), "{asked:?}");
    let part = |what, words: &str| Compared { what, words: words.to_owned() };
    let parts = vec![part(Change::Same, "a "), part(Change::Gone, "long "), part(Change::Same, "corridor")];
    let (document, heads, title) = (id(1), vec![Head([8; 32])], "The title".to_owned());
    desk.hear(Event::Version(VersionView { document, heads, title, parts }));
    assert!(desk.says("[not there any more: long ]corridor"));
    desk.press("Bring this version back");
    let asked = desk.engine.take();
    assert!(matches!(&asked[..], [Command::RestoreVersion { heads, .. }] if heads[..] == [Head([8; 32])]), "{asked:?}");
    assert!(!desk.says("Versions of this entry"), "the page is there again");
}
