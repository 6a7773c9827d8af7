//! Reading visits and the times workers were with people. Nothing here writes.

use care::entry::contact::MINUTES_MOST;
use care::entry::visit::VisitSeries;
use care::moment;
use care::rule::context::{Slot, VisitNow, Weeks};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use crate::db::{DbError, Row, Tx, Value};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::params;

const COLUMNS: &str = "v.id, v.version, v.person, v.team, v.starts_at, v.outcome, v.body";

fn read(row: &Row<'_>) -> Result<Result<VisitNow, StoreError>, DbError> {
    let visit = match serde_json::from_str(row.text(6)?) {
        Ok(visit) => visit,
        Err(why) => {
            let why = why.to_string();
            return Ok(Err(StoreError::Unreadable { seq: 0, kind: "visit".to_owned(), why }));
        }
    };
    Ok(Ok(VisitNow {
        id: row.get(0)?,
        version: row.get(1)?,
        person: row.get(2)?,
        team: row.get(3)?,
        starts_at: row.get(4)?,
        visit,
        outcome: row.get(5)?,
    }))
}

fn all(tx: &mut Tx, rest: &str, values: &[Value<'_>]) -> Result<Vec<VisitNow>, StoreError> {
    tx.query(&format!("SELECT {COLUMNS} FROM visit v {rest}"), values, read)?.into_iter().collect()
}

/// One visit.
///
/// # Errors
/// The database; a visit that does not read.
pub fn one(tx: &mut Tx, id: Uuid) -> Result<Option<VisitNow>, StoreError> {
    Ok(all(tx, "WHERE v.id = $1", &params![id])?.pop())
}

/// The visits of a worker on a day, in order.
///
/// # Errors
/// The database; a visit that does not read.
pub fn of_worker(tx: &mut Tx, worker: Uuid, day: Date) -> Result<Vec<VisitNow>, StoreError> {
    all(
        tx,
        "JOIN visit_worker w ON w.visit = v.id WHERE w.worker = $1 AND w.day = $2 ORDER BY v.starts_at, v.id",
        &params![worker, day],
    )
}

/// A series with the weeks of those who go: what is planned for them in that time, in whatever team,
/// beside the series itself.
///
/// # Errors
/// The database; a visit that does not read.
pub fn weeks(tx: &mut Tx, directory: &Directory, id: Uuid, series: VisitSeries) -> Result<Weeks, StoreError> {
    let mut workers = Vec::new();
    for worker in &series.workers {
        let Some(staff) = directory.staff.get(worker) else { continue };
        let mut planned = all(
            tx,
            "JOIN visit_worker w ON w.visit = v.id WHERE w.worker = $1 AND w.day >= $2 AND w.day <= $3 AND v.closed = 0 ORDER BY v.starts_at, v.id",
            &params![*worker, series.from, series.until],
        )?;
        planned.retain(|visit| visit.visit.series != Some(id));
        workers.push((staff.clone(), planned));
    }
    Ok(Weeks { id, series, workers })
}

/// The visits of a team within a time, in order.
///
/// # Errors
/// The database; a visit that does not read.
pub fn of_team(tx: &mut Tx, team: Uuid, from: Timestamp, to: Timestamp) -> Result<Vec<VisitNow>, StoreError> {
    all(
        tx,
        "WHERE v.team = $1 AND v.closed IN (0, 1) AND v.starts_at >= $2 AND v.starts_at < $3 ORDER BY v.starts_at, v.id",
        &params![team, from, to],
    )
}

/// The visits of these workers from one day to another, both included, in whatever team, in order.
///
/// # Errors
/// The database; a visit that does not read.
pub fn of_workers(
    tx: &mut Tx,
    workers: &[Uuid],
    (from, to): (Date, Date),
) -> Result<Vec<VisitNow>, StoreError> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value<'_>> = params![from, to].into();
    let places = crate::db::placeholders(values.len() + 1, workers.len());
    values.extend(workers.iter().map(|worker| Value::from(*worker)));
    let rest = format!(
        "WHERE v.id IN (SELECT w.visit FROM visit_worker w WHERE w.day >= $1 AND w.day <= $2
           AND w.worker IN ({places})) ORDER BY v.starts_at, v.id"
    );
    all(tx, &rest, &values)
}

/// The visits of a team in the week of a Monday.
///
/// # Errors
/// As `of_team`.
pub(crate) fn week_of(tx: &mut Tx, (team, monday): (Uuid, Date)) -> Result<Vec<VisitNow>, StoreError> {
    let (from, to) = (moment::start_of_day(monday), moment::start_of_day(moment::add_days(monday, 7)));
    of_team(tx, team, from, to)
}

/// The visits of a team that have no outcome yet, within a time, in order.
///
/// # Errors
/// The database; a visit that does not read.
pub fn open_of_team(
    tx: &mut Tx,
    team: Uuid,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<VisitNow>, StoreError> {
    all(
        tx,
        "WHERE v.team = $1 AND v.closed = 0 AND v.starts_at >= $2 AND v.starts_at < $3 ORDER BY v.starts_at, v.id",
        &params![team, from, to],
    )
}

/// The same of some people only.
///
/// # Errors
/// The database; a visit that does not read.
pub fn open_of_people(
    tx: &mut Tx,
    team: Uuid,
    people: &[Uuid],
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<VisitNow>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value<'_>> = params![team, from, to].into();
    let places = crate::db::placeholders(values.len() + 1, people.len());
    values.extend(people.iter().map(|person| Value::from(*person)));
    let rest = format!(
        "WHERE v.person IN ({places}) AND v.team = $1 AND v.closed = 0 AND v.starts_at >= $2 AND v.starts_at < $3
           ORDER BY v.starts_at, v.id"
    );
    all(tx, &rest, &values)
}

/// The visits of a person from a moment on, in order, at most 200.
///
/// # Errors
/// The database; a visit that does not read.
pub fn of_person(tx: &mut Tx, person: Uuid, from: Timestamp) -> Result<Vec<VisitNow>, StoreError> {
    next_of_person(tx, person, from, 200)
}

/// The next visits of a person from a moment on, in order.
///
/// # Errors
/// The database; a visit that does not read.
pub fn next_of_person(
    tx: &mut Tx,
    person: Uuid,
    from: Timestamp,
    most: u32,
) -> Result<Vec<VisitNow>, StoreError> {
    all(
        tx,
        "WHERE v.person = $1 AND v.starts_at >= $2 ORDER BY v.starts_at, v.id LIMIT $3",
        &params![person, from, most],
    )
}

/// Face-to-face contacts of these workers that overlap a time.
pub(crate) fn slots(
    tx: &mut Tx,
    workers: &[Uuid],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Slot>, StoreError> {
    let earliest = from.checked_sub(i64::from(MINUTES_MOST).minutes()).unwrap_or(from);
    let mut found = Vec::new();
    for worker in workers {
        found.extend(tx.query(
            "SELECT contact, from_at, to_at FROM slot WHERE worker = $1 AND from_at >= $2 AND from_at < $3 AND to_at > $4",
            &params![*worker, earliest, to, from],
            |row| Ok(Slot { contact: row.get(0)?, worker: *worker, from: row.get(1)?, to: row.get(2)? }),
        )?);
    }
    Ok(found)
}
