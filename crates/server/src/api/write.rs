//! `POST /api/v1/entries`: one entry, or many in one commit, each with a named outcome.

use axum::http::{StatusCode, header};
use care::access::Actor;
use care::entry::Draft;
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

/// Most entries in one request; they are one commit.
pub(crate) const MOST: usize = 500;

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
    append(app, request.actor()?.clone(), &sent, alone)
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
fn append(app: &App, actor: Actor, sent: &[Value], alone: bool) -> Result<Reply, PageError> {
    let mut drafts: Vec<Draft> = Vec::with_capacity(sent.len());
    let mut read: Vec<Result<Uuid, Unreadable>> = Vec::with_capacity(sent.len());
    for one in sent {
        read.push(wire::draft(one).map(|draft| {
            let id = draft.id;
            drafts.push(draft);
            id
        }));
    }
    let directory = app.store.directory();
    if drafts.is_empty() {
        return reply(answers(read, Vec::new(), &directory)?, alone);
    }
    let (send, receive) = oneshot::channel();
    app.store.append_then(actor, drafts, app.now(), move |outcomes| drop(send.send(outcomes)))?;
    Ok(Reply::Later(Box::pin(async move {
        let outcomes = receive.await.unwrap_or(Err(StoreError::Stopped))?;
        reply(answers(read, outcomes, &directory)?, alone)
    })))
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
