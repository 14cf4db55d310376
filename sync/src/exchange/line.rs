//! One common space during one connection: where my log stands, and what of theirs is on its way.

use std::collections::{BTreeMap, BTreeSet};

use super::delivery::SaidPurge;
use super::event::{Purge, RunSpan, SpaceSetup};
use super::hello::{ShortCursor, short};
use super::mending::Mending;
use super::repair::Repair;
use crate::ids::{Cursor, DocumentId, Run};
use crate::kind::{Chunk, RefusedWhy};

/// Whether the other side is served in a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Serving {
    /// Its hello has not named the space.
    Unnamed,
    /// Its cursor does not fit my log; the person has to look.
    Paused,
    /// It was asked for its tombstones, which have to be applied first.
    Learning,
    /// It was told that my log begins anew and has not confirmed it; its answers still count the old numbers.
    Restarting,
    /// Served.
    Open,
}

/// Where a repetition of all their answers stands.
#[derive(Debug)]
pub(super) enum Repetition {
    /// None is expected.
    None,
    /// It was asked for.
    Asked,
    /// It has begun; what was known before is compared when it ends.
    Running { refused: BTreeMap<u64, RefusedWhy>, purged: BTreeMap<DocumentId, SaidPurge> },
}

/// One common space during one connection.
pub(super) struct Line {
    /// Newest number of my log.
    pub(super) newest: u64,
    runs: Vec<RunSpan>,
    pub(super) fingerprint: u64,
    pub(super) withdrawn: BTreeSet<DocumentId>,
    pub(super) serving: Serving,
    /// Served only after the person said so, whatever their cursor says.
    pub(super) held_back: bool,
    /// The newest number of my log that they have or that is on its way to them.
    pub(super) sent: u64,
    /// The engine had nothing to pass on although numbers are left; wait until the log grows.
    pub(super) stalled: bool,
    /// Where the peer's hello stood in my log.
    pub(super) greeted_at: u64,
    /// Up to here everything was applied when this connection began.
    pub(super) all_applied: u64,
    /// Up to here the peer held nothing when this connection began, or when my log began anew.
    pub(super) whole_upto: u64,
    /// Their vault went back: chunks of theirs are offered to them too.
    pub(super) include_theirs: bool,
    pub(super) repetition: Repetition,
    /// The newest number of their log that arrived, durable or not.
    pub(super) received: Cursor,
    /// Whether anything of their log arrived on this connection.
    pub(super) touched: bool,
    /// I said that my vault is an older copy, and take nothing of the feed before they begin it anew.
    pub(super) deaf: bool,
    /// Numbers they offered, while the engine compares them.
    pub(super) offered: Option<Vec<u64>>,
    /// Numbers I asked for after an offer; they may bring my own chunks back.
    pub(super) wanted: BTreeSet<u64>,
    /// What arrived while the engine is storing what came before.
    pub(super) pending: Vec<(Cursor, Chunk)>,
    /// What the engine is storing now.
    pub(super) keeping: Option<Cursor>,
    pub(super) owes_ack: bool,
    pub(super) owed_refused: Vec<(u64, RefusedWhy)>,
    pub(super) owed_purged: Vec<(DocumentId, Purge)>,
    /// How often they asked for all answers.
    pub(super) repeated: u32,
    /// How often they asked for all tombstones.
    pub(super) tombstones_asked: u32,
    /// How many tombstones arrived after I asked.
    pub(super) tombstones_heard: usize,
    /// The engine is listing tombstones for them.
    pub(super) listing: bool,
    /// They said once that their vault is an older copy.
    pub(super) rewound: bool,
    pub(super) repair: Option<Repair>,
    /// A repair was begun on this connection.
    pub(super) repaired: bool,
    pub(super) mending: Mending,
}

impl Line {
    pub(super) fn new(setup: SpaceSetup, received: Cursor) -> Self {
        Self {
            newest: setup.newest,
            runs: setup.runs,
            fingerprint: setup.fingerprint,
            withdrawn: setup.withdrawn,
            serving: Serving::Unnamed,
            held_back: false,
            sent: 0,
            stalled: false,
            greeted_at: 0,
            all_applied: setup
                .unapplied
                .iter()
                .min()
                .map_or(setup.newest, |first| setup.newest.min(first.saturating_sub(1))),
            whole_upto: 0,
            include_theirs: false,
            repetition: Repetition::None,
            received,
            touched: false,
            deaf: false,
            offered: None,
            wanted: BTreeSet::new(),
            pending: Vec::new(),
            keeping: None,
            owes_ack: false,
            owed_refused: Vec::new(),
            owed_purged: Vec::new(),
            repeated: 0,
            tombstones_asked: 0,
            tombstones_heard: 0,
            listing: false,
            rewound: false,
            repair: None,
            repaired: false,
            mending: Mending::default(),
        }
    }

    pub(super) fn grown(&mut self, newest: u64, runs: Vec<RunSpan>) {
        self.newest = newest;
        self.runs = runs;
        self.stalled = false;
    }

    /// The run that wrote a number of my log.
    pub(super) fn run_of(&self, number: u64) -> Option<Run> {
        let next = self.runs.partition_point(|span| span.last < number);
        self.runs.get(next).filter(|span| span.first <= number).map(|span| span.run)
    }

    /// A number of my log with the run that wrote it.
    pub(super) fn cursor(&self, number: u64) -> Cursor {
        self.run_of(number).map_or(Cursor::START, |run| Cursor { run, seq: number })
    }

    pub(super) fn newest_cursor(&self) -> Cursor {
        self.cursor(self.newest)
    }

    /// Whether a cursor names a number of my log under the run that wrote it.
    pub(super) fn holds(&self, cursor: ShortCursor) -> bool {
        let written_by = self.run_of(cursor.seq).map(short);
        cursor.seq == 0 || (cursor.seq <= self.newest && written_by == Some(cursor.run))
    }
}
