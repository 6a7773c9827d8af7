//! What the board of a team is made of, as read at one moment: lines, visits, and the rows worked out of
//! them. How it is kept and when it is read again is in `cache`. It never decides anything; `care::board` does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use care::board;
use care::line::Line;
use care::rule::context::VisitNow;
use jiff::Timestamp;
use jiff::civil::Date;
use store::directory::Directory;
use uuid::Uuid;

use super::view::{self, BoardView, RowView};

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

/// One visit, shared.
#[derive(Clone, Debug)]
pub(crate) struct SharedVisit(Arc<VisitNow>);

impl From<VisitNow> for SharedVisit {
    fn from(visit: VisitNow) -> Self {
        SharedVisit(Arc::new(visit))
    }
}

impl AsRef<VisitNow> for SharedVisit {
    fn as_ref(&self) -> &VisitNow {
        &self.0
    }
}

/// Each person's line with the place in the journal that it stands for.
pub(super) type Seqs = BTreeMap<Uuid, (i64, SharedLine)>;

/// Each person's visits without an outcome, by time.
pub(super) type Visits = BTreeMap<Uuid, Arc<[SharedVisit]>>;

/// What the board of a team is made of.
#[derive(Debug)]
pub(crate) struct TeamNow {
    /// Everybody on the caseload.
    pub(crate) lines: Vec<SharedLine>,
    /// Everybody who was referred and waits: for the decision, or for the next service.
    pub(super) waiting: Vec<SharedLine>,
    /// Visits without an outcome, longer by what a worker said when somebody rang.
    pub(super) visits: Visits,
    /// The same as planned, which is what is kept when something changes.
    pub(super) planned: Visits,
    pub(super) seqs: Seqs,
    /// The day that the time of the visits was counted from.
    pub(super) day: Date,
    /// When all visits were read.
    pub(super) read_at: Timestamp,
    /// How many changes had been heard of.
    pub(super) as_of: u64,
    pub(super) board: Mutex<Option<Arranged>>,
    /// Shared with the readings before and after.
    pub(super) rows: Arc<Mutex<Rows>>,
}

/// The board as worked out within a minute, by the names that held then.
#[derive(Debug)]
pub(super) struct Arranged {
    minute: i64,
    directory: Arc<Directory>,
    board: Arc<BoardView>,
}

/// Rows as worked out within a minute, by the names that held then.
#[derive(Debug, Default)]
pub(super) struct Rows {
    minute: i64,
    directory: Arc<Directory>,
    of: BTreeMap<Uuid, KnownRow>,
}

/// A row with what it was worked out of.
#[derive(Debug)]
struct KnownRow {
    line: SharedLine,
    visits: Option<Arc<[SharedVisit]>>,
    row: Arc<RowView>,
}

impl KnownRow {
    fn is_of(&self, line: &SharedLine, visits: Option<&Arc<[SharedVisit]>>) -> bool {
        let same = match (&self.visits, visits) {
            (Some(known), Some(now)) => Arc::ptr_eq(known, now),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        same && Arc::ptr_eq(&self.line.0, &line.0)
    }
}

fn minute(now: Timestamp) -> i64 {
    now.as_second().div_euclid(60)
}

impl TeamNow {
    /// The board now: worked out once a minute, and after each change because the reading is a new one then.
    pub(crate) fn board(&self, directory: &Arc<Directory>, team: Uuid, now: Timestamp) -> Arc<BoardView> {
        let minute = minute(now);
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

    /// Everybody's row in the order of the handover. One whose line and visits are still those of a row of
    /// this minute is that row.
    pub(super) fn rows(&self, directory: &Arc<Directory>, now: Timestamp) -> Vec<Arc<RowView>> {
        let minute = minute(now);
        let mut kept = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.minute != minute || !Arc::ptr_eq(&kept.directory, directory) {
            *kept = Rows { minute, directory: Arc::clone(directory), of: BTreeMap::new() };
        }
        let caseload = self.lines.iter().filter(|line| line.as_ref().on_caseload());
        let mut rows: Vec<Arc<RowView>> =
            caseload.map(|line| self.row(&mut kept.of, line, directory, now)).collect();
        drop(kept);
        rows.sort_by(|a, b| a.order().cmp(&b.order()));
        rows
    }

    fn row(
        &self,
        kept: &mut BTreeMap<Uuid, KnownRow>,
        line: &SharedLine,
        directory: &Directory,
        now: Timestamp,
    ) -> Arc<RowView> {
        let person = line.as_ref().person;
        let visits = self.visits.get(&person);
        if let Some(known) = kept.get(&person).filter(|known| known.is_of(line, visits)) {
            return Arc::clone(&known.row);
        }
        let theirs: Vec<&VisitNow> = self.visits_of(person).collect();
        let row = Arc::new(view::of_row(directory, &board::row(line.as_ref(), &theirs, now), now));
        let known = KnownRow { line: line.clone(), visits: visits.cloned(), row: Arc::clone(&row) };
        kept.insert(person, known);
        row
    }

    /// Everybody who was referred and waits, by name.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Line> {
        self.waiting.iter().map(AsRef::as_ref)
    }

    /// A person's visits without an outcome, by time.
    pub(crate) fn visits_of(&self, person: Uuid) -> impl Iterator<Item = &VisitNow> {
        self.visits.get(&person).into_iter().flat_map(|all| all.iter().map(AsRef::as_ref))
    }

    /// Everybody's visits without an outcome, by time.
    pub(crate) fn visits(&self) -> Vec<SharedVisit> {
        let mut visits: Vec<SharedVisit> = self.visits.values().flat_map(|all| all.iter().cloned()).collect();
        visits.sort_by_key(|visit| (visit.0.starts_at, visit.0.id));
        visits
    }
}

/// Visits by person, each person's by time.
pub(super) fn by_person(visits: Vec<VisitNow>) -> Visits {
    let mut of: BTreeMap<Uuid, Vec<SharedVisit>> = BTreeMap::new();
    for visit in visits {
        of.entry(visit.person).or_default().push(visit.into());
    }
    of.into_iter().map(|(person, visits)| (person, Arc::from(visits))).collect()
}
