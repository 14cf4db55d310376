//! Deliveries as version 1 wrote them.
//!
//! Invariant: only read; what is written is always the newest version.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::delivery::{Delivery, DeliveryError, KeptOfTheirs, SaidOfMine, SpaceDelivery};
use super::event::Purge;
use crate::clock::UnixMillis;
use crate::ids::{Cursor, DocumentId, SpaceId};
use crate::kind::RefusedWhy;

#[derive(Deserialize)]
struct First {
    heard_ms: Option<UnixMillis>,
    spaces: BTreeMap<SpaceId, FirstSpace>,
}

#[derive(Deserialize)]
struct FirstSpace {
    said: SaidOfMine,
    kept: FirstKept,
}

#[derive(Deserialize)]
struct FirstKept {
    cursor: Cursor,
    unapplied: BTreeMap<u64, u64>,
    refused: BTreeMap<u64, RefusedWhy>,
    purged: BTreeMap<DocumentId, Purge>,
}

/// Reads what follows the version byte 1.
pub(super) fn decode(bytes: &[u8]) -> Result<Delivery, DeliveryError> {
    let Ok((First { heard_ms, spaces }, [])) = postcard::take_from_bytes(bytes) else {
        return Err(DeliveryError::Malformed);
    };
    let spaces = spaces.into_iter().map(|(space, FirstSpace { said, kept })| {
        let FirstKept { cursor, unapplied, refused, purged } = kept;
        let kept = KeptOfTheirs { cursor, unapplied, refused, purged, newest: cursor.seq };
        (space, SpaceDelivery { said, kept, unmended: None })
    });
    Ok(Delivery { heard_ms, spaces: spaces.collect(), lowered: BTreeMap::new() })
}
