//! One screen a file: each draws state and pushes actions.
//!
//! Invariant: a screen changes nothing but its own view, blocks on nothing and touches no file.

pub mod adding;
pub mod backup;
pub mod catching;
pub mod check_in;
pub mod check_ins;
pub mod clients;
pub mod commitments;
pub mod course;
pub mod course_past;
pub mod ending;
pub mod hours;
pub mod importing;
pub mod journal;
pub mod journal_filter;
pub mod journal_highlight;
pub mod journal_list;
pub mod journal_page;
pub mod journal_reading;
pub mod journal_trash;
pub mod journal_versions;
pub mod keys;
pub mod leaving;
pub mod pairing;
pub mod people;
pub mod plan;
pub mod preparing;
pub mod questions;
pub mod reading;
pub mod returning;
pub mod safety;
pub mod secrets;
pub mod seen;
pub mod session;
pub mod settings;
pub mod share;
pub mod shared_margin;
pub mod side;
pub mod today;
pub mod today_back;
pub mod unlock;
pub mod welcome;
pub mod welcome_join;
pub mod welcome_recovery;
pub mod welcome_restore;

use egui::Ui;

use crate::action::Action;
use crate::state::{Phase, Room, State, Step, Views};

/// Draws whatever is to be seen.
pub fn draw(ui: &mut Ui, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    match state.phase {
        _ if state.safety_over_lock && state.phase != Phase::Open => safety::over_lock(ui, state, actions),
        Phase::Welcome if views.onboarding.step == Step::Join => {
            let returns = views.onboarding.returns;
            welcome_join::ui(ui, state, &mut views.people.pairing, returns, actions);
        }
        Phase::Welcome => welcome::ui(ui, state, &mut views.onboarding, actions),
        Phase::Opening if views.onboarding.recovery.is_some() || views.onboarding.step.restores() => {
            welcome::ui(ui, state, &mut views.onboarding, actions);
        }
        Phase::Locked if state.catching => catching::ui(ui, state, &mut views.catching, actions),
        Phase::Locked | Phase::Opening => unlock::ui(ui, state, views, actions),
        Phase::Closing => leaving::closing(ui),
        Phase::Open if state.is_calm() => hours::ui(ui, state, views, actions),
        Phase::Open => {
            side::ui(ui, state, views, actions);
            room(ui, state, views, actions);
            questions::ui(ui, state, &mut views.months, actions);
            catching::question(ui, state, actions);
            catching::noticed(ui, state, actions);
        }
    }
    keys::ui(ui, state, actions);
    leaving::ui(ui, state, actions);
}

fn room(ui: &mut Ui, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    match state.room {
        Room::Journal | Room::Hours => journal::ui(ui, state, &mut views.journal, actions),
        Room::Today => today::ui(ui, state, &mut views.months, actions),
        Room::Course => course::ui(ui, state, &mut views.months.course, actions),
        Room::Session(document) => session::ui(ui, state, &mut views.months, document, actions),
        Room::CheckIns => check_ins::ui(ui, state, &mut views.months.check_ins, actions),
        Room::CheckIn(document) => check_in::ui(ui, state, &mut views.months, document, actions),
        Room::Clients => clients::ui(ui, state, &mut views.people, actions),
        Room::Reading(space) => reading::ui(ui, state, &mut views.people, space, actions),
        Room::People => people::ui(ui, state, &mut views.people, actions),
        Room::Ending(space) => ending::ui(ui, state, space, actions),
        Room::Seen => seen::ui(ui, state, &mut views.people, actions),
        Room::Pairing => pairing::ui(ui, state, &mut views.people, actions),
        Room::AddDevice => adding::ui(ui, state, &mut views.people, actions),
        Room::InviteBack(person) => returning::ui(ui, state, person, &mut views.people, actions),
        Room::Settings => settings::ui(ui, state, (&mut views.relay, &mut views.months.reminder), actions),
        Room::Secrets => secrets::ui(ui, state, &mut views.secrets, actions),
        Room::Backup => backup::ui(ui, state, &mut views.backup, actions),
        Room::Import => importing::ui(ui, state, &mut views.importing, actions),
        Room::Safety => safety::ui(ui, state, &mut views.months, actions),
    }
    if state.people.sheet.is_some() {
        share::ui(ui, state, &mut views.people, actions);
    }
}
