//! Devices find each other on a local network, and say nothing to anybody else.
//!
//! Two network namespaces joined by two cables, without a default route; a sniffer in one of them keeps every packet.

#![cfg(target_os = "linux")]

use std::time::Duration;

use data_encoding::{BASE32_NOPAD, Encoding, HEXLOWER, HEXUPPER, Specification};
use understory_sync::people::{Flow, Invitation};
use understory_tests::led::Led;
use understory_tests::namespaces::{Namespaces, ip};
use understory_tests::{output_of, skip};

const PARTY: &str = env!("CARGO_BIN_EXE_party");
const SNIFFER: &str = env!("CARGO_BIN_EXE_sniffer");
/// Where beacons go (FORMAT.md).
const BEACON_PORT: u16 = 29_476;
/// A window in which nothing may be sent: announcing begins within a second of the reason for it.
const SILENCE: Duration = Duration::from_secs(4);

/// Two namespaces and two cables, removed when dropped.
struct Cables(Namespaces<2>);

impl Cables {
    /// Lays two cables; `word` tells tests apart.
    fn lay(word: &str) -> Option<Self> {
        let ends = Namespaces::make(word, ["a", "b"])?;
        let [a, b] = &ends.names;
        let laid =
            (0..2).all(|cable| ip(&format!("link add c{cable} netns {a} type veth peer name c{cable} netns {b}")));
        laid.then_some(Self(ends))
    }

    /// Gives the two ends of a cable these addresses, and no others.
    fn address(&self, cable: usize, ends: [&str; 2]) {
        for (name, address) in self.0.names.iter().zip(ends) {
            let nodad = if address.contains(':') { "nodad" } else { "" };
            let lines = [
                format!("-n {name} addr flush dev c{cable} scope global"),
                format!("-n {name} addr add {address} dev c{cable} {nodad}"),
                format!("-n {name} link set c{cable} up"),
            ];
            assert!(lines.iter().all(|line| ip(line)), "the cable gets its addresses");
        }
    }

    fn cut(&self, cable: usize) {
        for name in &self.0.names {
            assert!(
                ip(&format!("-n {name} addr flush dev c{cable}")) && ip(&format!("-n {name} link set c{cable} down"))
            );
        }
    }

    /// The UDP ports that are bound in a namespace, beacons aside.
    fn ports(&self, end: usize) -> Vec<u16> {
        let mut ports = Vec::new();
        for table in ["/proc/net/udp", "/proc/net/udp6"] {
            let listed = output_of("ip", &["netns", "exec", &self.0.names[end], "cat", table]).expect("a list");
            let listed = String::from_utf8(listed).expect("text");
            let local = listed.lines().skip(1).filter_map(|line| line.split_whitespace().nth(1)?.rsplit(':').next());
            ports.extend(local.filter_map(|port| u16::from_str_radix(port, 16).ok()));
        }
        ports.retain(|port| *port != BEACON_PORT);
        ports.sort_unstable();
        ports.dedup();
        ports
    }
}

struct Two {
    client: Led,
    therapist: Led,
    _folder: tempfile::TempDir,
}

fn two(cables: &Cables) -> Two {
    let folder = tempfile::tempdir().expect("a folder");
    let client = Led::person(PARTY, &cables.0.names[0], &folder.path().join("client"), "journal");
    let therapist = Led::person(PARTY, &cables.0.names[1], &folder.path().join("therapist"), "clients");
    Two { client, therapist, _folder: folder }
}

impl Two {
    /// From the words on.
    fn finish_pairing(&mut self) {
        let (client_says, therapist_says) = (self.client.step("words"), self.therapist.step("words"));
        self.client.step(&format!("type {therapist_says}"));
        self.therapist.step(&format!("type {client_says}"));
        for step in ["recognise", "paired", "linked"] {
            self.client.step(step);
            self.therapist.step(step);
        }
    }

    fn pair(&mut self) -> String {
        let invitation = self.therapist.step("invite");
        self.client.step(&format!("join {invitation}"));
        self.finish_pairing();
        invitation
    }

    fn both(&mut self, step: &str) {
        self.client.begin(step);
        self.therapist.step(step);
        self.client.end();
    }
}

fn number(answer: &str) -> u64 {
    answer.parse().expect("a number")
}

#[test]
fn devices_find_each_other_when_addresses_and_ports_are_others_than_remembered() {
    let Some(cables) = Cables::lay("find") else { return skip("this system makes no network namespaces") };
    cables.address(0, ["10.77.0.1/24", "10.77.0.2/24"]);
    cables.address(1, ["10.78.0.1/24", "10.78.0.2/24"]);
    let mut two = two(&cables);
    two.pair();
    let ports = [cables.ports(0), cables.ports(1)];
    assert!(ports.iter().all(|ports| !ports.is_empty()), "the sockets are seen");
    two.both("lock");
    // Only the second cable is left, under other addresses; the ports are taken by others.
    cables.cut(0);
    cables.address(1, ["10.78.0.11/24", "10.78.0.12/24"]);
    for port in &ports[0] {
        two.client.step(&format!("hold {port}"));
    }
    for port in &ports[1] {
        two.therapist.step(&format!("hold {port}"));
    }
    two.both("unlock");
    two.both("linked");
}

#[test]
fn devices_find_each_other_over_ipv6_alone() {
    let Some(cables) = Cables::lay("six") else { return skip("this system makes no network namespaces") };
    cables.address(0, ["fd77::1/64", "fd77::2/64"]);
    let mut two = two(&cables);
    two.pair();
    two.both("lock");
    cables.address(0, ["fd77::11/64", "fd77::12/64"]);
    two.both("unlock");
    two.both("linked");
}

#[test]
fn nothing_is_sent_before_there_is_a_reason_and_off_is_silent() {
    let Some(cables) = Cables::lay("hush") else { return skip("this system makes no network namespaces") };
    cables.address(0, ["10.77.0.1/24", "10.77.0.2/24"]);
    let mut sniffer = Led::start(SNIFFER, &cables.0.names[1], &[]);
    let folder = tempfile::tempdir().expect("a folder");
    let mut person = Led::person(PARTY, &cables.0.names[1], &folder.path().join("vault"), "clients");
    std::thread::sleep(SILENCE);
    assert_eq!(number(&sniffer.step("sent")), 0, "somebody who knows nobody sent something");
    // The counter counts: an open invitation is announced.
    person.step("invite");
    std::thread::sleep(SILENCE);
    assert!(number(&sniffer.step(&format!("to {BEACON_PORT}"))) > 0, "an open invitation is announced");
    person.step("off");
    sniffer.step("clear");
    std::thread::sleep(SILENCE);
    let left: u64 = number(&sniffer.step(&format!("to {BEACON_PORT}")));
    assert_eq!(left, 0, "switched off, and still something was announced");
    assert_eq!(number(&sniffer.step("sent")), 0, "switched off, and still something was sent");
}

#[test]
fn no_packet_names_a_device() {
    let Some(cables) = Cables::lay("name") else { return skip("this system makes no network namespaces") };
    cables.address(0, ["10.77.0.1/24", "10.77.0.2/24"]);
    let mut sniffer = Led::start(SNIFFER, &cables.0.names[1], &[]);
    let mut two = two(&cables);
    let invitation = two.pair();
    two.client.step("share");
    // Found again by beacon and by remembered address.
    two.both("lock");
    two.both("unlock");
    two.both("linked");

    let mut bits = Specification::new();
    bits.symbols.push_str("ybndrfg8ejkmcpqxot1uwisza345h769");
    let z_base_32: Encoding = bits.encoding().expect("an alphabet");
    let devices = [two.client.step("device"), two.therapist.step("device")];
    for device in devices {
        let id = HEXLOWER.decode(device.as_bytes()).expect("one device");
        let written = [
            id.clone(),
            HEXLOWER.encode(&id).into_bytes(),
            HEXUPPER.encode(&id).into_bytes(),
            BASE32_NOPAD.encode(&id).into_bytes(),
            BASE32_NOPAD.encode(&id).to_lowercase().into_bytes(),
            z_base_32.encode(&id).into_bytes(),
        ];
        for form in written {
            assert_eq!(number(&sniffer.step(&format!("holds {}", HEXLOWER.encode(&form)))), 0, "an id was on the wire");
        }
    }
    // The search finds: the ephemeral id of the invitation was announced.
    let ephemeral = Invitation::parse(&invitation, Flow::Person).expect("an invitation").endpoint;
    assert!(number(&sniffer.step(&format!("holds {}", HEXLOWER.encode(&ephemeral)))) > 0);
    assert!(number(&sniffer.step("sent")) > 20, "the sniffer heard the conversation");
}

#[test]
fn two_persons_on_one_network_pair_without_handing_over_the_invitation() {
    let Some(cables) = Cables::lay("ask") else { return skip("this system makes no network namespaces") };
    cables.address(0, ["10.77.0.1/24", "10.77.0.2/24"]);
    let mut two = two(&cables);
    two.therapist.step("invite");
    two.client.step("look");
    two.therapist.step("let");
    two.finish_pairing();
    two.client.step("share");
}
