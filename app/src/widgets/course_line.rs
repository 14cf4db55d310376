//! The course as a line of dots: what was, where somebody is, what is still to come.

use egui::{Color32, FontId, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::i18n::t_with;
use crate::theme::{self, type_scale};

/// One session on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dot {
    /// A number, or one word.
    pub label: String,
    /// Its day is here or past.
    pub done: bool,
    /// The last one whose day is here or past.
    pub here: bool,
}

/// Height of the line with its words.
const HEIGHT: f32 = 56.0;

/// Draws the line over the whole width; those who listen hear how many of them are done.
pub fn course_line(ui: &mut Ui, dots: &[Dot]) {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let done = dots.iter().filter(|dot| dot.done).count();
    let words = t_with("course-line", &[("done", done.into()), ("n", dots.len().into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let step = rect.width() / dots.len().max(1) as f32;
    let y = rect.top() + 16.0;
    for (index, dot) in dots.iter().enumerate() {
        let x = rect.left() + step * (index as f32 + 0.5);
        if index > 0 {
            let line = Stroke::new(1.0, if dot.done { palette.accent } else { palette.line });
            let length = (step - 44.0).clamp(4.0, 24.0);
            let middle = x - step / 2.0;
            ui.painter().hline(middle - length / 2.0..=middle + length / 2.0, y, line);
        }
        let radius: f32 = if dot.here { 13.0 } else { 9.0 };
        let radius = radius.min(step / 2.0 - 2.0).max(3.0);
        let (fill, rim) =
            if dot.done { (palette.accent, palette.accent) } else { (Color32::TRANSPARENT, palette.control) };
        ui.painter().circle(pos2(x, y), radius, fill, Stroke::new(1.0, rim));
        // Where the words of all do not fit, those of every second are left out, never those of where somebody is.
        let fits = step > 40.0 || dot.here || index % 2 == 0;
        if fits {
            let ink = if dot.here { palette.text } else { palette.muted };
            let galley = ui.painter().layout_no_wrap(dot.label.clone(), FontId::proportional(type_scale::CAPTION), ink);
            ui.painter().galley(pos2(x - galley.size().x / 2.0, y + 22.0), galley, ink);
        }
    }
}
