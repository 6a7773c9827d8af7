//! Reads the public files of the home health care routing and scheduling problem (Mankowska and others,
//! Kummer and others, Ceschia and others) and writes their solutions: caregivers are workers, services are
//! visits, a pair of services is two visits of which one follows the other, a window's end is when a visit
//! is due. A thousandth of their minute is a minute here, so that nothing is rounded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::plan::{Plan, Planned};
use crate::problem::{Follows, Person, Place, Priority, Problem, Shift, Table, Visit, Weights, Worker};
use crate::read::{Fault, Names};

/// Thousandths in a minute.
const PARTS: f64 = 1000.0;
/// The end of all shifts, and the longest that anything may take: ten weeks of nothing but work.
const END: i32 = 90_000_000;
/// The most minutes a number of theirs may be.
const MOST: f64 = 10_000.0;
/// The most patients.
const PATIENTS: usize = 2000;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    name: String,
    patients: Vec<Patient>,
    services: Vec<Service>,
    caregivers: Vec<Caregiver>,
    distances: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Patient {
    id: String,
    time_window: (f64, f64),
    required_caregivers: Vec<Required>,
    #[serde(default)]
    synchronization: Option<Together>,
}

#[derive(Deserialize)]
struct Required {
    service: String,
    duration: Option<f64>,
}

#[derive(Deserialize)]
struct Together {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    distance: Option<(f64, f64)>,
}

#[derive(Deserialize)]
struct Service {
    id: String,
    #[serde(default)]
    default_duration: Option<f64>,
}

#[derive(Deserialize)]
struct Caregiver {
    id: String,
    abilities: Vec<String>,
}

/// Reads a problem.
///
/// # Errors
/// Every fault, each with its field and id.
pub fn problem(text: &str) -> Result<Problem, Vec<Fault>> {
    let file: File = crate::read::json(text)?;
    let mut reader = Reader { faults: Vec::new() };
    let problem = reader.problem(&file);
    if reader.faults.is_empty() { Ok(problem) } else { Err(reader.faults) }
}

struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    fn problem(&mut self, file: &File) -> Problem {
        let count = file.patients.len() + 1;
        if file.patients.is_empty() || count > PATIENTS || file.caregivers.is_empty() {
            self.fault(
                "patients",
                "",
                format!("are {}, with {} caregivers", count - 1, file.caregivers.len()),
            );
        }
        if file.distances.len() != count || file.distances.iter().any(|row| row.len() != count) {
            self.fault(
                "distances",
                "",
                format!("are not {count} rows of {count}, the office and the patients"),
            );
        }
        let legs = file.distances.iter().flatten().map(|leg| self.parts("distances", "", *leg)).collect();
        let shift = Shift { day: 0, start: 0, end: END, start_place: 0, end_place: 0, rest: None };
        let visits = self.visits(file);
        let worker = |one: &Caregiver| Worker {
            id: one.id.clone(),
            teams: vec![String::new()],
            skills: one.abilities.clone(),
            most_visits: visits.len(),
            shifts: vec![shift.clone()],
            ..Worker::default()
        };
        let person = |one: &Patient| Person {
            id: one.id.clone(),
            gap: 1,
            most_workers: usize::MAX,
            ..Person::default()
        };
        let minute = 1.0 / PARTS;
        Problem {
            name: file.name.clone(),
            days: 1,
            weights: Weights {
                unassigned: [1e6; 4],
                travel_minute: minute,
                late_minute: minute,
                latest_minute: minute,
                ..Weights::default()
            },
            places: count,
            travel: Table::new(count, legs).into_iter().collect(),
            staff: file.caregivers.iter().map(worker).collect(),
            people: file.patients.iter().map(person).collect(),
            visits,
            ..Problem::default()
        }
    }

    fn visits(&mut self, file: &File) -> Vec<Visit> {
        let services = Names::of(file.services.iter().map(|one| one.id.as_str()));
        let mut visits: Vec<Visit> = Vec::new();
        for (person, patient) in file.patients.iter().enumerate() {
            let id = &patient.id;
            let (open, due) = patient.time_window;
            let (open, due) = (self.parts("time_window", id, open), self.parts("time_window", id, due));
            let first = visits.len();
            let mut follows = None;
            for one in &patient.required_caregivers {
                let service =
                    services.find("required_caregivers.service", id, &one.service, &mut self.faults);
                let usual = service.and_then(|at| file.services.get(at)).and_then(|one| one.default_duration);
                let minutes = self.parts("duration", id, one.duration.or(usual).unwrap_or(-1.0));
                visits.push(Visit {
                    id: format!("{id} {}", one.service),
                    person,
                    minutes,
                    skills: vec![one.service.clone()],
                    workers: 1,
                    priority: Priority::Must,
                    days: vec![0],
                    windows: vec![(open, END)],
                    places: vec![Place { place: person + 1, penalty: 0.0, hours: Vec::new() }],
                    due: Some(due),
                    follows,
                    ..Visit::default()
                });
                follows = Some(Follows { visit: first, ..self.apart(patient) });
            }
            let alike = patient.required_caregivers.iter().map(|one| &one.service);
            let different = alike.collect::<std::collections::BTreeSet<_>>().len();
            if !(1..=2).contains(&different) || different != patient.required_caregivers.len() {
                self.fault("required_caregivers", id, "must be one service or two different ones".to_owned());
            }
        }
        visits
    }

    /// How far apart two services of a patient start.
    fn apart(&mut self, patient: &Patient) -> Follows {
        let id = &patient.id;
        let (least, most) = match &patient.synchronization {
            Some(one) if one.kind == "sequential" => {
                let (least, most) = one.distance.unwrap_or((0.0, MOST));
                (self.parts("distance", id, least), self.parts("distance", id, most))
            }
            Some(one) if one.kind == "simultaneous" => (0, 0),
            Some(_) | None => {
                if patient.required_caregivers.len() > 1 {
                    let what = "must be simultaneous or sequential for two services";
                    self.fault("synchronization.type", id, what.to_owned());
                }
                (0, 0)
            }
        };
        Follows { visit: 0, least, most }
    }

    fn fault(&mut self, field: &str, id: &str, what: String) {
        self.faults.push(Fault::new(field, id, what));
    }

    fn parts(&mut self, field: &str, id: &str, minutes: f64) -> i32 {
        if !(0.0..=MOST).contains(&minutes) {
            self.fault(field, id, format!("is {minutes}; it may be from 0 to {MOST}"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "kept within bounds first")]
        let parts = (minutes.clamp(0.0, MOST) * PARTS - 1e-6).ceil() as i32;
        parts
    }
}

#[derive(Serialize)]
struct Solution<'a> {
    cost: f64,
    routes: Vec<Route<'a>>,
}

#[derive(Serialize)]
struct Route<'a> {
    caregiver_id: &'a str,
    locations: Vec<Stop<'a>>,
}

#[derive(Serialize)]
struct Stop<'a> {
    patient: &'a str,
    service: &'a str,
    arrival_time: f64,
    departure_time: f64,
}

/// The plan as a solution in their format, with its cost as they count it.
#[must_use]
pub fn written(problem: &Problem, plan: &Plan) -> String {
    let minutes = |parts: i32| f64::from(parts) / PARTS;
    let stop = |one: &Planned| {
        let visit = problem.visits.get(one.visit)?;
        Some(Stop {
            patient: &problem.people.get(visit.person)?.id,
            service: visit.skills.first()?,
            arrival_time: minutes(one.start),
            departure_time: minutes(one.start + visit.minutes),
        })
    };
    let mut routes: BTreeMap<usize, Vec<&Planned>> = BTreeMap::new();
    for one in &plan.visits {
        routes.entry(one.staff.first().copied().unwrap_or_default()).or_default().push(one);
    }
    let staff = problem.staff.iter().enumerate();
    let routes = staff
        .map(|(at, worker)| {
            let mut own = routes.remove(&at).unwrap_or_default();
            own.sort_by_key(|one| (one.start, one.visit));
            Route { caregiver_id: &worker.id, locations: own.into_iter().filter_map(stop).collect() }
        })
        .collect();
    let solution = Solution { cost: cost(problem, plan), routes };
    serde_json::to_string(&solution).unwrap_or_default() + "\n"
}

/// The cost as they count it: a third of travel, all lateness and the worst.
#[must_use]
pub fn cost(problem: &Problem, plan: &Plan) -> f64 {
    let cost = crate::check::check(problem, plan, None).cost;
    ((cost.total() / 3.0) * PARTS).round() / PARTS
}
