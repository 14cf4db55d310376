//! A row of the list of rooms.

use egui::{Color32, CornerRadius, FontId, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::theme::{self, Icon, space, type_scale};

use super::focus_ring;

/// Icon, word, and the keys that do the same.
#[must_use = "show it"]
pub struct SideRow {
    icon: Icon,
    text: String,
    keys: Option<String>,
    selected: bool,
}

impl SideRow {
    /// A row with this icon and word.
    pub fn new(icon: Icon, text: impl Into<String>) -> Self {
        Self { icon, text: text.into(), keys: None, selected: false }
    }

    /// Names the keys that do the same.
    pub fn keys(mut self, keys: impl Into<String>) -> Self {
        self.keys = Some(keys.into());
        self
    }

    /// Marks where the person is.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Draws the row.
    pub fn show(self, ui: &mut Ui) -> Response {
        let palette = theme::palette(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), space::ROW_HEIGHT), Sense::click());
        let selected = self.selected;
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &self.text));
        let fill = if selected { palette.selection } else { Color32::TRANSPARENT };
        let ink = if selected || response.hovered() { palette.text } else { palette.muted };
        ui.painter().rect_filled(rect, CornerRadius::same(space::RADIUS), fill);
        let icon = Rect::from_center_size(
            pos2(rect.left() + space::M + space::ICON / 2.0, rect.center().y),
            vec2(space::ICON, space::ICON),
        );
        self.icon.paint(ui, icon, ink);
        let family = if selected { type_scale::strong_family() } else { egui::FontFamily::Proportional };
        let text_at = pos2(icon.right() + space::M, rect.center().y);
        let font = FontId::new(type_scale::UI, family);
        ui.painter().text(text_at, egui::Align2::LEFT_CENTER, &self.text, font, ink);
        if let Some(keys) = &self.keys {
            let font = FontId::proportional(type_scale::CAPTION);
            let at = pos2(rect.right() - space::M, rect.center().y);
            ui.painter().text(at, egui::Align2::RIGHT_CENTER, keys, font, palette.faint);
        }
        // Inside: the panel ends where the row does.
        focus_ring(ui, &response, rect.shrink(3.0), space::RADIUS);
        if response.hovered() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        response
    }
}
