//! A worker's day of a plan as a way from stop to stop: visits and meetings in order, the minutes
//! between them, and the way back. It only reads; whether the day is possible is the planner's matter.

use planner::{Plan, Problem};

/// What a stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// A visit, by its position in the problem.
    Visit(usize),
    /// A handover or meeting, by its position in the problem.
    Meeting(usize),
}

/// One stop, with the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leg {
    pub(crate) at: Halt,
    pub(crate) start: i32,
    pub(crate) end: i32,
    pub(crate) place: usize,
    /// Minutes on the way from the stop before.
    pub(crate) way: i32,
}

/// A day of a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) legs: Vec<Leg>,
    /// Where it begins.
    pub(crate) from: usize,
    /// Where it ends.
    pub(crate) to: usize,
    /// Minutes of the way to where it ends.
    pub(crate) back: i32,
}

impl Route {
    /// The day of a worker in a plan; empty on a day off without visits.
    pub(crate) fn of(problem: &Problem, plan: &Plan, worker: usize, day: usize) -> Route {
        let Some(who) = problem.staff.get(worker) else { return Route::default() };
        let minutes = |visit: usize| problem.visits.get(visit).map_or(0, |visit| visit.minutes);
        let visits = plan.visits.iter().filter(|one| one.day == day && one.staff.contains(&worker));
        let mut legs: Vec<Leg> = visits
            .map(|one| Leg {
                at: Halt::Visit(one.visit),
                start: one.start,
                end: one.start + minutes(one.visit),
                place: one.place,
                way: 0,
            })
            .collect();
        let meetings = problem.events.iter().enumerate();
        let mine = meetings.filter(|(_, one)| one.day == day && one.attendees.contains(&worker));
        legs.extend(mine.map(|(at, one)| Leg {
            at: Halt::Meeting(at),
            start: one.start,
            end: one.end,
            place: one.place,
            way: 0,
        }));
        legs.sort_by_key(|leg| (leg.start, leg.end));
        let shift = who.shift(day);
        let first = legs.first().map_or(0, |leg| leg.place);
        let (from, to) = shift.map_or((first, first), |shift| (shift.start_place, shift.end_place));
        let between = |from: usize, to: usize| {
            let table = problem.travel.get(who.table).or_else(|| problem.travel.first());
            table.map_or(0, |table| table.between(from, to)).clamp(0, 24 * 60)
        };
        let mut here = from;
        for leg in &mut legs {
            leg.way = between(here, leg.place);
            here = leg.place;
        }
        let back = if legs.is_empty() { 0 } else { between(here, to) };
        Route { legs, from, to, back }
    }

    /// Minutes on the way in all.
    pub(crate) fn travel(&self) -> i32 {
        self.legs.iter().map(|leg| leg.way).sum::<i32>() + self.back
    }

    /// How many visits it has.
    pub(crate) fn visits(&self) -> usize {
        self.legs.iter().filter(|leg| matches!(leg.at, Halt::Visit(_))).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use planner::plan::Planned;
    use planner::problem::{Event, Shift, Table, Visit, Worker};

    fn problem() -> Problem {
        let visit = |minutes: i32| Visit { minutes, ..Visit::default() };
        let shift = Shift { day: 1, start: 540, end: 1020, start_place: 0, end_place: 0, rest: None };
        Problem {
            days: 7,
            travel: vec![Table::new(3, vec![0, 10, 15, 10, 0, 8, 15, 8, 0]).unwrap()],
            staff: vec![Worker { shifts: vec![shift], ..Worker::default() }],
            events: vec![Event {
                id: "handover".into(),
                day: 1,
                start: 540,
                end: 570,
                place: 0,
                attendees: vec![0],
            }],
            visits: vec![visit(45), visit(30)],
            ..Problem::default()
        }
    }

    #[test]
    fn stops_are_in_the_order_of_their_times_with_the_way_between_them() {
        let made =
            |visit: usize, start: i32, place: usize| Planned { visit, day: 1, start, staff: vec![0], place };
        let plan = Plan { visits: vec![made(0, 700, 2), made(1, 600, 1)] };
        let route = Route::of(&problem(), &plan, 0, 1);
        let ways: Vec<(Halt, i32, i32)> = route.legs.iter().map(|leg| (leg.at, leg.start, leg.way)).collect();
        assert_eq!(ways, [(Halt::Meeting(0), 540, 0), (Halt::Visit(1), 600, 10), (Halt::Visit(0), 700, 8)]);
        assert_eq!((route.back, route.travel(), route.visits()), (15, 33, 2));
        assert_eq!(Route::of(&problem(), &plan, 0, 2), Route::default(), "another day");
    }
}
