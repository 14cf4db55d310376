//! What arrives from the network before anybody is known: packets on the local network, frames on a stream.
//!
//! Invariant: what was read can be written, and reads back the same. Whoever breaks it panics here.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::beacon::Packet;
use super::frames::{read_frame, write_frame};
use crate::limits::PAIRING_FRAME_BYTES_MAX;

/// The input as a packet that announces a device.
pub fn beacon(input: &[u8]) -> bool {
    let Some(packet) = Packet::decode(input) else { return false };
    assert_eq!(packet.encode(), input);
    true
}

/// The input as all that a stream brings, one frame after the other.
pub fn stream(mut input: &[u8]) -> bool {
    let mut frames = 0;
    while let Ok(Some(frame)) = at_once(read_frame(&mut input, PAIRING_FRAME_BYTES_MAX)) {
        assert!((1..=PAIRING_FRAME_BYTES_MAX).contains(&frame.len()));
        let mut written = Vec::new();
        at_once(write_frame(&mut written, &frame)).expect("what was read can be written");
        let again = at_once(read_frame(&mut &written[..], PAIRING_FRAME_BYTES_MAX));
        assert_eq!(again.ok().flatten().as_ref(), Some(&frame));
        frames += 1;
    }
    frames > 0
}

/// The result of what never waits, because all bytes are there.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("bytes in memory were waited for"),
    }
}

/// Real values, the same bytes every time: target, name and bytes.
#[cfg(test)]
pub(crate) fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    use super::Name;

    let mut frames = Vec::new();
    at_once(write_frame(&mut frames, b"a")).unwrap();
    at_once(write_frame(&mut frames, &[7; 300])).unwrap();
    vec![
        ("beacon", "alias", Packet { name: Name::Alias([7; 16]), port: 40_001 }.encode()),
        ("beacon", "invitation", Packet { name: Name::Invitation([9; 32]), port: 40_002 }.encode()),
        ("stream", "two", frames),
    ]
}
