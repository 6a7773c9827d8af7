//! Recording a contact, phone first, and correcting one. The form asks; what may be refused is in
//! `care::rule`, and the journal is the only way in.

mod about;
mod conflict;
mod fields;
pub(crate) mod notice;
mod partner;
mod prefill;
mod read;
pub(crate) mod send;
pub(crate) mod typed;

#[cfg(test)]
pub(crate) mod tests;

use axum::http::StatusCode;
use care::codes::outcome::Outcome as What;
use care::entry::{Body, Entry};
use care::moment;
use care::problem::Problem;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem as Shown;
use about::About;
use send::Sent;
use typed::{Pairs, Typed, from_word};

/// The empty form, with what the visit and the clock already know.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "contact form")?;
    let visit = request.query("visit").map(Uuid::try_parse).transpose().map_err(|_| PageError::NotFound)?;
    let about = About::new(app, request, line, visit)?;
    let outcome: Option<What> = request.query("outcome").and_then(from_word);
    let pairs = prefill::new(&about, outcome, request.query("next"));
    show(app, request, &about, &pairs, &[])
}

/// Takes a new contact.
pub(crate) fn record(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "record contact")?;
    let visit = Typed::new(&request.form).id("visit");
    let about = About::new(app, request, line, visit)?;
    take(app, request, &about)
}

/// The form of a contact that is to be corrected.
pub(crate) fn correct_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let about = correcting(app, request, "correct contact form")?;
    let (Some(contact), Some(before)) = (about.contact_before(), &about.before) else {
        return Err(PageError::NotFound);
    };
    let pairs = prefill::of_contact(&about, contact, before.happened_at, before.version);
    show(app, request, &about, &pairs, &[])
}

/// Takes a correction: a new version beside the old one.
pub(crate) fn correct(app: &App, request: &Request) -> Result<Reply, PageError> {
    let about = correcting(app, request, "correct contact")?;
    take(app, request, &about)
}

fn correcting(app: &App, request: &Request, act: &str) -> Result<About, PageError> {
    let id = request.id("entry")?;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?.ok_or(PageError::NotFound)?;
    let line = app.person(request, entry.subject, act)?;
    About::correcting(app, request, line, entry)
}

fn take(app: &App, request: &Request, about: &About) -> Result<Reply, PageError> {
    let draft = match read::draft(about, &request.form) {
        Ok(draft) => draft,
        Err(problems) => return show(app, request, about, &request.form, &problems),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(id) => {
            let typed = Typed::new(&request.form);
            Ok(send::onward(typed.text("next"), &format!("/people/{}", about.line.person), id))
        }
        Sent::Refused(problems) => {
            let (pairs, problems) = sent_before(&request.form, problems);
            show(app, request, about, &pairs, &problems)
        }
        Sent::Conflict(theirs) => conflicted(app, request, about, &theirs),
    }
}

/// The form was sent before with other words, and somebody went back to it: what was typed is kept, and
/// the next send is a contact of its own (BI83).
fn sent_before(form: &Pairs, problems: Vec<Problem>) -> (Pairs, Vec<Problem>) {
    if problems.iter().all(|problem| problem.rule.as_deref() != Some("BI83")) {
        return (form.clone(), problems);
    }
    let mut pairs: Pairs = form.iter().filter(|(name, _)| name != "entry").cloned().collect();
    pairs.push(("entry".to_owned(), Uuid::now_v7().to_string()));
    let sentence = "This form was sent already, and that contact is recorded. To change it, open it in the record and correct it; to record another contact, send this one.";
    (pairs, vec![Problem::new("", sentence).rule("BI83")])
}

fn conflicted(app: &App, request: &Request, about: &About, theirs: &Entry) -> Result<Reply, PageError> {
    let Body::Contact(contact) = &theirs.body else { return Err(PageError::NotFound) };
    let directory = app.store.directory();
    let stored = prefill::of_contact(about, contact, theirs.happened_at, theirs.version);
    let mut pairs: Pairs = request.form.iter().filter(|(name, _)| name != "from_version").cloned().collect();
    pairs.push(("from_version".to_owned(), theirs.version.to_string()));
    let versions = serde_json::json!({
        "version": theirs.version,
        "by": directory.staff_name(theirs.author),
        "at": moment::moment_words(theirs.recorded_at),
        "reason": theirs.reason,
        "rows": conflict::rows(about, &stored, &pairs),
    });
    draw(app, request, about, &pairs, &[], Some(&versions))
}

fn show(
    app: &App,
    request: &Request,
    about: &About,
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    draw(app, request, about, pairs, problems, None)
}

fn draw(
    app: &App,
    request: &Request,
    about: &About,
    pairs: &Pairs,
    problems: &[Problem],
    versions: Option<&serde_json::Value>,
) -> Result<Reply, PageError> {
    let problems: Vec<Shown> = problems
        .iter()
        .map(|problem| Shown { field: read::on_form(&problem.field), ..Shown::from(problem) })
        .collect();
    let status = match (&versions, problems.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let mut frame = app.frame(request);
    let context = context(about, pairs, &problems, versions);
    frame.problems = problems;
    Ok(Reply::Page(status, app.templates.page("contact/form.html", &frame, context)?))
}

fn context(
    about: &About,
    pairs: &Pairs,
    problems: &[Shown],
    versions: Option<&serde_json::Value>,
) -> serde_json::Value {
    let person = about.line.person;
    let holds = |names: &[&str]| {
        pairs.iter().any(|(key, value)| !value.is_empty() && names.contains(&key.as_str()))
            || problems.iter().any(|problem| names.contains(&problem.field.as_str()))
    };
    let offered: Vec<serde_json::Value> = about
        .offered
        .iter()
        .map(|visit| {
            let at = moment::time_words(moment::local_time(visit.starts_at));
            serde_json::json!({ "at": at, "href": format!("/people/{person}/contact?visit={}", visit.id) })
        })
        .collect();
    let visit = about.visit.as_ref().map(|visit| {
        serde_json::json!({
            "at": moment::time_words(moment::local_time(visit.starts_at)),
            "on": moment::day_words(moment::local_day(visit.starts_at)),
            "done": visit.outcome.filter(|_| about.before.is_none()),
        })
    });
    let hidden: Vec<&(String, String)> = pairs
        .iter()
        .filter(|(name, _)| {
            ["entry", "visit", "next", "shown_at", "minutes_prefilled", "from_version"]
                .contains(&name.as_str())
        })
        .collect();
    serde_json::json!({
        "name": about.line.who.name,
        "banner": crate::person::banner(&about.line, moment::local_day(about.now)),
        "person": person,
        "action": match &about.before {
            Some(before) => format!("/contacts/{}/correct", before.id),
            None => format!("/people/{person}/contact"),
        },
        "correcting": about.before.is_some(),
        "f": fields::all(about, pairs, problems),
        "hidden": hidden,
        "offered": offered,
        "visit": visit,
        "versions": versions,
        "groups": groups(),
        "open": {
            "purposes": about.visit.is_none() || problems.iter().any(|p| p.field == "purposes"),
            "who": holds(&["workers2"]) || problems.iter().any(|p| p.field == "workers") || !about.i_am_a_worker(),
            "signs": holds(&["early_signs", "presentation"]),
            "concerns": holds(&["concerns", "safety"]),
            "partner": holds(&partner::NAMES),
            "next": holds(&["next_action.what", "next_action.due_on"]),
        },
        "ask": {
            "fold": holds(&["fold"]),
            "late_reason": holds(&["late_reason"]),
            "doubts": holds(&["doubts_meant"]) || problems.iter().any(|p| p.rule == "BI70"),
        },
    })
}

/// The outcomes under the three headings of the form.
fn groups() -> serde_json::Value {
    let words = |keep: &dyn Fn(What) -> bool| -> Vec<String> {
        What::ALL.iter().filter(|what| keep(**what)).map(typed::word).collect()
    };
    let cancelled = |what: What| matches!(what, What::PersonCancelled | What::TeamCancelled);
    serde_json::json!([
        { "title": "Seen or spoken with", "outcomes": words(&What::needs_minutes) },
        { "title": "Not seen", "outcomes": words(&|what| !what.needs_minutes() && !cancelled(what)) },
        { "title": "Cancelled", "outcomes": words(&cancelled) },
    ])
}
