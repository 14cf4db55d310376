//! One batch of my log on its way: what of it is offered first, and the frames it becomes.
//!
//! Invariant: within the bounds of one feed; every number from the line's `sent` to `upto` is covered.

use std::collections::BTreeSet;

use super::event::{Fed, OfferId};
use super::frame::Frame;
use super::line::Line;
use super::parcel::Parcel;
use crate::ids::{DeviceId, Origin, SpaceId};
use crate::kind::{Body, Chunk};
use crate::limits::{CHUNK_BYTES_MAX, FEED_BYTES, FEED_CHUNKS};

/// The two devices of a connection.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    pub(super) mine: DeviceId,
    pub(super) peer: DeviceId,
}

/// What the engine read, as far as one batch goes.
pub(super) struct Batch {
    after: u64,
    pub(super) upto: u64,
    chunks: Vec<(u64, Chunk, Option<OfferId>)>,
}

impl Batch {
    /// Takes what may leave of what was read after the line's `sent`; also returns the numbers too large to send.
    pub(super) fn new(line: &Line, ends: Ends, upto: u64, read: Vec<Fed>) -> (Self, Vec<u64>) {
        let mut batch = Self { after: line.sent, upto: upto.max(line.sent), chunks: Vec::new() };
        let (mut bytes, mut last, mut not_sendable) = (0, line.sent, Vec::new());
        for Fed { number, chunk, offer } in read {
            let Some(mut chunk) = chunk else { continue };
            if chunk.origin.device == ends.peer
                && let (Body::Snapshot(_), Some(run)) = (&chunk.body, line.run_of(number))
            {
                // A whole document is more than what that device wrote last.
                chunk.origin = Origin { device: ends.mine, run, seq: number };
            }
            // What came from that device is covered without being sent, unless it may have lost it.
            let theirs = chunk.origin.device == ends.peer && !(line.include_theirs && offer.is_some());
            if number <= last || number > upto || theirs || chunk.body == Body::Through {
                continue;
            }
            if !fits(&chunk) {
                not_sendable.push(number);
                continue;
            }
            bytes += chunk.body_bytes();
            if batch.chunks.len() == FEED_CHUNKS || (!batch.chunks.is_empty() && bytes > FEED_BYTES) {
                batch.upto = number - 1;
                break;
            }
            last = number;
            batch.chunks.push((number, chunk, offer));
        }
        (batch, not_sendable)
    }

    pub(super) fn chunks(&self) -> usize {
        self.chunks.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.chunks.iter().map(|(_, chunk, _)| chunk.body_bytes()).sum()
    }

    /// The frame that offers what the other side may have already; none if there is no such chunk.
    pub(super) fn offer(&self, space: SpaceId) -> Option<Frame> {
        let mut last = self.after;
        let offered = self.chunks.iter().filter_map(|(number, _, offer)| offer.map(|id| (*number, id)));
        let ids: Vec<_> = offered
            .map(|(number, id)| {
                let skipped = number - last - 1;
                last = number;
                (skipped, id)
            })
            .collect();
        (!ids.is_empty()).then_some(Frame::Offer { space, after: self.after, ids })
    }

    /// Passes over what was offered and is not wanted; returns whether everything wanted was offered.
    pub(super) fn keep_wanted(&mut self, wanted: &[u64]) -> bool {
        let mut left: BTreeSet<u64> = wanted.iter().copied().collect();
        self.chunks.retain(|(number, _, offer)| offer.is_none() || left.remove(number));
        left.is_empty()
    }

    /// The frames that cover the batch, one for each run in it, and one for what is covered without a chunk at its end.
    pub(super) fn into_frames(self, space: SpaceId, line: &Line, my_device: DeviceId) -> Vec<Frame> {
        let mut frames = Vec::new();
        let mut covered = self.after;
        for (number, chunk, _) in self.chunks {
            let Some(run) = line.run_of(number) else { continue };
            let mine = Origin { device: my_device, run, seq: number };
            let Some(parcel) = Parcel::of(chunk, number, covered, mine) else { continue };
            match frames.last_mut() {
                Some(Frame::Chunks { run: same, parcels, .. }) if *same == run => parcels.push(parcel),
                _ => frames.push(Frame::Chunks { space, run, after: covered, parcels: vec![parcel] }),
            }
            covered = number;
        }
        if self.upto > covered {
            frames.push(Frame::Through { space, upto: line.cursor(self.upto) });
        }
        frames
    }
}

/// Whether the other side's limits allow a chunk.
pub(super) fn fits(chunk: &Chunk) -> bool {
    match &chunk.body {
        Body::Tombstone(tombstone) => tombstone.is_bounded(),
        _ => chunk.body_bytes() <= CHUNK_BYTES_MAX,
    }
}
