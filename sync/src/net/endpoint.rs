//! The endpoint: starts, admits allowed devices, turns strangers away, closes.
//!
//! Invariant: a device that is not allowed under the very protocol name it used gets no byte of ours parsed.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use iroh::endpoint::{Connection, Incoming, IncomingAddr, RecvStream, SendStream, VarInt};
use iroh::{Endpoint, RelayUrl};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, watch};
use zeroize::Zeroizing;

use super::beacon::{Beacon, Beacons};
use super::binding::{self, Bound, NetError};
use super::changes;
use super::connection::{Link, Outlet, PREAMBLE};
use super::dial;
use super::event::{CloseCode, ConnectionId, DialFailure, NetEvent, SendOutcome};
use super::introduction::{self, Introduction, Places};
use super::preset::{self, Bind, Preset};
use super::registry::{Admission, Begun, Registry, Standing};
use super::relay;
use super::tasks::{self, Tasks};
use crate::ids::DeviceId;
use crate::limits::{DIAL_ADDRESSES_MAX, FRAME_BYTES_MAX, HANDSHAKES_MAX, HELLO_SECS, NET_CLOSE_SECS};
use crate::people::RelayAccess;

/// How to start the network.
pub struct NetConfig {
    /// This device's transport key.
    pub transport: Zeroizing<[u8; 32]>,
    /// Which networks may be used.
    pub preset: Preset,
    /// The relay it may use, too. Whether one is used is this field's business, not the preset's.
    pub relay: Option<RelayAccess>,
    /// The port of earlier starts, under which others remember this device.
    pub port: Option<u16>,
    /// Where everything that happens is told; when it is full, readers wait.
    pub events: mpsc::Sender<NetEvent>,
}

/// A device that may connect, and the opaque protocol name it must use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The device.
    pub device: DeviceId,
    /// The protocol name shared with its person, at most `ALPN_BYTES_MAX` long.
    pub alpn: Vec<u8>,
}

/// The running network. All methods but [`Net::open`] may be called from any thread; none but the closing ones waits.
#[derive(Debug)]
pub struct Net {
    shared: Arc<Shared>,
    handle: Handle,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) me: DeviceId,
    /// None if the preset is off or no interface can be used now.
    pub(super) endpoint: Option<Endpoint>,
    pub(super) binds: Vec<Bind>,
    /// The only relay that is ever contacted.
    pub(super) relay: Option<RelayUrl>,
    registry: Mutex<Registry>,
    beacon: Beacon,
    pub(super) introductions: Places,
    pub(super) out: Outlet,
    pub(super) tasks: Tasks,
}

impl Net {
    /// Starts the network on `handle` and waits until the sockets are bound.
    pub fn start(config: NetConfig, handle: &Handle) -> Result<(Self, Bound), NetError> {
        tasks::wait_for(handle, Self::open(config)).unwrap_or(Err(NetError::Stopped))
    }

    /// Starts the network on the current runtime. Off, and a machine without a usable interface, are not failures:
    /// they bind nothing, and dials fail.
    pub async fn open(config: NetConfig) -> Result<(Self, Bound), NetError> {
        let me = DeviceId(*iroh::SecretKey::from_bytes(&config.transport).public().as_bytes());
        let opened =
            binding::open(&config.transport, config.preset, config.relay.as_ref(), config.port, Vec::new()).await;
        let (endpoint, binds, bound) = match opened {
            Ok(opened) => (Some(opened.endpoint), opened.binds, opened.bound),
            Err(NetError::Off | NetError::NoInterface) => (None, Vec::new(), Bound::nothing(config.preset)),
            Err(error) => return Err(error),
        };
        let handle = Handle::current();
        let (beacon, announcing) = Beacon::new(config.preset, binds.clone(), config.events.clone());
        let shared = Arc::new(Shared {
            me,
            endpoint,
            binds,
            relay: config.relay.as_ref().and_then(relay::url),
            registry: Mutex::default(),
            beacon,
            introductions: Places::default(),
            out: Outlet { events: config.events, pairing: false },
            tasks: Tasks::new(handle.clone()),
        });
        shared.tasks.spawn(announcing);
        if let Some(endpoint) = &shared.endpoint {
            shared.tasks.spawn(accept(shared.clone(), endpoint.clone()));
            if shared.relay.is_some() {
                shared.tasks.spawn(relay::watch(endpoint.clone(), shared.out.clone()));
            }
        }
        if config.preset == Preset::Nearby {
            shared.tasks.spawn(changes::watch(shared.clone()));
        }
        Ok((Self { shared, handle }, bound))
    }

    /// The key others know this device by.
    pub fn device(&self) -> DeviceId {
        self.shared.me
    }

    /// The addresses at which this device can be reached now.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.shared.endpoint.as_ref().map(|endpoint| preset::named(&endpoint.bound_sockets())).unwrap_or_default()
    }

    /// Replaces the list of those who may connect; connections of others are closed at once.
    pub fn allow(&self, allowed: Vec<Allowed>) {
        let mut registry = self.shared.registry();
        let cut = registry.allow(allowed);
        self.name(&registry);
        drop(registry);
        for link in cut {
            link.close(CloseCode::Forbidden);
        }
    }

    /// Replaces the names under which devices that are not allowed may introduce themselves.
    pub fn expect(&self, names: Vec<Vec<u8>>) {
        let mut registry = self.shared.registry();
        registry.expect(names);
        self.name(&registry);
    }

    fn name(&self, registry: &Registry) {
        if let Some(endpoint) = &self.shared.endpoint {
            let _context = self.handle.enter();
            endpoint.set_alpns(registry.alpns());
        }
    }

    /// Introduces this device to one that may not know it. Ends in [`NetEvent::IntroductionEnded`].
    pub fn introduce(&self, introduction: Introduction) {
        let shared = self.shared.clone();
        self.shared.tasks.spawn(async move {
            let device = introduction.device;
            let how = introduction::make(&shared, introduction).await;
            let _ = shared.out.tell(NetEvent::IntroductionEnded { device, how }).await;
        });
    }

    /// Replaces what is announced on the local networks and what is listened for there. Never waits.
    pub fn set_beacons(&self, beacons: Beacons) {
        self.shared.beacon.set(beacons);
    }

    /// Says that the network may be another one, as after a sleep: the transport looks at its paths anew.
    pub fn network_change(&self) {
        let shared = self.shared.clone();
        self.shared.tasks.spawn(async move {
            if let Some(endpoint) = &shared.endpoint {
                endpoint.network_change().await;
            }
        });
    }

    /// Calls an allowed device. Ends in [`NetEvent::Connected`] or [`NetEvent::DialFailed`]; while a dial to the
    /// device is under way, another one is dropped without an event. `relayed` calls through our relay as well.
    pub fn dial(&self, device: DeviceId, addresses: Vec<SocketAddr>, relayed: bool) {
        let shared = self.shared.clone();
        self.shared.tasks.spawn(async move { shared.dial(device, addresses, relayed).await });
    }

    /// Queues a frame. Never waits.
    pub fn send(&self, connection: ConnectionId, frame: Vec<u8>) -> SendOutcome {
        self.shared.registry().find(connection).map_or(SendOutcome::Gone, |link| link.send(frame))
    }

    /// Closes a connection after the frames that wait, at most two seconds later; for misbehaviour, at once.
    pub fn close_connection(&self, connection: ConnectionId, code: CloseCode) {
        let registry = self.shared.registry();
        let Some(link) = registry.find(connection) else { return };
        match code {
            CloseCode::Done => link.close_when_sent(code),
            _ => link.close(code),
        }
    }

    /// Closes everything and frees the port, within `NET_CLOSE_SECS` and a moment. No event comes afterwards from
    /// tasks that were still waiting to tell one.
    pub async fn close(self) {
        let addresses = self.addresses();
        for link in self.shared.registry().drain() {
            link.close(CloseCode::Done);
        }
        if let Some(endpoint) = &self.shared.endpoint {
            let _ = tokio::time::timeout(Duration::from_secs(NET_CLOSE_SECS), endpoint.close()).await;
        }
        self.shared.tasks.stop(Duration::from_secs(1)).await;
        drop(self);
        binding::wait_until_free(&addresses).await;
    }

    /// [`Net::close`], waiting on a thread that is not one of the runtime's.
    pub fn close_blocking(self) {
        let handle = self.handle.clone();
        let _ = tasks::wait_for(&handle, self.close());
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        self.shared.tasks.tell_to_stop();
    }
}

impl Shared {
    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    async fn dial(self: &Arc<Self>, device: DeviceId, addresses: Vec<SocketAddr>, relayed: bool) {
        let alpn = self.registry().alpn_of(device);
        let relay = self.relay.clone().filter(|_| relayed);
        let result = match (alpn, &self.endpoint) {
            (None, _) => Err(DialFailure::NotAllowed),
            (_, None) => Err(DialFailure::Off),
            (Some(alpn), Some(endpoint)) => {
                let begun = self.registry().begin_dial(device);
                match begun {
                    Begun::Yes => self.call(endpoint, device, &addresses, relay, &alpn).await,
                    Begun::Stands => Err(DialFailure::AlreadyConnected),
                    Begun::UnderWay => Ok(()),
                }
            }
        };
        if let Err(why) = result {
            let _ = self.out.tell(NetEvent::DialFailed { device, why }).await;
        }
    }

    async fn call(
        self: &Arc<Self>,
        endpoint: &Endpoint,
        device: DeviceId,
        addresses: &[SocketAddr],
        relay: Option<RelayUrl>,
        alpn: &[u8],
    ) -> Result<(), DialFailure> {
        let mut reachable = preset::reachable(&self.binds, addresses);
        reachable.truncate(DIAL_ADDRESSES_MAX);
        let opened = dial::open(endpoint, device, reachable, relay, alpn).await;
        let stands = opened.and_then(|(connection, send, recv)| {
            self.adopt(connection, send, recv, true).map_err(|code| match code {
                CloseCode::Duplicate => DialFailure::AlreadyConnected,
                _ => DialFailure::NotAllowed,
            })
        });
        self.registry().end_dial(device);
        stands
    }

    /// Takes a connection whose stream is open, or closes it and says with which code.
    fn adopt(
        self: &Arc<Self>,
        connection: Connection,
        send: SendStream,
        recv: RecvStream,
        dialled: bool,
    ) -> Result<(), CloseCode> {
        let device = DeviceId(*connection.remote_id().as_bytes());
        let link = Link::new(connection, dialled, FRAME_BYTES_MAX).ok_or(CloseCode::Version)?;
        let (telling, told) = watch::channel(());
        let admission = self.registry().admit(self.me, device, Standing { link: link.clone(), told });
        match admission {
            Admission::Refused(code) => {
                link.close(code);
                Err(code)
            }
            Admission::Stands { replaced } => {
                if let Some(old) = &replaced {
                    old.link.close(CloseCode::Duplicate);
                }
                let shared = self.clone();
                self.tasks.spawn(async move {
                    // Two tasks tell in any order; a connection told after the one in its place would count as the newer.
                    if let Some(old) = replaced {
                        old.until_told().await;
                    }
                    shared.converse(link, device, send, recv).await;
                    drop(telling);
                });
                Ok(())
            }
        }
    }

    async fn converse(&self, link: Link, device: DeviceId, send: SendStream, recv: RecvStream) {
        let connection = link.id();
        let (dialled, remote) = (link.dialled(), link.remote());
        if self.out.tell(NetEvent::Connected { connection, device, dialled, remote }).await.is_ok() {
            let why = link.run(send, recv, &self.out).await;
            let _ = self.out.tell(NetEvent::Closed { connection, device, why }).await;
        }
        self.registry().forget(device, connection);
        link.close(CloseCode::Done);
    }
}

async fn accept(shared: Arc<Shared>, endpoint: Endpoint) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    while let Some(incoming) = endpoint.accept().await {
        // A device we do not know may come through our relay to introduce itself, as it may in our networks.
        let expects = || shared.introductions.any_left() && shared.registry().expects();
        let known = || {
            let knocks = relay::knocking(&incoming, shared.relay.as_ref());
            knocks.is_some_and(|device| shared.registry().knows(device) || expects())
        };
        if !may_knock(&incoming, &shared.binds) && !known() {
            incoming.ignore();
            continue;
        }
        let Ok(place) = places.clone().try_acquire_owned() else {
            incoming.ignore();
            continue;
        };
        if places.available_permits() < HANDSHAKES_MAX / 2 && !incoming.remote_addr_validated() {
            // Under load a caller first shows that it can be answered at the address it names.
            let _ = incoming.retry();
            continue;
        }
        let greeted = shared.clone();
        shared.tasks.spawn(async move {
            greet(&greeted, incoming).await;
            drop(place);
        });
    }
}

/// Returns whether a caller is on one of our networks: an answer to anybody else would leave them.
pub(super) fn may_knock(incoming: &Incoming, binds: &[Bind]) -> bool {
    match incoming.remote_addr() {
        IncomingAddr::Ip(address) => binds.iter().any(|bind| bind.reaches(address.ip().to_canonical())),
        _ => false,
    }
}

/// Finishes one handshake and lets the caller in, or not.
async fn greet(shared: &Arc<Shared>, incoming: Incoming) {
    let bound = Duration::from_secs(HELLO_SECS);
    let Ok(Some(connection)) = tokio::time::timeout(bound, handshake(incoming)).await else { return };
    if shared.registry().introduces(connection.alpn()) {
        return introduction::hear(shared, &connection).await;
    }
    let device = DeviceId(*connection.remote_id().as_bytes());
    if !shared.registry().may(device, connection.alpn()) {
        connection.close(VarInt::from_u32(CloseCode::Forbidden.number()), b"");
        let remote = connection.paths().iter().find_map(|path| match path.remote_addr() {
            iroh::TransportAddr::Ip(address) => Some(*address),
            _ => None,
        });
        // A flood of strangers must not hold up those who are known, so a full channel drops the news.
        let _ = shared.out.events.try_send(NetEvent::Stranger { device, remote });
        return;
    }
    match tokio::time::timeout(bound, first_stream(&connection)).await {
        Ok(Some((send, recv))) => {
            let _ = shared.adopt(connection, send, recv, false);
        }
        _ => connection.close(VarInt::from_u32(CloseCode::Version.number()), b""),
    }
}

pub(super) async fn handshake(incoming: Incoming) -> Option<Connection> {
    incoming.accept().ok()?.await.ok()
}

/// Waits for the caller's stream and its first byte.
pub(super) async fn first_stream(connection: &Connection) -> Option<(SendStream, RecvStream)> {
    let (send, mut recv) = connection.accept_bi().await.ok()?;
    let mut preamble = [0];
    recv.read_exact(&mut preamble).await.ok()?;
    (preamble == [PREAMBLE]).then_some((send, recv))
}

#[cfg(test)]
mod tests;
