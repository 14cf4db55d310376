//! Say two words, type two words.

use egui::{Align2, CornerRadius, FontId, Id, Key, Modifiers, Sense, Ui, WidgetInfo, vec2};
use understory_sync::engine::view::PairingView;
use understory_sync::people::Flow;

use crate::action::{Action, PairingAction};
use crate::i18n::{t, t_with};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, card};

use super::super::people::{columns, keyboard};
use super::push;

/// What of the page's form this card works on.
pub struct Typing<'a> {
    /// The two words.
    pub words: &'a mut [String; 2],
    /// They were changed since the engine looked at them.
    pub edited: &'a mut [bool; 2],
    /// They were sent and not answered yet.
    pub sent: bool,
}

/// What the card says, by who reads the words to whom.
pub struct Says {
    /// Both computers are one person's: nothing is said or heard, words are read and typed.
    pub flow: Flow,
    /// To whom, or where, the words go.
    pub them: String,
    /// What connecting does not do.
    pub foot: String,
}

impl Says {
    fn word(&self, key: &str) -> String {
        match self.flow {
            Flow::Person | Flow::Return => key.to_owned(),
            Flow::Device => format!("{key}-own"),
        }
    }
}

/// Draws the card.
pub fn ui(ui: &mut Ui, pairing: &PairingView, says: &Says, typing: &mut Typing<'_>, actions: &mut Vec<Action>) {
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let palette = theme::palette(ui);
        ui.label(type_scale::caption(t(&says.word("pairing-words"))).color(palette.faint));
        match pairing {
            PairingView::Words { say, unknown, waiting_for_them } => {
                ui.label(type_scale::ui(says.them.as_str()).color(palette.text));
                said(ui, say);
                if *waiting_for_them {
                    ui.horizontal(|ui| {
                        Icon::CircleCheck.show(ui, space::ICON, palette.ok);
                        ui.add(
                            egui::Label::new(type_scale::ui(t(&says.word("pairing-waiting"))).color(palette.text))
                                .wrap(),
                        );
                    });
                } else {
                    typed(ui, says, *unknown, typing, actions);
                }
                ui.add(egui::Label::new(type_scale::ui(t("pairing-wrong-word")).color(palette.muted)).wrap());
            }
            _ => {
                ui.add(
                    egui::Label::new(type_scale::ui(t(&says.word("pairing-words-later"))).color(palette.muted)).wrap(),
                );
            }
        }
        columns::line(ui);
        ui.horizontal(|ui| {
            Icon::EyeOff.show(ui, 16.0, palette.muted);
            ui.add(egui::Label::new(type_scale::ui(says.foot.as_str()).color(palette.muted)).wrap());
        });
    });
}

fn said(ui: &mut Ui, say: &[String; 2]) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let size = vec2((ui.available_width() - space::M) / 2.0, 74.0);
        for word in say {
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, word));
            ui.painter().rect_filled(rect, CornerRadius::same(space::RADIUS), palette.sunken);
            let font = FontId::new(type_scale::DISPLAY, type_scale::prose_family());
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, word, font, palette.text);
        }
    });
}

fn typed(ui: &mut Ui, says: &Says, unknown: Option<usize>, typing: &mut Typing<'_>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    ui.label(type_scale::ui(t(&says.word("pairing-type"))).color(palette.text));
    let ids = [Id::unique("heard-word-1"), Id::unique("heard-word-2")];
    let mut entered = false;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let width = (ui.available_width() - space::M) / 2.0;
        for (index, id) in ids.into_iter().enumerate() {
            let wrong = unknown == Some(index) && !typing.edited[index];
            let number = i64::try_from(index + 1).unwrap_or_default();
            ui.vertical(|ui| {
                ui.set_width(width);
                let field = Field::new(t_with(&says.word("pairing-word"), &[("n", number.into())])).large().id(id);
                let field = field.error(wrong.then(|| t("pairing-unknown-word")));
                let response = field.show(ui, &mut typing.words[index]);
                typing.edited[index] |= response.changed();
                // Taken, or the second field would see the same key and let go of the keyboard at once.
                if response.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
                    if index == 0 {
                        ui.memory_mut(|memory| memory.request_focus(ids[1]));
                    } else {
                        entered = true;
                    }
                }
            });
        }
    });
    if keyboard::is_free(ui) && !entered {
        let first = unknown.unwrap_or_default().min(1);
        ui.memory_mut(|memory| memory.request_focus(ids[first]));
    }
    let unchanged = unknown.is_some_and(|index| index < 2 && !typing.edited[index]);
    let ready = !typing.sent && !unchanged && typing.words.iter().all(|word| !word.trim().is_empty());
    if Button::primary(t("pairing-check")).enabled(ready).show(ui).clicked() || (entered && ready) {
        push(actions, PairingAction::TypeWords);
    }
}
