//! Who has seen what: everything readers' devices noted, by day, newest first.

use egui::{Label, Ui};
use understory_sync::engine::view::ReceiptLine;
use understory_sync::ids::PersonId;
use understory_sync::limits::RECEIPT_LINES_MAX;

use crate::action::Action;
use crate::i18n::{t, t_with};
use crate::state::{PeopleView, Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, empty, page, segmented};

use super::people::seen;

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut PeopleView, actions: &mut Vec<Action>) {
    seen::ask(state, &mut view.receipts_asked, RECEIPT_LINES_MAX, actions);
    let none = Vec::new();
    let (total, lines) =
        state.people.receipts.as_ref().map_or((0, &none), |receipts| (receipts.total, &receipts.lines));
    page(
        ui,
        &t("seen-title"),
        &t("seen-subtitle"),
        |_| {},
        |ui| {
            if Button::quiet(t("seen-back")).icon(Icon::ArrowLeft).small().show(ui).clicked() {
                actions.push(Action::Go(Room::People));
            }
            if lines.is_empty() {
                empty(ui, &t("seen-nothing"), None);
            }
            ui.set_max_width(space::MEASURE);
            filter(ui, lines, &mut view.receipts_of);
            let of = view.receipts_of;
            days(ui, state, lines.iter().filter(|line| of.is_none_or(|person| line.person == person)));
            if lines.len() < total {
                let args = [("n", count(lines.len())), ("of", count(total))];
                ui.label(type_scale::caption(t_with("seen-newest", &args)).color(theme::palette(ui).faint));
            }
        },
    );
}

fn count(number: usize) -> fluent_bundle::FluentValue<'static> {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// Lets one person's lines be chosen, where there are several persons.
fn filter(ui: &mut Ui, lines: &[ReceiptLine], chosen: &mut Option<PersonId>) {
    let mut choices: Vec<(Option<PersonId>, String)> = Vec::new();
    for line in lines {
        if choices.iter().all(|(person, _)| *person != Some(line.person)) {
            choices.push((Some(line.person), line.person_name.clone()));
        }
    }
    if choices.len() < 2 {
        *chosen = None;
        return;
    }
    choices.sort_by(|(_, a), (_, b)| a.cmp(b));
    choices.insert(0, (None, t("seen-everybody")));
    if let Some(person) = segmented(ui, *chosen, &choices) {
        *chosen = person;
    }
}

fn days<'a>(ui: &mut Ui, state: &State, lines: impl Iterator<Item = &'a ReceiptLine>) {
    let palette = theme::palette(ui);
    let mut day = None;
    for line in lines {
        let this = when::named_day(line.at_ms, state.now_ms, &state.zone);
        if day.as_ref() != Some(&this) {
            ui.add_space(space::M);
            ui.label(type_scale::strong(this.as_str()).color(palette.text));
            day = Some(this);
        }
        let words = seen::sentence(line, &seen::time(line, state));
        ui.add(Label::new(type_scale::ui(words).color(palette.muted)).wrap());
    }
}
