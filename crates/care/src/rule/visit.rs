//! Refusals of visits and of closing a day: two-person rules, places ruled out, people who died,
//! visits left open (T04, S07, domain 4.4).

use jiff::civil::Date;

use crate::access::Role;
use crate::codes;
use crate::codes::purpose::Purpose;
use crate::entry::around::SafetyKind;
use crate::entry::visit::{DayClose, Visit, VisitSeries};
use crate::entry::{Body, Draft};
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::{Context, kept};
use crate::scope;

/// What a plan has that a rule may refuse.
pub(super) struct Planned<'a> {
    pub(super) workers: &'a [uuid::Uuid],
    pub(super) place: &'a str,
    pub(super) place_override: Option<&'a String>,
    pub(super) first: Date,
    pub(super) last: Date,
}

pub(crate) fn refusals(draft: &Draft, visit: &Visit, context: &Context<'_>, problems: &mut Problems) {
    let day = moment::local_day(draft.happened_at);
    let begun = context.visit.is_some_and(|now| now.visit.started_at.is_some() || now.outcome.is_some());
    // Who is already there must always be able to leave, whatever was learnt about the plan since.
    if visit.called_off.is_none() && !begun {
        let planned = Planned {
            workers: &visit.workers,
            place: &visit.place,
            place_override: visit.place_override.as_ref(),
            first: day,
            last: day,
        };
        plan_refusals(&planned, context, problems);
        let as_before = |now: &Visit| now.workers == visit.workers && now.purposes == visit.purposes;
        if !context.visit.is_some_and(|now| as_before(&now.visit)) {
            scope_refusals(&visit.workers, &visit.purposes, context, problems);
        }
    }
    if context.visit.is_some_and(|other| other.person != draft.subject) {
        problems.add(Problem::new("id", "This id belongs to another visit: send it again with a new one."));
    }
    let moved = context.visit.is_none_or(|now| now.starts_at != draft.happened_at);
    if moved && day < context.today() {
        problems.add(Problem::new(
            "happened_at",
            "This is in the past: record a contact instead of planning a visit.",
        ));
    }
    if let Some(now) = context.visit {
        let changed = moved || plan_alone(&now.visit) != plan_alone(visit);
        if begun && changed {
            problems.add(Problem::new(
                "happened_at",
                "This visit has begun: its plan stays as it was. Record what happened instead.",
            ));
        }
        if now.outcome.is_some() && visit.called_off.is_some() {
            problems.add(Problem::new(
                "called_off",
                "This visit has its outcome already: it cannot be called off.",
            ));
        }
    }
    if let Some(started) = visit.started_at
        && started > context.now
        && context.now.duration_until(started).as_mins() > 5
    {
        problems.add(Problem::new(
            "started_at",
            "A visit cannot start in the future: check the clock of the device.",
        ));
    }
}

/// The plan without what became of it.
fn plan_alone(visit: &Visit) -> Visit {
    Visit {
        started_at: None,
        ended_at: None,
        called_off: None,
        late: None,
        interpreter: None,
        ..visit.clone()
    }
}

pub(crate) fn series_refusals(series: &VisitSeries, context: &Context<'_>, problems: &mut Problems) {
    if let Some(Body::VisitSeries(before)) = context.before.map(|entry| &entry.body) {
        series_change_refusals(before, series, context, problems);
        // Ending early is always possible, also when the person has died or the place is ruled out.
        if series.until <= before.until {
            return;
        }
    } else if series.from < context.today() {
        problems.add(Problem::new("from", "The first day is in the past: choose today or a later day."));
    }
    let planned = Planned {
        workers: &series.workers,
        place: &series.place,
        place_override: series.place_override.as_ref(),
        first: series.from,
        last: series.until,
    };
    plan_refusals(&planned, context, problems);
    if context.before.is_none() {
        scope_refusals(&series.workers, &series.purposes, context, problems);
        kept::series_refusals(series, context, problems);
    }
}

/// Support, technical and peer workers do alone what is theirs, and the rest beside a colleague (T07).
pub(super) fn scope_refusals(
    workers: &[uuid::Uuid],
    purposes: &[Purpose],
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let roles: Vec<Role> = workers.iter().filter_map(|worker| context.staff_role(*worker)).collect();
    let left = scope::undelegated(&roles, purposes);
    if !left.is_empty() {
        problems.add(Problem::new("workers", scope::asks(&roles, &left)).rule("T07"));
    }
}

/// What was planned for days gone by stays as it was, so the pattern of a series never changes.
fn series_change_refusals(
    before: &VisitSeries,
    series: &VisitSeries,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let kept = VisitSeries { until: series.until, note: series.note.clone(), ..before.clone() };
    if kept != *series {
        problems.add(
            Problem::new(
                "",
                "End this series and start a new one: only its last day and its note can change.",
            )
            .rule("T04"),
        );
    }
    if series.until != before.until && series.until < context.today() {
        problems.add(Problem::new(
            "until",
            "Choose today or a later day: what was planned until now stays on the record.",
        ));
    }
}

pub(super) fn plan_refusals(planned: &Planned<'_>, context: &Context<'_>, problems: &mut Problems) {
    for worker in planned.workers {
        if !context.staff_role(*worker).is_some_and(crate::access::Role::is_worker) {
            problems.add(Problem::new("workers", "Choose workers of the team."));
        }
    }
    let Some(line) = context.line else { return };
    if let Some(died_on) = line.who.died_on
        && planned.last > died_on
    {
        let day = moment::day_words(died_on);
        problems.add(Problem::new("subject", format!("The person died on {day}: no visit can be planned.")));
    }
    let two = line.safety.iter().find(|s| s.rule == SafetyKind::TwoPerson && planned.first <= s.expires_on);
    if let (Some(rule), [_]) = (two, planned.workers) {
        problems.add(
            Problem::new(
                "workers",
                format!(
                    "Two workers are needed until {}: choose a second one.",
                    moment::day_words(rule.expires_on)
                ),
            )
            .rule("T04"),
        );
    }
    let no_home = line.safety.iter().any(|s| s.rule == SafetyKind::NoHome && planned.first <= s.expires_on);
    if no_home && planned.place == codes::place::HOME {
        problems
            .add(Problem::new("place", "A safety rule says not at home: choose another place.").rule("4.4"));
    }
    place_and_worker_wishes(planned, line, problems);
}

fn place_and_worker_wishes(planned: &Planned<'_>, line: &crate::line::Line, problems: &mut Problems) {
    let Some(wishes) = &line.preferences else { return };
    let silent = planned.place_override.is_none_or(|why| !why.chars().any(char::is_alphanumeric));
    if wishes.refuses_places.iter().any(|code| code == planned.place) && silent {
        problems.add(
            Problem::new(
                "place_override",
                "The person has ruled this place out: choose another, or say why it must be here.",
            )
            .rule("S07"),
        );
    }
    if planned.workers.iter().any(|worker| wishes.not_these_workers.contains(worker)) {
        problems.add(
            Problem::new("workers", "The person does not want to meet this worker: choose another.")
                .rule("P01"),
        );
    }
}

pub(crate) fn close_refusals(
    close: &DayClose,
    draft: &Draft,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    if close.day > context.today() {
        problems.add(Problem::new("day", "This day has not begun: choose today or an earlier day."));
    }
    if draft.subject != context.actor.staff && !context.actor.system {
        problems.add(Problem::new("subject", "Each worker closes their own day."));
    }
    let open: Vec<String> = context
        .day
        .iter()
        .filter(|visit| {
            !matches!(
                visit.state(),
                super::context::VisitState::Recorded | super::context::VisitState::CalledOff
            )
        })
        .map(|visit| moment::time_words(moment::local_time(visit.starts_at)))
        .collect();
    if !open.is_empty() {
        problems.add(
            Problem::new(
                "day",
                format!(
                    "Visits without an outcome: {}. Say what happened at each, then close the day.",
                    open.join(", ")
                ),
            )
            .rule("4.4"),
        );
    }
}

#[cfg(test)]
mod tests;
