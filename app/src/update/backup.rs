//! Backups: saving one while the vault is open, and making a vault from one on the first pages.
//!
//! Invariant: what was typed leaves the form only as a passphrase or key that is wiped.

use understory_sync::engine::from_backup::{BackupKey, Becomes, RestoreWish};
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::sealed::{Passphrase, RecoveryKey};

use super::Update;
use super::vault::named_or;
use crate::action::{BackupAction, RestoreAction};
use crate::i18n::t_with;
use crate::platform::folders;
use crate::state::backup::RestoreForm;
use crate::state::onboarding::Step;
use crate::state::{Phase, State};
use crate::when;

/// Carries out one wish about saving a backup.
pub fn act(update: &mut Update<'_>, action: BackupAction) {
    let form = &mut update.model.views.backup;
    match action {
        BackupAction::Ask => {
            form.place = Some(usual_place(&update.model.state));
            update.model.state.backup.outcome = None;
        }
        BackupAction::Cancel => {
            form.place = None;
            update.model.state.backup.outcome = None;
        }
        BackupAction::Save { replace } => {
            let Some(place) = form.place.as_deref().filter(|place| !place.trim().is_empty()) else { return };
            if update.model.state.backup.under_way.is_some() {
                return;
            }
            let file = folders::typed(place);
            update.model.state.backup.outcome = None;
            // What is typed and not sent yet belongs in it.
            super::journal::flush(update);
            update.send(Command::BackUp { file, replace });
        }
    }
}

/// Takes in what the engine said about backups.
pub fn hear(update: &mut Update<'_>, event: Event) {
    let backup = &mut update.model.state.backup;
    match event {
        Event::Backup(known) => backup.known = Some(known),
        Event::BackingUp(progress) => backup.under_way = Some(progress),
        Event::BackedUp(outcome) => {
            (backup.under_way, backup.outcome) = (None, Some(outcome));
            if outcome.is_ok() {
                update.model.views.backup.place = None;
            }
        }
        _ => {}
    }
}

/// Where a backup goes unless somebody types another place: beside the last one, named by its day.
fn usual_place(state: &State) -> String {
    let last = state.backup.known.as_ref().and_then(|known| known.last.as_ref());
    let folder = last.and_then(|last| std::path::Path::new(&last.place).parent()).map(|parent| parent.display());
    let folder = folder.map_or_else(|| "~".to_owned(), |folder| folder.to_string());
    let name = t_with("backup-file", &[("date", when::sortable(state.now_ms, &state.zone).into())]);
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// Carries out one wish about making a vault from a backup.
pub fn restore(update: &mut Update<'_>, action: RestoreAction) {
    let onboarding = &mut update.model.views.onboarding;
    match action {
        RestoreAction::Begin => {
            onboarding.restore = RestoreForm::default();
            onboarding.step = Step::Restore;
        }
        RestoreAction::FileGiven => {
            let form = &onboarding.restore;
            if !form.file.trim().is_empty() && !form.secret.trim().is_empty() && !onboarding.folder.trim().is_empty() {
                onboarding.step = Step::RestoreRuns;
            }
        }
        RestoreAction::OldIsGone => return send(update, Becomes::ThatDevice),
        RestoreAction::OldStillRuns => onboarding.step = Step::RestoreNew,
        RestoreAction::AsNewDevice => {
            let form = &mut onboarding.restore;
            // Somebody who opened the backup with the printed key has typed it already.
            let typed = if form.page.trim().is_empty() { &form.secret } else { &form.page };
            let key = RecoveryKey::parse(typed);
            form.not_a_key = key.is_err();
            let Ok(recovery) = key else { return };
            let name = named_or(&onboarding.device_name, "welcome-device-inside");
            return send(update, Becomes::NewDevice { name, recovery });
        }
    }
    update.model.state.failure = None;
}

/// Leads back to what was wrong.
pub fn failed(update: &mut Update<'_>, failure: Failure) {
    let onboarding = &mut update.model.views.onboarding;
    // A wrong page is typed again where it was typed; everything else is about the file, its words or the folder.
    let about_page = onboarding.step == Step::RestoreNew && failure == Failure::WrongRecoveryKey;
    if onboarding.step.restores() && !about_page {
        onboarding.step = Step::Restore;
    }
}

fn send(update: &mut Update<'_>, becomes: Becomes) {
    if update.model.state.secrets.wait_secs(update.now()).is_some() {
        return;
    }
    let onboarding = &update.model.views.onboarding;
    let form = &onboarding.restore;
    let key = match RecoveryKey::parse(&form.secret) {
        Ok(key) => BackupKey::Recovery(key),
        Err(_) => BackupKey::Passphrase(Passphrase::new(form.secret.to_string())),
    };
    let folder = folders::typed(&onboarding.folder);
    let wish = RestoreWish { file: folders::typed(&form.file), key, folder: folder.clone(), becomes };
    update.model.state.folder = folder;
    update.model.state.failure = None;
    update.model.state.phase = Phase::Opening;
    update.send(Command::Restore(wish));
}
