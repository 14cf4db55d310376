//! Writing: batches go out on a pause, at the latest after some seconds, and whenever the person turns away.
//!
//! Invariant: "saved" is shown only for the newest batch, and only after the engine said so.

use understory_sync::document::Field;
use understory_sync::engine::command::EntryStart;
use understory_sync::engine::view::EntryView;
use understory_sync::engine::{Command, Event};
use understory_sync::limits::{TAG_CHARS_MAX, TAGS_MAX};

use crate::action::JournalAction;
use crate::state::{Editor, ReadPage, Reading, Room};
use crate::widgets::prose_edit::ProseField;

use super::Update;

/// Carries out one wish about writing.
pub fn act(update: &mut Update<'_>, action: JournalAction) {
    match action {
        JournalAction::New => {
            flush(update);
            update.model.state.room = Room::Journal;
            update.model.views.journal.reading = None;
            update.model.state.journal.wants_new = true;
            show_trash(update, false);
            update.send(Command::NewEntry(Default::default()));
        }
        JournalAction::Open(document) => {
            flush(update);
            update.model.state.room = Room::Journal;
            update.model.views.journal.reading = None;
            update.model.state.journal.wanted = Some(document);
            update.model.state.journal.wants_new = false;
            update.send(Command::OpenEntry(document));
        }
        JournalAction::Typed => {
            if let Some(editor) = &mut update.model.views.journal.editor {
                editor.recount();
            }
        }
        JournalAction::Left => flush(update),
        JournalAction::Undo(field) => step_back(update, field, |document, field| Command::Undo { document, field }),
        JournalAction::Redo(field) => step_back(update, field, |document, field| Command::Redo { document, field }),
        JournalAction::TooLong(too_long) => {
            if let Some(editor) = &mut update.model.views.journal.editor {
                editor.too_long = too_long;
            }
        }
        JournalAction::SetTags(tags) => set_tags(update, &tags),
        JournalAction::Trash(document, trashed) => {
            flush(update);
            let editor = &mut update.model.views.journal.editor;
            if trashed && editor.as_ref().is_some_and(|editor| editor.summary.document == document) {
                *editor = None;
                update.model.state.journal.wanted = None;
            }
            update.send(Command::Trash { document, trashed });
        }
        JournalAction::ShowTrash(shown) => show_trash(update, shown),
        JournalAction::Read(wanted) => {
            flush(update);
            update.model.views.journal.reading = wanted.then(Reading::default);
        }
        JournalAction::ReadOn(documents) => {
            if let Some(reading) = &mut update.model.views.journal.reading {
                reading.asked.extend(&documents);
                update.send(Command::ReadPages(documents));
            }
        }
        JournalAction::Versions(_) | JournalAction::Version(_) | JournalAction::BringBack => {
            super::versions::act(update, action);
        }
        JournalAction::AskToEnd(documents) => update.model.views.journal.ending = Some(documents),
        JournalAction::End(yes) => end(update, yes),
        JournalAction::Search => search(update),
        JournalAction::Filter(filter) => {
            update.model.state.journal.filter = filter;
            update.model.state.journal.arrange();
        }
        JournalAction::RetrySave => update.send(Command::RetrySave),
    }
}

/// Takes in what the engine said about entries.
pub fn hear(update: &mut Update<'_>, event: Event) {
    match event {
        Event::Catalog { changed, removed } => {
            if let Some(editor) = &mut update.model.views.journal.editor
                && let Some(summary) = changed.iter().find(|row| row.document == editor.summary.document)
            {
                editor.summary = summary.clone();
            }
            gone(update, &removed);
            if let Some(reading) = &mut update.model.views.journal.reading {
                // What changed is read anew where it is in sight.
                for row in &changed {
                    reading.asked.remove(&row.document);
                }
            }
            update.model.state.journal.merge(changed, &removed);
        }
        Event::Pages(pages) => {
            if let Some(reading) = &mut update.model.views.journal.reading {
                let page = |text| ReadPage { text, layout: Default::default(), height: None };
                reading.pages.extend(pages.into_iter().map(|one| (one.document, page(one.text))));
            }
        }
        Event::Moved { from, to } => {
            if let Some(editor) = editor_of(update, from) {
                editor.summary.document = to;
                update.model.state.journal.wanted = Some(to);
            }
        }
        Event::Opened(view) => opened(update, view),
        Event::Saved { document, field, batch, at_ms } => {
            if let Some(editor) = editor_of(update, document)
                && editor.field(field).saved(batch)
                && !editor.unsaved()
            {
                editor.saved_ms = Some(at_ms);
                update.model.state.words_waiting = None;
            }
        }
        Event::Patched { document, field, after_batch, patches } => {
            let Some(editor) = editor_of(update, document) else { return };
            if editor.field(field).receive(after_batch, &patches) {
                editor.recount();
            } else if !editor.field(field).composing() {
                flush(update);
            }
        }
        Event::Found { number, documents, excerpts } => {
            let journal = &mut update.model.state.journal;
            if number == journal.search_number && !update.model.views.journal.search.trim().is_empty() {
                journal.excerpts = documents.iter().copied().zip(excerpts).collect();
                journal.found = Some(documents);
                journal.arrange();
            }
        }
        _ => {}
    }
}

/// Puts a question at the end of the open entry, as a heading.
pub fn insert_heading(update: &mut Update<'_>, words: &str) {
    let now = update.now();
    let Some(editor) = &mut update.model.views.journal.editor else { return };
    let text = editor.body.binding.text();
    let before = match text.trim_end_matches('\n') {
        "" => "",
        _ if text.ends_with("\n\n") => "",
        _ if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    editor.body.append(&format!("{before}## {words}\n\n"), now);
    editor.recount();
    editor.take_focus = true;
}

/// Sends everything typed, now.
pub fn flush(update: &mut Update<'_>) {
    send(update, true);
}

/// Sends what is due.
pub fn send_due(update: &mut Update<'_>) {
    send(update, false);
}

fn send(update: &mut Update<'_>, force: bool) {
    super::people::reading::send(update, force);
    super::months::send(update, force);
    let now = update.now();
    let Some(editor) = &mut update.model.views.journal.editor else { return };
    let document = editor.summary.document;
    for field in [Field::Title, Field::Body] {
        for (batch, splices) in editor.field(field).take_batches(now, force) {
            update.engine.send(Command::Edit { document, field, batch, splices });
        }
    }
}

fn step_back(update: &mut Update<'_>, field: Field, command: fn(understory_sync::ids::DocumentId, Field) -> Command) {
    flush(update);
    if let Some(editor) = &update.model.views.journal.editor {
        let command = command(editor.summary.document, field);
        update.send(command);
    }
}

fn opened(update: &mut Update<'_>, view: EntryView) {
    let document = view.summary.document;
    if let Some(editor) = editor_of(update, document) {
        // Sharing and withdrawing answer with the entry; the text stays as it is being written.
        editor.summary = view.summary;
        editor.shares = view.shares;
        return;
    }
    let journal = &mut update.model.state.journal;
    if !journal.wants_new && journal.wanted.is_some_and(|wanted| wanted != document) {
        return;
    }
    if !journal.wants_new && journal.wanted.is_none() {
        return;
    }
    journal.wants_new = false;
    journal.wanted = Some(document);
    flush(update);
    update.model.views.journal.editor = Some(Editor::new(view));
    if let Some(space) = update.model.views.journal.offer.take() {
        super::people::sharing::offer(update, space);
    }
}

fn editor_of<'a>(update: &'a mut Update<'_>, document: understory_sync::ids::DocumentId) -> Option<&'a mut Editor> {
    update.model.views.journal.editor.as_mut().filter(|editor| editor.summary.document == document)
}

fn set_tags(update: &mut Update<'_>, tags: &[String]) {
    let mut kept: Vec<String> = Vec::new();
    for tag in tags {
        let tag: String = tag.trim().chars().filter(|c| !c.is_control()).take(TAG_CHARS_MAX).collect();
        if !tag.is_empty() && !kept.contains(&tag) && kept.len() < TAGS_MAX {
            kept.push(tag);
        }
    }
    let Some(editor) = &mut update.model.views.journal.editor else { return };
    editor.summary.tags.clone_from(&kept);
    let document = editor.summary.document;
    update.send(Command::SetTags { document, tags: kept });
}

/// Closes an entry that is not here any more; what was typed in it and not written yet becomes an entry of its own.
fn gone(update: &mut Update<'_>, removed: &[understory_sync::ids::DocumentId]) {
    let is_gone = |editor: &mut Editor| removed.contains(&editor.summary.document);
    let Some(editor) = update.model.views.journal.editor.take_if(is_gone) else { return };
    update.model.state.journal.wanted = None;
    if editor.unsaved() {
        let words = |field: &ProseField| field.binding.text().to_owned();
        let (title, text, facts) = (words(&editor.title), words(&editor.body), editor.summary.facts);
        update.model.state.journal.wants_new = true;
        update.send(Command::NewEntry(EntryStart { title, text, facts }));
    }
}

/// Lets entries of the trash go for good, if that is what was decided.
fn end(update: &mut Update<'_>, yes: bool) {
    let Some(documents) = update.model.views.journal.ending.take().filter(|_| yes) else { return };
    let editor = &mut update.model.views.journal.editor;
    if editor.as_ref().is_some_and(|editor| documents.contains(&editor.summary.document)) {
        *editor = None;
        update.model.state.journal.wanted = None;
    }
    update.send(Command::EmptyTrash(documents));
}

/// Shows the trash, or the journal.
pub fn show_trash(update: &mut Update<'_>, shown: bool) {
    let journal = &mut update.model.state.journal;
    if journal.shows_trash != shown {
        journal.shows_trash = shown;
        journal.arrange();
    }
}

fn search(update: &mut Update<'_>) {
    let query = update.model.views.journal.search.trim().to_owned();
    let journal = &mut update.model.state.journal;
    journal.search_number += 1;
    if query.is_empty() {
        journal.found = None;
        journal.excerpts.clear();
        journal.arrange();
        return;
    }
    let number = journal.search_number;
    update.send(Command::Search { number, query });
}
