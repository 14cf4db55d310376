//! Asks a relay once whether it lets somebody in, with a key made for this one question.
//!
//! Invariant: the question ends within `RELAY_TEST_SECS`; nothing of the vault is shown to the relay.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use iroh::SecretKey;
use iroh_relay::client::{Client, ClientBuilder, ConnectError, DialError};
use iroh_relay::protos::handshake;
use iroh_relay::tls::{CaTlsConfig, default_provider};

use super::relay;
use crate::clock::Clock;
use crate::limits::RELAY_TEST_SECS;
use crate::people::{RelayAccess, RelayToken};

/// What became of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayCheck {
    /// It let us in; the whole greeting took this long.
    Reached {
        /// In milliseconds.
        ms: u64,
    },
    /// It is a relay and refused the token, or the lack of one.
    TokenRefused,
    /// No computer has this name.
    NotFound,
    /// Nobody answers there.
    NoAnswer,
    /// Its certificate is not one for this name.
    BadCertificate,
    /// Somebody answers, but it is no relay.
    NotARelay,
}

/// Asks the relay.
pub(crate) async fn check(access: RelayAccess, clock: Arc<dyn Clock>) -> RelayCheck {
    let begun = clock.mono();
    let Some(url) = relay::url(&access) else { return RelayCheck::NotFound };
    let provider = default_provider();
    let Ok(tls) = CaTlsConfig::default().client_config(provider) else { return RelayCheck::NotARelay };
    let mut builder =
        ClientBuilder::new(url, SecretKey::generate(), relay::resolver(Some(&access))).tls_client_config(tls);
    if let Some(token) = access.token.as_ref().map(RelayToken::reveal) {
        builder = builder.auth_token(token);
    }
    let bound = Duration::from_secs(RELAY_TEST_SECS);
    let answer: Result<Client, ConnectError> = match tokio::time::timeout(bound, builder.connect()).await {
        Ok(answer) => answer,
        Err(_) => return RelayCheck::NoAnswer,
    };
    match answer {
        Ok(_greeted) => {
            let took = clock.mono().saturating_sub(begun);
            RelayCheck::Reached { ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX) }
        }
        Err(error) => meaning(&error),
    }
}

fn meaning(error: &ConnectError) -> RelayCheck {
    match error {
        ConnectError::Dial { source: DialError::Dns { .. }, .. } => RelayCheck::NotFound,
        ConnectError::Dial { source: DialError::Io { source, .. }, .. } if is_certificate(source) => {
            RelayCheck::BadCertificate
        }
        ConnectError::Dial { .. } | ConnectError::NoLocalAddr { .. } => RelayCheck::NoAnswer,
        ConnectError::Handshake { source: handshake::Error::ServerDeniedAuth { .. }, .. }
        | ConnectError::InvalidAuthToken { .. } => RelayCheck::TokenRefused,
        ConnectError::UnexpectedUpgradeStatus { code, .. } if matches!(code.as_u16(), 401 | 403) => {
            RelayCheck::TokenRefused
        }
        ConnectError::Tls { source, .. } if is_certificate(source) => RelayCheck::BadCertificate,
        _ => RelayCheck::NotARelay,
    }
}

/// Certificates are refused with `InvalidData`; a server that speaks no TLS at all gives that too, and is told apart
/// by what rustls says.
fn is_certificate(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData && error.to_string().contains("certificate")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::people::RelayUrl;

    async fn ask(url: String) -> RelayCheck {
        let access = RelayAccess { url: RelayUrl::parse(&url).unwrap(), token: None };
        check(access, Arc::new(ManualClock::default())).await
    }

    #[tokio::test]
    async fn a_closed_port_is_no_answer() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert_eq!(ask(format!("http://127.0.0.1:{port}")).await, RelayCheck::NoAnswer);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_server_is_no_relay() {
        use std::io::{Read as _, Write as _};
        let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = server.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in server.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            }
        });
        assert_eq!(ask(format!("http://127.0.0.1:{port}")).await, RelayCheck::NotARelay);
        // The same server does not speak TLS either.
        assert_eq!(ask(format!("https://127.0.0.1:{port}")).await, RelayCheck::NotARelay);
    }
}
