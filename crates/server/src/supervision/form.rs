//! The form of a meeting: about whom, with whom, when, themes, people, and the notes of the two.

use axum::http::StatusCode;
use care::entry::supervision::SupervisionKind;
use care::entry::{Draft, Kind};
use care::moment;
use care::problem::Problem;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::record::fields::named_choices;
use crate::record::{Sent, checked};
use crate::request::{Reply, Request};
use crate::template::forms::{self, Choice, Field, Form};

/// `GET /supervision/new`
///
/// # Errors
/// `NotFound` for who is not of the team.
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let staff = about(app, request, request.query("staff").unwrap_or_default())?;
    show(app, request, staff, &[])
}

/// `POST /supervision/new`
///
/// # Errors
/// `NotFound` for who is not of the team; the database.
pub(crate) fn new_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let staff = about(app, request, request.field("staff"))?;
    let mut problems = Vec::new();
    let Some(draft) = read(app, request, staff, &mut problems).filter(|_| problems.is_empty()) else {
        return show(app, request, staff, &problems);
    };
    let outcomes = app.store.append(request.actor()?, vec![draft], app.now())?;
    match Sent::of(outcomes.into_iter().next())? {
        Sent::Done => Ok(Reply::To("/supervision".to_owned())),
        Sent::Refused(problems) => show(app, request, staff, &problems),
        Sent::Stale(theirs) => Err(PageError::Conflict(theirs)),
    }
}

/// The member of staff it is about: oneself, or somebody of one's teams.
fn about(app: &App, request: &Request, typed: &str) -> Result<Uuid, PageError> {
    let actor = request.actor()?;
    if typed.is_empty() {
        return Ok(actor.staff);
    }
    let staff = Uuid::try_parse(typed).map_err(|_| PageError::NotFound)?;
    let directory = app.store.directory();
    let known = directory.staff.get(&staff).ok_or(PageError::NotFound)?;
    let near = staff == actor.staff || known.teams_on(app.today()).any(|team| actor.teams.contains(&team));
    if near { Ok(staff) } else { Err(PageError::NotFound) }
}

fn read(app: &App, request: &Request, staff: Uuid, problems: &mut Vec<Problem>) -> Option<Draft> {
    let words = |name: &str| Some(request.field(name).trim().to_owned()).filter(|text| !text.is_empty());
    let mut day = |name: &str, needed: bool| {
        let part = |part: &str| request.field(&format!("{name}-{part}")).to_owned();
        let [day, month, year] = ["day", "month", "year"].map(part);
        if !needed && [&day, &month, &year].iter().all(|part| part.trim().is_empty()) {
            return None;
        }
        let read = moment::parse_day_parts(&day, &month, &year);
        read.map_err(|sentence| problems.push(Problem::new(name, sentence))).ok()
    };
    let (on, next_on) = (day("on", true), day("next_on", false));
    if SupervisionKind::ALL.iter().all(|one| crate::record::fields::word(one) != request.field("kind")) {
        problems.push(Problem::new("kind", "Choose what kind of meeting it was."));
    }
    let json = serde_json::json!({
        "supervisor": request.field("supervisor"),
        "kind": request.field("kind"),
        "themes": request.field("themes").lines().map(str::trim).filter(|t| !t.is_empty()).collect::<Vec<_>>(),
        "people": request.fields("people"),
        "notes": words("notes"),
        "next_on": next_on,
    });
    if Uuid::try_parse(request.field("supervisor")).is_err() {
        problems.push(Problem::new("supervisor", "Choose who supervised."));
    }
    let body = checked(Kind::Supervision, &json, problems)?;
    // A day is enough for a meeting; noon stands for it, or now when that is earlier.
    let noon = moment::start_of(on?, jiff::civil::Time::constant(12, 0, 0, 0));
    Some(Draft {
        id: Uuid::try_parse(request.field("entry")).unwrap_or_else(|_| Uuid::now_v7()),
        subject: staff,
        team: app.team(request).ok(),
        happened_at: if moment::local_day(app.now()) == on? { noon.min(app.now()) } else { noon },
        from_version: 0,
        reason: None,
        body,
    })
}

fn show(app: &App, request: &Request, staff: Uuid, problems: &[Problem]) -> Result<Reply, PageError> {
    let actor = request.actor()?;
    let directory = app.store.directory();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let placed: Vec<forms::Problem> = problems.iter().map(forms::Problem::from).collect();
    let csrf = request.signed_in.as_ref().map(|s| s.session.csrf.clone()).unwrap_or_default();
    let mut form = Form::post("/supervision/new", csrf, "Save", fields(app, request, staff)?)
        .hidden("staff", staff.to_string())
        .hidden(
            "entry",
            Some(request.field("entry"))
                .filter(|e| !e.is_empty())
                .map_or_else(|| Uuid::now_v7().to_string(), str::to_owned),
        )
        .cancel("/supervision");
    if !problems.is_empty() {
        form = form.sent(&request.form).problems(&placed);
    }
    let mut frame = app.frame(request);
    frame.problems = placed;
    let context = serde_json::json!({
        "about": (staff != actor.staff).then(|| directory.staff_name(staff).to_owned()),
        "form": form,
    });
    Ok(Reply::Page(status, app.templates.page("supervision/form.html", &frame, context)?))
}

fn fields(app: &App, request: &Request, staff: Uuid) -> Result<Vec<Field>, PageError> {
    use forms::Kind as F;
    let actor = request.actor()?;
    let directory = app.store.directory();
    let today = app.today();
    let with = directory.staff.iter().filter(|(id, one)| {
        **id != staff && one.role.is_worker() && one.teams_on(today).any(|team| actor.teams.contains(&team))
    });
    let mut supervisors: Vec<Choice> = with
        .map(|(id, one)| Choice::new(id.to_string(), format!("{}, {}", one.name, one.role.label())))
        .collect();
    supervisors.sort_by(|a, b| a.text.cmp(&b.text));
    let mut people = Vec::new();
    for team in &actor.teams {
        let read = app.boards.team(&app.store, *team, app.now())?;
        for line in read.lines.iter().map(AsRef::<care::line::Line>::as_ref) {
            if line.on_caseload() && line.named.as_ref().is_some_and(|n| n.key_worker == Some(staff)) {
                people.push((
                    line.who.sort.clone(),
                    Choice::new(line.person.to_string(), line.who.name.clone()),
                ));
            }
        }
    }
    people.sort_by(|a, b| a.0.cmp(&b.0));
    let supervisor = if staff == actor.staff { String::new() } else { actor.staff.to_string() };
    let date = [today.day().to_string(), today.month().to_string(), today.year().to_string()];
    let mut fields = vec![
        Field::new(F::Date, "on", "When").values(date),
        Field::new(F::Select, "supervisor", "Who supervised").options(supervisors).value(supervisor),
        Field::new(F::Radios, "kind", "What kind of meeting")
            .options(named_choices(SupervisionKind::ALL, |one| one.label())),
        Field::new(F::Textarea, "themes", "Themes")
            .hint("One on each line, without names. The team manager sees them.")
            .rows(3),
    ];
    if !people.is_empty() {
        let options = people.into_iter().map(|(_, choice)| choice);
        fields.push(Field::new(F::Checkboxes, "people", "Who was spoken of").options(options));
    }
    fields.extend([
        Field::new(F::Textarea, "notes", "Notes (optional)")
            .hint("Only the two who met can read them.")
            .rows(6),
        Field::new(F::Date, "next_on", "Next meeting (optional)"),
    ]);
    Ok(fields)
}
