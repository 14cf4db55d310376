//! The vault: one folder in which everything is sealed: log, copies, catalog, records.
//!
//! Invariant: the only room that names SQLite; plaintext never reaches SQLite.
