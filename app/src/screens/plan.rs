//! A person's own safety plan: six parts in our own words, and people to call.
//!
//! The idea of such a plan is that of Stanley and Brown; form and wording here are our own.
//! Invariant: sealed like everything else; the numbers of a contact lie readable beside the vault only if its person put
//! them on the lock screen.

use egui::Ui;
use understory_sync::engine::view::RecordView;
use understory_sync::kind::Kind;

use crate::action::{Action, PlanAction};
use crate::care::plan::{Contact, Line, contacts, lines};
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::months::MonthsView;
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, card, entered, tick};

/// Parts of the plan, from 1.
const PARTS: usize = 6;

/// Draws the plan.
pub fn ui(ui: &mut Ui, state: &State, view: &mut MonthsView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::title(t("plan-title")).color(palette.text));
    ui.add(egui::Label::new(type_scale::ui(t("plan-hint")).color(palette.muted)).wrap());
    ui.add_space(space::S);
    let record = state.care.of(Kind::SafetyPlan).next();
    card(ui, |ui| people(ui, state, view, record, actions));
    for part in 1..=PARTS {
        ui.add_space(space::XS);
        card(ui, |ui| part_ui(ui, view, record, part, actions));
    }
}

fn part_ui(ui: &mut Ui, view: &mut MonthsView, record: Option<&RecordView>, part: usize, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t(&format!("plan-part-{part}"))).color(palette.text));
    ui.label(type_scale::caption(t(&format!("plan-part-{part}-hint"))).color(palette.faint));
    let of_part = record.map(lines).unwrap_or_default().into_iter().filter(|line| line.part == part);
    for Line { id, words, .. } in of_part {
        ui.horizontal_top(|ui| {
            ui.set_max_width(ui.available_width());
            let remove = t_with("plan-remove", &[("what", words.as_str().into())]);
            if Button::quiet(t("plan-remove-short")).small().named(remove).show(ui).clicked() {
                actions.push(Action::Plan(PlanAction::RemoveLine(id.clone())));
            }
            ui.add(egui::Label::new(type_scale::prose(words).color(palette.text)).wrap());
        });
    }
    if view.plan_line.0 != part {
        let add = t_with("plan-add", &[("part", t(&format!("plan-part-{part}")).into())]);
        if Button::quiet(t("plan-add-short")).icon(Icon::Plus).small().named(add).show(ui).clicked() {
            view.plan_line = (part, String::new());
        }
        return;
    }
    let field = Field::new(t("plan-line")).chars_max(500).id(egui::Id::unique("plan-line"));
    let response = field.show(ui, &mut view.plan_line.1);
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if Button::outline(t("plan-keep")).show(ui).clicked() || entered {
        actions.push(Action::Plan(PlanAction::AddLine));
    }
}

fn people(ui: &mut Ui, state: &State, view: &mut MonthsView, record: Option<&RecordView>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::strong(t("plan-people")).color(palette.text));
    for contact in record.map(contacts).unwrap_or_default() {
        contact_ui(ui, state, &contact, actions);
    }
    ui.add_space(space::XS);
    let (name, phone) = &mut view.contact;
    Field::new(t("plan-name")).chars_max(80).show(ui, name);
    let response = Field::new(t("plan-phone")).chars_max(40).show(ui, phone);
    let filled = !name.trim().is_empty() && !phone.trim().is_empty();
    let enter = entered(ui, &response) && filled;
    if Button::outline(t("plan-add-person")).icon(Icon::Plus).enabled(filled).show(ui).clicked() || enter {
        actions.push(Action::Plan(PlanAction::AddContact));
    }
}

fn contact_ui(ui: &mut Ui, state: &State, contact: &Contact, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        Icon::Phone.show(ui, space::ICON, palette.muted);
        ui.label(type_scale::strong(contact.name.as_str()).color(palette.text));
        ui.label(type_scale::title(contact.phone.as_str()).color(palette.text));
        let remove = t_with("plan-remove", &[("what", contact.name.as_str().into())]);
        if Button::quiet(t("plan-remove-short")).small().named(remove).show(ui).clicked() {
            actions.push(Action::Plan(PlanAction::RemoveContact(contact.id.clone())));
        }
    });
    let words = t_with("plan-lock", &[("name", contact.name.as_str().into())]);
    let on = state.lock_contacts.iter().any(|other| other.id == contact.id);
    if tick(ui, on, &words).clicked() {
        actions.push(Action::Plan(PlanAction::OnLockScreen(contact.id.clone(), !on)));
    }
    ui.label(type_scale::caption(t("plan-lock-hint")).color(palette.faint));
}
