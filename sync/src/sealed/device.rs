//! A device's own age identity, to which files for this device are sealed.

use zeroize::Zeroizing;

use super::error::SealError;
use super::identity;

/// The age identity of one device; wiped when dropped.
pub struct DeviceIdentity(pub(super) age::x25519::Identity);

impl DeviceIdentity {
    /// Returns a fresh identity.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Returns the identity with this text.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        identity::parse(text).map(Self)
    }

    /// Returns the identity's text, to be sealed.
    pub fn secret(&self) -> Zeroizing<String> {
        identity::secret(&self.0)
    }

    /// Returns the public half, `age1…`.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }
}

impl core::fmt::Debug for DeviceIdentity {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DeviceIdentity(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_identity_survives_its_text() {
        let device = DeviceIdentity::generate();
        let again = DeviceIdentity::parse(&device.secret()).unwrap();
        assert_eq!(device.recipient(), again.recipient());
        assert!(device.recipient().starts_with("age1"));
    }
}
