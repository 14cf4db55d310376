//! Documents: kinds, text binding, undo, distilling, and the walker that reads foreign bytes first.
//!
//! Invariant: the only room that names Automerge; it does no I/O and reads no clock.

mod binding;
mod closing;
mod copy;
mod delta;
mod distil;
mod doc;
mod error;
mod facts;
mod fields;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod genesis;
mod history;
mod host;
mod lineage;
mod markdown;
mod offer;
mod parts;
mod publication;
mod reach;
mod shared;
mod snapshot;
mod text;
mod versions;
mod walker;

pub use binding::{TextBinding, map_caret};
pub use closing::closing_genesis;
pub use copy::{CopyHeader, Summary, copy, parse_copy, summary};
pub use distil::{Distilled, PublicationDraft, distil_note, distil_publication, receipts_genesis};
pub use doc::Doc;
pub use error::DocumentError;
pub use facts::{Fact, FactChanges, Facts};
pub use fields::{EntryFields, NoteDraftFields, ShareRecord};
pub use genesis::{Genesis, read_genesis};
pub use host::TextHost;
pub use markdown::{Span, SpanName, plain, spans};
pub use offer::{offer_id, offer_id_of_heads};
pub use publication::{MarginNote, Mark, MarkName, Publication, Receipt, ReceiptWhat, anchor};
pub use text::{Field, Patch, Splice};
pub use versions::{Change, Compared, Version};
pub use walker::{DocumentWalk, Walk, WalkError, WalkedChange, walk, walk_document};

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
