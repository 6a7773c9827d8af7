//! The last step of a form that makes one entry: into the journal, and on to the page that says so.

use axum::http::StatusCode;
use care::entry::{Draft, Entry};
use care::problem::Problem;
use store::Outcome;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem as Shown;

/// What became of a form.
pub(crate) enum Sent {
    /// It is on disk, now or since the first click.
    Recorded(Uuid),
    /// Rules speak against it.
    Refused(Vec<Problem>),
    /// Somebody changed it in between.
    Conflict(Box<Entry>),
}

/// Appends one draft in the name of whoever sent the form.
///
/// # Errors
/// `Forbidden`, `NotFound`; the database.
pub(crate) fn one(app: &App, request: &Request, draft: Draft) -> Result<Sent, PageError> {
    let outcome = app.store.append(request.actor()?, vec![draft], app.now())?.pop();
    match outcome {
        Some(Outcome::Recorded(receipt) | Outcome::AlreadyRecorded(receipt)) => {
            Ok(Sent::Recorded(receipt.id))
        }
        Some(Outcome::Refused(problems)) => Ok(Sent::Refused(problems)),
        Some(Outcome::Conflict(theirs)) => Ok(Sent::Conflict(theirs)),
        Some(Outcome::Forbidden) => Err(PageError::Forbidden),
        Some(Outcome::NotFound) => Err(PageError::NotFound),
        None => Err(PageError::Broken("append gave no outcome".to_owned())),
    }
}

/// To the page that was asked for, when it is one of ours, with the entry it will speak of.
pub(crate) fn onward(next: &str, usual: &str, recorded: Uuid) -> Reply {
    let next = crate::signin::local_path(next);
    let place = if next == "/" { usual } else { next.as_str() };
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let path = path.split('#').next().unwrap_or(path);
    let and = if query.is_empty() { "" } else { "&" };
    Reply::To(format!("{path}?{query}{and}recorded={recorded}"))
}

/// A page with a form that was refused, or is shown for the first time.
///
/// # Errors
/// `Broken` when the template fails.
pub(crate) fn page(
    app: &App,
    request: &Request,
    template: &str,
    context: &serde_json::Value,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut frame = app.frame(request);
    frame.problems = shown(problems);
    Ok(Reply::Page(status, app.templates.page(template, &frame, context)?))
}

/// Problems as a page shows them; one about a field that no form has stands for the whole.
pub(crate) fn shown(problems: &[Problem]) -> Vec<Shown> {
    problems
        .iter()
        .map(|problem| {
            let asked =
                !matches!(problem.field.as_str(), "subject" | "id" | "from_version" | "entry" | "step");
            let field = if asked { problem.field.clone() } else { String::new() };
            Shown { field, ..Shown::from(problem) }
        })
        .collect()
}

/// The form token of the session.
pub(crate) fn csrf(request: &Request) -> &str {
    request.signed_in.as_ref().map_or("", |signed_in| signed_in.session.csrf.as_str())
}
