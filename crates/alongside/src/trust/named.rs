//! Who is named for an invented person: somebody with room, as the person wishes where that is possible.

use care::access::Role;
use care::allocation::Load;
use care::entry::Body;
use care::entry::episode::{Considered, KeyWorker, WishOutcome};
use care::moment;
use care::settings;
use jiff::civil::Date;

use super::case::Case;
use super::person::opposite;
use super::{World, words};

impl Case {
    /// Names a key worker with room, a deputy and two more.
    pub(crate) fn name_workers(
        &mut self,
        world: &mut World<'_>,
        manager: usize,
        at: jiff::Timestamp,
        day: Date,
    ) {
        let old = self.key;
        let soon = moment::add_days(day, 20);
        let staff: Vec<usize> = world.teams.get(self.team).map(|t| t.staff.clone()).unwrap_or_default();
        let stays = |w: &&usize| {
            world.workers.get(**w).is_some_and(|w| {
                w.employed(day) && w.employed(soon) && w.field && Some(w.gender) != opposite(self.only)
            })
        };
        let there: Vec<usize> = staff.iter().filter(stays).copied().collect();
        let keys: Vec<(u32, usize)> = there
            .iter()
            .filter_map(|w| world.workers.get(*w).map(|worker| (worker, *w)))
            .filter(|(worker, w)| worker.names_as_key && Some(*w) != old)
            .map(|(worker, w)| {
                (worker.cap.saturating_sub(worker.load) * worker.cap.saturating_sub(worker.load) + 1, w)
            })
            .collect();
        if keys.is_empty() || there.len() < 4 {
            return;
        }
        let key = self.dice.weighted(&keys);
        let mut more: Vec<usize> = Vec::new();
        for _ in 0..24 {
            let next = self.dice.pick(&there);
            if next != key && !more.contains(&next) && more.len() < 3 {
                more.push(next);
            }
        }
        let who = |w: &usize| world.workers.get(*w).map(|w| w.id);
        let after = self.load_after(world, key);
        let over_cap = (after.percent().unwrap_or(u32::MAX) > 100).then(|| {
            "The deputy takes half of the visits until there is room again; looked at each month".to_owned()
        });
        let changed = old.is_some();
        let reason = changed.then(|| words::one_of(&mut self.dice, &self.face, "key_reason"));
        let introduction = changed.then(|| words::one_of(&mut self.dice, &self.face, "introduction"));
        let named = KeyWorker {
            key_worker: who(&key),
            deputy: more.first().and_then(who),
            mini_team: more.iter().skip(1).filter_map(who).collect(),
            reason,
            introduction,
            considered: Some(self.considered(world, key, day)),
            over_cap,
        };
        // One after the other, as they are counted here: each is judged by those before.
        let at = at.max(later(world.last_named)).max(later(self.last_written));
        if self.put(world, manager, (at, at), Body::KeyWorker(named)).is_none() {
            return;
        }
        world.last_named = at;
        self.let_go(world);
        if let Some(worker) = world.workers.get_mut(key) {
            worker.load += 1;
            worker.weighs.insert(self.id, settings::tier_weight(self.tier));
        }
        self.key = Some(key);
        self.deputy = more.first().copied();
        self.others = more.iter().skip(1).copied().collect();
    }

    /// Nobody is named any more, until somebody has room (N10).
    pub(crate) fn unname(&mut self, world: &mut World<'_>, at: jiff::Timestamp, day: Date) {
        let Some(manager) = world.of_role(self.team, Role::Manager, day) else { return };
        let who = |w: usize| world.workers.get(w).map(|w| w.id);
        let named = KeyWorker {
            key_worker: None,
            deputy: self.deputy.and_then(who),
            mini_team: self.others.iter().filter_map(|w| who(*w)).collect(),
            reason: Some("The key worker leaves the team and nobody has room yet".to_owned()),
            introduction: Some("The deputy goes on visiting and tells the person who comes next".to_owned()),
            considered: None,
            over_cap: None,
        };
        if self.put(world, manager, (at, at), Body::KeyWorker(named)).is_some() {
            self.let_go(world);
            self.key = None;
        }
    }

    /// The key worker has one person less.
    pub(crate) fn let_go(&self, world: &mut World<'_>) {
        if let Some(worker) = self.key.and_then(|place| world.workers.get_mut(place)) {
            worker.load = worker.load.saturating_sub(1);
            worker.weighs.remove(&self.id);
        }
    }

    /// The caseload of a worker with this person and one more: within a day, entries of others may be
    /// written in another order than they are lived through.
    fn load_after(&self, world: &World<'_>, key: usize) -> Load {
        let Some(worker) = world.workers.get(key) else { return Load::default() };
        let weight: u32 = worker.weighs.values().sum();
        Load {
            people: worker.load + 2,
            weighed_hundredths: weight + 2 * settings::tier_weight(self.tier),
            ..Load::of(&worker.entry, [])
        }
    }

    /// What came of the wish for a male or female worker.
    fn considered(&mut self, world: &World<'_>, key: usize, day: Date) -> Considered {
        let plain = |outcome| Considered { on: day, outcome, why: None, next_try: None };
        let again = moment::add_days(day, self.dice.between(40, 90));
        match self.wish {
            Some(wish) if world.workers.get(key).is_some_and(|w| w.gender == wish) => plain(WishOutcome::Met),
            Some(_) => Considered {
                why: Some("Nobody such has room now; a second worker comes along who is".to_owned()),
                next_try: Some(again),
                ..plain(WishOutcome::NotMet)
            },
            None if self.dice.chance(0.06) => Considered {
                why: Some("Too unwell on the ward to be asked".to_owned()),
                next_try: Some(again),
                ..plain(WishOutcome::NotAsked)
            },
            None => plain(WishOutcome::NoWish),
        }
    }
}

fn later(at: jiff::Timestamp) -> jiff::Timestamp {
    at.saturating_add(jiff::SignedDuration::from_secs(1)).unwrap_or(at)
}
