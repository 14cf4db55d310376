//! Adding a device, on the one that is there: the passphrase anew, an invitation, the words, and a yes to its name.
//!
//! Invariant: nothing here connects persons; the two pages never show each other's pairing.

use egui::{Id, Ui};
use understory_sync::engine::view::PairingView;
use understory_sync::people::Flow;

use crate::action::{Action, PairingAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::people::pairing::PairingForm;
use crate::state::{PeopleView, Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, entered, notice, page};

use super::pairing::{files, invitation, leaving, outcome, push, words};
use super::people::{columns, keyboard};

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut PeopleView, actions: &mut Vec<Action>) {
    let form = &mut view.pairing;
    page(
        ui,
        &t("adding-title"),
        &t("adding-subtitle"),
        |_| {},
        |ui| {
            if !steps(ui, state, form, (Flow::Device, PairingAction::StartDevice), actions) {
                begin(ui, state, form, actions);
            }
        },
    );
    leaving(ui, state, actions);
    files(ui, state, actions);
}

/// Draws where it stands; false while nothing goes on. `again` starts anew.
pub fn steps(
    ui: &mut Ui,
    state: &State,
    form: &mut PairingForm,
    (flow, again): (Flow, PairingAction),
    actions: &mut Vec<Action>,
) -> bool {
    if state.people.flow != flow {
        return false;
    }
    match &state.people.pairing {
        PairingView::Inviting { .. } | PairingView::Joining | PairingView::Words { .. } => {
            meeting(ui, state, form, flow, actions);
        }
        PairingView::WaitingForThem => outcome::waiting(ui),
        PairingView::AddDevice { name } => confirm(ui, name, flow, actions),
        PairingView::Granting => outcome::narrow(ui, |ui| waiting(ui, &word(flow, "giving"))),
        PairingView::Added { name } => added(ui, name, flow, actions),
        PairingView::Ended(end) => outcome::ended(ui, *end, flow, again, actions),
        _ => return false,
    }
    true
}

/// Says to whom the words go.
pub fn says(flow: Flow) -> words::Says {
    words::Says { flow, them: word(flow, "say"), foot: word(flow, "foot") }
}

/// Returns a text of this page, in the words of who lets whom in.
fn word(flow: Flow, key: &str) -> String {
    t(&format!("{}-{key}", kind(flow)))
}

fn named(flow: Flow, key: &str, name: &str) -> String {
    t_with(&format!("{}-{key}", kind(flow)), &[("name", name.into())])
}

fn kind(flow: Flow) -> &'static str {
    if flow == Flow::Return { "return" } else { "adding" }
}

/// Draws the words of somebody who waits.
pub fn waiting(ui: &mut Ui, words: &str) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        Icon::Clock.show(ui, space::ICON, palette.muted);
        ui.add(egui::Label::new(type_scale::ui(words).color(palette.text)).wrap());
    });
}

fn begin(ui: &mut Ui, state: &State, form: &mut PairingForm, actions: &mut Vec<Action>) {
    outcome::narrow(ui, |ui| {
        let palette = theme::palette(ui);
        for line in ["adding-explain", "adding-explain-new", "adding-explain-kept"] {
            ui.add(egui::Label::new(type_scale::ui(t(line)).color(palette.text)).wrap());
        }
        let field = Field::new(t("adding-passphrase")).hint(t("adding-passphrase-hint")).secret(&mut form.shown);
        let response = field.id(Id::unique("adding-passphrase")).show(ui, &mut form.passphrase);
        let enter = entered(ui, &response);
        // Enter gives the keyboard up for a moment: asking for it back then would hide that it was pressed.
        if keyboard::is_free(ui) && !enter {
            response.request_focus();
        }
        let ready = !form.passphrase.is_empty() && !form.proving;
        if Button::primary(t("adding-invite")).enabled(ready).show(ui).clicked() || (enter && ready) {
            push(actions, PairingAction::InviteDevice);
        }
        if form.proving {
            ui.label(type_scale::caption(t("adding-proving")).color(palette.muted));
        }
        if let Some(failure) = state.failure {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        }
    });
}

fn meeting(ui: &mut Ui, state: &State, form: &mut PairingForm, flow: Flow, actions: &mut Vec<Action>) {
    let mut more = Vec::new();
    let mut typing = words::Typing { words: &mut form.words, edited: &mut form.edited, sent: form.sent };
    let mut part = invitation::Part {
        way: &mut form.way,
        invitation: &mut form.invitation,
        copied: &mut form.copied,
        path: &mut form.path,
        file: &mut form.file,
    };
    let left = |ui: &mut Ui| {
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            let palette = theme::palette(ui);
            match &state.people.pairing {
                PairingView::Inviting { invitation, secs_left, failed_attempts } => {
                    ui.label(type_scale::caption(word(flow, "give")).color(palette.faint));
                    ui.add(egui::Label::new(type_scale::ui(word(flow, "give-how")).color(palette.text)).wrap());
                    invitation::give(ui, invitation, &mut part, actions);
                    let gone = state.mono.saturating_sub(state.people.pairing_heard).as_secs();
                    invitation::terms(ui, secs_left.saturating_sub(gone), *failed_attempts);
                }
                _ => {
                    ui.add(egui::Label::new(type_scale::ui(t("pairing-reached")).color(palette.text)).wrap());
                }
            }
            if Button::quiet(t("pairing-end-do")).show(ui).clicked() {
                push(actions, PairingAction::AskToEnd);
            }
        });
    };
    columns::two(ui, 0.41, left, |ui| {
        words::ui(ui, &state.people.pairing, &says(flow), &mut typing, &mut more);
    });
    actions.append(&mut more);
}

fn confirm(ui: &mut Ui, name: &str, flow: Flow, actions: &mut Vec<Action>) {
    outcome::narrow(ui, |ui| {
        let palette = theme::palette(ui);
        let title = named(flow, "confirm", name);
        ui.add(egui::Label::new(type_scale::title(title).color(palette.text)).wrap());
        ui.add(egui::Label::new(type_scale::ui(word(flow, "confirm-then")).color(palette.muted)).wrap());
        ui.horizontal_wrapped(|ui| {
            let add = Button::primary(word(flow, "confirm-do")).show(ui);
            if keyboard::is_free(ui) {
                add.request_focus();
            }
            if add.clicked() {
                push(actions, PairingAction::AddDevice);
            }
            if Button::quiet(word(flow, "confirm-not")).show(ui).clicked() {
                push(actions, PairingAction::End);
            }
        });
    });
}

fn added(ui: &mut Ui, name: &str, flow: Flow, actions: &mut Vec<Action>) {
    outcome::narrow(ui, |ui| {
        let palette = theme::palette(ui);
        ui.horizontal(|ui| {
            Icon::CircleCheck.show(ui, space::ICON, palette.ok);
            let words = named(flow, "done", name);
            ui.add(egui::Label::new(type_scale::title(words).color(palette.text)).wrap());
        });
        ui.add(egui::Label::new(type_scale::ui(word(flow, "done-then")).color(palette.muted)).wrap());
        let done = Button::primary(t("pairing-to-people")).show(ui);
        if keyboard::is_free(ui) {
            done.request_focus();
        }
        if done.clicked() {
            actions.push(Action::Go(Room::People));
        }
    });
}
