//! Accounts, sessions, bearer tokens and sign-in attempts: ordinary tables beside the journal.
//! Only hashes of tokens and passwords are kept; hashing a password is the caller's business.

use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{DbError, Row, Tx};
use crate::error::StoreError;
use crate::params;

/// A log-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What is typed to sign in, in lower case.
    pub login: String,
    /// The member of staff.
    pub staff: Uuid,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// May not sign in any more.
    pub disabled: bool,
}

/// How somebody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// A browser, by cookie.
    Browser,
    /// A program, by bearer token.
    Bearer,
}

/// Somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// The account.
    pub account: Uuid,
    /// The account's log-in name.
    pub login: String,
    /// The member of staff.
    pub staff: Uuid,
    /// Browser or bearer.
    pub kind: SessionKind,
    /// The token every form carries.
    pub csrf: String,
    /// Signed in at.
    pub created_at: Timestamp,
    /// Last request.
    pub seen_at: Timestamp,
    /// Ends whatever happens.
    pub ends_at: Timestamp,
}

fn read_account(row: &Row<'_>) -> Result<Account, DbError> {
    Ok(Account {
        id: row.get(0)?,
        login: row.get(1)?,
        staff: row.get(2)?,
        password_hash: row.get(3)?,
        disabled: row.get(4)?,
    })
}

const ACCOUNT: &str = "SELECT id, login, staff, password_hash, disabled FROM account";

/// The account with this log-in name.
///
/// # Errors
/// The database.
pub fn by_login(tx: &mut Tx, login: &str) -> Result<Option<Account>, StoreError> {
    Ok(tx.query_one(&format!("{ACCOUNT} WHERE login = $1"), &params![login], read_account)?)
}

/// Every account, by name.
///
/// # Errors
/// The database.
pub fn all(tx: &mut Tx) -> Result<Vec<Account>, StoreError> {
    Ok(tx.query(&format!("{ACCOUNT} ORDER BY login"), &[], read_account)?)
}

/// Adds an account.
///
/// # Errors
/// `DbError::Conflict` when the name is taken.
pub fn add(tx: &mut Tx, account: &Account, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO account (id, login, staff, password_hash, disabled, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &params![account.id, &account.login, account.staff, &account.password_hash, account.disabled, now],
    )?;
    Ok(())
}

/// Changes the password of an account and ends its sessions.
///
/// # Errors
/// The database.
pub fn set_password(tx: &mut Tx, account: Uuid, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE account SET password_hash = $1 WHERE id = $2", &params![hash, account])?;
    end_all(tx, account, now)
}

/// Lets an account sign in, or not any more; the latter ends its sessions (AC13).
///
/// # Errors
/// The database.
pub fn set_disabled(tx: &mut Tx, account: Uuid, disabled: bool, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE account SET disabled = $1 WHERE id = $2", &params![disabled, account])?;
    if disabled { end_all(tx, account, now) } else { Ok(()) }
}

/// Ends every session of an account.
///
/// # Errors
/// The database.
pub fn end_all(tx: &mut Tx, account: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE session SET ended_at = $1 WHERE account = $2 AND ended_at IS NULL",
        &params![now, account],
    )?;
    Ok(())
}

/// Starts a session.
///
/// # Errors
/// The database.
pub fn start_session(tx: &mut Tx, session: &Session) -> Result<(), StoreError> {
    let kind = match session.kind {
        SessionKind::Browser => "browser",
        SessionKind::Bearer => "bearer",
    };
    tx.execute(
        "INSERT INTO session (token_hash, account, kind, csrf, created_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            &session.token_hash,
            session.account,
            kind,
            &session.csrf,
            session.created_at,
            session.seen_at,
            session.ends_at
        ],
    )?;
    Ok(())
}

/// The session of a token, when it has not ended and its account may sign in. Time-outs are the
/// caller's business: they are settings.
///
/// # Errors
/// The database.
pub fn session(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<Option<Session>, StoreError> {
    Ok(tx.query_one(
        "SELECT s.account, a.login, a.staff, s.kind, s.csrf, s.created_at, s.seen_at, s.ends_at
         FROM session s JOIN account a ON a.id = s.account
         WHERE s.token_hash = $1 AND s.ended_at IS NULL AND a.disabled = 0",
        &params![token_hash],
        |row| {
            Ok(Session {
                token_hash: *token_hash,
                account: row.get(0)?,
                login: row.get(1)?,
                staff: row.get(2)?,
                kind: if row.text(3)? == "bearer" { SessionKind::Bearer } else { SessionKind::Browser },
                csrf: row.get(4)?,
                created_at: row.get(5)?,
                seen_at: row.get(6)?,
                ends_at: row.get(7)?,
            })
        },
    )?)
}

/// Notes that a session was used.
///
/// # Errors
/// The database.
pub fn touch(tx: &mut Tx, token_hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE session SET seen_at = $1 WHERE token_hash = $2", &params![now, token_hash])?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// The database.
pub fn end(tx: &mut Tx, token_hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE session SET ended_at = $1 WHERE token_hash = $2", &params![now, token_hash])?;
    Ok(())
}

/// Notes an attempt to sign in.
///
/// # Errors
/// The database.
pub fn attempt(tx: &mut Tx, login: &str, good: bool, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sign_in_attempt (login, at, good) VALUES ($1, $2, $3)",
        &params![login, now, good],
    )?;
    Ok(())
}

/// Failed attempts since a moment, or since the last good one.
///
/// # Errors
/// The database.
pub fn failures(tx: &mut Tx, login: &str, since: Timestamp) -> Result<i64, StoreError> {
    Ok(tx
        .query_one(
            "SELECT count(*) FROM sign_in_attempt WHERE login = $1 AND at > $2 AND good = 0 AND at >
               (SELECT coalesce(max(g.at), '') FROM sign_in_attempt g WHERE g.login = $1 AND g.good = 1)",
            &params![login, since],
            |row| row.get(0),
        )?
        .unwrap_or(0))
}

/// A setting of the installation.
///
/// # Errors
/// The database.
pub fn setting(tx: &mut Tx, name: &str) -> Result<Option<String>, StoreError> {
    Ok(tx.query_one("SELECT value FROM setting WHERE name = $1", &params![name], |row| row.get(0))?)
}

/// Sets a setting of the installation; none removes it.
///
/// # Errors
/// The database.
pub fn set(tx: &mut Tx, name: &str, value: Option<&str>) -> Result<(), StoreError> {
    match value {
        Some(value) => tx.execute(
            "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            &params![name, value],
        )?,
        None => tx.execute("DELETE FROM setting WHERE name = $1", &params![name])?,
    };
    Ok(())
}
