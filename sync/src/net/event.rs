//! What the network tells the engine: connections, frames, paths, failures.
//!
//! Invariant: for one connection the order is `Connected`, then frames, then exactly one `Closed`.

use std::net::SocketAddr;

use tokio::sync::OwnedSemaphorePermit;

use super::beacon::Heard;
use super::{IntroductionAnswer, RelayCheck, RelayState};
use crate::ids::DeviceId;

/// One connection: eight bytes drawn from its TLS session, so no number is ever used twice and both sides agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// Something happened on the network.
#[derive(Debug)]
pub enum NetEvent {
    /// A connection with an allowed device stands and carries frames. For the side that dialled this is not yet
    /// proof that the other side accepts it: only their first frame is.
    Connected {
        /// The new connection.
        connection: ConnectionId,
        /// Whose transport key answered in the TLS handshake.
        device: DeviceId,
        /// Whether this side dialled.
        dialled: bool,
        /// Where they were reached; worth remembering once they have said hello.
        remote: Option<SocketAddr>,
    },
    /// One whole frame arrived.
    Frame {
        /// On which connection.
        connection: ConnectionId,
        /// The frame, without its length.
        bytes: FrameBytes,
    },
    /// The queue of a connection that answered [`SendOutcome::Full`] has room again.
    Drained {
        /// Which connection.
        connection: ConnectionId,
    },
    /// The way to the device was found or changed.
    Path {
        /// Which connection.
        connection: ConnectionId,
        /// Directly, or through a relay.
        direct: bool,
        /// Round trip in microseconds.
        rtt_us: u64,
        /// The address in use, if it is direct.
        remote: Option<SocketAddr>,
    },
    /// A connection is over. It may follow the `Connected` of its successor with the same device.
    Closed {
        /// Which connection.
        connection: ConnectionId,
        /// With whom.
        device: DeviceId,
        /// Why.
        why: CloseWhy,
    },
    /// A dial came to nothing.
    DialFailed {
        /// Who was called.
        device: DeviceId,
        /// Why.
        why: DialFailure,
    },
    /// Somebody who knew the protocol name, but is not allowed, was turned away before a byte of ours was parsed.
    /// Told at most as often as the engine listens.
    Stranger {
        /// The key they proved.
        device: DeviceId,
        /// From where.
        remote: Option<SocketAddr>,
    },
    /// A device that is not allowed introduces itself under a name for that. It waits for the answer.
    Introduced {
        /// The key it proved.
        device: DeviceId,
        /// The name it used.
        alpn: Vec<u8>,
        /// Its one frame, at most `INTRODUCTION_BYTES_MAX` long.
        bytes: FrameBytes,
        /// How it is answered.
        answer: IntroductionAnswer,
    },
    /// An introduction of this device came to its end.
    IntroductionEnded {
        /// The device that was called.
        device: DeviceId,
        /// With which code it closed, or why it was not reached.
        how: Result<CloseCode, DialFailure>,
    },
    /// This machine's interfaces are no longer those the sockets were bound to: close and start again.
    InterfacesChanged,
    /// The same interfaces, but some came or went: nothing has to be bound anew, and now is a good moment to dial.
    NetworkChanged,
    /// Somebody nearby announced something.
    Heard(Heard),
    /// The relay is reached, lost or refuses.
    Relay(RelayState),
    /// A relay that was to be tested answered, or not.
    RelayChecked {
        /// The number of the test.
        number: u64,
        /// What became of it.
        found: RelayCheck,
    },
    /// Something happened on the pairing endpoint.
    Pairing(PairingEvent),
}

/// Something happened on the ephemeral endpoint of a pairing.
#[derive(Debug)]
pub enum PairingEvent {
    /// One attempt begins. Another only after its `Closed`.
    Connected {
        /// The attempt.
        connection: ConnectionId,
        /// Equal on both sides of one TLS session, and on no other.
        exporter: [u8; 32],
        /// The ephemeral key on the other side.
        their_endpoint: [u8; 32],
        /// The joiner asked without the invitation's secret, and was let try.
        asked: bool,
    },
    /// A device on the same network asks to be let try without the invitation. One at a time; nothing of it is read.
    Asked {
        /// Its connection, for [`super::PairingLine::let_try`].
        connection: ConnectionId,
    },
    /// It gave up, or waited too long.
    AskGone {
        /// Which.
        connection: ConnectionId,
    },
    /// One frame, at most `PAIRING_FRAME_BYTES_MAX` long.
    Frame {
        /// Of which attempt.
        connection: ConnectionId,
        /// The frame, without its length.
        bytes: FrameBytes,
    },
    /// The attempt is over.
    Closed {
        /// Which attempt.
        connection: ConnectionId,
        /// Why.
        why: CloseWhy,
    },
    /// The joiner did not reach the inviter.
    DialFailed {
        /// Why.
        why: DialFailure,
    },
}

/// The bytes of one frame; `Debug` shows their number only. While it lives it takes up room of its connection, so
/// that a slow reader slows the writer down.
pub struct FrameBytes {
    bytes: Vec<u8>,
    _room: Option<OwnedSemaphorePermit>,
}

impl FrameBytes {
    pub(crate) fn new(bytes: Vec<u8>, room: Option<OwnedSemaphorePermit>) -> Self {
        Self { bytes, _room: room }
    }

    /// Takes the bytes out and gives the room back.
    pub fn into_vec(self) -> Vec<u8> {
        self.bytes
    }
}

impl core::ops::Deref for FrameBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl core::fmt::Debug for FrameBytes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "FrameBytes({} bytes)", self.bytes.len())
    }
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseWhy {
    /// The other side closed it, with this code.
    ByPeer(CloseCode),
    /// This side closed it, with this code.
    ByUs(CloseCode),
    /// Two connections with one device met and the other one stays. Not a failure.
    Duplicate,
    /// The other side sent a frame that is too long, empty or cut short.
    BadFrame,
    /// The other side fell silent.
    TimedOut,
    /// The transport gave up for another reason: reset, protocol error.
    Lost,
}

/// The code one side gives when it closes a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCode {
    /// The work is done, or the program locks or quits.
    Done,
    /// A second connection with the same device.
    Duplicate,
    /// A frame that could not be read.
    BadFrame,
    /// The conversation broke its rules.
    Misbehaved,
    /// The device is not allowed here.
    Forbidden,
    /// It was removed from its person's devices; said only to a device that introduces itself.
    Removed,
    /// The other version cannot be spoken with.
    Version,
    /// The inviter is in the middle of another attempt.
    Busy,
    /// Any other number.
    Other(u32),
}

impl CloseCode {
    /// The number on the wire.
    pub fn number(self) -> u32 {
        match self {
            Self::Done => 0,
            Self::Duplicate => 1,
            Self::BadFrame => 400,
            Self::Forbidden => 403,
            Self::Removed => 410,
            Self::Misbehaved => 422,
            Self::Version => 426,
            Self::Busy => 429,
            Self::Other(number) => number,
        }
    }

    /// Reads the number from the wire.
    pub fn from_number(number: u64) -> Self {
        match number {
            0 => Self::Done,
            1 => Self::Duplicate,
            400 => Self::BadFrame,
            403 => Self::Forbidden,
            410 => Self::Removed,
            422 => Self::Misbehaved,
            426 => Self::Version,
            429 => Self::Busy,
            other => Self::Other(u32::try_from(other).unwrap_or(u32::MAX)),
        }
    }
}

/// Why a dial came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialFailure {
    /// The network is off, or no interface of this machine can be used.
    Off,
    /// The device is not in the list of those allowed.
    NotAllowed,
    /// None of the addresses lies on a network this machine is in.
    NoAddress,
    /// Nobody answered in time.
    TimedOut,
    /// Somebody answered, but not as this device with this protocol name.
    Refused,
    /// A connection with this device stands, or came first. Not a failure.
    AlreadyConnected,
    /// It answered, and does not know this device.
    Forbidden,
}

/// What became of a frame that was to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// It waits in the queue, or is under way.
    Queued,
    /// The queue is full; the frame was not taken. [`NetEvent::Drained`] follows.
    Full,
    /// There is no such connection any more.
    Gone,
    /// It is empty or longer than the other side would read; the frame was not taken.
    BadLength,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_codes_survive_the_wire() {
        let named = [
            CloseCode::Done,
            CloseCode::Duplicate,
            CloseCode::BadFrame,
            CloseCode::Misbehaved,
            CloseCode::Forbidden,
            CloseCode::Removed,
            CloseCode::Version,
            CloseCode::Busy,
            CloseCode::Other(7),
        ];
        for code in named {
            assert_eq!(CloseCode::from_number(code.number().into()), code);
        }
    }

    #[test]
    fn debug_of_a_frame_shows_its_length_only() {
        assert_eq!(format!("{:?}", FrameBytes::new(b"secret words".to_vec(), None)), "FrameBytes(12 bytes)");
    }
}
