//! One visit: how it stands, the plan, its history, and what can be done with it.

use care::access::Activity;
use care::entry::visit::{CalledOff, CalledOffBy, Visit};
use care::entry::{Body, Entry};
use care::line::Line;
use care::moment;
use care::problem::Problem as CareProblem;
use care::rule::context::VisitNow;
use serde_json::json;
use store::directory::Directory;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::shown::rows;
use crate::visit::{Door, Shown, append, beside_fields, door, find, page_with, settled, tap, version_of};

/// One visit.
pub(crate) fn one(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "visit")?;
    page(app, request, &now, &line, Vec::new())
}

/// The page of a visit, with what was wrong with what was sent.
pub(super) fn page(
    app: &App,
    request: &Request,
    now: &VisitNow,
    line: &Line,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let (actor, directory) = (request.actor()?, app.store.directory());
    let history = app.store.read(|tx| store::journal::history(tx, now.id))?;
    let reads = actor.may(Activity::ReadRecord);
    let mut visit = Shown::of(now, line, &directory, app.now());
    if !reads {
        visit.address.clone_from(&visit.listed_address);
    }
    let context = json!({
        "visit": visit,
        "rows": rows(now.starts_at, &now.visit, &directory),
        "door": if reads { door(line, &directory, app.now()) } else { Door::default() },
        "history": told(now, &history, &directory),
        "is_today": moment::local_day(now.starts_at) == app.today(),
        "begins": moment::local_day(now.starts_at) <= app.today(),
        "records": actor.may(Activity::RecordCare),
        "mine": now.visit.workers.contains(&actor.staff),
        "by": request.field("by"),
        "why": request.field("why"),
        "errors": {
            "by": sentence(&problems, "by"),
            "why": sentence(&problems, "why"),
        },
    });
    page_with(app, request, "visit/one.html", context, problems)
}

fn sentence<'a>(problems: &'a [Problem], field: &str) -> Option<&'a str> {
    problems.iter().find(|p| p.field == field).map(|p| p.sentence.as_str())
}

/// Each version with what it changed, the latest first.
fn told(now: &VisitNow, history: &[Entry], directory: &Directory) -> Vec<serde_json::Value> {
    let mut told = Vec::new();
    let mut before: Vec<(&str, String)> = Vec::new();
    if now.visit.series.is_some() {
        told.push(json!({ "at": null, "by": null, "changes": ["Planned as a day of a series"] }));
    }
    for entry in history {
        let Body::Visit(visit) = &entry.body else { continue };
        let after = rows(entry.happened_at, visit, directory);
        let changes = if before.is_empty() && visit.series.is_none() {
            vec!["Planned".to_owned()]
        } else {
            differences(&before, &after)
        };
        told.push(json!({
            "at": moment::moment_words(entry.recorded_at),
            "by": directory.staff_name(entry.author),
            "changes": changes,
        }));
        before = after;
    }
    told.reverse();
    told
}

fn differences(before: &[(&str, String)], after: &[(&str, String)]) -> Vec<String> {
    let mut changes: Vec<String> = after
        .iter()
        .filter(|row| !before.contains(row))
        .map(|(label, text)| format!("{label}: {text}"))
        .collect();
    for (label, _) in before.iter().filter(|(label, _)| after.iter().all(|(other, _)| other != label)) {
        changes.push(format!("{label}: taken back"));
    }
    changes
}

/// Calls a visit off. One that the team called off never counts against the person.
pub(crate) fn call_off(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "visit")?;
    let by = match request.field("by") {
        "person" => Some(CalledOffBy::Person),
        "team" => Some(CalledOffBy::Team),
        _ => None,
    };
    let why = request.field("why").trim();
    let mut problems = Vec::new();
    if by.is_none() {
        problems.push(CareProblem::new("called_off", "Choose who called the visit off."));
    }
    if !care::text::has_words(why) {
        problems.push(CareProblem::new("called_off.why", "Say why in a few words."));
    }
    if let Some(by) = by
        && problems.is_empty()
    {
        let decided_by = match request.field("decided_by") {
            "me" => Some(request.actor()?.staff),
            other => Uuid::try_parse(other).ok(),
        };
        let off = CalledOff { by, why: Some(why.to_owned()), decided_by };
        if now.visit.called_off.as_ref() == Some(&off) {
            return Ok(Reply::To(tap::back(request, &now)));
        }
        let visit = Visit { called_off: Some(off), ..now.visit.clone() };
        match settled(append(app, request, vec![version_of(&now, visit)])?) {
            Ok(()) => return Ok(Reply::To(tap::back(request, &now))),
            Err(PageError::Refused(refused)) => problems.extend(refused),
            Err(error) => return Err(error),
        }
    }
    page(app, request, &now, &line, beside_fields(&problems))
}
