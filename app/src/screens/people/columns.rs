//! How cards stand on a page: side by side where there is room, one below the other where not.

use egui::{Align, Layout, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::theme::{self, space};

/// Narrower pages have one column.
const TWO_COLUMNS: f32 = 760.0;

/// Draws two columns; the left one takes `share` of the width.
pub fn two(ui: &mut Ui, share: f32, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    let width = ui.available_width();
    let gap = 20.0;
    if width < TWO_COLUMNS {
        left(ui);
        ui.add_space(space::L);
        right(ui);
        return;
    }
    let top = ui.cursor().min;
    let left_width = ((width - gap) * share).floor();
    column(ui, top, left_width, left);
    column(ui, pos2(top.x + left_width + gap, top.y), width - gap - left_width, right);
}

fn column(ui: &mut Ui, top: egui::Pos2, width: f32, content: impl FnOnce(&mut Ui)) {
    let rect = egui::Rect::from_min_size(top, vec2(width, f32::INFINITY));
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.set_width(width);
        content(ui);
    });
}

/// Draws a hairline over the whole width.
pub fn line(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 9.0), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, theme::palette(ui).line));
}

/// Draws the buttons of a dialog: the first one stands at the right end.
pub fn at_the_right<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(ui.available_width(), space::CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), content).inner
}
