//! Finding each other on the local network: short packets by multicast, under names that say nothing to others.
//!
//! Invariant: no socket is open while there is nothing to announce and nothing to listen for.

mod hearing;
mod packet;
mod schedule;
mod sockets;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::{mpsc, watch};

pub use hearing::{Heard, Listen};
pub use packet::{Alias, Name};

use super::event::NetEvent;
use super::preset::{Bind, Preset};
use crate::limits::{BEACON_BYTES_MAX, BEACON_NAMES_MAX};
use hearing::Hearing;
pub(super) use packet::Packet;

/// How finely time passes for what was heard: a listener alone need not wake up more often.
const STEP: Duration = Duration::from_secs(5);

/// What is announced and what is listened for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beacons {
    /// Names to announce, each with the port it is reached at.
    pub announce: Vec<(Name, u16)>,
    /// What to listen for.
    pub listen: Listen,
}

impl Beacons {
    fn has_invitation(&self) -> bool {
        self.announce.iter().any(|(name, _)| matches!(name, Name::Invitation(_)))
    }
}

/// The beacon of one endpoint.
#[derive(Debug)]
pub(super) struct Beacon {
    wish: watch::Sender<Beacons>,
}

impl Beacon {
    /// Returns a silent beacon, and the task that carries out what it is asked for.
    pub(super) fn new(
        preset: Preset,
        binds: Vec<Bind>,
        events: mpsc::Sender<NetEvent>,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (wish, wished) = watch::channel(Beacons::default());
        // Only where there is a network around: neither within one machine nor with everything off.
        let binds = if preset == Preset::Nearby { binds } else { Vec::new() };
        (Self { wish }, run(binds, wished, events))
    }

    /// Replaces what is announced and listened for; announcing begins anew.
    pub(super) fn set(&self, mut beacons: Beacons) {
        beacons.announce.truncate(BEACON_NAMES_MAX);
        self.wish.send_replace(beacons);
    }
}

async fn run(binds: Vec<Bind>, wished: watch::Receiver<Beacons>, events: mpsc::Sender<NetEvent>) {
    tokio::join!(announce(&binds, wished.clone()), listen(&binds, wished, &events));
}

/// Announces what is wished, from the beginning whenever that changes.
async fn announce(binds: &[Bind], mut wished: watch::Receiver<Beacons>) {
    loop {
        let wish = wished.borrow_and_update().clone();
        tokio::select! {
            changed = wished.changed() => if changed.is_err() { return },
            () = announce_for_ever(binds, &wish), if !wish.announce.is_empty() => {}
        }
    }
}

async fn announce_for_ever(binds: &[Bind], wish: &Beacons) {
    let mut announced = 0_u32;
    loop {
        // Opened for each announcement: an address may not have been ready for the one before.
        let speakers = sockets::speakers(binds);
        for (name, port) in &wish.announce {
            let packet = Packet { name: *name, port: *port }.encode();
            for speaker in &speakers {
                speaker.say(&packet).await;
            }
        }
        drop(speakers);
        announced = announced.saturating_add(1);
        tokio::time::sleep(schedule::pause(announced, wish.has_invitation())).await;
    }
}

/// Listens for what is wished; what concerns this device is told.
async fn listen(binds: &[Bind], mut wished: watch::Receiver<Beacons>, events: &mpsc::Sender<NetEvent>) {
    let mut hearing = Hearing::default();
    let mut steps = tokio::time::interval(STEP);
    steps.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // No clock is read: time passes in steps.
    let mut now = Duration::ZERO;
    let (mut wish, mut listeners) = (Listen::default(), Vec::new());
    loop {
        tokio::select! {
            biased;
            changed = wished.changed() => {
                if changed.is_err() {
                    return;
                }
                let wanted = wished.borrow_and_update().listen.clone();
                if wanted.is_empty() {
                    listeners.clear();
                }
                wish = wanted;
                listeners = reopened(binds, &wish, listeners);
            }
            _ = steps.tick(), if !wish.is_empty() => {
                now += STEP;
                listeners = reopened(binds, &wish, listeners);
            }
            (bytes, from) = next_packet(&listeners) => {
                // An answer to anywhere else would leave our networks.
                let near = binds.iter().any(|bind| bind.reaches(from.ip()));
                let packet = Packet::decode(&bytes).filter(|_| near);
                if let Some(heard) = packet.and_then(|packet| hearing.hear(&wish, packet, from, now)) {
                    // A flood of packets must not hold up those who are connected: a full channel drops the news.
                    let _ = events.try_send(NetEvent::Heard(heard));
                }
            }
        }
    }
}

/// Opens the listening sockets if some are missing: an address may not have been ready before.
fn reopened(binds: &[Bind], wish: &Listen, listeners: Vec<UdpSocket>) -> Vec<UdpSocket> {
    if wish.is_empty() || listeners.len() >= sockets::listeners_wanted(binds) {
        return listeners;
    }
    drop(listeners);
    sockets::listeners(binds)
}

/// Waits for the next packet on any of the sockets.
async fn next_packet(listeners: &[UdpSocket]) -> (Vec<u8>, SocketAddr) {
    // One byte more than allowed, so that what is too long is seen to be.
    let mut bytes = [0; BEACON_BYTES_MAX + 1];
    std::future::poll_fn(|context| {
        for socket in listeners {
            let mut room = tokio::io::ReadBuf::new(&mut bytes);
            if let std::task::Poll::Ready(Ok(from)) = socket.poll_recv_from(context, &mut room) {
                return std::task::Poll::Ready((room.filled().to_vec(), from));
            }
        }
        std::task::Poll::Pending
    })
    .await
}
