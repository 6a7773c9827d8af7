//! The best place for a visit in the plan as it stands: over days, workers and positions, exactly, with
//! what was found for a staff-day kept until that day changes.

use super::model::{Call, DEAR, Form, LATE, Model, NONE, small};
use super::place::Placer;
use super::rng::Rng;
use super::route::{Route, rested, unrested};
use super::state::{Seat, State};

/// The cheapest position of a visit in one row.
#[derive(Clone, Copy, Debug)]
struct Kept {
    stamp: u64,
    /// Travel, place and promise; `DEAR` when it does not fit.
    cost: i64,
    travel: i32,
    form: u32,
    at: u32,
}

/// Starts at which a visit of two fits at one position of one row.
#[derive(Clone, Copy, Debug)]
struct Span {
    lo: i32,
    hi: i32,
    cost: i64,
    moved: i64,
    travel: i32,
    place: u32,
    form: u32,
    at: u32,
}

/// All of them for a row.
#[derive(Clone, Debug, Default)]
struct Spans {
    stamp: u64,
    least: i64,
    list: Vec<Span>,
}

/// Where a visit would go, and what it would cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) cost: i64,
    pub(super) wishes: i64,
    pub(super) seats: [Seat; 2],
    pub(super) count: usize,
    /// The starts that two could agree on.
    pub(super) lo: i32,
    pub(super) hi: i32,
}

const NO_SEAT: Seat = Seat { way: NONE, form: NONE, at: 0 };

impl Found {
    pub(super) const NOT: Found =
        Found { cost: DEAR, wishes: 0, seats: [NO_SEAT; 2], count: 0, lo: 0, hi: 0 };

    pub(super) fn is(&self) -> bool {
        self.count > 0
    }
}

/// What was found before.
pub(super) struct Seeker {
    kept: Vec<Kept>,
    spans: Vec<Spans>,
    /// Where the spans of a visit of two begin.
    first_span: Vec<u32>,
    placer: Placer,
}

impl Seeker {
    pub(super) fn new(model: &Model) -> Seeker {
        let none = Kept { stamp: 0, cost: DEAR, travel: 0, form: NONE, at: 0 };
        let mut first_span = Vec::with_capacity(model.calls.len());
        let mut spans = 0;
        for call in &model.calls {
            first_span.push(spans);
            if call.agreed {
                spans += call.ways.1 - call.ways.0;
            }
        }
        Seeker {
            kept: vec![none; model.ways.len()],
            spans: vec![Spans::default(); spans as usize],
            first_span,
            placer: Placer::default(),
        }
    }

    /// The best place for a visit; now and then a way is not looked at.
    pub(super) fn best(&mut self, state: &mut State<'_>, call: u32, blink: f64, rng: &mut Rng) -> Found {
        let about = &state.model.calls[call as usize];
        if state.model.flows {
            self.placer.best(state, (call, about.ways), blink, rng)
        } else if about.two {
            self.best_two(state, call, blink, rng)
        } else if about.agreed {
            self.best_joint(state, call, blink, rng)
        } else {
            self.best_one(state, call, blink, rng)
        }
    }

    fn best_one(&mut self, state: &State<'_>, call: u32, blink: f64, rng: &mut Rng) -> Found {
        let model = state.model;
        let about = &model.calls[call as usize];
        let mut best = Found::NOT;
        let (mut day, mut blocked) = (NONE, false);
        let mut empty_seen = false;
        for at in model.ways_of(call) {
            let way = &model.ways[at];
            if way.day != day {
                day = way.day;
                blocked = state.blocked(call, day);
            }
            let route = &state.routes[way.row as usize];
            if blocked || !fits(state, about, way.row) {
                continue;
            }
            if model.fleet && route.visits == 0 && std::mem::replace(&mut empty_seen, true) {
                continue;
            }
            let kept = self.kept(state, about, at);
            if kept.cost >= DEAR {
                continue;
            }
            let more = about.minutes + kept.travel;
            let mut cost = kept.cost + way.alone;
            if !model.fleet {
                cost += state.week_more(call, &[at]);
            }
            // The load can fall by at most its price for each minute of work.
            if cost - model.load * i64::from(more.max(0)) >= best.cost || rng.chance(blink) {
                continue;
            }
            cost += state.load_more(way.row, more);
            if cost < best.cost {
                let form = &model.forms[kept.form as usize];
                best.cost = cost;
                best.count = 1;
                best.wishes = way.alone + form.penalty + form.moved;
                best.seats[0] = Seat { way: small(at), form: kept.form, at: kept.at };
            }
        }
        best
    }

    /// One way of a visit of one worker: its cost, seat and wishes, if it fits.
    pub(super) fn way(
        &mut self,
        state: &mut State<'_>,
        call: u32,
        at: usize,
        rng: &mut Rng,
    ) -> Option<(i64, Seat, i64)> {
        let model = state.model;
        let about = &model.calls[call as usize];
        if model.flows {
            let found = self.placer.best(state, (call, (small(at), small(at + 1))), 0.0, rng);
            return found.is().then_some((found.cost, found.seats[0], found.wishes));
        }
        let way = &model.ways[at];
        if state.blocked(call, way.day) || !fits(state, about, way.row) {
            return None;
        }
        let kept = self.kept(state, about, at);
        let form = model.forms.get(kept.form as usize)?;
        let week = state.week_more(call, &[at]);
        let load = state.load_more(way.row, about.minutes + kept.travel);
        let seat = Seat { way: small(at), form: kept.form, at: kept.at };
        Some((kept.cost + way.alone + week + load, seat, way.alone + form.penalty + form.moved))
    }

    fn kept(&mut self, state: &State<'_>, about: &Call, at: usize) -> Kept {
        let row = state.model.ways[at].row as usize;
        let route = &state.routes[row];
        if self.kept[at].stamp != route.stamp {
            self.kept[at] = cheapest(state.model, about, at, route);
        }
        self.kept[at]
    }

    fn best_two(&mut self, state: &State<'_>, call: u32, blink: f64, rng: &mut Rng) -> Found {
        let model = state.model;
        let about = &model.calls[call as usize];
        let ways = model.ways_of(call);
        let base = self.first_span[call as usize] as usize;
        let mut best = Found::NOT;
        // What wishes and load may take back of the travel.
        let margin = model.key_cost + model.team_cost + model.load * i64::from(4 * about.minutes);
        let mut from = ways.start;
        while from < ways.end {
            let day = model.ways[from].day;
            let to = (from..ways.end).find(|at| model.ways[*at].day != day).unwrap_or(ways.end);
            if !state.blocked(call, day) {
                for at in from..to {
                    self.refresh(state, about, at, base + at - ways.start);
                }
                for a in from..to {
                    for b in a + 1..to {
                        let pair = (&self.spans[base + a - ways.start], &self.spans[base + b - ways.start]);
                        if pair.0.least + pair.1.least - margin < best.cost && !rng.chance(blink) {
                            try_two(state, call, (a, b), pair, &mut best);
                        }
                    }
                }
            }
            from = to;
        }
        best
    }

    /// A visit of one worker whose start is agreed with a partner.
    fn best_joint(&mut self, state: &State<'_>, call: u32, blink: f64, rng: &mut Rng) -> Found {
        let model = state.model;
        let about = &model.calls[call as usize];
        let base = self.first_span[call as usize] as usize;
        let mut best = Found::NOT;
        for (at, slot) in model.ways_of(call).zip(base..) {
            let way = &model.ways[at];
            if state.blocked(call, way.day) || rng.chance(blink) {
                continue;
            }
            self.refresh(state, about, at, slot);
            for span in &self.spans[slot].list {
                let free = state.partner_free(call, way.day, (span.lo, span.hi));
                let Some((lo, hi)) = free else { continue };
                let wishes = way.alone + model.forms[span.form as usize].penalty + span.moved;
                let load = state.load_more(way.row, about.minutes + span.travel);
                let cost = span.cost + wishes + state.week_more(call, &[at]) + load;
                if cost < best.cost {
                    let seat = Seat { way: small(at), form: span.form, at: span.at };
                    best = Found { cost, wishes, seats: [seat; 2], count: 1, lo, hi };
                }
            }
        }
        best
    }

    fn refresh(&mut self, state: &State<'_>, about: &Call, at: usize, slot: usize) {
        let model = state.model;
        let way = &model.ways[at];
        let route = &state.routes[way.row as usize];
        let spans = &mut self.spans[slot];
        if !fits(state, about, way.row) {
            // What other shifts of the day hold changes without this row.
            spans.stamp = 0;
            spans.list.clear();
            spans.least = DEAR;
        } else if spans.stamp != route.stamp {
            spans.stamp = route.stamp;
            spans.list.clear();
            for form in way.forms.0..way.forms.1 {
                all_spans(model, about, way.row, form, route, &mut spans.list);
            }
            spans.list.sort_by_key(|span| span.cost);
            spans.least = spans.list.first().map_or(DEAR, |span| span.cost);
        }
    }
}

/// Whether a row has room for one more visit at all.
pub(super) fn fits(state: &State<'_>, about: &Call, row: u32) -> bool {
    has_room(state, row, 1, about.loads[0])
}

/// Whether a row's day has room for so many more visits and so much more to carry.
pub(super) fn has_room(state: &State<'_>, row: u32, more: u32, load_more: i64) -> bool {
    let route = &state.routes[row as usize];
    let row = &state.model.rows[row as usize];
    let (mut visits, mut load) = (route.visits, route.load);
    for kin in &row.kin {
        let other = &state.routes[*kin as usize];
        visits += other.visits;
        load += other.load;
    }
    visits + more <= row.most && load_more <= row.capacity - load
}

/// The cheapest position in a row, looked at anew.
fn cheapest(model: &Model, about: &Call, at: usize, route: &Route) -> Kept {
    let way = &model.ways[at];
    let row = &model.rows[way.row as usize];
    let mut best = Kept { stamp: route.stamp, cost: DEAR, travel: 0, form: NONE, at: 0 };
    let table = &model.tables[row.table as usize];
    for index in way.forms.0..way.forms.1 {
        let form = &model.forms[index as usize];
        let fixed = form.penalty + form.moved;
        let (place, last) = (form.place as usize, last_start(model, form));
        for (position, pair) in route.stops.windows(2).enumerate() {
            let (before, after) = (&pair[0], &pair[1]);
            if before.end0.min(before.end1) > last {
                break;
            }
            if after.last1 < form.windows.lo {
                continue;
            }
            let there = table[before.place as usize * model.places + place];
            let onward = table[place * model.places + after.place as usize];
            let travel = there + onward - after.leg;
            let cost = i64::from(travel) * model.travel + fixed;
            if cost >= best.cost {
                continue;
            }
            let arrive0 = before.end0 + there;
            let arrive1 = (before.end1 + there).min(rested(row, before.end0, there));
            let end0 = model.open(&form.windows, arrive0) + about.minutes;
            let end1 = model.open(&form.windows, arrive1) + about.minutes;
            let next1 = (end1 + onward).min(rested(row, end0, onward));
            if end0 + onward <= after.last0 || next1 <= after.last1 {
                best = Kept { cost, travel, form: index, at: small(position + 1), ..best };
            }
        }
    }
    best
}

pub(super) fn last_start(model: &Model, form: &Form) -> i32 {
    if form.windows.count == 0 { form.windows.hi } else { model.close(&form.windows, LATE) }
}

/// Every start at which a visit of two fits, position by position: with the break already taken before
/// it, or with the break still to come.
fn all_spans(model: &Model, about: &Call, row: u32, index: u32, route: &Route, list: &mut Vec<Span>) {
    let row = &model.rows[row as usize];
    let form = &model.forms[index as usize];
    let place = form.place;
    for (position, pair) in route.stops.windows(2).enumerate() {
        let (before, after) = (&pair[0], &pair[1]);
        let there = model.leg(row.table, before.place, place);
        let onward = model.leg(row.table, place, after.place);
        let travel = there + onward - after.leg;
        let arrive0 = before.end0 + there;
        let arrive1 = (before.end1 + there).min(rested(row, before.end0, there));
        let latest1 = after.last1 - onward - about.minutes;
        let later = (after.last0 - onward).max(unrested(row, after.last1, onward));
        let latest0 = later - about.minutes;
        let mut ranges = [(arrive1, latest1), (arrive0, latest0)];
        // One range when they touch.
        if ranges[0].0 <= ranges[0].1 && arrive0 <= latest0 && arrive1 <= latest0 + 1 {
            ranges = [(arrive0, latest1.max(latest0)), (1, 0)];
        }
        for (lo, hi) in ranges {
            let mut push = |open: (i32, i32)| {
                let (lo, hi) = (lo.max(open.0), hi.min(open.1));
                if lo <= hi {
                    let cost = i64::from(travel) * model.travel;
                    list.push(Span {
                        lo,
                        hi,
                        cost,
                        moved: form.moved,
                        travel,
                        place,
                        form: index,
                        at: small(position + 1),
                    });
                }
            };
            push((form.windows.lo, form.windows.hi));
            let more = form.windows.more as usize;
            for open in &model.windows[more..more + form.windows.count as usize] {
                push(*open);
            }
        }
    }
}

/// Two workers for a visit: the cheapest positions whose starts meet.
fn try_two(state: &State<'_>, call: u32, (a, b): (usize, usize), pair: (&Spans, &Spans), best: &mut Found) {
    let model = state.model;
    let about = &model.calls[call as usize];
    let (first, second) = (&model.ways[a], &model.ways[b]);
    let Some(wishes) = about.wishes(model, a, b) else { return };
    let week = state.week_more(call, &[a, b]);
    let base = wishes + week;
    for one in &pair.0.list {
        if base + one.cost + pair.1.least - model.load * 2 * i64::from(about.minutes) >= best.cost {
            break;
        }
        for two in &pair.1.list {
            let travel = one.cost + two.cost;
            if base + travel - model.load * i64::from(2 * about.minutes + one.travel + two.travel)
                >= best.cost
            {
                break;
            }
            let (lo, hi) = (one.lo.max(two.lo), one.hi.min(two.hi));
            if one.place != two.place || lo > hi {
                continue;
            }
            let Some((lo, hi)) = state.partner_free(call, first.day, (lo, hi)) else { continue };
            let form = &model.forms[one.form as usize];
            let own = wishes + form.penalty + one.moved.max(two.moved);
            let mut cost = week + own + travel;
            cost += state.load_more_two(
                (first.row, about.minutes + one.travel),
                (second.row, about.minutes + two.travel),
            );
            if cost < best.cost {
                *best = Found {
                    cost,
                    wishes: own,
                    seats: [
                        Seat { way: small(a), form: one.form, at: one.at },
                        Seat { way: small(b), form: two.form, at: two.at },
                    ],
                    count: 2,
                    lo,
                    hi,
                };
            }
        }
    }
}
