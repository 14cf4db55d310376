//! The versions of an entry: a list by time, one of them beside how the entry is now, and the way back.
//!
//! Invariant: what went and what came is told by more than colour, and by words to whoever does not see it.

use egui::text::LayoutJob;
use egui::{Align, Layout, ScrollArea, TextFormat, Ui, vec2};
use understory_sync::document::{Change, Version};
use understory_sync::engine::view::VersionView;

use crate::action::{Action, JournalAction};
use crate::i18n::{t, t_with};
use crate::state::{State, VersionsForm};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::{Button, dialog as window, follow_keyboard};

const WIDTH: f32 = 820.0;
const LIST_WIDTH: f32 = 220.0;
const HEIGHT: f32 = 420.0;

/// Draws the versions, while they are asked for.
pub fn dialog(ui: &Ui, state: &State, form: Option<&VersionsForm>, actions: &mut Vec<Action>) {
    let Some(form) = form else { return };
    let wish = Action::Journal;
    let ((), left) = window(ui, "versions", &t("versions-title"), WIDTH, |ui| {
        let palette = theme::palette(ui);
        let hint = if form.versions.len() == 1 { t("versions-one") } else { t("versions-hint") };
        ui.add(egui::Label::new(type_scale::ui(hint).color(palette.muted)).wrap());
        ui.add_space(space::S);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL;
            ui.allocate_ui_with_layout(vec2(LIST_WIDTH, HEIGHT), Layout::top_down(Align::Min), |ui| {
                ScrollArea::vertical().id_salt("versions").max_height(HEIGHT).show(ui, |ui| {
                    list(ui, state, form, actions);
                    follow_keyboard(ui);
                });
            });
            ui.allocate_ui_with_layout(
                vec2(WIDTH - LIST_WIDTH - space::XL, HEIGHT),
                Layout::top_down(Align::Min),
                |ui| {
                    if let Some(shown) = &form.shown {
                        version(ui, shown);
                    }
                },
            );
        });
        ui.add_space(space::S);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if Button::primary(t("versions-close")).show(ui).clicked() {
                actions.push(wish(JournalAction::Versions(false)));
            }
            let is_older = form
                .shown
                .as_ref()
                .is_some_and(|shown| form.versions.first().is_some_and(|newest| newest.heads != shown.heads));
            if is_older && Button::outline(t("versions-bring-back")).icon(Icon::Undo).show(ui).clicked() {
                actions.push(wish(JournalAction::BringBack));
            }
        });
    });
    if left {
        actions.push(wish(JournalAction::Versions(false)));
    }
}

fn list(ui: &mut Ui, state: &State, form: &VersionsForm, actions: &mut Vec<Action>) {
    for (at, version) in form.versions.iter().enumerate() {
        let label = label(version, at, state);
        let is_shown = form.shown.as_ref().is_some_and(|shown| shown.heads == version.heads);
        let button = if is_shown { Button::outline(label) } else { Button::quiet(label) };
        if button.small().wide().show(ui).clicked() {
            actions.push(Action::Journal(JournalAction::Version(version.heads.clone())));
        }
    }
}

/// "Now", "Today 9:12 · 210 characters", or that nobody noted when.
fn label(version: &Version, at: usize, state: &State) -> String {
    let when = match version.at_ms {
        _ if at == 0 => t("versions-now"),
        Some(at_ms) => when::day(at_ms, state.now_ms, &state.zone),
        None => t("versions-earlier"),
    };
    t_with("versions-line", &[("when", when.into()), ("n", version.chars.into())])
}

fn version(ui: &mut Ui, shown: &VersionView) {
    let palette = theme::palette(ui);
    ScrollArea::vertical().id_salt("version").max_height(HEIGHT).auto_shrink([false, false]).show(ui, |ui| {
        if !shown.title.trim().is_empty() {
            ui.add(egui::Label::new(type_scale::title(shown.title.as_str()).color(palette.text)).wrap());
        }
        let font = egui::FontId::new(type_scale::UI + 1.0, type_scale::prose_family());
        let same = TextFormat { font_id: font, color: palette.text, ..Default::default() };
        let line = egui::Stroke::new(1.0, palette.accent);
        let gone = TextFormat { background: palette.selection, underline: line, ..same.clone() };
        let through = egui::Stroke::new(1.0, palette.faint);
        let new = TextFormat { color: palette.faint, strikethrough: through, ..same.clone() };
        let mut job = LayoutJob::default();
        for part in &shown.parts {
            let format = match part.what {
                Change::Same => &same,
                Change::Gone => &gone,
                Change::New => &new,
            };
            job.append(&part.words, 0.0, format.clone());
        }
        job.wrap.max_width = ui.available_width();
        let said = spoken(shown);
        let response = ui.add(egui::Label::new(job).wrap());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    });
}

/// The comparison for whoever hears it.
fn spoken(shown: &VersionView) -> String {
    let part = |part: &understory_sync::document::Compared| match part.what {
        Change::Same => part.words.clone(),
        Change::Gone => t_with("versions-gone", &[("words", part.words.as_str().into())]),
        Change::New => t_with("versions-new", &[("words", part.words.as_str().into())]),
    };
    shown.parts.iter().map(part).collect()
}
