//! What stands at the start of every sealed body: a version byte and the key its row name derives from.
//!
//! With the key inside, anybody who opens the vault can check that a value lies in the row it should, and a lost
//! directory can be rebuilt by walking all rows. Bytes: 1, key length (u16, little endian), key, content.

use super::error::DamageWhy;

/// Version of the body.
const VERSION: u8 = 1;
/// Longest key, in bytes: the name of a record.
pub(super) const KEY_BYTES_MAX: usize = 256;

/// Returns key and content as one body, or nothing if the key is too long.
pub(super) fn join(key: &[u8], content: &[u8]) -> Option<zeroize::Zeroizing<Vec<u8>>> {
    let key_bytes = u16::try_from(key.len()).ok().filter(|_| key.len() <= KEY_BYTES_MAX)?;
    let mut body = zeroize::Zeroizing::new(Vec::with_capacity(3 + key.len() + content.len()));
    body.push(VERSION);
    body.extend_from_slice(&key_bytes.to_le_bytes());
    body.extend_from_slice(key);
    body.extend_from_slice(content);
    Some(body)
}

/// Returns where the content of a body begins, and its key.
pub(super) fn split(body: &[u8]) -> Result<(usize, &[u8]), DamageWhy> {
    match body {
        [VERSION, low, high, rest @ ..] => {
            let key_bytes = usize::from(u16::from_le_bytes([*low, *high]));
            let key = rest.get(..key_bytes).ok_or(DamageWhy::Malformed)?;
            Ok((3 + key_bytes, key))
        }
        [version, ..] if *version > VERSION => Err(DamageWhy::Newer),
        _ => Err(DamageWhy::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_and_content_come_back() {
        let body = join(b"profile", b"words").unwrap();
        let (start, key) = split(&body).unwrap();
        assert_eq!((key, &body[start..]), (&b"profile"[..], &b"words"[..]));
        assert!(join(&[0; KEY_BYTES_MAX + 1], b"").is_none());
    }

    #[test]
    fn cut_and_newer_bodies_are_named() {
        assert_eq!(split(&[]), Err(DamageWhy::Malformed));
        assert_eq!(split(&[1, 9, 0, 1]), Err(DamageWhy::Malformed));
        assert_eq!(split(&[2, 0, 0]), Err(DamageWhy::Newer));
    }
}
