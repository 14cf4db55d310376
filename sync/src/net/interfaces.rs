//! This machine's network interfaces: which addresses lie on a local network, and which are passed over and why.
//!
//! Invariant: an address that the whole internet can reach is never bound.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// One address of one interface, with the length of its network prefix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interface {
    /// The system's name for it.
    pub name: String,
    /// The address.
    pub ip: IpAddr,
    /// How many leading bits name the network.
    pub prefix: u8,
    /// Whether it is switched on.
    pub up: bool,
}

/// Why an address is not bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipWhy {
    /// The interface is switched off.
    Down,
    /// It reaches this machine only.
    Loopback,
    /// Its prefix holds no second computer, as on a point-to-point link: packets would have to be routed.
    NoNeighbours,
    /// It is an internet address: strangers could reach the socket.
    Public,
    /// An IPv6 link-local address means nothing without the interface it was seen on, so nobody could remember it.
    LinkLocalV6,
}

/// Returns whether this address is bound in `Nearby`, or why it is not.
pub fn judge(interface: &Interface) -> Result<(), SkipWhy> {
    if !interface.up {
        return Err(SkipWhy::Down);
    }
    if interface.ip.is_loopback() {
        return Err(SkipWhy::Loopback);
    }
    let local = match interface.ip {
        IpAddr::V4(ip) => is_local_v4(ip),
        IpAddr::V6(ip) if ip.is_unicast_link_local() => return Err(SkipWhy::LinkLocalV6),
        IpAddr::V6(ip) => is_local_v6(ip),
    };
    if !local {
        return Err(SkipWhy::Public);
    }
    // A prefix of 0 would make the socket a default route; a full one has no neighbours.
    let longest = if interface.ip.is_ipv4() { 31 } else { 127 };
    if interface.prefix == 0 || interface.prefix > longest { Err(SkipWhy::NoNeighbours) } else { Ok(()) }
}

/// Returns whether another computer could call this address as it stands.
pub(super) fn names_a_computer(ip: IpAddr) -> bool {
    let link_local_v6 = matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local());
    !ip.is_loopback() && !ip.is_unspecified() && !link_local_v6
}

fn is_local_v4(ip: Ipv4Addr) -> bool {
    ip.is_private() || ip.is_link_local()
}

fn is_local_v6(ip: Ipv6Addr) -> bool {
    ip.is_unique_local()
}

/// Reads this machine's interfaces. A machine that will not say is treated as having none.
pub fn list() -> Vec<Interface> {
    let mut found: Vec<Interface> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .into_iter()
        .map(|interface| {
            // Some drivers report "unknown" while they work; the address itself is proof enough.
            let up = !matches!(interface.oper_status, if_addrs::IfOperStatus::Down);
            let (ip, prefix) = match interface.addr {
                if_addrs::IfAddr::V4(v4) => (IpAddr::V4(v4.ip), v4.prefixlen),
                if_addrs::IfAddr::V6(v6) => (IpAddr::V6(v6.ip), v6.prefixlen),
            };
            Interface { name: interface.name, ip, prefix, up }
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Returns the system's number of the interface that has this address.
pub(super) fn index_of(ip: IpAddr) -> Option<u32> {
    if_addrs::get_if_addrs().ok()?.into_iter().find(|interface| interface.ip() == ip)?.index
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(ip: &str, prefix: u8) -> Result<(), SkipWhy> {
        judge(&Interface { name: "e0".into(), ip: ip.parse().unwrap(), prefix, up: true })
    }

    #[test]
    fn local_addresses_are_bound() {
        for (ip, prefix) in
            [("192.168.1.7", 24), ("10.1.2.3", 8), ("172.20.0.1", 16), ("169.254.3.4", 16), ("fd12:3456::9", 64)]
        {
            assert_eq!(verdict(ip, prefix), Ok(()), "{ip}");
        }
    }

    #[test]
    fn internet_addresses_are_never_bound() {
        for (ip, prefix) in
            [("8.8.8.8", 24), ("203.0.113.5", 24), ("100.64.0.1", 10), ("2001:db8::1", 64), ("2a00::1", 64)]
        {
            assert_eq!(verdict(ip, prefix), Err(SkipWhy::Public), "{ip}");
        }
    }

    #[test]
    fn addresses_without_neighbours_and_loopback_are_passed_over() {
        assert_eq!(verdict("10.8.0.2", 32), Err(SkipWhy::NoNeighbours));
        assert_eq!(verdict("10.8.0.2", 0), Err(SkipWhy::NoNeighbours));
        assert_eq!(verdict("fd00::1", 128), Err(SkipWhy::NoNeighbours));
        assert_eq!(verdict("127.0.0.1", 8), Err(SkipWhy::Loopback));
        assert_eq!(verdict("::1", 128), Err(SkipWhy::Loopback));
        assert_eq!(verdict("fe80::1", 64), Err(SkipWhy::LinkLocalV6));
        let down = Interface { name: "e0".into(), ip: "10.0.0.1".parse().unwrap(), prefix: 24, up: false };
        assert_eq!(judge(&down), Err(SkipWhy::Down));
    }
}
