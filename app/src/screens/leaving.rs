//! Between open and closed: saving, and the question when words wait for room.

use egui::{CentralPanel, Frame, Ui};

use crate::action::{Action, JournalAction, VaultAction};
use crate::failure::sentences;
use crate::i18n::t;
use crate::state::{Quit, State};
use crate::theme::{self, space, type_scale};
use crate::widgets::{Button, dialog};

/// Draws an empty page while the vault is being saved and closed.
pub fn closing(ui: &mut Ui) {
    let palette = theme::palette(ui);
    CentralPanel::no_frame().frame(Frame::new().fill(palette.canvas)).show(ui, |ui| {
        ui.centered_and_justified(|ui| ui.label(type_scale::ui(t("leaving-saving")).color(palette.muted)));
    });
}

/// Asks before words that wait are left behind.
pub fn ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if state.quit != Quit::WordsWaiting {
        return;
    }
    let ((), left) = dialog(ui, "words-waiting", &t("leaving-title"), space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        if let Some(failure) = state.words_waiting {
            let sentences = sentences(failure);
            ui.label(type_scale::ui(sentences.what).color(palette.text));
            ui.label(type_scale::ui(sentences.then).color(palette.muted));
        }
        ui.label(type_scale::ui(t("leaving-explain")).color(palette.muted));
        ui.add_space(space::L);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let stay = Button::primary(t("leaving-stay")).show(ui);
            if ui.memory(|memory| memory.focused().is_none()) {
                stay.request_focus();
            }
            if stay.clicked() {
                actions.push(Action::Vault(VaultAction::Stay));
            }
            if Button::outline(t("save-try-again")).show(ui).clicked() {
                actions.push(Action::Vault(VaultAction::Stay));
                actions.push(Action::Journal(JournalAction::RetrySave));
            }
            if Button::danger(t("leaving-anyway")).show(ui).clicked() {
                actions.push(Action::Vault(VaultAction::QuitAnyway));
            }
        });
    });
    if left {
        actions.push(Action::Vault(VaultAction::Stay));
    }
}
