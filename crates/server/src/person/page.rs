//! The page of a person: banner, summary, what can be done, the running list. Reads four statements.

use care::access::{Activity, Actor, to_write};
use care::entry::Kind;
use care::line::Line;
use care::moment;
use jiff::ToSpan;
use serde::Serialize;

use super::chronology::{self, Chronology};
use super::{banner, summary};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::Notice;

/// Somewhere to go from the page.
#[derive(Debug, Serialize)]
struct Link {
    href: String,
    text: &'static str,
}

/// The page of a person.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let id = request.id("id")?;
    let line = app.person(request, id, "person")?;
    let actor = request.actor()?;
    let (now, asked) = (app.now(), chronology::asked(request));
    let from = moment::start_of_day(moment::local_day(now)).checked_sub(24.hours()).unwrap_or(now);
    let reads = actor.may(Activity::ReadRecord);
    let (visits, entries, namesake) = app.store.read(|tx| {
        let visits = store::visits::of_person(tx, id, from)?;
        let page = asked.page(now);
        let entries = if reads { store::people::chronology(tx, id, &page)? } else { Vec::new() };
        Ok((visits, entries, store::people::has_namesake(tx, &line)?))
    })?;
    let directory = app.store.directory();
    let sources = summary::Sources { line: &line, visits: &visits, directory: &directory, actor, now };
    let record: Option<Chronology> = reads.then(|| chronology::of(id, &asked, entries, &directory));
    let mut frame = app.frame(request);
    frame.notice = recorded(request).or(frame.notice);
    let page = app.templates.page(
        "person/page.html",
        &frame,
        serde_json::json!({
            "banner": banner(&line, moment::local_day(now)).for_actor(actor).with_namesake(namesake),
            "name": line.who.name,
            "tier": line.tier.as_ref().filter(|_| reads).map(|tier| tier.tier),
            "blocks": sources.blocks(),
            "actions": actions(&line, actor),
            "adds": adds(&line, actor),
            "more": more(&line, actor),
            "record": record,
        }),
    )?;
    Ok(Reply::page(page))
}

/// What was just recorded, said once after the redirect of its form.
fn recorded(request: &Request) -> Option<Notice> {
    let kind = Kind::from_text(request.query("recorded")?)?;
    let tidied = if request.query("tidied").is_some() {
        " Spaces and hidden characters were tidied: look at the name once more."
    } else {
        ""
    };
    Some(Notice { text: format!("Recorded: {}.{tidied}", kind.label().to_lowercase()), success: true })
}

/// What a worker does here several times a day.
fn actions(line: &Line, actor: &Actor) -> Vec<Link> {
    let person = line.person;
    let mut links: Vec<Link> = way_in(line, actor).into_iter().collect();
    for (activity, path, text) in [
        (Activity::RecordCare, "contact", "Record a contact"),
        (Activity::PlanVisits, "visit", "Plan a visit"),
        (Activity::DecideTier, "tier", "Decide the tier"),
    ] {
        if actor.may(activity) {
            links.push(Link { href: format!("/people/{person}/{path}"), text });
        }
    }
    if line.missed.is_some() && actor.may(Activity::RecordCare) {
        links.push(Link { href: format!("/people/{person}/ladder"), text: "Missed-contact steps" });
    }
    links
}

/// What leads to the way in: the open referral of who waits, a new one of who is not with the team.
fn way_in(line: &Line, actor: &Actor) -> Option<Link> {
    if line.waits() {
        let id = line.referrals.last()?.id;
        return actor
            .may(Activity::TakeIn)
            .then(|| Link { href: format!("/referrals/{id}"), text: "Open the referral" });
    }
    let may = actor.may(Activity::AdmitToTeam) && !line.on_caseload() && line.who.died_on.is_none();
    let text = if line.episodes.is_empty() { "Refer" } else { "Refer again" };
    may.then(|| Link { href: format!("/people/{}/referral", line.person), text })
}

/// Kinds that are written with the forms of `record`, in the order of the menu.
const ADDS: &[(Kind, &str)] = &[
    (Kind::Event, "Something happened"),
    (Kind::SafetyRule, "Visit-safety rule"),
    (Kind::Preferences, "Preferences"),
    (Kind::Sensory, "Sensory preferences"),
    (Kind::Network, "People and services around"),
    (Kind::PlanReview, "Care plan review"),
    (Kind::Injection, "Injection"),
    (Kind::LegalStatus, "Legal status"),
    (Kind::HospitalStay, "Hospital stay"),
    (Kind::Diagnoses, "Diagnoses"),
    (Kind::Cohort, "Signs for intensive care"),
];

fn adds(line: &Line, actor: &Actor) -> Vec<Link> {
    let person = line.person;
    ADDS.iter()
        .filter(|(kind, _)| actor.may(to_write(*kind)))
        .map(|(kind, text)| Link { href: format!("/people/{person}/record/{}", kind.text()), text })
        .collect()
}

fn more(line: &Line, actor: &Actor) -> Vec<Link> {
    let person = line.person;
    let mut links = vec![(true, "details", "Personal details")];
    links.push((actor.may(Activity::Allocate), "key-worker", "Key worker"));
    links.push((actor.may(Activity::ReadRecord), "assessment", "Assess in sessions"));
    links.push((actor.may(Activity::ReadRecord), "relationships", "Who knows them"));
    links
        .into_iter()
        .filter(|(may, ..)| *may)
        .map(|(_, path, text)| Link { href: format!("/people/{person}/{path}"), text })
        .collect()
}
