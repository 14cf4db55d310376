//! The way a connection takes: through the relay, directly, directly in one network.

use std::net::{IpAddr, SocketAddr};

/// The way a connection takes.
#[derive(Clone, Copy)]
pub(super) struct Path {
    pub direct: bool,
    pub near: bool,
    pub rtt_us: u64,
}

impl Path {
    /// Returns the way to this address; through the relay if there is none.
    pub fn to(remote: Option<SocketAddr>, rtt_us: u64) -> Self {
        Self { direct: remote.is_some(), near: remote.is_some_and(|remote| is_near(remote.ip())), rtt_us }
    }
}

fn is_near(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_a_local_network_is_near() {
        let way = |remote: &str| Path::to(Some(remote.parse().unwrap()), 5);
        for near in ["192.168.1.7:9", "10.0.0.1:9", "169.254.1.1:9", "[fd00::1]:9", "[::ffff:10.0.0.1]:9"] {
            assert!(way(near).direct && way(near).near, "{near}");
        }
        for far in ["8.8.8.8:9", "100.64.0.1:9", "[2001:db8::1]:9"] {
            assert!(way(far).direct && !way(far).near, "{far}");
        }
        let relayed = Path::to(None, 5);
        assert!(!relayed.direct && !relayed.near && relayed.rtt_us == 5);
    }
}
