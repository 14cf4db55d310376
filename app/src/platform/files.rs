//! Invitations in files: read and written on threads of their own.
//!
//! Invariant: the thread that draws never waits; what is read is bounded; a file that is there is never replaced.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use understory_sync::limits::INVITATION_CHARS_MAX;

/// How a file went.
#[derive(Debug, PartialEq, Eq)]
pub enum FileDone {
    /// Written; an error says whether a file was there already.
    Written(Result<(), bool>),
    /// Read; none if it could not be, or is no short text.
    Read(Option<String>),
}

/// Files being read and written.
pub struct Files {
    say: Sender<FileDone>,
    done: Receiver<FileDone>,
    under_way: usize,
}

impl Default for Files {
    fn default() -> Self {
        let (say, done) = channel();
        Self { say, done, under_way: 0 }
    }
}

impl Files {
    /// Whether something is being read or written.
    pub fn busy(&self) -> bool {
        self.under_way > 0
    }

    /// Returns how a file went, if one is done.
    pub fn try_done(&mut self) -> Option<FileDone> {
        let done = self.done.try_recv().ok()?;
        self.under_way -= 1;
        Some(done)
    }

    /// Writes a short text into a new file, readable by its owner only.
    pub fn write(&mut self, file: PathBuf, text: String) {
        self.start(move || FileDone::Written(write_new(&file, &text).map_err(|kind| kind == ErrorKind::AlreadyExists)));
    }

    /// Reads a short text.
    pub fn read(&mut self, file: PathBuf) {
        self.start(move || FileDone::Read(read_short(&file)));
    }

    fn start(&mut self, job: impl FnOnce() -> FileDone + Send + 'static) {
        let say = self.say.clone();
        self.under_way += 1;
        std::thread::spawn(move || {
            // Nobody listens any more once the vault was locked.
            let _ = say.send(job());
        });
    }
}

/// Returns where an invitation is saved unless somebody types another place.
pub fn usual_invitation_file() -> String {
    let name = "understory-invitation.txt";
    etcetera::home_dir().map_or_else(|_| name.to_owned(), |home| home.join(name).display().to_string())
}

fn write_new(file: &Path, text: &str) -> Result<(), ErrorKind> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        let mut file = options.open(file)?;
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    write().map_err(|error: std::io::Error| error.kind())
}

/// Reads a short text; none if it is no file, or none that short.
pub fn read_short(file: &Path) -> Option<String> {
    // A device or a pipe could be without end, or keep the thread for ever.
    if !std::fs::metadata(file).ok()?.is_file() {
        return None;
    }
    let bytes_max = INVITATION_CHARS_MAX as u64;
    let mut text = String::new();
    std::fs::File::open(file).ok()?.take(bytes_max + 1).read_to_string(&mut text).ok()?;
    (text.len() as u64 <= bytes_max).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_a_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("invitation.txt");
        write_new(&file, "understory:abc").unwrap();
        assert_eq!(read_short(&file).as_deref(), Some("understory:abc\n"));
        assert_eq!(write_new(&file, "other"), Err(ErrorKind::AlreadyExists));
        assert_eq!(read_short(&file).as_deref(), Some("understory:abc\n"));
    }

    #[test]
    fn what_is_too_long_or_no_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("long.txt");
        std::fs::write(&file, "a".repeat(INVITATION_CHARS_MAX + 1)).unwrap();
        assert_eq!(read_short(&file), None);
        assert_eq!(read_short(folder.path()), None);
    }
}
