//! Cards, and the bar beside words that ask for a moment's attention.

use egui::{Color32, CornerRadius, Frame, InnerResponse, Margin, Stroke, Ui};

use crate::theme::{self, space};

/// Draws `content` on a card that takes the whole width.
pub fn card<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let palette = theme::palette(ui);
    Frame::new()
        .fill(palette.surface)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(space::RADIUS_CARD))
        .inner_margin(Margin::same(20))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui)
        })
}

/// Draws `content` with a coloured bar at its left.
pub fn quote_bar<R>(ui: &mut Ui, colour: Color32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let inner = Frame::new().inner_margin(Margin { left: 16, right: 0, top: 8, bottom: 8 }).show(ui, content);
    let rect = inner.response.rect;
    ui.painter().vline(rect.left() + 1.0, rect.y_range(), Stroke::new(2.0, colour));
    inner.inner
}
