//! What the endpoint does, in one readable place.
//!
//! | preset | sockets | speaks to |
//! |---|---|---|
//! | `Off` | none | nobody |
//! | `Nearby` | one for each address on a local network | allowed devices whose address lies on one of these networks |
//! | `Loopback` | 127.0.0.1 | this machine |
//! | `RelayOnly` | none | the relay |
//! | `Direct` | every interface | the relay, and any address an allowed device names |
//!
//! A relay is used only where one is given beside the preset; then, and then only, its host is looked up in DNS and the
//! way to it is measured. Never: port mapping, address lookup, publishing, captive portal checks, 0-RTT, datagrams.
//!
//! Invariant: in `Nearby` no socket is a default route. iroh tries every address a peer names and cannot be told not to; bound
//! this way, packets to an address outside our networks find no socket and are dropped inside the process.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use iroh::endpoint::{
    BeforeConnectOutcome, BindOpts, Builder, EndpointHooks, InvalidSocketAddr, PortmapperConfig, QuicTransportConfig,
    VarInt, presets,
};
use iroh::{EndpointAddr, RelayUrl, SecretKey};

use super::interfaces::{self, Interface};
use super::relay;
use crate::limits::{IDLE_SECS, INTERFACES_MAX, LOOPBACK_IDLE_SECS};
use crate::people::RelayAccess;

/// Which networks the program may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// No socket at all.
    Off,
    /// The local networks this machine is in.
    Nearby,
    /// This machine only: for tests and the demo.
    Loopback,
    /// No socket; everything passes the relay, and no address of this machine reaches the other side.
    RelayOnly,
    /// Any network; the other side learns this machine's addresses.
    Direct,
}

/// One socket to be bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bind {
    /// The address of one interface; unspecified in `Direct` only.
    pub ip: IpAddr,
    /// The length of its network prefix; 0 in `Direct` only.
    pub prefix: u8,
    /// True in `Direct` only; written down so that a test can hold it.
    pub default_route: bool,
}

impl Bind {
    /// Returns whether `other` is an address on this socket's network that one computer can have.
    pub fn reaches(&self, other: IpAddr) -> bool {
        match (self.ip, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix.min(32))).unwrap_or(0);
                let (own, other) = (own.to_bits(), other.to_bits());
                let everybody = self.prefix < 31 && other | mask == u32::MAX;
                own & mask == other & mask && !everybody
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix.min(128))).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// Returns the sockets of `Nearby` on a machine with these interfaces.
pub fn plan(interfaces: &[Interface]) -> Vec<Bind> {
    let mut binds: Vec<Bind> = interfaces
        .iter()
        .filter(|interface| interfaces::judge(interface).is_ok())
        .map(|interface| Bind { ip: interface.ip, prefix: interface.prefix, default_route: false })
        .collect();
    binds.sort();
    binds.dedup_by_key(|bind| bind.ip);
    binds.truncate(INTERFACES_MAX);
    binds
}

/// Returns the sockets this preset binds on this machine now.
pub(super) fn binds_now(preset: Preset) -> Vec<Bind> {
    match preset {
        Preset::Off | Preset::RelayOnly => Vec::new(),
        Preset::Direct => [IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::UNSPECIFIED)]
            .map(|ip| Bind { ip, prefix: 0, default_route: true })
            .to_vec(),
        Preset::Nearby => plan(&interfaces::list()),
        Preset::Loopback => {
            vec![Bind { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), prefix: 8, default_route: false }]
        }
    }
}

/// Returns those addresses that lie on a network one of the sockets is in.
pub(super) fn reachable(binds: &[Bind], addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    addresses
        .iter()
        .copied()
        .filter(|address| address.port() != 0 && binds.iter().any(|bind| bind.reaches(address.ip())))
        .collect()
}

/// Returns the addresses by which others can call sockets bound to these: one bound to every interface answers at each.
pub(super) fn named(bound: &[SocketAddr]) -> Vec<SocketAddr> {
    let interfaces = if bound.iter().any(|one| one.ip().is_unspecified()) { interfaces::list() } else { Vec::new() };
    let here = |one: &SocketAddr| match one.ip().is_unspecified() {
        false => vec![*one],
        true => interfaces
            .iter()
            .filter(|interface| interface.up && interfaces::names_a_computer(interface.ip))
            .filter(|interface| interface.ip.is_ipv4() == one.is_ipv4())
            .map(|interface| SocketAddr::new(interface.ip, one.port()))
            .collect(),
    };
    bound.iter().flat_map(here).collect()
}

/// Returns the endpoint's settings for these sockets, all on one port.
pub(super) fn builder(
    preset: Preset,
    transport: &[u8; 32],
    binds: &[Bind],
    port: u16,
    relay: Option<&RelayAccess>,
) -> Result<Builder, InvalidSocketAddr> {
    // `Minimal` only chooses the cryptography; everything else is off until asked for, except what is set here.
    let mut builder = iroh::Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::from_bytes(transport))
        .relay_mode(relay::mode(preset, relay))
        .net_report_config(relay::measured())
        .portmapper_config(PortmapperConfig::Disabled)
        .dns_resolver(relay::resolver(relay))
        .transport_config(transport_config(preset))
        .hooks(Gate { binds: binds.to_vec(), relay: relay.and_then(relay::url) })
        .clear_ip_transports();
    for bind in binds {
        let options = BindOpts::default()
            .set_prefix_len(bind.prefix)
            .set_is_default_route(bind.default_route)
            .set_is_required(bind.ip != IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        builder = builder.bind_addr_with_opts(SocketAddr::new(bind.ip, port), options)?;
    }
    Ok(builder)
}

fn transport_config(preset: Preset) -> QuicTransportConfig {
    let idle_secs = if preset == Preset::Loopback { LOOPBACK_IDLE_SECS } else { IDLE_SECS };
    let idle = Duration::from_secs(idle_secs);
    let idle_ms = u32::try_from(idle.as_millis()).unwrap_or(u32::MAX);
    QuicTransportConfig::builder()
        // The spin bit would let the network measure us.
        .allow_spin(false)
        // One stream a connection is all we speak.
        .max_concurrent_bidi_streams(1_u32.into())
        .max_concurrent_uni_streams(0_u32.into())
        .datagram_receive_buffer_size(None)
        .max_idle_timeout(Some(VarInt::from_u32(idle_ms).into()))
        .keep_alive_interval(idle / 4)
        .default_path_keep_alive_interval(idle / 4)
        // iroh allows a path at most 15 s of silence; the connection ends with its last path.
        .default_path_max_idle_timeout(idle.min(Duration::from_secs(15)))
        .build()
}

/// Vetoes dials through any relay but ours and dials to addresses outside the bound networks, whatever led to them.
#[derive(Debug)]
struct Gate {
    binds: Vec<Bind>,
    relay: Option<RelayUrl>,
}

impl EndpointHooks for Gate {
    async fn before_connect<'a>(&'a self, remote: &'a EndpointAddr, _alpn: &'a [u8]) -> BeforeConnectOutcome {
        let near = |address: &SocketAddr| self.binds.iter().any(|bind| bind.reaches(address.ip()));
        if remote.relay_urls().all(|url| Some(url) == self.relay.as_ref()) && remote.ip_addrs().all(near) {
            BeforeConnectOutcome::Accept
        } else {
            BeforeConnectOutcome::Reject
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(name: &str, ip: &str, prefix: u8) -> Interface {
        Interface { name: name.into(), ip: ip.parse().unwrap(), prefix, up: true }
    }

    #[test]
    fn nearby_binds_each_local_address_with_its_prefix_and_no_default_route() {
        let machine = [
            interface("lo", "127.0.0.1", 8),
            interface("eth0", "192.168.1.7", 24),
            interface("eth0", "2001:db8::7", 64),
            interface("eth0", "fd00::7", 64),
            interface("wlan0", "10.0.0.9", 8),
            interface("ppp0", "10.9.9.9", 32),
            interface("wan0", "203.0.113.4", 24),
        ];
        let plan = plan(&machine);
        let bound: Vec<_> = plan.iter().map(|bind| (bind.ip.to_string(), bind.prefix)).collect();
        let expected =
            [("10.0.0.9", 8), ("192.168.1.7", 24), ("fd00::7", 64)].map(|(ip, prefix)| (ip.to_owned(), prefix));
        assert_eq!(bound, expected);
        assert!(plan.iter().all(|bind| !bind.default_route && bind.prefix > 0 && !bind.ip.is_unspecified()));
    }

    #[test]
    fn only_addresses_of_the_same_network_are_reached() {
        let bind = |ip: &str, prefix| Bind { ip: ip.parse().unwrap(), prefix, default_route: false };
        let reaches = |bind: Bind, ip: &str| bind.reaches(ip.parse().unwrap());
        assert!(reaches(bind("192.168.1.7", 24), "192.168.1.200"));
        assert!(!reaches(bind("192.168.1.7", 24), "192.168.2.1"));
        assert!(!reaches(bind("192.168.1.7", 24), "8.8.8.8"));
        assert!(!reaches(bind("192.168.1.7", 24), "192.168.1.255"), "broadcast");
        assert!(!reaches(bind("192.168.1.7", 24), "fd00::1"));
        assert!(reaches(bind("fd00::7", 64), "fd00::9"));
        assert!(!reaches(bind("fd00::7", 64), "fd01::9"));
        assert!(!reaches(bind("127.0.0.1", 8), "10.0.0.1"));
    }

    #[test]
    fn a_machine_with_hundreds_of_interfaces_binds_a_bounded_number() {
        let many: Vec<_> =
            (0..200).map(|number| interface(&format!("veth{number}"), &format!("10.{number}.0.1"), 24)).collect();
        assert_eq!(plan(&many).len(), INTERFACES_MAX);
    }

    #[test]
    fn off_binds_nothing_and_loopback_only_this_machine() {
        assert!(binds_now(Preset::Off).is_empty());
        assert!(binds_now(Preset::Loopback).iter().all(|bind| bind.ip.is_loopback() && !bind.default_route));
    }

    #[test]
    fn relay_only_binds_nothing_and_direct_every_interface() {
        assert!(binds_now(Preset::RelayOnly).is_empty());
        let direct = binds_now(Preset::Direct);
        assert!(direct.iter().all(|bind| bind.ip.is_unspecified() && bind.default_route));
        assert!(direct.iter().any(|bind| bind.reaches("203.0.113.9".parse().unwrap())));
        let named = named(&["0.0.0.0:5".parse().unwrap(), "127.0.0.1:6".parse().unwrap()]);
        assert!(named.contains(&"127.0.0.1:6".parse().unwrap()));
        assert!(named.iter().all(|address| !address.ip().is_unspecified()), "{named:?}");
    }

    #[tokio::test]
    async fn only_our_own_relay_may_be_dialled() {
        let ours: RelayUrl = "https://relay.example/".parse().unwrap();
        let id = SecretKey::from_bytes(&[2; 32]).public();
        let to = |url: &str| EndpointAddr::new(id).with_relay_url(url.parse().unwrap());
        let gate = Gate { binds: Vec::new(), relay: Some(ours) };
        let accepted = |outcome| matches!(outcome, BeforeConnectOutcome::Accept);
        assert!(accepted(gate.before_connect(&to("https://relay.example/"), b"").await));
        for other in ["https://relay.example:444/", "http://relay.example/", "https://elsewhere.example/"] {
            assert!(!accepted(gate.before_connect(&to(other), b"").await), "{other}");
        }
        let both = to("https://relay.example/").with_relay_url("https://elsewhere.example/".parse().unwrap());
        assert!(!accepted(gate.before_connect(&both, b"").await));
        let addressed = to("https://relay.example/").with_ip_addr("8.8.8.8:1".parse().unwrap());
        assert!(!accepted(gate.before_connect(&addressed, b"").await), "relay only calls no address");
    }

    #[test]
    fn what_this_machine_binds_lies_on_its_own_interfaces() {
        let own: Vec<IpAddr> = interfaces::list().into_iter().map(|interface| interface.ip).collect();
        for bind in binds_now(Preset::Nearby) {
            assert!(own.contains(&bind.ip));
            assert!(!bind.default_route && bind.prefix > 0);
        }
    }
}
