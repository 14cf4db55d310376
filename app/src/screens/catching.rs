//! Words typed while the vault is locked: a page over the unlock screen, and the question at unlock whether to keep them.
//!
//! Invariant: nothing of the vault is shown while it is locked, not even that there is a session today.

use egui::{
    Align, CentralPanel, Frame, Id, Key, Layout, Margin, Modifiers, Panel, ScrollArea, TextEdit, Ui, UiBuilder,
};
use understory_sync::engine::view::VaultNotice;
use understory_sync::limits::CAPTURE_BYTES_MAX;

use crate::action::{Action, CatchAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::State;
use crate::state::catching::CatchView;
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{BigButton, Button, Tone, dialog, field, notice};

/// Widest column of what is written, in points before the page is enlarged.
const COLUMN: f32 = 480.0;

/// Draws the page.
pub fn ui(ui: &mut Ui, state: &State, view: &mut CatchView, actions: &mut Vec<Action>) {
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        actions.push(Action::Catch(CatchAction::Leave));
    }
    let palette = theme::palette(ui);
    let frame = Frame::new().fill(palette.canvas).inner_margin(Margin { left: 24, right: 24, top: 16, bottom: 20 });
    let panel = |panel: Panel| panel.resizable(false).show_separator_line(false).frame(frame);
    panel(Panel::top("catch-head")).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(type_scale::ui(t("catch-locked")).color(palette.faint));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if BigButton::quiet(t("hours-help")).icon(Icon::LifeBuoy).show(ui).clicked() {
                    actions.push(Action::Catch(CatchAction::Leave));
                    actions.push(Action::SafetyOverLock(true));
                }
            });
        });
    });
    panel(Panel::bottom("catch-foot")).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            standing(ui, state, view);
            ui.label(type_scale::ui(t("catch-then")).color(palette.faint));
        });
    });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        let side = ((ui.available_width() - COLUMN) / 2.0).max(0.0);
        let column = ui.available_rect_before_wrap().shrink2(egui::vec2(side, 0.0));
        ui.scope_builder(UiBuilder::new().max_rect(column), |ui| {
            ui.label(type_scale::title(t("hours-question")).color(palette.muted));
            ui.add_space(space::M);
            panel(Panel::bottom("catch-done")).show(ui, |ui| {
                if BigButton::quiet(t("hours-done")).icon(Icon::Check).show(ui).clicked() {
                    actions.push(Action::Catch(CatchAction::Leave));
                }
            });
            text(ui, view, actions);
        });
    });
}

fn text(ui: &mut Ui, view: &mut CatchView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let id = Id::unique("catch");
    let font = egui::FontId::new(type_scale::PROSE, type_scale::prose_family());
    ScrollArea::vertical().id_salt("catch-text").auto_shrink([false, false]).show(ui, |ui| {
        // Four bytes a character at most, so that what is typed always fits.
        let edit = TextEdit::multiline(&mut *view.text)
            .id(id)
            .frame(Frame::NONE)
            .font(font.clone())
            .char_limit(CAPTURE_BYTES_MAX / 4)
            .desired_rows(6)
            .desired_width(f32::INFINITY)
            .hint_text(egui::RichText::new(t("hours-hint")).font(font).color(palette.faint));
        let response = edit.show(ui).response.response.accessible_name(t("hours-text"));
        field::forget_undo(ui, id);
        if !std::mem::replace(&mut view.focused, true) {
            response.request_focus();
        }
        if response.changed() {
            actions.push(Action::Catch(CatchAction::Typed));
        }
    });
}

/// Says whether the words are on disk.
fn standing(ui: &mut Ui, state: &State, view: &CatchView) {
    let palette = theme::palette(ui);
    if let Some(Err(failure)) = view.outcome {
        let sentences = match failure {
            understory_sync::engine::Failure::NotFound => (t("catch-not-yet"), t("catch-not-yet-then")),
            failure => {
                let sentences = sentences(failure);
                (sentences.what, sentences.then)
            }
        };
        notice(ui, Tone::Failed, &sentences.0, &sentences.1);
    } else if view.unsaved() {
        ui.label(type_scale::ui(t("catch-sealing")).color(palette.faint));
    } else if let Some(line) = sealed_line(state, view) {
        ui.label(type_scale::ui(line).color(palette.faint));
    }
}

/// Returns "Sealed 21:14", once something was.
pub fn sealed_line(state: &State, view: &CatchView) -> Option<String> {
    let at_ms = view.outcome?.ok()?;
    Some(t_with("catch-sealed", &[("time", when::time(at_ms, &state.zone).into())]))
}

/// Says what was noticed about such words at unlock; not in the first hours.
pub fn noticed(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let lines = |notice: &VaultNotice| match notice {
        VaultNotice::CaptureChanged => Some((t("caught-changed"), t("caught-changed-then"))),
        VaultNotice::CaughtForeign { files } => {
            Some((t_with("caught-foreign", &[("n", (*files).into())]), t("caught-foreign-then")))
        }
        VaultNotice::Damaged { .. } | VaultNotice::Rebuilt => None,
    };
    let lines: Vec<_> = state.vault_notices.iter().filter_map(lines).collect();
    if lines.is_empty() || state.is_calm() {
        return;
    }
    let (done, left) = dialog(ui, "caught-notice", &t("caught-notice-title"), space::DIALOG_WIDTH, |ui| {
        for (what, then) in &lines {
            notice(ui, Tone::Waiting, what, then);
        }
        ui.add_space(space::M);
        let done = Button::primary(t("caught-understood")).show(ui);
        if ui.memory(|memory| memory.focused().is_none()) {
            done.request_focus();
        }
        done.clicked()
    });
    if done || left {
        actions.push(Action::Catch(CatchAction::Understood));
    }
}

/// Asks at unlock about one text after the other; not in the first hours, when nothing is to be decided.
pub fn question(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(caught) = state.caught.first().filter(|_| !state.caught_later && !state.is_calm()) else { return };
    let title = t_with("caught-title", &[("when", when::day(caught.at_ms, state.now_ms, &state.zone).into())]);
    let ((), left) = dialog(ui, "caught", &title, space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        if state.caught.len() > 1 {
            let of = t_with("caught-of", &[("n", state.caught.len().into())]);
            ui.label(type_scale::caption(of).color(palette.faint));
        }
        ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(type_scale::prose(caught.text.as_str()).color(palette.text));
        });
        ui.add_space(space::M);
        ui.label(type_scale::caption(t("caught-hint")).color(palette.faint));
        ui.add_space(space::S);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let settle = |keep| Action::Catch(CatchAction::Settle { id: caught.id.clone(), keep });
            let keep = Button::primary(t("caught-keep")).show(ui);
            if ui.memory(|memory| memory.focused().is_none()) {
                keep.request_focus();
            }
            if keep.clicked() {
                actions.push(settle(true));
            }
            if Button::outline(t("caught-trash")).show(ui).clicked() {
                actions.push(settle(false));
            }
            if Button::quiet(t("caught-later")).show(ui).clicked() {
                actions.push(Action::Catch(CatchAction::Later));
            }
        });
    });
    if left {
        actions.push(Action::Catch(CatchAction::Later));
    }
}
