//! Refusals of the daily handover (T01): a red-tier person is never skipped, no action is left without
//! an owner, nothing is said into a handover that has ended, and what is stored about it is true.

use crate::entry::handover::{Handover, HandoverLine};
use crate::entry::tier::TierName;
use crate::entry::{Body, Draft};
use crate::handover::{coverage, unassigned};
use crate::line::Line;
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::rule::contact::CLOCK_SKEW_MINUTES;

pub(crate) fn refusals(draft: &Draft, session: &Handover, context: &Context<'_>, problems: &mut Problems) {
    let id = Handover::entry_id(draft.subject, session.day, session.round);
    if draft.id != id {
        problems.add(Problem::new(
            "id",
            format!("This handover has the id {id}: it follows from team, day and round."),
        ));
    }
    problems.require(
        session.day == moment::local_day(draft.happened_at),
        "day",
        "The handover is on the day it begins.",
    );
    if draft.from_version == 0 {
        problems.require(
            session.day <= context.today(),
            "day",
            "This day has not begun: a handover starts on its day.",
        );
    }
    were_there(&session.attendees, context, problems);
    if let Some(Body::Handover(before)) = context.before.map(|entry| &entry.body)
        && before.ended_at.is_some()
    {
        problems.add(
            Problem::new("", "This handover has ended: start another one for what came up since.")
                .rule("T01"),
        );
    }
    if session.ended_at.is_some() {
        end_refusals(draft, session, context, problems);
    }
}

/// Who is at a handover or a meeting is a worker.
pub(super) fn were_there(attendees: &[uuid::Uuid], context: &Context<'_>, problems: &mut Problems) {
    for worker in attendees {
        if !context.staff_role(*worker).is_some_and(crate::access::Role::is_worker) {
            problems.add(Problem::new("attendees", "Choose workers of the team."));
        }
    }
}

fn end_refusals(draft: &Draft, session: &Handover, context: &Context<'_>, problems: &mut Problems) {
    if let Some(ended) = session.ended_at {
        let ahead = context.now.duration_until(ended).as_mins() > CLOCK_SKEW_MINUTES;
        problems.require(
            ended >= draft.happened_at && !ahead,
            "ended_at",
            "The end is after the beginning and not in the future: check the clock of the device.",
        );
    }
    let missing: Vec<&str> =
        red_without_words(context.caseload, draft.id).map(|l| l.who.name.as_str()).collect();
    if !missing.is_empty() {
        problems.add(
            Problem::new(
                "coverage",
                format!(
                    "Red tier and nothing said: {}. Say a line for each before the handover ends.",
                    missing.join(", ")
                ),
            )
            .rule("T01"),
        );
    }
    let open: Vec<String> = unassigned(context.caseload)
        .map(|(line, action)| format!("{} ({})", action.what, line.who.name))
        .collect();
    if !open.is_empty() {
        problems.add(
            Problem::new(
                "actions",
                format!(
                    "Nobody owns: {}. Give each action an owner before the handover ends.",
                    open.join("; ")
                ),
            )
            .rule("T01"),
        );
    }
    if session.coverage.as_ref().is_some_and(|said| *said != coverage(context.caseload, draft.id)) {
        problems.add(
            Problem::new("coverage", "Lines came in while the handover was ended: end it again.").rule("T01"),
        );
    }
}

/// People in the red tier of whom this handover says nothing.
fn red_without_words(caseload: &[Line], handover: uuid::Uuid) -> impl Iterator<Item = &Line> {
    caseload.iter().filter(move |line| {
        line.tier.as_ref().is_some_and(|tier| tier.tier == TierName::Red)
            && !line.said.as_ref().is_some_and(|said| said.handover == handover && said.change.is_some())
    })
}

pub(crate) fn line_refusals(
    draft: &Draft,
    said: &HandoverLine,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let Some(line) = context.line else { return };
    let session = context.session.filter(|entry| Some(entry.subject) == line.team());
    match session.map(|entry| &entry.body) {
        Some(Body::Handover(session)) if session.ended_at.is_some() && draft.from_version == 0 => problems
            .add(
                Problem::new(
                    "handover",
                    "This handover has ended: start another one for what came up since.",
                )
                .rule("T01"),
            ),
        Some(Body::Handover(_)) => {}
        _ => problems
            .add(Problem::new("handover", "There is no such handover of the person's team.").rule("T01")),
    }
    let red = line.tier.as_ref().is_some_and(|tier| tier.tier == TierName::Red);
    if red && !said.says_something() {
        problems.add(
            Problem::new("change", "Red tier: say in one line how it goes and what the team does today.")
                .rule("T01"),
        );
    }
    if let Some(owner) = said.action.as_ref().and_then(|action| action.owner)
        && !context.staff_role(owner).is_some_and(crate::access::Role::is_worker)
    {
        problems.add(Problem::new("action.owner", "Choose a worker of the team."));
    }
}
