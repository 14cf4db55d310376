//! What opens the vault, changed by the person: each change asks again for what opens it now.
//!
//! Invariant: nothing is changed before the proof was right; a failed change leaves what opened the vault before.

use std::time::Duration;

use super::actor::Actor;
use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use crate::sealed::{Passphrase, QuickRecipient, RecoveryKey};
use crate::vault::VaultError;

/// How somebody shows once more that the vault is theirs.
#[derive(Debug)]
pub enum Proof {
    /// What opens it every day.
    Passphrase(Passphrase),
    /// The printed key.
    Recovery(RecoveryKey),
    /// They opened it with the printed key a moment ago; good for one new passphrase.
    JustOpened,
}

/// A wish about what opens the vault. Each is answered by `Event::Secrets`.
#[derive(Debug)]
pub enum SecretsWish {
    /// Another passphrase from now on; the words stay sealed as they are.
    ChangePassphrase {
        /// What opens the vault now.
        proof: Proof,
        /// What opens it from then on.
        passphrase: Passphrase,
    },
    /// Somebody may know what opens the vault: another passphrase, and everything sealed anew.
    SealAnew {
        /// What opens the vault now.
        proof: Proof,
        /// What opens it from then on.
        passphrase: Passphrase,
    },
    /// A new recovery key in the place of the present one, whose end was typed back.
    NewRecovery {
        /// What opens the vault now.
        proof: Proof,
        /// The new key.
        recovery: RecoveryKey,
    },
    /// A key that the keychain of this computer keeps opens the vault too, from now on.
    QuickUnlock {
        /// What opens the vault now.
        proof: Proof,
        /// What seals for that key.
        recipient: QuickRecipient,
    },
    /// No such key any more.
    NoQuickUnlock,
    /// Whether this recovery key opens the vault; changes nothing.
    TryRecovery(RecoveryKey),
}

/// What became of such a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretsDone {
    /// The new passphrase opens the vault.
    PassphraseChanged,
    /// Everything is sealed anew.
    SealedAnew {
        /// Nothing of the old folder is left; otherwise it is removed at a later start.
        old_removed: bool,
    },
    /// The new recovery key is the one that counts.
    RecoveryReplaced,
    /// The key for the keychain opens the vault.
    QuickUnlock,
    /// No key of a keychain opens the vault any more.
    NoQuickUnlock,
    /// The tried recovery key opens the vault.
    RecoveryRight,
}

/// How long [`Proof::JustOpened`] holds.
const JUST_OPENED: Duration = Duration::from_secs(600);

impl Actor {
    /// Carries out one wish about what opens the vault.
    pub(super) fn secrets(&mut self, wish: SecretsWish) {
        let outcome = self.try_secrets(wish);
        if outcome == Err(Failure::TooSoon)
            && let Some(wait) = self.patience.wait(self.world.clock.mono())
        {
            self.events.push(Event::TryAgainAfter(wait));
        }
        self.events.push(Event::Secrets(outcome));
    }

    fn try_secrets(&mut self, wish: SecretsWish) -> Result<SecretsDone, Failure> {
        match wish {
            SecretsWish::ChangePassphrase { proof, passphrase } => {
                self.prove(&proof)?;
                let open = self.open.as_mut().ok_or(Failure::Locked)?;
                open.vault.change_passphrase(&passphrase)?;
                Ok(SecretsDone::PassphraseChanged)
            }
            SecretsWish::SealAnew { proof, passphrase } => {
                self.prove(&proof)?;
                self.seal_anew(&passphrase)
            }
            SecretsWish::NewRecovery { proof, recovery } => {
                self.prove(&proof)?;
                let open = self.open.as_mut().ok_or(Failure::Locked)?;
                open.new_recovery(&recovery)?;
                // Connected devices hear of rosters when they greet each other.
                open.start_network(&mut self.runner);
                Ok(SecretsDone::RecoveryReplaced)
            }
            SecretsWish::QuickUnlock { proof, recipient } => {
                self.prove(&proof)?;
                self.open.as_mut().ok_or(Failure::Locked)?.vault.put_quick(&recipient)?;
                Ok(SecretsDone::QuickUnlock)
            }
            SecretsWish::NoQuickUnlock => {
                self.open.as_mut().ok_or(Failure::Locked)?.vault.drop_quick()?;
                Ok(SecretsDone::NoQuickUnlock)
            }
            SecretsWish::TryRecovery(key) => {
                if self.patience.wait(self.world.clock.mono()).is_some() {
                    return Err(Failure::TooSoon);
                }
                let outcome = self.open.as_mut().ok_or(Failure::Locked)?.try_recovery(&key);
                self.judge_guess(outcome.err());
                outcome.map(|()| SecretsDone::RecoveryRight)
            }
        }
    }

    /// Seals everything anew. What is open stays open: only where it lies and what opens it have changed.
    fn seal_anew(&mut self, passphrase: &Passphrase) -> Result<SecretsDone, Failure> {
        let mut open = self.open.take().ok_or(Failure::Locked)?;
        // Words that wait for room are in no folder yet; sealed for the old identity they could not come back.
        open.write_unsaved();
        self.events.append(&mut open.events);
        if !open.unsaved.is_empty() {
            self.open = Some(open);
            return Err(Failure::DiskFull);
        }
        // A backup under way would open with the words that somebody may know; it is made of what comes then.
        let backup = open.give_up_backup();
        match open.vault.seal_anew(passphrase, &open.kit.sealed_to, &self.world) {
            Ok(anew) => {
                open.vault = anew.vault;
                open.back_up_again(backup);
                // Who knew the old words may know the old identity; if the disk refuses now, the next opening names it.
                let _ = open.rename_capture();
                self.open = Some(open);
                Ok(SecretsDone::SealedAnew { old_removed: anew.old_removed })
            }
            Err((error, Some(vault))) => {
                open.vault = *vault;
                open.back_up_again(backup);
                self.open = Some(open);
                Err(error.into())
            }
            Err((error, None)) => {
                // The disk refuses both folders at this moment; unlocking finds the one that has the name.
                self.lock(false);
                Err(error.into())
            }
        }
    }

    /// Checks a proof; a wrong one makes everybody wait.
    fn prove(&mut self, proof: &Proof) -> Result<(), Failure> {
        let now = self.world.clock.mono();
        if matches!(proof, Proof::JustOpened) {
            let opened = self.opened_by_recovery.take();
            let holds = opened.is_some_and(|opened| now.saturating_sub(opened) <= JUST_OPENED);
            return if holds { Ok(()) } else { Err(Failure::ProofWanted) };
        }
        if self.patience.wait(now).is_some() {
            return Err(Failure::TooSoon);
        }
        let open = self.open.as_ref().ok_or(Failure::Locked)?;
        let outcome = open.prove(proof);
        self.judge_guess(outcome.err());
        outcome
    }

    /// Learns from an attempt to open: a wrong guess makes the next one wait.
    pub(super) fn judge_guess(&mut self, failure: Option<Failure>) {
        match failure {
            Some(Failure::WrongPassphrase | Failure::WrongRecoveryKey) => {
                let wait = self.patience.wrong(self.world.clock.mono());
                self.events.push(Event::TryAgainAfter(wait));
            }
            None => self.patience.right(),
            // A disk that failed says nothing about the guess.
            Some(_) => {}
        }
    }

    /// Says that it is too soon to guess again, if it is.
    pub(super) fn must_wait(&mut self) -> bool {
        let Some(wait) = self.patience.wait(self.world.clock.mono()) else { return false };
        self.events.push(Event::TryAgainAfter(wait));
        self.events.push(Event::Failed(Failure::TooSoon));
        true
    }
}

impl Open {
    fn prove(&self, proof: &Proof) -> Result<(), Failure> {
        match proof {
            Proof::Passphrase(passphrase) => Ok(self.vault.check_passphrase(passphrase)?),
            Proof::Recovery(key) => self.vault.check_recovery(key).map_err(of_recovery),
            Proof::JustOpened => Err(Failure::ProofWanted),
        }
    }
}

/// What a failure means where the key of the keychain was tried; without its file there is nothing it could open.
pub(super) fn of_quick(error: VaultError) -> Failure {
    match Failure::from(error) {
        Failure::WrongPassphrase | Failure::NoVault | Failure::Damaged => Failure::WrongQuickKey,
        other => other,
    }
}

/// What a failure means where the recovery key was tried.
pub(super) fn of_recovery(error: VaultError) -> Failure {
    match Failure::from(error) {
        Failure::WrongPassphrase => Failure::WrongRecoveryKey,
        other => other,
    }
}
