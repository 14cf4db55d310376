//! Removing a device of one's own, and saying yes to one that only a printed key added.

use egui::{Id, Key, Ui};
use understory_sync::engine::Command;
use understory_sync::engine::view::RemovedDevice;

use crate::action::{Action, PeopleAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::people::{LostForm, RemoveForm};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, dialog as window, notice};

use super::columns;

/// Draws what has to be known, or answered, before anything else on the page.
pub fn notices(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if state.people.me_removed {
        notice(ui, Tone::Failed, &t("removing-me"), &t("removing-me-then"));
    }
    if state.people.contested {
        notice(ui, Tone::Failed, &t("removing-contested"), &t("removing-contested-then"));
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
            if Button::outline(yes).show(ui).clicked() {
                actions.push(Action::People(PeopleAction::Ask(Command::WelcomeDevice(waiting.device))));
            }
        });
    }
}

/// Draws the button for a page about a removed device, and where to save it once that was asked.
pub fn page(ui: &mut Ui, gone: &RemovedDevice, view: &mut Option<LostForm>, actions: &mut Vec<Action>) {
    let Some(form) = view.as_mut().filter(|form| form.device == gone.device) else {
        if Button::quiet(t("lost-open")).icon(Icon::Save).small().show(ui).clicked() {
            *view = Some(LostForm { device: gone.device, place: t("lost-place"), saved: None });
        }
        return;
    };
    if form.saved == Some(Ok(())) {
        notice(ui, Tone::Ok, &t("lost-saved"), &t("lost-saved-then"));
        return;
    }
    Field::new(t("recovery-save-where"))
        .hint(t("lost-place-hint"))
        .id(Id::unique("lost-place"))
        .show(ui, &mut form.place);
    if form.saved == Some(Err(())) {
        notice(ui, Tone::Failed, &t("recovery-not-saved"), &t("recovery-not-saved-then"));
    }
    let mut left = false;
    ui.horizontal(|ui| {
        if Button::outline(t("recovery-save-now")).icon(Icon::Save).show(ui).clicked() {
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
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if ui.memory(|memory| memory.focused().is_none()) && !entered {
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
            (remove || (entered && ready), cancel)
        })
    });
    if remove {
        actions.push(Action::People(PeopleAction::RemoveDevice));
    } else if cancel || left {
        *view = None;
    }
}
