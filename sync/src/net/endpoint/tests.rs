//! The network over the loopback interface: real sockets, real TLS, no sleeps.

mod crossing;
mod introductions;
mod names;

use iroh::{EndpointAddr, EndpointId};
use std::net::UdpSocket;
use tokio::sync::mpsc::Receiver;

use super::*;
use crate::net::event::CloseWhy;
use crate::net::event::FrameBytes;

const ALPN: &[u8] = b"\x07opaque";
const PATIENCE: Duration = Duration::from_secs(40);

struct Peer {
    net: Net,
    bound: Bound,
    events: Receiver<NetEvent>,
}

async fn peer_at(seed: u8, port: Option<u16>) -> Peer {
    let (sender, events) = mpsc::channel(8);
    let config = NetConfig {
        transport: Zeroizing::new([seed; 32]),
        preset: Preset::Loopback,
        relay: None,
        port,
        events: sender,
    };
    let (net, bound) = Net::open(config).await.unwrap();
    Peer { net, bound, events }
}

async fn peer(seed: u8) -> Peer {
    peer_at(seed, None).await
}

fn allowed(peer: &Peer) -> Allowed {
    Allowed { device: peer.net.device(), alpn: ALPN.to_vec() }
}

/// Two peers who allow each other.
async fn pair() -> (Peer, Peer) {
    let (one, two) = (peer(1).await, peer(2).await);
    one.net.allow(vec![allowed(&two)]);
    two.net.allow(vec![allowed(&one)]);
    (one, two)
}

impl Peer {
    fn call(&self, other: &Peer) {
        self.net.dial(other.net.device(), other.bound.addresses.clone(), false);
    }

    async fn next(&mut self, what: &str) -> NetEvent {
        let event = tokio::time::timeout(PATIENCE, self.events.recv()).await;
        event.unwrap_or_else(|_| panic!("waited in vain for {what}")).unwrap()
    }

    /// Passes over events until `find` likes one.
    async fn until<T>(&mut self, what: &str, mut find: impl FnMut(&NetEvent) -> Option<T>) -> T {
        loop {
            if let Some(found) = find(&self.next(what).await) {
                return found;
            }
        }
    }

    async fn connected(&mut self) -> ConnectionId {
        self.until("a connection", |event| match event {
            NetEvent::Connected { connection, .. } => Some(*connection),
            _ => None,
        })
        .await
    }

    async fn frame(&mut self) -> FrameBytes {
        loop {
            if let NetEvent::Frame { bytes, .. } = self.next("a frame").await {
                return bytes;
            }
        }
    }

    async fn closed(&mut self) -> CloseWhy {
        self.until("the end of a connection", |event| match event {
            NetEvent::Closed { why, .. } => Some(*why),
            _ => None,
        })
        .await
    }

    async fn dial_failed(&mut self) -> DialFailure {
        self.until("a failed dial", |event| match event {
            NetEvent::DialFailed { why, .. } => Some(*why),
            _ => None,
        })
        .await
    }
}

/// A bare endpoint that speaks as it likes.
async fn bare(seed: u8) -> Endpoint {
    let binds = preset::binds_now(Preset::Loopback);
    preset::builder(Preset::Loopback, &[seed; 32], &binds, 0, None).unwrap().bind().await.unwrap()
}

fn device(endpoint: &Endpoint) -> DeviceId {
    DeviceId(*endpoint.id().as_bytes())
}

fn address_of(peer: &Peer) -> EndpointAddr {
    let id = EndpointId::from_bytes(&peer.net.device().0).unwrap();
    peer.bound.addresses.iter().fold(EndpointAddr::new(id), |remote, address| remote.with_ip_addr(*address))
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_pass_both_ways_up_to_the_longest() {
    let (mut one, mut two) = pair().await;
    one.call(&two);
    let (here, there) = (one.connected().await, two.connected().await);
    assert_eq!(here, there, "both sides name the connection alike");
    let long: Vec<u8> = (0..1 << 20).map(|index: u32| index as u8).collect();
    for frame in [b"hello".to_vec(), long, vec![3; FRAME_BYTES_MAX]] {
        assert_eq!(one.net.send(here, frame.clone()), SendOutcome::Queued);
        assert!(*two.frame().await == frame[..]);
        assert_eq!(two.net.send(there, frame.clone()), SendOutcome::Queued);
        assert!(*one.frame().await == frame[..]);
    }
    assert_eq!(one.net.send(here, vec![0; FRAME_BYTES_MAX + 1]), SendOutcome::BadLength);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_path_is_told_as_direct_with_a_round_trip() {
    let (mut one, two) = pair().await;
    one.call(&two);
    let (direct, remote) = one
        .until("a path", |event| match event {
            NetEvent::Path { direct, remote, .. } => Some((*direct, *remote)),
            _ => None,
        })
        .await;
    assert!(direct);
    assert_eq!(remote, two.bound.addresses.first().copied());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_knows_the_protocol_name_is_refused_before_a_frame_is_read() {
    let (mut one, two) = pair().await;
    let stranger = bare(9).await;
    let session = stranger.connect(address_of(&one), ALPN).await.unwrap();
    let _ = async {
        let (mut send, _recv) = session.open_bi().await.ok()?;
        send.write_all(&[1, 0, 0, 0, 1, 7]).await.ok()
    }
    .await;
    let seen = one
        .until("the stranger", |event| match event {
            NetEvent::Stranger { device, .. } => Some(*device),
            NetEvent::Connected { .. } | NetEvent::Frame { .. } => panic!("a stranger was let in"),
            _ => None,
        })
        .await;
    assert_eq!(seen, device(&stranger));
    let reason = tokio::time::timeout(PATIENCE, session.closed()).await.unwrap();
    assert!(reason.to_string().contains("403"), "{reason}");
    // Whoever is allowed still gets in, and nothing of the stranger arrived in between.
    two.call(&one);
    let from = one
        .until("the friend", |event| match event {
            NetEvent::Connected { device, .. } => Some(*device),
            NetEvent::Frame { .. } => panic!("a stranger's frame was delivered"),
            _ => None,
        })
        .await;
    assert_eq!(from, two.net.device());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_contact_cannot_come_in_under_the_name_of_another() {
    let one = peer(1).await;
    let (friend, other) = (bare(2).await, bare(3).await);
    one.net.allow(vec![
        Allowed { device: device(&friend), alpn: b"name of two".to_vec() },
        Allowed { device: device(&other), alpn: b"name of three".to_vec() },
    ]);
    let session = friend.connect(address_of(&one), b"name of three").await.unwrap();
    let reason = tokio::time::timeout(PATIENCE, session.closed()).await.unwrap();
    assert!(reason.to_string().contains("403"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_longer_than_allowed_closes_the_connection() {
    let mut one = peer(1).await;
    let friend = bare(2).await;
    one.net.allow(vec![Allowed { device: device(&friend), alpn: ALPN.to_vec() }]);
    let session = friend.connect(address_of(&one), ALPN).await.unwrap();
    let (mut send, _recv) = session.open_bi().await.unwrap();
    let promised = (FRAME_BYTES_MAX as u32 + 1).to_be_bytes();
    send.write_all(&[&[1][..], &promised[..], &[0; 1000]].concat()).await.unwrap();
    assert_eq!(one.closed().await, CloseWhy::BadFrame);
    let reason = tokio::time::timeout(PATIENCE, session.closed()).await.unwrap();
    assert!(reason.to_string().contains("400"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_remembered_address_still_reaches_the_device() {
    let (mut one, two) = pair().await;
    let remembered = two.bound.clone();
    two.net.close().await;
    let mut two = peer_at(2, remembered.port).await;
    assert_eq!(two.bound, remembered);
    assert!(two.bound.port_kept);
    two.net.allow(vec![allowed(&one)]);
    one.net.dial(two.net.device(), remembered.addresses, false);
    assert_eq!(one.connected().await, two.connected().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_replaced_and_reported() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let one = peer_at(1, Some(port)).await;
    assert!(!one.bound.port_kept);
    assert_ne!(one.bound.port, Some(port));
    assert_eq!(one.bound.addresses, one.net.addresses());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_quits_is_missed_at_once() {
    let (mut one, mut two) = pair().await;
    one.call(&two);
    two.connected().await;
    one.connected().await;
    two.net.close().await;
    assert_eq!(one.closed().await, CloseWhy::ByPeer(CloseCode::Done));
}

#[test]
fn whoever_is_killed_is_missed_after_a_silence() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut one, killed_id) = runtime.block_on(async {
        let one = peer(1).await;
        (one, DeviceId(*iroh::SecretKey::from_bytes(&[2; 32]).public().as_bytes()))
    });
    one.net.allow(vec![Allowed { device: killed_id, alpn: ALPN.to_vec() }]);
    let doomed = tokio::runtime::Runtime::new().unwrap();
    let two = doomed.block_on(async {
        let two = peer(2).await;
        two.net.allow(vec![allowed(&one)]);
        two.call(&one);
        two
    });
    runtime.block_on(one.connected());
    // The threads end where they stand: nothing is closed, no packet says goodbye.
    doomed.shutdown_background();
    assert_eq!(runtime.block_on(one.closed()), CloseWhy::TimedOut);
    drop(two);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_sent_before_a_connection_closes() {
    let (mut one, mut two) = pair().await;
    one.call(&two);
    let connection = one.connected().await;
    one.net.send(connection, vec![8; 300_000]);
    one.net.close_connection(connection, CloseCode::Done);
    assert_eq!(one.net.send(connection, vec![9]), SendOutcome::Gone);
    assert_eq!(two.frame().await.len(), 300_000);
    assert_eq!(two.closed().await, CloseWhy::ByPeer(CloseCode::Done));
    assert_eq!(one.closed().await, CloseWhy::ByUs(CloseCode::Done));
    assert_eq!(one.net.send(connection, vec![9]), SendOutcome::Gone);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_taken_off_the_list_is_cut_off_at_once() {
    let (mut one, mut two) = pair().await;
    one.call(&two);
    two.connected().await;
    one.connected().await;
    one.net.allow(Vec::new());
    assert_eq!(two.closed().await, CloseWhy::ByPeer(CloseCode::Forbidden));
    assert_eq!(one.closed().await, CloseWhy::ByUs(CloseCode::Forbidden));
    two.call(&one);
    assert_eq!(two.dial_failed().await, DialFailure::Refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_slows_the_writer_down_and_loses_nothing() {
    let (mut one, mut two) = pair().await;
    one.call(&two);
    let connection = one.connected().await;
    let mut sent = 0_u64;
    // Nobody reads on the other side, so at some point there is no room.
    loop {
        let mut frame = vec![0; 512 << 10];
        frame[..8].copy_from_slice(&sent.to_be_bytes());
        match one.net.send(connection, frame) {
            SendOutcome::Queued => sent += 1,
            SendOutcome::Full => break,
            other => panic!("{other:?}"),
        }
        assert!(sent < 1000, "the queue has no end");
    }
    for expected in 0..sent {
        assert!(two.frame().await.starts_with(&expected.to_be_bytes()));
    }
    one.until("room", |event| matches!(event, NetEvent::Drained { .. }).then_some(())).await;
    assert_eq!(one.net.send(connection, vec![1]), SendOutcome::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn dials_that_cannot_succeed_say_why() {
    let (mut one, two) = pair().await;
    let elsewhere = vec!["8.8.8.8:4433".parse().unwrap(), "[2001:db8::1]:4433".parse().unwrap()];
    one.net.dial(two.net.device(), elsewhere, false);
    assert_eq!(one.dial_failed().await, DialFailure::NoAddress);
    one.net.dial(DeviceId([4; 32]), two.bound.addresses.clone(), false);
    assert_eq!(one.dial_failed().await, DialFailure::NotAllowed);
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    one.net.dial(two.net.device(), vec![silent.local_addr().unwrap()], false);
    assert_eq!(one.dial_failed().await, DialFailure::TimedOut);
}

#[tokio::test(flavor = "multi_thread")]
async fn relays_and_addresses_outside_are_vetoed_below_everything_else() {
    let one = bare(1).await;
    let id = bare(2).await.id();
    let relayed = EndpointAddr::new(id).with_relay_url("https://relay.example".parse().unwrap());
    let outside = EndpointAddr::new(id).with_ip_addr("8.8.8.8:1".parse().unwrap());
    for remote in [relayed, outside] {
        let error = one.connect(remote, ALPN).await.unwrap_err();
        assert!(matches!(error, iroh::endpoint::ConnectError::Connect { .. }), "{error:?}");
        assert!(format!("{error:?}").contains("rejected locally"), "{error:?}");
    }
}

#[test]
fn off_binds_nothing_and_says_so_from_any_thread() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (sender, mut events) = mpsc::channel(8);
    let config =
        NetConfig { transport: Zeroizing::new([1; 32]), preset: Preset::Off, relay: None, port: None, events: sender };
    let (net, bound) = Net::start(config, runtime.handle()).unwrap();
    assert!(bound.addresses.is_empty() && net.addresses().is_empty());
    let other = DeviceId([2; 32]);
    net.allow(vec![Allowed { device: other, alpn: ALPN.to_vec() }]);
    net.dial(other, vec!["127.0.0.1:9".parse().unwrap()], false);
    let event = runtime.block_on(events.recv()).unwrap();
    assert!(matches!(event, NetEvent::DialFailed { why: DialFailure::Off, .. }), "{event:?}");
    net.close_blocking();
}
