//! Whole age files in memory, written and read in one go.
//!
//! Invariant: nothing is decrypted before its size was checked, and decrypted bytes are wiped when dropped.

use std::io::{Read as _, Write as _};

use age::{DecryptError, Decryptor, EncryptError, Encryptor};
use zeroize::Zeroizing;

use super::error::SealError;

/// Header, keys and authentication of one age file, at most: 200 bytes and age's random stanza of up to 190.
const OVERHEAD_BYTES: usize = 1024;

/// Returns `plain` sealed to one recipient.
pub(super) fn encrypt(to: &dyn age::Recipient, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    encrypt_to(std::iter::once(to), plain)
}

/// Returns `plain` sealed so that each of these recipients opens it.
pub(super) fn encrypt_to<'a>(
    to: impl Iterator<Item = &'a dyn age::Recipient>,
    plain: &[u8],
) -> Result<Vec<u8>, SealError> {
    let encryptor = Encryptor::with_recipients(to).map_err(|_: EncryptError| SealError::Failed)?;
    let mut file = Vec::with_capacity(plain.len() + plain.len() / 1024 + OVERHEAD_BYTES);
    let mut writer = encryptor.wrap_output(&mut file).map_err(|_| SealError::Failed)?;
    writer.write_all(plain).map_err(|_| SealError::Failed)?;
    writer.finish().map_err(|_| SealError::Failed)?;
    Ok(file)
}

/// Returns what `file` holds, if it is not larger than `bytes_max` and `with` opens it.
pub(super) fn decrypt(
    with: &dyn age::Identity,
    file: &[u8],
    bytes_max: usize,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    if file.len() > bytes_max {
        return Err(SealError::TooLarge);
    }
    let decryptor = Decryptor::new_buffered(file).map_err(meaning)?;
    let mut reader = decryptor.decrypt(std::iter::once(with)).map_err(meaning)?;
    // Plain bytes are always fewer than sealed ones: the vector never moves and leaves no copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(file.len() + 64));
    reader.read_to_end(&mut plain).map_err(|_| SealError::Damaged)?;
    Ok(plain)
}

fn meaning(error: DecryptError) -> SealError {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            SealError::WrongKey
        }
        DecryptError::ExcessiveWork { .. } => SealError::TooMuchWork,
        _ => SealError::Damaged,
    }
}
