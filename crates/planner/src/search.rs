//! The search for a good plan: take some visits out, put them back better, accept a little worse now
//! and then, and keep the best. The same problem, seed and number of rounds give the same plan on any
//! machine and with any number of threads.
#![expect(
    clippy::indexing_slicing,
    reason = "the innermost loops; every index comes from the model, which is made of a checked problem"
)]

mod compile;
mod flow;
mod lane;
mod link;
pub(crate) mod look;
mod model;
mod place;
mod repack;
mod rng;
mod route;
mod ruin;
mod seek;
mod state;
mod trial;
mod warm;

use lane::{Kept, Lane, Settings};
use model::{Model, NONE};

use crate::check::{Baseline, Report, check, sound_part};
use crate::plan::{Plan, Planned};
use crate::problem::Problem;

/// How much is searched. Whichever ends first ends the search.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    /// Rounds, over all lines together. With rounds alone the plan is the same everywhere.
    pub rounds: Option<u64>,
    /// Seconds of a thread's own work.
    pub seconds: Option<f64>,
    /// Tells the seconds of work of the thread that asks; needed for `seconds`.
    pub clock: Option<fn() -> f64>,
}

/// Where the search is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Rounds so far, of the line that tells.
    pub rounds: u64,
    /// Seconds so far, if there is a clock.
    pub seconds: f64,
    /// What is done of the budget, from 0 to 1.
    pub part: f64,
    /// The cost of the best plan so far.
    pub cost: f64,
    /// Visits it leaves out.
    pub left_out: usize,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// There is no reason to stop.
    GoOn,
    /// The best plan so far will do.
    Now,
}

/// What the search starts from.
#[derive(Clone, Debug, Default)]
pub enum Warm {
    /// From nothing.
    #[default]
    Cold,
    /// From a plan, which may be changed throughout.
    Plan(Plan),
    /// From the plan in force: what has started stays, and promises have their price.
    InForce(Baseline),
}

/// A plan that the checker has passed, with its cost.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The plan.
    pub plan: Plan,
    /// What the independent checker says of it.
    pub report: Report,
    /// Rounds that were made.
    pub rounds: u64,
    /// What the search itself counted; the report's cost is the one that holds.
    pub counted: f64,
}

/// A search to be made.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// What is asked for.
    pub problem: &'a Problem,
    /// The same seed gives the same plan.
    pub seed: u64,
    /// Threads at work.
    pub threads: usize,
    /// How much is searched.
    pub budget: Budget,
    /// What it starts from.
    pub warm: Warm,
}

/// Rounds between two looks at the clock.
const LOOK: u64 = 32;
/// Parts of a run after which the lines may learn from each other.
const PARTS: u64 = 16;
/// Rounds between two repackings of a worker with scarce skills.
const REPACK: u64 = 120_000;

impl Search<'_> {
    /// Searches until the budget is used or `tell` says to stop, and gives the best plan seen.
    pub fn run(&self, tell: &mut (dyn FnMut(&Progress) -> Stop + Send)) -> Outcome {
        let (baseline, start) = match &self.warm {
            Warm::Cold => (None, None),
            Warm::Plan(plan) => (None, Some(plan)),
            Warm::InForce(baseline) => (Some(baseline), Some(&baseline.plan)),
        };
        let model = Model::new(self.problem, baseline, true);
        let settings = Settings::of(&model, start.is_some());
        // With rounds alone the lines must not depend on the machine.
        let timed = self.budget.seconds.is_some() && self.budget.clock.is_some();
        let count = if timed { self.threads.clamp(1, 16) } else { 2 };
        let mut lanes: Vec<Lane<'_>> = (0..count)
            .map(|at| {
                let seed = self.seed.wrapping_mul(1000).wrapping_add(at as u64);
                let began = self.budget.clock.map_or(0.0, |clock| clock());
                let mut lane = Lane::new(&model, seed, settings.clone());
                lane.lock(start);
                if start.is_none() {
                    lane.pack_first();
                }
                lane.build();
                lane.spent = self.budget.clock.map_or(0.0, |clock| clock()) - began;
                lane
            })
            .collect();
        let rounds = self.search(&mut lanes, tell);
        let best = lanes.iter().map(|lane| &lane.best).min_by_key(|best| best.cost);
        let counted = best.map_or(0.0, |best| minutes(best.cost));
        let plan = best.map_or_else(Plan::default, |best| plan(&model, best));
        let (plan, report) = self.passed(plan, baseline);
        Outcome { plan, report, rounds, counted }
    }

    /// The plan as the checker has passed it: should a visit break a rule, it is left out.
    fn passed(&self, plan: Plan, baseline: Option<&Baseline>) -> (Plan, Report) {
        let report = check(self.problem, &plan, baseline);
        if report.broken.is_empty() {
            return (plan, report);
        }
        let (sound, _) = sound_part(self.problem, &plan);
        let report = check(self.problem, &sound, baseline);
        (sound, report)
    }

    fn search(&self, lanes: &mut [Lane<'_>], tell: &mut (dyn FnMut(&Progress) -> Stop + Send)) -> u64 {
        let count = lanes.len() as u64;
        let rounds = self.budget.rounds.unwrap_or(if self.budget.clock.is_some() { u64::MAX } else { 0 });
        let each = rounds / count;
        let mut spent: Vec<f64> = lanes.iter().map(|lane| lane.spent).collect();
        let stop = std::sync::atomic::AtomicBool::new(false);
        let tell = std::sync::Mutex::new(tell);
        for part in 1..=PARTS {
            let run = Run { budget: self.budget, each, part, stop: &stop };
            if self.threads > 1 && lanes.len() > 1 {
                std::thread::scope(|scope| {
                    for (at, (lane, spent)) in lanes.iter_mut().zip(&mut spent).enumerate() {
                        let (run, tell) = (&run, &tell);
                        scope.spawn(move || run.part(lane, spent, (at == 0).then_some(tell)));
                    }
                });
            } else {
                for (at, (lane, spent)) in lanes.iter_mut().zip(&mut spent).enumerate() {
                    run.part(lane, spent, (at == 0).then_some(&tell));
                }
            }
            if stop.load(std::sync::atomic::Ordering::Relaxed) {
                break;
            }
            exchange(lanes, part);
            if part == PARTS / 2 {
                for lane in lanes.iter_mut() {
                    lane.held.fill(false);
                }
            }
        }
        lanes.iter().map(|lane| lane.round).sum()
    }
}

/// In the second half of a run, a line that is behind goes on from the best plan of all.
fn exchange(lanes: &mut [Lane<'_>], part: u64) {
    if lanes.len() < 2 || part < PARTS / 2 || part % 2 == 1 {
        return;
    }
    let Some(best) = lanes.iter().min_by_key(|lane| lane.best.cost).map(|lane| lane.best.clone()) else {
        return;
    };
    for lane in lanes.iter_mut().filter(|lane| lane.best.cost > best.cost) {
        lane.load(&best);
    }
}

type Tell<'t> = std::sync::Mutex<&'t mut (dyn FnMut(&Progress) -> Stop + Send)>;

/// One part of a run.
struct Run<'r> {
    budget: Budget,
    each: u64,
    part: u64,
    stop: &'r std::sync::atomic::AtomicBool,
}

impl Run<'_> {
    fn part(&self, lane: &mut Lane<'_>, spent: &mut f64, tell: Option<&Tell<'_>>) {
        let clock = self.budget.clock.filter(|_| self.budget.seconds.is_some());
        let began = clock.map_or(0.0, |clock| clock());
        let before = *spent;
        #[expect(clippy::cast_precision_loss, reason = "parts of a run are few")]
        let end = self.part as f64 / PARTS as f64;
        let mut heat = 0.0;
        let mut repacked = lane.round;
        let part_open = self.part > PARTS / 2;
        loop {
            if lane.round.is_multiple_of(LOOK) || heat <= 0.0 {
                if let Some(clock) = clock {
                    *spent = before + clock() - began;
                }
                let done = self.done(lane.round, *spent);
                if done >= end || self.stop.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                heat = lane.settings.heat(done);
                if lane.round.is_multiple_of(LOOK * 8) {
                    self.tell(lane, *spent, done, tell);
                }
            }
            lane.step(heat);
            if lane.round.wrapping_sub(repacked) > REPACK && self.done(lane.round, *spent) < 0.9 && part_open
            {
                lane.repack(heat);
                repacked = lane.round;
            }
        }
    }

    fn done(&self, round: u64, spent: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a part of a whole need not be exact")]
        let by_round = if self.each == 0 { 1.0 } else { round as f64 / self.each as f64 };
        let by_time = self.budget.seconds.map_or(0.0, |seconds| spent / seconds.max(1e-9));
        by_round.max(by_time)
    }

    fn tell(&self, lane: &Lane<'_>, seconds: f64, part: f64, tell: Option<&Tell<'_>>) {
        let Some(Ok(mut tell)) = tell.map(std::sync::Mutex::lock) else { return };
        let left_out = lane.best.made.iter().filter(|made| !made.is()).count();
        let progress =
            Progress { rounds: lane.round, seconds, part, cost: minutes(lane.best.cost), left_out };
        if tell(&progress) == Stop::Now {
            self.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }
}

fn minutes(mills: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "costs are far below 2^53 thousandths")]
    let exact = mills as f64;
    exact / 1000.0
}

/// The plan that was kept, with the start of every visit.
fn plan(model: &Model, kept: &Kept) -> Plan {
    let mut visits = Vec::new();
    let mut flow = flow::Flow::new(model);
    if model.flows {
        (0..model.days).for_each(|day| flow.day(model, &kept.routes, &kept.made, day));
    }
    for ((route, row), index) in kept.routes.iter().zip(&model.rows).zip(0_usize..) {
        let starts = flow.starts.get(index).cloned().or_else(|| route.starts(model, row));
        for (at, stop) in route.stops.iter().enumerate() {
            if stop.call == NONE {
                continue;
            }
            let made = &kept.made[stop.call as usize];
            let call = &model.calls[stop.call as usize];
            // One who goes along is told with the first, unless theirs is a visit of its own.
            let slot = usize::from(stop.second && call.follows());
            if stop.second && slot == 0 {
                continue;
            }
            let start = starts.as_ref().and_then(|starts| starts.get(at)).copied();
            let own = if call.follows() { slot..slot + 1 } else { 0..2 };
            let ways = made.way[own].iter().filter(|way| **way != NONE);
            visits.push(Planned {
                visit: if slot == 1 { call.second } else { stop.call } as usize,
                day: row.day as usize,
                start: start.unwrap_or(stop.windows.lo),
                staff: ways.map(|way| model.ways[*way as usize].worker as usize).collect(),
                place: stop.place as usize,
            });
        }
    }
    visits.sort_by_key(|one| one.visit);
    Plan { visits }
}
