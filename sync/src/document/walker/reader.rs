//! Takes numbers and bytes off the front of an input, never past its end.
//!
//! Invariant: nothing is allocated; LEB128 numbers are in their shortest form and at most ten bytes long.

use super::WalkError;

#[derive(Clone)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn left(&self) -> usize {
        self.0.len()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(super) fn byte(&mut self) -> Result<u8, WalkError> {
        let (first, rest) = self.0.split_first().ok_or(WalkError::Truncated)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], WalkError> {
        let (array, rest) = self.0.split_first_chunk::<N>().ok_or(WalkError::Truncated)?;
        self.0 = rest;
        Ok(*array)
    }

    pub(super) fn bytes(&mut self, length: u64) -> Result<&'a [u8], WalkError> {
        let length = usize::try_from(length).map_err(|_| WalkError::Truncated)?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(WalkError::Truncated)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Bytes after their length.
    pub(super) fn prefixed(&mut self) -> Result<&'a [u8], WalkError> {
        let length = self.unsigned()?;
        self.bytes(length)
    }

    pub(super) fn unsigned(&mut self) -> Result<u64, WalkError> {
        let mut value = 0u64;
        for index in 0..10 {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if index == 9 && bits > 1 {
                return Err(WalkError::BadNumber);
            }
            value |= bits << (7 * index);
            if byte & 0x80 == 0 {
                return if index > 0 && bits == 0 { Err(WalkError::BadNumber) } else { Ok(value) };
            }
        }
        Err(WalkError::BadNumber)
    }

    pub(super) fn signed(&mut self) -> Result<i64, WalkError> {
        let mut value = 0i64;
        let mut sign_before = None;
        for index in 0..10 {
            let byte = self.byte()?;
            let last = byte & 0x80 == 0;
            if index == 9 && !(last && (byte == 0 || byte == 0x7f)) {
                return Err(WalkError::BadNumber);
            }
            value |= i64::from(byte & 0x7f) << (7 * index);
            if last {
                // A last byte that only repeats the sign is a longer form than needed.
                let repeats = (byte == 0 && sign_before == Some(false)) || (byte == 0x7f && sign_before == Some(true));
                if repeats {
                    return Err(WalkError::BadNumber);
                }
                if byte & 0x40 != 0 && index < 9 {
                    value |= -1i64 << (7 * (index + 1));
                }
                return Ok(value);
            }
            sign_before = Some(byte & 0x40 != 0);
        }
        Err(WalkError::BadNumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_their_shortest_form_only() {
        let unsigned = |bytes: &[u8]| Reader::new(bytes).unsigned();
        assert_eq!(unsigned(&[0x00]), Ok(0));
        assert_eq!(unsigned(&[0xe5, 0x8e, 0x26]), Ok(624_485));
        assert_eq!(unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]), Ok(u64::MAX));
        assert_eq!(unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]), Err(WalkError::BadNumber));
        assert_eq!(unsigned(&[0x80, 0x00]), Err(WalkError::BadNumber));
        assert_eq!(unsigned(&[0x80]), Err(WalkError::Truncated));
        let signed = |bytes: &[u8]| Reader::new(bytes).signed();
        assert_eq!(signed(&[0x7f]), Ok(-1));
        assert_eq!(signed(&[0x3f]), Ok(63));
        assert_eq!(signed(&[0xc0, 0x00]), Ok(64));
        assert_eq!(signed(&[0x80, 0x7f]), Ok(-128));
        assert_eq!(signed(&[0xff, 0x7f]), Err(WalkError::BadNumber));
        assert_eq!(signed(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]), Ok(i64::MIN));
        assert_eq!(signed(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]), Ok(i64::MAX));
        assert_eq!(signed(&[0x80; 11]), Err(WalkError::BadNumber));
    }
}
