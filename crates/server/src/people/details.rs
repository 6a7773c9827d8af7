//! Entering a person and changing their details. A new person is entered together with the time
//! under a team, in one append, so that nobody is in the record without a team.

use axum::http::StatusCode;
use care::access::{Activity, Actor};
use care::entry::person::Person;
use care::entry::{Body, Draft, Entry, Kind};
use care::moment;
use care::postcode::Postcode;
use care::problem::Problem;
use care::text;
use serde_json::{Value, json};
use store::Outcome;
use uuid::Uuid;

use super::same;
use crate::app::App;
use crate::error::PageError;
use crate::record::details::{FIRST_EPISODE, PERSON};
use crate::record::read::{self, Pairs};
use crate::record::{Job, Sent, checked};
use crate::request::{Reply, Request};

/// The form of a new person.
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (job, team) = new_job(app, request)?;
    let mut pairs = job.start(app);
    let fixed = [("names.0.use", "usual".to_owned()), ("episode", Uuid::now_v7().to_string())];
    pairs.extend(fixed.map(|(name, value)| (name.to_owned(), value)));
    show(app, request, (&job, team), &pairs, &[])
}

/// Takes it: the person and their time under the team, both or neither.
pub(crate) fn new_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (job, team) = new_job(app, request)?;
    let pairs = read::compact(&PERSON, &request.form);
    if !request.field("more").is_empty() {
        return show(app, request, (&job, team), &pairs, &[]);
    }
    let (episode, mut problems) = read::read(&FIRST_EPISODE, &pairs, None);
    let episode = checked(Kind::Episode, &episode, &mut problems);
    let (person, more) = read_person(request.actor()?, &pairs, None);
    problems.splice(0..0, more);
    let (Some(mut person), Some(episode), true) = (person, episode, problems.is_empty()) else {
        return show(app, request, (&job, team), &pairs, &problems);
    };
    let id = form_id(request, "entry")?;
    if let Some(ask) = same::ask(app, request, (id, &mut person), &pairs)? {
        return Ok(ask);
    }
    let tidied = tidied(&pairs);
    let drafts = vec![
        draft(app, request, (id, id, 0), team, Body::Person(person)),
        draft(app, request, (form_id(request, "episode")?, id, 0), team, episode),
    ];
    let outcomes = app.store.append_whole(request.actor()?, drafts, app.now(), false)?;
    match worst(outcomes)? {
        Sent::Done => Ok(Reply::To(format!("/people/{id}?recorded=person{tidied}"))),
        Sent::Refused(problems) => show(app, request, (&job, team), &pairs, &problems),
        Sent::Stale(theirs) => Err(PageError::Conflict(theirs)),
    }
}

/// The form of a person's details.
pub(crate) fn edit_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (job, team) = edit_job(app, request)?;
    let pairs = held(&job, app, request.actor()?);
    show(app, request, (&job, team), &pairs, &[])
}

/// Takes it.
pub(crate) fn edit_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (job, team) = edit_job(app, request)?;
    let pairs = read::compact(&PERSON, &request.form);
    if !request.field("more").is_empty() {
        return show(app, request, (&job, team), &pairs, &[]);
    }
    let actor = request.actor()?;
    let (person, problems) = read_person(actor, &pairs, job.current.as_ref());
    let (Some(mut person), true) = (person, problems.is_empty()) else {
        return show(app, request, (&job, team), &pairs, &problems);
    };
    let id = request.id("id")?;
    if let Some(ask) = same::ask(app, request, (id, &mut person), &pairs)? {
        return Ok(ask);
    }
    let from = request.field("from_version").parse().unwrap_or(0);
    let tidied = tidied(&pairs);
    let mine = Body::Person(person);
    let draft = draft(app, request, (id, id, from), team, mine.clone());
    let outcomes = app.store.append(actor, vec![draft], app.now())?;
    match worst(outcomes)? {
        Sent::Done => Ok(Reply::To(format!("/people/{id}?recorded=person{tidied}"))),
        Sent::Refused(problems) => show(app, request, (&job, team), &pairs, &problems),
        Sent::Stale(theirs) => {
            let hide = |person: Person| {
                Body::Person(if sees_restricted(actor) { person } else { person.without_restricted() })
            };
            let shown = |body: Body| if let Body::Person(person) = body { hide(person) } else { body };
            let theirs = Entry { body: shown(theirs.body.clone()), ..*theirs };
            job.conflict(app, request, pairs, (&theirs, &shown(mine)))
        }
    }
}

fn new_job(app: &App, request: &Request) -> Result<(Job, Uuid), PageError> {
    let team = app.team(request)?;
    let action = format!("/people/new?team={team}");
    let cancel = format!("/people?team={team}");
    let job = Job { line: None, table: &PERSON, current: None, action, cancel, also: Some(&FIRST_EPISODE) };
    Ok((job, team))
}

fn edit_job(app: &App, request: &Request) -> Result<(Job, Uuid), PageError> {
    let id = request.id("id")?;
    let line = app.person(request, id, "details")?;
    let team = line.team().ok_or(PageError::NotFound)?;
    let current = app.store.read(|tx| store::people::document(tx, id, Kind::Person))?;
    let (action, cancel) = (format!("/people/{id}/details"), format!("/people/{id}"));
    Ok((Job { line: Some(line), table: &PERSON, current, action, cancel, also: None }, team))
}

fn form_id(request: &Request, name: &str) -> Result<Uuid, PageError> {
    let told = "This form is too old: open it again.";
    Uuid::try_parse(request.field(name)).map_err(|_| PageError::BadRequest(told.to_owned()))
}

/// A draft; `ids` are the entry, the person and the version it was made from.
fn draft(app: &App, request: &Request, ids: (Uuid, Uuid, u32), team: Uuid, body: Body) -> Draft {
    let opened = moment::parse_utc(request.field("at")).ok().filter(|at| *at <= app.now());
    let (id, subject, from_version) = ids;
    let happened_at = opened.unwrap_or(app.now());
    Draft { id, subject, team: Some(team), happened_at, from_version, reason: None, body }
}

/// The outcome that stood in the way, or that all is done.
fn worst(outcomes: Vec<Outcome>) -> Result<Sent, PageError> {
    let mut sent = Sent::of(outcomes.first().cloned())?;
    for outcome in outcomes.into_iter().skip(1) {
        if let Sent::Done = sent {
            sent = Sent::of(Some(outcome))?;
        }
    }
    Ok(sent)
}

/// Former names and withheld places are for those who read the record (BI13, BI58).
fn sees_restricted(actor: &Actor) -> bool {
    actor.may(Activity::ReadRecord)
}

/// What the form of the details holds when it is opened.
fn held(job: &Job, app: &App, actor: &Actor) -> Pairs {
    let mut pairs = job.start(app);
    let Some(entry) = &job.current else { return pairs };
    let Body::Person(person) = &entry.body else { return pairs };
    let mut shown = person.clone();
    if !sees_restricted(actor) {
        shown = shown.without_restricted();
    }
    pairs.retain(|(name, _)| matches!(name.as_str(), "at" | "entry" | "from_version"));
    for (i, name) in shown.names.iter().enumerate() {
        if name.given.is_empty() {
            pairs.push((format!("names.{i}._one_name"), "yes".to_owned()));
        }
    }
    for place in shown.places.iter_mut().filter(|place| place.no_fixed_abode) {
        place.postcode = None;
    }
    pairs.extend(read::pairs(&PERSON, &serde_json::to_value(&shown).unwrap_or(Value::Null)));
    pairs
}

/// Reads a person over an earlier version, with every problem that shows without the record.
fn read_person(actor: &Actor, pairs: &Pairs, earlier: Option<&Entry>) -> (Option<Person>, Vec<Problem>) {
    let before = earlier.and_then(|e| if let Body::Person(person) = &e.body { Some(person) } else { None });
    let earlier = earlier.and_then(|entry| serde_json::to_value(&entry.body).ok());
    let (mut json, mut problems) = read::read(&PERSON, pairs, earlier.as_ref());
    name_problems(&json, pairs, &mut problems);
    for place in json.get_mut("places").and_then(Value::as_array_mut).into_iter().flatten() {
        let homeless = place.get("no_fixed_abode") == Some(&Value::Bool(true));
        if let Some(place) = place.as_object_mut().filter(|place| homeless && !place.contains_key("postcode"))
        {
            place.insert("postcode".to_owned(), json!(Postcode::no_fixed_abode().as_str()));
        }
    }
    let person = match checked(Kind::Person, &json, &mut problems) {
        Some(Body::Person(person)) => Some(person),
        Some(_) | None => None,
    };
    let person = person.map(|person| match before {
        Some(before) if !sees_restricted(actor) => person.with_restricted_of(before),
        Some(_) | None => person,
    });
    (person, problems)
}

/// One name only is said, not guessed from an empty box (BI02); the name in use comes first.
fn name_problems(json: &Value, pairs: &Pairs, problems: &mut Vec<Problem>) {
    let names = json.get("names").and_then(Value::as_array);
    for (i, name) in names.into_iter().flatten().enumerate() {
        let one = format!("names.{i}._one_name");
        let ticked = pairs.iter().any(|(key, value)| *key == one && !value.is_empty());
        let given = format!("names.{i}.given");
        let known = problems.iter().any(|problem| problem.field == given);
        if name.get("given").is_none() && !ticked && !known {
            let sentence = "Enter the given names, or tick that the person has one name only.";
            problems.push(Problem::new(given, sentence).rule("BI02"));
        }
        let usual = name.get("use").and_then(Value::as_str).is_none_or(|usage| usage == "usual");
        if i == 0 && !usual {
            problems.push(Problem::new("names.0.use", "Put the name in use first."));
        }
    }
    if names.is_none_or(Vec::is_empty) {
        problems.insert(0, Problem::new("names.0.family", "Enter the family name, or the only name."));
    }
}

/// Whether a name was tidied, as the next page says (BI11).
fn tidied(pairs: &Pairs) -> &'static str {
    let is_name = |name: &str| {
        name == "likes_to_be_called"
            || name.starts_with("names.") && (name.ends_with(".given") || name.ends_with(".family"))
    };
    let changed = |typed: &str| text::clean_name(typed).is_ok_and(|clean| !clean.notes.is_empty());
    if pairs.iter().any(|(name, value)| is_name(name) && changed(value)) { "&tidied=1" } else { "" }
}

fn show(
    app: &App,
    request: &Request,
    (job, team): (&Job, Uuid),
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let taken = problems.iter().any(|problem| problem.rule.as_deref() == Some("BI25"));
    let extra = json!({
        "team": app.store.directory().team_name(Some(team)),
        "new": job.current.is_none(),
        "episode": pairs.iter().find(|(name, _)| name == "episode").map(|(_, value)| value),
        "holder": if taken { same::holder(app, request, pairs)? } else { None },
    });
    job.draw_as(app, request, "people/details.html", (pairs, status, problems, extra))
}
