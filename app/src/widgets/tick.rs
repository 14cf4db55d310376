//! A line that is ticked or not; its words may take several rows.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{FontId, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::theme::{self, Icon, space, type_scale};

use super::focus_ring;

/// Draws the line over the whole width; a click ticks it, or takes the tick away.
pub fn tick(ui: &mut Ui, ticked: bool, words: &str) -> Response {
    let palette = theme::palette(ui);
    let indent = space::ICON + space::S;
    let width = ui.available_width();
    let ink = if ticked { palette.text } else { palette.muted };
    let format = TextFormat {
        font_id: FontId::proportional(type_scale::UI),
        line_height: Some(type_scale::UI_LINE),
        color: ink,
        ..Default::default()
    };
    let mut job = LayoutJob::single_section(words.to_owned(), format);
    job.wrap = TextWrapping { max_width: (width - indent).max(40.0), ..Default::default() };
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let height = (galley.size().y + 12.0).max(32.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, ticked, words));
    let icon = if ticked { Icon::SquareCheck } else { Icon::Square };
    let at = pos2(rect.left() + space::ICON / 2.0, rect.top() + 6.0 + type_scale::UI_LINE / 2.0);
    icon.paint(ui, Rect::from_center_size(at, vec2(space::ICON, space::ICON)), ink);
    ui.painter().galley(pos2(rect.left() + indent, rect.top() + 6.0), galley, ink);
    focus_ring(ui, &response, rect, space::RADIUS);
    if response.hovered() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    response
}
