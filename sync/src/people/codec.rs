//! How everything of this room becomes bytes: a version byte, then postcard.
//!
//! Invariant: one value has one encoding. What decodes but would be written otherwise (padded numbers, bytes left
//! over) is refused, so that hashes and signatures over bytes are hashes and signatures over values.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::PeopleError;

/// Returns the version byte and the encoding of `value`.
pub(super) fn encode<T: Serialize>(version: u8, value: &T) -> Result<Vec<u8>, PeopleError> {
    postcard::to_extend(value, vec![version]).map_err(|_| PeopleError::Malformed)
}

/// Returns the value these bytes hold, if they are at most `bytes_max` and of this version.
pub(super) fn decode<T: Serialize + DeserializeOwned>(
    version: u8,
    bytes: &[u8],
    bytes_max: usize,
) -> Result<T, PeopleError> {
    if bytes.len() > bytes_max {
        return Err(PeopleError::TooLarge);
    }
    let (first, rest) = bytes.split_first().ok_or(PeopleError::Malformed)?;
    if *first != version {
        return Err(PeopleError::UnknownVersion);
    }
    let value: T = postcard::from_bytes(rest).map_err(|_| PeopleError::Malformed)?;
    if encode(version, &value)? != bytes {
        return Err(PeopleError::Malformed);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_encoding() {
        let bytes = encode(1, &5u32).unwrap();
        assert_eq!(bytes, [1, 5]);
        assert_eq!(decode::<u32>(1, &bytes, 8).unwrap(), 5);
        assert_eq!(decode::<u32>(1, &[1, 0x85, 0x00], 8), Err(PeopleError::Malformed));
        assert_eq!(decode::<u32>(1, &[1, 5, 0], 8), Err(PeopleError::Malformed));
        assert_eq!(decode::<u32>(1, &[2, 5], 8), Err(PeopleError::UnknownVersion));
        assert_eq!(decode::<u32>(1, &[1, 5], 1), Err(PeopleError::TooLarge));
        assert_eq!(decode::<u32>(1, &[], 1), Err(PeopleError::Malformed));
    }
}
