//! Refusals of tier decisions, ladder steps and safety rules: nothing runs on without an end
//! (domain 4.1, 4.4, 4.5).

use jiff::ToSpan;

use crate::entry::Draft;
use crate::entry::around::SafetyRule;
use crate::entry::tier::{LadderStep, Tier};
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::Context;

pub(crate) fn refusals(draft: &Draft, decision: &Tier, context: &Context<'_>, problems: &mut Problems) {
    let decided_on = moment::local_day(draft.happened_at);
    let days = decision.tier.plan().expires_days;
    let latest = decided_on.checked_add(i64::from(days).days()).unwrap_or(decided_on);
    if decision.expires_on < decided_on || decision.expires_on > latest {
        problems.add(
            Problem::new(
                "expires_on",
                format!(
                    "{} lasts at most {days} days and is then decided again: choose a day up to {}.",
                    decision.tier.label(),
                    moment::day_words(latest)
                ),
            )
            .rule("4.1"),
        );
    }
    not_in_future(draft, context, problems);
}

pub(crate) fn step_refusals(
    draft: &Draft,
    step: &LadderStep,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    not_in_future(draft, context, problems);
    let Some(line) = context.line else { return };
    match &line.missed {
        None => problems.add(
            Problem::new("step", "There is no missed contact to follow up: the person was in contact since.")
                .rule("4.5"),
        ),
        Some(missed) if draft.happened_at < missed.first_at => problems.add(
            Problem::new("happened_at", "This is before the first missed contact: check the time.")
                .rule("4.5"),
        ),
        Some(_) if step.step == 6 && !line.steps_now().any(|s| s.step == 3) => problems.add(
            Problem::new("step", "Record the team's decision (step 3) before the senior review (step 6).")
                .rule("4.5"),
        ),
        Some(_) => {}
    }
}

pub(crate) fn safety_refusals(draft: &Draft, rule: &SafetyRule, problems: &mut Problems) {
    let from = moment::local_day(draft.happened_at);
    let latest = from.checked_add(6.months()).unwrap_or(from);
    if rule.expires_on < from || rule.expires_on > latest {
        problems.add(
            Problem::new(
                "expires_on",
                format!(
                    "A safety rule is decided again within 6 months: choose a day up to {}.",
                    moment::day_words(latest)
                ),
            )
            .rule("4.4"),
        );
    }
}

fn not_in_future(draft: &Draft, context: &Context<'_>, problems: &mut Problems) {
    let soon = context.now.checked_add(super::contact::CLOCK_SKEW_MINUTES.minutes()).unwrap_or(context.now);
    problems.require(draft.happened_at <= soon, "happened_at", "This is in the future: check the time.");
}
