//! A whole document as one body: what `save_nocompress` writes, raw-deflated by us.
//!
//! Invariant: what is inflated is bounded before and while it is, and walked before Automerge sees a byte of it;
//! what we write is held to the same bounds.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use zeroize::Zeroizing;

use super::error::DocumentError;
use super::walker::{DocumentWalk, WalkError, walk_document};
use crate::limits;

/// Deflates a saved document; none if readers would refuse it.
pub(super) fn deflated(saved: &[u8]) -> Result<Option<Vec<u8>>, DocumentError> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail; if it did, the document would stay as it is.
    encoder.write_all(saved).map_err(|_| DocumentError::TooLarge)?;
    let body = encoder.finish().map_err(|_| DocumentError::TooLarge)?;
    let fits = body.len() <= limits::CHUNK_BYTES_MAX && saved.len() <= inflated_max(&body);
    Ok((fits && walk_document(saved).is_ok()).then_some(body))
}

/// Inflates and walks a snapshot.
pub(super) fn inflated(body: &[u8]) -> Result<(Zeroizing<Vec<u8>>, DocumentWalk), DocumentError> {
    if body.len() > limits::CHUNK_BYTES_MAX {
        return Err(WalkError::TooLong.into());
    }
    let bytes_max = inflated_max(body);
    let mut saved = Zeroizing::new(Vec::new());
    let mut rest = body;
    let mut decoder = DeflateDecoder::new(&mut rest).take(bytes_max as u64 + 1);
    decoder.read_to_end(&mut saved).map_err(|_| WalkError::Truncated)?;
    if saved.len() > bytes_max {
        return Err(WalkError::TooLong.into());
    }
    // Nothing may hide behind the end of the deflated bytes.
    if decoder.into_inner().total_in() != body.len() as u64 {
        return Err(WalkError::NotAChunk.into());
    }
    let walk = walk_document(&saved)?;
    Ok((saved, walk))
}

fn inflated_max(body: &[u8]) -> usize {
    body.len().saturating_mul(limits::INFLATED_RATIO_MAX).min(limits::INFLATED_BYTES_MAX)
}

#[cfg(test)]
mod tests;
