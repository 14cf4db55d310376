//! What a listener makes of the packets it hears: which concern it, and how often it acts on them.
//!
//! Invariant: pure; anybody can send packets, so what they cause is bounded by device, by minute and in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use super::packet::{Alias, Name, Packet};
use crate::ids::DeviceId;
use crate::limits::{
    BEACON_DEVICE_SECS, BEACON_DEVICE_TOLD_MAX, BEACON_INVITATIONS_MAX, BEACON_TOLD_MAX, BEACON_UNKNOWN_MAX,
    BEACON_UNKNOWN_TOLD_MAX,
};

/// Something heard that concerns this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A known device is there.
    Device {
        /// Which.
        device: DeviceId,
        /// Where it says it can be reached; only its key proves it.
        address: SocketAddr,
    },
    /// An alias nobody has today: another pair's, or of a device whose clock is off.
    Unknown {
        /// The alias.
        alias: Alias,
    },
    /// Somebody nearby has an open invitation.
    Invitation {
        /// Its ephemeral endpoint.
        endpoint: [u8; 32],
        /// Where it says it can be reached.
        address: SocketAddr,
    },
}

/// What is listened for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listen {
    /// The aliases of known devices.
    pub aliases: BTreeMap<Alias, DeviceId>,
    /// Whether invitations are wanted: the page that shows them is open.
    pub invitations: bool,
}

impl Listen {
    /// Whether there is nothing to listen for.
    pub fn is_empty(&self) -> bool {
        self.aliases.is_empty() && !self.invitations
    }
}

/// Decides about packets, one minute after the other.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// When the current minute began.
    minute: Duration,
    told: usize,
    unknown_told: usize,
    /// For each device when it may be told anew, and what was told since.
    devices: BTreeMap<DeviceId, (Duration, Vec<SocketAddr>)>,
    unknown: BTreeSet<Alias>,
    invitations: BTreeMap<[u8; 32], Duration>,
}

impl Hearing {
    /// Takes a packet from `from` at `now` (on any clock that never goes back).
    pub(super) fn hear(&mut self, listen: &Listen, packet: Packet, from: SocketAddr, now: Duration) -> Option<Heard> {
        if now.saturating_sub(self.minute) >= Duration::from_secs(60) {
            (self.minute, self.told, self.unknown_told) = (now, 0, 0);
        }
        let address = SocketAddr::new(from.ip(), packet.port);
        match packet.name {
            Name::Alias(alias) => match listen.aliases.get(&alias) {
                Some(device) => self.device(*device, address, now),
                None if listen.aliases.is_empty() => None,
                None => self.unknown(alias),
            },
            Name::Invitation(endpoint) if listen.invitations => self.invitation(endpoint, address, now),
            Name::Invitation(_) => None,
        }
    }

    fn device(&mut self, device: DeviceId, address: SocketAddr, now: Duration) -> Option<Heard> {
        let (until, told) = self.devices.entry(device).or_default();
        if now >= *until {
            *until = now + Duration::from_secs(BEACON_DEVICE_SECS);
            told.clear();
        }
        // Several places, not one: a false packet that came first must not hide the true one.
        if told.contains(&address) || told.len() >= BEACON_DEVICE_TOLD_MAX || self.told >= BEACON_TOLD_MAX {
            return None;
        }
        told.push(address);
        self.told += 1;
        Some(Heard::Device { device, address })
    }

    fn unknown(&mut self, alias: Alias) -> Option<Heard> {
        if self.unknown_told >= BEACON_UNKNOWN_TOLD_MAX || self.unknown.contains(&alias) {
            return None;
        }
        if self.unknown.len() >= BEACON_UNKNOWN_MAX {
            self.unknown.clear();
        }
        self.unknown.insert(alias);
        self.unknown_told += 1;
        Some(Heard::Unknown { alias })
    }

    fn invitation(&mut self, endpoint: [u8; 32], address: SocketAddr, now: Duration) -> Option<Heard> {
        let due = self.invitations.get(&endpoint).is_none_or(|until| now >= *until);
        if !due || self.told >= BEACON_TOLD_MAX {
            return None;
        }
        if self.invitations.len() >= BEACON_INVITATIONS_MAX && !self.invitations.contains_key(&endpoint) {
            self.invitations.retain(|_, until| now < *until);
            if self.invitations.len() >= BEACON_INVITATIONS_MAX {
                return None;
            }
        }
        self.invitations.insert(endpoint, now + Duration::from_secs(BEACON_DEVICE_SECS));
        self.told += 1;
        Some(Heard::Invitation { endpoint, address })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId([3; 32]);

    fn listen() -> Listen {
        Listen { aliases: [([1; 16], DEVICE)].into(), invitations: true }
    }

    fn from(last: u8) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, last], 999))
    }

    fn alias(first: u8, port: u16) -> Packet {
        Packet { name: Name::Alias([first; 16]), port }
    }

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn a_known_alias_names_the_device_at_the_senders_address_and_the_announced_port() {
        let heard = Hearing::default().hear(&listen(), alias(1, 5000), from(7), secs(0));
        assert_eq!(heard, Some(Heard::Device { device: DEVICE, address: "10.0.0.7:5000".parse().unwrap() }));
    }

    #[test]
    fn one_device_is_told_a_few_times_and_a_false_packet_does_not_hide_the_true_one() {
        let (mut hearing, listen) = (Hearing::default(), listen());
        assert!(hearing.hear(&listen, alias(1, 1), from(66), secs(0)).is_some(), "the false one");
        assert!(hearing.hear(&listen, alias(1, 5000), from(7), secs(0)).is_some(), "the true one");
        assert!(hearing.hear(&listen, alias(1, 5000), from(7), secs(1)).is_none(), "again at once");
        let flood = (0..=255).filter(|last| hearing.hear(&listen, alias(1, 9), from(*last), secs(2)).is_some());
        assert_eq!(flood.count(), BEACON_DEVICE_TOLD_MAX - 2);
        assert!(hearing.hear(&listen, alias(1, 5000), from(7), secs(BEACON_DEVICE_SECS)).is_some(), "later");
    }

    #[test]
    fn all_packets_of_a_minute_together_cause_a_bounded_number_of_dials() {
        let mut hearing = Hearing::default();
        let aliases = (0..200).map(|n| ([n; 16], DeviceId([n; 32]))).collect();
        let listen = Listen { aliases, invitations: true };
        let told = |hearing: &mut Hearing, at| {
            (0..200).filter(|n| hearing.hear(&listen, alias(*n, 9), from(*n), secs(at)).is_some()).count()
        };
        assert_eq!(told(&mut hearing, 0), BEACON_TOLD_MAX);
        assert_eq!(told(&mut hearing, 59), 0);
        assert_eq!(told(&mut hearing, 60), BEACON_TOLD_MAX);
    }

    #[test]
    fn unknown_aliases_are_told_once_each_and_few_a_minute() {
        let (mut hearing, listen) = (Hearing::default(), listen());
        assert_eq!(hearing.hear(&listen, alias(9, 9), from(1), secs(0)), Some(Heard::Unknown { alias: [9; 16] }));
        assert_eq!(hearing.hear(&listen, alias(9, 9), from(1), secs(61)), None);
        let flood = (10..=255).filter(|n| hearing.hear(&listen, alias(*n, 9), from(1), secs(62)).is_some());
        assert_eq!(flood.count(), BEACON_UNKNOWN_TOLD_MAX);
        for minute in 2..2000 {
            let name: [u8; 16] = core::array::from_fn(|at| (minute >> (8 * (at % 2))) as u8);
            hearing.hear(&listen, Packet { name: Name::Alias(name), port: 9 }, from(1), secs(60 * minute));
            assert!(hearing.unknown.len() <= BEACON_UNKNOWN_MAX);
        }
    }

    #[test]
    fn whoever_knows_nobody_acts_on_no_alias() {
        let only_invitations = Listen { invitations: true, ..Listen::default() };
        assert_eq!(Hearing::default().hear(&only_invitations, alias(9, 9), from(1), secs(0)), None);
    }

    #[test]
    fn invitations_are_told_only_while_they_are_wanted_and_are_bounded() {
        let mut hearing = Hearing::default();
        let packet = |n: u8| Packet { name: Name::Invitation([n; 32]), port: 7 };
        let deaf = Listen { invitations: false, ..listen() };
        assert_eq!(hearing.hear(&deaf, packet(1), from(1), secs(0)), None);
        let told = (0..=255).filter(|n| hearing.hear(&listen(), packet(*n), from(1), secs(0)).is_some());
        assert_eq!(told.count(), BEACON_INVITATIONS_MAX);
        assert_eq!(hearing.hear(&listen(), packet(0), from(1), secs(1)), None);
        let later = hearing.hear(&listen(), packet(0), from(1), secs(BEACON_DEVICE_SECS));
        let address = "10.0.0.1:7".parse().unwrap();
        assert_eq!(later, Some(Heard::Invitation { endpoint: [0; 32], address }));
    }
}
