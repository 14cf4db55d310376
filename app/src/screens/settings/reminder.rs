//! "A moment for you": whether, when and on which days this computer may remind somebody of nothing in particular.

use egui::Ui;
use understory_sync::document::Fact;
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, SettingsAction};
use crate::care::reminder::{self, EVERY_DAY, Reminder, USUAL_MINUTE};
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::months::ReminderForm;
use crate::theme::{self, space, type_scale};
use crate::widgets::{Button, Field, Tone, card, entered, notice, segmented, tick};

/// Draws the card.
pub fn ui(ui: &mut Ui, state: &State, form: &mut ReminderForm, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let kept = Reminder::of(state.care.of(Kind::Choices));
    card(ui, |ui| {
        ui.label(type_scale::strong(t("reminder-line")).color(palette.text));
        ui.add(egui::Label::new(type_scale::ui(t("reminder-hint")).color(palette.muted)).wrap());
        ui.add_space(space::XS);
        let choices = [(false, t("settings-off")), (true, t("settings-on"))];
        if let Some(wanted) = segmented(ui, kept.is_some(), &choices) {
            *form = ReminderForm::default();
            set(actions, reminder::MINUTE, wanted.then_some(i64::from(USUAL_MINUTE)));
        }
        if let Some(kept) = kept {
            ui.add_space(space::S);
            time(ui, kept, form, actions);
            days(ui, kept, actions);
            try_it(ui, form, actions);
        }
    });
    ui.add_space(space::S);
}

fn set(actions: &mut Vec<Action>, name: &str, number: Option<i64>) {
    let set = [(name.to_owned(), number.map(Fact::Number))].into();
    actions.push(Action::Care(CareAction::SetOnly { kind: Kind::Choices, set }));
}

fn time(ui: &mut Ui, kept: Reminder, form: &mut ReminderForm, actions: &mut Vec<Action>) {
    let shown = format!("{}:{:02}", kept.minute / 60, kept.minute % 60);
    let mut typed = form.typed.clone().unwrap_or_else(|| shown.clone());
    let error = form.wrong.then(|| t("reminder-time-wrong"));
    let response = Field::new(t("reminder-time")).error(error).chars_max(8).show(ui, &mut typed);
    if response.changed() {
        (form.typed, form.wrong) = (Some(typed.clone()), false);
    }
    if (entered(ui, &response) || response.lost_focus()) && typed != shown {
        match reminder::minute_of(&typed) {
            Some(minute) => {
                form.typed = None;
                set(actions, reminder::MINUTE, Some(i64::from(minute)));
            }
            None => form.wrong = true,
        }
    }
    ui.add_space(space::XS);
}

fn days(ui: &mut Ui, kept: Reminder, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::caption(t("reminder-days")).color(palette.faint));
    for weekday in 0..7u8 {
        let words = t(&format!("weekday-{}", weekday + 1));
        if tick(ui, kept.is_on(weekday), &words).clicked() {
            let days = (kept.days ^ (1 << weekday)) & EVERY_DAY;
            // Without a day left there would be none: that is what "off" is for.
            if days != 0 {
                set(actions, reminder::DAYS, Some(i64::from(days)));
            }
        }
    }
}

fn try_it(ui: &mut Ui, form: &mut ReminderForm, actions: &mut Vec<Action>) {
    if Button::quiet(t("reminder-try")).show(ui).clicked() {
        form.shown = None;
        actions.push(Action::Settings(SettingsAction::ShowReminder));
    }
    match form.shown {
        Some(true) => {
            let words = t_with("reminder-shown", &[("line", t("reminder-line").into())]);
            ui.label(type_scale::caption(words).color(theme::palette(ui).muted));
        }
        Some(false) => notice(ui, Tone::Waiting, &t("reminder-not-shown"), &t("reminder-not-shown-then")),
        None => {}
    }
}
