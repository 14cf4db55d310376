//! Reading and answering: a note is typed into a private draft and distilled when it is left.

use understory_sync::document::Field;
use understory_sync::engine::view::PublicationView;
use understory_sync::engine::{Command, Event};
use understory_sync::ids::{DocumentId, SpaceId};

use crate::action::ReadingAction;
use crate::state::people::reading::NoteEditor;

use super::super::Update;

/// Carries out one wish about reading.
pub fn act(update: &mut Update<'_>, action: ReadingAction) {
    let (people, view) = (&mut update.model.state.people, &mut update.model.views.people.reading);
    match action {
        ReadingAction::Fetch(space) => fetch(update, space),
        ReadingAction::Seen(publication) => {
            if people.seen.insert(publication) {
                update.send(Command::MarkOpened(publication));
            }
        }
        ReadingAction::Write(publication) => {
            let failure = &mut update.model.state.failure;
            let asked = view.wanted == Some(publication) && failure.is_none();
            if asked || view.notes.contains_key(&publication) {
                return;
            }
            view.wanted = Some(publication);
            *failure = None;
            update.send(Command::DraftNote { publication, range: None });
        }
        ReadingAction::Left => send(update, true),
        ReadingAction::Undo(publication) => step_back(update, publication, true),
        ReadingAction::Redo(publication) => step_back(update, publication, false),
        ReadingAction::Leave(publication) => leave(update, publication),
    }
}

fn fetch(update: &mut Update<'_>, space: SpaceId) {
    let people = &mut update.model.state.people;
    let Some(counts) = people.contact(&space).map(|contact| (contact.received, contact.unread)) else { return };
    people.fetched.insert(space, counts);
    update.send(Command::ReadPerson(space));
}

fn leave(update: &mut Update<'_>, publication: DocumentId) {
    send(update, true);
    let view = &mut update.model.views.people.reading;
    let range = view.passage.filter(|_| view.selected == Some(publication));
    let Some(note) = view.notes.get_mut(&publication) else { return };
    note.leaving = true;
    let draft = note.draft;
    update.model.state.failure = None;
    if range.is_some() {
        update.send(Command::DraftNote { publication, range });
    }
    update.send(Command::LeaveNote { draft });
}

fn step_back(update: &mut Update<'_>, publication: DocumentId, undo: bool) {
    send(update, true);
    let Some(note) = update.model.views.people.reading.notes.get(&publication) else { return };
    let (document, field) = (note.draft, Field::Body);
    update.send(if undo { Command::Undo { document, field } } else { Command::Redo { document, field } });
}

/// Sends what was typed into notes: all of it, or what is due.
pub fn send(update: &mut Update<'_>, force: bool) {
    let now = update.now();
    for note in update.model.views.people.reading.notes.values_mut() {
        for (batch, splices) in note.field.take_batches(now, force) {
            update.engine.send(Command::Edit { document: note.draft, field: Field::Body, batch, splices });
        }
    }
}

/// Takes in what the engine said about publications and notes.
pub fn hear(update: &mut Update<'_>, event: Event) {
    let view = &mut update.model.views.people.reading;
    match event {
        Event::Publications { space, mut publications } => {
            // What somebody wants to speak about stands first while it is fresh; otherwise the newest.
            let now_ms = update.model.state.now_ms;
            publications.sort_by_key(|one| !is_to_bring(one, now_ms));
            update.model.state.people.publications.insert(space, publications);
        }
        Event::NoteDraft(draft) => {
            view.wanted = view.wanted.filter(|wanted| *wanted != draft.publication);
            view.notes.entry(draft.publication).or_insert_with(|| NoteEditor::new(draft));
        }
        Event::NoteLeft { publication } => {
            view.notes.remove(&publication);
            if view.selected == Some(publication) {
                view.passage = None;
            }
        }
        _ => {}
    }
}

/// Takes in what the engine said about a text, if the text is a note.
pub fn hear_text(update: &mut Update<'_>, event: &Event) {
    let (Event::Saved { document, .. } | Event::Patched { document, .. }) = event else { return };
    let notes = &mut update.model.views.people.reading.notes;
    let Some(note) = notes.values_mut().find(|note| note.draft == *document) else { return };
    match event {
        Event::Saved { batch, .. } if note.field.saved(*batch) => update.model.state.words_waiting = None,
        Event::Patched { after_batch, patches, .. } if !note.field.receive(*after_batch, patches) => {
            send(update, true);
        }
        _ => {}
    }
}

/// How long something to be brought stands first, in milliseconds: two weeks.
const BRING_MS: u64 = 14 * 24 * 3600 * 1000;

fn is_to_bring(one: &PublicationView, now_ms: u64) -> bool {
    one.content.bring && one.kept_until_ms.is_none() && now_ms.saturating_sub(one.received_ms) < BRING_MS
}
