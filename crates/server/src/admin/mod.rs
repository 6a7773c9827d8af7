//! Keeping the service in order: organisation, teams and staff (journal entries like any other),
//! accounts, and who looked at what. No page here shows a record (AC11).

pub(crate) mod access_log;
pub(crate) mod accounts;
pub(crate) mod schedule;
pub(crate) mod staff;
mod staff_read;
pub(crate) mod team;
#[cfg(test)]
mod tests;

use axum::http::StatusCode;
use care::entry::{Body, Draft};
use store::Outcome;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Field, Form, Problem};

/// A document of the directory on its way through its form: a new one, or a new version of one.
struct Sheet {
    /// Where its list is: "/staff"; the form is at "/staff/new" or "/staff/{id}".
    path: &'static str,
    /// The heading of its form.
    heading: String,
    /// The one that is changed; none for a new one.
    known: Option<Uuid>,
    /// The version the change is made from; 0 for a new one.
    from_version: u32,
    /// What the form says but does not ask: a name and a value.
    facts: Vec<(&'static str, String)>,
    /// Pages beside it: an address and its words.
    more: Vec<(String, &'static str)>,
}

impl Sheet {
    /// The form of a new document.
    fn new(path: &'static str, heading: impl Into<String>) -> Sheet {
        Sheet {
            path,
            heading: heading.into(),
            known: None,
            from_version: 0,
            facts: Vec::new(),
            more: Vec::new(),
        }
    }

    /// The form of the document that the address names, as it stands now.
    fn of(app: &App, request: &Request, path: &'static str, heading: String) -> Result<Sheet, PageError> {
        let id = request.id("id")?;
        let from_version = app.store.directory().versions.get(&id).copied().unwrap_or(0);
        Ok(Sheet { known: Some(id), from_version, ..Sheet::new(path, heading) })
    }

    /// The form that came back.
    fn sent(request: &Request, path: &'static str, heading: &str) -> Sheet {
        let from_version = request.field("from_version").parse().unwrap_or(0);
        Sheet { known: request.id("id").ok(), from_version, ..Sheet::new(path, heading) }
    }

    /// The page with these fields and what is wrong with them.
    fn page(
        &self,
        app: &App,
        request: &Request,
        fields: Vec<Field>,
        problems: Vec<Problem>,
    ) -> Result<Reply, PageError> {
        let last = self.known.map_or("new".to_owned(), |id| id.to_string());
        let form = Form::post(format!("{}/{last}", self.path), csrf(request), "Save", fields)
            .hidden("entry", self.known.unwrap_or_else(Uuid::now_v7).to_string())
            .hidden("from_version", self.from_version.to_string())
            .cancel("/staff");
        form_page(app, request, (&self.heading, &self.facts, &self.more), form, problems)
    }

    /// Saves what was typed, or shows it again with what is wrong.
    fn save(
        &self,
        app: &App,
        request: &Request,
        body: Body,
        shown: (Vec<Field>, Vec<Problem>),
    ) -> Result<Reply, PageError> {
        let (fields, problems) = shown;
        if !problems.is_empty() {
            return self.page(app, request, fields, problems);
        }
        let fresh = || Uuid::try_parse(request.field("entry")).unwrap_or_else(|_| Uuid::now_v7());
        let id = self.known.unwrap_or_else(fresh);
        let draft = Draft {
            id,
            subject: id,
            team: None,
            happened_at: app.now(),
            from_version: self.from_version,
            reason: None,
            body,
        };
        for outcome in app.store.append(request.actor()?, vec![draft], app.now())? {
            match outcome {
                Outcome::Recorded(_) | Outcome::AlreadyRecorded(_) => {}
                Outcome::Conflict(entry) => return Err(PageError::Conflict(entry)),
                Outcome::Refused(problems) => {
                    let problems = problems.iter().map(Problem::from).collect();
                    return self.page(app, request, fields, problems);
                }
                Outcome::Forbidden => return Err(PageError::Forbidden),
                Outcome::NotFound => return Err(PageError::NotFound),
            }
        }
        Ok(Reply::To("/staff".to_owned()))
    }
}

/// What stands above a form: heading, facts, pages beside it.
type Above<'a> = (&'a str, &'a [(&'static str, String)], &'a [(String, &'static str)]);

/// A page that is one form under a heading.
fn form_page(
    app: &App,
    request: &Request,
    (heading, facts, more): Above<'_>,
    form: Form,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = if problems.is_empty() { form } else { form.sent(&request.form).problems(&problems) };
    let mut frame = app.frame(request);
    frame.problems = problems;
    let context = serde_json::json!({ "heading": heading, "facts": facts, "more": more, "form": form });
    Ok(Reply::Page(status, app.templates.page("admin/form.html", &frame, context)?))
}

/// The form token of the session.
fn csrf(request: &Request) -> String {
    request.signed_in.as_ref().map(|s| s.session.csrf.clone()).unwrap_or_default()
}
