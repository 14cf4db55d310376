//! People and devices: who holds what, as each device last told this one.

mod carry;
pub mod closed;
pub mod columns;
mod device;
mod incidents;
pub mod keyboard;
mod outcome;
mod removing;
pub mod said;
pub mod seen;

use egui::{Id, Ui};
use understory_sync::engine::Command;
use understory_sync::engine::view::{NetworkMode, PersonView, Recognised};

use crate::action::{Action, PairingAction, PeopleAction};
use crate::i18n::{t, t_with};
use crate::state::people::{AddressForm, LostForm, RemoveForm};
use crate::state::{PeopleView, Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, dialog, entered, notice, page};

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut PeopleView, actions: &mut Vec<Action>) {
    let mut connect = false;
    seen::ask(state, &mut view.receipts_asked, seen::FEW, actions);
    let (address, all) = (&mut view.address, &mut view.all_incidents);
    let (remove, lost) = (&mut view.removing, &mut view.lost);
    let aside = |ui: &mut Ui| connect = Button::outline(t("people-connect")).icon(Icon::Plus).show(ui).clicked();
    page(ui, &t("people-title"), &t("people-subtitle"), aside, |ui| {
        let mut more = Vec::new();
        let right = |ui: &mut Ui| {
            network(ui, state, &mut more);
            carry::ui(ui, state, &mut more);
            seen::card_ui(ui, state, &mut more);
            incidents::ui(ui, state, all);
        };
        columns::two(ui, 0.56, |ui| people(ui, state, (address, remove, lost), actions), right);
        actions.append(&mut more);
    });
    if connect {
        actions.push(Action::People(PeopleAction::Pairing(PairingAction::Start)));
    }
    address_dialog(ui, state, view, actions);
    removing::dialog(ui, state, &mut view.removing, actions);
    carry::dialogs(ui, state, &mut view.carry, actions);
}

fn people(
    ui: &mut Ui,
    state: &State,
    (address, remove, lost): (&mut Option<AddressForm>, &mut Option<RemoveForm>, &mut Option<LostForm>),
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = space::L;
    removing::notices(ui, state, remove, actions);
    if state.people.contacts.is_empty() {
        card(ui, |ui| {
            let palette = theme::palette(ui);
            ui.label(type_scale::strong(t("people-nobody")).color(palette.text));
            ui.add(egui::Label::new(type_scale::ui(t("people-nobody-then")).color(palette.muted)).wrap());
        });
    }
    for person in state.people.contacts.iter().filter(|person| person.ended.is_none()) {
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            person_card(ui, state, person, address, actions);
        });
    }
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        device::own(ui, state, (remove, lost), actions);
    });
    closed::ui(ui, state);
}

fn person_card(
    ui: &mut Ui,
    state: &State,
    person: &PersonView,
    address: &mut Option<AddressForm>,
    actions: &mut Vec<Action>,
) {
    let palette = theme::palette(ui);
    let args = [("name", person.name.as_str().into()), ("role", said::role(person.role).into())];
    ui.label(type_scale::strong(t_with("people-name-role", &args)).color(palette.text));
    ui.label(type_scale::caption(said::shared(person)).color(palette.faint));
    if person.recognised == Recognised::NotAtAll {
        notice(ui, Tone::Waiting, &said::recognised(person.recognised), &t("people-recognised-not-then"));
    } else {
        ui.label(type_scale::caption(said::recognised(person.recognised)).color(palette.faint));
    }
    for device in &person.devices {
        columns::line(ui);
        device::row(ui, state, device, actions);
    }
    columns::line(ui);
    ui.horizontal_wrapped(|ui| {
        let try_now = Button::quiet(t("people-try-now")).icon(Icon::RotateCcw).show(ui);
        if try_now.clicked() {
            actions.push(Action::People(PeopleAction::Ask(Command::DialNow)));
        }
        if Button::quiet(t("people-address")).show(ui).clicked() {
            *address = Some(AddressForm { person: person.person, typed: String::new(), wrong: false });
        }
        if Button::quiet(t("ending-begin")).icon(Icon::Unlink).show(ui).clicked() {
            actions.push(Action::Go(Room::Ending(person.space)));
        }
        if Button::quiet(t("return-begin")).icon(Icon::KeyRound).show(ui).clicked() {
            let start = PairingAction::StartReturn(person.person);
            actions.push(Action::People(PeopleAction::Pairing(start)));
        }
    });
}

fn network(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    card(ui, |ui| {
        let palette = theme::palette(ui);
        let mode = state.profile.as_ref().map_or(NetworkMode::Nearby, |profile| profile.network);
        let off = mode == NetworkMode::Off;
        let kept = state.relay.kept.as_ref().and_then(|kept| kept.url.as_ref());
        let (title, words) = match (mode, kept) {
            (NetworkMode::Off, _) => (t("people-network-off"), t("people-network-off-then")),
            (NetworkMode::RelayOnly | NetworkMode::Direct, Some(url)) => {
                (t("people-network-relay"), t_with("people-network-relay-then", &[("host", url.host().into())]))
            }
            _ => (t("people-network"), t("people-network-then")),
        };
        ui.label(type_scale::strong(title).color(palette.text));
        ui.add(egui::Label::new(type_scale::ui(words).color(palette.muted)).wrap());
        if off {
            ui.add_space(space::XS);
            if Button::outline(t("people-open-settings")).show(ui).clicked() {
                actions.push(Action::Go(crate::state::Room::Settings));
            }
        }
    });
    ui.add_space(space::S);
}

fn address_dialog(ui: &Ui, state: &State, view: &mut PeopleView, actions: &mut Vec<Action>) {
    let Some(form) = &mut view.address else { return };
    let name = state.people.contacts.iter().find(|contact| contact.person == form.person);
    let name = name.map(|contact| contact.name.clone()).unwrap_or_default();
    let title = t_with("people-address-title", &[("name", name.into())]);
    let ((add, cancel), left) = dialog(ui, "address", &title, space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        ui.add(egui::Label::new(type_scale::ui(t("people-address-explain")).color(palette.muted)).wrap());
        ui.add_space(space::S);
        let id = Id::unique("address-typed");
        let error = form.wrong.then(|| t("people-address-wrong"));
        let field = Field::new(t("people-address-label")).inside(t("people-address-example")).error(error).id(id);
        let response = field.show(ui, &mut form.typed);
        form.wrong &= !response.changed();
        let enter = entered(ui, &response);
        if ui.memory(|memory| memory.focused().is_none()) && !enter {
            response.request_focus();
        }
        ui.add_space(space::M);
        columns::at_the_right(ui, |ui| {
            let enabled = !form.typed.trim().is_empty();
            let add = Button::primary(t("people-address-add")).enabled(enabled).show(ui).clicked();
            let cancel = Button::quiet(t("people-cancel")).show(ui).clicked();
            (add || (enter && enabled), cancel)
        })
    });
    if add {
        actions.push(Action::People(PeopleAction::AddAddress(form.person)));
    } else if cancel || left {
        view.address = None;
    }
}
