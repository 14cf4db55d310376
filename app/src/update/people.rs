//! People: contacts, addresses, and the way to pairing, sharing and reading.

pub mod pairing;
pub mod reading;
pub mod sharing;

use std::net::SocketAddr;

use understory_sync::engine::{Command, Event};
use understory_sync::ids::PersonId;

use crate::action::PeopleAction;

use super::Update;

/// Carries out one wish about people.
pub fn act(update: &mut Update<'_>, action: PeopleAction) {
    match action {
        PeopleAction::OpenSheet { selection, replaces } => sharing::open(update, selection, replaces),
        PeopleAction::CloseSheet => update.model.state.people.sheet = None,
        PeopleAction::Ask(command) => update.send(command),
        PeopleAction::AddAddress(person) => add_address(update, person),
        PeopleAction::Sharing(action) => sharing::act(update, action),
        PeopleAction::Pairing(action) => pairing::act(update, action),
        PeopleAction::Reading(action) => reading::act(update, action),
    }
}

/// Takes in what the engine said about people.
pub fn hear(update: &mut Update<'_>, event: Event) {
    let people = &mut update.model.state.people;
    match event {
        Event::People(contacts) => people.contacts = contacts,
        Event::OwnDevices(devices) => people.own_devices = devices,
        Event::Incidents(incidents) => people.incidents = incidents,
        Event::Pairing(view) => pairing::hear(update, view),
        Event::Nearby(view) => people.nearby = view,
        Event::SharePreview(preview) => sharing::hear_preview(update, preview),
        Event::Shared { entry, .. } => sharing::hear_shared(update, entry),
        event => reading::hear(update, event),
    }
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
