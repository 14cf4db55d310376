//! Words caught while the vault is locked: sealed to an identity of their own, whose secret half lies in the vault.
//!
//! Invariant: whoever holds the recipient can add words and read none; an open vault can read them and nothing else with
//! this identity.

use zeroize::Zeroizing;

use super::age_file::{decrypt, encrypt};
use super::error::SealError;
use super::identity;
use super::padding::padded;
use crate::limits::{CAPTURE_FILE_BYTES_MAX, CAPTURE_PUBLIC_BYTES_MAX};

/// What opens captured words; wiped when dropped.
pub struct CaptureIdentity(age::x25519::Identity);

/// What seals captured words; no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct CaptureRecipient(String);

impl CaptureIdentity {
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

    /// Returns the public half.
    pub fn recipient(&self) -> CaptureRecipient {
        CaptureRecipient(self.0.to_public().to_string())
    }
}

impl CaptureRecipient {
    /// Returns the recipient that a file names, if it is one.
    pub fn parse(file: &[u8]) -> Result<Self, SealError> {
        if file.len() > CAPTURE_PUBLIC_BYTES_MAX {
            return Err(SealError::TooLarge);
        }
        let text = core::str::from_utf8(file).map_err(|_| SealError::Damaged)?.trim();
        text.parse::<age::x25519::Recipient>().map_err(|_| SealError::Damaged)?;
        Ok(Self(text.to_owned()))
    }

    /// Returns the recipient as its file holds it: `age1…` and the end of a line.
    pub fn file(&self) -> String {
        format!("{}\n", self.0)
    }
}

/// Returns `content` sealed, padded so that its length says little.
pub fn seal_captured(to: &CaptureRecipient, content: &[u8]) -> Result<Vec<u8>, SealError> {
    let recipient: age::x25519::Recipient = to.0.parse().map_err(|_| SealError::Failed)?;
    let length = u32::try_from(content.len()).map_err(|_| SealError::TooLarge)?;
    let mut plain = Zeroizing::new(vec![0; padded(content.len() + 4)]);
    plain[..4].copy_from_slice(&length.to_le_bytes());
    plain[4..4 + content.len()].copy_from_slice(content);
    let file = encrypt(&recipient, &plain)?;
    if file.len() > CAPTURE_FILE_BYTES_MAX { Err(SealError::TooLarge) } else { Ok(file) }
}

/// Returns what was sealed.
pub fn open_captured(with: &CaptureIdentity, file: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let plain = decrypt(&with.0, file, CAPTURE_FILE_BYTES_MAX)?;
    let (length, rest) = plain.split_first_chunk().ok_or(SealError::Damaged)?;
    let length = u32::from_le_bytes(*length) as usize;
    rest.get(..length).map(|content| Zeroizing::new(content.to_vec())).ok_or(SealError::Damaged)
}

impl core::fmt::Debug for CaptureIdentity {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CaptureIdentity(…)")
    }
}

impl core::fmt::Debug for CaptureRecipient {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CaptureRecipient(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captured_words_open_with_their_identity_and_no_other() {
        let identity = CaptureIdentity::generate();
        let again = CaptureIdentity::parse(&identity.secret()).unwrap();
        let recipient = CaptureRecipient::parse(identity.recipient().file().as_bytes()).unwrap();
        for words in ["", "green, a long corridor"] {
            let file = seal_captured(&recipient, words.as_bytes()).unwrap();
            assert_eq!(open_captured(&again, &file).unwrap().as_slice(), words.as_bytes());
            assert!(matches!(open_captured(&CaptureIdentity::generate(), &file), Err(SealError::WrongKey)));
            assert!(open_captured(&again, &file[..file.len() - 1]).is_err());
        }
    }

    #[test]
    fn short_words_have_one_length() {
        let recipient = CaptureIdentity::generate().recipient();
        let bytes = |words: &str| seal_captured(&recipient, words.as_bytes()).unwrap().len();
        // age itself adds a stanza of random length to every header.
        assert!(bytes("").abs_diff(bytes("a few words more than none")) < 300);
    }

    #[test]
    fn what_is_no_recipient_is_refused() {
        let long = "a".repeat(CAPTURE_PUBLIC_BYTES_MAX + 1);
        for file in ["", "age1", "AGE-SECRET-KEY-1QQ", long.as_str()] {
            assert!(CaptureRecipient::parse(file.as_bytes()).is_err(), "{file}");
        }
        assert!(CaptureRecipient::parse(&[0xff; 62]).is_err());
    }
}
