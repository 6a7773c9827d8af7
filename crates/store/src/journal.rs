//! The journal: the one way in. `append` checks access, idempotency, version and every rule against
//! the record, writes the entry, its derived rows and the chain in one transaction, and nothing else
//! in the program writes an entry. A refused draft writes nothing (a clash of ids is kept for review).

use care::access::{Actor, to_write};
use care::entry::{About, Body, Draft, Entry, Kind, Shape};
use care::line::Line;
use care::problem::{Problem, Problems};
use care::rule::context::Twins;
use care::rule::{self, Context};
use care::{moment, text};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::changes::Change;
use crate::db::{Row, Tx, Value};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::lines::Lines;
use crate::repeat::{clash, clashed, repeated, sent_before};
use crate::{concern, content, derived, hash, params, people, visits};

/// Nothing that is recorded happened before this year.
const FIRST_YEAR: i16 = 1900;
/// Sets of criteria that a team may have approved over the years.
const MOST_SETS: u32 = 500;
/// Most characters of the reason of a correction.
const REASON_MOST: usize = 4_000;

/// What became of one draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is on disk.
    Recorded(Receipt),
    /// The same content was on disk already; nothing was written.
    AlreadyRecorded(Receipt),
    /// Somebody changed it in between; nothing was written. Both versions are kept to be shown.
    Conflict(Box<Entry>),
    /// Rules speak against it; nothing was written.
    Refused(Vec<Problem>),
    /// The actor's role may not write this kind.
    Forbidden,
    /// No such subject for this actor: another team's person looks the same as nobody (AC03).
    NotFound,
}

/// Proof that an entry is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The entry.
    pub id: Uuid,
    /// Its version.
    pub version: u32,
    /// Its place in the journal.
    pub seq: i64,
    /// When it was taken.
    pub recorded_at: Timestamp,
}

/// What one transaction of the writer carries along.
pub(crate) struct Batch {
    /// Staff and teams as of the transaction.
    pub directory: std::sync::Arc<Directory>,
    /// What the transaction added to the journal.
    pub changes: Vec<Change>,
    /// Lines as the writer last wrote them.
    pub lines: Lines,
}

/// An instant as the tables keep it, in whole microseconds: what is sent again with more digits than
/// are kept is still the same, and derived rows written now equal those made anew later.
pub(crate) fn kept(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

/// Drafts with their instants as the tables keep them.
pub(crate) fn keep(drafts: &mut [Draft]) {
    for draft in drafts {
        draft.happened_at = kept(draft.happened_at);
    }
}

/// Appends one draft within a transaction.
pub(crate) fn append(
    tx: &mut Tx,
    batch: &mut Batch,
    actor: &Actor,
    draft: &Draft,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    append_with(tx, batch, actor, (draft, None), now)
}

/// Appends one draft, and the content that it speaks of, within a transaction.
pub(crate) fn append_with(
    tx: &mut Tx,
    batch: &mut Batch,
    actor: &Actor,
    (draft, sent): (&Draft, Option<&content::Sent>),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let kind = draft.body.kind();
    if !actor.may(to_write(kind)) {
        return Ok(Outcome::Forbidden);
    }
    let (line, previous) = before(tx, batch, draft)?;
    if !reachable(actor, draft, line.as_ref(), &batch.directory) {
        return Ok(Outcome::NotFound);
    }
    // Most first versions are new indeed: whether one was sent before is asked when something is amiss.
    let current = if draft.from_version == 0 { None } else { latest(tx, draft.id)? };
    if let Some(outcome) = repeated(tx, actor, draft, current.as_ref(), now)? {
        return Ok(outcome);
    }
    let mut problems = shape_problems(draft, &batch.directory);
    let known = Known { line: line.as_ref(), before: current.as_ref(), directory: &batch.directory };
    problems.extend(rule_problems(tx, actor, draft, &known, now)?);
    problems.extend(content::problem(draft, sent));
    if !problems.is_empty() {
        if let Some(outcome) = sent_before(tx, actor, draft, now)? {
            return Ok(outcome);
        }
        concern::keep(tx, batch, actor, (draft, None), now)?;
        return Ok(Outcome::Refused(problems));
    }
    let entry = Entry {
        seq: 0,
        id: draft.id,
        version: draft.from_version.saturating_add(1),
        subject: draft.subject,
        team: draft.team.or_else(|| line.as_ref().and_then(Line::team)).or_else(|| team_of(draft)),
        author: actor.staff,
        happened_at: draft.happened_at,
        recorded_at: now,
        reason: draft.reason.clone(),
        body: draft.body.clone(),
    };
    let Some((entry, hash)) = insert(tx, entry, &previous)? else {
        return sent_before(tx, actor, draft, now)?.ok_or(StoreError::Db(crate::db::DbError::Busy));
    };
    if let (Some(sent), 1) = (sent, entry.version) {
        content::keep(tx, entry.id, sent)?;
    }
    let line = derived::take(tx, &entry, current.as_ref(), line, &hash)?;
    if matches!(kind, Kind::Organisation | Kind::Team | Kind::Staff) {
        batch.directory = std::sync::Arc::new(Directory::load(tx)?);
    }
    let team = line.as_ref().and_then(Line::team).or(entry.team);
    batch.changes.push(Change {
        seq: entry.seq,
        subject: entry.subject,
        kind,
        team,
        written_under: entry.team,
        later_version: entry.version > 1,
    });
    if let Some(line) = line {
        batch.lines.keep(entry.subject, hash, line);
    }
    Ok(Outcome::Recorded(receipt(&entry)))
}

/// The line of the person that a draft is about, and the hash that its entry follows.
fn before(tx: &mut Tx, batch: &mut Batch, draft: &Draft) -> Result<(Option<Line>, [u8; 32]), StoreError> {
    if draft.body.kind().about() == About::Person {
        if batch.lines.has(draft.subject)
            && let Some(hash) = people::last_hash(tx, draft.subject)?
            && let Some(line) = batch.lines.take(draft.subject, &hash)
        {
            return Ok((Some(line), hash));
        }
        let found = people::line_and_hash(tx, draft.subject)?;
        return Ok(found.map_or((None, [0; 32]), |(line, hash)| (Some(line), hash)));
    }
    let sql = "SELECT hash FROM chain WHERE subject = $1";
    let previous = tx.query_one(sql, &params![draft.subject], |row| row.get(0))?;
    Ok((None, previous.unwrap_or([0; 32])))
}

/// Why drafts that belong together are undone: their outcomes, or a real error.
enum Undone {
    Outcomes(Vec<Outcome>),
    Error(StoreError),
}

impl From<crate::db::DbError> for Undone {
    fn from(error: crate::db::DbError) -> Self {
        Undone::Error(error.into())
    }
}

/// Appends drafts that belong together: all, or none. `(now, only_try)`: with `only_try` none in any case.
pub(crate) fn append_whole(
    tx: &mut Tx,
    batch: &mut Batch,
    actor: &Actor,
    drafts: &[Draft],
    (now, only_try): (Timestamp, bool),
) -> Result<Vec<Outcome>, StoreError> {
    let directory = std::sync::Arc::clone(&batch.directory);
    let changes = batch.changes.len();
    let done = tx.savepoint(|tx| {
        let mut outcomes = Vec::new();
        for draft in drafts {
            outcomes.push(append(tx, batch, actor, draft, now).map_err(Undone::Error)?);
        }
        let good = |o: &Outcome| matches!(o, Outcome::Recorded(_) | Outcome::AlreadyRecorded(_));
        if outcomes.iter().all(good) && !only_try { Ok(outcomes) } else { Err(Undone::Outcomes(outcomes)) }
    });
    match done {
        Ok(outcomes) => Ok(outcomes),
        Err(undone) => {
            batch.directory = directory;
            batch.changes.truncate(changes);
            match undone {
                Undone::Outcomes(outcomes) => {
                    // What clashed is kept for review all the same: it must not be dropped (BI83).
                    for (draft, outcome) in drafts.iter().zip(&outcomes).filter(|_| !only_try) {
                        if clashed(outcome) {
                            clash(tx, actor, draft, now)?;
                        }
                        if matches!(outcome, Outcome::Refused(_)) {
                            let sent_along = concern::person_of(drafts, draft.subject);
                            concern::keep(tx, batch, actor, (draft, sent_along), now)?;
                        }
                    }
                    Ok(outcomes)
                }
                Undone::Error(error) => Err(error),
            }
        }
    }
}

pub(crate) fn receipt(entry: &Entry) -> Receipt {
    Receipt { id: entry.id, version: entry.version, seq: entry.seq, recorded_at: entry.recorded_at }
}

/// The second lock: the subject is one of the actor's own teams, and nobody writes in the name of
/// another team (AC02, AC03). Only a time with a team may name one that the actor is not in: a handover.
fn reachable(actor: &Actor, draft: &Draft, line: Option<&Line>, directory: &Directory) -> bool {
    match draft.body.kind().about() {
        // What is done for a worker's safety is done in a team; who they are is their own and their managers'.
        About::Staff if draft.body.kind() == Kind::SafetyCheck => actor.in_team(draft.team),
        About::Staff if draft.body.kind() == Kind::SafetyDetails => {
            let shared = directory.staff.get(&draft.subject).is_some_and(|staff| {
                staff.memberships.iter().any(|membership| actor.in_team(Some(membership.team)))
            });
            draft.subject == actor.staff || shared
        }
        // What a team writes is written by its own; who the team is, is not.
        About::Team if draft.body.kind() != Kind::Team => {
            actor.in_team(Some(draft.subject)) && draft.team.is_none_or(|team| team == draft.subject)
        }
        About::Organisation | About::Team | About::Staff => {
            actor.system || draft.body.kind() != Kind::DayClose || draft.subject == actor.staff
        }
        About::Person => match line {
            Some(line) => {
                let named = draft.team.is_none() || draft.body.kind() == Kind::Episode;
                actor.in_team(line.team()) && (named || actor.in_team(draft.team))
            }
            None => draft.body.kind() == Kind::Person && actor.in_team(draft.team),
        },
    }
}

/// What is about a team, and is not the team itself, is that team's.
fn team_of(draft: &Draft) -> Option<Uuid> {
    let kind = draft.body.kind();
    (kind.about() == About::Team && kind != Kind::Team).then_some(draft.subject)
}

/// What is wrong with the frame of an entry, whatever it says.
fn shape_problems(draft: &Draft, directory: &Directory) -> Vec<Problem> {
    let mut problems = Problems::default();
    let kind = draft.body.kind();
    let itself = matches!(kind, Kind::Person | Kind::Staff | Kind::Team | Kind::Organisation);
    let expected = if itself { draft.subject } else { kind.document_id(draft.subject) };
    if kind.shape() == Shape::Document && draft.id != expected {
        problems.add(Problem::new("id", format!("There is one such document: its id is {expected}.")));
    }
    if draft.team.is_some_and(|team| !directory.teams.contains_key(&team)) {
        problems.add(Problem::new("team", "There is no such team: choose one from the list."));
    }
    if moment::local_day(draft.happened_at).year() < FIRST_YEAR {
        problems.add(Problem::new("happened_at", "This is before 1900: check the date.").rule("BI33"));
    }
    if let Some(reason) = &draft.reason {
        problems.keep("reason", text::clean_text(reason, REASON_MOST));
    }
    problems.into_vec()
}

/// What was read already when the rules are asked.
struct Known<'a> {
    line: Option<&'a Line>,
    before: Option<&'a Entry>,
    directory: &'a Directory,
}

fn rule_problems(
    tx: &mut Tx,
    actor: &Actor,
    draft: &Draft,
    known: &Known<'_>,
    now: Timestamp,
) -> Result<Vec<Problem>, StoreError> {
    let needs = rule::needs(draft);
    let visit = needs.visit.map(|id| visits::one(tx, id)).transpose()?.flatten();
    let overlapping =
        needs.overlap.map(|(w, from, to)| visits::slots(tx, &w, from, to)).transpose()?.unwrap_or_default();
    let twins = match needs.twins {
        Some((number, key, born)) => people::twins(tx, number.as_deref(), &key, &born)?,
        None => Twins::default(),
    };
    let day =
        needs.day.map(|(worker, day)| visits::of_worker(tx, worker, day)).transpose()?.unwrap_or_default();
    let session = needs.session.map(|id| latest(tx, id)).transpose()?.flatten();
    let caseload = match needs.caseload {
        Some(team) => people::lines(tx, team)?,
        None => Vec::new(),
    };
    let allocating = match (needs.allocating, known.line.and_then(Line::team)) {
        (Some(id), Some(team)) => people::caseload(tx, known.directory, id, team)?,
        (Some(_) | None, _) => None,
    };
    let role = |id: Uuid| known.directory.role(id);
    let team = draft.team.or_else(|| known.line.and_then(Line::team));
    let referral = needs.referral.map(|id| latest(tx, id)).transpose()?.flatten();
    let attached = needs.attached.map(|of| content::documents(tx, draft.subject, of)).transpose()?;
    let criteria = match (&referral, team) {
        (Some(_), Some(team)) => people::of_team(tx, team, Kind::CriteriaSet, MOST_SETS)?,
        (Some(_) | None, _) => Vec::new(),
    };
    let weeks = match needs.weeks.map(|series| latest(tx, series)).transpose()?.flatten() {
        Some(Entry { id, body: Body::VisitSeries(series), .. }) => {
            Some(visits::weeks(tx, known.directory, id, series)?)
        }
        Some(_) | None => None,
    };
    let around =
        needs.network.map(|person| latest(tx, Kind::Network.document_id(person))).transpose()?.flatten();
    let network = match around {
        Some(Entry { body: Body::Network(network), .. }) => Some(network),
        Some(_) | None => None,
    };
    let works = |id: Uuid, day: Date| known.directory.staff.get(&id).is_some_and(|staff| staff.works_on(day));
    let week = needs.week.map(|week| visits::week_of(tx, week)).transpose()?.unwrap_or_default();
    let context = Context {
        now,
        actor,
        line: known.line,
        before: known.before,
        staff: &role,
        visit: visit.as_ref(),
        overlapping: &overlapping,
        twins: &twins,
        day: &day,
        session: session.as_ref(),
        caseload: &caseload,
        allocating: allocating.as_ref(),
        team: team.and_then(|team| known.directory.teams.get(&team)),
        referral: referral.as_ref(),
        attached: attached.as_deref().unwrap_or_default(),
        criteria: &criteria,
        weeks: weeks.as_ref(),
        network: network.as_ref(),
        works: &works,
        week: &week,
    };
    Ok(rule::refusals(draft, &context))
}

/// Writes an entry and gives it with its place and its hash; none when its id and version are taken.
fn insert(
    tx: &mut Tx,
    mut entry: Entry,
    previous: &[u8; 32],
) -> Result<Option<(Entry, [u8; 32])>, StoreError> {
    let body = serde_json::to_string(&entry.body).map_err(|e| StoreError::Refused(e.to_string()))?;
    let hash = hash::of(previous, &hash::fields(&entry, &body));
    let seq = tx.insert(
        "INSERT INTO entry (id, version, kind, subject, team, author, happened_at, recorded_at, reason, body, prev_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id, version) DO NOTHING",
        &params![
            entry.id,
            entry.version,
            entry.kind().text(),
            entry.subject,
            entry.team,
            entry.author,
            entry.happened_at,
            entry.recorded_at,
            entry.reason.as_ref(),
            &body,
            previous,
            &hash,
        ],
    )?;
    Ok(seq.map(|seq| {
        entry.seq = seq;
        (entry, hash)
    }))
}

/// Columns of an entry, in the order `read` takes them.
pub(crate) const COLUMNS: &str = "e.seq, e.id, e.version, e.kind, e.subject, e.team, e.author, e.happened_at, e.recorded_at, e.reason, e.body";

/// Reads an entry from a row of `COLUMNS`. A body that does not read is an error of the store.
pub(crate) fn read(row: &Row<'_>) -> Result<Result<Entry, StoreError>, crate::db::DbError> {
    let seq: i64 = row.get(0)?;
    let kind = row.text(3)?;
    let body = match Kind::from_text(kind) {
        Some(kind) => Body::parse(kind, row.text(10)?),
        None => Err(vec![Problem::new("kind", "unknown kind")]),
    };
    let body = match body {
        Ok(body) => body,
        Err(problems) => {
            let why = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            return Ok(Err(StoreError::Unreadable { seq, kind: kind.to_owned(), why }));
        }
    };
    Ok(Ok(Entry {
        seq,
        id: row.get(1)?,
        version: row.get(2)?,
        subject: row.get(4)?,
        team: row.get(5)?,
        author: row.get(6)?,
        happened_at: row.get(7)?,
        recorded_at: row.get(8)?,
        reason: row.get(9)?,
        body,
    }))
}

/// Entries that a statement over `COLUMNS` finds.
pub(crate) fn entries(tx: &mut Tx, sql: &str, values: &[Value<'_>]) -> Result<Vec<Entry>, StoreError> {
    tx.query(sql, values, read)?.into_iter().collect()
}

/// The current version of an entry.
pub(crate) fn latest(tx: &mut Tx, id: Uuid) -> Result<Option<Entry>, StoreError> {
    let sql = concat_sql!("SELECT ", " FROM entry e WHERE e.id = $1 ORDER BY e.version DESC LIMIT 1");
    Ok(entries(tx, &sql, &params![id])?.pop())
}

/// One version of an entry.
pub(crate) fn version(tx: &mut Tx, id: Uuid, version: u32) -> Result<Option<Entry>, StoreError> {
    let sql = concat_sql!("SELECT ", " FROM entry e WHERE e.id = $1 AND e.version = $2");
    Ok(entries(tx, &sql, &params![id, version])?.pop())
}

/// Every version of an entry, the first one first (N12).
///
/// # Errors
/// The database; a body that does not read.
pub fn history(tx: &mut Tx, id: Uuid) -> Result<Vec<Entry>, StoreError> {
    let sql = concat_sql!("SELECT ", " FROM entry e WHERE e.id = $1 ORDER BY e.version");
    entries(tx, &sql, &params![id])
}

/// The current versions of all entries about a subject.
pub(crate) fn heads(tx: &mut Tx, subject: Uuid) -> Result<Vec<Entry>, StoreError> {
    let sql = concat_sql!(
        "SELECT ",
        " FROM head h JOIN entry e ON e.seq = h.seq WHERE h.subject = $1 ORDER BY h.happened_at, h.seq"
    );
    entries(tx, &sql, &params![subject])
}
