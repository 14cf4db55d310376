//! The end of a pairing: how the person was recognised, that it is done, or why it ended and what to do.

use egui::Ui;
use understory_sync::engine::view::{PairingEnd, Recognised, Role};
use understory_sync::people::Flow;

use crate::action::{Action, PairingAction};
use crate::i18n::{t, t_with};
use crate::state::Room;
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Tone, card, notice};

use super::super::people::{keyboard, said};
use super::push;

/// Asks how the person was recognised.
pub fn recognise(ui: &mut Ui, name: &str, role: Role, actions: &mut Vec<Action>) {
    narrow(ui, |ui| {
        let palette = theme::palette(ui);
        ui.label(type_scale::title(t_with("pairing-recognise", &[("name", name.into())])).color(palette.text));
        ui.label(type_scale::caption(said::role(role)).color(palette.faint));
        ui.add(egui::Label::new(type_scale::ui(t("pairing-recognise-explain")).color(palette.muted)).wrap());
        let choices = [
            (Recognised::InTheRoom, "pairing-in-the-room"),
            (Recognised::OnVideo, "pairing-on-video"),
            (Recognised::ByPhone, "pairing-by-phone"),
            (Recognised::NotAtAll, "pairing-not-at-all"),
        ];
        for (how, word) in choices {
            if Button::outline(t(word)).wide().show(ui).clicked() {
                push(actions, PairingAction::Recognised(how));
            }
        }
    });
}

/// Says that the other side has not confirmed yet.
pub fn waiting(ui: &mut Ui) {
    narrow(ui, |ui| {
        let palette = theme::palette(ui);
        ui.horizontal(|ui| {
            Icon::Clock.show(ui, space::ICON, palette.muted);
            ui.add(egui::Label::new(type_scale::ui(t("pairing-their-turn")).color(palette.text)).wrap());
        });
    });
}

/// Says that it is done.
pub fn paired(ui: &mut Ui, name: &str, relay: Option<&str>, actions: &mut Vec<Action>) {
    narrow(ui, |ui| {
        let palette = theme::palette(ui);
        ui.horizontal(|ui| {
            Icon::CircleCheck.show(ui, space::ICON, palette.ok);
            let words = t_with("pairing-done", &[("name", name.into())]);
            ui.add(egui::Label::new(type_scale::title(words).color(palette.text)).wrap());
        });
        ui.add(egui::Label::new(type_scale::ui(t("pairing-done-then")).color(palette.muted)).wrap());
        if let Some(host) = relay {
            let words = t_with("pairing-keep-relay", &[("host", host.into())]);
            ui.add(egui::Label::new(type_scale::ui(words).color(palette.text)).wrap());
            if Button::outline(t("pairing-keep-relay-do")).show(ui).clicked() {
                push(actions, PairingAction::KeepRelay);
            }
        }
        let done = Button::primary(t("pairing-to-people")).show(ui);
        if keyboard::is_free(ui) {
            done.request_focus();
        }
        if done.clicked() {
            actions.push(Action::Go(Room::People));
        }
    });
}

/// Returns why it ended and what to do: where a device is added, in words of its own.
pub fn sentences(end: PairingEnd, flow: Flow) -> [String; 2] {
    let name = name(end);
    let kind = match (flow, end) {
        (
            Flow::Device,
            PairingEnd::WrongFlow
            | PairingEnd::NotReached
            | PairingEnd::WrongWord
            | PairingEnd::Oneself
            | PairingEnd::Used,
        ) => "adding",
        (Flow::Return, PairingEnd::WrongFlow | PairingEnd::Unconfirmed) | (_, PairingEnd::OtherKey) => "return",
        _ => "pairing",
    };
    [t(&format!("{kind}-end-{name}")), t(&format!("{kind}-end-{name}-then"))]
}

/// Draws why it ended and what to do.
pub fn why(ui: &mut Ui, end: PairingEnd, flow: Flow) {
    let tone = if end == PairingEnd::Cancelled { Tone::Quiet } else { Tone::Failed };
    let [what, then] = sentences(end, flow);
    notice(ui, tone, &what, &then);
}

/// Says why it ended and what to do; `again` starts anew.
pub fn ended(ui: &mut Ui, end: PairingEnd, flow: Flow, again: PairingAction, actions: &mut Vec<Action>) {
    narrow(ui, |ui| {
        why(ui, end, flow);
        ui.horizontal_wrapped(|ui| {
            if Button::primary(t("pairing-again")).show(ui).clicked() {
                push(actions, again);
            }
            if end == PairingEnd::NetworkOff && Button::outline(t("people-open-settings")).show(ui).clicked() {
                actions.push(Action::Go(Room::Settings));
            }
            if Button::quiet(t("pairing-to-people")).show(ui).clicked() {
                actions.push(Action::Go(Room::People));
            }
        });
    });
}

/// The name of an end in the sentences.
pub fn name(end: PairingEnd) -> &'static str {
    match end {
        PairingEnd::NotAnInvitation => "not-an-invitation",
        PairingEnd::WrongFlow => "wrong-flow",
        PairingEnd::NotReached => "not-reached",
        PairingEnd::Expired => "expired",
        PairingEnd::Used => "used",
        PairingEnd::WrongWord => "wrong-word",
        PairingEnd::TheyEnded => "they-ended",
        PairingEnd::Cancelled => "cancelled",
        PairingEnd::SameRole => "same-role",
        PairingEnd::Oneself => "oneself",
        PairingEnd::NetworkOff => "network-off",
        PairingEnd::Unconfirmed => "unconfirmed",
        PairingEnd::OtherKey => "other-key",
    }
}

/// Draws a narrow card.
pub fn narrow(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let width = ui.available_width().min(space::DIALOG_WIDTH + 2.0 * 20.0);
    ui.scope(|ui| {
        ui.set_max_width(width);
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            content(ui);
        });
    });
}
