//! What happens on the day, and what is said about a plan: by the example of docs/planning.md.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, outside their functions"
)]

use planner::change::{Change, replan};
use planner::explain::{self, Relaxation, Verdict};
use planner::{Baseline, Budget, Plan, Planned, Problem, read};

fn example() -> Problem {
    read::problem(include_str!("example.json")).unwrap()
}

/// Q can be visited at home only, so that the plan by hand is the best.
fn at_home() -> Problem {
    let mut problem = example();
    problem.visits[1].places.truncate(1);
    problem
}

fn made(visit: usize, start: i32, staff: &[usize], place: usize) -> Planned {
    Planned { visit, day: 0, start, staff: staff.to_vec(), place }
}

fn by_hand() -> Plan {
    Plan { visits: vec![made(0, 585, &[0], 1), made(1, 640, &[0, 1], 2)] }
}

fn after(minute: i32, change: Change) -> (Problem, planner::Outcome) {
    let baseline = Baseline { plan: by_hand(), promised: Vec::new(), day: 0, minute };
    let budget = Budget { rounds: Some(400), ..Budget::default() };
    let (problem, outcome) = replan(&at_home(), &baseline, &[change], budget);
    assert_eq!(outcome.report.broken, []);
    (problem, outcome)
}

#[test]
fn who_falls_ill_finishes_what_they_started() {
    let (_, outcome) = after(620, Change::Sick { worker: 0, day: 0, minute: 620, last_day: 0 });
    assert_eq!(outcome.plan.visits, [made(0, 585, &[0], 1)]);
    assert_eq!((outcome.report.cost.left_out, outcome.report.cost.touched), (1, 1));
    let (_, outcome) = after(500, Change::Sick { worker: 0, day: 0, minute: 500, last_day: 0 });
    assert_eq!(outcome.plan.visits, []);
}

#[test]
fn a_visit_that_takes_longer_moves_the_next_a_little() {
    let (_, outcome) = after(600, Change::Overrun { visit: 0, minutes: 60 });
    let next = outcome.plan.of(1).unwrap();
    assert!((653..=655).contains(&next.start) && next.place == 2, "{next:?}");
    assert_eq!(outcome.report.cost.touched, 0);
}

#[test]
fn a_start_is_said_in_fives_when_there_is_room() {
    let problem = at_home();
    let minutes = |starts: (i32, i32), step| {
        let plan = Plan { visits: vec![made(0, starts.0, &[0], 1), made(1, starts.1, &[0, 1], 2)] };
        assert_eq!(planner::check(&problem, &plan, None).broken, []);
        let rounded = planner::round::to_step(&problem, &plan, None, step);
        (rounded.visits[0].start, rounded.visits[1].start)
    };
    assert_eq!(minutes((585, 641), 5), (585, 645));
    // 10:30 and eight minutes on the way: the second makes room for the first.
    assert_eq!(minutes((586, 641), 5), (590, 645));
    // Later there is no room for the first, so it is earlier.
    assert_eq!(minutes((586, 639), 5), (585, 640));
    assert_eq!(minutes((586, 639), 1), (586, 639));
    // What has started stays.
    let plan = Plan { visits: vec![made(0, 586, &[0], 1), made(1, 641, &[0, 1], 2)] };
    let baseline = Baseline { plan: plan.clone(), promised: Vec::new(), day: 0, minute: 600 };
    let rounded = planner::round::to_step(&problem, &plan, Some(&baseline), 5);
    assert_eq!((rounded.visits[0].start, rounded.visits[1].start), (586, 645));
}

#[test]
fn an_admission_takes_visits_away_or_to_the_ward() {
    let (_, outcome) = after(600, Change::Admitted { person: 1, ward: None });
    assert_eq!(outcome.plan.visits, [made(0, 585, &[0], 1)]);
    let (_, outcome) = after(600, Change::Admitted { person: 1, ward: Some(1) });
    assert_eq!(outcome.plan.of(1).unwrap().place, 1);
}

#[test]
fn an_urgent_visit_finds_room_and_promises_stay() {
    let mut problem = at_home();
    let mut person = problem.people[0].clone();
    person.id = "R".to_owned();
    problem.people.push(person);
    let mut visit = problem.visits[0].clone();
    (visit.id, visit.person, visit.windows) = ("R1".to_owned(), 2, vec![(600, 900)]);
    let baseline = Baseline { plan: by_hand(), promised: Vec::new(), day: 0, minute: 600 };
    problem.staff[0].most_visits = 3;
    let budget = Budget { rounds: Some(400), ..Budget::default() };
    let (_, outcome) = replan(&problem, &baseline, &[Change::Urgent(Box::new(visit))], budget);
    assert_eq!(outcome.report.broken, []);
    assert_eq!(outcome.report.cost.touched, 0);
    assert_eq!(outcome.plan.of(2).unwrap().staff, [0]);
}

#[test]
fn a_visit_left_out_says_what_would_let_it_in() {
    let mut problem = example();
    problem.people[0].excluded.push(0);
    let plan = Plan { visits: vec![made(1, 640, &[0, 1], 2)] };
    let out = explain::left_out(&problem, &plan, None);
    let ways: Vec<_> = out[0].ways_in.iter().map(|one| one.0).collect();
    assert_eq!((out.len(), out[0].visit), (1, 0));
    assert_eq!(ways.len(), 2, "{ways:?}");
    assert!(ways.contains(&Relaxation::Excluded) && ways.contains(&Relaxation::Skills), "{ways:?}");
    let said = out[0].sentence(&problem);
    assert!(said.starts_with("P1 is left out. It would be made if ") && said.contains("by B"), "{said}");
}

#[test]
fn a_way_in_is_never_in_the_past() {
    let mut problem = example();
    problem.days = 2;
    for worker in &mut problem.staff {
        let next = planner::problem::Shift { day: 1, ..worker.shifts[0] };
        worker.shifts.push(next);
    }
    problem.visits[0].days = vec![1];
    problem.visits[0].excluded = vec![0];
    problem.visits[0].skills.clear();
    problem.people[0].excluded.push(1);
    problem.visits[0].days = vec![0];
    let plan = Plan::default();
    let days = |now: Option<(usize, i32)>| -> Vec<usize> {
        let out = explain::one_left_out(&problem, &plan, 0, now);
        out.ways_in.iter().map(|one| one.1.day).collect()
    };
    assert!(days(None).contains(&0), "{:?}", days(None));
    assert!(!days(Some((1, 600))).contains(&0), "{:?}", days(Some((1, 600))));
    let out = explain::one_left_out(&problem, &plan, 0, Some((1, 600)));
    // Nothing alone would do: each worker is named with what keeps them.
    assert!(out.ways_in.is_empty(), "{:?}", out.ways_in);
    assert_eq!(out.keeps, [(0, Verdict::Excluded), (1, Verdict::Excluded)]);
}

#[test]
fn what_was_promised_beside_the_plan_has_its_price_too() {
    let problem = example();
    let promised = vec![made(0, 700, &[0], 1)];
    let kept = Plan { visits: vec![made(0, 705, &[0], 1)] };
    let moved = Plan { visits: vec![made(0, 800, &[0], 1)] };
    let baseline = Baseline { plan: Plan::default(), promised, day: 0, minute: 600 };
    let touched = |plan: &Plan| planner::check(&problem, plan, Some(&baseline)).cost.touched;
    assert_eq!((touched(&kept), touched(&moved), touched(&Plan::default())), (0, 1, 1));
}

#[test]
fn a_visit_says_why_nobody_else_makes_it() {
    let problem = example();
    let why = explain::made(&problem, &by_hand());
    assert_eq!(why.len(), 1, "a visit of two has no single other");
    assert_eq!(why[0].others, [(1, Verdict::Skills)]);
    let mut able = problem.clone();
    able.staff[1].skills.push("depot".to_owned());
    let why = explain::made(&able, &by_hand());
    let [(1, Verdict::Dearer(more))] = why[0].others.as_slice() else { panic!("{why:?}") };
    // B is the key worker and a woman, and the day is shared more evenly: 70 less at least.
    assert!(*more < -69.0, "{more}");
    let sum: f64 = why[0].items.iter().map(|one| one.1).sum();
    assert!((sum - more).abs() < 0.01, "{sum} {more}");
}

#[test]
fn two_plans_differ_in_sentences() {
    let problem = example();
    let new = Plan { visits: vec![made(1, 655, &[0, 1], 2)] };
    assert_eq!(
        explain::changes(&problem, &by_hand(), &new),
        ["P1 is no longer made (on Monday at 09:45 by A).", "Q1 starts at 10:55 instead of 10:40."]
    );
}
