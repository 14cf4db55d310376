//! Devices that are not allowed and introduce themselves: what is read of them, how often, and what a prober sees.

use super::*;
use crate::limits::{INTRODUCTION_BYTES_MAX, INTRODUCTIONS_PER_MINUTE};
use crate::net::{Introduction, IntroductionAnswer};

const NAME: &[u8] = b"\x07introduction";

fn to(other: &Peer, frame: Vec<u8>) -> Introduction {
    let (device, addresses) = (other.net.device(), other.bound.addresses.clone());
    Introduction { device, addresses, relayed: false, alpn: NAME.to_vec(), frame }
}

impl Peer {
    async fn introduced(&mut self) -> (DeviceId, Vec<u8>, IntroductionAnswer) {
        loop {
            if let NetEvent::Introduced { device, alpn, bytes, answer } = self.next("an introduction").await {
                assert_eq!(alpn, NAME);
                return (device, bytes.into_vec(), answer);
            }
        }
    }

    async fn ended(&mut self) -> Result<CloseCode, DialFailure> {
        self.until("the end of an introduction", |event| match event {
            NetEvent::IntroductionEnded { how, .. } => Some(*how),
            _ => None,
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_not_allowed_introduces_itself_and_is_called_as_usual_once_it_is() {
    let (mut here, mut new) = (peer(1).await, peer(2).await);
    here.net.expect(vec![NAME.to_vec()]);
    new.net.allow(vec![allowed(&here)]);
    new.net.introduce(to(&here, b"who I am".to_vec()));
    let (device, frame, answer) = here.introduced().await;
    assert_eq!((device, frame), (new.net.device(), b"who I am".to_vec()));
    here.net.allow(vec![allowed(&new)]);
    answer.give(CloseCode::Done);
    assert_eq!(new.ended().await, Ok(CloseCode::Done));
    new.call(&here);
    new.connected().await;
    here.connected().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_known_is_told_so_and_may_introduce_itself_then() {
    let (here, mut new) = (peer(1).await, peer(2).await);
    here.net.allow(vec![Allowed { device: DeviceId([9; 32]), alpn: ALPN.to_vec() }]);
    new.net.allow(vec![allowed(&here)]);
    new.call(&here);
    let told = new
        .until("the answer", |event| match event {
            NetEvent::Closed { why, .. } => Some(*why == CloseWhy::ByPeer(CloseCode::Forbidden)),
            NetEvent::DialFailed { why, .. } => Some(*why == DialFailure::Forbidden),
            _ => None,
        })
        .await;
    assert!(told);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_introduction_that_is_refused_or_not_answered_is_told_apart() {
    let (mut here, mut new) = (peer(1).await, peer(2).await);
    here.net.expect(vec![NAME.to_vec()]);
    new.net.introduce(to(&here, vec![1]));
    here.introduced().await.2.give(CloseCode::Forbidden);
    assert_eq!(new.ended().await, Ok(CloseCode::Forbidden));
    new.net.introduce(to(&here, vec![1]));
    drop(here.introduced().await);
    assert_eq!(new.ended().await, Ok(CloseCode::Busy));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_too_long_is_refused_by_its_length() {
    let (here, mut new) = (peer(1).await, peer(2).await);
    here.net.expect(vec![NAME.to_vec()]);
    new.net.introduce(to(&here, vec![1; INTRODUCTION_BYTES_MAX + 1]));
    assert_eq!(new.ended().await, Ok(CloseCode::BadFrame));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_a_minute_are_read_of_all_strangers_together() {
    let mut here = peer(1).await;
    here.net.expect(vec![NAME.to_vec()]);
    for seed in 2..2 + INTRODUCTIONS_PER_MINUTE as u8 {
        let mut new = peer(seed).await;
        new.net.introduce(to(&here, vec![seed]));
        here.introduced().await.2.give(CloseCode::Forbidden);
        assert_eq!(new.ended().await, Ok(CloseCode::Forbidden));
    }
    let mut late = peer(99).await;
    late.net.introduce(to(&here, vec![9]));
    // Turned away so early that it may not have finished calling.
    let turned_away = late.ended().await;
    assert!(matches!(turned_away, Ok(CloseCode::Busy) | Err(DialFailure::Refused)), "{turned_away:?}");
    assert!(here.events.try_recv().is_err(), "nothing of it was told, for nothing was read");
}

/// As in `a_prober_without_a_current_name_sees_no_certificate`: who is shown one fails at the key it expects.
#[tokio::test(flavor = "multi_thread")]
async fn a_prober_without_the_founding_record_sees_no_certificate() {
    let here = peer(1).await;
    let founding = [7; 300];
    let name = |record: &[u8]| {
        let (to, day) = (crate::ids::PersonId([3; 32]), crate::people::Day(20_000));
        crate::people::introduction_alpn(record, to, day)
    };
    here.net.expect(vec![name(&founding)]);
    let prober = bare(9).await;
    let stranger = EndpointId::from_bytes(&device(&bare(8).await).0).unwrap();
    let there = here.bound.addresses.iter().fold(EndpointAddr::new(stranger), |at, one| at.with_ip_addr(*one));
    let mut said = Vec::new();
    for record in [&founding[..], &founding[..299]] {
        said.push(format!("{:?}", prober.connect(there.clone(), &name(record)).await.unwrap_err()));
    }
    let by_alert = |said: &str| said.contains("peer doesn't support any known protocol") || said.contains("code: 376");
    assert!(!by_alert(&said[0]), "who has the record fails at the certificate: {}", said[0]);
    assert!(by_alert(&said[1]), "who has not is turned away before: {}", said[1]);
}
