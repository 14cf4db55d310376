//! Sealed files on a USB stick, or anywhere: written as new files, read up to their bound.
//!
//! Invariant: a file that is there is never replaced; one that could not be written whole is not left behind.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;

use understory_sync::limits::CARRIED_FILE_BYTES_MAX;

/// Why a file is not where it was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWritten {
    /// A file of that name is there; it was left as it is.
    Exists,
    /// There is no room.
    Full,
    /// The place cannot be written.
    Failed,
}

/// Returns the place of a file of this name unless somebody types another one.
pub fn in_home(name: &str) -> String {
    etcetera::home_dir().map_or_else(|_| name.to_owned(), |home| home.join(name).display().to_string())
}

pub(super) fn write(file: &Path, bytes: &[u8]) -> Result<(), NotWritten> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(file).map_err(|error| meaning(error.kind()))?;
    let written = open.write_all(bytes).and_then(|()| open.sync_all());
    written.map_err(|error| {
        drop(open);
        let _ = std::fs::remove_file(file);
        meaning(error.kind())
    })
}

fn meaning(kind: ErrorKind) -> NotWritten {
    match kind {
        ErrorKind::AlreadyExists => NotWritten::Exists,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => NotWritten::Full,
        _ => NotWritten::Failed,
    }
}

pub(super) fn read(file: &Path) -> Option<Vec<u8>> {
    // A device or a pipe could be without end, or keep the thread for ever.
    if !std::fs::metadata(file).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file).ok()?.take(CARRIED_FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() <= CARRIED_FILE_BYTES_MAX).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_a_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sealed-abcdefgh.age");
        write(&file, b"sealed").unwrap();
        assert_eq!(write(&file, b"other"), Err(NotWritten::Exists));
        assert_eq!(read(&file).as_deref(), Some(&b"sealed"[..]));
        assert_eq!(write(&folder.path().join("no/folder.age"), b"sealed"), Err(NotWritten::Failed));
    }

    #[test]
    fn what_is_too_long_or_no_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("long.age");
        std::fs::File::create(&file).unwrap().set_len(CARRIED_FILE_BYTES_MAX as u64 + 1).unwrap();
        assert_eq!(read(&file), None);
        assert_eq!(read(folder.path()), None);
        assert_eq!(read(&folder.path().join("nowhere")), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_apart() {
        assert_eq!(meaning(ErrorKind::StorageFull), NotWritten::Full);
    }
}
