//! What is to be prepared for a session: a list to tick, to shorten and to add to.

use egui::{Key, Ui};
use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, MonthsAction};
use crate::care::preparation::{self, OWN, OWN_CHARS_MAX, without};
use crate::i18n::{t, t_with};
use crate::state::months::CourseView;
use crate::theme::{self, space, type_scale};
use crate::widgets::{Button, Field};

use super::session::{set, ticked};

/// Room for the button at the end of a line.
const BUTTON_WIDTH: f32 = 110.0;

/// Draws the list.
pub fn ui(ui: &mut Ui, view: &mut CourseView, record: &RecordView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t("session-checklist")).color(palette.text));
    ui.label(type_scale::caption(t("session-checklist-hint")).color(palette.faint));
    let left_out = preparation::left_out(record);
    for item in preparation::items().iter().filter(|item| !left_out.contains(&item.as_str())) {
        if line(ui, record, &format!("check.{item}"), &t(&format!("check-{item}")), actions) {
            actions.push(set(record, &without(item), Some(Fact::Flag(true))));
        }
    }
    let own = preparation::own(record);
    for (id, words) in &own.0 {
        let check = format!("check.{id}");
        if line(ui, record, &check, words, actions) {
            let set = [(format!("{OWN}{id}"), None), (check, None)].into();
            actions.push(Action::Care(CareAction::Set { document: record.document, kind: Kind::Session, set }));
        }
    }
    if !left_out.is_empty() {
        let words = t_with("session-bring-back", &[("n", left_out.len().into())]);
        if Button::quiet(words).small().show(ui).clicked() {
            let set = left_out.iter().map(|item| (without(item), None)).collect();
            actions.push(Action::Care(CareAction::Set { document: record.document, kind: Kind::Session, set }));
        }
    }
    if !own.is_full() {
        add(ui, view, record, actions);
    }
}

/// Draws one line; returns whether it is to be left out.
fn line(ui: &mut Ui, record: &RecordView, fact: &str, words: &str, actions: &mut Vec<Action>) -> bool {
    let row = ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width() - BUTTON_WIDTH);
            ticked(ui, record, fact, words, actions);
        });
        let name = t_with("session-leave-out", &[("what", words.into())]);
        Button::quiet(t("session-leave-out-short")).small().named(name).show(ui).clicked()
    });
    row.inner
}

/// Draws the field for an item of one's own.
fn add(ui: &mut Ui, view: &mut CourseView, record: &RecordView, actions: &mut Vec<Action>) {
    ui.add_space(space::XS);
    // What was typed on another session's page belongs there.
    if let Some(other) = view.item_of.filter(|other| *other != record.document && !view.item.trim().is_empty()) {
        actions.push(Action::Months(MonthsAction::KeepItem(other)));
        return;
    }
    view.item_of = Some(record.document);
    let response = Field::new(t("session-own")).chars_max(OWN_CHARS_MAX).show(ui, &mut view.item);
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let filled = !view.item.trim().is_empty();
    if filled && (Button::quiet(t("session-own-add")).small().show(ui).clicked() || entered) {
        actions.push(Action::Months(MonthsAction::KeepItem(record.document)));
    }
}
