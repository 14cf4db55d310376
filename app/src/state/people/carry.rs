//! Files carried by hand: what is typed for one, and what became of the newest.

use std::path::PathBuf;

use understory_sync::engine::Failure;
use understory_sync::engine::view::{CarriedFound, CarryTo, LastPage};

pub use crate::platform::carried::NotWritten;

/// What became of the newest file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CarryOutcome {
    /// It is where the person wanted it.
    Saved {
        /// Pages in it.
        pages: usize,
        /// The rest needs another one.
        more: bool,
    },
    /// It was not written.
    NotWritten(NotWritten),
    /// It could not be read, or is longer than any of ours.
    NotRead,
    /// The engine could not make or open it.
    Failed(Failure),
    /// It was opened.
    Opened(CarriedFound),
    /// Last words were made entries, or left aside.
    Settled {
        /// So many entries.
        kept: usize,
    },
}

/// What is known of files carried by hand.
#[derive(Default)]
pub struct Carry {
    /// One is being made, written, read or opened.
    pub busy: bool,
    /// Where the one that is being made goes.
    pub place: Option<PathBuf>,
    /// What the one that is being written holds: pages, and whether there is more.
    pub made: (usize, bool),
    /// What became of the newest.
    pub outcome: Option<CarryOutcome>,
    /// What a removed device wrote last, with its name, until the person has decided.
    pub last_words: Option<(String, Vec<LastPage>)>,
}

/// A file to be saved.
pub struct SaveForm {
    /// For whom.
    pub to: CarryTo,
    /// Where it goes, as typed.
    pub path: String,
}

/// What is being typed.
#[derive(Default)]
pub struct CarryForm {
    /// A file to be saved; none while nobody asked.
    pub save: Option<SaveForm>,
    /// The path of a file to be opened; none while nobody asked.
    pub open: Option<String>,
}
