//! What happens on the day: a worker falls ill, a visit becomes urgent, a person is admitted, a visit
//! takes longer. Each changes the problem, and then the plan in force is repaired from now on.

use crate::check::Baseline;
use crate::plan::Planned;
use crate::problem::{Problem, Visit};
use crate::search::{Budget, Outcome, Search, Stop, Warm};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Change {
    /// A worker cannot go on from a moment to the end of a day (that day included).
    Sick {
        /// Who.
        worker: usize,
        /// From this day
        day: usize,
        /// and minute.
        minute: i32,
        /// To the end of this day.
        last_day: usize,
    },
    /// A visit nobody had planned.
    Urgent(Box<Visit>),
    /// A person is in hospital: visits that have not started are at the ward, or are not wished for.
    Admitted {
        /// Who.
        person: usize,
        /// The ward's place, if they are to be visited there.
        ward: Option<usize>,
    },
    /// A visit that has started takes so many minutes in all.
    Overrun {
        /// Which.
        visit: usize,
        /// Minutes at the door.
        minutes: i32,
    },
}

/// The problem as it is after what happened.
#[must_use]
pub fn after(problem: &Problem, baseline: &Baseline, changes: &[Change]) -> Problem {
    let mut new = problem.clone();
    for change in changes {
        match change {
            Change::Sick { worker, day, minute, last_day } => {
                sick(&mut new, baseline, *worker, (*day, *minute), *last_day);
            }
            Change::Urgent(visit) => new.visits.push(Visit::clone(visit)),
            Change::Admitted { person, ward } => admitted(&mut new, baseline, *person, *ward),
            Change::Overrun { visit, minutes } => {
                if let Some(visit) = new.visits.get_mut(*visit) {
                    visit.minutes = *minutes;
                }
            }
        }
    }
    new
}

/// From the moment on the worker has no shift. What they have started they are taken to finish, and they
/// go home from there.
fn sick(
    problem: &mut Problem,
    baseline: &Baseline,
    worker: usize,
    (day, minute): (usize, i32),
    last_day: usize,
) {
    let begun = |one: &&Planned| one.staff.contains(&worker) && one.day == day && baseline.started(one);
    let last = baseline.plan.visits.iter().filter(begun).max_by_key(|one| one.start);
    let minutes = |one: &Planned| problem.visits.get(one.visit).map_or(0, |visit| visit.minutes);
    let end = last.map(|one| (one.start + minutes(one), one.place));
    let Some(who) = problem.staff.get_mut(worker) else { return };
    who.shifts.retain_mut(|shift| {
        if !(day..=last_day).contains(&shift.day) {
            return true;
        }
        if shift.day == day && shift.end <= minute {
            // It is over.
            return true;
        }
        if shift.day > day || shift.start >= minute {
            return shift.day == day && end.is_some_and(|(until, _)| until > shift.start);
        }
        let held = problem
            .events
            .iter()
            .filter(|event| event.day == day && event.start < minute && event.attendees.contains(&worker));
        let held = held.max_by_key(|event| event.end).map(|event| (event.end, event.place));
        let (until, place) = end.max(held).unwrap_or((minute, shift.start_place));
        shift.end = until.max(minute.min(shift.end));
        shift.end_place = place;
        shift.rest = None;
        true
    });
    let works: Vec<usize> = who.shifts.iter().map(|shift| shift.day).collect();
    for event in &mut problem.events {
        let gone = event.day > day || event.start >= minute;
        if (day..=last_day).contains(&event.day) && (gone || !works.contains(&event.day)) {
            event.attendees.retain(|one| *one != worker);
        }
    }
}

fn admitted(problem: &mut Problem, baseline: &Baseline, person: usize, ward: Option<usize>) {
    for (at, visit) in problem.visits.iter_mut().enumerate().filter(|(_, visit)| visit.person == person) {
        if baseline.plan.of(at).is_some_and(|one| baseline.started(one)) {
            continue;
        }
        match (ward, visit.places.first_mut()) {
            (Some(ward), Some(place)) => {
                place.place = ward;
                place.penalty = 0.0;
                visit.places.truncate(1);
            }
            (Some(_) | None, _) => visit.days.clear(),
        }
    }
}

/// Repairs the plan in force after what happened.
#[must_use]
pub fn replan(
    problem: &Problem,
    baseline: &Baseline,
    changes: &[Change],
    budget: Budget,
) -> (Problem, Outcome) {
    let new = after(problem, baseline, changes);
    let warm = Warm::InForce(baseline.clone());
    let search = Search { problem: &new, seed: 1, threads: 1, budget, warm };
    let outcome = search.run(&mut |_| Stop::GoOn);
    (new, outcome)
}
