//! `plan --week`: one or all teams of a record in one run, with those who work in several. It reads the
//! record and writes files; what becomes of a visit is decided on the week page by people.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use planner::problem::Priority;
use server::week::ask::{Asked, ask};
use store::Store;
use uuid::Uuid;

use crate::cli::Planning;
use crate::config::{Config, must_exist};
use crate::failure::Failure;
use crate::progress::say;

/// Plans a week.
pub(super) fn run(
    options: &Planning,
    monday: Date,
    config: &Config,
    enough: &AtomicBool,
) -> Result<(), Failure> {
    if monday.weekday() != jiff::civil::Weekday::Monday {
        return Err(Failure::WrongUse(format!("{monday} is no Monday: write the Monday of the week.")));
    }
    let target = config.target(&options.place)?;
    must_exist(&target)?;
    let store = Store::open(&target)?;
    let teams = teams(&store, &options.team)?;
    let now = options.at.unwrap_or_else(|| server::Clock::starting(None).now());
    let asked = ask(&store, &teams, monday, now)?;
    if let Some(path) = &options.needs {
        std::fs::write(path, asked.problem.write())?;
    }
    asks(&asked)?;
    let warm = asked.warm();
    let outcome = super::search(options, &asked.problem, &warm, enough)?;
    std::fs::write(&options.out, outcome.plan.write(&asked.problem))?;
    super::report(&outcome)?;
    left_out(&asked, &outcome.plan)?;
    if options.explain {
        super::explain(&asked.problem, &outcome, &warm)?;
    }
    Ok(())
}

/// The teams with these names, or all that are open.
fn teams(store: &Store, names: &[String]) -> Result<Vec<Uuid>, Failure> {
    let directory = store.directory();
    let open = directory.teams.iter().filter(|(_, team)| team.closed_on.is_none());
    let mut open: Vec<(&str, Uuid)> = open.map(|(id, team)| (team.name.as_str(), *id)).collect();
    open.sort_unstable();
    let find = |name: &String| {
        let found = open.iter().find(|(team, _)| team.eq_ignore_ascii_case(name.trim()));
        found.map(|(_, id)| *id).ok_or_else(|| {
            let all: Vec<&str> = open.iter().map(|(name, _)| *name).collect();
            Failure::WrongUse(format!("There is no team \u{201c}{name}\u{201d}: {}.", all.join(", ")))
        })
    };
    if names.is_empty() {
        return Ok(open.iter().map(|(_, id)| *id).collect());
    }
    names.iter().map(find).collect()
}

/// What is asked, in figures.
fn asks(asked: &Asked) -> Result<(), Failure> {
    let stand = asked.needs.iter().filter(|need| need.standing.is_some()).count();
    let flat = asked.needs.iter().filter(|need| need.flags.contains(&care::needs::Flag::NotPlaced)).count();
    let mut people = asked.people.clone();
    people.sort_unstable();
    people.dedup();
    say(&format!(
        "teams: {}, workers: {}, people: {}, visits: {}",
        asked.teams.len(),
        asked.workers.len(),
        people.len(),
        asked.needs.len(),
    ))?;
    say(&format!("planned already: {stand}, of which keep every rule: {}", asked.plan().visits.len()))?;
    say(&format!("begun or past, beside the plan: {}, without coordinates: {flat}", asked.aside.len()))?;
    Ok(())
}

/// How many are left out, by how much they matter and by what they are for.
fn left_out(asked: &Asked, plan: &planner::Plan) -> Result<(), Failure> {
    let made: std::collections::BTreeSet<usize> = plan.visits.iter().map(|one| one.visit).collect();
    let mut counts: BTreeMap<(Priority, &str), usize> = BTreeMap::new();
    let visits = asked.problem.visits.iter().zip(&asked.needs).enumerate();
    for (_, (visit, need)) in visits.filter(|(at, _)| !made.contains(at)) {
        let source = need.sources.first().map_or("", care::needs::Source::kind);
        *counts.entry((visit.priority, source)).or_default() += 1;
    }
    for ((priority, source), count) in counts {
        say(&format!("  left out, {}: {count} of {source}", priority.word()))?;
    }
    Ok(())
}
