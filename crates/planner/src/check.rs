//! The independent checker: which hard rules a plan breaks, and what it costs, item by item. It shares
//! nothing with the search but the types of a problem and a plan, and looks everything up anew.

mod cost;
mod day;
mod joint;
mod part;

use std::fmt;

pub use cost::Cost;
pub use part::{idle, sound_part};

use crate::plan::{Plan, Planned};
use crate::problem::{Person, Problem, Visit, Wish, Worker};

/// A hard rule that a plan breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The rule's number: 1 to 5 as the format numbers them, 6 for what was promised or locked, 7 for
    /// the additions of this project.
    pub rule: u8,
    /// The visit, worker or person it is about.
    pub id: String,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}: {}: {}", self.rule, self.id, self.what)
    }
}

/// The plan in force, and the moment from which it may still change.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// The plan in force.
    pub plan: Plan,
    /// What was promised beside it and breaks a rule as it stands: it cannot stay, and to move it has the
    /// same price.
    pub promised: Vec<Planned>,
    /// The day it is.
    pub day: usize,
    /// The minute it is.
    pub minute: i32,
}

impl Baseline {
    /// Whether a planned visit has started.
    #[must_use]
    pub fn started(&self, one: &Planned) -> bool {
        (one.day, one.start) <= (self.day, self.minute)
    }

    /// What was promised of a visit, in the plan or beside it.
    #[must_use]
    pub fn promise(&self, visit: usize) -> Option<&Planned> {
        self.plan.of(visit).or_else(|| self.promised.iter().find(|one| one.visit == visit))
    }
}

/// What the checker found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Hard rules that are broken; a plan may be used when there are none.
    pub broken: Vec<Broken>,
    /// What it costs.
    pub cost: Cost,
}

/// Checks a plan against every hard rule and counts its cost.
#[must_use]
pub fn check(problem: &Problem, plan: &Plan, baseline: Option<&Baseline>) -> Report {
    let mut checker = Checker { problem, plan, broken: Vec::new() };
    checker.twice();
    for one in &plan.visits {
        checker.visit(one);
    }
    checker.gaps();
    checker.follows();
    checker.partners();
    checker.locks();
    for worker in 0..problem.staff.len() {
        for day in 0..problem.days {
            checker.day(worker, day);
        }
    }
    if let Some(baseline) = baseline {
        checker.promises(baseline);
    }
    Report { broken: checker.broken, cost: cost::of(problem, plan, baseline) }
}

struct Checker<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    broken: Vec<Broken>,
}

impl<'a> Checker<'a> {
    fn say(&mut self, rule: u8, id: &str, what: impl Into<String>) {
        self.broken.push(Broken { rule, id: id.to_owned(), what: what.into() });
    }

    fn twice(&mut self) {
        let mut seen = vec![false; self.problem.visits.len()];
        for one in &self.plan.visits {
            let Some(mark) = seen.get_mut(one.visit) else {
                self.say(1, &one.visit.to_string(), "is no visit of the problem");
                continue;
            };
            if std::mem::replace(mark, true)
                && let Some(visit) = self.problem.visits.get(one.visit)
            {
                self.say(1, &visit.id, "is planned twice");
            }
        }
    }

    fn visit(&mut self, one: &Planned) {
        let problem = self.problem;
        let Some(visit) = problem.visits.get(one.visit) else { return };
        let Some(person) = problem.people.get(visit.person) else { return };
        if !visit.days.contains(&one.day) || one.day >= problem.days {
            self.say(1, &visit.id, format!("is on day {}, which is not allowed", one.day));
        }
        if !visit.windows.iter().any(|(from, to)| (*from..=*to).contains(&one.start)) {
            self.say(1, &visit.id, format!("starts at {}, outside its windows", one.start));
        }
        match visit.places.iter().find(|place| place.place == one.place) {
            None => {
                self.say(1, &visit.id, format!("is at place {}, which is not one of its places", one.place))
            }
            Some(place) => {
                let open = place.hours.iter().any(|(from, to)| (*from..=*to).contains(&one.start));
                if !place.hours.is_empty() && !open {
                    self.say(7, &visit.id, format!("starts at {}, when its place is closed", one.start));
                }
            }
        }
        let staff: Vec<&Worker> = one.staff.iter().filter_map(|at| problem.staff.get(*at)).collect();
        let doubled =
            one.staff.iter().enumerate().any(|(at, who)| one.staff.iter().skip(at + 1).any(|b| b == who));
        if one.staff.len() != visit.workers || staff.len() != visit.workers || doubled {
            let what = format!("has {} different workers, not {}", one.staff.len(), visit.workers);
            self.say(1, &visit.id, what);
        }
        self.who(one, visit, person, &staff);
    }

    /// Rule 2, and the pairs and protected hours of our own.
    fn who(&mut self, one: &Planned, visit: &Visit, person: &Person, staff: &[&Worker]) {
        if !staff.iter().any(|worker| worker.has_all(&visit.skills)) {
            self.say(2, &visit.id, "has no worker with all its skills");
        }
        for (at, worker) in one.staff.iter().zip(staff) {
            if !worker.teams.contains(&person.team) {
                self.say(2, &visit.id, format!("is not for {}, who is in another team", worker.id));
            }
            if person.excluded.contains(at) || visit.excluded.contains(at) {
                self.say(2, &visit.id, format!("must not be made by {}", worker.id));
            }
            for hours in worker.protected.iter().filter(|hours| hours.day == one.day) {
                let within = one.start < hours.end && one.start + visit.minutes > hours.start;
                if within && !visit.skills.iter().any(|skill| hours.skills.contains(skill)) {
                    self.say(7, &visit.id, format!("takes protected hours of {}", worker.id));
                }
            }
        }
        let hard = |wish: &Option<Wish>| wish.clone().filter(|wish| wish.hard);
        if let Some(wish) = hard(&person.gender)
            && !staff.iter().any(|worker| worker.gender == wish.value)
        {
            self.say(2, &visit.id, format!("needs a worker of gender {}", wish.value));
        }
        if let Some(wish) = hard(&person.language)
            && !staff.iter().any(|worker| worker.languages.contains(&wish.value))
        {
            self.say(2, &visit.id, format!("needs a worker who speaks {}", wish.value));
        }
        for (a, b) in &self.problem.never_together {
            if one.staff.contains(a) && one.staff.contains(b) {
                self.say(7, &visit.id, "is made by two who must not go together");
            }
        }
    }

    /// Rule 3.
    fn gaps(&mut self) {
        let problem = self.problem;
        let mut days: Vec<Vec<usize>> = vec![Vec::new(); problem.people.len()];
        for one in &self.plan.visits {
            let Some(visit) = problem.visits.get(one.visit) else { continue };
            // One that follows another is on its day, and shares its gap.
            if visit.follows.is_some() {
                continue;
            }
            if let Some(list) = days.get_mut(visit.person) {
                list.push(one.day);
            }
        }
        for (person, mut list) in problem.people.iter().zip(days) {
            list.sort_unstable();
            for (before, after) in list.iter().zip(list.iter().skip(1)) {
                if after - before < person.gap {
                    let what =
                        format!("is visited on days {before} and {after}, less than {} apart", person.gap);
                    self.say(3, &person.id, what);
                }
            }
        }
    }

    fn locks(&mut self) {
        let problem = self.problem;
        for (at, visit) in problem.visits.iter().enumerate() {
            let Some(lock) = &visit.locked else { continue };
            let kept = self.plan.visits.iter().any(|one| {
                let same = one.visit == at && one.day == lock.day && one.start == lock.start;
                same && one.place == lock.place && same_people(&one.staff, &lock.staff)
            });
            if !kept {
                self.say(6, &visit.id, "is locked and was moved");
            }
        }
    }

    /// Rules 4 and 5.
    fn day(&mut self, worker: usize, day: usize) {
        let Some(who) = self.problem.staff.get(worker) else { return };
        for (rule, what) in day::faults(self.problem, self.plan, worker, day) {
            self.say(rule, &format!("{} on day {day}", who.id), what);
        }
    }

    /// What has started stays, and nothing new starts in the past.
    fn promises(&mut self, baseline: &Baseline) {
        for old in baseline.plan.visits.iter().filter(|one| baseline.started(one)) {
            let kept = self.plan.visits.iter().any(|one| same(one, old));
            if !kept && let Some(visit) = self.problem.visits.get(old.visit) {
                self.say(6, &visit.id, "has started and was changed");
            }
        }
        for one in &self.plan.visits {
            let before = (one.day, one.start) < (baseline.day, baseline.minute);
            let old = baseline.plan.visits.iter().any(|old| same(one, old));
            if before
                && !old
                && let Some(visit) = self.problem.visits.get(one.visit)
            {
                self.say(6, &visit.id, "would start in the past");
            }
        }
    }
}

fn same(a: &Planned, b: &Planned) -> bool {
    let when = a.visit == b.visit && a.day == b.day && a.start == b.start;
    when && a.place == b.place && same_people(&a.staff, &b.staff)
}

fn same_people(a: &[usize], b: &[usize]) -> bool {
    a.len() == b.len() && a.iter().all(|one| b.contains(one))
}

#[cfg(test)]
mod tests;
