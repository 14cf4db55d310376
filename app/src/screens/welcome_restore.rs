//! Making a vault from a backup: the file, what opens it, and whether the computer it was made on still runs.

use egui::{Id, Ui};

use crate::action::{Action, RestoreAction, VaultAction};
use crate::i18n::t;
use crate::state::onboarding::Step;
use crate::state::{Onboarding, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, choice_card, entered};

use super::secrets::waiting;
use super::welcome::{cloud_warning, on_and_back, title};

/// Draws the question.
pub fn ui(ui: &mut Ui, state: &State, view: &mut Onboarding, actions: &mut Vec<Action>) {
    match view.step {
        Step::RestoreRuns => runs(ui, state, actions),
        Step::RestoreNew => new(ui, state, view, actions),
        _ => file(ui, state, view, actions),
    }
}

fn push(actions: &mut Vec<Action>, action: RestoreAction) {
    actions.push(Action::Vault(VaultAction::Restore(action)));
}

fn file(ui: &mut Ui, state: &State, view: &mut Onboarding, actions: &mut Vec<Action>) {
    title(ui, &t("restore-title"), &t("restore-subtitle"));
    let form = &mut view.restore;
    let field = Field::new(t("restore-file")).hint(t("restore-file-hint")).id(Id::unique("restore-file"));
    let response = field.show(ui, &mut form.file);
    let mut enter = entered(ui, &response);
    ui.add_space(space::XS);
    let field = Field::new(t("restore-secret")).hint(t("restore-secret-hint")).secret(&mut form.shown);
    let response = field.id(Id::unique("restore-secret")).show(ui, &mut form.secret);
    enter |= entered(ui, &response);
    ui.add_space(space::XS);
    let response = Field::new(t("welcome-folder")).hint(t("welcome-folder-hint")).show(ui, &mut view.folder);
    enter |= entered(ui, &response);
    cloud_warning(ui, &view.folder);
    let waits = waiting(ui, state);
    let form = &view.restore;
    let ready = !form.file.trim().is_empty() && !form.secret.trim().is_empty() && !view.folder.trim().is_empty();
    let ready = ready && !waits;
    if on_and_back(ui, &t("welcome-on"), ready, actions) || (enter && ready) {
        push(actions, RestoreAction::FileGiven);
    }
}

fn runs(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    title(ui, &t("restore-runs-title"), &t("restore-runs-subtitle"));
    if choice_card(ui, Icon::CircleCheck, &t("restore-gone"), &t("restore-gone-hint")).clicked() {
        push(actions, RestoreAction::OldIsGone);
    }
    ui.add_space(space::XS);
    if choice_card(ui, Icon::Laptop, &t("restore-still"), &t("restore-still-hint")).clicked() {
        push(actions, RestoreAction::OldStillRuns);
    }
    waiting(ui, state);
    ui.add_space(space::S);
    if Button::quiet(t("welcome-back")).show(ui).clicked() {
        actions.push(Action::Vault(VaultAction::Back));
    }
}

fn new(ui: &mut Ui, state: &State, view: &mut Onboarding, actions: &mut Vec<Action>) {
    title(ui, &t("restore-new-title"), &t("restore-new-subtitle"));
    let palette = theme::palette(ui);
    ui.add(egui::Label::new(type_scale::ui(t("restore-new-easier")).color(palette.muted)).wrap());
    if Button::outline(t("restore-new-join")).icon(Icon::Laptop).show(ui).clicked() {
        actions.push(Action::Vault(VaultAction::BeginJoin));
    }
    ui.add_space(space::M);
    ui.add(egui::Label::new(type_scale::ui(t("restore-new-by-key")).color(palette.muted)).wrap());
    let device = Field::new(t("welcome-device")).inside(t("welcome-device-inside"));
    device.show(ui, &mut view.device_name);
    let form = &mut view.restore;
    let error = form.not_a_key.then(|| t("unlock-not-a-key"));
    let field = Field::new(t("unlock-recovery")).hint(t("restore-new-key-hint")).error(error);
    let field = field.secret(&mut form.page_shown).id(Id::unique("restore-page"));
    let response = field.show(ui, &mut form.page);
    if response.changed() {
        form.not_a_key = false;
    }
    let enter = entered(ui, &response);
    let waits = waiting(ui, state);
    if on_and_back(ui, &t("restore-new-do"), !waits, actions) || (enter && !waits) {
        push(actions, RestoreAction::AsNewDevice);
    }
}
