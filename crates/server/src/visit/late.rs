//! Running late: one tap on Today. A visit under way is expected to end later, one that has not begun
//! starts later; then the page shows which later visits no longer fit and what could become of each.
//! Nothing else moves by itself: each new time or worker is another tap.

use care::entry::visit::{Late, Visit};
use care::fit::Week;
use care::late::{Squeezed, squeezed};
use care::line::Line;
use care::moment;
use care::rule::context::{VisitNow, VisitState};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::replan::{DayOf, days, free};
use crate::visit::{Shown, append, beside_fields, find, page_with, settled, version_of};

/// `GET /visits/{id}/late`
///
/// # Errors
/// `NotFound` for another team's visit.
pub(crate) fn late_page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "running late")?;
    page(app, request, (&now, &line), Vec::new())
}

/// `POST /visits/{id}/late`: so many minutes, and why when it is not the first time.
///
/// # Errors
/// `NotFound` for another team's visit; the database.
pub(crate) fn late(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "running late")?;
    let there = Reply::To(format!("/visits/{}/late", now.id));
    if !matches!(now.state(), VisitState::Planned | VisitState::Started) {
        return Ok(there);
    }
    let typed = request.fields("minutes").last().map_or("", |text| text.trim());
    let Some(minutes) = typed.parse::<u16>().ok().filter(|minutes| (1..=240).contains(minutes)) else {
        let sentence = "Enter how many minutes later, as a whole number from 5 to 240.".to_owned();
        let problem = Problem { field: "minutes".to_owned(), sentence, rule: String::new() };
        return page(app, request, (&now, &line), vec![problem]);
    };
    // The second of two taps was made from the visit as the first one found it.
    if request.field("from_version") != now.version.to_string() {
        return Ok(there);
    }
    let why = Some(request.field("why").trim().to_owned()).filter(|why| !why.is_empty());
    let mut draft = version_of(&now, now.visit.clone());
    if now.state() == VisitState::Started {
        let late = Some(Late::more(now.visit.late.as_ref(), minutes, why));
        draft = version_of(&now, Visit { late, ..now.visit.clone() });
    } else {
        draft.happened_at = later(now.starts_at, minutes);
    }
    match settled(append(app, request, vec![draft])?) {
        Ok(()) => Ok(there),
        Err(PageError::Refused(problems)) => {
            let mut problems = beside_fields(&problems);
            for problem in problems.iter_mut().filter(|problem| problem.field == "late") {
                problem.field = if problem.rule == "LW08" { "why" } else { "minutes" }.to_owned();
            }
            page(app, request, (&now, &line), problems)
        }
        Err(error) => Err(error),
    }
}

fn later(at: Timestamp, minutes: u16) -> Timestamp {
    at.checked_add(i64::from(minutes).minutes()).unwrap_or(at)
}

/// `POST /visits/{id}/later`: a later visit of the same day gets the new time that was offered.
///
/// # Errors
/// `NotFound` for another team's visit; the database.
pub(crate) fn to_later(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, _) = find(app, request, "running late")?;
    let unreadable = || PageError::BadRequest("Choose one of the times on the page.".to_owned());
    let starts: Timestamp = request.field("starts").parse().map_err(|_| unreadable())?;
    let from = Uuid::try_parse(request.field("late")).map_err(|_| unreadable())?;
    let there = Reply::To(format!("/visits/{from}/late"));
    if now.starts_at == starts {
        return Ok(there);
    }
    let mut draft = version_of(&now, now.visit.clone());
    draft.happened_at = starts;
    match settled(append(app, request, vec![draft])?) {
        Ok(()) => Ok(there),
        Err(PageError::Refused(problems)) => {
            let first = app.store.read(|tx| store::visits::one(tx, from))?.ok_or(PageError::NotFound)?;
            let line = app.person(request, first.person, "running late")?;
            page(app, request, (&first, &line), beside_fields(&problems))
        }
        Err(error) => Err(error),
    }
}

/// Whose day it is: the reader's when they go, else the first who goes.
fn whose(now: &VisitNow, reader: Uuid) -> Option<Uuid> {
    let workers = &now.visit.workers;
    workers.iter().find(|id| **id == reader).or_else(|| workers.first()).copied()
}

fn page(
    app: &App,
    request: &Request,
    (now, line): (&VisitNow, &Line),
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let (actor, directory, at) = (request.actor()?, app.store.directory(), app.now());
    let day = moment::local_day(now.starts_at);
    let worker = whose(now, actor.staff);
    let visits = match worker {
        Some(worker) => app.store.read(|tx| store::visits::of_worker(tx, worker, day))?,
        None => Vec::new(),
    };
    let mut cards = Vec::new();
    let ways = match (line.team(), worker) {
        (Some(team), Some(worker)) => crate::week::ways(app, (team, day), worker)?,
        (Some(_) | None, _) => crate::week::Ways::default(),
    };
    for one in squeezed(&visits, now.id, &|from, to| ways.between(from.id, to.id)) {
        let Some(visit) = visits.iter().find(|visit| visit.id == one.visit) else { continue };
        cards.extend(card(app, request, (visit, &one), worker.unwrap_or_default())?);
    }
    let context = json!({
        "visit": Shown::of(now, line, &directory, at),
        "version": now.version,
        "begun": now.state() == VisitState::Started,
        "open": matches!(now.state(), VisitState::Planned | VisitState::Started),
        "ends": moment::time_words(moment::local_time(care::safety::expected_end(now))),
        "late": now.visit.late,
        "why": request.field("why"),
        "minutes": request.field("minutes"),
        "mine": worker == Some(actor.staff),
        "worker": worker,
        "worker_name": worker.map(|id| directory.staff_name(id)),
        "cards": cards,
        "team": line.team(),
        "day": day,
        "csrf": app.frame(request).csrf,
    });
    page_with(app, request, "visit/late.html", context, problems)
}

/// A later visit that no longer fits: whom to ring, its new time when everybody who goes is free then,
/// and colleagues who are free at the time it has.
fn card(
    app: &App,
    request: &Request,
    (visit, squeezed): (&VisitNow, &Squeezed),
    worker: Uuid,
) -> Result<Option<Value>, PageError> {
    let (actor, directory) = (request.actor()?, app.store.directory());
    let line = app.store.read(|tx| store::people::line(tx, visit.person))?;
    let Some(line) = line.filter(|line| actor.in_team(line.team())) else { return Ok(None) };
    app.note(request, "running late", Some(visit.person), None)?;
    let Some(team) = line.team() else { return Ok(None) };
    let day = moment::local_day(visit.starts_at);
    let days = days(app, team, day)?;
    let asked = DayOf::new(app, request, worker, day).ok();
    let colleagues = match &asked {
        Some(asked) => free(app, asked, &line, visit, &days)?,
        None => Vec::new(),
    };
    let free_then = |other: &Uuid| {
        let planned = days.get(other).map_or(&[][..], Vec::as_slice);
        let staff = directory.staff.get(other);
        staff.is_some_and(|staff| {
            let week = Week { staff, team, planned };
            week.clash(visit.id, squeezed.earliest, day, visit.visit.minutes).is_none()
        })
    };
    let same_day = moment::local_day(squeezed.earliest) == day;
    let others_free = visit.visit.workers.iter().filter(|id| **id != worker).all(free_then);
    let time = moment::time_words(moment::local_time(squeezed.earliest));
    Ok(Some(json!({
        "visit": Shown::of(visit, &line, &directory, app.now()),
        "red": line.tier.as_ref().is_some_and(|tier| tier.tier == care::entry::tier::TierName::Red),
        "too_late": squeezed.minutes,
        "starts": (same_day && others_free).then(|| squeezed.earliest.to_string()),
        "time": time,
        "free": colleagues,
    })))
}
