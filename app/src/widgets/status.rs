//! A state: a dot and a word, never a colour alone.

use egui::{Color32, Response, Sense, Ui, vec2};

use crate::theme::{self, Palette, type_scale};

/// What kind of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Ok,
    /// Something is waiting.
    Waiting,
    /// Something failed.
    Failed,
    /// Neither good nor bad.
    Quiet,
}

impl Tone {
    /// The colour of the dot.
    pub fn colour(self, palette: &Palette) -> Color32 {
        match self {
            Self::Ok => palette.ok,
            Self::Waiting => palette.warn,
            Self::Failed => palette.danger,
            Self::Quiet => palette.control,
        }
    }
}

/// Draws the dot alone; the word must stand beside it.
pub fn status_dot(ui: &mut Ui, tone: Tone) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(8.0, 17.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.0, tone.colour(theme::palette(ui)));
    response
}

/// Draws dot and word in small text.
pub fn status_line(ui: &mut Ui, tone: Tone, word: &str) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        status_dot(ui, tone);
        ui.add(egui::Label::new(type_scale::caption(word).color(palette.muted)).wrap());
    });
}
