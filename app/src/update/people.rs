//! People: contacts, addresses, and the way to pairing, sharing and reading.

pub mod carry;
pub mod pairing;
pub mod reading;
pub mod sharing;

use std::net::SocketAddr;

use understory_sync::engine::{Command, Event};
use understory_sync::ids::PersonId;
use understory_sync::people::Flow;
use understory_sync::sealed::Passphrase;
use zeroize::Zeroize as _;

use crate::action::PeopleAction;
use crate::lost_page;
use crate::platform::folders;

use super::Update;

/// Carries out one wish about people.
pub fn act(update: &mut Update<'_>, action: PeopleAction) {
    match action {
        PeopleAction::OpenSheet { selection, replaces } => sharing::open(update, selection, replaces),
        PeopleAction::CloseSheet => update.model.state.people.sheet = None,
        PeopleAction::Ask(command) => update.send(command),
        PeopleAction::AddAddress(person) => add_address(update, person),
        PeopleAction::RemoveDevice => remove_device(update),
        PeopleAction::SaveLostPage => save_lost_page(update),
        PeopleAction::Sharing(action) => sharing::act(update, action),
        PeopleAction::Pairing(action) => pairing::act(update, action),
        PeopleAction::Reading(action) => reading::act(update, action),
        PeopleAction::Carry(action) => carry::act(update, action),
    }
}

/// Takes in what the engine said about people.
pub fn hear(update: &mut Update<'_>, event: Event) {
    let Some(event) = carry::hear(update, event) else { return };
    let people = &mut update.model.state.people;
    match event {
        Event::People(contacts) => people.contacts = contacts,
        Event::Margins(margins) => people.margins = margins,
        Event::OwnDevices(devices) => people.own_devices = devices,
        Event::Devices { removed, waiting, me_removed, me_by_recovery, contested } => {
            let form = &mut update.model.views.people.removing;
            if form.as_ref().is_some_and(|form| removed.iter().any(|gone| gone.device == form.device)) {
                *form = None;
            }
            (people.removed, people.waiting) = (removed, waiting);
            (people.me_removed, people.me_by_recovery) = (me_removed, me_by_recovery);
            people.contested = contested;
        }
        Event::Receipts(receipts) => people.receipts = Some(receipts),
        Event::ReceiptsTold(told) => people.receipts_told = told,
        Event::Incidents(incidents) => people.incidents = incidents,
        Event::Pairing(view) => pairing::hear(update, Flow::Person, view),
        Event::AddingDevice(view) => pairing::hear(update, Flow::Device, view),
        Event::Returning(view) => pairing::hear(update, Flow::Return, view),
        Event::Nearby(view) => people.nearby = view,
        Event::SharePreview(preview) => sharing::hear_preview(update, preview),
        Event::Shared { entry, publication } => sharing::hear_shared(update, entry, publication),
        event => reading::hear(update, event),
    }
}

fn remove_device(update: &mut Update<'_>) {
    let Some(form) = &mut update.model.views.people.removing else { return };
    let passphrase = Passphrase::new(form.passphrase.to_string());
    let device = form.device;
    form.passphrase.zeroize();
    form.sent = true;
    update.model.state.failure = None;
    update.send(Command::RemoveDevice { device, passphrase });
}

fn save_lost_page(update: &mut Update<'_>) {
    let Some(form) = &update.model.views.people.lost else { return };
    let state = &update.model.state;
    let Some(gone) = state.people.removed.iter().find(|gone| gone.device == form.device) else { return };
    update.jobs.save_lost_page(folders::typed(&form.place), lost_page::pdf(gone, state));
}

fn add_address(update: &mut Update<'_>, person: PersonId) {
    let Some(form) = &mut update.model.views.people.address else { return };
    match form.typed.trim().parse::<SocketAddr>() {
        Ok(address) if address.port() != 0 && !address.ip().is_unspecified() => {
            update.model.views.people.address = None;
            update.send(Command::AddAddress { person, address });
            update.send(Command::DialNow);
        }
        _ => form.wrong = true,
    }
}
