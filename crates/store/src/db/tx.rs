//! A connection lent to one closure for the length of one transaction. Everything that reads or
//! writes rows is an ordinary function `fn(&mut Tx, ...)`.

use super::Engine;
use super::error::DbError;
use super::pg::Pg;
use super::sqlite::Sqlite;
use super::value::{Row, Value};

pub(super) enum Conn {
    Sqlite(Sqlite),
    Postgres(Box<Pg>),
}

/// One open transaction. After a statement has failed it takes no more statements (as PostgreSQL
/// does it, so SQLite too); what may fail on its own belongs into a `savepoint`.
pub struct Tx {
    conn: Conn,
    open: bool,
    failed: Option<DbError>,
}

macro_rules! on_engine {
    ($tx:expr, $conn:ident => $call:expr) => {
        match &mut $tx.conn {
            Conn::Sqlite($conn) => $call,
            Conn::Postgres($conn) => $call,
        }
    };
}

impl Tx {
    /// Which engine this is, for the few functions that need two SQL texts.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// Every `DbError` but `Unknown`.
    pub fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, DbError> {
        self.usable()?;
        let done = Value::check(values).and_then(|()| on_engine!(self, conn => conn.execute(sql, values)));
        self.noted(done)
    }

    /// Runs an INSERT into a table whose rows are numbered (`seq SEQ`) and gives the number of the new
    /// row; none when `ON CONFLICT DO NOTHING` left it out.
    ///
    /// # Errors
    /// Every `DbError` but `Unknown`.
    pub fn insert(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Option<i64>, DbError> {
        self.usable()?;
        let done = Value::check(values).and_then(|()| on_engine!(self, conn => conn.insert(sql, values)));
        self.noted(done)
    }

    /// Runs a query and reads each row with `read`.
    ///
    /// # Errors
    /// Every `DbError` but `Unknown`, and whatever `read` returns.
    pub fn query<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        self.usable()?;
        let mut found = Vec::new();
        let mut keep = |row: &Row<'_>| read(row).map(|value| found.push(value));
        let done =
            Value::check(values).and_then(|()| on_engine!(self, conn => conn.each(sql, values, &mut keep)));
        self.noted(done)?;
        Ok(found)
    }

    /// Runs a query that finds one row or none.
    ///
    /// # Errors
    /// As `query`; two rows or more are `DbError::Broken`.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        let mut found = self.query(sql, values, read)?;
        let first = found.pop();
        if found.is_empty() {
            return Ok(first);
        }
        self.noted(Err(DbError::Broken(format!("`{sql}` found more than one row"))))
    }

    /// Runs `body` so that its failure undoes only what it did itself: the way to put several
    /// independent changes into one commit.
    ///
    /// # Errors
    /// What `body` returns; its changes are undone and the transaction goes on.
    pub fn savepoint<T, E: From<DbError>>(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.usable()?;
        self.control("SAVEPOINT part")?;
        let done = body(self);
        let done = match (done, self.failed.take()) {
            (Ok(value), None) => {
                self.control("RELEASE SAVEPOINT part")?;
                return Ok(value);
            }
            (Ok(_), Some(ignored)) => Err(ignored.into()),
            (Err(problem), _) => Err(problem),
        };
        if self.again() {
            // Another transaction won: only the whole of this one can be tried again.
            self.failed = Some(DbError::Busy);
        } else {
            self.control("ROLLBACK TO SAVEPOINT part")?;
            self.control("RELEASE SAVEPOINT part")?;
        }
        done
    }

    pub(super) fn new(conn: Conn) -> Self {
        Self { conn, open: false, failed: None }
    }

    pub(super) fn begin(&mut self, writes: bool) -> Result<(), DbError> {
        on_engine!(self, conn => conn.begin(writes))?;
        self.open = true;
        self.failed = None;
        Ok(())
    }

    /// Commits, unless a statement failed and the caller passed over it.
    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        if let Some(failed) = self.failed.take() {
            self.rollback();
            return Err(failed);
        }
        let done = on_engine!(self, conn => conn.commit());
        match done {
            Ok(()) => self.open = false,
            Err(_) => self.rollback(),
        }
        done
    }

    /// A connection that cannot even roll back stays `open` and is therefore never lent again.
    pub(super) fn rollback(&mut self) {
        self.open = self.open && on_engine!(self, conn => conn.control("ROLLBACK")).is_err() && !self.idle();
        self.failed = None;
    }

    /// SQLite ends a transaction by itself on some errors; a ROLLBACK then has nothing to do.
    fn idle(&self) -> bool {
        match &self.conn {
            Conn::Sqlite(conn) => conn.idle(),
            Conn::Postgres(_) => false,
        }
    }

    /// The connection, if another may have it.
    pub(super) fn settled(mut self) -> Option<Self> {
        if self.open {
            self.rollback();
        }
        (!self.open && !self.lost()).then_some(self)
    }

    pub(super) fn lost(&self) -> bool {
        match &self.conn {
            Conn::Sqlite(_) => false,
            Conn::Postgres(conn) => conn.lost(),
        }
    }

    pub(super) fn again(&self) -> bool {
        match &self.conn {
            Conn::Sqlite(_) => false,
            Conn::Postgres(conn) => conn.again(),
        }
    }

    pub(super) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// Several statements without parameters; for migrations only.
    pub(super) fn batch(&mut self, text: &str) -> Result<(), DbError> {
        self.usable()?;
        let done = on_engine!(self, conn => conn.batch(text));
        self.noted(done)
    }

    fn control(&mut self, text: &'static str) -> Result<(), DbError> {
        let done = on_engine!(self, conn => conn.control(text));
        self.noted(done)
    }

    fn usable(&self) -> Result<(), DbError> {
        self.failed.clone().map_or(Ok(()), Err)
    }

    fn noted<T>(&mut self, done: Result<T, DbError>) -> Result<T, DbError> {
        if let Err(problem) = &done {
            self.failed.get_or_insert_with(|| problem.clone());
        }
        done
    }
}
