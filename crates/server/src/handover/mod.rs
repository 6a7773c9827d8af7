//! The daily handover (T01, domain 4.2): a session that walks the caseload in the order of the board,
//! one line a person by keyboard, and ends with the day's visits and gaps. Several type at once.
//! Here are the sessions themselves; `walk` is the page of one person after another.

mod digest;
mod end;
mod line;
mod sheet;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use digest::Digest;
pub(crate) use end::{end, form as end_form};
pub(crate) use line::{attend, say};
pub(crate) use sheet::page as sheet;
pub(crate) use walk::page as walk;

use care::entry::handover::Handover;
use care::moment;
use care::problem::Problem;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::board::teams;
use crate::contact::send::{self, Sent, csrf};
use crate::error::PageError;
use crate::meeting::Meeting;
use crate::request::{Reply, Request};

/// A handover of one of the actor's teams.
type Session = Meeting<Handover>;

/// One worker who may be at the handover.
#[derive(Serialize)]
pub(crate) struct Attendee {
    id: Uuid,
    name: String,
    role: &'static str,
    chosen: bool,
}

/// The handovers of the team: the one that is going on, or a form that starts one.
pub(crate) fn index(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    page(app, request, team, None, &[])
}

/// The workers of a team, for whoever starts a handover or a meeting.
pub(crate) fn attendees(
    app: &App,
    team: Uuid,
    on: Date,
    chosen: impl Fn(Uuid, bool) -> bool,
) -> Vec<Attendee> {
    let directory = app.store.directory();
    let workers = directory.workers(team, on);
    let attendee = |(id, staff): (Uuid, &care::entry::organisation::Staff)| Attendee {
        id,
        name: staff.name.clone(),
        role: staff.role.label(),
        chosen: chosen(id, staff.works_on(on)),
    };
    workers.into_iter().map(attendee).collect()
}

fn page(
    app: &App,
    request: &Request,
    team: Uuid,
    sent: Option<&[&str]>,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let (me, today) = (request.actor()?.staff, app.today());
    let sessions = Session::of_team(app, team)?;
    app.note(request, "handovers", Some(team), None)?;
    let directory = app.store.directory();
    let open = sessions.iter().find(|s| s.is.ended_at.is_none() && s.is.day == today);
    let earlier: Vec<serde_json::Value> =
        sessions.iter().filter(|s| open.is_none_or(|o| o.id() != s.id())).map(past).collect();
    let chosen = |id: Uuid, works: bool| match sent {
        Some(sent) => sent.contains(&id.to_string().as_str()),
        None => works || id == me,
    };
    let context = json!({
        "team": team,
        "team_name": directory.team_name(Some(team)),
        "teams": teams(app, request, team),
        "today": format!("{} {}", moment::weekday_words(today), moment::day_words(today)),
        "open": open.map(|s| json!({
            "href": s.path(),
            "began": moment::time_words(moment::local_time(s.entry.happened_at)),
            "by": directory.staff_name(s.entry.author),
        })),
        "again": sessions.iter().any(|s| s.is.day == today),
        "attendees": attendees(app, team, today, chosen),
        "earlier": earlier,
        "csrf": csrf(request),
        "shown_at": moment::utc_text(app.now()),
    });
    send::page(app, request, "handover/index.html", &context, problems)
}

fn past(session: &Session) -> serde_json::Value {
    let coverage = session.is.coverage.as_ref();
    let minutes = session.is.ended_at.map(|end| moment::elapsed_minutes(session.entry.happened_at, end));
    json!({
        "href": format!("{}/sheet", session.path()),
        "title": session.title(),
        "attendees": session.is.attendees.len(),
        "people": coverage.map(|c| c.people),
        "spoken": coverage.map(|c| c.spoken),
        "minutes": minutes,
    })
}

/// Starts the handover of today, or joins the one that somebody else has started meanwhile.
pub(crate) fn start(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let (now, today) = (app.now(), app.today());
    let sessions = Session::of_team(app, team)?;
    if let Some(open) = sessions.iter().find(|s| s.is.day == today && s.is.ended_at.is_none()) {
        return Ok(Reply::To(open.path()));
    }
    let round = sessions.iter().filter(|s| s.is.day == today).map(|s| s.is.round).max().unwrap_or(0) + 1;
    let chosen = request.fields("attendees");
    let is = Handover {
        day: today,
        round,
        attendees: chosen.iter().filter_map(|id| Uuid::try_parse(id).ok()).collect(),
        ended_at: None,
        coverage: None,
        note: None,
    };
    let id = Handover::entry_id(team, today, round);
    match send::one(app, request, Session::first(id, team, now, is))? {
        Sent::Recorded(_) | Sent::Conflict(_) => Ok(Reply::To(format!("/handover/{id}"))),
        Sent::Refused(problems) => {
            // Two pressed the button in the same moment: there is one handover, and both are in it.
            let there = app.store.read(|tx| store::people::entry(tx, id))?;
            if there.is_some() {
                return Ok(Reply::To(format!("/handover/{id}")));
            }
            page(app, request, team, Some(&chosen), &problems)
        }
    }
}
