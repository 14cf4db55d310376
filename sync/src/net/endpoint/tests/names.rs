//! Names on the wire: several a device, and what somebody learns who knows none.

use super::*;

const YESTERDAY: &[u8] = b"\x07yesterday";

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_protocol_name_gets_no_handshake() {
    let (one, two) = pair().await;
    let prober = bare(9).await;
    assert!(prober.connect(address_of(&one), b"h3").await.is_err());
    one.net.allow(Vec::new());
    assert!(prober.connect(address_of(&one), ALPN).await.is_err(), "with nobody allowed there is no name to know");
    drop(two);
}

/// A prober expects a key that is not there. Whoever is shown a certificate fails at it; whoever fails earlier has
/// not seen one.
#[tokio::test(flavor = "multi_thread")]
async fn a_prober_without_a_current_name_sees_no_certificate() {
    let (one, _two) = pair().await;
    let prober = bare(9).await;
    let stranger = EndpointId::from_bytes(&device(&bare(8).await).0).unwrap();
    let here = one.bound.addresses.iter().fold(EndpointAddr::new(stranger), |at, one| at.with_ip_addr(*one));
    let failure = async |alpn: &'static [u8]| format!("{:?}", prober.connect(here.clone(), alpn).await.unwrap_err());
    let (shown, refused) = (failure(ALPN).await, failure(b"h3").await);
    let by_alert = |said: &str| said.contains("peer doesn't support any known protocol") || said.contains("code: 376");
    assert!(!by_alert(&shown), "who knows the name fails at the certificate: {shown}");
    assert!(by_alert(&refused), "who does not is turned away before: {refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_may_use_any_of_its_names_and_is_called_by_the_first() {
    let (mut one, mut two) = pair().await;
    let named = |alpn: &[u8]| Allowed { device: one.net.device(), alpn: alpn.to_vec() };
    two.net.allow(vec![named(b"\x07tomorrow"), named(ALPN), named(YESTERDAY)]);
    one.call(&two);
    one.connected().await;
    two.connected().await;
    // The other way round nobody knows the first name.
    one.net.allow(Vec::new());
    two.closed().await;
    one.net.allow(vec![allowed(&two)]);
    two.call(&one);
    assert_eq!(two.dial_failed().await, DialFailure::Refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_outlives_the_day_of_its_name() {
    let (mut one, mut two) = pair().await;
    one.call(&two);
    let connection = one.connected().await;
    two.connected().await;
    let renamed = |peer: &Peer| Allowed { device: peer.net.device(), alpn: b"\x07other day".to_vec() };
    one.net.allow(vec![renamed(&two)]);
    two.net.allow(vec![renamed(&one)]);
    assert_eq!(one.net.send(connection, vec![5]), SendOutcome::Queued);
    assert!(*two.frame().await == [5]);
}
