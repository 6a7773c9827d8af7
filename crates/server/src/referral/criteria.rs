//! The criteria of a team: in plain English for everybody who asks, printed or copied in one click, with
//! a log of who was given them (R07); and the approval of a set from a day on (R06).

use care::access::Activity;
use care::criteria::{self, Need, Set, Test};
use care::entry::criteria::{CriteriaGiven, CriteriaSet, GivenTo, SetChange};
use care::entry::{Body, Draft, Entry, Kind as EntryKind};
use care::moment;
use care::problem::Problem;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::board::teams;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed, day_pairs};
use crate::error::PageError;
use crate::record::fields::named_choices;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind};

/// Sets and log lines looked at, at most.
const MOST: u32 = 500;

fn entries(app: &App, team: Uuid, kind: EntryKind) -> Result<Vec<Entry>, PageError> {
    Ok(app.store.read(|tx| store::people::of_team(tx, team, kind, MOST))?)
}

/// The set in force today, with its entry; the national one when the team has approved none.
fn today(app: &App, approved: &[Entry]) -> Result<(Option<Uuid>, Set), PageError> {
    if let Some((id, set)) = criteria::in_force(approved, app.today()) {
        return Ok((Some(id), set.clone()));
    }
    let national =
        criteria::shipped("national").ok_or_else(|| PageError::Broken("no criteria".to_owned()))?;
    Ok((None, national.clone()))
}

/// `GET /criteria`
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("shown_at".to_owned(), moment::utc_text(app.now())),
    ];
    draw(app, request, &pairs, &[])
}

fn draw(app: &App, request: &Request, pairs: &Pairs, problems: &[Problem]) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let (directory, actor) = (app.store.directory(), request.actor()?);
    let approved = entries(app, team, EntryKind::CriteriaSet)?;
    let (set_entry, set) = today(app, &approved)?;
    let given: Vec<_> = entries(app, team, EntryKind::CriteriaGiven)?
        .iter()
        .filter_map(|entry| {
            let Body::CriteriaGiven(given) = &entry.body else { return None };
            Some(json!({
                "at": moment::utc_text(entry.happened_at),
                "by": directory.staff_name(entry.author),
                "to": given.to.label(),
                "name": given.name,
                "how": given.how,
                "set": set_name(&approved, given),
            }))
        })
        .collect();
    let history: Vec<_> = approved
        .iter()
        .filter_map(|entry| {
            let Body::CriteriaSet(one) = &entry.body else { return None };
            Some(json!({
                "name": one.set.name,
                "from": moment::day_words(one.effective_from),
                "approved_by": one.approved_by,
                "by": directory.staff_name(entry.author),
                "changes": one.changes,
                "now": set_entry == Some(entry.id),
            }))
        })
        .collect();
    let fields = vec![
        Field::new(Kind::Select, "to", "To whom?").options(named_choices(GivenTo::ALL, GivenTo::label)),
        Field::new(Kind::Text, "name", "Their name or service").width(30),
        Field::new(Kind::Text, "how", "How?").hint("By hand, by post, by email.").width(30),
    ];
    let hidden = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let form = Form::post(format!("/criteria?team={team}"), csrf(request), "Write it down", fields)
        .hidden("entry", hidden("entry"))
        .hidden("shown_at", hidden("shown_at"))
        .sent(pairs)
        .problems(&send::shown(problems));
    let context = json!({
        "team": team,
        "team_name": directory.team_name(Some(team)),
        "teams": teams(app, request, team),
        "set": set,
        "form": form,
        "given": given,
        "history": history,
        "may_approve": actor.may(Activity::DecideReferral),
    });
    send::page(app, request, "referral/criteria.html", &context, problems)
}

fn set_name(approved: &[Entry], given: &CriteriaGiven) -> String {
    let own = approved.iter().filter(|entry| Some(entry.id) == given.criteria_entry).find_map(|entry| {
        let Body::CriteriaSet(one) = &entry.body else { return None };
        Some(one.set.name.clone())
    });
    own.or_else(|| criteria::shipped(&given.key).map(|set| set.name.clone()))
        .unwrap_or_else(|| given.key.clone())
}

/// `POST /criteria`: somebody was given the criteria.
pub(crate) fn give(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let approved = entries(app, team, EntryKind::CriteriaSet)?;
    let (criteria_entry, set) = today(app, &approved)?;
    let mut typed = Typed::new(&request.form);
    let to: Option<GivenTo> = typed.choice("to");
    typed.problems.require(to.is_some(), "to", "Choose to whom the criteria were given.");
    let body = CriteriaGiven {
        key: set.key,
        criteria_entry,
        to: to.unwrap_or(GivenTo::Other),
        name: typed.words("name", 500).unwrap_or_default(),
        how: typed.words("how", 500).unwrap_or_default(),
    };
    let (id, happened_at) = (typed.id("entry"), typed.shown_at(app.now()));
    let mut problems = typed.problems.into_vec();
    problems.extend(body.check());
    let (Some(id), true) = (id, problems.is_empty()) else {
        return draw(app, request, &request.form, &problems);
    };
    record(app, request, (id, team, happened_at), Body::CriteriaGiven(body), draw)
}

/// What draws a form again.
type Draw = fn(&App, &Request, &Pairs, &[Problem]) -> Result<Reply, PageError>;

fn record(
    app: &App,
    request: &Request,
    (id, team, happened_at): (Uuid, Uuid, jiff::Timestamp),
    body: Body,
    draw: Draw,
) -> Result<Reply, PageError> {
    let (subject, team_of) = (team, Some(team));
    let draft = Draft { id, subject, team: team_of, happened_at, from_version: 0, reason: None, body };
    match send::one(app, request, draft)? {
        Sent::Recorded(_) => Ok(Reply::To(format!("/criteria?team={team}"))),
        Sent::Refused(problems) => draw(app, request, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

/// `GET /criteria/new`
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let mut pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("shown_at".to_owned(), moment::utc_text(app.now())),
    ];
    pairs.extend(day_pairs("effective_from", app.today()));
    new_page(app, request, &pairs, &[])
}

fn new_page(app: &App, request: &Request, pairs: &Pairs, problems: &[Problem]) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let sets = criteria::SHIPPED
        .iter()
        .map(|set| Choice::new(set.key.clone(), set.name.clone()).hint(set.source.clone()));
    let fields = vec![
        Field::new(Kind::Radios, "base", "Which criteria?").options(sets),
        Field::new(Kind::Number, "needs", "How many complex needs at least? (optional)")
            .hint("Only when the team asks for another number than the set. Never fewer than 2."),
        Field::new(Kind::Date, "effective_from", "From which day?")
            .hint("Today or later. A referral is judged by the criteria of the day it was received."),
        Field::new(Kind::Text, "approved_by", "Which body approved them?"),
        Field::new(Kind::Textarea, "what", "What changes from the criteria before?").rows(2),
        Field::new(Kind::Textarea, "why", "Why?").rows(2),
    ];
    let hidden = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let form =
        Form::post(format!("/criteria/new?team={team}"), csrf(request), "Put the criteria in force", fields)
            .hidden("entry", hidden("entry"))
            .hidden("shown_at", hidden("shown_at"))
            .cancel(format!("/criteria?team={team}"))
            .sent(pairs)
            .problems(&send::shown(problems));
    let context = json!({
        "title": "New criteria for the team",
        "intro": "Criteria may be tightened where demand is high, never below what the law expects. Approved criteria are never changed: the next set takes their place.",
        "form": form,
    });
    send::page(app, request, "referral/plain.html", &context, problems)
}

/// `POST /criteria/new`
pub(crate) fn new_send(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let mut typed = Typed::new(&request.form);
    let base = criteria::shipped(typed.text("base"));
    typed.problems.require(base.is_some(), "base", "Choose the criteria.");
    let needs = typed.text("needs").to_owned();
    let needs = Some(needs).filter(|text| !text.is_empty()).and_then(|text| {
        typed.problems.keep("needs", text.parse::<u8>().map_err(|_| "Enter a whole number."))
    });
    let effective_from = typed.day("effective_from");
    let change = SetChange {
        what: typed.words("what", 20_000).unwrap_or_default(),
        why: typed.words("why", 20_000).unwrap_or_default(),
    };
    let approved_by = typed.words("approved_by", 2_000).unwrap_or_default();
    let (id, happened_at) = (typed.id("entry"), typed.shown_at(app.now()));
    let mut problems = typed.problems.into_vec();
    let (Some(base), Some(id), Some(effective_from)) = (base, id, effective_from) else {
        return new_page(app, request, &request.form, &problems);
    };
    let set = needs.map_or_else(|| base.clone(), |needs| with_needs(base.clone(), needs));
    let body = CriteriaSet { set, effective_from, approved_by, changes: vec![change] };
    problems.extend(body.check().into_iter().map(flat));
    if !problems.is_empty() {
        return new_page(app, request, &request.form, &problems);
    }
    record(app, request, (id, team, happened_at), Body::CriteriaSet(body), new_page)
}

/// A problem of the whole set under the name of the box of the page.
fn flat(problem: Problem) -> Problem {
    let field = match problem.field.as_str() {
        "changes.0.what" => "what",
        "changes.0.why" => "why",
        field if field.starts_with("set") => "needs",
        field => field,
    };
    Problem { field: field.to_owned(), ..problem }
}

/// The set with another number of complex needs, in its test and in its plain words.
fn with_needs(mut set: Set, needs: u8) -> Set {
    for criterion in &mut set.criteria {
        if let Test::Needs { at_least, of } = &mut criterion.test {
            *at_least = needs;
            let names: Vec<String> = of.iter().map(|need: &Need| need.label().to_lowercase()).collect();
            criterion.plain = format!("At least {needs} of these are true: {}.", names.join("; "));
            set.name = format!("{}, {needs} complex needs", set.name);
        }
    }
    set
}
