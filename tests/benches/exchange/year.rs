//! How large a vault is after a year of daily entries, against Automerge's `save()` of the same documents.

use std::path::Path;

use crate::figures::figure;
use crate::stage::{self, Stage};

/// Days of writing.
const DAYS: usize = 365;

/// Lays out a vault with a year of writing, folded, copies and catalog included, closed properly.
pub fn fill(stage: &Stage) {
    let written = stage::entries_of(crate::SEED + 1, DAYS);
    stage.note_documents(&written);
    stage.fill_with_entries(&written, true);
}

/// Compares sizes.
pub fn measure(folder: &Path) {
    let stage = Stage::at(folder);
    let saved: usize = stage.saved().iter().map(Vec::len).sum();
    let database = std::fs::metadata(stage.vault("first").join("vault.db")).expect("the vault is there").len();
    figure("vault_bytes", database as f64);
    figure("saved_bytes", saved as f64);
}
