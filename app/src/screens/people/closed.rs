//! People with whom sharing was ended: by whom, when, and what each of their devices answered.

use egui::{Label, Ui};
use understory_sync::clock::UnixMillis;
use understory_sync::engine::view::{EndedDevice, EndedState, EndedView, PersonView};

use crate::i18n::{t, t_with};
use crate::state::State;
use crate::theme::{self, space, type_scale};
use crate::widgets::{Tone, card, status_line};

use super::columns;

/// Draws the section, if there is anybody.
pub fn ui(ui: &mut Ui, state: &State) {
    let mut closed =
        state.people.contacts.iter().filter_map(|person| Some((person, person.ended.as_ref()?))).peekable();
    if closed.peek().is_none() {
        return;
    }
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let palette = theme::palette(ui);
        ui.label(type_scale::strong(t("closed-title")).color(palette.muted));
        for (person, ended) in closed {
            columns::line(ui);
            one(ui, state, person, ended);
        }
    });
}

fn one(ui: &mut Ui, state: &State, person: &PersonView, ended: &EndedView) {
    let palette = theme::palette(ui);
    let quiet = |ui: &mut Ui, words: String| {
        ui.add(Label::new(type_scale::caption(words).color(palette.faint)).wrap());
    };
    ui.label(type_scale::ui(person.name.as_str()).color(palette.muted));
    quiet(ui, ended_words(person, ended, state));
    if ended.left > 0 {
        status_line(ui, Tone::Waiting, &t_with("closed-left", &[("n", count(ended.left))]));
    } else if ended.withdrawn > 0 {
        quiet(ui, t_with("closed-withdrawn", &[("n", count(ended.withdrawn))]));
    }
    if let Some(until_ms) = ended.kept_until_ms {
        let args = [("n", count(ended.kept)), ("until", day(until_ms, state).into())];
        quiet(ui, t_with("closed-kept-here", &args));
    }
    for device in &ended.devices {
        let (tone, words) = answer(device, state);
        status_line(ui, tone, &words);
    }
    let called = if ended.settled { "closed-settled" } else { "closed-still-called" };
    quiet(ui, t(called));
}

/// Says who ended it, and when.
pub fn ended_words(person: &PersonView, ended: &EndedView, state: &State) -> String {
    let when = ("when", day(ended.at_ms, state).into());
    match ended.by_me {
        true => t_with("closed-by-you", &[when]),
        false => t_with("closed-by-them", &[("name", person.name.as_str().into()), when]),
    }
}

fn answer(device: &EndedDevice, state: &State) -> (Tone, String) {
    let name = ("device", device.name.as_str().into());
    match device.state {
        EndedState::NotHeard => (Tone::Waiting, t_with("closed-not-heard", &[name])),
        EndedState::Heard { at_ms } => (Tone::Ok, t_with("closed-heard", &[name, ("when", day(at_ms, state).into())])),
        EndedState::Removed { at_ms } => {
            (Tone::Ok, t_with("shared-removed", &[name, ("when", super::said::moment(at_ms, state).into())]))
        }
        EndedState::KeptUntil { until_ms } => {
            (Tone::Quiet, t_with("shared-kept", &[name, ("until", day(until_ms, state).into())]))
        }
    }
}

fn day(at_ms: UnixMillis, state: &State) -> String {
    crate::when::full(at_ms, &state.zone)
}

fn count(number: usize) -> fluent_bundle::FluentValue<'static> {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}
