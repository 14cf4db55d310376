//! The same network: a device that asks to be let try, and invitations that were heard.
//!
//! Invariant: nobody is named here: the network tells no names before the words are right.

use egui::Ui;

use crate::action::{Action, PairingAction};
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::theme::{self, type_scale};
use crate::widgets::Button;

use super::super::people::columns;
use super::push;

/// The inviter's side: nobody asks, or one device does.
pub fn asking(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    head(ui);
    if !state.people.nearby.asking {
        let quiet = type_scale::ui(t("pairing-nobody-asks")).color(palette.muted);
        ui.add(egui::Label::new(quiet).wrap());
        return;
    }
    ui.add(egui::Label::new(type_scale::ui(t("pairing-asks")).color(palette.text)).wrap());
    if Button::outline(t("pairing-let-try")).show(ui).clicked() {
        push(actions, PairingAction::LetTry);
    }
}

/// The joiner's side: the invitations that were heard, each to be asked.
pub fn inviting(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if !state.people.looking {
        push(actions, PairingAction::Look);
    }
    let palette = theme::palette(ui);
    head(ui);
    let heard = &state.people.nearby.inviting;
    let count = i64::try_from(heard.len()).unwrap_or(i64::MAX);
    let color = if heard.is_empty() { palette.muted } else { palette.text };
    let words = type_scale::ui(t_with("pairing-inviting", &[("n", count.into())])).color(color);
    ui.add(egui::Label::new(words).wrap());
    ui.horizontal_wrapped(|ui| {
        for (index, endpoint) in heard.iter().enumerate() {
            let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
            let word =
                if heard.len() == 1 { t("pairing-ask") } else { t_with("pairing-ask-one", &[("n", number.into())]) };
            if Button::outline(word).show(ui).clicked() {
                push(actions, PairingAction::Ask(*endpoint));
            }
        }
    });
}

fn head(ui: &mut Ui) {
    let faint = theme::palette(ui).faint;
    columns::line(ui);
    ui.label(type_scale::caption(t("pairing-same-network")).color(faint));
}
