//! The keychain of the system, which keeps the key of a quick unlock for its person.
//!
//! Invariant: it learns that this program keeps something here, and a hash of where; no path, no name, no passphrase.

use std::path::Path;

use keyring::Entry;
use sha2::{Digest as _, Sha256};
use understory_sync::sealed::QuickKey;

/// Under which name the system shows what is kept.
const SERVICE: &str = "Understory";

/// Keeps the key for the vault in this folder; false where the system keeps none, or its person said no.
pub fn keep(folder: &Path, key: &QuickKey) -> bool {
    // What cannot be read back would keep somebody waiting at the lock screen.
    let kept = entry(folder).is_some_and(|entry| entry.set_password(&key.reveal()).is_ok());
    let comes_back = kept && find(folder).as_ref() == Some(key);
    if kept && !comes_back {
        forget(folder);
    }
    comes_back
}

/// Returns the key for the vault in this folder.
pub fn find(folder: &Path) -> Option<QuickKey> {
    let kept = zeroize::Zeroizing::new(entry(folder)?.get_password().ok()?);
    QuickKey::parse(&kept).ok()
}

/// Lets it be forgotten.
pub fn forget(folder: &Path) {
    if let Some(entry) = entry(folder) {
        // One that stays opens nothing: its file is gone.
        let _ = entry.delete_credential();
    }
}

fn entry(folder: &Path) -> Option<Entry> {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let hash = Sha256::new().chain_update(b"understory/keychain/1").chain_update(whole.as_os_str().as_encoded_bytes());
    let account: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Entry::new(SERVICE, &account).ok()
}
