//! Words typed while the vault is locked: sealed on a pause, when the page is left, and before the program ends.
//!
//! Invariant: the page never holds the only copy of words for longer than some seconds of typing.

use understory_sync::document::Fact;
use understory_sync::engine::view::VaultNotice;
use understory_sync::engine::{Command, Event};
use zeroize::Zeroizing;

use crate::action::CatchAction;
use crate::care::hours::session_today;
use crate::i18n::t;
use crate::state::Phase;

use super::Update;

/// Carries out one wish.
pub fn act(update: &mut Update<'_>, action: CatchAction) {
    match action {
        CatchAction::Open => {
            if update.model.state.phase == Phase::Locked && !update.model.state.catching {
                update.model.views.catching.begin();
                update.model.state.catching = true;
                update.model.state.failure = None;
            }
        }
        CatchAction::Typed => {
            let now = update.now();
            update.model.views.catching.touched(now);
        }
        CatchAction::Leave => leave(update),
        CatchAction::Settle { id, keep } => {
            let state = &update.model.state;
            let at_ms = state.caught.iter().find(|caught| caught.id == id).map(|caught| caught.at_ms);
            let session = at_ms.and_then(|at_ms| session_today(&state.care, at_ms, &state.zone));
            let session = session.map(|session| ("session".to_owned(), Some(Fact::Text(session.document.hex()))));
            let (title, facts) = (t("hours-entry"), session.into_iter().collect());
            update.send(Command::SettleCaught { id, title, facts, keep });
        }
        CatchAction::Understood => {
            let about = |notice: &VaultNotice| {
                matches!(notice, VaultNotice::CaptureChanged | VaultNotice::CaughtForeign { .. })
            };
            update.model.state.vault_notices.retain(|notice| !about(notice));
        }
        CatchAction::Later => update.model.state.caught_later = true,
    }
}

/// Takes in what the engine said about such words.
pub fn hear(update: &mut Update<'_>, event: Event) {
    match event {
        Event::Caught(caught) => update.model.state.caught = caught,
        Event::CatchWritten { number, outcome } => {
            let view = &mut update.model.views.catching;
            view.answered = view.answered.max(number);
            view.outcome = Some(outcome);
        }
        _ => {}
    }
}

/// Sends what is due; all of it if `force`.
pub fn send(update: &mut Update<'_>, force: bool) {
    let now = update.now();
    let view = &mut update.model.views.catching;
    let Some(due) = view.due() else { return };
    if !force && now < due {
        return;
    }
    let (page, number) = (view.page, view.sent());
    let text = Zeroizing::new(view.text.to_string());
    let folder = update.model.state.folder.clone();
    update.send(Command::Catch { folder, page, number, text });
}

/// Seals what is typed and shows the unlock screen.
pub fn leave(update: &mut Update<'_>) {
    if update.model.state.catching {
        send(update, true);
        update.model.state.catching = false;
        // What is on its way is with the engine; nothing of it stays on the screen.
        let outcome = update.model.views.catching.outcome;
        update.model.views.catching.begin();
        update.model.views.catching.outcome = outcome;
        update.model.views.unlock.focused = false;
    }
}
