//! What a round of search costs beside counting a whole plan anew, which is what a search without anything
//! kept would do for every step. Only the ratio is compared; it makes its own week, always the same.

use planner::problem::{Person, Place, Priority, Problem, Rest, Shift, Table, Visit, Weights, Worker};
use planner::{Budget, Plan, Search, Stop, Warm, check};

const PLACES: usize = 40;
const DAYS: usize = 5;
const COUNTS: u32 = 200;

/// Seconds this thread has worked.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, count: i32) -> i32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from(self.0 >> 40).unwrap_or(0) % count
    }

    fn at(&mut self, count: usize) -> usize {
        usize::try_from(self.below(i32::try_from(count).unwrap_or(1))).unwrap_or(0)
    }
}

fn worker(at: usize) -> Worker {
    let rest = Some(Rest { minutes: 30, earliest: 705, latest: 855 });
    let shift = |day| Shift { day, start: 540, end: 1020, start_place: 0, end_place: 0, rest };
    Worker {
        id: format!("w{at}"),
        teams: vec!["T".to_owned()],
        skills: if at.is_multiple_of(2) { vec!["depot".to_owned()] } else { Vec::new() },
        most_visits: 7,
        fair_group: Some("T".to_owned()),
        shifts: (0..DAYS).map(shift).collect(),
        ..Worker::default()
    }
}

fn visit(numbers: &mut Numbers, at: usize, people: usize, due: bool) -> Visit {
    let open = 560 + numbers.below(200);
    let person = at % people;
    Visit {
        id: format!("v{at}"),
        person,
        minutes: 20 + numbers.below(40),
        skills: if numbers.below(10) < 3 { vec!["depot".to_owned()] } else { Vec::new() },
        workers: if numbers.below(10) < 2 { 2 } else { 1 },
        priority: Priority::Normal,
        days: (0..DAYS).collect(),
        windows: vec![(open, open + 240)],
        places: vec![Place { place: 1 + person % (PLACES - 1), penalty: 0.0, hours: Vec::new() }],
        due: due.then_some(open + 120),
        ..Visit::default()
    }
}

/// A week of eight workers and 120 visits; with `due` its times flow.
fn week(due: bool) -> Problem {
    let mut numbers = Numbers(7);
    let points: Vec<(i32, i32)> = (0..PLACES).map(|_| (numbers.below(30), numbers.below(30))).collect();
    let legs = points.iter().flat_map(|a| points.iter().map(|b| (a.0 - b.0).abs() + (a.1 - b.1).abs()));
    let person = |numbers: &mut Numbers, at: usize| Person {
        id: format!("p{at}"),
        team: "T".to_owned(),
        key_worker: Some(numbers.at(8)),
        gap: 2,
        key_worker_visits: 1,
        most_workers: 3,
        ..Person::default()
    };
    Problem {
        name: "bench".to_owned(),
        days: DAYS,
        weights: Weights {
            unassigned: [5000.0, 2000.0, 1000.0, 400.0],
            travel_minute: 1.0,
            key_worker_missing: 40.0,
            team_approach: 60.0,
            extra_worker: 15.0,
            load_minute: 0.5,
            late_minute: 0.5,
            ..Weights::default()
        },
        places: PLACES,
        travel: Table::new(PLACES, legs.collect()).into_iter().collect(),
        staff: (0..8).map(worker).collect(),
        people: (0..60).map(|at| person(&mut numbers, at)).collect(),
        visits: (0..120).map(|at| visit(&mut numbers, at, 60, due)).collect(),
        ..Problem::default()
    }
}

fn search(problem: &Problem, rounds: u64) -> (f64, Plan) {
    let budget = Budget { rounds: Some(rounds), ..Budget::default() };
    let began = cpu();
    let outcome = Search { problem, seed: 1, threads: 1, budget, warm: Warm::Cold }.run(&mut |_| Stop::GoOn);
    (cpu() - began, outcome.plan)
}

fn main() {
    eprintln!("| one round of search | beside counting the plan anew |\n|---|---:|");
    for (name, due, rounds) in
        [("days that stand by themselves", false, 40_000), ("times that flow", true, 2_000)]
    {
        let problem = week(due);
        let (start, _) = search(&problem, 2);
        let (all, plan) = search(&problem, rounds);
        let began = cpu();
        let counted: f64 = (0..COUNTS).map(|_| check(&problem, &plan, None).cost.total()).sum();
        let count = (cpu() - began) / f64::from(COUNTS);
        let round = (all - start) / f64::from(u32::try_from(rounds).unwrap_or(1));
        eprintln!("| {name}, cost {:.0} | {:.2} |", counted / f64::from(COUNTS), round / count);
    }
}
