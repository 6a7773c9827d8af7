//! N3: the person, family or a friend cannot refer formally; what they say is kept as a concern, has an
//! owner and goes to the community team or the GP. Hard, and nothing is lost: a draft that is refused
//! for this reason is turned into a concern by `as_concern`, which the store keeps.

use uuid::Uuid;

use crate::entry::concern::ConcernRaised;
use crate::entry::person::Person;
use crate::entry::referral::{Referral, Stated};
use crate::entry::{Body, Draft};
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::rule::person::not_ahead;

/// The refusal of a referral by somebody who is no service.
#[must_use]
pub fn refusal() -> Problem {
    Problem::new(
        "source",
        "The person, family or a friend cannot refer: this is kept as a concern raised, to be passed on to the community team or the GP.",
    )
    .rule("N3")
}

/// The id of the concern that a refused referral becomes: the same each time it is sent.
#[must_use]
pub fn concern_id(referral: Uuid) -> Uuid {
    Uuid::new_v5(&Uuid::from_u128(0x2f5e_0c11_9a43_4c0e_8d0b_6b1f_7f1e_3c03), referral.as_bytes())
}

/// The concern that a referral by somebody who is no service becomes. `about` is the person, as far as
/// the record or the same message knows them; `in_record` when they are there.
#[must_use]
pub fn as_concern(draft: &Draft, team: Uuid, about: Option<&Person>, in_record: bool) -> Option<Draft> {
    let Body::Referral(referral) = &draft.body else { return None };
    if !referral.source.is_lay() {
        return None;
    }
    let about = about.map_or_else(
        || "Somebody the message does not name".to_owned(),
        |person| format!("{}, born {}", person.shown_name(), person.born.words()),
    );
    let concern = ConcernRaised {
        by: referral.source,
        name: referral.professional.clone(),
        contact: referral.contact.clone(),
        about,
        person: in_record.then_some(draft.subject),
        what: words(referral),
        urgent: false,
        owner: referral.owner,
        routed: None,
        received_on: None,
        received_by: None,
    };
    Some(Draft {
        id: concern_id(draft.id),
        subject: team,
        team: Some(team),
        happened_at: draft.happened_at,
        from_version: 0,
        reason: None,
        body: Body::ConcernRaised(concern),
    })
}

/// Everything the referral says in words; nothing of it is dropped.
fn words(referral: &Referral) -> String {
    let needs = &referral.needs;
    let stated = [
        &referral.disorder,
        &referral.engagement,
        &referral.heavy_crisis_use,
        &referral.organic,
        &needs.violence,
        &needs.self_harm,
        &needs.poor_response,
        &needs.dual_diagnosis,
        &needs.detained,
        &needs.housing,
    ];
    let mut said: Vec<String> = [&referral.why_now, &referral.persons_view, &referral.support_now]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    said.extend(stated.into_iter().flatten().flat_map(Stated::sentences));
    said.extend(referral.organisation.clone());
    said.retain(|text| text.chars().any(char::is_alphanumeric));
    if said.is_empty() {
        "Asked the team for help; nothing more was written down.".to_owned()
    } else {
        said.join("\n")
    }
}

pub(crate) fn concern_refusals(
    draft: &Draft,
    concern: &ConcernRaised,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    problems.require(
        context.staff_role(concern.owner).is_some(),
        "owner",
        "Choose who of the team sees to it: a concern is never without an owner.",
    );
    if draft.happened_at > context.now {
        problems.add(Problem::new("happened_at", "This is in the future: choose when it was raised."));
    }
    if let Some(routed) = &concern.routed {
        not_ahead("routed.on", routed.on, context, problems);
    }
    if let Some(on) = concern.received_on {
        not_ahead("received_on", on, context, problems);
    }
    if let Some(Body::ConcernRaised(before)) = context.before.map(|entry| &entry.body) {
        problems.require_rule(
            before.what == concern.what && before.by == concern.by,
            "N12",
            "what",
            "What was raised stays as it was written; add what became of it.",
        );
    }
}
