//! Visits bound to others: one that follows another, a partner from outside the team, a preferred pair; and
//! lateness at a price, two shifts of a day, a time agreed. By the example of docs/planning.md, and by a
//! small problem of the public kind whose best plan is known by hand.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, outside their functions"
)]

use planner::change::{Change, replan};
use planner::problem::{Follows, Partner, Shift, Visit};
use planner::{Baseline, Budget, Outcome, Plan, Planned, Problem, Search, Stop, Warm, check, hhcrsp, read};

fn example() -> Problem {
    let mut problem = read::problem(include_str!("example.json")).unwrap();
    problem.staff.iter_mut().for_each(|worker| worker.most_visits = 6);
    problem
}

fn plan(problem: &Problem) -> Outcome {
    let budget = Budget { rounds: Some(600), ..Budget::default() };
    let outcome = Search { problem, seed: 1, threads: 1, budget, warm: Warm::Cold }.run(&mut |_| Stop::GoOn);
    assert_eq!(outcome.report.broken, []);
    let real = outcome.report.cost.total();
    assert!((outcome.counted - real).abs() < 0.01, "{} {real}", outcome.counted);
    outcome
}

fn made(visit: usize, start: i32, staff: &[usize], place: usize) -> Planned {
    Planned { visit, day: 0, start, staff: staff.to_vec(), place }
}

/// A third visit, to P, that follows the first by 50 to 60 minutes.
fn followed(skill: &str) -> Problem {
    let mut problem = example();
    let after = Visit {
        id: "P2".to_owned(),
        minutes: 20,
        skills: vec![skill.to_owned()],
        windows: vec![(540, 1000)],
        follows: Some(Follows { visit: 0, least: 50, most: 60 }),
        ..problem.visits[0].clone()
    };
    problem.visits.push(after);
    problem
}

#[test]
fn a_visit_follows_another_by_another_worker_or_the_same() {
    let mut problem = followed("core");
    problem.people[0].excluded.push(1);
    let outcome = plan(&problem);
    let [first, second] = [outcome.plan.of(0).unwrap(), outcome.plan.of(2).unwrap()];
    assert_eq!((first.staff.as_slice(), second.staff.as_slice()), ([0].as_slice(), [0].as_slice()));
    assert!((50..=60).contains(&(second.start - first.start)), "{first:?} {second:?}");
    let mut problem = followed("talk");
    problem.staff[1].skills.push("talk".to_owned());
    let outcome = plan(&problem);
    assert_eq!(outcome.plan.of(2).unwrap().staff, [1]);
    assert_eq!(outcome.report.cost.left_out, 0);
}

#[test]
fn who_is_alone_cannot_be_at_two_visits_at_once() {
    let mut problem = followed("depot");
    problem.visits[2].follows = Some(Follows { visit: 0, least: 0, most: 0 });
    let outcome = plan(&problem);
    assert_eq!(outcome.plan.visits.len(), 1, "only Q's is made: {:?}", outcome.plan);
    problem.staff[1].skills.push("depot".to_owned());
    let outcome = plan(&problem);
    assert_eq!(outcome.plan.visits.len(), 3);
    assert_eq!(outcome.plan.of(0).unwrap().start, outcome.plan.of(2).unwrap().start);
}

#[test]
fn what_breaks_a_binding_is_seen() {
    let problem = followed("core");
    let rules = |visits: Vec<Planned>| -> Vec<String> {
        let broken = check(&problem, &Plan { visits }, None).broken;
        broken.iter().filter(|one| one.rule == 7).map(ToString::to_string).collect()
    };
    let first = made(0, 585, &[0], 1);
    assert_eq!(rules(vec![first.clone(), made(2, 640, &[0], 1)]), [""; 0]);
    assert_eq!(
        rules(vec![first, made(2, 650, &[0], 1)]),
        ["rule 7: P2: starts 65 minutes after what it follows, not 50 to 60"]
    );
    assert_eq!(rules(vec![made(2, 640, &[0], 1)]), ["rule 7: P2: is made without the visit that it follows"]);
}

#[test]
fn what_is_locked_pulls_what_follows_it() {
    let mut problem = followed("core");
    let lock = planner::problem::Lock { day: 0, start: 700, staff: vec![0], place: 1 };
    problem.visits[0].locked = Some(lock);
    let outcome = plan(&problem);
    let second = outcome.plan.of(2).unwrap();
    assert!((750..=760).contains(&second.start), "{second:?}");
}

#[test]
fn lateness_has_its_price_and_the_latest_its_own() {
    let mut problem = example();
    (problem.weights.late_minute, problem.weights.latest_minute) = (2.0, 1.0);
    problem.visits[0].due = Some(580);
    problem.visits[1].due = Some(600);
    let plan_by_hand = Plan { visits: vec![made(0, 585, &[0], 1), made(1, 640, &[0, 1], 2)] };
    let report = check(&problem, &plan_by_hand, None);
    assert_eq!(report.broken, []);
    assert!((report.cost.late - 2.0 * 45.0).abs() < 1e-9 && (report.cost.latest - 40.0).abs() < 1e-9);
    let outcome = plan(&problem);
    assert!(outcome.report.cost.total() <= report.cost.total(), "{:?}", outcome.report.cost);
    assert_eq!(outcome.report.cost.left_out, 0);
}

#[test]
fn a_partner_is_at_one_visit_at_a_time_and_in_their_hours() {
    let mut problem = example();
    problem.partners.push(Partner { id: "AMHP".to_owned(), hours: vec![(0, 650, 740)] });
    problem.visits[0].partner = Some(0);
    problem.visits[1].partner = Some(0);
    for flows in [false, true] {
        problem.visits[0].due = flows.then_some(1000);
        let outcome = plan(&problem);
        assert_eq!(outcome.plan.visits.len(), 2, "{:?}", outcome.plan);
        problem.staff[1].teams.clear();
        let alone = plan(&problem);
        assert_eq!(alone.plan.visits.len(), 1);
        problem.staff[1].teams = problem.staff[0].teams.clone();
    }
    problem.partners[0].hours = vec![(0, 650, 724)];
    assert_eq!(plan(&problem).plan.visits.len(), 1, "one minute short for both");
    let both = Plan { visits: vec![made(0, 650, &[0], 1), made(1, 690, &[0, 1], 2)] };
    let said: Vec<_> = check(&problem, &both, None).broken.iter().map(ToString::to_string).collect();
    assert!(said.contains(&"rule 7: P1: has AMHP at the same time as Q1".to_owned()), "{said:?}");
    let late = Plan { visits: vec![made(1, 695, &[0, 1], 2)] };
    let said: Vec<_> = check(&problem, &late, None).broken.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["rule 7: Q1: is when AMHP is not there"]);
}

#[test]
fn two_shifts_of_a_day_are_two_ways_and_one_day() {
    let mut problem = example();
    let first = problem.staff[0].shifts[0].clone();
    let (morning, noon) = (Shift { end: 660, rest: None, ..first.clone() }, 700);
    let second = Shift { start: noon, rest: None, start_place: 1, end_place: 1, ..first };
    problem.staff[0].shifts = vec![morning, second];
    problem.visits[1].windows = vec![(700, 720)];
    let outcome = plan(&problem);
    assert_eq!(outcome.report.cost.left_out, 0);
    // From 0 to P at 1 and back, or P after noon without any way; then from 1 to 2 and back.
    let by_hand = Plan { visits: vec![made(0, 585, &[0], 1), made(1, 710, &[0, 1], 2)] };
    let report = check(&problem, &by_hand, None);
    assert_eq!(report.broken, []);
    assert_eq!(report.cost.travel_minutes, 20 + 16 + 30);
    let between = Plan { visits: vec![made(0, 655, &[0], 1)] };
    let rules: Vec<u8> = check(&problem, &between, None).broken.iter().map(|one| one.rule).collect();
    assert_eq!(rules, [4], "over the end of the first shift");
    problem.staff[0].most_visits = 1;
    assert_eq!(plan(&problem).plan.visits.len(), 1, "most visits count for the day");
}

#[test]
fn who_falls_ill_between_two_shifts_has_worked_the_first() {
    let mut problem = example();
    let first = problem.staff[0].shifts[0].clone();
    let morning = Shift { end: 660, rest: None, ..first.clone() };
    problem.staff[0].shifts = vec![morning, Shift { start: 700, rest: None, ..first }];
    problem.visits[1].windows = vec![(710, 720)];
    let plan = Plan { visits: vec![made(0, 585, &[0], 1), made(1, 715, &[0, 1], 2)] };
    assert_eq!(check(&problem, &plan, None).broken, []);
    let baseline = Baseline { plan, promised: Vec::new(), day: 0, minute: 680 };
    let sick = Change::Sick { worker: 0, day: 0, minute: 680, last_day: 0 };
    let budget = Budget { rounds: Some(200), ..Budget::default() };
    let (new, outcome) = replan(&problem, &baseline, &[sick], budget);
    assert_eq!(outcome.report.broken, []);
    assert_eq!(outcome.plan.visits, [made(0, 585, &[0], 1)]);
    assert_eq!(new.staff[0].shifts.len(), 1);
}

#[test]
fn a_pair_that_had_better_go_together_does() {
    let mut problem = example();
    let mut third = problem.staff[1].clone();
    third.id = "C".to_owned();
    problem.staff.push(third);
    problem.events[0].attendees.push(2);
    problem.weights.not_together = 500.0;
    for other in [1, 2] {
        problem.better_together = vec![(other, 0)];
        let outcome = plan(&problem);
        let staff = &outcome.plan.of(1).unwrap().staff;
        let has = |who: usize| staff.contains(&who);
        assert_eq!(has(0), has(other), "{staff:?}");
        assert!(outcome.report.cost.not_together.abs() < 1e-9);
    }
    let apart = Plan { visits: vec![made(1, 640, &[0, 1], 2)] };
    assert!((check(&problem, &apart, None).cost.not_together - 500.0).abs() < 1e-9);
}

#[test]
fn an_agreed_time_binds_the_time_and_not_the_worker() {
    let text = include_str!("example.json").replacen(
        "\"windows\": [[585, 730]]",
        "\"windows\": [[585, 730]], \"agreed\": {\"day\": 0, \"start\": 800}",
        1,
    );
    let outcome = plan(&read::problem(&text).unwrap());
    assert_eq!(outcome.plan.of(0).unwrap().start, 800);
}

#[test]
fn bindings_that_cannot_be_are_refused() {
    let with = |more: &str| {
        let text = include_str!("example.json").replacen("\"windows\": [[585, 730]]", more, 1);
        let faults = read::problem(&text).unwrap_err();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let windows = "\"windows\": [[585, 730]], ";
    for (more, said) in [
        ("\"partner\": \"Z\"", "visits.partner of P1 names \"Z\", which is not in the problem."),
        (
            "\"follows\": {\"visit\": \"P1\", \"least\": 1, \"most\": 2}",
            "visits.follows of P1 binds a visit that is bound already, or to itself.",
        ),
        (
            "\"follows\": {\"visit\": \"Q1\", \"least\": 1, \"most\": 2}",
            "visits.follows of P1 binds visits that are not to one person by one worker each without a partner.",
        ),
        (
            "\"agreed\": {\"day\": 7, \"start\": 1}",
            "visits.agreed.day of P1 is day 7, but the last day is 1.",
        ),
    ] {
        assert_eq!(with(&format!("{windows}{more}")), said);
    }
}

/// Two caregivers; one patient needs both services at once, another the second from 10 to 20 after the first.
const PUBLIC: &str = r#"{"patients": [
  {"id": "p1", "time_window": [30.0, 40.0], "required_caregivers": [{"service": "s1", "duration": 5.0}, {"service": "s2"}],
   "synchronization": {"type": "simultaneous"}},
  {"id": "p2", "time_window": [50.0, 60.0], "required_caregivers": [{"service": "s1"}, {"service": "s2"}],
   "synchronization": {"type": "sequential", "distance": [10, 20]}}],
  "services": [{"id": "s1", "default_duration": 8.0}, {"id": "s2", "default_duration": 6.0}],
  "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2", "s1"]}],
  "central_offices": [{}], "distances": [[0, 10.5, 20], [10.5, 0, 12], [20, 12, 0]]}"#;

#[test]
fn a_public_problem_is_read_planned_and_written() {
    let problem = read::any(PUBLIC).unwrap();
    let outcome = plan(&problem);
    // Both go to p1 at 30; c2 alone could do both of p2: 42.5 + 21 of travel, from 50 and 60 on.
    assert!((hhcrsp::cost(&problem, &outcome.plan) - (42.5 + 21.0) / 3.0).abs() < 0.001);
    let text = read::written(PUBLIC, &problem, &outcome.plan);
    assert!(text.starts_with("{\"cost\":21.167,\"routes\":[{\"caregiver_id\":\"c1\","), "{text}");
    let written: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(written["routes"][1]["locations"].as_array().unwrap().len(), 3);
}

#[test]
fn a_public_problem_with_lateness_costs_what_it_costs_by_hand() {
    // The window of p2 ends at 45, and nobody is there before 47: from 30, 5 minutes of work, 12 of the way.
    let text = PUBLIC
        .replace("[50.0, 60.0]", "[40.0, 45.0]")
        .replace("\"abilities\": [\"s2\", \"s1\"]", "\"abilities\": [\"s2\"]");
    let problem = read::any(&text).unwrap();
    let outcome = plan(&problem);
    // c1 is at p2 at 47, c2 10 minutes later: 2 and 12 late, the worst 12, and both drive 42.5.
    assert!((hhcrsp::cost(&problem, &outcome.plan) - (85.0 + 14.0 + 12.0) / 3.0).abs() < 0.001);
}

#[test]
fn a_public_problem_that_is_wrong_is_refused() {
    for (from, to, said) in [
        (
            "simultaneous",
            "someday",
            "synchronization.type of p1 must be simultaneous or sequential for two services.",
        ),
        ("[0, 10.5, 20], ", "", "distances are not 3 rows of 3, the office and the patients."),
        ("[30.0, 40.0]", "[-3, 40.0]", "time_window of p1 is -3; it may be from 0 to 10000."),
        (
            "\"service\": \"s1\", ",
            "\"service\": \"s9\", ",
            "required_caregivers.service of p1 names \"s9\", which is not in the problem.",
        ),
    ] {
        let faults = read::any(&PUBLIC.replacen(from, to, 1)).unwrap_err();
        assert_eq!(faults[0].to_string(), said);
    }
}
