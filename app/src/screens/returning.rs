//! Letting somebody come back who lost every device and has only the printed recovery key.
//!
//! Invariant: it begins with one contact by name; whoever comes must prove the recovery key of that very person.

use egui::Ui;
use understory_sync::ids::PersonId;
use understory_sync::people::Flow;

use crate::action::{Action, PairingAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::{PeopleView, Room, State};
use crate::theme::{self, space, type_scale};
use crate::widgets::{Button, Tone, notice, page};

use super::adding;
use super::pairing::{files, leaving, outcome, push};

/// Draws the page for this contact.
pub fn ui(ui: &mut Ui, state: &State, person: PersonId, view: &mut PeopleView, actions: &mut Vec<Action>) {
    let name = state.people.contacts.iter().find(|contact| contact.person == person);
    let name = name.map(|contact| contact.name.clone()).unwrap_or_default();
    let title = t_with("return-title", &[("name", name.as_str().into())]);
    page(
        ui,
        &title,
        &t("return-page-subtitle"),
        |_| {},
        |ui| {
            let flow = (Flow::Return, PairingAction::StartReturn(person));
            if !adding::steps(ui, state, &mut view.pairing, flow, actions) {
                begin(ui, state, person, &name, actions);
            }
        },
    );
    leaving(ui, state, actions);
    files(ui, state, actions);
}

fn begin(ui: &mut Ui, state: &State, person: PersonId, name: &str, actions: &mut Vec<Action>) {
    outcome::narrow(ui, |ui| {
        let palette = theme::palette(ui);
        for line in ["return-page-how", "return-page-gets", "return-page-devices", "return-page-sure"] {
            let words = t_with(line, &[("name", name.into())]);
            ui.add(egui::Label::new(type_scale::ui(words).color(palette.text)).wrap());
        }
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            if Button::primary(t("adding-invite")).show(ui).clicked() {
                push(actions, PairingAction::InviteBack(person));
            }
            if Button::quiet(t("pairing-to-people")).show(ui).clicked() {
                actions.push(Action::Go(Room::People));
            }
        });
        if let Some(failure) = state.failure {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        }
    });
}
