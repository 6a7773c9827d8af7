//! What a plan costs, item by item, in minutes of travel. Counted from nothing, by the definitions in
//! docs/planning.md.

use std::collections::{BTreeMap, BTreeSet};

use super::{Baseline, day, same_people};
use crate::plan::{Plan, Planned};
use crate::problem::{Problem, Shift, Wish};

/// How far a visit may drift from what was promised before it counts as moved.
const DRIFT: i32 = 15;

/// The items of a plan's cost, each already weighed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cost {
    /// Visits left out.
    pub unassigned: f64,
    /// Minutes on the way.
    pub travel: f64,
    /// Soft wishes for a gender missed.
    pub gender: f64,
    /// Soft wishes for a language missed.
    pub language: f64,
    /// Places less liked.
    pub places: f64,
    /// Visits short of those with the key worker.
    pub key_worker: f64,
    /// People who know fewer than two workers.
    pub team_approach: f64,
    /// Workers above the most a person wants.
    pub extra_workers: f64,
    /// Work above the fair share.
    pub load: f64,
    /// Promised visits that moved.
    pub moved: f64,
    /// Visits without any preferred worker.
    pub not_preferred: f64,
    /// Visits of two without the other of a preferred pair.
    pub not_together: f64,
    /// Minutes by which visits start after they were due.
    pub late: f64,
    /// The minutes of the latest of them.
    pub latest: f64,
    /// How many visits are left out.
    pub left_out: usize,
    /// How many promised visits moved.
    pub touched: usize,
    /// Minutes on the way, not weighed.
    pub travel_minutes: i64,
}

impl Cost {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.items().iter().map(|(_, cost)| cost).sum()
    }

    /// Each item with its name.
    #[must_use]
    pub fn items(&self) -> [(&'static str, f64); 14] {
        [
            ("visits left out", self.unassigned),
            ("travel", self.travel),
            ("gender wishes", self.gender),
            ("language wishes", self.language),
            ("places", self.places),
            ("key worker", self.key_worker),
            ("fewer than two workers known", self.team_approach),
            ("too many workers", self.extra_workers),
            ("uneven load", self.load),
            ("promises moved", self.moved),
            ("preferred worker missing", self.not_preferred),
            ("preferred pair apart", self.not_together),
            ("late", self.late),
            ("the latest", self.latest),
        ]
    }
}

/// Counts the cost of a plan.
pub(super) fn of(problem: &Problem, plan: &Plan, baseline: Option<&Baseline>) -> Cost {
    let mut cost = Cost::default();
    left_out(problem, plan, &mut cost);
    for one in &plan.visits {
        wishes(problem, one, &mut cost);
        pair(problem, one, &mut cost);
    }
    late(problem, plan, &mut cost);
    people(problem, plan, &mut cost);
    days(problem, plan, &mut cost);
    if let Some(baseline) = baseline {
        moved(problem, plan, baseline, &mut cost);
    }
    cost
}

fn left_out(problem: &Problem, plan: &Plan, cost: &mut Cost) {
    let made: BTreeSet<_> = plan.visits.iter().map(|one| one.visit).collect();
    for (_, visit) in problem.visits.iter().enumerate().filter(|(at, _)| !made.contains(at)) {
        cost.unassigned += visit.priority.cost(&problem.weights);
        cost.left_out += 1;
    }
}

fn wishes(problem: &Problem, one: &Planned, cost: &mut Cost) {
    let Some(visit) = problem.visits.get(one.visit) else { return };
    let Some(person) = problem.people.get(visit.person) else { return };
    let staff: Vec<_> = one.staff.iter().filter_map(|at| problem.staff.get(*at)).collect();
    let soft = |wish: &Option<Wish>| wish.clone().filter(|wish| !wish.hard);
    if let Some(wish) = soft(&person.gender)
        && !staff.iter().any(|worker| worker.gender == wish.value)
    {
        cost.gender += problem.weights.soft_gender;
    }
    if let Some(wish) = soft(&person.language)
        && !staff.iter().any(|worker| worker.languages.contains(&wish.value))
    {
        cost.language += problem.weights.soft_language;
    }
    if !visit.preferred.is_empty() && !visit.preferred.iter().any(|who| one.staff.contains(who)) {
        cost.not_preferred += problem.weights.not_preferred;
    }
    let place = visit.places.iter().find(|place| place.place == one.place);
    cost.places += place.map_or(0.0, |place| place.penalty);
}

/// Two who go, one of whom had better go with somebody else.
fn pair(problem: &Problem, one: &Planned, cost: &mut Cost) {
    let [first, second] = one.staff.as_slice() else { return };
    let pairs = &problem.better_together;
    let has = |who: &usize| pairs.iter().any(|(a, b)| a == who || b == who);
    let together = pairs.iter().any(|two| *two == (*first, *second) || *two == (*second, *first));
    if (has(first) || has(second)) && !together {
        cost.not_together += problem.weights.not_together;
    }
}

fn late(problem: &Problem, plan: &Plan, cost: &mut Cost) {
    let mut most = 0;
    for one in &plan.visits {
        let due = problem.visits.get(one.visit).and_then(|visit| visit.due);
        let late = due.map_or(0, |due| (one.start - due).max(0));
        cost.late += problem.weights.late_minute * f64::from(late);
        most = most.max(late);
    }
    cost.latest = problem.weights.latest_minute * f64::from(most);
}

fn people(problem: &Problem, plan: &Plan, cost: &mut Cost) {
    let mut met: BTreeMap<usize, Vec<&Planned>> = BTreeMap::new();
    for one in &plan.visits {
        if let Some(visit) = problem.visits.get(one.visit) {
            met.entry(visit.person).or_default().push(one);
        }
    }
    for (at, person) in problem.people.iter().enumerate() {
        let visits = met.remove(&at).unwrap_or_default();
        if let Some(key) = person.key_worker {
            let with = visits.iter().filter(|one| one.staff.contains(&key)).count();
            let short = person.key_worker_visits.saturating_sub(with);
            cost.key_worker += problem.weights.key_worker_missing * number(short);
        } else {
            cost.key_worker += problem.weights.key_worker_missing * number(person.key_worker_visits);
        }
        let mut workers: BTreeSet<usize> = visits.iter().flat_map(|one| one.staff.iter().copied()).collect();
        let extra = workers.len().saturating_sub(person.most_workers);
        cost.extra_workers += problem.weights.extra_worker * number(extra);
        workers.extend(&person.recent);
        if !visits.is_empty() && workers.len() < 2 {
            cost.team_approach += problem.weights.team_approach;
        }
    }
}

fn days(problem: &Problem, plan: &Plan, cost: &mut Cost) {
    for day in 0..problem.days {
        // Each fair group: its workers' work and the length of their shifts.
        let mut groups: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
        for (at, worker) in problem.staff.iter().enumerate() {
            if worker.shift(day).is_none() {
                continue;
            }
            let stops = day::stops(problem, plan, at, day);
            let shifts = worker.shifts_on(day);
            let travel: i32 = shifts.map(|shift| day::travel(problem, worker, shift, &stops)).sum();
            let length: i32 = worker.shifts_on(day).map(Shift::work).sum();
            cost.travel_minutes += i64::from(travel);
            cost.travel += problem.weights.travel_minute * f64::from(travel);
            let busy: i32 = stops.iter().map(|stop| stop.end - stop.start).sum();
            if let Some(group) = &worker.fair_group {
                let work = f64::from(busy + travel);
                groups.entry(group).or_default().push((work, f64::from(length)));
            }
        }
        for members in groups.values() {
            let all: f64 = members.iter().map(|(work, _)| work).sum();
            let length: f64 = members.iter().map(|(_, length)| length).sum();
            for (work, own) in members {
                let share = if length > 0.0 { all * own / length } else { 0.0 };
                cost.load += problem.weights.load_minute * (work - share).max(0.0);
            }
        }
    }
}

fn moved(problem: &Problem, plan: &Plan, baseline: &Baseline, cost: &mut Cost) {
    let beside = baseline.promised.iter().filter(|one| baseline.plan.of(one.visit).is_none());
    for old in baseline.plan.visits.iter().chain(beside).filter(|one| !baseline.started(one)) {
        let kept = plan.visits.iter().any(|one| {
            let near = one.day == old.day && (one.start - old.start).abs() <= DRIFT;
            one.visit == old.visit && near && same_people(&one.staff, &old.staff)
        });
        if !kept {
            cost.moved += problem.weights.moved;
            cost.touched += 1;
        }
    }
}

/// A small count as a number with a fraction.
fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
