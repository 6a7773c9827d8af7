//! Refusals of what is done for a worker's safety (domain 4.4): it belongs to a visit of that worker or
//! to their alarm, and nobody raises an alarm for somebody else. Telling the police is never refused
//! for being early.

use uuid::Uuid;

use crate::access::Activity;
use crate::entry::Draft;
use crate::entry::safety::{SafetyCheck, SafetyDetails, Step};
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::safety::match_check;

/// Minutes that the clock of a device may be ahead.
const AHEAD_MINUTES: i64 = 5;

pub(crate) fn refusals(draft: &Draft, check: &SafetyCheck, context: &Context<'_>, problems: &mut Problems) {
    let mut refuse = |field: &str, sentence: &str| problems.add(Problem::new(field, sentence).rule("4.4"));
    if context.staff_role(draft.subject).is_none() {
        refuse("subject", "Choose a member of staff.");
    }
    if check.step == Step::Alarm && draft.subject != context.actor.staff && !context.actor.system {
        refuse("subject", "Everybody raises their own alarm: ring the colleague, and the police if need be.");
    }
    if let Some(id) = check.visit {
        let theirs = context.visit.is_some_and(|now| {
            now.id == id && now.visit.workers.contains(&draft.subject) && now.team == draft.team
        });
        if !theirs {
            refuse("visit", "This is no visit of that worker: choose the visit they are at.");
        }
    }
    if let Some(id) = check.alarm {
        let theirs = context.session.is_some_and(|alarm| {
            let raised = match_check(alarm).is_some_and(|before| before.step == Step::Alarm);
            alarm.id == id && raised && alarm.subject == draft.subject && alarm.team == draft.team
        });
        if !theirs {
            refuse("alarm", "This is no alarm of that worker: open it from the page Safety.");
        }
    }
    if context.now < draft.happened_at
        && AHEAD_MINUTES < context.now.duration_until(draft.happened_at).as_mins()
    {
        refuse("happened_at", "This is ahead of the clock: check the clock of the device.");
    }
}

/// Everybody writes their own; a manager those of their teams (AC01).
pub(crate) fn details_refusals(
    draft: &Draft,
    details: &SafetyDetails,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let actor = context.actor;
    if draft.subject != actor.staff && !actor.may(Activity::ManageStaff) {
        let sentence = "Everybody writes their own safety details: ask the colleague, or their manager.";
        problems.add(Problem::new("", sentence).rule("AC01"));
    }
    if details.buddy == Some(draft.subject) {
        problems.add(Problem::new("buddy", "Choose a colleague: nobody is their own buddy.").rule("4.4"));
    }
    if details
        .buddy
        .is_some_and(|buddy: Uuid| !context.staff_role(buddy).is_some_and(crate::access::Role::is_worker))
    {
        problems.add(Problem::new("buddy", "Choose a worker of the team.").rule("4.4"));
    }
}
