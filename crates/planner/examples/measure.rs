//! Plans a file and prints the cost: for measuring, `measure FILE SECONDS SEED THREADS [OUT [OLD DAY MINUTE]]`.

use planner::{Baseline, Budget, Plan, Search, Stop, Warm, read};

fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let get = |at: usize, or: &str| arguments.get(at).cloned().unwrap_or_else(|| or.to_owned());
    let text = std::fs::read_to_string(get(1, "")).unwrap_or_default();
    let problem = match read::any(&text) {
        Ok(problem) => problem,
        Err(faults) => {
            for fault in faults {
                eprintln!("{fault}");
            }
            return;
        }
    };
    let number = |at: usize, or: &str| get(at, or).parse::<f64>().unwrap_or(1.0);
    let budget = Budget { rounds: None, seconds: Some(number(2, "1")), clock: Some(cpu) };
    let seed = get(3, "1").parse().unwrap_or(1);
    let threads = get(4, "1").parse().unwrap_or(1);
    let old = arguments.get(6).and_then(|path| std::fs::read_to_string(path).ok());
    let warm = match old.map(|text| Plan::read(&text, &problem)) {
        Some(Ok(plan)) => {
            let (day, minute) = (get(7, "0").parse().unwrap_or(0), get(8, "0").parse().unwrap_or(0));
            Warm::InForce(Baseline { plan, promised: Vec::new(), day, minute })
        }
        Some(Err(_)) | None => Warm::Cold,
    };
    let search = Search { problem: &problem, seed, threads, budget, warm };
    let mut next = 0.1;
    let loud = std::env::var("LOUD").is_ok();
    let outcome = search.run(&mut |at| {
        if loud && at.part >= next {
            next += 0.1;
            eprintln!(
                "{:.2}s {} rounds, cost {:.1}, {} left out",
                at.seconds, at.rounds, at.cost, at.left_out
            );
        }
        Stop::GoOn
    });
    for broken in outcome.report.broken.iter().take(5) {
        eprintln!("BROKEN {broken}");
    }
    let cost = &outcome.report.cost;
    let public = read::written(&text, &problem, &outcome.plan);
    if let Some(cost) = public.strip_prefix("{\"cost\":").and_then(|rest| rest.split(",").next()) {
        eprintln!("public {cost}");
    }
    let items: Vec<_> =
        cost.items().iter().filter(|one| one.1 > 0.0).map(|one| format!("{} {:.0}", one.0, one.1)).collect();
    eprintln!(
        "{:.2} left {} touched {} rounds {} [{}]",
        cost.total(),
        cost.left_out,
        cost.touched,
        outcome.rounds,
        items.join(", ")
    );
    if let Some(out) = arguments.get(5) {
        drop(std::fs::write(out, public));
    }
}
