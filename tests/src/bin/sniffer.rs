//! Keeps every packet of a network namespace and answers questions about them, led line by line.

use std::io::Write as _;

fn main() {
    #[cfg(target_os = "linux")]
    linux::main();
}

fn answer(line: &str) {
    println!("{line}");
    std::io::stdout().flush().expect("somebody listens");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{BufRead as _, Read as _};
    use std::sync::{Arc, Mutex};

    use socket2::{Domain, Protocol, Socket, Type};

    use super::answer;

    /// Every protocol.
    const ETH_P_ALL: u16 = 3;
    /// Longest packet kept whole.
    const PACKET_BYTES_MAX: usize = 64 << 10;

    pub fn main() {
        let every = Protocol::from(i32::from(ETH_P_ALL.to_be()));
        let mut socket = Socket::new(Domain::PACKET, Type::RAW, Some(every)).expect("a socket that hears everything");
        let packets: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let kept = packets.clone();
        std::thread::spawn(move || {
            let mut bytes = vec![0; PACKET_BYTES_MAX];
            while let Ok(length) = socket.read(&mut bytes) {
                kept.lock().expect("no panic").push(bytes[..length].to_vec());
            }
        });
        answer("ok");
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            let mut packets = packets.lock().expect("no panic");
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["clear"] => {
                    packets.clear();
                    answer("ok");
                }
                ["sent"] => answer(&format!("ok {}", packets.iter().filter(|one| is_sent(one)).count())),
                ["to", port] => {
                    let port: u16 = port.parse().expect("a port");
                    answer(&format!("ok {}", packets.iter().filter(|one| udp_port(one) == Some(port)).count()));
                }
                ["holds", needle] => {
                    let needle: Vec<u8> = (0..needle.len() / 2)
                        .map(|at| u8::from_str_radix(&needle[2 * at..2 * at + 2], 16).expect("hex"))
                        .collect();
                    let holds = |one: &&Vec<u8>| one.windows(needle.len()).any(|part| part == needle);
                    answer(&format!("ok {}", packets.iter().filter(holds).count()));
                }
                _ => answer("failed: no such question"),
            }
        }
    }

    /// Whether a program sent it or asked the system to join a group: UDP or IGMP.
    fn is_sent(packet: &[u8]) -> bool {
        protocol(packet).is_some_and(|(protocol, _)| protocol == 17 || protocol == 2)
    }

    fn udp_port(packet: &[u8]) -> Option<u16> {
        let (17, at) = protocol(packet)? else { return None };
        Some(u16::from_be_bytes([*packet.get(at + 2)?, *packet.get(at + 3)?]))
    }

    /// The protocol inside an IPv4 or IPv6 packet behind an Ethernet header, and where it begins.
    fn protocol(packet: &[u8]) -> Option<(u8, usize)> {
        match packet.get(12..14)? {
            [0x08, 0x00] => Some((*packet.get(23)?, 14 + usize::from(packet.get(14)? & 15) * 4)),
            [0x86, 0xdd] => Some((*packet.get(20)?, 54)),
            _ => None,
        }
    }
}
