//! Parts of the page: what opens the vault now, a new passphrase, and the buttons that end a form.

use egui::{Id, Ui};

use crate::action::{Action, SecretsAction};
use crate::i18n::{t, t_with};
use crate::screens::welcome::weak_because;
use crate::state::State;
use crate::state::secrets::{NewWords, ProofForm};
use crate::theme::{self, Icon, space, type_scale};
use crate::widgets::{Button, Field, Tone, entered, notice, status_line};

use super::push;

/// Draws the field for what opens the vault now; returns whether Enter ended it.
pub fn proof(ui: &mut Ui, form: &mut ProofForm, actions: &mut Vec<Action>) -> bool {
    let label = if form.by_recovery { t("unlock-recovery") } else { t("secrets-present") };
    let error = form.not_a_key.then(|| t("unlock-not-a-key"));
    let field = Field::new(label).secret(&mut form.shown).error(error).id(Id::unique("secrets-proof"));
    let response = field.show(ui, &mut form.secret);
    if response.changed() {
        form.not_a_key = false;
    }
    let other = if form.by_recovery { t("unlock-by-passphrase") } else { t("unlock-by-recovery") };
    if Button::quiet(other).small().show(ui).clicked() {
        push(actions, SecretsAction::ByRecovery(!form.by_recovery));
    }
    entered(ui, &response)
}

/// Draws the offered words, and the two fields for others; returns whether Enter ended one of them.
pub fn new(ui: &mut Ui, words: &mut NewWords, actions: &mut Vec<Action>) -> bool {
    let palette = theme::palette(ui);
    ui.label(type_scale::ui(t("welcome-offered")).color(palette.muted));
    ui.add(egui::Label::new(type_scale::title(words.offered.as_str()).color(palette.text)).wrap());
    ui.horizontal(|ui| {
        if Button::outline(t("welcome-take-words")).show(ui).clicked() {
            push(actions, SecretsAction::TakeWords);
        }
        if Button::quiet(t("welcome-other-words")).icon(Icon::RotateCcw).show(ui).clicked() {
            push(actions, SecretsAction::OfferWords);
        }
    });
    if words.no_entropy {
        notice(ui, Tone::Failed, &t("welcome-no-entropy"), &t("welcome-no-entropy-then"));
    }
    let accepted = words.strength.as_ref().is_some_and(|strength| strength.accepted);
    let weak = words.strength.as_ref().filter(|strength| !strength.accepted);
    let weak = weak.map(|strength| strength.reason.map_or_else(|| t("weak-guessable"), weak_because));
    let mut field = Field::new(t("secrets-new")).secret(&mut words.shown).error(weak).id(Id::unique("secrets-new"));
    if accepted {
        field = field.hint(t("welcome-strong"));
    }
    let response = field.show(ui, &mut words.typed);
    let enter = entered(ui, &response);
    if response.changed() {
        push(actions, SecretsAction::Typed);
    }
    let differs = !words.again.is_empty() && *words.again != *words.typed;
    let error = differs.then(|| t("welcome-again-differs"));
    let field = Field::new(t("welcome-again")).secret(&mut words.shown).error(error);
    let again = field.id(Id::unique("secrets-again")).show(ui, &mut words.again);
    enter | entered(ui, &again)
}

/// Draws the button that does it, the one that leaves it, and how long to wait after wrong guesses. Enter in a field
/// does what the button does.
pub fn end(
    ui: &mut Ui,
    state: &State,
    (done, left): (&str, &str),
    (ready, enter): (bool, bool),
    actions: &mut Vec<Action>,
) {
    let waits = waiting(ui, state);
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        let ready = ready && !state.secrets.busy && !waits;
        if Button::primary(t(done)).enabled(ready).show(ui).clicked() || (enter && ready) {
            push(actions, SecretsAction::Do);
        }
        if Button::quiet(t(left)).show(ui).clicked() {
            push(actions, SecretsAction::Choose(None));
        }
    });
    if state.secrets.busy {
        status_line(ui, Tone::Quiet, &t("secrets-busy"));
    }
}

/// Says how long to wait before the next guess, if one has to; returns whether one has to.
pub fn waiting(ui: &mut Ui, state: &State) -> bool {
    let Some(secs) = state.secrets.wait_secs(state.mono) else { return false };
    let secs = i64::try_from(secs).unwrap_or(i64::MAX);
    status_line(ui, Tone::Waiting, &t_with("secrets-wait", &[("n", secs.into())]));
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(250));
    true
}
