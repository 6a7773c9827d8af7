//! A week ready to print: the grid of workers and days, and the same visits as lists. Nothing here
//! decides what may be done.

use care::codes;
use care::entry::tier::TierName;
use care::entry::week_plan::{Effect, Placement};
use care::moment;
use care::search_key::fold;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::figures::hours;
use super::plan::Week;
use super::route::{Halt, Route};
use super::words::{Words, clock};

/// A visit on a page of the week.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Stop {
    pub(crate) visit: Uuid,
    pub(crate) person: Uuid,
    pub(crate) name: String,
    pub(crate) starts: String,
    pub(crate) times: String,
    pub(crate) minutes: u16,
    pub(crate) place: String,
    pub(crate) who: String,
    /// The other worker, in the cell of one.
    pub(crate) with: String,
    pub(crate) purposes: String,
    pub(crate) tier: Option<&'static str>,
    pub(crate) red: bool,
    /// `new`, `changes`, or `stands`.
    pub(crate) effect: &'static str,
    /// What the plan does to it, in words; empty when it stands.
    pub(crate) change: String,
    pub(crate) locked: bool,
    /// It has begun or is past.
    pub(crate) fixed: bool,
    /// Minutes of the way to it.
    pub(crate) way: i32,
}

/// A worker's day in the grid.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cell {
    pub(crate) day: Date,
    pub(crate) day_words: String,
    /// `Not at work`, `Away`, or empty.
    pub(crate) off: &'static str,
    pub(crate) travel: String,
    pub(crate) stops: Vec<Stop>,
}

/// A worker's week.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) role: &'static str,
    pub(crate) visits: usize,
    pub(crate) travel: String,
    pub(crate) cells: Vec<Cell>,
}

/// A day as a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Day {
    pub(crate) day: Date,
    pub(crate) words: String,
    /// Shown at first on a phone, where the others are folded.
    pub(crate) open: bool,
    pub(crate) stops: Vec<Stop>,
}

/// What of the week is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Words that a visit has in person, worker, place or purpose.
    pub(crate) q: String,
    /// Only this worker.
    pub(crate) worker: Option<Uuid>,
    /// Only what the plan changes.
    pub(crate) changes: bool,
    /// By name, or who has most visits first.
    pub(crate) busiest: bool,
}

impl Wanted {
    fn shows(&self, stop: &Stop) -> bool {
        let text = || fold(&format!("{} {} {} {}", stop.name, stop.who, stop.place, stop.purposes));
        let said = || {
            let text = text();
            fold(&self.q).split_whitespace().all(|word| text.contains(word))
        };
        (!self.changes || stop.effect != "stands") && (self.q.is_empty() || said())
    }
}

/// A visit of the plan, as one sees it.
pub(crate) fn stop(words: &Words<'_>, one: &Placement) -> Stop {
    let week = words.week;
    let line = week.asked.lines.get(&one.person);
    let tier = line.and_then(|line| line.tier.as_ref());
    let ends = moment::time_words(moment::local_time(one.ends_at()));
    let starts = moment::time_words(moment::local_time(one.starts_at));
    let label = codes::place::label(&one.place).unwrap_or("Place not known");
    let now = week.visits.get(&one.visit);
    let fixed = now.is_some_and(|now| now.visit.started_at.is_some() || now.outcome.is_some());
    let past =
        week.asked.need(one.visit).and_then(|at| week.asked.needs.get(at)).is_none_or(|need| need.frozen());
    Stop {
        visit: one.visit,
        person: one.person,
        name: words.person(one.person).to_owned(),
        times: format!("{starts} to {ends}"),
        starts,
        minutes: one.minutes,
        place: one
            .where_exactly
            .as_ref()
            .map_or_else(|| label.to_owned(), |where_| format!("{label}: {where_}")),
        who: if one.workers.is_empty() { "Nobody yet".to_owned() } else { words.staff(&one.workers) },
        with: String::new(),
        purposes: one.purposes.iter().map(|p| p.label()).collect::<Vec<_>>().join(", "),
        tier: tier.map(|tier| tier.tier.label()),
        red: tier.is_some_and(|tier| tier.tier == TierName::Red),
        effect: match one.effect {
            Effect::Stands => "stands",
            Effect::Changes => "changes",
            Effect::New => "new",
        },
        change: words.change(one).unwrap_or_default(),
        locked: one.locked,
        fixed: fixed || past,
        way: 0,
    }
}

/// The grid: every worker with a day at work or a visit.
pub(crate) fn grid(words: &Words<'_>, wanted: &Wanted) -> Vec<Row> {
    let week = words.week;
    let plan = week.planned();
    let mut workers: Vec<Uuid> = week.asked.workers.clone();
    for one in week.plan.placements.iter().flat_map(|one| &one.workers) {
        if !workers.contains(one) {
            workers.push(*one);
        }
    }
    workers.retain(|id| wanted.worker.is_none_or(|wanted| wanted == *id));
    let mut rows: Vec<Row> = workers.into_iter().map(|id| row(words, &plan, id, wanted)).collect();
    let narrowed = !wanted.q.is_empty() || wanted.changes;
    rows.retain(|row| row.visits > 0 || (!narrowed && row.cells.iter().any(|cell| cell.off.is_empty())));
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    if wanted.busiest {
        rows.sort_by_key(|row| std::cmp::Reverse(row.visits));
    }
    rows
}

fn row(words: &Words<'_>, plan: &planner::Plan, id: Uuid, wanted: &Wanted) -> Row {
    let week = words.week;
    let at = week.asked.worker(id);
    let mut travel = 0;
    let cells: Vec<Cell> = (0..7_usize)
        .map(|day| {
            let date = moment::add_days(week.plan.monday, i32::try_from(day).unwrap_or(0));
            let route = at.map(|at| Route::of(&week.problem, plan, at, day)).unwrap_or_default();
            let minutes = u32::try_from(route.travel()).unwrap_or(0);
            travel += minutes;
            let stops = stops_of(words, id, date, &route);
            let shift =
                at.and_then(|at| week.problem.staff.get(at)).is_some_and(|who| who.shift(day).is_some());
            let off = if week.plan.away(id, date) {
                "Away"
            } else if shift {
                ""
            } else {
                "Not at work"
            };
            Cell {
                day: date,
                day_words: format!("{} {}", moment::weekday_words(date), moment::day_words(date)),
                off,
                travel: if route.visits() > 0 { hours(minutes) } else { String::new() },
                stops: stops.into_iter().filter(|stop| wanted.shows(stop)).collect(),
            }
        })
        .collect();
    Row {
        id,
        name: words.directory.staff_name(id).to_owned(),
        role: words.directory.role(id).map_or("", |role| role.label()),
        visits: cells.iter().map(|cell| cell.stops.len()).sum(),
        travel: hours(travel),
        cells,
    }
}

/// The visits of a worker's day in order, each with the way to it.
pub(crate) fn stops_of(words: &Words<'_>, worker: Uuid, day: Date, route: &Route) -> Vec<Stop> {
    let week = words.week;
    let mine = week.plan.placements.iter().filter(|one| one.workers.contains(&worker));
    let mine = mine.filter(|one| moment::local_day(one.starts_at) == day);
    mine.map(|one| {
        let visit = week.asked.need(one.visit);
        let leg = route.legs.iter().find(|leg| Some(leg.at) == visit.map(Halt::Visit));
        let others: Vec<Uuid> = one.workers.iter().copied().filter(|id| *id != worker).collect();
        let with = others.first().map(|id| short(words.directory.staff_name(*id))).unwrap_or_default();
        Stop { way: leg.map_or(0, |leg| leg.way), with, ..stop(words, one) }
    })
    .collect()
}

/// A name that fits a narrow cell: `Desmond D`.
fn short(name: &str) -> String {
    match name.split_once(' ') {
        Some((given, family)) => format!("{given} {}", family.chars().take(1).collect::<String>()),
        None => name.to_owned(),
    }
}

/// The same visits as lists, day by day.
pub(crate) fn days(words: &Words<'_>, wanted: &Wanted, today: Date) -> Vec<Day> {
    let week = words.week;
    let days = (0..7).map(|at| {
        let day = moment::add_days(week.plan.monday, at);
        let there = week.plan.placements.iter().filter(|one| moment::local_day(one.starts_at) == day);
        let there = there.filter(|one| wanted.worker.is_none_or(|worker| one.workers.contains(&worker)));
        let stops = there.map(|one| stop(words, one)).filter(|stop| wanted.shows(stop)).collect();
        let open =
            day == today || (at == 0 && !(0..7).contains(&moment::days_between(week.plan.monday, today)));
        Day { day, words: format!("{} {}", moment::weekday_words(day), moment::day_words(day)), open, stops }
    });
    days.collect()
}

/// One line of a worker's day: where, when, and the way there.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    /// The number on the sketch; none for what is not on it.
    pub(crate) number: Option<usize>,
    pub(crate) times: String,
    pub(crate) what: String,
    pub(crate) visit: Option<Uuid>,
    pub(crate) place: String,
    pub(crate) way: i32,
    /// It has no coordinates: the way to it is a flat time.
    pub(crate) not_placed: bool,
}

/// A worker's day as a way: its steps, and the stops that may be drawn.
pub(crate) fn steps(words: &Words<'_>, route: &Route) -> (Vec<Step>, Vec<(care::travel::Point, String)>) {
    let week = words.week;
    let point =
        |place: usize| week.asked.places.get(place).filter(|place| !place.withheld).and_then(|p| p.point);
    let mut drawn = Vec::new();
    drawn.extend(point(route.from).map(|point| (point, "Base".to_owned())));
    let mut steps = Vec::new();
    for (number, leg) in (1..).zip(&route.legs) {
        let place = week.asked.places.get(leg.place);
        let (what, visit) = match leg.at {
            Halt::Visit(at) => match week.asked.needs.get(at) {
                Some(need) => (words.person(need.person).to_owned(), Some(need.id)),
                None => continue,
            },
            Halt::Meeting(at) => (meeting(week, at), None),
        };
        let on_it = point(leg.place).filter(|_| visit.is_some());
        drawn.extend(on_it.map(|point| (point, number.to_string())));
        steps.push(Step {
            number: visit.map(|_| number),
            times: format!("{} to {}", clock(leg.start), clock(leg.end)),
            what,
            visit,
            place: place.map(|place| place.words.clone()).unwrap_or_default(),
            way: leg.way,
            not_placed: place.is_none_or(|place| place.point.is_none()),
        });
    }
    drawn.extend(point(route.to).map(|point| (point, "Base".to_owned())));
    (steps, drawn)
}

fn meeting(week: &Week, at: usize) -> String {
    let id = week.problem.events.get(at).map_or("", |event| event.id.as_str());
    let word = if id.starts_with("handover") { "Handover" } else { "MDT" };
    word.to_owned()
}
