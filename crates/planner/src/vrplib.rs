//! Reads a routing problem with time windows in VRPLIB's text (Solomon, Gehring and Homberger), so that
//! anybody can compare: vehicles are workers, customers are visits, and a tenth of a unit of distance is
//! a minute. Every leg is cut to one decimal, as those who keep the records do.

use crate::plan::Plan;
use crate::problem::{Person, Place, Priority, Problem, Shift, Table, Visit, Weights, Worker};
use crate::read::Fault;

/// Tenths in a unit.
const TENTHS: f64 = 10.0;
/// The most customers.
const MOST: usize = 2000;

#[derive(Default)]
struct Node {
    x: f64,
    y: f64,
    demand: i64,
    open: i32,
    close: i32,
}

/// Reads a problem.
///
/// # Errors
/// What cannot be read, with its section.
pub fn problem(text: &str) -> Result<Problem, Vec<Fault>> {
    let (mut name, mut service, mut vehicles, mut capacity) = (String::new(), 0, 0, 0);
    let mut nodes: Vec<Node> = Vec::new();
    let mut section = "";
    let mut faults = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "EOF") {
        if let Some(new) = line.strip_suffix("_SECTION") {
            section = new;
            continue;
        }
        if section.is_empty() {
            let Some((key, value)) = line.split_once(':') else { continue };
            let number = value.trim().parse::<f64>().ok();
            match (key.trim(), number) {
                ("NAME", _) => name = value.trim().to_owned(),
                ("VEHICLES", Some(number)) => vehicles = whole(number),
                ("CAPACITY", Some(number)) => capacity = whole(number),
                ("SERVICE_TIME", Some(number)) => service = whole(number * TENTHS),
                _ => {}
            }
            continue;
        }
        let fields: Vec<f64> = line.split_whitespace().filter_map(|field| field.parse().ok()).collect();
        if let Err(fault) = field(section, &fields, &mut nodes) {
            faults.push(fault);
        }
    }
    if nodes.len() < 2 || vehicles < 1 {
        faults.push(Fault::new(
            "NODE_COORD_SECTION",
            "",
            "has no depot with customers and vehicles".to_owned(),
        ));
    }
    if faults.is_empty() { Ok(made(name, &nodes, (vehicles, capacity, service))) } else { Err(faults) }
}

fn field(section: &str, fields: &[f64], nodes: &mut Vec<Node>) -> Result<(), Fault> {
    let bad = |what: &str| Fault::new(section, "", what.to_owned());
    let Some((number, values)) = fields.split_first() else { return Ok(()) };
    let number = usize::try_from(whole(*number)).unwrap_or(0);
    if section == "DEPOT" {
        return Ok(());
    }
    if number == 0 || number > MOST || values.is_empty() {
        return Err(bad("has a line that is not a node's"));
    }
    while nodes.len() < number {
        nodes.push(Node::default());
    }
    let Some(node) = nodes.get_mut(number - 1) else { return Ok(()) };
    match (section, values) {
        ("NODE_COORD", [x, y]) => (node.x, node.y) = (*x, *y),
        ("DEMAND", [demand]) => node.demand = i64::from(whole(*demand)),
        ("TIME_WINDOW", [open, close]) => {
            (node.open, node.close) = (whole(open * TENTHS), whole(close * TENTHS));
        }
        _ => return Err(bad("is not known or has a line of another length")),
    }
    Ok(())
}

fn whole(number: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "kept within bounds first")]
    let whole = number.clamp(-1e6, 1e6).round() as i32;
    whole
}

fn made(name: String, nodes: &[Node], (vehicles, capacity, service): (i32, i32, i32)) -> Problem {
    let leg =
        |a: &Node, b: &Node| whole((((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt() * TENTHS).floor());
    let minutes = nodes.iter().flat_map(|a| nodes.iter().map(move |b| leg(a, b))).collect();
    let (start, end) = nodes.first().map_or((0, 0), |depot| (depot.open, depot.close));
    let shift = Shift { day: 0, start, end, start_place: 0, end_place: 0, rest: None };
    let count = nodes.len();
    let worker = |at: i32| Worker {
        id: format!("{at}"),
        teams: vec![String::new()],
        most_visits: count,
        shifts: vec![shift.clone()],
        capacity: Some(i64::from(capacity)),
        ..Worker::default()
    };
    let person =
        |at: usize| Person { id: format!("{at}"), gap: 1, most_workers: usize::MAX, ..Person::default() };
    let visit = |(at, node): (usize, &Node)| Visit {
        id: format!("{at}"),
        person: at - 1,
        minutes: service,
        workers: 1,
        priority: Priority::Must,
        days: vec![0],
        windows: vec![(node.open, node.close)],
        places: vec![Place { place: at, penalty: 0.0, hours: Vec::new() }],
        load: node.demand,
        ..Visit::default()
    };
    Problem {
        name,
        days: 1,
        weights: Weights { unassigned: [1e6; 4], travel_minute: 1.0, ..Weights::default() },
        places: count,
        travel: Table::new(count, minutes).into_iter().collect(),
        staff: (1..=vehicles.min(1000)).map(worker).collect(),
        people: (1..count).map(person).collect(),
        visits: nodes.iter().enumerate().skip(1).map(visit).collect(),
        ..Problem::default()
    }
}

/// The plan as routes, with its cost in units of distance.
#[must_use]
pub fn written(problem: &Problem, plan: &Plan) -> String {
    let mut lines = Vec::new();
    for worker in 0..problem.staff.len() {
        let mut own: Vec<_> = plan.visits.iter().filter(|one| one.staff == [worker]).collect();
        own.sort_by_key(|one| one.start);
        if !own.is_empty() {
            let stops: Vec<_> = own.iter().map(|one| (one.visit + 1).to_string()).collect();
            lines.push(format!("Route #{}: {}", lines.len() + 1, stops.join(" ")));
        }
    }
    let cost = crate::check::check(problem, plan, None).cost.total() / TENTHS;
    lines.push(format!("Cost {cost:.1}\n"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Budget, Search, Stop, Warm};

    const SMALL: &str = "NAME : small\nVEHICLES : 2\nCAPACITY : 10\nSERVICE_TIME : 1\n\
        NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\nDEMAND_SECTION\n1 0\n2 6\n3 6\n\
        TIME_WINDOW_SECTION\n1 0 100\n2 0 50\n3 0 50\nDEPOT_SECTION\n1\n-1\nEOF\n";

    #[test]
    fn two_loads_that_do_not_fit_together_take_two_vehicles() {
        let problem = problem(SMALL).unwrap();
        let budget = Budget { rounds: Some(200), ..Budget::default() };
        let search = Search { problem: &problem, seed: 1, threads: 1, budget, warm: Warm::Cold };
        let outcome = search.run(&mut |_| Stop::GoOn);
        assert_eq!(outcome.report.broken, []);
        let text = written(&problem, &outcome.plan);
        assert!(text.ends_with("Cost 30.0\n") && text.contains("Route #2"), "{text}");
    }

    #[test]
    fn a_line_that_is_no_nodes_is_refused() {
        let faults = problem("NODE_COORD_SECTION\n1 2\n").unwrap_err();
        assert!(faults[0].to_string().starts_with("NODE_COORD"), "{faults:?}");
    }
}
