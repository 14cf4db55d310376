//! What arrives while the vault is locked: sealed values that wait, in order, until somebody opens it.
//!
//! Invariant: an inbox holds nothing that opens a value: not the identity, and of the names of rows only its own.
//! What it took is on disk when it says so; the vault takes it out in the transaction that stores it.

use std::fs::File;
use std::path::PathBuf;

use super::database::Database;
use super::error::VaultError;
use super::folder::{self, DATABASE};
use super::keyed;
use super::store::{NO_SPACE, Vault};
use super::write::Write;
use crate::ids::VaultId;
use crate::limits::INBOX_BYTES_MAX;
use crate::sealed::{InboxRows, Place, Plain, Table, VaultRecipient, seal};
use zeroize::Zeroizing;

/// The way in of a locked vault; keeps every other opener out.
pub struct Inbox {
    about: About,
    database: Database,
    _guard: File,
}

/// An inbox that let go of the folder, so that somebody can try to open the vault.
pub struct Resting(About);

/// What it needs to take something.
struct About {
    folder: PathBuf,
    id: VaultId,
    recipient: VaultRecipient,
    rows: InboxRows,
    /// The number of the next value.
    next: u64,
    /// Bytes of the sealed values in it.
    bytes: usize,
}

impl Vault {
    /// Locks the vault, but for what arrives.
    pub fn into_inbox(mut self) -> Result<Inbox, VaultError> {
        self.checkpoint()?;
        let rows = self.rows.inbox();
        let (mut next, mut bytes) = (1, 0);
        while let Some(sealed) = self.database.get(rows.row(next))? {
            (next, bytes) = (next + 1, bytes + sealed.len());
        }
        let Self { folder, id, recipient, database, guard, .. } = self;
        Ok(Inbox { about: About { folder, id, recipient, rows, next, bytes }, database, _guard: guard })
    }

    /// Returns a value of the inbox; none beyond its end. One that does not open is set aside.
    pub fn arrived(&self, number: u64) -> Result<Option<Plain>, VaultError> {
        self.value(Table::Inbox, NO_SPACE, &number.to_be_bytes(), number)
    }
}

impl Write<'_> {
    /// Takes a value out of the inbox.
    pub fn remove_arrived(&mut self, number: u64) -> Result<(), VaultError> {
        self.remove(Table::Inbox, NO_SPACE, &number.to_be_bytes())
    }
}

impl Inbox {
    /// Takes these values, all or none; they are on disk when this returns.
    pub fn put(&mut self, bodies: &[Zeroizing<Vec<u8>>]) -> Result<(), VaultError> {
        let (mut next, mut bytes) = (self.about.next, self.about.bytes);
        let mut sealed = Vec::with_capacity(bodies.len());
        for body in bodies {
            let (row, key) = (self.about.rows.row(next), next.to_be_bytes());
            let place = Place { vault: self.about.id, table: Table::Inbox, row, space: NO_SPACE, seq: next };
            let body = keyed::join(&key, body).ok_or(VaultError::TooLarge)?;
            let value = seal(&self.about.recipient, &place, &body).map_err(VaultError::of_sealing)?;
            (next, bytes) = (next + 1, bytes + value.as_bytes().len());
            sealed.push((row, value));
        }
        if bytes > INBOX_BYTES_MAX {
            return Err(VaultError::TooLarge);
        }
        self.database.begin()?;
        let put = || sealed.iter().try_for_each(|(row, value)| self.database.put(*row, value.as_bytes()));
        if let Err(error) = put().and_then(|()| self.database.commit()) {
            self.database.rollback();
            return Err(error);
        }
        (self.about.next, self.about.bytes) = (next, bytes);
        Ok(())
    }

    /// Lets the file grow by so many pages: a disk that is full.
    #[cfg(test)]
    pub(super) fn limit_pages(&self, spare: u32) {
        self.database.limit_pages(spare);
    }

    /// Lets go of the folder.
    pub fn rest(self) -> Resting {
        // What cannot be closed properly is closed all the same; its commits are on disk.
        let _ = self.database.checkpoint().and_then(|()| self.database.close());
        Resting(self.about)
    }
}

impl Resting {
    /// Takes the folder again; fails if somebody else has it open meanwhile.
    pub fn resume(self) -> Result<Inbox, VaultError> {
        let guard = folder::guard(&self.0.folder)?;
        let database = Database::open(&self.0.folder.join(DATABASE))?;
        Ok(Inbox { about: self.0, database, _guard: guard })
    }
}

impl core::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Inbox({:?}, next {})", self.about.id, self.about.next)
    }
}
