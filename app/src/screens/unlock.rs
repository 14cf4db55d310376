//! The unlock screen: one field, one button, and the crisis lines without a passphrase.

use egui::{Id, Key, Layout, Panel, Ui};

use crate::action::{Action, CatchAction, VaultAction};
use crate::failure::sentences;
use crate::i18n::t;
use crate::state::catching::CatchView;
use crate::state::{Phase, State, UnlockView, Views};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, form_page, notice};

use super::catching::sealed_line;
use super::secrets::waiting;

/// Draws the screen.
pub fn ui(ui: &mut Ui, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    crisis_line(ui, actions);
    form_page(ui, space::FORM_WIDTH, |ui| {
        ui.add_space((ui.ctx().content_rect().height() * 0.20).max(0.0));
        let palette = theme::palette(ui);
        ui.vertical_centered(|ui| {
            let name = type_scale::display(t("app-name")).size(36.0).line_height(Some(46.0));
            ui.label(name.color(palette.text));
        });
        ui.add_space(space::XL);
        if state.words_waiting_locked {
            notice(ui, Tone::Waiting, &t("unlock-words-waiting"), &t("unlock-words-waiting-then"));
            ui.add_space(space::M);
        }
        if state.phase == Phase::Opening {
            ui.vertical_centered(|ui| ui.label(type_scale::ui(t("unlock-opening")).color(palette.muted)));
            return;
        }
        form(ui, state, &mut views.unlock, actions);
        standing(ui, state);
        write_locked(ui, state, &views.catching, actions);
    });
}

/// Says what goes on while nobody is here.
fn standing(ui: &mut Ui, state: &State) {
    let palette = theme::palette(ui);
    ui.add_space(space::L);
    ui.vertical_centered(|ui| {
        let words = if state.receiving { t("unlock-receiving") } else { t("unlock-not-syncing") };
        ui.label(type_scale::ui(words).color(palette.muted));
        if state.receiving {
            ui.label(type_scale::caption(t("unlock-receiving-then")).color(palette.faint));
        }
    });
}

/// The way to words without a passphrase, and that the last ones are sealed.
fn write_locked(ui: &mut Ui, state: &State, view: &CatchView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.add_space(space::L);
    ui.vertical_centered(|ui| {
        if Button::quiet(t("catch-open")).icon(Icon::Pencil).muted().show(ui).clicked() {
            actions.push(Action::Catch(CatchAction::Open));
        }
        if let Some(Err(failure)) = view.outcome {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        } else if let Some(line) = sealed_line(state, view) {
            ui.label(type_scale::caption(line).color(palette.faint));
            ui.label(type_scale::caption(t("catch-then")).color(palette.faint));
        }
    });
}

fn form(ui: &mut Ui, state: &State, view: &mut UnlockView, actions: &mut Vec<Action>) {
    let label = if view.by_recovery { t("unlock-recovery") } else { t("unlock-passphrase") };
    let error = view.not_a_key.then(|| t("unlock-not-a-key"));
    let id = Id::unique("unlock-secret");
    let response = Field::new(label).secret(&mut view.shown).error(error).id(id).show(ui, &mut view.secret);
    if !view.focused {
        response.request_focus();
        view.focused = true;
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let waits = waiting(ui, state);
    ui.add_space(space::XS);
    if Button::primary(t("unlock-do")).wide().enabled(!waits).show(ui).clicked() || entered {
        actions.push(Action::Vault(VaultAction::Unlock));
    }
    if state.secrets.quick && Button::outline(t("unlock-quick")).icon(Icon::KeyRound).wide().show(ui).clicked() {
        actions.push(Action::Vault(VaultAction::UnlockQuick));
    }
    if let Some(failure) = state.failure {
        let sentences = sentences(failure);
        notice(ui, Tone::Failed, &sentences.what, &sentences.then);
    }
    ui.vertical_centered(|ui| {
        let other = if view.by_recovery { t("unlock-by-passphrase") } else { t("unlock-by-recovery") };
        if Button::quiet(other).small().show(ui).clicked() {
            actions.push(Action::Vault(VaultAction::ByRecovery(!view.by_recovery)));
        }
    });
}

/// The way to the crisis lines, at the bottom of every screen before the vault is open.
pub fn crisis_line(ui: &mut Ui, actions: &mut Vec<Action>) {
    let frame = egui::Frame::new().fill(theme::palette(ui).canvas).inner_margin(egui::Margin::same(24));
    Panel::bottom("crisis").resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::top_down(egui::Align::Center), |ui| {
            let words = Button::quiet(t("unlock-crisis")).icon(Icon::LifeBuoy).muted();
            if words.show(ui).clicked() {
                actions.push(Action::SafetyOverLock(true));
            }
        });
    });
}
