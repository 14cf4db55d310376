//! The frame of a room's page: a large title, a line below it, content that scrolls.
//!
//! Invariant: what gets the keyboard is brought into view, and the usual keys scroll a page nobody types on.

use egui::{CentralPanel, Frame, Id, Key, Margin, Modifiers, ScrollArea, Ui, vec2};

use crate::theme::{self, space, type_scale};

/// Draws a page with title and subtitle; `aside` draws at the right end of the title's line.
pub fn page(ui: &mut Ui, title: &str, subtitle: &str, aside: impl FnOnce(&mut Ui), content: impl FnOnce(&mut Ui)) {
    let palette = theme::palette(ui);
    let margin = Margin { left: 40, right: 40, top: 32, bottom: 24 };
    CentralPanel::no_frame().frame(Frame::new().fill(palette.canvas)).show(ui, |ui| {
        ScrollArea::vertical().id_salt(title).auto_shrink([false, false]).show(ui, |ui| {
            Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.label(type_scale::display(title).color(palette.text));
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), aside);
                });
                if !subtitle.is_empty() {
                    ui.label(type_scale::ui(subtitle).color(palette.muted));
                }
                ui.add_space(space::L);
                // A page of its own, so that it can be narrower than the title's line.
                ui.scope(content);
            });
            follow_keyboard(ui);
        });
    });
}

/// Draws a narrow column in the middle of an otherwise empty window, for one question at a time.
pub fn form_page(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    let top = (ui.ctx().content_rect().height() * 0.14).min(140.0);
    form_page_at(ui, width, top, content);
}

/// Draws such a column from `top` points below the window's edge.
pub fn form_page_at(ui: &mut Ui, width: f32, top: f32, content: impl FnOnce(&mut Ui)) {
    let palette = theme::palette(ui);
    CentralPanel::no_frame().frame(Frame::new().fill(palette.canvas)).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let side = ((ui.available_width() - width) / 2.0).max(space::XL);
            ui.add_space(top);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.add_space(side);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.x = space::S;
                    ui.set_width(width.min(ui.available_width()));
                    content(ui);
                    ui.add_space(space::XXL);
                });
            });
            follow_keyboard(ui);
        });
    });
}

/// Brings what just got the keyboard into view, and lets Page Up and Down, Home and End scroll; at the end of what
/// scrolls.
pub fn follow_keyboard(ui: &Ui) {
    let focused = ui.memory(|memory| memory.focused());
    let key = Id::unique("focus-in-view");
    let before = ui.data(|data| data.get_temp::<Id>(key));
    if let Some(id) = focused.filter(|id| before != Some(*id)) {
        let here = ui.ctx().read_response(id).filter(|response| {
            let (rect, clip) = (response.rect, ui.clip_rect());
            // What is taller than the page is wherever somebody clicked it.
            response.layer_id == ui.layer_id() && ui.min_rect().intersects(rect) && rect.height() < clip.height()
        });
        if let Some(response) = here {
            ui.scroll_to_rect(response.rect.expand2(vec2(0.0, space::L)), None);
            ui.data_mut(|data| data.insert_temp(key, id));
        }
    }
    if ui.ctx().text_edit_focused() || ui.ctx().memory(|memory| memory.top_modal_layer().is_some()) {
        return;
    }
    let page = ui.clip_rect().height() * 0.9;
    for (pressed, down) in [(Key::PageDown, page), (Key::PageUp, -page), (Key::End, f32::MAX), (Key::Home, f32::MIN)] {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, pressed)) {
            ui.scroll_with_delta(vec2(0.0, -down.clamp(-1e6, 1e6)));
        }
    }
}
