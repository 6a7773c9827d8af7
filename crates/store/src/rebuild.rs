//! `rebuild` makes the derived rows anew from the journal; `verify` recomputes chain and derived rows
//! and says every difference in a sentence. Neither changes an entry.

use std::collections::BTreeMap;

use care::entry::{About, Body, Entry};
use care::line::{Line, Relation};
use care::{moment, visits};
use uuid::Uuid;

use crate::db::{DbError, Tx};
use crate::error::StoreError;
use crate::schema::DERIVED;
use crate::{derived, hash, journal, params};

/// Subjects in the journal, in order.
fn subjects(tx: &mut Tx) -> Result<Vec<Uuid>, StoreError> {
    Ok(tx.query("SELECT DISTINCT subject FROM entry ORDER BY subject", &[], |row| row.get(0))?)
}

/// The current version of each entry about a subject, from the journal itself.
fn current(entries: &[Entry]) -> Vec<Entry> {
    let mut latest: BTreeMap<Uuid, &Entry> = BTreeMap::new();
    for entry in entries {
        let newest = latest.entry(entry.id).or_insert(entry);
        if newest.version < entry.version {
            *newest = entry;
        }
    }
    let mut heads: Vec<Entry> = latest.into_values().cloned().collect();
    heads.sort_by_key(|e| (e.happened_at, e.seq));
    heads
}

/// Makes every derived row anew, in one transaction. `progress` is told subjects done and in all.
///
/// # Errors
/// The database; a body that does not read.
pub fn rebuild(tx: &mut Tx, progress: &mut dyn FnMut(usize, usize)) -> Result<(), StoreError> {
    for table in DERIVED {
        tx.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    let subjects = subjects(tx)?;
    for (done, subject) in subjects.iter().enumerate() {
        let mut last = [0; 32];
        let (entries, hashes) = journal_of(tx, *subject)?;
        if let Some((_, hash)) = hashes.last() {
            last = *hash;
        }
        tx.execute("INSERT INTO chain (subject, hash) VALUES ($1, $2)", &params![*subject, &last])?;
        derived::rewrite(tx, &current(&entries))?;
        progress(done + 1, subjects.len());
    }
    Ok(())
}

type Hashes = Vec<([u8; 32], [u8; 32])>;

/// Every version of every entry about a subject, with the hash before and its own.
fn journal_of(tx: &mut Tx, subject: Uuid) -> Result<(Vec<Entry>, Hashes), StoreError> {
    let sql = concat_sql!("SELECT ", " FROM entry e WHERE e.subject = $1 ORDER BY e.seq");
    let entries = journal::entries(tx, &sql, &params![subject])?;
    let hashes = tx.query(
        "SELECT prev_hash, hash FROM entry WHERE subject = $1 ORDER BY seq",
        &params![subject],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok((entries, hashes))
}

/// Rows of the derived tables counted while subjects are compared.
#[derive(Default)]
struct Counts {
    head: i64,
    slot: i64,
    visit: i64,
    visit_worker: i64,
    relation: i64,
    line: i64,
    name: i64,
    chain: i64,
}

/// Recomputes chain and derived rows and gives every difference, none when all is well.
///
/// # Errors
/// The database. A body that does not read is a difference, not an error.
pub fn verify(tx: &mut Tx, progress: &mut dyn FnMut(usize, usize)) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    let mut counts = Counts::default();
    let subjects = subjects(tx)?;
    for (done, subject) in subjects.iter().enumerate() {
        match journal_of(tx, *subject) {
            Ok((entries, hashes)) => {
                verify_subject(tx, *subject, &entries, &hashes, &mut counts, &mut found)?
            }
            Err(StoreError::Unreadable { seq, kind, why }) => {
                found.push(format!("entry {seq}: does not read as {kind}: {why}"));
            }
            Err(StoreError::Db(DbError::Broken(why))) => found.push(format!("subject {subject}: {why}")),
            Err(other) => return Err(other),
        }
        progress(done + 1, subjects.len());
    }
    if found.is_empty() {
        verify_counts(tx, &counts, &mut found)?;
    }
    Ok(found)
}

fn verify_counts(tx: &mut Tx, counts: &Counts, found: &mut Vec<String>) -> Result<(), StoreError> {
    for (table, expected) in [
        ("head", counts.head),
        ("slot", counts.slot),
        ("visit", counts.visit),
        ("visit_worker", counts.visit_worker),
        ("relation", counts.relation),
        ("line", counts.line),
        ("name", counts.name),
        ("chain", counts.chain),
    ] {
        let rows: i64 = count(tx, table)?;
        if rows != expected {
            found.push(format!("table {table}: has {rows} rows where the journal gives {expected}"));
        }
    }
    Ok(())
}

fn count(tx: &mut Tx, table: &str) -> Result<i64, StoreError> {
    Ok(tx.query_one(&format!("SELECT count(*) FROM {table}"), &[], |row| row.get(0))?.unwrap_or(0))
}

fn verify_subject(
    tx: &mut Tx,
    subject: Uuid,
    entries: &[Entry],
    hashes: &Hashes,
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<(), StoreError> {
    let last = verify_chain(entries, hashes, found)?;
    let stored = tx.query_one("SELECT hash FROM chain WHERE subject = $1", &params![subject], |row| {
        row.get::<[u8; 32]>(0)
    })?;
    counts.chain += 1;
    if stored != Some(last) {
        found.push(format!("subject {subject}: its latest entry is not the one the chain ends with"));
    }
    let heads = current(entries);
    verify_heads(tx, subject, &heads, counts, found)?;
    if heads.iter().any(|e| e.kind().about() == About::Person) {
        verify_line(tx, subject, &heads, counts, found)?;
        verify_names(tx, subject, &heads, counts, found)?;
        verify_relations(tx, subject, &heads, counts, found)?;
        verify_visits(tx, subject, &heads, counts, found)?;
        verify_slots(tx, &heads, counts, found)?;
    }
    Ok(())
}

fn verify_chain(entries: &[Entry], hashes: &Hashes, found: &mut Vec<String>) -> Result<[u8; 32], StoreError> {
    let mut previous = [0; 32];
    for (entry, (before, own)) in entries.iter().zip(hashes) {
        let body = serde_json::to_string(&entry.body).map_err(|e| StoreError::Refused(e.to_string()))?;
        if *before != previous {
            found.push(format!(
                "entry {}: an entry about {} before it is missing or was changed",
                entry.seq, entry.subject
            ));
        }
        if hash::of(before, entry, &body) != *own {
            found.push(format!(
                "entry {}: its content is not what was signed ({} {})",
                entry.seq,
                entry.kind().text(),
                entry.id
            ));
        }
        previous = *own;
    }
    Ok(previous)
}

fn verify_heads(
    tx: &mut Tx,
    subject: Uuid,
    heads: &[Entry],
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<(), StoreError> {
    let stored: Vec<(String, i64, String)> = tx.query(
        "SELECT happened_at, seq, kind FROM head WHERE subject = $1 ORDER BY happened_at, seq",
        &params![subject],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let expected: Vec<(String, i64, String)> =
        heads.iter().map(|e| (format!("{:.6}", e.happened_at), e.seq, e.kind().text().to_owned())).collect();
    counts.head += i64::try_from(expected.len()).unwrap_or(i64::MAX);
    if stored != expected {
        found.push(format!("subject {subject}: table head does not list its current entries"));
    }
    Ok(())
}

fn verify_line(
    tx: &mut Tx,
    subject: Uuid,
    heads: &[Entry],
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<(), StoreError> {
    counts.line += 1;
    let line = Line::of(heads);
    let body = serde_json::to_string(&line).map_err(|e| StoreError::Refused(e.to_string()))?;
    let expected = (
        line.team().map(|t| t.to_string()),
        line.on_caseload(),
        line.who.nhs_number.clone(),
        line.who.born.as_ref().map(ToString::to_string),
        line.who.twin.clone(),
        line.who.sort.clone(),
        body,
    );
    let stored = tx.query_one(
        "SELECT team, on_caseload, nhs_number, born, twin_key, sort, body FROM line WHERE person = $1",
        &params![subject],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?)),
    )?;
    match stored {
        Some(stored) if stored == expected => {}
        Some(stored) => found.push(format!(
            "person {subject}: table line says {stored:?} where the journal gives {expected:?}"
        )),
        None => found.push(format!("person {subject}: table line has no row")),
    }
    Ok(())
}

fn verify_names(
    tx: &mut Tx,
    subject: Uuid,
    heads: &[Entry],
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<(), StoreError> {
    let expected = heads
        .iter()
        .find_map(|e| if let Body::Person(person) = &e.body { Some(person.search_tokens()) } else { None })
        .unwrap_or_default();
    let stored: Vec<String> =
        tx.query("SELECT token FROM name WHERE person = $1 ORDER BY token", &params![subject], |row| {
            row.get(0)
        })?;
    counts.name += i64::try_from(expected.len()).unwrap_or(i64::MAX);
    if stored != expected {
        found.push(format!("person {subject}: table name does not hold the words of their names"));
    }
    Ok(())
}

fn verify_relations(
    tx: &mut Tx,
    subject: Uuid,
    heads: &[Entry],
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<(), StoreError> {
    let expected = Relation::all(heads);
    let stored: BTreeMap<Uuid, Relation> = crate::people::relations(tx, subject)?.into_iter().collect();
    counts.relation += i64::try_from(expected.len()).unwrap_or(i64::MAX);
    if stored != expected {
        found.push(format!("person {subject}: table relation does not agree with their contacts"));
    }
    Ok(())
}

fn verify_visits(
    tx: &mut Tx,
    subject: Uuid,
    heads: &[Entry],
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<(), StoreError> {
    for visit in visits::of(heads).into_values() {
        counts.visit += 1;
        let day = moment::local_day(visit.starts_at);
        let stored = crate::visits::one(tx, visit.id)?;
        if stored.as_ref() != Some(&visit) {
            found.push(format!(
                "visit {} of person {subject}: table visit does not agree with the journal",
                visit.id
            ));
        }
        for worker in &visit.visit.workers {
            counts.visit_worker += 1;
            let there = tx.query_one(
                "SELECT 1 FROM visit_worker WHERE worker = $1 AND day = $2 AND visit = $3",
                &params![*worker, day, visit.id],
                |row| row.get::<i64>(0),
            )?;
            if there.is_none() {
                found.push(format!("visit {}: table visit_worker does not name worker {worker}", visit.id));
            }
        }
    }
    Ok(())
}

fn verify_slots(
    tx: &mut Tx,
    heads: &[Entry],
    counts: &mut Counts,
    found: &mut Vec<String>,
) -> Result<(), StoreError> {
    for entry in heads {
        let Body::Contact(contact) = &entry.body else { continue };
        if !contact.face_to_face() || contact.minutes.unwrap_or(0) == 0 {
            continue;
        }
        for worker in &contact.workers {
            counts.slot += 1;
            let to = tx.query_one(
                "SELECT to_at FROM slot WHERE worker = $1 AND from_at = $2 AND contact = $3",
                &params![*worker, entry.happened_at, entry.id],
                |row| row.get::<jiff::Timestamp>(0),
            )?;
            if to != Some(contact.ended_at(entry.happened_at)) {
                found.push(format!("contact {}: table slot does not agree with it", entry.id));
            }
        }
    }
    Ok(())
}
