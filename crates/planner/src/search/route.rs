//! One worker's day as a row of stops with its times both ways: the earliest end of each stop and its
//! latest start, each with the break still to come (0) and with the break taken (1). With them one look
//! says whether a visit fits between two stops, exactly.

use super::model::{LATE, Model, NONE, Row, Windows};

/// A stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// The visit; none for an event and for the two ends.
    pub(super) call: u32,
    /// The second of the two of a visit.
    pub(super) second: bool,
    pub(super) place: u32,
    pub(super) minutes: i32,
    pub(super) windows: Windows,
    /// Minutes from the stop before.
    pub(super) leg: i32,
    pub(super) end0: i32,
    pub(super) end1: i32,
    pub(super) last0: i32,
    pub(super) last1: i32,
}

impl Stop {
    pub(super) fn new(call: u32, place: u32, minutes: i32, windows: Windows) -> Stop {
        let (end, last) = (LATE, -LATE);
        Stop {
            call,
            second: false,
            place,
            minutes,
            windows,
            leg: 0,
            end0: end,
            end1: end,
            last0: last,
            last1: last,
        }
    }
}

/// A day's stops, the two ends among them.
#[derive(Debug, Default)]
pub(super) struct Route {
    pub(super) stops: Vec<Stop>,
    /// The same only while nothing was changed.
    pub(super) stamp: u64,
    pub(super) travel: i32,
    /// Minutes of visits and events.
    pub(super) busy: i32,
    pub(super) visits: u32,
    pub(super) load: i64,
}

impl Clone for Route {
    fn clone(&self) -> Route {
        Route { stops: self.stops.clone(), ..*self }
    }

    fn clone_from(&mut self, from: &Route) {
        self.stops.clone_from(&from.stops);
        self.stamp = from.stamp;
        self.travel = from.travel;
        self.busy = from.busy;
        self.visits = from.visits;
        self.load = from.load;
    }
}

/// Arrival with the break taken on the way from a stop that ended before it.
pub(super) fn rested(row: &Row, end: i32, leg: i32) -> i32 {
    if row.has_rest && end <= row.latest { (end + leg + row.rest).max(row.earliest + row.rest) } else { LATE }
}

/// The latest end before a leg with the break on it, when the next stop starts at `last` at the latest.
pub(super) fn unrested(row: &Row, last: i32, leg: i32) -> i32 {
    if row.has_rest && last >= row.earliest + row.rest {
        (last - leg - row.rest).min(row.latest)
    } else {
        -LATE
    }
}

impl Route {
    pub(super) fn empty(model: &Model, row: &Row) -> Route {
        let mut route = Route::default();
        let mut first = Stop::new(NONE, row.start_place, 0, Windows::one(row.start));
        if row.has_rest {
            first.end0 = row.start;
        } else {
            first.end1 = row.start;
        }
        let mut last = Stop::new(NONE, row.end_place, 0, Windows { lo: 0, hi: row.end, more: 0, count: 0 });
        last.last1 = row.end;
        route.stops.push(first);
        for (place, start, minutes) in &row.events {
            route.stops.push(Stop::new(NONE, *place, *minutes, Windows::one(*start)));
            route.busy += minutes;
        }
        route.stops.push(last);
        route.times(model, row);
        route
    }

    /// Works out legs and times anew.
    pub(super) fn times(&mut self, model: &Model, row: &Row) {
        let count = self.stops.len();
        let idle = count == 2;
        let mut before = self.stops[0];
        let mut travel = 0;
        for stop in &mut self.stops[1..] {
            let leg = if idle { 0 } else { model.leg(row.table, before.place, stop.place) };
            travel += leg;
            stop.leg = leg;
            let arrive0 = before.end0 + leg;
            let arrive1 = (before.end1 + leg).min(rested(row, before.end0, leg));
            stop.end0 = model.open(&stop.windows, arrive0) + stop.minutes;
            stop.end1 = model.open(&stop.windows, arrive1) + stop.minutes;
            before = *stop;
        }
        self.travel = travel;
        let mut after = self.stops[count - 1];
        for stop in self.stops[..count - 1].iter_mut().rev() {
            let done1 = after.last1 - after.leg;
            let done0 = (after.last0 - after.leg).max(unrested(row, after.last1, after.leg));
            stop.last1 = model.close(&stop.windows, done1 - stop.minutes);
            stop.last0 = model.close(&stop.windows, done0 - stop.minutes);
            after = *stop;
        }
    }

    /// Whether the day can be worked as it is, by itself.
    pub(super) fn sound(&self, row: &Row) -> bool {
        self.stops.last().is_some_and(|last| last.end1 <= row.end)
    }

    /// The start of every stop, with the break on the first leg where it works; none if the day cannot be
    /// worked.
    pub(super) fn starts(&self, model: &Model, row: &Row) -> Option<Vec<i32>> {
        let legs = self.stops.len() - 1;
        let breaks = if row.has_rest { 0..legs } else { 0..1 };
        let tries = breaks.filter_map(|at| {
            let mut starts = vec![row.start];
            let mut end = row.start;
            for (leg, stop) in self.stops[1..].iter().enumerate() {
                let taken = row.has_rest && leg == at;
                let arrive = if taken { rested(row, end, stop.leg) } else { end + stop.leg };
                let start = model.open(&stop.windows, arrive);
                if start >= LATE {
                    return None;
                }
                starts.push(start);
                end = start + stop.minutes;
            }
            (end <= row.end).then_some((end, starts))
        });
        tries.min_by_key(|(end, _)| *end).map(|(_, starts)| starts)
    }
}
