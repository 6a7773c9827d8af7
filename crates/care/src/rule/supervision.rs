//! Refusals of supervision: it is written by one of the two who met (W07), and of injections: who may
//! not give one is never recorded as having given it (T07).

use crate::entry::promise::Injection;
use crate::entry::supervision::Supervision;
use crate::entry::{Body, Draft};
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::scope;

pub(crate) fn refusals(
    draft: &Draft,
    supervision: &Supervision,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    super::person::not_ahead("happened_at", crate::moment::local_day(draft.happened_at), context, problems);
    let me = context.actor.staff;
    if !context.actor.system && me != draft.subject && me != supervision.supervisor {
        let sentence = "Only the two who met write about their supervision.";
        problems.add(Problem::new("supervisor", sentence).rule("W07"));
    }
    if supervision.supervisor == draft.subject {
        problems.add(Problem::new("supervisor", "Nobody supervises themselves.").rule("W07"));
    }
    if context.staff_role(draft.subject).is_none() || context.staff_role(supervision.supervisor).is_none() {
        problems.add(Problem::new("supervisor", "Choose a member of staff.").rule("W07"));
    }
    let before = context.before.and_then(|e| if let Body::Supervision(s) = &e.body { Some(s) } else { None });
    if before.is_some_and(|before| before.supervisor != supervision.supervisor) {
        problems.add(Problem::new("supervisor", "Who supervised stays as it was written.").rule("W07"));
    }
}

/// Only nurses and doctors give injections; support, technical and peer workers never (T07, W03).
pub(crate) fn injection_refusals(injection: &Injection, context: &Context<'_>, problems: &mut Problems) {
    let Some(giver) = injection.given_by else { return };
    if !context.staff_role(giver).is_some_and(scope::gives_injections) {
        let sentence = "Choose a nurse or a doctor: nobody else gives injections.";
        problems.add(Problem::new("given_by", sentence).rule("T07"));
    }
}
