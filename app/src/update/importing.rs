//! Entries of another vault: typed words become a wish, and the answers are shown.
//!
//! Invariant: the typed passphrase leaves the form only as one that is wiped, and the other vault is closed when the person
//! goes elsewhere while only its list is shown.

use understory_sync::engine::Command;
use understory_sync::engine::importing::ImportWish;
use understory_sync::engine::view::ImportView;
use understory_sync::sealed::Passphrase;
use zeroize::Zeroizing;

use super::Update;
use crate::action::ImportAction;
use crate::platform::folders;
use crate::state::importing::{ImportForm, Importing};

/// Carries out one wish.
pub fn act(update: &mut Update<'_>, action: ImportAction) {
    let importing = &mut update.model.state.importing;
    match action {
        ImportAction::Look => look(update),
        ImportAction::Tick(document, true) => {
            importing.left.remove(&document);
        }
        ImportAction::Tick(document, false) => {
            importing.left.insert(document);
        }
        ImportAction::TickAll(true) => importing.left.clear(),
        ImportAction::TickAll(false) => importing.left.extend(importing.wanted()),
        ImportAction::Take => {
            let wanted = importing.wanted();
            if !wanted.is_empty() {
                update.send(Command::Import(ImportWish::Take(wanted)));
            }
        }
        ImportAction::Stop => update.send(Command::Import(ImportWish::Stop)),
    }
}

/// Takes in where it stands.
pub fn hear(update: &mut Update<'_>, view: ImportView) {
    let importing = &mut update.model.state.importing;
    importing.opening = false;
    importing.view = Some(view);
}

/// Somebody goes to another page: what was typed is wiped, and a list nobody sees closes. Taking over goes on.
pub fn leave(update: &mut Update<'_>) {
    update.model.views.importing = ImportForm::default();
    let importing = &update.model.state.importing;
    if matches!(importing.view, Some(ImportView::Taking { .. })) {
        return;
    }
    let open = importing.is_open();
    update.model.state.importing = Importing::default();
    if open {
        update.send(Command::Import(ImportWish::Stop));
    }
}

fn look(update: &mut Update<'_>) {
    let waits = update.model.state.secrets.wait_secs(update.now()).is_some();
    let form = &mut update.model.views.importing;
    if form.folder.trim().is_empty() || form.passphrase.is_empty() || waits {
        return;
    }
    let folder = folders::typed(&form.folder);
    let passphrase = Passphrase::new(form.passphrase.to_string());
    form.passphrase = Zeroizing::default();
    update.model.state.importing = Importing { opening: true, ..Importing::default() };
    update.send(Command::Import(ImportWish::Look { folder, passphrase }));
}
