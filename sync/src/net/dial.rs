//! Calls a device at remembered addresses, and through the relay.
//!
//! Invariant: a dial ends within `DIAL_SECS`, and only the key that was called can answer it.

use std::net::SocketAddr;
use std::time::Duration;

use iroh::endpoint::{ConnectError, ConnectingError, Connection, ConnectionError, RecvStream, SendStream};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayUrl, TransportAddr};

use super::connection::PREAMBLE;
use super::event::{CloseCode, DialFailure};
use crate::ids::DeviceId;
use crate::limits::DIAL_SECS;

/// A connection with its one stream.
pub(super) type Opened = (Connection, SendStream, RecvStream);

/// Connects and opens the stream.
pub(super) async fn open(
    endpoint: &Endpoint,
    device: DeviceId,
    addresses: Vec<SocketAddr>,
    relay: Option<RelayUrl>,
    alpn: &[u8],
) -> Result<Opened, DialFailure> {
    if addresses.is_empty() && relay.is_none() {
        return Err(DialFailure::NoAddress);
    }
    let id = EndpointId::from_bytes(&device.0).map_err(|_| DialFailure::Refused)?;
    let remote = EndpointAddr::from_parts(
        id,
        addresses.into_iter().map(TransportAddr::Ip).chain(relay.map(TransportAddr::Relay)),
    );
    let call = async {
        let connection = endpoint.connect(remote, alpn).await.map_err(failure)?;
        let (mut send, recv) = connection.open_bi().await.map_err(lost)?;
        if send.write_all(&[PREAMBLE]).await.is_err() {
            return Err(connection.close_reason().map_or(DialFailure::Refused, lost));
        }
        Ok((connection, send, recv))
    };
    tokio::time::timeout(Duration::from_secs(DIAL_SECS), call).await.unwrap_or(Err(DialFailure::TimedOut))
}

fn failure(error: ConnectError) -> DialFailure {
    match error {
        ConnectError::Connect { .. } => DialFailure::NoAddress,
        ConnectError::Connecting { source: ConnectingError::ConnectionError { source, .. }, .. }
        | ConnectError::Connection { source, .. } => lost(source),
        _ => DialFailure::Refused,
    }
}

fn lost(error: ConnectionError) -> DialFailure {
    match error {
        ConnectionError::TimedOut => DialFailure::TimedOut,
        ConnectionError::ApplicationClosed(close) => match CloseCode::from_number(close.error_code.into_inner()) {
            CloseCode::Duplicate => DialFailure::AlreadyConnected,
            CloseCode::Forbidden => DialFailure::Forbidden,
            _ => DialFailure::Refused,
        },
        _ => DialFailure::Refused,
    }
}
