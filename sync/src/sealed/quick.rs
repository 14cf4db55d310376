//! The key of a quick unlock: an age identity that the system's keychain keeps for its person, if they want it.
//!
//! Invariant: drawn for one vault on one computer, it opens `quick.age` there and nothing else.

use zeroize::Zeroizing;

use super::error::SealError;
use super::identity;

/// What the keychain keeps; wiped when dropped.
pub struct QuickKey(pub(super) age::x25519::Identity);

/// Seals for a quick key.
#[derive(Clone)]
pub struct QuickRecipient(pub(super) age::x25519::Recipient);

impl QuickKey {
    /// Returns a fresh key.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Returns the key that the keychain gave back.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        identity::parse(text).map(Self)
    }

    /// Returns the text for the keychain.
    pub fn reveal(&self) -> Zeroizing<String> {
        identity::secret(&self.0)
    }

    /// Returns what seals for it.
    pub fn recipient(&self) -> QuickRecipient {
        QuickRecipient(self.0.to_public())
    }
}

impl PartialEq for QuickKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_public() == other.0.to_public()
    }
}

impl Eq for QuickKey {}

impl core::fmt::Debug for QuickKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("QuickKey(…)")
    }
}

impl core::fmt::Debug for QuickRecipient {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("QuickRecipient(…)")
    }
}
