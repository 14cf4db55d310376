//! Exchanges carried out: inputs handed in, outputs turned into reads, writes and frames.
//!
//! Invariant: what could not be stored is never answered; the connection is closed and the other side sends it again.

use std::collections::VecDeque;

use super::apply::Answer;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::view::IncidentKind;
use crate::exchange::{self, Fed, Input, Output};
use crate::ids::{DeviceId, SpaceId};
use crate::kind::{Body, Chunk};
use crate::net::{CloseCode, ConnectionId};

impl Open {
    /// Hands one input to a device's exchange and carries out what comes of it, until nothing more does.
    pub fn exchange_input(&mut self, device: DeviceId, input: Input, runner: &mut NetRunner) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now_ms = self.now_ms();
            let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else { return };
            for output in connected.exchange.handle(now_ms, input) {
                match self.exchange_output(device, output, runner) {
                    Ok(answers) => inputs.extend(answers),
                    Err(_) => {
                        // What could not be stored is not acknowledged; the other side sends it again later.
                        self.close_connection(device, CloseCode::Done, runner);
                        return;
                    }
                }
            }
        }
    }

    /// Hands answers to the exchanges they are for.
    pub fn tell_exchanges(&mut self, answers: Vec<Answer>, runner: &mut NetRunner) {
        for (device, input) in answers {
            self.exchange_input(device, input, runner);
        }
    }

    fn exchange_output(
        &mut self,
        device: DeviceId,
        output: Output,
        runner: &mut NetRunner,
    ) -> Result<Vec<Input>, Failure> {
        match output {
            Output::Send(bytes) => self.send(device, bytes, runner),
            Output::Feed { space, after, chunks_max, bytes_max, .. } => {
                return Ok(vec![self.feed(device, space, after, chunks_max, bytes_max)?]);
            }
            Output::Keep { space, chunks, upto } => return self.keep(device, space, chunks, upto),
            Output::Greeted => self.greeted(device),
            Output::Rewound { .. } => {
                self.save_delivery(device)?;
                self.people_changed = true;
            }
            Output::Delivery { .. } | Output::Said { .. } | Output::TakenBack { .. } => {
                // What they say is said again in their next hello, so it need not be on disk at once.
                if let Some(peer) = self.peers.get_mut(device) {
                    peer.unsaved = true;
                }
                self.people_changed = true;
                self.shown_changed = true;
            }
            Output::Paused { .. } => self.paused(device),
            // Nothing is looked up by its id yet: everything offered is asked for.
            Output::Offered { space, .. } => return Ok(vec![Input::Known { space, have: Vec::new() }]),
            Output::TombstonesWanted { space } => return Ok(vec![self.tombstones_of(space)]),
            Output::Tombstones { space, tombstones, last } => {
                return Ok(self.tombstones_heard(space, tombstones, last)?.into_iter().collect());
            }
            // Not answered yet: no repair is begun, and nothing is given back.
            Output::SumsWanted { .. }
            | Output::ListWanted { .. }
            | Output::MendWanted { .. }
            | Output::GiveBack { .. }
            | Output::Mend { .. }
            | Output::Lost { .. } => {}
            Output::RosterWanted => return Ok(vec![Input::Roster(self.own_records())]),
            Output::Roster(records) => self.roster_heard(device, &records)?,
            Output::Incident(incident) => self.exchange_incident(device, incident),
            Output::Close(why) => {
                let code = if why == exchange::CloseWhy::Version { CloseCode::Version } else { CloseCode::Misbehaved };
                self.close_connection(device, code, runner);
            }
        }
        Ok(Vec::new())
    }

    /// Reads the log for a feed: only what is applied is passed on, and what was purged or damaged is passed over.
    fn feed(
        &self,
        device: DeviceId,
        space: SpaceId,
        after: u64,
        chunks_max: usize,
        bytes_max: usize,
    ) -> Result<Input, Failure> {
        let stop = self.vault.unapplied_after(space, after).unwrap_or(u64::MAX);
        let mut upto = after;
        let mut chunks = Vec::new();
        for (number, chunk) in self.vault.feed(space, after, chunks_max, bytes_max)? {
            if number >= stop {
                break;
            }
            upto = number;
            let chunk = chunk.ok().filter(|chunk| self.may_pass_on(device, chunk));
            chunks.push(Fed { number, chunk, offer: None });
        }
        Ok(Input::Fed { space, after, upto, chunks })
    }

    /// Returns whether a chunk may go to a device: to an own one everything, to another person's only what this
    /// person wrote.
    fn may_pass_on(&self, device: DeviceId, chunk: &Chunk) -> bool {
        let written_here = || self.catalog.get(chunk.document).is_some_and(|entry| entry.writer == self.me.person);
        !matches!(chunk.body, Body::Through) && (self.is_own(device) || written_here())
    }

    fn send(&mut self, device: DeviceId, bytes: Vec<u8>, runner: &mut NetRunner) {
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else { return };
        connected.backlog.push_back(bytes);
        runner.send_backlog(connected.id, &mut connected.backlog);
    }

    /// Sends what waited, now that a connection has room again.
    pub fn drained(&mut self, id: ConnectionId, runner: &mut NetRunner) {
        let Some(device) = self.peers.on(id) else { return };
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else { return };
        runner.send_backlog(connected.id, &mut connected.backlog);
    }

    fn greeted(&mut self, device: DeviceId) {
        if let Some(peer) = self.peers.get_mut(device) {
            peer.failures = 0;
            if let Some(connected) = &mut peer.connected {
                connected.greeted = true;
            }
        }
        self.people_changed = true;
    }

    fn paused(&mut self, device: DeviceId) {
        let Some(peer) = self.peers.get_mut(device) else { return };
        if let Some(connected) = &mut peer.connected {
            connected.paused = true;
        }
        self.incident(IncidentKind::CursorMismatch, Some(device));
        self.people_changed = true;
    }

    /// Serves a device again, after the person has looked.
    pub fn serve_again(&mut self, device: DeviceId, runner: &mut NetRunner) -> Result<(), Failure> {
        let peer = self.peers.get_mut(device).ok_or(Failure::NotFound)?;
        let spaces: Vec<SpaceId> = peer.spaces.iter().copied().collect();
        if let Some(connected) = &mut peer.connected {
            connected.paused = false;
        }
        for space in spaces {
            self.exchange_input(device, Input::Resume { space }, runner);
        }
        self.people_changed = true;
        Ok(())
    }
}
