//! Becoming a device of somebody who keeps a journal elsewhere, or the first one of somebody who has nothing but their
//! recovery key: an invitation, then the words.

use egui::{Id, Ui};
use understory_sync::engine::view::PairingView;
use understory_sync::people::Flow;

use crate::action::{Action, PairingAction, VaultAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::platform::files::usual_invitation_file;
use crate::state::State;
use crate::state::people::pairing::PairingForm;
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, form_page, notice};

use super::pairing::{files, invitation, leaving, outcome, push, words};
use super::people::{columns, keyboard};
use super::{adding, unlock, welcome};

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, form: &mut PairingForm, returns: bool, actions: &mut Vec<Action>) {
    let flow = if returns { Flow::Return } else { Flow::Device };
    unlock::crisis_line(ui, actions);
    form_page(ui, space::DIALOG_WIDTH, |ui| {
        match flow {
            Flow::Return => welcome::title(ui, &t("welcome-return"), &t("return-join-subtitle")),
            _ => welcome::title(ui, &t("welcome-join"), &t("join-subtitle")),
        }
        match &state.people.pairing {
            PairingView::AskRelay { host } => {
                card(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = space::M;
                    invitation::ask_relay(ui, host, actions);
                });
            }
            PairingView::Joining | PairingView::Words { .. } => meeting(ui, state, form, flow, actions),
            PairingView::Recognise { name, role } => outcome::recognise(ui, name, *role, actions),
            PairingView::WaitingForGrant { name } => {
                let key = if returns { "return-waiting" } else { "join-waiting" };
                let words = t_with(key, &[("name", name.as_str().into())]);
                outcome::narrow(ui, |ui| adding::waiting(ui, &words));
            }
            PairingView::Granting => outcome::narrow(ui, |ui| adding::waiting(ui, &t("join-making"))),
            other => {
                if let PairingView::Ended(end) = other {
                    outcome::why(ui, *end, flow);
                }
                if let Some(failure) = state.failure {
                    let sentences = sentences(failure);
                    notice(ui, Tone::Failed, &sentences.what, &sentences.then);
                }
                card(ui, |ui| paste(ui, form, returns, actions));
            }
        }
        ui.add_space(space::S);
        if !matches!(state.people.pairing, PairingView::Granting) && Button::quiet(t("welcome-back")).show(ui).clicked()
        {
            actions.push(Action::Vault(VaultAction::Back));
        }
    });
    leaving(ui, state, actions);
    files(ui, state, actions);
}

fn paste(ui: &mut Ui, form: &mut PairingForm, returns: bool, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = space::M;
    let palette = theme::palette(ui);
    let how = if returns { "return-how" } else { "join-how" };
    ui.add(egui::Label::new(type_scale::ui(t(how)).color(palette.text)).wrap());
    let field = Field::new(t("pairing-paste")).inside(t("pairing-paste-inside")).rows(4);
    let response = field.id(Id::unique("invitation-typed")).show(ui, &mut form.invitation);
    if keyboard::is_free(ui) && form.invitation.is_empty() && form.path.is_none() {
        response.request_focus();
    }
    if response.changed() {
        form.file = None;
    }
    ui.horizontal_wrapped(|ui| {
        let ready = !form.invitation.trim().is_empty();
        if Button::primary(t("pairing-join")).enabled(ready).show(ui).clicked() {
            actions.push(Action::Vault(VaultAction::JoinAsDevice));
        }
        if form.path.is_none() && Button::outline(t("pairing-open-file")).icon(Icon::Folder).show(ui).clicked() {
            (form.path, form.file) = (Some(usual_invitation_file()), None);
        }
    });
    let mut part = invitation::Part {
        way: &mut form.way,
        invitation: &mut form.invitation,
        copied: &mut form.copied,
        path: &mut form.path,
        file: &mut form.file,
    };
    invitation::file(ui, &mut part, &t("pairing-open-do"), PairingAction::OpenFile, actions);
}

fn meeting(ui: &mut Ui, state: &State, form: &mut PairingForm, flow: Flow, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    if state.people.pairing == PairingView::Joining {
        let reaching = if flow == Flow::Return { "return-reaching" } else { "join-reaching" };
        outcome::narrow(ui, |ui| adding::waiting(ui, &t(reaching)));
        if Button::quiet(t("pairing-end-do")).show(ui).clicked() {
            push(actions, PairingAction::End);
        }
        return;
    }
    ui.add(egui::Label::new(type_scale::ui(t("pairing-reached")).color(palette.muted)).wrap());
    columns::line(ui);
    let mut typing = words::Typing { words: &mut form.words, edited: &mut form.edited, sent: form.sent };
    let says = adding::says(flow);
    words::ui(ui, &state.people.pairing, &says, &mut typing, actions);
}
