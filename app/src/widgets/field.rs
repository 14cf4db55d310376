//! A field: label above, hint below, and below that what is wrong with it.

use egui::{
    Color32, CornerRadius, Event, Frame, Id, Key, Margin, Rect, Response, Sense, Stroke, TextEdit, Ui, WidgetInfo,
};
use egui::{Role, pos2, vec2};

use crate::i18n::t;
use crate::theme::{self, Icon, space, type_scale};

use super::focus_ring;

/// One text somebody types.
#[must_use = "show it"]
pub struct Field<'a> {
    label: String,
    hint: Option<String>,
    error: Option<String>,
    inside: String,
    shown: Option<&'a mut bool>,
    icon: Option<Icon>,
    label_above: bool,
    large: bool,
    rows: usize,
    chars_max: usize,
    id: Option<Id>,
}

impl<'a> Field<'a> {
    /// A field with this label above it.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            hint: None,
            error: None,
            inside: String::new(),
            shown: None,
            icon: None,
            label_above: true,
            large: false,
            rows: 1,
            chars_max: usize::MAX,
            id: None,
        }
    }

    /// Says something below the field.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says below the field what is wrong, if something is.
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// Says something inside the field while it is empty.
    pub fn inside(mut self, inside: impl Into<String>) -> Self {
        self.inside = inside.into();
        self
    }

    /// Hides what is typed until `shown`; an eye switches.
    pub fn secret(mut self, shown: &'a mut bool) -> Self {
        self.shown = Some(shown);
        self
    }

    /// Puts an icon inside and keeps the label for those who listen.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self.label_above = false;
        self
    }

    /// Large prose text, for single words.
    pub fn large(mut self) -> Self {
        self.large = true;
        self.label_above = false;
        self
    }

    /// Several lines.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Takes no more than so many characters.
    pub fn chars_max(mut self, chars_max: usize) -> Self {
        self.chars_max = chars_max;
        self
    }

    /// Keeps this id, to move the keyboard here.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Draws the field over `text`.
    pub fn show(mut self, ui: &mut Ui, text: &mut String) -> Response {
        ui.vertical(|ui| {
            let palette = theme::palette(ui);
            ui.spacing_mut().item_spacing.y = 6.0;
            let label = self.label_above.then(|| ui.label(type_scale::ui(self.label.clone()).color(palette.muted)));
            let hidden = self.shown.as_ref().is_some_and(|shown| !**shown);
            let response = self.edit(ui, text);
            let caps = hidden && caps_lock(ui, &response);
            let response = match label {
                Some(label) => response.labelled_by(label.id),
                None => response.accessible_name(self.label.clone()),
            };
            if let Some(error) = &self.error {
                ui.horizontal(|ui| {
                    Icon::CircleAlert.show(ui, 14.0, palette.danger);
                    ui.label(type_scale::caption(error.clone()).color(palette.danger));
                });
            } else if let Some(hint) = &self.hint {
                ui.label(type_scale::caption(hint.clone()).color(palette.faint));
            }
            if caps {
                ui.label(type_scale::caption(t("field-caps")).color(palette.warn));
            }
            response
        })
        .inner
    }

    fn edit(&mut self, ui: &mut Ui, text: &mut String) -> Response {
        let palette = theme::palette(ui);
        let hidden = self.shown.as_ref().is_some_and(|shown| !**shown);
        let font = if self.large {
            egui::FontId::new(type_scale::TITLE, type_scale::prose_family())
        } else {
            egui::FontId::proportional(type_scale::UI)
        };
        let border = if self.error.is_some() { palette.danger } else { palette.control };
        let margin = Margin {
            left: if self.icon.is_some() { 40 } else { 12 },
            right: if self.shown.is_some() { 44 } else { 12 },
            top: if self.large { 16 } else { 10 },
            bottom: if self.large { 16 } else { 10 },
        };
        let frame = Frame::new()
            .fill(palette.surface)
            .stroke(Stroke::new(1.0, border))
            .corner_radius(CornerRadius::same(space::RADIUS))
            .inner_margin(margin);
        let edit = if self.rows > 1 { TextEdit::multiline(text) } else { TextEdit::singleline(text) };
        let mut edit = edit
            .frame(frame)
            .font(font)
            .text_color(palette.text)
            .password(hidden)
            .char_limit(self.chars_max)
            .desired_rows(self.rows)
            .desired_width(ui.available_width());
        if !self.inside.is_empty() {
            edit = edit.hint_text(egui::RichText::new(self.inside.clone()).color(palette.faint));
        }
        if let Some(id) = self.id {
            edit = edit.id(id);
        }
        let response = edit.show(ui).response.response;
        forget_undo(ui, response.id);
        focus_ring(ui, &response, response.rect.shrink(1.0), space::RADIUS);
        if let Some(icon) = self.icon {
            let centre = pos2(response.rect.left() + 21.0, response.rect.center().y);
            icon.paint(ui, Rect::from_center_size(centre, vec2(16.0, 16.0)), palette.faint);
        }
        if let Some(shown) = self.shown.as_deref_mut() {
            eye(ui, &response, shown);
        }
        response
    }
}

/// Whether Enter just ended this field.
///
/// To be asked before anybody asks for the keyboard back: a field that has it again has not been left.
pub fn entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// Whether what was typed last looks like Caps Lock: capitals without Shift, or small letters with it.
///
/// The window system does not tell whether the lock is on, so this says "may be".
fn caps_lock(ui: &Ui, field: &Response) -> bool {
    let id = field.id.with("caps");
    if !field.has_focus() {
        ui.data_mut(|data| data.remove::<bool>(id));
        return false;
    }
    let before = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    let now = ui.input(|input| {
        let (mut locked, mut shift) = (before, input.modifiers.shift);
        for event in &input.events {
            match event {
                Event::Key { pressed: true, modifiers, .. } => shift = modifiers.shift,
                Event::Text(text) => {
                    let cased = text.chars().next_back().filter(|char| char.is_uppercase() || char.is_lowercase());
                    locked = cased.map_or(locked, |char| char.is_uppercase() != shift);
                }
                _ => {}
            }
        }
        locked
    });
    ui.data_mut(|data| data.insert_temp(id, now));
    now
}

fn eye(ui: &mut Ui, field: &Response, shown: &mut bool) {
    let palette = theme::palette(ui);
    let centre = pos2(field.rect.right() - 21.0, field.rect.center().y);
    let rect = Rect::from_center_size(centre, vec2(32.0, 32.0));
    let response = ui.interact(rect, field.id.with("eye"), Sense::click());
    let label = if *shown { t("field-hide") } else { t("field-show") };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let icon = if *shown { Icon::EyeOff } else { Icon::Eye };
    let ink: Color32 = if response.hovered() { palette.text } else { palette.muted };
    icon.paint(ui, Rect::from_center_size(centre, vec2(space::ICON, space::ICON)), ink);
    focus_ring(ui, &response, rect, space::RADIUS);
    if response.clicked() {
        *shown = !*shown;
    }
}

/// Keeps egui from remembering what was typed: its undo history would hold a hundred copies.
pub fn forget_undo(ui: &Ui, id: Id) {
    if let Some(mut state) = egui::text_edit::TextEditState::load(ui.ctx(), id) {
        let none = egui::util::undoer::Settings { max_undos: 0, ..Default::default() };
        state.set_undoer(egui::util::undoer::Undoer::with_settings(none));
        state.store(ui.ctx(), id);
    }
}
