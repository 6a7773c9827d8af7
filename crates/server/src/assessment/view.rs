//! The page of an assessment: what each part says so far and what is still blank, the sessions to go on
//! with, the attempts to meet, the occupational screenings.

use care::access::Activity;
use care::entry::assessment::{Part, Said};
use care::entry::screening::Next;
use care::entry::{Body, Entry, Kind};
use care::line::{AssessmentNow, Line};
use care::moment;
use care::scale::occupational::Tool;
use serde::Serialize;
use serde_json::{Value, json};
use store::directory::Directory;
use uuid::Uuid;

use super::{may, profile};
use crate::app::App;
use crate::error::PageError;
use crate::person::{banner, names};
use crate::record::fields::word;
use crate::request::{Reply, Request};

/// Entries read for the page.
const MOST: u32 = 80;
/// Attempts to meet that are shown.
const ATTEMPTS: usize = 6;

/// A part with what was said of it, session by session.
#[derive(Debug, Serialize)]
struct PartView {
    label: &'static str,
    said: Vec<SaidView>,
}

#[derive(Debug, Serialize)]
struct SaidView {
    when: String,
    words: Option<String>,
    view: Option<String>,
}

/// `GET /people/{id}/assessment`
///
/// # Errors
/// `NotFound` for another team's person; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "assessment")?;
    let kinds = vec![Kind::Assessment, Kind::AssessmentSession, Kind::Screening, Kind::Contact];
    let wanted = store::people::Page { kinds, before: None, most: MOST };
    let entries = app.store.read(|tx| store::people::chronology(tx, line.person, &wanted))?;
    let directory = app.store.directory();
    let now = line.assessment();
    let outcome = now.and_then(|one| entries.iter().find(|entry| entry.id == one.id));
    let context = json!({
        "banner": banner(&line, app.today()).for_actor(request.actor()?),
        "name": line.who.name,
        "person": line.person,
        "writes": may(request, Kind::AssessmentSession)?,
        "rates": may(request, Kind::Screening)?,
        "assessment": now.map(|one| state(one, outcome, &directory)),
        "parts": now.map(|one| parts(one, &entries)),
        "sessions": now.map(|one| sessions(one, &entries, &directory)),
        "plans": request.actor()?.may(Activity::PlanVisits),
        "next": now.map(|one| next(&line, one, &entries)),
        "attempts": attempts(&line, &entries),
        "screenings": Tool::ALL.iter().map(|tool| tool_view(*tool, &line, &entries)).collect::<Vec<_>>(),
    });
    app.page(request, "assessment/page.html", context)
}

fn state(one: &AssessmentNow, entry: Option<&Entry>, directory: &Directory) -> Value {
    let body =
        entry.and_then(|entry| if let Body::Assessment(body) = &entry.body { Some(body) } else { None });
    let author = entry.map(|entry| directory.staff_name(entry.author).to_owned());
    json!({
        "id": one.id,
        "since": moment::day_words(moment::local_day(one.at)),
        "by": author,
        "completed": one.completed_on.map(moment::day_words),
        "blank": one.blank().into_iter().map(Part::label).collect::<Vec<_>>(),
        "delivery": one.delivery.map(care::entry::assessment::Delivery::label),
        "why": body.and_then(|body| body.why.clone()),
        "decision": body.and_then(|body| body.decision.clone()),
        "disagreement": one.disagreement,
    })
}

/// Where the next step is planned: another session with the same assessors, where the person likes to
/// meet; or, once it is completed, the visits of those from whom help was agreed (A04).
fn next(line: &Line, one: &AssessmentNow, entries: &[Entry]) -> Value {
    let ids = |all: &[Uuid]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    if let Some(by) = line.agreed_helpers() {
        let href = format!("/people/{}/visit-series?workers={}", line.person, ids(&by.workers));
        return json!({ "href": href, "text": "Plan the visits that were agreed" });
    }
    let last = one.sessions.last().and_then(|last| entries.iter().find(|entry| entry.id == last.id));
    let assessors = match last.map(|entry| &entry.body) {
        Some(Body::AssessmentSession(session)) => ids(&session.assessors),
        Some(_) | None => String::new(),
    };
    let likes = line.preferences.as_ref().and_then(|wishes| wishes.likes_places.first());
    let place = likes.map(|code| format!("&place={code}")).unwrap_or_default();
    let note = "Next%20session%20of%20the%20assessment";
    json!({
        "href": format!("/people/{}/visit?workers={assessors}{place}&note={note}", line.person),
        "text": "Plan the next session",
    })
}

fn parts(one: &AssessmentNow, entries: &[Entry]) -> Vec<PartView> {
    let said = |part: Part| {
        one.sessions.iter().filter_map(move |session| {
            let entry = entries.iter().find(|entry| entry.id == session.id)?;
            let Body::AssessmentSession(body) = &entry.body else { return None };
            let said: &Said = body.said(part);
            (!said.is_blank()).then(|| SaidView {
                when: moment::day_words(moment::local_day(session.at)),
                words: said.words.clone(),
                view: said.view.clone(),
            })
        })
    };
    Part::ALL.iter().map(|part| PartView { label: part.label(), said: said(*part).collect() }).collect()
}

fn sessions(one: &AssessmentNow, entries: &[Entry], directory: &Directory) -> Vec<Value> {
    one.sessions
        .iter()
        .map(|session| {
            let entry = entries.iter().find(|entry| entry.id == session.id);
            let who = entry.and_then(|entry| {
                let Body::AssessmentSession(body) = &entry.body else { return None };
                Some(names(&body.assessors, directory))
            });
            json!({
                "id": session.id,
                "when": moment::moment_words(session.at),
                "who": who,
                "parts": session.parts.len(),
            })
        })
        .collect()
}

/// Attempts to meet since the referral, of whatever kind, the latest first (A01).
fn attempts(line: &Line, entries: &[Entry]) -> Vec<Value> {
    let from = line.episode().map(|episode| moment::start_of_day(episode.referred_on));
    let tried = entries.iter().filter_map(|entry| {
        let Body::Contact(contact) = &entry.body else { return None };
        let since = from.is_none_or(|from| from <= entry.happened_at);
        let way = care::codes::mechanism::label(&contact.mechanism).unwrap_or_default();
        since.then(|| {
            json!({
                "id": entry.id,
                "when": moment::moment_words(entry.happened_at),
                "way": way,
                "outcome": contact.outcome.label(),
            })
        })
    });
    tried.take(ATTEMPTS).collect()
}

fn tool_view(tool: Tool, line: &Line, entries: &[Entry]) -> Value {
    let latest = line.screenings.iter().rfind(|one| one.tool == tool);
    let body = latest.and_then(|one| {
        let entry = entries.iter().find(|entry| entry.id == one.id)?;
        if let Body::Screening(body) = &entry.body { Some(body) } else { None }
    });
    let wanted = line.screenings.iter().rfind(|one| one.tool == Tool::Ocairs).and_then(|one| one.next);
    json!({
        "tool": word(&tool),
        "label": tool.label(),
        "entry": latest.map(|one| one.id),
        "complete": latest.is_some_and(|one| one.complete),
        "on": latest.map(|one| moment::day_words(moment::local_day(one.at))),
        "again": latest.and_then(|one| one.again_on).map(moment::day_words),
        "profile": body.map(profile::of),
        "summary": body.and_then(|body| body.summary.clone()),
        "next": latest.and_then(|one| one.next).map(Next::label),
        "asked_for": tool == Tool::Mohost && latest.is_none() && wanted == Some(Next::MoreDetail),
    })
}
