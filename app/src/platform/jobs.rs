//! One thread that touches files for the screen, in the order it is asked.
//!
//! Invariant: the thread that draws never waits for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use understory_sync::sealed::QuickKey;
use understory_sync::vault::has_quick;
use zeroize::Zeroizing;

use super::carried::{self, NotWritten};
use super::folders;
use super::keychain;
use super::lock_screen::{self, LockContact};
use super::reminding::{self, Reminding};
use super::settings::Settings;
use crate::care::reminder::Reminder;

/// Jobs that may wait; more than a person can click.
const JOBS_MAX: usize = 64;

type Job = Box<dyn FnOnce() -> Option<Done> + Send>;

/// What a job has to say.
#[derive(Debug, PartialEq, Eq)]
pub enum Done {
    /// The recovery page is in a file, or could not be written.
    RecoverySaved(Result<(), ()>),
    /// A page about a lost device is in a file, or could not be written.
    LostPageSaved(Result<(), ()>),
    /// A sealed file is where it was to be, or why not.
    CarriedWritten(Result<(), NotWritten>),
    /// Whether a key of the keychain may open the vault in the folder.
    QuickThere(bool),
    /// The keychain keeps the key, or it does not.
    QuickKept(bool),
    /// The keychain gave back a key, or nothing.
    QuickFound(Option<QuickKey>),
    /// A reminder was shown to try it, or the system shows none.
    ReminderShown(bool),
    /// The contacts on the lock screen of this computer.
    LockScreen(Vec<LockContact>),
    /// A sealed file was read; none if it could not be.
    CarriedRead(Option<Vec<u8>>),
}

/// The way to that thread.
pub struct Jobs {
    jobs: SyncSender<Job>,
    done: Receiver<Done>,
    say: Sender<Done>,
    wake: Arc<dyn Fn() + Send + Sync>,
    reminding: Reminding,
}

impl Jobs {
    /// Starts the thread; `wake` is called when a job has something to say.
    pub fn start(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(wake);
        let (jobs, to_do): (SyncSender<Job>, Receiver<Job>) = sync_channel(JOBS_MAX);
        let (say, done): (Sender<Done>, Receiver<Done>) = channel();
        let (tell, waken) = (say.clone(), Arc::clone(&wake));
        std::thread::spawn(move || {
            for job in to_do {
                if let Some(word) = job() {
                    // The window is gone when nobody listens any more.
                    let _ = tell.send(word);
                    waken();
                }
            }
        });
        Self { jobs, done, say, wake, reminding: Reminding::start() }
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

    /// Writes the contacts for the lock screen into the vault folder.
    pub fn save_lock_screen(&self, folder: &Path, contacts: Vec<LockContact>) {
        let folder = folder.to_owned();
        self.ask(Box::new(move || {
            let _ = lock_screen::save(&folder, contacts);
            None
        }));
    }

    /// Reads them.
    pub fn read_lock_screen(&self, folder: &Path) {
        let folder = folder.to_owned();
        self.ask(Box::new(move || Some(Done::LockScreen(lock_screen::load(&folder)))));
    }

    /// Writes down which vault was used last.
    pub fn remember_folder(&self, folder: &Path) {
        let folder = folder.to_owned();
        self.ask(Box::new(move || {
            let _ = folders::remember(&folder);
            None
        }));
    }

    /// Looks whether a key of the keychain may open the vault in this folder.
    pub fn look_for_quick(&self, folder: &Path) {
        let folder = folder.to_owned();
        self.ask(Box::new(move || Some(Done::QuickThere(has_quick(&folder)))));
    }

    /// Lets the keychain keep a key for the vault in this folder. It may ask its person something first.
    pub fn keep_quick(&self, folder: &Path, key: QuickKey) {
        let folder = folder.to_owned();
        self.apart(move || Done::QuickKept(keychain::keep(&folder, &key)));
    }

    /// Asks the keychain for the key of the vault in this folder.
    pub fn find_quick(&self, folder: &Path) {
        let folder = folder.to_owned();
        self.apart(move || Done::QuickFound(keychain::find(&folder)));
    }

    /// Lets the keychain forget the key of the vault in this folder; without the file it opens nothing any more.
    pub fn forget_quick(&self, folder: &Path) {
        let folder = folder.to_owned();
        std::thread::spawn(move || keychain::forget(&folder));
    }

    /// Keeps a reminder with the line it shows, in the place of the one before.
    pub fn keep_reminder(&self, reminder: Option<(Reminder, String)>) {
        self.reminding.keep(reminder);
    }

    /// Shows a reminder's line now.
    pub fn show_reminder(&self, line: String) {
        self.apart(move || Done::ReminderShown(reminding::show(&line)));
    }

    /// Writes the recovery page where its owner wants it; an existing file is left alone.
    pub fn save_recovery(&self, file: PathBuf, page: Zeroizing<Vec<u8>>) {
        self.ask(Box::new(move || Some(Done::RecoverySaved(write_new(&file, &page).map_err(|_| ())))));
    }

    /// Writes the page about a lost device; an existing file is left alone.
    pub fn save_lost_page(&self, file: PathBuf, page: Zeroizing<Vec<u8>>) {
        self.ask(Box::new(move || Some(Done::LostPageSaved(write_new(&file, &page).map_err(|_| ())))));
    }

    /// Writes a sealed file where its owner wants it; an existing file is left alone.
    pub fn write_carried(&self, file: PathBuf, bytes: Vec<u8>) {
        self.apart(move || Done::CarriedWritten(carried::write(&file, &bytes)));
    }

    /// Reads a sealed file.
    pub fn read_carried(&self, file: PathBuf) {
        self.apart(move || Done::CarriedRead(carried::read(&file)));
    }

    /// Does a job on a thread of its own: a stick may keep it waiting for minutes.
    fn apart(&self, job: impl FnOnce() -> Done + Send + 'static) {
        let (say, wake) = (self.say.clone(), Arc::clone(&self.wake));
        std::thread::spawn(move || {
            // The window is gone when nobody listens any more.
            let _ = say.send(job());
            wake();
        });
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
