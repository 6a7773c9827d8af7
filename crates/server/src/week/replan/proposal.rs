//! The planner's proposal for one day: every other day stays, what has begun stays, and of the rest as
//! little moves as can be. It is numbers and entries; it writes nothing.

use care::entry::visit::Visit;
use care::entry::week_plan::{Absence, Effect, LeftOut, Placement};
use care::moment;
use care::rule::context::{VisitNow, VisitState};
use care::settings::planning as numbers;
use planner::problem::{Lock, Protected};
use planner::{Plan, Planned, Problem, Search, explain};
use serde::{Deserialize, Serialize};
use store::StoreError;
use uuid::Uuid;

use super::happened::Happened;
use crate::app::App;
use crate::week::ask::ELSEWHERE;
use crate::week::job::Limit;
use crate::week::plan::{Week, stands};
use crate::week::run::STEP;
use crate::week::words::Words;

/// Visits whose want of a worker is explained; the search for reasons takes its time.
const EXPLAINED: usize = 12;

/// What is proposed, as the page sends it back: what somebody accepts is what they saw.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Proposed {
    /// How the day stood.
    pub(super) seal: Uuid,
    /// Visits that change and new ones.
    pub(super) placements: Vec<Placement>,
    /// Visits that nobody makes.
    pub(super) left_out: Vec<LeftOut>,
}

/// A proposal with the day that it is for.
pub(super) struct Proposal {
    pub(super) happened: Happened,
    pub(super) week: Week,
    pub(super) proposed: Proposed,
}

impl Proposal {
    /// The day as it stands, with nothing proposed.
    pub(super) fn read(app: &App, happened: Happened) -> Result<Proposal, StoreError> {
        let (now, monday) = (app.now(), happened.monday());
        let mut week = Week::stands(&app.store, now, (happened.team, monday), happened.seen.as_ref())?;
        if let Some(worker) = happened.away {
            week.away(vec![Absence { worker, from: happened.day, until: happened.day }]);
        }
        let mut proposal = Proposal { happened, week, proposed: Proposed::default() };
        proposal.proposed.seal = proposal.seal(app);
        Ok(proposal)
    }

    /// The same with what the planner proposes.
    pub(super) fn search(app: &App, happened: Happened) -> Result<Proposal, StoreError> {
        let mut proposal = Proposal::read(app, happened)?;
        let problem = proposal.problem();
        let in_force = proposal.week.asked.in_force.clone();
        let found = proposal.found(&problem, app.config.planning);
        proposal.week.take(&found, &[], |_| Vec::new());
        let date = proposal.happened.day;
        let plan = &proposal.week.plan;
        let changes = plan.placements.iter().filter(|one| one.effect != Effect::Stands);
        let changes = changes.filter(|one| moment::local_day(one.starts_at) == date);
        proposal.proposed.placements = changes.cloned().collect();
        let ours = |one: &&LeftOut| proposal.is_of_the_day(one.visit);
        let mut left_out: Vec<LeftOut> = plan.left_out.iter().filter(ours).cloned().collect();
        left_out.sort_by_key(|one| proposal.week.visits.get(&one.visit).map(|now| now.starts_at));
        let directory = app.store.directory();
        let words = Words { week: &proposal.week, directory: &directory };
        let now = Some((in_force.day, in_force.minute));
        for one in left_out.iter_mut().take(EXPLAINED) {
            let Some(at) = proposal.week.asked.need(one.visit) else { continue };
            one.reasons = words.left_out(&explain::one_left_out(&problem, &found, at, now));
        }
        proposal.proposed.left_out = left_out;
        Ok(proposal)
    }

    /// First with every promise at its time, by whoever; only when that leaves somebody out may times move.
    fn found(&self, problem: &Problem, limit: Limit) -> Plan {
        let exact = self.searched(&self.at_their_times(problem), limit);
        if self.missing(&exact) == 0 {
            return exact;
        }
        let free = self.with_times(problem, self.searched(problem, limit));
        if self.missing(&free) < self.missing(&exact) { free } else { exact }
    }

    fn searched(&self, problem: &Problem, limit: Limit) -> Plan {
        let in_force = &self.week.asked.in_force;
        let search = Search {
            problem,
            seed: 1,
            threads: 1,
            budget: limit.a_day().budget(),
            warm: planner::Warm::InForce(in_force.clone()),
        };
        let outcome = search.run(&mut |_| planner::Stop::GoOn);
        let said = planner::round::to_step(problem, &outcome.plan, Some(in_force), STEP);
        self.week.without_days_off(&said)
    }

    /// Visits of the day that a plan leaves out.
    fn missing(&self, plan: &Plan) -> usize {
        let all = self.week.asked.needs.iter().enumerate();
        all.filter(|(at, need)| self.is_of_the_day(need.id) && plan.of(*at).is_none()).count()
    }

    /// The problem with every promise of the day at its very time.
    fn at_their_times(&self, problem: &Problem) -> Problem {
        let mut exact = problem.clone();
        let in_force = &self.week.asked.in_force;
        for (at, visit) in exact.visits.iter_mut().enumerate() {
            let Some(old) = in_force.promise(at).filter(|old| old.day == self.day()) else { continue };
            if visit.windows.iter().any(|(from, to)| (*from..=*to).contains(&old.start)) {
                visit.windows = vec![(old.start, old.start)];
            }
        }
        exact
    }

    /// The plan with promises back at their times wherever that breaks nothing: a few minutes cost the
    /// planner nothing, and somebody waits for them.
    fn with_times(&self, problem: &Problem, plan: Plan) -> Plan {
        let in_force = &self.week.asked.in_force;
        let mut kept = plan;
        for at in 0..kept.visits.len() {
            let mut other = kept.clone();
            let Some(one) = other.visits.get_mut(at) else { continue };
            let promise = in_force.promise(one.visit).filter(|old| old.day == one.day);
            let Some(old) = promise.filter(|old| old.start != one.start) else { continue };
            one.start = old.start;
            if planner::check(problem, &other, Some(in_force)).broken.is_empty() {
                kept = other;
            }
        }
        kept
    }

    /// Puts what was sent in the place of a search.
    pub(super) fn with(mut self, sent: Proposed) -> Proposal {
        self.proposed = Proposed { seal: self.proposed.seal, ..sent };
        self.week.plan.placements.retain(|one| {
            self.proposed.placements.iter().all(|other| other.visit != one.visit)
                && self.proposed.left_out.iter().all(|other| other.visit != one.visit)
        });
        self.week.plan.placements.extend(self.proposed.placements.iter().cloned());
        self
    }

    /// The day of the week, 0 Monday.
    pub(super) fn day(&self) -> usize {
        usize::from(self.happened.day.weekday().to_monday_zero_offset().unsigned_abs())
    }

    /// A visit of the day that has not begun, or the one that must be.
    fn is_of_the_day(&self, visit: Uuid) -> bool {
        let need = self.week.asked.need(visit).and_then(|at| self.week.asked.needs.get(at));
        let Some(need) = need else { return false };
        let held = self.kept_all_the_same();
        if held.iter().any(|one| self.week.asked.needs.get(one.visit).is_some_and(|need| need.id == visit)) {
            return false;
        }
        let seen = self.happened.seen.is_some_and(|seen| seen.id == visit);
        let standing = need.standing.as_ref().filter(|standing| !standing.frozen);
        seen || standing.is_some_and(|one| moment::local_day(one.starts_at) == self.happened.day)
    }

    /// The problem of the day: other days are locked as they stand, what nobody planned waits, and a
    /// promise of the day counts more than one of the week.
    fn problem(&self) -> Problem {
        let (week, day) = (&self.week, self.day());
        let mut problem = week.problem.clone();
        problem.weights.moved *= f64::from(numbers::TODAY_MOVED_TIMES);
        let away = self.happened.away.and_then(|id| week.asked.worker(id));
        let mut locked = Vec::new();
        for (at, need) in week.asked.needs.iter().enumerate() {
            let stands = week.asked.plan().of(at);
            let kept = stands.filter(|one| {
                let goes = away.is_some_and(|worker| one.staff.contains(&worker));
                one.day != day || (week.is_off(one) && !goes)
            });
            if let Some(one) = kept {
                locked.push(one.clone());
            } else if let Some(visit) = problem.visits.get_mut(at) {
                visit.days.retain(|one| *one == day && self.is_of_the_day(need.id) || need.frozen());
            }
        }
        self.hold(&mut problem);
        let (sound, _) = planner::check::sound_part(&week.problem, &Plan { visits: locked });
        for one in sound.visits {
            if let Some(visit) = problem.visits.get_mut(one.visit) {
                visit.locked =
                    Some(Lock { day: one.day, start: one.start, staff: one.staff, place: one.place });
            }
        }
        problem
    }

    /// What did not fit before, and is nobody's who is away, is left to the page of what no longer fits: it
    /// stays as it is, and its workers are not free then.
    fn hold(&self, problem: &mut Problem) {
        for one in self.kept_all_the_same() {
            let minutes = problem.visits.get(one.visit).map_or(0, |visit| visit.minutes);
            if let Some(visit) = problem.visits.get_mut(one.visit) {
                visit.days.clear();
            }
            let (start, end) = (one.start, one.start + minutes);
            for at in &one.staff {
                let other = self.week.asked.plan().visits.iter().find(|other| {
                    let lasts = problem.visits.get(other.visit).map_or(0, |visit| visit.minutes);
                    let meets = other.start < end && start < other.start + lasts;
                    other.day == one.day && other.staff.contains(at) && meets
                });
                if let (None, Some(worker)) = (other, problem.staff.get_mut(*at)) {
                    let skills = vec![ELSEWHERE.to_owned()];
                    worker.protected.push(Protected { day: one.day, start, end, skills });
                }
            }
        }
    }

    /// Visits of the day that break a rule where they stand and have nothing to do with what happened.
    fn kept_all_the_same(&self) -> Vec<Planned> {
        let Happened { away, seen, .. } = &self.happened;
        if away.is_none() && seen.is_none() {
            return Vec::new();
        }
        let away = away.and_then(|id| self.week.asked.worker(id));
        let concerns = |one: &&Planned| {
            let person = self.week.asked.needs.get(one.visit).map(|need| need.person);
            away.is_some_and(|worker| one.staff.contains(&worker))
                || seen.as_ref().is_some_and(|seen| person == Some(seen.person))
        };
        let promised = self.week.asked.in_force.promised.iter().filter(|one| one.day == self.day());
        promised.filter(|one| !concerns(one)).cloned().collect()
    }

    /// How many visits of the day did not fit before and stay.
    pub(super) fn unfit(&self) -> usize {
        self.kept_all_the_same().len()
    }

    /// How the day stands, as far as it matters to who could go: taps at doors change nothing of it.
    fn seal(&self, app: &App) -> Uuid {
        let directory = app.store.directory();
        let mut text = String::new();
        let day = self.happened.day;
        for now in self.week.visits.values().filter(|now| moment::local_day(now.starts_at) == day) {
            let Visit { workers, minutes, place, agreed, .. } = &now.visit;
            text.push_str(&format!("{} {} {workers:?} {minutes} {place} {agreed}\n", now.id, now.starts_at));
        }
        for id in &self.week.asked.workers {
            let staff = directory.staff.get(id);
            let there = staff.map(|staff| (staff.works_on(day), staff.away_on(day).is_some()));
            text.push_str(&format!("{id} {there:?}\n"));
        }
        Uuid::new_v5(&self.happened.team, text.as_bytes())
    }

    /// Visits of whoever is away that were to begin before now and have not: no proposal can be in the past.
    pub(super) fn overdue(&self) -> Vec<&VisitNow> {
        let Some(away) = self.happened.away else { return Vec::new() };
        let frozen = |now: &&VisitNow| {
            let need = self.week.asked.need(now.id).and_then(|at| self.week.asked.needs.get(at));
            let aside = self.week.asked.aside.iter().any(|one| one.need.id == now.id);
            aside || need.is_some_and(care::needs::Need::frozen)
        };
        let mine = self.week.visits.values().filter(|now| now.visit.workers.contains(&away));
        let mine = mine.filter(|now| moment::local_day(now.starts_at) == self.happened.day);
        let mut mine: Vec<_> = mine.filter(|now| now.state() == VisitState::Planned).filter(frozen).collect();
        mine.sort_by_key(|now| now.starts_at);
        mine
    }

    /// Whether all of it is as it is proposed: somebody accepted it a moment ago.
    pub(super) fn is_done(&self) -> bool {
        let there = |one: &Placement| {
            let now = self.week.visits.get(&one.visit);
            now.is_some_and(|now| care::week_plan::is_there(now, one))
        };
        let nobody = |one: &LeftOut| {
            one.standing.is_none()
                || self.week.visits.get(&one.visit).is_some_and(|now| now.visit.workers.is_empty())
        };
        self.proposed.placements.iter().all(there) && self.proposed.left_out.iter().all(nobody)
    }

    /// The visits of the day that stay as they are.
    pub(super) fn staying(&self) -> usize {
        let on_it = |one: &&Placement| moment::local_day(one.starts_at) == self.happened.day;
        let proposed = |id: Uuid| {
            self.proposed.placements.iter().any(|other| other.visit == id)
                || self.proposed.left_out.iter().any(|other| other.visit == id)
        };
        let all = self.week.visits.values().map(stands).collect::<Vec<_>>();
        all.iter().filter(on_it).filter(|one| !proposed(one.visit)).count()
    }
}
