//! The card of one worker: where, since when, what was done, and the form for what was done now. How to
//! reach and find the worker stands on it only while a clock has run over or an alarm is open, and for
//! the worker and their managers (LW10); each look is noted.

use care::access::{Activity, Actor};
use care::entry::safety::{CheckResult, SafetyCheck, SafetyDetails, Step};
use care::entry::{Body, Draft, Kind};
use care::{moment, safety};
use serde_json::{Value, json};
use store::directory::Directory;
use uuid::Uuid;

use super::gather::{Out, TeamOut};
use super::view::{place, said};
use super::{may_know, put, status};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::{Call, Shown, door, page_as};

/// Minutes that can be chosen when a worker is safe and still at the visit.
const MORE: [u16; 4] = [15, 30, 45, 60];

/// `GET /safety/workers/{id}`
///
/// # Errors
/// `NotFound` for a worker of another team.
pub(crate) fn card(app: &App, request: &Request) -> Result<Reply, PageError> {
    show(app, request, Vec::new())
}

/// How to reach and find a worker, as far as the reader may know now.
fn known(app: &App, actor: &Actor, one: &Out) -> Result<Option<SafetyDetails>, PageError> {
    let pressing = one.alarm.is_some() || one.reached(app.now()).is_some();
    if !pressing && !may_know(app, actor, one.worker) {
        return Ok(None);
    }
    let entry = app.store.read(|tx| store::people::document(tx, one.worker, Kind::SafetyDetails))?;
    let Some(Body::SafetyDetails(details)) = entry.map(|entry| entry.body) else {
        return Ok(Some(SafetyDetails::default()));
    };
    Ok(Some(details))
}

fn show(app: &App, request: &Request, problems: Vec<Problem>) -> Result<Reply, PageError> {
    let (actor, directory, now) = (request.actor()?, app.store.directory(), app.now());
    let worker = request.id("id")?;
    let read = TeamOut::read(app, app.team(request)?)?;
    let one = read.worker(worker).ok_or(PageError::NotFound)?;
    app.note(request, "safety card", Some(worker), None)?;
    let details = known(app, actor, one)?;
    let watched = one.watch.as_ref();
    let visit = watched.and_then(|(visit, _)| Some((visit, read.lines.get(&visit.person)?)));
    if let Some((visit, _)) = visit {
        app.note(request, "safety card", Some(visit.person), None)?;
    }
    let reads = actor.may(Activity::ReadRecord) || details.is_some();
    let rungs = watched.map(|(_, watch)| watch.rungs.as_slice()).unwrap_or_default();
    let context = json!({
        "team": read.team,
        "worker": worker,
        "mine": worker == actor.staff,
        "name": one.staff.name,
        "role": one.staff.role.label(),
        "standing": one.standing,
        "words": one.standing.label(),
        "buddy": one.buddy.map(|id| directory.staff_name(id)),
        "work_phone": one.staff.phone.as_deref().map(Call::of),
        "details": details.as_ref().map(reach),
        "visit": visit.map(|(visit, line)| Shown::of(visit, line, &directory, now)),
        "place": watched.map(|(visit, _)| place(visit, &read).words()),
        "rules": visit.filter(|_| reads).map(|(_, line)| door(line, &directory, now).rules),
        "expected": watched.map(|(_, watch)| watch.expected),
        "rungs": rungs.iter().map(|rung| json!({
            "key": rung.step, "words": rung.step.label(), "at": rung.at, "tried": rung.tried,
            "reached": rung.at <= now,
        })).collect::<Vec<_>>(),
        "alarm": one.alarm.as_ref().map(|entry| entry.happened_at),
        "history": history(one, &directory),
        "form": form(request, one, app),
        "csrf": app.frame(request).csrf,
    });
    page_as(app, request, "safety/card.html", context, (status(&problems), problems))
}

fn reach(details: &SafetyDetails) -> Value {
    json!({
        "mobile": details.mobile.as_deref().map(Call::of),
        "registration": details.registration,
        "vehicle": details.vehicle,
        "emergency_name": details.emergency_name,
        "emergency_phone": details.emergency_phone.as_deref().map(Call::of),
    })
}

/// What was done today, the latest first.
fn history(one: &Out, directory: &Directory) -> Vec<String> {
    let today = one.checks.iter().take_while(|entry| {
        one.alarm.as_ref().is_some_and(|alarm| alarm.happened_at <= entry.happened_at)
            || moment::local_day(entry.happened_at) == moment::local_day(one.until)
    });
    today.filter_map(|entry| Some(said(entry, safety::match_check(entry)?, directory))).collect()
}

/// The form for what was done: nothing to record while no clock runs and no alarm is open.
fn form(request: &Request, one: &Out, app: &App) -> Option<Value> {
    let visit = one.watch.as_ref().map(|(visit, _)| visit.id);
    if visit.is_none() && one.alarm.is_none() {
        return None;
    }
    let due = one.reached(app.now()).filter(|step| *step != Step::Ping).unwrap_or(Step::Buddy);
    let typed = |name: &str, otherwise: &str| match request.field(name) {
        "" => otherwise.to_owned(),
        text => text.to_owned(),
    };
    let due = serde_json::to_value(due).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    Some(json!({
        "entry": typed("entry", &Uuid::now_v7().to_string()),
        "visit": visit,
        "alarm": one.alarm.as_ref().map(|entry| entry.id),
        "step": typed("step", &due),
        "result": request.field("result"),
        "minutes": typed("minutes", "15"),
        "more": MORE,
        "reference": request.field("reference"),
        "note": request.field("note"),
    }))
}

/// `POST /safety/workers/{id}`: what somebody did, and what came of it.
///
/// # Errors
/// `NotFound` for a worker of another team; the database.
pub(crate) fn record(app: &App, request: &Request) -> Result<Reply, PageError> {
    let worker = request.id("id")?;
    let team = app.team(request)?;
    let read = TeamOut::read(app, team)?;
    let one = read.worker(worker).ok_or(PageError::NotFound)?;
    let mut problems = Vec::new();
    let check = sent(request, &mut problems);
    if problems.is_empty()
        && let Some(check) = check
    {
        let draft = Draft {
            id: Uuid::try_parse(request.field("entry")).unwrap_or_else(|_| Uuid::now_v7()),
            subject: worker,
            team: one.alarm.as_ref().filter(|_| check.alarm.is_some()).map_or(Some(team), |entry| entry.team),
            happened_at: app.now(),
            from_version: 0,
            reason: None,
            body: Body::SafetyCheck(check),
        };
        match put(app, request, draft) {
            Ok(()) => return Ok(Reply::To(back(request, worker, team))),
            Err(PageError::Refused(refused)) => problems.extend(refused.iter().map(Problem::from)),
            Err(error) => return Err(error),
        }
    }
    show(app, request, problems)
}

fn back(request: &Request, worker: Uuid, team: Uuid) -> String {
    if request.field("back") == "today" {
        "/today#safety".to_owned()
    } else {
        format!("/safety/workers/{worker}?team={team}")
    }
}

/// What was sent; what is missing is said beside its field.
fn sent(request: &Request, problems: &mut Vec<Problem>) -> Option<SafetyCheck> {
    let mut say = |field: &str, sentence: &str| {
        let (field, sentence) = (field.to_owned(), sentence.to_owned());
        problems.push(Problem { field, sentence, rule: String::new() });
    };
    let step: Option<Step> = word(request.field("step"));
    let result: Option<CheckResult> = word(request.field("result"));
    if step.is_none() {
        say("step", "Choose what was done.");
    }
    if result.is_none() {
        say("result", "Choose what came of it.");
    }
    let (step, result) = (step?, result?);
    let id = |name: &str| Uuid::try_parse(request.field(name)).ok();
    let words = |name: &str| Some(request.field(name).trim().to_owned()).filter(|text| !text.is_empty());
    let still_there = result == CheckResult::Safe && id("visit").is_some();
    let minutes = words("minutes").filter(|_| still_there).and_then(|typed| {
        let minutes = typed.parse().ok();
        if minutes.is_none() {
            say("minutes", "Enter minutes as a whole number, for example 15.");
        }
        minutes
    });
    let (visit, alarm, note, reference) = (id("visit"), id("alarm"), words("note"), words("reference"));
    Some(SafetyCheck { step, result, visit, alarm, minutes, note, reference })
}

/// A word of one of our lists.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(Value::String(text.to_owned())).ok()
}
