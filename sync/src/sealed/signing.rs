//! Signatures of devices and recovery keys: Ed25519 (RFC 8032) over a domain and a message.
//!
//! Invariant: every signed byte string begins with the length and name of its domain, so that a signature made for
//! one purpose never counts for another.

use ed25519_dalek::Signer as _;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::clock::{Entropy, EntropyError, random};

/// A signing key; wiped when dropped.
pub struct SigningKey(ed25519_dalek::SigningKey);

/// The public half of a signing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SigningPublic(pub [u8; 32]);

/// A signature, as its 64 bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Signature(pub Vec<u8>);

impl SigningKey {
    /// Returns a fresh key.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        Ok(Self::from_secret(&Zeroizing::new(random(entropy)?)))
    }

    /// Returns the key with this secret.
    pub fn from_secret(secret: &Zeroizing<[u8; 32]>) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(secret))
    }

    /// Returns the secret, to be sealed.
    pub fn secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Returns the public half.
    pub fn public(&self) -> SigningPublic {
        SigningPublic(self.0.verifying_key().to_bytes())
    }

    /// Signs `message` for `domain`.
    pub fn sign(&self, domain: &str, message: &[u8]) -> Signature {
        Signature(self.0.sign(&framed(domain, message)).to_bytes().to_vec())
    }
}

impl core::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl core::fmt::Debug for Signature {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Signature({} bytes)", self.0.len())
    }
}

/// Returns whether `signature` is `public`'s over `message` for `domain`; strict, so that no two signatures pass
/// for one message and weak keys never count.
pub fn verify(public: &SigningPublic, domain: &str, message: &[u8], signature: &Signature) -> bool {
    let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(&public.0) else { return false };
    let Ok(signature) = ed25519_dalek::Signature::from_slice(&signature.0) else { return false };
    key.verify_strict(&framed(domain, message), &signature).is_ok()
}

fn framed(domain: &str, message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2 + domain.len() + message.len());
    bytes.extend_from_slice(&(domain.len() as u16).to_le_bytes());
    bytes.extend_from_slice(domain.as_bytes());
    bytes.extend_from_slice(message);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn a_signature_counts_only_for_its_domain_message_and_key() {
        let key = SigningKey::generate(&SeededEntropy::new(1)).unwrap();
        let other = SigningKey::generate(&SeededEntropy::new(2)).unwrap();
        let signature = key.sign("roster", b"words");
        assert!(verify(&key.public(), "roster", b"words", &signature));
        assert!(!verify(&key.public(), "card", b"words", &signature));
        assert!(!verify(&key.public(), "roster", b"word", &signature));
        assert!(!verify(&other.public(), "roster", b"words", &signature));
    }
}
