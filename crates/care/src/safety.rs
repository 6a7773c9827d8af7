//! Lone-worker safety (domain 4.4): when somebody is expected out of a visit, which step of the ladder
//! has been reached and which was tried, who is home. Pure: it rings nobody and follows nobody.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::entry::organisation::Staff;
use crate::entry::safety::{CheckResult, SafetyCheck, Step};
use crate::entry::visit::{Late, Visit};
use crate::entry::{Body, Entry};
use crate::line::Line;
use crate::moment;
use crate::rule::context::{VisitNow, VisitState};
use crate::settings;

/// When somebody is expected out of a visit: its minutes from the start, or from the plan while it has
/// not begun, and what running late added.
#[must_use]
pub fn expected_end(visit: &VisitNow) -> Timestamp {
    let end = visit.visit.planned_end(visit.visit.started_at.unwrap_or(visit.starts_at));
    let more = visit.visit.late.as_ref().map_or(0, |late| late.minutes);
    later(end, i64::from(more))
}

fn later(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(minutes.minutes()).unwrap_or(at)
}

/// One step of the ladder of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rung {
    /// What is to be done.
    pub step: Step,
    /// From when.
    pub at: Timestamp,
    /// When it was last done without reaching the worker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried: Option<Timestamp>,
}

/// The clock of a visit: when the worker is expected out, and the steps after that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// When the worker is expected out, or said they would be.
    pub expected: Timestamp,
    /// The steps in their order.
    pub rungs: Vec<Rung>,
}

/// The steps of the ladder, with the minutes after the expected end when each falls due.
pub const LADDER: [(Step, i64); 4] = [
    (Step::Ping, settings::CHECK_IN_GRACE_MINUTES),
    (Step::Buddy, settings::BUDDY_MINUTES),
    (Step::Manager, settings::MANAGER_MINUTES),
    (Step::Police, settings::POLICE_MINUTES),
];

impl Watch {
    /// The clock of a visit; none when nobody is out on it. It runs from the tap that starts a visit, and
    /// from the planned start where a safety rule is live (LW01). `checks` are those of the worker.
    #[must_use]
    pub fn of(visit: &VisitNow, flagged: bool, checks: &[(Timestamp, &SafetyCheck)]) -> Option<Watch> {
        let runs = match visit.state() {
            VisitState::Started => true,
            VisitState::Planned => flagged,
            VisitState::Ended | VisitState::Recorded | VisitState::CalledOff => false,
        };
        if !runs {
            return None;
        }
        let mine: Vec<_> = checks.iter().filter(|(_, check)| check.visit == Some(visit.id)).collect();
        let safe = mine.iter().filter(|(_, check)| check.result == CheckResult::Safe);
        let (mut expected, mut since) = (expected_end(visit), Timestamp::MIN);
        for (at, check) in safe {
            let more = check.minutes.unwrap_or(settings::SAFE_MINUTES);
            expected = expected.max(later(*at, i64::from(more)));
            since = since.max(*at);
        }
        let tried = |step| {
            let again = mine.iter().filter(|(at, check)| check.step == step && since < *at);
            again.filter(|(_, check)| check.result != CheckResult::Safe).map(|(at, _)| *at).max()
        };
        let rungs = LADDER
            .iter()
            .map(|(step, minutes)| Rung { step: *step, at: later(expected, *minutes), tried: tried(*step) })
            .collect();
        Some(Watch { expected, rungs })
    }

    /// The clock that a worker is on, with its visit: that of the visit furthest over its time, or the one
    /// that ends first. A visit after which the same worker began another one is over, though nobody
    /// tapped its end: it alarms nobody (LW15).
    #[must_use]
    pub fn of_worker<'a>(
        visits: &'a [VisitNow],
        flagged: &dyn Fn(&VisitNow) -> bool,
        checks: &[(Timestamp, &SafetyCheck)],
        now: Timestamp,
    ) -> Option<(&'a VisitNow, Watch)> {
        let last = visits.iter().filter_map(|visit| visit.visit.started_at).max();
        let over = |visit: &VisitNow| visit.visit.started_at.is_some_and(|start| Some(start) < last);
        let left = |visit: &VisitNow| visit.visit.started_at.is_none() && last > Some(visit.starts_at);
        let due = |visit: &VisitNow| visit.visit.started_at.is_some() || visit.starts_at <= now;
        let running = visits.iter().filter(|visit| due(visit) && !over(visit) && !left(visit));
        running
            .filter_map(|visit| Some((visit, Watch::of(visit, flagged(visit), checks)?)))
            .min_by_key(|(visit, watch)| (watch.expected, visit.id))
    }

    /// The furthest step whose time has come; none while the worker is in time.
    #[must_use]
    pub fn reached(&self, now: Timestamp) -> Option<Step> {
        self.rungs.iter().rev().find(|rung| rung.at <= now).map(|rung| rung.step)
    }

    /// The furthest step whose time has come, when nobody has done it yet.
    #[must_use]
    pub fn due(&self, now: Timestamp) -> Option<Rung> {
        self.rungs.iter().rev().find(|rung| rung.at <= now).filter(|rung| rung.tried.is_none()).copied()
    }

    /// The next step, once its time has come.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Option<Rung> {
        self.rungs.iter().find(|rung| now < rung.at).copied()
    }
}

/// A visit as lists see it: longer by what the worker said when somebody spoke to them.
#[must_use]
pub fn held(visit: VisitNow, checks: &[(Timestamp, &SafetyCheck)]) -> VisitNow {
    let Some(watch) = Watch::of(&visit, false, checks) else { return visit };
    let more = moment::elapsed_minutes(expected_end(&visit), watch.expected);
    match u16::try_from(more) {
        Ok(more) if 0 < more => {
            let late = Some(Late::more(visit.visit.late.as_ref(), more, None));
            VisitNow { visit: Visit { late, ..visit.visit }, ..visit }
        }
        Ok(_) | Err(_) => visit,
    }
}

/// Whether a visit's clock runs from its planned start: a safety rule is live that day (LW01).
#[must_use]
pub fn flagged(line: &Line, day: Date) -> bool {
    line.safety.iter().any(|rule| day <= rule.expires_on)
}

/// The safety checks among entries about one worker, with their times.
#[must_use]
pub fn checks(entries: &[Entry], worker: Uuid) -> Vec<(Timestamp, &SafetyCheck)> {
    let mine = entries.iter().filter(|entry| entry.subject == worker);
    mine.filter_map(|entry| match_check(entry).map(|check| (entry.happened_at, check))).collect()
}

/// An entry as a safety check, when it is one.
#[must_use]
pub fn match_check(entry: &Entry) -> Option<&SafetyCheck> {
    if let Body::SafetyCheck(check) = &entry.body { Some(check) } else { None }
}

/// Alarms that nobody has ended yet, the earliest first: no check says that the worker is safe.
#[must_use]
pub fn alarms(entries: &[Entry]) -> Vec<&Entry> {
    let safe = |alarm: Uuid| {
        let answers = entries.iter().filter_map(match_check).filter(|check| check.alarm == Some(alarm));
        answers.into_iter().any(|check| check.result == CheckResult::Safe)
    };
    let raised = |entry: &&Entry| match_check(entry).is_some_and(|check| check.step == Step::Alarm);
    let mut open: Vec<&Entry> = entries.iter().filter(raised).filter(|entry| !safe(entry.id)).collect();
    open.sort_by_key(|entry| (entry.happened_at, entry.id));
    open
}

/// How a worker of the day stands, those first who must be thought of first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Raised an alarm that nobody has ended.
    Alarm,
    /// Did not come out of a visit in time.
    Overdue,
    /// The shift is over, and the day is not closed.
    NotClosed,
    /// At a visit.
    Out,
    /// Between two visits.
    Between,
    /// Every visit has its outcome; the day is not closed yet.
    Done,
    /// No visit has begun.
    NotOut,
    /// Has no visit today.
    NoVisits,
    /// Closed the day.
    Home,
}

impl Standing {
    /// As a page says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Alarm => "Alarm",
            Self::Overdue => "Overdue",
            Self::NotClosed => "Day not closed",
            Self::Out => "At a visit",
            Self::Between => "Between visits",
            Self::Done => "Visits done",
            Self::NotOut => "Not out yet",
            Self::NoVisits => "No visits today",
            Self::Home => "Home",
        }
    }

    /// Whether nobody needs to wait for this worker any more.
    #[must_use]
    pub fn is_home(self) -> bool {
        match self {
            Self::Home | Self::NoVisits => true,
            Self::Alarm
            | Self::Overdue
            | Self::NotClosed
            | Self::Out
            | Self::Between
            | Self::Done
            | Self::NotOut => false,
        }
    }
}

/// What is known of a worker's day.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// The visits of the day, and earlier ones that are still under way.
    pub visits: &'a [VisitNow],
    /// Whether an alarm is open.
    pub alarm: bool,
    /// Whether the worker did not come out of one of them in time.
    pub overdue: bool,
    /// Whether the day was closed.
    pub closed: bool,
    /// When the worker's hours end.
    pub until: Timestamp,
}

impl Day<'_> {
    /// How the worker stands.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        let kept = || self.visits.iter().filter(|visit| visit.state() != VisitState::CalledOff);
        let any = |states: &[VisitState]| kept().any(|visit| states.contains(&visit.state()));
        let open = any(&[VisitState::Planned, VisitState::Started, VisitState::Ended]);
        if self.alarm {
            Standing::Alarm
        } else if self.overdue {
            Standing::Overdue
        } else if any(&[VisitState::Started]) {
            Standing::Out
        } else if self.closed && !open {
            Standing::Home
        } else if kept().next().is_none() {
            Standing::NoVisits
        } else if later(self.until, settings::CLOSE_MINUTES) < now {
            Standing::NotClosed
        } else if !open {
            Standing::Done
        } else if any(&[VisitState::Recorded, VisitState::Ended]) {
            Standing::Between
        } else {
            Standing::NotOut
        }
    }
}

/// When a worker's hours of a day end; without a pattern of that day, the usual hours.
#[must_use]
pub fn shift_end(staff: &Staff, day: Date) -> Timestamp {
    let weekday = day.weekday().to_monday_one_offset();
    let lines = staff.pattern.iter().filter(|line| i16::from(line.weekday) == i16::from(weekday));
    let minute = lines.map(|line| i32::from(line.to_minute)).max().unwrap_or(settings::USUAL_HOURS.1);
    let midnight = Time::midnight();
    match midnight.checked_add(minute.minutes()) {
        Ok(time) => moment::start_of(day, time),
        Err(_) => moment::start_of_day(moment::add_days(day, 1)),
    }
}

/// Who rings first: the buddy the worker named, when there that day; else the next colleague by the
/// alphabet who is there and free, so that not everybody has the same one; else one who is there.
#[must_use]
pub fn buddy(
    worker: Uuid,
    named: Option<Uuid>,
    colleagues: &[(Uuid, &Staff)],
    free: &dyn Fn(Uuid) -> bool,
    day: Date,
) -> Option<Uuid> {
    let there = |id: Uuid| colleagues.iter().any(|(other, staff)| *other == id && staff.works_on(day));
    if let Some(named) = named.filter(|id| *id != worker && there(*id)) {
        return Some(named);
    }
    let at = colleagues.iter().position(|(id, _)| *id == worker).map_or(0, |at| at + 1);
    let round = || colleagues.iter().cycle().skip(at).take(colleagues.len());
    let others = || round().map(|(id, _)| *id).filter(|id| *id != worker && there(*id));
    others().find(|id| free(*id)).or_else(|| others().next())
}

/// Whether a plan sends one worker alone to somebody whom the team has never met: asked, not refused.
#[must_use]
pub fn first_visit_alone(line: &Line, workers: &[Uuid]) -> bool {
    workers.len() == 1 && line.last_seen_on().is_none()
}

#[cfg(test)]
mod tests;
