//! What stands where nothing is yet: one sentence, at most one button.

use egui::Ui;

use crate::theme::{self, space, type_scale};

use super::Button;

/// Draws the sentence and the button, and returns whether it was clicked.
pub fn empty(ui: &mut Ui, sentence: &str, button: Option<Button>) -> bool {
    let palette = theme::palette(ui);
    ui.vertical_centered(|ui| {
        ui.add_space(space::XXL * 3.0);
        ui.label(type_scale::ui(sentence).color(palette.muted));
        ui.add_space(space::M);
        button.is_some_and(|button| button.show(ui).clicked())
    })
    .inner
}
