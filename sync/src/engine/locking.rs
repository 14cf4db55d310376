//! Locking: closing everything, or everything but a way in for what arrives; and trying to open again.
//!
//! Invariant: nothing that reads outlives the lock; the vault's folder has one opener at every moment.

use super::actor::Actor;
use super::capturing::Catcher;
use super::event::Event;
use super::failure::Failure;
use super::locked::{self, Receiving};
use super::net_runner::NetRunner;
use super::open::Open;
use super::records;
use super::view::NetworkMode;
use crate::net::CloseCode;
use crate::vault::Vault;

/// Returns whether the person wants to receive while the vault is locked.
pub(super) fn keeps_receiving(vault: &Vault) -> Result<bool, Failure> {
    let record = vault.record(records::RECEIVING)?;
    record.map_or(Ok(false), |bytes| records::decode(&bytes))
}

impl Open {
    /// Chooses whether to receive while the vault is locked.
    pub fn keep_receiving(&mut self, yes: bool) -> Result<(), Failure> {
        let body = records::encode(&yes)?;
        let mut write = self.vault.write()?;
        write.put_record(records::RECEIVING, &body)?;
        write.commit()?;
        self.keeps_receiving = yes;
        self.events.push(Event::KeepsReceiving(yes));
        Ok(())
    }

    /// Whether there is something to receive, and the person wants to.
    fn receives_locked(&self) -> bool {
        self.keeps_receiving && self.profile.network != NetworkMode::Off && !self.peers.all().is_empty()
    }
}

impl Actor {
    /// Writes everything, forgets every key that reads, and closes the endpoint; or goes on receiving, if it may.
    pub(super) fn lock(&mut self, may_receive: bool) {
        self.opened_by_recovery = None;
        if let Some(open) = &self.open {
            self.catcher = Catcher::of(open);
        }
        if !may_receive {
            self.receiving = None;
        }
        match self.open.take() {
            None if self.receiving.is_some() => {}
            Some(open) if may_receive && open.receives_locked() => {
                // Who is connected speaks with a vault that is open, and begins anew with one that is not.
                for connection in open.peers.connections() {
                    self.runner.close(connection, CloseCode::Done);
                }
                self.runner.hang_up();
                let (waiting, receiving) = Receiving::begin(open);
                self.waiting = waiting.or(self.waiting.take());
                self.receiving = receiving;
            }
            open => {
                self.runner.stop();
                self.waiting = open.and_then(Open::lock).or(self.waiting.take());
            }
        }
        if self.receiving.is_none() {
            self.runner.stop();
        }
        self.events.push(Event::Locked { words_waiting: self.waiting.is_some() });
        if self.receiving.is_some() {
            self.events.push(Event::Receiving(true));
        }
    }

    /// Lets go of the folder, so that the vault in it can be opened.
    pub(super) fn rest(&mut self) -> Option<locked::Resting> {
        self.receiving.take().map(Receiving::rest)
    }

    /// Goes on receiving, unless the vault was opened.
    pub(super) fn resume(&mut self, resting: Option<locked::Resting>) {
        let Some(resting) = resting.filter(|_| self.open.is_none()) else { return };
        self.receiving = resting.resume();
        if self.receiving.is_none() {
            self.end_receiving();
        }
    }

    /// Hands something to what goes on while the vault is locked; ends that if it cannot take in more.
    pub(super) fn while_locked(
        &mut self,
        handle: impl FnOnce(&mut Receiving, &mut NetRunner) -> Result<(), locked::Ended>,
    ) {
        let Some(receiving) = &mut self.receiving else { return };
        if handle(receiving, &mut self.runner).is_err() {
            self.receiving = None;
            self.end_receiving();
        }
    }

    fn end_receiving(&mut self) {
        self.runner.stop();
        self.events.push(Event::Receiving(false));
    }
}
