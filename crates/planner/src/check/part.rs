//! Plans that people made and the machine never saw: as much of one as keeps every rule, and workers'
//! days that cannot be kept even without a visit. For whoever builds a problem from a record.

use super::{Broken, Checker, day};
use crate::plan::{Plan, Planned};
use crate::problem::Problem;

/// As much of a plan as keeps every rule, taken in the order of its visits; and each visit that is not
/// in it, with what stands against it. Locks and promises are not asked here.
#[must_use]
pub fn sound_part(problem: &Problem, plan: &Plan) -> (Plan, Vec<(Planned, Vec<Broken>)>) {
    let mut kept = Plan::default();
    let mut not_kept = Vec::new();
    for one in &plan.visits {
        kept.visits.push(one.clone());
        let mut checker = Checker { problem, plan: &kept, broken: Vec::new() };
        checker.added(one);
        let broken = checker.broken;
        if !broken.is_empty() {
            kept.visits.pop();
            not_kept.push((one.clone(), broken));
        }
    }
    kept.visits.sort_by_key(|one| one.visit);
    (kept, not_kept)
}

/// Workers' days that break a rule without any visit, such as one with no room for its break between
/// meetings: worker, day and the rule's number.
#[must_use]
pub fn idle(problem: &Problem) -> Vec<(usize, usize, u8)> {
    let empty = Plan::default();
    let days = |worker| (0..problem.days).map(move |on| (worker, on));
    let all = (0..problem.staff.len()).flat_map(days);
    all.flat_map(|(worker, on)| {
        let faults = day::faults(problem, &empty, worker, on);
        faults.into_iter().map(move |(rule, _)| (worker, on, rule))
    })
    .collect()
}

impl Checker<'_> {
    /// What a visit that was just added breaks: itself, its person's other visits, its workers' days.
    fn added(&mut self, one: &Planned) {
        let same = self.plan.visits.iter().filter(|other| other.visit == one.visit).count();
        let Some(visit) = self.problem.visits.get(one.visit) else { return self.twice() };
        if same > 1 {
            self.say(1, &visit.id, "is planned twice");
        }
        self.visit(one);
        if let Some(person) = self.problem.people.get(visit.person) {
            let others = self.plan.visits.iter().filter(|other| other.visit != one.visit);
            let near = others.filter(|other| {
                let theirs = self.problem.visits.get(other.visit).is_some_and(|v| v.person == visit.person);
                theirs && other.day.abs_diff(one.day) < person.gap
            });
            if let Some(near) = near.map(|other| other.day).min() {
                let what =
                    format!("is visited on days {near} and {}, less than {} apart", one.day, person.gap);
                self.say(3, &person.id, what);
            }
        }
        if visit.follows.is_some() {
            self.follows();
        }
        if visit.partner.is_some() {
            self.partners();
        }
        for worker in &one.staff {
            self.day(*worker, one.day);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    fn problem() -> Problem {
        crate::read::problem(include_str!("../../tests/example.json")).unwrap()
    }

    fn planned(visit: usize, start: i32, staff: &[usize], place: usize) -> Planned {
        Planned { visit, day: 0, start, staff: staff.to_vec(), place }
    }

    #[test]
    fn what_keeps_every_rule_stays_and_the_rest_is_named() {
        let problem = problem();
        let good = planned(0, 585, &[0], 1);
        let pair = planned(1, 640, &[0, 1], 2);
        let cases = [
            (vec![good.clone(), pair.clone()], 2, vec![]),
            // Only A can give the depot.
            (vec![planned(0, 585, &[1], 1), pair.clone()], 1, vec![2]),
            // Who comes first stays: there is no time to get there.
            (vec![good.clone(), planned(1, 635, &[0, 1], 2)], 1, vec![4]),
            (vec![planned(1, 630, &[0, 1], 2), good.clone()], 1, vec![4]),
            // One worker where two are needed; a visit twice.
            (vec![good.clone(), planned(1, 640, &[1], 2)], 1, vec![1]),
            (vec![good.clone(), good.clone(), pair], 2, vec![1, 4]),
        ];
        for (visits, left, rules) in cases {
            let (kept, not_kept) = sound_part(&problem, &Plan { visits });
            assert_eq!(kept.visits.len(), left);
            let found: Vec<u8> =
                not_kept.iter().flat_map(|(_, broken)| broken.iter().map(|b| b.rule)).collect();
            assert_eq!(found, rules, "{not_kept:?}");
            assert_eq!(check(&problem, &kept, None).broken, Vec::new());
        }
    }

    #[test]
    fn a_day_without_room_for_its_break_is_found() {
        let mut problem = problem();
        assert_eq!(idle(&problem), Vec::new());
        let shift = &mut problem.staff[1].shifts[0];
        shift.rest = Some(crate::problem::Rest { minutes: 30, earliest: 540, latest: 541 });
        problem.events[0].attendees = vec![0, 1];
        assert_eq!(idle(&problem), [(1, 0, 5)]);
    }
}
