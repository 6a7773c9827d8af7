//! Refusals about culture on a visit (P03): a time the person keeps free is used with a reason or not at
//! all, and an interpreter is booked for the time of the visit. What stands already is pointed out on the
//! pages and refused by nobody: who is at the door must be able to go on.

use jiff::Timestamp;

use crate::entry::Draft;
use crate::entry::visit::{Visit, VisitSeries};
use crate::kept;
use crate::line::Line;
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::text;

pub(crate) fn refusals(draft: &Draft, visit: &Visit, context: &Context<'_>, problems: &mut Problems) {
    interpreter_refusals(draft, visit, context, problems);
    if visit.called_off.is_some() || visit.started_at.is_some() {
        return;
    }
    let stands = context
        .visit
        .is_some_and(|now| now.starts_at == draft.happened_at && visit.minutes <= now.visit.minutes);
    if let (Some(line), false) = (context.line, stands) {
        time_refusals(draft.happened_at, visit.minutes, visit.time_override.as_ref(), line, problems);
    }
}

/// A series always falls into what is kept free every week; festivals are pointed out day by day.
pub(crate) fn series_refusals(series: &VisitSeries, context: &Context<'_>, problems: &mut Problems) {
    let preferences = context.line.and_then(|line| line.preferences.as_ref());
    if let Some(kept) = kept::against_series(preferences, series) {
        problems.add(problem(&kept.words));
    }
}

/// What one visit of so many minutes may not fall into without a reason.
pub(crate) fn time_refusals(
    starts: Timestamp,
    minutes: u16,
    why: Option<&String>,
    line: &Line,
    problems: &mut Problems,
) {
    let Some(preferences) = &line.preferences else { return };
    let found = kept::against(preferences, starts, minutes).filter(|_| !is_said(why));
    if let Some(kept) = found {
        problems.add(problem(&kept.words));
    }
}

fn problem(words: &str) -> Problem {
    let sentence =
        format!("The person keeps this time free: {words}. Choose another time, or say why it must be then.");
    Problem::new("time_override", sentence).rule("P03")
}

fn is_said(why: Option<&String>) -> bool {
    why.is_some_and(|why| text::has_words(why))
}

/// A booking that is new or changed is for the visit as it stands.
fn interpreter_refusals(draft: &Draft, visit: &Visit, context: &Context<'_>, problems: &mut Problems) {
    let before = context.visit.and_then(|now| now.visit.interpreter.as_ref());
    let Some(one) = visit.interpreter.as_ref() else {
        let sentence = "A booking stays on the record: say why the interpreter does not come instead.";
        problems.require_rule(before.is_none(), "P03", "interpreter.cancelled", sentence);
        return;
    };
    if before == Some(one) || !one.holds() {
        return;
    }
    problems.require_rule(
        one.booked_for == draft.happened_at,
        "P03",
        "interpreter.booked_for",
        "An interpreter is booked for the time of the visit: look at when it starts and book for then.",
    );
    let over = visit.called_off.is_some() || context.visit.is_some_and(|now| now.outcome.is_some());
    problems.require_rule(
        !over,
        "P03",
        "interpreter",
        "This visit is called off or over: no interpreter is booked for it any more.",
    );
}
