//! The multicast sockets: one that speaks for each bound address, and those that listen.
//!
//! Invariant: packets never pass a router (one hop), speak from the bound addresses only, and nothing of what is
//! heard is answered.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use crate::net::interfaces;
use crate::net::preset::Bind;

/// Administratively scoped to the local network (RFC 2365).
pub(super) const GROUP_V4: Ipv4Addr = Ipv4Addr::new(239, 255, 117, 110);
/// Scoped to the link.
pub(super) const GROUP_V6: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0x756e, 0x6472);
/// Below the ports that systems give out.
pub(super) const PORT: u16 = 29_476;

/// A socket that announces through one interface.
pub(super) struct Speaker {
    socket: UdpSocket,
    group: SocketAddr,
}

impl Speaker {
    /// Sends one packet. An interface that is gone for a moment is tried again at the next announcement.
    pub(super) async fn say(&self, packet: &[u8]) {
        let _ = self.socket.send_to(packet, self.group).await;
    }
}

/// Opens a speaker for each address; those that are not ready are left out.
pub(super) fn speakers(binds: &[Bind]) -> Vec<Speaker> {
    binds.iter().filter_map(|bind| speaker(bind.ip).ok()).collect()
}

fn speaker(ip: IpAddr) -> io::Result<Speaker> {
    let (socket, group) = match ip {
        IpAddr::V4(own) => {
            let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
            socket.set_multicast_if_v4(&own)?;
            socket.set_multicast_ttl_v4(1)?;
            socket.set_multicast_loop_v4(true)?;
            (socket, SocketAddr::from((GROUP_V4, PORT)))
        }
        IpAddr::V6(_) => {
            let index = interfaces::index_of(ip).ok_or(io::ErrorKind::NotFound)?;
            let socket = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
            socket.set_multicast_if_v6(index)?;
            socket.set_multicast_hops_v6(1)?;
            socket.set_multicast_loop_v6(true)?;
            (socket, SocketAddr::V6(SocketAddrV6::new(GROUP_V6, PORT, 0, index)))
        }
    };
    // Bound to the address that others dial, which is the one they will see as the sender.
    socket.bind(&SocketAddr::new(ip, 0).into())?;
    Ok(Speaker { socket: into_tokio(socket)?, group })
}

/// Opens the listening sockets; those that are not ready are left out.
pub(super) fn listeners(binds: &[Bind]) -> Vec<UdpSocket> {
    let (v4, v6) = by_family(binds);
    let v4 = (!v4.is_empty()).then(|| listener_v4(&v4));
    v4.into_iter().chain(v6.into_iter().map(listener_v6)).filter_map(Result::ok).collect()
}

/// How many there are when all are ready: one for IPv4, and one for each interface with an IPv6 address.
pub(super) fn listeners_wanted(binds: &[Bind]) -> usize {
    let (v4, v6) = by_family(binds);
    usize::from(!v4.is_empty()) + v6.len()
}

fn by_family(binds: &[Bind]) -> (Vec<Ipv4Addr>, Vec<u32>) {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for bind in binds {
        match bind.ip {
            IpAddr::V4(ip) => v4.push(ip),
            IpAddr::V6(_) => v6.extend(interfaces::index_of(bind.ip)),
        }
    }
    v6.sort_unstable();
    v6.dedup();
    (v4, v6)
}

fn listener_v4(interfaces: &[Ipv4Addr]) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    // Other programs of ours on this machine listen too.
    socket.set_reuse_address(true)?;
    // Only what was joined here, not what anybody on this machine joined.
    #[cfg(target_os = "linux")]
    socket.set_multicast_all_v4(false)?;
    // Bound to the group where the system allows it, so that nothing sent to this machine alone is heard.
    let address = if cfg!(windows) { Ipv4Addr::UNSPECIFIED } else { GROUP_V4 };
    socket.bind(&SocketAddr::from((address, PORT)).into())?;
    // An interface that cannot join must not silence the others.
    let joined = interfaces.iter().filter(|own| socket.join_multicast_v4(&GROUP_V4, own).is_ok()).count();
    if joined == 0 { Err(io::ErrorKind::AddrNotAvailable.into()) } else { into_tokio(socket) }
}

fn listener_v6(index: u32) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_only_v6(true)?;
    socket.set_reuse_address(true)?;
    let address = if cfg!(windows) { Ipv6Addr::UNSPECIFIED } else { GROUP_V6 };
    socket.bind(&SocketAddr::V6(SocketAddrV6::new(address, PORT, 0, index)).into())?;
    socket.join_multicast_v6(&GROUP_V6, index)?;
    into_tokio(socket)
}

fn into_tokio(socket: Socket) -> io::Result<UdpSocket> {
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_are_multicast_and_never_leave_the_network() {
        assert!(GROUP_V4.is_multicast() && GROUP_V4.octets()[..2] == [239, 255]);
        assert!(GROUP_V6.is_multicast() && GROUP_V6.segments()[0] == 0xff02);
    }

    #[tokio::test]
    async fn without_a_bound_address_no_socket_is_opened() {
        assert!(speakers(&[]).is_empty() && listeners(&[]).is_empty());
    }
}
