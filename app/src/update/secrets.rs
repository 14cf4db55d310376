//! What opens the vault: typed words become a wish, and the answer is shown.
//!
//! Invariant: what was typed leaves the form only as a passphrase or key that is wiped; the form is wiped when it is
//! sent.

use understory_sync::engine::secrets::{Proof, SecretsDone, SecretsWish};
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::sealed::{Passphrase, QuickKey, RecoveryKey};
use zeroize::Zeroizing;

use super::{Update, vault};
use crate::action::SecretsAction;
use crate::kit::{self, Kit};
use crate::platform::folders;
use crate::state::secrets::{KitForm, NewWords, ProofForm, SecretsForm, Task};
use crate::state::{Phase, Room, State};
use crate::when;

/// Carries out one wish about what opens the vault.
pub fn act(update: &mut Update<'_>, action: SecretsAction) {
    match action {
        SecretsAction::Choose(task) => choose(update, task),
        SecretsAction::ByRecovery(by_recovery) => {
            update.model.views.secrets.proof = ProofForm { by_recovery, ..ProofForm::default() };
            update.model.views.secrets.just_opened = false;
        }
        SecretsAction::Typed => judge(update),
        SecretsAction::OfferWords => offer(update),
        SecretsAction::TakeWords => {
            let words = &mut update.model.views.secrets.words;
            words.typed.clone_from(&words.offered);
            words.again.clone_from(&words.offered);
            words.shown = true;
            judge(update);
        }
        SecretsAction::KeyCopied => update.model.views.secrets.kit.copied = true,
        SecretsAction::SaveKit => save_kit(update),
        SecretsAction::NoQuickUnlock => {
            update.model.state.secrets.no_keychain = false;
            no_quick_unlock(update);
        }
        SecretsAction::Do => carry_out(update),
    }
}

/// Takes in what the engine said.
pub fn hear(update: &mut Update<'_>, event: Event) {
    let mono = update.now();
    let secrets = &mut update.model.state.secrets;
    match event {
        Event::Kit(kit) => secrets.kit = Some(kit),
        Event::TryAgainAfter(wait) => secrets.try_again = Some(mono + wait),
        Event::Secrets(outcome) => {
            secrets.busy = false;
            secrets.outcome = Some(outcome);
            match outcome {
                // Shown as done once the keychain has the key.
                Ok(SecretsDone::QuickUnlock) => {
                    secrets.outcome = None;
                    update.model.views.secrets = SecretsForm::default();
                    let key = secrets.quick_sent.take();
                    match key {
                        Some(key) => update.jobs.keep_quick(&update.model.state.folder, key),
                        None => no_quick_unlock(update),
                    }
                }
                Ok(done) => {
                    update.model.views.secrets = SecretsForm::default();
                    // The folder that was sealed anew has no such file either.
                    let ends = matches!(done, SecretsDone::NoQuickUnlock | SecretsDone::SealedAnew { .. });
                    if ends && std::mem::take(&mut secrets.quick) {
                        update.jobs.forget_quick(&update.model.state.folder);
                    }
                }
                // What was just opened counts no more: the form asks for the whole proof.
                Err(Failure::ProofWanted) => update.model.views.secrets.just_opened = false,
                Err(_) => {}
            }
        }
        _ => {}
    }
}

/// The keychain kept the key, or it did not: then nothing may open the vault that nobody has.
pub fn quick_kept(update: &mut Update<'_>, kept: bool) {
    let secrets = &mut update.model.state.secrets;
    (secrets.quick, secrets.no_keychain) = (kept, !kept);
    if kept {
        secrets.outcome = Some(Ok(SecretsDone::QuickUnlock));
    } else {
        no_quick_unlock(update);
    }
}

/// The keychain gave back a key, or nothing.
pub fn quick_found(update: &mut Update<'_>, key: Option<QuickKey>) {
    let state = &mut update.model.state;
    // Whoever opened it meanwhile by the passphrase needs no key any more.
    if state.phase != Phase::Opening {
        return;
    }
    match key {
        Some(key) => {
            let folder = state.folder.clone();
            update.send(Command::UnlockQuick { folder, key });
        }
        None => {
            state.phase = Phase::Locked;
            state.failure = Some(Failure::WrongQuickKey);
        }
    }
}

fn no_quick_unlock(update: &mut Update<'_>) {
    update.send(Command::Secrets(SecretsWish::NoQuickUnlock));
}

/// The vault was opened with the recovery key: offers a new passphrase at once.
pub fn offer_new(update: &mut Update<'_>) {
    choose(update, Some(Task::Change));
    update.model.views.secrets.just_opened = true;
    update.model.state.room = Room::Secrets;
}

/// Somebody goes to another page: what was typed is wiped.
pub fn leave(update: &mut Update<'_>) {
    choose(update, None);
}

fn choose(update: &mut Update<'_>, task: Option<Task>) {
    update.model.views.secrets = SecretsForm { task, ..SecretsForm::default() };
    update.model.state.secrets.outcome = None;
    update.model.state.secrets.no_keychain = false;
    match task {
        Some(Task::Change | Task::Anew) => offer(update),
        Some(Task::NewKit) => update.model.views.secrets.kit.key = Some(RecoveryKey::generate()),
        Some(Task::Quick) => update.model.views.secrets.quick = Some(QuickKey::generate()),
        Some(Task::Try) | None => {}
    }
}

fn offer(update: &mut Update<'_>) {
    let words = &mut update.model.views.secrets.words;
    match Passphrase::generate(&**update.entropy) {
        Ok(offered) => words.offered = Zeroizing::new(offered.reveal().to_owned()),
        Err(_) => words.no_entropy = true,
    }
}

fn judge(update: &mut Update<'_>) {
    let own = update.model.state.profile.as_ref();
    let own = own.map_or(["", ""], |profile| [profile.name.as_str(), profile.device_name.as_str()]);
    let words = &mut update.model.views.secrets.words;
    let typed = Passphrase::new(words.typed.to_string());
    words.strength = (!words.typed.is_empty()).then(|| typed.judge(&own));
}

fn carry_out(update: &mut Update<'_>) {
    judge(update);
    if update.model.state.secrets.busy || update.model.state.secrets.wait_secs(update.now()).is_some() {
        return;
    }
    let Some(wish) = wish(&mut update.model.views.secrets) else { return };
    update.model.state.secrets.busy = true;
    update.model.state.secrets.outcome = None;
    // Another key is drawn if the form is opened once more before the answer.
    update.model.state.secrets.quick_sent = update.model.views.secrets.quick.take();
    if update.model.views.secrets.task == Some(Task::Quick) {
        update.model.views.secrets.quick = Some(QuickKey::generate());
    }
    update.send(Command::Secrets(wish));
}

/// Returns what is wished, if the form is complete, and wipes what proved it.
fn wish(form: &mut SecretsForm) -> Option<SecretsWish> {
    let task = form.task?;
    if matches!(task, Task::Change | Task::Anew) && !form.words.ready() {
        return None;
    }
    if task == Task::Try {
        form.proof.by_recovery = true;
        let Proof::Recovery(key) = proof(form)? else { return None };
        return Some(SecretsWish::TryRecovery(key));
    }
    if task == Task::NewKit && !end_is_right(&mut form.kit) {
        return None;
    }
    let proof = proof(form)?;
    Some(match task {
        Task::Anew => SecretsWish::SealAnew { proof, passphrase: new_passphrase(&form.words) },
        Task::NewKit => {
            let key = form.kit.key.as_ref()?;
            SecretsWish::NewRecovery { proof, recovery: RecoveryKey::parse(&key.reveal()).ok()? }
        }
        Task::Quick => SecretsWish::QuickUnlock { proof, recipient: form.quick.as_ref()?.recipient() },
        Task::Change | Task::Try => SecretsWish::ChangePassphrase { proof, passphrase: new_passphrase(&form.words) },
    })
}

/// Whether the end of the new key was typed back, so that somebody has it at hand.
fn end_is_right(kit: &mut KitForm) -> bool {
    let right = kit.key.as_ref().is_some_and(|key| vault::is_end_of(key, &kit.end));
    kit.end_wrong = !right;
    right
}

fn save_kit(update: &mut Update<'_>) {
    let kit = &update.model.views.secrets.kit;
    let (Some(place), Some(key)) = (&kit.save_to, &kit.key) else { return };
    let name = update.model.state.profile.as_ref().map(|profile| profile.name.as_str()).unwrap_or_default();
    update.jobs.save_recovery(folders::typed(place), page(&update.model.state, key, name));
}

/// Returns the page of a key that was made now.
pub fn page(state: &State, key: &RecoveryKey, name: &str) -> Zeroizing<Vec<u8>> {
    let date = when::full(state.now_ms, &state.zone);
    kit::pdf(&Kit { key, name, date: &date })
}

fn new_passphrase(words: &NewWords) -> Passphrase {
    Passphrase::new(words.typed.to_string())
}

/// Returns the typed proof and wipes it; none if there is none, or it is no key.
fn proof(form: &mut SecretsForm) -> Option<Proof> {
    if form.just_opened {
        return Some(Proof::JustOpened);
    }
    let typed = &mut form.proof;
    if typed.secret.trim().is_empty() {
        return None;
    }
    let proof = if typed.by_recovery {
        let key = RecoveryKey::parse(&typed.secret);
        typed.not_a_key = key.is_err();
        Proof::Recovery(key.ok()?)
    } else {
        Proof::Passphrase(Passphrase::new(typed.secret.to_string()))
    };
    typed.secret = Zeroizing::default();
    Some(proof)
}
