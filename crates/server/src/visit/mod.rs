//! Visits: plan one, plan many, start, end, move, call off; the team's diary of a day.
//! What happened at a visit is a contact, and contacts are written elsewhere.

mod change;
mod diary;
mod door;
pub(crate) mod elsewhere;
mod form;
mod interpreter;
mod late;
mod one;
mod plan;
mod preview;
mod replan;
mod series;
mod series_form;
mod shown;
mod tap;
#[cfg(test)]
mod tests;

pub(crate) use change::{change, change_form};
pub(crate) use diary::diary;
pub(crate) use door::{Door, door};
pub(crate) use interpreter::{book, booking};
pub(crate) use late::{late, late_page, to_later};
pub(crate) use one::{call_off, one};
pub(crate) use plan::{plan, plan_form};
pub(crate) use replan::{DayOf, Free, choose, replan, take_over};
pub(crate) use series::{change_series, series};
pub(crate) use series_form::{WEEKDAYS, plan_series, plan_series_form};
pub(crate) use shown::{Call, Shown};
pub(crate) use tap::{end, start, undo};

use axum::http::StatusCode;
use care::entry::Draft;
use care::line::Line;
use care::rule::context::VisitNow;
use jiff::Timestamp;
use serde::Serialize;
use store::Outcome;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;

/// A page that says what is wrong with what was sent, or one without problems.
pub(crate) fn page_with(
    app: &App,
    request: &Request,
    template: &str,
    context: impl Serialize,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_as(app, request, template, context, (status, problems))
}

/// The same with a status of its own.
pub(crate) fn page_as(
    app: &App,
    request: &Request,
    template: &str,
    context: impl Serialize,
    (status, problems): (StatusCode, Vec<Problem>),
) -> Result<Reply, PageError> {
    let mut frame = app.frame(request);
    frame.problems = problems;
    Ok(Reply::Page(status, app.templates.page(template, &frame, context)?))
}

/// Appends in the name of whoever sent the request: all of it or nothing.
pub(crate) fn append(app: &App, request: &Request, drafts: Vec<Draft>) -> Result<Vec<Outcome>, PageError> {
    Ok(app.store.append_whole(request.actor()?, drafts, app.now(), false)?)
}

/// All recorded, or the first thing that speaks against one of them.
pub(crate) fn settled(outcomes: Vec<Outcome>) -> Result<(), PageError> {
    for outcome in outcomes {
        match outcome {
            Outcome::Recorded(_) | Outcome::AlreadyRecorded(_) => {}
            Outcome::Refused(problems) => return Err(PageError::Refused(problems)),
            Outcome::Conflict(entry) => return Err(PageError::Conflict(entry)),
            Outcome::Forbidden => return Err(PageError::Forbidden),
            Outcome::NotFound => return Err(PageError::NotFound),
        }
    }
    Ok(())
}

/// One visit of a person under one of the actor's teams; notes the look.
fn find(app: &App, request: &Request, act: &str) -> Result<(VisitNow, Line), PageError> {
    let id = request.id("id")?;
    let visit = app.store.read(|tx| store::visits::one(tx, id))?.ok_or(PageError::NotFound)?;
    let line = app.person(request, visit.person, act)?;
    Ok((visit, line))
}

/// A new version of a visit; a day of a series becomes an entry of its own.
fn version_of(now: &VisitNow, visit: care::entry::visit::Visit) -> Draft {
    Draft {
        id: now.id,
        subject: now.person,
        team: now.team,
        happened_at: now.starts_at,
        from_version: now.version,
        reason: None,
        body: care::entry::Body::Visit(visit),
    }
}

/// What would be refused of each draft, so that a form shows all of it at once.
fn foreseen(
    app: &App,
    request: &Request,
    drafts: Vec<Draft>,
) -> Result<Vec<Vec<care::problem::Problem>>, PageError> {
    let outcomes = app.store.append_whole(request.actor()?, drafts, app.now(), true)?;
    let refused = outcomes.into_iter().map(|outcome| match outcome {
        Outcome::Refused(problems) => Ok(problems),
        // A conflict shows itself when it is sent.
        Outcome::Recorded(_) | Outcome::AlreadyRecorded(_) | Outcome::Conflict(_) => Ok(Vec::new()),
        Outcome::Forbidden => Err(PageError::Forbidden),
        Outcome::NotFound => Err(PageError::NotFound),
    });
    refused.collect()
}

/// The id that the form was shown with; a new one when there is none.
fn entry_id(request: &Request) -> Uuid {
    Uuid::try_parse(request.field("entry")).unwrap_or_else(|_| Uuid::now_v7())
}

/// When a form with this id was opened: the same for the second of two clicks.
fn opened_at(id: Uuid, now: Timestamp) -> Timestamp {
    let opened = id.get_timestamp().and_then(|at| {
        let (seconds, nanos) = at.to_unix();
        Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanos).ok()?).ok()
    });
    opened.filter(|at| *at <= now).unwrap_or(now)
}

/// Problems of the rules under the names of the form's fields.
fn beside_fields(problems: &[care::problem::Problem]) -> Vec<Problem> {
    let mut shown: Vec<Problem> = Vec::new();
    for problem in problems {
        let mut problem = Problem::from(problem);
        let first = problem.field.split('.').next().unwrap_or_default().to_owned();
        problem.field = match (first.as_str(), problem.field.as_str()) {
            ("happened_at", _) => "day".to_owned(),
            ("subject", _) => String::new(),
            ("interpreter", field) => interpreter::field(field).to_owned(),
            (_, "called_off.why" | "postponed.why" | "displaced.why") => "why".to_owned(),
            (_, "called_off.decided_by" | "postponed.decided_by" | "displaced.decided_by") => {
                "decided_by".to_owned()
            }
            ("called_off", _) => "by".to_owned(),
            _ => first,
        };
        if !shown.contains(&problem) {
            shown.push(problem);
        }
    }
    shown
}
