//! Writing a referral: about somebody new, about somebody in the record, and a change of one. The
//! person, their time with the team and the referral are recorded together, or not at all.

use axum::http::StatusCode;
use care::entry::episode::Episode;
use care::entry::person::{NameUse, NhsNumberMissing, Person, PersonName};
use care::entry::referral::{Referral, Source};
use care::entry::{Body, Draft, Kind};
use care::line::Line;
use care::postcode::Postcode;
use care::problem::Problem;
use care::rule::n03;
use care::{moment, referral};
use serde_json::{Value, json};
use store::Outcome;
use uuid::Uuid;

use super::Found;
use super::parts;
use super::table::{PERSON, REFERRAL, RETURN};
use crate::app::App;
use crate::error::PageError;
use crate::people::same;
use crate::record::read::{self, Pairs};
use crate::record::{Job, Sent, checked};
use crate::request::{Reply, Request};

/// A form under way.
struct Work {
    job: Job,
    team: Uuid,
    returns: bool,
}

/// The form of a referral about somebody who is not in the record.
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let work = new_work(app, request)?;
    let pairs = start(app, &work);
    work.show(app, request, &pairs, &[])
}

/// Takes it.
pub(crate) fn new_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let work = new_work(app, request)?;
    let pairs = read::compact(&REFERRAL, &request.form);
    if !request.field("more").is_empty() {
        return work.show(app, request, &pairs, &[]);
    }
    let (person, mut problems) = read_person(&pairs);
    let (body, more) = work.read(request, &pairs, None)?;
    problems.extend(more.into_iter().filter(|problem| problem.rule.as_deref() != Some("N3")));
    let id = form_id(request, "person")?;
    if let (Some(body), Some(person)) = (&body, &person)
        && body.source.is_lay()
    {
        return keep_concern(app, request, (&work, id), body, Some(person));
    }
    let (Some(mut person), Some(body), true) = (person, body, problems.is_empty()) else {
        return work.show(app, request, &pairs, &problems);
    };
    if let Some(ask) = same::ask(app, request, (id, &mut person), &pairs)? {
        return Ok(ask);
    }
    let details = work.draft(app, request, (id, id), Body::Person(person));
    work.record(app, request, &pairs, id, (Some(details), body))
}

/// The form of a referral about somebody in the record.
pub(crate) fn again_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let work = again_work(app, request)?;
    let pairs = start(app, &work);
    work.show(app, request, &pairs, &[])
}

/// Takes it.
pub(crate) fn again_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let work = again_work(app, request)?;
    let pairs = read::compact(work.table(), &request.form);
    if !request.field("more").is_empty() {
        return work.show(app, request, &pairs, &[]);
    }
    let (body, mut problems) = work.read(request, &pairs, None)?;
    problems.retain(|problem| problem.rule.as_deref() != Some("N3"));
    let id = request.id("id")?;
    if let Some(body) = body.as_ref().filter(|body| body.source.is_lay()) {
        let known = app.store.read(|tx| store::people::document(tx, id, Kind::Person))?;
        let known = known.as_ref().and_then(|entry| {
            let Body::Person(person) = &entry.body else { return None };
            Some(person)
        });
        return keep_concern(app, request, (&work, id), body, known);
    }
    let (Some(body), true) = (body, problems.is_empty()) else {
        return work.show(app, request, &pairs, &problems);
    };
    work.record(app, request, &pairs, id, (None, body))
}

/// The form of a change: what was missing, another meeting, another owner.
pub(crate) fn change_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let work = change_work(app, request)?;
    let pairs = work.job.start(app);
    work.show(app, request, &pairs, &[])
}

/// Takes it.
pub(crate) fn change_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let work = change_work(app, request)?;
    let pairs = read::compact(work.table(), &request.form);
    if !request.field("more").is_empty() {
        return work.show(app, request, &pairs, &[]);
    }
    let entry = work.job.current.clone().ok_or(PageError::NotFound)?;
    let Body::Referral(before) = &entry.body else { return Err(PageError::NotFound) };
    let (body, problems) = work.read(request, &pairs, Some(before))?;
    let (Some(body), true) = (body, problems.is_empty()) else {
        return work.show(app, request, &pairs, &problems);
    };
    let mine = Body::Referral(body);
    let draft = Draft {
        id: entry.id,
        subject: entry.subject,
        team: entry.team,
        happened_at: entry.happened_at,
        from_version: request.field("from_version").parse().unwrap_or(0),
        reason: None,
        body: mine.clone(),
    };
    let outcome = app.store.append(request.actor()?, vec![draft], app.now())?.pop();
    match Sent::of(outcome)? {
        Sent::Done => Ok(Reply::To(format!("/referrals/{}?recorded={}", entry.id, entry.id))),
        Sent::Refused(problems) => work.show(app, request, &pairs, &problems),
        Sent::Stale(theirs) => work.job.conflict(app, request, pairs, (&theirs, &mine)),
    }
}

fn new_work(app: &App, request: &Request) -> Result<Work, PageError> {
    let team = app.team(request)?;
    let job = Job {
        line: None,
        table: &PERSON,
        current: None,
        action: format!("/referrals/new?team={team}"),
        cancel: format!("/referrals?team={team}"),
        also: Some(&REFERRAL),
    };
    Ok(Work { job, team, returns: false })
}

fn again_work(app: &App, request: &Request) -> Result<Work, PageError> {
    let id = request.id("id")?;
    let line = app.person(request, id, "referral")?;
    let team = line.team().ok_or(PageError::NotFound)?;
    let returns = referral::returns(&line, app.today()).is_some();
    let job = Job {
        line: Some(line),
        table: if returns { &RETURN } else { &REFERRAL },
        current: None,
        action: format!("/people/{id}/referral"),
        cancel: format!("/people/{id}"),
        also: None,
    };
    Ok(Work { job, team, returns })
}

fn change_work(app: &App, request: &Request) -> Result<Work, PageError> {
    let found = Found::of(app, request, "change referral")?;
    let returns = found.referral()?.returns;
    let team = found.line.team().ok_or(PageError::NotFound)?;
    let id = found.entry.id;
    let job = Job {
        line: Some(found.line),
        table: if returns { &RETURN } else { &REFERRAL },
        current: Some(found.entry),
        action: format!("/referrals/{id}/change"),
        cancel: format!("/referrals/{id}"),
        also: None,
    };
    Ok(Work { job, team, returns })
}

/// What a new form holds when it is opened: ids, and today where today is likely.
fn start(app: &App, work: &Work) -> Pairs {
    let mut pairs = work.job.start(app);
    for name in ["person", "episode"] {
        pairs.push((name.to_owned(), Uuid::now_v7().to_string()));
    }
    let today = app.today();
    pairs.extend(crate::contact::typed::day_pairs("received_on", today));
    pairs.extend(crate::contact::typed::day_pairs("next_check_on", moment::add_days(today, 7)));
    pairs
}

fn form_id(request: &Request, name: &str) -> Result<Uuid, PageError> {
    let told = "This form is too old: open it again.";
    Uuid::try_parse(request.field(name)).map_err(|_| PageError::BadRequest(told.to_owned()))
}

impl Work {
    fn table(&self) -> &'static crate::record::table::Table {
        self.job.also.unwrap_or(self.job.table)
    }

    /// The referral of what was sent, with every problem that shows without the record.
    fn read(
        &self,
        request: &Request,
        pairs: &Pairs,
        before: Option<&Referral>,
    ) -> Result<(Option<Referral>, Vec<Problem>), PageError> {
        let earlier = before.and_then(|before| serde_json::to_value(before).ok());
        let (mut json, mut problems) = read::read(self.table(), pairs, earlier.as_ref());
        let episode = match before {
            Some(before) => before.episode,
            None => form_id(request, "episode")?,
        };
        if let Some(body) = json.as_object_mut() {
            body.insert("episode".to_owned(), json!(episode));
            body.insert("returns".to_owned(), json!(self.returns));
        }
        let body = checked(Kind::Referral, &json, &mut problems).and_then(|body| {
            let Body::Referral(referral) = body else { return None };
            Some(referral)
        });
        Ok((body, problems))
    }

    /// A draft; `ids` are the entry and the person.
    fn draft(&self, app: &App, request: &Request, (id, subject): (Uuid, Uuid), body: Body) -> Draft {
        let opened = moment::parse_utc(request.field("at")).ok().filter(|at| *at <= app.now());
        let happened_at = opened.unwrap_or(app.now());
        Draft { id, subject, team: Some(self.team), happened_at, from_version: 0, reason: None, body }
    }

    /// Records the person when they are new, the time with the team, and the referral.
    fn record(
        &self,
        app: &App,
        request: &Request,
        pairs: &Pairs,
        person: Uuid,
        (details, body): (Option<Draft>, Referral),
    ) -> Result<Reply, PageError> {
        let (episode, entry) = (body.episode, form_id(request, "entry")?);
        let started = Episode {
            referred_on: body.received_on,
            accepted_on: None,
            last_seen_before: None,
            referred_by: body.organisation.clone().or_else(|| Some(body.source.label().to_owned())),
            ended_on: None,
            ended_because: None,
            ended_to: None,
            ended_why: None,
        };
        let mut drafts: Vec<Draft> = details.into_iter().collect();
        drafts.push(self.draft(app, request, (episode, person), Body::Episode(started)));
        drafts.push(self.draft(app, request, (entry, person), Body::Referral(body)));
        let outcomes = app.store.append_whole(request.actor()?, drafts, app.now(), false)?;
        match worst(outcomes)? {
            Sent::Done => Ok(Reply::To(format!("/referrals/{entry}?recorded={entry}"))),
            Sent::Refused(problems) => self.show(app, request, pairs, &problems),
            Sent::Stale(theirs) => Err(PageError::Conflict(theirs)),
        }
    }

    fn show(
        &self,
        app: &App,
        request: &Request,
        pairs: &Pairs,
        problems: &[Problem],
    ) -> Result<Reply, PageError> {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let kept: Vec<(&str, &str)> = ["person", "episode"]
            .iter()
            .filter_map(|name| Some((*name, pairs.iter().find(|(key, _)| key == name)?.1.as_str())))
            .collect();
        let back = self.job.line.as_ref().and_then(|line| referral::returns(line, app.today()));
        let extra = json!({
            "team": app.store.directory().team_name(Some(self.team)),
            "new": self.job.line.is_none(),
            "kept": kept,
            "parts": parts::of(pairs, self.returns),
            "back": back.and_then(|episode| episode.ended_on).map(moment::day_words),
            "key_worker": key_worker(app, self.job.line.as_ref()),
        });
        self.job.draw_as(app, request, "referral/form.html", (pairs, status, problems, extra))
    }
}

/// Who was the key worker the last time, when they still work here (R11).
fn key_worker(app: &App, line: Option<&Line>) -> Option<String> {
    let id = line?.named.as_ref()?.key_worker?;
    app.store.directory().staff.get(&id).map(|staff| staff.name.clone())
}

/// The outcome that stood in the way, or that all is done.
pub(super) fn worst(outcomes: Vec<Outcome>) -> Result<Sent, PageError> {
    let mut sent = Sent::of(outcomes.first().cloned())?;
    for outcome in outcomes.into_iter().skip(1) {
        if let Sent::Done = sent {
            sent = Sent::of(Some(outcome))?;
        }
    }
    Ok(sent)
}

/// The person as far as a referral says who they are.
fn read_person(pairs: &Pairs) -> (Option<Person>, Vec<Problem>) {
    let (mut json, mut problems) = read::read(&PERSON, pairs, None);
    let typed = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let clean = |name: &str| care::text::clean_name(typed(name)).map(|clean| clean.value).unwrap_or_default();
    let names = vec![PersonName { usage: NameUse::Usual, given: clean("_given"), family: clean("_family") }];
    let lines: Vec<String> = typed("_address")
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let postcode = Postcode::coded(typed("_postcode")).ok().map(|found| found.as_str().to_owned());
    let known = !lines.is_empty() || postcode.is_some();
    let place = json!({ "lines": lines, "postcode": postcode });
    let phones: Vec<Value> = Some(typed("_phone"))
        .filter(|number| !number.is_empty())
        .map(|number| json!({ "number": number }))
        .into_iter()
        .collect();
    if let Some(body) = json.as_object_mut() {
        if !body.contains_key("nhs_number") {
            body.insert("nhs_number_missing".to_owned(), json!(NhsNumberMissing::TraceNeeded));
        }
        for (name, value) in [
            ("names", json!(names)),
            ("sex_at_birth", json!("X")),
            ("ethnicity", json!("99")),
            ("places", if known { json!([place]) } else { json!([]) }),
            ("phones", json!(phones)),
        ] {
            body.insert(name.to_owned(), value);
        }
    }
    let mut found = Vec::new();
    let person = match checked(Kind::Person, &json, &mut found) {
        Some(Body::Person(person)) => Some(person),
        Some(_) | None => None,
    };
    problems.extend(found.into_iter().map(in_short_form));
    (person.filter(|_| problems.is_empty()), problems)
}

/// A problem of the full details under the name of the short form's box.
fn in_short_form(problem: Problem) -> Problem {
    let field = match problem.field.as_str() {
        field if field.ends_with(".given") => "_given",
        field if field.starts_with("names") => "_family",
        field if field.starts_with("phones") => "_phone",
        field if field.ends_with(".postcode") => "_postcode",
        field if field.starts_with("places") => "_address",
        field => field,
    };
    Problem { field: field.to_owned(), ..problem }
}

/// N3: what the person, family or a friend said is no referral. It is kept as a concern at once, and the
/// page says where it stands and what to do with it.
fn keep_concern(
    app: &App,
    request: &Request,
    (work, person): (&Work, Uuid),
    body: &Referral,
    about: Option<&Person>,
) -> Result<Reply, PageError> {
    let entry = form_id(request, "entry")?;
    let draft = work.draft(app, request, (entry, person), Body::Referral(body.clone()));
    let known = work.job.line.is_some();
    let concern = n03::as_concern(&draft, work.team, about, known)
        .ok_or_else(|| PageError::Broken("a service became a concern".to_owned()))?;
    let id = concern.id;
    let outcome = app.store.append(request.actor()?, vec![concern], app.now())?.pop();
    match Sent::of(outcome)? {
        Sent::Refused(problems) => {
            let pairs = read::compact(work.table(), &request.form);
            work.show(app, request, &pairs, &problems)
        }
        Sent::Done | Sent::Stale(_) => {
            let context = json!({
                "who": who(body.source),
                "concern": format!("/concerns/{id}"),
                "team": work.team,
            });
            let page = app.templates.page("referral/lay.html", &app.frame(request), context)?;
            Ok(Reply::Page(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

fn who(source: Source) -> &'static str {
    match source {
        Source::Person => "the person themself",
        Source::Family => "the family",
        Source::Friend => "a friend",
        Source::Cmht
        | Source::EarlyIntervention
        | Source::CrisisTeam
        | Source::Rehabilitation
        | Source::ForensicCommunity
        | Source::OtherCommunity
        | Source::Ward
        | Source::Gp => "a service",
    }
}
