//! One line of search: ruin, recreate, accept or go back. It keeps the best plan it saw.

use super::model::{Model, NONE, small};
use super::rng::Rng;
use super::route::Route;
use super::ruin::{ALL, Ruin};
use super::seek::{Found, Seeker};
use super::state::{Made, Seat, State};

/// Numbers that shape the search.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// Visits removed at once, at most.
    pub(super) removed: usize,
    /// Stops of one day removed at once, at most.
    pub(super) string: usize,
    /// How often a possibility is not looked at.
    pub(super) blink: f64,
    /// Temperatures at the start and at the end, in thousandths.
    pub(super) hot: f64,
    pub(super) cold: f64,
}

/// A plan kept.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) cost: i64,
    pub(super) made: Vec<Made>,
    pub(super) routes: Vec<Route>,
}

/// How well a ruin does.
#[derive(Clone, Copy, Debug)]
struct Merit {
    weight: f64,
    score: f64,
    used: f64,
}

/// One line of search.
pub(super) struct Lane<'m> {
    pub(super) state: State<'m>,
    seeker: Seeker,
    pub(super) rng: Rng,
    pub(super) settings: Settings,
    /// Visits that may be touched.
    pub(super) free: Vec<u32>,
    /// Of those, the ones of two.
    pub(super) pairs: Vec<u32>,
    /// Visits left out now.
    pub(super) absent: Vec<u32>,
    /// Visits that are left alone for a while.
    pub(super) held: Vec<bool>,
    pub(super) last_heat: f64,
    /// Seconds of work before the first round.
    pub(super) spent: f64,
    /// Visits to be put in.
    pub(super) out: Vec<u32>,
    pub(super) scratch: Vec<u32>,
    pub(super) rows_done: Vec<usize>,
    pub(super) best: Kept,
    merits: [Merit; ALL.len()],
    pub(super) round: u64,
    found: Vec<Found>,
    keys: Vec<(i64, u32)>,
}

impl<'m> Lane<'m> {
    pub(super) fn new(model: &'m Model, seed: u64, settings: Settings) -> Lane<'m> {
        let state = State::new(model, 0);
        let free: Vec<u32> = (0..small(model.calls.len()))
            .filter(|call| !model.calls[*call as usize].locked && !model.ways_of(*call).is_empty())
            .collect();
        let pairs = free.iter().copied().filter(|call| model.calls[*call as usize].two).collect();
        let best = Kept { cost: state.cost, made: state.made.clone(), routes: state.routes.clone() };
        Lane {
            seeker: Seeker::new(model),
            rng: Rng::new(seed),
            settings,
            absent: free.clone(),
            free,
            pairs,
            held: vec![false; model.calls.len()],
            last_heat: 0.0,
            spent: 0.0,
            out: Vec::new(),
            scratch: Vec::new(),
            rows_done: Vec::new(),
            best,
            merits: [Merit { weight: 1.0, score: 0.0, used: 0.0 }; ALL.len()],
            round: 0,
            found: Vec::new(),
            keys: Vec::new(),
            state,
        }
    }

    /// The best place for a visit, if it has any.
    pub(super) fn look(&mut self, call: u32) -> Found {
        self.seeker.best(&mut self.state, call, 0.0, &mut self.rng)
    }

    /// What one way of a visit of one worker would cost, with its seat and its wishes.
    pub(super) fn look_way(&mut self, call: u32, at: usize) -> Option<(i64, Seat, i64)> {
        self.seeker.way(&mut self.state, call, at, &mut self.rng)
    }

    /// Puts a found visit in.
    pub(super) fn put(&mut self, call: u32, found: &Found) {
        let agreed = self.state.model.calls[call as usize].agreed;
        let start = agreed.then(|| self.agree(found.lo, found.hi));
        let seats: &[Seat] = &found.seats[..found.count];
        self.state.insert(call, seats, start, found.wishes);
    }

    /// A start for two: a round one where there is one, early, late or between.
    fn agree(&mut self, lo: i32, hi: i32) -> i32 {
        let (first, last) = (lo + (5 - lo.rem_euclid(5)) % 5, hi - hi.rem_euclid(5));
        if first > last {
            return if self.rng.chance(0.5) { lo } else { hi };
        }
        let steps = usize::try_from((last - first) / 5).unwrap_or(0);
        match self.rng.below(4) {
            0 => first,
            1 => last,
            2 => first + 5 * i32::try_from(self.rng.below(steps + 1)).unwrap_or(0),
            _ => {
                if self.rng.chance(0.5) {
                    lo
                } else {
                    hi
                }
            }
        }
    }

    /// The first plan: everything, the dearest first.
    pub(super) fn build(&mut self) {
        self.state.mark();
        self.out.clear();
        self.out.append(&mut self.absent);
        self.arrange(1);
        self.recreate(0.0);
        self.keep();
    }

    /// One round; `heat` is the temperature in thousandths.
    pub(super) fn step(&mut self, heat: f64) {
        self.round += 1;
        let pick = self.pick();
        let before = self.state.cost;
        self.state.mark();
        self.out.clear();
        self.ruin(ALL[pick]);
        self.out.extend_from_slice(&self.absent);
        if self.out.is_empty() {
            return;
        }
        let way = self.rng.below(20);
        let kept_absent = std::mem::take(&mut self.absent);
        if way == 0 && self.out.len() <= 16 {
            self.regret();
        } else {
            let scarce = ALL[pick] == Ruin::Scarce;
            self.arrange(if scarce { 5 } else { way });
            let blink = if scarce && self.rng.chance(0.7) { 0.15 } else { self.settings.blink };
            self.recreate(blink);
        }
        let after = self.state.cost;
        #[expect(clippy::cast_possible_truncation, reason = "a temperature is small")]
        let allowed = (heat * self.rng.exponential()) as i64;
        let merit = &mut self.merits[pick];
        merit.used += 1.0;
        if after < before + allowed {
            if self.state.cost < self.best.cost {
                merit.score += 8.0;
                self.keep();
            } else if after < before {
                merit.score += 2.0;
            }
        } else {
            self.state.back();
            self.absent = kept_absent;
        }
        if self.round.is_multiple_of(2000) {
            self.learn();
        }
    }

    fn pick(&mut self) -> usize {
        let all: f64 = self.merits.iter().map(|one| one.weight).sum();
        let mut left = self.rng.part() * all;
        for (at, one) in self.merits.iter().enumerate() {
            let useless = (matches!(ALL[at], Ruin::Wanted | Ruin::Scarce) && self.absent.is_empty())
                || (ALL[at] == Ruin::Two && self.pairs.is_empty());
            left -= one.weight;
            if left <= 0.0 && !useless {
                return at;
            }
        }
        0
    }

    /// Ruins that helped lately are used more, and none is given up.
    fn learn(&mut self) {
        let rate = |one: &Merit| if one.used > 0.0 { one.score / one.used } else { 0.0 };
        let all: f64 = self.merits.iter().map(rate).sum();
        if all > 0.0 {
            let count = f64::from(u32::try_from(ALL.len()).unwrap_or(1));
            for one in &mut self.merits {
                let target = (rate(one) / all * count).clamp(0.25, 3.0);
                one.weight = 0.8 * one.weight + 0.2 * target;
            }
        }
        for one in &mut self.merits {
            one.score *= 0.5;
            one.used *= 0.5;
        }
    }

    /// The order in which visits are put in.
    fn arrange(&mut self, way: usize) {
        let model = self.state.model;
        self.rng.shuffle(&mut self.out);
        if way >= 14 {
            return;
        }
        self.keys.clear();
        for call in &self.out {
            let about = &model.calls[*call as usize];
            let jitter = u8::try_from(self.rng.below(80)).unwrap_or(0);
            let ways = i64::from(about.skilled);
            let key = match way {
                // What is dear to leave out and hard to place comes first.
                0..=4 => -(about.left_out + if about.two { 2_000_000 } else { 0 }) * 2 + ways * 40_000,
                5..=7 => ways * 16 + i64::from(jitter) - if about.two && way == 6 { 16_000 } else { 0 },
                8..=9 => i64::from(about.span.1 - about.span.0) - if about.two { 1000 } else { 0 },
                10 => -i64::from(about.minutes),
                11 => i64::from(about.person),
                12 => -i64::from(model.leg(0, 0, about.place)),
                _ => i64::from(model.leg(0, 0, about.place)),
            };
            self.keys.push((key, *call));
        }
        self.keys.sort_by_key(|one| one.0);
        for (slot, (_, call)) in self.out.iter_mut().zip(&self.keys) {
            *slot = *call;
        }
    }

    /// Each at its best place, in order; who finds none that is worth it stays out.
    fn recreate(&mut self, blink: f64) {
        let list = std::mem::take(&mut self.out);
        for call in &list {
            let found = self.seeker.best(&mut self.state, *call, blink, &mut self.rng);
            if found.is() && found.cost < self.state.model.calls[*call as usize].left_out {
                self.put(*call, &found);
            } else {
                self.absent.push(*call);
            }
        }
        self.out = list;
    }

    /// Whoever would lose most by waiting goes first.
    fn regret(&mut self) {
        let mut list = std::mem::take(&mut self.out);
        while !list.is_empty() {
            let mut chosen: Option<(i64, usize)> = None;
            self.found.clear();
            for (at, call) in list.iter().enumerate() {
                let found = self.seeker.best(&mut self.state, *call, 0.0, &mut self.rng);
                let again = self.seeker.best(&mut self.state, *call, 0.35, &mut self.rng);
                let left_out = self.state.model.calls[*call as usize].left_out;
                let loss = again.cost.min(left_out) - found.cost.min(left_out);
                if found.is() && found.cost < left_out {
                    chosen = chosen.max(Some((loss - found.cost / 4, at)));
                }
                self.found.push(found);
            }
            let Some((_, at)) = chosen else { break };
            let found = self.found[at];
            let call = list.swap_remove(at);
            self.put(call, &found);
        }
        self.absent.extend_from_slice(&list);
        list.clear();
        self.out = list;
    }

    /// Keeps the plan as the best.
    pub(super) fn keep(&mut self) {
        self.best.cost = self.state.cost;
        self.best.made.clone_from(&self.state.made);
        for (kept, route) in self.best.routes.iter_mut().zip(&self.state.routes) {
            if kept.stamp != route.stamp {
                kept.clone_from(route);
            }
        }
    }

    /// Goes on from a plan kept here or by another line.
    pub(super) fn load(&mut self, from: &Kept) {
        self.state = State::new(self.state.model, self.state.stamp);
        self.absent.clear();
        let model = self.state.model;
        for (row, route) in from.routes.iter().enumerate() {
            for stop in &route.stops {
                if stop.call == NONE || stop.second {
                    continue;
                }
                let made = &from.made[stop.call as usize];
                let first = made.way[0];
                if first != NONE && model.ways[first as usize].row as usize == row {
                    self.state.restore(stop.call, made);
                }
            }
        }
        for (row, route) in from.routes.iter().enumerate() {
            self.state.reorder(row, route);
        }
        let left = self.free.iter().copied().filter(|call| !self.state.made[*call as usize].is());
        self.absent.extend(left);
        self.state.mark();
        if self.state.cost < self.best.cost {
            self.keep();
        }
    }
}
