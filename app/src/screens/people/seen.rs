//! The card "who has seen what": the newest lines, and the way to all of them.
//!
//! Invariant: a screen asks the engine once for as many lines as it draws; the engine tells again when there is more.

use egui::{Label, Ui};
use understory_sync::engine::Command;
use understory_sync::engine::view::{PersonView, ReceiptLine, ReceiptWhat, Role};

use crate::action::{Action, PeopleAction};
use crate::i18n::{t, t_with};
use crate::state::{Room, State};
use crate::theme::{self, space, type_scale};
use crate::when;
use crate::widgets::{Button, card};

use super::said;

/// Lines on the card.
pub const FEW: usize = 3;

/// Asks for so many lines, unless that was asked before; only where somebody could have seen anything.
pub fn ask(state: &State, asked: &mut usize, lines: usize, actions: &mut Vec<Action>) {
    // Those with whom sharing was ended have seen things too.
    let is_reader = |contact: &PersonView| contact.role == Role::Therapist;
    if *asked < lines && state.people.contacts.iter().any(is_reader) {
        *asked = lines;
        actions.push(Action::People(PeopleAction::Ask(Command::ReadReceipts { newest: lines })));
    }
}

/// Draws the card, once there is something to say.
pub fn card_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(receipts) = state.people.receipts.as_ref().filter(|receipts| receipts.total > 0) else { return };
    card(ui, |ui| {
        let palette = theme::palette(ui);
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.label(type_scale::strong(t("seen-title")).color(palette.text));
        for line in receipts.lines.iter().take(FEW) {
            let words = sentence(line, &said::moment(line.at_ms, state));
            ui.add(Label::new(type_scale::ui(words).color(palette.muted)).wrap());
        }
        let count = i64::try_from(receipts.total).unwrap_or(i64::MAX);
        if Button::quiet(t_with("seen-all", &[("n", count.into())])).show(ui).clicked() {
            actions.push(Action::Go(Room::Seen));
        }
    });
    ui.add_space(space::S);
}

/// Says what happened to a publication, when and where.
pub fn sentence(line: &ReceiptLine, moment: &str) -> String {
    let name = match (line.what, line.title.is_empty()) {
        (ReceiptWhat::Received, false) => "seen-received",
        (ReceiptWhat::Received, true) => "seen-received-untitled",
        (ReceiptWhat::Opened, false) => "seen-opened",
        (ReceiptWhat::Opened, true) => "seen-opened-untitled",
        (ReceiptWhat::Removed, false) => "seen-removed",
        (ReceiptWhat::Removed, true) => "seen-removed-untitled",
    };
    let (device, title) = (line.device_name.as_str(), line.title.as_str());
    t_with(name, &[("when", moment.into()), ("device", device.into()), ("title", title.into())])
}

/// Says at what time of its day something happened.
pub fn time(line: &ReceiptLine, state: &State) -> String {
    when::time(line.at_ms, &state.zone)
}
