//! The first hours after a session: one page, one entry an evening, and nothing to decide.
//!
//! Invariant: words go the way of every entry, so no lock and no end of the program loses more than the last seconds.

use understory_sync::document::{Fact, Facts};
use understory_sync::engine::{Command, EntryStart};
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::action::HoursAction;
use crate::care::hours::{day_of, session_today};
use crate::i18n::t;
use crate::state::hours::HoursView;
use crate::state::{Phase, Room, State};

use super::{Update, journal, vault};

/// The name under which an entry says that it was written in the first hours.
const LAYER: &str = "first-hours";

/// Carries out one wish.
pub fn act(update: &mut Update<'_>, action: HoursAction) {
    match action {
        HoursAction::Enter => enter(update),
        HoursAction::Write => write(update),
        HoursAction::Nothing => nothing(update),
        HoursAction::Question => {
            journal::flush(update);
            update.model.views.hours = HoursView::Question;
        }
        HoursAction::Leave => {
            journal::flush(update);
            update.model.state.room = vault::home(&update.model.state);
        }
    }
}

/// Shows the page when a session is today; told once, when records come in after unlocking.
pub fn offer(update: &mut Update<'_>) {
    let state = &mut update.model.state;
    if state.care.hours_offered || state.phase != Phase::Open {
        return;
    }
    state.care.hours_offered = true;
    if session_today(&state.care, state.now_ms, &state.zone).is_some() {
        enter(update);
    }
}

fn enter(update: &mut Update<'_>) {
    journal::flush(update);
    update.model.views.hours = HoursView::Question;
    update.model.state.room = Room::Hours;
    update.model.state.failure = None;
}

/// Opens this evening's entry, or begins it.
fn write(update: &mut Update<'_>) {
    journal::flush(update);
    update.model.views.hours = HoursView::Writing;
    let state = &mut update.model.state;
    match entry_of_today(state) {
        Some(document) => {
            state.journal.wanted = Some(document);
            state.journal.wants_new = false;
            update.send(Command::OpenEntry(document));
        }
        None => {
            state.journal.wants_new = true;
            let start = EntryStart { title: t("hours-entry"), text: String::new(), facts: facts(state) };
            update.send(Command::NewEntry(start));
        }
    }
}

/// Notes on the session that there was nothing to say yet.
fn nothing(update: &mut Update<'_>) {
    journal::flush(update);
    update.model.views.hours = HoursView::Nothing;
    let state = &update.model.state;
    let Some(session) = session_today(&state.care, state.now_ms, &state.zone) else { return };
    let at = Fact::Number(i64::try_from(state.now_ms).unwrap_or(i64::MAX));
    let set = [("first-hours.nothing-yet".to_owned(), Some(at))].into();
    let document = session.document;
    update.send(Command::SetFacts { document, kind: Kind::Session, set });
}

fn facts(state: &State) -> Facts {
    let session = session_today(&state.care, state.now_ms, &state.zone);
    let session = session.map(|session| ("session".to_owned(), Fact::Text(session.document.hex())));
    session.into_iter().chain([("layer".to_owned(), Fact::Text(LAYER.to_owned()))]).collect()
}

/// The entry of this evening's first hours, if there is one: the first, which somebody goes on with. Words that were
/// caught while the vault was locked stand beside it.
fn entry_of_today(state: &State) -> Option<DocumentId> {
    let today = day_of(state.now_ms, &state.zone);
    let is_layer = |facts: &Facts| facts.get("layer").and_then(Fact::text) == Some(LAYER);
    let entries = state.journal.entries().filter(|entry| entry.trashed_ms.is_none() && is_layer(&entry.facts));
    let entries = entries.filter(|entry| day_of(entry.created_ms, &state.zone) == today);
    entries.min_by_key(|entry| entry.created_ms).map(|entry| entry.document)
}
