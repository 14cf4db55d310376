//! The recovery key.

/// The printed key: an ordinary age identity; wiped when dropped.
pub struct RecoveryKey(pub(super) age::x25519::Identity);

impl core::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}
