//! Ending: a plain page that says what happens, before anything does.
//!
//! Invariant: nothing is asked of the engine before the button that names it was clicked.

use egui::{Label, Ui};
use understory_sync::engine::Command;
use understory_sync::engine::view::Role;
use understory_sync::ids::SpaceId;

use crate::action::{Action, PeopleAction};
use crate::i18n::{t, t_with};
use crate::state::{Room, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Tone, card, notice, page};

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, space: SpaceId, actions: &mut Vec<Action>) {
    let Some(person) = state.people.contact(&space).filter(|person| person.ended.is_none()) else {
        // It was ended meanwhile, here or there; the people page says by whom.
        actions.push(Action::Go(Room::People));
        return;
    };
    let name = [("name", person.name.as_str().into())];
    page(
        ui,
        &t_with("ending-title", &name),
        "",
        |_| {},
        |ui| {
            ui.set_max_width(space::MEASURE);
            card(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                for words in lines(state, person.role) {
                    line(ui, &t_with(words, &name));
                }
            });
            ui.add_space(space::M);
            notice(ui, Tone::Quiet, &t("ending-read"), &t("ending-away"));
            ui.add_space(space::M);
            ui.horizontal_wrapped(|ui| {
                if Button::outline(t("ending-keep")).show(ui).clicked() {
                    actions.push(Action::Go(Room::People));
                }
                if Button::danger(t("ending-do")).icon(Icon::Unlink).show(ui).clicked() {
                    actions.push(Action::People(PeopleAction::Ask(Command::EndSharing(space))));
                    actions.push(Action::Go(Room::People));
                }
            });
        },
    );
}

/// What happens, for somebody who shares and for somebody who reads.
fn lines(state: &State, they_are: Role) -> Vec<&'static str> {
    let keeps = state.profile.as_ref().is_some_and(|profile| profile.retention_days.is_some());
    match they_are {
        Role::Therapist => vec!["ending-both-ways", "ending-withdrawn", "ending-yours-stays", "ending-again"],
        Role::Client if keeps => {
            vec!["ending-both-ways", "ending-theirs-kept", "ending-notes", "ending-they-keep", "ending-again"]
        }
        Role::Client => vec!["ending-both-ways", "ending-theirs", "ending-notes", "ending-they-keep", "ending-again"],
    }
}

fn line(ui: &mut Ui, words: &str) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        Icon::ChevronRight.show(ui, 16.0, palette.faint);
        ui.add(Label::new(type_scale::ui(words).color(palette.text)).wrap());
    });
}
