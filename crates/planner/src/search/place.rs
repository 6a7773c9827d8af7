//! The best place for a visit where times flow. What lateness a place brings is known only when all times
//! of its day are worked out; before that, what it costs at least says which places are worth that.

use super::model::{Call, DEAR, LATE, Model, small};
use super::rng::Rng;
use super::route::{Route, rested};
use super::seek::{Found, has_room, last_start};
use super::state::{Seat, State};

/// Places that are worked out for one visit, at most.
const TRIALS: usize = 24;

/// A position of a row for one worker of a visit.
#[derive(Clone, Copy, Debug)]
struct Spot {
    /// What it costs at least, alone.
    least: i64,
    /// Travel, place and promise.
    cost: i64,
    moved: i64,
    travel: i32,
    onward: i32,
    arrive: i32,
    place: u32,
    row: u32,
    seat: Seat,
}

/// What is about to be tried.
#[derive(Clone, Copy, Debug)]
struct Idea {
    least: i64,
    cost: i64,
    wishes: i64,
    seats: [Seat; 2],
    count: usize,
    start: Option<i32>,
}

/// Lists that are used again and again.
#[derive(Default)]
pub(super) struct Placer {
    first: Vec<Spot>,
    second: Vec<Spot>,
    ideas: Vec<Idea>,
}

impl Placer {
    /// The best place for a visit among ways of its first worker; now and then a place is not looked at.
    pub(super) fn best(
        &mut self,
        state: &mut State<'_>,
        (call, ways): (u32, (u32, u32)),
        blink: f64,
        rng: &mut Rng,
    ) -> Found {
        let about = &state.model.calls[call as usize];
        self.ideas.clear();
        spots(state, call, 0, ways, &mut self.first);
        if about.two {
            spots(state, call, 1, about.ways2, &mut self.second);
            self.twos(state, call);
        } else {
            self.ones(state, call);
        }
        self.ideas.sort_unstable_by_key(|idea| idea.least);
        let mut best = Found::NOT;
        let mut tried = 0;
        for idea in &self.ideas {
            if idea.least >= best.cost || tried >= TRIALS {
                break;
            }
            if rng.chance(blink) {
                continue;
            }
            tried += 1;
            let Some(late) = state.trial(call, &idea.seats[..idea.count], idea.start) else { continue };
            let cost = idea.cost + late;
            if cost < best.cost {
                let start = idea.start.unwrap_or(0);
                let Idea { wishes, seats, count, .. } = *idea;
                best = Found { cost, wishes, seats, count, lo: start, hi: start };
            }
        }
        best
    }

    fn ones(&mut self, state: &State<'_>, call: u32) {
        let model = state.model;
        let about = &model.calls[call as usize];
        for spot in &self.first {
            let at = spot.seat.way as usize;
            let alone = model.ways[at].alone;
            let more = about.minutes + spot.travel;
            let cost = spot.cost + alone + state.week_more(call, &[at]) + state.load_more(spot.row, more);
            let Some(start) = agreed(state, call, [spot, spot], spot.arrive) else { continue };
            let seats = [spot.seat; 2];
            let wishes = alone + place(model, spot) + spot.moved;
            let least = cost + spot.least - spot.cost;
            self.ideas.push(Idea { least, cost, wishes, seats, count: 1, start });
        }
    }

    fn twos(&mut self, state: &State<'_>, call: u32) {
        let model = state.model;
        let about = &model.calls[call as usize];
        for one in &self.first {
            for two in &self.second {
                let (a, b) = (one.seat.way as usize, two.seat.way as usize);
                let (first, second) = (&model.ways[a], &model.ways[b]);
                let mut seats = [one.seat, two.seat];
                let mut travel = (one.travel, two.travel);
                if first.day != second.day || one.place != two.place {
                    continue;
                }
                if first.worker == second.worker {
                    let after = one.row == two.row && two.seat.at >= one.seat.at;
                    let room = has_room(state, one.row, 2, about.loads.iter().sum());
                    if !about.follows() || !after || !room || about.apart.1 < about.minutes {
                        continue;
                    }
                    if two.seat.at == one.seat.at {
                        travel.1 = 0;
                    }
                    seats[1].at += 1;
                }
                let Some(wishes) = about.wishes(model, a, b) else { continue };
                let wishes = wishes
                    + if about.follows() {
                        place(model, one) + place(model, two) + one.moved + two.moved
                    } else {
                        place(model, one) + one.moved.max(two.moved)
                    };
                let way = model.travel * i64::from(travel.0 + travel.1);
                let (mut start, late) = together(state, about, one, two);
                if about.partner != super::model::NONE {
                    let Some(at) = agreed(state, call, [one, two], start) else { continue };
                    start = at.unwrap_or(start);
                }
                let mut cost = wishes + way + state.week_more(call, &[a, b]);
                cost += if one.row == two.row {
                    state.load_more(one.row, about.minutes + about.minutes2 + travel.0 + travel.1)
                } else {
                    let work = (about.minutes + travel.0, about.minutes2 + travel.1);
                    state.load_more_two((one.row, work.0), (two.row, work.1))
                };
                let start = about.agreed.then_some(start);
                self.ideas.push(Idea { least: cost + late, cost, wishes, seats, count: 2, start });
            }
        }
    }
}

fn place(model: &Model, spot: &Spot) -> i64 {
    model.forms[spot.seat.form as usize].penalty
}

/// When a visit with a partner could start, not before a moment; nothing to agree on for others. When the
/// partner is free and when the door is open are asked in turn until both say the same.
fn agreed(state: &State<'_>, call: u32, spots: [&Spot; 2], from: i32) -> Option<Option<i32>> {
    let model = state.model;
    if model.calls[call as usize].partner == super::model::NONE {
        return Some(None);
    }
    let day = model.ways[spots[0].seat.way as usize].day;
    let mut start = from;
    loop {
        let open = spots
            .iter()
            .fold(start, |at, spot| model.open(&model.forms[spot.seat.form as usize].windows, at));
        if open >= LATE {
            return None;
        }
        let (free, _) = state.partner_free(call, day, (open, LATE))?;
        if free == start {
            return Some(Some(start));
        }
        start = free;
    }
}

/// When two could start, and what being late costs by then at least.
fn together(state: &State<'_>, about: &Call, one: &Spot, two: &Spot) -> (i32, i64) {
    let first = one.arrive.max(two.arrive - about.apart.1);
    let mut second = two.arrive.max(first + about.apart.0);
    if one.row == two.row {
        second = second.max(first + about.minutes);
    }
    let first = first.max(second - about.apart.1);
    let own = |start: i32, slot: usize| (start - about.due[slot]).max(0);
    let (a, b) = (own(first, 0), own(second, 1));
    if one.row == two.row {
        return (first, lateness(state, i64::from(a) + i64::from(b), a.max(b)));
    }
    let next = behind(state, one, first + about.minutes);
    let other = behind(state, two, second + about.minutes2);
    let sum = i64::from(a) + i64::from(b) + next.0 + other.0;
    (first, lateness(state, sum, a.max(b).max(next.1).max(other.1)))
}

fn lateness(state: &State<'_>, sum: i64, worst: i32) -> i64 {
    let model = state.model;
    model.late * sum + model.latest * i64::from((worst - state.flow.latest()).max(0))
}

/// How much later the stops behind a spot are when its visit ends then, looking at its row alone.
fn behind(state: &State<'_>, spot: &Spot, end: i32) -> (i64, i32) {
    let model = state.model;
    let row = spot.row as usize;
    let (mut sum, mut worst) = (0, 0);
    if model.rows[row].has_rest {
        return (sum, worst);
    }
    let (mut end, mut leg) = (end, Some(spot.onward));
    let from = spot.seat.at as usize;
    let stops = &state.routes[row].stops[from..];
    for (stop, was) in stops.iter().zip(&state.flow.starts[row][from..]) {
        let start = model.open(&stop.windows, end + leg.take().unwrap_or(stop.leg));
        if start <= *was {
            break;
        }
        if stop.call != super::model::NONE {
            let due = model.calls[stop.call as usize].due[usize::from(stop.second)];
            sum += i64::from((start - due).max(0)) - i64::from((was - due).max(0));
            worst = worst.max(start - due);
        }
        end = start + stop.minutes;
    }
    (sum, worst)
}

/// Every position at which one worker of a visit could be, as far as a row alone can say.
fn spots(state: &State<'_>, call: u32, slot: usize, ways: (u32, u32), list: &mut Vec<Spot>) {
    let model = state.model;
    let about = &model.calls[call as usize];
    list.clear();
    for at in ways.0..ways.1 {
        let way = &model.ways[at as usize];
        let route = &state.routes[way.row as usize];
        if state.blocked(call, way.day) || !has_room(state, way.row, 1, about.loads[slot]) {
            continue;
        }
        for form in way.forms.0..way.forms.1 {
            positions(state, (call, slot), (at, form), route, list);
        }
    }
}

fn positions(
    state: &State<'_>,
    (call, slot): (u32, usize),
    (at, index): (u32, u32),
    route: &Route,
    list: &mut Vec<Spot>,
) {
    let model = state.model;
    let row_at = model.ways[at as usize].row;
    let row = &model.rows[row_at as usize];
    let form = &model.forms[index as usize];
    let (minutes, due) = (model.minutes(call, slot), model.calls[call as usize].due[slot]);
    let last = last_start(model, form);
    let starts = &state.flow.starts[row_at as usize];
    for (position, pair) in route.stops.windows(2).enumerate() {
        let (before, after) = (&pair[0], &pair[1]);
        if before.end0.min(before.end1) > last {
            break;
        }
        let there = model.leg(row.table, before.place, form.place);
        let onward = model.leg(row.table, form.place, after.place);
        let travel = there + onward - after.leg;
        // Whether it can be at all, without those who go along.
        let arrive0 = before.end0 + there;
        let arrive1 = (before.end1 + there).min(rested(row, before.end0, there));
        let end0 = model.open(&form.windows, arrive0) + minutes;
        let end1 = model.open(&form.windows, arrive1) + minutes;
        let next1 = (end1 + onward).min(rested(row, end0, onward));
        if end0 + onward > after.last0 && next1 > after.last1 {
            continue;
        }
        let arrive = if row.has_rest {
            arrive0.min(arrive1)
        } else {
            starts.get(position).map_or(LATE, |start| start + before.minutes + there)
        };
        let arrive = model.open(&form.windows, arrive);
        if arrive >= LATE {
            continue;
        }
        let cost = i64::from(travel) * model.travel + form.penalty + form.moved;
        let seat = Seat { way: at, form: index, at: small(position + 1) };
        let place = form.place;
        let moved = form.moved;
        let mut spot = Spot { least: DEAR, cost, moved, travel, onward, arrive, place, row: row_at, seat };
        let own = (arrive - due).max(0);
        let next = behind(state, &spot, arrive + minutes);
        spot.least = cost + lateness(state, i64::from(own) + next.0, own.max(next.1));
        list.push(spot);
    }
}
