//! Who may take the keyboard unasked.

use egui::Ui;

/// Whether nothing has the keyboard and no dialog lies over the page: then a page's first field may take it.
pub fn is_free(ui: &Ui) -> bool {
    ui.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none())
}
