//! The ephemeral endpoint of a pairing: one side hosts it, the other calls it.
//!
//! Invariant: its key is made for one invitation, is kept in memory only and is never the device's own; one attempt
//! at a time; frames are at most `PAIRING_FRAME_BYTES_MAX` long.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use iroh::endpoint::{Connection, Incoming, RecvStream, SendStream, VarInt};
use iroh::{Endpoint, RelayUrl, SecretKey};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use zeroize::Zeroizing;

use super::asking::{self, Asks};
use super::binding::{self, NetError};
use super::connection::{Link, Outlet, exporter};
use super::dial;
use super::endpoint::{first_stream, handshake, may_knock};
use super::event::{CloseCode, ConnectionId, DialFailure, NetEvent, PairingEvent, SendOutcome};
use super::preset::{self, Bind, Preset};
use super::relay;
use super::tasks::{self, Tasks};
use crate::ids::DeviceId;
use crate::limits::{
    ALPN_BYTES_MAX, DIAL_ADDRESSES_MAX, HANDSHAKES_MAX, HELLO_SECS, NET_CLOSE_SECS, PAIRING_FRAME_BYTES_MAX,
};
use crate::people::{RelayAccess, asking_alpn};

/// How to open the ephemeral endpoint.
pub struct PairingConfig {
    /// Which networks may be used; `Off` is refused.
    pub preset: Preset,
    /// The relay of the invitation, if the person agreed to it.
    pub relay: Option<RelayAccess>,
    /// The opaque protocol name that follows from the invitation's secret.
    pub alpn: Vec<u8>,
    /// Where everything that happens is told, as [`NetEvent::Pairing`].
    pub events: mpsc::Sender<NetEvent>,
}

/// One end of a pairing. Its methods may be called from any thread; none but the closing ones waits.
#[derive(Debug)]
pub struct PairingLine {
    shared: Arc<Shared>,
    handle: Handle,
    addresses: Vec<SocketAddr>,
    alpn: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) endpoint: Endpoint,
    binds: Vec<Bind>,
    relay: Option<RelayUrl>,
    current: Mutex<Option<Link>>,
    asks: Asks,
    out: Outlet,
    tasks: Tasks,
}

impl PairingLine {
    /// Opens the inviter's end and waits until it is bound. [`PairingLine::endpoint`] and
    /// [`PairingLine::addresses`] belong into the invitation.
    pub fn host(config: PairingConfig, handle: &Handle) -> Result<Self, NetError> {
        tasks::wait_for(handle, Self::host_here(config)).unwrap_or(Err(NetError::Stopped))
    }

    /// [`PairingLine::host`] on the current runtime.
    pub async fn host_here(config: PairingConfig) -> Result<Self, NetError> {
        let alpn = config.alpn.clone();
        let line = Self::open(config, vec![alpn]).await?;
        line.shared.endpoint.set_alpns(vec![line.alpn.clone(), asking_alpn(&line.endpoint())]);
        line.shared.tasks.spawn(accept(line.shared.clone()));
        Ok(line)
    }

    /// Opens the joiner's end and calls the inviter. Ends in `PairingEvent::Connected` or `DialFailed`.
    pub fn dial(
        config: PairingConfig,
        endpoint: [u8; 32],
        addresses: Vec<SocketAddr>,
        handle: &Handle,
    ) -> Result<Self, NetError> {
        tasks::wait_for(handle, Self::dial_here(config, endpoint, addresses)).unwrap_or(Err(NetError::Stopped))
    }

    /// [`PairingLine::dial`] on the current runtime.
    pub async fn dial_here(
        config: PairingConfig,
        endpoint: [u8; 32],
        addresses: Vec<SocketAddr>,
    ) -> Result<Self, NetError> {
        let alpn = config.alpn.clone();
        let line = Self::open(config, Vec::new()).await?;
        let shared = line.shared.clone();
        line.shared.tasks.spawn(async move {
            let mut reachable = preset::reachable(&shared.binds, &addresses);
            reachable.truncate(DIAL_ADDRESSES_MAX);
            match dial::open(&shared.endpoint, DeviceId(endpoint), reachable, shared.relay.clone(), &alpn).await {
                Ok((connection, send, recv)) => shared.converse(connection, send, recv, true).await,
                Err(why) => shared.tell(PairingEvent::DialFailed { why }).await,
            }
        });
        Ok(line)
    }

    async fn open(config: PairingConfig, alpns: Vec<Vec<u8>>) -> Result<Self, NetError> {
        if config.alpn.is_empty() || config.alpn.len() > ALPN_BYTES_MAX {
            return Err(NetError::Malformed);
        }
        let alpn = config.alpn.clone();
        let key = Zeroizing::new(SecretKey::generate().to_bytes());
        let opened = binding::open(&key, config.preset, config.relay.as_ref(), None, alpns).await?;
        let handle = Handle::current();
        let shared = Arc::new(Shared {
            endpoint: opened.endpoint,
            binds: opened.binds,
            relay: config.relay.as_ref().and_then(relay::url),
            current: Mutex::default(),
            asks: Asks::default(),
            out: Outlet { events: config.events, pairing: true },
            tasks: Tasks::new(handle.clone()),
        });
        Ok(Self { shared, handle, addresses: opened.bound.addresses, alpn })
    }

    /// This end's ephemeral key.
    pub fn endpoint(&self) -> [u8; 32] {
        *self.shared.endpoint.id().as_bytes()
    }

    /// Where this end can be called.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Queues a frame of the attempt `connection`. Never waits.
    pub fn send(&self, connection: ConnectionId, frame: Vec<u8>) -> SendOutcome {
        match self.shared.current().as_ref().filter(|link| link.id() == connection) {
            Some(link) => link.send(frame),
            None => SendOutcome::Gone,
        }
    }

    /// Lets a device that asked without the invitation begin its attempt.
    pub fn let_try(&self, connection: ConnectionId) {
        self.shared.asks.let_try(connection);
    }

    /// Ends the attempt `connection` after the frames that wait; the host goes on listening.
    pub fn close_connection(&self, connection: ConnectionId, code: CloseCode) {
        if let Some(link) = self.shared.current().as_ref().filter(|link| link.id() == connection) {
            link.close_when_sent(code);
        }
    }

    /// Ends everything and forgets the key, within `NET_CLOSE_SECS` and a moment.
    pub async fn close(self) {
        if let Some(link) = self.shared.current().take() {
            link.close(CloseCode::Done);
        }
        let _ = tokio::time::timeout(Duration::from_secs(NET_CLOSE_SECS), self.shared.endpoint.close()).await;
        self.shared.tasks.stop(Duration::from_secs(1)).await;
    }

    /// [`PairingLine::close`], waiting on a thread that is not one of the runtime's.
    pub fn close_blocking(self) {
        let handle = self.handle.clone();
        let _ = tasks::wait_for(&handle, self.close());
    }
}

impl Drop for PairingLine {
    fn drop(&mut self) {
        self.shared.tasks.tell_to_stop();
    }
}

impl Shared {
    fn current(&self) -> MutexGuard<'_, Option<Link>> {
        self.current.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(super) fn asks(&self) -> &Asks {
        &self.asks
    }

    pub(super) fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    pub(super) async fn tell(&self, event: PairingEvent) {
        let _ = self.out.tell(NetEvent::Pairing(event)).await;
    }

    pub(super) async fn converse(&self, session: Connection, send: SendStream, recv: RecvStream, dialled: bool) {
        let drawn = exporter(&session, b"understory/pairing/1");
        let their_endpoint = *session.remote_id().as_bytes();
        let host = if dialled { their_endpoint } else { *self.endpoint.id().as_bytes() };
        let asked = *session.alpn() == asking_alpn(&host);
        let (Some(exporter), Some(link)) = (drawn, Link::new(session, dialled, PAIRING_FRAME_BYTES_MAX)) else {
            return self.tell(PairingEvent::DialFailed { why: DialFailure::Refused }).await;
        };
        let connection = link.id();
        if !self.claim(&link) {
            return link.close(CloseCode::Busy);
        }
        self.tell(PairingEvent::Connected { connection, exporter, their_endpoint, asked }).await;
        let why = link.run(send, recv, &self.out).await;
        self.current().take_if(|link| link.id() == connection);
        self.tell(PairingEvent::Closed { connection, why }).await;
    }

    /// Makes this the one attempt, unless there is another.
    fn claim(&self, link: &Link) -> bool {
        let mut current = self.current();
        let free = current.is_none();
        if free {
            *current = Some(link.clone());
        }
        free
    }
}

async fn accept(shared: Arc<Shared>) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    while let Some(incoming) = shared.endpoint.accept().await {
        let place = places.clone().try_acquire_owned();
        // Who knocks through the relay is not known here either: the joiner's key is made for this one attempt.
        let may = may_knock(&incoming, &shared.binds) || relay::knocking(&incoming, shared.relay.as_ref()).is_some();
        let (true, Ok(place)) = (may, place) else {
            incoming.ignore();
            continue;
        };
        let greeted = shared.clone();
        shared.tasks.spawn(async move {
            let stream = greet(incoming).await;
            drop(place);
            if let Some((connection, send, recv)) = stream {
                if *connection.alpn() == asking_alpn(greeted.endpoint.id().as_bytes()) {
                    asking::wait(&greeted, connection, send, recv).await;
                } else {
                    greeted.converse(connection, send, recv, false).await;
                }
            }
        });
    }
}

async fn greet(incoming: Incoming) -> Option<dial::Opened> {
    let bound = Duration::from_secs(HELLO_SECS);
    let connection = tokio::time::timeout(bound, handshake(incoming)).await.ok()??;
    let stream = tokio::time::timeout(bound, first_stream(&connection)).await;
    if let Ok(Some((send, recv))) = stream {
        return Some((connection, send, recv));
    }
    connection.close(VarInt::from_u32(CloseCode::Version.number()), b"");
    None
}

#[cfg(test)]
mod tests;
