//! Keeping the service in order: organisation, teams and staff (journal entries like any other),
//! accounts, and who looked at what. No page here shows a record (AC11).

pub(crate) mod access_log;
pub(crate) mod accounts;
pub(crate) mod staff;
pub(crate) mod team;
#[cfg(test)]
mod tests;

use axum::http::StatusCode;
use care::entry::Draft;
use store::Outcome;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Form, Problem};

/// Appends the drafts of a form: redirects when all are recorded, shows the form again otherwise.
fn append_or_show(
    app: &App,
    request: &Request,
    drafts: Vec<Draft>,
    done: &str,
    show: impl FnOnce(Vec<Problem>) -> Result<Reply, PageError>,
) -> Result<Reply, PageError> {
    for outcome in app.store.append(request.actor()?, drafts, app.now())? {
        match outcome {
            Outcome::Recorded(_) | Outcome::AlreadyRecorded(_) => {}
            Outcome::Conflict(entry) => return Err(PageError::Conflict(entry)),
            Outcome::Refused(problems) => return show(problems.iter().map(Problem::from).collect()),
            Outcome::Forbidden => return Err(PageError::Forbidden),
            Outcome::NotFound => return Err(PageError::NotFound),
        }
    }
    Ok(Reply::To(done.to_owned()))
}

/// A page that is one form under a heading.
fn form_page(
    app: &App,
    request: &Request,
    heading: &str,
    form: Form,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = if problems.is_empty() { form } else { form.sent(&request.form).problems(&problems) };
    let mut frame = app.frame(request);
    frame.problems = problems;
    let context = serde_json::json!({ "heading": heading, "form": form });
    Ok(Reply::Page(status, app.templates.page("admin/form.html", &frame, context)?))
}

/// The form token of the session.
fn csrf(request: &Request) -> String {
    request.signed_in.as_ref().map(|s| s.session.csrf.clone()).unwrap_or_default()
}
