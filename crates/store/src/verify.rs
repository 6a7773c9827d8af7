//! `verify` recomputes chain and derived rows from the journal and says every difference in a sentence.
//! It compares what is stored character by character, changes nothing, and never tells what an entry
//! says: its sentences may stand in a log. A cut tail shows only against a hash kept elsewhere.

use std::collections::BTreeMap;

use care::entry::{About, Body, Entry, Kind};
use care::line::{Line, Relation};
use care::rule::context::VisitState;
use care::{moment, visits};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Tx, Value, placeholders};
use crate::error::StoreError;
use crate::{content, derived, hash, params};

/// A row as it is stored, every column as text.
type Raw = Vec<Option<String>>;

/// Entries fetched by one statement.
pub(crate) const AT_ONCE: usize = 200;

/// A derived table: its name, the columns that are compared, and how the rows of a subject are found.
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    of_subject: &'static str,
}

const HEAD: Table =
    Table { name: "head", columns: &["happened_at", "seq", "kind"], of_subject: "subject = $1" };
const LINE: Table = Table {
    name: "line",
    columns: &["team", "on_caseload", "nhs_number", "born", "twin_key", "sort", "body"],
    of_subject: "person = $1",
};
const LATELY: Table = Table { name: "lately", columns: &["seq", "body"], of_subject: "person = $1" };
const NAME: Table = Table { name: "name", columns: &["token"], of_subject: "person = $1" };
const RELATION: Table = Table {
    name: "relation",
    columns: &["worker", "contacts", "minutes", "first_at", "last_at"],
    of_subject: "person = $1",
};
const VISIT: Table = Table {
    name: "visit",
    columns: &["id", "team", "series", "starts_at", "day", "version", "closed", "outcome", "body"],
    of_subject: "person = $1",
};
const VISIT_WORKER: Table = Table {
    name: "visit_worker",
    columns: &["worker", "day", "visit"],
    of_subject: "visit IN (SELECT id FROM visit WHERE person = $1)",
};

/// An entry as it is stored.
struct Stored {
    seq: i64,
    /// What the hash covers, in its order.
    fields: [String; hash::FIELDS],
    previous: Vec<u8>,
    hash: Vec<u8>,
}

/// What was found so far, and how many rows the journal gives for each derived table.
#[derive(Default)]
struct Findings {
    differences: Vec<String>,
    rows: BTreeMap<&'static str, i64>,
    unread: bool,
}

impl Findings {
    fn add(&mut self, difference: String) {
        self.differences.push(difference);
    }

    fn count(&mut self, table: &'static str, rows: usize) {
        *self.rows.entry(table).or_default() += i64::try_from(rows).unwrap_or(i64::MAX);
    }
}

/// Where the entries of each subject stand in the journal.
///
/// # Errors
/// The database.
pub(crate) fn by_subject(tx: &mut Tx) -> Result<BTreeMap<String, Vec<i64>>, StoreError> {
    let mut subjects: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    tx.query("SELECT seq, subject FROM entry ORDER BY seq", &[], |row| {
        let (seq, subject) = (row.get(0)?, row.text(1)?);
        match subjects.get_mut(subject) {
            Some(seqs) => seqs.push(seq),
            None => drop(subjects.insert(subject.to_owned(), vec![seq])),
        }
        Ok(())
    })?;
    Ok(subjects)
}

/// Recomputes chain and derived rows and gives every difference, none when all is well.
///
/// # Errors
/// The database. A body that does not read is a difference, not an error.
pub fn verify(tx: &mut Tx, progress: &mut dyn FnMut(usize, usize)) -> Result<Vec<String>, StoreError> {
    let mut found = Findings::default();
    let subjects = by_subject(tx)?;
    for (done, (subject, seqs)) in subjects.iter().enumerate() {
        let stored = stored_entries(tx, seqs)?;
        verify_chain(tx, subject, &stored, &mut found)?;
        match stored.iter().map(parse).collect::<Result<Vec<Entry>, String>>() {
            Ok(entries) => verify_derived(tx, subject, &entries, &mut found)?,
            Err(why) => {
                found.unread = true;
                found.add(why);
            }
        }
        progress(done + 1, subjects.len());
    }
    content::verify(tx, &mut |difference| found.add(difference))?;
    verify_counts(tx, &mut found)?;
    Ok(found.differences)
}

fn stored_entries(tx: &mut Tx, seqs: &[i64]) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "SELECT seq, id, CAST(version AS TEXT), kind, subject, team, author, happened_at, recorded_at, reason, body,
         prev_hash, hash FROM entry WHERE seq IN ({}) ORDER BY seq",
        placeholders(1, AT_ONCE)
    );
    let mut all = Vec::with_capacity(seqs.len());
    for some in seqs.chunks(AT_ONCE) {
        all.extend(tx.query(&sql, &padded(some), |row| {
            let text = |column| Ok::<String, crate::db::DbError>(row.text(column)?.to_owned());
            let team: Option<String> = row.get(5)?;
            let reason: Option<String> = row.get(9)?;
            Ok(Stored {
                seq: row.get(0)?,
                fields: [
                    text(1)?,
                    text(2)?,
                    text(3)?,
                    text(4)?,
                    team.unwrap_or_default(),
                    text(6)?,
                    text(7)?,
                    text(8)?,
                    reason.unwrap_or_else(|| hash::NO_REASON.to_owned()),
                    text(10)?,
                ],
                previous: row.get(11)?,
                hash: row.get(12)?,
            })
        })?);
    }
    Ok(all)
}

/// Places in the journal as the parameters of a statement that is the same for every number of them:
/// no entry has the place 0.
pub(crate) fn padded(seqs: &[i64]) -> Vec<Value<'static>> {
    let mut values: Vec<Value<'_>> = seqs.iter().map(|seq| Value::from(*seq)).collect();
    values.resize(AT_ONCE, Value::from(0_i64));
    values
}

fn verify_chain(
    tx: &mut Tx,
    subject: &str,
    stored: &[Stored],
    found: &mut Findings,
) -> Result<(), StoreError> {
    let mut previous: &[u8] = &[0; 32];
    let mut versions: BTreeMap<&str, u64> = BTreeMap::new();
    for entry in stored {
        let [id, version, kind, ..] = &entry.fields;
        if entry.previous != previous {
            found.add(format!(
                "entry {}: an entry about {subject} before it is missing or was changed",
                entry.seq
            ));
        }
        if hash::of(&entry.previous, &entry.fields).as_slice() != entry.hash {
            found.add(format!("entry {}: its content is not what was signed ({kind} {id})", entry.seq));
        }
        let expected = versions.entry(id).or_default();
        *expected += 1;
        if *version != expected.to_string() {
            found.add(format!("entry {}: has version {version} where {expected} follows", entry.seq));
        }
        previous = &entry.hash;
    }
    let of_person = stored
        .iter()
        .any(|entry| Kind::from_text(&entry.fields[2]).is_some_and(|k| k.about() == About::Person));
    let sql = if of_person {
        "SELECT hash FROM lately WHERE person = $1"
    } else {
        found.count("chain", 1);
        "SELECT hash FROM chain WHERE subject = $1"
    };
    let last: Option<Vec<u8>> = tx.query_one(sql, &params![subject], |row| row.get(0))?;
    if last.as_deref() != Some(previous) {
        found.add(format!("subject {subject}: its latest entry is not the one the chain ends with"));
    }
    Ok(())
}

fn parse(stored: &Stored) -> Result<Entry, String> {
    let [id, version, kind, subject, team, author, happened_at, recorded_at, reason, body] = &stored.fields;
    let seq = stored.seq;
    let unread = |what: &str| format!("entry {seq}: its {what} does not read");
    let uuid = |text: &str, what: &str| Uuid::try_parse(text).map_err(|_| unread(what));
    let instant = |text: &str, what: &str| text.parse::<Timestamp>().map_err(|_| unread(what));
    let known = Kind::from_text(kind).ok_or_else(|| unread("kind"))?;
    Ok(Entry {
        seq,
        id: uuid(id, "id")?,
        version: version.parse().map_err(|_| unread("version"))?,
        subject: uuid(subject, "subject")?,
        team: if team.is_empty() { None } else { Some(uuid(team, "team")?) },
        author: uuid(author, "author")?,
        happened_at: instant(happened_at, "time")?,
        recorded_at: instant(recorded_at, "time of recording")?,
        reason: Some(reason.clone()).filter(|reason| reason != hash::NO_REASON),
        body: Body::parse(known, body).map_err(|_| unread(&format!("body as {}", known.text())))?,
    })
}

fn verify_derived(
    tx: &mut Tx,
    subject: &str,
    entries: &[Entry],
    found: &mut Findings,
) -> Result<(), StoreError> {
    let heads = crate::rebuild::current(entries);
    let rows = heads.iter().map(|e| vec![instant(e.happened_at), number(e.seq), text(&e.kind().text())]);
    compare(tx, subject, &HEAD, rows.collect(), found)?;
    if heads.iter().all(|e| e.kind().about() != About::Person) {
        return Ok(());
    }
    let line = Line::of(&heads);
    let last = heads.iter().map(|e| e.seq).max().unwrap_or_default();
    compare(tx, subject, &LINE, vec![line_row(&line)?], found)?;
    compare(tx, subject, &LATELY, vec![vec![number(last), Some(json(&line.lately())?)]], found)?;
    let tokens = heads
        .iter()
        .find_map(|e| if let Body::Person(person) = &e.body { Some(person.search_tokens()) } else { None })
        .unwrap_or_default();
    compare(tx, subject, &NAME, tokens.into_iter().map(|token| vec![Some(token)]).collect(), found)?;
    let relations = Relation::all(&heads).into_iter().map(|(worker, relation)| {
        let Relation { contacts, minutes, first_at, last_at } = relation;
        vec![text(&worker), number(contacts), number(minutes), instant(first_at), instant(last_at)]
    });
    compare(tx, subject, &RELATION, relations.collect(), found)?;
    verify_visits(tx, subject, &heads, found)?;
    verify_slots(tx, &heads, found)
}

fn line_row(line: &Line) -> Result<Raw, StoreError> {
    Ok(vec![
        line.team().map(|team| team.to_string()),
        number(derived::standing(line)),
        line.who.nhs_number.clone(),
        line.who.born.as_ref().map(ToString::to_string),
        text(&line.who.twin),
        text(&line.who.sort),
        Some(json(line)?),
    ])
}

fn verify_visits(
    tx: &mut Tx,
    subject: &str,
    heads: &[Entry],
    found: &mut Findings,
) -> Result<(), StoreError> {
    let (mut rows, mut workers) = (Vec::new(), Vec::new());
    for visit in visits::of(heads).into_values() {
        let day = text(&moment::local_day(visit.starts_at));
        let closed = matches!(visit.state(), VisitState::Recorded | VisitState::CalledOff);
        workers.extend(visit.visit.workers.iter().map(|w| vec![text(w), day.clone(), text(&visit.id)]));
        rows.push(vec![
            text(&visit.id),
            visit.team.map(|team| team.to_string()),
            visit.visit.series.map(|series| series.to_string()),
            instant(visit.starts_at),
            day,
            number(visit.version),
            number(i64::from(closed)),
            visit.outcome.map(|contact| contact.to_string()),
            Some(json(&visit.visit)?),
        ]);
    }
    compare(tx, subject, &VISIT, rows, found)?;
    compare(tx, subject, &VISIT_WORKER, workers, found)
}

fn verify_slots(tx: &mut Tx, heads: &[Entry], found: &mut Findings) -> Result<(), StoreError> {
    for entry in heads {
        let Body::Contact(contact) = &entry.body else { continue };
        if !contact.face_to_face() || contact.minutes.unwrap_or(0) == 0 {
            continue;
        }
        found.count("slot", contact.workers.len());
        for worker in &contact.workers {
            let to: Option<String> = tx.query_one(
                "SELECT to_at FROM slot WHERE worker = $1 AND from_at = $2 AND contact = $3",
                &params![*worker, entry.happened_at, entry.id],
                |row| row.get(0),
            )?;
            if to != instant(contact.ended_at(entry.happened_at)) {
                found.add(format!("contact {}: table slot does not agree with it", entry.id));
            }
        }
    }
    Ok(())
}

fn compare(
    tx: &mut Tx,
    subject: &str,
    table: &Table,
    mut expected: Vec<Raw>,
    found: &mut Findings,
) -> Result<(), StoreError> {
    let Table { name, columns, of_subject } = table;
    found.count(name, expected.len());
    let columns_as_text: Vec<String> = columns.iter().map(|c| format!("CAST({c} AS TEXT)")).collect();
    let sql = format!("SELECT {} FROM {name} WHERE {of_subject}", columns_as_text.join(", "));
    let mut stored: Vec<Raw> = tx.query(&sql, &params![subject], |row| {
        (0..columns.len()).map(|column| row.get::<Option<String>>(column)).collect()
    })?;
    stored.sort_unstable();
    expected.sort_unstable();
    let lacks: Vec<&Raw> = expected.iter().filter(|row| stored.binary_search(row).is_err()).collect();
    let more: Vec<&Raw> = stored.iter().filter(|row| expected.binary_search(row).is_err()).collect();
    for (wanted, there) in lacks.iter().zip(&more) {
        let differ = columns.iter().zip(wanted.iter().zip(there.iter())).filter(|(_, (a, b))| a != b);
        let differ: Vec<&str> = differ.map(|(column, _)| *column).collect();
        found.add(format!(
            "subject {subject}: a row of table {name} differs from the journal in {}",
            differ.join(", ")
        ));
    }
    for _ in lacks.iter().skip(more.len()) {
        found.add(format!("subject {subject}: table {name} lacks a row that the journal gives"));
    }
    for _ in more.iter().skip(lacks.len()) {
        found.add(format!("subject {subject}: table {name} has a row that the journal does not give"));
    }
    Ok(())
}

/// Rows of nobody the journal knows. Their number says nothing when an entry did not read.
fn verify_counts(tx: &mut Tx, found: &mut Findings) -> Result<(), StoreError> {
    for table in crate::schema::DERIVED {
        let sql = format!("SELECT count(*) FROM {table}");
        let rows: i64 = tx.query_one(&sql, &[], |row| row.get(0))?.unwrap_or(0);
        let expected = found.rows.get(table).copied().unwrap_or(0);
        if rows != expected && !found.unread {
            found.add(format!("table {table}: has {rows} rows where the journal gives {expected}"));
        }
    }
    Ok(())
}

fn text(value: &impl ToString) -> Option<String> {
    Some(value.to_string())
}

fn number(value: impl Into<i64>) -> Option<String> {
    Some(value.into().to_string())
}

fn instant(at: Timestamp) -> Option<String> {
    Some(format!("{at:.6}"))
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|why| StoreError::Refused(why.to_string()))
}
