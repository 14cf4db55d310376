//! Taking over entries of another vault: which one, what is in it, and how far it is.

use egui::{Id, ScrollArea, Ui};
use understory_sync::engine::view::{ImportEntry, ImportView};

use crate::action::{Action, ImportAction, SettingsAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::importing::{ImportForm, Importing};
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, Field, Tone, card, entered, notice, page, progress_bar, status_line};

use super::secrets::waiting;

/// Height of one entry in the list, in points.
const ROW: f32 = 44.0;
/// Height of the list, which scrolls by itself.
const LIST: f32 = 12.0 * ROW;

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, form: &mut ImportForm, actions: &mut Vec<Action>) {
    let mut back = false;
    page(
        ui,
        &t("import-title"),
        &t("import-subtitle"),
        |ui| {
            back = Button::quiet(t("import-back")).icon(Icon::ArrowLeft).show(ui).clicked();
        },
        |ui| {
            ui.set_max_width(space::MEASURE);
            match &state.importing.view {
                Some(ImportView::Reading { done, of }) => busy(ui, (*done, *of), &t("import-reading"), actions),
                Some(ImportView::Taking { done, of }) => {
                    let words = t_with("import-taking", &[("n", (*done).into()), ("of", (*of).into())]);
                    busy(ui, (*done as u64, *of as u64), &words, actions);
                }
                Some(ImportView::Listed { entries, unreadable }) => list(ui, state, entries, *unreadable, actions),
                ended => {
                    outcome(ui, ended.as_ref());
                    choose(ui, state, form, actions);
                }
            }
        },
    );
    if back {
        actions.push(Action::Go(Room::Settings));
    }
}

fn push(actions: &mut Vec<Action>, action: ImportAction) {
    actions.push(Action::Settings(SettingsAction::Import(action)));
}

fn outcome(ui: &mut Ui, ended: Option<&ImportView>) {
    match ended {
        Some(ImportView::Ended { taken, unreadable }) => {
            let words = t_with("import-done", &[("n", (*taken).into())]);
            notice(ui, Tone::Ok, &words, &t("import-done-then"));
            missing(ui, *unreadable);
        }
        Some(ImportView::Failed { failure, taken }) => {
            let sentences = sentences(*failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
            if *taken > 0 {
                status_line(ui, Tone::Quiet, &t_with("import-done", &[("n", (*taken).into())]));
            }
        }
        _ => return,
    }
    ui.add_space(space::S);
}

fn missing(ui: &mut Ui, unreadable: usize) {
    if unreadable > 0 {
        ui.add_space(space::XS);
        let words = t_with("import-unreadable", &[("n", unreadable.into())]);
        notice(ui, Tone::Waiting, &words, &t("import-unreadable-then"));
    }
}

fn choose(ui: &mut Ui, state: &State, form: &mut ImportForm, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.add(egui::Label::new(type_scale::ui(t("import-explain")).color(palette.muted)).wrap());
        let folder = Field::new(t("import-folder")).id(Id::unique("import-folder")).show(ui, &mut form.folder);
        let mut enter = entered(ui, &folder);
        let field = Field::new(t("import-passphrase")).secret(&mut form.shown);
        let response = field.id(Id::unique("import-passphrase")).show(ui, &mut form.passphrase);
        enter |= entered(ui, &response);
        let waits = waiting(ui, state);
        let complete = !form.folder.trim().is_empty() && !form.passphrase.is_empty();
        let ready = complete && !waits && !state.importing.opening;
        if Button::primary(t("import-look")).enabled(ready).show(ui).clicked() || (enter && ready) {
            push(actions, ImportAction::Look);
        }
        if state.importing.opening {
            status_line(ui, Tone::Quiet, &t("secrets-busy"));
        }
    });
}

fn busy(ui: &mut Ui, (done, of): (u64, u64), words: &str, actions: &mut Vec<Action>) {
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        status_line(ui, Tone::Quiet, words);
        progress_bar(ui, done, of, words);
        if Button::quiet(t("import-stop")).show(ui).clicked() {
            push(actions, ImportAction::Stop);
        }
    });
}

fn list(ui: &mut Ui, state: &State, entries: &[ImportEntry], unreadable: usize, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let wanted = state.importing.wanted().len();
    missing(ui, unreadable);
    if entries.is_empty() {
        notice(ui, Tone::Quiet, &t("import-empty"), &t("import-empty-then"));
        if Button::quiet(t("import-cancel")).show(ui).clicked() {
            push(actions, ImportAction::Stop);
        }
        return;
    }
    ui.add(egui::Label::new(type_scale::ui(t("import-what")).color(palette.muted)).wrap());
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        let words = t_with("import-take", &[("n", wanted.into())]);
        if Button::primary(words).enabled(wanted > 0).show(ui).clicked() {
            push(actions, ImportAction::Take);
        }
        if Button::quiet(t("import-cancel")).show(ui).clicked() {
            push(actions, ImportAction::Stop);
        }
        let mut all = wanted == entries.len();
        if ui.checkbox(&mut all, type_scale::ui(t("import-all"))).changed() {
            push(actions, ImportAction::TickAll(all));
        }
    });
    ui.add_space(space::S);
    ScrollArea::vertical().id_salt("import-entries").max_height(LIST).show_rows(
        ui,
        ROW,
        entries.len(),
        |ui, visible| {
            for entry in entries.get(visible).unwrap_or_default() {
                row(ui, state, &state.importing, entry, actions);
            }
        },
    );
}

fn row(ui: &mut Ui, state: &State, importing: &Importing, entry: &ImportEntry, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let title = entry.title.trim();
    let name = if title.is_empty() { t("journal-untitled") } else { title.to_owned() };
    let date = when::day(entry.created_ms, state.now_ms, &state.zone);
    ui.allocate_ui(egui::vec2(ui.available_width(), ROW), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut ticked = !importing.left.contains(&entry.document);
        if ui.checkbox(&mut ticked, type_scale::strong(name)).changed() {
            push(actions, ImportAction::Tick(entry.document, ticked));
        }
        let about = t_with("import-row", &[("date", date.into()), ("line", entry.first_line.as_str().into())]);
        ui.add(egui::Label::new(type_scale::caption(about).color(palette.muted)).truncate());
    });
}
