//! Worth a look, in plain words, newest first.

use egui::Ui;
use understory_sync::engine::view::Incident;

use crate::i18n::{t, t_with};
use crate::state::State;
use crate::theme::{self, space, type_scale};
use crate::widgets::{Button, card};

use super::said;

/// Incidents shown before somebody asks for all.
const FIRST: usize = 5;

/// Draws the card, if anything happened.
pub fn ui(ui: &mut Ui, state: &State, all: &mut bool) {
    if state.people.incidents.is_empty() {
        return;
    }
    let mut incidents: Vec<&Incident> = state.people.incidents.iter().collect();
    incidents.sort_by_key(|incident| std::cmp::Reverse(incident.at_ms));
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let palette = theme::palette(ui);
        ui.label(type_scale::strong(t("incidents-title")).color(palette.text));
        let shown = if *all { incidents.len() } else { FIRST };
        for incident in incidents.iter().take(shown) {
            line(ui, state, incident);
        }
        if incidents.len() > FIRST {
            let count = i64::try_from(incidents.len()).unwrap_or(i64::MAX);
            let word = if *all { t("incidents-fewer") } else { t_with("incidents-all", &[("n", count.into())]) };
            if Button::quiet(word).show(ui).clicked() {
                *all = !*all;
            }
        }
    });
}

fn line(ui: &mut Ui, state: &State, incident: &Incident) {
    let palette = theme::palette(ui);
    let what = said::incident(incident.kind);
    let words = match incident.person_name.as_ref().or(incident.device_name.as_ref()) {
        Some(name) => t_with("incident-with-name", &[("name", name.as_str().into()), ("what", what.into())]),
        None => what,
    };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(type_scale::caption(said::moment(incident.at_ms, state)).color(palette.faint));
        ui.add(egui::Label::new(type_scale::ui(words).color(palette.muted)).wrap());
    });
}
