//! Our own thin layer over SQLite and PostgreSQL: one SQL text with `$1`, ordinary synchronous
//! functions. It is no query builder and no mapper: the SQL stands in the code that needs it.
//!
//! A `Db` must be opened and dropped on a plain thread, and called from blocking threads only: the
//! PostgreSQL client panics inside an async runtime. Open it in `fn main()`, start the runtime after.
//!
//! `SUM` of whole numbers is `NUMERIC` on PostgreSQL: write `CAST(SUM(x) AS BIGINT)`. A parameter
//! whose type no column tells needs a cast too: `CAST($1 AS BIGINT) IS NULL`.

mod error;
mod log;
mod migrate;
mod pg;
mod pool;
mod sql;
mod sqlite;
mod tx;
mod value;

pub use crate::params;
pub use error::DbError;
pub use migrate::Migration;
pub use sql::placeholders;
pub use tx::Tx;
pub use value::{Cell, FromValue, Row, Value};

use log::LogKeeper;
use pg::Pg;
use pool::{Lease, Pool};
use sqlite::Sqlite;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tx::Conn;

/// The two databases we run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one: a file.
    Sqlite,
    /// The large one: a server, version 15 or later.
    Postgres,
}

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A file; made if it does not exist (its folder is not).
    Sqlite(PathBuf),
    /// A URL `postgres://user:password@host,host2/name?target_session_attrs=read-write`.
    Postgres(String),
}

impl Target {
    /// A URL that begins with `postgres://` or `postgresql://`; anything else is the path of a file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(text.to_owned())
        } else {
            Self::Sqlite(PathBuf::from(text.strip_prefix("sqlite:").unwrap_or(text)))
        }
    }
}

impl std::fmt::Debug for Target {
    /// The URL may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "Sqlite({})", path.display()),
            Self::Postgres(_) => write!(f, "Postgres(..)"),
        }
    }
}

/// How a database is opened; the defaults are right for nearly everybody.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections for reading (4).
    pub readers: usize,
    /// The longest wait for a connection or a lock (5 seconds).
    pub wait: Duration,
    /// The longest a read may take on PostgreSQL (30 seconds).
    pub statement_timeout: Duration,
    /// SQLite only: pages of 4 KiB in the write-ahead log from which a writer copies them into the file
    /// itself (40,000). Before that a thread of its own does, so that no contact waits for it.
    pub log_pages: u32,
    /// Set by `unsafe_durability_for_crash_test` only.
    #[doc(hidden)]
    pub unsafe_durability: bool,
}

impl Default for Options {
    fn default() -> Self {
        let (wait, statement_timeout) = (Duration::from_secs(5), Duration::from_secs(30));
        Self { readers: 4, wait, statement_timeout, log_pages: 40_000, unsafe_durability: false }
    }
}

impl Options {
    /// SQLite only: `synchronous=OFF`, which loses acknowledged records. It exists to show that the
    /// crash test can fail; nothing else may call it.
    #[doc(hidden)]
    #[must_use]
    pub fn unsafe_durability_for_crash_test(mut self) -> Self {
        self.unsafe_durability = true;
        self
    }
}

/// How often a write that collided with a concurrent one is tried in all.
const TRIES: u64 = 12;

/// An open database: one connection that writes, a few that read.
pub struct Db {
    // In this order: the last SQLite connection to close must be one that may tidy up the log.
    log: Option<LogKeeper>,
    readers: Pool,
    writer: Pool,
    engine: Engine,
}

impl Db {
    /// Opens a database with the default options.
    ///
    /// # Errors
    /// `DbError::Refused` when the file or the server may not be used as it is (a plain sentence);
    /// `DbError::Broken` when it cannot be reached.
    pub fn open(target: &Target) -> Result<Self, DbError> {
        Self::open_with(target, &Options::default())
    }

    /// Opens a database.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_with(target: &Target, options: &Options) -> Result<Self, DbError> {
        let shared = Arc::new((target.clone(), options.clone()));
        let pool = |writes: bool, size: usize| {
            let shared = Arc::clone(&shared);
            Pool::new(size, options.wait, Box::new(move || connect(&shared.0, writes, &shared.1)))
        };
        let engine = match target {
            Target::Sqlite(_) => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
        };
        let (readers, writer) = (pool(false, options.readers), pool(true, 1));
        // Connect now, so that a database that may not be used is refused at the start.
        drop(writer.take()?);
        let log = match target {
            Target::Sqlite(path) => Some(LogKeeper::start(path, options)?),
            Target::Postgres(_) => None,
        };
        Ok(Self { log, readers, writer, engine })
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Whether a read would find a connection and wait for no other machine.
    #[must_use]
    pub fn reads_at_once(&self) -> bool {
        self.engine == Engine::Sqlite && self.readers.free() > 1
    }

    /// Runs `body` on one snapshot of the data; it cannot write.
    ///
    /// # Errors
    /// What `body` returns; `DbError::Busy` when no connection came free in time.
    pub fn read<T, E: From<DbError>>(&self, body: impl FnOnce(&mut Tx) -> Result<T, E>) -> Result<T, E> {
        let mut lease = self.readers.take()?;
        begin(&mut lease, false)?;
        let tx = lease.tx()?;
        let found = body(tx);
        tx.rollback();
        found
    }

    /// Runs `body` in one transaction of the one writer and commits before it returns. When another
    /// process got in between (PostgreSQL), `body` is run again from the start: it must have no
    /// effect outside its transaction. An error or a panic undoes everything.
    ///
    /// # Errors
    /// What `body` returns; `DbError::Busy` when the writer or the database did not come free in time;
    /// `DbError::Unknown` when the commit was sent and not confirmed.
    pub fn write<T, E: From<DbError>>(&self, body: impl FnMut(&mut Tx) -> Result<T, E>) -> Result<T, E> {
        let mut lease = self.writer.take()?;
        self.transact(&mut lease, body)
    }

    fn transact<T, E: From<DbError>>(
        &self,
        lease: &mut Lease<'_>,
        mut body: impl FnMut(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.log.as_ref().is_some_and(LogKeeper::nearly_copied)
            && let Conn::Sqlite(writer) = lease.tx()?.conn()
        {
            // When a reader still needs the log it is begun anew another time.
            drop(writer.copy_log());
        }
        for attempt in 1..=TRIES {
            begin(lease, true)?;
            let tx = lease.tx()?;
            let done = body(tx).and_then(|value| tx.commit().map(|()| value).map_err(E::from));
            let again = tx.again();
            if done.is_err() {
                tx.rollback();
            }
            if let (Ok(_), Some(log)) = (&done, &self.log) {
                log.grown();
            }
            if !again {
                return done;
            }
            pause(attempt);
        }
        Err(DbError::Busy.into())
    }

    /// Copies a SQLite database as it is now to a new file, while others read and write.
    /// `progress` is told pages done and pages in all.
    ///
    /// # Errors
    /// `DbError::Refused` when the file exists already, or on PostgreSQL, which brings its own tools.
    pub fn backup(&self, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<(), DbError> {
        if to.exists() {
            return Err(DbError::Refused(format!("{} exists already and is left as it is.", to.display())));
        }
        self.read(|tx| match tx.conn() {
            Conn::Sqlite(conn) => conn.backup(to, &mut progress),
            Conn::Postgres(_) => Err(DbError::Refused(
                "This is a PostgreSQL database: back it up with pg_basebackup or pg_dump.".to_owned(),
            )),
        })
    }
}

fn connect(target: &Target, writes: bool, options: &Options) -> Result<Tx, DbError> {
    Ok(Tx::new(match target {
        Target::Sqlite(path) => Conn::Sqlite(Sqlite::open(path, writes, options)?),
        Target::Postgres(url) => Conn::Postgres(Box::new(Pg::open(url, writes, options)?)),
    }))
}

/// An idle connection may have been cut by a restart of the server; nothing was sent yet, so a new one
/// is as good.
fn begin(lease: &mut Lease<'_>, writes: bool) -> Result<(), DbError> {
    let tx = lease.tx()?;
    match tx.begin(writes) {
        Err(_) if tx.lost() => {
            lease.reopen()?;
            lease.tx()?.begin(writes)
        }
        done => done,
    }
}

/// A short wait, longer each time and different in each process, so that two do not collide in step.
fn pause(attempt: u64) {
    let wait = Duration::from_millis(attempt * 3 + u64::from(std::process::id() % 7));
    let never = Mutex::new(());
    let guard = never.lock().unwrap_or_else(PoisonError::into_inner);
    drop(Condvar::new().wait_timeout(guard, wait));
}
