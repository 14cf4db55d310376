//! A backup made while the vault goes on: begun at once, opened piece by piece, named when all of it was seen.
//!
//! Invariant: between two pieces every other input is heard; what is noted as made lies whole under its name.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::failure::Failure;
use super::open::Open;
use super::records;
use super::view::{BackupView, LastBackup, Progress};
use crate::clock::UnixMillis;
use crate::limits::PLACE_CHARS_MAX;
use crate::vault::{BackedUp, Backup, Vault, VaultError};

/// Values opened between two other inputs: one takes some 65 us, so a key press waits 20 ms at most.
const PIECE: usize = 256;

/// What a vault remembers of the last backup made from it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct BackupRecord {
    made_ms: UnixMillis,
    values: u64,
    damaged: u64,
    bytes: u64,
    /// Where it was written; a path, sealed as everything else.
    place: String,
}

impl BackupRecord {
    /// Returns what a vault remembers.
    pub fn load(vault: &Vault) -> Result<Option<Self>, Failure> {
        vault.record(records::BACKUP)?.map(|bytes| records::decode(&bytes)).transpose()
    }
}

/// A backup under way.
pub(super) struct BackingUp {
    backup: Backup,
    file: PathBuf,
    replace: bool,
    on_disk: Receiver<Result<(), VaultError>>,
    is_on_disk: bool,
}

impl BackingUp {
    /// Opens some more of it; says whether anything is left to do before it gets its name.
    fn go_on(&mut self) -> Result<bool, VaultError> {
        let left = self.backup.check(PIECE)?;
        match self.on_disk.try_recv() {
            Ok(written) => {
                written?;
                self.is_on_disk = true;
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) if self.is_on_disk => {}
            Err(TryRecvError::Disconnected) => return Err(VaultError::Disk),
        }
        Ok(left || !self.is_on_disk)
    }
}

impl Open {
    /// Begins a backup into a file. An existing file is left alone, unless it is a backup and `replace` says so.
    pub fn back_up(&mut self, file: &Path, replace: bool) {
        if self.backing_up.is_some() {
            return;
        }
        match self.begin_backup(file, replace) {
            Ok(begun) => {
                self.backing_up = Some(begun);
                self.tell_backing_up();
            }
            Err(failure) => self.events.push(Event::BackedUp(Err(failure))),
        }
    }

    fn begin_backup(&mut self, file: &Path, replace: bool) -> Result<BackingUp, Failure> {
        self.write_unsaved();
        // A disk that is full here is no reason not to take what is on it elsewhere.
        let _ = self.write_copies();
        let backup = self.vault.begin_backup(file, replace)?;
        let to_disk = backup.to_disk()?;
        let (say, on_disk) = sync_channel(1);
        let writer = move || {
            // Nobody listens any more once the vault is locked.
            let _ = say.send(to_disk());
        };
        std::thread::Builder::new().name("backup".to_owned()).spawn(writer).map_err(|_| Failure::Internal)?;
        Ok(BackingUp { backup, file: file.to_owned(), replace, on_disk, is_on_disk: false })
    }

    /// Gives up a backup that is under way; returns where it was to go, so that it can be begun anew.
    pub(super) fn give_up_backup(&mut self) -> Option<(PathBuf, bool)> {
        self.backing_up.take().map(|at_work| (at_work.file, at_work.replace))
    }

    /// Begins a backup anew that was given up.
    pub(super) fn back_up_again(&mut self, given_up: Option<(PathBuf, bool)>) {
        if let Some((file, replace)) = given_up {
            self.back_up(&file, replace);
        }
    }

    /// Goes on with a backup that is under way.
    pub fn back_up_on(&mut self) {
        let Some(mut at_work) = self.backing_up.take() else { return };
        let outcome = match at_work.go_on() {
            Ok(true) => {
                self.backing_up = Some(at_work);
                return self.tell_backing_up();
            }
            Ok(false) => at_work.backup.settle().map(|done| self.note_backup(&at_work.file, done)),
            Err(error) => Err(error),
        };
        self.events.push(Event::BackedUp(outcome.map_err(Failure::from)));
    }

    fn note_backup(&mut self, file: &Path, done: BackedUp) {
        let BackedUp { values, damaged, bytes } = done;
        let place = file.display().to_string().chars().take(PLACE_CHARS_MAX).collect();
        let record = BackupRecord { made_ms: self.now_ms(), values, damaged, bytes, place };
        // It is made even if this vault's own disk has no room to remember it.
        let _ = self.write_record(records::BACKUP, &record);
        self.last_backup = Some(record);
        self.tell_backup();
    }

    /// Writes one record by name.
    pub(super) fn write_record<T: Serialize>(&mut self, name: &str, record: &T) -> Result<(), Failure> {
        let body = records::encode(record)?;
        let mut write = self.vault.write()?;
        write.put_record(name, &body)?;
        Ok(write.commit()?)
    }

    fn tell_backing_up(&mut self) {
        let Some(at_work) = &self.backing_up else { return };
        let (done, of) = at_work.backup.progress();
        self.events.push(Event::BackingUp(Progress { done, of }));
    }

    /// Tells the screen of the last backup.
    pub fn tell_backup(&mut self) {
        let last = self.last_backup.clone().map(|record| {
            let BackupRecord { made_ms, values, damaged, bytes, place } = record;
            LastBackup { made_ms, values, damaged, bytes, place }
        });
        self.events.push(Event::Backup(BackupView { last, restored_ms: self.restored.at_ms() }));
    }
}
