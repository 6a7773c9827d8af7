//! Refusals of referrals, decisions and criteria that only the record can show (R01, R06, R08-R12, S03,
//! S04). What a single document shows is refused by the document itself.

use jiff::civil::Date;
use uuid::Uuid;

use crate::criteria::{self, Set, Standing};
use crate::entry::attachment::Attachment;
use crate::entry::criteria::CriteriaSet;
use crate::entry::decision::{Decision, ReferralDecision, WaitingCheck};
use crate::entry::referral::Referral;
use crate::entry::{Body, Draft};
use crate::problem::{Problem, Problems};
use crate::rule::person::not_ahead;
use crate::rule::{Context, n01};
use crate::{moment, referral, settings};

pub(crate) fn refusals(draft: &Draft, one: &Referral, context: &Context<'_>, problems: &mut Problems) {
    not_ahead("received_on", one.received_on, context, problems);
    let also = context.team.map(|team| team.also_accepts.as_slice()).unwrap_or_default();
    if one.source.needs_a_switch() && !also.contains(&one.source) {
        problems.add(
            Problem::new(
                "source",
                format!(
                    "The team does not take referrals from a {}: ask the community mental health team to refer.",
                    one.source.label().to_lowercase().replace("gp", "GP")
                ),
            )
            .rule("R01"),
        );
    }
    owner(one.owner, context, problems);
    if draft.from_version == 0 {
        next_check(one.next_check_on, one.received_on, problems);
    }
    let Some(line) = context.line else { return };
    problems.require(
        line.episodes.iter().any(|episode| episode.id == one.episode),
        "episode",
        "A referral begins a time with the team: send that first, or with it.",
    );
    if let (Some(born), Some(team)) = (&line.who.born, context.team)
        && moment::age_on(born, one.received_on).is_some_and(|age| age < i16::from(team.age_from))
    {
        problems.add(
            Problem::new(
                "received_on",
                format!(
                    "The team serves people of {} and over: ask the young people's service.",
                    team.age_from
                ),
            )
            .rule("S03"),
        );
    }
    let back = referral::returns(line, one.received_on).is_some();
    if back != one.returns {
        let sentence = if back {
            "The person was with the team within the last 24 months: take the short way, without the full form."
        } else {
            "Only somebody who was with the team within the last 24 months comes back without the full form."
        };
        problems.add(Problem::new("returns", sentence).rule("R11"));
    }
}

fn owner(owner: Uuid, context: &Context<'_>, problems: &mut Problems) {
    if context.staff_role(owner).is_none() {
        problems.add(
            Problem::new(
                "owner",
                "Choose who of the team answers for the person: nobody waits without an owner.",
            )
            .rule("R12"),
        );
    }
}

/// People who wait are looked after every week.
fn next_check(on: Date, from: Date, problems: &mut Problems) {
    let last = moment::add_days(from, settings::WAITING_CHECK_DAYS);
    if on < from || on > last {
        problems.add(
            Problem::new(
                "next_check_on",
                format!(
                    "Choose a day up to {}: people who wait are looked after every week.",
                    moment::day_words(last)
                ),
            )
            .rule("R12"),
        );
    }
}

pub(crate) fn check_refusals(check: &WaitingCheck, context: &Context<'_>, problems: &mut Problems) {
    owner(check.owner, context, problems);
    next_check(check.next_check_on, context.today(), problems);
    if let Some(on) = check.last_seen_on {
        not_ahead("last_seen_on", on, context, problems);
    }
    if named(check.referral, context).is_none() {
        problems.add(Problem::new("referral", "There is no such referral of this person."));
    }
}

/// A document belongs to a referral of the same person, and what it holds never changes: another file is
/// another document.
pub(crate) fn document_refusals(document: &Attachment, context: &Context<'_>, problems: &mut Problems) {
    if named(document.referral, context).is_none() {
        problems.add(Problem::new("referral", "There is no such referral of this person."));
    }
    let before = context.before.map(|entry| &entry.body);
    let Some(Body::Attachment(before)) = before else {
        room(document, context, problems);
        return;
    };
    problems.require_rule(
        before.same_document(document),
        "SV29",
        "file",
        "What a document holds never changes: withdraw this one and attach the right one.",
    );
}

/// A referral has room for so many documents, and for so many bytes of all that were ever attached.
fn room(document: &Attachment, context: &Context<'_>, problems: &mut Problems) {
    let (most, bytes) = (settings::DOCUMENTS_MOST, settings::DOCUMENTS_BYTES_MOST);
    let in_use = context.attached.iter().filter(|one| one.withdrawn.is_none()).count();
    problems.require_rule(
        in_use < most,
        "SV29",
        "file",
        format!("This referral has {most} documents already: withdraw one, or put several into one PDF."),
    );
    let all: u64 = context.attached.iter().map(|one| one.bytes).sum();
    problems.require_rule(
        all + document.bytes <= bytes,
        "SV29",
        "file",
        format!(
            "The documents of this referral take {} already, of at most {}: save this one as a smaller PDF.",
            crate::document::size(all),
            crate::document::size(bytes)
        ),
    );
}

/// The referral that a draft names, when it is this person's.
fn named<'a>(id: Uuid, context: &Context<'a>) -> Option<&'a Referral> {
    let entry = context.referral.filter(|entry| entry.id == id)?;
    let of_person = context.line.is_some_and(|line| line.person == entry.subject);
    let Body::Referral(referral) = &entry.body else { return None };
    of_person.then_some(referral)
}

pub(crate) fn decision_refusals(
    draft: &Draft,
    one: &ReferralDecision,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    not_ahead("decided_on", one.decided_on, context, problems);
    let Some(referral) = named(one.referral, context) else {
        problems.add(Problem::new("referral", "There is no such referral of this person."));
        return;
    };
    problems.require(
        referral.received_on <= one.decided_on,
        "decided_on",
        "A referral cannot be decided before it was received.",
    );
    if let Some(line) = context.line
        && line.decisions.iter().any(|other| other.referral == one.referral && other.id != draft.id)
    {
        problems.add(
            Problem::new("referral", "This referral is decided already: open the decision to change it.")
                .rule("R10"),
        );
    }
    if let Some(who) = one.first_contact_by {
        owner(who, context, problems);
    }
    if let Some(onward) = &one.onward {
        if context.staff_role(onward.owner).is_none() {
            problems.add(
                Problem::new(
                    "onward.owner",
                    "Choose who follows it up until the next service has met the person.",
                )
                .rule("R09"),
            );
        }
        if let Some(on) = onward.met_on {
            not_ahead("onward.met_on", on, context, problems);
        }
    }
    judged_by(one, referral, context, problems);
    if one.decision == Decision::Refused {
        refused_for(one, problems);
    }
    changed(draft, one, context, problems);
}

/// The set in force when the referral was received, and every criterion of it with a reason (R06, R08).
fn judged_by(one: &ReferralDecision, referral: &Referral, context: &Context<'_>, problems: &mut Problems) {
    let in_force = criteria::in_force(context.criteria, referral.received_on);
    let (entry, set): (Option<Uuid>, &Set) = match in_force {
        Some((id, set)) => (Some(id), set),
        None => match criteria::shipped("national") {
            Some(set) => (None, set),
            None => return,
        },
    };
    if one.criteria != set.key || one.criteria_entry != entry {
        problems.add(
            Problem::new(
                "criteria",
                format!(
                    "Judge this referral by \u{201c}{}\u{201d}: these criteria were in force on {}.",
                    set.name,
                    moment::day_words(referral.received_on)
                ),
            )
            .rule("R06"),
        );
        return;
    }
    for criterion in &set.criteria {
        let given = one.reasons.iter().any(|reason| reason.criterion == criterion.code);
        if !given {
            problems.add(
                Problem::new(
                    "reasons",
                    format!("Say how the team sees \u{201c}{}\u{201d}, and why.", criterion.name),
                )
                .rule("R08"),
            );
        }
    }
    for (i, reason) in one.reasons.iter().enumerate() {
        let known = set.criteria.iter().any(|criterion| criterion.code == reason.criterion);
        problems.require(
            known,
            format!("reasons.{i}.criterion"),
            "This is no criterion of the set: leave it out.",
        );
    }
}

/// Words that name a diagnosis or a habit, which is no criterion (S04).
const DIAGNOSES: &[&str] = &[
    "personality disorder",
    "eupd",
    "bpd",
    "emotionally unstable",
    "substance use",
    "substance misuse",
    "drug use",
    "drug misuse",
    "alcohol use",
    "alcohol misuse",
    "alcohol dependence",
    "addiction",
    "drugs",
    "alcohol",
    "no formal diagnosis",
    "no diagnosis of psychosis",
    "not psychotic",
    "no psychosis",
    "diagnosis",
];

/// Whether a reason says nothing but a diagnosis or a habit: without it, fewer than five words are left.
#[must_use]
pub fn only_a_diagnosis(reason: &str) -> bool {
    let mut text = reason.to_lowercase();
    let before = text.len();
    for words in DIAGNOSES {
        text = text.replace(words, " ");
    }
    let carried = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).count();
    text.len() < before && carried < 5
}

/// Nobody is refused for missed contact (N1), nor for a diagnosis (S04).
fn refused_for(one: &ReferralDecision, problems: &mut Problems) {
    for (i, reason) in one.reasons.iter().enumerate() {
        if reason.standing != Standing::NotMet {
            continue;
        }
        let field = format!("reasons.{i}.why");
        if n01::only_missed_contact(&reason.why) {
            problems.add(
                Problem::new(&field, "Not attending is never a reason to be refused: it may be why the person needs this team.")
                    .rule("N1"),
            );
        }
        if only_a_diagnosis(&reason.why) {
            problems.add(
                Problem::new(&field, "Nobody is refused because of a diagnosis, drugs or alcohol: say what of the criterion is not met.")
                    .rule("S04"),
            );
        }
    }
}

/// A decision is changed with a reason, and what was promised onward is not taken away.
fn changed(draft: &Draft, one: &ReferralDecision, context: &Context<'_>, problems: &mut Problems) {
    let Some(Body::ReferralDecision(before)) = context.before.map(|entry| &entry.body) else { return };
    let silent = draft.reason.as_deref().is_none_or(|why| !why.chars().any(char::is_alphanumeric));
    problems.require_rule(
        before.decision == Decision::Refused || one.decision == Decision::Accepted,
        "R10",
        "decision",
        "Somebody who was taken on is not refused afterwards: their time with the team ends when another service has accepted them and met them (N2).",
    );
    let other = before.decision != one.decision
        || before.reasons != one.reasons
        || before.instead != one.instead
        || before.despite != one.despite
        || before.decided_by != one.decided_by
        || before.first_contact_by != one.first_contact_by;
    if other && silent {
        problems.add(
            Problem::new("reason", "Say why the decision is changed; the first one stays in the history.")
                .rule("N12"),
        );
    }
    problems.require(before.referral == one.referral, "referral", "A decision stays with its referral.");
}

pub(crate) fn criteria_refusals(one: &CriteriaSet, context: &Context<'_>, problems: &mut Problems) {
    if !context.actor.system && one.effective_from < context.today() {
        problems.add(
            Problem::new(
                "effective_from",
                "Choose today or a later day: a referral is judged by the criteria of the day it was received.",
            )
            .rule("R06"),
        );
    }
    if context.before.is_some() {
        problems.add(
            Problem::new(
                "from_version",
                "Approved criteria stay as they were published: approve a new set instead.",
            )
            .rule("R06"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s04_a_diagnosis_alone_is_no_reason() {
        for (reason, alone) in [
            ("Personality disorder", true),
            ("Uses alcohol and drugs.", true),
            ("No diagnosis of psychosis, only EUPD", true),
            ("One stay of four days in two years and no crisis team", false),
            ("Alcohol use; was seen weekly by the community team all year without a break", false),
        ] {
            assert_eq!(only_a_diagnosis(reason), alone, "{reason}");
        }
    }
}
