//! Exchanges carried out: inputs handed in, outputs turned into reads, writes and frames.
//!
//! Invariant: what could not be stored is never answered; the connection is closed and the other side sends it again.

use std::collections::VecDeque;

use super::apply::Answer;
use super::failure::Failure;
use super::feeding::FeedRequest;
use super::net_runner::NetRunner;
use super::open::Open;
use super::view::IncidentKind;
use crate::exchange::{self, Input, Output};
use crate::ids::{DeviceId, SpaceId};
use crate::limits::{BACKLOG_BYTES_MAX, BACKLOG_FRAMES_MAX};
use crate::net::{CloseCode, ConnectionId};

impl Open {
    /// Hands one input to a device's exchange and carries out what comes of it, until nothing more does.
    pub fn exchange_input(&mut self, device: DeviceId, input: Input, runner: &mut NetRunner) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now_ms = self.now_ms();
            let Some(peer) = self.peers.get_mut(device) else { return };
            let Some(connected) = peer.connected.as_mut() else {
                // It hears of it by file, or in the next hello.
                peer.note_away(input);
                continue;
            };
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

    /// Returns where a space stands here, for a conversation with a device.
    pub fn space_setup(&self, device: DeviceId, space: SpaceId) -> exchange::SpaceSetup {
        let log = self.vault.log(space);
        exchange::SpaceSetup {
            space,
            newest: log.newest,
            runs: runs_of(&log),
            unapplied: log.unapplied,
            fingerprint: self.catalog.fingerprint(space),
            withdrawn: self.withdrawn_in(space, device),
        }
    }

    fn exchange_output(
        &mut self,
        device: DeviceId,
        output: Output,
        runner: &mut NetRunner,
    ) -> Result<Vec<Input>, Failure> {
        match output {
            Output::Send(bytes) => self.send(device, bytes, runner)?,
            Output::Feed { space, after, chunks_max, bytes_max, include_theirs, whole_upto } => {
                let request =
                    FeedRequest { space, after, chunks_max, bytes_max, include_theirs, whole_upto, fresh_too: false };
                return Ok(vec![self.feed(device, &request)?]);
            }
            Output::Offered { space, offers } => return Ok(vec![self.offered(device, space, &offers)]),
            Output::SumsWanted { space } => return Ok(vec![self.sums(space)]),
            Output::ListWanted { space, buckets } => return Ok(vec![self.list(space, &buckets)]),
            Output::MendWanted { space, documents, bytes_max } | Output::GiveBack { space, documents, bytes_max } => {
                return Ok(vec![self.mend_for(device, space, &documents, bytes_max)?]);
            }
            Output::Mend { space, asked, chunks } => return Ok(vec![self.mend(device, space, asked, chunks)?]),
            Output::Lost { space, documents } => self.lost(device, space, documents),
            Output::TombstonesWanted { space } => return Ok(vec![self.tombstones(space)]),
            Output::Tombstones { space, tombstones, last } => return self.end_again(space, tombstones, last),
            Output::Keep { space, chunks, upto } => return self.keep(device, space, chunks, upto),
            Output::Greeted => {
                self.greeted(device)?;
                self.note_space(device, runner)?;
            }
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
            Output::Paused { space, why } => self.paused((device, space), why, runner)?,
            Output::Resumed { space } => {
                if let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) {
                    connected.resumed = true;
                }
                self.served_again(device, &[space])?;
            }
            Output::RosterWanted => return Ok(vec![Input::Roster(self.own_records())]),
            Output::RosterKnown => self.roster_known(device)?,
            Output::Roster(records) => {
                self.roster_heard(device, &records)?;
                self.note_roster(device, runner)?;
            }
            Output::Incident(incident) => self.exchange_incident(device, incident),
            Output::Close(why) => {
                let code = if why == exchange::CloseWhy::Version { CloseCode::Version } else { CloseCode::Misbehaved };
                self.close_connection(device, code, runner);
            }
        }
        Ok(Vec::new())
    }

    /// Notes that a device broke the protocol, and leaves it.
    pub fn misbehaved(&mut self, device: DeviceId, runner: &mut NetRunner) {
        self.incident(IncidentKind::BadFrame, Some(device));
        self.close_connection(device, CloseCode::Misbehaved, runner);
    }

    /// Sends one frame, or lets it wait for room. A device that does not hear what it asks for is left.
    pub fn send(&mut self, device: DeviceId, bytes: Vec<u8>, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else {
            return Ok(());
        };
        connected.backlog.push_back(bytes);
        runner.send_backlog(connected.id, &mut connected.backlog);
        if holds(&connected.backlog) {
            return Ok(());
        }
        self.misbehaved(device, runner);
        Err(Failure::Network)
    }

    /// Sends what waited, now that a connection has room again.
    pub fn drained(&mut self, id: ConnectionId, runner: &mut NetRunner) {
        let Some(device) = self.peers.on(id) else { return };
        let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) else { return };
        runner.send_backlog(connected.id, &mut connected.backlog);
    }

    fn greeted(&mut self, device: DeviceId) -> Result<(), Failure> {
        if let Some(connected) = self.peers.get_mut(device).and_then(|peer| peer.connected.as_mut()) {
            connected.greeted = true;
        }
        if let Some(peer) = self.peers.get_mut(device) {
            // Whether it fits now is said next.
            peer.stopped = false;
        }
        self.people_changed = true;
        self.met(device)
    }

    fn paused(
        &mut self,
        (device, space): (DeviceId, SpaceId),
        why: exchange::PausedWhy,
        runner: &mut NetRunner,
    ) -> Result<(), Failure> {
        let Some(peer) = self.peers.get_mut(device) else { return Ok(()) };
        if let Some(connected) = &mut peer.connected {
            connected.paused = true;
        }
        if why == exchange::PausedWhy::CursorMismatch {
            peer.stopped = true;
            self.incident(IncidentKind::CursorMismatch, Some(device));
        }
        self.people_changed = true;
        // An own device remembers another log: this vault may be a copy, and then it is one for everybody. One that waits
        // for its yes already says nothing new.
        let is_news = why == exchange::PausedWhy::CursorMismatch && !self.restored.holds_back(device, space);
        if is_news && self.is_own(device) {
            self.hold_back_all(runner)?;
        }
        Ok(())
    }

    /// Serves a device again, after the person has looked.
    pub fn serve_again(&mut self, device: DeviceId, runner: &mut NetRunner) -> Result<(), Failure> {
        let peer = self.peers.get_mut(device).ok_or(Failure::NotFound)?;
        let spaces: Vec<SpaceId> = peer.spaces.iter().copied().collect();
        peer.stopped = false;
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

/// Whether what waits for room on a connection is within its bounds.
pub(super) fn holds(backlog: &VecDeque<Vec<u8>>) -> bool {
    backlog.len() <= BACKLOG_FRAMES_MAX && backlog.iter().map(Vec::len).sum::<usize>() <= BACKLOG_BYTES_MAX
}

/// Returns a log's runs as the exchange names them.
pub(super) fn runs_of(log: &crate::vault::LogState) -> Vec<exchange::RunSpan> {
    log.runs.iter().map(|span| exchange::RunSpan { run: span.run, first: span.first, last: span.last }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_room_is_bounded_in_frames_and_bytes() {
        let frames = |count: usize, bytes: usize| VecDeque::from(vec![vec![1; bytes]; count]);
        assert!(holds(&frames(BACKLOG_FRAMES_MAX, 1)));
        assert!(!holds(&frames(BACKLOG_FRAMES_MAX + 1, 1)));
        assert!(holds(&frames(2, BACKLOG_BYTES_MAX / 2)));
        assert!(!holds(&frames(2, BACKLOG_BYTES_MAX / 2 + 1)));
    }
}
