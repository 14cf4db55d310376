//! The journal: the list at the left, the open entry beside it.

use egui::{CentralPanel, Frame, Ui};

use crate::action::{Action, JournalAction};
use crate::i18n::t;
use crate::state::{JournalView, State};
use crate::theme;
use crate::widgets::{Button, empty};

use super::{journal_list, journal_page, journal_reading, journal_trash, journal_versions};

/// Draws the room.
pub fn ui(ui: &mut Ui, state: &State, view: &mut JournalView, actions: &mut Vec<Action>) {
    journal_list::ui(ui, state, view, actions);
    let palette = theme::palette(ui);
    CentralPanel::no_frame().frame(Frame::new().fill(palette.canvas)).show(ui, |ui| {
        match (&mut view.editor, &mut view.reading) {
            (_, Some(reading)) => journal_reading::ui(ui, state, reading, actions),
            (Some(editor), None) => journal_page::ui(ui, state, editor, actions),
            (None, None) if state.journal.kept == 0 => {
                let button = Button::primary(t("journal-first-button"));
                if empty(ui, &t("journal-first"), Some(button)) {
                    actions.push(Action::Journal(JournalAction::New));
                }
            }
            (None, None) => {
                empty(ui, &t("journal-none-open"), None);
            }
        }
    });
    journal_trash::dialog(ui, view.ending.as_deref(), actions);
    journal_versions::dialog(ui, state, view.versions.as_ref(), actions);
}
