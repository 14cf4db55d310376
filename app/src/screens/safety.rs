//! Safety: the emergency number, crisis lines of the chosen country, and that nobody monitors this app.

use egui::Ui;
use understory_sync::kind::Kind;

use super::plan;
use crate::action::{Action, SettingsAction};
use crate::care::plan::contacts;
use crate::care::{self, Country, Line};
use crate::i18n::{t, t_with};
use crate::state::months::MonthsView;
use crate::state::{Phase, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, card, form_page_at, page, quote_bar, segmented};

/// Draws the page inside the open vault.
pub fn ui(ui: &mut Ui, state: &State, view: &mut MonthsView, actions: &mut Vec<Action>) {
    page(
        ui,
        &t("safety-title"),
        &t("safety-subtitle"),
        |_| {},
        |ui| {
            ui.set_max_width(space::MEASURE);
            lines(ui, state, actions);
            ui.add_space(space::XL);
            if std::mem::take(&mut view.shows_plan) {
                ui.scroll_to_cursor(Some(egui::Align::TOP));
            }
            plan::ui(ui, state, view, actions);
        },
    );
}

/// Draws the page over the unlock screen; no passphrase is needed.
pub fn over_lock(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape)) {
        actions.push(Action::SafetyOverLock(false));
    }
    form_page_at(ui, space::MEASURE, space::XXL, |ui| {
        let palette = theme::palette(ui);
        if Button::quiet(t("safety-back")).icon(Icon::ArrowLeft).show(ui).clicked() {
            actions.push(Action::SafetyOverLock(false));
        }
        ui.label(type_scale::display(t("safety-title")).color(palette.text));
        ui.label(type_scale::ui(t("safety-subtitle")).color(palette.muted));
        ui.add_space(space::M);
        own_contacts(ui, state);
        lines(ui, state, actions);
    });
}

/// Draws a person's own contacts: all of them in the open vault, those they put on the lock screen otherwise.
pub fn own_contacts(ui: &mut Ui, state: &State) {
    let palette = theme::palette(ui);
    let plan = state.care.of(Kind::SafetyPlan).next().map(contacts).unwrap_or_default();
    let own: Vec<(String, String)> = match state.phase {
        Phase::Open => plan.into_iter().map(|contact| (contact.name, contact.phone)).collect(),
        _ => state.lock_contacts.iter().map(|contact| (contact.name.clone(), contact.phone.clone())).collect(),
    };
    if own.is_empty() {
        return;
    }
    card(ui, |ui| {
        for (name, phone) in own {
            ui.horizontal(|ui| {
                Icon::Phone.show(ui, space::ICON, palette.muted);
                ui.label(type_scale::strong(name).color(palette.text));
            });
            let words = t_with("safety-call", &[("number", phone.into())]);
            ui.label(type_scale::title(words).color(palette.text));
        }
    });
    ui.add_space(space::XS);
}

/// Draws the crisis lines of the chosen country, and that nobody monitors this app.
pub fn lines(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let chosen = care::country(&state.settings.country).or_else(|| care::countries().first());
    if let Some(country) = chosen {
        card(ui, |ui| emergency(ui, country));
        ui.add_space(space::XS);
        card(ui, |ui| {
            for (index, line) in country.line.iter().enumerate() {
                if index > 0 {
                    ui.separator();
                }
                crisis_line(ui, line);
            }
        });
    }
    ui.add_space(space::S);
    quote_bar(ui, palette.warn, |ui| {
        ui.label(type_scale::ui(t("safety-nobody")).color(palette.text));
        ui.label(type_scale::ui(t("safety-sharing")).color(palette.muted));
    });
    ui.add_space(space::S);
    ui.label(type_scale::ui(t("safety-country")).color(palette.muted));
    let choices: Vec<_> = care::countries().iter().map(|country| (&*country.code, country.name.clone())).collect();
    if let Some(code) = segmented(ui, &*state.settings.country, &choices) {
        actions.push(Action::Settings(SettingsAction::Country(code.to_owned())));
    }
}

fn emergency(ui: &mut Ui, country: &Country) {
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t_with("safety-emergency", &[("country", country.name.as_str().into())])));
    ui.label(type_scale::display(country.emergency.as_str()).color(palette.text));
    ui.label(type_scale::caption(t("safety-emergency-when")).color(palette.muted));
}

fn crisis_line(ui: &mut Ui, line: &Line) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        Icon::Phone.show(ui, space::ICON, palette.muted);
        ui.label(type_scale::strong(line.name.as_str()).color(palette.text));
    });
    if !line.phone.is_empty() {
        let words = t_with("safety-call", &[("number", line.phone.as_str().into())]);
        ui.label(type_scale::title(words).color(palette.text));
    }
    if !line.text.is_empty() {
        let words = t_with("safety-text", &[("number", line.text.as_str().into())]);
        ui.label(type_scale::title(words).color(palette.text));
    }
    if !line.hours.is_empty() {
        ui.label(type_scale::caption(line.hours.as_str()).color(palette.muted));
    }
    let source = ("source", line.source.as_str().into());
    let checked = if line.checked_on.is_empty() {
        t_with("safety-not-checked", &[source])
    } else {
        t_with("safety-checked", &[source, ("date", line.checked_on.as_str().into())])
    };
    ui.label(type_scale::caption(checked).color(palette.faint));
}
