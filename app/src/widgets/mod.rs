//! Our components; screens are made of these and of nothing that looks like a default.
//!
//! Invariant: a widget knows the theme and egui, no state of the app and no engine.

pub mod big_button;
pub mod button;
pub mod card;
pub mod choice;
pub mod course_line;
pub mod dialog;
pub mod empty;
pub mod field;
pub mod notice;
pub mod page;
pub mod progress;
pub mod prose_edit;
pub mod prose_layout;
pub mod row;
pub mod segmented;
pub mod status;
pub mod tick;
pub mod trend;

pub use big_button::BigButton;
pub use button::Button;
pub use card::{card, quote_bar};
pub use choice::choice_card;
pub use course_line::course_line;
pub use dialog::dialog;
pub use empty::empty;
pub use field::{Field, entered};
pub use notice::notice;
pub use page::{follow_keyboard, form_page, form_page_at, page};
pub use progress::progress_bar;
pub use row::SideRow;
pub use segmented::segmented;
pub use status::{Tone, status_dot, status_line};
pub use tick::tick;
pub use trend::{Trend, trend};

use egui::{CornerRadius, Rect, Response, Stroke, StrokeKind, Ui};

use crate::theme;

/// Draws the focus ring outside of a control that has the keyboard.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        let ring = Stroke::new(2.0, theme::palette(ui).accent);
        ui.painter().rect_stroke(rect.expand(1.0), CornerRadius::same(radius + 1), ring, StrokeKind::Outside);
    }
}
