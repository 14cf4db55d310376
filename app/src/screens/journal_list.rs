//! The list of entries: search, rows, trash, "New entry".
//!
//! Invariant: a frame draws the rows that can be seen and no others.

use egui::{Color32, CornerRadius, FontId, Frame, Layout, Margin, Panel, Rect, Response, ScrollArea, Sense, Stroke};
use egui::{Role, Ui, WidgetInfo, pos2, vec2};
use understory_sync::engine::view::EntrySummary;

use crate::action::{Action, JournalAction};
use crate::i18n::{t, t_with};
use crate::state::{JournalView, State};
use crate::theme::{self, Icon, Palette, space, type_scale};
use crate::when;
use crate::widgets::{Button, Field, focus_ring};

use super::{journal_filter, journal_highlight as highlight, journal_trash};

const ROW: f32 = 78.0;

/// Draws the list.
pub fn ui(ui: &mut Ui, state: &State, view: &mut JournalView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let frame = Frame::new().fill(palette.canvas).inner_margin(Margin { left: 16, right: 16, top: 20, bottom: 20 });
    let panel = Panel::left("entries").resizable(false).exact_size(space::LIST_WIDTH).show_separator_line(false);
    let shown = panel.frame(frame).show(ui, |ui| {
        let count = if state.journal.shows_trash { state.journal.trashed } else { state.journal.kept };
        let inside = t_with("journal-search", &[("n", count.into())]);
        let field = Field::new(t("journal-search-label")).icon(Icon::Search).inside(inside);
        if field.show(ui, &mut view.search).changed() {
            actions.push(Action::Journal(JournalAction::Search));
        }
        ui.add_space(space::XS);
        if !state.journal.shows_trash {
            journal_filter::ui(ui, state, view, actions);
        }
        ui.with_layout(Layout::bottom_up(egui::Align::Min), |ui| {
            foot(ui, state, actions);
            ui.with_layout(Layout::top_down(egui::Align::Min), |ui| rows(ui, state, view, actions));
        });
    });
    let rect = shown.response.rect;
    ui.painter().vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, palette.line));
}

fn foot(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let new = Button::outline(t("journal-new")).icon(Icon::Plus).wide();
    if new.show(ui).clicked() {
        actions.push(Action::Journal(JournalAction::New));
    }
    if !state.journal.shows_trash && state.journal.rows.len() > 1 {
        let read = Button::quiet(t("read-on-open")).icon(Icon::BookOpen).small();
        if read.show(ui).clicked() {
            actions.push(Action::Journal(JournalAction::Read(true)));
        }
    }
    if state.journal.shows_trash {
        if Button::quiet(t("journal-leave-trash")).icon(Icon::ArrowLeft).small().show(ui).clicked() {
            actions.push(Action::Journal(JournalAction::ShowTrash(false)));
        }
        journal_trash::foot(ui, state, actions);
    } else if state.journal.trashed > 0 {
        let words = t_with("journal-trash", &[("n", state.journal.trashed.into())]);
        if Button::quiet(words).icon(Icon::Trash).small().show(ui).clicked() {
            actions.push(Action::Journal(JournalAction::ShowTrash(true)));
        }
    }
}

fn rows(ui: &mut Ui, state: &State, view: &JournalView, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    if state.journal.shows_trash {
        journal_trash::note(ui, state);
    }
    let narrowed = !view.search.trim().is_empty() || (state.journal.filter.is_any() && !state.journal.shows_trash);
    if state.journal.rows.is_empty() && narrowed {
        ui.label(type_scale::ui(t("journal-nothing-found")).color(palette.muted));
        return;
    }
    let open = view.editor.as_ref().map(|editor| editor.summary.document);
    ui.spacing_mut().item_spacing.y = space::XS;
    let count = state.journal.rows.len();
    ScrollArea::vertical().id_salt("entries").auto_shrink([false, false]).show_rows(ui, ROW, count, |ui, visible| {
        for document in state.journal.rows.get(visible).unwrap_or_default() {
            let Some(entry) = state.journal.entry(document) else { continue };
            if row(ui, state, entry, open == Some(*document), view.search.trim()).clicked() {
                actions.push(Action::Journal(JournalAction::Open(*document)));
            }
            if entry.trashed_ms.is_some() {
                restore(ui, entry, actions);
            }
        }
    });
}

/// The name of an entry: its title, or that it has none.
pub fn name_of(entry: &EntrySummary) -> String {
    if entry.title.trim().is_empty() { t("journal-untitled") } else { entry.title.clone() }
}

fn row(ui: &mut Ui, state: &State, entry: &EntrySummary, open: bool, sought: &str) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = name_of(entry);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let fill = match (open, response.hovered()) {
        (true, _) => palette.selection,
        (false, true) => palette.sunken,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(space::RADIUS), fill);
    let inner = rect.shrink2(vec2(space::L, space::M));
    let mut date = when::day(entry.created_ms, state.now_ms, &state.zone);
    if let Some(tag) = entry.tags.first() {
        date = t_with("journal-date-and-tag", &[("date", date.into()), ("tag", tag.as_str().into())]);
    }
    let dim = if open { palette.muted } else { palette.faint };
    let ui_font = FontId::new(type_scale::UI, type_scale::strong_family());
    let aside = if entry.shared { 24.0 } else { 0.0 };
    line(ui, inner, 0.0, (&name, sought), ui_font, palette.text, aside);
    line(ui, inner, 20.0, (&date, ""), FontId::proportional(type_scale::CAPTION), dim, 0.0);
    // While somebody searches, the place that was found; what it begins with otherwise.
    let excerpt = state.journal.excerpts.get(&entry.document).filter(|excerpt| !excerpt.is_empty());
    line(
        ui,
        inner,
        37.0,
        (excerpt.unwrap_or(&entry.first_line), sought),
        FontId::proportional(13.0),
        palette.muted,
        0.0,
    );
    if entry.shared {
        shared_mark(ui, inner, palette);
    }
    focus_ring(ui, &response, rect, space::RADIUS);
    response
}

/// Draws one line of a row; what was sought in it is marked.
fn line(ui: &Ui, inner: Rect, down: f32, (text, sought): (&str, &str), font: FontId, colour: Color32, aside: f32) {
    let mut job = egui::text::LayoutJob { break_on_newline: false, ..Default::default() };
    let plain = egui::TextFormat { font_id: font, color: colour, ..Default::default() };
    let marked = egui::TextFormat { background: theme::palette(ui).selection, ..plain.clone() };
    for (part, is_sought) in highlight::parts(text, sought) {
        job.append(part, 0.0, if is_sought { marked.clone() } else { plain.clone() });
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width() - aside);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    ui.painter().galley(pos2(inner.left(), inner.top() + down), galley, colour);
}

fn shared_mark(ui: &mut Ui, inner: Rect, palette: &Palette) {
    let rect = Rect::from_min_size(pos2(inner.right() - 14.0, inner.top() + 1.0), vec2(14.0, 14.0));
    Icon::Eye.paint(ui, rect, palette.accent);
}

fn restore(ui: &mut Ui, entry: &EntrySummary, actions: &mut Vec<Action>) {
    let below = ui.min_rect().bottom();
    let rect = Rect::from_min_size(pos2(ui.max_rect().right() - 40.0, below - ROW + 6.0), vec2(32.0, 32.0));
    let response = ui.interact(rect, ui.scope_id().with(("restore", entry.document)), Sense::click());
    let label = t_with("journal-restore", &[("name", name_of(entry).into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let palette = theme::palette(ui);
    let ink = if response.hovered() { palette.text } else { palette.accent };
    Icon::Undo.paint(ui, rect.shrink(7.0), ink);
    focus_ring(ui, &response, rect, space::RADIUS);
    if response.clicked() {
        actions.push(Action::Journal(JournalAction::Trash(entry.document, false)));
    }
}
