//! The share sheet: exactly what would leave, drawn from the distilled document itself.
//!
//! Invariant: the button that shares is enabled only for a preview that matches every choice.

pub mod words;

use egui::{Label, ScrollArea, Ui};
use understory_sync::engine::view::Preview;
use understory_sync::ids::SpaceId;

use crate::action::{Action, PeopleAction, SharingAction};
use crate::failure::sentences;
use crate::i18n::{t, t_with};
use crate::state::people::sharing::{ShareSheet, Wish, Withdrawal};
use crate::state::{PeopleView, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Tone, dialog, notice, quote_bar, segmented, tick};

use super::people::columns;

/// Inner width of the sheet, in points: a full measure of prose and its margins.
const WIDTH: f32 = 694.0;

/// Draws the sheet over the room.
pub fn ui(ui: &mut Ui, state: &State, view: &mut PeopleView, actions: &mut Vec<Action>) {
    let _ = view;
    let Some(sheet) = &state.people.sheet else { return };
    let name = |space: &SpaceId| state.people.contact(space).map(|contact| contact.name.clone()).unwrap_or_default();
    let args = [("name", name(&sheet.wish.space).into())];
    let title = t_with(if sheet.replaces.is_some() { "share-update-title" } else { "share-title" }, &args);
    let ((), left) = dialog(ui, "share", &title, WIDTH.min(ui.ctx().content_rect().width() - 120.0), |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let palette = theme::palette(ui);
        ui.add(Label::new(type_scale::ui(t("share-only")).color(palette.muted)).wrap());
        choices(ui, state, sheet, actions);
        let rest = (ui.ctx().content_rect().height() - 470.0).max(120.0);
        ScrollArea::vertical().id_salt("share-words").max_height(rest).show(ui, |ui| document(ui, state, sheet));
        fields(ui, sheet, actions);
        if let Some(preview) = sheet.ready() {
            other_fields(ui, preview);
        }
        quote_bar(ui, palette.warn, |ui| {
            let words =
                t_with(if sheet.replaces.is_some() { "share-update-watching" } else { "share-watching" }, &args);
            ui.add(Label::new(type_scale::ui(words).color(palette.muted)).wrap());
        });
        if let Some(failure) = state.failure {
            let sentences = sentences(failure);
            notice(ui, Tone::Failed, &sentences.what, &sentences.then);
        }
        buttons(ui, state, sheet, actions);
    });
    if left {
        actions.push(Action::People(PeopleAction::CloseSheet));
    }
}

fn choose(actions: &mut Vec<Action>, wish: Wish) {
    actions.push(Action::People(PeopleAction::Sharing(SharingAction::Choose(wish))));
}

fn choices(ui: &mut Ui, state: &State, sheet: &ShareSheet, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let readers: Vec<(SpaceId, String)> =
        state.people.readers().map(|reader| (reader.space, reader.name.clone())).collect();
    if readers.len() > 1 && sheet.replaces.is_none() {
        ui.label(type_scale::caption(t("share-with")).color(palette.faint));
        if let Some(space) = segmented(ui, sheet.wish.space, &readers) {
            choose(actions, Wish { space, ..sheet.wish });
        }
    }
    let line = egui::vec2(ui.available_width(), space::CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(line, egui::Layout::left_to_right(egui::Align::Min), |ui| {
        let passage = (false, t("share-passage"));
        let whole = (true, t("share-whole"));
        if sheet.selection.is_none() {
            ui.add_enabled_ui(false, |ui| segmented(ui, sheet.wish.whole, std::slice::from_ref(&passage)));
            if segmented(ui, sheet.wish.whole, &[whole]).is_some() && !sheet.wish.whole {
                choose(actions, Wish { whole: true, ..sheet.wish });
            }
        } else if let Some(whole) = segmented(ui, sheet.wish.whole, &[passage, whole])
            && whole != sheet.wish.whole
        {
            choose(actions, Wish { whole, ..sheet.wish });
        }
        if let Some(preview) = sheet.ready() {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(type_scale::caption(count(preview)).color(palette.faint));
            });
        }
    });
}

fn count(preview: &Preview) -> String {
    let words = crate::state::people::sharing::words(&preview.content.text);
    t_with("share-words", &[("n", i64::try_from(words).unwrap_or(i64::MAX).into())])
}

fn document(ui: &mut Ui, state: &State, sheet: &ShareSheet) {
    let palette = theme::palette(ui);
    let frame = egui::Frame::new()
        .fill(palette.sunken)
        .corner_radius(egui::CornerRadius::same(space::RADIUS))
        .inner_margin(egui::Margin::symmetric(24, 16));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width().min(space::MEASURE - 48.0));
        ui.spacing_mut().item_spacing.y = space::XS;
        let Some(preview) = sheet.ready() else {
            if state.failure.is_some() {
                return;
            }
            let said = if sheet.choice().is_none() { t("share-select-first") } else { t("share-preparing") };
            ui.add(Label::new(type_scale::ui(said).color(palette.muted)).wrap());
            return;
        };
        if let Some(caption) = words::caption(&preview.content, state) {
            ui.add(Label::new(type_scale::caption(caption).color(palette.muted)).wrap());
        }
        let job = words::job(&preview.content, palette, ui.available_width(), None);
        ui.add(Label::new(job).wrap());
    });
}

fn fields(ui: &mut Ui, sheet: &ShareSheet, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let wish = sheet.wish;
    if tick(ui, wish.bring, &t("share-bring")).clicked() {
        choose(actions, Wish { bring: !wish.bring, ..wish });
    }
    ui.label(type_scale::caption(t("share-bring-hint")).color(palette.faint));
    ui.horizontal_wrapped(|ui| {
        ui.label(type_scale::ui(t("share-fields")).color(palette.muted));
        let mut title = wish.title && !sheet.untitled;
        ui.add_enabled_ui(!sheet.untitled, |ui| {
            if ui.checkbox(&mut title, type_scale::ui(t("share-title-field"))).changed() {
                choose(actions, Wish { title, ..wish });
            }
        });
        let mut date = wish.date;
        if ui.checkbox(&mut date, type_scale::ui(t("share-date-field"))).changed() {
            choose(actions, Wish { date, ..wish });
        }
    });
}

fn other_fields(ui: &mut Ui, preview: &Preview) {
    if preview.other_fields.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    let each = preview.other_fields.iter().map(|(name, value)| {
        let args = [("value", value.as_str().into())];
        t_with(&format!("share-leaves-{name}"), &args)
    });
    let list = each.collect::<Vec<_>>().join(" · ");
    let words = t_with("share-also", &[("list", list.into())]);
    ui.add(Label::new(type_scale::caption(words).color(palette.faint)).wrap());
}

fn buttons(ui: &mut Ui, state: &State, sheet: &ShareSheet, actions: &mut Vec<Action>) {
    let waits = sheet.sent && state.failure.is_none();
    let ready = sheet.ready().filter(|_| !waits);
    columns::at_the_right(ui, |ui| {
        let word = match (ready, sheet.replaces.is_some()) {
            (Some(preview), false) => t_with("share-do", &[("words", count(preview).into())]),
            (Some(preview), true) => t_with("share-update-do", &[("words", count(preview).into())]),
            (None, _) => t("share-do-nothing"),
        };
        if Button::primary(word).enabled(ready.is_some()).show(ui).clicked() {
            actions.push(Action::People(PeopleAction::Sharing(SharingAction::Share)));
        }
        let keep = Button::quiet(if sheet.replaces.is_some() { t("share-update-keep") } else { t("share-keep") });
        let keep = keep.show(ui);
        if ui.memory(|memory| memory.focused().is_none()) {
            keep.request_focus();
        }
        if keep.clicked() {
            actions.push(Action::People(PeopleAction::CloseSheet));
        }
    });
}

/// Draws the question whether to take something back, while it is asked.
pub fn withdrawal(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(withdrawal) = &state.people.withdrawal else { return };
    let (title, explain, keep, take, name) = match withdrawal {
        Withdrawal::Publication { person_name, .. } => {
            ("withdraw-title", "withdraw-explain", "withdraw-keep", "withdraw-do", person_name)
        }
        Withdrawal::Note { person_name, .. } => {
            ("withdraw-note-title", "withdraw-note-explain", "withdraw-note-keep", "withdraw-note-do", person_name)
        }
    };
    let push = |actions: &mut Vec<Action>, action| actions.push(Action::People(PeopleAction::Sharing(action)));
    let args = [("name", name.as_str().into())];
    let ((), left) = dialog(ui, "withdraw", &t_with(title, &args), space::DIALOG_WIDTH, |ui| {
        let palette = theme::palette(ui);
        ui.add(Label::new(type_scale::ui(t_with(explain, &args)).color(palette.muted)).wrap());
        ui.add_space(space::L);
        columns::at_the_right(ui, |ui| {
            if Button::danger(t(take)).icon(Icon::Undo).show(ui).clicked() {
                push(actions, SharingAction::Withdraw);
            }
            let keep = Button::quiet(t(keep)).show(ui);
            if ui.memory(|memory| memory.focused().is_none()) {
                keep.request_focus();
            }
            if keep.clicked() {
                push(actions, SharingAction::KeepShared);
            }
        });
    });
    if left {
        push(actions, SharingAction::KeepShared);
    }
}
