//! The form of a meeting: about whom, with whom, when, themes, people, and the notes of the two; and its
//! correction by either of them, the earlier versions kept.

use axum::http::StatusCode;
use care::entry::supervision::{Supervision, SupervisionKind};
use care::entry::{Body, Draft, Entry, Kind};
use care::moment;
use care::problem::Problem;
use jiff::civil::Date;
use uuid::Uuid;

use super::versions;

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
    show(app, request, &At { staff, current: None }, &[], None)
}

/// `GET /supervision/{id}`
///
/// # Errors
/// `NotFound` for whoever was not there.
pub(crate) fn correct_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    show(app, request, &At::kept(app, request)?, &[], None)
}

/// `POST /supervision/{id}`
///
/// # Errors
/// `NotFound` for whoever was not there; the database.
pub(crate) fn correct_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    send(app, request, &At::kept(app, request)?)
}

/// About whom a meeting is, and its entry when it is corrected.
struct At {
    staff: Uuid,
    current: Option<Entry>,
}

impl At {
    /// The entry of the path, for the two who met and nobody else.
    fn kept(app: &App, request: &Request) -> Result<At, PageError> {
        let id = request.id("id")?;
        let entry = app.store.read(|tx| store::people::entry(tx, id))?;
        let mine = |entry: &Entry| {
            let meeting = matches!(entry.body, Body::Supervision(_));
            meeting && request.actor().is_ok_and(|actor| super::may_read(actor, entry))
        };
        let entry = entry.filter(mine).ok_or(PageError::NotFound)?;
        app.note(request, "supervision meeting", Some(entry.subject), None)?;
        Ok(At { staff: entry.subject, current: Some(entry) })
    }

    fn is(&self) -> Option<(&Entry, &Supervision)> {
        let entry = self.current.as_ref()?;
        if let Body::Supervision(one) = &entry.body { Some((entry, one)) } else { None }
    }
}

/// `POST /supervision/new`
///
/// # Errors
/// `NotFound` for who is not of the team; the database.
pub(crate) fn new_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let staff = about(app, request, request.field("staff"))?;
    send(app, request, &At { staff, current: None })
}

fn send(app: &App, request: &Request, at: &At) -> Result<Reply, PageError> {
    let mut problems = Vec::new();
    let Some(draft) = read(app, request, at, &mut problems).filter(|_| problems.is_empty()) else {
        return show(app, request, at, &problems, None);
    };
    let mine = draft.clone();
    let outcomes = app.store.append(request.actor()?, vec![draft], app.now())?;
    match Sent::of(outcomes.into_iter().next())? {
        Sent::Done => Ok(Reply::To("/supervision".to_owned())),
        Sent::Refused(problems) => show(app, request, at, &problems, None),
        Sent::Stale(theirs) => show(app, request, at, &[], Some((&theirs, &mine))),
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

fn read(app: &App, request: &Request, at: &At, problems: &mut Vec<Problem>) -> Option<Draft> {
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
    if at.current.is_some() && words("reason").is_none() {
        problems.push(Problem::new("reason", "Say why this is corrected.").rule("N12"));
    }
    if Uuid::try_parse(request.field("supervisor")).is_err() {
        problems.push(Problem::new("supervisor", "Choose who supervised."));
    }
    let body = checked(Kind::Supervision, &json, problems)?;
    // A day is enough for a meeting; noon stands for it, or now when that is earlier.
    let noon = moment::start_of(on?, jiff::civil::Time::constant(12, 0, 0, 0));
    let noon = if moment::local_day(app.now()) == on? { noon.min(app.now()) } else { noon };
    let typed_id = Uuid::try_parse(request.field("entry")).unwrap_or_else(|_| Uuid::now_v7());
    let (id, team, happened_at, from_version) = match &at.current {
        None => (typed_id, app.team(request).ok(), noon, 0),
        Some(entry) => {
            // A day that nobody changed stays the very instant; a version that does not read is a conflict.
            let same = Some(moment::local_day(entry.happened_at)) == on;
            let from = request.field("from_version").parse().ok().filter(|version| *version > 0);
            (entry.id, entry.team, if same { entry.happened_at } else { noon }, from.unwrap_or(u32::MAX))
        }
    };
    let reason = words("reason").filter(|_| at.current.is_some());
    Some(Draft { id, subject: at.staff, team, happened_at, from_version, reason, body })
}

/// The page of the form; with a newer version of somebody else beside what was sent (`stale`).
fn show(
    app: &App,
    request: &Request,
    at: &At,
    problems: &[Problem],
    stale: Option<(&Entry, &Draft)>,
) -> Result<Reply, PageError> {
    let actor = request.actor()?;
    let directory = app.store.directory();
    let placed: Vec<forms::Problem> = problems.iter().map(forms::Problem::from).collect();
    let csrf = request.signed_in.as_ref().map(|s| s.session.csrf.clone()).unwrap_or_default();
    let sent = |name: &str, otherwise: String| {
        Some(request.field(name)).filter(|text| !text.is_empty()).map_or(otherwise, str::to_owned)
    };
    let mut form = match &at.current {
        None => Form::post("/supervision/new", csrf, "Save", fields(app, request, at)?)
            .hidden("staff", at.staff.to_string())
            .hidden("entry", sent("entry", Uuid::now_v7().to_string())),
        Some(entry) => {
            let version = stale.map_or_else(
                || sent("from_version", entry.version.to_string()),
                |(theirs, _)| theirs.version.to_string(),
            );
            Form::post(
                format!("/supervision/{}", entry.id),
                csrf,
                "Save the correction",
                fields(app, request, at)?,
            )
            .hidden("from_version", version)
        }
    }
    .cancel("/supervision");
    if !problems.is_empty() || stale.is_some() {
        form = form.sent(&request.form).problems(&placed);
    }
    let status = match (stale, problems.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let mut frame = app.frame(request);
    frame.problems = placed;
    let context = serde_json::json!({
        "about": (at.staff != actor.staff).then(|| directory.staff_name(at.staff).to_owned()),
        "correcting": at.current.is_some(),
        "form": form,
        "theirs": stale.map(|(theirs, mine)| versions::beside(app, theirs, mine)).transpose()?,
        "versions": match &at.current {
            Some(entry) => versions::earlier(app, entry)?,
            None => Vec::new(),
        },
    });
    Ok(Reply::Page(status, app.templates.page("supervision/form.html", &frame, context)?))
}

/// The questions, with the answers of the entry that is corrected.
fn fields(app: &App, request: &Request, at: &At) -> Result<Vec<Field>, PageError> {
    let mut fields = empty(app, request, at)?;
    let Some((entry, one)) = at.is() else { return Ok(fields) };
    let boxes = |day: Date| [day.day().to_string(), day.month().to_string(), day.year().to_string()];
    for field in &mut fields {
        match field.name.as_str() {
            "on" => field.values = boxes(moment::local_day(entry.happened_at)).to_vec(),
            "supervisor" => field.value = one.supervisor.to_string(),
            "kind" => field.value = crate::record::fields::word(&one.kind),
            "themes" => field.value = one.themes.join("\n"),
            "people" => field.values = one.people.iter().map(ToString::to_string).collect(),
            "notes" => field.value = one.notes.clone().unwrap_or_default(),
            "next_on" => field.values = one.next_on.map(|day| boxes(day).to_vec()).unwrap_or_default(),
            _ => {}
        }
    }
    let reason = Field::new(forms::Kind::Textarea, "reason", "Why is this corrected?");
    fields.insert(0, reason.hint("The earlier version stays, for the two of you.").rows(2));
    Ok(fields)
}

fn empty(app: &App, request: &Request, at: &At) -> Result<Vec<Field>, PageError> {
    use forms::Kind as F;
    let staff = at.staff;
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
            let kept = at.is().is_some_and(|(_, one)| one.people.contains(&line.person));
            let mine = line.named.as_ref().is_some_and(|n| n.key_worker == Some(staff));
            if kept || (line.on_caseload() && mine) {
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
