//! One row a device: its name, how it is reached, and what it says it has.

use egui::{Align, Layout, Ui};
use understory_sync::engine::Command;
use understory_sync::engine::view::{DeviceView, Link};

use crate::action::{Action, PairingAction, PeopleAction};
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::people::{LostForm, RemoveForm};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Tone, progress_bar, status_dot};

use super::{columns, removing, said};

/// Draws the row of another device.
pub fn row(ui: &mut Ui, state: &State, device: &DeviceView, actions: &mut Vec<Action>) {
    let lines = said::delivery(device, state);
    row_of(ui, &device.name, &said::link(device.link, state), &lines);
    for (progress, words) in said::progress(device) {
        ui.horizontal(|ui| {
            ui.add_space(space::ICON + space::M);
            progress_bar(ui, progress.done, progress.of, &words);
        });
    }
    if device.lost > 0 {
        ui.horizontal(|ui| {
            ui.add_space(space::ICON + space::M);
            ui.vertical(|ui| {
                let palette = theme::palette(ui);
                let count = i64::try_from(device.lost).unwrap_or(i64::MAX);
                let words = t_with("people-lost", &[("n", count.into())]);
                ui.add(egui::Label::new(type_scale::caption(words).color(palette.muted)).wrap());
                if Button::outline(t("people-take-back")).show(ui).clicked() {
                    actions.push(Action::People(PeopleAction::Ask(Command::TakeBack(device.device))));
                }
            });
        });
    }
    if device.paused {
        ui.horizontal(|ui| {
            ui.add_space(space::ICON + space::M);
            ui.vertical(|ui| {
                let palette = theme::palette(ui);
                let restored = state.backup.known.as_ref().is_some_and(|known| known.restored_ms.is_some());
                let paused = if restored { "people-restored-then" } else { "people-paused-then" };
                ui.add(egui::Label::new(type_scale::caption(t(paused)).color(palette.muted)).wrap());
                let here = matches!(device.link, Link::Here { .. });
                let serve = if restored { "people-serve-restored" } else { "people-serve-again" };
                if here && Button::outline(t(serve)).show(ui).clicked() {
                    actions.push(Action::People(PeopleAction::Ask(Command::ServeAgain(device.device))));
                }
            });
        });
    }
}

/// Draws this person's devices, this one first, and those that were removed.
pub fn own(
    ui: &mut Ui,
    state: &State,
    (remove, lost): (&mut Option<RemoveForm>, &mut Option<LostForm>),
    actions: &mut Vec<Action>,
) {
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t("people-your-devices")).color(palette.text));
    columns::line(ui);
    let name = state.profile.as_ref().map(|profile| profile.device_name.clone()).unwrap_or_default();
    row_of(ui, &name, &t("people-this-device"), &[(Tone::Ok, t("people-here"))]);
    for device in &state.people.own_devices {
        columns::line(ui);
        row(ui, state, device, actions);
        let name = t_with("removing-begin", &[("name", device.name.as_str().into())]);
        if Button::quiet(name).small().show(ui).clicked() {
            *remove = Some(RemoveForm::of(device.device, &device.name));
        }
    }
    for gone in &state.people.removed {
        columns::line(ui);
        let of = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let args = [("heard", of(gone.heard).into()), ("of", of(gone.of).into())];
        let heard = if gone.of == 0 { t("removing-nobody-to-hear") } else { t_with("removing-heard", &args) };
        let tone = if gone.heard == gone.of { Tone::Ok } else { Tone::Waiting };
        row_of(ui, &gone.name, &t("removing-removed"), &[(tone, heard)]);
        removing::page(ui, gone, lost, actions);
    }
    columns::line(ui);
    if Button::quiet(t("adding-begin")).icon(Icon::Plus).show(ui).clicked() {
        actions.push(Action::People(PeopleAction::Pairing(PairingAction::StartDevice)));
    }
}

fn row_of(ui: &mut Ui, name: &str, link: &str, lines: &[(Tone, String)]) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.add_space(space::S);
            Icon::Laptop.show(ui, space::ICON, palette.muted);
        });
        let half = (ui.available_width() * 0.5).max(120.0);
        ui.vertical(|ui| {
            ui.set_width(half);
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add(egui::Label::new(type_scale::ui(name).color(palette.text)).truncate());
            ui.add(egui::Label::new(type_scale::caption(link).color(palette.faint)).wrap());
        });
        ui.with_layout(Layout::top_down(Align::Max), |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            for (tone, word) in lines {
                said_line(ui, *tone, word);
            }
        });
    });
}

/// Draws dot and word against the right edge.
fn said_line(ui: &mut Ui, tone: Tone, word: &str) {
    let palette = theme::palette(ui);
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let dot = 8.0 + space::S;
        let galley = egui::WidgetText::from(type_scale::caption(word).color(palette.muted)).into_galley(
            ui,
            Some(egui::TextWrapMode::Wrap),
            (ui.available_width() - dot).max(40.0),
            egui::FontSelection::Default,
        );
        ui.add(egui::Label::new(galley));
        status_dot(ui, tone);
    });
}
