//! The recovery key: an ordinary age identity, printed once, one a person.
//!
//! An Ed25519 key derived from it can sign roster records, so that a person who lost every device can still say so.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::error::SealError;
use super::identity;
use super::signing::{SigningKey, SigningPublic};

/// Label of the signing key inside the recovery key. Final: rosters name its public half.
const SIGNING_LABEL: &[u8] = b"understory/recovery-signing/1";

/// Longest typed key, in bytes: its 74 characters with a blank after each, and then some.
const TYPED_BYTES_MAX: usize = 200;

/// The printed key: an ordinary age identity; wiped when dropped.
pub struct RecoveryKey(pub(super) age::x25519::Identity);

/// The public halves of a recovery key, as they stand in a roster.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct RecoveryPublic {
    /// Seals for the recovery key, `age1…`.
    pub recipient: String,
    /// Verifies what it signed.
    pub signing: SigningPublic,
}

impl RecoveryKey {
    /// Returns a fresh key.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Returns the key written in `text`; case and blanks do not matter, since the page prints it in groups.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        if text.len() > TYPED_BYTES_MAX {
            return Err(SealError::NotAKey);
        }
        let mut whole = Zeroizing::new(String::with_capacity(text.len()));
        whole.extend(text.chars().filter(|char| !char.is_whitespace()));
        identity::parse(&whole).map(Self)
    }

    /// Returns the text to print, `AGE-SECRET-KEY-1…`.
    pub fn reveal(&self) -> Zeroizing<String> {
        identity::secret(&self.0)
    }

    /// Returns the public halves.
    pub fn public(&self) -> RecoveryPublic {
        RecoveryPublic { recipient: self.0.to_public().to_string(), signing: self.signing().public() }
    }

    /// Returns the key that signs roster records.
    pub fn signing(&self) -> SigningKey {
        SigningKey::from_secret(&identity::derived(&self.0, SIGNING_LABEL))
    }
}

impl core::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_key_is_the_same_key_when_typed_back() {
        let key = RecoveryKey::generate();
        let typed = format!("  {}\n", key.reveal().to_lowercase());
        assert_eq!(RecoveryKey::parse(&typed).unwrap().public(), key.public());
        assert!(key.reveal().starts_with("AGE-SECRET-KEY-1"));
    }

    #[test]
    fn a_key_typed_in_groups_as_the_page_prints_it_is_the_same_key() {
        let key = RecoveryKey::generate();
        let text = key.reveal();
        let groups: Vec<&str> = (0..text.len()).step_by(6).map(|at| &text[at..text.len().min(at + 6)]).collect();
        assert_eq!(RecoveryKey::parse(&groups.join("  ")).unwrap().public(), key.public());
    }

    #[test]
    fn each_single_mistyped_character_is_noticed_wherever_it_is() {
        let text = RecoveryKey::generate().reveal();
        for at in 0..text.len() {
            let mut wrong = text.as_bytes().to_vec();
            wrong[at] = if wrong[at] == b'Q' { b'P' } else { b'Q' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(RecoveryKey::parse(&wrong).err(), Some(SealError::NotAKey), "at {at}");
        }
    }

    #[test]
    fn a_mistyped_or_endless_key_is_refused() {
        let mut text = RecoveryKey::generate().reveal().to_string();
        let last = text.pop().unwrap();
        text.push(if last == 'Q' { 'P' } else { 'Q' });
        assert_eq!(RecoveryKey::parse(&text).err(), Some(SealError::NotAKey));
        assert_eq!(RecoveryKey::parse(&"A".repeat(1 << 20)).err(), Some(SealError::NotAKey));
    }

    #[test]
    fn the_signing_key_follows_from_the_printed_key_for_ever() {
        let printed = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
        let key = RecoveryKey::parse(printed).unwrap();
        let public = data_encoding::HEXLOWER.encode(&key.public().signing.0);
        assert_eq!(public, "9d67acb331cc8735b604f81e236c93aaf2c03a93f210a6b28d244a39270271d5");
        assert_ne!(key.signing().secret(), RecoveryKey::generate().signing().secret());
    }
}
