//! Naming the key worker (C03, C04, N10, P01, P02, S06): the workers of the team ranked with their
//! reasons, the person's own wish beside them, and the form. It proposes; people decide.

mod suggest;
#[cfg(test)]
mod tests;

use axum::http::StatusCode;
use care::access::{Activity, Role};
use care::entry::Kind;
use care::line::Line;
use care::moment;
use care::problem::Problem;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::person::worker_gender;
use crate::record::read::{self, Pairs};
use crate::record::{Job, Sent, tables};
use crate::request::{Reply, Request};
pub(crate) use suggest::{LoadView, Suggested, for_work, suggestions};

/// The form, holding who is named now.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (job, line) = job(app, request)?;
    let mut pairs = job.start(app);
    if let Some(named) = &line.named {
        let mut name = |field: &str, who: &Uuid| pairs.push((field.to_owned(), who.to_string()));
        named.key_worker.iter().for_each(|who| name("key_worker", who));
        named.deputy.iter().for_each(|who| name("deputy", who));
        named.mini_team.iter().for_each(|who| name("mini_team", who));
    }
    let today = app.today();
    let parts =
        [("day", i16::from(today.day())), ("month", i16::from(today.month())), ("year", today.year())];
    pairs.extend(parts.map(|(part, number)| (format!("considered.on-{part}"), number.to_string())));
    show(app, request, (&job, &line), &pairs, &[])
}

/// Takes it. Each naming is an entry of its own, so that who was named when stays in the record.
pub(crate) fn send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (job, line) = job(app, request)?;
    let pairs = read::compact(job.table, &request.form);
    if !request.form.iter().any(|(name, _)| name == "key_worker") {
        let problem = Problem::new("key_worker", "Choose a key worker, or nobody for now.");
        return show(app, request, (&job, &line), &pairs, &[problem]);
    }
    let draft = match job.draft(app, request, &considered(&pairs)) {
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

/// What was sent, without the day of the wish where nothing is said of the wish: the form holds the day
/// before anybody has answered.
fn considered(pairs: &Pairs) -> Pairs {
    let answered = ["considered.outcome", "considered.why", "considered.next_try-day"];
    if pairs.iter().any(|(name, value)| answered.contains(&name.as_str()) && !value.trim().is_empty()) {
        return pairs.clone();
    }
    pairs.iter().filter(|(name, _)| !name.starts_with("considered.")).cloned().collect()
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
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let wish = line.preferences.as_ref().and_then(|wishes| wishes.worker_gender.as_ref());
    let directory = app.store.directory();
    let suggested = suggest::view(app, request, line)?;
    let chosen = pairs.iter().find(|(name, _)| name == "key_worker");
    let extra = serde_json::json!({
        "suggested": suggested,
        "nobody": chosen.is_some_and(|(_, who)| who.is_empty()),
        "wish": wish.map(worker_gender),
        "may_change_wish": request.actor()?.may(Activity::EditPerson),
        "may_exceed": request.actor()?.role == Role::Manager,
        "person": line.person,
        "now": line.named.as_ref().and_then(|n| n.key_worker).map(|who| directory.staff_name(who).to_owned()),
        "unallocated": line.unallocated_since().map(moment::day_words),
    });
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    job.draw_as(app, request, "allocation/page.html", (pairs, status, problems, extra))
}
