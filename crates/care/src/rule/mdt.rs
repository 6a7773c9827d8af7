//! Refusals of the weekly meeting (T02): nothing is decided into a meeting that has ended, and no
//! intervention is accepted without an owner and a slot in that worker's week.

use uuid::Uuid;

use crate::access::Role;
use crate::entry::mdt::{Mdt, MdtDecision};
use crate::entry::visit::VisitSeries;
use crate::entry::{Body, Draft};
use crate::kept;
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::rule::handover::were_there;
use crate::{moment, scope};

pub(crate) fn refusals(draft: &Draft, session: &Mdt, context: &Context<'_>, problems: &mut Problems) {
    let id = Mdt::entry_id(draft.subject, session.day);
    if draft.id != id {
        problems
            .add(Problem::new("id", format!("This meeting has the id {id}: it follows from team and day.")));
    }
    problems.require(
        session.day == moment::local_day(draft.happened_at),
        "day",
        "The meeting is on the day it begins.",
    );
    if draft.from_version == 0 {
        problems.require(
            session.day <= context.today(),
            "day",
            "This day has not begun: a meeting starts on its day.",
        );
    }
    were_there(&session.attendees, context, problems);
    if let Some(Body::Mdt(before)) = context.before.map(|entry| &entry.body)
        && before.ended_at.is_some()
    {
        problems
            .add(Problem::new("", "This meeting has ended: what was decided stays as it is.").rule("T02"));
    }
    if let Some(ended) = session.ended_at {
        let ahead = context.now.duration_until(ended).as_mins() > super::contact::CLOCK_SKEW_MINUTES;
        problems.require(
            ended >= draft.happened_at && !ahead,
            "ended_at",
            "The end is after the beginning and not in the future: check the clock of the device.",
        );
    }
}

pub(crate) fn decision_refusals(
    draft: &Draft,
    decision: &MdtDecision,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let Some(line) = context.line else { return };
    let session = context.session.filter(|entry| Some(entry.subject) == line.team());
    match session.map(|entry| &entry.body) {
        Some(Body::Mdt(mdt)) if mdt.ended_at.is_some() && draft.from_version == 0 => problems
            .add(Problem::new("mdt", "This meeting has ended: decide it at the next one.").rule("T02")),
        Some(Body::Mdt(_)) => {}
        _ => problems.add(Problem::new("mdt", "There is no such meeting of the person's team.").rule("T02")),
    }
    let is_worker = |id| context.staff_role(id).is_some_and(Role::is_worker);
    if let Some(intervention) = &decision.intervention {
        if !is_worker(intervention.worker) {
            problems.add(Problem::new("worker", "Choose who does it: a worker of the team.").rule("T02"));
        }
        let slot = context.visit.is_some_and(|visit| {
            visit.person == draft.subject
                && visit.visit.series == Some(intervention.series)
                && visit.visit.workers.contains(&intervention.worker)
        });
        if !slot {
            problems.add(
                Problem::new(
                    "series",
                    "An intervention needs a slot: a series of visits of this worker to this person.",
                )
                .rule("T02"),
            );
        }
        if slot && !as_before(intervention.series, context) {
            fit_refusals(context, line.team(), problems);
            scope_refusals(context, problems);
        }
    }
    if decision.action.as_ref().is_some_and(|action| !is_worker(action.owner)) {
        problems.add(Problem::new("action.owner", "Choose who does it: a worker of the team.").rule("T02"));
    }
}

/// Whether this is a correction that keeps the series: what fitted when it was decided is not asked again.
fn as_before(series: Uuid, context: &Context<'_>) -> bool {
    matches!(
        context.before.map(|entry| &entry.body),
        Some(Body::MdtDecision(before)) if before.intervention.as_ref().is_some_and(|one| one.series == series)
    )
}

/// Of those who go somebody does each part of the work alone (T07).
fn scope_refusals(context: &Context<'_>, problems: &mut Problems) {
    let Some(visit) = context.visit.map(|visit| &visit.visit) else { return };
    let roles: Vec<Role> = visit.workers.iter().filter_map(|id| context.staff_role(*id)).collect();
    let left = scope::uncovered(&roles, &visit.purposes);
    if let [_, ..] = left.as_slice() {
        problems.add(Problem::new("worker", scope::asks(&roles, &left)).rule("T07"));
    }
}

/// The series fits the week of everybody who goes, or the refusal says why not and which slot does.
fn fit_refusals(context: &Context<'_>, team: Option<Uuid>, problems: &mut Problems) {
    let (Some(weeks), Some(team)) = (context.weeks, team) else { return };
    let why = weeks.against(team, &|_| None);
    if why.is_empty() {
        return;
    }
    let wishes = context.line.and_then(|line| line.preferences.as_ref());
    let suits = |plan: &VisitSeries| kept::against_series(wishes, plan).is_none();
    let slot = weeks.nearest(team, 1, &suits).first().map_or_else(
        || "No time of that week fits: choose other days or another worker.".to_owned(),
        |slot| format!("The nearest that fits is {slot}."),
    );
    problems
        .add(Problem::new("series", format!("This does not fit: {}. {slot}", why.join("; "))).rule("T02"));
}
