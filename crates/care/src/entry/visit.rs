//! A visit is planned: who, where, when, what for. A series plans many. A worker closes the day.
//! What happened at a visit is a contact, which names the visit.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::interpreter::Interpreter;
use super::person::{free, maybe};
use super::week_plan::Displaced;
use crate::codes;
use crate::codes::purpose::Purpose;
use crate::moment;
use crate::problem::{Problem, Problems};

/// A planned visit. When it starts is the entry's `happened_at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Who goes: one or two; empty when nobody is chosen yet.
    #[serde(default)]
    pub workers: Vec<Uuid>,
    /// Minutes planned, 5 to 720.
    pub minutes: u16,
    /// National place code.
    pub place: String,
    /// Where exactly, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub where_exactly: Option<String>,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// What to do there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Two workers, never one.
    #[serde(default)]
    pub two_person: bool,
    /// Day and time are agreed with the person: planning keeps them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agreed: bool,
    /// The series this visit belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Uuid>,
    /// The worker started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// The worker left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Called off: by whom and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_off: Option<CalledOff>,
    /// Moved to a later day: from which, why, and who decided it (T09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postponed: Option<Postponed>,
    /// It is planned and nobody goes for now: why, and who decided it (T09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displaced: Option<Displaced>,
    /// Why a place the person has ruled out is used all the same (S07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_override: Option<String>,
    /// Why it is in a time the person keeps free all the same (P03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_override: Option<String>,
    /// The worker is running late and comes out later than planned (domain 4.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    /// The interpreter who is booked, or was (P03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<Interpreter>,
}

/// A visit under way that lasts longer than planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Late {
    /// Minutes later than planned, in all: 5 to 240.
    pub minutes: u16,
    /// How many times it was made longer.
    pub times: u8,
    /// Why; needed from the third time on (LW08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Late {
    /// The same with so many minutes more, and why.
    #[must_use]
    pub fn more(before: Option<&Late>, minutes: u16, why: Option<String>) -> Late {
        let (known, times) = before.map_or((0, 0), |late| (late.minutes, late.times));
        Late { minutes: known.saturating_add(minutes), times: times.saturating_add(1), why }
    }

    fn problems(&self, problems: &mut Problems) {
        problems.require(
            super::safety::more_minutes(self.minutes),
            "late.minutes",
            "Enter how many minutes later, from 5 to 240 in all.",
        );
        problems.require(self.times > 0, "late.times", "Say how many times the visit was made longer.");
        let said = self.why.as_deref().is_some_and(crate::text::has_words);
        problems.require_rule(
            self.times <= crate::settings::LONGER_MOST || said,
            "LW08",
            "late.why",
            "This visit was made longer twice before: say why it takes longer again.",
        );
        maybe(problems, "late.why", self.why.as_ref(), 2_000);
    }
}

/// A visit that will not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalledOff {
    /// Who called it off.
    pub by: CalledOffBy,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Who decided it, when the team calls off somebody of the red tier (T09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Uuid>,
}

/// A visit that was moved to a later day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Postponed {
    /// The day it was planned for before.
    pub from: Date,
    /// Why it moves.
    pub why: String,
    /// Who decided it.
    pub decided_by: Uuid,
}

/// Who called a visit off. A visit the team called off never counts against the person (domain 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalledOffBy {
    /// The person, or somebody for them.
    Person,
    /// The team.
    Team,
}

impl Visit {
    /// The least that a visit says: who goes, how long, where, what for. All else is as nobody said it yet.
    #[must_use]
    pub fn plain(workers: Vec<Uuid>, minutes: u16, place: &str, purposes: Vec<Purpose>) -> Visit {
        Visit {
            workers,
            minutes,
            place: place.to_owned(),
            where_exactly: None,
            purposes,
            note: None,
            two_person: false,
            agreed: false,
            series: None,
            started_at: None,
            ended_at: None,
            called_off: None,
            postponed: None,
            displaced: None,
            place_override: None,
            time_override: None,
            late: None,
            interpreter: None,
        }
    }

    /// When the visit is planned to end, given when it starts.
    #[must_use]
    pub fn planned_end(&self, starts: Timestamp) -> Timestamp {
        starts.checked_add(i64::from(self.minutes).minutes()).unwrap_or(starts)
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        plan_problems(&mut problems, &Plan::from(self));
        if let (Some(start), Some(end)) = (self.started_at, self.ended_at) {
            problems.require(start <= end, "ended_at", "The end must not be before the start.");
        }
        problems.require(
            self.ended_at.is_none() || self.started_at.is_some(),
            "started_at",
            "Start the visit before ending it.",
        );
        if let Some(off) = &self.called_off {
            maybe(&mut problems, "called_off.why", off.why.as_ref(), 2_000);
            problems.require(
                self.started_at.is_none(),
                "called_off",
                "This visit has started: record what happened instead of calling it off.",
            );
        }
        if let Some(interpreter) = &self.interpreter {
            interpreter.check(&mut problems);
        }
        if let Some(late) = &self.late {
            late.problems(&mut problems);
            problems.require(
                self.started_at.is_some(),
                "late",
                "This visit has not begun: move it to a later time instead.",
            );
        }
        if let Some(postponed) = &self.postponed {
            free(&mut problems, "postponed.why", &postponed.why, 2_000);
        }
        if let Some(displaced) = &self.displaced {
            free(&mut problems, "displaced.why", &displaced.why, 2_000);
        }
        problems.into_vec()
    }
}

/// How often a series repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Each week on the weekdays named.
    Week,
    /// Every second week.
    TwoWeeks,
    /// Every fourth week.
    FourWeeks,
}

impl Every {
    /// Every interval.
    pub const ALL: &'static [Every] = &[Self::Week, Self::TwoWeeks, Self::FourWeeks];

    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Week => "Every week",
            Self::TwoWeeks => "Every 2 weeks",
            Self::FourWeeks => "Every 4 weeks",
        }
    }

    /// Weeks from one round to the next.
    #[must_use]
    pub fn weeks(self) -> i32 {
        match self {
            Self::Week => 1,
            Self::TwoWeeks => 2,
            Self::FourWeeks => 4,
        }
    }
}

/// A recurring series. The entry's `happened_at` is when it was agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitSeries {
    /// Who goes.
    #[serde(default)]
    pub workers: Vec<Uuid>,
    /// First day it may fall on.
    pub from: Date,
    /// Last day it may fall on; at most one year after the first.
    pub until: Date,
    /// 1 Monday to 7 Sunday.
    pub weekdays: Vec<u8>,
    /// How often.
    pub every: Every,
    /// Local time of day: kept over clock changes.
    pub at: Time,
    /// Minutes planned.
    pub minutes: u16,
    /// National place code.
    pub place: String,
    /// Where exactly, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub where_exactly: Option<String>,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// What to do there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Two workers, never one.
    #[serde(default)]
    pub two_person: bool,
    /// Day and time are agreed with the person: planning keeps them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agreed: bool,
    /// Why a place the person has ruled out is used all the same (S07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_override: Option<String>,
    /// Why it is in a time the person keeps free all the same (P03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_override: Option<String>,
}

impl VisitSeries {
    /// The visits of the series: id, start and day of each. The id follows from series and day, so
    /// a visit that is moved or started becomes an entry of its own with the same id.
    #[must_use]
    pub fn visits(&self, series: Uuid) -> Vec<(Uuid, Timestamp, Date)> {
        let monday = self.from.checked_sub(i64::from(self.from.weekday().to_monday_zero_offset()).days());
        let Ok(monday) = monday else { return Vec::new() };
        let mut visits = Vec::new();
        for week in (0..54).step_by(usize::try_from(self.every.weeks()).unwrap_or(1)) {
            for weekday in 1..=7_u8 {
                if !self.weekdays.contains(&weekday) {
                    continue;
                }
                let day = monday.checked_add((week * 7 + i64::from(weekday) - 1).days());
                let Ok(day) = day else { continue };
                if day < self.from || day > self.until {
                    continue;
                }
                visits.push((Self::visit_id(series, day), moment::start_of(day, self.at), day));
            }
        }
        visits
    }

    /// The id of the visit of a series on a day.
    #[must_use]
    pub fn visit_id(series: Uuid, day: Date) -> Uuid {
        Uuid::new_v5(&series, day.to_string().as_bytes())
    }

    /// The visit of the series as an entry of its own would say it.
    #[must_use]
    pub fn visit(&self, series: Uuid) -> Visit {
        Visit {
            workers: self.workers.clone(),
            minutes: self.minutes,
            place: self.place.clone(),
            where_exactly: self.where_exactly.clone(),
            purposes: self.purposes.clone(),
            note: self.note.clone(),
            two_person: self.two_person,
            series: Some(series),
            started_at: None,
            ended_at: None,
            called_off: None,
            postponed: None,
            displaced: None,
            place_override: self.place_override.clone(),
            time_override: self.time_override.clone(),
            late: None,
            interpreter: None,
            agreed: self.agreed,
        }
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        plan_problems(&mut problems, &Plan::from(self));
        problems.require(
            !self.weekdays.is_empty() && self.weekdays.iter().all(|d| (1..=7).contains(d)),
            "weekdays",
            "Choose at least one day of the week.",
        );
        problems.require(self.from <= self.until, "until", "The last day must not be before the first day.");
        let year = self.from.checked_add(1.year()).unwrap_or(self.from);
        problems.require(self.until <= year, "until", "Choose a last day within one year of the first day.");
        if self.from <= self.until && self.visits(Uuid::nil()).is_empty() {
            problems.add(Problem::new("weekdays", "No visit falls between the first and the last day."));
        }
        problems.into_vec()
    }
}

/// What a visit and a series have in common.
struct Plan<'a> {
    workers: &'a [Uuid],
    minutes: u16,
    place: &'a str,
    purposes: &'a [Purpose],
    two_person: bool,
    words: [(&'static str, Option<&'a String>); 4],
}

impl<'a> From<&'a Visit> for Plan<'a> {
    fn from(visit: &'a Visit) -> Self {
        Plan {
            workers: &visit.workers,
            minutes: visit.minutes,
            place: &visit.place,
            purposes: &visit.purposes,
            two_person: visit.two_person,
            words: [
                ("where_exactly", visit.where_exactly.as_ref()),
                ("note", visit.note.as_ref()),
                ("place_override", visit.place_override.as_ref()),
                ("time_override", visit.time_override.as_ref()),
            ],
        }
    }
}

impl<'a> From<&'a VisitSeries> for Plan<'a> {
    fn from(series: &'a VisitSeries) -> Self {
        Plan {
            workers: &series.workers,
            minutes: series.minutes,
            place: &series.place,
            purposes: &series.purposes,
            two_person: series.two_person,
            words: [
                ("where_exactly", series.where_exactly.as_ref()),
                ("note", series.note.as_ref()),
                ("place_override", series.place_override.as_ref()),
                ("time_override", series.time_override.as_ref()),
            ],
        }
    }
}

fn plan_problems(problems: &mut Problems, plan: &Plan<'_>) {
    let mut distinct = plan.workers.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    problems.require(
        plan.workers.len() <= 2 && distinct.len() == plan.workers.len(),
        "workers",
        "Choose at most two different workers.",
    );
    if plan.two_person && plan.workers.len() == 1 {
        problems
            .add(Problem::new("workers", "This visit needs two workers: choose a second one.").rule("T04"));
    }
    problems.require(
        (5..=720).contains(&plan.minutes),
        "minutes",
        "Enter how long the visit is planned to last, from 5 to 720 minutes.",
    );
    problems.require(codes::place::label(plan.place).is_some(), "place", "Choose a place from the list.");
    problems.require(!plan.purposes.is_empty(), "purposes", "Choose what the visit is for.");
    for (field, value) in plan.words {
        maybe(problems, field, value, 4_000);
    }
}

/// A worker closes a day: every visit has its outcome (domain 4.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayClose {
    /// The day that is closed.
    pub day: Date,
    /// Anything to hand over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl DayClose {
    /// The entry of a worker's day: it follows from both, so that a day is closed once.
    #[must_use]
    pub fn entry_id(staff: Uuid, day: Date) -> Uuid {
        Uuid::new_v5(&staff, format!("day_close {day}").as_bytes())
    }

    /// Every problem of this document alone.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        maybe(&mut problems, "note", self.note.as_ref(), 4_000);
        problems.into_vec()
    }
}

#[cfg(test)]
mod tests;
