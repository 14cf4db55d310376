//! Opens an endpoint on the sockets of a preset, all on one kept port.
//!
//! Invariant: a taken port is never shared; another one is bound and reported.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;

use iroh::Endpoint;

use super::interfaces::{self, SkipWhy};
use super::preset::{self, Bind, Preset};
use crate::people::RelayAccess;

/// How often another port is tried before giving up.
const PORT_TRIES: usize = 16;
/// How often binding is repeated when a port was lost between choosing and binding.
const BIND_TRIES: usize = 3;

/// The network could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// The preset opens no socket.
    #[error("The network is switched off")]
    Off,
    /// No interface of this machine lies on a local network.
    #[error("This computer is in no local network")]
    NoInterface,
    /// The system gave no socket.
    #[error("No network port could be opened")]
    NoSocket,
    /// The threads of the network are gone.
    #[error("The network could not be started")]
    Stopped,
    /// A key or protocol name that cannot be used.
    #[error("A key or protocol name is malformed")]
    Malformed,
}

/// Where an endpoint can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The addresses of its sockets.
    pub addresses: Vec<SocketAddr>,
    /// The port they share, none if nothing is bound: worth keeping for the next start, or remembered addresses find nobody.
    pub port: Option<u16>,
    /// False if the port asked for was taken and another one stands in `port`.
    pub port_kept: bool,
    /// The addresses of this machine that were passed over, and why.
    pub skipped: Vec<(IpAddr, SkipWhy)>,
}

impl Bound {
    /// Nothing is bound now, so nothing is known against the kept port.
    pub(super) fn nothing(preset: Preset) -> Self {
        Self { addresses: Vec::new(), port: None, port_kept: true, skipped: skipped(preset) }
    }
}

/// An endpoint and its sockets.
pub(super) struct Opened {
    pub(super) endpoint: Endpoint,
    pub(super) binds: Vec<Bind>,
    pub(super) bound: Bound,
}

/// Opens an endpoint. `NoInterface` if there is nothing to bind now; later there may be.
pub(super) async fn open(
    transport: &[u8; 32],
    preset: Preset,
    relay: Option<&RelayAccess>,
    wanted: Option<u16>,
    alpns: Vec<Vec<u8>>,
) -> Result<Opened, NetError> {
    if preset == Preset::Off {
        return Err(NetError::Off);
    }
    let binds = preset::binds_now(preset);
    if binds.is_empty() && relay.is_none() {
        return Err(NetError::NoInterface);
    }
    for _ in 0..BIND_TRIES {
        let (port, usable) = match binds.is_empty() {
            true => (0, Vec::new()),
            false => choose_port(&binds, wanted).ok_or(NetError::NoSocket)?,
        };
        let builder = preset::builder(preset, transport, &usable, port, relay).map_err(|_| NetError::Malformed)?;
        let Ok(endpoint) = builder.alpns(alpns.clone()).bind().await else { continue };
        let bound = Bound {
            addresses: preset::named(&endpoint.bound_sockets()),
            port: (!usable.is_empty()).then_some(port),
            port_kept: usable.is_empty() || wanted.is_none_or(|wanted| wanted == port),
            skipped: skipped(preset),
        };
        return Ok(Opened { endpoint, binds, bound });
    }
    Err(NetError::NoSocket)
}

fn skipped(preset: Preset) -> Vec<(IpAddr, SkipWhy)> {
    let all = if preset == Preset::Nearby { interfaces::list() } else { Vec::new() };
    all.iter().filter_map(|interface| interfaces::judge(interface).err().map(|why| (interface.ip, why))).collect()
}

/// Finds a port free on every socket, the wanted one first; sockets whose address is not ready yet (a fresh IPv6
/// address is still being checked for duplicates) are left out.
fn choose_port(binds: &[Bind], wanted: Option<u16>) -> Option<(u16, Vec<Bind>)> {
    let wanted = wanted.into_iter().filter(|port| *port != 0);
    wanted.chain(std::iter::repeat_n(0, PORT_TRIES)).find_map(|port| try_port(binds, port))
}

/// Waits until sockets that were closed are gone, at most a second: iroh lets go of them in tasks of its own, and the
/// next start wants the same port.
pub(super) async fn wait_until_free(addresses: &[SocketAddr]) {
    let taken = |address| UdpSocket::bind(address).is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse);
    let free = async {
        while addresses.iter().any(taken) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(1), free).await;
}

fn try_port(binds: &[Bind], mut port: u16) -> Option<(u16, Vec<Bind>)> {
    let mut held = Vec::new();
    let mut usable = Vec::new();
    for bind in binds {
        if bind.ip == IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED) {
            // Bound for IPv6 alone it does not collide with the IPv4 one beside it, but this trial would.
            usable.push(*bind);
            continue;
        }
        match UdpSocket::bind((bind.ip, port)).and_then(|socket| Ok((socket.local_addr()?.port(), socket))) {
            Ok((found, socket)) => {
                port = found;
                held.push(socket);
                usable.push(*bind);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return None,
            Err(_) => {}
        }
    }
    (!usable.is_empty()).then_some((port, usable))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loopback() -> Vec<Bind> {
        preset::binds_now(Preset::Loopback)
    }

    #[test]
    fn a_free_port_is_kept_and_a_taken_one_is_replaced() {
        let (free, _) = choose_port(&loopback(), None).unwrap();
        assert_eq!(choose_port(&loopback(), Some(free)).unwrap().0, free);
        let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
        let taken_port = taken.local_addr().unwrap().port();
        assert_ne!(choose_port(&loopback(), Some(taken_port)).unwrap().0, taken_port);
    }

    /// Only Linux answers on all of 127.0.0.0/8 unasked.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_port_taken_on_one_interface_is_used_on_none() {
        let binds =
            ["127.0.0.1", "127.0.0.2"].map(|ip| Bind { ip: ip.parse().unwrap(), prefix: 8, default_route: false });
        let taken = UdpSocket::bind("127.0.0.2:0").unwrap();
        let taken_port = taken.local_addr().unwrap().port();
        let (port, usable) = choose_port(&binds, Some(taken_port)).unwrap();
        assert_ne!(port, taken_port);
        assert_eq!(usable, binds);
    }

    #[test]
    fn an_address_that_is_not_ours_is_left_out_without_losing_the_others() {
        let mut binds = loopback();
        binds.push(Bind { ip: "192.0.2.1".parse().unwrap(), prefix: 24, default_route: false });
        assert_eq!(choose_port(&binds, None).unwrap().1, loopback());
        assert_eq!(choose_port(&binds[1..], None), None);
    }

    #[tokio::test]
    async fn off_opens_nothing() {
        assert_eq!(open(&[1; 32], Preset::Off, None, None, Vec::new()).await.err(), Some(NetError::Off));
    }
}
