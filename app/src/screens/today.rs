//! Today: where somebody is in their course, one question, what is due, and nothing else.

use egui::{Layout, Ui, vec2};
use jiff::civil::{Date, Time};
use understory_sync::document::Fact;
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, HoursAction, JournalAction, MonthsAction};
use crate::care::course::{self, Place, Session};
use crate::care::courses::days_between;
use crate::care::hours::day_of;
use crate::care::prompts::{self, Phase, Prompt};
use crate::care::{check_in, instruments};
use crate::i18n::{t, t_with};
use crate::state::months::MonthsView;
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::update::months::COMMITMENT_CHARS_MAX;
use crate::when;
use crate::widgets::course_line::Dot;
use crate::widgets::{Button, Field, card, course_line, page, quote_bar};

/// Widest first column beside the second.
const ASIDE_WIDTH: f32 = 363.0;
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
        Some(number) => number.to_string(),
        None => t(&format!("{}-short", session.kind.sentence())),
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
        ui.label(type_scale::caption(t(prompt.phase.sentence())).color(palette.muted));
        ui.add_space(space::XS);
        ui.add(egui::Label::new(type_scale::title(prompt.text.as_str()).color(palette.text)).wrap());
        if let Some(short) = &prompt.short {
            ui.label(
                type_scale::caption(t_with("today-short", &[("words", short.as_str().into())])).color(palette.faint),
            );
        }
        if prompt.fragments {
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

/// The first lines of what was written in the first hours after the last session.
fn fragments(ui: &mut Ui, state: &State, place: &Place<'_>) {
    let palette = theme::palette(ui);
    let Some(last) = place.last else { return };
    let session = last.record.document.hex();
    let fact =
        |facts: &understory_sync::document::Facts, name: &str| facts.get(name).and_then(Fact::text).map(str::to_owned);
    let of_session = state.journal.entries().filter(|entry| {
        !entry.trashed
            && fact(&entry.facts, "layer").as_deref() == Some("first-hours")
            && fact(&entry.facts, "session").as_deref() == Some(session.as_str())
    });
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
        let bring = state.journal.entries().flat_map(|entry| entry.facts.iter());
        let bring = bring.filter(|(name, fact)| name.starts_with("bring.") && fact.flag() == Some(true)).count();
        if bring > 0 {
            row(ui, Icon::Bookmark, &t_with("today-bring", &[("n", bring.into())]));
        }
        commitments(ui, state, actions);
        check_in_row(ui, state, actions);
        ui.add_space(space::XS);
        let id = egui::Id::unique("commitment");
        let field = Field::new(t("today-commit")).inside(t("today-commit-inside")).id(id);
        let response = field.chars_max(COMMITMENT_CHARS_MAX).show(ui, &mut view.today.commitment);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let filled = !view.today.commitment.trim().is_empty();
        if filled && (Button::quiet(t("today-commit-keep")).small().show(ui).clicked() || entered) {
            actions.push(Action::Months(MonthsAction::Commit(place.next.map(|next| next.record.document))));
        }
    });
}

fn row(ui: &mut Ui, icon: Icon, words: &str) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        icon.show(ui, space::ICON, palette.muted);
        ui.add(egui::Label::new(type_scale::ui(words).color(palette.text)).wrap());
    });
}

/// Small things that are still to be done, or that were done; each with one button to say so.
fn commitments(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let open = state.care.of(Kind::Commitment).filter(|record| !course::flag(record, "closed"));
    for record in open {
        let kept = course::flag(record, "kept");
        let what = course::text(record, "what").unwrap_or_default();
        let mut set = |name: &str, flag: bool| {
            let set = [(name.to_owned(), Some(Fact::Flag(flag)))].into();
            actions.push(Action::Care(CareAction::Set { document: record.document, kind: Kind::Commitment, set }));
        };
        row(ui, if kept { Icon::SquareCheck } else { Icon::Square }, what);
        ui.horizontal(|ui| {
            ui.add_space(space::ICON);
            let word = if kept { t("today-not-kept") } else { t("today-kept") };
            if Button::quiet(t_with("today-about", &[("word", word.into()), ("what", what.into())]))
                .small()
                .show(ui)
                .clicked()
            {
                set("kept", !kept);
            }
            if Button::quiet(t("today-close")).small().show(ui).clicked() {
                set("closed", true);
            }
        });
    }
}

/// One check-in that may be begun or gone on with.
fn check_in_row(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let waits = check_in::opens(&state.care, state.now_ms, &state.zone);
    let begun = instruments::chosen_freely().find(|one| check_in::unfinished(&state.care, &one.id).is_some());
    let Some(instrument) = begun else { return };
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
