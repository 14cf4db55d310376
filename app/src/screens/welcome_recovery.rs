//! The recovery key: shown once, kept by the person, and its end typed back to prove it.

use egui::{Id, Ui};
use understory_sync::sealed::RecoveryKey;

use crate::action::{Action, VaultAction};
use crate::i18n::{t, t_with};
use crate::kit;
use crate::state::{Onboarding, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::update::vault::PROOF_CHARS;
use crate::widgets::{Button, Field, Tone, card, entered, notice};

use super::people::keyboard;
use super::welcome::{on_and_back, title};

/// Draws the key and the proof.
pub fn ui(ui: &mut Ui, state: &State, view: &mut Onboarding, actions: &mut Vec<Action>) {
    let _ = state;
    title(ui, &t("recovery-title"), &t("recovery-subtitle"));
    card(ui, |ui| {
        let Some(shown) = &view.recovery else { return };
        let page = KeyPage { key: shown, copied: view.copied, save_to: &mut view.save_to, saved: view.saved };
        match key(ui, page) {
            Some(Asked::Copied) => actions.push(Action::Vault(VaultAction::RecoveryCopied)),
            Some(Asked::Save) => actions.push(Action::Vault(VaultAction::SaveRecovery)),
            None => {}
        }
    });
    ui.add_space(space::XS);
    notice(ui, Tone::Quiet, &t("recovery-alone"), &t("recovery-alone-then"));
    ui.add_space(space::XS);
    let error = view.proof_wrong.then(|| t("recovery-proof-wrong"));
    let label = t_with("recovery-proof", &[("n", PROOF_CHARS.into())]);
    let field = Field::new(label).hint(t("recovery-proof-hint")).error(error).show(ui, &mut view.proof);
    let enter = entered(ui, &field);
    let typed = view.proof.trim().chars().count() >= PROOF_CHARS;
    if on_and_back(ui, &t("recovery-done"), typed, actions) || (enter && typed) {
        actions.push(Action::Vault(VaultAction::Create));
    }
}

/// A key that was made a moment ago, and what became of it.
pub struct KeyPage<'a> {
    /// The key.
    pub key: &'a RecoveryKey,
    /// It was copied.
    pub copied: bool,
    /// Where to save the page, as typed; none while nobody asked.
    pub save_to: &'a mut Option<String>,
    /// How saving went.
    pub saved: Option<Result<(), ()>>,
}

/// What was asked for a shown key.
pub enum Asked {
    /// It was copied.
    Copied,
    /// Write the page to the typed place.
    Save,
}

/// Draws a key as the page prints it, with the ways to keep it.
pub fn key(ui: &mut Ui, page: KeyPage<'_>) -> Option<Asked> {
    let palette = theme::palette(ui);
    let mut asked = None;
    for line in kit::lines(page.key) {
        ui.add(egui::Label::new(type_scale::ui(line.as_str()).color(palette.text)).selectable(true));
    }
    ui.horizontal(|ui| {
        if Button::outline(t("recovery-copy")).icon(Icon::Copy).show(ui).clicked() {
            // In one piece, as the age tool takes it.
            ui.copy_text(page.key.reveal().to_string());
            asked = Some(Asked::Copied);
        }
        if page.save_to.is_none() && Button::outline(t("recovery-save")).icon(Icon::Save).show(ui).clicked() {
            *page.save_to = Some(t("recovery-save-place"));
        }
    });
    let saved = page.saved == Some(Ok(()));
    // A second attempt would only find the file of the first.
    if let Some(place) = page.save_to.as_mut().filter(|_| !saved) {
        let enter = ui.horizontal(|ui| {
            ui.set_width(ui.available_width());
            let field =
                Field::new(t("recovery-save-where")).hint(t("recovery-save-hint")).id(Id::unique("recovery-place"));
            let response = field.show(ui, place);
            let enter = entered(ui, &response);
            // The click that opened it takes the keyboard away, perhaps once more in a second pass of the same frame.
            if keyboard::is_free(ui) && !enter {
                response.request_focus();
            }
            enter
        });
        if Button::outline(t("recovery-save-now")).icon(Icon::Save).show(ui).clicked() || enter.inner {
            asked = Some(Asked::Save);
        }
    }
    match page.saved {
        Some(Ok(())) => notice(ui, Tone::Ok, &t("recovery-saved"), &t("recovery-saved-then")),
        Some(Err(())) => notice(ui, Tone::Failed, &t("recovery-not-saved"), &t("recovery-not-saved-then")),
        None if page.copied => notice(ui, Tone::Ok, &t("recovery-copied"), &t("recovery-copied-then")),
        None => {}
    }
    asked
}
