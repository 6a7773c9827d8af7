//! Refusals of visits and of closing a day: two-person rules, places ruled out, people who died,
//! visits left open (T04, S07, domain 4.4).

use jiff::civil::Date;

use crate::codes;
use crate::entry::Draft;
use crate::entry::around::SafetyKind;
use crate::entry::visit::{DayClose, Visit, VisitSeries};
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::Context;

/// What a plan has that a rule may refuse.
struct Planned<'a> {
    workers: &'a [uuid::Uuid],
    place: &'a str,
    place_override: Option<&'a String>,
    first: Date,
    last: Date,
}

pub(crate) fn refusals(draft: &Draft, visit: &Visit, context: &Context<'_>, problems: &mut Problems) {
    let day = moment::local_day(draft.happened_at);
    if visit.called_off.is_none() {
        let planned = Planned {
            workers: &visit.workers,
            place: &visit.place,
            place_override: visit.place_override.as_ref(),
            first: day,
            last: day,
        };
        plan_refusals(&planned, context, problems);
    }
    if draft.from_version == 0 && visit.series.is_none() && day < context.today() {
        problems.add(Problem::new(
            "happened_at",
            "This is in the past: record a contact instead of planning a visit.",
        ));
    }
    if let Some(now) = context.visit
        && now.outcome.is_some()
        && visit.called_off.is_some()
    {
        problems
            .add(Problem::new("called_off", "This visit has its outcome already: it cannot be called off."));
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

pub(crate) fn series_refusals(series: &VisitSeries, context: &Context<'_>, problems: &mut Problems) {
    let planned = Planned {
        workers: &series.workers,
        place: &series.place,
        place_override: series.place_override.as_ref(),
        first: series.from,
        last: series.until,
    };
    plan_refusals(&planned, context, problems);
}

fn plan_refusals(planned: &Planned<'_>, context: &Context<'_>, problems: &mut Problems) {
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
