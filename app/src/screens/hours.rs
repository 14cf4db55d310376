//! The first hours after a session: one question, one large button, nothing to decide.
//!
//! Invariant: no scores, no plan, no sharing, nothing that moves; the page is drawn in the dim theme and enlarged.

use egui::{Align, CentralPanel, Frame, Id, Layout, Margin, Panel, ScrollArea, Ui, UiBuilder};
use understory_sync::document::Field;
use understory_sync::limits::ENTRY_BYTES_MAX;

use crate::action::{Action, HoursAction};
use crate::care::hours::{number, session_today};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::hours::HoursView;
use crate::state::{Editor, Room, State, Views};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::prose_edit::{ProseOptions, prose_edit};
use crate::widgets::{BigButton, Tone, notice};

use super::journal_page;

/// Widest column of what is written here, in points before the page is enlarged.
const COLUMN: f32 = 480.0;

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let margin = Margin { left: 24, right: 24, top: 16, bottom: 20 };
    let frame = Frame::new().fill(palette.canvas).inner_margin(margin);
    Panel::top("hours-head")
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| head(ui, state, actions));
    Panel::bottom("hours-foot").resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| foot(ui, state));
    CentralPanel::no_frame().frame(frame).show(ui, |ui| match (views.hours, &mut views.journal.editor) {
        (HoursView::Writing, Some(editor)) => writing(ui, state, editor, actions),
        (HoursView::Nothing, _) => nothing(ui, actions),
        _ => question(ui, actions),
    });
}

fn head(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        let session = session_today(&state.care, state.now_ms, &state.zone);
        let line = match session {
            Some(session) => t_with("hours-session", &[("n", number(&state.care, session).into())]),
            None => t("hours-now"),
        };
        ui.label(type_scale::ui(line).color(palette.faint));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if BigButton::quiet(t("hours-help")).icon(Icon::LifeBuoy).show(ui).clicked() {
                actions.push(Action::Go(Room::Safety));
            }
            if BigButton::quiet(t("hours-leave")).show(ui).clicked() {
                actions.push(Action::Hours(HoursAction::Leave));
            }
        });
    });
}

fn foot(ui: &mut Ui, state: &State) {
    let palette = theme::palette(ui);
    ui.vertical_centered(|ui| {
        if let Some(failure) = state.words_waiting {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        }
        let saved = if state.sharing_waits() { t("hours-saved-and-waits") } else { t("hours-saved") };
        ui.label(type_scale::ui(saved).color(palette.faint));
        if session_today(&state.care, state.now_ms, &state.zone).is_some() {
            ui.label(type_scale::ui(t("hours-no-driving")).color(palette.faint));
        }
    });
}

fn question(ui: &mut Ui, actions: &mut Vec<Action>) {
    centred(ui, |ui| {
        let palette = theme::palette(ui);
        ui.label(type_scale::title(t("hours-question")).color(palette.text));
        ui.add_space(space::XL);
        let write = BigButton::primary(t("hours-type")).icon(Icon::Pencil).tall().show(ui);
        if ui.memory(|memory| memory.focused().is_none()) {
            write.request_focus();
        }
        if write.clicked() {
            actions.push(Action::Hours(HoursAction::Write));
        }
        ui.add_space(space::L);
        if BigButton::quiet(t("hours-nothing")).show(ui).clicked() {
            actions.push(Action::Hours(HoursAction::Nothing));
        }
    });
}

fn nothing(ui: &mut Ui, actions: &mut Vec<Action>) {
    centred(ui, |ui| {
        let palette = theme::palette(ui);
        ui.label(type_scale::title(t("hours-nothing-title")).color(palette.text));
        ui.label(type_scale::prose(t("hours-nothing-then")).color(palette.muted));
        ui.add_space(space::XL);
        if BigButton::quiet(t("hours-after-all")).show(ui).clicked() {
            actions.push(Action::Hours(HoursAction::Write));
        }
    });
}

fn writing(ui: &mut Ui, state: &State, editor: &mut Editor, actions: &mut Vec<Action>) {
    let side = ((ui.available_width() - COLUMN) / 2.0).max(0.0);
    let column = ui.available_rect_before_wrap().shrink2(egui::vec2(side, 0.0));
    ui.scope_builder(UiBuilder::new().max_rect(column), |ui| {
        let palette = theme::palette(ui);
        ui.label(type_scale::title(t("hours-question")).color(palette.muted));
        ui.add_space(space::M);
        Panel::bottom("hours-done").resizable(false).show_separator_line(false).frame(Frame::new()).show(ui, |ui| {
            ui.horizontal(|ui| {
                if BigButton::quiet(t("hours-done")).icon(Icon::Check).show(ui).clicked() {
                    actions.push(Action::Hours(HoursAction::Question));
                }
                ui.label(type_scale::ui(journal_page::saved_line(state, editor)).color(palette.faint));
            });
        });
        ScrollArea::vertical().id_salt("hours-text").auto_shrink([false, false]).show(ui, |ui| {
            let body = ProseOptions {
                id: Id::unique(("hours", editor.summary.document)),
                label: t("hours-text"),
                hint: t("hours-hint"),
                title: false,
                bytes_max: ENTRY_BYTES_MAX,
                chars_max: usize::MAX,
                rows: 6,
            };
            if std::mem::take(&mut editor.take_focus) {
                ui.memory_mut(|memory| memory.request_focus(body.id));
            }
            let output = prose_edit(ui, &mut editor.body, &body, state.mono);
            journal_page::report(output, Field::Body, editor, actions);
        });
    });
}

/// Draws `content` in the middle of the page.
fn centred(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.add_space((ui.available_height() * 0.24).min(160.0));
    ui.vertical_centered(content);
}
