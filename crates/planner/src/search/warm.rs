//! Starting points: visits that may not move are put in first, and then as much of an earlier plan as
//! still works. Also the numbers that shape a search.

use super::lane::{Lane, Settings};
use super::model::{Model, NONE, small};
use super::state::Seat;
use crate::plan::{Plan, Planned};

impl Settings {
    pub(super) fn of(model: &Model, warm: bool) -> Settings {
        // Vehicles' costs are in tenths; a small problem can be cooled further in the same time.
        let (hot, cold) = match (model.fleet, model.calls.len()) {
            (true, _) => (400_000.0, 4_000.0),
            (false, ..=80) => (40_000.0, 200.0),
            (false, _) => (40_000.0, 1_000.0),
        };
        Settings {
            removed: 14,
            string: if model.fleet { 10 } else { 5 },
            blink: 0.01,
            hot: if warm { 4_000.0 } else { hot },
            cold,
        }
    }

    /// The temperature when so much of a run is done. Square roots are exact on every machine; the
    /// library's powers are not.
    pub(super) fn heat(&self, done: f64) -> f64 {
        let mut root = self.cold / self.hot;
        let mut heat = self.hot;
        let mut left = done.clamp(0.0, 1.0);
        for _ in 0..20 {
            root = root.sqrt();
            left *= 2.0;
            if left >= 1.0 {
                left -= 1.0;
                heat *= root;
            }
        }
        heat
    }
}

impl Lane<'_> {
    /// Puts in what may not move, and what still works of an earlier plan.
    pub(super) fn lock(&mut self, plan: Option<&Plan>) {
        let model = self.state.model;
        let mut starts = vec![0; model.calls.len()];
        for one in &model.fixed {
            self.as_planned(one, &mut starts, false);
        }
        if let Some(plan) = plan {
            let mut list: Vec<&Planned> = plan.visits.iter().collect();
            list.sort_by_key(|one| (one.day, one.start, one.visit));
            for one in list {
                let free = self.free.binary_search(&small(one.visit)).is_ok();
                if free && !self.state.made[one.visit].is() {
                    self.as_planned(one, &mut starts, true);
                }
            }
        }
        self.absent =
            self.free.iter().copied().filter(|call| !self.state.made[*call as usize].is()).collect();
    }

    /// Makes a visit as a plan says; when it may be left out, only if every rule is kept.
    fn as_planned(&mut self, one: &Planned, starts: &mut [i32], careful: bool) {
        let model = self.state.model;
        let call = small(one.visit);
        let about = &model.calls[one.visit];
        starts[one.visit] = one.start;
        let mut seats = Vec::new();
        for who in &one.staff {
            let Some(at) = model.ways_of(call).find(|at| {
                let way = &model.ways[*at];
                way.worker as usize == *who && way.day as usize == one.day
            }) else {
                return;
            };
            let way = &model.ways[at];
            let Some(form) = (way.forms.0..way.forms.1).find(|form| {
                let form = &model.forms[*form as usize];
                form.place as usize == one.place && model.open(&form.windows, one.start) == one.start
            }) else {
                return;
            };
            let route = &self.state.routes[way.row as usize];
            let row = &model.rows[way.row as usize];
            if careful && (route.visits >= row.most || about.load > row.capacity - route.load) {
                return;
            }
            let before = route.stops[1..route.stops.len() - 1].iter().take_while(|stop| {
                let start = if stop.call == NONE { stop.windows.lo } else { starts[stop.call as usize] };
                start <= one.start
            });
            seats.push(Seat { way: small(at), form, at: small(before.count() + 1) });
        }
        let ways: Vec<_> = seats.iter().map(|seat| &model.ways[seat.way as usize]).collect();
        let wrong = seats.len() != if about.two { 2 } else { 1 } || !ways.iter().any(|way| way.skilled);
        let blocked = ways.first().is_some_and(|way| self.state.blocked(about.person, way.day));
        if careful && (wrong || blocked) || seats.is_empty() {
            return;
        }
        let mut wishes = seats.iter().map(|seat| model.forms[seat.form as usize].moved).max().unwrap_or(0);
        wishes += model.forms[seats[0].form as usize].penalty;
        wishes += if ways.iter().any(|way| way.gender) { 0 } else { about.gender_cost };
        wishes += if ways.iter().any(|way| way.language) { 0 } else { about.language_cost };
        wishes += if ways.iter().any(|way| way.preferred) { 0 } else { about.preferred_cost };
        if careful && wishes >= super::model::DEAR {
            return;
        }
        let rows: Vec<usize> = ways.iter().map(|way| way.row as usize).collect();
        let together = about.two || !careful;
        self.state.insert(call, &seats, together.then_some(one.start), wishes);
        if careful && !rows.iter().all(|row| self.state.routes[*row].sound(&model.rows[*row])) {
            self.state.remove(call);
        }
    }
}
