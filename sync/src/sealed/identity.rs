//! The vault's own age identity: what opens every value in the folder.
//!
//! Invariant: the recipient is never written in the clear, so a value that opens was sealed by somebody who had the
//! vault open.

use age::secrecy::{ExposeSecret as _, SecretString};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::error::SealError;
use super::rows::RowKey;

/// Label of the key that names rows.
const ROW_KEY_LABEL: &[u8] = b"understory/rows/1";

/// The identity of one vault; wiped when dropped.
pub struct VaultIdentity(pub(super) age::x25519::Identity);

/// The recipient of one vault: seals, does not open.
#[derive(Clone)]
pub struct VaultRecipient(pub(super) age::x25519::Recipient);

impl VaultIdentity {
    /// Returns a fresh identity.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Returns the recipient that seals for this identity.
    pub fn recipient(&self) -> VaultRecipient {
        VaultRecipient(self.0.to_public())
    }

    /// Whether both open the same values.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.to_public() == other.0.to_public()
    }

    /// Returns the key that names this vault's rows.
    pub fn row_key(&self) -> RowKey {
        RowKey(derived(&self.0, ROW_KEY_LABEL))
    }
}

/// Returns 32 bytes derived with HKDF-SHA-256 (RFC 5869, no salt) from the identity's text in capitals.
pub(super) fn derived(identity: &age::x25519::Identity, label: &[u8]) -> Zeroizing<[u8; 32]> {
    let text = identity.to_string();
    let mut key = Zeroizing::new([0; 32]);
    // 32 bytes are one block of SHA-256: HKDF only refuses more than 255 blocks.
    let expanded = Hkdf::<Sha256>::new(None, text.expose_secret().as_bytes()).expand(label, &mut *key);
    debug_assert!(expanded.is_ok());
    key
}

/// Returns the identity's text, to be sealed or printed.
pub(super) fn secret(identity: &age::x25519::Identity) -> Zeroizing<String> {
    Zeroizing::new(identity.to_string().expose_secret().to_owned())
}

/// Returns the identity written in `text`, which may have blanks around it.
pub(super) fn parse(text: &str) -> Result<age::x25519::Identity, SealError> {
    let text = text.trim();
    if text.len() > IDENTITY_CHARS_MAX {
        return Err(SealError::NotAKey);
    }
    // Printed keys are typed by hand: case does not matter, mixed case would.
    let upper = SecretString::from(text.to_ascii_uppercase());
    upper.expose_secret().parse().map_err(|_| SealError::NotAKey)
}

/// An identity's text has 74 characters.
const IDENTITY_CHARS_MAX: usize = 100;

impl core::fmt::Debug for VaultIdentity {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VaultIdentity(…)")
    }
}

impl core::fmt::Debug for VaultRecipient {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VaultRecipient(…)")
    }
}
