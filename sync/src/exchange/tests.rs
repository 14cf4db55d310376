//! The exchange in a simulated network: every run follows from its seed.

use std::collections::HashSet;

use super::sim::{Device, Dice, REFUSED, SET_ASIDE};
use super::world::World;
use super::*;
use crate::ids::{Cursor, DeviceId, DocumentId, Origin, Run, SpaceId};
use crate::kind::{Body, RefusedWhy};

mod greetings;
mod hostile;
mod restores;
mod storms;
mod story;
mod unasked;

const ONE: SpaceId = SpaceId([7; 16]);
const TWO: SpaceId = SpaceId([9; 16]);

fn said(device: &Device, space: SpaceId) -> SaidOfMine {
    device.disk.delivery.space(space).map(|known| known.said.clone()).unwrap_or_default()
}

/// What the device believes right now: in memory while connected, else on its disk.
fn believed(device: &Device, space: SpaceId) -> SaidOfMine {
    let delivery = device.exchange.as_ref().map_or(&device.disk.delivery, |exchange| exchange.delivery());
    delivery.space(space).map(|known| known.said.clone()).unwrap_or_default()
}

fn standing(device: &Device, space: SpaceId) -> Standing {
    device.disk.delivery.standing(space, device.disk.logs[&space].newest())
}

/// Whatever `writer` believes stored lies on the reader's disk, or was refused there, or was withdrawn.
fn acknowledged_is_durable(writer: &Device, reader: &Device) {
    for (space, log) in &writer.disk.logs {
        let said = believed(writer, *space);
        let theirs = &reader.disk.logs[space];
        let kept = reader.disk.delivery.space(*space).map(|known| known.kept.clone()).unwrap_or_default();
        assert!(said.stored <= kept.cursor.seq, "acknowledged {} but durable {}", said.stored, kept.cursor.seq);
        let theirs: HashSet<Origin> = theirs.chunks.iter().map(|(_, chunk)| chunk.origin).collect();
        for (_, chunk) in log.chunks.iter().take(said.stored as usize) {
            let refused = kept.refused.contains_key(&chunk.origin.seq);
            let ours = chunk.origin.device == writer.id && chunk.body != Body::Through;
            assert!(!ours || refused || theirs.contains(&chunk.origin), "acknowledged and not there");
        }
    }
}

/// Both hold everything of the other's, once, and say so.
fn converged(world: &World) {
    for (writer, reader) in [(0, 1), (1, 0)] {
        let (writer, reader) = (&world.devices[writer], &world.devices[reader]);
        acknowledged_is_durable(writer, reader);
        for (space, log) in &writer.disk.logs {
            let said = said(writer, *space);
            let kept = &reader.disk.delivery.space(*space).unwrap().kept;
            assert_eq!((said.stored, said.applied), (log.newest(), log.newest()));
            assert!(!said.unconfirmed);
            assert_eq!(said.refused, kept.refused, "refusals are known");
            for document in &log.withdrawn {
                let had = reader.disk.logs[space].chunks.iter().any(|(_, chunk)| chunk.document == *document);
                assert_eq!(said.purged.contains_key(document), had, "each withdrawal is answered");
            }
            let everything = standing(writer, *space).everything_since_ms;
            assert_eq!(everything.is_some(), said.refused.is_empty());
            let mut origins: Vec<_> = log.chunks.iter().map(|(_, chunk)| chunk.origin).collect();
            origins.sort_unstable();
            origins.dedup();
            assert_eq!(origins.len(), log.chunks.len(), "stored twice");
        }
    }
}
