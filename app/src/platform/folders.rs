//! Where a vault lies when nobody says otherwise, and which places copy it elsewhere.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

/// Names of programs that copy a folder to somebody else's computer, as they stand in paths.
const CLOUDS: &[&str] =
    &["Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "iCloud", "Mobile Documents", "Nextcloud"];
const FOLDER: &str = "understory";
const LOCATION: &str = "vault-location.txt";
const LOCATION_BYTES_MAX: u64 = 4096;

/// Returns the folder the program keeps its own few files in, if the system names one.
pub fn data() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.data_dir().join(FOLDER))
}

/// Returns the vault used last, or else the default place for one.
pub fn usual_vault() -> PathBuf {
    let data = data().unwrap_or_else(|| PathBuf::from(FOLDER));
    remembered(&data).unwrap_or_else(|| data.join("vault"))
}

/// Returns whether a vault lies in `folder`.
pub fn holds_vault(folder: &Path) -> bool {
    understory_sync::vault::holds_vault(folder)
}

/// Returns the path somebody typed, with `~` for the home folder.
pub fn typed(path: &str) -> PathBuf {
    let path = path.trim();
    match (path.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

/// Returns the name of the program that would copy this folder elsewhere, as far as the path tells.
pub fn cloud_of(path: &Path) -> Option<&'static str> {
    let lower = path.to_string_lossy().to_lowercase();
    CLOUDS.iter().copied().find(|cloud| lower.contains(&cloud.to_lowercase()))
}

/// Writes down which vault was used last; only the place, in the program's own folder.
pub(super) fn remember(folder: &Path) -> std::io::Result<()> {
    let Some(data) = data() else { return Ok(()) };
    if folder == data.join("vault") && !data.join(LOCATION).exists() {
        return Ok(());
    }
    std::fs::create_dir_all(&data)?;
    std::fs::write(data.join(LOCATION), folder.to_string_lossy().as_bytes())
}

fn remembered(data: &Path) -> Option<PathBuf> {
    let file = data.join(LOCATION);
    if std::fs::metadata(&file).ok()?.len() > LOCATION_BYTES_MAX {
        return None;
    }
    let folder = PathBuf::from(std::fs::read_to_string(file).ok()?.trim());
    holds_vault(&folder).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_copied_elsewhere_are_named() {
        assert_eq!(cloud_of(Path::new("/home/a/Dropbox/vault")), Some("Dropbox"));
        assert_eq!(cloud_of(Path::new("/home/a/onedrive - Practice/v")), Some("OneDrive"));
        assert_eq!(cloud_of(Path::new("/home/a/.local/share/understory/vault")), None);
    }
}
