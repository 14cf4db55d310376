//! Changing what opens the vault, asked of the actor as the screen asks: proofs, waiting, what each answer says.

use std::time::Duration;

use tokio::sync::mpsc;

use super::*;
use crate::engine::actor::{Actor, Input as ActorInput};
use crate::engine::command::Command;
use crate::engine::failure::Failure;
use crate::engine::net_runner::NetRunner;
use crate::engine::secrets::{Proof, SecretsDone, SecretsWish};
use crate::engine::tally::Tally;
use crate::engine::workers::Workers;
use crate::net::Preset;
use crate::sealed::QuickKey;
use crate::vault::has_quick;

/// An engine without a window, whose network stays off.
pub(super) struct Desk {
    pub root: tempfile::TempDir,
    pub key: RecoveryKey,
    clock: Arc<ManualClock>,
    pub actor: Actor,
    _runtime: tokio::runtime::Runtime,
}

pub(super) fn words(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

impl Desk {
    pub fn new() -> Self {
        Self::seeded(1)
    }

    /// One whose random bytes are others.
    pub fn seeded(seed: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (net, _) = mpsc::channel(8);
        let (done, _) = mpsc::channel(8);
        let clock = Arc::new(ManualClock::default());
        let world = World { clock: clock.clone(), entropy: Arc::new(SeededEntropy::new(seed)) };
        let runner = NetRunner::new(runtime.handle().clone(), Preset::Off, net, Tally::default());
        let actor = Actor::new(world, runner, Workers::start(done));
        let (root, key) = (tempfile::tempdir().unwrap(), RecoveryKey::generate());
        let mut desk = Self { root, key, clock, actor, _runtime: runtime };
        let recovery = desk.key();
        let events = desk.ask(Command::Create {
            folder: desk.folder(),
            name: "Ada".to_owned(),
            device_name: "Laptop".to_owned(),
            home: Home::Journal,
            passphrase: words("old words"),
            recovery,
        });
        assert!(unlocked(&events));
        desk
    }

    pub fn folder(&self) -> PathBuf {
        self.root.path().join("journal")
    }

    pub fn key(&self) -> RecoveryKey {
        RecoveryKey::parse(&self.key.reveal()).unwrap()
    }

    pub fn ask(&mut self, command: Command) -> Vec<Event> {
        self.actor.handle(ActorInput::Command(command))
    }

    pub fn secrets(&mut self, wish: SecretsWish) -> Result<SecretsDone, Failure> {
        let events = self.ask(Command::Secrets(wish));
        let answers = events.iter().filter_map(|event| match event {
            Event::Secrets(outcome) => Some(*outcome),
            _ => None,
        });
        let answers: Vec<_> = answers.collect();
        assert_eq!(answers.len(), 1, "one answer");
        answers[0]
    }

    fn change(&mut self, proof: Proof, new: &str) -> Result<SecretsDone, Failure> {
        self.secrets(SecretsWish::ChangePassphrase { proof, passphrase: words(new) })
    }

    pub fn unlock(&mut self, passphrase: &str) -> Vec<Event> {
        self.ask(Command::Unlock { folder: self.folder(), passphrase: words(passphrase) })
    }

    pub fn relocked(&mut self) {
        assert!(self.ask(Command::Lock).iter().any(|event| matches!(event, Event::Locked { .. })));
    }

    pub fn wait(&self, secs: u64) {
        self.clock.advance(Duration::from_secs(secs));
    }
}

pub(super) fn unlocked(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::Unlocked { .. }))
}

pub(super) fn failed(events: &[Event]) -> Option<Failure> {
    events.iter().find_map(|event| match event {
        Event::Failed(failure) => Some(*failure),
        _ => None,
    })
}

fn waits_secs(events: &[Event]) -> Option<u64> {
    events.iter().find_map(|event| match event {
        Event::TryAgainAfter(wait) => Some(wait.as_secs()),
        _ => None,
    })
}

#[test]
fn the_passphrase_changes_only_for_somebody_who_gives_the_present_one() {
    let mut desk = Desk::new();
    let wrong = Proof::Passphrase(words("guessed"));
    assert_eq!(desk.change(wrong, "new words"), Err(Failure::WrongPassphrase));
    desk.wait(1);
    let wrong = Proof::Recovery(RecoveryKey::generate());
    assert_eq!(desk.change(wrong, "new words"), Err(Failure::WrongRecoveryKey));
    assert_eq!(desk.change(Proof::JustOpened, "new words"), Err(Failure::ProofWanted));
    desk.wait(2);
    let done = desk.change(Proof::Passphrase(words("old words")), "new words");
    assert_eq!(done, Ok(SecretsDone::PassphraseChanged));
    desk.relocked();
    assert_eq!(failed(&desk.unlock("old words")), Some(Failure::WrongPassphrase));
    desk.wait(1);
    assert!(unlocked(&desk.unlock("new words")));
    let by_key = Proof::Recovery(desk.key());
    assert_eq!(desk.change(by_key, "third words"), Ok(SecretsDone::PassphraseChanged), "the recovery key proves too");
}

#[test]
fn wrong_guesses_wait_longer_each_time_and_a_right_one_is_not_heard_too_early() {
    let mut desk = Desk::new();
    desk.relocked();
    for secs in [1, 2, 4] {
        let events = desk.unlock("guessed");
        assert_eq!((failed(&events), waits_secs(&events)), (Some(Failure::WrongPassphrase), Some(secs)));
        let early = desk.unlock("old words");
        assert_eq!((failed(&early), waits_secs(&early)), (Some(Failure::TooSoon), Some(secs)));
        desk.wait(secs);
    }
    let other = desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery: RecoveryKey::generate() });
    assert_eq!((failed(&other), waits_secs(&other)), (Some(Failure::WrongRecoveryKey), Some(8)), "either way in");
    desk.wait(8);
    assert!(unlocked(&desk.unlock("old words")), "nothing was destroyed");
    let proof = || Proof::Passphrase(words("guessed"));
    assert_eq!(desk.change(proof(), "new words"), Err(Failure::WrongPassphrase));
    assert_eq!(desk.change(proof(), "new words"), Err(Failure::TooSoon), "proofs wait too");
}

#[test]
fn who_opened_with_the_recovery_key_may_choose_a_new_passphrase_once_and_soon() {
    let mut desk = Desk::new();
    let by_key = |desk: &mut Desk| {
        desk.relocked();
        let recovery = desk.key();
        assert!(unlocked(&desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery })));
    };
    by_key(&mut desk);
    assert_eq!(desk.change(Proof::JustOpened, "new words"), Ok(SecretsDone::PassphraseChanged));
    assert_eq!(desk.change(Proof::JustOpened, "others"), Err(Failure::ProofWanted), "once");
    by_key(&mut desk);
    desk.wait(601);
    assert_eq!(desk.change(Proof::JustOpened, "others"), Err(Failure::ProofWanted), "soon");
    by_key(&mut desk);
    desk.relocked();
    assert!(unlocked(&desk.unlock("new words")));
    assert_eq!(desk.change(Proof::JustOpened, "others"), Err(Failure::ProofWanted), "not in another sitting");
}

#[test]
fn a_locked_vault_changes_nothing() {
    let mut desk = Desk::new();
    desk.relocked();
    assert_eq!(desk.change(Proof::Passphrase(words("old words")), "new words"), Err(Failure::Locked));
}

#[test]
fn after_sealing_anew_writing_goes_on_and_only_the_new_passphrase_opens() {
    let mut desk = Desk::new();
    let events = desk.ask(Command::NewEntry(Default::default()));
    let entry = events.iter().find_map(|event| match event {
        Event::Opened(view) => Some(view.summary.document),
        _ => None,
    });
    let entry = entry.unwrap();
    let typed = |desk: &mut Desk, batch: u64, words: &str| {
        let splices = vec![crate::document::Splice { at: 0, delete: 0, insert: words.to_owned() }];
        let events = desk.ask(Command::Edit { document: entry, field: crate::document::Field::Body, batch, splices });
        assert!(events.iter().any(|event| matches!(event, Event::Saved { .. })), "{events:?}");
    };
    typed(&mut desk, 1, "before ");
    let run = desk.actor.open.as_ref().unwrap().run;
    let old = std::fs::read(desk.folder().join("key.age")).unwrap();
    let wrong = SecretsWish::SealAnew { proof: Proof::Passphrase(words("guessed")), passphrase: words("new words") };
    assert_eq!(desk.secrets(wrong), Err(Failure::WrongPassphrase));
    assert!(std::fs::read(desk.folder().join("key.age")).unwrap() == old);
    desk.wait(1);
    let wish = SecretsWish::SealAnew { proof: Proof::Passphrase(words("old words")), passphrase: words("new words") };
    assert_eq!(desk.secrets(wish), Ok(SecretsDone::SealedAnew { old_removed: true }));
    typed(&mut desk, 2, "after ");
    let open = desk.actor.open.as_ref().unwrap();
    assert_eq!(open.run, run, "the log goes on in the same run");
    let log = open.vault.log(open.profile.private_space);
    assert_eq!(log.runs.len(), 1);
    desk.relocked();
    // A key file from before opens its words, and they open nothing here.
    std::fs::write(desk.folder().join("key.age"), &old).unwrap();
    assert!(!unlocked(&desk.unlock("old words")));
    let recovery = desk.key();
    assert!(unlocked(&desk.ask(Command::UnlockWithRecovery { folder: desk.folder(), recovery })));
    let events = desk.ask(Command::OpenEntry(entry));
    assert!(events.iter().any(|event| matches!(event, Event::Opened(view) if view.text == "after before ")));
}

#[test]
fn a_key_of_the_keychain_opens_the_vault_until_it_is_turned_off_or_everything_is_sealed_anew() {
    let mut desk = Desk::new();
    let quick = QuickKey::generate();
    let on =
        |proof: &str| SecretsWish::QuickUnlock { proof: Proof::Passphrase(words(proof)), recipient: quick.recipient() };
    assert_eq!(desk.secrets(on("guessed")), Err(Failure::WrongPassphrase));
    assert!(!has_quick(&desk.folder()));
    desk.clock.advance(Duration::from_secs(60));
    assert_eq!(desk.secrets(on("old words")), Ok(SecretsDone::QuickUnlock));
    let by = |desk: &mut Desk, key: &QuickKey| {
        let (folder, key) = (desk.folder(), QuickKey::parse(&key.reveal()).unwrap());
        desk.ask(Command::Lock);
        desk.ask(Command::UnlockQuick { folder, key })
    };
    assert!(unlocked(&by(&mut desk, &quick)));
    let other = by(&mut desk, &QuickKey::generate());
    assert!(matches!(other[..], [Event::Failed(Failure::WrongQuickKey)]), "{other:?}");
    assert!(unlocked(&desk.unlock("old words")), "nobody waits for what a keychain gave back");

    let seal = SecretsWish::SealAnew { proof: Proof::Passphrase(words("old words")), passphrase: words("new words") };
    assert!(matches!(desk.secrets(seal), Ok(SecretsDone::SealedAnew { .. })));
    assert!(!has_quick(&desk.folder()), "who may know the old words may have that key too");
    assert_eq!(desk.secrets(on("new words")), Ok(SecretsDone::QuickUnlock));
    assert_eq!(desk.secrets(SecretsWish::NoQuickUnlock), Ok(SecretsDone::NoQuickUnlock));
    assert!(matches!(by(&mut desk, &quick)[..], [Event::Failed(Failure::WrongQuickKey)]));
    assert!(unlocked(&desk.unlock("new words")));
    assert_eq!(desk.secrets(SecretsWish::NoQuickUnlock), Ok(SecretsDone::NoQuickUnlock), "off stays off");
}
