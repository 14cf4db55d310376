//! What one person shared, newest first, with a margin for notes at the right.
//!
//! Invariant: a publication is told to be opened only when its words were drawn, selected, in a window in use.

mod margin;

use egui::{CornerRadius, Id, Key, Label, Modifiers, Sense, Stroke, TextBuffer, TextEdit, Ui, WidgetInfo};
use understory_sync::document::Publication;
use understory_sync::engine::Command;
use understory_sync::engine::view::PublicationView;
use understory_sync::ids::{DocumentId, SpaceId};

use crate::action::{Action, PeopleAction, ReadingAction};
use crate::i18n::{t, t_with};
use crate::state::people::reading::ReadingView;
use crate::state::{PeopleView, Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Tone, empty, focus_ring, notice, page};

use super::people::{closed, said};
use super::share::{withdrawal, words};

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut PeopleView, space: SpaceId, actions: &mut Vec<Action>) {
    let Some(person) = state.people.contact(&space) else {
        page(ui, &t("reading-title"), "", |_| {}, |_| {});
        return;
    };
    // The engine keeps telling about the page it was asked for last, so each page asks when it opens.
    if view.reading.space != Some(space) || state.people.must_fetch(person) {
        push(actions, ReadingAction::Fetch(space));
    }
    let empty_list = Vec::new();
    let publications = state.people.publications.get(&space).unwrap_or(&empty_list);
    settle(&mut view.reading, space, publications);
    keys(ui, &mut view.reading, publications);
    margin::ui(ui, state, &mut view.reading, space, publications, actions);
    let reading = &mut view.reading;
    let heard = t_with("reading-heard", &[("when", said::last_heard(person, state).into())]);
    page(
        ui,
        &person.name,
        &format!("{} · {heard}", said::shared(person)),
        |_| {},
        |ui| {
            if Button::quiet(t("reading-all-clients")).icon(Icon::ArrowLeft).small().show(ui).clicked() {
                actions.push(Action::Go(Room::Clients));
            }
            told_once(ui, state, actions);
            if let Some(ended) = &person.ended {
                notice(ui, Tone::Quiet, &closed::ended_words(person, ended, state), &t("reading-ended-then"));
            }
            if publications.is_empty() {
                empty(ui, &t("reading-nothing"), None);
            }
            ui.spacing_mut().item_spacing.y = space::L;
            for publication in publications {
                ui.push_id(publication.document, |ui| one(ui, state, reading, publication, actions));
            }
            reading.moved = false;
        },
    );
    withdrawal(ui, state, actions);
}

/// Says that the other side sees receipts, until that was understood.
fn told_once(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if state.people.receipts_told {
        return;
    }
    notice(ui, Tone::Quiet, &t("seen-told"), &t("seen-told-then"));
    if Button::outline(t("seen-told-do")).show(ui).clicked() {
        actions.push(Action::People(PeopleAction::Ask(Command::ReceiptsUnderstood)));
    }
}

fn push(actions: &mut Vec<Action>, action: ReadingAction) {
    actions.push(Action::People(PeopleAction::Reading(action)));
}

/// A short name for a publication: its title, or its first words.
pub fn name_of(content: &Publication) -> String {
    const CHARS_MAX: usize = 60;
    let title = content.title.clone().filter(|title| !title.trim().is_empty());
    title.unwrap_or_else(|| {
        let line = content.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        line.trim().chars().take(CHARS_MAX).collect()
    })
}

/// Keeps the selection on something that is there; a page begins with the newest.
fn settle(view: &mut ReadingView, space: SpaceId, publications: &[PublicationView]) {
    let there = view.selected.is_some_and(|selected| publications.iter().any(|one| one.document == selected));
    if view.space != Some(space) || !there {
        view.space = Some(space);
        let newest = publications.iter().find(|one| one.kept_until_ms.is_none());
        view.select(newest.map(|one| one.document));
    }
}

/// Moves to the next or previous publication while the keyboard stands nowhere or on a card.
fn keys(ui: &Ui, view: &mut ReadingView, publications: &[PublicationView]) {
    let readable: Vec<DocumentId> =
        publications.iter().filter(|one| one.kept_until_ms.is_none()).map(|one| one.document).collect();
    let free = ui.memory(|memory| {
        memory.focused().is_none_or(|focused| readable.iter().any(|document| focused == card_id(*document)))
    });
    if !free || readable.is_empty() {
        return;
    }
    let (down, up) = ui.input_mut(|input| {
        let down = input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown);
        (down, input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp))
    });
    if down + up == 0 {
        return;
    }
    let now = readable.iter().position(|document| Some(*document) == view.selected).unwrap_or_default();
    let next = (now + down).min(readable.len() - 1).saturating_sub(up);
    view.select(Some(readable[next]));
    view.moved = true;
    ui.memory_mut(|memory| memory.request_focus(card_id(readable[next])));
}

fn card_id(publication: DocumentId) -> Id {
    Id::unique(("publication", publication))
}

fn one(ui: &mut Ui, state: &State, view: &mut ReadingView, publication: &PublicationView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    if let Some(until_ms) = publication.kept_until_ms {
        let until = crate::when::full(until_ms, &state.zone);
        ui.horizontal(|ui| {
            Icon::Lock.show(ui, 16.0, palette.faint);
            let words = match publication.withdrawn_ms {
                Some(ms) => {
                    let when = crate::when::full(ms, &state.zone);
                    t_with("reading-kept-since", &[("when", when.into()), ("until", until.into())])
                }
                None => t_with("reading-kept", &[("until", until.into())]),
            };
            ui.add(Label::new(type_scale::ui(words).color(palette.faint)).wrap());
        });
        return;
    }
    let document = publication.document;
    let selected = view.selected == Some(document);
    let id = card_id(document);
    let unfolded = selected || publication.opened || state.people.seen.contains(&document);
    let border = if selected { palette.accent } else { palette.line };
    let frame = egui::Frame::new()
        .fill(palette.surface)
        .stroke(Stroke::new(1.0, border))
        .corner_radius(CornerRadius::same(space::RADIUS_CARD))
        .inner_margin(egui::Margin::symmetric(32, 24));
    // The card is felt before its words are, so that a click on the words reaches the words.
    let known = ui.ctx().read_response(id).map(|response| response.rect);
    let response = known.map(|rect| ui.interact(rect, id, Sense::click()));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width().min(space::MEASURE));
        ui.spacing_mut().item_spacing.y = space::S;
        head(ui, state, publication);
        if unfolded {
            text(ui, view, publication, selected);
        } else {
            ui.label(type_scale::ui(t("reading-open")).color(palette.accent));
        }
    });
    let rect = shown.response.rect;
    let response = response.unwrap_or_else(|| ui.interact(rect, id, Sense::click()));
    finish(ui, state, view, publication, &response.with_new_rect(rect), actions);
}

/// What follows from a card that was drawn: focus, choice, and that it was opened.
fn finish(
    ui: &Ui,
    state: &State,
    view: &mut ReadingView,
    publication: &PublicationView,
    response: &egui::Response,
    actions: &mut Vec<Action>,
) {
    let document = publication.document;
    let selected = view.selected == Some(document);
    let name = words::caption(&publication.content, state).unwrap_or_else(|| name_of(&publication.content));
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, selected, &name));
    let filter = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    focus_ring(ui, response, response.rect, space::RADIUS_CARD);
    if response.clicked() {
        view.select(Some(document));
    }
    if selected && view.moved {
        ui.scroll_to_rect(response.rect, None);
    }
    let in_use = ui.input(|input| input.focused);
    if selected
        && in_use
        && !publication.opened
        && !state.people.seen.contains(&document)
        && ui.is_rect_visible(response.rect)
    {
        push(actions, ReadingAction::Seen(document));
    }
}

fn head(ui: &mut Ui, state: &State, publication: &PublicationView) {
    let palette = theme::palette(ui);
    let arrived = t_with("reading-arrived", &[("when", said::moment(publication.received_ms, state).into())]);
    let line = match words::caption(&publication.content, state) {
        Some(caption) => format!("{caption} · {arrived}"),
        None => arrived,
    };
    ui.horizontal_wrapped(|ui| {
        if !publication.opened {
            let font = egui::FontId::new(type_scale::CAPTION, type_scale::semibold_family());
            ui.label(egui::RichText::new(t("reading-new")).font(font).color(palette.accent));
        }
        ui.label(type_scale::caption(line).color(palette.faint));
    });
}

/// Draws the words, which can be selected and not changed.
fn text(ui: &mut Ui, view: &mut ReadingView, publication: &PublicationView, selected: bool) {
    let palette = theme::palette(ui);
    let id = Id::unique(("publication-text", publication.document));
    let focused = ui.memory(|memory| memory.has_focus(id));
    let kept = view.passage.filter(|_| selected && !focused);
    let content = &publication.content;
    let mut layouter = |ui: &Ui, _: &dyn TextBuffer, width: f32| {
        let job = words::job(content, palette, width, kept);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let mut shown = content.text.as_str();
    let edit = TextEdit::multiline(&mut shown)
        .id(id)
        .frame(egui::Frame::NONE)
        .desired_rows(1)
        .desired_width(ui.available_width())
        .layouter(&mut layouter)
        .show(ui);
    let response =
        edit.response.response.accessible_name(t_with("reading-words-of", &[("name", name_of(content).into())]));
    focus_ring(ui, &response, response.rect, space::RADIUS);
    if ui.memory(|memory| memory.has_focus(id)) {
        view.select(Some(publication.document));
        if let Some(range) = edit.cursor_range {
            let chars = range.as_sorted_char_range();
            view.passage = (!range.is_empty()).then_some((chars.start.0, chars.end.0));
        }
    }
}
