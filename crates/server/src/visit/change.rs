//! The form that changes one visit: another time, place or worker. A day of a series becomes a visit
//! of its own by it.

use axum::http::StatusCode;
use care::entry::visit::Postponed;
use care::entry::week_plan::Displaced;
use care::line::Line;
use care::moment;
use care::problem::Problems;
use care::rule::context::VisitNow;
use care::visits::{Action, allows};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind, Problem};
use crate::visit::form::{self, Around};
use crate::visit::shown::rows;
use crate::visit::{append, beside_fields, find, foreseen, page_as, plan, settled, version_of};

/// The form to change a visit.
pub(crate) fn change_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "visit")?;
    if !allows(now.state(), Action::Change) {
        return Ok(Reply::To(format!("/visits/{}", now.id)));
    }
    let view = filled(view(app, request, &now, &line, &[]), &now);
    page(app, request, (&now, &line), &view, (StatusCode::OK, Vec::new()))
}

/// Changes a visit.
pub(crate) fn change(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "visit")?;
    let mut problems = Problems::new();
    let starts = plan::starts(request, &mut problems);
    let mut visit = plan::visit(request, Some(&now.visit));
    visit.postponed = postponed(request, &now, starts).or(visit.postponed);
    visit.displaced = displaced(request, &now, &visit.workers);
    let same = starts == Some(now.starts_at) && visit == now.visit;
    if same {
        return Ok(Reply::To(format!("/visits/{}", now.id)));
    }
    if request.field("from_version") != now.version.to_string() {
        return conflict(app, request, &now, &line);
    }
    let mut draft = version_of(&now, visit.clone());
    draft.happened_at = starts.unwrap_or(now.starts_at);
    problems.within("", foreseen(app, request, vec![draft.clone()])?.concat());
    if let Some(starts) = starts {
        problems.within("", plan::overlap_problems(app, request, now.id, starts, &visit)?);
    }
    if visit.workers != now.visit.workers {
        problems.within("", plan::alone_problem(request, &line, &visit.workers));
    }
    let mut problems = problems.into_vec();
    if problems.is_empty() {
        match settled(append(app, request, vec![draft])?) {
            Ok(()) => return Ok(Reply::To(onward(request, &now))),
            Err(PageError::Refused(refused)) => problems = refused,
            Err(PageError::Conflict(_)) => return conflict(app, request, &now, &line),
            Err(error) => return Err(error),
        }
    }
    let problems = beside_fields(&problems);
    let view = view(app, request, &now, &line, &problems).sent(&request.form).problems(&problems);
    page(app, request, (&now, &line), &view, (StatusCode::UNPROCESSABLE_ENTITY, problems))
}

/// Who decided that it moves to a later day, and why, as far as that was said (T09).
fn postponed(request: &Request, now: &VisitNow, starts: Option<Timestamp>) -> Option<Postponed> {
    let from = moment::local_day(now.starts_at);
    starts.filter(|starts| from < moment::local_day(*starts))?;
    let decided_by = Uuid::try_parse(request.field("decided_by")).ok();
    let why = request.field("why").trim();
    if decided_by.is_none() && why.is_empty() {
        return None;
    }
    Some(Postponed { from, why: why.to_owned(), decided_by: decided_by.unwrap_or_default() })
}

/// Who decided that nobody goes for now, and why, as far as that was said (T09).
fn displaced(request: &Request, now: &VisitNow, workers: &[Uuid]) -> Option<Displaced> {
    if !workers.is_empty() {
        return None;
    }
    let decided_by = Uuid::try_parse(request.field("decided_by")).ok();
    let why = request.field("why").trim();
    if decided_by.is_none() && why.is_empty() {
        return now.visit.displaced.clone();
    }
    Some(Displaced { why: why.to_owned(), decided_by: decided_by.unwrap_or_default() })
}

/// Back to the day of the colleague that is replanned, or to the visit.
fn onward(request: &Request, now: &VisitNow) -> String {
    match Uuid::try_parse(request.field("replan")) {
        Ok(worker) => {
            let day = moment::local_day(now.starts_at);
            format!("/replan?worker={worker}&day={day}&moved={}", now.id)
        }
        Err(_) => format!("/visits/{}", now.id),
    }
}

/// Somebody was quicker: theirs is shown, ours is kept in the form and can be sent on top.
fn conflict(app: &App, request: &Request, now: &VisitNow, line: &Line) -> Result<Reply, PageError> {
    let view = view(app, request, now, line, &[]).sent(&request.form);
    let problem = Problem {
        field: String::new(),
        sentence:
            "Somebody changed this visit after you opened it. Compare, then send yours again or leave theirs."
                .to_owned(),
        rule: String::new(),
    };
    page(app, request, (now, line), &view, (StatusCode::CONFLICT, vec![problem]))
}

fn view(app: &App, request: &Request, now: &VisitNow, line: &Line, problems: &[Problem]) -> Form {
    let directory = app.store.directory();
    let around = Around { directory: &directory, line, today: app.today(), keep: &now.visit.workers };
    let action = format!("/visits/{}/change", now.id);
    let mut fields = plan::fields(&around, problems);
    if line.tier.as_ref().is_some_and(|tier| tier.tier == care::entry::tier::TierName::Red) {
        let team = line.team().unwrap_or_default();
        let workers = directory.workers(team, app.today());
        let options = workers.into_iter().map(|(id, staff)| Choice::new(id.to_string(), staff.name.clone()));
        let hint = "Only when it moves to a later day, or nobody is chosen to go.";
        fields.extend([
            Field::new(
                Kind::Select,
                "decided_by",
                "Red tier: who decided that it moves to a later day, or that nobody goes?",
            )
            .hint(hint)
            .options(options),
            Field::new(Kind::Textarea, "why", "Red tier: why it moves to a later day, or nobody goes")
                .hint(hint)
                .rows(2),
        ]);
    }
    let replan = request.query("replan").unwrap_or_else(|| request.field("replan"));
    Form::post(action, app.frame(request).csrf, "Change this visit", fields)
        .hidden("from_version", now.version.to_string())
        .hidden("replan", replan)
        .cancel(format!("/visits/{}", now.id))
}

fn filled(mut view: Form, now: &VisitNow) -> Form {
    let (visit, starts) = (&now.visit, moment::local(now.starts_at));
    let text = |words: &Option<String>| words.clone().unwrap_or_default();
    plan::set(&mut view, "day", |f| f.values = form::boxes(starts.date()).to_vec());
    for (name, value) in [
        ("time", moment::time_words(starts.time())),
        ("minutes", visit.minutes.to_string()),
        ("place", visit.place.clone()),
        ("where_exactly", text(&visit.where_exactly)),
        ("place_override", text(&visit.place_override)),
        ("time_override", text(&visit.time_override)),
        ("note", text(&visit.note)),
    ] {
        plan::set(&mut view, name, |f| f.value = value);
    }
    plan::set(&mut view, "purposes", |f| f.values = visit.purposes.iter().map(form::word).collect());
    plan::set(&mut view, "workers", |f| f.values = visit.workers.iter().map(ToString::to_string).collect());
    if visit.two_person {
        plan::set(&mut view, "two_person", |f| f.values = vec!["yes".to_owned()]);
    }
    if visit.agreed {
        plan::set(&mut view, "agreed", |f| f.values = vec!["yes".to_owned()]);
    }
    view
}

fn page(
    app: &App,
    request: &Request,
    (now, line): (&VisitNow, &Line),
    form: &Form,
    (status, problems): (StatusCode, Vec<Problem>),
) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let theirs =
        if status == StatusCode::CONFLICT { rows(now.starts_at, &now.visit, &directory) } else { Vec::new() };
    let context = json!({
        "form": form,
        "title": format!("Change the visit to {}", line.who.name),
        "back": { "href": format!("/visits/{}", now.id), "text": "The visit" },
        "series": null,
        "theirs": theirs,
    });
    page_as(app, request, "visit/plan.html", context, (status, problems))
}
