//! Whose visit gives way (T09): somebody of the red tier is not called off by the team, nor moved to a
//! later day, without a recorded decision: why, and who decided.

use jiff::civil::Date;

use crate::access::Role;
use crate::entry::Draft;
use crate::entry::tier::TierName;
use crate::entry::visit::{CalledOffBy, Visit};
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::text;

pub(crate) fn refusals(draft: &Draft, visit: &Visit, context: &Context<'_>, problems: &mut Problems) {
    let (Some(line), Some(now)) = (context.line, context.visit) else { return };
    let red = line.tier.as_ref().is_some_and(|tier| tier.tier == TierName::Red);
    if !red || line.who.died_on.is_some() || now.visit.called_off.is_some() {
        return;
    }
    if let Some(off) = visit.called_off.as_ref().filter(|off| off.by == CalledOffBy::Team) {
        let decided = off.decided_by.is_some_and(|id| context.staff_role(id).is_some_and(Role::is_worker));
        if !decided {
            problems.add(
                Problem::new(
                    "called_off.decided_by",
                    "Red tier: find a colleague who goes, or say who decided that nobody does.",
                )
                .rule("T09"),
            );
        }
        if !off.why.as_deref().is_some_and(text::has_words) {
            problems.add(
                Problem::new("called_off.why", "Red tier: say why the visit is called off.").rule("T09"),
            );
        }
    }
    if visit.called_off.is_none() && visit.workers.is_empty() && !now.visit.workers.is_empty() {
        nobody_refusals(visit, context, problems);
    }
    let day = moment::local_day(now.starts_at);
    if visit.called_off.is_none() && day < moment::local_day(draft.happened_at) {
        later_refusals(day, visit, context, problems);
    }
}

/// Nobody goes any more, and the visit stays planned.
fn nobody_refusals(visit: &Visit, context: &Context<'_>, problems: &mut Problems) {
    let decision = visit.displaced.as_ref();
    if !decision.is_some_and(|one| context.staff_role(one.decided_by).is_some_and(Role::is_worker)) {
        let sentence = "Red tier: find a worker, or say who decided that nobody goes for now.";
        problems.add(Problem::new("displaced.decided_by", sentence).rule("T09"));
    }
    if !decision.is_some_and(|one| text::has_words(&one.why)) {
        problems.add(Problem::new("displaced.why", "Red tier: say why nobody goes for now.").rule("T09"));
    }
}

/// A decision of its own for each move: the one about an earlier move names another day.
fn later_refusals(day: Date, visit: &Visit, context: &Context<'_>, problems: &mut Problems) {
    let decision = visit.postponed.as_ref().filter(|decision| decision.from == day);
    if !decision.is_some_and(|one| context.staff_role(one.decided_by).is_some_and(Role::is_worker)) {
        problems.add(
            Problem::new(
                "postponed.decided_by",
                "Red tier: keep the visit on its day, or say who decided that it moves to a later one.",
            )
            .rule("T09"),
        );
    }
    if !decision.is_some_and(|one| text::has_words(&one.why)) {
        problems.add(
            Problem::new("postponed.why", "Red tier: say why the visit moves to a later day.").rule("T09"),
        );
    }
}
