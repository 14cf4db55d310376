//! Below the question of the day: what was left in the margin, and what was written on this day in other years.
//!
//! Invariant: other years are shown only to somebody who asked for them.

use egui::Ui;
use jiff::civil::Date;
use understory_sync::engine::view::EntrySummary;
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::action::{Action, JournalAction};
use crate::care::course;
use crate::care::hours::day_of;
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, card};

use super::journal_list::name_of;

/// The choice to be shown what was written on this day in other years.
pub const ON_THIS_DAY: &str = "on-this-day";

/// Most notes, and most entries of other years.
const LINES_MAX: usize = 3;
/// How long a note is news, in milliseconds.
const NEWS_MS: u64 = 14 * 24 * 3600 * 1000;

/// Draws both, where there is anything.
pub fn ui(ui: &mut Ui, state: &State, today: Date, actions: &mut Vec<Action>) {
    margins(ui, state, actions);
    if is_wanted(state) {
        other_years(ui, state, today, actions);
    }
}

/// Whether this person asked for other years.
pub fn is_wanted(state: &State) -> bool {
    state.care.of(Kind::Choices).any(|record| course::flag(record, ON_THIS_DAY))
}

/// The newest notes that somebody left beside what was shared.
fn margins(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let is_news = |at_ms: u64| state.now_ms.saturating_sub(at_ms) < NEWS_MS;
    let mut notes = state.people.margins.iter().filter(|note| is_news(note.at_ms)).take(LINES_MAX).peekable();
    if notes.peek().is_none() {
        return;
    }
    ui.add_space(space::M);
    card(ui, |ui| {
        let palette = theme::palette(ui);
        ui.label(type_scale::strong(t("today-margins")).color(palette.text));
        for note in notes {
            let when = when::day(note.at_ms, state.now_ms, &state.zone);
            let who = t_with("today-margin", &[("name", note.person_name.as_str().into()), ("when", when.into())]);
            ui.label(type_scale::caption(who.as_str()).color(palette.muted));
            ui.add(egui::Label::new(type_scale::prose(note.first_line.as_str()).color(palette.text)).wrap());
            open(ui, note.entry, t_with("today-margin-open", &[("who", who.into())]), actions);
        }
    });
}

/// What was written on this day of other years.
fn other_years(ui: &mut Ui, state: &State, today: Date, actions: &mut Vec<Action>) {
    let of_day = |entry: &&EntrySummary| {
        let day = day_of(entry.created_ms, &state.zone);
        entry.trashed_ms.is_none() && day < today && (day.month(), day.day()) == (today.month(), today.day())
    };
    let mut entries: Vec<&EntrySummary> = state.journal.entries().filter(of_day).collect();
    if entries.is_empty() {
        return;
    }
    entries.sort_by_key(|entry| (std::cmp::Reverse(entry.created_ms), entry.document));
    ui.add_space(space::M);
    card(ui, |ui| {
        let palette = theme::palette(ui);
        ui.label(type_scale::strong(t("today-on-this-day")).color(palette.text));
        for entry in entries.into_iter().take(LINES_MAX) {
            let day = when::full(entry.created_ms, &state.zone);
            ui.label(type_scale::caption(day.as_str()).color(palette.muted));
            ui.add(egui::Label::new(type_scale::prose(entry.first_line.as_str()).color(palette.text)).wrap());
            let words = [("name", name_of(entry).into()), ("day", day.into())];
            open(ui, entry.document, t_with("today-on-this-day-open", &words), actions);
        }
    });
}

fn open(ui: &mut Ui, entry: DocumentId, words: String, actions: &mut Vec<Action>) {
    if Button::quiet(words).icon(Icon::BookOpen).small().show(ui).clicked() {
        actions.push(Action::Journal(JournalAction::Open(entry)));
    }
}
