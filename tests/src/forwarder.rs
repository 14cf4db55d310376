//! A rough network between two sides: datagrams pass through here, and some are lost, late, out of order or cut off.
//!
//! Invariant: what is lost and how late something is follows from the seed and the order of arrival.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// How rough it is.
#[derive(Clone, Copy, Default)]
pub struct Roughness {
    /// Datagrams lost, of a hundred.
    pub lost_percent: u64,
    /// How long each is on its way, in milliseconds.
    pub delay_ms: u64,
    /// By up to how much longer, so that they overtake each other, in milliseconds.
    pub jitter_ms: u64,
}

/// A datagram on its way: when it is due, its number, and what it is.
type Late = (Instant, u64, bool, Vec<u8>);

struct Way {
    near: UdpSocket,
    far: Mutex<Arc<UdpSocket>>,
    far_ip: SocketAddr,
    /// Where the near side was last heard.
    caller: Mutex<Option<SocketAddr>>,
    callee: SocketAddr,
    cut: AtomicBool,
    taken: AtomicU64,
    lost: AtomicU64,
}

/// The running forwarder.
pub struct Forwarder {
    way: Arc<Way>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn socket(at: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = UdpSocket::bind(at)?;
    // So that a socket that was replaced is left.
    socket.set_read_timeout(Some(Duration::from_millis(20)))?;
    Ok(socket)
}

impl Forwarder {
    /// Stands at `near` for somebody at `callee`, who sees everything come from `far`.
    pub fn start(
        near: SocketAddr,
        far: SocketAddr,
        callee: SocketAddr,
        seed: u64,
        rough: Roughness,
    ) -> std::io::Result<Self> {
        let way = Arc::new(Way {
            near: socket(near)?,
            far: Mutex::new(Arc::new(socket(far)?)),
            far_ip: far,
            caller: Mutex::default(),
            callee,
            cut: AtomicBool::new(false),
            taken: AtomicU64::new(0),
            lost: AtomicU64::new(0),
        });
        let (late, due) = mpsc::channel();
        for outward in [true, false] {
            let (way, late) = (way.clone(), late.clone());
            let dice = Dice(seed * 2 + u64::from(outward) + 1);
            std::thread::spawn(move || way.take(outward, dice, rough, &late));
        }
        let carrying = way.clone();
        std::thread::spawn(move || carrying.carry(&due));
        Ok(Self { way })
    }

    /// Lets nothing pass, or everything again.
    pub fn cut(&self, cut: bool) {
        self.way.cut.store(cut, Ordering::Relaxed);
    }

    /// How many datagrams came, and how many of them were lost.
    pub fn count(&self) -> (u64, u64) {
        (self.way.taken.load(Ordering::Relaxed), self.way.lost.load(Ordering::Relaxed))
    }

    /// Goes on from another port: to the far side the near one has another address.
    pub fn move_address(&self) -> std::io::Result<()> {
        *held(&self.way.far) = Arc::new(socket(self.way.far_ip)?);
        Ok(())
    }
}

impl Way {
    /// Takes what comes in one direction and decides what becomes of it.
    fn take(&self, outward: bool, mut dice: Dice, rough: Roughness, late: &Sender<Late>) {
        let mut bytes = vec![0; 1 << 16];
        for number in 0.. {
            let far = held(&self.far).clone();
            let heard = if outward { self.near.recv_from(&mut bytes) } else { far.recv_from(&mut bytes) };
            let Ok((length, from)) = heard else { continue };
            if outward {
                *held(&self.caller) = Some(from);
            }
            let (lost, more_ms) = (dice.roll(100) < rough.lost_percent, dice.roll(rough.jitter_ms + 1));
            self.taken.fetch_add(1, Ordering::Relaxed);
            if lost || self.cut.load(Ordering::Relaxed) {
                self.lost.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            let due = Instant::now() + Duration::from_millis(rough.delay_ms + more_ms);
            if late.send((due, number, outward, bytes[..length].to_vec())).is_err() {
                return;
            }
        }
    }

    /// Delivers each datagram when it is due.
    fn carry(&self, due: &mpsc::Receiver<Late>) {
        let mut waiting: BinaryHeap<Reverse<Late>> = BinaryHeap::new();
        loop {
            let now = Instant::now();
            while waiting.peek().is_some_and(|next| next.0.0 <= now) {
                let Some(Reverse((_, _, outward, bytes))) = waiting.pop() else { break };
                // A datagram that cannot be sent is one that is lost.
                let _ = match (outward, *held(&self.caller)) {
                    (true, _) => held(&self.far).send_to(&bytes, self.callee),
                    (false, Some(caller)) => self.near.send_to(&bytes, caller),
                    (false, None) => Ok(0),
                };
            }
            let next = waiting.peek().map_or(Duration::from_secs(1), |next| next.0.0.saturating_duration_since(now));
            match due.recv_timeout(next) {
                Ok(late) => waiting.push(Reverse(late)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

/// Numbers that follow from a seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }
}
