//! The network as the engine holds it: running or not, one pairing line at most.
//!
//! Invariant: after `stop` no socket of a locked vault stays open longer than closing takes.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

use super::failure::Failure;
use super::tally::Tally;
use super::view::NetworkMode;
use crate::clock::Clock;
use crate::ids::DeviceId;
use crate::net::{
    Allowed, Beacons, CloseCode, ConnectionId, Introduction, Net, NetConfig, NetEvent, PairingConfig, PairingLine,
    Preset, SendOutcome,
};
use crate::people::RelayAccess;

/// The network, if it runs.
pub(super) struct NetRunner {
    handle: Handle,
    nearby: Preset,
    events: mpsc::Sender<NetEvent>,
    net: Option<Net>,
    line: Option<PairingLine>,
    /// The line is the inviter's.
    hosts: bool,
    closing: Vec<JoinHandle<()>>,
    tally: Tally,
    /// Where a simulated network takes what is sent, in the place of the real one.
    #[cfg(test)]
    pub outbox: Option<Outbox>,
}

/// Frames and closes of a simulated network, in the order in which the engine gave them away.
#[cfg(test)]
pub(super) type Outbox = Arc<std::sync::Mutex<Vec<(ConnectionId, Result<Vec<u8>, CloseCode>)>>>;

impl NetRunner {
    /// Returns a network that does not run yet; `nearby` stands behind the mode of that name.
    pub fn new(handle: Handle, nearby: Preset, events: mpsc::Sender<NetEvent>, tally: Tally) -> Self {
        Self {
            handle,
            nearby,
            events,
            net: None,
            line: None,
            hosts: false,
            closing: Vec::new(),
            tally,
            #[cfg(test)]
            outbox: None,
        }
    }

    fn preset(&self, mode: NetworkMode) -> Preset {
        match mode {
            NetworkMode::Off => Preset::Off,
            NetworkMode::Nearby => self.nearby,
            NetworkMode::RelayOnly => Preset::RelayOnly,
            // A program that is kept to this machine stays there.
            NetworkMode::Direct if self.nearby == Preset::Loopback => Preset::Loopback,
            NetworkMode::Direct => Preset::Direct,
        }
    }

    /// Starts the network and returns the port it is bound to.
    pub fn start(
        &mut self,
        mode: NetworkMode,
        relay: Option<RelayAccess>,
        transport: &Zeroizing<[u8; 32]>,
        port: Option<u16>,
        allowed: Vec<Allowed>,
    ) -> Result<Option<u16>, Failure> {
        self.stop();
        self.wait_closed();
        if mode == NetworkMode::Off {
            return Ok(None);
        }
        let config = NetConfig {
            transport: transport.clone(),
            preset: self.preset(mode),
            relay,
            port,
            events: self.events.clone(),
        };
        let (net, bound) = Net::start(config, &self.handle).map_err(|_| Failure::Network)?;
        net.allow(allowed);
        self.net = Some(net);
        Ok(bound.port)
    }

    /// Closes everything; connections get a moment to say goodbye on threads of their own.
    pub fn stop(&mut self) {
        self.hang_up();
        if let Some(net) = self.net.take() {
            self.closing.push(self.handle.spawn(net.close()));
        }
    }

    /// Waits until what was closed is closed, so that its port is free again.
    pub fn wait_closed(&mut self) {
        for closing in self.closing.drain(..) {
            let (done, wait) = std::sync::mpsc::channel();
            self.handle.spawn(async move {
                // A close that panicked has closed too.
                let _ = closing.await;
                let _ = done.send(());
            });
            let _ = wait.recv();
        }
    }

    /// Where this device can be reached; empty if the network does not run.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.net.as_ref().map(Net::addresses).unwrap_or_default()
    }

    /// Whether sockets may be open.
    pub fn is_running(&self) -> bool {
        self.net.is_some()
    }

    /// Replaces the list of devices that may connect.
    pub fn allow(&self, allowed: Vec<Allowed>) {
        if let Some(net) = &self.net {
            net.allow(allowed);
        }
    }

    /// Replaces the names under which devices that are not allowed may introduce themselves.
    pub fn expect(&self, names: Vec<Vec<u8>>) {
        if let Some(net) = &self.net {
            net.expect(names);
        }
    }

    /// Introduces this device to another.
    pub fn introduce(&self, introduction: Introduction) {
        if let Some(net) = &self.net {
            net.introduce(introduction);
        }
    }

    /// Replaces what is announced and listened for nearby.
    pub fn set_beacons(&self, beacons: Beacons) {
        if let Some(net) = &self.net {
            net.set_beacons(beacons);
        }
    }

    /// Says that the network may be another one.
    pub fn network_change(&self) {
        if let Some(net) = &self.net {
            net.network_change();
        }
    }

    /// The port this device is reached at.
    pub fn port(&self) -> Option<u16> {
        self.addresses().first().map(SocketAddr::port)
    }

    /// The ephemeral key and port of an inviter's line, if there is one.
    pub fn hosting(&self) -> Option<([u8; 32], u16)> {
        let line = self.line.as_ref().filter(|_| self.hosts)?;
        Some((line.endpoint(), line.addresses().first()?.port()))
    }

    /// Lets a device that asked without the invitation begin.
    pub fn let_try(&self, id: ConnectionId) {
        if let Some(line) = &self.line {
            line.let_try(id);
        }
    }

    /// Calls a device, through the relay as well if `relayed`.
    pub fn dial(&self, device: DeviceId, addresses: Vec<SocketAddr>, relayed: bool) {
        if let Some(net) = &self.net {
            net.dial(device, addresses, relayed);
        }
    }

    /// Sends frames in order until the connection has no more room; the rest waits.
    pub fn send_backlog(&self, id: ConnectionId, backlog: &mut VecDeque<Vec<u8>>) {
        #[cfg(test)]
        if let Some(outbox) = &self.outbox {
            outbox.lock().unwrap().extend(backlog.drain(..).map(|frame| (id, Ok(frame))));
        }
        let Some(net) = &self.net else { return };
        while let Some(frame) = backlog.pop_front() {
            match net.send(id, frame.clone()) {
                SendOutcome::Queued => self.tally.sent(frame.len()),
                SendOutcome::Full => {
                    backlog.push_front(frame);
                    return;
                }
                // A connection that is gone tells so by `Closed`.
                SendOutcome::Gone | SendOutcome::BadLength => {}
            }
        }
    }

    /// Ends a connection.
    pub fn close(&self, id: ConnectionId, code: CloseCode) {
        #[cfg(test)]
        if let Some(outbox) = &self.outbox {
            outbox.lock().unwrap().push((id, Err(code)));
        }
        if let Some(net) = &self.net {
            net.close_connection(id, code);
        }
    }

    /// Opens the inviter's end of a pairing; returns its ephemeral key and where it can be reached.
    pub fn host(
        &mut self,
        mode: NetworkMode,
        relay: Option<RelayAccess>,
        alpn: Vec<u8>,
    ) -> Result<([u8; 32], Vec<SocketAddr>), Failure> {
        let line =
            PairingLine::host(self.pairing_config(mode, relay, alpn), &self.handle).map_err(|_| Failure::Network)?;
        let reached = (line.endpoint(), line.addresses().to_vec());
        self.hang_up();
        (self.line, self.hosts) = (Some(line), true);
        Ok(reached)
    }

    /// Calls the inviter; returns this side's ephemeral key.
    pub fn call(
        &mut self,
        mode: NetworkMode,
        relay: Option<RelayAccess>,
        alpn: Vec<u8>,
        endpoint: [u8; 32],
        addresses: Vec<SocketAddr>,
    ) -> Result<[u8; 32], Failure> {
        let config = self.pairing_config(mode, relay, alpn);
        let line = PairingLine::dial(config, endpoint, addresses, &self.handle).map_err(|_| Failure::Network)?;
        let mine = line.endpoint();
        self.hang_up();
        (self.line, self.hosts) = (Some(line), false);
        Ok(mine)
    }

    /// Asks a relay whether it lets us in.
    pub fn check_relay(&self, number: u64, access: RelayAccess, clock: Arc<dyn Clock>) {
        let events = self.events.clone();
        self.handle.spawn(async move {
            let found = crate::net::check_relay(access, clock).await;
            // An engine that is gone has no use for the answer.
            let _ = events.send(NetEvent::RelayChecked { number, found }).await;
        });
    }

    fn pairing_config(&self, mode: NetworkMode, relay: Option<RelayAccess>, alpn: Vec<u8>) -> PairingConfig {
        PairingConfig { preset: self.preset(mode), relay, alpn, events: self.events.clone() }
    }

    /// Sends a frame of the pairing.
    pub fn pairing_send(&self, id: ConnectionId, frame: Vec<u8>) {
        if let Some(line) = &self.line {
            // A line that is gone tells so by `Closed`; a full one breaks the rules of so short a talk.
            let _ = line.send(id, frame);
        }
    }

    /// Ends one attempt of the pairing.
    pub fn pairing_close(&self, id: ConnectionId) {
        if let Some(line) = &self.line {
            line.close_connection(id, CloseCode::Done);
        }
    }

    /// Ends the pairing's own endpoint.
    pub fn hang_up(&mut self) {
        if let Some(line) = self.line.take() {
            self.closing.push(self.handle.spawn(line.close()));
        }
    }
}
