//! The actor: takes one input at a time, changes what is open, and tells the screen what happened.
//!
//! Invariant: a panic while handling an input locks the vault, says so, and loses no word that had reached the engine.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::capturing::Catcher;
use super::command::Command;
use super::event::Event;
use super::failure::Failure;
use super::joining::{Joined, Joining, Wish};
use super::locked::Receiving;
use super::net_runner::NetRunner;
use super::open::Open;
use super::patience::Patience;
use super::secrets::{of_quick, of_recovery};
use super::unlock::NewVault;
use super::workers::{Done, Workers};
use crate::clock::World;
use crate::net::NetEvent;
use crate::vault::{Vault, Waiting};

/// One thing for the engine to handle: a closed list.
pub(super) enum Input {
    /// The screen asked.
    Command(Command),
    /// The network told.
    Net(NetEvent),
    /// A worker finished.
    Worked(Box<Done>),
    /// Nothing else came for a moment.
    Pause,
    /// A second passed.
    Tick,
    /// The system asks the program to end.
    Signal,
}

/// The engine's state between inputs.
pub(super) struct Actor {
    pub world: World,
    pub open: Option<Open>,
    /// This computer is becoming a device of somebody; no vault is open meanwhile.
    joining: Option<Joining>,
    pub runner: NetRunner,
    /// What goes on while the vault is locked.
    pub receiving: Option<Receiving>,
    workers: Workers,
    pub waiting: Option<Waiting>,
    /// Where words go that are typed while the vault is locked.
    pub catcher: Catcher,
    /// When the screen may hear of people and devices again, on the clock that never goes back.
    tell_ms: u64,
    /// The screen was told that applying fails; it is told again once it has worked in between.
    apply_failed: bool,
    /// How long to wait after wrong guesses.
    pub patience: Patience,
    /// When the vault was opened with the recovery key, on the clock that never goes back, until that was used.
    pub opened_by_recovery: Option<Duration>,
    pub events: Vec<Event>,
    /// The actor has told `Stopped`.
    pub stopped: bool,
    /// When the system asked the program to end, on the clock that never goes back.
    signalled_ms: Option<u64>,
}

/// How long the screen may take to hand over what was typed when the system ends the program, in milliseconds.
const SIGNAL_GRACE_MS: u64 = 1500;
/// How often the screen hears of people and devices, in milliseconds: a first sync changes them with every frame.
pub(super) const NEWS_PAUSE_MS: u64 = 50;

impl Actor {
    pub fn new(world: World, runner: NetRunner, workers: Workers) -> Self {
        Self {
            world,
            open: None,
            joining: None,
            runner,
            receiving: None,
            workers,
            waiting: None,
            catcher: Catcher::default(),
            tell_ms: 0,
            apply_failed: false,
            patience: Patience::default(),
            opened_by_recovery: None,
            events: Vec::new(),
            stopped: false,
            signalled_ms: None,
        }
    }

    /// Whether there is more to do soon, though not yet: the screen is to hear of people and devices, or a backup, an
    /// import or the filling of the search table goes on.
    pub fn has_news(&self) -> bool {
        let tells = |open: &Open| open.people_changed || (open.shown_changed && open.shown.1.is_some());
        let goes_on = |open: &Open| open.backing_up.is_some() || open.is_importing() || !open.unsearched.is_empty();
        self.open.as_ref().is_some_and(|open| tells(open) || goes_on(open))
    }

    /// Waits until everything on the network is closed.
    pub fn finish(&mut self) {
        self.runner.stop();
        self.runner.wait_closed();
    }

    /// What is open, for tests to look at.
    #[cfg(test)]
    pub fn opened_for_tests(&mut self) -> &mut Open {
        self.open.as_mut().expect("a vault is open")
    }

    /// The connection with a device, open or locked, for tests to look at.
    #[cfg(test)]
    pub fn connection_for_tests(&self, device: crate::ids::DeviceId) -> Option<crate::net::ConnectionId> {
        match (&self.open, &self.receiving) {
            (Some(open), _) => open.peers.get(device)?.connected.as_ref().map(|connected| connected.id),
            (None, Some(receiving)) => receiving.connection_for_tests(device),
            (None, None) => None,
        }
    }

    /// Handles one input and returns what the screen is to be told.
    pub fn handle(&mut self, input: Input) -> Vec<Event> {
        if catch_unwind(AssertUnwindSafe(|| self.dispatch(input))).is_err() {
            self.give_up();
        }
        core::mem::take(&mut self.events)
    }

    /// After a panic: keep the words, forget the keys, say so.
    fn give_up(&mut self) {
        self.receiving = None;
        let open = self.open.take();
        let kept = catch_unwind(AssertUnwindSafe(|| open.and_then(Open::lock)));
        self.waiting = kept.ok().flatten().or(self.waiting.take());
        self.runner.stop();
        self.events.push(Event::Failed(Failure::Internal));
        self.events.push(Event::Locked { words_waiting: self.waiting.is_some() });
    }

    fn dispatch(&mut self, input: Input) {
        match input {
            Input::Command(command) => self.command(command),
            Input::Net(NetEvent::Pairing(event)) if self.open.is_none() => {
                self.with_joining(|joining, runner, events| joining.event(event, runner, events));
            }
            Input::Net(event) if self.receiving.is_some() => {
                self.while_locked(|one, runner| one.net_event(event, runner))
            }
            Input::Net(event) => self.with_open(|open, runner| open.net_event(event, runner)),
            Input::Worked(done) => {
                if let Some(open) = &mut self.open {
                    open.worked(*done);
                }
            }
            Input::Pause => {
                if let Some(open) = &mut self.open {
                    open.back_up_on();
                    open.fill_search_some();
                }
            }
            Input::Tick => self.tick(),
            Input::Signal => self.signal(),
        }
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let Some(open) = &mut self.open else { return };
        match open.apply_some(&self.workers) {
            Ok(answers) => {
                self.apply_failed = false;
                open.tell_exchanges(answers, &mut self.runner);
            }
            Err(failure) if !self.apply_failed => {
                self.apply_failed = true;
                open.events.push(Event::Failed(failure));
            }
            Err(_) => {}
        }
        open.import_some();
        open.carry_some(self.apply_failed, &mut self.runner);
        open.pump(&mut self.runner);
        let news = open.people_changed || (open.shown_changed && open.shown.1.is_some());
        if news && now_ms >= self.tell_ms {
            open.people_changed = false;
            open.tell_people();
            // What takes long to tell is told less often.
            let took_ms = self.world.clock.mono().as_millis() as u64 - now_ms;
            self.tell_ms = now_ms + NEWS_PAUSE_MS.max(20 * took_ms);
        }
        self.events.append(&mut open.events);
    }

    fn with_open(&mut self, handle: impl FnOnce(&mut Open, &mut NetRunner) -> Result<(), Failure>) {
        let Some(open) = &mut self.open else { return };
        if let Err(failure) = handle(open, &mut self.runner) {
            open.events.push(Event::Failed(failure));
        }
    }

    fn tick(&mut self) {
        let late = |since: u64, now: u64| now.saturating_sub(since) > SIGNAL_GRACE_MS;
        if self.signalled_ms.is_some_and(|since| late(since, self.world.clock.mono().as_millis() as u64)) {
            self.quit(true);
            return;
        }
        let workers = &self.workers;
        if let Some(open) = &mut self.open {
            open.back_up_on();
            match open.tick_applying(workers) {
                Ok(answers) => open.tell_exchanges(answers, &mut self.runner),
                Err(failure) => open.events.push(Event::Failed(failure)),
            }
        }
        self.with_open(Open::tick);
        self.while_locked(Receiving::tick);
        self.with_joining(Joining::tick);
    }

    fn with_joining(&mut self, handle: impl FnOnce(Joining, &mut NetRunner, &mut Vec<Event>) -> Joined) {
        let Some(joining) = self.joining.take() else { return };
        match handle(joining, &mut self.runner, &mut self.events) {
            Joined::Waits(joining) => self.joining = Some(*joining),
            Joined::Ended => {}
            Joined::Opened(open, notices) => self.opened(Ok((*open, notices))),
        }
    }

    /// Begins to become a device of somebody.
    fn join_as_device(&mut self, wish: Wish, invitation: &str) {
        if self.open.is_some() {
            return;
        }
        match Joining::begin(wish, invitation, &self.world, &mut self.runner, &mut self.events) {
            Ok(joining) => self.joining = joining,
            Err(failure) => self.events.push(Event::Failed(failure)),
        }
    }

    /// Hands a command about a pairing to it while no vault is open; gives it back if it is about something else.
    fn joining_command(&mut self, command: Command) -> Option<Command> {
        if self.joining.is_none() {
            return Some(command);
        }
        match command {
            Command::TypeWords(words) => {
                let input = crate::people::Input::Words(words);
                self.with_joining(|joining, runner, events| joining.input(input, runner, events));
            }
            Command::ConfirmPerson(how) => {
                let input = crate::people::Input::Recognised(how);
                self.with_joining(|joining, runner, events| joining.input(input, runner, events));
            }
            Command::UseInvitedRelay(yes) => {
                self.with_joining(|mut joining, runner, events| match joining.use_relay(yes, runner, events) {
                    Ok(()) => Joined::Waits(Box::new(joining)),
                    Err(failure) => {
                        events.push(Event::Failed(failure));
                        Joined::Ended
                    }
                })
            }
            Command::CancelPairing => self.stop_joining(),
            other => return Some(other),
        }
        None
    }

    fn stop_joining(&mut self) {
        let cancel = |joining: Joining, runner: &mut NetRunner, events: &mut Vec<Event>| {
            joining.input(crate::people::Input::Cancel, runner, events)
        };
        self.with_joining(cancel);
        self.joining = None;
        self.runner.hang_up();
    }

    fn signal(&mut self) {
        self.signalled_ms = Some(self.world.clock.mono().as_millis() as u64);
        self.events.push(Event::QuitAsked);
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Create { folder, name, device_name, home, passphrase, recovery } => {
                let (name, device_name) = (name.as_str(), device_name.as_str());
                let (folder, passphrase, recovery) = (folder.as_path(), &passphrase, &recovery);
                let opened =
                    Open::create(&NewVault { folder, name, device_name, home, passphrase, recovery }, &self.world);
                self.opened(opened.map(|open| (open, Vec::new())));
            }
            Command::Unlock { .. } | Command::UnlockWithRecovery { .. } if self.must_wait() => {}
            Command::Unlock { folder, passphrase } => {
                let resting = self.rest();
                let vault = Vault::unlock(&folder, &passphrase, &self.world).map_err(Failure::from);
                self.guessed(vault);
                self.resume(resting);
            }
            Command::UnlockWithRecovery { folder, recovery } => {
                let resting = self.rest();
                let vault = Vault::unlock_with_recovery(&folder, &recovery, &self.world).map_err(of_recovery);
                let right = vault.is_ok();
                self.guessed(vault);
                self.resume(resting);
                let opened = right && self.open.is_some();
                if let Some(open) = self.open.as_mut().filter(|_| opened) {
                    open.recovery_opened(&recovery);
                }
                self.opened_by_recovery = opened.then(|| self.world.clock.mono());
            }
            Command::UnlockQuick { folder, key } => {
                let resting = self.rest();
                let vault = Vault::unlock_with_quick(&folder, &key, &self.world).map_err(of_quick);
                // The keychain does not guess: a wrong key makes nobody wait. Nor is it the printed key.
                self.opened_by_recovery = None;
                self.opened(vault.and_then(|vault| Open::new(vault, self.world.clone())));
                self.resume(resting);
            }
            Command::Secrets(wish) => self.secrets(wish),
            Command::Restore(wish) => self.restore(wish),
            Command::JoinAsDevice { folder, device_name, passphrase, invitation } => {
                self.join_as_device(Wish { folder, device_name, passphrase, recovery: None }, &invitation);
            }
            Command::Return { folder, device_name, passphrase, recovery, invitation } => {
                let recovery = Some(recovery);
                self.join_as_device(Wish { folder, device_name, passphrase, recovery }, &invitation);
            }
            Command::Import(wish) => self.import(wish),
            Command::Catch { folder, page, number, text } => self.catch_words(&folder, page, number, &text),
            Command::Lock => self.lock(true),
            Command::Quit { force } => self.quit(force),
            command => {
                if let Some(command) = self.joining_command(command) {
                    self.with_open_or_say(command);
                }
            }
        }
    }

    pub(super) fn guessed(&mut self, vault: Result<Vault, Failure>) {
        self.judge_guess(vault.as_ref().err().copied());
        self.opened(vault.and_then(|vault| Open::new(vault, self.world.clone())));
    }

    fn opened(&mut self, outcome: Result<(Open, Vec<super::view::VaultNotice>), Failure>) {
        match outcome {
            Ok((mut open, notices)) => {
                // A full disk now is no reason to keep somebody out; the next unlocking tries again.
                let _ = open.follow_recovery();
                open.tell_all(notices);
                if let Some(waiting) = self.waiting.take() {
                    // Words of another vault wait on; they open with that vault only.
                    if !matches!(open.take_back(&waiting), Ok(true)) {
                        self.waiting = Some(waiting);
                    }
                }
                // Another vault than the one that received, or the same one.
                self.receiving = None;
                self.catcher = Catcher::of(&open);
                open.start_network(&mut self.runner);
                self.open = Some(open);
            }
            Err(failure) => self.events.push(Event::Failed(failure)),
        }
    }

    fn quit(&mut self, force: bool) {
        if let Some(open) = &mut self.open {
            open.write_unsaved();
            self.events.append(&mut open.events);
        }
        let words_wait = self.waiting.is_some() || self.open.as_ref().is_some_and(|open| !open.unsaved.is_empty());
        if words_wait && !force {
            let told = self.events.iter().any(|event| matches!(event, Event::WordsWaiting(_)));
            if !told {
                self.events.push(Event::WordsWaiting(Failure::DiskFull));
            }
            return;
        }
        self.lock(false);
        self.events.push(Event::Stopped);
        self.stopped = true;
    }

    fn with_open_or_say(&mut self, command: Command) {
        if self.open.is_none() {
            self.events.push(Event::Failed(Failure::Locked));
            return;
        }
        self.with_open(|open, runner| open.command(command, runner));
    }
}
