//! The recovery key: shown once, kept by the person, and its end typed back to prove it.

use egui::Ui;

use crate::action::{Action, VaultAction};
use crate::i18n::{t, t_with};
use crate::state::{Onboarding, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::update::vault::PROOF_CHARS;
use crate::widgets::{Button, Field, Tone, card, notice};

use super::welcome::{on_and_back, title};

/// Draws the key and the proof.
pub fn ui(ui: &mut Ui, state: &State, view: &mut Onboarding, actions: &mut Vec<Action>) {
    let _ = state;
    title(ui, &t("recovery-title"), &t("recovery-subtitle"));
    card(ui, |ui| key(ui, view, actions));
    ui.add_space(space::XS);
    let error = view.proof_wrong.then(|| t("recovery-proof-wrong"));
    let label = t_with("recovery-proof", &[("n", PROOF_CHARS.into())]);
    Field::new(label).hint(t("recovery-proof-hint")).error(error).show(ui, &mut view.proof);
    let typed = view.proof.trim().chars().count() >= PROOF_CHARS;
    if on_and_back(ui, &t("recovery-done"), typed, actions) {
        actions.push(Action::Vault(VaultAction::Create));
    }
}

fn key(ui: &mut Ui, view: &mut Onboarding, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let Some(key) = &view.recovery else { return };
    let text = key.reveal();
    let label = egui::Label::new(type_scale::ui(text.as_str()).color(palette.text)).wrap().selectable(true);
    ui.add(label);
    ui.horizontal(|ui| {
        if Button::outline(t("recovery-copy")).icon(Icon::Copy).show(ui).clicked() {
            ui.copy_text(text.to_string());
            actions.push(Action::Vault(VaultAction::RecoveryCopied));
        }
        if view.save_to.is_none() && Button::outline(t("recovery-save")).icon(Icon::Save).show(ui).clicked() {
            view.save_to = Some(t("recovery-save-place"));
        }
    });
    let saved = view.saved == Some(Ok(()));
    // A second attempt would only find the file of the first.
    if let Some(place) = view.save_to.as_mut().filter(|_| !saved) {
        ui.horizontal(|ui| {
            ui.set_width(ui.available_width());
            Field::new(t("recovery-save-where")).hint(t("recovery-save-hint")).show(ui, place);
        });
        if Button::outline(t("recovery-save-now")).icon(Icon::Save).show(ui).clicked() {
            actions.push(Action::Vault(VaultAction::SaveRecovery));
        }
    }
    match view.saved {
        Some(Ok(())) => notice(ui, Tone::Ok, &t("recovery-saved"), &t("recovery-saved-then")),
        Some(Err(())) => notice(ui, Tone::Failed, &t("recovery-not-saved"), &t("recovery-not-saved-then")),
        None if view.copied => notice(ui, Tone::Ok, &t("recovery-copied"), &t("recovery-copied-then")),
        None => {}
    }
}
