//! Buttons for the hours after a session: large words, large targets.
//!
//! Sizes are in points before that page is enlarged by a third: 48 become 64, 17 become 22.

use egui::{Color32, CornerRadius, FontId, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::theme::{self, Icon, space, type_scale};

use super::focus_ring;

/// Smallest height of a target.
const HEIGHT: f32 = 48.0;
/// Size of a tall one, with its icon above its words.
const TALL: [f32; 2] = [192.0, 98.0];

/// A large button with a verb on it.
#[must_use = "show it"]
pub struct BigButton {
    text: String,
    icon: Option<Icon>,
    primary: bool,
    tall: bool,
}

impl BigButton {
    /// The one thing to do.
    pub fn primary(text: impl Into<String>) -> Self {
        Self { text: text.into(), icon: None, primary: true, tall: false }
    }

    /// Something aside.
    pub fn quiet(text: impl Into<String>) -> Self {
        Self { primary: false, ..Self::primary(text) }
    }

    /// Puts an icon beside the words; above them on a tall one.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Makes it a card.
    pub fn tall(mut self) -> Self {
        self.tall = true;
        self
    }

    /// Draws the button.
    pub fn show(self, ui: &mut Ui) -> Response {
        let palette = theme::palette(ui);
        let font = FontId::new(type_scale::PROSE, egui::FontFamily::Proportional);
        let galley = ui.painter().layout_no_wrap(self.text.clone(), font, Color32::PLACEHOLDER);
        let icon_width = if self.icon.is_some() && !self.tall { space::ICON + space::S } else { 0.0 };
        let content = galley.size().x + icon_width;
        let size = if self.tall {
            vec2(TALL[0].max(content + 2.0 * space::L), TALL[1])
        } else {
            vec2(content + 2.0 * space::M, HEIGHT)
        };
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &self.text));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let over = response.hovered() || response.has_focus();
        let (fill, border, ink) = match self.primary {
            true => (palette.accent, palette.accent, palette.on_accent),
            false if over => (palette.sunken, palette.sunken, palette.text),
            false => (Color32::TRANSPARENT, Color32::TRANSPARENT, palette.muted),
        };
        let corner = CornerRadius::same(space::RADIUS_CARD);
        ui.painter().rect(rect, corner, fill, Stroke::new(1.0, border), StrokeKind::Inside);
        let mut words = egui::pos2(rect.center().x - content / 2.0, rect.center().y - galley.size().y / 2.0);
        if let Some(icon) = self.icon {
            let side = if self.tall { 26.0 } else { space::ICON };
            let centre = match self.tall {
                true => egui::pos2(rect.center().x, rect.center().y - 15.0),
                false => egui::pos2(words.x + side / 2.0, rect.center().y),
            };
            icon.paint(ui, egui::Rect::from_center_size(centre, vec2(side, side)), ink);
            match self.tall {
                true => words.y += 17.0,
                false => words.x += icon_width,
            }
        }
        ui.painter().galley(words, galley, ink);
        focus_ring(ui, &response, rect, space::RADIUS_CARD);
        if response.hovered() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        response
    }
}
