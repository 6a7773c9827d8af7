//! A sick colleague's day, replanned by hand (T09): each visit with the colleagues who are free then, one
//! tap to move it; and who is displaced because nobody is. People decide; nothing moves by itself.

use care::entry::tier::TierName;
use care::entry::visit::Visit;
use care::fit::Week;
use care::line::Line;
use care::moment;
use care::rule::context::{VisitNow, VisitState};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::{Shown, append, beside_fields, page_with, settled, version_of};

/// Colleagues offered for one visit.
const OFFERED: usize = 4;

/// Whose day, and which.
struct Asked {
    team: Uuid,
    worker: Uuid,
    day: Date,
}

impl Asked {
    /// The worker is one of the team; another team's looks like nobody (AC03).
    fn of(app: &App, request: &Request, worker: &str, day: &str) -> Result<Asked, PageError> {
        let team = app.team(request)?;
        let worker = Uuid::try_parse(worker).map_err(|_| PageError::NotFound)?;
        let day = day.parse().unwrap_or_else(|_| app.today());
        let directory = app.store.directory();
        let there = directory.workers(team, day).iter().any(|(id, _)| *id == worker);
        if there { Ok(Asked { team, worker, day }) } else { Err(PageError::NotFound) }
    }

    fn path(&self) -> String {
        format!("/replan?team={}&worker={}&day={}", self.team, self.worker, self.day)
    }
}

/// The page: whose day it is, and what could become of each visit.
pub(crate) fn replan(app: &App, request: &Request) -> Result<Reply, PageError> {
    let Some(worker) = request.query("worker") else { return choose(app, request) };
    let asked = Asked::of(app, request, worker, request.query("day").unwrap_or_default())?;
    page(app, request, &asked, Vec::new())
}

/// Without a worker: who of the team has visits today.
fn choose(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let day = request.query("day").and_then(|text| text.parse().ok()).unwrap_or_else(|| app.today());
    let days = days(app, team, day)?;
    let directory = app.store.directory();
    let workers: Vec<Value> = directory
        .workers(team, day)
        .into_iter()
        .filter_map(|(id, staff)| {
            let visits = days.get(&id).map_or(0, |visits| visits.iter().filter(|v| is_planned(v)).count());
            (visits > 0).then(
                || json!({ "id": id, "name": staff.name, "visits": visits, "there": staff.works_on(day) }),
            )
        })
        .collect();
    let context = json!({
        "day": day,
        "day_words": format!("{} {}", moment::weekday_words(day), moment::day_words(day)),
        "team": team,
        "workers": workers,
    });
    page_with(app, request, "visit/replan_choose.html", context, Vec::new())
}

fn is_planned(visit: &VisitNow) -> bool {
    visit.state() == VisitState::Planned
}

/// The visits of every worker of a team on a day.
fn days(app: &App, team: Uuid, day: Date) -> Result<BTreeMap<Uuid, Vec<VisitNow>>, PageError> {
    let directory = app.store.directory();
    let workers: Vec<Uuid> = directory.workers(team, day).into_iter().map(|(id, _)| id).collect();
    let days = app.store.read(|tx| {
        let mut days = BTreeMap::new();
        for worker in workers {
            days.insert(worker, store::visits::of_worker(tx, worker, day)?);
        }
        Ok::<_, store::StoreError>(days)
    })?;
    Ok(days)
}

/// Colleagues who are free for a visit, the best suited first, each with the reasons.
fn free(
    app: &App,
    asked: &Asked,
    line: &Line,
    visit: &VisitNow,
    days: &BTreeMap<Uuid, Vec<VisitNow>>,
) -> Result<Vec<Value>, PageError> {
    let directory = app.store.directory();
    let mut offered = Vec::new();
    for one in crate::allocation::for_work(app, line, &[])? {
        let Some(staff) = directory.staff.get(&one.worker) else { continue };
        if one.against || one.worker == asked.worker || visit.visit.workers.contains(&one.worker) {
            continue;
        }
        let planned = days.get(&one.worker).map_or(&[][..], Vec::as_slice);
        let week = Week { staff, team: asked.team, planned };
        if week.clash(visit.id, visit.starts_at, asked.day, visit.visit.minutes).is_none() {
            let reasons: Vec<&str> = one.reasons.iter().map(|reason| reason.words.as_str()).collect();
            let visits = planned.iter().filter(|v| is_planned(v)).count();
            offered.push(json!({
                "id": one.worker,
                "name": staff.name,
                "reasons": reasons.join(". "),
                "visits": visits,
            }));
        }
        if offered.len() == OFFERED {
            break;
        }
    }
    Ok(offered)
}

fn page(app: &App, request: &Request, asked: &Asked, problems: Vec<Problem>) -> Result<Reply, PageError> {
    let (actor, directory, now) = (request.actor()?, app.store.directory(), app.now());
    let days = days(app, asked.team, asked.day)?;
    let mut cards = Vec::new();
    for visit in days.get(&asked.worker).into_iter().flatten().filter(|visit| is_planned(visit)) {
        let line = app.store.read(|tx| store::people::line(tx, visit.person))?;
        let Some(line) = line.filter(|line| actor.in_team(line.team())) else { continue };
        app.note(request, "replan", Some(visit.person), None)?;
        let offered = free(app, asked, &line, visit, &days)?;
        let red = line.tier.as_ref().is_some_and(|tier| tier.tier == TierName::Red);
        let others = visit.visit.workers.iter().filter(|id| **id != asked.worker);
        let names: Vec<&str> = others.map(|id| directory.staff_name(*id)).collect();
        cards.push((
            !red,
            visit.starts_at,
            json!({
                "visit": Shown::of(visit, &line, &directory, now),
                "version": visit.version,
                "red": red,
                "tier": line.tier.as_ref().map(|tier| tier.tier.label()),
                "with": names,
                "free": offered,
            }),
        ));
    }
    cards.sort_by_key(|(red, at, _)| (*red, *at));
    let cards: Vec<Value> = cards.into_iter().map(|(.., card)| card).collect();
    let displaced: Vec<&Value> = cards
        .iter()
        .filter(|card| card.get("free").and_then(Value::as_array).is_some_and(Vec::is_empty))
        .collect();
    let deciders: Vec<Value> = directory
        .workers(asked.team, app.today())
        .into_iter()
        .map(|(id, staff)| json!({ "value": id, "text": staff.name, "me": id == actor.staff }))
        .collect();
    let context = json!({
        "name": directory.staff_name(asked.worker),
        "worker": asked.worker,
        "team": asked.team,
        "day": asked.day,
        "day_words": format!("{} {}", moment::weekday_words(asked.day), moment::day_words(asked.day)),
        "moved": moved(app, request, &directory)?,
        "displaced": displaced.len(),
        "displaced_red": displaced.iter().filter(|card| card.get("red") == Some(&Value::Bool(true))).count(),
        "cards": cards,
        "deciders": deciders,
        "csrf": app.frame(request).csrf,
    });
    page_with(app, request, "visit/replan.html", context, problems)
}

/// The visit that was moved last, in words.
fn moved(
    app: &App,
    request: &Request,
    directory: &store::directory::Directory,
) -> Result<Option<String>, PageError> {
    let Some(id) = request.query("moved").and_then(|id| Uuid::try_parse(id).ok()) else { return Ok(None) };
    let visit = app.store.read(|tx| store::visits::one(tx, id))?;
    let Some(visit) = visit else { return Ok(None) };
    let line = app.store.read(|tx| store::people::line(tx, visit.person))?;
    let actor = request.actor()?;
    let Some(line) = line.filter(|line| actor.in_team(line.team())) else { return Ok(None) };
    let at = moment::time_words(moment::local_time(visit.starts_at));
    let who: Vec<&str> = visit.visit.workers.iter().map(|id| directory.staff_name(*id)).collect();
    let day = moment::local_day(visit.starts_at);
    let at = match request.query("day") {
        Some(asked) if asked == day.to_string() => at,
        Some(_) | None => format!("{}, {at}", moment::day_words_short(day)),
    };
    Ok(Some(match visit.state() {
        VisitState::CalledOff => format!("{at}, {}: called off.", line.who.name),
        VisitState::Planned | VisitState::Started | VisitState::Ended | VisitState::Recorded => {
            format!("{at}, {}: now with {}.", line.who.name, who.join(" and "))
        }
    }))
}

/// Moves one visit from the worker who is away to a colleague.
pub(crate) fn take_over(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, _) = super::find(app, request, "replan")?;
    let day = moment::local_day(now.starts_at);
    let asked = Asked::of(app, request, request.field("worker"), &day.to_string())?;
    let to = Uuid::try_parse(request.field("to")).map_err(|_| PageError::NotFound)?;
    let onward = format!("{}&moved={}", asked.path(), now.id);
    if now.visit.workers.contains(&to) && !now.visit.workers.contains(&asked.worker) {
        return Ok(Reply::To(onward));
    }
    let place = |id: &Uuid| if *id == asked.worker { to } else { *id };
    let workers: Vec<Uuid> = now.visit.workers.iter().map(place).collect();
    let draft = version_of(&now, Visit { workers, ..now.visit.clone() });
    match settled(append(app, request, vec![draft])?) {
        Ok(()) => Ok(Reply::To(onward)),
        Err(PageError::Refused(problems)) => page(app, request, &asked, beside_fields(&problems)),
        Err(error) => Err(error),
    }
}
