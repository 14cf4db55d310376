//! Today: where somebody is in their course, one question, what is due, and nothing else.

use egui::{Layout, Ui, vec2};
use jiff::civil::{Date, Time};
use understory_sync::document::Fact;
use understory_sync::engine::view::EntrySummary;

use crate::action::{Action, HoursAction, JournalAction, MonthsAction};
use crate::care::course::{self, Place, Session};
use crate::care::courses::{SessionKind, days_between};
use crate::care::hours::day_of;
use crate::care::prompts::{self, Phase, Prompt};
use crate::care::{bring, check_in, instruments};
use crate::i18n::{t, t_with};
use crate::state::months::MonthsView;
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::course_line::Dot;
use crate::widgets::{Button, card, course_line, page, quote_bar};

use super::commitments::{self, row};
use super::today_back;

/// Widest first column beside the second.
const ASIDE_WIDTH: f32 = 363.0;
/// Days after which a check-in is mentioned again.
const CHECK_IN_DAYS: i64 = 7;
/// Lines of earlier words that a question shows.
const FRAGMENTS_MAX: usize = 4;

/// Draws the room.
pub fn ui(ui: &mut Ui, state: &State, view: &mut MonthsView, actions: &mut Vec<Action>) {
    let today = day_of(state.now_ms, &state.zone);
    let now = when::clock(state.now_ms, &state.zone);
    let course = course::current(&state.care);
    let sessions = course.map(|course| course::sessions(&state.care, course.document)).unwrap_or_default();
    let place = course::place(&sessions, today, now);
    let subtitle = subtitle(today, &place);
    page(
        ui,
        &greeting(now),
        &subtitle,
        |_| {},
        |ui| {
            if !sessions.is_empty() {
                card(ui, |ui| course_line(ui, &dots(&sessions, today)));
                ui.add_space(space::M);
            }
            let width = ui.available_width();
            let side_by_side = width > 2.0 * ASIDE_WIDTH;
            let first = if side_by_side { width - ASIDE_WIDTH - 20.0 } else { width };
            let draw_first = |ui: &mut Ui, view: &mut MonthsView, actions: &mut Vec<Action>| {
                ui.set_width(first);
                question(ui, state, view, &place, today, actions);
                if place.phase != Phase::FirstHours {
                    today_back::ui(ui, state, today, actions);
                }
            };
            if side_by_side {
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = 20.0;
                    ui.allocate_ui_with_layout(vec2(first, 0.0), Layout::top_down(egui::Align::Min), |ui| {
                        draw_first(ui, view, actions);
                    });
                    ui.allocate_ui_with_layout(vec2(ASIDE_WIDTH, 0.0), Layout::top_down(egui::Align::Min), |ui| {
                        ui.set_width(ASIDE_WIDTH);
                        due(ui, state, view, &place, today, actions);
                    });
                });
            } else {
                draw_first(ui, view, actions);
                due(ui, state, view, &place, today, actions);
            }
            ui.add_space(space::XL);
            ui.label(type_scale::caption(t("today-nobody")).color(theme::palette(ui).faint));
        },
    );
}

fn greeting(now: Time) -> String {
    t(match now.hour() {
        5..=11 => "today-morning",
        12..=16 => "today-afternoon",
        17..=22 => "today-evening",
        _ => "today-night",
    })
}

/// "Monday 12 May. The day after session 3."
fn subtitle(today: Date, place: &Place<'_>) -> String {
    let day = when::weekday(today);
    let Some((last, number)) = place.last.and_then(|last| Some((last, last.number?))) else {
        return match place.next {
            Some(next) => {
                t_with("today-before-first", &[("day", day.into()), ("n", days_between(today, next.date).into())])
            }
            None => day,
        };
    };
    let days = days_between(last.date, today);
    t_with("today-after", &[("day", day.into()), ("n", days.into()), ("session", number.into())])
}

fn dots(sessions: &[Session<'_>], today: Date) -> Vec<Dot> {
    let here = sessions.iter().rposition(|session| session.date <= today);
    let dot = |(at, session): (usize, &Session<'_>)| Dot {
        label: session_label(session),
        done: session.date <= today,
        here: Some(at) == here,
    };
    sessions.iter().enumerate().map(dot).collect()
}

/// Returns the short name of a session: its number, or what kind it is.
pub fn session_label(session: &Session<'_>) -> String {
    match session.number {
        Some(number) if session.kind != SessionKind::Booster => number.to_string(),
        _ => t(&format!("{}-short", session.kind.sentence())),
    }
}

fn question(
    ui: &mut Ui,
    state: &State,
    view: &mut MonthsView,
    place: &Place<'_>,
    today: Date,
    actions: &mut Vec<Action>,
) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        // On the evening of a session only the quiet page asks anything.
        if place.phase == Phase::FirstHours {
            ui.label(type_scale::title(t("today-hours")).color(palette.text));
            ui.add_space(space::M);
            if Button::primary(t("today-hours-open")).icon(Icon::Pencil).show(ui).clicked() {
                actions.push(Action::Hours(HoursAction::Enter));
            }
            return;
        }
        let prompt = prompts::of_day(place.phase, today, view.today.put_aside).filter(|_| !view.today.silent);
        let Some(prompt) = prompt else {
            ui.label(type_scale::ui(t("today-silent")).color(palette.muted));
            ui.add_space(space::M);
            if Button::primary(t("today-write")).icon(Icon::Pencil).show(ui).clicked() {
                actions.push(Action::Journal(JournalAction::New));
            }
            return;
        };
        // The morning after is no evening any more, and its questions are still those of the evening.
        let is_morning_after = place.phase == Phase::Evening && place.last.is_some_and(|last| last.date < today);
        let phase = if is_morning_after { "phase-first-day" } else { prompt.phase.sentence() };
        ui.label(type_scale::caption(t(phase)).color(palette.muted));
        ui.add_space(space::XS);
        ui.add(egui::Label::new(type_scale::title(prompt.text.as_str()).color(palette.text)).wrap());
        if let Some(short) = &prompt.short {
            ui.label(
                type_scale::caption(t_with("today-short", &[("words", short.as_str().into())])).color(palette.faint),
            );
        }
        if prompt.fragments || is_morning_after {
            fragments(ui, state, place);
        }
        ui.add_space(space::M);
        answers(ui, prompt, place, actions);
    });
}

fn answers(ui: &mut Ui, prompt: &Prompt, place: &Place<'_>, actions: &mut Vec<Action>) {
    let mut wish = None;
    ui.horizontal(|ui| {
        if Button::primary(t("today-write")).icon(Icon::Pencil).show(ui).clicked() {
            let session = place.last.map(|last| last.record.document);
            wish = Some(MonthsAction::Answer { prompt: prompt.id.clone(), words: prompt.text.clone(), session });
        }
        if Button::quiet(t("today-another")).show(ui).clicked() {
            wish = Some(MonthsAction::AnotherQuestion);
        }
        if Button::quiet(t("today-not-now")).show(ui).clicked() {
            wish = Some(MonthsAction::NotNow);
        }
    });
    actions.extend(wish.map(Action::Months));
}

/// The first lines of what was written in the first hours after the last session, or otherwise on its day.
fn fragments(ui: &mut Ui, state: &State, place: &Place<'_>) {
    let palette = theme::palette(ui);
    let Some(last) = place.last else { return };
    let session = last.record.document.hex();
    let is_of_day = |entry: &EntrySummary| {
        let of_session = entry.facts.get("session").and_then(Fact::text) == Some(session.as_str());
        let is_first = entry.facts.get("layer").and_then(Fact::text) == Some("first-hours");
        (is_first && of_session) || day_of(entry.created_ms, &state.zone) == last.date
    };
    let of_session = state.journal.entries().filter(|entry| entry.trashed_ms.is_none() && is_of_day(entry));
    let lines: Vec<&str> = of_session.map(|entry| entry.first_line.as_str()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return;
    }
    ui.add_space(space::S);
    quote_bar(ui, palette.line, |ui| {
        for line in lines.iter().take(FRAGMENTS_MAX) {
            let font = egui::FontId::new(type_scale::UI + 1.0, type_scale::prose_italic_family());
            ui.label(egui::RichText::new(*line).font(font).color(palette.muted));
        }
    });
}

/// What is due before the next session: what to bring, small things, a check-in.
fn due(ui: &mut Ui, state: &State, view: &mut MonthsView, place: &Place<'_>, today: Date, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    card(ui, |ui| {
        let heading = match place.next {
            Some(next) => {
                let kind = t(&format!("{}-inside", next.kind.sentence()));
                t_with("today-before", &[("day", when::weekday_near(next.date, today).into()), ("kind", kind.into())])
            }
            None => t("today-due"),
        };
        ui.add(egui::Label::new(type_scale::strong(heading).color(palette.text)).wrap());
        if let Some(next) = place.next
            && Button::quiet(t("today-prepare")).icon(Icon::ListChecks).small().show(ui).clicked()
        {
            actions.push(Action::Go(Room::Session(next.record.document)));
        }
        to_bring(ui, state, today, actions);
        commitments::open(ui, &state.care, None, actions);
        check_in_row(ui, state, actions);
        ui.add_space(space::XS);
        commitments::field(ui, view, place.next.map(|next| next.record.document), actions);
    });
}

/// What was marked for the next session, and the way to it.
fn to_bring(ui: &mut Ui, state: &State, today: Date, actions: &mut Vec<Action>) {
    let talks = bring::talks(&state.care);
    let is_open = |entry: &&EntrySummary| entry.trashed_ms.is_none();
    let marked = |entry: &EntrySummary| {
        entry.facts.iter().filter(|(name, fact)| bring::is_open(name, fact, &talks, today)).count()
    };
    let entries = state.journal.entries().filter(is_open).map(|entry| (entry.document, marked(entry)));
    let marked: Vec<_> = entries.filter(|(_, marks)| *marks > 0).collect();
    let marks: usize = marked.iter().map(|(_, marks)| marks).sum();
    let Some((first, _)) = marked.first() else { return };
    row(ui, Icon::Bookmark, &t_with("today-bring", &[("n", marks.into())]));
    if Button::quiet(t("today-bring-open")).small().show(ui).clicked() {
        actions.push(Action::Go(Room::Journal));
        actions.push(Action::Journal(JournalAction::Open(*first)));
    }
}

/// One check-in that may be begun or gone on with.
fn check_in_row(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let waits = check_in::opens(&state.care, state.now_ms, &state.zone);
    let begun = instruments::chosen_freely().find(|one| check_in::unfinished(&state.care, &one.id).is_some());
    let Some(instrument) = begun else {
        if waits.is_none() {
            last_check_in(ui, state, actions);
        }
        return;
    };
    let line = match waits {
        Some(opens) => {
            let ms = u64::try_from(opens.as_millisecond()).unwrap_or(0);
            let day = when::day(ms, state.now_ms, &state.zone);
            t_with("today-check-in-opens", &[("title", instrument.title.as_str().into()), ("when", day.into())])
        }
        None => t_with("today-check-in-begun", &[("title", instrument.title.as_str().into())]),
    };
    row(ui, Icon::Activity, &line);
    if waits.is_none() && Button::quiet(t("today-go-on")).small().show(ui).clicked() {
        actions.push(Action::Go(Room::CheckIns));
    }
}

/// One check-in that somebody filled in before and not for a week: their own rhythm, as long as nobody assigns any.
fn last_check_in(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let today = day_of(state.now_ms, &state.zone);
    let last = |one: &'static instruments::Instrument| {
        let dates = check_in::all(&state.care, &one.id).into_iter().filter(|answered| answered.done);
        Some((dates.map(|answered| answered.date).max()?, one))
    };
    let oldest = instruments::chosen_freely().filter_map(last).min_by_key(|(date, _)| *date);
    let Some((date, instrument)) = oldest.filter(|(date, _)| days_between(*date, today) >= CHECK_IN_DAYS) else {
        return;
    };
    let args = [("title", instrument.title.as_str().into()), ("when", when::date(date, today).into())];
    row(ui, Icon::Activity, &t_with("today-check-in-last", &args));
    if Button::quiet(t("today-check-in-again")).small().show(ui).clicked() {
        actions.push(Action::Go(Room::CheckIns));
    }
}
