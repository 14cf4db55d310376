//! A bar for work whose end is known; without a known total there is no bar.

use egui::{CornerRadius, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use crate::theme;

/// Height of the bar, in points.
const HEIGHT: f32 = 4.0;

/// Draws how much of the whole is done, over the width there is; `words` say the same to a screen reader.
pub fn progress_bar(ui: &mut Ui, done: u64, of: u64, words: &str) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let share = if of == 0 { 1.0 } else { (done.min(of) as f64 / of as f64) as f32 };
    let filled = Rect::from_min_size(rect.min, vec2(rect.width() * share, HEIGHT));
    ui.painter().rect_filled(rect, CornerRadius::same(2), palette.line);
    ui.painter().rect_filled(filled, CornerRadius::same(2), palette.accent);
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, words));
    response
}
