//! Names of our protocols on the wire, where anybody on the way can read them.
//!
//! Invariant: they say nothing; only who holds the secret can name them, and a name for one use is none for another.

use hkdf::Hkdf;
use sha2::Sha256;

use super::Flow;

/// Bytes of one ALPN.
pub const ALPN_BYTES: usize = 16;

/// Returns the ALPN under which two contacts sync.
pub fn sync_alpn(alpn_secret: &[u8; 32]) -> Vec<u8> {
    derive(alpn_secret, "understory/alpn/1")
}

/// Returns the ALPN under which an inviter with this invitation's secret waits.
pub fn pairing_alpn(invitation_secret: &[u8; 16], flow: Flow) -> Vec<u8> {
    match flow {
        Flow::Person => derive(invitation_secret, "understory/alpn-pairing-person/1"),
        Flow::Device => derive(invitation_secret, "understory/alpn-pairing-device/1"),
    }
}

fn derive(secret: &[u8], label: &str) -> Vec<u8> {
    let mut alpn = vec![0; ALPN_BYTES];
    // 16 bytes are far below the most that HKDF gives; were it to fail, the zeros would meet nobody.
    let _ = Hkdf::<Sha256>::new(None, secret).expand(label.as_bytes(), &mut alpn);
    alpn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_by_use_flow_and_secret() {
        let names = [
            sync_alpn(&[1; 32]),
            sync_alpn(&[2; 32]),
            pairing_alpn(&[1; 16], Flow::Person),
            pairing_alpn(&[1; 16], Flow::Device),
            pairing_alpn(&[2; 16], Flow::Person),
            vec![0; ALPN_BYTES],
        ];
        let different: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        assert_eq!(sync_alpn(&[1; 32]), sync_alpn(&[1; 32]));
    }
}
