//! Questions to write from, by phase, and one's own: each goes into the open entry as a quiet heading.

use egui::{ScrollArea, Ui};
use understory_sync::kind::Kind;

use crate::action::{Action, MonthsAction};
use crate::care::prompts::{self, Phase};
use crate::i18n::t;
use crate::state::State;
use crate::state::months::MonthsView;
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, dialog, follow_keyboard, segmented};

/// Longest question of one's own, in characters.
const OWN_CHARS_MAX: usize = 300;

/// Draws the list, if it was asked for.
pub fn ui(ui: &mut Ui, state: &State, view: &mut MonthsView, actions: &mut Vec<Action>) {
    let Some(phase) = view.questions else { return };
    let (done, left) = dialog(ui, "questions", &t("questions-title"), space::MEASURE, |ui| {
        let phases = Phase::ALL.map(|phase| (phase, t(phase.sentence())));
        if let Some(chosen) = segmented(ui, phase, &phases) {
            view.questions = Some(chosen);
        }
        ui.add_space(space::S);
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            ui.set_width(ui.available_width());
            for prompt in prompts::of(phase) {
                question(ui, &prompt.text, actions);
            }
            for own in own(state) {
                question(ui, &own, actions);
            }
            follow_keyboard(ui);
        });
        ui.add_space(space::S);
        let field = Field::new(t("questions-own")).chars_max(OWN_CHARS_MAX);
        let response = field.show(ui, &mut view.own_question);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let filled = !view.own_question.trim().is_empty();
        if filled && (Button::quiet(t("questions-keep")).small().show(ui).clicked() || entered) {
            actions.push(Action::Months(MonthsAction::KeepQuestion));
        }
        Button::outline(t("questions-done")).show(ui).clicked()
    });
    if done || left {
        actions.push(Action::Months(MonthsAction::Questions(false)));
    }
}

fn question(ui: &mut Ui, words: &str, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        let insert = crate::i18n::t_with("questions-insert", &[("words", words.into())]);
        if Button::quiet(t("questions-insert-short")).icon(Icon::Plus).small().named(insert).show(ui).clicked() {
            actions.push(Action::Months(MonthsAction::Insert(words.to_owned())));
        }
        ui.add(egui::Label::new(type_scale::prose(words).color(palette.text)).wrap());
    });
}

/// Questions of one's own.
fn own(state: &State) -> Vec<String> {
    let choices = state.care.of(Kind::Choices).flat_map(|record| record.facts.iter());
    let own = choices.filter(|(name, _)| name.starts_with("template."));
    own.filter_map(|(_, fact)| fact.text().map(str::to_owned)).collect()
}
