//! The invitation: made and handed over, or pasted and used.

use std::time::Duration;

use egui::{Id, Ui};
use understory_sync::engine::view::PairingView;

use crate::action::{Action, PairingAction};
use crate::i18n::{t, t_with};
use crate::platform::files::usual_invitation_file;
use crate::state::State;
use crate::state::people::pairing::{FileOutcome, Way};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, entered, notice};

use super::super::people::keyboard;
use super::{nearby, push};

/// What of the page's form this card works on.
pub struct Part<'a> {
    /// Which side.
    pub way: &'a mut Option<Way>,
    /// What is pasted.
    pub invitation: &'a mut String,
    /// It was copied.
    pub copied: &'a mut bool,
    /// A path being typed.
    pub path: &'a mut Option<String>,
    /// How the newest file went.
    pub file: &'a mut Option<FileOutcome>,
}

/// Draws the card.
pub fn ui(ui: &mut Ui, state: &State, part: &mut Part<'_>, actions: &mut Vec<Action>) {
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let palette = theme::palette(ui);
        match &state.people.pairing {
            PairingView::Inviting { invitation, secs_left, failed_attempts } => {
                ui.label(type_scale::caption(t("pairing-give")).color(palette.faint));
                give(ui, invitation, part, actions);
                let gone = state.mono.saturating_sub(state.people.pairing_heard).as_secs();
                terms(ui, secs_left.saturating_sub(gone), *failed_attempts);
                nearby::asking(ui, state, actions);
                if Button::quiet(t("pairing-end-do")).show(ui).clicked() {
                    push(actions, PairingAction::AskToEnd);
                }
            }
            PairingView::AskRelay { host } => ask_relay(ui, host, actions),
            PairingView::Joining | PairingView::Asking => {
                let asks = state.people.pairing == PairingView::Asking;
                let (over, word) = if asks {
                    ("pairing-same-network", "pairing-asked")
                } else {
                    ("pairing-invited", "pairing-joining")
                };
                ui.label(type_scale::caption(t(over)).color(palette.faint));
                ui.add(egui::Label::new(type_scale::ui(t(word)).color(palette.text)).wrap());
                if Button::quiet(t("pairing-end-do")).show(ui).clicked() {
                    push(actions, PairingAction::AskToEnd);
                }
            }
            PairingView::Words { .. } => {
                ui.label(type_scale::caption(t("pairing-invited")).color(palette.faint));
                ui.add(egui::Label::new(type_scale::ui(t("pairing-reached")).color(palette.text)).wrap());
            }
            _ => begin(ui, state, part, actions),
        }
    });
}

/// Asks before the relay of an invitation is contacted.
pub fn ask_relay(ui: &mut Ui, host: &str, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::caption(t("pairing-invited")).color(palette.faint));
    let words = t_with("pairing-ask-relay", &[("host", host.into())]);
    ui.add(egui::Label::new(type_scale::strong(words).color(palette.text)).wrap());
    ui.add(egui::Label::new(type_scale::ui(t("pairing-ask-relay-learns")).color(palette.muted)).wrap());
    ui.horizontal_wrapped(|ui| {
        if Button::primary(t("pairing-ask-relay-yes")).show(ui).clicked() {
            push(actions, PairingAction::UseRelay(true));
        }
        if Button::outline(t("pairing-ask-relay-no")).show(ui).clicked() {
            push(actions, PairingAction::UseRelay(false));
        }
    });
    // A line of its own: three in a row are wider than the card.
    if Button::quiet(t("pairing-end-do")).show(ui).clicked() {
        push(actions, PairingAction::AskToEnd);
    }
}

fn begin(ui: &mut Ui, state: &State, part: &mut Part<'_>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::caption(t("pairing-begin")).color(palette.faint));
    if *part.way == Some(Way::Join) {
        return join(ui, state, part, actions);
    }
    ui.add(egui::Label::new(type_scale::ui(t("pairing-begin-explain")).color(palette.text)).wrap());
    ui.horizontal_wrapped(|ui| {
        if Button::primary(t("pairing-invite")).show(ui).clicked() {
            *part.way = Some(Way::Invite);
            push(actions, PairingAction::Invite);
        }
        if Button::outline(t("pairing-have-one")).show(ui).clicked() {
            *part.way = Some(Way::Join);
        }
    });
}

fn join(ui: &mut Ui, state: &State, part: &mut Part<'_>, actions: &mut Vec<Action>) {
    let field = Field::new(t("pairing-paste")).inside(t("pairing-paste-inside")).rows(4);
    let response = field.id(Id::unique("invitation-typed")).show(ui, part.invitation);
    if keyboard::is_free(ui) && part.invitation.is_empty() && part.path.is_none() {
        response.request_focus();
    }
    if response.changed() {
        *part.file = None;
    }
    ui.horizontal_wrapped(|ui| {
        let ready = !part.invitation.trim().is_empty();
        if Button::primary(t("pairing-join")).enabled(ready).show(ui).clicked() {
            push(actions, PairingAction::Join);
        }
        if part.path.is_none() && Button::outline(t("pairing-open-file")).icon(Icon::Folder).show(ui).clicked() {
            (*part.path, *part.file) = (Some(usual_invitation_file()), None);
        }
        if Button::quiet(t("pairing-back")).show(ui).clicked() {
            (*part.way, *part.path, *part.file) = (None, None, None);
            push(actions, PairingAction::LookAway);
        }
    });
    file(ui, part, &t("pairing-open-do"), PairingAction::OpenFile, actions);
    if *part.way == Some(Way::Join) {
        nearby::inviting(ui, state, actions);
    }
}

/// Draws the invitation and the ways to hand it over.
pub fn give(ui: &mut Ui, invitation: &str, part: &mut Part<'_>, actions: &mut Vec<Action>) {
    let mut shown = invitation;
    let palette = theme::palette(ui);
    let frame = egui::Frame::new()
        .fill(palette.surface)
        .stroke(egui::Stroke::new(1.0, palette.control))
        .corner_radius(egui::CornerRadius::same(space::RADIUS))
        .inner_margin(egui::Margin::symmetric(12, 10));
    let edit = egui::TextEdit::multiline(&mut shown)
        .id(Id::unique("invitation-shown"))
        .frame(frame)
        .text_color(palette.muted)
        .desired_rows(4)
        .desired_width(ui.available_width());
    let response = edit.show(ui).response.response.accessible_name(t("pairing-invitation"));
    crate::widgets::focus_ring(ui, &response, response.rect.shrink(1.0), space::RADIUS);
    ui.horizontal_wrapped(|ui| {
        let (word, icon) = if *part.copied { ("pairing-copied", Icon::Check) } else { ("pairing-copy", Icon::Copy) };
        if Button::primary(t(word)).icon(icon).show(ui).clicked() {
            ui.ctx().copy_text(invitation.to_owned());
            *part.copied = true;
        }
        if part.path.is_none() && Button::outline(t("pairing-save-file")).show(ui).clicked() {
            (*part.path, *part.file) = (Some(usual_invitation_file()), None);
        }
    });
    file(ui, part, &t("pairing-save-do"), PairingAction::SaveFile, actions);
}

/// Draws the path being typed, and how the newest file went.
pub fn file(ui: &mut Ui, part: &mut Part<'_>, word: &str, action: PairingAction, actions: &mut Vec<Action>) {
    if let Some(path) = part.path {
        let response = Field::new(t("pairing-path")).id(Id::unique("invitation-path")).show(ui, path);
        if response.changed() {
            *part.file = None;
        }
        let enter = entered(ui, &response);
        ui.horizontal(|ui| {
            if Button::outline(word).show(ui).clicked() || enter {
                push(actions, action);
            }
            if Button::quiet(t("people-cancel")).show(ui).clicked() {
                (*part.path, *part.file) = (None, None);
            }
        });
    }
    match part.file {
        Some(FileOutcome::Saved) => notice(ui, Tone::Ok, &t("pairing-file-saved"), &t("pairing-file-saved-then")),
        Some(FileOutcome::Exists) => {
            notice(ui, Tone::Failed, &t("pairing-file-exists"), &t("pairing-file-exists-then"))
        }
        Some(FileOutcome::Failed) => {
            notice(ui, Tone::Failed, &t("pairing-file-failed"), &t("pairing-file-failed-then"))
        }
        Some(FileOutcome::NotAnInvitation) => {
            notice(ui, Tone::Failed, &t("pairing-file-not-one"), &t("pairing-file-not-one-then"));
        }
        None => {}
    }
}

/// Says how long the invitation lives, and who tried it.
pub fn terms(ui: &mut Ui, secs_left: u64, failed_attempts: u32) {
    let palette = theme::palette(ui);
    ui.add(egui::Label::new(type_scale::caption(t("pairing-terms")).color(palette.faint)).wrap());
    let minutes = i64::try_from(secs_left.div_ceil(60)).unwrap_or(i64::MAX);
    ui.label(type_scale::caption(t_with("pairing-minutes", &[("n", minutes.into())])).color(palette.muted));
    if failed_attempts > 0 {
        let said = t_with("pairing-attempts", &[("n", i64::from(failed_attempts).into())]);
        notice(ui, Tone::Waiting, &said, &t("pairing-attempts-then"));
    }
    if secs_left > 0 {
        // The next minute is over when the seconds beyond the last full one are.
        let next = (secs_left - 1) % 60 + 1;
        ui.ctx().request_repaint_after(Duration::from_secs(next));
    }
}
