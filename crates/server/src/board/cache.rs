//! Each team's last reading, and who changed since: their lines and visits are read again when somebody asks,
//! and nobody else's. Who may see it is asked at each request, elsewhere. What a reading is, is in `reading`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use care::entry::Kind;
use care::moment;
use care::rule::context::{VisitNow, VisitState};
use jiff::Timestamp;
use jiff::civil::Date;
use store::db::Tx;
use store::{Change, Store, StoreError};
use uuid::Uuid;

use super::reading::{Seqs, SharedLine, SharedVisit, TeamNow, Visits, by_person};

/// Days back for which a visit without an outcome is still asked about.
const DAYS_BACK: i32 = 30;
/// Days ahead that the board looks for a next visit.
const DAYS_AHEAD: i32 = 60;
/// Hours after which everything is read again, whatever was heard.
const HOURS_USED: i64 = 1;
/// More people than these are not asked about one by one.
const FEW: usize = 32;

/// A team's last reading, and what was heard since.
#[derive(Debug, Default)]
struct Kept {
    reading: Option<Arc<TeamNow>>,
    /// Who changed since the reading, with the number of their last change.
    changed: BTreeMap<Uuid, u64>,
    /// Changes heard of so far.
    heard: u64,
    /// Readings being made: whom they will know of is not known yet, so every change concerns them.
    at_work: usize,
}

impl Kept {
    fn concerns(&self, team: Uuid, change: &Change) -> bool {
        let known = |reading: &Arc<TeamNow>| knows(reading, change.subject);
        [change.team, change.written_under].contains(&Some(team))
            || self.at_work > 0
            // It may open a visit again that this team planned to somebody who is under another.
            || change.later_version
            || self.reading.as_ref().is_some_and(known)
    }
}

/// Whether a reading speaks of somebody: of a person, or of a worker who is at a visit.
fn knows(reading: &TeamNow, subject: Uuid) -> bool {
    reading.seqs.contains_key(&subject)
        || reading.planned.contains_key(&subject)
        || under_way(&reading.planned).any(|visit| visit.visit.workers.contains(&subject))
}

/// Every team's last reading.
#[derive(Debug, Default)]
pub(crate) struct BoardCache(Mutex<BTreeMap<Uuid, Kept>>);

/// What a reading starts from.
#[derive(Debug)]
pub(super) struct Start {
    known: Option<Arc<TeamNow>>,
    changed: BTreeSet<Uuid>,
    as_of: u64,
}

impl BoardCache {
    fn teams(&self) -> MutexGuard<'_, BTreeMap<Uuid, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the board of a team is made of now: at most two statements, and one more while somebody is
    /// at a visit; none when nothing changed.
    ///
    /// # Errors
    /// The database.
    pub(crate) fn team(&self, store: &Store, team: Uuid, now: Timestamp) -> Result<Arc<TeamNow>, StoreError> {
        match self.begin(team, now) {
            Ok(known) => Ok(known),
            Err(start) => self.end(team, start.read(store, team, now)),
        }
    }

    /// The last reading if it is still true, or what a new one starts from.
    pub(super) fn begin(&self, team: Uuid, now: Timestamp) -> Result<Arc<TeamNow>, Start> {
        let mut teams = self.teams();
        let kept = teams.entry(team).or_default();
        if let Some(known) = kept.reading.as_ref().filter(|k| k.as_of == kept.heard && is_fresh(k, now)) {
            return Ok(Arc::clone(known));
        }
        kept.at_work += 1;
        let changed = kept.changed.keys().copied().collect();
        Err(Start { known: kept.reading.clone(), changed, as_of: kept.heard })
    }

    /// Keeps a reading, unless one that heard more came meanwhile.
    pub(super) fn end(
        &self,
        team: Uuid,
        read: Result<TeamNow, StoreError>,
    ) -> Result<Arc<TeamNow>, StoreError> {
        let mut teams = self.teams();
        let kept = teams.entry(team).or_default();
        kept.at_work = kept.at_work.saturating_sub(1);
        let read = Arc::new(read?);
        // What changed while we read stays to be read.
        if kept.reading.as_ref().is_none_or(|held| held.as_of <= read.as_of) {
            kept.changed.retain(|_, number| *number > read.as_of);
            kept.reading = Some(Arc::clone(&read));
        }
        Ok(read)
    }

    /// A change: its subject is read again when their team is next asked for. A person who moved team
    /// concerns both.
    pub(crate) fn forget(&self, change: &Change) {
        for (team, kept) in self.teams().iter_mut() {
            if kept.concerns(*team, change) {
                kept.heard += 1;
                kept.changed.insert(change.subject, kept.heard);
            }
        }
    }
}

/// Whether the visits of a reading are of the time that is asked about.
fn is_fresh(reading: &TeamNow, now: Timestamp) -> bool {
    now.duration_since(reading.read_at).as_hours().abs() < HOURS_USED && reading.day == moment::local_day(now)
}

impl Start {
    pub(super) fn read(&self, store: &Store, team: Uuid, now: Timestamp) -> Result<TeamNow, StoreError> {
        let known = self.known.as_deref();
        let fresh = known.filter(|known| is_fresh(known, now));
        let day = moment::local_day(now);
        let (of, planned, visits) = store.read(|tx| {
            let of = store::people::of_board(tx, team, known.map_or(&Seqs::new(), |known| &known.seqs))?;
            let both = of.caseload.iter().chain(&of.waiting);
            let seqs: Vec<(Uuid, i64)> = both.map(|(seq, line)| (line.as_ref().person, *seq)).collect();
            let planned =
                planned(tx, team, day, fresh.map(|known| (known, moved(known, &seqs, &self.changed))))?;
            let visits = with_checks(tx, &planned, fresh.map(|known| &known.visits))?;
            Ok((of, planned, visits))
        })?;
        let both = of.caseload.iter().chain(&of.waiting);
        let seqs: Seqs = both
            .map(|(seq, line): &(i64, SharedLine)| (line.as_ref().person, (*seq, line.clone())))
            .collect();
        let alone = |lines: Vec<(i64, SharedLine)>| lines.into_iter().map(|(_, line)| line).collect();
        Ok(TeamNow {
            lines: alone(of.caseload),
            waiting: alone(of.waiting),
            visits,
            planned,
            seqs,
            day,
            read_at: fresh.map_or(now, |known| known.read_at),
            as_of: self.as_of,
            board: Mutex::default(),
            rows: known.map(|known| Arc::clone(&known.rows)).unwrap_or_default(),
        })
    }
}

/// Who changed, and who has another entry than at the last reading, heard of or not.
fn moved(known: &TeamNow, seqs: &[(Uuid, i64)], changed: &BTreeSet<Uuid>) -> BTreeSet<Uuid> {
    let same = |person: &Uuid, seq: i64| known.seqs.get(person).is_some_and(|(before, _)| *before == seq);
    let moved = seqs.iter().filter(|(person, seq)| !same(person, *seq)).map(|(person, _)| *person);
    moved.chain(changed.iter().copied()).collect()
}

/// Everybody's visits without an outcome: those of the people who moved in place of what was known of them.
fn planned(
    tx: &mut Tx,
    team: Uuid,
    day: Date,
    since: Option<(&TeamNow, BTreeSet<Uuid>)>,
) -> Result<Visits, StoreError> {
    let time = (
        moment::start_of_day(moment::add_days(day, -DAYS_BACK)),
        moment::start_of_day(moment::add_days(day, DAYS_AHEAD)),
    );
    let Some((known, moved)) = since.filter(|(_, moved)| moved.len() <= FEW) else {
        return Ok(by_person(store::visits::open_of_team(tx, team, time.0, time.1)?));
    };
    let mut visits = known.planned.clone();
    visits.retain(|person, _| !moved.contains(person));
    let moved: Vec<Uuid> = moved.into_iter().collect();
    visits.extend(by_person(store::visits::open_of_people(tx, team, &moved, time)?));
    Ok(visits)
}

fn under_way(visits: &Visits) -> impl Iterator<Item = &VisitNow> {
    let all = visits.values().flat_map(|visits| visits.iter().map(AsRef::as_ref));
    all.filter(|visit: &&VisitNow| visit.state() == VisitState::Started)
}

/// Visits under way are longer by what a worker said when somebody rang; one more statement while
/// anybody is out. What was worked out `before` and is still so stays the same.
fn with_checks(tx: &mut Tx, planned: &Visits, before: Option<&Visits>) -> Result<Visits, StoreError> {
    let out: Vec<&VisitNow> = under_way(planned).collect();
    let workers: BTreeSet<Uuid> = out.iter().flat_map(|visit| visit.visit.workers.iter().copied()).collect();
    let Some(since) = out.iter().filter_map(|visit| visit.visit.started_at).min() else {
        return Ok(planned.clone());
    };
    let workers: Vec<Uuid> = workers.into_iter().collect();
    let entries = store::people::of_subjects(tx, &workers, Kind::SafetyCheck, since)?;
    let checks: Vec<_> = entries
        .iter()
        .filter_map(|entry| Some((entry.happened_at, care::safety::match_check(entry)?)))
        .collect();
    let mut visits = planned.clone();
    for person in out.iter().map(|visit| visit.person) {
        let Some(theirs) = visits.get_mut(&person) else { continue };
        let held: Vec<VisitNow> =
            theirs.iter().map(|visit| care::safety::held(visit.as_ref().clone(), &checks)).collect();
        let same = |known: &&Arc<[SharedVisit]>| known.iter().map(AsRef::as_ref).eq(&held);
        let known = [planned.get(&person), before.and_then(|before| before.get(&person))];
        *theirs = match known.into_iter().flatten().find(same) {
            Some(known) => Arc::clone(known),
            None => held.into_iter().map(SharedVisit::from).collect(),
        };
    }
    Ok(visits)
}
