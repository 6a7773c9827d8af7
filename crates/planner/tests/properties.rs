//! What must hold for any problem: thousands are made from streams of choices, planned and checked.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, outside their functions"
)]

use planner::problem::{
    Event, Follows, Partner, Person, Place, Priority, Problem, Rest, Shift, Table, Visit, Weights, Wish,
    Worker,
};
use planner::search::{Budget, Search, Stop, Warm};
use planner::{Baseline, Outcome, check};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Choices in a row; when they are used up, the first of everything.
struct Choices(Vec<u16>, usize);

impl Choices {
    fn of(&mut self, count: usize) -> usize {
        let choice = self.0.get(self.1).copied().unwrap_or(0);
        self.1 += 1;
        usize::from(choice) % count.max(1)
    }

    fn minute(&mut self, from: i32, count: usize) -> i32 {
        from + i32::try_from(self.of(count)).unwrap()
    }

    fn chance(&mut self, in_ten: usize) -> bool {
        self.of(10) < in_ten
    }
}

const PLACES: usize = 6;

fn worker(pick: &mut Choices, at: usize, days: usize) -> Worker {
    let mut shifts: Vec<Shift> = (0..days)
        .filter(|_| pick.of(4) < 3)
        .collect::<Vec<_>>()
        .into_iter()
        .map(|day| {
            let start = pick.minute(480, 120);
            let rest = pick.chance(7).then(|| Rest {
                minutes: 30,
                earliest: start + 150,
                latest: start + 200 + pick.minute(0, 100),
            });
            let end = start + 300 + pick.minute(0, 180);
            Shift { day, start, end, start_place: 0, end_place: pick.of(PLACES), rest }
        })
        .collect();
    if pick.chance(2)
        && let Some(first) = shifts.first().cloned()
    {
        let start = first.end + pick.minute(0, 60);
        shifts.push(Shift { start, end: start + 60 + pick.minute(0, 120), rest: None, ..first });
    }
    let skills = if pick.chance(5) { vec!["core", "depot"] } else { vec!["core"] };
    Worker {
        id: format!("w{at}"),
        teams: vec!["T".to_owned()],
        skills: skills.into_iter().map(str::to_owned).collect(),
        gender: if pick.chance(5) { "F" } else { "M" }.to_owned(),
        most_visits: 1 + pick.of(5),
        fair_group: pick.chance(7).then(|| "T".to_owned()),
        shifts,
        ..Worker::default()
    }
}

fn person(pick: &mut Choices, at: usize, staff: usize) -> Person {
    Person {
        id: format!("p{at}"),
        team: "T".to_owned(),
        key_worker: Some(pick.of(staff)),
        gender: pick.chance(3).then(|| Wish { value: "F".to_owned(), hard: pick.chance(5) }),
        excluded: if pick.chance(2) { vec![pick.of(staff)] } else { Vec::new() },
        gap: 1 + pick.of(2),
        key_worker_visits: pick.of(2),
        recent: if pick.chance(5) { vec![pick.of(staff)] } else { Vec::new() },
        most_workers: 1 + pick.of(3),
        ..Person::default()
    }
}

fn visit(pick: &mut Choices, at: usize, people: usize, days: usize) -> Visit {
    let first = pick.minute(500, 300);
    let mut windows = vec![(first, first + pick.minute(0, 200))];
    if pick.chance(2) {
        windows.push((windows[0].1 + 30, windows[0].1 + 90));
    }
    let mut places = vec![Place { place: pick.of(PLACES), penalty: 0.0, hours: Vec::new() }];
    if pick.chance(2) {
        places.push(Place { place: pick.of(PLACES), penalty: 10.0, hours: vec![(540, 700)] });
    }
    let all = [Priority::Must, Priority::High, Priority::Normal, Priority::Low];
    Visit {
        id: format!("v{at}"),
        person: pick.of(people),
        minutes: pick.minute(10, 60),
        skills: vec![if pick.chance(3) { "depot" } else { "core" }.to_owned()],
        workers: if pick.chance(3) { 2 } else { 1 },
        priority: all[pick.of(4)],
        days: (0..days).filter(|_| pick.of(4) < 3).collect(),
        windows,
        places,
        ..Visit::default()
    }
}

fn problem(choices: Vec<u16>) -> Problem {
    let mut pick = Choices(choices, 0);
    let days = 1 + pick.of(3);
    let points: Vec<(i32, i32)> = (0..PLACES).map(|_| (pick.minute(0, 25), pick.minute(0, 25))).collect();
    let minutes = points.iter().flat_map(|a| points.iter().map(|b| (a.0 - b.0).abs() + (a.1 - b.1).abs()));
    let (workers, people, visits) = (1 + pick.of(5), 1 + pick.of(5), 1 + pick.of(12));
    let staff: Vec<Worker> = (0..workers).map(|at| worker(&mut pick, at, days)).collect();
    let attendees = (0..workers).filter(|at| staff[*at].shift(0).is_some_and(|s| s.start <= 560)).collect();
    let never_together = if pick.chance(3) && workers > 1 { vec![(0, 1)] } else { Vec::new() };
    let better_together = if pick.chance(3) && workers > 2 { vec![(0, 2)] } else { Vec::new() };
    let mut visits: Vec<Visit> = (0..visits).map(|at| visit(&mut pick, at, people, days)).collect();
    let partner = Partner { id: "x".to_owned(), hours: (0..days).map(|day| (day, 540, 800)).collect() };
    for visit in &mut visits {
        visit.partner = pick.chance(1).then_some(0);
    }
    if pick.chance(4) {
        bind(&mut pick, &mut visits);
    }
    Problem {
        name: "made".to_owned(),
        days,
        weights: Weights {
            unassigned: [5000.0, 2000.0, 1000.0, 400.0],
            travel_minute: 1.0,
            soft_gender: 30.0,
            soft_language: 20.0,
            key_worker_missing: 40.0,
            team_approach: 60.0,
            extra_worker: 15.0,
            load_minute: 0.5,
            moved: 25.0,
            not_preferred: 10.0,
            not_together: 12.0,
            late_minute: 0.5,
            latest_minute: 1.5,
        },
        places: PLACES,
        travel: vec![Table::new(PLACES, minutes.collect()).unwrap()],
        events: vec![Event { id: "e".to_owned(), day: 0, start: 600, end: 620, place: 0, attendees }],
        people: (0..people).map(|at| person(&mut pick, at, workers)).collect(),
        visits,
        staff,
        never_together,
        better_together,
        partners: vec![partner],
    }
}

/// Some visits are due, and some follow the one before them.
fn bind(pick: &mut Choices, visits: &mut [Visit]) {
    for at in 0..visits.len() {
        if pick.chance(4) {
            visits[at].due = Some(visits[at].windows[0].0 + pick.minute(0, 60));
        }
        if at % 2 == 1 && pick.chance(6) {
            let least = pick.minute(0, 60);
            let follows = Follows { visit: at - 1, least, most: least + pick.minute(0, 40) };
            visits[at].follows = Some(follows);
            visits[at].person = visits[at - 1].person;
            for one in [at - 1, at] {
                (visits[one].workers, visits[one].partner) = (1, None);
            }
        }
    }
}

fn problems() -> impl Strategy<Value = Problem> {
    proptest::collection::vec(any::<u16>(), 150..400).prop_map(problem)
}

fn plan(problem: &Problem, seed: u64, rounds: u64, threads: usize, warm: Warm) -> Outcome {
    let budget = Budget { rounds: Some(rounds), ..Budget::default() };
    let outcome = Search { problem, seed, threads, budget, warm }.run(&mut |_| Stop::GoOn);
    // What the search would give out against a rule is left out of its plan, and would hide here: then
    // the plan costs more than was counted. Less is well: a promise counted as moved may be near it after all.
    let more = total(&outcome) - outcome.counted;
    assert!(more < NEAR || !sound(problem), "{} more than {}", more, outcome.counted);
    outcome
}

fn total(outcome: &Outcome) -> f64 {
    outcome.report.cost.total()
}

/// Shares are divided to a thousandth of a minute in the search.
const NEAR: f64 = 0.02;

/// Days on which a handover falls out of a shift have no plan at all; they are not what is asked here.
fn sound(problem: &Problem) -> bool {
    check(problem, &planner::Plan::default(), None).broken.is_empty()
}

/// So many problems, the same ones in every run; `PROPTEST_RNG_SEED` in the environment gives others.
fn cases(count: u32) -> ProptestConfig {
    let usual = ProptestConfig::with_cases(count);
    match usual.rng_seed {
        RngSeed::Random => ProptestConfig { rng_seed: RngSeed::Fixed(1), ..usual },
        RngSeed::Fixed(_) => usual,
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn no_rule_is_broken_and_the_cost_is_what_it_is(problem in problems(), seed in 0_u64..1000) {
        prop_assume!(sound(&problem));
        let outcome = plan(&problem, seed, 120, 1, Warm::Cold);
        prop_assert_eq!(&outcome.report.broken, &[]);
        prop_assert!((outcome.counted - total(&outcome)).abs() < NEAR, "{} {}", outcome.counted, total(&outcome));
    }

    #[test]
    fn a_locked_visit_never_moves(problem in problems(), seed in 0_u64..1000) {
        prop_assume!(sound(&problem));
        let mut problem = problem;
        let first = plan(&problem, seed, 60, 1, Warm::Cold);
        for one in first.plan.visits.iter().step_by(2) {
            problem.visits[one.visit].locked = Some(planner::problem::Lock {
                day: one.day,
                start: one.start,
                staff: one.staff.clone(),
                place: one.place,
            });
        }
        let second = plan(&problem, seed + 1, 120, 1, Warm::Cold);
        prop_assert_eq!(&second.report.broken, &[]);
        for one in first.plan.visits.iter().step_by(2) {
            prop_assert_eq!(second.plan.of(one.visit), Some(one));
        }
    }

    #[test]
    fn times_that_people_say_break_no_rule_and_cost_nothing(problem in problems(), seed in 0_u64..1000) {
        let found = plan(&problem, seed, 60, 1, Warm::Cold);
        let rounded = planner::round::to_step(&problem, &found.plan, None, 5);
        let report = check(&problem, &rounded, None);
        prop_assert_eq!(report.broken, []);
        prop_assert!(report.cost.total() <= found.report.cost.total() + 1e-6);
        for (one, before) in rounded.visits.iter().zip(&found.plan.visits) {
            prop_assert!(one.start == before.start || one.start % 5 == 0);
            prop_assert!((one.start - before.start).abs() < 5);
        }
    }

    #[test]
    fn what_has_started_stays_and_promises_are_counted(problem in problems(), minute in 480_i32..900) {
        prop_assume!(sound(&problem));
        let old = plan(&problem, 1, 60, 1, Warm::Cold);
        let baseline = Baseline { plan: old.plan.clone(), promised: Vec::new(), day: 0, minute };
        let new = plan(&problem, 2, 120, 1, Warm::InForce(baseline));
        prop_assert_eq!(&new.report.broken, &[]);
        prop_assert!(total(&new) <= total(&old) + NEAR, "{} {}", total(&new), total(&old));
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_same_seed_gives_the_same_plan_with_any_threads(problem in problems(), seed in 0_u64..1000) {
        let one = plan(&problem, seed, 200, 1, Warm::Cold);
        let two = plan(&problem, seed, 200, 2, Warm::Cold);
        prop_assert_eq!(one.plan.write(&problem), two.plan.write(&problem));
    }

    #[test]
    fn searching_on_never_costs_more(problem in problems(), seed in 0_u64..1000) {
        prop_assume!(sound(&problem));
        let first = plan(&problem, seed, 60, 1, Warm::Cold);
        let second = plan(&problem, seed + 7, 120, 1, Warm::Plan(first.plan.clone()));
        prop_assert!(total(&second) <= total(&first) + NEAR, "{} {}", total(&second), total(&first));
    }

    #[test]
    fn one_more_worker_never_costs_more(problem in problems(), choices in proptest::collection::vec(any::<u16>(), 30)) {
        prop_assume!(sound(&problem));
        let old = plan(&problem, 1, 80, 1, Warm::Cold);
        let mut more = problem.clone();
        let mut added = worker(&mut Choices(choices, 0), 99, problem.days);
        // Nobody's share changes by somebody who is not compared.
        added.fair_group = None;
        more.staff.push(added);
        prop_assume!(sound(&more));
        let new = plan(&more, 2, 80, 1, Warm::Plan(old.plan.clone()));
        prop_assert_eq!(&new.report.broken, &[]);
        prop_assert!(total(&new) <= total(&old) + NEAR, "{} {}", total(&new), total(&old));
    }
}
