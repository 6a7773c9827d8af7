//! A sick colleague's day, replanned by hand (T09): each visit with the colleagues who are free then, one
//! tap to move it; and who is displaced because nobody is. People decide; nothing moves by itself.

use care::entry::tier::TierName;
use care::entry::visit::Visit;
use care::fit::Week;
use care::line::Line;
use care::moment;
use care::rule::context::{VisitNow, VisitState};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
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
pub(crate) struct DayOf {
    /// The team.
    pub(crate) team: Uuid,
    worker: Uuid,
    day: Date,
}

/// A visit of that day, and who could go instead.
pub(crate) struct Open {
    pub(crate) visit: VisitNow,
    pub(crate) line: Line,
    pub(crate) free: Vec<Free>,
}

/// A colleague who is free for a visit.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Free {
    /// Who.
    id: Uuid,
    /// Their name.
    name: String,
    /// Why they suit.
    reasons: String,
    /// Visits they have that day.
    visits: usize,
}

impl Open {
    /// Whether it gives way only by a decision (T09).
    pub(crate) fn is_red(&self) -> bool {
        self.line.tier.as_ref().is_some_and(|tier| tier.tier == TierName::Red)
    }
}

impl DayOf {
    /// The worker is one of the team; another team's looks like nobody (AC03).
    pub(crate) fn new(app: &App, request: &Request, worker: Uuid, day: Date) -> Result<DayOf, PageError> {
        let team = app.team(request)?;
        let there = app.store.directory().workers(team, day).iter().any(|(id, _)| *id == worker);
        if there { Ok(DayOf { team, worker, day }) } else { Err(PageError::NotFound) }
    }

    fn of(app: &App, request: &Request, worker: &str, day: &str) -> Result<DayOf, PageError> {
        let worker = Uuid::try_parse(worker).map_err(|_| PageError::NotFound)?;
        DayOf::new(app, request, worker, day.parse().unwrap_or_else(|_| app.today()))
    }

    /// The visits still planned, those of the red tier first, each with who is free.
    pub(crate) fn visits(&self, app: &App, request: &Request) -> Result<Vec<Open>, PageError> {
        let actor = request.actor()?;
        let days = days(app, self.team, self.day)?;
        let mut open = Vec::new();
        for visit in days.get(&self.worker).into_iter().flatten().filter(|visit| is_planned(visit)) {
            let line = app.store.read(|tx| store::people::line(tx, visit.person))?;
            let Some(line) = line.filter(|line| actor.in_team(line.team())) else { continue };
            app.note(request, "replan", Some(visit.person), None)?;
            let free = free(app, self, &line, visit, &days)?;
            open.push(Open { visit: visit.clone(), line, free });
        }
        open.sort_by_key(|one| (!one.is_red(), one.visit.starts_at));
        Ok(open)
    }

    fn path(&self) -> String {
        format!("/replan?team={}&worker={}&day={}", self.team, self.worker, self.day)
    }
}

/// The page: whose day it is, and what could become of each visit.
pub(crate) fn replan(app: &App, request: &Request) -> Result<Reply, PageError> {
    let Some(worker) = request.query("worker") else { return choose(app, request, Vec::new()) };
    let asked = DayOf::of(app, request, worker, request.query("day").unwrap_or_default())?;
    page(app, request, &asked, Vec::new())
}

/// Without a worker: who of the team has visits today, and who must be seen.
pub(crate) fn choose(app: &App, request: &Request, problems: Vec<Problem>) -> Result<Reply, PageError> {
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
    let person = request.query("person").unwrap_or_default();
    let lines = app.store.read(|tx| store::people::lines(tx, team))?;
    let mut people: Vec<(String, Uuid)> =
        lines.into_iter().filter(Line::on_caseload).map(|line| (line.who.name, line.person)).collect();
    people.sort_unstable();
    let people: Vec<Value> = people
        .into_iter()
        .map(|(name, id)| json!({"id": id, "name": name, "chosen": id.to_string() == person}))
        .collect();
    let typed = |name: &str| request.query(name).unwrap_or_default().to_owned();
    let context = json!({
        "people": people,
        "from": typed("from"),
        "until": typed("until"),
        "minutes": typed("minutes"),
        "two": typed("two"),
        "why": typed("why"),
        "sick": Uuid::try_parse(&typed("worker")).ok(),
        "day": day,
        "day_words": format!("{} {}", moment::weekday_words(day), moment::day_words(day)),
        "team": team,
        "workers": workers,
    });
    page_with(app, request, "visit/replan_choose.html", context, problems)
}

fn is_planned(visit: &VisitNow) -> bool {
    visit.state() == VisitState::Planned
}

/// The visits of every worker of a team on a day.
pub(super) fn days(app: &App, team: Uuid, day: Date) -> Result<BTreeMap<Uuid, Vec<VisitNow>>, PageError> {
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
pub(super) fn free(
    app: &App,
    asked: &DayOf,
    line: &Line,
    visit: &VisitNow,
    days: &BTreeMap<Uuid, Vec<VisitNow>>,
) -> Result<Vec<Free>, PageError> {
    let directory = app.store.directory();
    let mut offered = Vec::new();
    let purpose = visit.visit.purposes.first().copied();
    for one in crate::allocation::for_work(app, line, &[], purpose)? {
        let Some(staff) = directory.staff.get(&one.worker) else { continue };
        if one.against || one.worker == asked.worker || visit.visit.workers.contains(&one.worker) {
            continue;
        }
        let planned = days.get(&one.worker).map_or(&[][..], Vec::as_slice);
        let week = Week { staff, team: asked.team, planned };
        if week.clash(visit.id, visit.starts_at, asked.day, visit.visit.minutes).is_none() {
            let reasons: Vec<&str> = one.reasons.iter().map(|reason| reason.words.as_str()).collect();
            let visits = planned.iter().filter(|v| is_planned(v)).count();
            let (name, reasons) = (staff.name.clone(), reasons.join(". "));
            offered.push(Free { id: one.worker, name, reasons, visits });
        }
        if offered.len() == OFFERED {
            break;
        }
    }
    Ok(offered)
}

fn page(app: &App, request: &Request, asked: &DayOf, problems: Vec<Problem>) -> Result<Reply, PageError> {
    let (actor, directory, now) = (request.actor()?, app.store.directory(), app.now());
    let open = asked.visits(app, request)?;
    let displaced = || open.iter().filter(|one| one.free.is_empty());
    let card = |one: &Open| {
        let others = one.visit.visit.workers.iter().filter(|id| **id != asked.worker);
        json!({
            "visit": Shown::of(&one.visit, &one.line, &directory, now),
            "version": one.visit.version,
            "red": one.is_red(),
            "tier": one.line.tier.as_ref().map(|tier| tier.tier.label()),
            "with": others.map(|id| directory.staff_name(*id)).collect::<Vec<_>>(),
            "free": one.free,
        })
    };
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
        "displaced": displaced().count(),
        "displaced_red": displaced().filter(|one| one.is_red()).count(),
        "cards": open.iter().map(card).collect::<Vec<_>>(),
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
    let asked = DayOf::of(app, request, request.field("worker"), &day.to_string())?;
    let to = Uuid::try_parse(request.field("to")).map_err(|_| PageError::NotFound)?;
    let onward = match Uuid::try_parse(request.field("late")) {
        // Asked from the page of a visit that runs late.
        Ok(late) => format!("/visits/{late}/late"),
        Err(_) => format!("{}&moved={}", asked.path(), now.id),
    };
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
