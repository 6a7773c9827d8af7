//! A plan while it is searched: routes, who meets whom, the work of each group, and the cost of it all,
//! each changed a little at a time with a way back.

use super::flow::Flow;
use super::model::{Being, DEAR, Model, NONE, Windows};
use super::route::{Route, Stop};

/// How a visit is made, if it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// The ways of its workers; none when it is left out or for a second who does not go.
    pub(super) way: [u32; 2],
    pub(super) form: [u32; 2],
    /// The start agreed by two.
    pub(super) start: i32,
    /// Wishes missed, place and promise.
    pub(super) wishes: i64,
}

impl Made {
    pub(super) const NOT: Made = Made { way: [NONE; 2], form: [NONE; 2], start: 0, wishes: 0 };

    pub(super) fn is(&self) -> bool {
        self.way[0] != NONE
    }
}

/// A person's week so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Week {
    pub(super) planned: u32,
    pub(super) with_key: u32,
    pub(super) distinct: u32,
    pub(super) known: u32,
    pub(super) days: u64,
    pub(super) cost: i64,
}

/// A step that can be taken back.
enum Step {
    Made(u32, Made),
    Week(u32, Week),
    Met(u32, u16),
    Work(u32, u32, i64),
    Load(u32, i64),
}

/// Where a visit goes in one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    pub(super) way: u32,
    pub(super) form: u32,
    pub(super) at: u32,
}

/// The plan as it stands.
pub(super) struct State<'m> {
    pub(super) model: &'m Model,
    pub(super) routes: Vec<Route>,
    pub(super) made: Vec<Made>,
    pub(super) weeks: Vec<Week>,
    met: Vec<u16>,
    pub(super) work: Vec<Vec<i64>>,
    pub(super) loads: Vec<i64>,
    pub(super) cost: i64,
    pub(super) stamp: u64,
    /// Times that flow, the same for a trial, and what lateness costs.
    pub(super) flow: Flow,
    pub(super) probe: Flow,
    pub(super) late: i64,
    log: Vec<Step>,
    /// Routes as they were, for those changed since the mark.
    saved: Vec<Route>,
    saved_rows: Vec<u32>,
    marks: Vec<u64>,
    epoch: u64,
    saved_cost: i64,
}

impl<'m> State<'m> {
    /// A plan without any visit; its stamps go on from those given before.
    pub(super) fn new(model: &'m Model, mut stamp: u64) -> State<'m> {
        let mut routes: Vec<_> = model.rows.iter().map(|row| Route::empty(model, row)).collect();
        for route in &mut routes {
            stamp += 1;
            route.stamp = stamp;
        }
        let mut work: Vec<Vec<i64>> = model.groups.iter().map(|group| vec![0; group.rows.len()]).collect();
        let mut cost = model.calls.iter().map(|call| call.left_out).sum();
        for (row, route) in model.rows.iter().zip(&routes) {
            cost += model.travel * i64::from(route.travel);
            if row.group != NONE {
                work[row.group as usize][row.member as usize] += i64::from(route.travel + route.busy);
            }
        }
        let loads: Vec<i64> = (0..work.len()).map(|at| load(model, at, &work[at])).collect();
        cost += loads.iter().sum::<i64>();
        let weeks: Vec<Week> = model
            .people
            .iter()
            .map(|being| {
                let mut week = Week { known: being.recents, ..Week::default() };
                week.cost = week_cost(model, being, &week);
                week
            })
            .collect();
        cost += weeks.iter().map(|week| week.cost).sum::<i64>();
        let made = vec![Made::NOT; model.calls.len()];
        let mut flow = Flow::new(model);
        if model.flows {
            (0..model.days).for_each(|day| flow.day(model, &routes, &made, day));
        }
        let late = flow.cost(model);
        cost += late;
        State {
            model,
            made,
            probe: flow.clone(),
            flow,
            late,
            met: vec![0; model.people.len() * model.staff],
            weeks,
            work,
            loads,
            cost,
            stamp,
            log: Vec::new(),
            saved: Vec::new(),
            saved_rows: Vec::new(),
            marks: vec![0; routes.len()],
            epoch: 1,
            saved_cost: cost,
            routes,
        }
    }

    /// From here there is a way back.
    pub(super) fn mark(&mut self) {
        self.log.clear();
        self.saved_rows.clear();
        self.epoch += 1;
        self.saved_cost = self.cost;
    }

    /// Back to the mark.
    pub(super) fn back(&mut self) {
        while let Some(step) = self.log.pop() {
            match step {
                Step::Made(call, was) => self.made[call as usize] = was,
                Step::Week(person, was) => self.weeks[person as usize] = was,
                Step::Met(at, was) => self.met[at as usize] = was,
                Step::Work(group, member, was) => self.work[group as usize][member as usize] = was,
                Step::Load(group, was) => self.loads[group as usize] = was,
            }
        }
        let mut days = 0_u64;
        for (slot, row) in self.saved_rows.drain(..).enumerate() {
            std::mem::swap(&mut self.routes[row as usize], &mut self.saved[slot]);
            days |= 1_u64 << self.model.rows[row as usize].day;
        }
        if self.model.flows {
            for day in (0..self.model.days).filter(|day| days >> day & 1 == 1) {
                self.flow_on(day);
            }
        }
        self.cost = self.saved_cost;
        self.epoch += 1;
    }

    fn touch(&mut self, row: usize) {
        if self.marks[row] != self.epoch {
            self.marks[row] = self.epoch;
            let slot = self.saved_rows.len();
            if slot == self.saved.len() {
                self.saved.push(self.routes[row].clone());
            } else {
                self.saved[slot].clone_from(&self.routes[row]);
            }
            self.saved_rows.push(super::model::small(row));
        }
        self.stamp += 1;
        self.routes[row].stamp = self.stamp;
    }

    /// After the stops of a row changed: its times, the travel and the load.
    fn settle(&mut self, row: usize, busy: i32) {
        let model = self.model;
        let about = &model.rows[row];
        let route = &mut self.routes[row];
        let before = route.travel;
        route.times(model, about);
        route.busy += busy;
        let more = i64::from(route.travel - before);
        self.cost += model.travel * more;
        if about.group != NONE {
            let (group, member) = (about.group as usize, about.member as usize);
            let was = self.work[group][member];
            self.log.push(Step::Work(about.group, about.member, was));
            self.work[group][member] = was + more + i64::from(busy);
            let load = load(model, group, &self.work[group]);
            self.log.push(Step::Load(about.group, self.loads[group]));
            self.cost += load - self.loads[group];
            self.loads[group] = load;
        }
    }

    /// Makes a visit with its workers, at the start agreed when they are two.
    pub(super) fn insert(&mut self, call: u32, seats: &[Seat], start: Option<i32>, wishes: i64) {
        let model = self.model;
        let about = &model.calls[call as usize];
        let mut made = Made { start: start.unwrap_or(0), wishes, ..Made::NOT };
        for (slot, seat) in seats.iter().enumerate() {
            let way = &model.ways[seat.way as usize];
            let form = &model.forms[seat.form as usize];
            let windows = start.map_or(form.windows, Windows::one);
            let row = way.row as usize;
            self.touch(row);
            let route = &mut self.routes[row];
            let minutes = model.minutes(call, slot);
            let mut stop = Stop::new(call, form.place, minutes, windows);
            stop.second = slot == 1;
            route.stops.insert(seat.at as usize, stop);
            route.visits += 1;
            route.load += about.loads[slot];
            self.settle(row, minutes);
            made.way[slot] = seat.way;
            made.form[slot] = seat.form;
        }
        self.log.push(Step::Made(call, Made::NOT));
        self.made[call as usize] = made;
        self.cost += wishes - about.left_out;
        self.meet(call, seats, true);
        if let Some(seat) = seats.first() {
            self.flow_on(model.ways[seat.way as usize].day as usize);
        }
    }

    /// Leaves a visit out.
    pub(super) fn remove(&mut self, call: u32) {
        let model = self.model;
        let about = &model.calls[call as usize];
        let made = self.made[call as usize];
        let mut seats = [Seat { way: 0, form: 0, at: 0 }; 2];
        let mut count = 0;
        for slot in 0..2 {
            if made.way[slot] == NONE {
                continue;
            }
            seats[count].way = made.way[slot];
            count += 1;
            let row = model.ways[made.way[slot] as usize].row as usize;
            self.touch(row);
            let route = &mut self.routes[row];
            route.stops.retain(|stop| stop.call != call);
            route.visits -= 1;
            route.load -= about.loads[slot];
            self.settle(row, -model.minutes(call, slot));
        }
        self.log.push(Step::Made(call, made));
        self.made[call as usize] = Made::NOT;
        self.cost += about.left_out - made.wishes;
        self.meet(call, &seats[..count], false);
        if made.is() {
            self.flow_on(model.ways[made.way[0] as usize].day as usize);
        }
    }

    /// The person's side of a visit that comes or goes.
    fn meet(&mut self, call: u32, seats: &[Seat], comes: bool) {
        let model = self.model;
        let person = model.calls[call as usize].person as usize;
        let being = &model.people[person];
        let mut week = self.weeks[person];
        self.log.push(Step::Week(model.calls[call as usize].person, week));
        let before = week.cost;
        let mut keys = 0;
        for seat in seats {
            let way = &model.ways[seat.way as usize];
            keys += u32::from(way.key);
            let at = person * model.staff + way.worker as usize;
            let was = self.met[at];
            self.log.push(Step::Met(super::model::small(at), was));
            let new = u32::from(!way.recent);
            if comes {
                self.met[at] = was + 1;
                if was == 0 {
                    week.distinct += 1;
                    week.known += new;
                }
            } else {
                self.met[at] = was - 1;
                if was == 1 {
                    week.distinct -= 1;
                    week.known -= new;
                }
            }
        }
        let day = seats.first().map_or(0, |seat| model.ways[seat.way as usize].day);
        let about = &model.calls[call as usize];
        // The key worker at both of two visits counts twice.
        let keys = if about.second == NONE { keys.min(1) } else { keys };
        let day = if about.beside { 0 } else { 1_u64 << day };
        if comes {
            week.planned += 1;
            week.with_key += keys;
            week.days |= day;
        } else {
            week.planned -= 1;
            week.with_key -= keys;
            week.days &= !day;
        }
        week.cost = week_cost(model, being, &week);
        self.cost += week.cost - before;
        self.weeks[person] = week;
    }

    /// What a person's week would cost more with one more visit by these.
    pub(super) fn week_more(&self, call: u32, ways: &[usize]) -> i64 {
        let model = self.model;
        let person = model.calls[call as usize].person;
        let being = &model.people[person as usize];
        let mut week = self.weeks[person as usize];
        let mut keys = 0;
        for (slot, way) in ways.iter().enumerate() {
            let way = &model.ways[*way];
            keys += u32::from(way.key);
            if slot == 1 && model.ways[ways[0]].worker == way.worker {
                continue;
            }
            if self.met[person as usize * model.staff + way.worker as usize] == 0 {
                week.distinct += 1;
                week.known += u32::from(!way.recent);
            }
        }
        week.planned += 1;
        week.with_key += if model.calls[call as usize].second == NONE { keys.min(1) } else { keys };
        week_cost(model, being, &week) - week.cost
    }

    /// Whether a visit's person has another too near to a day.
    pub(super) fn blocked(&self, call: u32, day: u32) -> bool {
        let about = &self.model.calls[call as usize];
        let days = self.weeks[about.person as usize].days;
        if days == 0 || about.beside {
            return false;
        }
        let gap = self.model.people[about.person as usize].gap.min(60);
        let lo = (day + 1).saturating_sub(gap);
        let hi = (day + gap - 1).min(62);
        days & (((1_u64 << (hi - lo + 1)) - 1) << lo) != 0
    }

    /// What the load of a row's group would cost more with so much more work in it.
    pub(super) fn load_more(&self, row: u32, more: i32) -> i64 {
        let model = self.model;
        let about = &model.rows[row as usize];
        if about.group == NONE || model.load == 0 {
            return 0;
        }
        let group = about.group as usize;
        load_with(model, group, &self.work[group], &[(about.member as usize, i64::from(more))])
            - self.loads[group]
    }

    /// The same for two rows at once.
    pub(super) fn load_more_two(&self, a: (u32, i32), b: (u32, i32)) -> i64 {
        let model = self.model;
        let (first, second) = (&model.rows[a.0 as usize], &model.rows[b.0 as usize]);
        if first.group != second.group || first.group == NONE {
            return self.load_more(a.0, a.1) + self.load_more(b.0, b.1);
        }
        let group = first.group as usize;
        let more = [(first.member as usize, i64::from(a.1)), (second.member as usize, i64::from(b.1))];
        load_with(model, group, &self.work[group], &more) - self.loads[group]
    }

    /// The row a made visit is in, by slot.
    pub(super) fn row(&self, call: u32, slot: usize) -> Option<usize> {
        let way = self.made[call as usize].way[slot];
        (way != NONE).then(|| self.model.ways[way as usize].row as usize)
    }
}

fn week_cost(model: &Model, being: &Being, week: &Week) -> i64 {
    let short = i64::from(being.key_visits.saturating_sub(week.with_key));
    let extra = i64::from(week.distinct.saturating_sub(being.most));
    let alone = if week.planned > 0 && week.known < 2 { model.team_cost } else { 0 };
    short * model.key_cost + extra * model.extra_cost + alone
}

fn load(model: &Model, group: usize, work: &[i64]) -> i64 {
    load_with(model, group, work, &[])
}

/// Work above the shares, exact: shares are compared as products, and divided once.
fn load_with(model: &Model, group: usize, work: &[i64], more: &[(usize, i64)]) -> i64 {
    let about = &model.groups[group];
    if about.length <= 0 {
        return 0;
    }
    let all: i64 = work.iter().sum::<i64>() + more.iter().map(|one| one.1).sum::<i64>();
    let mut above = 0;
    for (own, length) in work.iter().zip(&about.lengths) {
        above += (own * about.length - all * length).max(0);
    }
    for (index, (member, plus)) in more.iter().enumerate() {
        // The same member twice cannot be: two different workers go.
        debug_assert!(more.iter().skip(index + 1).all(|other| other.0 != *member));
        let (own, length) = (work[*member], about.lengths[*member]);
        above -= (own * about.length - all * length).max(0);
        above += ((own + plus) * about.length - all * length).max(0);
    }
    (above * model.load / about.length).min(DEAR)
}

impl State<'_> {
    /// Makes a visit as it was made in a plan kept, at the end of its rows.
    pub(super) fn restore(&mut self, call: u32, made: &Made) {
        let mut seats = [Seat { way: 0, form: 0, at: 0 }; 2];
        let mut count = 0;
        for slot in 0..2 {
            if made.way[slot] == NONE {
                continue;
            }
            let row = self.model.ways[made.way[slot] as usize].row as usize;
            let again = count == 1 && self.row_of(seats[0].way) == row;
            let at = super::model::small(self.routes[row].stops.len() - usize::from(!again));
            seats[count] = Seat { way: made.way[slot], form: made.form[slot], at };
            count += 1;
        }
        let start = self.model.calls[call as usize].agreed.then_some(made.start);
        self.insert(call, &seats[..count], start, made.wishes);
    }

    fn row_of(&self, way: u32) -> usize {
        self.model.ways[way as usize].row as usize
    }

    /// Puts the stops of a row into the order of a route kept.
    pub(super) fn reorder(&mut self, row: usize, kept: &Route) {
        if kept.stops.len() != self.routes[row].stops.len() {
            return;
        }
        self.touch(row);
        self.routes[row].stops.clone_from(&kept.stops);
        self.settle(row, 0);
        self.flow_on(self.model.rows[row].day as usize);
    }
}
