//! One referral: where it stands, what the criteria of its day show with their evidence, what was
//! decided, who looks after the person while they wait.

use care::access::Activity;
use care::criteria::Set;
use care::entry::decision::{Decision, ReferralDecision, WaitingCheck};
use care::entry::referral::Referral;
use care::entry::{Body, Entry, Kind};
use care::{moment, referral};
use serde_json::json;
use store::directory::Directory;
use store::people::Page;
use uuid::Uuid;

use super::evidence::{self, tag};
use super::{Found, document, inbox};
use crate::app::App;
use crate::error::PageError;
use crate::person::banner;
use crate::record::told;
use crate::request::{Reply, Request};

/// Entries about a person that the page looks through.
const MOST: u32 = 500;

/// The decision on a referral, with its entry, when there is one.
pub(crate) fn decision(app: &App, found: &Found) -> Result<Option<(Entry, ReferralDecision)>, PageError> {
    let Some(now) = referral::decision_on(&found.line, found.entry.id) else { return Ok(None) };
    let entry = app.store.read(|tx| store::people::entry(tx, now.id))?.ok_or(PageError::NotFound)?;
    let Body::ReferralDecision(decision) = &entry.body else { return Err(PageError::NotFound) };
    let decision = decision.clone();
    Ok(Some((entry, decision)))
}

/// `GET /referrals/{entry}`
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let found = Found::of(app, request, "referral")?;
    draw(app, request, &found, &[])
}

/// The page of a referral, with problems of a form that is on it.
pub(super) fn draw(
    app: &App,
    request: &Request,
    found: &Found,
    problems: &[care::problem::Problem],
) -> Result<Reply, PageError> {
    let (today, actor) = (app.today(), request.actor()?);
    let directory = app.store.directory();
    let one = found.referral()?;
    let now = found.line.referrals.iter().find(|now| now.id == found.entry.id).ok_or(PageError::NotFound)?;
    let standing = referral::standing(&found.line, now);
    let evidence = evidence::of(app, actor, found)?;
    let set = &evidence.set;
    let kinds = vec![Kind::WaitingCheck];
    let wanted = Page { kinds, before: None, most: MOST };
    let checks = app.store.read(|tx| store::people::chronology(tx, found.line.person, &wanted))?;
    let decided = decision(app, found)?;
    let context = json!({
        "banner": banner(&found.line, today).for_actor(actor),
        "id": found.entry.id,
        "person": found.line.person,
        "name": found.line.who.name,
        "stage": standing.stage.label(),
        "tag": inbox::tag(standing.stage),
        "closed": standing.stage == referral::Stage::Closed,
        "received": moment::day_words(one.received_on),
        "from": one.organisation.clone().unwrap_or_else(|| one.source.label().to_owned()),
        "owner": directory.staff_name(standing.owner),
        "due": standing.due.map(|due| json!({
            "what": due.what.label(), "on": moment::day_words(due.on), "late": due.on < today,
        })),
        "check": standing.check_on.map(|on| json!({ "on": moment::day_words(on), "late": on < today })),
        "meeting": one.for_meeting_on.map(moment::day_words),
        "returns": one.returns,
        "age": age_warning(app, found, one),
        "missing": missing(one),
        "set": { "name": set.name, "key": set.key, "source": set.source, "href": super::criteria::address(found.entry.team, evidence.set_entry, set) },
        "criteria": evidence::shown(&evidence),
        "record_read": evidence.record_read,
        "said": told::body(&found.entry.body, &directory),
        "decision": decided.as_ref().map(|(entry, decision)| decided_view(found, (entry, decision), set, &directory)),
        "documents": document::view(app, request, found, problems)?,
        "checks": checks.iter().filter_map(|entry| check(entry, found.entry.id, &directory)).collect::<Vec<_>>(),
        "may_decide": actor.may(Activity::DecideReferral),
        "may_allocate": actor.may(Activity::Allocate),
        "unallocated": found.line.unallocated_since().is_some(),
        "today": crate::contact::typed::day_pairs("met_on", today).map(|(_, value)| value),
    });
    crate::contact::send::page(app, request, "referral/one.html", &context, problems)
}

fn missing(one: &Referral) -> Vec<&'static str> {
    let missing = referral::missing(one);
    referral::PARTS.iter().filter(|(part, _)| missing.contains(part)).map(|(_, label)| *label).collect()
}

/// The upper age is a warning and no more (S03).
fn age_warning(app: &App, found: &Found, one: &Referral) -> Option<String> {
    let limit = app.store.directory().teams.get(&found.entry.team?)?.age_warning?;
    let age = moment::age_on(&found.line.who.born?, one.received_on)?;
    (age >= i16::from(limit)).then(|| {
        format!(
            "The person is {age}. The team looks twice from {limit} on; nobody is refused because of age."
        )
    })
}

fn check(entry: &Entry, referral: Uuid, directory: &Directory) -> Option<serde_json::Value> {
    let Body::WaitingCheck(check) = &entry.body else { return None };
    let WaitingCheck { how, last_seen_on, last_seen_by, owner, next_check_on, .. } = check;
    (check.referral == referral).then(|| {
        json!({
            "at": moment::utc_text(entry.happened_at),
            "by": directory.staff_name(entry.author),
            "how": how,
            "seen": last_seen_on.map(moment::day_words),
            "seen_by": last_seen_by,
            "owner": directory.staff_name(*owner),
            "next": moment::day_words(*next_check_on),
        })
    })
}

fn decided_view(
    found: &Found,
    (entry, decision): (&Entry, &ReferralDecision),
    set: &Set,
    directory: &Directory,
) -> serde_json::Value {
    let name = |code: &str| {
        set.criteria
            .iter()
            .find(|one| one.code == code)
            .map_or_else(|| code.to_owned(), |one| one.name.clone())
    };
    let reasons: Vec<_> = decision
        .reasons
        .iter()
        .map(|reason| {
            json!({
                "name": name(&reason.criterion),
                "standing": reason.standing.label(),
                "tag": tag(reason.standing),
                "why": reason.why,
            })
        })
        .collect();
    json!({
        "entry": entry.id,
        "version": entry.version,
        "label": decision.decision.label(),
        "accepted": decision.decision == Decision::Accepted,
        "on": moment::day_words(decision.decided_on),
        "by": decision.decided_by,
        "reasons": reasons,
        "despite": decision.despite,
        "dissent": decision.dissent,
        "first": decision.first_contact_by.map(|who| directory.staff_name(who)),
        "instead": decision.instead,
        "again": super::decide::may_decide_again(found, decision),
        "challenges": decision.challenges.iter().map(|one| json!({
            "on": moment::day_words(one.on), "by": one.by, "what": one.what, "outcome": one.outcome,
        })).collect::<Vec<_>>(),
        "onward": decision.onward.as_ref().map(|onward| json!({
            "service": onward.service,
            "contact": onward.contact,
            "owner": directory.staff_name(onward.owner),
            "due": moment::day_words(onward.due_on),
            "met": onward.met_on.map(moment::day_words),
            "confirmed_by": onward.confirmed_by,
        })),
    })
}
