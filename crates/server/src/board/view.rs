//! The board as values: what a page, the API and a test read. Made from `care::board::arrange` with
//! names in place of ids. It formats nothing and knows no HTML.

use std::sync::{Arc, OnceLock};

use care::board::{self, Reason};
use care::clocks::{Clock, What};
use care::entry::tier::TierName;
use care::line::{Line, Seen};
use care::rule::context::VisitNow;
use care::{codes, proposal};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::reading::TeamNow;

/// The board of a team at a moment.
#[derive(Clone, Debug)]
pub(crate) struct BoardView {
    /// The team.
    pub(crate) team: Uuid,
    /// Its local name.
    pub(crate) team_name: String,
    /// The moment it is true for.
    pub(crate) at: Timestamp,
    /// How many people, and how many of them lack something.
    pub(crate) counts: Counts,
    /// Everybody on the caseload, in the order of the handover.
    pub(crate) rows: Vec<Arc<RowView>>,
}

/// The first line of the handover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Counts {
    /// On the caseload.
    pub(crate) people: usize,
    /// Without a key worker (N10).
    pub(crate) unallocated: usize,
    /// Not seen within the limit of their tier.
    pub(crate) unseen: usize,
    /// With at least one promise broken.
    pub(crate) overdue: usize,
    /// Referred and waiting: not on the caseload.
    pub(crate) waiting: usize,
    /// Of them, with something overdue.
    pub(crate) waiting_overdue: usize,
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Worker {
    /// Who.
    pub(crate) id: Uuid,
    /// As colleagues know them.
    pub(crate) name: String,
}

/// When, by whom and where somebody was last seen.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct SeenView {
    /// The contact.
    pub(crate) contact: Uuid,
    /// When it started.
    pub(crate) at: Timestamp,
    /// Who saw the person.
    pub(crate) by: Vec<Worker>,
    /// Where, in words.
    pub(crate) place: Option<&'static str>,
}

/// A visit that is planned.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct VisitView {
    /// The visit.
    pub(crate) id: Uuid,
    /// When it starts.
    pub(crate) at: Timestamp,
    /// Who goes; empty while nobody is chosen.
    pub(crate) workers: Vec<Worker>,
    /// Two workers, never one.
    pub(crate) two_person: bool,
}

/// Another tier that facts speak for. It is decided by people, never set (domain 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ProposalView {
    /// Which.
    pub(crate) tier: TierName,
    /// The facts.
    pub(crate) because: Vec<String>,
}

impl ProposalView {
    /// "Proposed: amber, because 2 early signs in 7 days".
    pub(crate) fn sentence(&self) -> String {
        let because: Vec<String> = self.because.iter().map(|words| lower_first(words)).collect();
        format!("Proposed: {}, because {}", self.tier.label().to_lowercase(), because.join("; "))
    }
}

fn lower_first(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}

/// One person on the board.
#[derive(Clone, Debug)]
pub(crate) struct RowView {
    /// Who.
    pub(crate) person: Uuid,
    /// The name they like, and the family name.
    pub(crate) name: String,
    /// By which names are put in order.
    pub(crate) sort: String,
    /// NHS number, to search by.
    pub(crate) nhs_number: Option<String>,
    /// Contact-intensity tier in force.
    pub(crate) tier: Option<TierName>,
    /// Place in the handover's order, 1 to 13.
    pub(crate) place: u8,
    /// Why they are in this place, the weightiest first.
    pub(crate) reasons: Vec<Reason>,
    /// Last seen face to face.
    pub(crate) last_seen: Option<SeenView>,
    /// Last seen on this day by the record before this one, when this one knows of no time.
    pub(crate) seen_before: Option<Date>,
    /// Next visit planned.
    pub(crate) next_visit: Option<VisitView>,
    /// Face-to-face contacts since Monday.
    pub(crate) contacts_this_week: u32,
    /// Fewest and usual most a week by the tier.
    pub(crate) plan: Option<(u32, u32)>,
    /// Workers other than the key worker who saw them in 14 days, the latest first.
    pub(crate) others: Vec<Worker>,
    /// Key worker.
    pub(crate) key_worker: Option<Worker>,
    /// Everybody named: key worker, deputy, mini-team.
    pub(crate) named: Vec<Uuid>,
    /// Days since they were seen, when beyond the limit of their tier.
    pub(crate) unseen_days: Option<i32>,
    /// Clocks due.
    pub(crate) clocks: Vec<Clock>,
    /// Other tiers that facts speak for.
    pub(crate) proposals: Vec<ProposalView>,
    /// The row as markup with the whole name, once a page was asked for.
    pub(crate) markup: OnceLock<String>,
}

impl RowView {
    /// What rows are put in order by.
    pub(super) fn order(&self) -> (u8, bool, &str, Uuid) {
        board::order(&self.reasons, &self.sort, self.person)
    }

    /// Whether a promise is broken.
    pub(crate) fn overdue(&self) -> bool {
        self.reasons.iter().any(|reason| reason.overdue)
    }

    /// Clocks due that no reason speaks of.
    pub(crate) fn clocks_beside_reasons(&self) -> impl Iterator<Item = &Clock> {
        let said = |clock: &Clock| self.reasons.iter().any(|reason| reason.words == clock.words);
        // A tier that has run out is a reason in other words.
        self.clocks.iter().filter(move |clock| !said(clock) && (clock.what != What::Tier || !clock.overdue))
    }
}

/// The board of a team from its lines and visits.
pub(crate) fn of(directory: &Arc<Directory>, team: Uuid, read: &TeamNow, now: Timestamp) -> BoardView {
    let rows = read.rows(directory, now);
    let count = |wanted: fn(&RowView) -> bool| rows.iter().filter(|row| wanted(row)).count();
    let late = |line: &&Line| {
        care::clocks::of(line, now).iter().any(|clock| clock.what.is_way_in() && clock.overdue)
    };
    let counts = Counts {
        people: rows.len(),
        unallocated: count(|row| row.key_worker.is_none()),
        unseen: count(|row| row.unseen_days.is_some()),
        overdue: count(RowView::overdue),
        waiting: read.waiting().count(),
        waiting_overdue: read.waiting().filter(late).count(),
    };
    let team_name = directory.team_name(Some(team)).to_owned();
    BoardView { team, team_name, at: now, counts, rows }
}

/// One person's row with names in place of ids.
pub(super) fn of_row(directory: &Directory, row: &board::Row<'_>, now: Timestamp) -> RowView {
    let line = row.line;
    let key_worker = line.named.as_ref().and_then(|named| named.key_worker);
    let others: Vec<Uuid> = row.seen_by.iter().copied().filter(|id| Some(*id) != key_worker).collect();
    RowView {
        person: line.person,
        name: line.who.name.clone(),
        sort: line.who.sort.clone(),
        nhs_number: line.who.nhs_number.clone(),
        tier: line.tier.as_ref().map(|tier| tier.tier),
        place: row.place(),
        reasons: row.reasons.clone(),
        last_seen: row.last_seen.map(|seen| seen_view(directory, seen)),
        seen_before: line.last_seen_on().filter(|_| row.last_seen.is_none()),
        next_visit: row.next_visit.map(|visit| visit_view(directory, visit)),
        contacts_this_week: row.contacts_this_week,
        plan: row.plan,
        others: workers(directory, &others),
        key_worker: key_worker.map(|id| worker(directory, id)),
        named: named(line),
        unseen_days: board::unseen_days(line, now),
        clocks: row.clocks.clone(),
        proposals: proposals(line, now),
        markup: OnceLock::new(),
    }
}

fn seen_view(directory: &Directory, seen: &Seen) -> SeenView {
    SeenView {
        contact: seen.id,
        at: seen.at,
        by: workers(directory, &seen.workers),
        place: seen.place.as_deref().and_then(codes::place::label),
    }
}

fn visit_view(directory: &Directory, visit: &VisitNow) -> VisitView {
    VisitView {
        id: visit.id,
        at: visit.starts_at,
        workers: workers(directory, &visit.visit.workers),
        two_person: visit.visit.two_person,
    }
}

/// A member of staff by name.
pub(crate) fn worker(directory: &Directory, id: Uuid) -> Worker {
    Worker { id, name: directory.staff_name(id).to_owned() }
}

/// Members of staff by name.
pub(crate) fn workers(directory: &Directory, ids: &[Uuid]) -> Vec<Worker> {
    ids.iter().map(|id| worker(directory, *id)).collect()
}

fn named(line: &Line) -> Vec<Uuid> {
    let Some(named) = &line.named else { return Vec::new() };
    named.key_worker.iter().chain(&named.deputy).chain(&named.mini_team).copied().collect()
}

/// What is proposed, one line a tier with all that speaks for it.
pub(crate) fn proposals(line: &Line, now: Timestamp) -> Vec<ProposalView> {
    let mut all: Vec<ProposalView> = Vec::new();
    for found in proposal::of(line, now) {
        match all.iter_mut().find(|known| known.tier == found.tier) {
            Some(known) => known.because.push(found.because),
            None => all.push(ProposalView { tier: found.tier, because: vec![found.because] }),
        }
    }
    all
}
