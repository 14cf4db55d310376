//! A vault that was sealed anew takes the old one's name, and the old one is removed.
//!
//! By what lies in the parent folder everybody sees how far it came:
//! `<folder>` and `<folder>.resealed`: nothing was swapped, and the new folder is thrown away;
//! `<folder>.replaced` and `<folder>.resealed`: the next start gives the new one its name;
//! `<folder>` and `<folder>.replaced`: the old one is still to be removed.
//! Invariant: nothing is renamed or removed unless both folders hold the same token, so that a folder which a person
//! put there under such a name is left alone; what is not ours in the old folder moves to the new one.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::VaultError;
use super::folder::{self, KEY_FILE, OURS};
use super::key_files::Point;
use crate::clock::{Entropy, random};

const NEW: &str = ".resealed";
const OLD: &str = ".replaced";
/// In the new folder: the token.
pub(super) const REPLACES: &str = "replaces";
/// In the old folder: the same token.
pub(super) const REPLACED: &str = "replaced";
/// Random bytes of a token.
const TOKEN_BYTES: usize = 16;

/// The three names of one vault.
pub(super) struct Names {
    pub live: PathBuf,
    pub new: PathBuf,
    pub old: PathBuf,
}

impl Names {
    /// Returns the names beside the folder itself, not beside a link to it.
    pub fn of(folder: &Path) -> Result<Self, VaultError> {
        let live = fs::canonicalize(folder).unwrap_or_else(|_| match fs::read_link(folder) {
            Ok(target) => folder.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => folder.to_owned(),
        });
        let beside = |end: &str| {
            let mut name = live.file_name().ok_or(VaultError::FolderInUse)?.to_owned();
            name.push(end);
            Ok::<PathBuf, VaultError>(live.with_file_name(name))
        };
        Ok(Self { new: beside(NEW)?, old: beside(OLD)?, live })
    }

    /// Whether the first of the two renames was done and the second was not.
    fn is_half_done(&self) -> bool {
        let is_gone = !self.live.join(KEY_FILE).exists();
        is_gone && self.new.join(KEY_FILE).is_file() && is_pair(&self.new, &self.old)
    }

    fn sync_parent(&self) -> Result<(), VaultError> {
        folder::sync_parent(&self.live)
    }
}

/// Returns whether a vault lies in `folder`, also if the swap of a newly sealed one was cut off.
pub fn holds_vault(folder: &Path) -> bool {
    folder.join(KEY_FILE).is_file() || Names::of(folder).is_ok_and(|names| names.is_half_done())
}

/// Makes the empty new folder, and the tokens by which both are known to belong together.
pub(super) fn begin(names: &Names, entropy: &dyn Entropy) -> Result<(), VaultError> {
    // What an earlier time left, if it can be removed now.
    tidy(&names.live);
    if names.new.exists() || names.old.exists() {
        return Err(VaultError::FolderInUse);
    }
    let token: [u8; TOKEN_BYTES] = random(entropy)?;
    remove(&names.live.join(REPLACED))?;
    folder::write_new(&names.live.join(REPLACED), &token)?;
    folder::private_folder().create(&names.new)?;
    folder::write_new(&names.new.join(REPLACES), &token)
}

/// Lets the new folder, complete and closed, take the place of the old one, closed.
pub(super) fn swap(names: &Names, point: &mut Point<'_>) -> Result<(), VaultError> {
    folder::sync_folder(&names.live)?;
    folder::sync_folder(&names.new)?;
    point()?;
    fs::rename(&names.live, &names.old)?;
    point()?;
    fs::rename(&names.new, &names.live)?;
    point()?;
    names.sync_parent()
}

/// Puts the old folder back where the second rename failed.
pub(super) fn undo(names: &Names) {
    if names.is_half_done() {
        // If this fails too, the next start finishes the swap.
        let _ = fs::rename(&names.old, &names.live);
    }
}

/// Finishes a swap that was cut off between its two renames.
pub(super) fn finish(folder: &Path) -> Result<(), VaultError> {
    let names = Names::of(folder)?;
    if !names.is_half_done() {
        return Ok(());
    }
    // Whoever is swapping at this moment holds this lock.
    let _guard = folder::guard(&names.new)?;
    fs::rename(&names.new, &names.live)?;
    names.sync_parent()
}

/// Clears away what a swap left beside the open vault in `folder`; returns whether nothing of it is left.
pub(super) fn tidy(folder: &Path) -> bool {
    let Ok(names) = Names::of(folder) else { return true };
    if is_pair(&names.live, &names.old) && remove_old(&names).is_err() {
        return false;
    }
    discard(&names);
    if !names.old.exists() && !names.new.exists() {
        // A name that stays says nothing and is replaced at the next time.
        let _ = remove(&names.live.join(REPLACES));
        let _ = remove(&names.live.join(REPLACED));
    }
    true
}

/// Throws away a new folder that never took the old one's place.
pub(super) fn discard(names: &Names) {
    let building = matches!(folder::guard(&names.new), Err(VaultError::AlreadyOpen));
    if is_pair(&names.new, &names.live) && !building {
        for name in OURS.iter().filter(|name| **name != REPLACES) {
            let _ = remove(&names.new.join(name));
        }
        let _ = remove(&names.new.join(REPLACES));
    }
    // An empty one is what a kill before its first file leaves.
    let _ = fs::remove_dir(&names.new);
}

fn remove(file: &Path) -> Result<(), VaultError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn remove_old(names: &Names) -> Result<(), VaultError> {
    // What the old words open goes first.
    for name in OURS.iter().filter(|name| **name != REPLACED) {
        remove(&names.old.join(name))?;
    }
    for entry in fs::read_dir(&names.old)? {
        let name = entry?.file_name();
        let to = names.live.join(&name);
        if name != OsStr::new(REPLACED) && !to.exists() {
            fs::rename(names.old.join(&name), to)?;
        }
    }
    remove(&names.old.join(REPLACED))?;
    fs::remove_dir(&names.old)?;
    names.sync_parent()
}

/// Whether the one folder was made to replace the other.
fn is_pair(new: &Path, old: &Path) -> bool {
    let token = |file: PathBuf| fs::read(file).ok().filter(|token| token.len() == TOKEN_BYTES);
    token(new.join(REPLACES)).is_some_and(|replaces| token(old.join(REPLACED)) == Some(replaces))
}
