//! A notice: an icon and a line inside the page, never a bubble over it.

use egui::{CornerRadius, Frame, Margin, Ui};

use crate::theme::{self, Icon, space, type_scale};

use super::Tone;

/// Draws the notice with a second, quieter line if there is one.
pub fn notice(ui: &mut Ui, tone: Tone, what: &str, then: &str) {
    let palette = theme::palette(ui);
    let icon = match tone {
        Tone::Ok => Icon::CircleCheck,
        Tone::Waiting => Icon::TriangleAlert,
        Tone::Failed => Icon::CircleAlert,
        Tone::Quiet => Icon::Info,
    };
    let frame = Frame::new()
        .fill(palette.sunken)
        .corner_radius(CornerRadius::same(space::RADIUS))
        .inner_margin(Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ui.horizontal_top(|ui| {
            icon.show(ui, space::ICON, tone.colour(palette));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.add(egui::Label::new(type_scale::ui(what).color(palette.text)).wrap());
                if !then.is_empty() {
                    ui.add(egui::Label::new(type_scale::ui(then).color(palette.muted)).wrap());
                }
            });
        });
    });
}
