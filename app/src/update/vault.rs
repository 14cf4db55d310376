//! First run, unlocking, locking, quitting.
//!
//! Invariant: what was typed is sent before the vault is asked to close, and state is wiped when it says that it did.

use understory_sync::engine::view::{Home, PairingView};
use understory_sync::engine::{Command, Event};
use understory_sync::limits::INVITATION_CHARS_MAX;
use understory_sync::sealed::{Passphrase, RecoveryKey};
use zeroize::{Zeroize as _, Zeroizing};

use crate::action::VaultAction;
use crate::platform::folders;
use crate::state::backup::RestoreForm;
use crate::state::onboarding::Step;
use crate::state::people::carry::CarryOutcome;
use crate::state::people::pairing::PairingForm;
use crate::state::{Onboarding, Phase, Quit, Room, State, UnlockView};

use super::{Update, backup, journal, secrets};

/// Characters of the recovery key that are typed back.
pub const PROOF_CHARS: usize = 6;

/// Carries out one wish about the vault.
pub fn act(update: &mut Update<'_>, action: VaultAction) {
    let onboarding = &mut update.model.views.onboarding;
    match action {
        VaultAction::Begin(home) => {
            onboarding.home = Some(home);
            (onboarding.joins, onboarding.returns) = (false, false);
            onboarding.step = Step::Name;
        }
        VaultAction::BeginExisting => onboarding.step = Step::Existing,
        VaultAction::Restore(action) => backup::restore(update, action),
        VaultAction::BeginJoin => {
            (onboarding.joins, onboarding.returns) = (true, false);
            onboarding.step = Step::Name;
        }
        VaultAction::BeginAgain => onboarding.step = Step::Again,
        VaultAction::BeginReturn => {
            (onboarding.joins, onboarding.returns) = (true, true);
            onboarding.step = Step::ReturnKey;
        }
        VaultAction::KeyGiven => {
            onboarding.not_a_key = RecoveryKey::parse(&onboarding.typed_key).is_err();
            if !onboarding.not_a_key {
                onboarding.step = Step::Name;
            }
        }
        VaultAction::JoinAsDevice => join_as_device(update),
        VaultAction::Back => back(update),
        VaultAction::NameGiven => name_given(update),
        VaultAction::PassphraseTyped => judge(onboarding),
        VaultAction::OfferWords => offer(update),
        VaultAction::TakeWords => {
            onboarding.passphrase.clone_from(&onboarding.offered);
            onboarding.again.clone_from(&onboarding.offered);
            onboarding.shown = true;
            judge(onboarding);
        }
        VaultAction::PassphraseChosen => passphrase_chosen(onboarding),
        VaultAction::RecoveryCopied => onboarding.copied = true,
        VaultAction::SaveRecovery => {
            if let (Some(place), Some(key)) = (&onboarding.save_to, &onboarding.recovery) {
                let page = secrets::page(&update.model.state, key, onboarding.name.trim());
                update.jobs.save_recovery(folders::typed(place), page);
            }
        }
        VaultAction::Create => create(update),
        VaultAction::OpenExisting => {
            update.model.state.folder = folders::typed(&onboarding.folder);
            update.model.state.phase = Phase::Locked;
            update.model.state.failure = None;
            update.jobs.look_for_quick(&update.model.state.folder);
        }
        VaultAction::Unlock => unlock(update),
        VaultAction::UnlockQuick => {
            if update.model.state.phase == Phase::Locked {
                update.model.state.phase = Phase::Opening;
                update.model.state.failure = None;
                update.jobs.find_quick(&update.model.state.folder);
            }
        }
        VaultAction::ByRecovery(by_recovery) => {
            update.model.views.unlock = UnlockView { by_recovery, ..UnlockView::default() };
            update.model.state.failure = None;
        }
        VaultAction::Lock | VaultAction::Hide => lock(update),
        VaultAction::QuitAnyway => {
            update.model.state.quit = Quit::Asked(update.now());
            update.send(Command::Quit { force: true });
        }
        VaultAction::Stay => update.model.state.quit = Quit::No,
    }
}

/// Takes in what the engine said about the vault.
pub fn hear(update: &mut Update<'_>, event: Event) {
    let state = &mut update.model.state;
    match event {
        Event::Unlocked { profile, notices } => {
            state.phase = Phase::Open;
            state.receiving = false;
            state.profile = Some(profile);
            state.room = home(state);
            state.vault_notices = notices;
            state.failure = None;
            update.jobs.remember_folder(&state.folder);
            update.jobs.read_lock_screen(&state.folder);
            update.jobs.look_for_quick(&state.folder);
            update.jobs.save_settings(&state.folder, &state.settings);
            let unlocked = std::mem::take(&mut update.model.views.unlock);
            let restored = std::mem::take(&mut update.model.views.onboarding);
            // Who opened it by the printed key chooses a new passphrase at once.
            let by_key = restored.step.restores() && RecoveryKey::parse(&restored.restore.secret).is_ok();
            let by_recovery = unlocked.by_recovery || by_key;
            update.model.views.people.pairing = PairingForm::default();
            state.people.pairing = PairingView::Idle;
            if restored.returns {
                // What comes next is asked there: whether the other's device belongs here, and what it gives back.
                state.room = Room::People;
            }
            if by_recovery {
                secrets::offer_new(update);
            }
        }
        Event::Locked { words_waiting } => {
            update.model.wipe();
            update.model.state.words_waiting_locked = words_waiting;
            update.jobs.look_for_quick(&update.model.state.folder);
        }
        Event::KeepsReceiving(yes) => state.keeps_receiving = yes,
        Event::Receiving(yes) => state.receiving = yes,
        Event::Stopped => state.quit = Quit::Stopped,
        Event::QuitAsked => want_to_quit(update),
        Event::Failed(failure) => {
            state.failure = Some(failure);
            update.model.views.people.pairing.proving = false;
            if std::mem::take(&mut state.people.carry.busy) {
                state.people.carry.outcome = Some(CarryOutcome::Failed(failure));
            }
            if let Some(form) = &mut update.model.views.people.removing {
                form.sent = false;
            }
            if state.phase == Phase::Opening {
                let onboarding = &update.model.views.onboarding;
                let first_run = onboarding.recovery.is_some() || onboarding.step.restores();
                state.phase = if first_run { Phase::Welcome } else { Phase::Locked };
                backup::failed(update, failure);
            }
        }
        Event::WordsWaiting(failure) => {
            state.words_waiting = Some(failure);
            if matches!(state.quit, Quit::Asked(_)) {
                state.quit = Quit::WordsWaiting;
            }
        }
        Event::Profile(profile) => state.profile = Some(profile),
        _ => {}
    }
}

/// Returns the room that opens first.
pub fn home(state: &State) -> Room {
    match state.profile.as_ref().map(|profile| profile.home) {
        Some(Home::Clients) => Room::Clients,
        _ => Room::Today,
    }
}

/// Saves and locks, from wherever the person is.
pub fn lock(update: &mut Update<'_>) {
    if update.model.state.phase == Phase::Open {
        journal::flush(update);
        super::months::keep_typed(update);
        update.send(Command::Lock);
        update.model.state.phase = Phase::Closing;
    }
}

/// Notes that somebody wants to quit; [`quit`] follows once this frame's keys are taken in.
pub fn want_to_quit(update: &mut Update<'_>) {
    if update.model.state.quit == Quit::No {
        update.model.state.quit = Quit::Wanted;
    }
}

/// Saves and asks the engine to stop; the window closes when it has.
pub fn quit(update: &mut Update<'_>) {
    if matches!(update.model.state.quit, Quit::No | Quit::Wanted) {
        journal::flush(update);
        super::catching::send(update, true);
        if update.model.state.phase == Phase::Open {
            super::months::keep_typed(update);
        }
        update.send(Command::Quit { force: false });
        update.model.state.quit = Quit::Asked(update.now());
    }
}

/// Whether this is the end of a key as somebody typed it; blanks do not matter, since the page prints groups.
pub fn is_end_of(key: &RecoveryKey, typed: &str) -> bool {
    let typed: Zeroizing<String> = Zeroizing::new(typed.chars().filter(|char| !char.is_whitespace()).collect());
    typed.eq_ignore_ascii_case(&proof_of(key))
}

/// Returns the last characters of the key, which are typed back.
pub fn proof_of(key: &RecoveryKey) -> Zeroizing<String> {
    let text = key.reveal();
    let skipped = text.chars().count().saturating_sub(PROOF_CHARS);
    Zeroizing::new(text.chars().skip(skipped).collect())
}

fn back(update: &mut Update<'_>) {
    let onboarding = &mut update.model.views.onboarding;
    onboarding.step = match onboarding.step {
        Step::Recovery => Step::Passphrase,
        Step::Join => {
            update.send(Command::CancelPairing);
            return step_back_from_joining(update);
        }
        Step::Passphrase => Step::Name,
        Step::Name if onboarding.returns => Step::ReturnKey,
        Step::RestoreNew => Step::RestoreRuns,
        Step::RestoreRuns => Step::Restore,
        Step::Existing | Step::Restore | Step::ReturnKey => Step::Again,
        Step::Name | Step::Again | Step::Welcome => Step::Welcome,
    };
    onboarding.recovery = None;
    if matches!(onboarding.step, Step::Welcome | Step::Again) {
        onboarding.typed_key.zeroize();
        onboarding.restore = RestoreForm::default();
    }
    update.model.state.failure = None;
}

fn name_given(update: &mut Update<'_>) {
    let onboarding = &mut update.model.views.onboarding;
    if (!onboarding.joins && onboarding.name.trim().is_empty()) || onboarding.folder.trim().is_empty() {
        return;
    }
    onboarding.step = Step::Passphrase;
    if onboarding.offered.is_empty() {
        offer(update);
    }
}

fn offer(update: &mut Update<'_>) {
    let onboarding = &mut update.model.views.onboarding;
    match Passphrase::generate(&**update.entropy) {
        Ok(words) => onboarding.offered = Zeroizing::new(words.reveal().to_owned()),
        Err(_) => onboarding.no_entropy = true,
    }
}

fn judge(onboarding: &mut Onboarding) {
    let typed = Passphrase::new(onboarding.passphrase.to_string());
    let own = [onboarding.name.as_str(), onboarding.device_name.as_str()];
    onboarding.strength = (!onboarding.passphrase.is_empty()).then(|| typed.judge(&own));
}

fn passphrase_chosen(onboarding: &mut Onboarding) {
    judge(onboarding);
    let accepted = onboarding.strength.as_ref().is_some_and(|strength| strength.accepted);
    if accepted && *onboarding.again == *onboarding.passphrase && onboarding.joins {
        onboarding.step = Step::Join;
    } else if accepted && *onboarding.again == *onboarding.passphrase {
        onboarding.recovery = Some(RecoveryKey::generate());
        onboarding.proof.clear();
        (onboarding.proof_wrong, onboarding.copied, onboarding.saved) = (false, false, None);
        onboarding.step = Step::Recovery;
    }
}

fn create(update: &mut Update<'_>) {
    let onboarding = &mut update.model.views.onboarding;
    let Some(key) = &onboarding.recovery else { return };
    onboarding.proof_wrong = !is_end_of(key, &onboarding.proof);
    if onboarding.proof_wrong {
        return;
    }
    // The key is shown until the vault stands, so that a failed attempt can be repeated.
    let Ok(recovery) = RecoveryKey::parse(&key.reveal()) else { return };
    let folder = folders::typed(&onboarding.folder);
    let command = Command::Create {
        folder: folder.clone(),
        name: onboarding.name.trim().to_owned(),
        device_name: named_or(&onboarding.device_name, "welcome-device-inside"),
        home: onboarding.home.unwrap_or(Home::Journal),
        passphrase: Passphrase::new(onboarding.passphrase.to_string()),
        recovery,
    };
    update.model.state.folder = folder;
    update.model.state.failure = None;
    update.model.state.phase = Phase::Opening;
    update.send(command);
}

/// Becomes a device of the person whose invitation was typed, or of the one whose printed key was.
fn join_as_device(update: &mut Update<'_>) {
    let (onboarding, form) = (&update.model.views.onboarding, &update.model.views.people.pairing);
    let folder = folders::typed(&onboarding.folder);
    let device_name = named_or(&onboarding.device_name, "welcome-device-inside");
    let passphrase = Passphrase::new(onboarding.passphrase.to_string());
    // What does not fit is no invitation; the engine says so about the shortened text.
    let invitation = form.invitation.trim().chars().take(INVITATION_CHARS_MAX + 1).collect();
    let vault = folder.clone();
    let command = match RecoveryKey::parse(&onboarding.typed_key).ok().filter(|_| onboarding.returns) {
        Some(recovery) => Command::Return { folder: vault, device_name, passphrase, recovery, invitation },
        None => Command::JoinAsDevice { folder: vault, device_name, passphrase, invitation },
    };
    update.model.state.folder = folder;
    update.model.state.failure = None;
    update.send(command);
}

fn step_back_from_joining(update: &mut Update<'_>) {
    update.model.views.onboarding.step = Step::Passphrase;
    update.model.views.people.pairing = PairingForm::default();
    update.model.state.people.pairing = PairingView::Idle;
    update.model.state.failure = None;
}

/// Opens the vault with a passphrase nobody typed here.
pub fn unlock_with(update: &mut Update<'_>, passphrase: Passphrase) {
    let folder = update.model.state.folder.clone();
    update.model.state.phase = Phase::Opening;
    update.send(Command::Unlock { folder, passphrase });
}

pub(super) fn named_or(typed: &str, otherwise: &str) -> String {
    if typed.trim().is_empty() { crate::i18n::t(otherwise) } else { typed.trim().to_owned() }
}

fn unlock(update: &mut Update<'_>) {
    let view = &mut update.model.views.unlock;
    let waits = update.model.state.secrets.wait_secs(update.model.state.mono).is_some();
    if view.secret.trim().is_empty() || update.model.state.phase != Phase::Locked || waits {
        return;
    }
    let folder = update.model.state.folder.clone();
    let command = if view.by_recovery {
        let Ok(recovery) = RecoveryKey::parse(&view.secret) else {
            view.not_a_key = true;
            return;
        };
        Command::UnlockWithRecovery { folder, recovery }
    } else {
        Command::Unlock { folder, passphrase: Passphrase::new(view.secret.to_string()) }
    };
    view.secret.zeroize();
    view.not_a_key = false;
    view.focused = false;
    update.model.state.failure = None;
    update.model.state.phase = Phase::Opening;
    update.send(command);
}
