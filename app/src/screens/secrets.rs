//! Passphrase and recovery: what opens the vault, and how to change it. Each change asks for what opens it now.

mod kit;
mod words;

use egui::Ui;
use understory_sync::engine::secrets::SecretsDone;

use crate::action::{Action, SecretsAction, SettingsAction};
use crate::failure::sentences;
use crate::i18n::t;
use crate::state::secrets::{SecretsForm, Task};
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Tone, card, notice, page};

pub use words::waiting;

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, form: &mut SecretsForm, actions: &mut Vec<Action>) {
    let mut back = false;
    page(
        ui,
        &t("secrets-title"),
        &t("secrets-subtitle"),
        |ui| {
            back = Button::quiet(t("secrets-back")).icon(Icon::ArrowLeft).show(ui).clicked();
        },
        |ui| {
            ui.set_max_width(space::MEASURE);
            if state.secrets.outcome.is_none() {
                form.outcome_seen = false;
            } else if !std::mem::replace(&mut form.outcome_seen, true) {
                ui.scroll_to_cursor(Some(egui::Align::Center));
            }
            outcome(ui, state, actions);
            change(ui, state, form, actions);
            anew(ui, state, form, actions);
            quick(ui, state, form, actions);
            kit::standing(ui, state);
            kit::ui(ui, state, form, actions);
        },
    );
    if back {
        actions.push(Action::Go(Room::Settings));
    }
}

fn push(actions: &mut Vec<Action>, action: SecretsAction) {
    actions.push(Action::Settings(SettingsAction::Secrets(action)));
}

fn outcome(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    match state.secrets.outcome {
        None => return,
        Some(Ok(SecretsDone::PassphraseChanged)) => {
            notice(ui, Tone::Ok, &t("secrets-changed"), &t("secrets-changed-then"));
        }
        Some(Ok(SecretsDone::SealedAnew { old_removed })) => {
            notice(ui, Tone::Ok, &t("secrets-anew-done"), &t("secrets-anew-done-then"));
            if !old_removed {
                ui.add_space(space::XS);
                notice(ui, Tone::Waiting, &t("secrets-anew-left"), &t("secrets-anew-left-then"));
            }
        }
        Some(Ok(SecretsDone::RecoveryReplaced)) => {
            notice(ui, Tone::Ok, &t("secrets-kit-done"), &t("secrets-kit-done-then"));
            kit::then_anew(ui, actions);
        }
        Some(Ok(SecretsDone::QuickUnlock)) => notice(ui, Tone::Ok, &t("secrets-quick-on"), &t("secrets-quick-on-then")),
        Some(Ok(SecretsDone::NoQuickUnlock)) if state.secrets.no_keychain => {
            notice(ui, Tone::Waiting, &t("secrets-quick-none"), &t("secrets-quick-none-then"));
        }
        Some(Ok(SecretsDone::NoQuickUnlock)) => {
            notice(ui, Tone::Ok, &t("secrets-quick-off"), &t("secrets-quick-off-then"));
        }
        Some(Ok(SecretsDone::RecoveryRight)) => {
            notice(ui, Tone::Ok, &t("secrets-try-right"), &t("secrets-try-right-then"));
        }
        Some(Err(failure)) => {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        }
    }
    ui.add_space(space::S);
}

/// Draws one card: what it is about, and what `unfolded` draws once it was chosen.
fn task(
    ui: &mut Ui,
    (task, name): (Task, &str),
    form: &mut SecretsForm,
    actions: &mut Vec<Action>,
    unfolded: impl FnOnce(&mut Ui, &mut SecretsForm, &mut Vec<Action>),
) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.label(type_scale::strong(t(&format!("secrets-{name}"))).color(palette.text));
        let explain = t(&format!("secrets-{name}-explain"));
        ui.add(egui::Label::new(type_scale::ui(explain).color(palette.muted)).wrap());
        if form.task == Some(task) {
            unfolded(ui, form, actions);
        } else if Button::outline(t(&format!("secrets-{name}-open"))).show(ui).clicked() {
            push(actions, SecretsAction::Choose(Some(task)));
        }
    });
    ui.add_space(space::S);
}

fn change(ui: &mut Ui, state: &State, form: &mut SecretsForm, actions: &mut Vec<Action>) {
    task(ui, (Task::Change, "change"), form, actions, |ui, form, actions| {
        let mut enter = false;
        if form.just_opened {
            notice(ui, Tone::Quiet, &t("secrets-just-opened"), &t("secrets-just-opened-then"));
        } else {
            enter = words::proof(ui, &mut form.proof, actions);
        }
        enter |= words::new(ui, &mut form.words, actions);
        let ready = form.words.ready() && (form.just_opened || !form.proof.secret.trim().is_empty());
        let later = if form.just_opened { "secrets-later" } else { "secrets-cancel" };
        words::end(ui, state, ("secrets-change-do", later), (ready, enter), actions);
    });
}

fn anew(ui: &mut Ui, state: &State, form: &mut SecretsForm, actions: &mut Vec<Action>) {
    task(ui, (Task::Anew, "anew"), form, actions, |ui, form, actions| {
        for what in ["secrets-anew-room", "secrets-anew-copies", "secrets-anew-device"] {
            ui.add(egui::Label::new(type_scale::ui(t(what)).color(theme::palette(ui).muted)).wrap());
        }
        let mut enter = words::proof(ui, &mut form.proof, actions);
        enter |= words::new(ui, &mut form.words, actions);
        let ready = form.words.ready() && !form.proof.secret.trim().is_empty();
        words::end(ui, state, ("secrets-anew-do", "secrets-cancel"), (ready, enter), actions);
    });
}

fn quick(ui: &mut Ui, state: &State, form: &mut SecretsForm, actions: &mut Vec<Action>) {
    if state.secrets.quick {
        let palette = theme::palette(ui);
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            ui.label(type_scale::strong(t("secrets-quick")).color(palette.text));
            ui.add(egui::Label::new(type_scale::ui(t("secrets-quick-is-on")).color(palette.muted)).wrap());
            if Button::outline(t("secrets-quick-end")).show(ui).clicked() {
                push(actions, SecretsAction::NoQuickUnlock);
            }
        });
        ui.add_space(space::S);
        return;
    }
    task(ui, (Task::Quick, "quick"), form, actions, |ui, form, actions| {
        ui.add(egui::Label::new(type_scale::ui(t("secrets-quick-means")).color(theme::palette(ui).text)).wrap());
        let enter = words::proof(ui, &mut form.proof, actions);
        let ready = !form.proof.secret.trim().is_empty();
        words::end(ui, state, ("secrets-quick-do", "secrets-cancel"), (ready, enter), actions);
    });
}
