//! Check-ins: each answer is a fact at once, so that one that was left half done goes on where it was.
//!
//! Invariants: nothing is filled in beforehand; the safety page comes before any score.

use understory_sync::document::{Fact, FactChanges};
use understory_sync::engine::Command;
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::action::CheckInAction;
use crate::care::check_in::{QUICK, item_fact, opens, read, unfinished};
use crate::care::check_in_words::words;
use crate::care::instruments::instrument;
use crate::care::scoring::asks_for_safety;
use crate::state::Room;
use crate::state::months::CheckInsView;

use super::care::begin;
use super::{Update, months};

/// The fact of the question that does not score.
const DIFFICULTY: &str = "difficulty";

/// Carries out one wish.
pub fn act(update: &mut Update<'_>, action: CheckInAction) {
    match action {
        CheckInAction::Begin(id) => start(update, id),
        CheckInAction::Quick => quick(update),
        CheckInAction::IntoEntry(document) => into_entry(update, document),
        CheckInAction::Answer { item, answer } => {
            if let Room::CheckIn(document) = update.model.state.room {
                answered(update, document, item, answer);
            }
        }
        CheckInAction::Turn { back } => turn(update, back),
        CheckInAction::Finish => finish(update),
        CheckInAction::Leave => leave(update),
        CheckInAction::Ground(shown) => update.model.views.months.check_ins.grounding = shown,
        CheckInAction::SafetySeen => update.model.views.months.check_ins.safety = false,
    }
}

fn start(update: &mut Update<'_>, id: &'static str) {
    let state = &update.model.state;
    if instrument(id).is_none() || opens(&state.care, state.now_ms, &state.zone).is_some() {
        return;
    }
    let old = unfinished(&state.care, id).map(|answered| (answered.record.document, answered.first_open()));
    let (document, item) = match old {
        Some((document, first_open)) => (document, first_open.unwrap_or(usize::MAX)),
        None => {
            let Some(document) = begin(update, Kind::CheckIn, facts(update, id)) else { return };
            (document, 0)
        }
    };
    let last = instrument(id).map_or(0, |instrument| instrument.item.len());
    let shown = update.model.views.months.check_ins.shown.take();
    update.model.views.months.check_ins = CheckInsView { item: item.min(last), shown, ..CheckInsView::default() };
    update.model.state.room = Room::CheckIn(document);
}

fn quick(update: &mut Update<'_>) {
    let today = months::today(update);
    let of_today = update.model.state.care.of(Kind::CheckIn).find(|record| {
        crate::care::course::text(record, "instrument") == Some(QUICK)
            && crate::care::course::text(record, "date").and_then(crate::care::courses::day) == Some(today)
    });
    let known = of_today.map(|record| record.document);
    let document = known.or_else(|| begin(update, Kind::CheckIn, facts(update, QUICK)));
    if let Some(document) = document {
        update.model.state.room = Room::CheckIn(document);
    }
}

fn into_entry(update: &mut Update<'_>, document: DocumentId) {
    let Some((title, text)) = update.model.state.care.get(document).and_then(words) else { return };
    let facts = [("check-in".to_owned(), Fact::Text(document.hex()))].into();
    months::write(update, title, text, facts);
}

fn facts(update: &Update<'_>, instrument: &str) -> FactChanges {
    let began = Fact::Number(i64::try_from(update.model.state.now_ms).unwrap_or(i64::MAX));
    let date = Fact::Text(months::today(update).to_string());
    let facts = [("instrument", Fact::Text(instrument.to_owned())), ("date", date), ("began", began)];
    facts.map(|(name, fact)| (name.to_owned(), Some(fact))).into()
}

fn answered(update: &mut Update<'_>, document: DocumentId, item: usize, answer: u32) {
    let name = if item == 0 { DIFFICULTY.to_owned() } else { item_fact(item) };
    let set = [(name, Some(Fact::Number(i64::from(answer))))].into();
    update.send(Command::SetFacts { document, kind: Kind::CheckIn, set });
    update.model.views.months.check_ins.answers.insert(item, answer);
    let Some(instrument) = update.model.state.care.get(document).and_then(read).map(|read| read.instrument) else {
        return;
    };
    let view = &mut update.model.views.months.check_ins;
    let last = instrument.item.len() + usize::from(instrument.difficulty.is_some());
    if item > 0 {
        view.item = item.min(last.saturating_sub(1));
    }
    let mut answers = vec![None; instrument.item.len()];
    if let Some(place) = item.checked_sub(1).and_then(|item| answers.get_mut(item)) {
        *place = Some(answer);
    }
    if asks_for_safety(instrument, &answers) {
        view.safety = true;
    }
}

fn turn(update: &mut Update<'_>, back: bool) {
    let Room::CheckIn(document) = update.model.state.room else { return };
    let Some(answered) = update.model.state.care.get(document).and_then(read) else { return };
    let last = answered.instrument.item.len() + usize::from(answered.instrument.difficulty.is_some());
    let view = &mut update.model.views.months.check_ins;
    view.item = if back { view.item.saturating_sub(1) } else { (view.item + 1).min(last.saturating_sub(1)) };
}

/// Marks it as finished; one with open items is kept as incomplete and has no score.
fn finish(update: &mut Update<'_>) {
    let Room::CheckIn(document) = update.model.state.room else { return };
    months::send(update, true);
    let done = Fact::Number(i64::try_from(update.model.state.now_ms).unwrap_or(i64::MAX));
    let set = [("done".to_owned(), Some(done))].into();
    update.send(Command::SetFacts { document, kind: Kind::CheckIn, set });
    let shown = update.model.state.care.get(document).and_then(read).map(|read| read.instrument.id.clone());
    leave(update);
    if let Some(id) = shown {
        let state = &update.model.state;
        update.model.views.months.offering = state.offered_to(&id).map(|space| (document, space));
        update.model.views.months.check_ins.shown = Some(id);
    }
}

/// Once a check-in that is to be offered to somebody is known to be finished, opens an entry of it and the share sheet:
/// what would leave is drawn there, and leaves only after a yes.
pub fn offer(update: &mut Update<'_>) {
    let Some((document, space)) = update.model.views.months.offering else { return };
    let record = update.model.state.care.get(document);
    if record.and_then(read).is_some_and(|answered| answered.done) {
        update.model.views.months.offering = None;
        update.model.views.journal.offer = Some(space);
        into_entry(update, document);
    }
}

fn leave(update: &mut Update<'_>) {
    months::send(update, true);
    let shown = update.model.views.months.check_ins.shown.take();
    update.model.views.months.check_ins = CheckInsView { shown, ..CheckInsView::default() };
    update.model.state.room = Room::CheckIns;
}
