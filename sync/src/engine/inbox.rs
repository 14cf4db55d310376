//! What arrived while the vault was locked: how it waits, and how it is taken in when the vault is opened.
//!
//! Invariant: it passes the ordinary judging, in the order in which it came; what does not follow the cursor that is on
//! disk is dropped, and its sender, who hears of that cursor, sends it again.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::failure::Failure;
use super::open::Open;
use super::view::IncidentKind;
use crate::document::{offer_id, walk};
use crate::ids::{Cursor, DeviceId, SpaceId};
use crate::kind::{Body, Chunk, RefusedWhy};
use crate::limits::{CHUNK_BYTES_MAX, FEED_BYTES};
use crate::vault::VaultError;

/// The first byte of an encoded batch.
const VERSION: u8 = 1;

/// One batch of one device's log, as it waits.
#[derive(Serialize, Deserialize)]
pub(super) struct Arrived {
    pub device: DeviceId,
    pub space: SpaceId,
    /// Where the cursor stood before.
    pub after: Cursor,
    /// Where it stands afterwards.
    pub upto: Cursor,
    /// What came, by the sender's cursors.
    pub chunks: Vec<(Cursor, Held)>,
}

/// One chunk, as far as it was judged. The order of the variants is final: it stands in sealed values.
#[derive(Serialize, Deserialize)]
pub(super) enum Held {
    /// To be judged by an open vault.
    Chunk(Chunk),
    /// No vault would take it; the sender was told why.
    Refused(RefusedWhy),
}

impl Held {
    /// Looks at what can be seen of a chunk without a vault.
    pub fn of(chunk: Chunk) -> Self {
        if chunk.body_bytes() > CHUNK_BYTES_MAX {
            return Self::Refused(RefusedWhy::TooLarge);
        }
        let sound = match &chunk.body {
            Body::Changes(bytes) => walk(bytes).is_ok(),
            Body::Snapshot(_) => offer_id(chunk.document, &chunk.body).is_some(),
            Body::Tombstone(_) => true,
            Body::Through => false,
        };
        if sound { Self::Chunk(chunk) } else { Self::Refused(RefusedWhy::Malformed) }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Chunk(chunk) => chunk.body_bytes(),
            Self::Refused(_) => 0,
        }
    }
}

impl Arrived {
    /// Returns the parts of a batch, each short enough to be sealed as one value.
    pub fn parts(self) -> Vec<Self> {
        let Self { device, space, after, upto, chunks } = self;
        let (mut parts, mut part, mut bytes, mut from) = (Vec::new(), Vec::new(), 0, after);
        for (cursor, held) in chunks {
            if let Some((last, _)) = part.last().filter(|_| bytes + held.bytes() > FEED_BYTES) {
                let last: Cursor = *last;
                let chunks = core::mem::take(&mut part);
                parts.push(Self { device, space, after: from, upto: last, chunks });
                (from, bytes) = (last, 0);
            }
            bytes += held.bytes();
            part.push((cursor, held));
        }
        parts.push(Self { device, space, after: from, upto, chunks: part });
        parts
    }

    /// Returns its bytes, to be sealed.
    pub fn encode(&self) -> Option<Zeroizing<Vec<u8>>> {
        postcard::to_extend(self, vec![VERSION]).ok().map(Zeroizing::new)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        (*version == VERSION).then(|| postcard::from_bytes(rest).ok())?
    }
}

impl Open {
    /// Takes in everything that waits, and applies it: what was withdrawn meanwhile is never shown.
    pub fn take_inbox(&mut self) -> Result<(), Failure> {
        while let Some(number) = self.inbox_next {
            match self.vault.arrived(number) {
                Ok(None) => {
                    self.inbox_next = None;
                    break;
                }
                Ok(Some(plain)) => self.take_arrived(number, Arrived::decode(&plain))?,
                Err(VaultError::Damaged(damage)) if damage.table.is_some() => {
                    self.incident(IncidentKind::Damaged, None);
                    self.take_arrived(number, None)?;
                }
                Err(error) => return Err(error.into()),
            }
            self.apply_all()?;
            self.inbox_next = Some(number + 1);
        }
        Ok(())
    }

    fn take_arrived(&mut self, number: u64, arrived: Option<Arrived>) -> Result<(), Failure> {
        let follows = |arrived: &Arrived| {
            let peer = self.peers.get(arrived.device).filter(|peer| peer.spaces.contains(&arrived.space));
            let kept =
                peer.map(|peer| peer.delivery().space(arrived.space).map_or(Cursor::START, |known| known.kept.cursor));
            kept == Some(arrived.after)
        };
        match arrived.filter(follows) {
            Some(arrived) => self.keep_arrived(number, arrived),
            None => {
                let mut write = self.vault.write()?;
                write.remove_arrived(number)?;
                Ok(write.commit()?)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{DocumentId, Origin, Run};

    fn cursor(seq: u64) -> Cursor {
        Cursor { run: Run([1; 8]), seq }
    }

    fn chunk_of(bytes: usize, seq: u64) -> Chunk {
        let origin = Origin { device: DeviceId([2; 32]), run: Run([1; 8]), seq };
        Chunk { document: DocumentId([3; 32]), origin, body: Body::Changes(vec![0; bytes]) }
    }

    #[test]
    fn a_batch_is_parted_without_a_gap_and_no_part_is_longer_than_a_feed() {
        let chunks = (1..=5).map(|seq| (cursor(seq), Held::Chunk(chunk_of(FEED_BYTES / 2, seq)))).collect();
        let whole = Arrived {
            device: DeviceId([2; 32]),
            space: SpaceId([4; 16]),
            after: Cursor::START,
            upto: cursor(9),
            chunks,
        };
        let parts = whole.parts();
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0].after, Cursor::START);
        assert!(parts.windows(2).all(|two| two[0].upto == two[1].after));
        assert_eq!(parts[2].upto, cursor(9));
        let bytes = |part: &Arrived| part.chunks.iter().map(|(_, held)| held.bytes()).sum::<usize>();
        assert!(parts.iter().all(|part| bytes(part) <= FEED_BYTES));
        let read = Arrived::decode(&parts[0].encode().unwrap()).unwrap();
        assert_eq!((read.upto, read.chunks.len()), (parts[0].upto, 2));
        assert!(Arrived::decode(&[2]).is_none());
    }

    #[test]
    fn what_no_vault_would_take_is_refused_without_one() {
        assert!(matches!(Held::of(chunk_of(64, 1)), Held::Refused(RefusedWhy::Malformed)));
        assert!(matches!(Held::of(chunk_of(CHUNK_BYTES_MAX + 1, 1)), Held::Refused(RefusedWhy::TooLarge)));
        assert!(matches!(Held::of(Chunk::through(1)), Held::Refused(RefusedWhy::Malformed)));
    }
}
