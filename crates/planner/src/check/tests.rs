//! Tests of the checker: an example counted by hand (docs/planning.md), and each hard rule broken once.

use super::*;
use crate::problem::Rest;
use crate::read;

const EXAMPLE: &str = include_str!("../../tests/example.json");

fn example() -> Problem {
    read::problem(EXAMPLE).unwrap()
}

fn made(visit: usize, start: i32, staff: &[usize], place: usize) -> Planned {
    Planned { visit, day: 0, start, staff: staff.to_vec(), place }
}

/// The plan of docs/planning.md.
fn by_hand() -> Plan {
    Plan { visits: vec![made(0, 585, &[0], 1), made(1, 640, &[0, 1], 2)] }
}

#[test]
fn the_example_costs_what_it_costs_by_hand() {
    let report = check(&example(), &by_hand(), None);
    assert_eq!(report.broken, []);
    let cost = report.cost;
    assert_eq!(cost.travel_minutes, 33 + 30);
    let expected = [0.0, 63.0, 30.0, 0.0, 0.0, 40.0, 60.0, 15.0, 12.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    for ((name, cost), expected) in cost.items().into_iter().zip(expected) {
        assert!((cost - expected).abs() < 1e-9, "{name}: {cost}");
    }
    assert!((cost.total() - 220.0).abs() < 1e-9);
}

#[test]
fn what_is_left_out_costs_by_its_priority() {
    let cost = check(&example(), &Plan::default(), None).cost;
    assert_eq!(cost.left_out, 2);
    // Handover alone: no way to go, no unevenness; both are short of their key worker, nobody is met.
    assert!((cost.total() - 6080.0).abs() < 1e-9, "{cost:?}");
}

fn broken_by(change: impl Fn(&mut Problem, &mut Plan)) -> Vec<u8> {
    let (mut problem, mut plan) = (example(), by_hand());
    change(&mut problem, &mut plan);
    let mut rules: Vec<u8> = check(&problem, &plan, None).broken.iter().map(|one| one.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn each_hard_rule_is_seen_when_it_is_broken() {
    assert_eq!(broken_by(|_, plan| plan.visits.push(made(0, 585, &[0], 1))), [1, 3, 4], "twice");
    assert_eq!(broken_by(|_, plan| plan.visits[0].start = 584), [1], "window");
    assert_eq!(broken_by(|_, plan| plan.visits[1].place = 1), [1], "place");
    assert_eq!(broken_by(|_, plan| plan.visits[1].staff = vec![1]), [1], "one worker for two");
    assert_eq!(broken_by(|_, plan| plan.visits[1].staff = vec![1, 1]), [1], "the same worker twice");
    assert_eq!(broken_by(|_, plan| plan.visits[0].staff = vec![1]), [2], "skill");
    assert_eq!(broken_by(|problem, _| problem.staff[0].teams.clear()), [2], "team");
    assert_eq!(broken_by(|problem, _| problem.people[0].excluded.push(0)), [2], "excluded");
    assert_eq!(broken_by(|problem, _| problem.staff[1].languages.clear()), [2], "hard language");
    assert_eq!(broken_by(|problem, _| problem.visits[1].person = 0), [3], "two on a day");
    assert_eq!(broken_by(|_, plan| plan.visits[1].start = 637), [4], "travel");
    assert_eq!(broken_by(|problem, _| problem.staff[0].most_visits = 1), [4], "most visits");
    assert_eq!(broken_by(|problem, _| problem.staff[1].shifts.clear()), [4], "day off");
    assert_eq!(broken_by(|problem, _| problem.staff[0].shifts[0].end = 684), [4, 5], "the way home");
    assert_eq!(broken_by(|problem, _| problem.never_together.push((1, 0))), [7], "apart");
    assert_eq!(broken_by(|problem, _| problem.visits[0].places[0].hours.push((600, 700))), [7], "ward");
}

#[test]
fn a_break_may_be_anywhere_between_two_stops() {
    let rest = |problem: &mut Problem, earliest: i32, latest: i32| {
        problem.staff[0].shifts[0].rest = Some(Rest { minutes: 30, earliest, latest });
    };
    // From 670 to 1020 with 15 minutes of travel in it.
    assert_eq!(broken_by(|problem, _| rest(problem, 990, 990)), [0; 0], "just before the end");
    assert_eq!(broken_by(|problem, _| rest(problem, 991, 1000)), [5], "too late");
    assert_eq!(broken_by(|problem, _| rest(problem, 600, 669)), [5], "no stretch is long enough");
    assert_eq!(broken_by(|problem, _| rest(problem, 600, 670)), [0; 0], "at once after the last visit");
}

#[test]
fn promises_hold() {
    let problem = example();
    let baseline = Baseline { plan: by_hand(), promised: Vec::new(), day: 0, minute: 600 };
    assert_eq!(check(&problem, &by_hand(), Some(&baseline)).broken, []);
    let mut later = by_hand();
    later.visits[1].start = 655;
    assert_eq!(check(&problem, &later, Some(&baseline)).cost.touched, 0);
    later.visits[1].start = 656;
    let report = check(&problem, &later, Some(&baseline));
    assert_eq!(report.cost.touched, 1);
    assert!((report.cost.moved - 25.0).abs() < 1e-9);
    later.visits[0].start = 590;
    let report = check(&problem, &later, Some(&baseline));
    assert!(report.broken.iter().any(|one| one.rule == 6), "{:?}", report.broken);
}

#[test]
fn a_plan_is_read_as_it_was_written() {
    let (problem, plan) = (example(), by_hand());
    let text = plan.write(&problem);
    assert_eq!(Plan::read(&text, &problem).unwrap(), plan);
    let faults = Plan::read(&text.replace("P1", "P9"), &problem).unwrap_err();
    assert_eq!(faults[0].to_string(), "visits.visit of P9 names \"P9\", which is not in the problem.");
}
