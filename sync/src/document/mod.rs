//! Documents: kinds, text binding, undo, distilling, and the walker that reads foreign bytes first.
//!
//! Invariant: the only room that names Automerge; it does no I/O and reads no clock.

mod publication;
mod text;

pub use publication::{Mark, MarkName, Publication};
pub use text::{Field, Patch, Splice};
