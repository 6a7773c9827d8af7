//! The planner's problem while it is put together: places each once, positions for ids. What the parts
//! say is in `people`, `staff` and `force`.

use std::collections::BTreeMap;

use care::entry::planning::Weights;
use care::needs::{DAYS, Need, Spot, Where};
use care::travel::{self, Mode, Point};
use jiff::Timestamp;
use jiff::civil::Date;
use planner::problem::{Problem, Table, Weights as Costs};
use planner::{Baseline, Plan};
use store::directory::Directory;
use uuid::Uuid;

use super::people::Waiting;
use super::{Asked, Place};

/// By what two places are the same one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// The same coordinates; a withheld address is a place of its own.
    Point(Point, bool),
    /// Nobody knows where: one of its own for each person and kind, or name.
    Nowhere(Option<Uuid>, String),
}

/// The problem as far as it is there.
pub(super) struct Builder<'a> {
    pub(super) directory: &'a Directory,
    pub(super) teams: &'a [Uuid],
    pub(super) monday: Date,
    pub(super) now: Timestamp,
    pub(super) problem: Problem,
    pub(super) needs: Vec<Need>,
    pub(super) workers: Vec<Uuid>,
    pub(super) people: Vec<Uuid>,
    pub(super) places: Vec<Place>,
    pub(super) waiting: Vec<Waiting>,
    keys: BTreeMap<Key, usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(directory: &'a Directory, teams: &'a [Uuid], monday: Date, now: Timestamp) -> Self {
        let problem =
            Problem { name: format!("week-{monday}"), days: usize::from(DAYS), ..Problem::default() };
        let mut builder = Builder {
            directory,
            teams,
            monday,
            now,
            problem,
            needs: Vec::new(),
            workers: Vec::new(),
            people: Vec::new(),
            places: Vec::new(),
            waiting: Vec::new(),
            keys: BTreeMap::new(),
        };
        // The first place is a base, so that a problem has one in any case.
        for team in teams {
            builder.base(*team);
        }
        builder
    }

    /// The place of a team's base.
    pub(super) fn base(&mut self, team: Uuid) -> usize {
        let point = super::planning(self.directory, team).base;
        let known_by = if point.is_some() { Where::Base } else { Where::Nowhere };
        let place = Place { words: "Base".to_owned(), point, known_by, withheld: false };
        self.place(place, Some(team))
    }

    /// The place where a worker's days begin, which is on no page: it may be their home.
    pub(super) fn begins(&mut self, worker: Uuid, point: Point) -> usize {
        let words = "Where the day begins".to_owned();
        let place = Place { words, point: Some(point), known_by: Where::Base, withheld: true };
        self.place(place, Some(worker))
    }

    /// The place of a spot where a person may be met.
    pub(super) fn spot(&mut self, person: Uuid, spot: &Spot) -> usize {
        let place = Place {
            words: spot.words(),
            point: spot.point,
            known_by: spot.known_by.clone(),
            withheld: spot.withheld,
        };
        self.place(place, Some(person))
    }

    fn place(&mut self, place: Place, of: Option<Uuid>) -> usize {
        let key = match place.point {
            Some(point) => Key::Point(point, place.withheld),
            None => Key::Nowhere(of, place.words.clone()),
        };
        if let Some(at) = self.keys.get(&key) {
            return *at;
        }
        let at = self.places.len();
        self.places.push(place);
        self.keys.insert(key, at);
        at
    }

    /// The position of a worker who is in the problem.
    pub(super) fn worker(&self, staff: Uuid) -> Option<usize> {
        self.workers.iter().position(|one| *one == staff)
    }

    /// The tables of minutes, one a mode, once every place is known.
    pub(super) fn travel(&mut self) {
        let points: Vec<Option<Point>> = self.places.iter().map(|place| place.point).collect();
        self.problem.places = points.len();
        let table = |mode: &Mode| Table::new(points.len(), travel::table(*mode, &points)).unwrap_or_default();
        self.problem.travel = Mode::ALL.iter().map(table).collect();
    }

    /// All of it, with the plan in force as far as it keeps every rule.
    pub(super) fn asked(mut self, weights: &Weights) -> Asked {
        self.problem.weights = costs(weights);
        self.look_up();
        self.free_for_what_stands();
        self.breaks_that_fit();
        let force = self.force();
        Asked {
            monday: self.monday,
            teams: self.teams.to_vec(),
            problem: self.problem,
            needs: self.needs,
            workers: self.workers,
            people: self.people,
            places: self.places,
            in_force: Baseline {
                plan: force.plan,
                promised: force.promised,
                day: force.day,
                minute: force.minute,
            },
            aside: force.aside,
            not_kept: force.not_kept,
            lines: BTreeMap::new(),
        }
    }
}

/// Where the plan in force stands.
pub(super) struct Force {
    pub(super) plan: Plan,
    /// Visits to come that break a rule where they stand: promises all the same.
    pub(super) promised: Vec<planner::Planned>,
    pub(super) day: usize,
    pub(super) minute: i32,
    pub(super) aside: Vec<super::Aside>,
    pub(super) not_kept: Vec<super::NotKept>,
}

/// A team's weights as the planner counts them.
pub(in crate::week) fn costs(weights: &Weights) -> Costs {
    let number = f64::from;
    Costs {
        unassigned: [
            number(weights.left_out_must),
            number(weights.left_out_high),
            number(weights.left_out_normal),
            number(weights.left_out_low),
        ],
        travel_minute: number(weights.travel_ten_minutes) / 10.0,
        soft_gender: number(weights.gender_wish),
        soft_language: number(weights.language_wish),
        key_worker_missing: number(weights.key_worker_missing),
        team_approach: number(weights.one_worker_only),
        extra_worker: number(weights.extra_worker),
        load_minute: number(weights.load_hour) / 60.0,
        moved: number(weights.moved),
        not_preferred: number(weights.not_preferred),
        // The record has no pairs who would rather go together, and no visit that may be late.
        ..Costs::default()
    }
}
