//! Who looked at what. A line is queued with the look and committed with the writer's next batch, at
//! the latest a twentieth of a second later; when it cannot be queued, the look is refused (`Unaudited`).

use jiff::Timestamp;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::StoreError;
use crate::params;

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub staff: Uuid,
    /// What was done: "person", "board", "search", "sign in".
    pub act: String,
    /// About whom, or which team.
    pub subject: Option<Uuid>,
    /// Anything that helps to understand it; never clinical text.
    pub detail: Option<String>,
}

pub(crate) fn write(tx: &mut Tx, line: &AccessLine) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO access_line (at, staff, act, subject, detail) VALUES ($1, $2, $3, $4, $5)",
        &params![line.at, line.staff, &line.act, line.subject, line.detail.as_ref()],
    )?;
    Ok(())
}

/// The latest looks, all or those at one person; `before` pages back by place in the log.
///
/// # Errors
/// The database.
pub fn latest(
    tx: &mut Tx,
    subject: Option<Uuid>,
    before: Option<i64>,
    most: u32,
) -> Result<Vec<(i64, AccessLine)>, StoreError> {
    let mut sql = "SELECT seq, at, staff, act, subject, detail FROM access_line WHERE seq < $1".to_owned();
    let mut values: Vec<crate::db::Value<'_>> = params![before.unwrap_or(i64::MAX)].into();
    if let Some(subject) = subject {
        sql.push_str(" AND subject = $2");
        values.extend(params![subject]);
    }
    sql.push_str(&format!(" ORDER BY seq DESC LIMIT {most}"));
    Ok(tx.query(&sql, &values, |row| {
        let line = AccessLine {
            at: row.get(1)?,
            staff: row.get(2)?,
            act: row.get(3)?,
            subject: row.get(4)?,
            detail: row.get(5)?,
        };
        Ok((row.get(0)?, line))
    })?)
}
