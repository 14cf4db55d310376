//! What left the plan and is still there: sessions that were removed, courses that ended, small things put away.
//!
//! Invariant: whatever was written about a session can be reached as long as its record is there.

use egui::{Align, Label, Layout, Ui};
use understory_sync::engine::view::RecordView;
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction};
use crate::care::course::{self, Session};
use crate::i18n::{t, t_with};
use crate::state::months::CourseView;
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, card};

use super::course::session_name;

/// Draws all of it below the plan of `course`, or below the templates if there is none.
pub fn ui(ui: &mut Ui, state: &State, view: &mut CourseView, course: Option<&RecordView>, actions: &mut Vec<Action>) {
    if let Some(course) = course {
        let removed = course::removed(&state.care, course.document);
        if !removed.is_empty() {
            section(ui, &t("course-removed"), |ui| {
                for session in &removed {
                    removed_line(ui, state, session, actions);
                }
            });
        }
    }
    let shown = course.map(|course| course.document);
    let all = state.care.of(Kind::Course).filter(|record| Some(record.document) != shown).count();
    if all > 0 {
        section(ui, &t("course-earlier"), |ui| {
            for record in course::by_beginning(&state.care).into_iter().filter(|one| Some(one.document) != shown) {
                earlier(ui, state, view, record, actions);
            }
        });
    }
    put_away(ui, state, actions);
}

fn section(ui: &mut Ui, heading: &str, add: impl FnOnce(&mut Ui)) {
    ui.add_space(space::L);
    ui.label(type_scale::strong(heading).color(theme::palette(ui).text));
    ui.add_space(space::XS);
    card(ui, add);
}

/// A line with words at the left and buttons at the right.
fn line(ui: &mut Ui, icon: Icon, words: &str, aside: &str, buttons: impl FnOnce(&mut Ui)) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        icon.show(ui, space::ICON, palette.muted);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            buttons(ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(type_scale::ui(words).color(palette.text)).truncate());
                ui.add(Label::new(type_scale::ui(aside).color(palette.muted)).truncate());
            });
        });
    });
}

fn day_words(record: &RecordView, fact: &str, state: &State) -> String {
    course::text(record, fact).and_then(|day| when::written(day, state.now_ms, &state.zone)).unwrap_or_default()
}

fn removed_line(ui: &mut Ui, state: &State, session: &Session<'_>, actions: &mut Vec<Action>) {
    let record = session.record;
    let name = session_name(session);
    let day = day_words(record, "date", state);
    line(ui, Icon::Trash, &name, &day, |ui| {
        let named = t_with("course-put-back", &[("name", name.as_str().into()), ("day", day.as_str().into())]);
        if Button::quiet(t("course-put-back-short")).named(named).show(ui).clicked() {
            actions.push(Action::Care(CareAction::Trash(record.document, false)));
        }
    });
}

fn earlier(ui: &mut Ui, state: &State, view: &mut CourseView, record: &RecordView, actions: &mut Vec<Action>) {
    let title = course::text(record, "title").unwrap_or_default().to_owned();
    let began = day_words(record, "began", state);
    let is_open = view.earlier == Some(record.document);
    let has_ended = course::text(record, "ended").is_some();
    line(ui, Icon::Route, &title, &began, |ui| {
        let (short, named) = match is_open {
            true => ("course-hide-short", "course-hide"),
            false => ("course-show-short", "course-show"),
        };
        let named = t_with(named, &[("title", title.as_str().into()), ("day", began.as_str().into())]);
        if Button::quiet(t(short)).named(named).show(ui).clicked() {
            view.earlier = (!is_open).then_some(record.document);
        }
    });
    if !is_open {
        return;
    }
    for session in course::sessions(&state.care, record.document) {
        let name = session_name(&session);
        let day = day_words(session.record, "date", state);
        let removed = session.record.document;
        line(ui, Icon::Clock, &name, &day, |ui| {
            let named = t_with("course-open", &[("name", name.as_str().into())]);
            if Button::quiet(t("course-open-short")).named(named).show(ui).clicked() {
                actions.push(Action::Go(Room::Session(removed)));
            }
        });
    }
    for session in course::removed(&state.care, record.document) {
        removed_line(ui, state, &session, actions);
    }
    if has_ended && Button::quiet(t("course-go-on")).small().show(ui).clicked() {
        let set = [("ended".to_owned(), None)].into();
        actions.push(Action::Care(CareAction::Set { document: record.document, kind: Kind::Course, set }));
        (view.earlier, view.adds_course) = (None, false);
    }
}

/// Small things that were put away, done or not; nothing counts them.
fn put_away(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let closed = state.care.of(Kind::Commitment).filter(|record| course::flag(record, "closed"));
    let mut closed: Vec<_> = closed.collect();
    if closed.is_empty() {
        return;
    }
    closed.sort_by_key(|record| (std::cmp::Reverse(course::text(record, "made")), record.document));
    section(ui, &t("course-put-away"), |ui| {
        for record in closed {
            let what = course::text(record, "what").unwrap_or_default();
            let word = t(if course::flag(record, "kept") { "today-kept" } else { "today-not-kept" });
            line(ui, Icon::SquareCheck, what, &word, |ui| {
                let named = t_with("course-take-out", &[("what", what.into())]);
                if Button::quiet(t("course-take-out-short")).named(named).show(ui).clicked() {
                    let set = [("closed".to_owned(), None)].into();
                    let (document, kind) = (record.document, Kind::Commitment);
                    actions.push(Action::Care(CareAction::Set { document, kind, set }));
                }
            });
        }
    });
}
