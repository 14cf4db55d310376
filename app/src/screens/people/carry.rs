//! Files carried by hand: the card, what is asked before, and what became of the newest one.

use egui::{Id, ScrollArea, Ui};

use crate::action::{Action, CarryAction, PeopleAction};
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::people::carry::CarryForm;
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, Field, card, dialog, entered, notice, segmented};

use super::{columns, outcome};

/// The list of last words is scrolled beyond this height.
const LIST_HEIGHT: f32 = 240.0;

/// Draws the card.
pub fn ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let carry = &state.people.carry;
    card(ui, |ui| {
        let palette = theme::palette(ui);
        ui.label(type_scale::strong(t("carry-title")).color(palette.text));
        let anybody = !state.people.carry_to().is_empty();
        let words = if anybody { "carry-explain" } else { "carry-explain-nobody" };
        ui.add(egui::Label::new(type_scale::ui(t(words)).color(palette.muted)).wrap());
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            let free = !carry.busy;
            if Button::outline(t("carry-save")).enabled(free && anybody).show(ui).clicked() {
                push(actions, CarryAction::StartSave);
            }
            if Button::outline(t("carry-open")).icon(Icon::Folder).enabled(free).show(ui).clicked() {
                push(actions, CarryAction::StartOpen);
            }
        });
        if carry.busy {
            ui.label(type_scale::caption(t("carry-busy")).color(palette.faint));
        }
        if let Some(newest) = &carry.outcome {
            let said = outcome::of(newest);
            notice(ui, said.tone, &said.what, &said.then);
        }
    });
    ui.add_space(space::S);
}

/// Draws what is asked before a file is saved or opened, and what a removed device wrote last.
pub fn dialogs(ui: &Ui, state: &State, form: &mut CarryForm, actions: &mut Vec<Action>) {
    save_dialog(ui, state, form, actions);
    open_dialog(ui, form, actions);
    last_words_dialog(ui, state, actions);
}

fn save_dialog(ui: &Ui, state: &State, form: &mut CarryForm, actions: &mut Vec<Action>) {
    let Some(save) = &mut form.save else { return };
    let ((done, cancel), left) = dialog(ui, "carry-save", &t("carry-save-title"), space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        ui.add(egui::Label::new(type_scale::ui(t("carry-save-explain")).color(palette.muted)).wrap());
        ui.add_space(space::S);
        ui.label(type_scale::caption(t("carry-save-for")).color(palette.muted));
        if let Some(to) = segmented(ui, save.to, &state.people.carry_to()) {
            save.to = to;
        }
        ui.add_space(space::S);
        path_and_buttons(ui, &mut save.path, &t("carry-save-do"))
    });
    if done {
        push(actions, CarryAction::Save);
    } else if cancel || left {
        form.save = None;
    }
}

fn open_dialog(ui: &Ui, form: &mut CarryForm, actions: &mut Vec<Action>) {
    let Some(path) = &mut form.open else { return };
    let ((done, cancel), left) = dialog(ui, "carry-open", &t("carry-open-title"), space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        ui.add(egui::Label::new(type_scale::ui(t("carry-open-explain")).color(palette.muted)).wrap());
        ui.add_space(space::S);
        path_and_buttons(ui, path, &t("carry-open-do"))
    });
    if done {
        push(actions, CarryAction::Open);
    } else if cancel || left {
        form.open = None;
    }
}

/// Draws the typed path and the buttons; says whether to go on, and whether to leave.
fn path_and_buttons(ui: &mut Ui, path: &mut String, word: &str) -> (bool, bool) {
    let response = Field::new(t("carry-path")).id(Id::unique("carry-path")).show(ui, path);
    let enter = entered(ui, &response);
    if ui.memory(|memory| memory.focused().is_none()) && !enter {
        response.request_focus();
    }
    ui.add_space(space::M);
    columns::at_the_right(ui, |ui| {
        let enabled = !path.trim().is_empty();
        let done = Button::primary(word).enabled(enabled).show(ui).clicked();
        let cancel = Button::quiet(t("people-cancel")).show(ui).clicked();
        (done || (enter && enabled), cancel)
    })
}

fn last_words_dialog(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    let Some((device, pages)) = &state.people.carry.last_words else { return };
    let title = t_with("carry-last-title", &[("device", device.as_str().into())]);
    // Esc and a click outside decide nothing: the words would be gone.
    let ((keep, leave), _) = dialog(ui, "carry-last-words", &title, space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        ui.add(egui::Label::new(type_scale::ui(t("carry-last-explain")).color(palette.muted)).wrap());
        ui.add_space(space::S);
        ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
            ui.set_width(ui.available_width());
            for page in pages {
                let day = when::full(page.created_ms, &state.zone);
                let name = if page.title.is_empty() { t("carry-last-untitled") } else { page.title.clone() };
                ui.add(egui::Label::new(type_scale::ui(name).color(palette.text)).truncate());
                let line = t_with("carry-last-line", &[("day", day.into()), ("line", page.first_line.as_str().into())]);
                ui.add(egui::Label::new(type_scale::caption(line).color(palette.muted)).truncate());
                columns::line(ui);
            }
        });
        ui.add_space(space::M);
        columns::at_the_right(ui, |ui| {
            let keep = Button::primary(t("carry-last-keep")).show(ui).clicked();
            (keep, Button::quiet(t("carry-last-leave")).show(ui).clicked())
        })
    });
    if keep || leave {
        push(actions, CarryAction::KeepLastWords(keep));
    }
}

fn push(actions: &mut Vec<Action>, action: CarryAction) {
    actions.push(Action::People(PeopleAction::Carry(action)));
}
