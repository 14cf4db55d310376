//! What was promised: words said to be saved, publications said to be shared or withdrawn, and who wrote them.
//!
//! Invariant: only what the engine told the screen is a promise; what only the lost disk knew is struck off at a restore.

use std::collections::{BTreeMap, BTreeSet};

use super::device::Device;
use crate::ids::DocumentId;

/// A word that was said to be saved.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// On which device.
    pub(super) device: usize,
    /// Its number in that device's log of the private space.
    pub(super) number: u64,
}

/// A publication that was said to be shared.
#[derive(Clone, Debug)]
pub(super) struct Published {
    pub(super) device: usize,
    /// Its number in that device's log of the shared space.
    pub(super) number: u64,
    pub(super) withdrawn: bool,
}

/// The promises of a run.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) saved: BTreeMap<String, Word>,
    pub(super) published: BTreeMap<DocumentId, Published>,
    /// Every word each person ever typed, saved or not.
    pub(super) typed: [BTreeSet<String>; 2],
}

impl Ledger {
    /// Strikes off what lies on no disk any more.
    pub(super) fn forget_lost(&mut self, devices: &mut [Device]) {
        let words: Vec<BTreeSet<String>> = devices.iter_mut().map(Device::all_words).collect();
        self.saved.retain(|word, _| words.iter().any(|words| words.contains(word)));
        let row =
            |device: &mut Device, document| device.open().catalog.get(document).map(|row| row.tombstone.is_some());
        self.published.retain(|document, published| {
            let rows: Vec<bool> = devices.iter_mut().filter_map(|device| row(device, *document)).collect();
            published.withdrawn &= rows.contains(&true);
            !rows.is_empty()
        });
    }
}
