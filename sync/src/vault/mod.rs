//! The vault: one folder in which everything is sealed: log, copies, catalog, records.
//!
//! Invariant: the only room that names SQLite; plaintext never reaches the SQLite file (the search table is in
//! memory). Invariant: memory follows the commit, never precedes it.

mod anew;
mod backup;
mod capture;
mod catalog;
mod covered;
mod database;
mod directory;
mod error;
mod folder;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod inbox;
mod key_files;
mod keyed;
mod log_state;
mod logs;
mod restore;
mod search;
mod several;
mod store;
mod swap;
mod verify;
mod waiting;
mod write;

#[cfg(test)]
mod tests;

pub use anew::Anew;
pub use backup::{BackedUp, Backup};
pub use capture::{CapturePen, Caught};
pub use catalog::{Catalog, CatalogEntry};
pub use database::FORMAT;
pub use error::{Damage, DamageWhy, VaultError};
pub use folder::is_free;
pub use inbox::{Inbox, Resting};
pub use key_files::{Prepared, has_quick};
pub use log_state::{LogState, RunSpan};
pub use restore::{BackupFile, Restoring, VaultKey};
pub use search::Search;
pub use store::{Fed, Vault};
pub use swap::holds_vault;
pub use verify::{Census, Visit};
pub use waiting::Waiting;
pub use write::Write;
