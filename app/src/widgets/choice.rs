//! A card that is a choice: icon, words, and a quieter line that says what follows.

use egui::text::{LayoutJob, TextWrapping};
use egui::{CornerRadius, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::theme::{self, Icon, space, type_scale};

use super::focus_ring;

/// Draws the card over the whole width.
pub fn choice_card(ui: &mut Ui, icon: Icon, words: &str, hint: &str) -> Response {
    let palette = theme::palette(ui);
    let left = 20.0 + space::ICON + space::L;
    let width = ui.available_width();
    let lay_out = |text: &str, family, colour| {
        let mut job = LayoutJob::single_section(
            text.to_owned(),
            egui::TextFormat {
                font_id: FontId::new(type_scale::UI, family),
                line_height: Some(type_scale::UI_LINE),
                color: colour,
                ..Default::default()
            },
        );
        job.wrap = TextWrapping { max_width: width - left - 20.0, ..Default::default() };
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let first = lay_out(words, type_scale::strong_family(), palette.text);
    let second = lay_out(hint, egui::FontFamily::Proportional, palette.muted);
    let height = 2.0 * space::L + first.size().y + space::XS + second.size().y;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let border = if response.hovered() { palette.accent } else { palette.control };
    let corner = CornerRadius::same(space::RADIUS_CARD);
    ui.painter().rect(rect, corner, palette.surface, Stroke::new(1.0, border), StrokeKind::Inside);
    let icon_at = pos2(rect.left() + 20.0, rect.top() + space::L + 1.0);
    icon.paint(ui, Rect::from_min_size(icon_at, vec2(space::ICON, space::ICON)), palette.accent);
    let at = pos2(rect.left() + left, rect.top() + space::L);
    let below = pos2(at.x, at.y + first.size().y + space::XS);
    ui.painter().galley(at, first, palette.text);
    ui.painter().galley(below, second, palette.muted);
    focus_ring(ui, &response, rect, space::RADIUS_CARD);
    if response.hovered() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    response
}
