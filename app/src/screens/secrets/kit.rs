//! The recovery key on the page: trying the printed one, and making a new one in its place.

use egui::{Id, Ui};

use crate::action::{Action, SecretsAction};
use crate::i18n::{t, t_with};
use crate::screens::welcome_recovery::{self, Asked, KeyPage};
use crate::state::State;
use crate::state::secrets::{SecretsForm, Task};
use crate::theme::{self, space, type_scale};
use crate::update::vault::PROOF_CHARS;
use crate::when;
use crate::widgets::{Button, Field, Tone, entered, notice};

use super::{push, task, words};

/// Draws both cards.
pub fn ui(ui: &mut Ui, state: &State, form: &mut SecretsForm, actions: &mut Vec<Action>) {
    task(ui, (Task::Try, "try"), form, actions, |ui, form, actions| attempt(ui, state, form, actions));
    task(ui, (Task::NewKit, "kit"), form, actions, |ui, form, actions| new(ui, state, form, actions));
}

/// Says when the page was last tried, and after a year that it would be time.
pub fn standing(ui: &mut Ui, state: &State) {
    let Some(kit) = &state.secrets.kit else { return };
    if kit.disputed {
        notice(ui, Tone::Waiting, &t("secrets-kit-disputed"), &t("secrets-kit-disputed-then"));
        ui.add_space(space::S);
    } else if !kit.sealed_here {
        notice(ui, Tone::Waiting, &t("secrets-kit-not-here"), &t("secrets-kit-not-here-then"));
        ui.add_space(space::S);
    }
    if !kit.disputed && !kit.not_sealed.is_empty() {
        let args = [("names", kit.not_sealed.join(", ").into())];
        notice(ui, Tone::Waiting, &t_with("secrets-kit-others", &args), &t("secrets-kit-others-then"));
        ui.add_space(space::S);
    }
    let words = match kit.proved_ms {
        Some(at_ms) => t_with("secrets-proved", &[("date", when::full(at_ms, &state.zone).into())]),
        None => t("secrets-proved-never"),
    };
    let palette = theme::palette(ui);
    ui.label(type_scale::caption(words).color(palette.faint));
    if state.secrets.drill_is_due(state.now_ms) {
        ui.label(type_scale::caption(t("secrets-drill")).color(palette.muted));
    }
    ui.add_space(space::S);
}

fn attempt(ui: &mut Ui, state: &State, form: &mut SecretsForm, actions: &mut Vec<Action>) {
    let error = form.proof.not_a_key.then(|| t("unlock-not-a-key"));
    let field = Field::new(t("unlock-recovery")).secret(&mut form.proof.shown).error(error);
    let response = field.id(Id::unique("secrets-try")).show(ui, &mut form.proof.secret);
    if response.changed() {
        form.proof.not_a_key = false;
    }
    let enter = entered(ui, &response);
    let ready = !form.proof.secret.trim().is_empty();
    words::end(ui, state, ("secrets-try-do", "secrets-cancel"), (ready, enter), actions);
}

fn new(ui: &mut Ui, state: &State, form: &mut SecretsForm, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    for what in ["secrets-kit-old", "secrets-kit-both", "secrets-kit-somebody"] {
        ui.add(egui::Label::new(type_scale::ui(t(what)).color(palette.muted)).wrap());
    }
    let kit = &mut form.kit;
    let Some(key) = &kit.key else { return };
    let page = KeyPage { key, copied: kit.copied, save_to: &mut kit.save_to, saved: kit.saved };
    match welcome_recovery::key(ui, page) {
        Some(Asked::Copied) => push(actions, SecretsAction::KeyCopied),
        Some(Asked::Save) => push(actions, SecretsAction::SaveKit),
        None => {}
    }
    let error = kit.end_wrong.then(|| t("recovery-proof-wrong"));
    let label = t_with("recovery-proof", &[("n", PROOF_CHARS.into())]);
    let field = Field::new(label).hint(t("recovery-proof-hint")).error(error).id(Id::unique("secrets-kit-end"));
    let response = field.show(ui, &mut kit.end);
    if response.changed() {
        kit.end_wrong = false;
    }
    let mut enter = entered(ui, &response);
    let typed = kit.end.trim().chars().count() >= PROOF_CHARS;
    enter |= words::proof(ui, &mut form.proof, actions);
    let ready = typed && !form.proof.secret.trim().is_empty();
    words::end(ui, state, ("secrets-kit-do", "secrets-cancel"), (ready, enter), actions);
}

/// Draws the line that leads from a lost page to sealing everything anew.
pub fn then_anew(ui: &mut Ui, actions: &mut Vec<Action>) {
    if Button::quiet(t("secrets-kit-then-anew")).small().show(ui).clicked() {
        push(actions, SecretsAction::Choose(Some(Task::Anew)));
    }
}
