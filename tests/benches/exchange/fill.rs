//! Puts documents into a closed vault through the library's own log, without key strokes and without key derivation.
//!
//! Invariant: what lies there afterwards is what the engine would have written: one chunk a change, in order.

use std::path::Path;

use understory_sync::clock::World;
use understory_sync::ids::{DeviceId, Origin, Run, SpaceId};
use understory_sync::kind::{Body, Chunk};
use understory_sync::people::Roster;
use understory_sync::sealed::RecoveryKey;
use understory_sync::vault::Vault;

use crate::documents::Written;

/// Documents in one transaction.
const DOCUMENTS_PER_COMMIT: usize = 64;

/// Opens a closed vault with the key that needs no derivation.
pub fn open(folder: &Path, recovery: &RecoveryKey) -> Vault {
    Vault::unlock_with_recovery(folder, recovery, &World::system()).expect("the vault opens")
}

/// Returns the first device of the vault's person.
pub fn first_device(vault: &Vault) -> DeviceId {
    let roster = vault.record("roster").expect("a record is read").expect("every vault has a roster");
    let meaning = Roster::decode(&roster).expect("the roster is sound").meaning();
    meaning.devices.first().expect("a device founded it").device
}

/// Appends all chunks of these documents to the log of `space`, or, where they are folded, the snapshot in their place.
pub fn fill(vault: &mut Vault, space: SpaceId, device: DeviceId, run: Run, documents: &[Written], folded: bool) {
    for documents in documents.chunks(DOCUMENTS_PER_COMMIT) {
        let mut write = vault.write().expect("a transaction begins");
        for written in documents {
            let snapshot = written.folded.as_slice();
            let bodies = if folded && !snapshot.is_empty() { snapshot } else { &written.bodies };
            for body in bodies {
                // Number 0 means that this vault wrote it.
                let origin = Origin { device, run, seq: 0 };
                let chunk = Chunk { document: written.document, origin, body: body.clone() };
                let seq = write.append(space, run, &chunk).expect("a chunk is appended");
                write.mark_applied(space, seq).expect("and counts as applied");
            }
        }
        write.commit().expect("the disk keeps it");
    }
}

/// Bytes of the newest chunks of a log.
pub fn newest_bytes(vault: &Vault, space: SpaceId, chunks: u64) -> u64 {
    let newest = vault.log(space).newest;
    let numbers = newest.saturating_sub(chunks) + 1..=newest;
    let read = |number| vault.chunk(space, number).expect("a chunk is read").expect("and is there");
    let bytes = |chunk: Chunk| match chunk.body {
        Body::Changes(bytes) | Body::Snapshot(bytes) => bytes.len() as u64,
        Body::Tombstone(_) | Body::Through => 0,
    };
    numbers.map(|number| bytes(read(number))).sum()
}
