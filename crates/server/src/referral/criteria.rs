//! The criteria of a team: in plain English for everybody who asks, printed, copied or as a PDF in one
//! click, with a log of who was given them (R07). A set is approved in `approve`.

use care::access::Activity;
use care::criteria::{self, Set};
use care::entry::criteria::{CriteriaGiven, GivenTo, SetChange};
use care::entry::{Body, Draft, Entry, Kind as EntryKind};
use care::moment;
use care::problem::Problem;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::letter;
use crate::app::App;
use crate::board::teams;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed};
use crate::error::PageError;
use crate::pdf::{self, Block, Document};
use crate::record::fields::named_choices;
use crate::request::{Reply, Request};
use crate::template::forms::{Field, Form, Kind};

/// Sets and log lines looked at, at most.
const MOST: u32 = 500;

/// The entries of a kind that a team has written, the latest first.
pub(crate) fn entries(app: &App, team: Uuid, kind: EntryKind) -> Result<Vec<Entry>, PageError> {
    Ok(app.store.read(|tx| store::people::of_team(tx, team, kind, MOST))?)
}

/// The set in force today, with its entry; the national one when the team has approved none.
pub(super) fn today(app: &App, approved: &[Entry]) -> Result<(Option<Uuid>, Set), PageError> {
    if let Some((id, set)) = criteria::in_force(approved, app.today()) {
        return Ok((Some(id), set.clone()));
    }
    let national =
        criteria::shipped("national").ok_or_else(|| PageError::Broken("no criteria".to_owned()))?;
    Ok((None, national.clone()))
}

/// One set of criteria of a team.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Version {
    /// The entry that approved it; none for a set that is shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) entry: Option<Uuid>,
    /// Whether it judges what is received today.
    pub(crate) in_force: bool,
    /// The first day it judges referrals by; none for a set that is shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) effective_from: Option<Date>,
    /// The body that approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) approved_by: Option<String>,
    /// Who wrote the approval down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    /// Each change from the set before, with its reason.
    pub(crate) changes: Vec<SetChange>,
    /// The set, whole.
    pub(crate) set: Set,
}

/// Criteria that were given to somebody.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Given {
    /// The entry.
    entry: Uuid,
    /// When.
    at: Timestamp,
    /// Who wrote it down.
    by: String,
    /// To whom.
    to: GivenTo,
    /// Their name, or the service.
    name: String,
    /// How.
    how: String,
    /// Which set.
    set: String,
}

/// Every set that a team has approved, the latest first, and the shipped ones it may start from.
///
/// # Errors
/// The database.
pub(crate) fn versions(app: &App, team: Uuid) -> Result<Vec<Version>, PageError> {
    let approved = entries(app, team, EntryKind::CriteriaSet)?;
    let (now, set) = today(app, &approved)?;
    let directory = app.store.directory();
    let own = approved.iter().filter_map(|entry| {
        let Body::CriteriaSet(one) = &entry.body else { return None };
        Some(Version {
            entry: Some(entry.id),
            in_force: now == Some(entry.id),
            effective_from: Some(one.effective_from),
            approved_by: Some(one.approved_by.clone()),
            by: Some(directory.staff_name(entry.author).to_owned()),
            changes: one.changes.clone(),
            set: one.set.clone(),
        })
    });
    let shipped = criteria::SHIPPED.iter().map(|one| Version {
        entry: None,
        in_force: now.is_none() && one.key == set.key,
        effective_from: None,
        approved_by: None,
        by: None,
        changes: Vec::new(),
        set: one.clone(),
    });
    Ok(own.chain(shipped).collect())
}

/// To whom a team's criteria were given, the latest first (R07).
///
/// # Errors
/// The database.
pub(crate) fn given(app: &App, team: Uuid, approved: &[Entry]) -> Result<Vec<Given>, PageError> {
    let directory = app.store.directory();
    let all = entries(app, team, EntryKind::CriteriaGiven)?.into_iter().filter_map(|entry| {
        let Body::CriteriaGiven(given) = &entry.body else { return None };
        Some(Given {
            entry: entry.id,
            at: entry.happened_at,
            by: directory.staff_name(entry.author).to_owned(),
            to: given.to,
            name: given.name.clone(),
            how: given.how.clone(),
            set: set_name(approved, given),
        })
    });
    Ok(all.collect())
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
    let (_, set) = today(app, &approved)?;
    let given: Vec<_> = given(app, team, &approved)?
        .into_iter()
        .map(|one| {
            json!({
                "at": moment::utc_text(one.at),
                "by": one.by,
                "to": one.to.label(),
                "name": one.name,
                "how": one.how,
                "set": one.set,
            })
        })
        .collect();
    let history: Vec<_> = versions(app, team)?
        .into_iter()
        .filter_map(|one| {
            Some(json!({
                "name": one.set.name,
                "from": moment::day_words(one.effective_from?),
                "approved_by": one.approved_by,
                "by": one.by,
                "changes": one.changes,
                "now": one.in_force,
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

/// The criteria as a document of their own.
fn document(app: &App, request: &Request) -> Result<(Uuid, Document), PageError> {
    let team = app.team(request)?;
    let (_, set) = today(app, &entries(app, team, EntryKind::CriteriaSet)?)?;
    let directory = app.store.directory();
    let name = directory.team_name(Some(team));
    let title = format!("Who {name} is for");
    let mut blocks = vec![Block::Heading { level: 1, text: title.clone() }, Block::text(set.plain.clone())];
    blocks.push(Block::heading(set.name.clone()));
    let items = set.criteria.iter().map(|one| format!("{}. {}", one.name, one.plain));
    blocks.push(Block::List { items: items.collect() });
    let by_law = "Everybody may see these criteria. They were in force on the day this was printed:";
    blocks.push(Block::text(format!("{by_law} {}. {}.", moment::day_words(app.today()), set.source)));
    if let Some(routes) = directory.teams.get(&team).and_then(|team| team.routes.as_ref()) {
        blocks.push(Block::heading("Where to turn"));
        blocks.push(letter::turn_to(routes));
    }
    Ok((team, Document { title, blocks }))
}

/// `GET /criteria.pdf`
pub(crate) fn paper(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (team, document) = document(app, request)?;
    app.note(request, "criteria", Some(team), None)?;
    Ok(Reply::File { kind: "application/pdf", name: "criteria.pdf", bytes: pdf::draw(&document)? })
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
pub(super) type Draw = fn(&App, &Request, &Pairs, &[Problem]) -> Result<Reply, PageError>;

pub(super) fn record(
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
