//! The invented trust: teams, staff, people and their history by the quantitative model of domain 9,
//! the same for the same seed, time and size. Nobody in it exists. Day after day is lived through in
//! order, and every entry goes through the same `append` as everybody's.

mod account;
mod around;
mod assessed;
mod case;
mod clinic;
mod concern;
mod contact;
mod course;
mod day;
mod dice;
mod event;
mod feed;
mod map;
mod meeting;
mod named;
mod names;
mod papers;
mod person;
mod phrases;
mod referred;
mod supervision;
mod team;
mod visit;
mod way_in;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use care::access::{Actor, Role};
use care::moment;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use store::Store;

use crate::failure::Failure;
use case::{Arrival, Case, Fate};
use dice::Dice;
use feed::Feed;
use team::{Team, Worker};

pub(crate) use account::PASSWORD;

/// What to make.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Teams.
    pub(crate) teams: usize,
    /// Years of history.
    pub(crate) years: f64,
    /// The same seed makes the same trust.
    pub(crate) seed: u64,
    /// Where the history ends.
    pub(crate) now: Timestamp,
}

/// People under a team when the history begins.
const CASELOAD: i32 = 83;
/// People taken on by a team in a year: as many as leave (domain 9.1).
const TAKEN_ON: f64 = 6.5;
/// Days before the end from which visits are planned in the record.
const WINDOW: i32 = 20;

/// Everything people have in common while a day is lived through.
pub(crate) struct World<'a> {
    feed: Feed<'a>,
    workers: Vec<Worker>,
    teams: Vec<Team>,
    system: Actor,
    start: Date,
    today: Date,
    now: Timestamp,
    /// When somebody was last given a key worker.
    last_named: Timestamp,
}

impl World<'_> {
    /// The first day on which visits are planned in the record.
    fn window(&self) -> Date {
        moment::add_days(self.today, -WINDOW)
    }

    /// The first of the team with this role who is there on a day.
    fn of_role(&self, team: usize, role: Role, day: Date) -> Option<usize> {
        let staff = &self.teams.get(team)?.staff;
        staff
            .iter()
            .copied()
            .find(|w| self.workers.get(*w).is_some_and(|w| w.actor.role == role && w.employed(day)))
    }

    /// Signs as.
    fn actor(&self, worker: usize) -> Actor {
        self.workers.get(worker).map_or_else(|| self.system.clone(), |w| w.actor.clone())
    }
}

/// Makes the trust in an empty store, with the log-ins of the demonstration.
///
/// # Errors
/// The store; an entry that a rule refuses, which is a mistake in this module.
pub(crate) fn build(store: &Store, plan: &Plan, progress: &dyn Fn(u64, u64)) -> Result<u64, Failure> {
    let today = moment::local_day(plan.now);
    let start = moment::add_days(today, -days(plan.years));
    let feed = Feed::new(store);
    let system = Actor::system(uuid::Uuid::nil());
    let mut world = World {
        feed,
        workers: Vec::new(),
        teams: Vec::new(),
        system,
        start,
        today,
        now: plan.now,
        last_named: Timestamp::MIN,
    };
    let mut dice = Dice::new(plan.seed, 0);
    team::found(&mut world, &mut dice, plan.teams);
    let (mut cases, mut known) = cases(&world, plan, &mut dice);
    way_in::arrive(&mut world, plan.seed, &cases, &mut known);
    let leaving = leaving(&world, &mut dice);
    let all = u64::try_from(moment::days_between(start, today)).unwrap_or(0) + 1;
    let mut day = start;
    for done in 0..all {
        for (_, place) in leaving.iter().filter(|(on, _)| *on == day) {
            team::replace(&mut world, &mut dice, *place, day);
        }
        for case in &mut cases {
            case.live(&mut world, day);
        }
        supervision::meet(&mut world, &mut dice, day);
        let next = moment::add_days(day, 1);
        world.feed.send_before(moment::start_of_day(next))?;
        progress(done + 1, all);
        day = next;
    }
    world.feed.finish()?;
    meeting::hold(&mut world, store, &cases, plan.seed)?;
    let sent = world.feed.finish()?;
    account::open(store, &world, plan)?;
    Ok(sent)
}

#[expect(clippy::cast_possible_truncation, reason = "at most 20 years of days")]
fn days(years: f64) -> i32 {
    (years * 365.25).round() as i32
}

/// The people of every team: those there at the beginning and those who come.
fn cases(world: &World<'_>, plan: &Plan, dice: &mut Dice) -> (Vec<Case>, BTreeSet<String>) {
    let mut cases = Vec::new();
    let mut known = BTreeSet::new();
    for team in 0..plan.teams {
        let people = CASELOAD + dice.between(-4, 4);
        let mut fates = Fate::of_team(dice, people);
        for _ in 0..people {
            let accepted = moment::add_days(world.start, -i32::from(dice.about(700.0, 0.9, 20, 4000)));
            let fate = fates.pop().unwrap_or(Fate::Ordinary);
            cases.push(Case::new(
                world,
                plan.seed,
                Arrival { number: cases.len(), team, accepted, fate },
                &mut known,
            ));
        }
        let all = moment::days_between(world.start, world.today);
        for offset in 1..all.saturating_sub(WINDOW + 5) {
            if dice.chance(TAKEN_ON / 365.25) {
                let accepted = moment::add_days(world.start, offset);
                cases.push(Case::new(
                    world,
                    plan.seed,
                    Arrival { number: cases.len(), team, accepted, fate: Fate::Ordinary },
                    &mut known,
                ));
            }
        }
    }
    (cases, known)
}

/// Who of the staff leaves, and when: a third in two years (domain 9.2), never the first of a role.
fn leaving(world: &World<'_>, dice: &mut Dice) -> Vec<(Date, usize)> {
    let mut all = Vec::new();
    let days = moment::days_between(world.start, world.today);
    for team in &world.teams {
        let mut roles = Vec::new();
        for place in &team.staff {
            let Some(worker) = world.workers.get(*place) else { continue };
            let first = !roles.contains(&worker.actor.role);
            roles.push(worker.actor.role);
            if !first && worker.field && dice.chance(0.21 * f64::from(days) / 365.25) {
                all.push((moment::add_days(world.start, dice.between(10, days.max(11))), *place));
            }
        }
    }
    all
}

/// A wall-clock minute of a day.
fn at(day: Date, minute: i32) -> Timestamp {
    let minute = minute.clamp(0, 24 * 60 - 1);
    let hour = i8::try_from(minute / 60).unwrap_or(0);
    let rest = i8::try_from(minute % 60).unwrap_or(0);
    moment::start_of(day, Time::new(hour, rest, 0, 0).unwrap_or_default())
}
