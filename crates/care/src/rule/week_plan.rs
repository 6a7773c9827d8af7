//! Refusals of a plan of a week (T04, T09): what was decided stays decided, a human accepts, no placement
//! breaks what a visit may not break, and an accepted plan says what the visits say.

use crate::access::Role;
use crate::entry::tier::TierName;
use crate::entry::week_plan::{Effect, Placement, PlanState, WeekPlan};
use crate::entry::{Body, Draft};
use crate::line::Line;
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::rule::context::VisitNow;
use crate::rule::kept::time_refusals;
use crate::rule::visit::{Planned, plan_refusals, scope_refusals};
use crate::text;
use crate::week_plan::is_there;

pub(crate) fn refusals(draft: &Draft, plan: &WeekPlan, context: &Context<'_>, problems: &mut Problems) {
    let id = WeekPlan::entry_id(draft.subject, plan.monday, plan.round);
    if draft.id != id {
        problems.add(Problem::new(
            "id",
            format!("This plan has the id {id}: it follows from team, Monday and round."),
        ));
    }
    state_refusals(plan, context, problems);
    if plan.state == PlanState::Discarded {
        return;
    }
    for (at, one) in plan.placements.iter().enumerate() {
        let line = context.caseload.iter().find(|line| line.person == one.person);
        let Some(line) = line else {
            problems.add(Problem::new(
                format!("placements.{at}.person"),
                "This person is not on the team’s caseload: plan the week again.",
            ));
            continue;
        };
        if one.effect != Effect::Stands {
            let mut inner = Problems::default();
            placement_refusals(plan, (one, line), context, &mut inner);
            problems.within(&format!("placements.{at}"), named(inner, one, line));
        }
    }
    overlap_refusals(plan, context, problems);
    if plan.state == PlanState::Accepted {
        accepted_refusals(plan, context, problems);
    }
}

/// Each problem says whose visit it is about.
fn named(inner: Problems, one: &Placement, line: &Line) -> Vec<Problem> {
    let whose = whose(one, line);
    let said = inner.into_vec().into_iter();
    said.map(|problem| Problem { sentence: format!("{whose}: {}", lower(&problem.sentence)), ..problem })
        .collect()
}

fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn whose(one: &Placement, line: &Line) -> String {
    let day = moment::weekday_words(moment::local_day(one.starts_at));
    format!("{}, {day} {}", line.who.name, moment::time_words(moment::local_time(one.starts_at)))
}

fn state_refusals(plan: &WeekPlan, context: &Context<'_>, problems: &mut Problems) {
    match context.before.map(|entry| &entry.body) {
        Some(Body::WeekPlan(before)) => {
            let word = match before.state {
                PlanState::Draft => None,
                PlanState::Accepted => Some("accepted"),
                PlanState::Discarded => Some("discarded"),
            };
            if let Some(word) = word {
                let sentence = format!("This plan was {word}: make a new one.");
                problems.add(Problem::new("state", sentence).rule("T04"));
            }
        }
        Some(_) | None => problems.require_rule(
            plan.state == PlanState::Draft,
            "T04",
            "state",
            "A plan begins as a draft, so that somebody can look at it before it is accepted.",
        ),
    }
    let Some(by) = plan.decided_by else { return };
    let person = context.actor.role != Role::Integration || context.actor.system;
    if !person || (by != context.actor.staff && !context.actor.system) {
        let sentence = "A worker of the team decides about a plan, in their own name.";
        problems.add(Problem::new("decided_by", sentence).rule("T04"));
    }
}

fn placement_refusals(
    plan: &WeekPlan,
    (one, line): (&Placement, &Line),
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let day = moment::local_day(one.starts_at);
    let around = Context { line: Some(line), ..*context };
    let planned = Planned {
        workers: &one.workers,
        place: &one.place,
        // Only a human says why somebody is met at a place they ruled out; such a visit stands or is moved by hand.
        place_override: None,
        first: day,
        last: day,
    };
    plan_refusals(&planned, &around, problems);
    scope_refusals(&one.workers, &one.purposes, &around, problems);
    // What keeps its time keeps it by somebody's reason, or by what was agreed (P03).
    let stays = |now: &VisitNow| now.id == one.visit && now.starts_at == one.starts_at;
    if !context.week.iter().any(stays) {
        time_refusals(one.starts_at, one.minutes, None, line, problems);
    }
    for worker in &one.workers {
        if !(context.works)(*worker, day) || plan.away(*worker, day) {
            let sentence = "This worker is not at work that day: choose another worker or day.";
            problems.add(Problem::new("workers", sentence).rule("T04"));
        }
    }
    // What is accepted was written a moment before, and the visit's own rules looked at it then.
    if one.starts_at < context.now && plan.state == PlanState::Draft {
        problems.add(Problem::new("starts_at", "This is in the past: choose a later time."));
    }
}

/// Nobody is with two people at once; what the team planned so by hand stays the team's matter.
fn overlap_refusals(plan: &WeekPlan, context: &Context<'_>, problems: &mut Problems) {
    let line = |one: &Placement| context.caseload.iter().find(|line| line.person == one.person);
    for (at, one) in plan.placements.iter().enumerate() {
        for other in plan.placements.iter().skip(at + 1) {
            let both_stand = one.effect == Effect::Stands && other.effect == Effect::Stands;
            let at_once = one.starts_at < other.ends_at() && other.starts_at < one.ends_at();
            let shared = one.workers.iter().any(|worker| other.workers.contains(worker));
            if both_stand || !at_once || !(shared || one.person == other.person) {
                continue;
            }
            let (Some(mine), Some(theirs)) = (line(one), line(other)) else { continue };
            let sentence = format!(
                "{} overlaps with {}: choose another time or worker for one of them.",
                whose(one, mine),
                whose(other, theirs)
            );
            problems.add(Problem::new(format!("placements.{at}.starts_at"), sentence).rule("T04"));
        }
    }
}

/// An accepted plan is what the visits say, and nobody of the red tier is without a worker unnoticed.
fn accepted_refusals(plan: &WeekPlan, context: &Context<'_>, problems: &mut Problems) {
    for (at, one) in plan.placements.iter().enumerate() {
        let there = context.week.iter().any(|now| now.id == one.visit && is_there(now, one));
        problems.require_rule(
            there,
            "T04",
            format!("placements.{at}.visit"),
            "This visit is not as the plan has it: plan the rest again, then accept.",
        );
    }
    for (at, one) in plan.left_out.iter().enumerate() {
        if one.standing.is_none() {
            continue;
        }
        let field = format!("left_out.{at}");
        let still =
            context.week.iter().find(|now| now.id == one.visit).filter(|now| now.visit.called_off.is_none());
        if still.is_some_and(|now| !now.visit.workers.is_empty()) {
            let sentence = "This visit is left out and still has workers: plan the rest again, then accept.";
            problems.add(Problem::new(format!("{field}.visit"), sentence).rule("T04"));
        }
        let line = context.caseload.iter().find(|line| line.person == one.person);
        let Some(line) = line.filter(|line| is_red(line)) else { continue };
        let decided = one.decision.as_ref().is_some_and(|decision| {
            context.staff_role(decision.decided_by).is_some_and(Role::is_worker)
                && text::has_words(&decision.why)
        });
        if !decided {
            let sentence = format!(
                "{}, red tier: find a time and a worker, or say why nobody goes for now and who decided it.",
                line.who.name
            );
            problems.add(Problem::new(format!("{field}.decision"), sentence).rule("T09"));
        }
    }
}

fn is_red(line: &Line) -> bool {
    line.tier.as_ref().is_some_and(|tier| tier.tier == TierName::Red)
}

#[cfg(test)]
mod tests;
