//! Clients and what they shared: opened once, answered in the margin, a draft until it is left.

use understory_sync::document::Publication;

use super::*;

const SPACE: SpaceId = SpaceId([9; 16]);

fn client(number: u8, name: &str, unread: usize) -> PersonView {
    PersonView {
        person: PersonId([number; 32]),
        name: name.to_owned(),
        role: Role::Client,
        space: SpaceId([number; 16]),
        unread,
        received: 2,
        ..contact()
    }
}

fn publication(number: u8, text: &str, opened: bool) -> PublicationView {
    PublicationView {
        document: id(number),
        content: Publication {
            title: Some(format!("Title {number}")),
            date: Some("2027-01-12".to_owned()),
            text: text.to_owned(),
            ..Publication::default()
        },
        received_ms: 1_799_999_000_000,
        opened,
        kept_until_ms: None,
        withdrawn_ms: None,
        notes: vec![],
    }
}

fn at_clients(theme: ThemeChoice) -> Desk {
    let mut desk = Desk::sized(true, theme);
    desk.unlock(Home::Clients);
    desk.hear(Event::People(vec![client(8, "Bert", 0), client(9, "Ann", 2)]));
    desk.window.state_mut().act(Action::Go(Room::Clients));
    desk.window.run_ok();
    desk
}

fn at_ann(theme: ThemeChoice) -> Desk {
    let mut desk = at_clients(theme);
    let (kept_until_ms, withdrawn_ms) = (Some(1_830_000_000_000), Some(1_799_000_000_000));
    let kept = PublicationView { kept_until_ms, withdrawn_ms, ..publication(12, "", true) };
    let publications =
        vec![publication(10, "I learned to stand still.", false), publication(11, "Older words", false), kept];
    desk.hear(Event::Publications { space: SPACE, publications });
    desk.engine.take();
    desk.window.state_mut().act(Action::Go(Room::Reading(SPACE)));
    desk.window.run_ok();
    desk
}

#[test]
fn clients_are_found_by_typing_and_opened_by_enter() {
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        let mut desk = at_clients(theme);
        let fetched = desk.engine.take();
        assert_eq!(fetched.len(), 2, "{fetched:?}");
        assert!(desk.says("One client shared something new."));
        let ann = desk.window.get_by_label_contains("Ann. 2 entries").rect().top();
        assert!(ann < desk.window.get_by_label_contains("Bert. Nothing new").rect().top());
        desk.window.get_by_label("Find a client").type_text("ber");
        desk.window.run_ok();
        assert!(!desk.says("Ann. 2 entries"));
        desk.window.key_press(Key::Enter);
        desk.window.run_ok();
        assert_eq!(desk.window.state().model().state.room, Room::Reading(SpaceId([8; 16])));
    }
}

#[test]
fn what_is_read_is_told_once_and_what_is_not_read_is_not() {
    let mut desk = at_ann(ThemeChoice::Light);
    let seen = |desk: &Desk| -> Vec<DocumentId> {
        let opened = |command| if let Command::MarkOpened(document) = command { Some(document) } else { None };
        desk.engine.take().into_iter().filter_map(opened).collect()
    };
    assert_eq!(seen(&desk), [id(10)]);
    assert!(desk.window.query_by_label("Words shared: Title 11").is_none(), "folded until it is opened");
    desk.window.run_ok();
    assert!(seen(&desk).is_empty());
    desk.window.key_press(Key::ArrowDown);
    desk.window.run_ok();
    assert_eq!(seen(&desk), [id(11)]);
    desk.window.get_by_label("Words shared: Title 11");
    desk.window.key_press(Key::ArrowUp);
    desk.window.run_ok();
    assert_eq!(desk.window.state().model().views.people.reading.selected, Some(id(10)));
    assert!(desk.says("Withdrawn by your client on 3 January 2027, kept hidden until 28 December 2027"));
}

#[test]
fn a_note_is_a_draft_until_it_is_left() {
    let mut desk = at_ann(ThemeChoice::Dark);
    desk.engine.take();
    desk.click("Write for the next session");
    let asked = desk.engine.take();
    assert!(matches!(asked[..], [Command::DraftNote { publication, range: None }] if publication == id(10)));
    let draft = NoteDraftView { draft: id(77), publication: id(10), range: None, text: String::new() };
    desk.hear(Event::NoteDraft(draft));
    desk.window.get_by_label("Write for the next session").type_text("Never locked");
    desk.window.run_ok();
    assert!(desk.engine.take().is_empty(), "nothing is sent while the person types");
    desk.wait(900);
    let asked = desk.engine.take();
    assert!(matches!(&asked[..], [Command::Edit { document, batch: 1, .. }] if *document == id(77)), "{asked:?}");

    desk.window.get_by_label("Words shared: Title 10").focus();
    desk.window.run_ok();
    desk.window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.window.run_ok();
    assert!(desk.says("Points at “I learned to stand still.”"));
    desk.engine.take();
    desk.click("Leave in the margin");
    let asked = desk.engine.take();
    assert!(
        matches!(asked[..], [Command::DraftNote { range: Some((0, 25)), .. }, Command::LeaveNote { draft }] if draft == id(77)),
        "{asked:?}"
    );
    desk.hear(Event::NoteLeft { publication: id(10) });
    assert!(!desk.says("Leave in the margin"));
}

#[test]
fn words_of_a_note_go_out_before_the_vault_is_locked() {
    let mut desk = at_ann(ThemeChoice::Light);
    desk.click("Write for the next session");
    let draft = NoteDraftView { draft: id(77), publication: id(10), range: None, text: "Kept ".to_owned() };
    desk.hear(Event::NoteDraft(draft));
    desk.window.get_by_label("Write for the next session").type_text("and more");
    desk.window.run_ok();
    desk.engine.take();
    desk.window.state_mut().act(Action::Vault(VaultAction::Lock));
    let asked = desk.engine.take();
    assert!(matches!(asked[..], [Command::Edit { .. }, Command::Lock]), "{asked:?}");
}

#[test]
fn notes_that_were_left_say_where_they_are() {
    let mut desk = at_ann(ThemeChoice::Light);
    let note = NoteView {
        note: id(60),
        author: "Dr. Birch".to_owned(),
        mine: true,
        text: "Let us start there.".to_owned(),
        at_ms: 1_799_913_000_000,
        range: Some((2, 9)),
        whole: false,
        arrived: true,
    };
    let other = NoteView { note: id(61), range: None, arrived: false, ..note.clone() };
    let one = PublicationView { notes: vec![note, other], ..publication(10, "I learned to stand still.", true) };
    desk.hear(Event::Publications { space: SPACE, publications: vec![one] });
    for words in ["“learned”", "Ann’s device says it has it", "waiting to be sent", "The passage was rewritten"] {
        assert!(desk.says(words), "{words}");
    }
}

#[test]
fn what_somebody_wants_to_speak_about_stands_first_and_says_so_while_it_is_fresh() {
    let mut desk = at_ann(ThemeChoice::Light);
    let bring = |number, received_ms| {
        let mut one = PublicationView { received_ms, ..publication(number, "to speak about", false) };
        one.content.bring = true;
        one
    };
    let now_ms = desk.window.state().model().state.now_ms;
    let newest = publication(10, "newest", false);
    let publications = vec![newest, bring(13, now_ms - 1000), bring(14, now_ms - 15 * 24 * 3600 * 1000)];
    desk.hear(Event::Publications { space: SPACE, publications });
    let order: Vec<_> =
        desk.window.state().model().state.people.publications[&SPACE].iter().map(|one| one.document).collect();
    assert_eq!(order, [id(13), id(10), id(14)]);
    assert!(desk.says("To bring · Title 13"));
}
