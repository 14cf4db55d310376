//! The margin: notes already left, and the one being written, which is private until it is left.

use egui::{CornerRadius, Frame, Id, Label, Margin, Panel, ScrollArea, Stroke, Ui};
use understory_sync::engine::view::{NoteView, PublicationView};
use understory_sync::ids::SpaceId;

use crate::action::{Action, PeopleAction, ReadingAction, SharingAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::people::reading::{NoteEditor, ReadingView};
use crate::state::people::sharing::Withdrawal;
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::prose_edit::{ProseOptions, prose_edit};
use crate::widgets::{Button, Tone, follow_keyboard, notice, quote_bar};

use super::super::people::said;
use super::super::share::words;
use super::push;

const WIDTH: f32 = 332.0;
/// Longest note, in characters: a margin, not a letter.
const CHARS_MAX: usize = 4000;

/// Draws the margin of the selected publication.
pub fn ui(
    ui: &mut Ui,
    state: &State,
    view: &mut ReadingView,
    space: SpaceId,
    publications: &[PublicationView],
    actions: &mut Vec<Action>,
) {
    let palette = theme::palette(ui);
    let frame = Frame::new().fill(palette.surface).inner_margin(Margin::symmetric(24, 24));
    let panel = Panel::right("margin").resizable(false).exact_size(WIDTH).frame(frame);
    panel.show(ui, |ui| {
        ScrollArea::vertical().id_salt("margin").auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            ui.label(type_scale::strong(t("reading-margin")).color(palette.text));
            ui.add(Label::new(type_scale::caption(t("reading-they-see")).color(palette.faint)).wrap());
            let selected = view.selected.and_then(|id| publications.iter().find(|one| one.document == id));
            if let Some(publication) = selected {
                for note in &publication.notes {
                    left(ui, state, space, publication, note, actions);
                }
                write(ui, state, view, publication, actions);
            }
            if let Some(failure) = state.failure {
                let sentences = sentences(failure);
                notice(ui, Tone::Failed, &sentences.what, &sentences.then);
            }
            next_client(ui, state, space, actions);
            follow_keyboard(ui);
        });
    });
}

fn left(
    ui: &mut Ui,
    state: &State,
    space: SpaceId,
    publication: &PublicationView,
    note: &NoteView,
    actions: &mut Vec<Action>,
) {
    let palette = theme::palette(ui);
    quote_bar(ui, palette.accent, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        match note.range {
            Some(range) => words::pointed_line(ui, &publication.content.text, Some(range), palette),
            None if note.whole => {}
            None => {
                ui.label(type_scale::caption(t("shared-note-rewritten")).color(palette.muted));
            }
        }
        ui.add(Label::new(type_scale::prose(note.text.as_str()).size(16.0).color(palette.text)).wrap());
        let author = if note.mine { t("reading-you") } else { note.author.clone() };
        let person = state.people.contact(&space).map(|person| person.name.clone()).unwrap_or_default();
        let args = [
            ("author", author.into()),
            ("when", said::moment(note.at_ms, state).into()),
            ("name", person.as_str().into()),
        ];
        let words = match (note.mine, note.arrived) {
            (true, true) => t_with("reading-note-arrived", &args),
            (true, false) => t_with("reading-note-waiting", &args),
            (false, _) => t_with("shared-note-by", &args),
        };
        ui.add(Label::new(type_scale::caption(words).color(palette.faint)).wrap());
        if note.mine && Button::quiet(t("reading-take-back")).small().show(ui).clicked() {
            let withdrawal = Withdrawal::Note { note: note.note, person_name: person };
            actions.push(Action::People(PeopleAction::Sharing(SharingAction::AskToWithdraw(withdrawal))));
        }
    });
}

fn write(ui: &mut Ui, state: &State, view: &mut ReadingView, publication: &PublicationView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let document = publication.document;
    match words::pointed(&publication.content.text, view.passage) {
        Some(words) => {
            let said = t_with("reading-points-at", &[("words", words.into())]);
            ui.add(Label::new(type_scale::caption(said).color(palette.muted)).wrap());
        }
        None => {
            ui.add(Label::new(type_scale::caption(t("reading-points-at-all")).color(palette.faint)).wrap());
        }
    }
    let Some(note) = view.notes.get_mut(&document) else {
        if Button::outline(t("reading-write")).icon(Icon::Pencil).wide().show(ui).clicked() {
            push(actions, ReadingAction::Write(document));
        }
        return;
    };
    let enabled = !note.leaving || state.failure.is_some();
    ui.add_enabled_ui(enabled, |ui| field(ui, state, note, publication, actions));
    let ready = enabled && !note.field.binding.text().trim().is_empty();
    ui.add(Label::new(type_scale::caption(t("reading-private")).color(palette.faint)).wrap());
    if Button::primary(t("reading-leave")).enabled(ready).show(ui).clicked() {
        push(actions, ReadingAction::Leave(document));
    }
}

fn field(ui: &mut Ui, state: &State, note: &mut NoteEditor, publication: &PublicationView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let document = publication.document;
    let options = ProseOptions {
        id: Id::unique(("note", document)),
        label: t("reading-write"),
        hint: t("reading-write"),
        title: false,
        bytes_max: CHARS_MAX * 4,
        chars_max: CHARS_MAX,
        rows: 3,
    };
    if std::mem::take(&mut note.take_focus) {
        ui.memory_mut(|memory| memory.request_focus(options.id));
    }
    let focused = ui.memory(|memory| memory.has_focus(options.id));
    let border = if focused { Stroke::new(2.0, palette.accent) } else { Stroke::new(1.0, palette.control) };
    let frame = Frame::new()
        .stroke(border)
        .corner_radius(CornerRadius::same(space::RADIUS))
        .inner_margin(Margin::symmetric(12, 10));
    let output = frame.show(ui, |ui| prose_edit(ui, &mut note.field, &options, state.mono)).inner;
    note.too_long = output.refused || (note.too_long && !output.changed);
    if note.too_long {
        ui.label(type_scale::caption(t("reading-too-long")).color(palette.warn));
    }
    let steps = [
        (output.undo, ReadingAction::Undo(document)),
        (output.redo, ReadingAction::Redo(document)),
        (output.left, ReadingAction::Left),
    ];
    for (_, action) in steps.into_iter().filter(|(wanted, _)| *wanted) {
        push(actions, action);
    }
}

fn next_client(ui: &mut Ui, state: &State, space: SpaceId, actions: &mut Vec<Action>) {
    let clients = state.people.clients();
    let here = clients.iter().position(|client| client.space == space);
    let next = here.and_then(|here| clients.get(here + 1).or(clients.first())).filter(|next| next.space != space);
    if let Some(next) = next
        && Button::quiet(t("reading-next-client")).icon(Icon::ChevronRight).show(ui).clicked()
    {
        actions.push(Action::Go(Room::Reading(next.space)));
    }
}
