//! People: rosters, spaces, contacts, and the pairing of two persons.
//!
//! Invariant: no I/O and no clock: bytes and time come in, decisions go out.

mod role;

pub use role::{Recognised, Role};
