//! The one relay an endpoint may use: how it is configured, who may knock through it, and whether it is reached.
//!
//! Invariant: no other relay is ever contacted, whoever names it; its host name is the only name that is looked up,
//! at the system's own resolvers; nothing is published anywhere.

use std::time::Duration;

use iroh::dns::DnsResolver;
use iroh::endpoint::{Incoming, IncomingAddr, NetReportConfig};
use iroh::{Endpoint, RelayConfig, RelayMap, RelayMode, RelayUrl, Watcher as _};

use super::connection::Outlet;
use super::event::NetEvent;
use super::preset::Preset;
use crate::ids::DeviceId;
use crate::people::{RelayAccess, RelayToken};

/// How often the line to the relay is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Whether the relay is reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RelayState {
    /// None is used.
    #[default]
    Off,
    /// Not yet, and nothing is known against it.
    Connecting,
    /// Yes.
    Connected,
    /// It refused the token.
    Denied,
    /// The last try failed; another one follows.
    Failed,
}

/// Returns the relay's address as iroh writes it.
pub(super) fn url(access: &RelayAccess) -> Option<RelayUrl> {
    access.url.as_str().parse().ok()
}

/// Returns how an endpoint of this preset uses the relay.
pub(super) fn mode(preset: Preset, access: Option<&RelayAccess>) -> RelayMode {
    let Some((access, url)) = access.and_then(|access| Some((access, url(access)?))) else {
        return RelayMode::Disabled;
    };
    let mut config = RelayConfig::from(url);
    if preset != Preset::Direct {
        // Only whoever wants to be found directly asks the relay how the internet sees them.
        config.quic = None;
    }
    if let Some(token) = access.token.as_ref().map(RelayToken::reveal) {
        config = config.with_auth_token(token);
    }
    RelayMode::Custom(RelayMap::from_iter([config]))
}

/// Returns what is measured about the network: the way to the relay, and no walled gardens.
pub(super) fn measured() -> NetReportConfig {
    let mut config = NetReportConfig::default();
    config.captive_portal_check = false;
    config
}

/// Returns the name servers: none without a relay, for then nothing of ours has a name.
pub(super) fn resolver(access: Option<&RelayAccess>) -> DnsResolver {
    match access {
        None => DnsResolver::builder().disable_fallback().build(),
        Some(_) => DnsResolver::builder().with_system_defaults().disable_fallback().build(),
    }
}

/// Returns the device that knocks through our relay; the relay has seen the proof of its key.
pub(super) fn knocking(incoming: &Incoming, ours: Option<&RelayUrl>) -> Option<DeviceId> {
    match incoming.remote_addr() {
        IncomingAddr::Relay { url, endpoint_id } if Some(&url) == ours => Some(DeviceId(*endpoint_id.as_bytes())),
        _ => None,
    }
}

/// Tells whenever the relay is reached, lost or refuses.
pub(super) async fn watch(endpoint: Endpoint, out: Outlet) {
    let mut told = RelayState::Off;
    let mut status = endpoint.home_relay_status();
    loop {
        let relays = status.get();
        let state = if relays.iter().any(|relay| relay.is_connected()) {
            RelayState::Connected
        } else if relays.iter().any(|relay| relay.auth_denied_reason().is_some()) {
            RelayState::Denied
        } else if relays.iter().any(|relay| relay.last_error().is_some()) {
            RelayState::Failed
        } else {
            RelayState::Connecting
        };
        if state != told {
            told = state;
            if out.tell(NetEvent::Relay(state)).await.is_err() {
                return;
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
