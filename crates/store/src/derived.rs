//! Derived rows: what lists and rules read. They follow from the entries alone; `take` keeps them up
//! to date entry by entry, `rewrite` makes them anew. `verify` holds the two together.

use care::entry::contact::Contact;
use care::entry::{About, Body, Entry, Kind};
use care::line::{Applied, Line, Relation};
use care::rule::context::{VisitNow, VisitState};
use care::{moment, visits};
use uuid::Uuid;

use crate::db::Tx;
use crate::error::StoreError;
use crate::{journal, params};

/// Brings the derived rows up to date with one new entry, and gives the person's new line.
pub(crate) fn take(
    tx: &mut Tx,
    entry: &Entry,
    before: Option<&Entry>,
    line: Option<Line>,
    hash: &[u8; 32],
) -> Result<Option<Line>, StoreError> {
    if let Some(before) = before {
        tx.execute(
            "DELETE FROM head WHERE subject = $1 AND happened_at = $2 AND seq = $3",
            &params![before.subject, before.happened_at, before.seq],
        )?;
    }
    write_head(tx, entry)?;
    if entry.kind().about() != About::Person {
        write_chain(tx, entry.subject, hash)?;
        return Ok(None);
    }
    if let Body::Person(person) = &entry.body {
        tx.execute("DELETE FROM name WHERE person = $1", &params![entry.subject])?;
        write_names(tx, entry.subject, person)?;
    }
    if let Body::Contact(contact) = &entry.body {
        take_contact(tx, entry, contact, before)?;
    }
    take_visits(tx, entry, before)?;
    let (fresh, mut line) = (line.is_none(), line.unwrap_or_default());
    let applied = line.apply(entry);
    if applied == Applied::Again {
        let heads = journal::heads(tx, entry.subject)?;
        line = Line::of(&heads);
        if entry.kind() == Kind::Contact {
            tx.execute("DELETE FROM relation WHERE person = $1", &params![entry.subject])?;
            write_relations(tx, entry.subject, &heads)?;
        }
    } else if let Body::Contact(contact) = &entry.body {
        add_relation(tx, entry, contact)?;
    }
    // A contact that follows the others changes nothing else.
    if fresh || applied == Applied::Again || entry.kind() != Kind::Contact {
        write_line(tx, &line)?;
    }
    write_lately(tx, entry.seq, hash, &line)?;
    Ok(Some(line))
}

/// Writes all derived rows of a subject from its entries; none may be there. `hash` is the last one's.
pub(crate) fn rewrite(tx: &mut Tx, entries: &[Entry], hash: &[u8; 32]) -> Result<(), StoreError> {
    for entry in entries {
        write_head(tx, entry)?;
        if let Body::Contact(contact) = &entry.body {
            write_slots(tx, entry, contact)?;
        }
        if let Body::Person(person) = &entry.body {
            write_names(tx, entry.subject, person)?;
        }
    }
    let Some(first) = entries.iter().find(|e| e.kind().about() == About::Person) else {
        return match entries.first() {
            Some(first) => write_chain(tx, first.subject, hash),
            None => Ok(()),
        };
    };
    for visit in visits::of(entries).values() {
        write_visit(tx, visit)?;
    }
    write_relations(tx, first.subject, entries)?;
    let last = entries.iter().map(|e| e.seq).max().unwrap_or_default();
    let line = Line::of(entries);
    write_line(tx, &line)?;
    write_lately(tx, last, hash, &line)
}

/// The last hash of a subject that has no line.
fn write_chain(tx: &mut Tx, subject: Uuid, hash: &[u8; 32]) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO chain (subject, hash) VALUES ($1, $2) ON CONFLICT (subject) DO UPDATE SET hash = excluded.hash",
        &params![subject, hash],
    )?;
    Ok(())
}

fn write_head(tx: &mut Tx, entry: &Entry) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO head (subject, happened_at, seq, kind) VALUES ($1, $2, $3, $4)",
        &params![entry.subject, entry.happened_at, entry.seq, entry.kind().text()],
    )?;
    Ok(())
}

fn write_names(tx: &mut Tx, subject: Uuid, person: &care::entry::person::Person) -> Result<(), StoreError> {
    for token in person.search_tokens() {
        tx.execute("INSERT INTO name (token, person) VALUES ($1, $2)", &params![token, subject])?;
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|why| StoreError::Refused(why.to_string()))
}

/// What the column says: 1 on the caseload, 2 waiting at the way in, 0 neither.
pub(crate) fn standing(line: &Line) -> i64 {
    match (line.on_caseload(), line.waits()) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => 0,
    }
}

fn write_line(tx: &mut Tx, line: &Line) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO line (person, team, on_caseload, nhs_number, born, twin_key, sort, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (person) DO UPDATE SET team = excluded.team, on_caseload = excluded.on_caseload,
           nhs_number = excluded.nhs_number, born = excluded.born,
           twin_key = excluded.twin_key, sort = excluded.sort, body = excluded.body",
        &params![
            line.person,
            line.team(),
            standing(line),
            line.who.nhs_number.as_ref(),
            line.who.born.as_ref().map(ToString::to_string),
            &line.who.twin,
            &line.who.sort,
            &json(line)?,
        ],
    )?;
    Ok(())
}

fn write_lately(tx: &mut Tx, seq: i64, hash: &[u8; 32], line: &Line) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO lately (person, seq, hash, body) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, body = excluded.body",
        &params![line.person, seq, hash, &json(&line.lately())?],
    )?;
    Ok(())
}

fn take_contact(
    tx: &mut Tx,
    entry: &Entry,
    contact: &Contact,
    before: Option<&Entry>,
) -> Result<(), StoreError> {
    if let Some(before) = before
        && let Body::Contact(old) = &before.body
    {
        for worker in &old.workers {
            tx.execute(
                "DELETE FROM slot WHERE worker = $1 AND from_at = $2 AND contact = $3",
                &params![*worker, before.happened_at, before.id],
            )?;
        }
    }
    write_slots(tx, entry, contact)
}

fn write_slots(tx: &mut Tx, entry: &Entry, contact: &Contact) -> Result<(), StoreError> {
    if !contact.face_to_face() || contact.minutes.unwrap_or(0) == 0 {
        return Ok(());
    }
    for worker in &contact.workers {
        tx.execute(
            "INSERT INTO slot (worker, from_at, contact, to_at) VALUES ($1, $2, $3, $4)",
            &params![*worker, entry.happened_at, entry.id, contact.ended_at(entry.happened_at)],
        )?;
    }
    Ok(())
}

fn add_relation(tx: &mut Tx, entry: &Entry, contact: &Contact) -> Result<(), StoreError> {
    let mut one = std::collections::BTreeMap::new();
    Relation::add(&mut one, entry, contact);
    for (worker, relation) in one {
        tx.execute(
            "INSERT INTO relation (person, worker, contacts, minutes, first_at, last_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (person, worker) DO UPDATE SET contacts = relation.contacts + excluded.contacts,
               minutes = relation.minutes + excluded.minutes, last_at = excluded.last_at",
            &params![
                entry.subject,
                worker,
                relation.contacts,
                relation.minutes,
                relation.first_at,
                relation.last_at
            ],
        )?;
    }
    Ok(())
}

fn write_relations(tx: &mut Tx, person: Uuid, entries: &[Entry]) -> Result<(), StoreError> {
    for (worker, relation) in Relation::all(entries) {
        tx.execute(
            "INSERT INTO relation (person, worker, contacts, minutes, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $6)",
            &params![person, worker, relation.contacts, relation.minutes, relation.first_at, relation.last_at],
        )?;
    }
    Ok(())
}

fn take_visits(tx: &mut Tx, entry: &Entry, before: Option<&Entry>) -> Result<(), StoreError> {
    let linked = |e: &Entry| matches!(&e.body, Body::Contact(contact) if contact.visit.is_some());
    if let Some(before) = before {
        let all_again = entry.kind() == Kind::VisitSeries || linked(entry) || linked(before);
        if all_again {
            return rewrite_visits(tx, entry.subject);
        }
    }
    if let Body::VisitSeries(series) = &entry.body {
        for visit in visits::of_series(entry, series) {
            // A visit that was moved may arrive before its series, for instance from a telephone.
            if crate::visits::one(tx, visit.id)?.is_none() {
                write_visit(tx, &visit)?;
            }
        }
    }
    if let Some(mut visit) = visits::of_visit(entry) {
        visit.outcome = tx
            .query_one("SELECT outcome FROM visit WHERE id = $1", &params![entry.id], |row| row.get(0))?
            .flatten();
        delete_visit(tx, entry.id)?;
        write_visit(tx, &visit)?;
    }
    if let Body::Contact(contact) = &entry.body
        && let Some(visit) = contact.visit
    {
        tx.execute("UPDATE visit SET outcome = $1, closed = 1 WHERE id = $2", &params![entry.id, visit])?;
    }
    Ok(())
}

fn rewrite_visits(tx: &mut Tx, person: Uuid) -> Result<(), StoreError> {
    let old: Vec<Uuid> =
        tx.query("SELECT id FROM visit WHERE person = $1", &params![person], |row| row.get(0))?;
    for id in old {
        delete_visit(tx, id)?;
    }
    for visit in visits::of(&journal::heads(tx, person)?).values() {
        write_visit(tx, visit)?;
    }
    Ok(())
}

fn delete_visit(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM visit_worker WHERE visit = $1", &params![id])?;
    tx.execute("DELETE FROM visit WHERE id = $1", &params![id])?;
    Ok(())
}

fn write_visit(tx: &mut Tx, visit: &VisitNow) -> Result<(), StoreError> {
    let body = json(&visit.visit)?;
    let day = moment::local_day(visit.starts_at);
    let closed = matches!(visit.state(), VisitState::Recorded | VisitState::CalledOff);
    tx.execute(
        "INSERT INTO visit (id, person, team, series, starts_at, day, version, closed, outcome, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            visit.id,
            visit.person,
            visit.team,
            visit.visit.series,
            visit.starts_at,
            day,
            visit.version,
            closed,
            visit.outcome,
            &body,
        ],
    )?;
    for worker in &visit.visit.workers {
        tx.execute(
            "INSERT INTO visit_worker (worker, day, visit) VALUES ($1, $2, $3)",
            &params![*worker, day, visit.id],
        )?;
    }
    Ok(())
}
