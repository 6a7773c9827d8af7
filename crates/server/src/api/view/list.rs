//! Lists of a team: the board, clocks, visits, and the lists of whoever must not be forgotten.

use care::board::{Reason, Row};
use care::clocks::Clock;
use care::entry::tier::TierName;
use care::entry::visit::Visit;
use care::ladder::{self, Ladder};
use care::line::{OpenAction, Seen, TierNow};
use care::rule::context::{VisitNow, VisitState};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use super::StaffRef;
use crate::lists::PersonClock;

/// The whole caseload in the order of the daily handover.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BoardView {
    /// The team.
    pub(crate) team: Uuid,
    /// The moment it is arranged for.
    pub(crate) at: Timestamp,
    /// One row a person.
    pub(crate) rows: Vec<BoardRow>,
}

/// One person on the board.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BoardRow {
    /// The person.
    person: Uuid,
    /// The name they like, and the family name.
    name: String,
    /// 1 to 12 of the handover's order, 13 for "as planned".
    place: u8,
    /// Why they are there, the weightiest first.
    reasons: Vec<ReasonView>,
    /// Contact-intensity tier in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<TierView>,
    /// Key worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    key_worker: Option<StaffRef>,
    /// Last time seen face to face.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<SeenView>,
    /// The next visit planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_visit: Option<VisitView>,
    /// Face-to-face contacts since Monday.
    contacts_this_week: u32,
    /// Fewest contacts a week by the tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts_least: Option<u32>,
    /// Usual most contacts a week by the tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts_most: Option<u32>,
    /// Who saw the person in 14 days, the latest first.
    seen_by: Vec<StaffRef>,
    /// Deadlines that are near or passed.
    clocks: Vec<Clock>,
}

/// Why somebody is where they are on the board.
#[derive(Debug, Serialize, JsonSchema)]
struct ReasonView {
    /// The place in the handover's order.
    place: u8,
    /// Whether a promise is already broken.
    overdue: bool,
    /// In words.
    words: String,
}

impl BoardRow {
    /// A row of the board as it is shown.
    pub(crate) fn of(row: Row<'_>, directory: &Directory) -> BoardRow {
        let place = row.place();
        let key_worker = row.line.named.as_ref().and_then(|named| named.key_worker);
        BoardRow {
            person: row.line.person,
            name: row.line.who.name.clone(),
            place,
            reasons: row.reasons.into_iter().map(ReasonView::of).collect(),
            tier: row.line.tier.as_ref().map(|tier| TierView::of(tier, directory)),
            key_worker: key_worker.map(|id| StaffRef::of(id, directory)),
            last_seen: row.last_seen.map(|seen| SeenView::of(seen, directory)),
            next_visit: row.next_visit.map(VisitView::of),
            contacts_this_week: row.contacts_this_week,
            contacts_least: row.plan.map(|(least, _)| least),
            contacts_most: row.plan.map(|(_, most)| most),
            seen_by: StaffRef::all(&row.seen_by, directory),
            clocks: row.clocks,
        }
    }
}

impl ReasonView {
    fn of(reason: Reason) -> ReasonView {
        ReasonView { place: reason.place, overdue: reason.overdue, words: reason.words }
    }
}

/// The tier in force.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TierView {
    /// The entry.
    id: Uuid,
    /// Which.
    tier: TierName,
    /// Why.
    reason: String,
    /// Who decided.
    by: StaffRef,
    /// When.
    at: Timestamp,
    /// Last day.
    expires_on: Date,
}

impl TierView {
    pub(crate) fn of(tier: &TierNow, directory: &Directory) -> TierView {
        TierView {
            id: tier.id,
            tier: tier.tier,
            reason: tier.reason.clone(),
            by: StaffRef::of(tier.by, directory),
            at: tier.at,
            expires_on: tier.expires_on,
        }
    }
}

/// When and by whom somebody was last seen.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SeenView {
    /// The contact.
    id: Uuid,
    /// When it started.
    at: Timestamp,
    /// By whom.
    workers: Vec<StaffRef>,
    /// National place code.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

impl SeenView {
    pub(crate) fn of(seen: &Seen, directory: &Directory) -> SeenView {
        let workers = StaffRef::all(&seen.workers, directory);
        SeenView { id: seen.id, at: seen.at, workers, place: seen.place.clone() }
    }
}

/// The deadlines of a caseload, the earliest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Clocks {
    /// The team.
    pub(crate) team: Uuid,
    /// The moment they are worked out for.
    pub(crate) at: Timestamp,
    /// The deadlines.
    pub(crate) clocks: Vec<PersonClock>,
}

/// Visits of a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct VisitList {
    /// The day.
    pub(crate) day: Date,
    /// By their start.
    pub(crate) visits: Vec<VisitView>,
}

/// How a visit stands.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Standing {
    /// Planned.
    Planned,
    /// Under way.
    Started,
    /// The worker left; what happened is not written yet.
    Ended,
    /// Its contact is recorded.
    Recorded,
    /// Called off.
    CalledOff,
}

impl From<VisitState> for Standing {
    fn from(state: VisitState) -> Self {
        match state {
            VisitState::Planned => Self::Planned,
            VisitState::Started => Self::Started,
            VisitState::Ended => Self::Ended,
            VisitState::Recorded => Self::Recorded,
            VisitState::CalledOff => Self::CalledOff,
        }
    }
}

/// One visit.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct VisitView {
    /// The visit; also of a day of a series, which becomes an entry of its own when it is changed.
    id: Uuid,
    /// The version that a change names as `from_version`; 0 while it is only a day of a series.
    version: u32,
    /// The person.
    person: Uuid,
    /// The team.
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<Uuid>,
    /// When it starts.
    starts_at: Timestamp,
    /// How it stands.
    state: Standing,
    /// The contact that is its outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Uuid>,
    /// The plan.
    visit: Visit,
}

impl VisitView {
    pub(crate) fn of(visit: &VisitNow) -> VisitView {
        VisitView {
            id: visit.id,
            version: visit.version,
            person: visit.person,
            team: visit.team,
            starts_at: visit.starts_at,
            state: visit.state().into(),
            outcome: visit.outcome,
            visit: visit.visit.clone(),
        }
    }
}

/// The missed-contact ladder of a person.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LadderView {
    /// The first missed contact; deadlines count from it.
    pub(crate) first_at: Timestamp,
    /// Attempts so far.
    attempts: u32,
    /// Every step with its deadline, in order.
    steps: Vec<StepView>,
}

/// A step of the ladder and its deadline.
#[derive(Debug, Serialize, JsonSchema)]
struct StepView {
    /// 1 to 6.
    step: u8,
    /// What it asks for.
    what: &'static str,
    /// By when.
    by: Timestamp,
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    done_at: Option<Timestamp>,
    /// Whether the deadline has passed without it.
    overdue: bool,
}

impl LadderView {
    pub(crate) fn of(ladder: &Ladder, now: Timestamp) -> LadderView {
        let step = |due: &ladder::StepDue| StepView {
            step: due.step,
            what: ladder::what(due.step),
            by: due.by,
            done_at: due.done_at,
            overdue: due.overdue(now),
        };
        let steps = ladder.steps.iter().map(step).collect();
        LadderView { first_at: ladder.first_at, attempts: ladder.attempts, steps }
    }
}

/// An action that waits.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ActionView {
    /// The entry that promised it.
    id: Uuid,
    /// What.
    what: String,
    /// Who; none while nobody has taken it.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<StaffRef>,
    /// By which day.
    due_on: Date,
}

impl ActionView {
    pub(crate) fn of(action: &OpenAction, directory: &Directory) -> ActionView {
        let owner = action.owner.map(|owner| StaffRef::of(owner, directory));
        ActionView { id: action.id, what: action.what.clone(), owner, due_on: action.due_on }
    }
}

/// The lists there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListName {
    /// On the caseload without a key worker (N10).
    Unallocated,
    /// The key worker is away or leaves (C03).
    Cover,
    /// A wish for a male or female key worker is not met or not asked (P02).
    Wishes,
    /// An assessment is under way (A02).
    Assessments,
    /// Not seen for longer than the tier allows.
    Unseen,
    /// Contacts are being missed.
    Ladder,
    /// Actions promised and not done.
    Actions,
}

impl ListName {
    /// The list with this name.
    pub(crate) fn from_text(text: &str) -> Option<ListName> {
        match text {
            "unallocated" => Some(Self::Unallocated),
            "cover" => Some(Self::Cover),
            "wishes" => Some(Self::Wishes),
            "assessments" => Some(Self::Assessments),
            "unseen" => Some(Self::Unseen),
            "ladder" => Some(Self::Ladder),
            "actions" => Some(Self::Actions),
            _ => None,
        }
    }
}

/// People whom nobody may forget.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ListView {
    /// Which list.
    pub(crate) list: ListName,
    /// The team.
    pub(crate) team: Uuid,
    /// The moment it is worked out for.
    pub(crate) at: Timestamp,
    /// The longest waiting first.
    pub(crate) rows: Vec<ListRow>,
}

/// One line of such a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ListRow {
    /// The person.
    pub(crate) person: Uuid,
    /// The name they like, and the family name.
    pub(crate) name: String,
    /// Key worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_worker: Option<StaffRef>,
    /// From which day they wait, or on which day the action is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on: Option<Date>,
    /// Days waited; below zero when an action is not yet due.
    pub(crate) days: i32,
    /// Where they stand on the missed-contact ladder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ladder: Option<LadderView>,
    /// The action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<ActionView>,
}

/// Who could be the key worker of a person.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Suggestions {
    /// The person.
    pub(crate) person: Uuid,
    /// The day it is worked out for.
    pub(crate) on: Date,
    /// The best match first; who is ruled out comes last.
    pub(crate) workers: Vec<crate::allocation::Suggested>,
}

/// Everybody a team knows for whom intensive care is meant.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CohortView {
    /// The team.
    pub(crate) team: Uuid,
    /// Without an offer first.
    pub(crate) people: Vec<crate::cohort::Row>,
}

/// Supervision of a team (W07).
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SupervisionView {
    /// The team.
    pub(crate) team: Uuid,
    /// What the caller sees of it.
    #[serde(flatten)]
    pub(crate) lists: crate::supervision::Lists,
}
