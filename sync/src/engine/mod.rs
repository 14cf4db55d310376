//! The engine: one actor that owns vault, documents, people, exchanges and network; commands in, events out.
//!
//! Invariant: it knows every room and no room knows it; it never calls back into the screen but through `Wake`.

mod actor;
mod adding;
mod agreeing;
mod apply;
mod backing_up;
mod carried_in;
mod carrying;
pub mod command;
mod compact;
mod contacts;
mod copies;
mod days;
mod device_views;
mod dialling;
mod documents;
mod ended_views;
mod endings;
mod entries;
pub mod event;
mod exchanges;
mod extra;
mod facts;
pub mod failure;
mod feeding;
pub mod from_backup;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod grant;
mod handle;
mod held;
pub mod importing;
mod inbox;
mod incidents;
mod introducing;
mod joining;
mod judge;
mod kit;
mod last_words;
mod locked;
mod locked_people;
mod locking;
mod mending;
mod nearby;
mod net_events;
mod net_runner;
mod notes;
mod open;
mod open_commands;
mod own;
mod pairing;
mod pairing_run;
mod past;
mod path;
mod patience;
mod peers;
mod purge;
mod quota;
mod reading;
mod receipts;
mod receive;
mod records;
mod relays;
mod removing;
mod restoring;
mod rows;
pub mod scan;
pub mod second_device;
pub mod secrets;
mod sharing;
mod store;
mod tally;
mod unlock;
pub mod view;
mod views;
mod wake;
mod workers;

#[cfg(test)]
mod tests;

pub use command::{Command, EntryStart};
pub use event::Event;
pub use failure::Failure;
pub use handle::{Engine, NotTaken, Wake};
pub use tally::Traffic;
