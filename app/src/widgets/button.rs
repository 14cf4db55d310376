//! Buttons: one primary a page, the rest outlined or quiet; danger is a colour and a word.

use egui::{Color32, CornerRadius, FontId, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::theme::{self, Icon, space, type_scale};

use super::focus_ring;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Primary,
    Outline,
    Quiet,
    Danger,
}

/// A button with a verb on it.
#[must_use = "show it"]
pub struct Button {
    text: String,
    kind: Kind,
    icon: Option<Icon>,
    enabled: bool,
    wide: bool,
    small: bool,
    muted: bool,
    named: Option<String>,
    tight: bool,
}

impl Button {
    fn of(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            kind,
            icon: None,
            enabled: true,
            wide: false,
            small: false,
            muted: false,
            named: None,
            tight: false,
        }
    }

    /// The one thing to do here.
    pub fn primary(text: impl Into<String>) -> Self {
        Self::of(Kind::Primary, text)
    }

    /// Something else to do here.
    pub fn outline(text: impl Into<String>) -> Self {
        Self::of(Kind::Outline, text)
    }

    /// Something aside; looks like a link.
    pub fn quiet(text: impl Into<String>) -> Self {
        Self::of(Kind::Quiet, text)
    }

    /// Something that takes words away.
    pub fn danger(text: impl Into<String>) -> Self {
        Self::of(Kind::Danger, text)
    }

    /// Leaves little room around the words, for grids.
    pub fn tight(mut self) -> Self {
        self.tight = true;
        self
    }

    /// Says more to those who listen than the words on it do.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.named = Some(name.into());
        self
    }

    /// Puts an icon before the words.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Greys the button out and takes it from the keyboard's path.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Takes all the width there is.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Uses small text, for quiet buttons beneath something.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Keeps a quiet button in the background.
    pub fn muted(mut self) -> Self {
        self.muted = true;
        self
    }

    /// Draws the button.
    pub fn show(self, ui: &mut Ui) -> Response {
        // A scope of its own would keep it from the next line where a row wraps.
        if self.enabled { self.draw(ui) } else { ui.add_enabled_ui(false, |ui| self.draw(ui)).inner }
    }

    fn draw(self, ui: &mut Ui) -> Response {
        let palette = theme::palette(ui);
        let size = if self.small { type_scale::CAPTION } else { type_scale::UI };
        let family =
            if self.small || self.muted { egui::FontFamily::Proportional } else { type_scale::strong_family() };
        let galley = ui.painter().layout_no_wrap(self.text.clone(), FontId::new(size, family), Color32::PLACEHOLDER);
        let icon_width = if self.icon.is_some() { space::ICON + space::S } else { 0.0 };
        let margin = if self.kind == Kind::Quiet { space::S } else { space::L - 1.0 };
        let margin = if self.tight { space::XS } else { margin };
        let height = if self.small { 32.0 } else { space::CONTROL_HEIGHT };
        let content = galley.size().x + icon_width;
        let width = if self.wide { ui.available_width() } else { content + 2.0 * margin };
        let width = if self.tight { width.max(30.0) } else { width };
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
        let enabled = ui.is_enabled();
        let name = self.named.as_ref().unwrap_or(&self.text);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let over = enabled && (response.hovered() || response.has_focus());
        let (fill, border, ink) = match self.kind {
            Kind::Primary => (palette.accent, palette.accent, palette.on_accent),
            Kind::Outline => (palette.surface, if over { palette.accent } else { palette.control }, palette.text),
            Kind::Danger => (palette.surface, if over { palette.danger } else { palette.control }, palette.danger),
            Kind::Quiet => (if over { palette.sunken } else { Color32::TRANSPARENT }, Color32::TRANSPARENT, {
                if self.small || self.muted { palette.muted } else { palette.accent }
            }),
        };
        let corner = CornerRadius::same(space::RADIUS);
        ui.painter().rect(rect, corner, fill, Stroke::new(1.0, border), StrokeKind::Inside);
        let mut x = rect.center().x - content / 2.0;
        if let Some(icon) = self.icon {
            let centre = egui::pos2(x + space::ICON / 2.0, rect.center().y);
            icon.paint(ui, egui::Rect::from_center_size(centre, vec2(space::ICON, space::ICON)), ink);
            x += icon_width;
        }
        ui.painter().galley(egui::pos2(x, rect.center().y - galley.size().y / 2.0), galley, ink);
        focus_ring(ui, &response, rect, space::RADIUS);
        if response.hovered() && enabled {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        response
    }
}
