//! The client's months: wishes about course, day and small things become records and entries.
//!
//! Invariant: every date that reaches a record was read as one.

use jiff::civil::Date;
use understory_sync::document::{Fact, FactChanges, Facts};
use understory_sync::engine::{Command, EntryStart};
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, MonthsAction, PlanAction};
use crate::care::course::{self, sessions};
use crate::care::courses::{SessionKind, day, days_between, shifted, templates};
use crate::care::hours::day_of;
use crate::care::preparation;
use crate::care::prompts::Phase;
use crate::care::reminder::Reminder;
use crate::i18n::t;
use crate::state::Room;
use crate::when;

use super::care::begin;
use super::{Update, check_ins, journal, plan};

/// Longest small thing, in characters.
pub const COMMITMENT_CHARS_MAX: usize = 200;

/// Carries out one wish.
pub fn act(update: &mut Update<'_>, action: MonthsAction) {
    match action {
        MonthsAction::OwnPlan => {
            update.model.views.months.shows_plan = true;
            update.act(Action::Go(Room::Safety));
        }
        MonthsAction::AnotherQuestion => update.model.views.months.today.put_aside += 1,
        MonthsAction::NotNow => update.model.views.months.today.silent = true,
        MonthsAction::Answer { prompt, words, session } => {
            let facts = session_facts(session).chain([("prompt".to_owned(), Fact::Text(prompt))]).collect();
            write(update, String::new(), format!("## {words}\n\n"), facts);
        }
        MonthsAction::Reflect(session) => {
            let facts = session_facts(Some(session)).collect();
            write(update, String::new(), String::new(), facts);
        }
        MonthsAction::Questions(shown) => {
            let phase = phase(update);
            update.model.views.months.questions = shown.then_some(phase);
        }
        MonthsAction::KeepQuestion => keep_question(update),
        MonthsAction::Insert(words) => {
            update.model.views.months.questions = None;
            journal::insert_heading(update, &words);
        }
        MonthsAction::Commit(session) => commit(update, session),
        MonthsAction::KeepItem(session) => keep_item(update, session),
        MonthsAction::StartCourse => start_course(update),
        MonthsAction::EndCourse(course) => {
            let set = set([("ended", Some(Fact::Text(today(update).to_string())))]);
            update.send(Command::SetFacts { document: course, kind: Kind::Course, set });
        }
        MonthsAction::Move { session, day } => move_session(update, session, &day),
        MonthsAction::MoveRest(follow) => move_rest(update, follow),
        MonthsAction::AddSession { course, kind, day } => add_session(update, course, kind, &day),
        MonthsAction::Typed(name) => {
            let now = update.now();
            update.model.views.months.form.touched(&name, now);
        }
        MonthsAction::CheckIn(action) => check_ins::act(update, action),
    }
}

/// Sends words of facts that are due; all of them if `force`.
pub fn send(update: &mut Update<'_>, force: bool) {
    let now = update.now();
    let form = &mut update.model.views.months.form;
    if form.due().is_some_and(|due| force || due <= now)
        && let Some((document, kind, set)) = form.take()
    {
        update.send(Command::SetFacts { document, kind, set });
    }
}

/// Keeps what stands in fields that wait for a button, before the vault is locked: no lock discards a word.
pub fn keep_typed(update: &mut Update<'_>) {
    let state = &update.model.state;
    let next = match state.room {
        Room::Session(session) => Some(session),
        _ => planned_today(update).1,
    };
    commit(update, next);
    keep_question(update);
    plan::act(update, PlanAction::AddLine);
    plan::act(update, PlanAction::AddContact);
    if let Some(session) = update.model.views.months.course.item_of {
        keep_item(update, session);
    }
}

/// Keeps an item of one's own in the list of what is to be prepared for a session.
fn keep_item(update: &mut Update<'_>, session: DocumentId) {
    let words = std::mem::take(&mut update.model.views.months.course.item).trim().to_owned();
    let words: String = words.chars().take(preparation::OWN_CHARS_MAX).collect();
    let is_full = update.model.state.care.get(session).is_none_or(|record| preparation::own(record).is_full());
    let Some(id) = fresh_name(update).filter(|_| !words.is_empty() && !is_full) else { return };
    let set = [(format!("{}{id}", preparation::OWN), Some(Fact::Text(words)))].into();
    update.send(Command::SetFacts { document: session, kind: Kind::Session, set });
}

/// The phase of today.
fn phase(update: &Update<'_>) -> Phase {
    planned_today(update).0
}

/// The phase of today, and the session that is next.
fn planned_today(update: &Update<'_>) -> (Phase, Option<DocumentId>) {
    let state = &update.model.state;
    let course = course::current(&state.care);
    let planned = course.map(|course| sessions(&state.care, course.document)).unwrap_or_default();
    let place = course::place(&planned, today(update), when::clock(state.now_ms, &state.zone));
    (place.phase, place.next.map(|next| next.record.document))
}

/// Keeps the reminder this person asked for; it stays when the vault is locked, until another one is opened.
pub fn remind(update: &mut Update<'_>) {
    if update.model.state.phase == crate::state::Phase::Open {
        let kept = Reminder::of(update.model.state.care.of(Kind::Choices));
        update.jobs.keep_reminder(kept.map(|reminder| (reminder, t("reminder-line"))));
    }
}

/// Keeps a question of one's own, on all devices.
fn keep_question(update: &mut Update<'_>) {
    let words = std::mem::take(&mut update.model.views.months.own_question).trim().to_owned();
    let Some(id) = fresh_name(update).filter(|_| !words.is_empty()) else { return };
    let set = [(format!("template.{id}"), Some(Fact::Text(words)))].into();
    super::care::act(update, CareAction::SetOnly { kind: Kind::Choices, set });
}

/// A name nothing else in a document has: eight random bytes.
pub fn fresh_name(update: &Update<'_>) -> Option<String> {
    let bytes = understory_sync::clock::random::<8>(&**update.entropy).ok()?;
    Some(understory_sync::ids::Run(bytes).hex())
}

/// The day it is for this person.
pub fn today(update: &Update<'_>) -> Date {
    day_of(update.model.state.now_ms, &update.model.state.zone)
}

fn set<const N: usize>(facts: [(&str, Option<Fact>); N]) -> FactChanges {
    facts.map(|(name, fact)| (name.to_owned(), fact)).into()
}

fn session_facts(session: Option<DocumentId>) -> impl Iterator<Item = (String, Fact)> {
    session.map(|session| ("session".to_owned(), Fact::Text(session.hex()))).into_iter()
}

/// Begins an entry in the journal.
/// Begins an entry with these words, and opens it.
pub fn write(update: &mut Update<'_>, title: String, text: String, facts: Facts) {
    journal::flush(update);
    update.model.state.room = Room::Journal;
    update.model.state.journal.wants_new = true;
    journal::show_trash(update, false);
    update.send(Command::NewEntry(EntryStart { title, text, facts }));
}

fn commit(update: &mut Update<'_>, session: Option<DocumentId>) {
    let typed = std::mem::take(&mut update.model.views.months.today.commitment);
    let what: String = typed.trim().chars().take(COMMITMENT_CHARS_MAX).collect();
    if what.is_empty() {
        return;
    }
    let made = Fact::Text(today(update).to_string());
    let mut facts = set([("what", Some(Fact::Text(what))), ("made", Some(made))]);
    facts.extend(session_facts(session).map(|(name, fact)| (name, Some(fact))));
    begin(update, Kind::Commitment, facts);
}

fn start_course(update: &mut Update<'_>) {
    let view = &mut update.model.views.months.course;
    let Some(first) = day(&view.first) else {
        (view.no_day, view.day_wanted) = (true, true);
        return;
    };
    let Some(template) = templates().iter().find(|template| Some(&template.id) == view.template.as_ref()) else {
        return;
    };
    (view.no_day, view.adds_course, view.template) = (false, false, None);
    let title = t(&format!("course-template-{}", template.id));
    let course = [
        ("title", Some(Fact::Text(title))),
        ("template", Some(Fact::Text(template.id.clone()))),
        ("began", Some(Fact::Text(first.to_string()))),
    ];
    let Some(course) = begin(update, Kind::Course, set(course)) else { return };
    for (kind, date) in template.on(first) {
        begin(update, Kind::Session, session(course, kind, date));
    }
}

fn session(course: DocumentId, kind: SessionKind, date: Date) -> FactChanges {
    set([
        ("course", Some(Fact::Text(course.hex()))),
        ("kind", Some(Fact::Text(kind.name().to_owned()))),
        ("date", Some(Fact::Text(date.to_string()))),
    ])
}

fn add_session(update: &mut Update<'_>, course: DocumentId, kind: SessionKind, typed: &str) {
    let view = &mut update.model.views.months.course;
    let Some(date) = day(typed) else {
        (view.no_day, view.day_wanted) = (true, true);
        return;
    };
    (view.no_day, view.adding) = (false, None);
    begin(update, Kind::Session, session(course, kind, date));
}

fn move_session(update: &mut Update<'_>, document: DocumentId, typed: &str) {
    let before = update.model.state.care.get(document).and_then(|record| day(course::text(record, "date")?));
    let view = &mut update.model.views.months.course;
    let Some(date) = day(typed) else {
        (view.no_day, view.day_wanted) = (true, true);
        return;
    };
    (view.no_day, view.day_of) = (false, None);
    let days = before.map_or(0, |before| days_between(before, date));
    let later = later_sessions(update, document);
    update.model.views.months.course.moved = (days != 0 && later > 0).then_some((document, days));
    let set = set([("date", Some(Fact::Text(date.to_string())))]);
    update.send(Command::SetFacts { document, kind: Kind::Session, set });
}

/// How many sessions are planned after this one.
fn later_sessions(update: &Update<'_>, document: DocumentId) -> usize {
    let care = &update.model.state.care;
    let course = care.get(document).and_then(|record| DocumentId::from_hex(course::text(record, "course")?));
    let Some(course) = course else { return 0 };
    let planned = sessions(care, course);
    planned.iter().rev().position(|session| session.record.document == document).unwrap_or(0)
}

fn move_rest(update: &mut Update<'_>, follow: bool) {
    let Some((moved, days)) = update.model.views.months.course.moved.take() else { return };
    if !follow {
        return;
    }
    // What came after it before it was moved: its own day is the new one by now.
    let care = &update.model.state.care;
    let Some(record) = care.get(moved) else { return };
    let Some(course) = course::text(record, "course").and_then(DocumentId::from_hex) else { return };
    let Some(before) = course::text(record, "date").and_then(day).and_then(|date| shifted(date, -days)) else { return };
    let others = sessions(care, course);
    let later = others.iter().filter(|session| session.record.document != moved && session.date >= before);
    let moves: Vec<(DocumentId, Option<Date>)> =
        later.map(|session| (session.record.document, shifted(session.date, days))).collect();
    for (document, date) in moves {
        let Some(date) = date else { continue };
        let set = set([("date", Some(Fact::Text(date.to_string())))]);
        update.send(Command::SetFacts { document, kind: Kind::Session, set });
    }
}
