//! What opens the vault: typed words become a wish, and the answer is shown.
//!
//! Invariant: what was typed leaves the form only as a passphrase or key that is wiped; the form is wiped when it is
//! sent.

use understory_sync::engine::secrets::{Proof, SecretsWish};
use understory_sync::engine::{Command, Event, Failure};
use understory_sync::sealed::{Passphrase, RecoveryKey};
use zeroize::Zeroizing;

use super::{Update, vault};
use crate::action::SecretsAction;
use crate::kit::{self, Kit};
use crate::platform::folders;
use crate::state::secrets::{KitForm, NewWords, ProofForm, SecretsForm, Task};
use crate::state::{Room, State};
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
                Ok(_) => update.model.views.secrets = SecretsForm::default(),
                // What was just opened counts no more: the form asks for the whole proof.
                Err(Failure::ProofWanted) => update.model.views.secrets.just_opened = false,
                Err(_) => {}
            }
        }
        _ => {}
    }
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
    match task {
        Some(Task::Change | Task::Anew) => offer(update),
        Some(Task::NewKit) => update.model.views.secrets.kit.key = Some(RecoveryKey::generate()),
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
        Task::Change | Task::Try => SecretsWish::ChangePassphrase { proof, passphrase: new_passphrase(&form.words) },
    })
}

/// Whether the end of the new key was typed back, so that somebody has it at hand.
fn end_is_right(kit: &mut KitForm) -> bool {
    let right = kit.key.as_ref().is_some_and(|key| kit.end.trim().eq_ignore_ascii_case(&vault::proof_of(key)));
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
