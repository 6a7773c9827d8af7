//! A team's plan of a week: which visits are made, when, where and by whom, as the machine or a worker
//! proposes it. It is a draft until somebody accepts it, and only then visits change; `week_plan` says
//! which visits that writes. What may be refused is in `rule::week_plan`.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::{free, maybe};
use super::visit::{Postponed, Visit};
use crate::codes::purpose::Purpose;
use crate::moment;
use crate::problem::{Problem, Problems};

/// A plan of a team's week. When it was made is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekPlan {
    /// The Monday of the week.
    pub monday: Date,
    /// 1 for the first plan of that week, 2 for the next.
    pub round: u16,
    /// Whether it is a draft, accepted or discarded.
    pub state: PlanState,
    /// Every visit that the plan makes, those that stay as they are too.
    pub placements: Vec<Placement>,
    /// What the team would wish to do and the plan does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// Workers who are away although their own hours say otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absences: Vec<Absence>,
    /// The visits as they stood when this was made.
    pub before: Figures,
    /// The visits as they would be.
    pub after: Figures,
    /// By which weights it was planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// Who accepted or discarded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Uuid>,
    /// Anything to say about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// It can change, and changes nothing.
    Draft,
    /// Its visits are the team's.
    Accepted,
    /// Nothing came of it.
    Discarded,
}

/// What a plan does to a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It stays as it is.
    Stands,
    /// It is made at another time or place, or by others.
    Changes,
    /// It was not planned before.
    New,
}

/// One visit of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The person.
    pub person: Uuid,
    /// The visit: one that is there already, or the id it will have.
    pub visit: Uuid,
    /// The version of the visit that the plan was made from; 0 for a new one and for a day of a series.
    pub version: u32,
    /// What the plan does to it.
    pub effect: Effect,
    /// When it starts.
    pub starts_at: Timestamp,
    /// Minutes planned.
    pub minutes: u16,
    /// National place code.
    pub place: String,
    /// Where exactly, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub where_exactly: Option<String>,
    /// Who goes.
    pub workers: Vec<Uuid>,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// Two workers, never one.
    #[serde(default)]
    pub two_person: bool,
    /// It stays as it is when the rest is planned anew.
    #[serde(default)]
    pub locked: bool,
    /// Red tier, moved to a later day: from which, why, and who decided it (T09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postponed: Option<Postponed>,
}

/// A visit that a plan does not make, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The person.
    pub person: Uuid,
    /// The visit: one that is there already, or the id it would have.
    pub visit: Uuid,
    /// The version of a visit that is planned already, which stays so with nobody to go yet; none
    /// for one that nobody has planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<u32>,
    /// What the visit would be for.
    pub what: String,
    /// Why it is left out, and what would let it in, the cheapest way first.
    pub reasons: Vec<String>,
    /// Red tier: why nobody goes for now, and who decided it (T09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Displaced>,
}

/// Why somebody of the red tier gives way, and who decided it (T09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Displaced {
    /// Why.
    pub why: String,
    /// Who decided it.
    pub decided_by: Uuid,
}

/// A worker who is away, for this plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// Who.
    pub worker: Uuid,
    /// First day away.
    pub from: Date,
    /// Last day away.
    pub until: Date,
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Visits that are made.
    pub made: u32,
    /// Visits that are left out.
    pub left_out: u32,
    /// Minutes on the way, all workers together.
    pub travel_minutes: u32,
    /// Minutes of work above a fair share, all workers together.
    pub uneven_minutes: u32,
    /// Visits short of those wanted with the key worker.
    pub key_worker_short: u32,
    /// People whom only one worker would know.
    pub one_worker_only: u32,
    /// Workers above what people want to meet.
    pub too_many_workers: u32,
    /// Wishes for a worker's gender or language that are missed.
    pub wishes_missed: u32,
    /// Visits already planned that would move.
    pub moved: u32,
    /// All of it weighed, in minutes of travel.
    pub cost: u32,
}

impl WeekPlan {
    /// The entry of a team's plan of a week: two who plan at once make the same one.
    #[must_use]
    pub fn entry_id(team: Uuid, monday: Date, round: u16) -> Uuid {
        Uuid::new_v5(&team, format!("week plan {monday} {round}").as_bytes())
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        let monday = self.monday.weekday() == Weekday::Monday;
        problems.require(monday, "monday", "A week begins on a Monday: choose one.");
        problems.require(self.round > 0, "round", "The first plan of a week is number 1.");
        problems.require(
            (self.state == PlanState::Draft) == self.decided_by.is_none(),
            "decided_by",
            "Say who accepted or discarded it; a draft is decided by nobody yet.",
        );
        maybe(&mut problems, "note", self.note.as_ref(), 4_000);
        self.check_placements(&mut problems);
        for (at, one) in self.left_out.iter().enumerate() {
            let field = format!("left_out.{at}");
            for (n, reason) in one.reasons.iter().enumerate() {
                free(&mut problems, &format!("{field}.reasons.{n}"), reason, 1_000);
            }
            if let Some(decision) = &one.decision {
                free(&mut problems, &format!("{field}.decision.why"), &decision.why, 2_000);
            }
        }
        for (at, away) in self.absences.iter().enumerate() {
            let right = away.from <= away.until;
            let sentence = "The last day away must not be before the first.";
            problems.require(right, format!("absences.{at}.until"), sentence);
        }
        problems.into_vec()
    }

    fn check_placements(&self, problems: &mut Problems) {
        let mut seen = std::collections::BTreeSet::new();
        for (at, one) in self.placements.iter().enumerate() {
            let field = format!("placements.{at}");
            let day = moment::local_day(one.starts_at);
            let within = (0..7).contains(&moment::days_between(self.monday, day));
            problems.require(within, format!("{field}.starts_at"), "Choose a day of this week.");
            problems.require(
                seen.insert(one.visit),
                format!("{field}.visit"),
                "This visit is planned twice.",
            );
            let new = one.effect != Effect::New || one.version == 0;
            problems.require(new, format!("{field}.version"), "A new visit has no version before it.");
            problems.within(&field, one.visit(None).check());
            if one.effect != Effect::Stands {
                let nobody = !one.workers.is_empty();
                problems.require(nobody, format!("{field}.workers"), "Choose who goes.");
            }
        }
    }

    /// The placement of a visit.
    #[must_use]
    pub fn of(&self, visit: Uuid) -> Option<&Placement> {
        self.placements.iter().find(|one| one.visit == visit)
    }

    /// Whether a worker is away on a day, as this plan says.
    #[must_use]
    pub fn away(&self, worker: Uuid, day: Date) -> bool {
        self.absences.iter().any(|one| one.worker == worker && one.from <= day && day <= one.until)
    }
}

impl Placement {
    /// The visit as an entry of its own says it; what the plan does not speak of stays as it was.
    #[must_use]
    pub fn visit(&self, before: Option<&Visit>) -> Visit {
        let two_person = self.two_person || before.is_some_and(|before| before.two_person);
        Visit {
            workers: self.workers.clone(),
            minutes: self.minutes,
            place: self.place.clone(),
            where_exactly: self.where_exactly.clone(),
            purposes: self.purposes.clone(),
            note: before.and_then(|before| before.note.clone()),
            two_person,
            series: before.and_then(|before| before.series),
            started_at: before.and_then(|before| before.started_at),
            ended_at: before.and_then(|before| before.ended_at),
            called_off: None,
            postponed: self.postponed.clone().or_else(|| before.and_then(|before| before.postponed.clone())),
            displaced: None,
            place_override: before
                .filter(|before| before.place == self.place)
                .and_then(|before| before.place_override.clone()),
            time_override: before.and_then(|before| before.time_override.clone()),
            late: before.and_then(|before| before.late.clone()),
            interpreter: before.and_then(|before| before.interpreter.clone()),
            agreed: before.is_some_and(|before| before.agreed),
        }
    }

    /// When it is planned to end.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        let minutes = jiff::SignedDuration::from_mins(i64::from(self.minutes));
        self.starts_at.checked_add(minutes).unwrap_or(self.starts_at)
    }
}
