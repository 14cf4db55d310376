//! The recovery kit as the page about it shows it.

use crate::clock::UnixMillis;

/// Which recovery key opens the vault; the key itself is nowhere in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitView {
    /// When it was made, as far as this device knows.
    pub made_ms: Option<UnixMillis>,
    /// When somebody last showed on this device that they have the page.
    pub proved_ms: Option<UnixMillis>,
    /// Two devices replaced the key without knowing of each other, and none counts.
    pub disputed: bool,
    /// This device's file is sealed to the key that counts.
    pub sealed_here: bool,
    /// This person's other devices that have not said that theirs is, by name; none while the first key counts.
    pub not_sealed: Vec<String>,
}
