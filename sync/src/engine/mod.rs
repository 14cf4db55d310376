//! The engine: one actor that owns vault, documents, people, exchanges and network; commands in, events out.
//!
//! Invariant: it knows every room and no room knows it; it never calls back into the screen but through `Wake`.

pub mod command;
pub mod event;
pub mod failure;
pub mod view;

pub use command::Command;
pub use event::Event;
pub use failure::Failure;
