//! Concerns: what the person, family or friends bring to the team. No referral (N3), never lost: each has
//! an owner until another service says that it has it.

use care::bank_holiday::BankHolidays;
use care::entry::concern::{ConcernRaised, ConcernState, RouteTo, Routed};
use care::entry::referral::Source;
use care::entry::{Body, Draft, Entry, Kind as EntryKind};
use care::problem::Problem;
use care::{moment, settings};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::board::teams;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed, day_pairs};
use crate::error::PageError;
use crate::record::fields::{named_choices, word, worker_choices};
use crate::request::{Reply, Request};
use crate::template::Notice;
use crate::template::forms::{Choice, Field, Form, Kind};

/// Concerns looked at, at most.
const MOST: u32 = 1_000;
/// Days in which a concern that another service has stays on the list.
const DONE_DAYS: i32 = 90;

/// A concern of the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The entry.
    pub(crate) id: Uuid,
    /// Who raised it: the person, family, a friend.
    pub(crate) by: &'static str,
    /// About whom.
    pub(crate) about: String,
    /// What worries them.
    pub(crate) what: String,
    /// How it stands.
    pub(crate) state: ConcernState,
    /// The day it was raised.
    pub(crate) raised_on: Date,
    /// By when it is passed on.
    pub(crate) due_on: Date,
    /// It should have been passed on by now.
    pub(crate) overdue: bool,
    /// It will not wait.
    pub(crate) urgent: bool,
    /// Who sees to it.
    pub(crate) owner: Uuid,
    /// Their name.
    pub(crate) owner_name: String,
}

/// Concerns of a team that are open, and those another service took within 90 days.
///
/// # Errors
/// `NotFound` for another team (AC03); the database.
pub(crate) fn rows(app: &App, request: &Request, team: Uuid) -> Result<Vec<Row>, PageError> {
    if !request.actor()?.in_team(Some(team)) {
        return Err(PageError::NotFound);
    }
    let entries = app.store.read(|tx| store::people::of_team(tx, team, EntryKind::ConcernRaised, MOST))?;
    let (today, directory) = (app.today(), app.store.directory());
    let mut rows: Vec<Row> = entries
        .iter()
        .filter_map(|entry| {
            let Body::ConcernRaised(concern) = &entry.body else { return None };
            let done = concern.received_on.is_some_and(|on| moment::days_between(on, today) > DONE_DAYS);
            (!done).then(|| row(entry, concern, today, directory.staff_name(concern.owner)))
        })
        .collect();
    rows.sort_by_key(|row| (row.state, !row.urgent, row.due_on, row.id));
    Ok(rows)
}

fn row(entry: &Entry, concern: &ConcernRaised, today: Date, owner_name: &str) -> Row {
    let raised_on = moment::local_day(entry.happened_at);
    let due_on = due(raised_on, concern.urgent);
    Row {
        id: entry.id,
        by: concern.by.label(),
        about: concern.about.clone(),
        what: concern.what.clone(),
        state: concern.state(),
        raised_on,
        due_on,
        overdue: concern.state() == ConcernState::ToRoute && due_on < today,
        urgent: concern.urgent,
        owner: concern.owner,
        owner_name: owner_name.to_owned(),
    }
}

/// By when a concern is passed on: the next working day, the same day when it will not wait.
fn due(raised_on: Date, urgent: bool) -> Date {
    if urgent {
        return raised_on;
    }
    BankHolidays::england_and_wales().add_working_days(raised_on, settings::CONCERN_ROUTE_WORKING_DAYS)
}

/// `GET /concerns`
pub(crate) fn list(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let rows = rows(app, request, team)?;
    app.note(request, "concerns", Some(team), None)?;
    let (today, directory) = (app.today(), app.store.directory());
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            serde_json::json!({
                "row": row,
                "state": row.state.label(),
                "raised": care::clocks::near_day(row.raised_on, today),
                "due": (row.state == ConcernState::ToRoute).then(|| care::clocks::near_day(row.due_on, today)),
            })
        })
        .collect();
    let context = serde_json::json!({
        "team": team,
        "team_name": directory.team_name(Some(team)),
        "teams": teams(app, request, team),
        "rows": shown,
        "open": rows.iter().filter(|row| row.state != ConcernState::Received).count(),
    });
    app.page(request, "referral/concerns.html", context)
}

/// `GET /concerns/new`
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("shown_at".to_owned(), moment::utc_text(app.now())),
    ];
    new_page(app, request, &pairs, &[])
}

/// `POST /concerns/new`
pub(crate) fn new_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let mut typed = Typed::new(&request.form);
    let by: Option<Source> = typed.choice("by");
    typed.problems.require(by.is_some(), "by", "Choose who raises the concern.");
    let owner = typed.id("owner");
    typed.problems.require(owner.is_some(), "owner", "Choose who of the team sees to it.");
    let body = ConcernRaised {
        by: by.unwrap_or(Source::Family),
        name: typed.words("name", 500),
        contact: typed.words("contact", 500),
        about: typed.words("about", 2_000).unwrap_or_default(),
        person: None,
        what: typed.words("what", 20_000).unwrap_or_default(),
        urgent: typed.text("urgent") == "yes",
        owner: owner.unwrap_or_default(),
        routed: None,
        received_on: None,
        received_by: None,
    };
    let (id, happened_at) = (typed.id("entry"), typed.shown_at(app.now()));
    let mut problems = typed.problems.into_vec();
    problems.extend(body.check());
    let (Some(id), true) = (id, problems.is_empty()) else {
        return new_page(app, request, &request.form, &problems);
    };
    let draft = Draft {
        id,
        subject: team,
        team: Some(team),
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::ConcernRaised(body),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(id) => Ok(Reply::To(format!("/concerns/{id}?saved=1"))),
        Sent::Refused(problems) => new_page(app, request, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn new_page(app: &App, request: &Request, pairs: &Pairs, problems: &[Problem]) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let lay = [Source::Person, Source::Family, Source::Friend];
    let fields = vec![
        Field::new(Kind::Radios, "by", "Who raises it?").options(named_choices(&lay, Source::label)),
        Field::new(Kind::Text, "name", "Their name (optional)").width(30),
        Field::new(Kind::Text, "contact", "How to reach them (optional)").width(30),
        Field::new(Kind::Text, "about", "About whom?")
            .hint("Name, age, where they live, as far as you know."),
        Field::new(Kind::Textarea, "what", "What worries them?").hint("In their own words.").rows(4),
        Field::new(Kind::Checkboxes, "urgent", "Urgent")
            .options([Choice::new("yes", "It will not wait for the next working day")]),
        Field::new(Kind::Select, "owner", "Who of the team sees to it?")
            .options(worker_choices(app, Some(team))),
    ];
    let hidden = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let form = Form::post(format!("/concerns/new?team={team}"), csrf(request), "Save the concern", fields)
        .hidden("entry", hidden("entry"))
        .hidden("shown_at", hidden("shown_at"))
        .cancel(format!("/concerns?team={team}"))
        .sent(pairs)
        .problems(&send::shown(problems));
    let context = serde_json::json!({
        "title": "A concern raised",
        "intro": "The person, family or a friend cannot refer. What they say is written down here, somebody of the team owns it, and it goes to the community team or the GP. Hearing a concern tells nobody anything about the person.",
        "form": form,
    });
    send::page(app, request, "referral/plain.html", &context, problems)
}

/// A concern of the path, of one of the actor's teams.
fn found(app: &App, request: &Request) -> Result<(Entry, ConcernRaised), PageError> {
    let id = request.id("entry")?;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?.ok_or(PageError::NotFound)?;
    let Body::ConcernRaised(concern) = &entry.body else { return Err(PageError::NotFound) };
    if !request.actor()?.in_team(Some(entry.subject)) {
        return Err(PageError::NotFound);
    }
    app.note(request, "concern", concern.person.or(Some(entry.subject)), None)?;
    let concern = concern.clone();
    Ok((entry, concern))
}

/// `GET /concerns/{entry}`
pub(crate) fn one(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (entry, concern) = found(app, request)?;
    let mut pairs = vec![
        ("from_version".to_owned(), entry.version.to_string()),
        ("owner".to_owned(), concern.owner.to_string()),
    ];
    match &concern.routed {
        Some(routed) => {
            pairs.push(("to".to_owned(), word(&routed.to)));
            pairs.push(("service".to_owned(), routed.service.clone()));
            pairs.push(("told".to_owned(), routed.told.clone()));
            pairs.extend(day_pairs("on", routed.on));
        }
        None => pairs.extend(day_pairs("on", app.today())),
    }
    if let Some(on) = concern.received_on {
        pairs.extend(day_pairs("received_on", on));
        pairs.push(("received_by".to_owned(), concern.received_by.clone().unwrap_or_default()));
    }
    one_page(app, request, (&entry, &concern), &pairs, &[])
}

/// `POST /concerns/{entry}`: where it went, and that it arrived.
pub(crate) fn send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (entry, before) = found(app, request)?;
    let mut typed = Typed::new(&request.form);
    let to: Option<RouteTo> = typed.choice("to");
    typed.problems.require(to.is_some(), "to", "Choose where the concern goes.");
    let on = typed.day("on");
    let owner = typed.id("owner");
    typed.problems.require(owner.is_some(), "owner", "Choose who of the team sees to it.");
    let routed = Routed {
        to: to.unwrap_or(RouteTo::Cmht),
        service: typed.words("service", 500).unwrap_or_default(),
        on: on.unwrap_or_default(),
        told: typed.words("told", 20_000).unwrap_or_default(),
    };
    let received_on = if typed.has_day("received_on") { typed.day("received_on") } else { None };
    let body = ConcernRaised {
        owner: owner.unwrap_or(before.owner),
        routed: Some(routed),
        received_on,
        received_by: typed.words("received_by", 500),
        ..before.clone()
    };
    let mut problems = typed.problems.into_vec();
    problems.extend(body.check());
    let problems: Vec<Problem> = problems.into_iter().map(flat).collect();
    if !problems.is_empty() {
        return one_page(app, request, (&entry, &before), &request.form, &problems);
    }
    let draft = Draft {
        id: entry.id,
        subject: entry.subject,
        team: entry.team,
        happened_at: entry.happened_at,
        from_version: request.field("from_version").parse().unwrap_or(0),
        reason: None,
        body: Body::ConcernRaised(body),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(id) => Ok(Reply::To(format!("/concerns/{id}?saved=1"))),
        Sent::Refused(problems) => {
            let problems: Vec<Problem> = problems.into_iter().map(flat).collect();
            one_page(app, request, (&entry, &before), &request.form, &problems)
        }
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

/// The boxes of the page have no `routed.` before their names.
fn flat(problem: Problem) -> Problem {
    let field = problem.field.strip_prefix("routed.").unwrap_or(&problem.field).to_owned();
    Problem { field, ..problem }
}

fn one_page(
    app: &App,
    request: &Request,
    (entry, concern): (&Entry, &ConcernRaised),
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let fields = vec![
        Field::new(Kind::Radios, "to", "Where does it go?")
            .options(named_choices(RouteTo::ALL, RouteTo::label)),
        Field::new(Kind::Text, "service", "Which service, and who there?"),
        Field::new(Kind::Date, "on", "When was it passed on?"),
        Field::new(Kind::Textarea, "told", "What was whoever raised it told about what happens next?")
            .rows(3),
        Field::new(Kind::Date, "received_on", "When did the service say that it has it? (optional)"),
        Field::new(Kind::Text, "received_by", "Who there, and what do they do? (optional)"),
        Field::new(Kind::Select, "owner", "Who of the team sees to it?")
            .options(worker_choices(app, Some(entry.subject))),
    ];
    let form = Form::post(format!("/concerns/{}", entry.id), csrf(request), "Save", fields)
        .hidden("from_version", pairs.iter().find(|(key, _)| key == "from_version").map_or("", |(_, v)| v))
        .cancel(format!("/concerns?team={}", entry.subject))
        .sent(pairs)
        .problems(&send::shown(problems));
    let row = row(entry, concern, app.today(), directory.staff_name(concern.owner));
    let context = serde_json::json!({
        "row": row,
        "state": row.state.label(),
        "name": concern.name,
        "contact": concern.contact,
        "raised": moment::moment_words(entry.happened_at),
        "heard_by": directory.staff_name(entry.author),
        "due": (row.state == ConcernState::ToRoute).then(|| moment::day_words(row.due_on)),
        "team": entry.subject,
        "person": concern.person,
        "form": form,
    });
    let mut frame = app.frame(request);
    frame.problems = send::shown(problems);
    if request.query("saved").is_some() && problems.is_empty() {
        frame.notice = Some(Notice { text: "The concern is saved.".to_owned(), success: true });
    }
    let status = if problems.is_empty() {
        axum::http::StatusCode::OK
    } else {
        axum::http::StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok(Reply::Page(status, app.templates.page("referral/concern.html", &frame, &context)?))
}
