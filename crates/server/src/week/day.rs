//! A worker's day as a way from stop to stop, with a sketch of it, and a worker's week as a calendar file.

use care::moment;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::calendar::{self, Happening};
use super::figures::hours;
use super::map;
use super::page::asked;
use super::plan::Week;
use super::route::Route;
use super::view;
use super::words::{Words, clock};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// The worker of a request, one of those of the week.
fn worker(week: &Week, request: &Request) -> Result<Uuid, PageError> {
    let id = request.query("worker").and_then(|id| Uuid::try_parse(id).ok()).ok_or(PageError::NotFound)?;
    let known =
        week.asked.worker(id).is_some() || week.plan.placements.iter().any(|one| one.workers.contains(&id));
    if known { Ok(id) } else { Err(PageError::NotFound) }
}

/// The day as a way.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    let id = worker(&week, request)?;
    let monday = week.plan.monday;
    let day = request.query("day").and_then(|text| text.parse::<Date>().ok()).unwrap_or(monday);
    let at = moment::days_between(monday, day);
    let Some(place) = usize::try_from(at).ok().filter(|at| *at < 7) else { return Err(PageError::NotFound) };
    app.note(request, "week", Some(week.team), Some(format!("the day {day} of a worker")))?;
    let directory = app.store.directory();
    let words = Words { week: &week, directory: &directory };
    let plan = week.planned();
    let worker_at = week.asked.worker(id);
    let route = worker_at.map(|at| Route::of(&week.problem, &plan, at, place)).unwrap_or_default();
    let (steps, stops) = view::steps(&words, &route);
    let shift = worker_at.and_then(|at| week.problem.staff.get(at)).and_then(|who| who.shift(place));
    let sketch = if steps.iter().any(|step| step.visit.is_some()) { map::sketch(&stops) } else { None };
    let withheld =
        route.legs.iter().any(|leg| week.asked.places.get(leg.place).is_some_and(|place| place.withheld));
    let context = json!({
        "name": directory.staff_name(id),
        "worker": id,
        "day": day,
        "day_words": format!("{} {}", moment::weekday_words(day), moment::day_words(day)),
        "before": (at > 0).then(|| moment::add_days(day, -1)),
        "after": (at < 6).then(|| moment::add_days(day, 1)),
        "here": format!("team={}&monday={monday}", week.team),
        "draft": week.draft.is_some(),
        "shift": shift.map(|shift| format!("{} to {}", clock(shift.start), clock(shift.end))),
        "steps": steps,
        "back": route.back,
        "travel": hours(u32::try_from(route.travel()).unwrap_or(0)),
        "visits": route.visits(),
        "sketch": sketch,
        "withheld": withheld,
    });
    app.page(request, "week/day.html", context)
}

/// A worker's week as a calendar: initials and times, nothing else.
pub(crate) fn calendar(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    let id = worker(&week, request)?;
    app.note(request, "week", Some(week.team), Some("calendar of a worker".to_owned()))?;
    let directory = app.store.directory();
    let words = Words { week: &week, directory: &directory };
    // What is planned, never what is only proposed.
    let mine = week.visits.values().filter(|now| now.visit.workers.contains(&id));
    let mut all: Vec<Happening> = mine
        .map(|now| Happening {
            id: now.id,
            version: now.version,
            starts: now.starts_at,
            ends: now.visit.planned_end(now.starts_at),
            initials: initials(words.person(now.person)),
        })
        .collect();
    all.sort_by_key(|one| (one.starts, one.id));
    let text = calendar::of(&all, app.now());
    let name = format!("visits-{}.ics", week.plan.monday);
    Ok(Reply::Download { kind: "text/calendar; charset=utf-8", name, bytes: text.into_bytes() })
}

/// The first letter of each name.
fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).collect()
}
