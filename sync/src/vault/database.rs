//! The SQLite file: one table of sealed values, opened by one process at a time.
//!
//! One table for all kinds, and ids that follow from random-looking row names: the closed file says neither what a
//! row is nor in which order rows were written. A row id is the first eight bytes of its name; two names that share
//! them (one chance in 2^24 for a trillion pairs) are an error, never an overwrite.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use super::error::VaultError;
use crate::limits::SEALED_BYTES_MAX;
use crate::sealed::RowId;

mod carried;

pub(super) use carried::is_backup;

/// "UNDR": tells the file apart from other SQLite files.
const APPLICATION_ID: i32 = 0x554e_4452;
/// Version of what a vault's folder holds; what says a higher one is left as it is.
pub const FORMAT: i32 = 1;
const SCHEMA: &str = "CREATE TABLE value (id INTEGER PRIMARY KEY, row BLOB NOT NULL, sealed BLOB NOT NULL) STRICT";

/// Where a walk over all rows begins.
pub(super) const FIRST_ROW: i64 = i64::MIN;

/// An open database.
pub(super) struct Database {
    connection: Connection,
    /// Writes until one fails as on a broken disk; none for ever.
    #[cfg(test)]
    writes_left: std::cell::Cell<Option<u32>>,
}

impl Database {
    /// Makes the file, empty but complete.
    pub(super) fn create(path: &Path) -> Result<Self, VaultError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.pragma_update(None, "page_size", 4096)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "user_version", FORMAT)?;
        set_pragmas(&connection)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self::around(connection))
    }

    /// Opens the file and takes its lock; what a newer version wrote is refused before anything could change it.
    pub(super) fn open(path: &Path) -> Result<Self, VaultError> {
        check_header(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        if connection.is_readonly("main")? {
            return Err(VaultError::ReadOnly);
        }
        // A newer version that was killed may have left its number in the -wal alone: closing must not fold it in.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        set_pragmas(&connection).map_err(|error| explain(error, path))?;
        let format: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if format > FORMAT {
            return Err(VaultError::NewerFormat);
        }
        check_schema(&connection, &[SCHEMA])?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        Ok(Self::around(connection))
    }

    /// Opens the file and takes its lock, for somebody who writes nothing: closing leaves a `-wal` that was there as it is.
    pub(super) fn open_to_read(path: &Path) -> Result<Self, VaultError> {
        let mut wal = path.as_os_str().to_owned();
        wal.push("-wal");
        let left = Path::new(&wal).exists();
        let database = Self::open(path)?;
        database.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, left)?;
        Ok(database)
    }

    fn around(connection: Connection) -> Self {
        Self {
            connection,
            #[cfg(test)]
            writes_left: std::cell::Cell::new(None),
        }
    }

    /// Returns the sealed value in a row.
    pub(super) fn get(&self, row: RowId) -> Result<Option<Vec<u8>>, VaultError> {
        let mut statement = self.connection.prepare_cached("SELECT sealed FROM value WHERE id = ?1 AND row = ?2")?;
        Ok(statement.query_row(params![number(row), &row.0[..]], |found| found.get(0)).optional()?)
    }

    /// Puts a sealed value into a row, new or not.
    pub(super) fn put(&self, row: RowId, sealed: &[u8]) -> Result<(), VaultError> {
        #[cfg(test)]
        self.count_write()?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO value (id, row, sealed) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed WHERE row = excluded.row",
        )?;
        let changed = statement.execute(params![number(row), &row.0[..], sealed])?;
        if changed == 1 { Ok(()) } else { Err(VaultError::Disk) }
    }

    /// Empties a row; says whether it held something.
    pub(super) fn delete(&self, row: RowId) -> Result<bool, VaultError> {
        #[cfg(test)]
        self.count_write()?;
        let mut statement = self.connection.prepare_cached("DELETE FROM value WHERE id = ?1 AND row = ?2")?;
        Ok(statement.execute(params![number(row), &row.0[..]])? == 1)
    }

    /// Walks all rows.
    pub(super) fn each(&self, visit: &mut dyn FnMut(RowId, &[u8])) -> Result<(), VaultError> {
        self.some(FIRST_ROW, usize::MAX, visit)?;
        Ok(())
    }

    /// Walks so many rows from this one on, and returns where the next walk begins; none at the end.
    ///
    /// A value longer than any of ours is shown as an empty one: it is not taken into memory to find out.
    pub(super) fn some(
        &self,
        from: i64,
        rows_max: usize,
        visit: &mut dyn FnMut(RowId, &[u8]),
    ) -> Result<Option<i64>, VaultError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT CASE WHEN length(row) = 16 THEN row END, CASE WHEN length(sealed) <= ?3 THEN sealed ELSE x'' END, id
             FROM value WHERE id >= ?1 ORDER BY id LIMIT ?2",
        )?;
        let limit = i64::try_from(rows_max).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![from, limit, SEALED_BYTES_MAX as i64])?;
        let (mut seen, mut last) = (0, None);
        while let Some(found) = rows.next()? {
            let row = found.get_ref(0)?.as_blob().ok().and_then(|bytes| bytes.try_into().ok());
            let sealed = found.get_ref(1)?.as_blob().map_err(|_| VaultError::DATABASE)?;
            visit(RowId(row.ok_or(VaultError::DATABASE)?), sealed);
            seen += 1;
            last = Some(found.get::<_, i64>(2)?);
        }
        Ok(last.filter(|_| seen == rows_max).and_then(|last| last.checked_add(1)))
    }

    /// Returns how many rows there are.
    pub(super) fn count(&self) -> Result<u64, VaultError> {
        let count: i64 = self.connection.query_row("SELECT count(*) FROM value", [], |row| row.get(0))?;
        Ok(count.max(0) as u64)
    }

    /// Begins a transaction that writes.
    pub(super) fn begin(&self) -> Result<(), VaultError> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Ends the transaction; its pages and the `-wal` are on disk when this returns.
    pub(super) fn commit(&self) -> Result<(), VaultError> {
        // On a full disk SQLite rolls back by itself: what came after would have been written without a transaction.
        if self.connection.is_autocommit() {
            return Err(VaultError::Disk);
        }
        #[cfg(test)]
        self.count_write()?;
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    /// Gives the transaction up, if one is open.
    pub(super) fn rollback(&self) {
        if !self.connection.is_autocommit() {
            // Nothing to do about a failure: the next begin would fail too and say so.
            let _unchanged = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// Writes the whole file anew, without what deleted values left between live ones.
    ///
    /// `secure_delete` wipes what is deleted, but when SQLite splits or merges a page it leaves stale copies of the
    /// moved rows in the unused middle of the old one, and a later deletion does not find those: rare, some bytes of one
    /// value in two thousand, but "removed" must be true.
    pub(super) fn rewrite(&self) -> Result<(), VaultError> {
        self.connection.flush_prepared_statement_cache();
        Ok(self.connection.execute_batch("VACUUM")?)
    }

    /// Whether so much of the file holds nothing that writing it anew is worth its time: a quarter, and 64 pages.
    pub(super) fn is_mostly_free(&self) -> Result<bool, VaultError> {
        let count = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (pages, free) = (count("page_count")?, count("freelist_count")?);
        Ok(free >= 64 && free >= pages / 4)
    }

    /// Moves all of the `-wal` into the file and empties it.
    pub(super) fn checkpoint(&self) -> Result<(), VaultError> {
        let busy: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(VaultError::Disk) }
    }

    /// Closes the file.
    pub(super) fn close(self) -> Result<(), VaultError> {
        self.connection.close().map_err(|(_, error)| error.into())
    }

    /// Lets so many writes and commits succeed, and the one after them fail.
    #[cfg(test)]
    pub(super) fn fail_after(&self, writes: Option<u32>) {
        self.writes_left.set(writes);
    }

    #[cfg(test)]
    fn count_write(&self) -> Result<(), VaultError> {
        match self.writes_left.get() {
            Some(0) => Err(VaultError::Disk),
            Some(left) => {
                self.writes_left.set(Some(left - 1));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Lets the file grow to this many pages: a disk that is full.
    #[cfg(test)]
    pub(super) fn limit_pages(&self, spare: u32) {
        let used: u32 = self.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        let sql = format!("PRAGMA max_page_count = {}", used.saturating_add(spare).min(0x7fff_fffe));
        self.connection.query_row(&sql, [], |_| Ok(())).unwrap();
    }

    /// How much a commit waits for the disk.
    #[cfg(test)]
    pub(super) fn synchronous(&self) -> i64 {
        self.connection.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap()
    }

    /// Pages of the file that hold nothing.
    #[cfg(test)]
    pub(super) fn free_pages(&self) -> u32 {
        self.connection.pragma_query_value(None, "freelist_count", |row| row.get(0)).unwrap()
    }
}

fn number(row: RowId) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&row.0[..8]);
    i64::from_be_bytes(first)
}

/// Pragmas of every connection; reading the schema under `EXCLUSIVE` takes the lock at once and keeps it.
fn set_pragmas(connection: &Connection) -> Result<(), VaultError> {
    connection.busy_timeout(Duration::ZERO)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(VaultError::Disk);
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; BEGIN EXCLUSIVE; COMMIT;",
    )?;
    Ok(())
}

/// Whoever can write the file could add triggers to it: only our tables are accepted, in the order of their names.
fn check_schema(connection: &Connection, ours: &[&str]) -> Result<(), VaultError> {
    let mut statement = connection.prepare("SELECT sql FROM sqlite_schema ORDER BY name LIMIT 3")?;
    let found: Vec<Option<String>> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if found.iter().map(Option::as_deref).eq(ours.iter().copied().map(Some)) {
        Ok(())
    } else {
        Err(VaultError::DATABASE)
    }
}

/// Reads application and format from the file's first 100 bytes, before SQLite may touch it.
fn check_header(path: &Path) -> Result<(), VaultError> {
    let mut header = [0; 100];
    match fs::File::open(path).and_then(|mut file| file.read_exact(&mut header)) {
        Ok(()) => {}
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => {
            return Err(VaultError::DATABASE);
        }
        Err(error) => return Err(error.into()),
    }
    let field = |at: usize| i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    if !header.starts_with(b"SQLite format 3\0") || field(68) != APPLICATION_ID {
        return Err(VaultError::DATABASE);
    }
    if field(60) > FORMAT { Err(VaultError::NewerFormat) } else { Ok(()) }
}

/// SQLite says "unable to open" when it may not write its `-wal`: finds out why.
fn explain(error: VaultError, path: &Path) -> VaultError {
    if error != VaultError::Disk {
        return error;
    }
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    match fs::OpenOptions::new().append(true).create(true).open(wal) {
        Ok(_) => error,
        Err(cause) => cause.into(),
    }
}

#[cfg(test)]
mod tests;
