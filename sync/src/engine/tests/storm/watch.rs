//! Time and randomness of one simulated device, and the moment at which its program is killed.
//!
//! Invariant: a kill leaves on disk exactly what lay there when the engine read clock or randomness for the n-th time.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use crate::clock::{Clock, Entropy, EntropyError, UnixMillis};
use crate::engine::net_runner::Outbox;

/// SplitMix64: small, seeded, good enough to choose what happens next.
pub(in crate::engine::tests) struct Dice(pub(in crate::engine::tests) u64);

impl Dice {
    pub(in crate::engine::tests) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(in crate::engine::tests) fn roll(&mut self, sides: u64) -> u64 {
        self.next() % sides
    }

    pub(in crate::engine::tests) fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[self.roll(of.len() as u64) as usize].clone())
    }
}

/// A kill that is to come.
struct Fuse {
    reads_left: u32,
    folder: PathBuf,
    kept: PathBuf,
    /// Frames that had left when it blew.
    left: Option<usize>,
}

struct State {
    mono_ms: u64,
    skew_ms: i64,
    dice: Dice,
    fuse: Option<Fuse>,
}

/// What one device takes for time and randomness.
pub(in crate::engine::tests) struct Watch {
    state: Mutex<State>,
    pub(in crate::engine::tests) outbox: Outbox,
}

impl Watch {
    pub(in crate::engine::tests) fn new(seed: u64) -> Self {
        let state = State { mono_ms: 1_000, skew_ms: 0, dice: Dice(seed), fuse: None };
        Self { state: Mutex::new(state), outbox: Outbox::default() }
    }

    pub(in crate::engine::tests) fn advance(&self, ms: u64) {
        self.state.lock().unwrap().mono_ms += ms;
    }

    /// Puts the wall clock wrong, forwards or back.
    pub(in crate::engine::tests) fn skew(&self, ms: i64) {
        self.state.lock().unwrap().skew_ms = ms;
    }

    /// Kills the program when it reads this watch for the n-th time from now.
    pub(in crate::engine::tests) fn light(&self, reads_left: u32, folder: &Path, kept: &Path) {
        let fuse = Fuse { reads_left, folder: folder.to_owned(), kept: kept.to_owned(), left: None };
        self.state.lock().unwrap().fuse = Some(fuse);
    }

    /// Puts the fuse out; if it blew, returns the folder as it was then and how many frames had left.
    pub(in crate::engine::tests) fn put_out(&self) -> Option<(PathBuf, usize)> {
        let fuse = self.state.lock().unwrap().fuse.take()?;
        Some((fuse.kept, fuse.left?))
    }

    fn read<T>(&self, take: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap();
        if let Some(fuse) = state.fuse.as_mut().filter(|fuse| fuse.left.is_none()) {
            if fuse.reads_left == 0 {
                copy_folder(&fuse.folder, &fuse.kept);
                fuse.left = Some(self.outbox.lock().unwrap().len());
            }
            fuse.reads_left = fuse.reads_left.saturating_sub(1);
        }
        take(&mut state)
    }
}

impl Clock for Watch {
    fn now_ms(&self) -> UnixMillis {
        self.read(|state| (1_800_000_000_000 + state.mono_ms as i64 + state.skew_ms) as u64)
    }

    fn mono(&self) -> Duration {
        self.read(|state| Duration::from_millis(state.mono_ms))
    }
}

impl Entropy for Watch {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        self.read(|state| {
            for part in bytes.chunks_mut(8) {
                part.copy_from_slice(&state.dice.next().to_le_bytes()[..part.len()]);
            }
        });
        Ok(())
    }
}

/// Copies a vault's files as they lie there now; the reserve, which nobody writes into, is shared.
pub(in crate::engine::tests) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let target = to.join(file.file_name());
        if file.file_name() == "reserve" {
            std::fs::hard_link(file.path(), target).unwrap();
        } else {
            std::fs::copy(file.path(), target).unwrap();
        }
    }
}
