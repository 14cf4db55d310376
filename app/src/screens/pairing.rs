//! Connecting with a new person: an invitation, two words said and two typed, and how the person was recognised.
//!
//! Invariant: the words are typed, never picked or completed: picking lets somebody in between through.

pub mod invitation;
mod nearby;
pub mod outcome;
pub mod words;

pub use outcome::name as end_name;

use egui::{Key, Modifiers, Ui};
use understory_sync::engine::view::{PairingView, Role};
use understory_sync::people::Flow;

use crate::action::{Action, PairingAction, PeopleAction};
use crate::i18n::t;
use crate::state::people::pairing::usual_role;
use crate::state::{PeopleView, State};
use crate::theme::{self, space, type_scale};
use crate::widgets::{Button, dialog, page, segmented};

use super::people::columns;

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut PeopleView, actions: &mut Vec<Action>) {
    let form = &mut view.pairing;
    let my_role = form.role.unwrap_or_else(|| usual_role(state));
    let title = match my_role {
        Role::Client => t("pairing-title-client"),
        Role::Therapist => t("pairing-title-therapist"),
    };
    page(
        ui,
        &title,
        &t("pairing-subtitle"),
        |_| {},
        |ui| match &state.people.pairing {
            PairingView::Recognise { name, role } => outcome::recognise(ui, name, *role, actions),
            PairingView::WaitingForThem => outcome::waiting(ui),
            PairingView::Paired { name, relay, .. } => outcome::paired(ui, name, relay.as_deref(), actions),
            PairingView::Ended(end) => outcome::ended(ui, *end, Flow::Person, PairingAction::Start, actions),
            _ => {
                if !state.people.pairing_active() {
                    roles(ui, my_role, &mut form.role);
                }
                let (words, mut more) = (&mut form.words, Vec::new());
                let (edited, sent) = (&mut form.edited, form.sent);
                let mut typing = words::Typing { words, edited, sent };
                let mut part = invitation::Part {
                    way: &mut form.way,
                    invitation: &mut form.invitation,
                    copied: &mut form.copied,
                    path: &mut form.path,
                    file: &mut form.file,
                };
                let them = if my_role == Role::Client { t("pairing-say-therapist") } else { t("pairing-say-client") };
                let left = |ui: &mut Ui| invitation::ui(ui, state, &mut part, actions);
                columns::two(ui, 0.41, left, |ui| {
                    let says = words::Says { flow: Flow::Person, them, foot: t("pairing-nothing-shared") };
                    words::ui(ui, &state.people.pairing, &says, &mut typing, &mut more);
                });
                actions.append(&mut more);
            }
        },
    );
    leaving(ui, state, actions);
    files(ui, state, actions);
}

/// Asks before a pairing that is going on is left.
pub fn leaving(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    if state.people.leaving_pairing.is_some() {
        ask_to_end(ui, actions);
    } else if state.people.pairing_active() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        push(actions, PairingAction::AskToEnd);
    }
}

/// Looks whether a file that is being read or written is done.
pub fn files(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    if state.people.files.busy() {
        push(actions, PairingAction::LookForFiles);
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(50));
    }
}

/// Asks for this.
pub fn push(actions: &mut Vec<Action>, action: PairingAction) {
    actions.push(Action::People(PeopleAction::Pairing(action)));
}

fn roles(ui: &mut Ui, my_role: Role, chosen: &mut Option<Role>) {
    let choices = [(Role::Client, t("pairing-role-client")), (Role::Therapist, t("pairing-role-therapist"))];
    if let Some(role) = segmented(ui, my_role, &choices) {
        *chosen = Some(role);
    }
    ui.add_space(space::M);
}

fn ask_to_end(ui: &Ui, actions: &mut Vec<Action>) {
    let ((), left) = dialog(ui, "end-pairing", &t("pairing-end-title"), space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        ui.add(egui::Label::new(type_scale::ui(t("pairing-end-explain")).color(palette.muted)).wrap());
        ui.add_space(space::L);
        columns::at_the_right(ui, |ui| {
            let stay = Button::primary(t("pairing-end-stay")).show(ui);
            if ui.memory(|memory| memory.focused().is_none()) {
                stay.request_focus();
            }
            if stay.clicked() {
                push(actions, PairingAction::Stay);
            }
            if Button::quiet(t("pairing-end-do")).show(ui).clicked() {
                push(actions, PairingAction::End);
            }
        });
    });
    if left {
        push(actions, PairingAction::Stay);
    }
}
