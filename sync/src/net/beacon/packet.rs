//! The packet by which a device says where it is, under a name that only those it concerns can read.
//!
//! Invariant: bounded before it is read; it holds no key, no name and no long-term id of anybody.

use crate::limits::BEACON_BYTES_MAX;
use crate::people::ALIAS_BYTES;

const VERSION: u8 = 1;
const KIND_ALIAS: u8 = 1;
const KIND_INVITATION: u8 = 2;
/// Version, kind and port.
const HEAD_BYTES: usize = 4;

/// A device's name for one contact and one day.
pub type Alias = [u8; ALIAS_BYTES];

/// What a packet announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// A device, to the one contact that can derive this alias.
    Alias(Alias),
    /// An open invitation, by its ephemeral endpoint.
    Invitation([u8; 32]),
}

/// One packet; the address is that it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::net) struct Packet {
    pub name: Name,
    pub port: u16,
}

impl Packet {
    pub(in crate::net) fn encode(self) -> Vec<u8> {
        let (kind, name): (u8, &[u8]) = match &self.name {
            Name::Alias(alias) => (KIND_ALIAS, alias),
            Name::Invitation(endpoint) => (KIND_INVITATION, endpoint),
        };
        let mut bytes = vec![VERSION, kind];
        bytes.extend(self.port.to_be_bytes());
        bytes.extend(name);
        bytes
    }

    /// Returns the packet in these bytes; `None` if they are none of ours, too short, too long, or name no port.
    pub(in crate::net) fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > BEACON_BYTES_MAX {
            return None;
        }
        let (head, name) = bytes.split_first_chunk::<HEAD_BYTES>()?;
        let [VERSION, kind, high, low] = *head else { return None };
        let name = match kind {
            KIND_ALIAS => Name::Alias(name.try_into().ok()?),
            KIND_INVITATION => Name::Invitation(name.try_into().ok()?),
            _ => return None,
        };
        let port = u16::from_be_bytes([high, low]);
        (port != 0).then_some(Self { name, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets() -> [Packet; 2] {
        [Name::Alias([7; 16]), Name::Invitation([9; 32])].map(|name| Packet { name, port: 40_001 })
    }

    #[test]
    fn packets_survive_the_wire_and_keep_to_their_bound() {
        for packet in packets() {
            let bytes = packet.encode();
            assert!(bytes.len() <= BEACON_BYTES_MAX);
            assert_eq!(Packet::decode(&bytes), Some(packet));
        }
    }

    #[test]
    fn whatever_is_longer_shorter_or_other_is_no_packet() {
        for packet in packets() {
            let bytes = packet.encode();
            for end in 0..bytes.len() {
                assert_eq!(Packet::decode(&bytes[..end]), None, "cut to {end}");
            }
            assert_eq!(Packet::decode(&[&bytes[..], &[0]].concat()), None);
            let changed = |at: usize, to: u8| {
                let mut bytes = bytes.clone();
                bytes[at] = to;
                bytes
            };
            assert_eq!(Packet::decode(&changed(0, 2)), None, "a newer version");
            assert_eq!(Packet::decode(&changed(1, 3)), None, "another kind");
        }
        assert_eq!(Packet::decode(&[0; BEACON_BYTES_MAX + 1]), None);
        let portless = Packet { port: 0, ..packets()[0] };
        assert_eq!(Packet::decode(&portless.encode()), None);
    }
}
