//! One value at rest: a header that says where it belongs, the body, zeros, all in one binary age file.
//!
//! Plaintext: version byte 1, `postcard` header, body, zeros up to the Padmé length.
//! Invariant: a value is handed out only if the place inside it is the place it was asked for.

use std::ops::Deref;

use zeroize::Zeroizing;

use super::age_file;
use super::error::SealError;
use super::identity::{VaultIdentity, VaultRecipient};
use super::padding::padded;
use super::place::{HEADER_VERSION, Header, Place};
use crate::limits::SEALED_BYTES_MAX;

/// Room for the header of any value, in bytes: version, ids, and integers of at most ten bytes.
const HEADER_BYTES_MAX: usize = 1 + 16 + 1 + 16 + 16 + 10 + 10;

/// Sealed bytes, as they lie on disk.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

/// Opened bytes; wiped when dropped.
pub struct Plain(Zeroizing<Vec<u8>>);

impl Sealed {
    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl core::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl Plain {
    /// Returns what follows the first `bytes` bytes, or nothing if there are fewer.
    pub fn after(mut self, bytes: usize) -> Self {
        let bytes = bytes.min(self.0.len());
        self.0.drain(..bytes);
        self
    }
}

impl Deref for Plain {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl core::fmt::Debug for Plain {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Plain({} bytes)", self.0.len())
    }
}

/// Returns `body` sealed for `place`.
pub fn seal(to: &VaultRecipient, place: &Place, body: &[u8]) -> Result<Sealed, SealError> {
    if body.len() > SEALED_BYTES_MAX {
        return Err(SealError::TooLarge);
    }
    let mut header = [0; HEADER_BYTES_MAX];
    header[0] = HEADER_VERSION;
    let header_bytes =
        1 + postcard::to_slice(&Header::new(place, body.len()), &mut header[1..]).map_err(|_| SealError::Failed)?.len();
    let plain_bytes = padded(header_bytes + body.len());
    let mut plain = Zeroizing::new(Vec::with_capacity(plain_bytes));
    plain.extend_from_slice(&header[..header_bytes]);
    plain.extend_from_slice(body);
    plain.resize(plain_bytes, 0);
    let file = age_file::encrypt(&to.0, &plain)?;
    if file.len() > SEALED_BYTES_MAX {
        return Err(SealError::TooLarge);
    }
    Ok(Sealed(file))
}

/// Opens `sealed`, if it was sealed for exactly `place`.
pub fn open(with: &VaultIdentity, place: &Place, sealed: &[u8]) -> Result<Plain, SealError> {
    let (found, plain) = open_anywhere(with, sealed)?;
    if found == *place { Ok(plain) } else { Err(SealError::Misplaced) }
}

/// Opens `sealed` and says where it belongs; the caller compares.
pub fn open_anywhere(with: &VaultIdentity, sealed: &[u8]) -> Result<(Place, Plain), SealError> {
    let mut plain = age_file::decrypt(&with.0, sealed, SEALED_BYTES_MAX)?;
    match plain.first() {
        Some(&HEADER_VERSION) => {}
        Some(version) if *version > HEADER_VERSION => return Err(SealError::Newer),
        _ => return Err(SealError::Damaged),
    }
    let (header, rest) = postcard::take_from_bytes::<Header>(&plain[1..]).map_err(|_| SealError::Damaged)?;
    let place = header.place()?;
    let body_bytes = usize::try_from(header.body_bytes).map_err(|_| SealError::Damaged)?;
    if body_bytes > rest.len() {
        return Err(SealError::Damaged);
    }
    let header_bytes = plain.len() - rest.len();
    // Moved within the vector, so that no second copy of the words exists; dropping wipes its whole capacity.
    plain.drain(..header_bytes);
    plain.truncate(body_bytes);
    Ok((place, Plain(plain)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{SpaceId, VaultId};
    use crate::limits::CHUNK_BYTES_MAX;
    use crate::sealed::{RowId, Table};

    const PLACE: Place = Place {
        vault: VaultId([1; 16]),
        table: Table::Chunk,
        row: RowId([2; 16]),
        space: SpaceId([3; 16]),
        seq: u64::MAX,
    };

    #[test]
    fn a_value_opens_where_it_belongs_and_nowhere_else() {
        let identity = VaultIdentity::generate();
        let sealed = seal(&identity.recipient(), &PLACE, b"words").unwrap();
        assert_eq!(&*open(&identity, &PLACE, sealed.as_bytes()).unwrap(), b"words");
        let elsewhere = [
            Place { vault: VaultId([9; 16]), ..PLACE },
            Place { table: Table::Copy, ..PLACE },
            Place { row: RowId([9; 16]), ..PLACE },
            Place { space: SpaceId([9; 16]), ..PLACE },
            Place { seq: 1, ..PLACE },
        ];
        for place in elsewhere {
            assert_eq!(open(&identity, &place, sealed.as_bytes()).err(), Some(SealError::Misplaced));
        }
        assert_eq!(open_anywhere(&identity, sealed.as_bytes()).unwrap().0, PLACE);
        assert_eq!(open(&VaultIdentity::generate(), &PLACE, sealed.as_bytes()).err(), Some(SealError::WrongKey));
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_an_error() {
        let identity = VaultIdentity::generate();
        let sealed = seal(&identity.recipient(), &PLACE, b"words").unwrap();
        let bytes = sealed.as_bytes();
        for at in (0..bytes.len()).step_by(5) {
            let mut flipped = bytes.to_vec();
            flipped[at] ^= 1;
            assert!(open(&identity, &PLACE, &flipped).is_err(), "flipped at {at}");
            assert!(open(&identity, &PLACE, &bytes[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn short_bodies_have_one_length_but_for_what_age_adds() {
        let identity = VaultIdentity::generate();
        for body in [&b""[..], &[1; 900]] {
            let file = seal(&identity.recipient(), &PLACE, body).unwrap();
            assert!((1024 + 200..1024 + 400).contains(&file.as_bytes().len()));
        }
    }

    #[test]
    fn the_largest_chunk_fits_and_larger_values_are_refused_on_both_sides() {
        let identity = VaultIdentity::generate();
        assert!(seal(&identity.recipient(), &PLACE, &vec![0; CHUNK_BYTES_MAX + 4096]).is_ok());
        let huge = vec![0; SEALED_BYTES_MAX + 1];
        assert_eq!(seal(&identity.recipient(), &PLACE, &huge).err(), Some(SealError::TooLarge));
        assert_eq!(seal(&identity.recipient(), &PLACE, &huge[..SEALED_BYTES_MAX]).err(), Some(SealError::TooLarge));
        assert_eq!(open_anywhere(&identity, &huge).err(), Some(SealError::TooLarge));
    }

    #[test]
    fn a_header_of_a_newer_version_is_named_and_a_lying_length_refused() {
        let identity = VaultIdentity::generate();
        let newer = age_file::encrypt(&identity.recipient().0, &[2, 0, 0]).unwrap();
        assert_eq!(open_anywhere(&identity, &newer).err(), Some(SealError::Newer));
        let mut lying = vec![HEADER_VERSION];
        lying.extend(postcard::to_stdvec(&Header::new(&PLACE, 5000)).unwrap());
        let lying = age_file::encrypt(&identity.recipient().0, &lying).unwrap();
        assert_eq!(open_anywhere(&identity, &lying).err(), Some(SealError::Damaged));
        let empty = age_file::encrypt(&identity.recipient().0, &[]).unwrap();
        assert_eq!(open_anywhere(&identity, &empty).err(), Some(SealError::Damaged));
    }
}
