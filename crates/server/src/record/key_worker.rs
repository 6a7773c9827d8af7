//! Naming the key worker (C03, N10, S06): the workers of the team with how many people each has,
//! and the person's own wish beside them. A change says why and how the new one is introduced.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use care::entry::Kind;
use care::line::Line;
use care::moment;
use serde_json::Value;
use uuid::Uuid;

use super::page::{Job, Sent};
use super::read::{self, Pairs};
use super::tables;
use crate::app::App;
use crate::error::PageError;
use crate::person::worker_gender;
use crate::request::{Reply, Request};

/// The form, holding who is named now.
pub(crate) fn key_worker_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (job, line) = job(app, request)?;
    let mut pairs = job.start(app);
    if let Some(named) = &line.named {
        let mut name = |field: &str, who: &Uuid| pairs.push((field.to_owned(), who.to_string()));
        named.key_worker.iter().for_each(|who| name("key_worker", who));
        named.deputy.iter().for_each(|who| name("deputy", who));
        named.mini_team.iter().for_each(|who| name("mini_team", who));
    }
    show(app, request, (&job, &line), &pairs, &[])
}

/// Takes it. Each naming is an entry of its own, so that who was named when stays in the record.
pub(crate) fn key_worker_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (job, line) = job(app, request)?;
    let pairs = read::compact(job.table, &request.form);
    let draft = match job.draft(app, request, &pairs) {
        Ok(draft) => draft,
        Err(problems) => return show(app, request, (&job, &line), &pairs, &problems),
    };
    let outcomes = app.store.append(request.actor()?, vec![draft], app.now())?;
    match Sent::of(outcomes.into_iter().next())? {
        Sent::Done => Ok(Reply::To(format!("/people/{}?recorded=key_worker", line.person))),
        Sent::Refused(problems) => show(app, request, (&job, &line), &pairs, &problems),
        Sent::Stale(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn job(app: &App, request: &Request) -> Result<(Job, Line), PageError> {
    let id = request.id("id")?;
    let line = app.person(request, id, "key worker")?;
    let table = tables::of(Kind::KeyWorker).ok_or(PageError::NotFound)?;
    let action = format!("/people/{id}/key-worker");
    let cancel = format!("/people/{id}");
    Ok((Job { line: Some(line.clone()), table, current: None, action, cancel, also: None }, line))
}

fn show(
    app: &App,
    request: &Request,
    (job, line): (&Job, &Line),
    pairs: &Pairs,
    problems: &[care::problem::Problem],
) -> Result<Reply, PageError> {
    let wish = line.preferences.as_ref().and_then(|wishes| wishes.worker_gender.as_ref());
    let extra = serde_json::json!({
        "loads": loads(app, line)?,
        "wish": wish.map(worker_gender),
        "now": line.named.as_ref().and_then(|n| n.key_worker).map(|who| app.store.directory().staff_name(who).to_owned()),
        "unallocated": line.unallocated_since().map(moment::day_words),
    });
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    job.draw_as(app, request, "record/key_worker.html", (pairs, status, problems, extra))
}

/// How many people of the team each worker is key worker of, the fewest first.
fn loads(app: &App, line: &Line) -> Result<Vec<Value>, PageError> {
    let Some(team) = line.team() else { return Ok(Vec::new()) };
    let board = app.boards.team(&app.store, team, app.now())?;
    let mut counts: BTreeMap<Uuid, usize> = BTreeMap::new();
    for line in &board.lines {
        if let Some(who) = line.as_ref().named.as_ref().and_then(|named| named.key_worker) {
            *counts.entry(who).or_default() += 1;
        }
    }
    let directory = app.store.directory();
    let mut workers: Vec<(usize, &str, String)> = directory
        .workers(team, app.today())
        .into_iter()
        .map(|(id, staff)| {
            let gender = care::codes::gender::label(&staff.gender).unwrap_or_default();
            let gender = gender.split(',').next().unwrap_or(gender).to_owned();
            (counts.get(&id).copied().unwrap_or(0), staff.name.as_str(), gender)
        })
        .collect();
    workers.sort_unstable();
    Ok(workers
        .into_iter()
        .map(|(people, name, gender)| serde_json::json!({ "name": name, "people": people, "gender": gender }))
        .collect())
}
