//! Reading people: lines of a team, one person, search, chronology. Nothing here writes.

use std::collections::BTreeMap;

use care::entry::person::FORMER;
use care::entry::{Entry, Kind};
use care::line::{Line, Relation};
use care::rule::context::{Caseload, Twins};
use care::search_key;
use uuid::Uuid;

use crate::db::{DbError, Row, Tx, Value};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::{journal, params};

/// Columns of a line, in the order `read_line` takes them, and where they come from.
const LINE: &str = "n.seq, l.body, n.body";
const LINES: &str = "line l JOIN lately n ON n.person = l.person";

fn read_line(row: &Row<'_>) -> Result<Result<Line, StoreError>, DbError> {
    let seq: i64 = row.get(0)?;
    Ok(parse(row.text(1)?, row.text(2)?).map_err(|why| StoreError::Unreadable {
        seq,
        kind: "line".to_owned(),
        why: why.to_string(),
    }))
}

fn parse(line: &str, lately: &str) -> Result<Line, serde_json::Error> {
    let line: Line = serde_json::from_str(line)?;
    Ok(line.with(serde_json::from_str(lately)?))
}

/// The line of a person.
///
/// # Errors
/// The database; a line that does not read.
pub fn line(tx: &mut Tx, person: Uuid) -> Result<Option<Line>, StoreError> {
    let sql = format!("SELECT {LINE} FROM {LINES} WHERE l.person = $1");
    tx.query_one(&sql, &params![person], read_line)?.transpose()
}

/// The line of a person and the hash of the latest entry about them.
pub(crate) fn line_and_hash(tx: &mut Tx, person: Uuid) -> Result<Option<(Line, [u8; 32])>, StoreError> {
    let sql = format!("SELECT {LINE}, n.hash FROM {LINES} WHERE l.person = $1");
    let found = tx.query_one(&sql, &params![person], |row| Ok((read_line(row)?, row.get(3)?)))?;
    found.map(|(line, hash)| Ok((line?, hash))).transpose()
}

/// The hash of the latest entry about a person.
pub(crate) fn last_hash(tx: &mut Tx, person: Uuid) -> Result<Option<[u8; 32]>, StoreError> {
    Ok(tx.query_one("SELECT hash FROM lately WHERE person = $1", &params![person], |row| row.get(0))?)
}

/// Everybody a board shows: a team's caseload, and who waits at its way in.
#[derive(Debug)]
pub struct OfTeam<L> {
    /// Each line with the place in the journal that it stands for.
    pub caseload: Vec<(i64, L)>,
    /// Referred, not taken on; by name. Each with its place in the journal too.
    pub waiting: Vec<(i64, L)>,
}

/// The lines of a team's caseload and of who waits, in one statement. Those in `known`, with the place in the
/// journal that they stand for, are not read again while that is still their place.
///
/// # Errors
/// The database; a line that does not read.
pub fn of_board<L: From<Line> + AsRef<Line> + Clone>(
    tx: &mut Tx,
    team: Uuid,
    known: &BTreeMap<Uuid, (i64, L)>,
) -> Result<OfTeam<L>, StoreError> {
    let last = known.values().map(|(seq, _)| *seq).max().unwrap_or(NOTHING);
    let mut of = OfTeam { caseload: Vec::new(), waiting: Vec::new() };
    let mut read = board_since(tx, team, known, last)?;
    if read.iter().any(Option::is_none) {
        read = board_since(tx, team, known, NOTHING)?;
    }
    for one in read.into_iter().flatten() {
        let (on_caseload, line) = one?;
        if on_caseload { of.caseload.push(line) } else { of.waiting.push(line) }
    }
    of.waiting.sort_by(|(_, a), (_, b)| {
        let key = |line: &L| (line.as_ref().who.sort.clone(), line.as_ref().person);
        key(a).cmp(&key(b))
    });
    Ok(of)
}

/// Before every place in the journal.
const NOTHING: i64 = -1;

/// A line, whether it is on the caseload, and its place in the journal.
type OnBoard<L> = Result<(bool, (i64, L)), StoreError>;

/// The lines of a board, of which the database gives only those after a place in the journal. None stands for
/// one before it that is not known: another process wrote it while we looked.
fn board_since<L: From<Line> + Clone>(
    tx: &mut Tx,
    team: Uuid,
    known: &BTreeMap<Uuid, (i64, L)>,
    since: i64,
) -> Result<Vec<Option<OnBoard<L>>>, StoreError> {
    let sql = format!(
        "SELECT n.seq, CASE WHEN n.seq > $2 THEN l.body END, CASE WHEN n.seq > $2 THEN n.body END,
           l.person, l.on_caseload FROM {LINES} WHERE l.team = $1 AND l.on_caseload IN (1, 2)"
    );
    Ok(tx.query(&sql, &params![team, since], |row| {
        let (seq, person, standing): (i64, Uuid, i64) = (row.get(0)?, row.get(3)?, row.get(4)?);
        let line = match known.get(&person).filter(|(at, _)| *at == seq) {
            Some((_, line)) => Ok(line.clone()),
            None if seq > since => read_line(row)?.map(L::from),
            None => return Ok(None),
        };
        Ok(Some(line.map(|line| (standing == 1, (seq, line)))))
    })?)
}

/// The lines of a team's caseload.
///
/// # Errors
/// The database; a line that does not read.
pub fn lines(tx: &mut Tx, team: Uuid) -> Result<Vec<Line>, StoreError> {
    let sql = format!("SELECT {LINE} FROM {LINES} WHERE l.team = $1 AND l.on_caseload = 1");
    tx.query(&sql, &params![team], read_line)?.into_iter().collect()
}

/// A worker with the people of a team whose key worker they are; none for nobody.
pub(crate) fn caseload(
    tx: &mut Tx,
    directory: &Directory,
    worker: Uuid,
    team: Uuid,
) -> Result<Option<Caseload>, StoreError> {
    let Some(staff) = directory.staff.get(&worker) else { return Ok(None) };
    let marked = format!("%{worker}%");
    let sql = format!(
        "SELECT {LINE} FROM {LINES} WHERE l.team = $1 AND l.on_caseload = 1 AND l.body LIKE $2 ORDER BY l.person"
    );
    let lines = tx.query(&sql, &params![team, &marked], read_line)?;
    let mut lines = lines.into_iter().collect::<Result<Vec<Line>, StoreError>>()?;
    // The worker may stand elsewhere in a line too: the line itself says whether it is as key worker.
    lines.retain(|line| line.named.as_ref().is_some_and(|n| n.key_worker == Some(worker)));
    Ok(Some(Caseload { worker: staff.clone(), lines }))
}

/// The lines of people who wait at a team's way in: referred, not taken on.
///
/// # Errors
/// The database; a line that does not read.
pub fn referred(tx: &mut Tx, team: Uuid) -> Result<Vec<Line>, StoreError> {
    let sql = format!(
        "SELECT {LINE} FROM {LINES} WHERE l.team = $1 AND l.on_caseload = 2 ORDER BY l.sort, l.person"
    );
    tx.query(&sql, &params![team], read_line)?.into_iter().collect()
}

/// Everybody a team knows: on its caseload, referred to it, or with it before.
///
/// # Errors
/// The database; a line that does not read.
pub fn known(tx: &mut Tx, team: Uuid) -> Result<Vec<Line>, StoreError> {
    let sql = format!("SELECT {LINE} FROM {LINES} WHERE l.team = $1 ORDER BY l.sort, l.person");
    tx.query(&sql, &params![team], read_line)?.into_iter().collect()
}

/// Entries of one kind about these subjects since a moment, the latest first.
///
/// # Errors
/// The database; a body that does not read.
pub fn of_subjects(
    tx: &mut Tx,
    subjects: &[Uuid],
    kind: Kind,
    since: jiff::Timestamp,
) -> Result<Vec<Entry>, StoreError> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value<'_>> = params![kind.text(), since].into();
    let places = crate::db::placeholders(values.len() + 1, subjects.len());
    values.extend(subjects.iter().map(|subject| Value::from(*subject)));
    let mut sql = concat_sql!("SELECT ", " FROM head h JOIN entry e ON e.seq = h.seq");
    sql.push_str(&format!(
        " WHERE h.kind = $1 AND h.happened_at >= $2 AND h.subject IN ({places}) ORDER BY h.happened_at DESC, h.seq DESC"
    ));
    journal::entries(tx, &sql, &values)
}

/// Every line there is, of every team, by id.
///
/// # Errors
/// The database; a line that does not read.
pub fn all_lines(tx: &mut Tx) -> Result<Vec<Line>, StoreError> {
    let sql = format!("SELECT {LINE} FROM {LINES} ORDER BY l.person");
    tx.query(&sql, &[], read_line)?.into_iter().collect()
}

/// People who may be the same person.
pub(crate) fn twins(tx: &mut Tx, number: Option<&str>, key: &str, born: &str) -> Result<Twins, StoreError> {
    let mut twins = Twins::default();
    if let Some(number) = number {
        twins.same_number =
            tx.query("SELECT person FROM line WHERE nhs_number = $1", &params![number], |row| row.get(0))?;
    }
    twins.same_name_and_birth =
        tx.query("SELECT person FROM line WHERE twin_key = $1 AND born = $2", &params![key, born], |row| {
            row.get(0)
        })?;
    Ok(twins)
}

/// Whether somebody else has the same name and birth date (BI14).
///
/// # Errors
/// The database.
pub fn has_namesake(tx: &mut Tx, line: &Line) -> Result<bool, StoreError> {
    let Some(born) = line.who.born.filter(|_| !line.who.twin.is_empty()) else { return Ok(false) };
    let twins = twins(tx, None, &line.who.twin, &born.to_string())?;
    Ok(twins.same_name_and_birth.iter().any(|other| *other != line.person))
}

/// Everybody of any team with this name key and birth date. For asking whether two are the same;
/// what of it may be shown is the caller's to decide (BI14).
///
/// # Errors
/// The database; a line that does not read.
pub fn namesakes(tx: &mut Tx, key: &str, born: &str) -> Result<Vec<Line>, StoreError> {
    let sql = format!("SELECT {LINE} FROM {LINES} WHERE l.twin_key = $1 AND l.born = $2 ORDER BY l.person");
    tx.query(&sql, &params![key, born], read_line)?.into_iter().collect()
}

/// People of these teams whose stored names, number or street match every word, by name. Former names
/// count for those who may see them alone (BI13).
///
/// # Errors
/// The database; a line that does not read.
pub fn search(
    tx: &mut Tx,
    (teams, former): (&[Uuid], bool),
    words: &str,
    most: usize,
) -> Result<Vec<Line>, StoreError> {
    let mut tokens = search_key::query_tokens(words);
    tokens.sort_by_key(|token| std::cmp::Reverse(token.chars().count()));
    let Some(longest) = tokens.first() else { return Ok(Vec::new()) };
    let after = format!("{longest}\u{10ffff}");
    // Without former names their range is the same one again.
    let mark = if former { FORMER.to_string() } else { String::new() };
    let (once, once_after) = (format!("{mark}{longest}"), format!("{mark}{after}"));
    let sql = format!(
        "SELECT {LINE}, l.person FROM {LINES} WHERE l.person IN
           (SELECT t.person FROM name t WHERE t.token >= $1 AND t.token < $2
            UNION SELECT t.person FROM name t WHERE t.token >= $3 AND t.token < $4) ORDER BY l.sort, l.person"
    );
    let candidates = tx.query(&sql, &params![longest, &after, &once, &once_after], |row| {
        Ok((row.get::<Uuid>(3)?, read_line(row)?))
    })?;
    let mut found = Vec::new();
    for (person, line) in candidates {
        let line = line?;
        if !line.team().is_some_and(|team| teams.contains(&team)) {
            continue;
        }
        let index: Vec<String> = tokens_of(tx, person)?
            .into_iter()
            .filter_map(|token| match token.strip_prefix(FORMER) {
                Some(once) => former.then(|| once.to_owned()),
                None => Some(token),
            })
            .collect();
        if search_key::matches(&tokens, &index) {
            found.push(line);
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

fn tokens_of(tx: &mut Tx, person: Uuid) -> Result<Vec<String>, StoreError> {
    Ok(tx.query("SELECT token FROM name WHERE person = $1", &params![person], |row| row.get(0))?)
}

/// The current version of one living document of a person.
///
/// # Errors
/// The database; a body that does not read.
pub fn document(tx: &mut Tx, subject: Uuid, kind: Kind) -> Result<Option<Entry>, StoreError> {
    Ok(journal::latest(tx, document_id(subject, kind))?.filter(|entry| entry.subject == subject))
}

/// The current versions of a person's living documents of these kinds, in the order of the kinds.
///
/// # Errors
/// The database; a body that does not read.
pub fn documents(tx: &mut Tx, subject: Uuid, kinds: &[Kind]) -> Result<Vec<Entry>, StoreError> {
    let ids: Vec<Uuid> = kinds.iter().map(|kind| document_id(subject, *kind)).collect();
    let sql = concat_sql!(
        "SELECT ",
        " FROM entry e WHERE e.version = (SELECT max(v.version) FROM entry v WHERE v.id = e.id) AND e.subject = $1"
    );
    let sql = format!("{sql} AND e.id IN ({})", crate::db::placeholders(2, ids.len()));
    let values: Vec<_> = std::iter::once(subject).chain(ids.iter().copied()).map(Value::from).collect();
    let mut found = journal::entries(tx, &sql, &values)?;
    found.sort_by_key(|entry| ids.iter().position(|id| *id == entry.id));
    Ok(found)
}

fn document_id(subject: Uuid, kind: Kind) -> Uuid {
    if kind == Kind::Person { subject } else { kind.document_id(subject) }
}

/// The current version of an entry.
///
/// # Errors
/// The database; a body that does not read.
pub fn entry(tx: &mut Tx, id: Uuid) -> Result<Option<Entry>, StoreError> {
    journal::latest(tx, id)
}

/// Which part of a chronology is wanted.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Only these kinds; all when empty.
    pub kinds: Vec<Kind>,
    /// Only what is older than this entry: its moment and place in the journal.
    pub before: Option<(jiff::Timestamp, i64)>,
    /// At most so many.
    pub most: u32,
}

/// Entries about a person, the latest first.
///
/// # Errors
/// The database; a body that does not read.
pub fn chronology(tx: &mut Tx, person: Uuid, page: &Page) -> Result<Vec<Entry>, StoreError> {
    let mut sql = concat_sql!("SELECT ", " FROM head h JOIN entry e ON e.seq = h.seq WHERE h.subject = $1");
    let mut values: Vec<Value<'_>> = params![person].into();
    if let Some((at, seq)) = page.before {
        values.extend(params![at, seq]);
        sql.push_str(" AND (h.happened_at, h.seq) < ($2, $3)");
    }
    if !page.kinds.is_empty() {
        let places = crate::db::placeholders(values.len() + 1, page.kinds.len());
        sql.push_str(&format!(" AND h.kind IN ({places})"));
        values.extend(page.kinds.iter().map(|kind| Value::from(kind.text())));
    }
    sql.push_str(&format!(" ORDER BY h.happened_at DESC, h.seq DESC LIMIT {}", page.most));
    journal::entries(tx, &sql, &values)
}

/// Entries of one kind about everybody of a team since a moment, the latest first.
///
/// # Errors
/// The database; a body that does not read.
pub fn recent(
    tx: &mut Tx,
    team: Uuid,
    kind: Kind,
    since: jiff::Timestamp,
    most: u32,
) -> Result<Vec<Entry>, StoreError> {
    let mut sql = concat_sql!(
        "SELECT ",
        " FROM line l JOIN head h ON h.subject = l.person AND h.happened_at >= $2 JOIN entry e ON e.seq = h.seq
         WHERE l.team = $1 AND h.kind = $3 ORDER BY h.happened_at DESC, h.seq DESC"
    );
    sql.push_str(&format!(" LIMIT {most}"));
    journal::entries(tx, &sql, &params![team, since, kind.text()])
}

/// Entries of one kind about people of a team within a time, the latest first.
///
/// # Errors
/// The database; a body that does not read.
pub fn between(
    tx: &mut Tx,
    team: Uuid,
    kind: Kind,
    (from, to): (jiff::Timestamp, jiff::Timestamp),
    most: u32,
) -> Result<Vec<Entry>, StoreError> {
    let mut sql = concat_sql!(
        "SELECT ",
        " FROM line l JOIN head h ON h.subject = l.person AND h.happened_at >= $2 AND h.happened_at < $4 JOIN entry e ON e.seq = h.seq
         WHERE l.team = $1 AND h.kind = $3 ORDER BY h.happened_at DESC, h.seq DESC"
    );
    sql.push_str(&format!(" LIMIT {most}"));
    journal::entries(tx, &sql, &params![team, from, kind.text(), to])
}

/// Entries about a team of one kind, the latest first.
///
/// # Errors
/// The database; a body that does not read.
pub fn of_team(tx: &mut Tx, team: Uuid, kind: Kind, most: u32) -> Result<Vec<Entry>, StoreError> {
    chronology(tx, team, &Page { kinds: vec![kind], before: None, most })
}

/// Who has known the person, the one who knows them best first (S06): by contacts, then minutes.
///
/// # Errors
/// The database.
pub fn relations(tx: &mut Tx, person: Uuid) -> Result<Vec<(Uuid, Relation)>, StoreError> {
    Ok(tx.query(
        "SELECT worker, contacts, minutes, first_at, last_at FROM relation WHERE person = $1
         ORDER BY contacts DESC, minutes DESC, worker",
        &params![person],
        |row| {
            let relation = Relation {
                contacts: row.get(1)?,
                minutes: row.get(2)?,
                first_at: row.get(3)?,
                last_at: row.get(4)?,
            };
            Ok((row.get(0)?, relation))
        },
    )?)
}

/// The person with an NHS number, of whatever team.
///
/// # Errors
/// The database.
pub fn by_nhs_number(tx: &mut Tx, number: &str) -> Result<Option<Uuid>, StoreError> {
    let found =
        tx.query("SELECT person FROM line WHERE nhs_number = $1", &params![number], |row| row.get(0))?;
    Ok(found.first().copied())
}
