//! Reads `aot-plan/1` and refuses what is not sound: every fault at once, with its field and the id it
//! is about. Nothing that is read can make the rest of the crate stumble.

mod joint;
mod raw;

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;

use crate::problem::{
    Event, Lock, Person, Place, Priority, Problem, Protected, Rest, Shift, Table, Visit, Weights, Wish,
    Worker, joined,
};

/// The name of the format of a problem.
pub const FORMAT: &str = "aot-plan/1";
/// The last minute that may be named: a day and a half, for a night shift that ends the day after.
pub(crate) const LAST: i32 = 100_000;
/// The most days of a horizon.
const DAYS_MOST: usize = 60;

/// Something in a file that cannot be worked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: String,
    /// What it belongs to, by its id.
    pub id: String,
    /// What is wrong.
    pub what: String,
}

impl Fault {
    /// A fault of a field.
    #[must_use]
    pub fn new(field: &str, id: &str, what: String) -> Fault {
        Fault { field: field.to_owned(), id: id.to_owned(), what }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { field, id, what } = self;
        if id.is_empty() { write!(f, "{field} {what}.") } else { write!(f, "{field} of {id} {what}.") }
    }
}

/// Where each name is in its list.
pub(crate) struct Names<'a>(BTreeMap<&'a str, usize>);

impl<'a> Names<'a> {
    pub(crate) fn of(names: impl Iterator<Item = &'a str>) -> Names<'a> {
        Names(names.enumerate().map(|(at, name)| (name, at)).collect())
    }

    /// The position of a name; a fault if there is none.
    pub(crate) fn find(&self, field: &str, id: &str, name: &str, faults: &mut Vec<Fault>) -> Option<usize> {
        let found = self.0.get(name).copied();
        if found.is_none() {
            faults.push(Fault::new(field, id, format!("names \"{name}\", which is not in the problem")));
        }
        found
    }
}

/// A document of JSON, with the path of what does not fit.
pub(crate) fn json<T: DeserializeOwned>(text: &str) -> Result<T, Vec<Fault>> {
    let mut from = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut from)
        .map_err(|e| vec![Fault::new(&e.path().to_string(), "", format!("cannot be read: {}", e.inner()))])
}

/// Reads a problem.
///
/// # Errors
/// Every fault, each with its field and id.
pub fn problem(text: &str) -> Result<Problem, Vec<Fault>> {
    let file: raw::File = json(text)?;
    let mut reader = Reader { faults: Vec::new(), days: file.days, places: file.locations.len() };
    let problem = reader.problem(&file);
    if reader.faults.is_empty() { Ok(problem) } else { Err(reader.faults) }
}

/// Reads a problem in any format that is known: `aot-plan/1`, the files of the home health care problem,
/// or VRPLIB's text.
///
/// # Errors
/// Every fault, each with its field and id.
pub fn any(text: &str) -> Result<Problem, Vec<Fault>> {
    match format(text) {
        Format::Ours => problem(text),
        Format::HomeCare => crate::hhcrsp::problem(text),
        Format::Vehicles => crate::vrplib::problem(text),
    }
}

/// A plan in the format that belongs to its problem's.
#[must_use]
pub fn written(text: &str, problem: &Problem, plan: &crate::plan::Plan) -> String {
    match format(text) {
        Format::Ours => plan.write(problem),
        Format::HomeCare => crate::hhcrsp::written(problem, plan),
        Format::Vehicles => crate::vrplib::written(problem, plan),
    }
}

enum Format {
    Ours,
    HomeCare,
    Vehicles,
}

/// Whose file it is. What is JSON and has caregivers is no file of ours.
fn format(text: &str) -> Format {
    if !text.trim_start().starts_with('{') {
        Format::Vehicles
    } else if text.contains("\"caregivers\"") && !text.contains(FORMAT) {
        Format::HomeCare
    } else {
        Format::Ours
    }
}

/// Gathers faults while it looks names up.
struct Reader {
    faults: Vec<Fault>,
    days: usize,
    places: usize,
}

impl Reader {
    fn fault(&mut self, field: &str, id: &str, what: impl Into<String>) {
        self.faults.push(Fault::new(field, id, what.into()));
    }

    fn problem(&mut self, file: &raw::File) -> Problem {
        if file.format != FORMAT {
            self.fault("format", "", format!("is \"{}\", not \"{FORMAT}\"", file.format));
        }
        if file.days == 0 || file.days > DAYS_MOST {
            self.fault("days", "", format!("is {}; it may be from 1 to {DAYS_MOST}", file.days));
        }
        for (at, place) in file.locations.iter().enumerate() {
            if place.id != at {
                self.fault(
                    "locations.id",
                    &place.id.to_string(),
                    format!("must be {at}, its place in the list"),
                );
            }
        }
        let mut modes = vec![String::new()];
        let mut travel = vec![self.table("travel_minutes", &file.travel_minutes)];
        for (mode, rows) in &file.travel_modes {
            modes.push(mode.clone());
            travel.push(self.table(&format!("travel_modes.{mode}"), rows));
        }
        self.unique("staff.id", file.staff.iter().map(|one| one.id.as_str()));
        self.unique("people.id", file.people.iter().map(|one| one.id.as_str()));
        self.unique("visits.id", file.visits.iter().map(|one| one.id.as_str()));
        let staff = file.staff.iter().map(|one| self.worker(one, &modes)).collect::<Vec<_>>();
        let workers = Names::of(file.staff.iter().map(|one| one.id.as_str()));
        let known = Names::of(file.people.iter().map(|one| one.id.as_str()));
        let events = file.events.iter().filter_map(|one| self.event(one, &workers, &staff)).collect();
        let people: Vec<_> = file.people.iter().map(|one| self.person(one, &workers)).collect();
        let mut visits: Vec<_> = file.visits.iter().map(|one| self.visit(one, &workers, &known)).collect();
        self.links(file, &mut visits);
        let never_together = self.pairs("never_together", &file.never_together, &workers);
        let better_together = self.pairs("better_together", &file.better_together, &workers);
        let partners = self.partners(file, &mut visits);
        Problem {
            name: file.name.clone(),
            days: file.days,
            weights: self.weights(&file.weights),
            places: self.places,
            travel,
            staff,
            events,
            people,
            visits,
            never_together,
            better_together,
            partners,
        }
    }

    fn pairs(&mut self, field: &str, raw: &[(String, String)], workers: &Names<'_>) -> Vec<(usize, usize)> {
        let mut find = |name: &str| workers.find(field, "", name, &mut self.faults);
        raw.iter().filter_map(|(a, b)| find(a).zip(find(b))).collect()
    }

    fn unique<'a>(&mut self, field: &str, names: impl Iterator<Item = &'a str>) {
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            if !seen.insert(name) {
                self.fault(field, name, "is there twice");
            }
        }
    }

    fn table(&mut self, field: &str, rows: &[Vec<i32>]) -> Table {
        if rows.len() != self.places {
            self.fault(field, "", format!("has {} rows for {} locations", rows.len(), self.places));
        }
        for (at, row) in rows.iter().enumerate() {
            if row.len() != self.places {
                let what = format!("has {} minutes for {} locations", row.len(), self.places);
                self.fault(field, &at.to_string(), what);
            }
            if row.iter().any(|minutes| !(0..=LAST).contains(minutes)) {
                self.fault(field, &at.to_string(), format!("has minutes that are not from 0 to {LAST}"));
            }
        }
        Table::new(self.places, rows.concat()).unwrap_or_default()
    }

    fn weights(&mut self, raw: &raw::Weights) -> Weights {
        let left = &raw.unassigned;
        let weights = Weights {
            unassigned: [left.must, left.high, left.normal, left.low],
            travel_minute: raw.travel_minute,
            soft_gender: raw.soft_gender,
            soft_language: raw.soft_language,
            key_worker_missing: raw.cc_missing,
            team_approach: raw.team_approach,
            extra_worker: raw.extra_worker,
            load_minute: raw.load_minute,
            moved: raw.moved,
            not_preferred: raw.not_preferred,
            not_together: raw.not_together,
            late_minute: raw.late_minute,
            latest_minute: raw.latest_minute,
        };
        let all = [
            weights.travel_minute,
            weights.soft_gender,
            weights.soft_language,
            weights.key_worker_missing,
            weights.team_approach,
            weights.extra_worker,
            weights.load_minute,
            weights.moved,
            weights.not_preferred,
            weights.not_together,
            weights.late_minute,
            weights.latest_minute,
        ];
        if all.iter().chain(&weights.unassigned).any(|one| !(0.0..=1e7).contains(one)) {
            self.fault("weights", "", "must be numbers from 0 to 10,000,000");
        }
        weights
    }

    fn day(&mut self, field: &str, id: &str, day: usize) {
        if day >= self.days {
            self.fault(
                field,
                id,
                format!("is day {day}, but the last day is {}", self.days.saturating_sub(1)),
            );
        }
    }

    fn place(&mut self, field: &str, id: &str, place: usize) {
        if place >= self.places {
            self.fault(field, id, format!("is {place}, but there are {} locations", self.places));
        }
    }

    fn stretch(&mut self, field: &str, id: &str, (start, end): (i32, i32)) {
        if start < 0 || start > end || end > LAST {
            self.fault(field, id, format!("goes from minute {start} to {end}"));
        }
    }

    fn worker(&mut self, raw: &raw::Worker, modes: &[String]) -> Worker {
        let id = &raw.id;
        let mode = raw.travel_mode.as_deref().unwrap_or_default();
        let table = modes.iter().position(|one| one == mode).unwrap_or_else(|| {
            self.fault("staff.travel_mode", id, format!("is \"{mode}\", which travel_modes does not have"));
            0
        });
        let mut shifts: Vec<Shift> = Vec::new();
        for one in &raw.shifts {
            self.day("staff.shifts.day", id, one.day);
            self.place("staff.shifts.start_loc", id, one.start_loc);
            self.place("staff.shifts.end_loc", id, one.end_loc);
            self.stretch("staff.shifts", id, (one.start, one.end));
            if shifts.iter().any(|o| o.day == one.day && o.start < one.end && one.start < o.end) {
                self.fault("staff.shifts", id, format!("has two shifts on day {} that overlap", one.day));
            }
            let rest = one.rest.as_ref().map(|rest| {
                self.stretch("staff.shifts.break", id, (rest.earliest, rest.latest));
                self.stretch("staff.shifts.break.minutes", id, (0, rest.minutes));
                Rest { minutes: rest.minutes, earliest: rest.earliest, latest: rest.latest }
            });
            shifts.push(Shift {
                day: one.day,
                start: one.start,
                end: one.end,
                start_place: one.start_loc,
                end_place: one.end_loc,
                rest,
            });
        }
        let mut protected = Vec::new();
        for one in &raw.protected {
            self.stretch("staff.protected", id, (one.start, one.end));
            let skills = one.skills.clone();
            protected.push(Protected { day: one.day, start: one.start, end: one.end, skills });
        }
        Worker {
            id: id.clone(),
            teams: raw.teams.clone(),
            skills: raw.skills.clone(),
            gender: raw.gender.clone(),
            languages: raw.languages.clone(),
            most_visits: raw.max_visits_per_day,
            fair_group: raw.fair_group.clone(),
            shifts,
            table,
            capacity: raw.capacity,
            protected,
        }
    }

    fn event(&mut self, raw: &raw::Event, workers: &Names<'_>, staff: &[Worker]) -> Option<Event> {
        let id = &raw.id;
        self.day("events.day", id, raw.day);
        self.place("events.loc", id, raw.loc);
        self.stretch("events", id, (raw.start, raw.end));
        let mut attendees = Vec::new();
        for name in &raw.attendees {
            let Some(at) = workers.find("events.attendees", id, name, &mut self.faults) else { continue };
            // Who is not at work that day is not missed.
            let mut shifts = staff.get(at).into_iter().flat_map(|one| one.shifts_on(raw.day)).peekable();
            if shifts.peek().is_some() {
                if !shifts.any(|shift| raw.start >= shift.start && raw.end <= shift.end) {
                    self.fault("events", id, format!("is not within the shift of {name}"));
                }
                attendees.push(at);
            }
        }
        let event =
            Event { id: id.clone(), day: raw.day, start: raw.start, end: raw.end, place: raw.loc, attendees };
        (!event.attendees.is_empty()).then_some(event)
    }

    fn person(&mut self, raw: &raw::Person, workers: &Names<'_>) -> Person {
        let id = &raw.id;
        let mut look = |field: &str, names: &[String]| -> Vec<usize> {
            names.iter().filter_map(|name| workers.find(field, id, name, &mut self.faults)).collect()
        };
        let excluded = look("people.exclude_staff", &raw.exclude_staff);
        let mut recent = look("people.recent_workers", &raw.recent_workers);
        recent.sort_unstable();
        recent.dedup();
        let key_worker = raw.key_worker.as_ref();
        let key_worker =
            key_worker.and_then(|name| look("people.key worker", std::slice::from_ref(name)).pop());
        Person {
            id: id.clone(),
            team: raw.team.clone(),
            key_worker,
            gender: raw.gender_pref.as_ref().map(|one| Wish { value: one.gender.clone(), hard: one.hard }),
            language: raw
                .language_pref
                .as_ref()
                .map(|one| Wish { value: one.language.clone(), hard: one.hard }),
            excluded,
            // Never two on one day (hard rule 3).
            gap: raw.min_gap_days.max(1),
            key_worker_visits: raw.cc_min,
            recent,
            most_workers: raw.max_distinct_week.unwrap_or(usize::MAX),
        }
    }

    fn visit(&mut self, raw: &raw::Visit, workers: &Names<'_>, people: &Names<'_>) -> Visit {
        let id = &raw.id;
        let person = people.find("visits.person", id, &raw.person, &mut self.faults).unwrap_or_default();
        self.stretch("visits.duration", id, (0, raw.duration));
        if !(1..=2).contains(&raw.staff) {
            self.fault("visits.staff", id, format!("is {}; one or two workers can go", raw.staff));
        }
        let priority = [Priority::Must, Priority::High, Priority::Normal, Priority::Low];
        let priority = priority.into_iter().find(|one| one.word() == raw.priority).unwrap_or_else(|| {
            self.fault("visits.priority", id, format!("is \"{}\": must, high, normal or low", raw.priority));
            Priority::Normal
        });
        for day in &raw.days {
            self.day("visits.days", id, *day);
        }
        for window in &raw.windows {
            self.stretch("visits.windows", id, *window);
        }
        let mut places = Vec::new();
        for one in &raw.places {
            self.place("visits.places", id, one.loc);
            for hours in &one.hours {
                self.stretch("visits.places.hours", id, *hours);
            }
            if !(0.0..=1e7).contains(&one.penalty) {
                self.fault("visits.places.penalty", id, "must be from 0 to 10,000,000");
            }
            places.push(Place { place: one.loc, penalty: one.penalty, hours: joined(&one.hours) });
        }
        if places.is_empty() {
            self.fault("visits.places", id, "has no place");
        }
        let mut look = |field: &str, names: &[String]| -> Vec<usize> {
            names.iter().filter_map(|name| workers.find(field, id, name, &mut self.faults)).collect()
        };
        let preferred = look("visits.prefer_staff", &raw.prefer_staff);
        let excluded = look("visits.exclude_staff", &raw.exclude_staff);
        let locked = raw.locked.as_ref().map(|one| Lock {
            day: one.day,
            start: one.start,
            staff: look("visits.locked.staff", &one.staff),
            place: one.loc.or(raw.places.first().map(|place| place.loc)).unwrap_or_default(),
        });
        let (mut days, mut windows) = (raw.days.clone(), joined(&raw.windows));
        if let Some(agreed) = &raw.agreed {
            self.day("visits.agreed.day", id, agreed.day);
            self.stretch("visits.agreed", id, (agreed.start, agreed.start));
            (days, windows) = (vec![agreed.day], vec![(agreed.start, agreed.start)]);
        }
        if let Some(due) = raw.due {
            self.stretch("visits.due", id, (due, due));
        }
        Visit {
            id: id.clone(),
            person,
            minutes: raw.duration,
            skills: raw.skills.clone(),
            workers: raw.staff,
            priority,
            days,
            windows,
            places,
            load: raw.load.max(0),
            preferred,
            excluded,
            locked,
            due: raw.due,
            follows: None,
            partner: None,
        }
    }
}

#[cfg(test)]
mod tests;
