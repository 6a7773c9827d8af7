//! Lines and open visits of a team as last read, and the board as last worked out of them. A change in the
//! team makes them be read again, and of the lines only those that moved. Who may see it is asked at each
//! request, elsewhere. It never decides anything; `care::board` does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use care::entry::Kind;
use care::line::Line;
use care::rule::context::{VisitNow, VisitState};
use jiff::{Timestamp, ToSpan};
use store::db::Tx;
use store::directory::Directory;
use store::{Change, Store, StoreError};
use uuid::Uuid;

use super::view::{self, BoardView};

/// Days back for which a visit without an outcome is still asked about.
const DAYS_BACK: i64 = 30;
/// Days ahead that the board looks for a next visit.
const DAYS_AHEAD: i64 = 60;
/// Hours a reading is used at most, so that the window of visits moves on.
const HOURS_USED: i64 = 1;

/// One person's line, shared.
#[derive(Clone, Debug)]
pub(crate) struct SharedLine(Arc<Line>);

impl From<Line> for SharedLine {
    fn from(line: Line) -> Self {
        SharedLine(Arc::new(line))
    }
}

impl AsRef<Line> for SharedLine {
    fn as_ref(&self) -> &Line {
        &self.0
    }
}

/// Each person's line with the place in the journal that it stands for.
type Seqs = BTreeMap<Uuid, (i64, SharedLine)>;

/// What the board of a team is made of.
#[derive(Debug)]
pub(crate) struct TeamNow {
    /// Everybody on the caseload.
    pub(crate) lines: Vec<SharedLine>,
    /// Everybody who was referred and waits: for the decision, or for the next service.
    waiting: Vec<SharedLine>,
    /// Visits without an outcome.
    pub(crate) visits: Vec<VisitNow>,
    seqs: Arc<Seqs>,
    read_at: Timestamp,
    current: bool,
    board: Mutex<Option<Arranged>>,
}

/// The board as worked out within a minute, by the names that held then.
#[derive(Debug)]
struct Arranged {
    minute: i64,
    directory: Arc<Directory>,
    board: Arc<BoardView>,
}

impl TeamNow {
    /// A reading that has to be made.
    fn wanting(seqs: Arc<Seqs>, read_at: Timestamp) -> TeamNow {
        TeamNow {
            lines: Vec::new(),
            waiting: Vec::new(),
            visits: Vec::new(),
            seqs,
            read_at,
            current: false,
            board: Mutex::default(),
        }
    }

    /// The board now: worked out once a minute, and after each change because the reading is a new one then.
    pub(crate) fn board(&self, directory: &Arc<Directory>, team: Uuid, now: Timestamp) -> Arc<BoardView> {
        let minute = now.as_second().div_euclid(60);
        let mut kept = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.as_ref()
            && kept.minute == minute
            && Arc::ptr_eq(&kept.directory, directory)
        {
            return Arc::clone(&kept.board);
        }
        let board = Arc::new(view::of(directory, team, self, now));
        *kept = Some(Arranged { minute, directory: Arc::clone(directory), board: Arc::clone(&board) });
        board
    }
}

impl TeamNow {
    /// Everybody who was referred and waits, by name.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Line> {
        self.waiting.iter().map(AsRef::as_ref)
    }
}

/// Every team's last reading.
#[derive(Debug, Default)]
pub(crate) struct BoardCache(Mutex<BTreeMap<Uuid, Arc<TeamNow>>>);

impl BoardCache {
    /// What the board of a team is made of now: at most two statements, and one more while somebody is
    /// at a visit; none when nothing changed.
    ///
    /// # Errors
    /// The database.
    pub(crate) fn team(&self, store: &Store, team: Uuid, now: Timestamp) -> Result<Arc<TeamNow>, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&team).cloned();
        let fresh = known
            .as_ref()
            .is_some_and(|k| k.current && now.duration_since(k.read_at).as_hours().abs() < HOURS_USED);
        if let (true, Some(known)) = (fresh, &known) {
            return Ok(Arc::clone(known));
        }
        let marker = self.begin(team, known.as_deref());
        let read = Arc::new(read(store, team, now, known.as_deref())?);
        let mut teams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A change that came while we read has cleared the marker: then this reading is not kept.
        if teams.get(&team).is_some_and(|held| Arc::ptr_eq(held, &marker)) {
            teams.insert(team, Arc::clone(&read));
        }
        Ok(read)
    }

    fn begin(&self, team: Uuid, known: Option<&TeamNow>) -> Arc<TeamNow> {
        let seqs = known.map(|k| Arc::clone(&k.seqs)).unwrap_or_default();
        let marker = Arc::new(TeamNow::wanting(seqs, Timestamp::UNIX_EPOCH));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(team, Arc::clone(&marker));
        marker
    }

    /// A change: its team is read again when next asked for. A person who moved team concerns both.
    pub(crate) fn forget(&self, change: &Change) {
        let mut teams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (team, known) in teams.iter_mut() {
            if change.team == Some(*team) || known.seqs.contains_key(&change.subject) {
                *known = Arc::new(TeamNow::wanting(Arc::clone(&known.seqs), known.read_at));
            }
        }
    }
}

fn read(store: &Store, team: Uuid, now: Timestamp, known: Option<&TeamNow>) -> Result<TeamNow, StoreError> {
    let from = now.checked_sub((24 * DAYS_BACK).hours()).unwrap_or(now);
    let to = now.checked_add((24 * DAYS_AHEAD).hours()).unwrap_or(now);
    let (of, visits) = store.read(|tx| {
        let of = store::people::of_board(tx, team, |person, seq| {
            let (at, line) = known?.seqs.get(&person)?;
            (*at == seq).then(|| line.clone())
        })?;
        let visits = store::visits::open_of_team(tx, team, from, to)?;
        Ok((of, with_checks(tx, visits)?))
    })?;
    let both = of.caseload.iter().chain(&of.waiting);
    let seqs: Seqs =
        both.map(|(seq, line): &(i64, SharedLine)| (line.as_ref().person, (*seq, line.clone()))).collect();
    let alone = |lines: Vec<(i64, SharedLine)>| lines.into_iter().map(|(_, line)| line).collect();
    Ok(TeamNow {
        lines: alone(of.caseload),
        waiting: alone(of.waiting),
        visits,
        seqs: Arc::new(seqs),
        read_at: now,
        current: true,
        board: Mutex::default(),
    })
}

/// Visits under way are longer by what a worker said when somebody rang; one more statement while
/// anybody is out.
fn with_checks(tx: &mut Tx, visits: Vec<VisitNow>) -> Result<Vec<VisitNow>, StoreError> {
    let out = visits.iter().filter(|visit| visit.state() == VisitState::Started);
    let workers: BTreeSet<Uuid> = out.clone().flat_map(|visit| visit.visit.workers.iter().copied()).collect();
    let since = out.filter_map(|visit| visit.visit.started_at).min();
    let Some(since) = since else { return Ok(visits) };
    let workers: Vec<Uuid> = workers.into_iter().collect();
    let entries = store::people::of_subjects(tx, &workers, Kind::SafetyCheck, since)?;
    let checks: Vec<_> = entries
        .iter()
        .filter_map(|entry| Some((entry.happened_at, care::safety::match_check(entry)?)))
        .collect();
    Ok(visits.into_iter().map(|visit| care::safety::held(visit, &checks)).collect())
}
