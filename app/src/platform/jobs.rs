//! One thread that touches files for the screen, in the order it is asked.
//!
//! Invariant: the thread that draws never waits for it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use zeroize::Zeroizing;

use super::folders;
use super::settings::Settings;

/// Jobs that may wait; more than a person can click.
const JOBS_MAX: usize = 64;

type Job = Box<dyn FnOnce() -> Option<Done> + Send>;

/// What a job has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The recovery page is in a file, or could not be written.
    RecoverySaved(Result<(), ()>),
    /// A page about a lost device is in a file, or could not be written.
    LostPageSaved(Result<(), ()>),
}

/// The way to that thread.
pub struct Jobs {
    jobs: SyncSender<Job>,
    done: Receiver<Done>,
}

impl Jobs {
    /// Starts the thread; `wake` is called when a job has something to say.
    pub fn start(wake: impl Fn() + Send + 'static) -> Self {
        let (jobs, to_do): (SyncSender<Job>, Receiver<Job>) = sync_channel(JOBS_MAX);
        let (say, done): (Sender<Done>, Receiver<Done>) = channel();
        std::thread::spawn(move || {
            for job in to_do {
                if let Some(word) = job() {
                    // The window is gone when nobody listens any more.
                    let _ = say.send(word);
                    wake();
                }
            }
        });
        Self { jobs, done }
    }

    /// Returns what a job has to say, if one has.
    pub fn try_done(&self) -> Option<Done> {
        self.done.try_recv().ok()
    }

    /// Writes the settings into the vault folder; a failure costs a setting, so it is not shown.
    pub fn save_settings(&self, folder: &Path, settings: &Settings) {
        let (folder, settings) = (folder.to_owned(), settings.clone());
        self.ask(Box::new(move || {
            let _ = settings.save(&folder);
            None
        }));
    }

    /// Writes down which vault was used last.
    pub fn remember_folder(&self, folder: &Path) {
        let folder = folder.to_owned();
        self.ask(Box::new(move || {
            let _ = folders::remember(&folder);
            None
        }));
    }

    /// Writes the recovery page where its owner wants it; an existing file is left alone.
    pub fn save_recovery(&self, file: PathBuf, page: Zeroizing<Vec<u8>>) {
        self.ask(Box::new(move || Some(Done::RecoverySaved(write_new(&file, &page).map_err(|_| ())))));
    }

    /// Writes the page about a lost device; an existing file is left alone.
    pub fn save_lost_page(&self, file: PathBuf, page: Zeroizing<Vec<u8>>) {
        self.ask(Box::new(move || Some(Done::LostPageSaved(write_new(&file, &page).map_err(|_| ())))));
    }

    fn ask(&self, job: Job) {
        // A full queue means a disk that does not answer; dropping a setting then is the lesser harm.
        let _ = self.jobs.try_send(job);
    }
}

fn write_new(file: &Path, page: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(page)?;
    file.sync_all()
}
