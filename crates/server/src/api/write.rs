//! `POST /api/v1/entries`: one entry, or many in one commit, each with a named outcome.

use axum::http::{StatusCode, header};
use care::access::{Activity, Actor};
use care::entry::week_plan::PlanState;
use care::entry::{Body, Draft};
use care::problem::Problem;
use serde_json::Value;
use store::directory::Directory;
use store::{Outcome, Receipt, StoreError};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::view::{Answer, Answered, EntryView, ProblemDetails};
use super::wire::{self, Unreadable};
use super::{ask, json};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::visit::elsewhere::{self, Itself};

/// Most entries in one request; they are one commit.
pub(crate) const MOST: usize = 500;

/// Most warnings about one entry; the rest is counted.
const WARNINGS_MOST: usize = 20;

/// Takes one entry or an array of them.
pub(crate) fn entries(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::nothing(request)?;
    let sent = json_of(request)?;
    let alone = !sent.is_array();
    let sent = if let Value::Array(many) = sent { many } else { vec![sent] };
    if sent.is_empty() {
        return Err(PageError::BadRequest("Send at least one entry.".to_owned()));
    }
    if sent.len() > MOST {
        let sentence = format!("Send at most {MOST} entries at a time.");
        return Err(PageError::Status(StatusCode::PAYLOAD_TOO_LARGE, sentence));
    }
    append(app, request, &sent, alone)
}

fn json_of(request: &Request) -> Result<Value, PageError> {
    let kind = request.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        let sentence = "Send JSON, with the header Content-Type: application/json.".to_owned();
        return Err(PageError::Status(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence));
    }
    json::read(&request.body).map_err(PageError::BadRequest)
}

/// Queues what can be read, in order and for one commit, and gives an answer for each when it is on disk.
fn append(app: &App, request: &Request, sent: &[Value], alone: bool) -> Result<Reply, PageError> {
    let actor = request.actor()?.clone();
    let mut drafts: Vec<Draft> = Vec::with_capacity(sent.len());
    let mut read: Vec<Result<Uuid, Unreadable>> = Vec::with_capacity(sent.len());
    for one in sent {
        read.push(wire::draft(one).map(|draft| {
            let id = draft.id;
            drafts.push(draft);
            id
        }));
    }
    if request.here && drafts.iter().any(asks_the_record) {
        return Ok(Reply::Aside);
    }
    let drafts: Vec<Draft> = drafts.into_iter().map(|draft| whole(app, &actor, draft)).collect();
    let directory = app.store.directory();
    if drafts.is_empty() {
        return reply(answers(read, Vec::new(), &directory)?, alone);
    }
    if drafts.iter().any(|draft| matches!(draft.body, Body::Visit(_) | Body::VisitSeries(_))) {
        return planned(app, &actor, read, &drafts, alone);
    }
    let (send, receive) = oneshot::channel();
    app.store.append_then(actor, drafts, app.now(), move |outcomes| drop(send.send(outcomes)))?;
    Ok(Reply::Later(Box::pin(async move {
        let outcomes = receive.await.unwrap_or(Err(StoreError::Stopped))?;
        reply(answers(read, outcomes, &directory)?, alone)
    })))
}

/// Whether a draft is compared with what is recorded before it is queued, or told about after.
fn asks_the_record(draft: &Draft) -> bool {
    matches!(draft.body, Body::Person(_) | Body::Visit(_) | Body::VisitSeries(_))
}

/// A change of personal details by somebody who is not shown former names and withheld places keeps
/// those of the version it was made from (BI13, BI58).
fn whole(app: &App, actor: &Actor, mut draft: Draft) -> Draft {
    if let (false, Body::Person(person)) = (actor.may(Activity::ReadRecord), &draft.body)
        && let Ok(versions) = app.store.read(|tx| store::journal::history(tx, draft.id))
        && let Some(Body::Person(earlier)) =
            versions.iter().find(|entry| entry.version == draft.from_version).map(|entry| &entry.body)
    {
        draft.body = Body::Person(person.clone().with_restricted_of(earlier));
    }
    draft
}

/// Appends what has plans in it, and says with each who is planned elsewhere at that time (BI97).
fn planned(
    app: &App,
    actor: &Actor,
    read: Vec<Result<Uuid, Unreadable>>,
    drafts: &[Draft],
    alone: bool,
) -> Result<Reply, PageError> {
    // An accepted plan and its visits belong together: all of them, or none.
    let accepted =
        |draft: &Draft| matches!(&draft.body, Body::WeekPlan(plan) if plan.state == PlanState::Accepted);
    let outcomes = if drafts.iter().any(accepted) {
        undone(app.store.append_whole(actor, drafts.to_vec(), app.now(), false)?)
    } else {
        app.store.append(actor, drafts.to_vec(), app.now())?
    };
    let mut warnings = Vec::new();
    for (draft, outcome) in drafts.iter().zip(&outcomes) {
        if matches!(outcome, Outcome::Recorded(_) | Outcome::AlreadyRecorded(_)) {
            warnings.push((draft.id, warnings_of(app, actor, draft)?));
        }
    }
    let mut answers = answers(read, outcomes, &app.store.directory())?;
    for answer in &mut answers {
        let about = warnings.iter_mut().find(|(id, _)| Some(*id) == answer.id);
        answer.warnings = about.map(|(_, warnings)| std::mem::take(warnings)).unwrap_or_default();
    }
    reply(answers, alone)
}

/// Of drafts that belong together nothing is recorded when one is not: each says so.
fn undone(mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let good = |outcome: &Outcome| matches!(outcome, Outcome::Recorded(_) | Outcome::AlreadyRecorded(_));
    if !outcomes.iter().all(good) {
        let sentence = "Nothing was recorded: another entry of this array was not.";
        for outcome in outcomes.iter_mut().filter(|outcome| good(outcome)) {
            *outcome = Outcome::Refused(vec![Problem::new("", sentence)]);
        }
    }
    outcomes
}

fn warnings_of(app: &App, actor: &Actor, draft: &Draft) -> Result<Vec<Problem>, PageError> {
    let mut sentences = if let Body::VisitSeries(series) = &draft.body {
        elsewhere::of_series(app, actor, draft.id, series)?
    } else if let Body::Visit(visit) = &draft.body
        && visit.called_off.is_none()
        && visit.started_at.is_none()
    {
        elsewhere::of_visit(app, actor, Itself { visit: draft.id, series: None }, draft.happened_at, visit)?
    } else {
        Vec::new()
    };
    let more = sentences.len().saturating_sub(WARNINGS_MOST);
    sentences.truncate(WARNINGS_MOST);
    if more > 0 {
        sentences.push(format!("And {more} more days on which a worker is planned elsewhere."));
    }
    let mut warnings: Vec<Problem> =
        sentences.into_iter().map(|sentence| Problem::new("workers", sentence).rule("BI97")).collect();
    let workers: &[Uuid] = if let Body::VisitSeries(series) = &draft.body {
        &series.workers
    } else if let Body::Visit(visit) = &draft.body
        && visit.called_off.is_none()
        && visit.started_at.is_none()
    {
        &visit.workers
    } else {
        &[]
    };
    let line = app.store.read(|tx| store::people::line(tx, draft.subject))?;
    if line.is_some_and(|line| care::safety::first_visit_alone(&line, workers)) {
        let sentence = "The team has not met this person yet: two workers go to a first visit.";
        warnings.push(Problem::new("workers", sentence).rule("4.4"));
    }
    Ok(warnings)
}

fn answers(
    read: Vec<Result<Uuid, Unreadable>>,
    outcomes: Vec<Outcome>,
    directory: &Directory,
) -> Result<Vec<Answered>, PageError> {
    let mut outcomes = outcomes.into_iter();
    read.into_iter()
        .map(|read| match read {
            Err(Unreadable { id, problems }) => Ok(refused(id, problems)),
            Ok(id) => outcomes
                .next()
                .map(|outcome| answer(id, outcome, directory))
                .ok_or_else(|| PageError::Broken("an entry without an outcome".to_owned())),
        })
        .collect()
}

fn empty(outcome: Answer, id: Option<Uuid>) -> Answered {
    Answered {
        outcome,
        status: outcome.status(),
        id,
        version: None,
        seq: None,
        recorded_at: None,
        problems: Vec::new(),
        warnings: Vec::new(),
        current: None,
    }
}

fn refused(id: Option<Uuid>, problems: Vec<Problem>) -> Answered {
    Answered { problems, ..empty(Answer::Refused, id) }
}

fn answer(id: Uuid, outcome: Outcome, directory: &Directory) -> Answered {
    let taken = |answer, receipt: Receipt| Answered {
        version: Some(receipt.version),
        seq: Some(receipt.seq),
        recorded_at: Some(receipt.recorded_at),
        ..empty(answer, Some(id))
    };
    match outcome {
        Outcome::Recorded(receipt) => taken(Answer::Recorded, receipt),
        Outcome::AlreadyRecorded(receipt) => taken(Answer::AlreadyRecorded, receipt),
        Outcome::Conflict(current) => Answered {
            current: Some(Box::new(EntryView::of(*current, directory))),
            ..empty(Answer::Conflict, Some(id))
        },
        Outcome::Refused(problems) => refused(Some(id), problems),
        Outcome::Forbidden => empty(Answer::Forbidden, Some(id)),
        Outcome::NotFound => empty(Answer::NotFound, Some(id)),
    }
}

/// The answers as a list; for one entry alone, itself when it is on disk and problem details when it is not.
fn reply(mut answered: Vec<Answered>, alone: bool) -> Result<Reply, PageError> {
    if !alone {
        return Reply::json(&answered);
    }
    let one = answered.pop().ok_or_else(|| PageError::Broken("an entry without an outcome".to_owned()))?;
    let status = StatusCode::from_u16(one.status).map_err(|e| PageError::Broken(e.to_string()))?;
    if status.is_success() {
        return Ok(Reply::Json(status, text(&one)?));
    }
    let details = ProblemDetails {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: one.status,
        detail: sentence(one.outcome).to_owned(),
        instance: None,
        outcome: Some(one.outcome),
        id: one.id,
        problems: one.problems,
        current: one.current,
    };
    Ok(Reply::Problem(status, text(&details)?))
}

/// The answer for one entry alone.
///
/// # Errors
/// `Broken` when it is not JSON.
pub(crate) fn one(id: Uuid, outcome: Outcome, directory: &Directory) -> Result<Reply, PageError> {
    reply(vec![answer(id, outcome, directory)], true)
}

fn text(value: &impl serde::Serialize) -> Result<String, PageError> {
    serde_json::to_string(value).map_err(|e| PageError::Broken(e.to_string()))
}

fn sentence(answer: Answer) -> &'static str {
    match answer {
        Answer::Recorded | Answer::AlreadyRecorded => "It is on disk.",
        Answer::Conflict => {
            "Somebody changed this after the version you name. Nothing was overwritten: make your change from the current version and send it again."
        }
        Answer::Refused => "There is a problem with what was sent: put each one right and send it again.",
        Answer::Forbidden => "Your role may not write entries of this kind.",
        Answer::NotFound => "There is nobody and nothing with this id among your teams.",
    }
}
