//! A few choices side by side, one of them chosen.

use egui::{CornerRadius, FontId, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::theme::{self, space, type_scale};

use super::focus_ring;

/// Draws the choices and returns the one that was clicked.
pub fn segmented<T: Copy + PartialEq>(ui: &mut Ui, chosen: T, choices: &[(T, String)]) -> Option<T> {
    let palette = theme::palette(ui);
    let mut clicked = None;
    ui.horizontal_wrapped(|ui| {
        for (value, text) in choices {
            let selected = *value == chosen;
            let ink = palette.text;
            let galley = ui.painter().layout_no_wrap(
                text.clone(),
                FontId::new(type_scale::UI, type_scale::strong_family()),
                ink,
            );
            let size = vec2(galley.size().x + 2.0 * space::L, space::CONTROL_HEIGHT);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, selected, text));
            let fill = if selected { palette.selection } else { palette.surface };
            let border = if selected || response.hovered() { palette.accent } else { palette.control };
            let corner = CornerRadius::same(space::RADIUS);
            ui.painter().rect(rect, corner, fill, Stroke::new(1.0, border), StrokeKind::Inside);
            ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
            focus_ring(ui, &response, rect, space::RADIUS);
            if response.clicked() {
                clicked = Some(*value);
            }
        }
    });
    clicked
}
