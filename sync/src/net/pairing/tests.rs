//! A pairing's two ends over the loopback interface.

use tokio::sync::mpsc::Receiver;

use super::*;
use crate::net::event::CloseWhy;

const ALPN: &[u8] = b"\x02invited";
const PATIENCE: Duration = Duration::from_secs(40);

fn config(alpn: &[u8]) -> (PairingConfig, Receiver<NetEvent>) {
    let (events, received) = mpsc::channel(8);
    (PairingConfig { preset: Preset::Loopback, relay: None, alpn: alpn.to_vec(), events }, received)
}

async fn host() -> (PairingLine, Receiver<NetEvent>) {
    let (config, events) = config(ALPN);
    (PairingLine::host_here(config).await.unwrap(), events)
}

async fn join(host: &PairingLine, alpn: &[u8]) -> (PairingLine, Receiver<NetEvent>) {
    let (config, events) = config(alpn);
    (PairingLine::dial_here(config, host.endpoint(), host.addresses().to_vec()).await.unwrap(), events)
}

async fn next(events: &mut Receiver<NetEvent>) -> PairingEvent {
    match tokio::time::timeout(PATIENCE, events.recv()).await.unwrap().unwrap() {
        NetEvent::Pairing(event) => event,
        other => panic!("{other:?}"),
    }
}

async fn connected(events: &mut Receiver<NetEvent>) -> (ConnectionId, [u8; 32], [u8; 32]) {
    match next(events).await {
        PairingEvent::Connected { connection, exporter, their_endpoint, .. } => (connection, exporter, their_endpoint),
        other => panic!("{other:?}"),
    }
}

async fn closed(events: &mut Receiver<NetEvent>) -> CloseWhy {
    match next(events).await {
        PairingEvent::Closed { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ends_draw_the_same_secret_and_pass_frames() {
    let (host, mut heard) = host().await;
    let (joiner, mut told) = join(&host, ALPN).await;
    let (here, exporter, their_endpoint) = connected(&mut heard).await;
    let (there, same_exporter, hosts_endpoint) = connected(&mut told).await;
    assert_eq!(exporter, same_exporter);
    assert_eq!((their_endpoint, hosts_endpoint), (joiner.endpoint(), host.endpoint()));
    assert_eq!(host.send(here, vec![1; PAIRING_FRAME_BYTES_MAX + 1]), SendOutcome::BadLength);
    for (line, connection, events) in [(&host, here, &mut told), (&joiner, there, &mut heard)] {
        assert_eq!(line.send(connection, vec![4; PAIRING_FRAME_BYTES_MAX]), SendOutcome::Queued);
        let event = next(events).await;
        assert!(matches!(&event, PairingEvent::Frame { bytes, .. } if bytes.len() == PAIRING_FRAME_BYTES_MAX));
    }
    // The last frame arrives although the end follows at once.
    joiner.send(there, b"last".to_vec());
    joiner.close_connection(there, CloseCode::Done);
    assert!(matches!(next(&mut heard).await, PairingEvent::Frame { bytes, .. } if *bytes == *b"last"));
    assert_eq!(closed(&mut heard).await, CloseWhy::ByPeer(CloseCode::Done));
    assert_eq!(closed(&mut told).await, CloseWhy::ByUs(CloseCode::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_attempt_waits_until_the_first_is_over() {
    let (host, mut heard) = host().await;
    let (first, _told_first) = join(&host, ALPN).await;
    let (attempt, _, _) = connected(&mut heard).await;
    let (second, mut told_second) = join(&host, ALPN).await;
    connected(&mut told_second).await;
    assert_eq!(closed(&mut told_second).await, CloseWhy::ByPeer(CloseCode::Busy));
    first.close().await;
    assert_eq!(closed(&mut heard).await, CloseWhy::ByPeer(CloseCode::Done));
    assert_eq!(host.send(attempt, vec![1]), SendOutcome::Gone);
    let (_third, mut told_third) = join(&host, ALPN).await;
    let (_, exporter, _) = connected(&mut heard).await;
    assert_eq!(connected(&mut told_third).await.1, exporter);
    drop(second);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_secret_there_is_no_handshake() {
    let (host, mut heard) = host().await;
    let (_guesser, mut told) = join(&host, b"\x02guessed").await;
    assert!(matches!(next(&mut told).await, PairingEvent::DialFailed { why: DialFailure::Refused }));
    // The host saw nothing of it: the next event is the invited one.
    let (_joiner, _told) = join(&host, ALPN).await;
    connected(&mut heard).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_at_the_same_address_is_not_the_inviter() {
    let (host, _heard) = host().await;
    let other = *SecretKey::from_bytes(&[8; 32]).public().as_bytes();
    let (config, mut told) = config(ALPN);
    let _joiner = PairingLine::dial_here(config, other, host.addresses().to_vec()).await.unwrap();
    assert!(matches!(next(&mut told).await, PairingEvent::DialFailed { .. }));
}

#[tokio::test]
async fn a_pairing_needs_a_network_and_a_name() {
    let (mut off, _events) = config(ALPN);
    off.preset = Preset::Off;
    assert_eq!(PairingLine::host_here(off).await.err(), Some(NetError::Off));
    let (nameless, _events) = config(b"");
    assert_eq!(PairingLine::host_here(nameless).await.err(), Some(NetError::Malformed));
}
