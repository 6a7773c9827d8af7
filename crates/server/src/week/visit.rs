//! One visit of a plan: why this worker and this time, what another time or worker would break or cost,
//! and moving or locking it in the draft. Nothing here changes a visit: it changes the plan of it.

use care::entry::week_plan::{LeftOut, Placement};
use care::moment;
use jiff::civil::{Date, Time};
use planner::check::sound_part;
use planner::{Plan, Planned, check, explain};
use serde_json::{Value, json};
use store::Outcome;
use uuid::Uuid;

use super::figures;
use super::page::{asked, path, show as show_week};
use super::plan::Week;
use super::run::problem;
use super::view;
use super::words::{Words, cost_change, day_and_time};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::page_with;

/// Minutes between two starts that are tried when nobody says a time.
const GRID: usize = 5;

/// What somebody would like a visit to be.
struct Wish {
    day: usize,
    /// Minutes after midnight; the best time is looked for when there is none.
    start: Option<i32>,
    workers: Vec<Uuid>,
    /// Which of the visit's places.
    place: usize,
}

/// What becomes of a wish.
struct Tried {
    planned: Planned,
    /// What it would break, in words; nothing when it may be.
    broken: Vec<String>,
    /// What it would cost more or less.
    cost: Vec<String>,
}

/// The visit of a request, as it is in the plan.
struct Subject<'a> {
    week: &'a Week,
    /// Its place among the needs.
    at: usize,
    id: Uuid,
    placed: Option<&'a Placement>,
}

impl<'a> Subject<'a> {
    fn of(week: &'a Week, request: &Request) -> Result<Subject<'a>, PageError> {
        let id = request.id("id")?;
        let at = week.asked.need(id).ok_or(PageError::NotFound)?;
        Ok(Subject { week, at, id, placed: week.plan.of(id) })
    }

    fn need(&self) -> Option<&'a care::needs::Need> {
        self.week.asked.needs.get(self.at)
    }

    fn frozen(&self) -> bool {
        self.need().is_none_or(care::needs::Need::frozen)
    }

    /// How the visit is now in the plan, as a wish.
    fn now(&self) -> Wish {
        let planned = self.placed.and_then(|one| self.week.position(one));
        let need = self.need();
        let days = || need.and_then(|need| need.days.first()).map_or(0, |day| usize::from(*day));
        let places =
            self.week.problem.visits.get(self.at).map(|visit| visit.places.as_slice()).unwrap_or_default();
        let place = planned.as_ref().and_then(|one| places.iter().position(|place| place.place == one.place));
        Wish {
            day: planned.as_ref().map_or_else(days, |one| one.day),
            start: planned.as_ref().map(|one| one.start),
            workers: self.placed.map(|one| one.workers.clone()).unwrap_or_default(),
            place: place.unwrap_or(0),
        }
    }

    /// What somebody typed or dropped; what they did not say is as it is.
    fn wished(&self, value: impl Fn(&str) -> Option<String>) -> Result<Wish, Vec<Problem>> {
        let (now, mut problems) = (self.now(), Vec::new());
        let monday = self.week.plan.monday;
        let day = value("day").map(|text| {
            let day = text.parse::<Date>().ok().map(|day| moment::days_between(monday, day));
            day.and_then(|day| usize::try_from(day).ok()).filter(|day| *day < 7)
        });
        let day = day.unwrap_or(Some(now.day));
        if day.is_none() {
            problems.push(problem("day", "Choose a day of this week.".to_owned()));
        }
        let start = match value("time").as_deref() {
            None => now.start,
            Some("") => None,
            Some(text) => {
                let time = moment::parse_time(text).ok().map(minute);
                if time.is_none() {
                    let sentence =
                        "Enter a time, for example 9:30am or 14:00; leave it empty for the best one.";
                    problems.push(problem("time", sentence.to_owned()));
                }
                time
            }
        };
        let chosen = |name: &str| value(name).and_then(|id| Uuid::try_parse(&id).ok());
        let said = value("worker").is_some();
        let workers =
            if said { chosen("worker").into_iter().chain(chosen("second")).collect() } else { now.workers };
        if workers.is_empty() {
            problems.push(problem("worker", "Choose who goes.".to_owned()));
        }
        let place = value("place").and_then(|text| text.parse().ok()).unwrap_or(now.place);
        if problems.is_empty() {
            Ok(Wish { day: day.unwrap_or(0), start, workers, place })
        } else {
            Err(problems)
        }
    }

    /// Looks what a wish would break and cost, without keeping anything.
    fn tried(&self, words: &Words<'_>, wish: &Wish) -> Option<Tried> {
        let visit = self.week.problem.visits.get(self.at)?;
        let staff: Option<Vec<usize>> = wish.workers.iter().map(|id| self.week.asked.worker(*id)).collect();
        let place = visit.places.get(wish.place).or_else(|| visit.places.first())?.place;
        let others: Vec<Planned> =
            self.week.planned().visits.into_iter().filter(|one| one.visit != self.at).collect();
        let at = |start: i32| Planned {
            visit: self.at,
            day: wish.day,
            start,
            staff: staff.clone().unwrap_or_default(),
            place,
        };
        let planned = match wish.start {
            Some(start) => at(start),
            None => self.best(&others, at)?,
        };
        if staff.is_none() {
            let broken = vec!["Choose somebody who makes visits of this team.".to_owned()];
            return Some(Tried { planned, broken, cost: Vec::new() });
        }
        let mut broken = self.broken(words, &others, &planned);
        let in_past =
            (planned.day, planned.start) < (self.week.asked.in_force.day, self.week.asked.in_force.minute);
        if in_past {
            broken.push("It would be in the past.".to_owned());
        }
        let before = check(&self.week.problem, &self.week.planned(), Some(&self.week.asked.in_force)).cost;
        let mut after = others;
        after.push(planned.clone());
        after.sort_by_key(|one| one.visit);
        let after = check(&self.week.problem, &Plan { visits: after }, Some(&self.week.asked.in_force)).cost;
        Some(Tried { planned, broken, cost: cost_change(&before, &after) })
    }

    /// What a placement breaks beside what is broken anyway.
    fn broken(&self, words: &Words<'_>, others: &[Planned], planned: &Planned) -> Vec<String> {
        let mut all = others.to_vec();
        all.push(planned.clone());
        let (_, not_kept) = sound_part(&self.week.problem, &Plan { visits: all });
        let mine =
            not_kept.into_iter().filter(|(one, _)| one.visit == self.at).flat_map(|(_, broken)| broken);
        let mut said: Vec<String> = mine.map(|broken| words.broken(&broken, planned)).collect();
        said.dedup();
        said
    }

    /// The first time of the day that breaks nothing.
    fn best(&self, others: &[Planned], at: impl Fn(i32) -> Planned) -> Option<Planned> {
        let visit = self.week.problem.visits.get(self.at)?;
        let (sound, _) = sound_part(&self.week.problem, &Plan { visits: others.to_vec() });
        let starts = visit.windows.iter().flat_map(|(from, to)| (*from..=*to).step_by(GRID));
        let fits = |start: &i32| {
            let mut all = sound.visits.clone();
            all.push(at(*start));
            let (kept, _) = sound_part(&self.week.problem, &Plan { visits: all });
            kept.visits.iter().any(|one| one.visit == self.at)
        };
        let first = visit.windows.first().map_or(9 * 60, |window| window.0);
        Some(at(starts.clone().find(fits).unwrap_or(first)))
    }
}

fn minute(time: Time) -> i32 {
    i32::from(time.hour()) * 60 + i32::from(time.minute())
}

/// The page of one visit of the plan; with a wish in its address, what that would do.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    let subject = Subject::of(&week, request)?;
    let person = subject.need().map(|need| need.person).ok_or(PageError::NotFound)?;
    app.person(request, person, "week")?;
    let value =
        |name: &str| request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let any = ["day", "time", "worker", "second", "place"].iter().any(|name| value(name).is_some());
    match subject.wished(value) {
        Ok(wish) => show(app, request, &subject, (&wish, any), Vec::new()),
        Err(problems) => {
            show(app, request, &subject, (&subject.now(), false), if any { problems } else { Vec::new() })
        }
    }
}

fn show(
    app: &App,
    request: &Request,
    subject: &Subject<'_>,
    (wish, any): (&Wish, bool),
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let words = Words { week: subject.week, directory: &directory };
    let (week, need) = (subject.week, subject.need().ok_or(PageError::NotFound)?);
    let tried = if any { subject.tried(&words, wish) } else { None };
    let at = tried.as_ref().map(|tried| tried.planned.start).or(wish.start);
    let why = why(&words, subject);
    let left = week.plan.left_out.iter().find(|one| one.visit == subject.id);
    let stop = subject.placed.map(|one| view::stop(&words, one));
    let days: Vec<Value> = (0..7_usize)
        .map(|day| {
            let date = moment::add_days(week.plan.monday, i32::try_from(day).unwrap_or(0));
            json!({"day": date, "words": format!("{} {}", moment::weekday_words(date), moment::day_words(date)), "chosen": day == wish.day})
        })
        .collect();
    let workers: Vec<Value> = week.asked.workers.iter().map(|id| {
        let place = wish.workers.iter().position(|one| one == id);
        json!({"id": id, "name": directory.staff_name(*id), "first": place == Some(0), "second": place == Some(1)})
    }).collect();
    let places: Vec<Value> = need
        .places
        .iter()
        .enumerate()
        .map(|(at, spot)| json!({"at": at, "words": spot.words(), "chosen": at == wish.place}))
        .collect();
    let sources: Vec<String> = need.sources.iter().map(|source| source.words(app.today())).collect();
    let flags: Vec<&str> = need.flags.iter().map(|flag| flag.words()).collect();
    let context = json!({
        "id": subject.id,
        "name": words.person(need.person),
        "person": need.person,
        "here": format!("team={}&monday={}", week.team, week.plan.monday),
        "team": week.team,
        "monday": week.plan.monday,
        "stop": stop,
        "when": subject.placed.map(|one| day_and_time(one.starts_at)),
        "frozen": subject.frozen(),
        "standing": week.visits.contains_key(&subject.id),
        "sources": sources,
        "flags": flags,
        "priority": need.priority.label(),
        "minutes": need.minutes,
        "two": need.workers > 1,
        "left": left.map(|left| &left.reasons),
        "why": why,
        "days": days,
        "time": at.map(super::words::clock),
        "workers": workers,
        "places": places,
        "tried": tried.map(|tried| json!({
            "when": format!("{} with {}", day_and_time(week.asked.starts_at(&tried.planned)), words.staff(&week.asked.workers_of(&tried.planned))),
            "broken": tried.broken,
            "cost": tried.cost,
        })),
        "draft": week.draft.is_some(),
        "version": week.draft.as_ref().map_or(0, |entry| entry.version),
        "may": request.actor()?.may(care::access::Activity::PlanVisits),
        "csrf": app.frame(request).csrf,
    });
    page_with(app, request, "week/visit.html", context, problems)
}

/// Why this worker and this time, when the plan places it and it is not fixed.
fn why(words: &Words<'_>, subject: &Subject<'_>) -> Vec<String> {
    if subject.placed.is_none() || subject.frozen() {
        return Vec::new();
    }
    let all = explain::made(&subject.week.problem, &subject.week.planned());
    all.iter().find(|why| why.planned.visit == subject.at).map(|why| words.made(why)).unwrap_or_default()
}

/// Moves a visit in the draft; a draft begins with it when there is none.
pub(crate) fn place(app: &App, request: &Request) -> Result<Reply, PageError> {
    let mut week = asked(app, request)?;
    let sent = |name: &str| request.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let placed = {
        let subject = Subject::of(&week, request)?;
        let person = subject.need().map(|need| need.person).ok_or(PageError::NotFound)?;
        app.person(request, person, "week")?;
        let wish = match subject.wished(sent) {
            Ok(wish) => wish,
            Err(problems) => return show(app, request, &subject, (&subject.now(), false), problems),
        };
        let directory = app.store.directory();
        let words = Words { week: &week, directory: &directory };
        let tried = subject.tried(&words, &wish).ok_or(PageError::NotFound)?;
        let stale =
            request.field("version") != week.draft.as_ref().map_or(0, |entry| entry.version).to_string();
        let mut problems: Vec<Problem> = tried.broken.iter().map(|why| problem("day", why.clone())).collect();
        if subject.frozen() {
            problems.push(problem("", "This visit has begun or is past: it stays as it is.".to_owned()));
        }
        if stale {
            let sentence =
                "Somebody changed the plan since you opened this: look again, then move it.".to_owned();
            problems.insert(0, problem("", sentence));
        }
        if !problems.is_empty() {
            return show(app, request, &subject, (&wish, true), problems);
        }
        week.placed(&tried.planned).ok_or(PageError::NotFound)?
    };
    // What a human decides stays when the rest is planned.
    put(&mut week, Placement { locked: true, ..placed });
    save(app, request, &mut week)
}

/// Puts a placement in the place of what the plan said of the visit.
fn put(week: &mut Week, placed: Placement) {
    week.plan.left_out.retain(|one: &LeftOut| one.visit != placed.visit);
    week.plan.placements.retain(|one| one.visit != placed.visit);
    week.plan.placements.push(placed);
    week.plan.placements.sort_by_key(|one| (one.starts_at, one.visit));
}

/// Keeps the draft, or shows why it cannot be kept.
fn save(app: &App, request: &Request, week: &mut Week) -> Result<Reply, PageError> {
    week.plan.after = figures::of(&week.problem, &week.planned(), Some(&week.asked.in_force));
    let draft = week.entry(app.now());
    let outcomes = app.store.append_whole(request.actor()?, vec![draft], app.now(), false)?;
    match outcomes.into_iter().next() {
        Some(Outcome::Recorded(_) | Outcome::AlreadyRecorded(_)) => Ok(Reply::To(path(week))),
        Some(Outcome::Refused(problems)) => show_week(
            app,
            request,
            week,
            problems.iter().map(|one| problem("", one.sentence.clone())).collect(),
        ),
        Some(Outcome::Conflict(_)) => {
            let again = asked(app, request)?;
            let sentence =
                "Somebody changed the plan in the same moment: look again, then do it again.".to_owned();
            show_week(app, request, &again, vec![problem("", sentence)])
        }
        Some(Outcome::Forbidden) => Err(PageError::Forbidden),
        Some(Outcome::NotFound) | None => Err(PageError::NotFound),
    }
}

/// Locks a visit, or takes the lock away: what is locked stays when the rest is planned.
pub(crate) fn lock(app: &App, request: &Request) -> Result<Reply, PageError> {
    let mut week = asked(app, request)?;
    let id = request.id("id")?;
    let locked = request.field("locked") == "yes";
    let placed = week.plan.placements.iter_mut().find(|one| one.visit == id).ok_or(PageError::NotFound)?;
    if placed.locked == locked {
        return Ok(Reply::To(path(&week)));
    }
    placed.locked = locked;
    save(app, request, &mut week)
}
