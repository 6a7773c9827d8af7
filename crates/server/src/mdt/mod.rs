//! The weekly meeting of the team, the MDT (T02, T03, R10): an agenda put together from the record, and
//! decisions, each with its owner; one that somebody does regularly becomes a series of visits at once.
//! Here are the meetings and their agenda; `decide` is the page of one person.

mod decide;
mod offer;
mod plan;
#[cfg(test)]
mod tests;
mod who;

pub(crate) use decide::{decide, form as decide_form};

use std::collections::BTreeMap;

use care::entry::mdt::{Mdt, MdtDecision};
use care::entry::{Body, Entry};
use care::line::Line;
use care::mdt::{Heading, agenda};
use care::moment;
use care::problem::Problem;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::board::teams;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::Typed;
use crate::error::PageError;
use crate::handover::attendees;
use crate::request::{Reply, Request};

/// A meeting of one of the actor's teams.
type Meeting = crate::meeting::Meeting<Mdt>;

/// What a meeting decided, the latest first.
fn decisions(app: &App, meeting: &Meeting) -> Result<Vec<(Entry, MdtDecision)>, PageError> {
    let decided = meeting.said(app)?.into_iter().filter_map(|entry| {
        let Body::MdtDecision(decision) = entry.body.clone() else { return None };
        Some((entry, decision))
    });
    Ok(decided.collect())
}

/// Everybody the meeting may speak of: the caseload, and who was referred and not decided.
pub(crate) fn lines(app: &App, team: Uuid) -> Result<Vec<Line>, PageError> {
    let board = app.boards.team(&app.store, team, app.now())?;
    let mut lines: Vec<Line> = board.lines.iter().map(|line| line.as_ref().clone()).collect();
    let waiting = app.store.read(|tx| store::people::referred(tx, team))?;
    lines.extend(waiting.into_iter().filter(care::referral::undecided));
    lines.sort_by(|a, b| (&a.who.sort, a.person).cmp(&(&b.who.sort, b.person)));
    Ok(lines)
}

/// The meetings of the team: the one of today, or a form that starts one.
pub(crate) fn index(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    page(app, request, team, None, &[])
}

fn page(
    app: &App,
    request: &Request,
    team: Uuid,
    sent: Option<&[&str]>,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let (me, today) = (request.actor()?.staff, app.today());
    let meetings = Meeting::of_team(app, team)?;
    app.note(request, "meetings", Some(team), None)?;
    let directory = app.store.directory();
    let items = agenda(&lines(app, team)?, app.now());
    let counts: Vec<Value> = Heading::ALL
        .iter()
        .map(|heading| json!({ "label": heading.label(), "count": items.iter().filter(|i| i.heading == *heading).count() }))
        .collect();
    let chosen = |id: Uuid, works: bool| match sent {
        Some(sent) => sent.contains(&id.to_string().as_str()),
        None => works || id == me,
    };
    let past = |meeting: &Meeting| {
        json!({
            "href": meeting.path(),
            "title": meeting.title(),
            "attendees": meeting.is.attendees.len(),
            "ended": meeting.is.ended_at.is_some(),
        })
    };
    let context = json!({
        "team": team,
        "team_name": directory.team_name(Some(team)),
        "teams": teams(app, request, team),
        "today": format!("{} {}", moment::weekday_words(today), moment::day_words(today)),
        "open": meetings.iter().find(|m| m.is.day == today).map(past),
        "attendees": attendees(app, team, today, chosen),
        "counts": counts,
        "earlier": meetings.iter().filter(|m| m.is.day != today).map(past).collect::<Vec<_>>(),
        "csrf": csrf(request),
    });
    send::page(app, request, "mdt/index.html", &context, problems)
}

/// Starts the meeting of today, or joins the one that somebody else has started.
pub(crate) fn start(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let today = app.today();
    let id = Mdt::entry_id(team, today);
    let there = || app.store.read(|tx| store::people::entry(tx, id));
    if there()?.is_some() {
        return Ok(Reply::To(format!("/mdt/{id}")));
    }
    let chosen = request.fields("attendees");
    let attendees = chosen.iter().filter_map(|id| Uuid::try_parse(id).ok()).collect();
    let is = Mdt { day: today, attendees, ended_at: None, note: None };
    let draft = Meeting::first(id, team, app.now(), is);
    match send::one(app, request, draft)? {
        Sent::Recorded(_) | Sent::Conflict(_) => Ok(Reply::To(format!("/mdt/{id}"))),
        Sent::Refused(_) if there()?.is_some() => Ok(Reply::To(format!("/mdt/{id}"))),
        Sent::Refused(problems) => page(app, request, team, Some(&chosen), &problems),
    }
}

/// The agenda of a meeting with what is decided so far.
pub(crate) fn show(app: &App, request: &Request) -> Result<Reply, PageError> {
    let meeting = Meeting::asked(app, request)?;
    of_meeting(app, request, &meeting, &[])
}

/// Ends a meeting. Who was not reached comes up again next time, for the same reason.
pub(crate) fn end(app: &App, request: &Request) -> Result<Reply, PageError> {
    let meeting = Meeting::asked(app, request)?;
    let mut typed = Typed::new(&request.form);
    let note = typed.words("note", 4_000);
    let problems = typed.problems.into_vec();
    if !problems.is_empty() {
        return of_meeting(app, request, &meeting, &problems);
    }
    if meeting.is.ended_at.is_some() {
        return Ok(Reply::To(meeting.path()));
    }
    let draft = meeting.changed(Mdt { ended_at: Some(app.now()), note, ..meeting.is.clone() });
    match send::one(app, request, draft)? {
        Sent::Recorded(_) => Ok(Reply::To(meeting.path())),
        Sent::Refused(problems) => of_meeting(app, request, &meeting, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn of_meeting(
    app: &App,
    request: &Request,
    meeting: &Meeting,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    app.note(request, "meeting", Some(meeting.team), None)?;
    let directory = app.store.directory();
    let lines = lines(app, meeting.team)?;
    let known: BTreeMap<Uuid, &Line> = lines.iter().map(|line| (line.person, line)).collect();
    let decisions = decisions(app, meeting)?;
    let decided: Vec<Value> = decisions
        .iter()
        .map(|(entry, decision)| {
            let told = crate::person::told(entry, &directory);
            json!({
                "person": entry.subject,
                "name": known.get(&entry.subject).map_or("", |line| line.who.name.as_str()),
                "href": format!("/entries/{}", entry.id),
                "parts": told.parts,
                "by": directory.staff_name(entry.author),
                "series": decision.intervention.as_ref().map(|one| one.series),
            })
        })
        .collect();
    let attendees: Vec<&str> = meeting.is.attendees.iter().map(|id| directory.staff_name(*id)).collect();
    let local = moment::local(app.now());
    let context = json!({
        "title": meeting.title(),
        "path": meeting.path(),
        "team_name": directory.team_name(Some(meeting.team)),
        "attendees": attendees,
        "ended": meeting.is.ended_at.map(|at| moment::time_words(moment::local_time(at))),
        "note": meeting.is.note,
        "groups": groups(app, meeting, &lines, &known, &decisions),
        "decided": decided,
        "everybody": lines.iter().map(|line| json!({ "value": line.person, "text": line.who.name })).collect::<Vec<_>>(),
        "csrf": csrf(request),
        "printed": format!(
            "Printed at {} on {} by {}",
            moment::time_words(local.time()),
            moment::day_words(local.date()),
            directory.staff_name(request.actor()?.staff)
        ),
    });
    send::page(app, request, "mdt/show.html", &context, problems)
}

/// Where somebody is spoken of: a referral on its own page, where the criteria and the decision are (R10).
fn href(meeting: &Meeting, heading: Heading, line: &Line) -> String {
    let referral = line.referrals.last().filter(|_| heading == Heading::Referral);
    match referral {
        Some(referral) => format!("/referrals/{}", referral.id),
        None => format!("{}/decide?person={}", meeting.path(), line.person),
    }
}

/// The agenda by heading. A heading without anybody is left out.
fn groups(
    app: &App,
    meeting: &Meeting,
    lines: &[Line],
    known: &BTreeMap<Uuid, &Line>,
    decisions: &[(Entry, MdtDecision)],
) -> Vec<Value> {
    let items = agenda(lines, app.now());
    let mut groups = Vec::new();
    for heading in Heading::ALL {
        let of_heading: Vec<Value> = items
            .iter()
            .filter(|item| item.heading == *heading)
            .filter_map(|item| {
                let line = known.get(&item.person)?;
                Some(json!({
                    "person": item.person,
                    "name": line.who.name,
                    "tier": line.tier.as_ref().map(|tier| tier.tier.label()),
                    "words": item.words,
                    "overdue": item.overdue && *heading != Heading::NotDiscussed,
                    "decided": decisions.iter().any(|(entry, _)| entry.subject == item.person),
                    "href": href(meeting, *heading, line),
                }))
            })
            .collect();
        if !of_heading.is_empty() {
            groups.push(json!({ "label": heading.label(), "items": of_heading }));
        }
    }
    groups
}
