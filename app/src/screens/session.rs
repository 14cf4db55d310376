//! One session: its record, all of it optional, what is to be prepared, and what was written about it.

use egui::Ui;
use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, JournalAction, MonthsAction};
use crate::care::check_in::SIDE_EFFECTS;
use crate::care::course::{self, Session};
use crate::care::courses::{SessionKind, days_between};
use crate::care::hours::day_of;
use crate::i18n::{t, t_with};
use crate::state::fact_form::CHARS_MAX;
use crate::state::months::MonthsView;
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, Field, card, page, segmented, tick};

use super::course::{session_name, trash};
use super::{commitments, preparing};

/// Fields before a session, and of any session.
const BEFORE: [&str; 6] = ["time", "place", "present", "intention", "music", "ride"];
/// Fields of a session with medicine, as the clinic says them.
const MEDICINE: [&str; 6] = ["route", "product", "dose", "held", "vitals", "back-field"];
/// Characters of an entry's title in the list.
const TITLE_CHARS: usize = 48;
/// How deep and how easy it was: nothing said, or one of these.
const SCALE: [i64; 6] = [0, 2, 4, 6, 8, 10];

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut MonthsView, document: DocumentId, actions: &mut Vec<Action>) {
    let Some(record) = state.care.get(document) else { return };
    let course = course::text(record, "course").and_then(DocumentId::from_hex);
    let sessions = course.map(|course| course::sessions(&state.care, course)).unwrap_or_default();
    let session = sessions.iter().find(|session| session.record.document == document);
    let (title, subtitle) = match session {
        Some(session) => (session_name(session), when::weekday(session.date)),
        None => (t("session-removed"), String::new()),
    };
    view.form.turn_to(document, Kind::Session);
    let mut back = false;
    page(
        ui,
        &title,
        &subtitle,
        |ui| back |= Button::quiet(t("session-back")).icon(Icon::ArrowLeft).show(ui).clicked(),
        |ui| {
            ui.set_max_width(space::MEASURE);
            let Some(session) = session else { return trash(ui, record, actions) };
            if session.kind != SessionKind::Integration {
                card(ui, |ui| preparing::ui(ui, &mut view.course, record, actions));
                ui.add_space(space::S);
            }
            card(ui, |ui| fields(ui, view, record, &BEFORE, actions));
            if session.kind.with_medicine() {
                ui.add_space(space::S);
                card(ui, |ui| sharing(ui, record, actions));
                ui.add_space(space::S);
                card(ui, |ui| medicine(ui, view, record, actions));
            }
            ui.add_space(space::S);
            card(ui, |ui| reflections(ui, state, session, actions));
            ui.add_space(space::S);
            card(ui, |ui| {
                commitments::open(ui, &state.care, Some(document), actions);
                commitments::field(ui, view, Some(document), actions);
            });
            ui.add_space(space::M);
            trash(ui, record, actions);
        },
    );
    if back {
        actions.push(Action::Go(Room::Course));
    }
}

fn fields(ui: &mut Ui, view: &mut MonthsView, record: &RecordView, names: &[&str], actions: &mut Vec<Action>) {
    for name in names {
        let label = t(&format!("session-{name}"));
        let words = view.form.words(name, &record.facts);
        let response = Field::new(label).chars_max(CHARS_MAX).show(ui, words);
        if response.changed() {
            actions.push(Action::Months(MonthsAction::Typed((*name).to_owned())));
        }
        ui.add_space(space::XS);
    }
}

pub(super) fn set(record: &RecordView, name: &str, fact: Option<Fact>) -> Action {
    let set = [(name.to_owned(), fact)].into();
    Action::Care(CareAction::Set { document: record.document, kind: Kind::Session, set })
}

pub(super) fn ticked(ui: &mut Ui, record: &RecordView, name: &str, words: &str, actions: &mut Vec<Action>) {
    let ticked = course::flag(record, name);
    if tick(ui, ticked, words).clicked() {
        actions.push(set(record, name, Some(Fact::Flag(!ticked))));
    }
}

fn sharing(ui: &mut Ui, record: &RecordView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ticked(ui, record, "share-tonight", &t("session-share-tonight"), actions);
    ui.label(type_scale::caption(t("session-share-tonight-hint")).color(palette.faint));
}

fn medicine(ui: &mut Ui, view: &mut MonthsView, record: &RecordView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t("session-record")).color(palette.text));
    ui.label(type_scale::caption(t("session-record-hint")).color(palette.faint));
    ticked(ui, record, "eye-shades", &t("session-eye-shades"), actions);
    fields(ui, view, record, &MEDICINE, actions);
    for name in ["depth", "ease"] {
        ui.label(type_scale::ui(t(&format!("session-{name}"))).color(palette.muted));
        let chosen = record.facts.get(name).and_then(Fact::number).unwrap_or(-1);
        let choices = SCALE.map(|value| (value, value.to_string()));
        if let Some(value) = segmented(ui, chosen, &choices) {
            actions.push(set(record, name, (value != chosen).then_some(Fact::Number(value))));
        }
        ui.add_space(space::XS);
    }
    ui.label(type_scale::ui(t("session-side-effects")).color(palette.muted));
    side_effects(ui, record, Kind::Session, actions);
    fields(ui, view, record, &["adverse"], actions);
}

/// Draws the side effects, each with how strong it was; the chosen one again takes it away.
pub fn side_effects(ui: &mut Ui, record: &RecordView, kind: Kind, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    for effect in SIDE_EFFECTS {
        let name = format!("side.{effect}");
        let chosen = record.facts.get(&name).and_then(Fact::number).unwrap_or(-1);
        ui.label(type_scale::caption(t(&format!("side-effect-{effect}"))).color(palette.muted));
        let strengths = [0, 1, 2, 3].map(|value| (value, t(&format!("side-strength-{value}"))));
        if let Some(value) = segmented(ui, chosen, &strengths) {
            let fact = (value != chosen).then_some(Fact::Number(value));
            let set = [(name, fact)].into();
            actions.push(Action::Care(CareAction::Set { document: record.document, kind, set }));
        }
    }
}

/// What was written about the session, dated as it came.
fn reflections(ui: &mut Ui, state: &State, session: &Session<'_>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t("session-reflections")).color(palette.text));
    let name = session.record.document.hex();
    let of_session = state.journal.entries().filter(|entry| {
        entry.trashed_ms.is_none() && entry.facts.get("session").and_then(Fact::text) == Some(name.as_str())
    });
    let mut entries: Vec<_> = of_session.collect();
    entries.sort_by_key(|entry| entry.created_ms);
    if entries.is_empty() {
        ui.label(type_scale::caption(t("session-no-reflections")).color(palette.faint));
    }
    for entry in entries {
        let days = days_between(session.date, day_of(entry.created_ms, &state.zone));
        let layer = match days {
            ..=-1 => t("layer-before"),
            0 => t("layer-evening"),
            1 => t("layer-day"),
            2..=6 => t_with("layer-days", &[("n", days.into())]),
            7..=13 => t("layer-week"),
            14..=27 => t_with("layer-weeks", &[("n", (days / 7).into())]),
            28..=59 => t("layer-month"),
            _ => t_with("layer-months", &[("n", (days / 30).into())]),
        };
        let title = if entry.title.is_empty() { &entry.first_line } else { &entry.title };
        let title: String = title.chars().take(TITLE_CHARS).collect();
        let words = t_with("layer-entry", &[("layer", layer.into()), ("title", title.into())]);
        if Button::quiet(words).icon(Icon::BookOpen).show(ui).clicked() {
            actions.push(Action::Go(Room::Journal));
            actions.push(Action::Journal(JournalAction::Open(entry.document)));
        }
    }
    ui.add_space(space::XS);
    if Button::outline(t("session-reflect")).icon(Icon::Pencil).show(ui).clicked() {
        actions.push(Action::Months(MonthsAction::Reflect(session.record.document)));
    }
}
