//! Times where they flow from one day into another: a visit of two starts when both are there, one that
//! follows another so many minutes after it, and starting late has its price. Then a day's times cannot
//! be known alone; they are worked out together, each start as early as the order of stops allows, which
//! is best for lateness too. A day whose starts never settle, or come too late, is not sound.

use super::model::{LATE, Model, NONE, Row};
use super::route::{Route, rested};
use super::state::Made;

/// What a day that cannot be worked costs: more than any that can.
const UNSOUND: i64 = 1_000_000_000_000_000;

/// The starts of all stops.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// By row and stop.
    pub(super) starts: Vec<Vec<i32>>,
    /// By visit and worker, when the other of the two lets it start.
    bounds: Vec<[i32; 2]>,
    /// By day: minutes late, the latest, and whether all is well.
    sums: Vec<i64>,
    worst: Vec<i32>,
    sound: Vec<bool>,
    rows: Vec<Vec<u32>>,
    queue: std::collections::VecDeque<u32>,
    queued: Vec<bool>,
    scratch: Vec<i32>,
}

impl Flow {
    pub(super) fn new(model: &Model) -> Flow {
        if !model.flows {
            return Flow::default();
        }
        let mut rows = vec![Vec::new(); model.days];
        for (row, at) in model.rows.iter().zip(0..) {
            if let Some(list) = rows.get_mut(row.day as usize) {
                list.push(at);
            }
        }
        Flow {
            starts: vec![Vec::new(); model.rows.len()],
            bounds: vec![[-LATE; 2]; model.calls.len()],
            sums: vec![0; model.days],
            worst: vec![0; model.days],
            sound: vec![true; model.days],
            rows,
            queue: std::collections::VecDeque::new(),
            queued: vec![false; model.rows.len()],
            scratch: Vec::new(),
        }
    }

    /// What all lateness costs.
    pub(super) fn cost(&self, model: &Model) -> i64 {
        let late: i64 = self.sums.iter().sum();
        let unsound = self.sound.iter().filter(|sound| !**sound).map(|_| UNSOUND).sum::<i64>();
        model.late * late + model.latest * i64::from(self.latest()) + unsound
    }

    /// The same, with one day as another has it.
    pub(super) fn cost_with(&self, model: &Model, other: &Flow, day: usize) -> Option<i64> {
        if !other.sound[day] {
            return None;
        }
        let late: i64 = self.sums.iter().sum::<i64>() - self.sums[day] + other.sums[day];
        let rest = self.worst.iter().enumerate().filter(|(at, _)| *at != day).map(|(_, worst)| *worst);
        let latest = rest.max().unwrap_or(0).max(other.worst[day]);
        Some(model.late * late + model.latest * i64::from(latest))
    }

    /// By how much the latest visit is late.
    pub(super) fn latest(&self) -> i32 {
        self.worst.iter().copied().max().unwrap_or(0)
    }

    pub(super) fn is_sound(&self, day: usize) -> bool {
        self.sound.get(day).copied().unwrap_or(true)
    }

    /// Works a day out anew.
    pub(super) fn day(&mut self, model: &Model, routes: &[Route], made: &[Made], day: usize) {
        self.queue.clear();
        for row in &self.rows[day] {
            for stop in &routes[*row as usize].stops {
                if stop.call != NONE {
                    self.bounds[stop.call as usize] = [-LATE; 2];
                }
            }
            self.starts[*row as usize].clear();
            self.queued[*row as usize] = true;
            self.queue.push_back(*row);
        }
        let mut left = 30 * self.rows[day].len() + 100;
        self.sound[day] = true;
        while let Some(row) = self.queue.pop_front() {
            self.queued[row as usize] = false;
            left -= 1;
            self.walk(model, &routes[row as usize], row as usize);
            if left == 0 {
                self.sound[day] = false;
                self.queued.fill(false);
                break;
            }
            self.bind(model, &routes[row as usize], made, row as usize);
        }
        self.count(model, routes, day);
    }

    /// The starts of one row, with the break where the row does best.
    fn walk(&mut self, model: &Model, route: &Route, at: usize) {
        let row = &model.rows[at];
        let mut starts = std::mem::take(&mut self.starts[at]);
        if !row.has_rest {
            self.pass(model, route, row, usize::MAX, &mut starts);
            self.starts[at] = starts;
            return;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut best = (i64::MAX, i32::MAX);
        for leg in 0..route.stops.len() - 1 {
            let got = self.pass(model, route, row, leg, &mut scratch);
            if got < best || starts.is_empty() {
                best = got;
                std::mem::swap(&mut starts, &mut scratch);
            }
        }
        self.scratch = scratch;
        self.starts[at] = starts;
    }

    /// One way through a row: minutes late and the end.
    fn pass(
        &self,
        model: &Model,
        route: &Route,
        row: &Row,
        rest: usize,
        starts: &mut Vec<i32>,
    ) -> (i64, i32) {
        starts.clear();
        starts.push(row.start);
        let (mut end, mut late) = (row.start, 0);
        for (leg, stop) in route.stops[1..].iter().enumerate() {
            let mut arrive = if leg == rest { rested(row, end, stop.leg) } else { end + stop.leg };
            if stop.call != NONE {
                arrive = arrive.max(self.bounds[stop.call as usize][usize::from(stop.second)]);
            }
            let start = model.open(&stop.windows, arrive).min(LATE);
            if stop.call != NONE {
                let due = model.calls[stop.call as usize].due[usize::from(stop.second)];
                late += i64::from((start - due).max(0));
            }
            starts.push(start);
            end = start + stop.minutes;
            if start >= LATE {
                late += i64::from(LATE);
                end = LATE;
            }
        }
        (late, end)
    }

    /// Tells the other worker of each visit of two.
    fn bind(&mut self, model: &Model, route: &Route, made: &[Made], row: usize) {
        for (index, stop) in route.stops.iter().enumerate() {
            if stop.call == NONE || !model.calls[stop.call as usize].two {
                continue;
            }
            let call = stop.call as usize;
            let (slot, other) = if stop.second { (1, 0) } else { (0, 1) };
            let start = self.starts[row][index];
            let apart = model.calls[call].apart;
            let bound = if slot == 0 { start + apart.0 } else { start - apart.1 };
            if bound <= self.bounds[call][other] {
                continue;
            }
            self.bounds[call][other] = bound;
            let way = made[call].way[other];
            if way == NONE {
                continue;
            }
            let there = model.ways[way as usize].row as usize;
            if !self.queued[there] {
                self.queued[there] = true;
                self.queue.push_back(model.ways[way as usize].row);
            }
        }
    }

    fn count(&mut self, model: &Model, routes: &[Route], day: usize) {
        let (mut sum, mut worst) = (0, 0);
        for row in &self.rows[day] {
            for (stop, start) in routes[*row as usize].stops.iter().zip(&self.starts[*row as usize]) {
                if *start >= LATE {
                    self.sound[day] = false;
                }
                if stop.call != NONE {
                    let due = model.calls[stop.call as usize].due[usize::from(stop.second)];
                    let late = (*start - due).max(0);
                    sum += i64::from(late);
                    worst = worst.max(late);
                }
            }
        }
        self.sums[day] = sum;
        self.worst[day] = worst;
    }
}
