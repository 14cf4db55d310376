//! Small things meant to be done: one line each, done or not, and nothing that counts them.

use egui::Ui;
use understory_sync::document::Fact;
use understory_sync::ids::DocumentId;
use understory_sync::kind::Kind;

use crate::action::{Action, CareAction, MonthsAction};
use crate::care::course;
use crate::i18n::{t, t_with};
use crate::state::care::Care;
use crate::state::months::MonthsView;
use crate::theme::{self, Icon, space, type_scale};
use crate::update::months::COMMITMENT_CHARS_MAX;
use crate::widgets::{Button, Field};

/// Draws a line of words with an icon before it.
pub fn row(ui: &mut Ui, icon: Icon, words: &str) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        icon.show(ui, space::ICON, palette.muted);
        ui.add(egui::Label::new(type_scale::ui(words).color(palette.text)).wrap());
    });
}

/// Draws what was not put away, each with one button to say whether it was done; only that of `session` if one is given.
pub fn open(ui: &mut Ui, care: &Care, session: Option<DocumentId>, actions: &mut Vec<Action>) {
    let name = session.map(|session| session.hex());
    let open = care.of(Kind::Commitment).filter(|record| !course::flag(record, "closed"));
    for record in open.filter(|record| name.is_none() || course::text(record, "session") == name.as_deref()) {
        let kept = course::flag(record, "kept");
        let what = course::text(record, "what").unwrap_or_default();
        let mut set = |name: &str, flag: bool| {
            let set = [(name.to_owned(), Some(Fact::Flag(flag)))].into();
            actions.push(Action::Care(CareAction::Set { document: record.document, kind: Kind::Commitment, set }));
        };
        row(ui, if kept { Icon::SquareCheck } else { Icon::Square }, what);
        ui.horizontal(|ui| {
            ui.add_space(space::ICON);
            let word = if kept { t("today-not-kept") } else { t("today-kept") };
            let words = t_with("today-about", &[("word", word.into()), ("what", what.into())]);
            if Button::quiet(words).small().show(ui).clicked() {
                set("kept", !kept);
            }
            if Button::quiet(t("today-close")).small().show(ui).clicked() {
                set("closed", true);
            }
        });
    }
}

/// Draws the field for one more, meant to be done before `session`.
pub fn field(ui: &mut Ui, view: &mut MonthsView, session: Option<DocumentId>, actions: &mut Vec<Action>) {
    let field = Field::new(t("today-commit")).inside(t("today-commit-inside")).id(egui::Id::unique("commitment"));
    let response = field.chars_max(COMMITMENT_CHARS_MAX).show(ui, &mut view.today.commitment);
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let filled = !view.today.commitment.trim().is_empty();
    if filled && (Button::quiet(t("today-commit-keep")).small().show(ui).clicked() || entered) {
        actions.push(Action::Months(MonthsAction::Commit(session)));
    }
}
