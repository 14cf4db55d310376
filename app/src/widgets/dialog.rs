//! A dialog: one question over a veil; Esc and a click outside mean "not now".

use egui::{CornerRadius, Frame, Id, Margin, Modal, Shadow, Stroke, Ui};

use crate::theme::{self, space, type_scale};

/// Draws the dialog and returns what `content` returned, and whether the person left it.
pub fn dialog<R>(ui: &Ui, id: &str, title: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let palette = theme::palette(ui);
    let shadow = Shadow { offset: [0, 8], blur: 32, spread: 0, color: palette.veil };
    let frame = Frame::new()
        .fill(palette.surface)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(space::RADIUS_CARD))
        .shadow(shadow)
        .inner_margin(Margin::same(32));
    let shown = Modal::new(Id::unique(id)).frame(frame).backdrop_color(palette.veil).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.label(type_scale::title(title).color(palette.text));
        ui.add_space(space::XS);
        content(ui)
    });
    let left = shown.should_close();
    (shown.inner, left)
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;

    #[test]
    fn what_lies_in_a_dialog_takes_the_mouse() {
        let mut harness = Harness::new_ui_state(
            |ui, clicks: &mut u32| {
                theme::install(ui.ctx());
                crate::widgets::Button::outline("Below").show(ui);
                dialog(ui, "question", "Question", 300.0, |ui| {
                    egui::ScrollArea::vertical().max_height(100.0).show(ui, |ui| ui.label("words"));
                    let keep = crate::widgets::Button::quiet("Keep").show(ui);
                    if ui.memory(|memory| memory.focused().is_none()) {
                        keep.request_focus();
                    }
                    if crate::widgets::Button::primary("Do it").show(ui).clicked() {
                        *clicks += 1;
                    }
                });
            },
            0,
        );
        harness.run();
        harness.get_by_label("Do it").click();
        harness.run();
        assert_eq!(*harness.state(), 1);
    }
}
