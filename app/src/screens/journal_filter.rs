//! Which entries are shown: shared or not, tag, session, day; and a calendar of the days on which something was written.

use egui::{Grid, Ui};
use jiff::civil::Date;

use crate::action::{Action, JournalAction};
use crate::care::hours::day_of;
use crate::i18n::{t, t_with};
use crate::state::filter::Filter;
use crate::state::{JournalView, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, segmented, tick};

/// Draws the way to the choices, and the choices if they are open.
pub fn ui(ui: &mut Ui, state: &State, view: &mut JournalView, actions: &mut Vec<Action>) {
    let filter = &state.journal.filter;
    ui.horizontal(|ui| {
        let words = if view.filters { t("filter-close") } else { t("filter-open") };
        if Button::quiet(words).small().show(ui).clicked() {
            view.filters = !view.filters;
        }
        if filter.is_any() && Button::quiet(t("filter-all")).icon(Icon::X).small().show(ui).clicked() {
            actions.push(Action::Journal(JournalAction::Filter(Filter::default())));
        }
    });
    if !view.filters {
        return;
    }
    let mut wanted = filter.clone();
    calendar(ui, state, view, &mut wanted);
    let choices =
        [(None, t("filter-shared-any")), (Some(true), t("filter-shared")), (Some(false), t("filter-only-me"))];
    if let Some(shared) = segmented(ui, wanted.shared, &choices) {
        wanted.shared = shared;
    }
    if tick(ui, wanted.about_session, &t("filter-session")).clicked() {
        wanted.about_session = !wanted.about_session;
    }
    if tick(ui, wanted.first_hours, &t("filter-first-hours")).clicked() {
        wanted.first_hours = !wanted.first_hours;
    }
    let tags: Vec<String> = state.journal.tags.iter().cloned().collect();
    ui.horizontal_wrapped(|ui| {
        for tag in tags {
            let chosen = wanted.tag.as_ref() == Some(&tag);
            let icon = if chosen { Icon::Check } else { Icon::Tag };
            let name = t_with("filter-tag", &[("tag", tag.as_str().into())]);
            if Button::quiet(tag.as_str()).icon(icon).small().named(name).show(ui).clicked() {
                wanted.tag = (!chosen).then_some(tag);
            }
        }
    });
    if wanted != *filter {
        actions.push(Action::Journal(JournalAction::Filter(wanted)));
    }
}

/// One month; days with entries can be chosen.
fn calendar(ui: &mut Ui, state: &State, view: &mut JournalView, wanted: &mut Filter) {
    let palette = theme::palette(ui);
    let today = day_of(state.now_ms, &state.zone);
    let month = view.month.unwrap_or(today).first_of_month();
    ui.horizontal(|ui| {
        let before = month.yesterday().map(Date::first_of_month);
        let after = month.last_of_month().tomorrow();
        if Button::quiet("").icon(Icon::ChevronLeft).small().named(t("filter-month-before")).show(ui).clicked() {
            view.month = before.ok().or(view.month);
        }
        ui.label(type_scale::caption(when::month(month)).color(palette.muted));
        if Button::quiet("").icon(Icon::ChevronRight).small().named(t("filter-month-after")).show(ui).clicked() {
            view.month = after.ok().or(view.month);
        }
    });
    let blank = usize::try_from(month.weekday().to_monday_zero_offset()).unwrap_or(0);
    Grid::new("calendar").num_columns(7).spacing([2.0, 2.0]).min_col_width(30.0).show(ui, |ui| {
        let mut column = 0;
        for _ in 0..blank {
            ui.label("");
            column += 1;
        }
        for number in 1..=month.days_in_month() {
            let Ok(day) = Date::new(month.year(), month.month(), number) else { continue };
            if state.journal.days.contains(&day) {
                let chosen = wanted.day == Some(day);
                let words = number.to_string();
                let button = if chosen { Button::primary(words) } else { Button::outline(words) };
                if button.small().tight().named(when::weekday(day)).show(ui).clicked() {
                    wanted.day = (!chosen).then_some(day);
                }
            } else {
                ui.centered_and_justified(|ui| ui.label(type_scale::caption(number.to_string()).color(palette.faint)));
            }
            column += 1;
            if column % 7 == 0 {
                ui.end_row();
            }
        }
    });
    ui.add_space(space::XS);
}
