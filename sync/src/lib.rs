//! Everything of Understory that needs no window: sealing, the vault, documents, people, the exchange, the network,
//! and the engine that owns them.
//!
//! Dependencies point one way: `limits`, `clock`, `ids`, `kind` <- `sealed` <- `vault`; `document`;
//! `people` <- `exchange` <- `net`; `engine` knows all of them and none knows `engine`.

#![deny(rustdoc::broken_intra_doc_links)]

pub mod clock;
pub mod document;
pub mod engine;
pub mod exchange;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
pub mod ids;
pub mod kind;
pub mod limits;
pub mod net;
pub mod people;
pub mod sealed;
mod tombstone;
pub mod vault;
