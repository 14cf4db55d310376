//! The hello: everything needed to see that nothing is new, in as few bytes as can say it.
//!
//! Invariant: one space costs at most 46 bytes while no number is beyond 2^28.

use serde::{Deserialize, Serialize};

use super::event::RosterDigests;
use crate::ids::{Cursor, Run, SpaceId};
use crate::limits::SPACES_MAX;

/// The first frame of both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Which rosters the sender knows.
    pub rosters: RosterDigests,
    /// The spaces the sender believes common, each once.
    pub spaces: Vec<SpaceHello>,
}

/// The first bytes of a space's id: both sides know their common spaces, so these are enough to tell which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SpaceName(pub [u8; 8]);

/// A cursor whose run is cut to six bytes: enough to tell a restored log from its original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortCursor {
    /// The first bytes of the run.
    pub run: [u8; 6],
    /// The number.
    pub seq: u64,
}

/// Where one side stands in one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceHello {
    /// The space.
    pub space: SpaceName,
    /// The newest number of the sender's log.
    pub mine: ShortCursor,
    /// The newest number of the receiver's log that the sender durably stored.
    pub yours: ShortCursor,
    /// How many numbers before `yours` the sender has applied the receiver's log without a gap.
    pub unapplied: u64,
    /// First bytes of the digest of the sender's refusals and answers to tombstones in this space.
    pub answers: [u8; 4],
    /// Sum over what the sender holds applied.
    pub fingerprint: [u8; 8],
}

impl SpaceName {
    /// Returns the name of a space.
    pub fn of(space: SpaceId) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = space.0;
        Self([a, b, c, d, e, f, g, h])
    }
}

impl From<Cursor> for ShortCursor {
    fn from(cursor: Cursor) -> Self {
        Self { run: short(cursor.run), seq: cursor.seq }
    }
}

/// Returns the part of a run that a hello names.
pub(super) fn short(run: Run) -> [u8; 6] {
    let [a, b, c, d, e, f, ..] = run.0;
    [a, b, c, d, e, f]
}

impl SpaceHello {
    /// Up to where the sender applied the receiver's log.
    pub fn applied(&self) -> u64 {
        self.yours.seq.saturating_sub(self.unapplied)
    }
}

impl Hello {
    /// Whether it keeps its bounds and does not contradict itself.
    pub(super) fn is_sound(&self) -> bool {
        let mut named: Vec<SpaceName> = self.spaces.iter().map(|space| space.space).collect();
        named.sort_unstable();
        named.dedup();
        self.spaces.len() <= SPACES_MAX
            && named.len() == self.spaces.len()
            && self.spaces.iter().all(|space| space.unapplied <= space.yours.seq)
    }
}
