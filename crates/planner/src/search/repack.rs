//! Skill bottlenecks. When a visit is left out because few can make it, everything is taken off one of
//! those few, the visits that only they can make are packed into their week first, by a small search of
//! its own, and what was displaced finds room elsewhere. Small steps hardly ever get there: each of
//! them alone makes the plan worse.

use super::lane::{Kept, Lane};
use super::model::small;

/// Rounds for packing, and for settling what was displaced.
const PACKING: u64 = 2500;
const SETTLING: u64 = 20_000;
/// Makers are scarce when this much of their time, in hundredths, is asked for.
const SCARCE: i64 = 85;
/// And when they are this few.
const FEW: usize = 4;

impl Lane<'_> {
    /// Tries it once, for a worker whom a visit left out needs.
    pub(super) fn repack(&mut self, heat: f64) {
        let Some(worker) = self.scarce_worker() else { return };
        let before =
            Kept { cost: self.state.cost, made: self.state.made.clone(), routes: self.state.routes.clone() };
        let best = self.best.clone();
        let free = self.free.clone();
        let rare = self.rare(worker);
        self.clear(worker, &rare);
        // First the rare ones alone.
        let theirs = self.theirs(&rare);
        self.free.clone_from(&theirs);
        self.absent = theirs.iter().copied().filter(|call| !self.state.made[*call as usize].is()).collect();
        self.hold(&free, &theirs, false);
        self.anew();
        self.rounds(PACKING, 40_000.0, 500.0);
        let packed = self.best.clone();
        // Then everything else around them.
        self.free.clone_from(&free);
        self.load(&packed);
        self.anew();
        self.hold(&free, &rare, true);
        self.rounds(SETTLING, heat.max(4000.0), 1000.0);
        self.held.fill(false);
        let new = std::mem::replace(&mut self.best, best);
        if new.cost < self.best.cost {
            self.best = new.clone();
        }
        #[expect(clippy::cast_possible_truncation, reason = "a temperature is small")]
        let allowed = (heat * self.rng.exponential()) as i64;
        let chosen = if new.cost < before.cost + allowed { new } else { before };
        self.load(&chosen);
    }

    /// Before anything else is planned: visits whose makers have hardly time for all of them are packed
    /// alone, and stay while the rest is planned around them.
    pub(super) fn pack_first(&mut self) {
        let rare = self.scarce_calls();
        if rare.is_empty() || rare.len() == self.free.len() {
            return;
        }
        let theirs = self.theirs(&rare);
        let free = std::mem::replace(&mut self.free, theirs.clone());
        self.absent.retain(|call| theirs.binary_search(call).is_ok());
        self.hold(&free, &theirs, false);
        self.build();
        self.anew();
        self.rounds(PACKING + 800 * rare.len() as u64, 40_000.0, 500.0);
        let packed = self.best.clone();
        self.free.clone_from(&free);
        self.load(&packed);
        self.anew();
        self.hold(&free, &rare, true);
        self.round = 0;
    }

    /// All visits of the people of some: their days stand in each other's way.
    fn theirs(&self, rare: &[u32]) -> Vec<u32> {
        let model = self.state.model;
        let mut all: Vec<u32> = rare
            .iter()
            .flat_map(|call| model.people[model.calls[*call as usize].person as usize].calls.iter().copied())
            .filter(|call| self.free.binary_search(call).is_ok())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Visits of which there are so many that those with the skills can hardly make them all.
    fn scarce_calls(&self) -> Vec<u32> {
        let model = self.state.model;
        // Those who share their makers, by the list of makers.
        let mut shared: std::collections::BTreeMap<Vec<u32>, (i64, Vec<u32>)> =
            std::collections::BTreeMap::new();
        for call in &self.free {
            let ways = model.ways[model.ways_of(*call)].iter();
            let mut makers: Vec<u32> = ways.filter(|way| way.skilled).map(|way| way.row).collect();
            makers.sort_unstable();
            makers.dedup();
            let entry = shared.entry(makers).or_default();
            entry.0 += i64::from(model.calls[*call as usize].minutes) + 10;
            entry.1.push(*call);
        }
        let mut scarce = Vec::new();
        for (makers, (_, calls)) in &shared {
            // With everybody else who asks for no more makers than these.
            let wanted: i64 = shared
                .iter()
                .filter(|(other, _)| other.iter().all(|row| makers.contains(row)))
                .map(|(_, (minutes, _))| minutes)
                .sum();
            let time = |row: &u32| {
                let about = &model.rows[*row as usize];
                let events: i32 = about.events.iter().map(|event| event.2).sum();
                i64::from(about.end - about.start - about.rest - events)
            };
            let there: i64 = makers.iter().map(time).sum();
            let mut workers: Vec<u32> = makers.iter().map(|row| model.rows[*row as usize].worker).collect();
            workers.dedup();
            if wanted * 100 > there * SCARCE && workers.len() <= FEW {
                scarce.extend(calls);
            }
        }
        scarce.sort_unstable();
        scarce
    }

    /// Whoever could make a visit that is left out.
    fn scarce_worker(&mut self) -> Option<u32> {
        if self.absent.is_empty() {
            return None;
        }
        let model = self.state.model;
        let call = self.absent[self.rng.below(self.absent.len())];
        let ways = model.ways_of(call);
        let tries = (0..12).map(|_| ways.start + self.rng.below(ways.len())).collect::<Vec<_>>();
        tries.into_iter().map(|at| &model.ways[at]).find(|way| way.skilled).map(|way| way.worker)
    }

    /// Visits that few besides this worker could make.
    fn rare(&self, worker: u32) -> Vec<u32> {
        let model = self.state.model;
        let days = model.rows.iter().filter(|row| row.worker == worker).count();
        let rare = |call: &u32| {
            let ways = &model.ways[model.ways_of(*call)];
            let own = ways.iter().any(|way| way.worker == worker && way.skilled);
            own && model.calls[*call as usize].skilled <= small(days * 2 + 1)
        };
        let few: Vec<u32> = self.free.iter().copied().filter(rare).collect();
        let absent = self.absent.iter().copied().filter(|call| {
            model.ways[model.ways_of(*call)].iter().any(|way| way.worker == worker && way.skilled)
        });
        let mut all: Vec<u32> = few.iter().copied().chain(absent).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Takes off what the worker does and what the people of the rare visits have.
    fn clear(&mut self, worker: u32, rare: &[u32]) {
        let model = self.state.model;
        self.state.mark();
        self.out.clear();
        for (row, about) in model.rows.iter().enumerate() {
            if about.worker == worker {
                self.whole_row(row);
            }
        }
        for call in rare {
            self.take(*call);
            for other in &model.people[model.calls[*call as usize].person as usize].calls {
                self.take(*other);
            }
        }
        self.out.clear();
    }

    /// Which visits are left alone: the rare, or all but the rare.
    fn hold(&mut self, free: &[u32], rare: &[u32], the_rare: bool) {
        self.held.fill(false);
        for call in free {
            self.held[*call as usize] = rare.binary_search(call).is_ok() == the_rare;
        }
        if the_rare {
            // A rare visit that found no room may still.
            for call in rare {
                self.held[*call as usize] = self.state.made[*call as usize].is();
            }
        }
    }

    /// The best is what is here now.
    fn anew(&mut self) {
        self.best.cost = i64::MAX;
        for route in &mut self.best.routes {
            route.stamp = 0;
        }
        self.keep();
    }

    fn rounds(&mut self, count: u64, hot: f64, cold: f64) {
        let share = self.settings.clone();
        self.settings.hot = hot;
        self.settings.cold = cold;
        for round in 0..count {
            #[expect(clippy::cast_precision_loss, reason = "rounds are few")]
            let part = round as f64 / count as f64;
            let heat = if round % 16 == 0 { self.settings.heat(part) } else { self.last_heat };
            self.last_heat = heat;
            self.step(heat);
        }
        self.settings = share;
    }
}
