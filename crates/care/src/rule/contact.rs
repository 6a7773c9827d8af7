//! Refusals of a contact that only the record can show (domain 4.7, 4.8): before the referral, after
//! death, in the future, two places at once, two outcomes for one visit, team-cancelled as missed.

use jiff::ToSpan;

use crate::access::Role;
use crate::codes::outcome::Outcome;
use crate::entry::contact::{Contact, With};
use crate::entry::event::{ActionState, ActionUpdate};
use crate::entry::visit::CalledOffBy;
use crate::entry::{Body, Draft};
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::Context;

/// Minutes a device clock may run ahead of the server's before a time counts as in the future.
pub const CLOCK_SKEW_MINUTES: i64 = 5;
/// Days after which a late entry must say why (BI46).
pub const LATE_REASON_DAYS: i64 = 14;

pub(crate) fn refusals(draft: &Draft, contact: &Contact, context: &Context<'_>, problems: &mut Problems) {
    time_refusals(draft, contact, context, problems);
    overlap_refusals(draft, contact, context, problems);
    visit_refusals(draft, contact, context, problems);
    for worker in &contact.workers {
        if !context.staff_role(*worker).is_some_and(crate::access::Role::is_worker) {
            problems.add(Problem::new("workers", "Choose workers of the team.").rule("4.8"));
        }
    }
}

fn time_refusals(draft: &Draft, contact: &Contact, context: &Context<'_>, problems: &mut Problems) {
    let at = draft.happened_at;
    let day = moment::local_day(at);
    let soon = context.now.checked_add(CLOCK_SKEW_MINUTES.minutes()).unwrap_or(context.now);
    if contact.ended_at(at) > soon {
        problems.add(
            Problem::new(
                "happened_at",
                "This is in the future: record a contact after it happened, or plan a visit.",
            )
            .rule("BI46"),
        );
    }
    let late = context.now.checked_sub((24 * LATE_REASON_DAYS).hours()).unwrap_or(context.now);
    let silent = contact.late_reason.as_deref().is_none_or(|why| !why.chars().any(char::is_alphanumeric));
    if at < late && silent && draft.from_version == 0 {
        problems.add(
            Problem::new("late_reason", "This was more than 14 days ago: say why it is written now.")
                .rule("BI46"),
        );
    }
    let Some(line) = context.line else { return };
    match line.episodes.iter().map(|e| e.referred_on).min() {
        Some(referred_on) if day < referred_on => problems.add(
            Problem::new(
                "happened_at",
                format!("This is before the referral of {}: check the date.", moment::day_words(referred_on)),
            )
            .rule("4.8"),
        ),
        None => problems.add(
            Problem::new("subject", "This person was never referred to a team: enter the referral first.")
                .rule("4.8"),
        ),
        Some(_) => {}
    }
    if let Some(died_on) = line.who.died_on
        && day > died_on
        && contact.with == With::Person
    {
        problems.add(
            Problem::new(
                "happened_at",
                format!(
                    "The person died on {}: a contact with them cannot be later.",
                    moment::day_words(died_on)
                ),
            )
            .rule("4.8"),
        );
    }
}

fn overlap_refusals(draft: &Draft, contact: &Contact, context: &Context<'_>, problems: &mut Problems) {
    // Times are told by the minute: who ended at 10:25 and 40 seconds begins the next one at 10:25.
    let from = moment::to_minute(draft.happened_at);
    let to = moment::to_minute(contact.ended_at(draft.happened_at));
    let clash = context.overlapping.iter().find(|s| {
        s.contact != draft.id
            && moment::to_minute(s.from) < to
            && from < moment::to_minute(s.to)
            && contact.workers.contains(&s.worker)
    });
    if let Some(slot) = clash {
        let from = moment::time_words(moment::local_time(slot.from));
        let until = moment::time_words(moment::local_time(slot.to));
        problems.add(
            Problem::new(
                "happened_at",
                format!("A worker was face to face in another contact from {from} to {until}: check the time and the minutes."),
            )
            .rule("4.8"),
        );
    }
}

fn visit_refusals(draft: &Draft, contact: &Contact, context: &Context<'_>, problems: &mut Problems) {
    if contact.visit.is_none() {
        return;
    }
    let Some(visit) = context.visit else {
        problems.add(Problem::new(
            "visit",
            "There is no such visit: leave the visit empty, or choose one of this person.",
        ));
        return;
    };
    if visit.person != draft.subject {
        problems.add(Problem::new(
            "visit",
            "There is no such visit: leave the visit empty, or choose one of this person.",
        ));
    }
    if visit.outcome.is_some_and(|contact| contact != draft.id) {
        problems.add(
            Problem::new("visit", "This visit has its outcome already: correct that contact instead.")
                .rule("4.7"),
        );
    }
    let by_team = visit.visit.called_off.as_ref().is_some_and(|off| off.by == CalledOffBy::Team);
    if by_team && contact.outcome != Outcome::TeamCancelled {
        problems.add(
            Problem::new("outcome", "The team called this visit off: choose \u{201c}Team cancelled\u{201d}. It never counts against the person.")
                .rule("4.7"),
        );
    }
}

/// An update is about an action that is open: it can neither come before its action nor close it twice.
pub(crate) fn action_refusals(update: &ActionUpdate, context: &Context<'_>, problems: &mut Problems) {
    let Some(line) = context.line else { return };
    let same = context.before.is_some_and(
        |before| matches!(&before.body, Body::ActionUpdate(earlier) if earlier.action == update.action),
    );
    if !same && line.actions.iter().all(|action| action.id != update.action) {
        problems.add(Problem::new("action", "There is no such open action: it may be done already."));
    }
    if update.owner.is_some_and(|owner| !context.staff_role(owner).is_some_and(Role::is_worker)) {
        problems.add(Problem::new("owner", "Choose a worker of the team."));
    }
    let unowned = line.actions.iter().any(|action| action.id == update.action && action.owner.is_none());
    if unowned && !same && update.state == ActionState::HandedBack {
        problems.add(Problem::new("state", "Nobody owns it: it is with the team already."));
    }
}
