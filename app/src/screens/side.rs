//! The list of rooms at the left: only those that work, and how safe the words are.

use egui::{Frame, Margin, Panel, Ui};
use understory_sync::engine::view::{IncidentKind, Link, PersonView};

use crate::action::{Action, VaultAction};
use crate::i18n::{t, t_with};
use crate::state::{Room, State, Views};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{SideRow, Tone, status_line};

/// Draws the list.
pub fn ui(ui: &mut Ui, state: &State, views: &Views, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let frame = Frame::new().fill(palette.sunken).inner_margin(Margin { left: 12, right: 12, top: 20, bottom: 20 });
    let panel = Panel::left("rooms").resizable(false).exact_size(space::SIDE_WIDTH).show_separator_line(false);
    panel.frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let foot_panel = Panel::bottom("rooms-foot").resizable(false).show_separator_line(false);
        foot_panel.frame(Frame::new()).show(ui, |ui| foot(ui, state, views, actions));
        ui.horizontal(|ui| {
            ui.add_space(space::M);
            let font = egui::FontId::new(18.0, type_scale::prose_strong_family());
            ui.label(egui::RichText::new(t("app-name")).font(font).color(palette.text));
        });
        ui.add_space(space::L);
        for (room, icon, word) in rooms(state) {
            let here = state.room == room || (room == Room::Clients && matches!(state.room, Room::Reading(_)));
            let here = here
                || (room == Room::People
                    && matches!(
                        state.room,
                        Room::Seen | Room::Ending(_) | Room::Pairing | Room::AddDevice | Room::InviteBack(_)
                    ));
            let here = here
                || (room == Room::Course && matches!(state.room, Room::Session(_)))
                || (room == Room::CheckIns && matches!(state.room, Room::CheckIn(_)));
            let here = here || (room == Room::Settings && matches!(state.room, Room::Secrets | Room::Backup));
            if SideRow::new(icon, word).selected(here).show(ui).clicked() {
                actions.push(Action::Go(room));
            }
        }
    });
}

fn foot(ui: &mut Ui, state: &State, views: &Views, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let safety = SideRow::new(Icon::LifeBuoy, t("side-safety")).selected(state.room == Room::Safety);
    if safety.show(ui).clicked() {
        actions.push(Action::Go(Room::Safety));
    }
    let lock = SideRow::new(Icon::Lock, t("side-lock")).keys(t("keys-lock"));
    if lock.show(ui).clicked() {
        actions.push(Action::Vault(VaultAction::Lock));
    }
    ui.add_space(space::M);
    lines(ui, state, views);
}

fn rooms(state: &State) -> Vec<(Room, Icon, String)> {
    let clients = (Room::Clients, Icon::ListChecks, t("side-clients"));
    let is_clinician =
        state.profile.as_ref().is_some_and(|profile| profile.home == understory_sync::engine::view::Home::Clients);
    let mut rooms = vec![
        (Room::Today, Icon::Sun, t("side-today")),
        (Room::Journal, Icon::BookOpen, t("side-journal")),
        (Room::Course, Icon::Route, t("side-course")),
        (Room::CheckIns, Icon::Activity, t("side-check-ins")),
    ];
    let is_own_course = state.care.of(understory_sync::kind::Kind::Course).next().is_some();
    if is_clinician && !is_own_course {
        rooms.retain(|(room, ..)| *room == Room::Journal);
    }
    if state.reads_others() {
        rooms.insert(if is_clinician { 0 } else { 2 }, clients);
    }
    rooms.push((Room::People, Icon::Users, t("side-people")));
    rooms.push((Room::Settings, Icon::Settings, t("side-settings")));
    rooms
}

fn lines(ui: &mut Ui, state: &State, views: &Views) {
    ui.spacing_mut().item_spacing.y = space::XS;
    let unsaved = views.journal.editor.as_ref().is_some_and(crate::state::Editor::unsaved);
    let (tone, word) = match (state.words_waiting, unsaved) {
        (Some(_), _) => (Tone::Failed, t("status-waiting")),
        (None, true) => (Tone::Quiet, t("status-saving")),
        (None, false) => (Tone::Ok, t("status-saved")),
    };
    indented(ui, tone, &word);
    // Also when only another device said so: nothing of it can arrive here any more.
    let told = state.people.incidents.iter().any(|incident| incident.kind == IncidentKind::ToldRemoved);
    if state.people.me_removed || told {
        indented(ui, Tone::Failed, &t("status-removed"));
    }
    if state.people.own_devices.iter().any(|device| device.paused) {
        indented(ui, Tone::Waiting, &t("status-own-stopped"));
    }
    for contact in state.people.contacts.iter().filter(|contact| contact.ended.is_none()).take(3) {
        let (tone, word) = contact_line(contact, state);
        indented(ui, tone, &word);
    }
}

fn indented(ui: &mut Ui, tone: Tone, word: &str) {
    ui.horizontal_top(|ui| {
        ui.add_space(space::M);
        ui.vertical(|ui| status_line(ui, tone, word));
    });
}

/// Says in a line what a contact's devices last said.
fn contact_line(contact: &PersonView, state: &State) -> (Tone, String) {
    let name = || ("name", contact.name.as_str().into());
    let waiting: u64 = contact.devices.iter().map(|device| device.waiting).sum();
    let having = contact.devices.iter().filter_map(|device| device.everything_since_ms);
    let (some, all) = (having.clone().count(), contact.devices.len());
    let everything = having.max();
    let here = contact.devices.iter().any(|device| matches!(device.link, Link::Here { .. }));
    if contact.devices.iter().any(|device| device.paused) {
        return (Tone::Waiting, t_with("status-contact-stopped", &[name()]));
    }
    match everything {
        Some(_) if waiting > 0 => {
            let args = [name(), ("n", some.into()), ("of", all.into())];
            (Tone::Waiting, t_with("status-some", &args))
        }
        Some(at_ms) => {
            let time = when::short(at_ms, state.now_ms, &state.zone);
            (Tone::Ok, t_with("status-everything", &[name(), ("time", time.into())]))
        }
        None if waiting > 0 => (Tone::Waiting, t_with("status-contact-waiting", &[name()])),
        None if here => (Tone::Ok, t_with("status-contact-here", &[name()])),
        None => (Tone::Quiet, t_with("status-contact-away", &[name()])),
    }
}
