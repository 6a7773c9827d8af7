//! A plan's times where they flow: worked out after every change, and for a visit that is only tried.
//! Also when a visit's partner is free.

use super::model::Windows;
use super::route::Stop;
use super::state::{Made, Seat, State};

impl State<'_> {
    /// Works the times of a day out anew, where they flow.
    pub(super) fn flow_on(&mut self, day: usize) {
        if !self.model.flows {
            return;
        }
        self.flow.day(self.model, &self.routes, &self.made, day);
        let late = self.flow.cost(self.model);
        self.cost += late - self.late;
        self.late = late;
    }

    /// What lateness would cost more with a visit here, if that can be at all.
    pub(super) fn trial(&mut self, call: u32, seats: &[Seat], start: Option<i32>) -> Option<i64> {
        let model = self.model;
        let mut legs = [0; 2];
        for (slot, seat) in seats.iter().enumerate() {
            let way = &model.ways[seat.way as usize];
            let table = model.rows[way.row as usize].table;
            let form = &model.forms[seat.form as usize];
            let windows = start.map_or(form.windows, Windows::one);
            let stops = &mut self.routes[way.row as usize].stops;
            let at = seat.at as usize;
            let mut stop = Stop::new(call, form.place, model.minutes(call, slot), windows);
            stop.second = slot == 1;
            stop.leg = model.leg(table, stops[at - 1].place, form.place);
            let onward = model.leg(table, form.place, stops[at].place);
            legs[slot] = std::mem::replace(&mut stops[at].leg, onward);
            stops.insert(at, stop);
            self.made[call as usize].way[slot] = seat.way;
        }
        let day = model.ways[seats[0].way as usize].day as usize;
        self.probe.day(model, &self.routes, &self.made, day);
        for (slot, seat) in seats.iter().enumerate().rev() {
            let row = model.ways[seat.way as usize].row as usize;
            let stops = &mut self.routes[row].stops;
            stops.remove(seat.at as usize);
            stops[seat.at as usize].leg = legs[slot];
        }
        self.made[call as usize] = Made::NOT;
        Some(self.flow.cost_with(model, &self.probe, day)? - self.late)
    }

    /// Starts from `lo` to `hi` at which a visit's partner is at no other visit: the first of them.
    pub(super) fn partner_free(&self, call: u32, day: u32, (lo, hi): (i32, i32)) -> Option<(i32, i32)> {
        let model = self.model;
        let about = &model.calls[call as usize];
        let (mut lo, mut hi) = (lo, hi);
        let Some(list) = model.partners.get(about.partner as usize) else { return Some((lo, hi)) };
        let mut busy: Vec<(i32, i32)> = list
            .iter()
            .filter(|other| **other != call && self.made[**other as usize].is())
            .filter(|other| model.ways[self.made[**other as usize].way[0] as usize].day == day)
            .map(|other| {
                let start = self.made[*other as usize].start;
                (start, start + model.calls[*other as usize].minutes)
            })
            .collect();
        busy.sort_unstable();
        for (from, to) in busy {
            if lo + about.minutes <= from {
                hi = hi.min(from - about.minutes);
            } else {
                lo = lo.max(to);
            }
        }
        (lo <= hi).then_some((lo, hi))
    }
}
