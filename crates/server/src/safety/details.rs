//! Safety details of a worker: telephone, vehicle, buddy, whom to tell. Everybody keeps their own; a
//! manager those of their teams.

use care::entry::safety::SafetyDetails;
use care::entry::{Body, Draft, Kind};
use serde_json::json;
use uuid::Uuid;

use super::{may_know, status};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind as Asked, Problem};
use crate::visit::{append, page_as, settled};

/// Whose details are asked for: `?worker=`, or one's own.
fn whose(app: &App, request: &Request) -> Result<Uuid, PageError> {
    let actor = request.actor()?;
    let worker = match request.query("worker") {
        Some(text) => Uuid::try_parse(text).map_err(|_| PageError::NotFound)?,
        None => actor.staff,
    };
    if may_know(app, actor, worker) { Ok(worker) } else { Err(PageError::NotFound) }
}

/// `GET /safety/details`
///
/// # Errors
/// `NotFound` for whose are not the reader's to see.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let worker = whose(app, request)?;
    app.note(request, "safety details", Some(worker), None)?;
    let entry = app.store.read(|tx| store::people::document(tx, worker, Kind::SafetyDetails))?;
    let version = entry.as_ref().map_or(0, |entry| entry.version);
    let known = match entry.map(|entry| entry.body) {
        Some(Body::SafetyDetails(details)) => details,
        Some(_) | None => SafetyDetails::default(),
    };
    let form = view(app, request, worker, &known);
    page(app, request, worker, form.hidden("from_version", version.to_string()), Vec::new())
}

fn view(app: &App, request: &Request, worker: Uuid, known: &SafetyDetails) -> Form {
    let directory = app.store.directory();
    let teams: Vec<Uuid> =
        directory.staff.get(&worker).map(|staff| staff.teams_on(app.today()).collect()).unwrap_or_default();
    let mut colleagues: Vec<(Uuid, String)> = teams
        .iter()
        .flat_map(|team| directory.workers(*team, app.today()))
        .filter(|(id, _)| *id != worker)
        .map(|(id, staff)| (id, staff.name.clone()))
        .collect();
    colleagues.sort_by(|a, b| a.1.cmp(&b.1));
    colleagues.dedup();
    let buddies = colleagues.into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let fields = vec![
        Field::new(Asked::Phone, "mobile", "Telephone you carry").value(text(&known.mobile)),
        Field::new(Asked::Text, "registration", "Registration of the vehicle you use for work")
            .width(10)
            .value(text(&known.registration)),
        Field::new(Asked::Text, "vehicle", "Make and colour")
            .hint("For example: small silver hatchback, or blue bicycle.")
            .value(text(&known.vehicle)),
        Field::new(Asked::Select, "buddy", "Buddy: the colleague who rings first")
            .hint("Leave it empty, and another worker of the day is asked.")
            .options(buddies)
            .value(known.buddy.map(|id| id.to_string()).unwrap_or_default()),
        Field::new(Asked::Text, "emergency_name", "Whom to tell in an emergency")
            .value(text(&known.emergency_name)),
        Field::new(Asked::Phone, "emergency_phone", "Their telephone").value(text(&known.emergency_phone)),
    ];
    let action = format!("/safety/details?worker={worker}");
    Form::post(action, app.frame(request).csrf, "Save", fields).cancel("/safety")
}

fn page(
    app: &App,
    request: &Request,
    worker: Uuid,
    form: Form,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let mine = worker == request.actor()?.staff;
    let form = if problems.is_empty() { form } else { form.sent(&request.form).problems(&problems) };
    let context = json!({ "form": form, "mine": mine, "name": directory.staff_name(worker) });
    page_as(app, request, "safety/details.html", context, (status(&problems), problems))
}

/// `POST /safety/details`
///
/// # Errors
/// `NotFound` for whose are not the reader's to change; a conflict shows both versions.
pub(crate) fn save(app: &App, request: &Request) -> Result<Reply, PageError> {
    let worker = whose(app, request)?;
    let words = |name: &str| Some(request.field(name).trim().to_owned()).filter(|text| !text.is_empty());
    let details = SafetyDetails {
        mobile: words("mobile"),
        registration: words("registration"),
        vehicle: words("vehicle"),
        buddy: Uuid::try_parse(request.field("buddy")).ok(),
        emergency_name: words("emergency_name"),
        emergency_phone: words("emergency_phone"),
    };
    let version = request.field("from_version").to_owned();
    let draft = Draft {
        id: Kind::SafetyDetails.document_id(worker),
        subject: worker,
        team: None,
        happened_at: app.now(),
        from_version: version.parse().unwrap_or(0),
        reason: None,
        body: Body::SafetyDetails(details.clone()),
    };
    match settled(append(app, request, vec![draft])?) {
        Ok(()) => Ok(Reply::To("/safety".to_owned())),
        Err(PageError::Refused(refused)) => {
            let problems = refused.iter().map(Problem::from).collect();
            let form = view(app, request, worker, &details).hidden("from_version", version);
            page(app, request, worker, form, problems)
        }
        Err(error) => Err(error),
    }
}
