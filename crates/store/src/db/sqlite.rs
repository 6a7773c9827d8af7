//! One SQLite connection: how it is opened, what is asserted about it, and its error codes.

use super::Options;
use super::error::DbError;
use super::sql;
use super::value::{Row, Source, Value};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ffi};
use std::collections::BTreeMap;
use std::path::Path;

/// Statements kept prepared; above this number built texts would push the fixed ones out.
pub(super) const KEPT_STATEMENTS: usize = 256;

pub(super) struct Sqlite {
    connection: Connection,
    /// `$n` text to `?n` text, so that translating costs one look-up.
    texts: BTreeMap<String, String>,
}

impl Sqlite {
    pub(super) fn open(path: &Path, writes: bool, options: &Options) -> Result<Self, DbError> {
        let refuse = |problem: rusqlite::Error| {
            DbError::Refused(format!("The database file {} cannot be opened: {problem}.", path.display()))
        };
        if writes {
            create_private(path)?;
        }
        let access =
            if writes { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
        let connection =
            Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(refuse)?;
        connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
        connection.busy_timeout(options.wait).map_err(refuse)?;
        configure(&connection, writes, options).map_err(refuse)?;
        if writes {
            assert_durable(&connection, options)?;
        }
        Ok(Self { connection, texts: BTreeMap::new() })
    }

    pub(super) fn begin(&mut self, writes: bool) -> Result<(), DbError> {
        self.control(if writes { "BEGIN IMMEDIATE" } else { "BEGIN" })
    }

    /// After a failed flush the log may still hold the commit, and a restart may find it there.
    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        let done = self.connection.prepare_cached("COMMIT").and_then(|mut statement| statement.raw_execute());
        match done {
            Ok(_) => Ok(()),
            Err(problem) if problem.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) => {
                Err(DbError::Unknown)
            }
            Err(problem) => Err(error(&problem, "COMMIT")),
        }
    }

    /// Copies what is in the log into the file, as far as that is possible without anybody waiting.
    pub(super) fn copy_log(&mut self) -> Result<(), DbError> {
        self.batch("PRAGMA wal_checkpoint(PASSIVE)")
    }

    /// Pages of the log that are not in the file yet.
    pub(super) fn log_left(&mut self) -> Result<u32, DbError> {
        let text = "PRAGMA wal_checkpoint(NOOP)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
        let (all, copied) =
            self.connection.query_row(text, [], read).map_err(|problem| error(&problem, text))?;
        u32::try_from(all.saturating_sub(copied)).map_err(DbError::broken)
    }

    /// A statement without parameters that ends or divides a transaction.
    pub(super) fn control(&mut self, text: &'static str) -> Result<(), DbError> {
        let done = self.connection.prepare_cached(text).and_then(|mut statement| statement.raw_execute());
        done.map(drop).map_err(|problem| error(&problem, text))
    }

    pub(super) fn idle(&self) -> bool {
        self.connection.is_autocommit()
    }

    pub(super) fn batch(&mut self, text: &str) -> Result<(), DbError> {
        self.connection.execute_batch(text).map_err(|problem| error(&problem, text))
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, DbError> {
        let changed = self.prepared(sql, values)?.raw_execute().map_err(|problem| error(&problem, sql))?;
        u64::try_from(changed).map_err(DbError::broken)
    }

    /// By the row's own number: `RETURNING` would build a table in memory for it each time.
    pub(super) fn insert(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Option<i64>, DbError> {
        let changed = self.execute(sql, values)?;
        Ok((changed > 0).then(|| self.connection.last_insert_rowid()))
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let mut statement = self.prepared(sql, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|problem| error(&problem, sql))? {
            read(&Row { source: Source::Sqlite(row), sql })?;
        }
        Ok(())
    }

    fn prepared(&mut self, sql: &str, values: &[Value<'_>]) -> Result<CachedStatement<'_>, DbError> {
        if !self.texts.contains_key(sql) {
            if self.texts.len() >= 2 * KEPT_STATEMENTS {
                self.texts.clear();
            }
            self.texts.insert(sql.to_owned(), sql::positional(sql));
        }
        let text = self.texts.get(sql).map_or(sql, String::as_str);
        let mut statement = self.connection.prepare_cached(text).map_err(|problem| error(&problem, sql))?;
        if statement.parameter_count() != values.len() {
            return Err(count(sql, statement.parameter_count(), values.len()));
        }
        for (index, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value).map_err(|problem| error(&problem, sql))?;
        }
        Ok(statement)
    }

    /// Copies the snapshot of the open read transaction, a few pages at a time.
    pub(super) fn backup(&mut self, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), DbError> {
        let lost = |problem: rusqlite::Error| error(&problem, "the backup");
        // The first read fixes the snapshot; without it a busy writer would make the copy start again.
        self.batch("SELECT count(*) FROM sqlite_schema")?;
        let mut copy = Connection::open(to).map_err(lost)?;
        let backup = Backup::new(&self.connection, &mut copy).map_err(lost)?;
        loop {
            let step = backup.step(1_000).map_err(lost)?;
            let pages = backup.progress();
            let total = u64::try_from(pages.pagecount).unwrap_or(0);
            progress(total.saturating_sub(u64::try_from(pages.remaining).unwrap_or(0)), total);
            if step == StepResult::Done {
                return Ok(());
            }
            if step != StepResult::More {
                return Err(DbError::Busy);
            }
        }
    }
}

/// A statement and its parameters disagree in number.
pub(super) fn count(sql: &str, wanted: usize, given: usize) -> DbError {
    DbError::Broken(format!("`{sql}` has {wanted} parameters, {given} were given"))
}

/// A new database is readable by its owner only; the log files beside it inherit this.
fn create_private(path: &Path) -> Result<(), DbError> {
    let mut open = std::fs::OpenOptions::new();
    open.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let refused = |problem| {
        DbError::Refused(format!("The database file {} cannot be opened: {problem}.", path.display()))
    };
    open.open(path).map(drop).map_err(refused)
}

/// Switches to the write-ahead log. Of several that open a new file together only one can; SQLite
/// tells the others at once that it is busy, without the wait it keeps to elsewhere.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    for attempt in 1..super::TRIES {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(busy) if busy.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => super::pause(attempt),
            done => return done,
        }
    }
    connection.pragma_update(None, "journal_mode", "WAL")
}

fn configure(connection: &Connection, writes: bool, options: &Options) -> rusqlite::Result<()> {
    if writes {
        write_ahead(connection)?;
        connection.pragma_update(
            None,
            "synchronous",
            if options.unsafe_durability { "OFF" } else { "FULL" },
        )?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // Without this an INSERT OR REPLACE would slip past the triggers of an append-only table.
        connection.pragma_update(None, "recursive_triggers", true)?;
        connection.pragma_update(None, "wal_autocheckpoint", options.log_pages)?;
    }
    // A plan is made once for a text, not anew for each value bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // 8 MiB a connection. No memory map: a disk error would then kill the process instead of failing a read.
    connection.pragma_update(None, "cache_size", -8_192)?;
    connection.pragma_update(None, "mmap_size", 0)
}

fn assert_durable(connection: &Connection, options: &Options) -> Result<(), DbError> {
    let read = |problem: rusqlite::Error| error(&problem, "PRAGMA");
    let journal: String =
        connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).map_err(read)?;
    let synchronous: i64 =
        connection.pragma_query_value(None, "synchronous", |row| row.get(0)).map_err(read)?;
    let foreign: i64 = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0)).map_err(read)?;
    let expected = if options.unsafe_durability { 0 } else { 2 };
    if (journal.as_str(), synchronous, foreign) == ("wal", expected, 1) {
        return Ok(());
    }
    Err(DbError::Refused(format!(
        "SQLite does not keep what it promises here (journal_mode {journal}, synchronous {synchronous}, \
         foreign_keys {foreign}). Put the data on a local disk."
    )))
}

fn error(problem: &rusqlite::Error, sql: &str) -> DbError {
    let rusqlite::Error::SqliteFailure(cause, message) = problem else {
        return DbError::Broken(format!("SQLite: {problem} in `{sql}`"));
    };
    let unique =
        [ffi::SQLITE_CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_PRIMARYKEY, ffi::SQLITE_CONSTRAINT_ROWID];
    let message = message.as_deref().unwrap_or_default();
    if matches!(cause.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) {
        DbError::Busy
    } else if unique.contains(&cause.extended_code) {
        conflict(message)
    } else {
        DbError::Broken(format!("SQLite {}: {message} in `{sql}`", cause.extended_code))
    }
}

/// Reads `UNIQUE constraint failed: visit.worker, visit.day`.
fn conflict(message: &str) -> DbError {
    let named = message.split_once(": ").map_or(message, |(_, after)| after);
    let table = named.split_once('.').map_or("", |(table, _)| table);
    let columns: Vec<&str> =
        named.split(", ").map(|column| column.split_once('.').map_or(column, |(_, name)| name)).collect();
    DbError::Conflict { table: table.to_owned(), columns: columns.join(", ") }
}
