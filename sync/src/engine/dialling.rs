//! When another device is called, and what happens when a connection with it begins or ends.
//!
//! Invariant: every connection that begins is one exchange, and what it learned is kept when it ends.

use super::event::Event;
use super::exchanges::runs_of;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use crate::exchange::{self, Exchange, Input};
use crate::ids::DeviceId;
use crate::limits::STEADY_SECS;
use crate::net::{CloseCode, ConnectionId, Introduction};

impl Open {
    /// Dials devices that are due, tells connected ones what grew, and sends what had no room before.
    pub fn pump(&mut self, runner: &mut NetRunner) {
        for space in self.peers.take_grown() {
            let log = self.vault.log(space);
            let runs = runs_of(&log);
            let devices: Vec<DeviceId> = self.peers.in_space(space).map(|(device, _)| device).collect();
            for device in devices {
                self.exchange_input(device, Input::Grown { space, newest: log.newest, runs: runs.clone() }, runner);
            }
            self.people_changed = true;
        }
        self.tell_roster(runner);
        self.tell_agreed(runner);
        for device in self.peers.outgrown() {
            self.close_connection(device, CloseCode::Done, runner);
            self.peers.dial_now(device);
        }
        if core::mem::take(&mut self.allowed_changed) {
            self.let_in(runner);
            self.peers.dial_soon();
        }
        if !runner.is_running() {
            return;
        }
        let now_ms = self.world.clock.mono().as_millis() as u64;
        for device in self.peers.due(now_ms) {
            if self.is_settled(device) {
                self.dial_failed(device);
                continue;
            }
            let addresses = self.places_of(device);
            let relayed = self.meets_at_relay(device);
            if addresses.is_empty() && !relayed {
                self.dial_failed(device);
            } else if let Some((alpn, frame)) = self.introduction_to(device) {
                runner.introduce(Introduction { device, addresses, relayed, alpn, frame });
            } else {
                runner.dial(device, addresses, relayed);
            }
        }
    }

    /// Notes that a dial came to nothing.
    pub fn dial_failed(&mut self, device: DeviceId) {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let jitter = crate::clock::random::<8>(&*self.world.entropy).map_or(0, u64::from_le_bytes);
        if let Some(peer) = self.peers.get_mut(device) {
            peer.back_off(now_ms, jitter);
        }
    }

    /// Begins an exchange on a new connection.
    pub fn connected(&mut self, device: DeviceId, id: ConnectionId, runner: &mut NetRunner) -> Result<(), Failure> {
        let Some(peer) = self.peers.get(device) else {
            runner.close(id, CloseCode::Forbidden);
            return Ok(());
        };
        let delivery = peer.delivery().clone();
        let spaces = peer.spaces.iter().map(|space| self.space_setup(device, *space)).collect();
        let setup = exchange::Setup {
            my_device: self.me.device,
            peer_device: device,
            rosters: self.roster_digests(device),
            spaces,
            delivery,
        };
        let since_ms = self.world.clock.mono().as_millis() as u64;
        let mut exchange = Exchange::new(setup);
        for space in self.held_back(device) {
            exchange.hold_back(space);
        }
        if let Some(peer) = self.peers.get_mut(device) {
            peer.connect(id, exchange, since_ms);
        }
        self.exchange_input(device, Input::Start, runner);
        self.people_changed = true;
        Ok(())
    }

    /// Ends an exchange.
    pub fn disconnected(&mut self, device: DeviceId, id: ConnectionId) {
        let now_ms = self.world.clock.mono().as_millis() as u64;
        let Some(peer) = self.peers.get_mut(device) else { return };
        if peer.connected.as_ref().is_none_or(|connected| connected.id != id) {
            return;
        }
        // A connection that keeps breaking is not dialled at once for ever: only one that stood begins anew.
        let stood = |since_ms: u64| now_ms.saturating_sub(since_ms) >= STEADY_SECS * 1000;
        let steady = peer.connected.as_ref().is_some_and(|connected| connected.greeted && stood(connected.since_ms));
        peer.disconnect();
        if steady {
            peer.failures = 0;
        }
        peer.back_off(now_ms, u64::from(device.0[0]));
        self.people_changed = true;
    }

    /// Closes the connection with a device.
    pub fn close_connection(&mut self, device: DeviceId, code: CloseCode, runner: &mut NetRunner) {
        let Some(id) = self.peers.get(device).and_then(|peer| peer.connected.as_ref()).map(|connected| connected.id)
        else {
            return;
        };
        runner.close(id, code);
        self.disconnected(device, id);
    }

    /// Ticks every exchange.
    pub fn tick_exchanges(&mut self, runner: &mut NetRunner) {
        let now = self.world.clock.mono();
        for device in self.peers.all() {
            self.exchange_input(device, Input::Tick(now), runner);
            if let Err(failure) = self.repeat_answers(device, runner) {
                self.events.push(Event::Failed(failure));
            }
            if self.is_to_be_compared(device) {
                self.close_connection(device, CloseCode::Done, runner);
                self.peers.dial_now(device);
            }
        }
    }

    /// Whether a device that is served again after a restore has everything and said everything: only a hello compares
    /// what both hold, and so finds what this device lost and that one kept.
    fn is_to_be_compared(&self, device: DeviceId) -> bool {
        let Some(peer) = self.peers.get(device) else { return false };
        let resumed = peer.connected.as_ref().is_some_and(|connected| connected.resumed && !connected.paused);
        resumed
            && self.held_back(device).is_empty()
            && peer.spaces.iter().all(|space| {
                let newest = self.vault.newest(*space);
                let counts = |number, why| self.is_still_refused(*space, number, why);
                let standing = peer.delivery().standing_if(*space, newest, counts);
                let received = standing.received;
                standing.waiting == 0 && standing.unopened == 0 && received.done == received.total
            })
    }
}
