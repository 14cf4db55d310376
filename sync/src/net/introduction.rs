//! Introductions: one frame of a device that nobody here has heard of, under a protocol name of its own.
//!
//! Invariant: a few a minute are read, of all strangers together; the place is taken before a byte is read, and nobody
//! waits for room in the engine's channel.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use iroh::RelayUrl;
use iroh::endpoint::{Connection, ConnectionError, VarInt};
use tokio::sync::{Semaphore, oneshot};

use super::dial;
use super::endpoint::{Shared, first_stream};
use super::event::{CloseCode, DialFailure, FrameBytes, NetEvent};
use super::frames::{read_frame, write_frame};
use super::preset;
use crate::ids::DeviceId;
use crate::limits::{DIAL_ADDRESSES_MAX, HELLO_SECS, INTRODUCTION_BYTES_MAX, INTRODUCTIONS_PER_MINUTE};

/// How the engine answers an introduction; one that is not answered is told to come again.
#[derive(Debug)]
pub struct IntroductionAnswer(oneshot::Sender<CloseCode>);

impl IntroductionAnswer {
    /// Closes the introduction: done if the device may connect now.
    pub fn give(self, code: CloseCode) {
        // A caller that hung up meanwhile needs no answer.
        let _ = self.0.send(code);
    }
}

/// Whom to introduce this device to, under which name and with what.
#[derive(Debug)]
pub struct Introduction {
    /// The other device.
    pub device: DeviceId,
    /// Where it may be reached.
    pub addresses: Vec<SocketAddr>,
    /// Whether it is called through our relay as well.
    pub relayed: bool,
    /// The protocol name.
    pub alpn: Vec<u8>,
    /// The one frame, at most `INTRODUCTION_BYTES_MAX` long.
    pub frame: Vec<u8>,
}

/// How many more introductions may be read in this minute.
#[derive(Debug)]
pub(super) struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(INTRODUCTIONS_PER_MINUTE)))
    }
}

impl Places {
    /// Returns whether one more would be read now.
    pub(super) fn any_left(&self) -> bool {
        self.0.available_permits() > 0
    }

    /// Takes a place for a minute.
    fn take(&self, shared: &Shared) -> bool {
        let Ok(place) = self.0.try_acquire() else { return false };
        place.forget();
        let places = self.0.clone();
        shared.tasks.spawn(async move {
            tokio::time::sleep(Duration::from_secs(60)).await;
            places.add_permits(1);
        });
        true
    }
}

/// Reads the frame of a device that introduces itself, and closes with the engine's answer.
pub(super) async fn hear(shared: &Shared, connection: &Connection) {
    let code = if shared.introductions.take(shared) { heard(shared, connection).await } else { CloseCode::Busy };
    connection.close(VarInt::from_u32(code.number()), b"");
}

async fn heard(shared: &Shared, connection: &Connection) -> CloseCode {
    let bound = Duration::from_secs(HELLO_SECS);
    let read = async {
        let (_, mut recv) = first_stream(connection).await?;
        read_frame(&mut recv, INTRODUCTION_BYTES_MAX).await.ok()?
    };
    let Ok(Some(bytes)) = tokio::time::timeout(bound, read).await else { return CloseCode::BadFrame };
    let (answer, answered) = oneshot::channel();
    let told = NetEvent::Introduced {
        device: DeviceId(*connection.remote_id().as_bytes()),
        alpn: connection.alpn().to_vec(),
        bytes: FrameBytes::new(bytes, None),
        answer: IntroductionAnswer(answer),
    };
    // As with other strangers, a full channel drops the news.
    if shared.out.events.try_send(told).is_err() {
        return CloseCode::Busy;
    }
    let answered = tokio::time::timeout(bound, answered).await;
    answered.ok().and_then(Result::ok).unwrap_or(CloseCode::Busy)
}

/// Introduces this device and returns with which code the other one closed.
pub(super) async fn make(shared: &Shared, introduction: Introduction) -> Result<CloseCode, DialFailure> {
    let Introduction { device, addresses, relayed, alpn, frame } = introduction;
    let Some(endpoint) = &shared.endpoint else { return Err(DialFailure::Off) };
    let mut reachable = preset::reachable(&shared.binds, &addresses);
    reachable.truncate(DIAL_ADDRESSES_MAX);
    let relay: Option<RelayUrl> = shared.relay.clone().filter(|_| relayed);
    let (connection, mut send, _recv) = dial::open(endpoint, device, reachable, relay, &alpn).await?;
    let talk = async {
        let written = write_frame(&mut send, &frame).await.is_ok();
        if written {
            // The stream may have ended because the other side has answered already.
            let _ = send.finish();
        }
        connection.closed().await
    };
    let closed = tokio::time::timeout(Duration::from_secs(2 * HELLO_SECS), talk).await;
    connection.close(VarInt::from_u32(CloseCode::Done.number()), b"");
    match closed {
        Ok(ConnectionError::ApplicationClosed(close)) => Ok(CloseCode::from_number(close.error_code.into_inner())),
        Ok(_) => Err(DialFailure::Refused),
        Err(_) => Err(DialFailure::TimedOut),
    }
}
