//! One worker's day as the checker sees it: stops in the order of their times, travel between them, the
//! shift around them and the break among them.

use crate::plan::Plan;
use crate::problem::{Problem, Rest, Shift, Worker};

/// Somewhere a worker is for a while.
pub(super) struct Stop {
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) place: usize,
    /// The visit's position, or none for an event.
    pub(super) visit: Option<usize>,
}

/// All stops of a worker's day, in order.
pub(super) fn stops(problem: &Problem, plan: &Plan, worker: usize, day: usize) -> Vec<Stop> {
    let visits = plan.visits.iter().filter(|one| one.day == day && one.staff.contains(&worker));
    let mut all: Vec<Stop> = visits
        .map(|one| {
            let minutes = problem.visits.get(one.visit).map_or(0, |visit| visit.minutes);
            Stop { start: one.start, end: one.start + minutes, place: one.place, visit: Some(one.visit) }
        })
        .collect();
    let events = problem.events.iter().filter(|one| one.day == day && one.attendees.contains(&worker));
    all.extend(events.map(|one| Stop { start: one.start, end: one.end, place: one.place, visit: None }));
    all.sort_by_key(|stop| (stop.start, stop.end));
    all
}

/// Which of a worker's shifts on a day a moment belongs to: the last that has begun, or else the first.
fn at(worker: &Worker, day: usize, start: i32) -> Option<&Shift> {
    let begun = worker.shifts_on(day).filter(|shift| shift.start <= start).max_by_key(|shift| shift.start);
    begun.or_else(|| worker.shifts_on(day).min_by_key(|shift| shift.start))
}

/// Those stops of a day that belong to one shift.
fn own<'a>(worker: &'a Worker, shift: &'a Shift, stops: &'a [Stop]) -> impl Iterator<Item = &'a Stop> {
    stops.iter().filter(move |stop| {
        at(worker, shift.day, stop.start).is_some_and(|its| its.start == shift.start && its.end == shift.end)
    })
}

/// Minutes on the way in a shift of a day with these stops.
pub(super) fn travel(problem: &Problem, worker: &Worker, shift: &Shift, stops: &[Stop]) -> i32 {
    let mut own = own(worker, shift, stops).peekable();
    if own.peek().is_none() {
        return 0;
    }
    let mut here = shift.start_place;
    let mut sum = 0;
    for place in own.map(|stop| stop.place).chain([shift.end_place]) {
        sum += leg(problem, worker, here, place);
        here = place;
    }
    sum
}

fn leg(problem: &Problem, worker: &Worker, from: usize, to: usize) -> i32 {
    problem.travel.get(worker.table).map_or(i32::MAX / 4, |table| table.between(from, to))
}

/// Broken rules of a worker's day, each with the rule's number.
pub(super) fn faults(problem: &Problem, plan: &Plan, worker: usize, day: usize) -> Vec<(u8, String)> {
    let Some(who) = problem.staff.get(worker) else { return Vec::new() };
    let stops = stops(problem, plan, worker, day);
    if who.shift(day).is_none() {
        let off = (!stops.is_empty()).then(|| (4, "makes visits on a day off".to_owned()));
        return off.into_iter().collect();
    }
    let mut found = Vec::new();
    let visits = stops.iter().filter_map(|stop| stop.visit);
    if visits.clone().count() > who.most_visits {
        found.push((4, format!("makes {} visits, more than {}", visits.clone().count(), who.most_visits)));
    }
    let carried: i64 = visits.filter_map(|at| problem.visits.get(at)).map(|visit| visit.load).sum();
    if who.capacity.is_some_and(|most| carried > most) {
        found.push((7, format!("carries {carried}, more than fits")));
    }
    for shift in who.shifts_on(day) {
        in_shift(problem, who, shift, &stops, &mut found);
    }
    found
}

/// Broken rules of one shift.
fn in_shift(problem: &Problem, who: &Worker, shift: &Shift, stops: &[Stop], found: &mut Vec<(u8, String)>) {
    let mut free = Vec::new();
    let (mut here, mut since) = (shift.start_place, shift.start);
    let last = Stop { start: shift.end, end: shift.end, place: shift.end_place, visit: None };
    let idle = own(who, shift, stops).next().is_none();
    for stop in own(who, shift, stops).chain([&last]) {
        let travel = if idle { 0 } else { leg(problem, who, here, stop.place) };
        if since + travel > stop.start {
            found.push((4, format!("cannot be at place {} by {}", stop.place, stop.start)));
        }
        free.push((since, stop.start, travel));
        (here, since) = (stop.place, stop.end);
    }
    if let Some(rest) = shift.rest
        && !free.iter().any(|stretch| fits(rest, *stretch))
    {
        found.push((5, "has no break".to_owned()));
    }
}

/// Whether a break fits between two stops: long enough beside the travel, and it can start in its time.
fn fits(rest: Rest, (from, to, travel): (i32, i32, i32)) -> bool {
    let long = to - from >= travel + rest.minutes;
    long && from.max(rest.earliest) <= (to - rest.minutes).min(rest.latest)
}
