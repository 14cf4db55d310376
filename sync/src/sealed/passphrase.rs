//! The passphrase.

/// What a person types every day; wiped when dropped.
pub struct Passphrase(pub(super) age::secrecy::SecretString);

impl core::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}
