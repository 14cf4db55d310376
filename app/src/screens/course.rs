//! The course: an editable plan. The clinic sets it; a template only saves typing.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Key, Response, Ui};
use jiff::civil::Date;
use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;
use understory_sync::ids::DocumentId;

use crate::action::{Action, CareAction, MonthsAction};
use crate::care::course::{self, Session};
use crate::care::courses::{self, SessionKind};
use crate::care::hours::day_of;
use crate::i18n::{t, t_with};
use crate::state::months::CourseView;
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, Field, Tone, card, choice_card, notice, page, segmented};

use super::course_past;

/// Characters of a day as somebody types it, with blanks.
const DAY_CHARS_MAX: usize = 16;

/// Draws the room.
pub fn ui(ui: &mut Ui, state: &State, view: &mut CourseView, actions: &mut Vec<Action>) {
    let course = course::current(&state.care).filter(|_| !view.adds_course);
    let subtitle = match course {
        Some(course) => course::text(course, "title").unwrap_or_default().to_owned(),
        None => t("course-none"),
    };
    let title = if course.is_some() { t("course-title") } else { t("course-plan") };
    page(
        ui,
        &title,
        &subtitle,
        |_| {},
        |ui| {
            ui.set_max_width(space::MEASURE);
            if courses::problem().is_some() {
                notice(ui, Tone::Failed, &t("care-file-failed"), &t("care-file-failed-then"));
            }
            match course {
                Some(course) => plan(ui, state, view, course, actions),
                None => begin(ui, state, view, actions),
            }
            course_past::ui(ui, state, view, course, actions);
        },
    );
}

/// Choosing a template and the first day; what has to be known once is said here.
fn begin(ui: &mut Ui, state: &State, view: &mut CourseView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.add(egui::Label::new(type_scale::ui(t("course-clinic")).color(palette.text)).wrap());
    ui.add_space(space::XS);
    for line in ["course-off-label", "course-evidence", "course-how"] {
        ui.add(egui::Label::new(type_scale::caption(t(line)).color(palette.muted)).wrap());
    }
    ui.add_space(space::M);
    for template in courses::templates() {
        let words = t(&format!("course-template-{}", template.id));
        let hint = t_with("course-sessions", &[("n", template.session.len().into())]);
        let chosen = view.template.as_ref() == Some(&template.id);
        let icon = if chosen { Icon::CircleCheck } else { Icon::Route };
        if choice_card(ui, icon, &words, &hint).clicked() {
            view.template = Some(template.id.clone());
            view.day_wanted = true;
            if view.first.is_empty() {
                view.first = day_of(state.now_ms, &state.zone).to_string();
            }
        }
        ui.add_space(space::XS);
    }
    if view.template.is_some() {
        ui.add_space(space::S);
        let error = view.no_day.then(|| t("course-no-day"));
        let field = Field::new(t("course-first-day")).hint(t("course-day-hint")).error(error).chars_max(DAY_CHARS_MAX);
        let response = field.show(ui, &mut view.first);
        give_keyboard(ui, &mut view.day_wanted, &response, view.first.chars().count());
        view.no_day &= !response.changed();
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_space(space::S);
        if Button::primary(t("course-make")).show(ui).clicked() || entered {
            actions.push(Action::Months(MonthsAction::StartCourse));
        }
    }
    if view.adds_course && Button::quiet(t("course-back")).show(ui).clicked() {
        view.adds_course = false;
    }
}

fn plan(ui: &mut Ui, state: &State, view: &mut CourseView, record: &RecordView, actions: &mut Vec<Action>) {
    let today = day_of(state.now_ms, &state.zone);
    let sessions = course::sessions(&state.care, record.document);
    follow(ui, view, actions);
    card(ui, |ui| {
        for (index, session) in sessions.iter().enumerate() {
            if index > 0 {
                ui.separator();
            }
            line(ui, view, session, today, actions);
        }
    });
    ui.add_space(space::S);
    add(ui, view, record.document, today, actions);
    ui.add_space(space::L);
    ui.horizontal(|ui| {
        if Button::quiet(t("course-end")).show(ui).clicked() {
            actions.push(Action::Months(MonthsAction::EndCourse(record.document)));
        }
        if Button::quiet(t("course-another")).show(ui).clicked() {
            (view.adds_course, view.template) = (true, None);
        }
    });
}

/// Asks whether the sessions after a moved one follow it.
fn follow(ui: &mut Ui, view: &CourseView, actions: &mut Vec<Action>) {
    let Some((_, days)) = view.moved else { return };
    card(ui, |ui| {
        let sentence = if days > 0 { "course-moved-later" } else { "course-moved-earlier" };
        ui.label(type_scale::ui(t_with(sentence, &[("n", days.unsigned_abs().into())])).color(theme::palette(ui).text));
        ui.horizontal(|ui| {
            if Button::primary(t("course-move-rest")).show(ui).clicked() {
                actions.push(Action::Months(MonthsAction::MoveRest(true)));
            }
            if Button::quiet(t("course-move-only")).show(ui).clicked() {
                actions.push(Action::Months(MonthsAction::MoveRest(false)));
            }
        });
    });
    ui.add_space(space::S);
}

/// Returns "Medicine session 3", or what kind it is.
pub fn session_name(session: &Session<'_>) -> String {
    let kind = t(session.kind.sentence());
    match session.number {
        Some(number) => t_with("session-numbered", &[("kind", kind.into()), ("n", number.into())]),
        None => kind,
    }
}

fn line(ui: &mut Ui, view: &mut CourseView, session: &Session<'_>, today: Date, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let document = session.record.document;
    let name = session_name(session);
    ui.horizontal(|ui| {
        let icon = if session.date <= today { Icon::CircleCheck } else { Icon::Clock };
        icon.show(ui, space::ICON, palette.muted);
        ui.label(type_scale::strong(name.as_str()).color(palette.text));
        ui.label(type_scale::ui(when::weekday_near(session.date, today)).color(palette.muted));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let named = |key: &str| t_with(key, &[("name", name.as_str().into())]);
            if Button::quiet(t("course-open-short")).named(named("course-open")).show(ui).clicked() {
                actions.push(Action::Go(Room::Session(document)));
            }
            if Button::quiet(t("course-move-short")).named(named("course-move")).show(ui).clicked() {
                (view.day_of, view.day, view.no_day) = (Some(document), session.date.to_string(), false);
                view.day_wanted = true;
            }
        });
    });
    rival_days(ui, session, actions);
    if view.day_of == Some(document) {
        day_field(ui, view, |day| MonthsAction::Move { session: document, day }, actions);
    }
}

/// Says that another device gave a session another day, and lets somebody choose.
fn rival_days(ui: &mut Ui, session: &Session<'_>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let rivals = session.record.rivals.get("date").into_iter().flatten();
    for other in rivals.filter_map(Fact::text).filter_map(courses::day) {
        ui.horizontal_wrapped(|ui| {
            Icon::TriangleAlert.show(ui, space::ICON, palette.warn);
            let day = when::weekday(other);
            ui.label(type_scale::ui(t_with("course-rival", &[("day", day.as_str().into())])).color(palette.text));
            let choose = |day: Date| MonthsAction::Move { session: session.record.document, day: day.to_string() };
            if Button::quiet(t_with("course-rival-take", &[("day", day.into())])).small().show(ui).clicked() {
                actions.push(Action::Months(choose(other)));
            }
            let stays = when::weekday(session.date);
            if Button::quiet(t_with("course-rival-keep", &[("day", stays.into())])).small().show(ui).clicked() {
                actions.push(Action::Months(choose(session.date)));
            }
        });
    }
}

/// Lets a field have the keyboard if it is to, with the day in it selected, until it has.
fn give_keyboard(ui: &Ui, wanted: &mut bool, response: &Response, chars: usize) {
    if !std::mem::take(wanted) {
        return;
    }
    if !response.has_focus() {
        response.request_focus();
        *wanted = true;
    }
    let mut state = TextEditState::load(ui.ctx(), response.id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(chars))));
    state.store(ui.ctx(), response.id);
}

fn day_field(ui: &mut Ui, view: &mut CourseView, wish: impl FnOnce(String) -> MonthsAction, actions: &mut Vec<Action>) {
    let error = view.no_day.then(|| t("course-no-day"));
    let field = Field::new(t("course-day")).hint(t("course-day-hint")).error(error).chars_max(DAY_CHARS_MAX);
    let response = field.show(ui, &mut view.day);
    give_keyboard(ui, &mut view.day_wanted, &response, view.day.chars().count());
    view.no_day &= !response.changed();
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let escaped = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    ui.horizontal(|ui| {
        if Button::primary(t("course-day-set")).show(ui).clicked() || entered {
            actions.push(Action::Months(wish(view.day.clone())));
        }
        if Button::quiet(t("course-day-leave")).show(ui).clicked() || escaped {
            (view.day_of, view.adding, view.no_day) = (None, None, false);
        }
    });
}

fn add(ui: &mut Ui, view: &mut CourseView, course: DocumentId, today: Date, actions: &mut Vec<Action>) {
    let Some(kind) = view.adding.as_deref().and_then(SessionKind::named) else {
        if Button::outline(t("course-add")).icon(Icon::Plus).show(ui).clicked() {
            view.adding = Some(SessionKind::Integration.name().to_owned());
            (view.day, view.day_of, view.no_day) = (today.to_string(), None, false);
            view.day_wanted = true;
        }
        return;
    };
    card(ui, |ui| {
        let kinds = SessionKind::ALL.map(|kind| (kind.name(), t(kind.sentence())));
        if let Some(chosen) = segmented(ui, kind.name(), &kinds) {
            view.adding = Some(chosen.to_owned());
        }
        ui.add_space(space::S);
        day_field(ui, view, |day| MonthsAction::AddSession { course, kind, day }, actions);
    });
}

/// Draws what throws a session away or brings it back.
pub fn trash(ui: &mut Ui, record: &RecordView, actions: &mut Vec<Action>) {
    let (words, to) = if record.trashed { (t("journal-restore-this"), false) } else { (t("session-remove"), true) };
    if Button::quiet(words).icon(if to { Icon::Trash } else { Icon::Undo }).small().show(ui).clicked() {
        actions.push(Action::Care(CareAction::Trash(record.document, to)));
    }
}
