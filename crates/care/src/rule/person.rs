//! Refusals of personal details and episodes that only the record can show: somebody entered twice,
//! dates ahead of today, people under 18 (S03, BI14, BI25, BI31, BI39).

use jiff::civil::Date;

use crate::entry::Draft;
use crate::entry::episode::{EndReason, Episode};
use crate::entry::person::Person;
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::Context;

pub(crate) fn refusals(draft: &Draft, details: &Person, context: &Context<'_>, problems: &mut Problems) {
    let today = context.today();
    match details.born.earliest_day() {
        Some(born) if born > today => {
            problems.add(Problem::new("born", "The birth date must be in the past.").rule("BI31"));
        }
        Some(_) if moment::age_on(&details.born, today).is_some_and(|age| age < 18) => {
            problems.add(
                Problem::new("born", "The team serves people of 18 and over: check the birth date.")
                    .rule("S03"),
            );
        }
        Some(_) if is_doubtful(details, today) && details.doubts_accepted.is_none() => {
            problems.add(
                Problem::new("born", "The birth date makes the person more than 120 years old: check it, or say why it is right.")
                    .rule("BI33"),
            );
        }
        Some(_) | None => {}
    }
    if let Some(died) = details.died_on {
        not_ahead("died_on", died, context, problems);
    }
    if context.twins.same_number.iter().any(|other| *other != draft.subject) {
        problems.add(
            Problem::new(
                "nhs_number",
                "This NHS number belongs to another record: search for it before entering the person again.",
            )
            .rule("BI25"),
        );
    }
    let unknown: Vec<_> = context
        .twins
        .same_name_and_birth
        .iter()
        .filter(|other| **other != draft.subject && !details.not_the_same_as.contains(other))
        .collect();
    if !unknown.is_empty() {
        problems.add(
            Problem::new("not_the_same_as", "Somebody with this name and birth date is known already: open that record, or confirm that this is another person.")
                .rule("BI14"),
        );
    }
}

/// Older than anybody is, which may still be right (BI33).
fn is_doubtful(details: &Person, today: Date) -> bool {
    moment::check_birth(details.born, today).is_ok_and(|doubts| !doubts.is_empty())
}

pub(crate) fn episode_refusals(
    draft: &Draft,
    episode: &Episode,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    not_ahead("referred_on", episode.referred_on, context, problems);
    for (field, day) in [("accepted_on", episode.accepted_on), ("ended_on", episode.ended_on)] {
        if let Some(day) = day {
            not_ahead(field, day, context, problems);
        }
    }
    if draft.team.is_none() {
        problems.add(Problem::new("team", "Choose the team."));
    }
    let Some(line) = context.line else { return };
    if episode.ended_because == Some(EndReason::NotTakenOn) {
        let met = line.referrals.iter().filter(|one| one.episode == draft.id).any(|one| {
            crate::referral::decision_on(line, one.id).is_some_and(|decided| decided.met_on.is_some())
        });
        problems.require_rule(
            met,
            "R09",
            "ended_because",
            "Keep it open until the next service says that it has met the person.",
        );
    }
    let other = line.episodes.iter().any(|e| e.id != draft.id && e.ended_on.is_none());
    if other && episode.ended_on.is_none() {
        problems.add(
            Problem::new("team", "The person is with a team already: end that time first, or transfer them.")
                .rule("C03"),
        );
    }
}

/// A date that may not be later than today.
pub(crate) fn not_ahead(field: &str, day: Date, context: &Context<'_>, problems: &mut Problems) {
    problems.require(
        day <= context.today(),
        field,
        "This date is in the future: choose today or an earlier day.",
    );
}
