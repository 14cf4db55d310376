//! Chunks as they travel, within the order of a log or outside of it.
//!
//! Invariant: what is sound holds no body larger than `CHUNK_BYTES_MAX`.

use serde::{Deserialize, Serialize};

use crate::ids::{Cursor, DeviceId, DocumentId, Origin, Run};
use crate::kind::{Body, Chunk, Tombstone};
use crate::limits::CHUNK_BYTES_MAX;

/// One chunk on the wire; its number is the one before plus one plus `skipped`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Numbers before this one that are covered without a chunk.
    pub skipped: u64,
    /// The document.
    pub document: DocumentId,
    /// Who wrote it first; none if the sender did, under this very run and number.
    pub origin: Option<Origin>,
    /// What it holds.
    pub body: ParcelBody,
}

/// One chunk outside the order of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LooseParcel {
    /// The document.
    pub document: DocumentId,
    /// Who wrote it first.
    pub origin: Origin,
    /// What it holds.
    pub body: ParcelBody,
}

/// What a parcel holds. The order of the variants is final: it stands on the wire.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParcelBody {
    /// Automerge changes, uncompressed, oldest first.
    Changes(#[serde(with = "octets")] Vec<u8>),
    /// A whole document, deflated by us.
    Snapshot(#[serde(with = "octets")] Vec<u8>),
    /// The end of the document.
    Tombstone(Tombstone),
}

impl Parcel {
    /// Returns a chunk as it travels under `number`, after everything up to `covered`; none for `through`.
    pub(super) fn of(chunk: Chunk, number: u64, covered: u64, mine: Origin) -> Option<Self> {
        let body = ParcelBody::of(chunk.body)?;
        let skipped = number.checked_sub(covered)?.checked_sub(1)?;
        Some(Self { skipped, document: chunk.document, origin: (chunk.origin != mine).then_some(chunk.origin), body })
    }
}

/// Gives each parcel after a number its own number and origin back; none where numbers or runs do not add up.
pub(super) fn unpack(
    sender: DeviceId,
    after: u64,
    run_of: impl Fn(u64) -> Option<Run>,
    parcels: Vec<Parcel>,
) -> Option<Vec<(Cursor, Chunk)>> {
    let mut covered = after;
    let mut chunks = Vec::with_capacity(parcels.len());
    for Parcel { skipped, document, origin, body } in parcels {
        let seq = covered.checked_add(skipped)?.checked_add(1)?;
        covered = seq;
        let run = run_of(seq)?;
        let origin = origin.unwrap_or(Origin { device: sender, run, seq });
        chunks.push((Cursor { run, seq }, Chunk { document, origin, body: body.into_body() }));
    }
    Some(chunks)
}

impl ParcelBody {
    /// Returns what a chunk's body is on the wire; none for `through`, which is no parcel.
    pub(super) fn of(body: Body) -> Option<Self> {
        match body {
            Body::Changes(bytes) => Some(Self::Changes(bytes)),
            Body::Snapshot(bytes) => Some(Self::Snapshot(bytes)),
            Body::Tombstone(tombstone) => Some(Self::Tombstone(tombstone)),
            Body::Through => None,
        }
    }

    /// Returns what it is in a log.
    pub(super) fn into_body(self) -> Body {
        match self {
            Self::Changes(bytes) => Body::Changes(bytes),
            Self::Snapshot(bytes) => Body::Snapshot(bytes),
            Self::Tombstone(tombstone) => Body::Tombstone(tombstone),
        }
    }

    /// Size of what it holds, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Changes(bytes) | Self::Snapshot(bytes) => bytes.len(),
            Self::Tombstone(tombstone) => tombstone.bytes(),
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Changes(bytes) | Self::Snapshot(bytes) => bytes.len() <= CHUNK_BYTES_MAX,
            Self::Tombstone(tombstone) => tombstone.is_bounded(),
        }
    }
}

impl core::fmt::Debug for ParcelBody {
    /// Shows the size, never the words.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} bytes", self.bytes())
    }
}

/// Byte strings as one copy instead of byte by byte; the same bytes on the wire as `Vec<u8>` by `derive`.
pub(super) mod octets {
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    pub(in crate::exchange) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(in crate::exchange) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        struct Octets;
        impl Visitor<'_> for Octets {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }
        from.deserialize_bytes(Octets)
    }
}
