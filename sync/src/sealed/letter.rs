//! Letters: bytes signed by one device and sealed to several, as one padded age file.
//!
//! Plaintext: version byte 1, length of the content (`u32`, little endian), content, signature (64 bytes), zeros up to
//! the Padmé length. The signature is over everything before it.
//! Invariant: nothing is handed out of a file that was cut, changed or grown; whose words they are is known only once
//! [`Letter::is_signed_by`] was asked.

use std::ops::Range;

use zeroize::Zeroizing;

use super::age_file;
use super::device::DeviceIdentity;
use super::error::SealError;
use super::padding::padded;
use super::signing::{Signature, SigningKey, SigningPublic, verify};
use crate::limits::{CARRIED_BYTES_MAX, CARRIED_FILE_BYTES_MAX};

const VERSION: u8 = 1;
const DOMAIN: &str = "understory/sealed-file/1";
/// Version and length.
const HEAD_BYTES: usize = 5;
const SIGNATURE_BYTES: usize = 64;

/// An opened letter; wiped when dropped.
pub struct Letter {
    plain: Zeroizing<Vec<u8>>,
    content: Range<usize>,
}

/// Returns `content` signed by `key`, as a file that each of these recipients (`age1…`) opens.
pub fn seal_letter(content: &[u8], key: &SigningKey, recipients: &[&str]) -> Result<Vec<u8>, SealError> {
    let bytes = HEAD_BYTES + content.len() + SIGNATURE_BYTES;
    if bytes > CARRIED_BYTES_MAX || recipients.is_empty() {
        return Err(SealError::TooLarge);
    }
    let parsed = recipients.iter().map(|one| one.parse::<age::x25519::Recipient>());
    let parsed = parsed.collect::<Result<Vec<_>, _>>().map_err(|_| SealError::NotAKey)?;
    let length = u32::try_from(content.len()).map_err(|_| SealError::TooLarge)?;
    // Made as long as it will be: a vector that grew would leave words behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(padded(bytes)));
    plain.push(VERSION);
    plain.extend_from_slice(&length.to_le_bytes());
    plain.extend_from_slice(content);
    let signature = key.sign(DOMAIN, &plain);
    plain.extend_from_slice(&signature.0);
    plain.resize(padded(bytes), 0);
    age_file::encrypt_to(parsed.iter().map(|one| one as &dyn age::Recipient), &plain)
}

/// Returns what a file holds, if it was sealed to this device among others.
pub fn open_letter(file: &[u8], with: &DeviceIdentity) -> Result<Letter, SealError> {
    let plain = age_file::decrypt(&with.0, file, CARRIED_FILE_BYTES_MAX)?;
    let (&version, rest) = plain.split_first().ok_or(SealError::Damaged)?;
    if version != VERSION {
        return Err(if version > VERSION { SealError::Newer } else { SealError::Damaged });
    }
    let length = rest.first_chunk::<4>().ok_or(SealError::Damaged)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| SealError::Damaged)?;
    let end = HEAD_BYTES.saturating_add(length);
    let zeros = plain.get(end.saturating_add(SIGNATURE_BYTES)..).ok_or(SealError::Damaged)?;
    let whole = plain.len() == padded(end + SIGNATURE_BYTES) && zeros.iter().all(|byte| *byte == 0);
    if plain.len() > CARRIED_BYTES_MAX || !whole {
        return Err(SealError::Damaged);
    }
    Ok(Letter { plain, content: HEAD_BYTES..end })
}

impl Letter {
    /// Returns what was written; from whom is not known yet.
    pub fn content(&self) -> &[u8] {
        self.plain.get(self.content.clone()).unwrap_or_default()
    }

    /// Returns whether this key signed it, for this purpose.
    pub fn is_signed_by(&self, key: &SigningPublic) -> bool {
        let (signed, rest) = self.plain.split_at(self.content.end.min(self.plain.len()));
        let signature = rest.get(..SIGNATURE_BYTES).unwrap_or_default();
        verify(key, DOMAIN, signed, &Signature(signature.to_vec()))
    }
}

impl core::fmt::Debug for Letter {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Letter({} bytes)", self.content.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    fn key(seed: u64) -> SigningKey {
        SigningKey::generate(&SeededEntropy::new(seed)).unwrap()
    }

    #[test]
    fn each_device_it_is_for_opens_it_and_nobody_else() {
        let devices = [DeviceIdentity::generate(), DeviceIdentity::generate()];
        let recipients = devices.each_ref().map(DeviceIdentity::recipient);
        let recipients = recipients.each_ref().map(String::as_str);
        let file = seal_letter(b"words", &key(1), &recipients).unwrap();
        for device in &devices {
            let letter = open_letter(&file, device).unwrap();
            assert_eq!(letter.content(), b"words");
            assert!(letter.is_signed_by(&key(1).public()) && !letter.is_signed_by(&key(2).public()));
        }
        assert_eq!(open_letter(&file, &DeviceIdentity::generate()).err(), Some(SealError::WrongKey));
    }

    #[test]
    fn no_word_of_it_can_be_read_and_its_length_says_little() {
        let device = DeviceIdentity::generate();
        let to = device.recipient();
        let file = |words: &str| seal_letter(words.as_bytes(), &key(1), &[&to]).unwrap();
        let (short, long) = (file("corridor"), file("corridor corridor corridor"));
        assert!(!short.windows(8).any(|part| part == b"corridor"));
        // age adds a stanza of random length.
        assert!(short.len().abs_diff(long.len()) < 256);
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_refused() {
        let device = DeviceIdentity::generate();
        let file = seal_letter(b"words", &key(1), &[&device.recipient()]).unwrap();
        for at in 0..file.len() {
            assert!(open_letter(&file[..at], &device).is_err(), "cut at {at}");
            let mut flipped = file.clone();
            flipped[at] ^= 1;
            assert!(open_letter(&flipped, &device).is_err(), "flipped at {at}");
        }
        let longer = [file.as_slice(), b"more"].concat();
        assert!(open_letter(&longer, &device).is_err());
    }

    /// Seals bytes as they are, as somebody might who knows the recipient.
    fn made(device: &DeviceIdentity, plain: &[u8]) -> Result<Letter, SealError> {
        let to: age::x25519::Recipient = device.recipient().parse().unwrap();
        open_letter(&age_file::encrypt(&to, plain).unwrap(), device)
    }

    #[test]
    fn what_is_newer_lies_about_its_length_or_hides_something_is_refused() {
        let device = DeviceIdentity::generate();
        let letter = |version: u8, length: u32, tail: u8| {
            let mut plain = vec![version];
            plain.extend_from_slice(&length.to_le_bytes());
            plain.resize(1023, 0);
            plain.push(tail);
            plain
        };
        assert!(made(&device, &letter(1, 5, 0)).is_ok());
        assert_eq!(made(&device, &letter(2, 5, 0)).err(), Some(SealError::Newer));
        for plain in [letter(1, u32::MAX, 0), letter(1, 1020, 0), letter(1, 5, 7), letter(0, 5, 0), Vec::new()] {
            assert_eq!(made(&device, &plain).err(), Some(SealError::Damaged));
        }
        assert!(!made(&device, &letter(1, 5, 0)).unwrap().is_signed_by(&key(1).public()));
    }

    #[test]
    fn what_is_too_large_is_neither_written_nor_read() {
        let device = DeviceIdentity::generate();
        let large = vec![1; CARRIED_BYTES_MAX];
        assert_eq!(seal_letter(&large, &key(1), &[&device.recipient()]).err(), Some(SealError::TooLarge));
        let file = vec![0; CARRIED_FILE_BYTES_MAX + 1];
        assert_eq!(open_letter(&file, &device).err(), Some(SealError::TooLarge));
        let full = vec![1; CARRIED_BYTES_MAX - HEAD_BYTES - SIGNATURE_BYTES];
        let to = device.recipient();
        let file = seal_letter(&full, &key(1), &[to.as_str(); 64]).unwrap();
        assert_eq!(open_letter(&file, &device).unwrap().content().len(), full.len());
    }

    #[test]
    fn a_recipient_that_is_none_is_an_error() {
        assert_eq!(seal_letter(b"words", &key(1), &["age1nobody"]).err(), Some(SealError::NotAKey));
    }
}
