//! `plan`: reads a problem of visits, searches, and writes the plan the checker has passed; Ctrl-C
//! ends the search, not the work. The rules and the search are the planner's.

mod week;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use planner::{Baseline, Budget, Outcome, Plan, Problem, Progress as Seen, Search, Stop, Warm};

use crate::cli::Planning;
use crate::config::Config;
use crate::failure::Failure;
use crate::progress::{Progress, say};

/// The exit status of what was stopped by a signal.
const STOPPED: i32 = 130;
/// Seconds of work when nothing else is said.
const SECONDS: f64 = 10.0;

/// Plans a file, or a week of a record.
pub(crate) fn run(options: &Planning, config: &Config) -> Result<(), Failure> {
    let enough = interrupted()?;
    match (&options.r#in, options.week) {
        (_, Some(monday)) => week::run(options, monday, config, &enough),
        (Some(path), None) => file(options, path, &enough),
        (None, None) => Err(Failure::WrongUse("Say what to plan: --in FILE or --week DATE.".to_owned())),
    }
}

fn file(options: &Planning, path: &Path, enough: &AtomicBool) -> Result<(), Failure> {
    let text = text(path)?;
    let problem = planner::read::any(&text).map_err(|faults| wrong(path, &faults))?;
    let warm = warm(options, &problem)?;
    let outcome = search(options, &problem, &warm, enough)?;
    std::fs::write(&options.out, planner::read::written(&text, &problem, &outcome.plan))?;
    report(&outcome)?;
    if options.explain {
        explain(&problem, &outcome, &warm)?;
    }
    Ok(())
}

/// Searches, with a line of progress; only a plan that keeps every rule comes back.
fn search(
    options: &Planning,
    problem: &Problem,
    warm: &Warm,
    enough: &AtomicBool,
) -> Result<Outcome, Failure> {
    let seconds = match (options.seconds, options.iterations) {
        (None, None) => Some(SECONDS),
        (seconds, _) => seconds,
    };
    let budget = Budget { rounds: options.iterations, seconds, clock: Some(work) };
    let threads = usize::from(options.threads);
    let search = Search { problem, seed: options.seed, threads, budget, warm: warm.clone() };
    let progress = Progress::new("Planning");
    let outcome = search.run(&mut |seen| {
        show(&progress, seen);
        if enough.load(Ordering::Relaxed) { Stop::Now } else { Stop::GoOn }
    });
    drop(progress);
    if let Some(first) = outcome.report.broken.first() {
        let more = outcome.report.broken.len() - 1;
        let what = format!("No plan was written: what is fixed breaks {first} (and {more} more).");
        return Err(Failure::Refused(what));
    }
    Ok(outcome)
}

/// Whether somebody has pressed Ctrl-C: then the best plan so far will do. At the second time all ends.
fn interrupted() -> Result<Arc<AtomicBool>, Failure> {
    let enough = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&enough);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    // From here on it is heard, whatever the thread is doing.
    let mut heard = {
        let _inside = runtime.enter();
        listen()?
    };
    std::thread::Builder::new().name("interrupts".to_owned()).spawn(move || {
        runtime.block_on(async {
            pressed(&mut heard).await;
            seen.store(true, Ordering::Relaxed);
            pressed(&mut heard).await;
            std::process::exit(STOPPED);
        });
    })?;
    Ok(enough)
}

#[cfg(unix)]
fn listen() -> std::io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(unix)]
async fn pressed(heard: &mut tokio::signal::unix::Signal) {
    // It ends only with the program.
    let _one = heard.recv().await;
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn listen() -> std::io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
async fn pressed((): &mut ()) {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn show(progress: &Progress, seen: &Seen) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a thousand")]
    let part = (seen.part.clamp(0.0, 1.0) * 1000.0) as u64;
    progress.note(&format!("cost {:.0}, {} left out", seen.cost, seen.left_out));
    progress.at(part, 1000);
}

fn report(outcome: &Outcome) -> Result<(), Failure> {
    let cost = &outcome.report.cost;
    say(&format!("cost {:.2}, {} left out, {} rounds", cost.total(), cost.left_out, outcome.rounds))?;
    for (name, part) in cost.items().iter().filter(|(_, part)| *part > 0.0) {
        say(&format!("  {name}: {part:.2}"))?;
    }
    Ok(())
}

/// The moment of the plan in force; nothing goes before it.
fn moment(warm: &Warm) -> Option<(usize, i32)> {
    match warm {
        Warm::Cold | Warm::Plan(_) => None,
        Warm::InForce(baseline) => Some((baseline.day, baseline.minute)),
    }
}

fn explain(problem: &Problem, outcome: &Outcome, warm: &Warm) -> Result<(), Failure> {
    for one in planner::explain::left_out(problem, &outcome.plan, moment(warm)) {
        say(&one.sentence(problem))?;
    }
    for one in planner::explain::made(problem, &outcome.plan) {
        say(&one.sentence(problem))?;
    }
    let old = match warm {
        Warm::Cold => return Ok(()),
        Warm::Plan(plan) => plan,
        Warm::InForce(baseline) => &baseline.plan,
    };
    for sentence in planner::explain::changes(problem, old, &outcome.plan) {
        say(&sentence)?;
    }
    Ok(())
}

fn warm(options: &Planning, problem: &Problem) -> Result<Warm, Failure> {
    let Some(path) = &options.warm else { return Ok(Warm::Cold) };
    let plan = Plan::read(&text(path)?, problem).map_err(|faults| wrong(path, &faults))?;
    Ok(match options.now {
        None => Warm::Plan(plan),
        Some((day, minute)) => Warm::InForce(Baseline { plan, promised: Vec::new(), day, minute }),
    })
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|e| Failure::WrongUse(format!("{} cannot be read: {e}.", path.display())))
}

fn wrong(path: &Path, faults: &[planner::read::Fault]) -> Failure {
    let lines: Vec<_> = faults.iter().map(|fault| format!("{}: {fault}", path.display())).collect();
    Failure::WrongUse(lines.join("\n"))
}

/// Seconds this thread has worked.
fn work() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (i32::try_from(time.tv_sec), i32::try_from(time.tv_nsec));
    f64::from(seconds.unwrap_or(i32::MAX)) + f64::from(nanoseconds.unwrap_or(0)) / 1e9
}
