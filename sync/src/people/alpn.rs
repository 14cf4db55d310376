//! Names of our protocols on the wire, where anybody on the way can read them, and aliases of devices nearby.
//!
//! Invariant: they say nothing; only who holds the secret can name them, and a name for one use or day is none for
//! another.

use hkdf::Hkdf;
use sha2::Sha256;

use super::Flow;
use crate::clock::UnixMillis;
use crate::ids::{DeviceId, PersonId};

/// Bytes of one ALPN.
pub const ALPN_BYTES: usize = 16;
/// Bytes of one alias.
pub const ALIAS_BYTES: usize = 16;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A day, counted from 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u64);

impl Day {
    /// Returns the day of a moment.
    pub fn of(now_ms: UnixMillis) -> Self {
        Self(now_ms / DAY_MS)
    }

    /// Returns this day, the one before and the one after: those on which another clock may stand.
    pub fn around(self) -> [Self; 3] {
        [self, Self(self.0.saturating_sub(1)), Self(self.0.saturating_add(1))]
    }
}

/// Returns the ALPN under which two contacts sync on a day.
pub fn sync_alpn(alpn_secret: &[u8; 32], day: Day) -> Vec<u8> {
    derive(alpn_secret, &[b"understory/alpn-day/1", &day.0.to_be_bytes()]).to_vec()
}

/// Returns the name under which a device announces itself to one contact on a day.
pub fn alias(alpn_secret: &[u8; 32], day: Day, device: DeviceId) -> [u8; ALIAS_BYTES] {
    derive(alpn_secret, &[b"understory/alias/1", &day.0.to_be_bytes(), &device.0])
}

/// Returns the ALPN under which a device that is not known yet introduces itself to somebody on a day. `founding` is the
/// founding record of its own person, which only the people who paired with them have.
pub fn introduction_alpn(founding: &[u8], to: PersonId, day: Day) -> Vec<u8> {
    derive(founding, &[b"understory/alpn-introduction/1", &to.0, &day.0.to_be_bytes()]).to_vec()
}

/// Returns the ALPN under which an inviter with this invitation's secret waits.
pub fn pairing_alpn(invitation_secret: &[u8; 16], flow: Flow) -> Vec<u8> {
    let label: &[u8] = match flow {
        Flow::Person => b"understory/alpn-pairing-person/1",
        Flow::Device => b"understory/alpn-pairing-device/1",
        Flow::Return => b"understory/alpn-pairing-return/1",
    };
    derive(invitation_secret, &[label]).to_vec()
}

/// Returns the ALPN under which a device on the same network asks without the invitation. Whoever hears the
/// ephemeral endpoint announced can name it: asking needs no secret, and gives nothing before the words.
pub fn asking_alpn(endpoint: &[u8; 32]) -> Vec<u8> {
    derive(endpoint, &[b"understory/alpn-asking-person/1"]).to_vec()
}

fn derive(secret: &[u8], info: &[&[u8]]) -> [u8; ALPN_BYTES] {
    let mut name = [0; ALPN_BYTES];
    // 16 bytes are far below the most that HKDF gives; were it to fail, the zeros would meet nobody.
    let _ = Hkdf::<Sha256>::new(None, secret).expand_multi_info(info, &mut name);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_by_use_flow_secret_day_and_device() {
        let (today, tomorrow) = (Day(20_000), Day(20_001));
        let (one, other) = (DeviceId([1; 32]), DeviceId([2; 32]));
        let names = [
            sync_alpn(&[1; 32], today),
            sync_alpn(&[1; 32], tomorrow),
            sync_alpn(&[2; 32], today),
            pairing_alpn(&[1; 16], Flow::Person),
            pairing_alpn(&[1; 16], Flow::Device),
            pairing_alpn(&[1; 16], Flow::Return),
            pairing_alpn(&[2; 16], Flow::Person),
            asking_alpn(&[1; 32]),
            asking_alpn(&[2; 32]),
            introduction_alpn(&[1; 32], PersonId([1; 32]), today),
            introduction_alpn(&[1; 32], PersonId([1; 32]), tomorrow),
            introduction_alpn(&[1; 32], PersonId([2; 32]), today),
            introduction_alpn(&[2; 32], PersonId([1; 32]), today),
            alias(&[1; 32], today, one).to_vec(),
            alias(&[1; 32], today, other).to_vec(),
            alias(&[1; 32], tomorrow, one).to_vec(),
            alias(&[2; 32], today, one).to_vec(),
            vec![0; ALPN_BYTES],
        ];
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        assert_eq!(sync_alpn(&[1; 32], today), sync_alpn(&[1; 32], today));
    }

    #[test]
    fn a_day_begins_at_midnight_utc_and_knows_its_neighbours() {
        assert_eq!((Day::of(DAY_MS - 1), Day::of(DAY_MS)), (Day(0), Day(1)));
        assert_eq!(Day(7).around(), [Day(7), Day(6), Day(8)]);
        assert_eq!(Day(0).around()[1], Day(0));
        assert!(Day(u64::MAX).around().contains(&Day(u64::MAX)));
    }
}
