//! Nearby stays on the local network: no packet leaves it, even when the peer names addresses outside.
//!
//! Two network namespaces joined by a cable; the client's has a default route through which packets could leave.

use understory_tests::led::Led;
use understory_tests::namespaces::{Namespaces, ip};
use understory_tests::{output_of, skip};

const PARTY: &str = env!("CARGO_BIN_EXE_party");

/// Two namespaces, removed when dropped.
struct Cable(Namespaces<2>);

impl Cable {
    fn lay() -> Option<Self> {
        let id = std::process::id();
        let ends = Namespaces::make("", ["a", "b"])?;
        let [a, b] = &ends.names;
        let (va, vb) = (format!("va{id}"), format!("vb{id}"));
        let lines = [
            format!("link add {va} netns {a} type veth peer name {vb} netns {b}"),
            format!("-n {a} addr add 10.77.0.1/24 dev {va}"),
            format!("-n {b} addr add 10.77.0.2/24 dev {vb}"),
            // The peer is also in a network that the client is not in: an address to be named, and never probed.
            format!("-n {b} addr add 198.51.100.7/24 dev {vb}"),
            format!("-n {a} link set {va} up"),
            format!("-n {b} link set {vb} up"),
            format!("-n {a} route add default via 10.77.0.2"),
        ];
        lines.iter().all(|line| ip(line)).then_some(Self(ends))
    }

    /// Counts what leaves the client's namespace for anywhere but the cable's network and multicast.
    fn count_leaving(&self) -> bool {
        let rules = "add table inet watch; \
             add chain inet watch out { type filter hook output priority 0; }; \
             add rule inet watch out oifname != lo ip daddr != { 10.77.0.0/24, 224.0.0.0/4 } counter";
        output_of("ip", &["netns", "exec", &self.0.names[0], "nft", rules]).is_some()
    }

    fn left(&self) -> u64 {
        let listed =
            output_of("ip", &["netns", "exec", &self.0.names[0], "nft", "list", "chain", "inet", "watch", "out"]);
        let listed = String::from_utf8(listed.expect("the counter can be read")).expect("text");
        let packets = listed.split("counter packets ").nth(1).expect("a counter");
        packets.split(' ').next().expect("a number").parse().expect("a number")
    }
}

#[test]
fn no_packet_leaves_the_local_network_even_if_the_peer_names_outside_addresses() {
    let Some(cable) = Cable::lay() else { return skip("this system makes no network namespaces") };
    if !cable.count_leaving() {
        return skip("this system counts no packets");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut client = Led::person(PARTY, &cable.0.names[0], &folder.path().join("client"), "journal");
    let mut therapist = Led::person(PARTY, &cable.0.names[1], &folder.path().join("therapist"), "clients");
    let invitation = therapist.step("invite");
    client.step(&format!("join {invitation}"));
    let (client_says, therapist_says) = (client.step("words"), therapist.step("words"));
    client.step(&format!("type {therapist_says}"));
    therapist.step(&format!("type {client_says}"));
    for step in ["recognise", "paired", "linked"] {
        client.step(step);
        therapist.step(step);
    }
    client.step("share");
    client.step("quit");
    therapist.step("quit");
    assert_eq!(cable.left(), 0, "packets were sent to where the client's network does not reach");

    // The counter counts: one packet sent on purpose is seen.
    let knock = "echo x > /dev/udp/198.51.100.7/9";
    let _ = output_of("ip", &["netns", "exec", &cable.0.names[0], "bash", "-c", knock]);
    assert_eq!(cable.left(), 1);
}
