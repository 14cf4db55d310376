//! The list of keys, over whatever is there.

use egui::{Grid, Ui};

use crate::action::Action;
use crate::i18n::t;
use crate::state::{Phase, State};
use crate::theme::{self, space, type_scale};
use crate::widgets::{Button, dialog};

/// Keys that work everywhere, and what each does.
const EVERYWHERE: [(&str, &str); 3] =
    [("keys-hide", "keys-hide-does"), ("keys-list", "keys-list-does"), ("keys-tab", "keys-tab-does")];
/// Keys that work while the vault is open.
const OPEN: [(&str, &str); 6] = [
    ("keys-new", "keys-new-does"),
    ("keys-hours", "keys-hours-does"),
    ("keys-lock", "keys-lock-does"),
    ("keys-undo", "keys-undo-does"),
    ("keys-redo", "keys-redo-does"),
    ("keys-zoom", "keys-zoom-does"),
];

/// Draws the list, if it was asked for.
pub fn ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if !state.shows_keys {
        return;
    }
    let (done, left) = dialog(ui, "keys", &t("keys-title"), space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        let open: &[_] = if state.phase == Phase::Open { &OPEN } else { &[] };
        Grid::new("keys").num_columns(2).spacing([space::XL, space::S]).show(ui, |ui| {
            for (keys, does) in open.iter().chain(&EVERYWHERE) {
                ui.label(type_scale::strong(t(keys)).color(palette.text));
                ui.label(type_scale::ui(t(does)).color(palette.muted));
                ui.end_row();
            }
        });
        ui.add_space(space::M);
        let done = Button::primary(t("keys-done")).show(ui);
        if ui.memory(|memory| memory.focused().is_none()) {
            done.request_focus();
        }
        done.clicked()
    });
    if done || left {
        actions.push(Action::Keys(false));
    }
}
