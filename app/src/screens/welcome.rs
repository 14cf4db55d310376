//! First run: one question at a time.

use egui::{Key, Ui};
use understory_sync::engine::view::Home;
use understory_sync::limits::NAME_CHARS_MAX;
use understory_sync::sealed::WeakBecause;

use crate::action::{Action, RestoreAction, VaultAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::platform::folders;
use crate::state::onboarding::Step;
use crate::state::{Onboarding, Phase, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, choice_card, entered, form_page, notice};

use super::people::keyboard;
use super::{unlock, welcome_recovery, welcome_restore};

/// Draws the question.
pub fn ui(ui: &mut Ui, state: &State, view: &mut Onboarding, actions: &mut Vec<Action>) {
    unlock::crisis_line(ui, actions);
    form_page(ui, space::DIALOG_WIDTH, |ui| {
        if state.phase == Phase::Opening {
            title(ui, &t("welcome-making"), &t("welcome-making-then"));
            return;
        }
        match view.step {
            Step::Welcome => welcome(ui, actions),
            Step::Again => again(ui, actions),
            Step::Name => name(ui, view, actions),
            Step::Passphrase => passphrase(ui, view, actions),
            Step::Recovery => welcome_recovery::ui(ui, state, view, actions),
            Step::Existing => existing(ui, view, actions),
            Step::Restore | Step::RestoreRuns | Step::RestoreNew => welcome_restore::ui(ui, state, view, actions),
            // A page of its own: it is as wide as connecting with a person.
            Step::Join => {}
            Step::ReturnKey => return_key(ui, view, actions),
        }
        if let Some(failure) = state.failure {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        }
    });
}

/// Draws a question's title and what it is about.
pub fn title(ui: &mut Ui, title: &str, subtitle: &str) {
    let palette = theme::palette(ui);
    ui.label(type_scale::display(title).color(palette.text));
    ui.label(type_scale::ui(subtitle).color(palette.muted));
    ui.add_space(space::M);
}

/// Draws "Back" and the button that leads on, and returns whether the latter was clicked.
pub fn on_and_back(ui: &mut Ui, on: &str, enabled: bool, actions: &mut Vec<Action>) -> bool {
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        let on = Button::primary(on).enabled(enabled).show(ui).clicked();
        if Button::quiet(t("welcome-back")).show(ui).clicked() {
            actions.push(Action::Vault(VaultAction::Back));
        }
        on
    })
    .inner
}

fn welcome(ui: &mut Ui, actions: &mut Vec<Action>) {
    title(ui, &t("app-name"), &t("welcome-subtitle"));
    choice(ui, Icon::BookOpen, "welcome-journal", VaultAction::Begin(Home::Journal), actions);
    choice(ui, Icon::Users, "welcome-clients", VaultAction::Begin(Home::Clients), actions);
    choice(ui, Icon::Laptop, "welcome-join", VaultAction::BeginJoin, actions);
    choice(ui, Icon::RotateCcw, "welcome-before", VaultAction::BeginAgain, actions);
}

fn again(ui: &mut Ui, actions: &mut Vec<Action>) {
    title(ui, &t("welcome-before"), &t("welcome-before-subtitle"));
    let restore = VaultAction::Restore(RestoreAction::Begin);
    choice(ui, Icon::Download, "welcome-restore", restore, actions);
    choice(ui, Icon::Folder, "welcome-existing", VaultAction::BeginExisting, actions);
    choice(ui, Icon::KeyRound, "welcome-return", VaultAction::BeginReturn, actions);
    if Button::quiet(t("welcome-back")).show(ui).clicked() {
        actions.push(Action::Vault(VaultAction::Back));
    }
}

fn choice(ui: &mut Ui, icon: Icon, key: &str, action: VaultAction, actions: &mut Vec<Action>) {
    if choice_card(ui, icon, &t(key), &t(&format!("{key}-hint"))).clicked() {
        actions.push(Action::Vault(action));
    }
    ui.add_space(space::XS);
}

fn name(ui: &mut Ui, view: &mut Onboarding, actions: &mut Vec<Action>) {
    let mut left = false;
    if view.joins {
        let word = if view.returns { "welcome-return" } else { "welcome-join" };
        title(ui, &t(word), &t("welcome-join-subtitle"));
    } else {
        title(ui, &t("welcome-name-title"), &t("welcome-name-subtitle"));
        let name = Field::new(t("welcome-name")).hint(t("welcome-name-hint")).chars_max(NAME_CHARS_MAX);
        let response = name.show(ui, &mut view.name);
        left = response.lost_focus();
        if !std::mem::replace(&mut view.name_focused, true) {
            response.request_focus();
        }
        ui.add_space(space::XS);
    }
    let device = Field::new(t("welcome-device")).hint(t("welcome-device-hint")).chars_max(NAME_CHARS_MAX);
    let response = device.inside(t("welcome-device-inside")).show(ui, &mut view.device_name);
    left |= response.lost_focus();
    if !std::mem::replace(&mut view.name_focused, true) {
        response.request_focus();
    }
    ui.add_space(space::XS);
    if view.shows_folder {
        let folder = Field::new(t("welcome-folder")).hint(t("welcome-folder-hint"));
        left |= folder.show(ui, &mut view.folder).lost_focus();
    } else if Button::quiet(t("welcome-show-folder")).icon(Icon::Folder).small().show(ui).clicked() {
        view.shows_folder = true;
    }
    cloud_warning(ui, &view.folder);
    let named = view.joins || !view.name.trim().is_empty();
    let ready = named && !view.folder.trim().is_empty();
    // Enter on a button is that button's alone.
    let enter = ready && left && ui.input(|input| input.key_pressed(Key::Enter));
    if on_and_back(ui, &t("welcome-on"), ready, actions) || enter {
        actions.push(Action::Vault(VaultAction::NameGiven));
    }
}

/// Warns of a folder that is copied to somebody else's computers.
pub fn cloud_warning(ui: &mut Ui, folder: &str) {
    if let Some(cloud) = folders::cloud_of(std::path::Path::new(folder)) {
        let what = t_with("welcome-cloud", &[("cloud", cloud.into())]);
        notice(ui, Tone::Waiting, &what, &t("welcome-cloud-then"));
    }
}

fn passphrase(ui: &mut Ui, view: &mut Onboarding, actions: &mut Vec<Action>) {
    title(ui, &t("welcome-passphrase-title"), &t("welcome-passphrase-subtitle"));
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.label(type_scale::ui(t("welcome-offered")).color(palette.muted));
        ui.label(type_scale::title(view.offered.as_str()).color(palette.text));
        ui.horizontal(|ui| {
            if Button::outline(t("welcome-take-words")).show(ui).clicked() {
                actions.push(Action::Vault(VaultAction::TakeWords));
            }
            if Button::quiet(t("welcome-other-words")).icon(Icon::RotateCcw).show(ui).clicked() {
                actions.push(Action::Vault(VaultAction::OfferWords));
            }
        });
        if view.no_entropy {
            notice(ui, Tone::Failed, &t("welcome-no-entropy"), &t("welcome-no-entropy-then"));
        }
    });
    ui.add_space(space::XS);
    let strength = view.strength.as_ref();
    let reason = strength.and_then(|strength| strength.reason.map(weak_because));
    let accepted = strength.is_some_and(|strength| strength.accepted);
    let weak = (!accepted && strength.is_some()).then(|| reason.unwrap_or_else(|| t("weak-guessable")));
    let mut field = Field::new(t("welcome-passphrase")).secret(&mut view.shown).error(weak);
    if accepted {
        field = field.hint(t("welcome-strong"));
    }
    let response = field.show(ui, &mut view.passphrase);
    let mut enter = entered(ui, &response);
    if response.changed() {
        actions.push(Action::Vault(VaultAction::PassphraseTyped));
    }
    let differs = !view.again.is_empty() && *view.again != *view.passphrase;
    let error = differs.then(|| t("welcome-again-differs"));
    let again = Field::new(t("welcome-again")).secret(&mut view.shown).error(error).show(ui, &mut view.again);
    enter |= entered(ui, &again);
    let ready = accepted && *view.again == *view.passphrase;
    if on_and_back(ui, &t("welcome-on"), ready, actions) || (enter && ready) {
        actions.push(Action::Vault(VaultAction::PassphraseChosen));
    }
}

/// Says why a passphrase is weak.
pub fn weak_because(reason: WeakBecause) -> String {
    t(match reason {
        WeakBecause::TooShort => "weak-short",
        WeakBecause::Common => "weak-common",
        WeakBecause::Keyboard => "weak-keyboard",
        WeakBecause::Repeats => "weak-repeats",
        WeakBecause::Sequence => "weak-sequence",
        WeakBecause::Date => "weak-date",
        WeakBecause::OneWord => "weak-one-word",
        WeakBecause::Name => "weak-name",
        WeakBecause::OwnWord => "weak-own-word",
        WeakBecause::Guessable => "weak-guessable",
    })
}

fn return_key(ui: &mut Ui, view: &mut Onboarding, actions: &mut Vec<Action>) {
    title(ui, &t("welcome-return"), &t("return-subtitle"));
    let palette = theme::palette(ui);
    for line in ["return-explain-back", "return-explain-gone", "return-explain-other"] {
        ui.add(egui::Label::new(type_scale::ui(t(line)).color(palette.text)).wrap());
    }
    let error = view.not_a_key.then(|| t("unlock-not-a-key"));
    let field = Field::new(t("unlock-recovery")).secret(&mut view.shown).error(error);
    let response = field.id(egui::Id::unique("return-key")).show(ui, &mut view.typed_key);
    view.not_a_key &= !response.changed();
    let enter = entered(ui, &response);
    if keyboard::is_free(ui) && !enter {
        response.request_focus();
    }
    let ready = !view.typed_key.trim().is_empty();
    if on_and_back(ui, &t("welcome-on"), ready, actions) || (enter && ready) {
        actions.push(Action::Vault(VaultAction::KeyGiven));
    }
}

fn existing(ui: &mut Ui, view: &mut Onboarding, actions: &mut Vec<Action>) {
    title(ui, &t("welcome-existing-title"), &t("welcome-existing-subtitle"));
    let folder = Field::new(t("welcome-folder")).show(ui, &mut view.folder);
    let enter = entered(ui, &folder);
    cloud_warning(ui, &view.folder);
    let ready = !view.folder.trim().is_empty();
    if on_and_back(ui, &t("welcome-open"), ready, actions) || (enter && ready) {
        actions.push(Action::Vault(VaultAction::OpenExisting));
    }
}
