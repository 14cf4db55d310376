//! What reaches the other side's endpoint through a relay, and how a lost relay is found again.

use std::time::Duration;

use iroh::endpoint::presets;
use iroh::{Endpoint, EndpointId, RelayConfig, RelayMap, RelayMode, SecretKey, TransportAddr};
use tokio::sync::mpsc::{Receiver, channel};
use understory_sync::ids::DeviceId;
use understory_sync::net::{
    Allowed, CloseWhy, ConnectionId, Net, NetConfig, NetEvent, Preset, RelayState, SendOutcome,
};
use understory_sync::people::{RelayAccess, RelayUrl};
use understory_tests::relay_server::RelayServer;
use zeroize::Zeroizing;

const ALPN: &[u8] = b"\x07opaque";
const PATIENCE: Duration = Duration::from_secs(60);

struct Peer {
    net: Net,
    events: Receiver<NetEvent>,
}

async fn peer(seed: u8, preset: Preset, relay: &str) -> Peer {
    let (sender, events) = channel(64);
    let access = RelayAccess { url: RelayUrl::parse(relay).expect("an address"), token: None };
    let config =
        NetConfig { transport: Zeroizing::new([seed; 32]), preset, relay: Some(access), port: None, events: sender };
    let (net, _) = Net::open(config).await.expect("a network");
    let mut peer = Peer { net, events };
    peer.relay(RelayState::Connected).await;
    peer
}

impl Peer {
    async fn until<T>(&mut self, what: &str, mut find: impl FnMut(&NetEvent) -> Option<T>) -> T {
        loop {
            let event = tokio::time::timeout(PATIENCE, self.events.recv()).await;
            let event = event.unwrap_or_else(|_| panic!("waited in vain for {what}")).expect("the network runs");
            if let Some(found) = find(&event) {
                return found;
            }
        }
    }

    async fn relay(&mut self, wanted: RelayState) {
        self.until(&format!("{wanted:?}"), |event| {
            matches!(event, NetEvent::Relay(state) if *state == wanted).then_some(())
        })
        .await;
    }

    async fn connected(&mut self) -> ConnectionId {
        self.until("a connection", |event| match event {
            NetEvent::Connected { connection, .. } => Some(*connection),
            _ => None,
        })
        .await
    }

    async fn direct(&mut self, wanted: bool) {
        self.until("a way", |event| matches!(event, NetEvent::Path { direct, .. } if *direct == wanted).then_some(()))
            .await;
    }

    fn allow(&self, device: DeviceId) {
        self.net.allow(vec![Allowed { device, alpn: ALPN.to_vec() }]);
    }
}

/// The relay has a runtime of its own, which begins and ends outside the test's.
async fn relay() -> RelayServer {
    tokio::task::spawn_blocking(|| RelayServer::start(&[])).await.expect("runs").expect("a relay")
}

async fn end(relay: RelayServer) {
    tokio::task::spawn_blocking(move || drop(relay)).await.expect("ends");
}

/// Two devices at the relay that may speak with each other.
async fn acquainted(preset: Preset, relay: &RelayServer) -> (Peer, Peer) {
    let (one, two) = (peer(1, preset, &relay.url()).await, peer(2, preset, &relay.url()).await);
    one.allow(two.net.device());
    two.allow(one.net.device());
    (one, two)
}

/// A bare endpoint on loopback that asks the same relay and tells everything it knows.
async fn bare(seed: u8, relay: &str) -> Endpoint {
    let url = RelayUrl::parse(relay).expect("an address").as_str().parse().expect("an address");
    let mut config = RelayConfig::new(url, None);
    config.auth_token = None;
    let endpoint = Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::from_bytes(&[seed; 32]))
        .relay_mode(RelayMode::Custom(RelayMap::from_iter([config])))
        .alpns(vec![ALPN.to_vec()])
        .clear_ip_transports()
        .bind_addr("127.0.0.1:0")
        .expect("an address")
        .bind()
        .await
        .expect("an endpoint");
    tokio::time::timeout(PATIENCE, endpoint.online()).await.expect("the relay is reached");
    endpoint
}

/// Every address of the device that the endpoint got to know, relays aside.
async fn addresses_known(endpoint: &Endpoint, device: DeviceId) -> Vec<TransportAddr> {
    let id = EndpointId::from_bytes(&device.0).expect("a key");
    let info = endpoint.remote_info(id).await.expect("they spoke");
    info.addrs().map(|known| known.addr().clone()).filter(|addr| !matches!(addr, TransportAddr::Relay(_))).collect()
}

/// Calls a bare endpoint and returns what it learned of the caller after having answered and waited.
async fn learned_by_the_other_side(preset: Preset, relay: &RelayServer, seed: u8) -> Vec<TransportAddr> {
    let mut one = peer(seed, preset, &relay.url()).await;
    let other = bare(seed + 100, &relay.url()).await;
    let device = DeviceId(*other.id().as_bytes());
    one.allow(device);
    one.net.dial(device, Vec::new(), true);
    let incoming = tokio::time::timeout(PATIENCE, other.accept()).await.expect("a call").expect("open");
    let connection = incoming.accept().expect("accepts").await.expect("a handshake");
    let (mut send, mut recv) = connection.accept_bi().await.expect("a stream");
    recv.read_exact(&mut [0; 1]).await.expect("the preamble");
    one.connected().await;
    // A whole round of frames, and then as long as the addresses of an endpoint that has some take to be told.
    send.write_all(&[0, 0, 0, 1, 9]).await.expect("sends");
    one.until("a frame", |event| matches!(event, NetEvent::Frame { .. }).then_some(())).await;
    let mut known = Vec::new();
    for _ in 0..50 {
        known = addresses_known(&other, one.net.device()).await;
        if !known.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    one.net.close().await;
    other.close().await;
    known
}

#[tokio::test(flavor = "multi_thread")]
async fn relay_only_no_address_of_this_device_reaches_the_other_side() {
    let relay = relay().await;
    assert_eq!(learned_by_the_other_side(Preset::RelayOnly, &relay, 1).await, Vec::new());
    // The very same look finds the addresses of an endpoint that has some.
    assert!(!learned_by_the_other_side(Preset::Loopback, &relay, 2).await.is_empty(), "the look would find them");
    end(relay).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_begins_through_the_relay_and_goes_on_directly() {
    let relay = relay().await;
    let (mut one, mut two) = acquainted(Preset::Loopback, &relay).await;
    // No address is given: without the relay they could not meet.
    one.net.dial(two.net.device(), Vec::new(), true);
    one.connected().await;
    two.connected().await;
    one.direct(true).await;
    one.net.close().await;
    two.net.close().await;
    end(relay).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_is_lost_and_comes_back_is_used_again() {
    let mut relay = relay().await;
    let (mut one, mut two) = acquainted(Preset::RelayOnly, &relay).await;
    one.net.dial(two.net.device(), Vec::new(), true);
    one.connected().await;
    two.connected().await;
    one.direct(false).await;
    relay = tokio::task::spawn_blocking(move || {
        relay.switch_off().expect("off");
        relay
    })
    .await
    .expect("runs");
    one.until("the loss", |event| {
        matches!(event, NetEvent::Relay(state) if *state != RelayState::Connected).then_some(())
    })
    .await;
    let why = one.until("the end", |event| match event {
        NetEvent::Closed { why, .. } => Some(*why),
        _ => None,
    });
    assert!(matches!(why.await, CloseWhy::TimedOut | CloseWhy::Lost));
    relay = tokio::task::spawn_blocking(move || {
        relay.switch_on().expect("on again");
        relay
    })
    .await
    .expect("runs");
    one.relay(RelayState::Connected).await;
    two.relay(RelayState::Connected).await;
    one.net.dial(two.net.device(), Vec::new(), true);
    let again = one.connected().await;
    assert_eq!(one.net.send(again, vec![7]), SendOutcome::Queued);
    two.until("a frame", |event| matches!(event, NetEvent::Frame { bytes, .. } if **bytes == [7]).then_some(())).await;
    one.net.close().await;
    two.net.close().await;
    end(relay).await;
}
