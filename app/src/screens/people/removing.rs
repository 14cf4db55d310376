//! Removing a device of one's own, and saying yes to one that only a printed key added.

use egui::{Id, Ui};
use understory_sync::engine::Command;
use understory_sync::engine::view::{DeviceView, IncidentKind, Link, RemovedDevice};

use crate::action::{Action, PeopleAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::people::{LostForm, RemoveForm};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, dialog as window, entered, notice};

use super::columns;

/// Draws what has to be known, or answered, before anything else on the page.
pub fn notices(ui: &mut Ui, state: &State, remove: &mut Option<RemoveForm>, actions: &mut Vec<Action>) {
    if state.people.me_removed {
        notice(ui, Tone::Failed, &t("removing-me"), &t("removing-me-then"));
    }
    let told = state.people.incidents.iter().find(|incident| incident.kind == IncidentKind::ToldRemoved);
    if let Some(told) = told.filter(|_| !state.people.me_removed) {
        let name = told.device_name.as_ref().or(told.person_name.as_ref()).map_or("", String::as_str);
        notice(ui, Tone::Failed, &t_with("told-removed", &[("name", name.into())]), &t("told-removed-then"));
    }
    if state.people.contested {
        notice(ui, Tone::Failed, &t("removing-contested"), &t("removing-contested-then"));
    }
    let unheard = |device: &DeviceView| matches!(device.link, Link::Away { heard_ms: None });
    let theirs = state.people.contacts.iter().flat_map(|person| &person.devices);
    if state.people.me_by_recovery && state.people.own_devices.iter().chain(theirs).any(unheard) {
        notice(ui, Tone::Waiting, &t("waiting-me"), &t("waiting-me-then"));
    }
    for waiting in &state.people.waiting {
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            let palette = theme::palette(ui);
            let device = ("device", waiting.name.as_str().into());
            let (title, then, yes) = match &waiting.person_name {
                Some(person) => (
                    t_with("waiting-theirs", &[("name", person.as_str().into()), device]),
                    t_with("waiting-theirs-then", &[("name", person.as_str().into())]),
                    t("waiting-theirs-yes"),
                ),
                None => (t_with("waiting-mine", &[device]), t("waiting-mine-then"), t("waiting-mine-yes")),
            };
            ui.add(egui::Label::new(type_scale::strong(title).color(palette.text)).wrap());
            ui.add(egui::Label::new(type_scale::ui(then).color(palette.muted)).wrap());
            ui.horizontal_wrapped(|ui| {
                if Button::outline(yes).show(ui).clicked() {
                    actions.push(Action::People(PeopleAction::Ask(Command::WelcomeDevice(waiting.device))));
                }
                if waiting.person_name.is_none() && Button::quiet(t("waiting-mine-not")).show(ui).clicked() {
                    *remove = Some(RemoveForm::of(waiting.device, &waiting.name));
                }
            });
        });
    }
}

/// Draws the button for a page about a removed device, and where to save it once that was asked.
pub fn page(ui: &mut Ui, gone: &RemovedDevice, view: &mut Option<LostForm>, actions: &mut Vec<Action>) {
    let Some(form) = view.as_mut().filter(|form| form.device == gone.device) else {
        if Button::quiet(t("lost-open")).icon(Icon::Save).small().show(ui).clicked() {
            *view = Some(LostForm { device: gone.device, place: t("lost-place"), saved: None });
            ui.memory_mut(|memory| memory.request_focus(Id::unique("lost-place")));
        }
        return;
    };
    if form.saved == Some(Ok(())) {
        notice(ui, Tone::Ok, &t("lost-saved"), &t("lost-saved-then"));
        return;
    }
    let field = Field::new(t("recovery-save-where")).hint(t("lost-place-hint")).id(Id::unique("lost-place"));
    let response = field.show(ui, &mut form.place);
    let enter = entered(ui, &response);
    if form.saved == Some(Err(())) {
        notice(ui, Tone::Failed, &t("recovery-not-saved"), &t("recovery-not-saved-then"));
    }
    let mut left = false;
    ui.horizontal(|ui| {
        if Button::outline(t("recovery-save-now")).icon(Icon::Save).show(ui).clicked() || enter {
            actions.push(Action::People(PeopleAction::SaveLostPage));
        }
        left = Button::quiet(t("people-cancel")).show(ui).clicked();
    });
    if left {
        *view = None;
    }
}

/// Asks for the passphrase, and says what removing does and what not.
pub fn dialog(ui: &Ui, state: &State, view: &mut Option<RemoveForm>, actions: &mut Vec<Action>) {
    let Some(form) = view else { return };
    let title = t_with("removing-title", &[("name", form.name.as_str().into())]);
    let ((remove, cancel), left) = window(ui, "remove-device", &title, space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        for line in ["removing-explain", "removing-explain-kept", "removing-explain-lost"] {
            ui.add(egui::Label::new(type_scale::ui(t(line)).color(palette.muted)).wrap());
            ui.add_space(space::XS);
        }
        let id = Id::unique("remove-passphrase");
        let field = Field::new(t("adding-passphrase")).secret(&mut form.shown).id(id);
        let response = field.show(ui, &mut form.passphrase);
        let enter = entered(ui, &response);
        if ui.memory(|memory| memory.focused().is_none()) && !enter {
            response.request_focus();
        }
        if let Some(failure) = state.failure {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        }
        ui.add_space(space::M);
        columns::at_the_right(ui, |ui| {
            let ready = !form.passphrase.is_empty() && !form.sent;
            let remove = Button::primary(t("removing-do")).enabled(ready).show(ui).clicked();
            let cancel = Button::quiet(t("people-cancel")).show(ui).clicked();
            (remove || (enter && ready), cancel)
        })
    });
    if remove {
        actions.push(Action::People(PeopleAction::RemoveDevice));
    } else if cancel || left {
        *view = None;
    }
}
