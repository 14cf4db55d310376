//! Reading: the entries of the list one after the other, each with its day.
//!
//! Invariants: texts are asked for as they come into sight; what is out of sight is neither laid out nor drawn.

use egui::{Label, Rect, ScrollArea, Ui, UiBuilder, vec2};
use understory_sync::engine::view::EntrySummary;
use understory_sync::ids::DocumentId;
use understory_sync::limits::PAGES_MAX;

use crate::action::{Action, JournalAction};
use crate::i18n::{t, t_with};
use crate::state::{ReadPage, Reading, State};
use crate::theme::{self, Icon, space, type_scale};
use crate::when;
use crate::widgets::prose_layout::Look;
use crate::widgets::{Button, follow_keyboard};

use super::journal_list::name_of;

/// Room for a text that has not come yet.
const WAITING_HEIGHT: f32 = 160.0;

/// Draws the entries.
pub fn ui(ui: &mut Ui, state: &State, reading: &mut Reading, actions: &mut Vec<Action>) {
    ScrollArea::vertical().id_salt("reading").auto_shrink([false, false]).show(ui, |ui| {
        let width = (ui.available_width() - 2.0 * space::XXL).min(space::MEASURE);
        let side = (ui.available_width() - width) / 2.0;
        let column = Rect::from_min_size(
            ui.cursor().min + vec2(side, space::XXL),
            vec2(width, ui.available_height() - space::XXL),
        );
        ui.scope_builder(UiBuilder::new().max_rect(column), |ui| {
            ui.set_width(width);
            if Button::quiet(t("read-on-leave")).icon(Icon::ArrowLeft).small().show(ui).clicked() {
                actions.push(Action::Journal(JournalAction::Read(false)));
            }
            ui.add_space(space::M);
            pages(ui, state, reading, actions);
            ui.add_space(space::XXL);
        });
        follow_keyboard(ui);
    });
}

fn pages(ui: &mut Ui, state: &State, reading: &mut Reading, actions: &mut Vec<Action>) {
    let (mut wanted, mut waiting) = (Vec::new(), 0);
    for document in &state.journal.rows {
        let Some(entry) = state.journal.entry(document) else { continue };
        if !reading.asked.contains(document) {
            wanted.push(*document);
        }
        match reading.pages.get_mut(document) {
            Some(page) => page_ui(ui, state, entry, page, actions),
            None => {
                waiting += 1;
                ui.allocate_space(vec2(ui.available_width(), WAITING_HEIGHT));
            }
        }
        // What comes after is asked for when these are there, and have been scrolled to.
        let rect = Rect::from_min_size(ui.cursor().min, vec2(1.0, 1.0));
        if waiting > 0 && (wanted.len() == PAGES_MAX || !ui.is_rect_visible(rect)) {
            break;
        }
    }
    let in_sight: Vec<DocumentId> = wanted.into_iter().take(PAGES_MAX).collect();
    if !in_sight.is_empty() {
        actions.push(Action::Journal(JournalAction::ReadOn(in_sight)));
    }
}

fn page_ui(ui: &mut Ui, state: &State, entry: &EntrySummary, page: &mut ReadPage, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    if let Some(height) = page.height {
        let rect = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
        if !ui.is_rect_visible(rect) {
            ui.allocate_space(rect.size());
            return;
        }
    }
    let shown = ui.scope(|ui| {
        let day = when::full(entry.created_ms, &state.zone);
        ui.label(type_scale::caption(day.as_str()).color(palette.muted));
        ui.add(Label::new(type_scale::title(name_of(entry)).color(palette.text)).wrap());
        let look = Look {
            palette,
            width: ui.available_width(),
            marks: true,
            size: type_scale::PROSE,
            line: type_scale::PROSE_LINE,
            kept: None,
        };
        let job = page.layout.job(&page.text, look);
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        ui.add(Label::new(galley).selectable(true));
        let words = [("name", name_of(entry).into()), ("day", day.into())];
        let write = Button::quiet(t("read-on-write-short")).icon(Icon::Pencil).small();
        if write.named(t_with("read-on-write", &words)).show(ui).clicked() {
            actions.push(Action::Journal(JournalAction::Open(entry.document)));
        }
        ui.add_space(space::XL);
    });
    page.height = Some(shown.response.rect.height());
}
