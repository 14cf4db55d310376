//! One check-in: an item a page, by mouse or by keyboard, and the safety page before any score.

use egui::{Key, Layout, Modifiers, Panel, Ui};
use understory_sync::document::Fact;
use understory_sync::engine::view::RecordView;
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, CheckInAction, MonthsAction};
use crate::care::check_in::{Answered, QUICK, QUICK_SCALES, read};
use crate::care::course;
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::months::{CheckInsView, MonthsView};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, form_page_at, page, progress_bar, segmented};

use super::{safety, session};

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut MonthsView, document: DocumentId, actions: &mut Vec<Action>) {
    let Some(record) = state.care.get(document).filter(|record| !record.trashed) else { return };
    if course::text(record, "instrument") == Some(QUICK) {
        return quick(ui, view, record, actions);
    }
    let Some(answered) = read(record) else { return };
    let view = &mut view.check_ins;
    let wish = |action| Action::Months(MonthsAction::CheckIn(action));
    if view.safety {
        return honest(ui, state, actions);
    }
    form_page_at(ui, space::MEASURE, space::XXL, |ui| {
        let palette = theme::palette(ui);
        if view.grounding {
            return grounding(ui, actions);
        }
        let items = answered.instrument.item.len();
        ui.horizontal(|ui| {
            if Button::quiet(t("check-in-leave")).icon(Icon::ArrowLeft).show(ui).clicked() {
                actions.push(wish(CheckInAction::Leave));
            }
            if answered.instrument.assigned_only && Button::quiet(t("check-in-ground")).show(ui).clicked() {
                actions.push(wish(CheckInAction::Ground(true)));
            }
        });
        let at = view.item.min(items);
        let of = match at < items {
            true => t_with("check-in-of", &[("n", (at + 1).into()), ("of", items.into())]),
            false => t("check-in-last"),
        };
        let title =
            t_with("check-in-title", &[("title", answered.instrument.title.as_str().into()), ("of", of.into())]);
        ui.label(type_scale::caption(title.as_str()).color(palette.muted));
        progress_bar(ui, at as u64, items as u64, &title);
        ui.add_space(space::M);
        ui.add(egui::Label::new(type_scale::ui(answered.instrument.lead.as_str()).color(palette.muted)).wrap());
        ui.add_space(space::S);
        item(ui, view, &answered, at, actions);
        ui.add_space(space::XL);
        ui.add(egui::Label::new(type_scale::caption(t("today-nobody")).color(palette.faint)).wrap());
        ui.add(egui::Label::new(type_scale::caption(answered.instrument.credit.as_str()).color(palette.faint)).wrap());
    });
}

/// One item with its answers; after the last one, the question that does not score.
fn item(ui: &mut Ui, view: &CheckInsView, answered: &Answered<'_>, at: usize, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let instrument = answered.instrument;
    let (words, answers, number) = match (instrument.item.get(at), &instrument.difficulty) {
        (Some(item), _) => (item.text.as_str(), &instrument.answers, at + 1),
        (None, Some(last)) => (last.question.as_str(), &last.answers, 0),
        (None, None) => return end(ui, answered, view, actions),
    };
    ui.add(egui::Label::new(type_scale::title(words).color(palette.text)).wrap());
    ui.add_space(space::M);
    let stands = if number == 0 {
        answered.record.facts.get("difficulty").and_then(Fact::number).and_then(|answer| u32::try_from(answer).ok())
    } else {
        answered.answers.get(at).copied().flatten()
    };
    let chosen = view.answers.get(&number).copied().or(stands);
    let mut given = key_pressed(ui, answers.len());
    for (answer, words) in (0_u32..).zip(answers) {
        let key = t_with("check-in-answer", &[("key", (answer + 1).into()), ("words", words.as_str().into())]);
        let button = if chosen == Some(answer) { Button::primary(key) } else { Button::outline(key) };
        if button.wide().show(ui).clicked() {
            given = Some(answer);
        }
    }
    let wish = |action| Action::Months(MonthsAction::CheckIn(action));
    if let Some(answer) = given {
        actions.push(wish(CheckInAction::Answer { item: number, answer }));
    }
    ui.add_space(space::M);
    let last = instrument.item.len() + usize::from(instrument.difficulty.is_some()) - 1;
    ui.horizontal(|ui| {
        let back = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowLeft));
        let on = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowRight));
        if at > 0 && (Button::quiet(t("check-in-back")).show(ui).clicked() || back) {
            actions.push(wish(CheckInAction::Turn { back: true }));
        }
        if at < last && (Button::quiet(t("check-in-skip")).show(ui).clicked() || on) {
            actions.push(wish(CheckInAction::Turn { back: false }));
        }
    });
    if at == last {
        end(ui, answered, view, actions);
    }
}

/// The number keys 1, 2, 3 … choose an answer.
fn key_pressed(ui: &mut Ui, answers: usize) -> Option<u32> {
    let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
    let keys = keys.into_iter().take(answers);
    (0..).zip(keys).find(|(_, key)| ui.input_mut(|input| input.consume_key(Modifiers::NONE, *key))).map(|(at, _)| at)
}

/// Finishing, and what is still open.
fn end(ui: &mut Ui, answered: &Answered<'_>, view: &CheckInsView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let open =
        (1..).zip(&answered.answers).filter(|(item, answer)| answer.is_none() && !view.answers.contains_key(item));
    let open = open.count();
    if open > 0 {
        ui.label(type_scale::ui(t_with("check-in-open", &[("n", open.into())])).color(palette.muted));
    }
    ui.add_space(space::S);
    if Button::primary(t("check-in-finish")).show(ui).clicked() {
        actions.push(Action::Months(MonthsAction::CheckIn(CheckInAction::Finish)));
    }
}

/// The calm page after an answer that asks for it; it blocks nothing, sends nothing and forgets nothing.
fn honest(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let frame = egui::Frame::new().fill(palette.canvas).inner_margin(egui::Margin::symmetric(24, 16));
    // Always in sight, however long the list of lines is.
    Panel::bottom("honest").resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::top_down(egui::Align::Center), |ui| {
            if Button::outline(t("honest-plan")).icon(Icon::LifeBuoy).show(ui).clicked() {
                actions.push(Action::Months(MonthsAction::OwnPlan));
            }
            if Button::quiet(t("honest-go-on")).show(ui).clicked() {
                actions.push(Action::Months(MonthsAction::CheckIn(CheckInAction::SafetySeen)));
            }
        });
    });
    form_page_at(ui, space::MEASURE, space::XXL, |ui| {
        ui.add(egui::Label::new(type_scale::display(t("honest-title")).color(palette.text)).wrap());
        ui.add(egui::Label::new(type_scale::prose(t("honest-now")).color(palette.text)).wrap());
        ui.add_space(space::M);
        safety::own_contacts(ui, state);
        safety::lines(ui, state, actions);
        ui.add_space(space::M);
        ui.add(egui::Label::new(type_scale::ui(t("honest-sharing")).color(palette.muted)).wrap());
    });
}

/// Stopping in the middle: looking around, and no question.
fn grounding(ui: &mut Ui, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.add(egui::Label::new(type_scale::display(t("ground-title")).color(palette.text)).wrap());
    for line in ["ground-feet", "ground-see", "ground-hear", "ground-breath", "ground-over"] {
        ui.add(egui::Label::new(type_scale::prose(t(line)).color(palette.text)).wrap());
        ui.add_space(space::XS);
    }
    ui.add_space(space::M);
    let wish = |action| Action::Months(MonthsAction::CheckIn(action));
    ui.horizontal(|ui| {
        if Button::primary(t("ground-leave")).show(ui).clicked() {
            actions.push(wish(CheckInAction::Leave));
        }
        if Button::quiet(t("ground-go-on")).show(ui).clicked() {
            actions.push(wish(CheckInAction::Ground(false)));
        }
    });
}

/// The short check-in: four scales, side effects, a note; everything may stay open.
fn quick(ui: &mut Ui, view: &mut MonthsView, record: &RecordView, actions: &mut Vec<Action>) {
    view.form.turn_to(record.document, Kind::CheckIn);
    page(
        ui,
        &t("check-ins-quick"),
        &t("check-ins-quick-time"),
        |_| {},
        |ui| {
            ui.set_max_width(space::MEASURE);
            let palette = theme::palette(ui);
            for scale in QUICK_SCALES {
                ui.label(type_scale::ui(t(&format!("quick-{scale}"))).color(palette.muted));
                let chosen = record.facts.get(scale).and_then(Fact::number).unwrap_or(-1);
                let choices = [0, 1, 2, 3, 4].map(|value| (value, t(&format!("quick-{scale}-{value}"))));
                if let Some(value) = segmented(ui, chosen, &choices) {
                    let set = [(scale.to_owned(), (value != chosen).then_some(Fact::Number(value)))].into();
                    let document = record.document;
                    actions.push(Action::Care(CareAction::Set { document, kind: Kind::CheckIn, set }));
                }
                ui.add_space(space::XS);
            }
            ui.add_space(space::S);
            ui.label(type_scale::strong(t("session-side-effects")).color(palette.text));
            session::side_effects(ui, record, Kind::CheckIn, actions);
            ui.add_space(space::S);
            let words = view.form.words("note", &record.facts);
            if Field::new(t("quick-note")).rows(3).chars_max(1000).show(ui, words).changed() {
                actions.push(Action::Months(MonthsAction::Typed("note".to_owned())));
            }
            ui.add_space(space::M);
            if Button::primary(t("check-in-finish")).show(ui).clicked() {
                actions.push(Action::Months(MonthsAction::CheckIn(CheckInAction::Finish)));
            }
        },
    );
}
