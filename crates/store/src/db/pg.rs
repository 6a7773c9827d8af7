//! One PostgreSQL connection: how it is opened, what is asserted about it, and its error codes.
//! The client is blocking: never open or drop it on a thread of an async runtime (it panics there).

use super::Options;
use super::error::DbError;
use super::sqlite::{KEPT_STATEMENTS, count};
use super::value::{Row, Source, Value};
use postgres::error::{Severity, SqlState};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, Config, NoTls, Statement};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) struct Pg {
    client: Client,
    statements: BTreeMap<String, Statement>,
    /// The server sent a WARNING. During a commit this may mean that the standby does not have it.
    warned: Arc<AtomicBool>,
    /// The server undid the transaction because of a concurrent one: it is right to try again.
    again: bool,
    /// The server said goodbye. The client itself notices only a moment later that the line is dead.
    cut: bool,
}

impl Pg {
    pub(super) fn open(url: &str, writes: bool, options: &Options) -> Result<Self, DbError> {
        let mut config: Config = url.parse().map_err(|_| {
            DbError::Refused(
                "The database address is not a PostgreSQL URL (postgres://user@host/name).".into(),
            )
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(options.wait);
        }
        if config.get_application_name().is_none() {
            config.application_name("alongside");
        }
        let warned = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&warned);
        config.notice_callback(move |notice| {
            if notice.parsed_severity() == Some(Severity::Warning) {
                seen.store(true, Ordering::Relaxed);
            }
        });
        let client = config.connect(NoTls).map_err(|problem| connecting(&problem))?;
        let mut opened = Self { client, statements: BTreeMap::new(), warned, again: false, cut: false };
        // Warnings must reach us (see `commit`), whatever the role's own settings are.
        let (name, limit) = if writes {
            ("lock_timeout", options.wait)
        } else {
            ("statement_timeout", options.statement_timeout)
        };
        let limit = limit.as_millis();
        opened.batch(&format!("SET client_min_messages = warning; SET {name} = {limit}"))?;
        opened.assert_durable()?;
        Ok(opened)
    }

    fn assert_durable(&mut self) -> Result<(), DbError> {
        let sql = "SELECT current_setting('server_version_num'), current_setting('server_encoding'), \
                   current_setting('fsync'), current_setting('synchronous_commit')";
        let mut found: [String; 4] = Default::default();
        self.each(sql, &[], &mut |row| {
            found = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
            Ok(())
        })?;
        let [version, encoding, fsync, commit] = found;
        let refuse = |sentence: String| Err(DbError::Refused(sentence));
        if version.parse::<u32>().unwrap_or(0) < 150_000 {
            return refuse(format!("PostgreSQL 15 or later is needed; this server is {version}."));
        }
        if encoding != "UTF8" {
            return refuse(format!("The database must have the encoding UTF8; it has {encoding}."));
        }
        if fsync != "on" {
            return refuse("The server runs with fsync off and would lose records; set fsync = on.".into());
        }
        if commit != "on" && commit != "remote_apply" {
            return refuse(format!("The server must have synchronous_commit = on; it has {commit}."));
        }
        Ok(())
    }

    pub(super) fn begin(&mut self, writes: bool) -> Result<(), DbError> {
        self.again = false;
        self.control(if writes {
            "BEGIN ISOLATION LEVEL SERIALIZABLE"
        } else {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        })
    }

    /// Success with a WARNING is no success: PostgreSQL says so when the wait for a synchronous
    /// standby was cancelled, and the standby that takes over may not have the commit.
    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        self.warned.store(false, Ordering::Relaxed);
        match self.client.batch_execute("COMMIT") {
            Ok(()) if self.warned.load(Ordering::Relaxed) => Err(DbError::Unknown),
            Ok(()) => Ok(()),
            Err(problem) => {
                Err(if undone(&problem) { self.failed(&problem, "COMMIT") } else { DbError::Unknown })
            }
        }
    }

    pub(super) fn control(&mut self, text: &'static str) -> Result<(), DbError> {
        self.batch(text)
    }

    pub(super) fn batch(&mut self, text: &str) -> Result<(), DbError> {
        self.client.batch_execute(text).map_err(|problem| self.failed(&problem, text))
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, DbError> {
        let statement = self.prepared(sql, values)?;
        let values: Vec<_> =
            values.iter().map(|value| value as &(dyn postgres::types::ToSql + Sync)).collect();
        self.client.execute(&statement, &values).map_err(|problem| self.failed(&problem, sql))
    }

    pub(super) fn insert(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Option<i64>, DbError> {
        let mut seq = None;
        self.each(&format!("{sql} RETURNING seq"), values, &mut |row| {
            seq = Some(row.get(0)?);
            Ok(())
        })?;
        Ok(seq)
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let statement = self.prepared(sql, values)?;
        let answer = self.client.query_raw(&statement, values).map(|mut rows| {
            loop {
                match rows.next() {
                    Ok(Some(row)) => read(&Row { source: Source::Postgres(&row), sql }).map_err(Ok)?,
                    Ok(None) => return Ok(()),
                    Err(problem) => return Err(Err(problem)),
                }
            }
        });
        match answer {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Ok(ours))) => Err(ours),
            Ok(Err(Err(problem))) | Err(problem) => Err(self.failed(&problem, sql)),
        }
    }

    fn prepared(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Statement, DbError> {
        let statement = if let Some(kept) = self.statements.get(sql) {
            kept.clone()
        } else {
            let new = self.client.prepare(sql).map_err(|problem| self.failed(&problem, sql))?;
            if self.statements.len() >= KEPT_STATEMENTS {
                self.statements.clear();
            }
            self.statements.insert(sql.to_owned(), new.clone());
            new
        };
        // The client panics on a wrong number.
        let wanted = statement.params().len();
        if wanted == values.len() { Ok(statement) } else { Err(count(sql, wanted, values.len())) }
    }

    pub(super) fn lost(&self) -> bool {
        self.cut || self.client.is_closed()
    }

    pub(super) fn again(&self) -> bool {
        self.again
    }

    fn failed(&mut self, problem: &postgres::Error, sql: &str) -> DbError {
        let collided = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        self.again |= problem.code().is_some_and(|code| collided.contains(code));
        let last_words = [Some(Severity::Fatal), Some(Severity::Panic)];
        self.cut |= problem.as_db_error().is_some_and(|told| last_words.contains(&told.parsed_severity()));
        error(problem, sql)
    }
}

/// Did the server itself say, of an ordinary error, that the commit did not happen?
fn undone(problem: &postgres::Error) -> bool {
    problem.as_db_error().is_some_and(|told| {
        let unsure = told.code().code().starts_with("08")
            || *told.code() == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN;
        told.parsed_severity() == Some(Severity::Error) && !unsure
    })
}

fn connecting(problem: &postgres::Error) -> DbError {
    if problem.code() == Some(&SqlState::TOO_MANY_CONNECTIONS) {
        return DbError::Busy;
    }
    DbError::Broken(format!("PostgreSQL cannot be reached: {}", told(problem)))
}

fn told(problem: &postgres::Error) -> String {
    match (problem.as_db_error(), std::error::Error::source(problem)) {
        (Some(told), _) => format!("{} {}", told.code().code(), told.message()),
        (None, Some(cause)) => format!("{problem}: {cause}"),
        (None, None) => problem.to_string(),
    }
}

fn error(problem: &postgres::Error, sql: &str) -> DbError {
    let Some(reply) = problem.as_db_error() else {
        return DbError::Broken(format!("PostgreSQL: {} in `{sql}`", told(problem)));
    };
    let busy = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::QUERY_CANCELED,
    ];
    let code = reply.code();
    if busy.contains(code) {
        DbError::Busy
    } else if *code == SqlState::UNIQUE_VIOLATION {
        conflict(reply)
    } else if code.code().starts_with("22") {
        // The message of a data exception quotes the value.
        DbError::Broken(format!("PostgreSQL {}: a value was not accepted in `{sql}`", code.code()))
    } else {
        DbError::Broken(format!("PostgreSQL {} in `{sql}`", told(problem)))
    }
}

/// The detail reads `Key (worker, day)=(values) already exists.` in the server's language; only the
/// first bracket is ours to show.
fn conflict(reply: &postgres::error::DbError) -> DbError {
    let columns = reply
        .detail()
        .and_then(|detail| detail.split_once(")=("))
        .and_then(|(before, _)| before.split_once('('))
        .map_or_else(|| reply.constraint().unwrap_or_default(), |(_, columns)| columns);
    DbError::Conflict { table: reply.table().unwrap_or_default().to_owned(), columns: columns.to_owned() }
}
