//! The safety plan: lines and contacts become facts, and what its person wants on the lock screen becomes a file.
//!
//! Invariant: nothing of the plan is written outside of the vault but the contacts that were chosen on this computer.

use understory_sync::document::{Fact, FactChanges};
use understory_sync::kind::Kind;

use crate::action::{CareAction, PlanAction};
use crate::care::plan::contacts;
use crate::platform::lock_screen::LockContact;

use super::months::fresh_name;
use super::{Update, care};

/// Carries out one wish.
pub fn act(update: &mut Update<'_>, action: PlanAction) {
    match action {
        PlanAction::AddLine => add_line(update),
        PlanAction::RemoveLine(id) => {
            remove(update, [format!("line.{id}"), format!("line.{id}.part"), format!("line.{id}.at")]);
        }
        PlanAction::AddContact => add_contact(update),
        PlanAction::RemoveContact(id) => {
            on_lock_screen(update, &id, false);
            remove(update, [format!("contact.{id}.name"), format!("contact.{id}.phone"), format!("contact.{id}.lock")]);
        }
        PlanAction::OnLockScreen(id, shown) => on_lock_screen(update, &id, shown),
    }
}

/// Follows changes of contacts that are on the lock screen; one that is gone leaves it.
pub fn follow(update: &mut Update<'_>) {
    let state = &update.model.state;
    let Some(record) = state.care.of(Kind::SafetyPlan).next() else { return };
    let contacts = contacts(record);
    let shown = state.lock_contacts.iter().filter_map(|shown| {
        let contact = contacts.iter().find(|contact| contact.id == shown.id)?;
        Some(LockContact { id: contact.id.clone(), name: contact.name.clone(), phone: contact.phone.clone() })
    });
    let shown: Vec<LockContact> = shown.collect();
    keep(update, shown);
}

fn keep(update: &mut Update<'_>, shown: Vec<LockContact>) {
    let state = &mut update.model.state;
    if state.lock_contacts != shown {
        state.lock_contacts.clone_from(&shown);
        update.jobs.save_lock_screen(&state.folder, shown);
    }
}

fn on_lock_screen(update: &mut Update<'_>, id: &str, is_shown: bool) {
    let state = &update.model.state;
    let mut shown: Vec<LockContact> = state.lock_contacts.iter().filter(|other| other.id != id).cloned().collect();
    let record = state.care.of(Kind::SafetyPlan).next();
    let contact = record.map(contacts).unwrap_or_default().into_iter().find(|contact| contact.id == id);
    if let Some(contact) = contact.filter(|_| is_shown) {
        shown.push(LockContact { id: contact.id, name: contact.name, phone: contact.phone });
    }
    keep(update, shown);
}

fn add_line(update: &mut Update<'_>) {
    let (part, words) = std::mem::take(&mut update.model.views.months.plan_line);
    let words = words.trim().to_owned();
    let Some(id) = fresh_name(update).filter(|_| part > 0 && !words.is_empty()) else { return };
    let at = i64::try_from(update.model.state.now_ms).unwrap_or(i64::MAX);
    let part = i64::try_from(part).unwrap_or(1);
    let facts = [
        (format!("line.{id}"), Some(Fact::Text(words))),
        (format!("line.{id}.part"), Some(Fact::Number(part))),
        (format!("line.{id}.at"), Some(Fact::Number(at))),
    ];
    set(update, facts.into());
}

fn add_contact(update: &mut Update<'_>) {
    let (name, phone) = std::mem::take(&mut update.model.views.months.contact);
    let (name, phone) = (name.trim().to_owned(), phone.trim().to_owned());
    let Some(id) = fresh_name(update).filter(|_| !name.is_empty() && !phone.is_empty()) else { return };
    let facts = [
        (format!("contact.{id}.name"), Some(Fact::Text(name))),
        (format!("contact.{id}.phone"), Some(Fact::Text(phone))),
    ];
    set(update, facts.into());
}

fn remove<const N: usize>(update: &mut Update<'_>, names: [String; N]) {
    set(update, names.into_iter().map(|name| (name, None)).collect());
}

fn set(update: &mut Update<'_>, set: FactChanges) {
    care::act(update, CareAction::SetOnly { kind: Kind::SafetyPlan, set });
}
