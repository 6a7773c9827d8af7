//! What may be told outside the team (T08, N4): only what the person permits that somebody to know. The
//! GP is the standing exception; any other needs a legal ground and somebody else who approved it.

use crate::access::Role;
use crate::codes::network::Relation;
use crate::entry::around::{Member, Network};
use crate::entry::contact::Contact;
use crate::entry::sharing::{Category, Partner};
use crate::entry::{Body, Draft};
use crate::moment;
use crate::problem::{Problem, Problems};
use crate::rule::Context;
use crate::text;

pub(crate) fn refusals(draft: &Draft, contact: &Contact, context: &Context<'_>, problems: &mut Problems) {
    let Some(partner) = contact.partner.as_ref().filter(|_| !as_before(contact, context)) else { return };
    let day = moment::local_day(draft.happened_at);
    let asked = |member: &&Member| member.asked_on.is_some_and(|on| on <= day);
    let told = not_permitted(partner, context.network.map_or(&[], |n| n.members.as_slice()), &asked);
    if told.is_empty() {
        return;
    }
    let Some(ground) = &partner.ground else {
        problems.add(
            Problem::new(
                "partner.told",
                format!(
                    "The person does not permit {} to know: {}. Ask the person and write it under People and services around, or name a legal ground and who approved it.",
                    partner.name.trim(),
                    Category::words(&told)
                ),
            )
            .rule("T08"),
        );
        return;
    };
    if !text::has_words(&ground.why) {
        problems.add(
            Problem::new("partner.ground.why", "Say on which legal ground this was told without permission.")
                .rule("T08"),
        );
    }
    let approver = ground.approved_by;
    if approver == context.actor.staff || !context.staff_role(approver).is_some_and(Role::is_worker) {
        problems.add(
            Problem::new("partner.ground.approved_by", "Choose the colleague who approved it: not yourself.")
                .rule("T08"),
        );
    }
}

/// What was told and is not permitted, of those in the network who are meant.
fn not_permitted(partner: &Partner, members: &[Member], asked: &dyn Fn(&&Member) -> bool) -> Vec<Category> {
    if partner.relation == Relation::Gp {
        return Vec::new();
    }
    let meant: Vec<&Member> =
        members.iter().filter(|m| m.is(partner.relation, &partner.name)).filter(asked).collect();
    let permits = |one: &Category| meant.iter().any(|member| member.may_know.contains(one));
    partner.told.iter().copied().filter(|one| !permits(one)).collect()
}

/// A correction of other words of the same contact: what was told then is not asked again now.
fn as_before(contact: &Contact, context: &Context<'_>) -> bool {
    matches!(
        context.before.map(|entry| &entry.body),
        Some(Body::Contact(before)) if before.partner == contact.partner
    )
}

/// Nobody was asked on a day that has not come.
pub(crate) fn network_refusals(network: &Network, context: &Context<'_>, problems: &mut Problems) {
    for (i, member) in network.members.iter().enumerate() {
        if let Some(on) = member.asked_on {
            super::person::not_ahead(&format!("members.{i}.asked_on"), on, context, problems);
        }
    }
}
