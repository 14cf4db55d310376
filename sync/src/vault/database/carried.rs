//! The database as one file to carry away: written whole by SQLite, opened without trust and without changing a byte.
//!
//! Invariant: what is opened here is as long as its first page says, holds exactly our two tables, and is only read.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use super::{Database, FORMAT, SCHEMA};
use crate::limits::KEY_FILE_BYTES_MAX;
use crate::vault::error::{Damage, DamageWhy, VaultError};

/// "UNDB": a backup is not a vault's database, and the other way round.
const BACKUP_ID: i32 = 0x554e_4442;
/// The key files travel in a table of their own.
const FILES: &str = "CREATE TABLE file (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID";
/// How every SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

impl Database {
    /// Writes every value, as it is at this moment, into the empty file at `path`; the caller has it on disk.
    ///
    /// `VACUUM INTO` leaves out what deleted values left between live ones. It would also wait for the other disk at
    /// its end, with the vault standing still: that is for somebody who can wait.
    pub(in crate::vault) fn copy_into(&self, path: &Path) -> Result<(), VaultError> {
        let name = ToSqlOutput::Borrowed(ValueRef::Text(path.as_os_str().as_encoded_bytes()));
        self.connection.execute_batch("PRAGMA synchronous = OFF")?;
        let copied = self.connection.execute("VACUUM INTO ?1", params![name]);
        self.connection.execute_batch("PRAGMA synchronous = FULL")?;
        copied?;
        Ok(())
    }

    /// Makes a backup of such a copy: the key files go into it, and the mark that says so.
    pub(in crate::vault) fn complete_copy(path: &Path, files: &[(&str, &[u8])]) -> Result<(), VaultError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        // Whole or nothing comes from the name under which it lies: a journal would only lie beside it.
        let _mode: String = connection.pragma_update_and_check(None, "journal_mode", "OFF", |row| row.get(0))?;
        connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY")?;
        connection.execute_batch(FILES)?;
        for (name, content) in files {
            connection.execute("INSERT INTO file (name, content) VALUES (?1, ?2)", params![name, content])?;
        }
        connection.pragma_update(None, "application_id", BACKUP_ID)?;
        connection.close().map_err(|(_, error)| error.into())
    }

    /// Opens a backup to read it.
    pub(in crate::vault) fn open_backup(path: &Path) -> Result<Self, VaultError> {
        check_whole(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(Duration::ZERO)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.execute_batch(
            "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0",
        )?;
        super::check_schema(&connection, &[FILES, SCHEMA])?;
        Ok(Self::around(connection))
    }

    /// Returns a key file that a backup carries.
    pub(in crate::vault) fn carried_file(&self, name: &str) -> Result<Vec<u8>, VaultError> {
        let found = self.connection.query_row(
            "SELECT content FROM file WHERE name = ?1 AND length(content) <= ?2",
            params![name, KEY_FILE_BYTES_MAX as i64],
            |row| row.get(0),
        );
        found.optional()?.ok_or(VaultError::Damaged(Damage::file(DamageWhy::KeyFile)))
    }
}

/// Whether a file says of itself that it is a backup; what cannot be read is none.
pub(in crate::vault) fn is_backup(path: &Path) -> bool {
    header(path).is_ok_and(|header| header.id == BACKUP_ID)
}

/// What a file's first page says of the whole.
struct Header {
    id: i32,
    format: i32,
    bytes: u64,
    /// Written without a `-wal`, as every backup is.
    plain: bool,
}

/// Refuses what is no backup, is from a newer version, or is shorter than it was written.
fn check_whole(path: &Path) -> Result<(), VaultError> {
    let header = header(path)?;
    if header.id != BACKUP_ID {
        return Err(VaultError::NotABackup);
    }
    if header.format > FORMAT {
        return Err(VaultError::NewerFormat);
    }
    match fs::metadata(path)?.len() {
        bytes if bytes < header.bytes => Err(VaultError::CutShort),
        bytes if bytes > header.bytes || !header.plain => Err(VaultError::DATABASE),
        _ => Ok(()),
    }
}

fn header(path: &Path) -> Result<Header, VaultError> {
    // A pipe could keep the reader for ever.
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(VaultError::NotABackup),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Err(VaultError::NoFile);
        }
        Err(error) => return Err(error.into()),
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(100).read_to_end(&mut bytes)?;
    let begun = &bytes[..bytes.len().min(MAGIC.len())];
    if !MAGIC.starts_with(begun) {
        return Err(VaultError::NotABackup);
    }
    if bytes.len() < 100 {
        return Err(VaultError::CutShort);
    }
    let field = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let page_bytes = match u16::from_be_bytes([bytes[16], bytes[17]]) {
        1 => 1 << 16,
        size => u64::from(size),
    };
    Ok(Header {
        id: field(68) as i32,
        format: field(60) as i32,
        bytes: page_bytes * u64::from(field(28)),
        plain: bytes[18] == 1 && bytes[19] == 1,
    })
}
