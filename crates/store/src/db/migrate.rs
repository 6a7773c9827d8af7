//! Brings the tables of a database to what this version needs: one text for both engines, each
//! migration in one transaction. There is no way back; data of a newer version is refused.

use super::error::DbError;
use super::tx::{Conn, Tx};
use super::{Db, sql};
use crate::params;

/// One step of the schema. Its id orders and names it for ever; its text never changes once released.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// For example `0001_journal`.
    pub id: &'static str,
    /// Statements with the pseudo words `TEXT`, `BIGINT`, `BLOB`, `SEQ`, `STRICT`, `WITHOUT ROWID` and
    /// `APPEND_ONLY table`, each ended by a semicolon.
    pub sql: &'static str,
}

/// Any number, as long as every Alongside uses the same: two that start together take turns.
const TURN: &str = "pg_advisory_lock(4711202611)";

impl Db {
    /// Applies what is missing, in the order given.
    ///
    /// # Errors
    /// `DbError::Refused` when the database has a migration that is not in the list; else what the
    /// statements return. A migration that fails leaves nothing behind.
    pub fn migrate(&self, migrations: &[Migration]) -> Result<(), DbError> {
        let mut lease = self.writer.take()?;
        // The lock belongs to the connection: a process that dies gives it back.
        if let Conn::Postgres(conn) = lease.tx()?.conn() {
            conn.batch(&format!("SELECT {TURN}"))?;
        }
        let done = self.transact(&mut lease, |tx| known(tx, migrations)).and_then(|()| {
            migrations.iter().try_for_each(|migration| self.transact(&mut lease, |tx| apply(tx, migration)))
        });
        done.and(match lease.tx()?.conn() {
            Conn::Postgres(conn) => conn.batch("SELECT pg_advisory_unlock_all()"),
            Conn::Sqlite(_) => Ok(()),
        })
    }
}

fn known(tx: &mut Tx, migrations: &[Migration]) -> Result<(), DbError> {
    let table = "CREATE TABLE IF NOT EXISTS schema_migration (id TEXT PRIMARY KEY) STRICT;";
    tx.batch(&sql::ddl(table, tx.engine()))?;
    let applied = tx.query("SELECT id FROM schema_migration ORDER BY id", &[], |row| row.get::<String>(0))?;
    let newer = applied.iter().find(|id| migrations.iter().all(|migration| migration.id != id.as_str()));
    newer.map_or(Ok(()), |id| {
        Err(DbError::Refused(format!(
            "This data was written by a newer Alongside (it has {id}). Use that version."
        )))
    })
}

fn apply(tx: &mut Tx, migration: &Migration) -> Result<(), DbError> {
    let find = "SELECT id FROM schema_migration WHERE id = $1";
    if tx.query_one(find, &params![migration.id], |row| row.get::<String>(0))?.is_some() {
        return Ok(());
    }
    tx.batch(&sql::ddl(migration.sql, tx.engine()))?;
    tx.execute("INSERT INTO schema_migration (id) VALUES ($1)", &params![migration.id]).map(drop)
}
