//! Starting points: visits that may not move are put in first, and then as much of an earlier plan as
//! still works. Also the numbers that shape a search.

use super::lane::{Lane, Settings};
use super::model::{Model, NONE, PINNED, small};
use super::state::Seat;
use crate::plan::{Plan, Planned};

impl Settings {
    pub(super) fn of(model: &Model, warm: bool) -> Settings {
        // Vehicles' costs are in tenths; a small problem can be cooled further in the same time.
        let (hot, cold, string) = match (model.fleet, model.calls.len()) {
            (true, _) => (400_000.0, 4_000.0, 10),
            (false, ..=80) => (40_000.0, 200.0, 8),
            (false, _) => (40_000.0, 1_000.0, 5),
        };
        Settings { removed: 14, string, blink: 0.01, hot: if warm { 4_000.0 } else { hot }, cold }
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
        let mut starts = vec![[0; 2]; model.calls.len()];
        for one in &model.fixed {
            self.as_planned(one, None, &mut starts, false);
        }
        if let Some(plan) = plan {
            let mut list: Vec<&Planned> = plan.visits.iter().collect();
            list.sort_by_key(|one| (one.day, one.start, one.visit));
            for one in list {
                let free = self.free.binary_search(&small(one.visit)).is_ok();
                if free && !self.state.made[one.visit].is() {
                    let second = model.calls[one.visit].second;
                    let second = plan.visits.iter().find(|other| small(other.visit) == second);
                    self.as_planned(one, second, &mut starts, true);
                }
            }
        }
        // What something fixed follows comes before all that is free.
        for call in self.free.clone() {
            if model.calls[call as usize].left_out >= PINNED && !self.state.made[call as usize].is() {
                let found = self.look(call);
                if found.is() {
                    self.put(call, &found);
                }
            }
        }
        self.absent =
            self.free.iter().copied().filter(|call| !self.state.made[*call as usize].is()).collect();
    }

    /// Makes a visit as a plan says; when it may be left out, only if every rule is kept.
    fn as_planned(
        &mut self,
        one: &Planned,
        second: Option<&Planned>,
        starts: &mut [[i32; 2]],
        careful: bool,
    ) {
        let model = self.state.model;
        let call = small(one.visit);
        let about = &model.calls[one.visit];
        starts[one.visit] = [one.start, second.unwrap_or(one).start];
        let mut seats: Vec<Seat> = Vec::new();
        let first = one.staff.iter().map(|who| (one, who, about.ways));
        let second =
            second.into_iter().flat_map(|two| two.staff.iter().map(move |who| (two, who, about.ways2)));
        for (one, who, ways) in first.chain(second) {
            let Some(mut seat) = self.seat(one, *who, ways, starts) else { return };
            let row = model.ways[seat.way as usize].row;
            // One who follows themselves comes after themselves.
            let again = seats.iter().any(|other| model.ways[other.way as usize].row == row);
            seat.at += u32::from(again);
            let load = about.loads[usize::from(!seats.is_empty())];
            let (more, load) = if again { (2, about.loads.iter().sum()) } else { (1, load) };
            if careful && !super::seek::has_room(&self.state, row, more, load) {
                return;
            }
            seats.push(seat);
        }
        let ways: Vec<_> = seats.iter().map(|seat| &model.ways[seat.way as usize]).collect();
        let mut wrong = seats.len() != if about.two { 2 } else { 1 } || !ways.iter().any(|way| way.skilled);
        wrong |= ways.iter().any(|way| way.day as usize != one.day || self.state.blocked(call, way.day));
        wrong |= self.state.partner_free(call, small(one.day), (one.start, one.start)).is_none();
        if careful && wrong || seats.is_empty() {
            return;
        }
        let forms: Vec<_> = seats.iter().map(|seat| &model.forms[seat.form as usize]).collect();
        let mut wishes = forms.iter().map(|form| form.moved).max().unwrap_or(0) + forms[0].penalty;
        if about.follows() {
            wishes = forms.iter().map(|form| form.moved + form.penalty).sum();
            wishes += ways.iter().map(|way| way.alone).sum::<i64>();
        } else {
            wishes += if ways.iter().any(|way| way.gender) { 0 } else { about.gender_cost };
            wishes += if ways.iter().any(|way| way.language) { 0 } else { about.language_cost };
            wishes += if ways.iter().any(|way| way.preferred) { 0 } else { about.preferred_cost };
            if let [first, second] = ways.as_slice() {
                wishes += model.pair(first.worker, second.worker);
            }
        }
        if careful && wishes >= super::model::DEAR {
            return;
        }
        let rows: Vec<usize> = ways.iter().map(|way| way.row as usize).collect();
        let together = about.agreed || !careful;
        self.state.insert(call, &seats, together.then_some(one.start), wishes);
        let sound = rows.iter().all(|row| self.state.routes[*row].sound(&model.rows[*row]));
        if careful && !(sound && self.state.flow.is_sound(one.day)) {
            self.state.remove(call);
        }
    }

    /// Where one worker of a planned visit would be.
    fn seat(&self, one: &Planned, who: usize, ways: (u32, u32), starts: &[[i32; 2]]) -> Option<Seat> {
        let model = self.state.model;
        let mut found = None;
        for at in ways.0..ways.1 {
            let way = &model.ways[at as usize];
            let row = &model.rows[way.row as usize];
            let its = way.worker as usize == who && way.day as usize == one.day;
            // The last of the day's shifts that has begun.
            if its && (found.is_none() || row.start <= one.start) {
                found = Some(at);
            }
        }
        let way = &model.ways[found? as usize];
        let form = (way.forms.0..way.forms.1).find(|form| {
            let form = &model.forms[*form as usize];
            form.place as usize == one.place && model.open(&form.windows, one.start) == one.start
        })?;
        let stops = &self.state.routes[way.row as usize].stops;
        let before = stops[1..stops.len() - 1].iter().take_while(|stop| {
            let start = match stop.call {
                NONE => stop.windows.lo,
                call => starts[call as usize][usize::from(stop.second)],
            };
            start <= one.start
        });
        Some(Seat { way: found?, form, at: small(before.count() + 1) })
    }
}
