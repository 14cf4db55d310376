//! The trash: what lies in it and until when, and the question before something goes for good.
//!
//! Invariant: an entry of which something is with somebody is never asked about: withdrawing needs it.

use egui::Ui;
use understory_sync::engine::view::EntrySummary;
use understory_sync::ids::DocumentId;
use understory_sync::limits::TRASH_DAYS;

use crate::action::{Action, JournalAction};
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, dialog as window};

const DAY_MS: u64 = 24 * 3600 * 1000;

/// Says how long an entry stays in the trash; none for one that is not there.
pub fn until(entry: &EntrySummary, state: &State) -> Option<String> {
    let trashed_ms = entry.trashed_ms?;
    if entry.shared {
        return Some(t("trash-shared"));
    }
    let last_ms = trashed_ms.saturating_add(TRASH_DAYS * DAY_MS);
    Some(t_with("trash-until", &[("date", when::full(last_ms, &state.zone).into())]))
}

/// Draws above the list what the trash is.
pub fn note(ui: &mut Ui, state: &State) {
    let palette = theme::palette(ui);
    let words = if state.journal.trashed == 0 { t("trash-is-empty") } else { t("trash-note") };
    ui.add(egui::Label::new(type_scale::caption(words).color(palette.muted)).wrap());
    ui.add_space(space::S);
}

/// Draws below the list the button that empties it.
pub fn foot(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let in_trash = state.journal.entries().filter(|entry| entry.trashed_ms.is_some() && !entry.shared);
    let documents: Vec<DocumentId> = in_trash.map(|entry| entry.document).collect();
    if !documents.is_empty() && Button::quiet(t("trash-empty")).icon(Icon::Trash).small().show(ui).clicked() {
        actions.push(Action::Journal(JournalAction::AskToEnd(documents)));
    }
}

/// Asks before anything goes.
pub fn dialog(ui: &Ui, ending: Option<&[DocumentId]>, actions: &mut Vec<Action>) {
    let Some(documents) = ending else { return };
    let title = t_with("trash-title", &[("n", documents.len().into())]);
    let ((), left) = window(ui, "emptying", &title, space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        for words in [t("trash-then"), t("trash-then-backups")] {
            ui.add(egui::Label::new(type_scale::ui(words).color(palette.muted)).wrap());
        }
        ui.add_space(space::L);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let keep = Button::primary(t("trash-keep")).show(ui);
            if ui.memory(|memory| memory.focused().is_none()) {
                keep.request_focus();
            }
            if keep.clicked() {
                actions.push(Action::Journal(JournalAction::End(false)));
            }
            if Button::danger(t("trash-remove")).show(ui).clicked() {
                actions.push(Action::Journal(JournalAction::End(true)));
            }
        });
    });
    if left {
        actions.push(Action::Journal(JournalAction::End(false)));
    }
}
