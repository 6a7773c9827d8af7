//! The visits as they stand, as the planner's plan in force: as much of them as keeps every rule. What
//! has begun and breaks one stays beside the plan; what is to come and breaks one is planned anew.

use std::collections::BTreeSet;

use care::moment;
use care::needs::DAYS;
use planner::check::{Broken, idle, sound_part};
use planner::{Plan, Planned};

use super::part::{Builder, Force};
use super::people::stays;
use super::{Aside, NotKept};

impl Builder<'_> {
    /// Who makes a visit that may not move while a meeting is on misses the meeting.
    pub(super) fn free_for_what_stands(&mut self) {
        let fixed: Vec<Planned> = self.standing().into_iter().filter(|one| self.stays(one)).collect();
        for one in &fixed {
            let minutes = self.problem.visits.get(one.visit).map_or(0, |visit| visit.minutes);
            for event in self.problem.events.iter_mut().filter(|event| event.day == one.day) {
                let (staff, travel) = (&self.problem.staff, &self.problem.travel);
                event.attendees.retain(|at| {
                    let table = staff.get(*at).and_then(|worker| travel.get(worker.table));
                    let leg = table.map_or(0, |table| table.between(event.place, one.place));
                    let apart = event.end + leg <= one.start || one.start + minutes + leg <= event.start;
                    apart || !one.staff.contains(at)
                });
            }
        }
        self.problem.events.retain(|event| !event.attendees.is_empty());
    }

    /// A day whose meetings leave no room for the break has none; one that breaks a rule all the same
    /// has no meetings.
    pub(super) fn breaks_that_fit(&mut self) {
        for (worker, day, _) in idle(&self.problem) {
            let shifts = self.problem.staff.get_mut(worker).map(|worker| worker.shifts.iter_mut());
            for shift in shifts.into_iter().flatten().filter(|shift| shift.day == day) {
                shift.rest = None;
            }
        }
        for (worker, day, _) in idle(&self.problem) {
            for event in self.problem.events.iter_mut().filter(|event| event.day == day) {
                event.attendees.retain(|at| *at != worker);
            }
        }
        self.problem.events.retain(|event| !event.attendees.is_empty());
    }

    /// The plan in force.
    pub(super) fn force(&mut self) -> Force {
        let (day, minute) = self.moment();
        let (kept, not_kept) = self.sound();
        // What has begun stays, also when it breaks a rule: then it is none of the planner's.
        let mut aside = Vec::new();
        for (one, broken) in &not_kept {
            if self.frozen(one) {
                self.hold(one, &kept);
                aside.push((one.visit, broken.clone()));
            }
        }
        // Nor can the planner have one that has begun and is nobody's, or of somebody who is not there.
        let there: BTreeSet<usize> = self.standing().iter().map(|one| one.visit).collect();
        let frozen = self.needs.iter().enumerate().filter(|(_, need)| need.frozen());
        let unseen: Vec<usize> = frozen.map(|(at, _)| at).filter(|at| !there.contains(at)).collect();
        aside.extend(unseen.into_iter().map(|at| (at, Vec::new())));
        let aside = self.set_aside(&aside);
        let (mut plan, not_kept) = self.sound();
        plan.visits.sort_by_key(|one| one.visit);
        let promised = not_kept.iter().map(|(one, _)| one.clone()).collect();
        let not_kept = not_kept
            .into_iter()
            .map(|(one, broken)| NotKept { need: one.visit, why: broken.iter().map(words).collect() });
        Force { plan, promised, day, minute, aside, not_kept: not_kept.collect() }
    }

    /// The moment as the planner counts: before the first minute of a week that is ahead.
    fn moment(&self) -> (usize, i32) {
        let local = moment::local(self.now);
        match moment::days_between(self.monday, local.date()) {
            ..0 => (0, -1),
            days => {
                let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
                (usize::try_from(days).unwrap_or(0).min(usize::from(DAYS)), minute)
            }
        }
    }

    fn frozen(&self, one: &Planned) -> bool {
        self.needs.get(one.visit).is_some_and(care::needs::Need::frozen)
    }

    fn stays(&self, one: &Planned) -> bool {
        self.needs.get(one.visit).is_some_and(stays)
    }

    /// As much of the visits as keeps every rule: what may not move comes first.
    fn sound(&self) -> (Plan, Vec<(Planned, Vec<Broken>)>) {
        let mut visits = self.standing();
        visits.sort_by_key(|one| (!self.frozen(one), !self.stays(one), one.day, one.start, one.visit));
        sound_part(&self.problem, &Plan { visits })
    }

    /// The visits as they stand, whose workers are all there.
    fn standing(&self) -> Vec<Planned> {
        let visits = self.needs.iter().enumerate().filter_map(|(at, need)| {
            let standing = need.standing.as_ref()?;
            let local = moment::local(standing.starts_at);
            let day = usize::try_from(moment::days_between(self.monday, local.date())).ok()?;
            let staff: Option<Vec<usize>> = standing.workers.iter().map(|id| self.worker(*id)).collect();
            let place = self.problem.visits.get(at)?.places.first()?.place;
            let start = i32::from(local.hour()) * 60 + i32::from(local.minute());
            let staff = staff.filter(|staff| !staff.is_empty())?;
            Some(Planned { visit: at, day, start, staff, place })
        });
        visits.collect()
    }

    /// Keeps those free of new visits who are with somebody now, beside the plan.
    fn hold(&mut self, one: &Planned, kept: &Plan) {
        let (day, minute) = self.moment();
        let end = |one: &Planned| one.start + self.problem.visits.get(one.visit).map_or(0, |v| v.minutes);
        let until = end(one);
        let mut held = Vec::new();
        for at in one.staff.iter().filter(|_| one.day == day && until > minute) {
            // What the planner does see of them keeps them already.
            let seen = kept.visits.iter().filter(|seen| seen.day == day && seen.staff.contains(at));
            let seen = seen.filter(|seen| seen.start <= minute).map(end).max();
            let from = seen.map_or(minute, |seen| seen.max(minute));
            held.extend(self.workers.get(*at).filter(|_| from < until).map(|worker| (*worker, from)));
        }
        for (worker, from) in held {
            self.keep(worker, day, (from, until));
        }
    }

    /// Takes visits out of the problem; the others move up.
    fn set_aside(&mut self, aside: &[(usize, Vec<Broken>)]) -> Vec<Aside> {
        let mut said = Vec::new();
        for (at, need) in self.needs.iter().enumerate() {
            if let Some((_, broken)) = aside.iter().find(|(one, _)| *one == at) {
                let why: Vec<String> = broken.iter().map(words).collect();
                let why =
                    if why.is_empty() { "nobody of the teams made it".to_owned() } else { why.join("; ") };
                said.push(Aside { need: need.clone(), why });
            }
        }
        let out: BTreeSet<usize> = aside.iter().map(|(at, _)| *at).collect();
        let keep: Vec<bool> = (0..self.needs.len()).map(|at| !out.contains(&at)).collect();
        let mut kept = keep.iter();
        self.needs.retain(|_| kept.next().copied().unwrap_or(true));
        let mut kept = keep.iter();
        self.problem.visits.retain(|_| kept.next().copied().unwrap_or(true));
        said
    }
}

/// What a broken rule says, without the id of what it is about.
fn words(broken: &Broken) -> String {
    broken.what.clone()
}
