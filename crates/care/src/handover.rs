//! What a handover comes to: who was spoken of, which actions nobody owns, where the day has gaps
//! (T01, domain 4.2 place 11). Pure: it sees lines and visits and says what it sees.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::board;
use crate::entry::around::SafetyKind;
use crate::entry::handover::Coverage;
use crate::entry::tier::TierName;
use crate::interpreter::{self, Standing};
use crate::kept;
use crate::line::{Line, OpenAction};
use crate::moment;
use crate::rule::context::{VisitNow, VisitState};
use crate::settings;

/// Who of a caseload a handover has spoken of.
#[must_use]
pub fn coverage(caseload: &[impl AsRef<Line>], handover: Uuid) -> Coverage {
    let mut coverage = Coverage::default();
    for line in caseload.iter().map(AsRef::as_ref) {
        coverage.people += 1;
        match line.said.as_ref().filter(|said| said.handover == handover) {
            Some(said) => {
                coverage.spoken += 1;
                coverage.changed += u32::from(said.change.is_some());
            }
            None => coverage.not_spoken.push(line.person),
        }
    }
    coverage.not_spoken.sort_unstable();
    coverage
}

/// Open actions that nobody owns.
pub fn unassigned<L: AsRef<Line>>(caseload: &[L]) -> impl Iterator<Item = (&Line, &OpenAction)> {
    caseload.iter().map(AsRef::as_ref).flat_map(|line| {
        line.actions.iter().filter(|action| action.owner.is_none()).map(move |action| (line, action))
    })
}

/// Something the day lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nobody is chosen for a visit of the day.
    Nobody(Uuid),
    /// Two workers are needed and one is chosen.
    Second(Uuid),
    /// The worker is not at work that day.
    Away(Uuid, Uuid),
    /// The person needs an interpreter, and none comes at that time (P03).
    NoInterpreter(Uuid),
    /// An interpreter is booked for a visit that is called off (P03).
    StillBooked(Uuid),
    /// It is in a time that the person keeps free, and nobody said why (P03).
    KeptTime(Uuid),
    /// No visit is planned before the person has gone unseen for longer than the tier allows; by that day.
    Unseen(Uuid, Date),
}

/// What a day lacks: visits without enough workers, visits of workers who are away, and people for whom
/// no visit comes in time. `visits` are all visits of the team from this day on.
pub fn gaps<'a>(
    caseload: &[impl AsRef<Line>],
    visits: impl IntoIterator<Item = &'a VisitNow>,
    away: impl Fn(Uuid, Date) -> bool,
    speaks: &dyn Fn(Uuid, &str) -> bool,
    now: Timestamp,
) -> Vec<Gap> {
    let today = moment::local_day(now);
    let mut gaps = Vec::new();
    let mut next: BTreeMap<Uuid, Date> = BTreeMap::new();
    let lines: BTreeMap<Uuid, &Line> =
        caseload.iter().map(AsRef::as_ref).map(|line| (line.person, line)).collect();
    let visits: Vec<&VisitNow> = visits.into_iter().collect();
    for visit in &visits {
        let line = lines.get(&visit.person).copied();
        gaps.extend(line.and_then(|line| interpreter_gap(visit, line, speaks, today)));
    }
    for visit in visits.into_iter().filter(|visit| visit.state() == VisitState::Planned) {
        let day = moment::local_day(visit.starts_at);
        if day < today {
            continue;
        }
        next.entry(visit.person).and_modify(|first| *first = day.min(*first)).or_insert(day);
        if day == today {
            visit_gaps(visit, lines.get(&visit.person).copied(), &away, &mut gaps);
        }
    }
    let mut unseen = Vec::new();
    for line in lines.values() {
        if let Some(by) = board::seen_by_day(line)
            .filter(|_| !is_looked_for(line))
            .filter(|by| next.get(&line.person).is_none_or(|day| day > by))
        {
            unseen.push((by, line.person));
        }
    }
    unseen.sort_unstable();
    gaps.extend(unseen.into_iter().map(|(by, person)| Gap::Unseen(person, by)));
    gaps
}

fn visit_gaps(
    visit: &VisitNow,
    line: Option<&Line>,
    away: &impl Fn(Uuid, Date) -> bool,
    gaps: &mut Vec<Gap>,
) {
    let day = moment::local_day(visit.starts_at);
    let rule = line.is_some_and(|line| {
        line.safety.iter().any(|s| s.rule == SafetyKind::TwoPerson && day <= s.expires_on)
    });
    if line.is_some_and(|line| in_kept_time(line, visit)) {
        gaps.push(Gap::KeptTime(visit.id));
    }
    match visit.visit.workers.as_slice() {
        [] => gaps.push(Gap::Nobody(visit.id)),
        [_] if visit.visit.two_person || rule => gaps.push(Gap::Second(visit.id)),
        _ => {}
    }
    for worker in visit.visit.workers.iter().filter(|worker| away(**worker, day)) {
        gaps.push(Gap::Away(visit.id, *worker));
    }
}

/// An interpreter who is missing, or still booked, for a visit of the next days: it takes days to find one.
fn interpreter_gap(
    visit: &VisitNow,
    line: &Line,
    speaks: &dyn Fn(Uuid, &str) -> bool,
    today: Date,
) -> Option<Gap> {
    let ahead = moment::days_between(today, moment::local_day(visit.starts_at));
    let soon = (0..=settings::INTERPRETER_AHEAD_DAYS).contains(&ahead);
    let to_come = matches!(visit.state(), VisitState::Planned | VisitState::CalledOff);
    if !soon || !to_come {
        return None;
    }
    match interpreter::of(line, visit, speaks) {
        Standing::StillBooked => Some(Gap::StillBooked(visit.id)),
        Standing::OtherTime(_) | Standing::Missing | Standing::Cancelled => {
            Some(Gap::NoInterpreter(visit.id))
        }
        Standing::NotNeeded | Standing::Spoken(_) | Standing::Booked => None,
    }
}

/// Whether a visit is in a time that the person keeps free without anybody having said why (P03).
#[must_use]
pub fn in_kept_time(line: &Line, visit: &VisitNow) -> bool {
    let silent = visit.visit.time_override.is_none() && visit.state() == VisitState::Planned;
    let kept = |wishes| kept::against(wishes, visit.starts_at, visit.visit.minutes).is_some();
    silent && line.preferences.as_ref().is_some_and(kept)
}

/// Whether the team goes looking for the person instead of planning visits.
#[must_use]
pub fn is_looked_for(line: &Line) -> bool {
    line.tier.as_ref().is_some_and(|tier| tier.tier == TierName::Grey)
}
