//! One connection: a single stream of frames each way, its bounded queue, and its path.
//!
//! Invariant: a frame longer than the bound closes the connection before room is made for it; a slow engine slows
//! the other side down instead of filling memory.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use iroh::TransportAddr;
use iroh::endpoint::{Connection, ConnectionError, RecvStream, SendStream, VarInt};
use tokio::sync::{Semaphore, mpsc};

use super::event::{CloseCode, CloseWhy, ConnectionId, FrameBytes, NetEvent, PairingEvent, SendOutcome};
use super::frames::{FrameError, read_frame, write_frame};
use super::queue::{Next, Queue};
use crate::limits::{DIAL_SECS, RECEIVE_QUEUE_BYTES};

/// The first byte of the dialler's stream: a stream is invisible to the other side until something is written.
pub(super) const PREAMBLE: u8 = 1;

/// How long the last frames may take to arrive before the connection closes.
const FLUSH: Duration = Duration::from_secs(2);
/// How often a path is looked at before and after one was found.
const PATH_SOON: Duration = Duration::from_millis(100);
const PATH_LATER: Duration = Duration::from_secs(5);

/// A handle on one connection, for any thread.
#[derive(Clone, Debug)]
pub(super) struct Link(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: ConnectionId,
    connection: Connection,
    queue: Queue,
    dialled: bool,
    settled: AtomicBool,
    closed_by_us: OnceLock<CloseCode>,
}

impl Link {
    /// Takes a connection into care; `None` if its session cannot name it.
    pub(super) fn new(connection: Connection, dialled: bool, frame_bytes_max: usize) -> Option<Self> {
        let id = ConnectionId(u64::from_le_bytes(exporter(&connection, b"understory/connection/1")?));
        let queue = Queue::new(frame_bytes_max);
        let (settled, closed_by_us) = (AtomicBool::new(false), OnceLock::new());
        Some(Self(Arc::new(Inner { id, connection, queue, dialled, settled, closed_by_us })))
    }

    pub(super) fn id(&self) -> ConnectionId {
        self.0.id
    }

    pub(super) fn alpn(&self) -> &[u8] {
        self.0.connection.alpn()
    }

    pub(super) fn dialled(&self) -> bool {
        self.0.dialled
    }

    /// Returns whether it is older than any dial that could still be crossing it.
    pub(super) fn is_settled(&self) -> bool {
        self.0.settled.load(Ordering::Relaxed)
    }

    /// Returns whether it is closed or about to be.
    pub(super) fn is_over(&self) -> bool {
        self.0.queue.is_over() || self.0.connection.close_reason().is_some()
    }

    /// Puts a frame into the queue.
    pub(super) fn send(&self, frame: Vec<u8>) -> SendOutcome {
        if self.0.connection.close_reason().is_some() { SendOutcome::Gone } else { self.0.queue.push(frame) }
    }

    /// Closes after the frames that wait.
    pub(super) fn close_when_sent(&self, code: CloseCode) {
        self.0.queue.end(code);
    }

    /// Closes now; what waits is lost.
    pub(super) fn close(&self, code: CloseCode) {
        let code = *self.0.closed_by_us.get_or_init(|| code);
        self.0.connection.close(VarInt::from_u32(code.number()), b"");
    }

    /// The address in use, if it is direct.
    pub(super) fn remote(&self) -> Option<SocketAddr> {
        self.path().and_then(|path| path.remote)
    }

    fn path(&self) -> Option<PathSeen> {
        let paths = self.0.connection.paths();
        let path = paths.iter().find(|path| path.is_selected()).or_else(|| paths.iter().next())?;
        let remote = match path.remote_addr() {
            TransportAddr::Ip(address) => Some(*address),
            _ => None,
        };
        let rtt_us = u64::try_from(path.rtt().as_micros()).unwrap_or(u64::MAX);
        Some(PathSeen { direct: remote.is_some(), remote, rtt_us })
    }

    /// Reads, writes and watches until the connection is over, and says why it is.
    pub(super) async fn run(&self, send: SendStream, recv: RecvStream, out: &Outlet) -> CloseWhy {
        let why = tokio::select! {
            why = self.read(recv, out) => why,
            why = self.write(send, out) => why,
            why = self.watch(out) => why,
        };
        self.0.queue.gone();
        // If the stream ended before the connection did, this side ends it.
        self.close(CloseCode::Done);
        why
    }

    async fn read(&self, mut recv: RecvStream, out: &Outlet) -> CloseWhy {
        let room = Arc::new(Semaphore::new(RECEIVE_QUEUE_BYTES));
        loop {
            let bytes = match read_frame(&mut recv, self.0.queue.frame_bytes_max()).await {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return self.after_end().await,
                Err(FrameError::Stream(_)) => return self.why(CloseWhy::Lost),
                Err(FrameError::BadLength | FrameError::CutShort) => {
                    self.close(CloseCode::BadFrame);
                    return CloseWhy::BadFrame;
                }
            };
            let taken = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            let Ok(permit) = room.clone().acquire_many_owned(taken).await else { return CloseWhy::Lost };
            if out.frame(self.id(), FrameBytes::new(bytes, Some(permit))).await.is_err() {
                // Nobody listens any more.
                self.close(CloseCode::Done);
                return CloseWhy::ByUs(CloseCode::Done);
            }
        }
    }

    /// The other side wrote its last frame; its close, with the reason, follows.
    async fn after_end(&self) -> CloseWhy {
        let _ = tokio::time::timeout(FLUSH, self.0.connection.closed()).await;
        self.why(CloseWhy::ByPeer(CloseCode::Done))
    }

    async fn write(&self, mut send: SendStream, out: &Outlet) -> CloseWhy {
        loop {
            match self.0.queue.next().await {
                Next::Frame { bytes, drained } => {
                    if write_frame(&mut send, &bytes).await.is_err() {
                        // The reader tells why: frames that came before the close are still to be read.
                        if self.0.connection.close_reason().is_none() {
                            self.close(CloseCode::Misbehaved);
                        }
                        return std::future::pending().await;
                    }
                    if drained && out.drained(self.id()).await.is_err() {
                        return CloseWhy::ByUs(CloseCode::Done);
                    }
                }
                Next::End(code) => {
                    if send.finish().is_ok() {
                        let _ = tokio::time::timeout(FLUSH, send.stopped()).await;
                    }
                    self.close(code);
                    return self.why(CloseWhy::ByUs(code));
                }
            }
        }
    }

    async fn watch(&self, out: &Outlet) -> CloseWhy {
        let mut told: Option<PathSeen> = None;
        let mut age = Duration::ZERO;
        loop {
            let seen = self.path();
            if let Some(seen) = seen.filter(|seen| told.as_ref().is_none_or(|told| seen.differs(told))) {
                if out.path(self.id(), &seen).await.is_err() {
                    return CloseWhy::ByUs(CloseCode::Done);
                }
                told = Some(seen);
            }
            let pause = if told.is_some() { PATH_LATER } else { PATH_SOON };
            tokio::time::sleep(pause).await;
            age += pause;
            // A dial that began before this connection stood has come to its end by now.
            if age > Duration::from_secs(DIAL_SECS) + PATH_LATER {
                self.0.settled.store(true, Ordering::Relaxed);
            }
        }
    }

    fn why(&self, otherwise: CloseWhy) -> CloseWhy {
        let ours = self.0.closed_by_us.get().copied();
        match self.0.connection.close_reason() {
            None => otherwise,
            Some(ConnectionError::ApplicationClosed(close)) => {
                match CloseCode::from_number(close.error_code.into_inner()) {
                    CloseCode::Duplicate => CloseWhy::Duplicate,
                    code => CloseWhy::ByPeer(code),
                }
            }
            Some(ConnectionError::LocallyClosed) => match ours.unwrap_or(CloseCode::Done) {
                CloseCode::Duplicate => CloseWhy::Duplicate,
                code => CloseWhy::ByUs(code),
            },
            Some(ConnectionError::TimedOut) => CloseWhy::TimedOut,
            Some(_) => CloseWhy::Lost,
        }
    }
}

/// Draws bytes from the TLS session, equal on both sides and on no other session.
pub(super) fn exporter<const N: usize>(connection: &Connection, label: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    connection.export_keying_material(&mut bytes, label, b"").ok().map(|()| bytes)
}

#[derive(Clone, Debug)]
struct PathSeen {
    direct: bool,
    remote: Option<SocketAddr>,
    rtt_us: u64,
}

impl PathSeen {
    /// Returns whether a person would notice: another way, or a round trip that is a quarter off.
    fn differs(&self, told: &Self) -> bool {
        let apart_us = self.rtt_us.abs_diff(told.rtt_us);
        self.remote != told.remote || self.direct != told.direct || apart_us > 1000.max(told.rtt_us / 4)
    }
}

/// Where the events of a connection go.
#[derive(Clone, Debug)]
pub(super) struct Outlet {
    pub(super) events: mpsc::Sender<NetEvent>,
    /// Whether this is the ephemeral endpoint of a pairing.
    pub(super) pairing: bool,
}

/// The engine no longer listens.
pub(super) struct Deaf;

impl Outlet {
    pub(super) async fn tell(&self, event: NetEvent) -> Result<(), Deaf> {
        self.events.send(event).await.map_err(|_| Deaf)
    }

    async fn frame(&self, connection: ConnectionId, bytes: FrameBytes) -> Result<(), Deaf> {
        self.tell(if self.pairing {
            NetEvent::Pairing(PairingEvent::Frame { connection, bytes })
        } else {
            NetEvent::Frame { connection, bytes }
        })
        .await
    }

    async fn drained(&self, connection: ConnectionId) -> Result<(), Deaf> {
        if self.pairing { Ok(()) } else { self.tell(NetEvent::Drained { connection }).await }
    }

    async fn path(&self, connection: ConnectionId, seen: &PathSeen) -> Result<(), Deaf> {
        if self.pairing {
            return Ok(());
        }
        let PathSeen { direct, remote, rtt_us } = *seen;
        self.tell(NetEvent::Path { connection, direct, rtt_us, remote }).await
    }
}
