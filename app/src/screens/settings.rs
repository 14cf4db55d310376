//! Settings: how it looks, when it locks and reminds, how devices find each other, how long withdrawn words are kept.

mod network;
mod reminder;

use egui::Ui;
use understory_sync::document::Fact;
use understory_sync::kind::Kind;

use super::{backup, today_back};
use crate::action::{Action, CareAction, SettingsAction};
use crate::care;
use crate::i18n::{Language, t, t_with};
use crate::platform::folders;
use crate::state::months::ReminderForm;
use crate::state::relay::RelayForm;
use crate::state::{Room, State};
use crate::theme::{self, Icon, ThemeChoice, space, type_scale};
use crate::widgets::{Button, Tone, card, notice, page, segmented};

/// Draws the page.
pub fn ui(
    ui: &mut Ui,
    state: &State,
    (relay, reminding): (&mut RelayForm, &mut ReminderForm),
    actions: &mut Vec<Action>,
) {
    page(
        ui,
        &t("settings-title"),
        "",
        |_| {},
        |ui| {
            ui.set_max_width(space::MEASURE + 80.0);
            look(ui, state, actions);
            country(ui, state, actions);
            other_years(ui, state, actions);
            reminder::ui(ui, state, reminding, actions);
            idle(ui, state, actions);
            network::ui(ui, state, relay, actions);
            secrets(ui, state, actions);
            backups(ui, state, actions);
            import(ui, actions);
            if state.reads_others() {
                retention(ui, state, actions);
            }
            folder(ui, state);
        },
    );
}

fn choice<T: Copy + PartialEq>(ui: &mut Ui, title: &str, hint: &str, chosen: T, choices: &[(T, String)]) -> Option<T> {
    let palette = theme::palette(ui);
    let clicked = card(ui, |ui| {
        ui.label(type_scale::strong(title).color(palette.text));
        if !hint.is_empty() {
            ui.label(type_scale::ui(hint).color(palette.muted));
        }
        ui.add_space(space::XS);
        segmented(ui, chosen, choices)
    });
    ui.add_space(space::S);
    clicked.inner
}

fn look(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let themes = [
        (ThemeChoice::Auto, t("settings-theme-auto")),
        (ThemeChoice::Light, t("settings-theme-light")),
        (ThemeChoice::Dark, t("settings-theme-dark")),
        (ThemeChoice::Dim, t("settings-theme-dim")),
    ];
    if let Some(theme) = choice(ui, &t("settings-theme"), "", state.settings.theme, &themes) {
        actions.push(Action::Settings(SettingsAction::Theme(theme)));
    }
    let zooms = [80, 90, 100, 110, 125, 150, 175, 200]
        .map(|percent: u32| (percent, t_with("settings-percent", &[("n", percent.into())])));
    if let Some(percent) = choice(ui, &t("settings-zoom"), "", state.settings.zoom_percent, &zooms) {
        actions.push(Action::Settings(SettingsAction::ZoomPercent(percent)));
    }
    let motions = [(true, t("settings-motion-usual")), (false, t("settings-motion-none"))];
    if let Some(motion) = choice(ui, &t("settings-motion"), "", state.settings.motion, &motions) {
        actions.push(Action::Settings(SettingsAction::Motion(motion)));
    }
    let languages = Language::ALL.map(|language| (language, language.name()));
    let (chosen, hint) = (Language::of(&state.settings.language), t("settings-language-hint"));
    if let Some(language) = choice(ui, &t("settings-language"), &hint, chosen, &languages) {
        actions.push(Action::Settings(SettingsAction::Language(language)));
    }
}

fn country(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let choices: Vec<_> = care::countries().iter().map(|country| (&*country.code, country.name.clone())).collect();
    let chosen = &*state.settings.country;
    if let Some(code) = choice(ui, &t("settings-country"), &t("settings-country-hint"), chosen, &choices) {
        actions.push(Action::Settings(SettingsAction::Country(code.to_owned())));
    }
}

fn other_years(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let choices = [(false, t("settings-off")), (true, t("settings-on"))];
    let hint = t("settings-on-this-day-hint");
    let chosen = today_back::is_wanted(state);
    if let Some(wanted) = choice(ui, &t("settings-on-this-day"), &hint, chosen, &choices) {
        let set = [(today_back::ON_THIS_DAY.to_owned(), Some(Fact::Flag(wanted)))].into();
        actions.push(Action::Care(CareAction::SetOnly { kind: Kind::Choices, set }));
    }
}

fn idle(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let choices = [2, 5, 10, 20, 60].map(|n: u32| (n, t_with("settings-minutes", &[("n", n.into())])));
    if let Some(minutes) = choice(ui, &t("settings-idle"), &t("settings-idle-hint"), state.idle_minutes, &choices) {
        actions.push(Action::Settings(SettingsAction::IdleMinutes(minutes)));
    }
}

fn retention(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(profile) = &state.profile else { return };
    let mut choices = vec![(None, t("settings-retention-none"))];
    for (days, years) in [(365, 1), (365 * 3, 3), (365 * 7, 7), (365 * 10, 10)] {
        choices.push((Some(days), t_with("settings-years", &[("n", years.into())])));
    }
    let hint = t("settings-retention-hint");
    if let Some(days) = choice(ui, &t("settings-retention"), &hint, profile.retention_days, &choices) {
        actions.push(Action::Settings(SettingsAction::Retention(days)));
    }
}

fn secrets(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.label(type_scale::strong(t("secrets-settings")).color(palette.text));
        ui.label(type_scale::ui(t("secrets-settings-hint")).color(palette.muted));
        if state.secrets.drill_is_due(state.now_ms) {
            ui.label(type_scale::caption(t("secrets-drill")).color(palette.muted));
        }
        ui.add_space(space::XS);
        if Button::outline(t("secrets-settings-open")).icon(Icon::KeyRound).show(ui).clicked() {
            actions.push(Action::Go(Room::Secrets));
        }
    });
    ui.add_space(space::S);
}

fn backups(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.label(type_scale::strong(t("backup-title")).color(palette.text));
        backup::standing(ui, state);
        ui.add_space(space::XS);
        if Button::outline(t("backup-open")).icon(Icon::Save).show(ui).clicked() {
            actions.push(Action::Go(Room::Backup));
        }
    });
    ui.add_space(space::S);
}

fn import(ui: &mut Ui, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.label(type_scale::strong(t("import-settings")).color(palette.text));
        ui.label(type_scale::ui(t("import-settings-hint")).color(palette.muted));
        ui.add_space(space::XS);
        if Button::outline(t("import-settings-open")).icon(Icon::Folder).show(ui).clicked() {
            actions.push(Action::Go(Room::Import));
        }
    });
    ui.add_space(space::S);
}

fn folder(ui: &mut Ui, state: &State) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        ui.label(type_scale::strong(t("settings-folder")).color(palette.text));
        ui.label(type_scale::ui(t("settings-folder-hint")).color(palette.muted));
        ui.label(type_scale::ui(state.folder.display().to_string()).color(palette.text));
        if let Some(cloud) = folders::cloud_of(&state.folder) {
            notice(ui, Tone::Waiting, &t_with("welcome-cloud", &[("cloud", cloud.into())]), &t("welcome-cloud-then"));
        }
    });
}
