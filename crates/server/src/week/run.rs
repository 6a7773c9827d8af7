//! Plan the rest: the planner searches beside the pages, and what it finds becomes a draft. It starts
//! from the visits as they stand, keeps what is locked, and may be stopped with the best so far. Nothing
//! here changes a visit.

use std::sync::Arc;

use care::access::Actor;
use care::entry::planning::Preset;
use care::entry::week_plan::Absence;
use care::moment;
use jiff::civil::Date;
use planner::explain;
use planner::{Search, Warm};
use serde_json::{Value, json};
use store::{Outcome, Store};
use uuid::Uuid;

use super::job::{Job, Limit};
use super::page::{asked, path, show};
use super::plan::Week;
use super::words::Words;
use super::{figures, weights};
use crate::app::App;
use crate::clock::Clock;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;

/// Two lines of search: a machine of two processors still answers pages.
const THREADS: usize = 2;
/// Minutes that times of visits are multiples of, where there is room.
pub(super) const STEP: i32 = 5;
/// Reasons given when a plan cannot be kept, before the rest is counted.
const SAID: usize = 4;

/// What a search is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    team: Uuid,
    monday: Date,
    actor: Actor,
    /// The weights to go by; the team's own when nobody chose.
    preset: Option<Preset>,
    /// Who is away, beside those the draft says already.
    away: Option<Absence>,
}

/// The work of a search, away from the pages.
struct Work {
    store: Arc<Store>,
    clock: Clock,
    limit: Limit,
    asking: Asking,
}

impl Work {
    /// Searches, and writes what it finds as a draft.
    fn run(&self, job: &Job) -> Result<(), String> {
        let broken = |why: store::StoreError| {
            tracing::error!(detail = %why, "a week could not be planned");
            "The record could not be read. Nothing was changed; try again.".to_owned()
        };
        let Asking { team, monday, actor, preset, away } = &self.asking;
        let mut week = Week::read(&self.store, self.clock.now(), *team, *monday).map_err(broken)?;
        if let Some(away) = away {
            let mut all = week.plan.absences.clone();
            all.retain(|one| one.worker != away.worker);
            all.push(*away);
            week.away(all);
        }
        if let Some(preset) = preset {
            week.plan.weights = Some(preset.word().to_owned());
        }
        search(&mut week, self.limit, job);
        let directory = self.store.directory();
        let words = Words { week: &week, directory: &directory };
        let reasons = reasons(&words);
        for one in &mut week.plan.left_out {
            one.reasons =
                reasons.iter().find(|(id, _)| *id == one.visit).map(|(_, r)| r.clone()).unwrap_or_default();
        }
        let draft = week.entry(self.clock.now());
        let outcomes =
            self.store.append_whole(actor, vec![draft], self.clock.now(), false).map_err(broken)?;
        match outcomes.into_iter().next() {
            Some(Outcome::Recorded(_) | Outcome::AlreadyRecorded(_)) => Ok(()),
            Some(Outcome::Refused(problems)) => {
                let said: Vec<&str> = problems.iter().take(SAID).map(|one| one.sentence.as_str()).collect();
                let more = problems.len().saturating_sub(SAID);
                let more = if more > 0 { format!(" And {more} more.") } else { String::new() };
                Err(format!("{}{more}", said.join(" ")))
            }
            Some(Outcome::Conflict(_)) => Err(
                "Somebody changed the draft while this was planned: look at it, then plan the rest again."
                    .to_owned(),
            ),
            Some(Outcome::Forbidden | Outcome::NotFound) | None => {
                Err("The plan could not be kept in your name. Nothing was changed.".to_owned())
            }
        }
    }
}

/// Plans the rest of a week: what is locked stays.
fn search(week: &mut Week, limit: Limit, job: &Job) {
    let mut problem = week.locked();
    if let Some(preset) = week.plan.weights.as_deref().and_then(weights::preset) {
        problem.weights = weights::of(&preset.weights());
    }
    let locked: Vec<Uuid> =
        week.plan.placements.iter().filter(|one| one.locked).map(|one| one.visit).collect();
    let search = Search {
        problem: &problem,
        seed: 1,
        threads: THREADS,
        budget: limit.budget(),
        warm: Warm::InForce(week.asked.in_force.clone()),
    };
    let outcome = search.run(&mut |progress| job.tell(progress));
    let said = planner::round::to_step(&problem, &outcome.plan, Some(&week.asked.in_force), STEP);
    let found = week.without_days_off(&said);
    week.take(&found, &locked, |_| Vec::new());
    let weighed = planner::Problem { weights: problem.weights.clone(), ..week.asked.problem.clone() };
    week.plan.before = figures::of(&weighed, week.asked.plan(), None);
    week.plan.after = figures::of(&problem, &found, Some(&week.asked.in_force));
}

/// Why each visit is left out, as far as the planner knows it.
fn reasons(words: &Words<'_>) -> Vec<(Uuid, Vec<String>)> {
    let week = words.week;
    let all = explain::left_out(&week.locked(), &week.planned(), Some(week.moment()));
    let of = |left: &explain::LeftOut| {
        let need = week.asked.needs.get(left.visit)?;
        Some((need.id, words.left_out(left)))
    };
    all.iter().filter_map(of).collect()
}

/// Starts a search for the week of a request.
pub(crate) fn start(
    app: &App,
    request: &Request,
    week: &Week,
    (preset, away): (Option<Preset>, Option<Absence>),
) -> Result<(), PageError> {
    let asking =
        Asking { team: week.team, monday: week.plan.monday, actor: request.actor()?.clone(), preset, away };
    let limit = app.config.planning;
    let work = Work { store: Arc::clone(&app.store), clock: app.clock.clone(), limit, asking };
    let whose = (week.team, week.plan.monday);
    let started = app.jobs.start(whose, move |job| work.run(job));
    started.map_err(|why| PageError::Busy(format!("no thread to plan a week: {why}")))
}

/// "Plan the rest".
pub(crate) fn plan(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    if week.is_over(app.today()) {
        let sentence = "This week is over: choose this week or one ahead.".to_owned();
        return show(app, request, &week, vec![problem("", sentence)]);
    }
    start(app, request, &week, (weights::preset(request.field("weights")), None))?;
    Ok(Reply::To(path(&week)))
}

/// "Somebody is away": the rest of the week is planned without them.
pub(crate) fn away(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    let monday = week.plan.monday;
    let sunday = moment::add_days(monday, 6);
    let worker = Uuid::try_parse(request.field("worker")).ok().filter(|id| week.asked.worker(*id).is_some());
    let day =
        |name: &str| request.field(name).parse::<Date>().ok().filter(|day| (monday..=sunday).contains(day));
    let (from, until) = (day("from"), day("until"));
    let (Some(worker), Some(from), Some(until)) = (worker, from, until) else {
        let mut problems = Vec::new();
        if worker.is_none() {
            problems.push(problem("away-worker", "Choose who is away.".to_owned()));
        }
        if from.is_none() || until.is_none() {
            problems.push(problem("away-from", "Choose days of this week.".to_owned()));
        }
        return show(app, request, &week, problems);
    };
    if until < from {
        let sentence = "The last day away must not be before the first.".to_owned();
        return show(app, request, &week, vec![problem("away-until", sentence)]);
    }
    let preset = weights::preset(request.field("weights"));
    start(app, request, &week, (preset, Some(Absence { worker, from, until })))?;
    Ok(Reply::To(path(&week)))
}

pub(super) fn problem(field: &str, sentence: String) -> Problem {
    Problem { field: field.to_owned(), sentence, rule: String::new() }
}

/// Stops the search; the best plan so far becomes the draft.
pub(crate) fn stop(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let monday = super::page::monday(app, request);
    if let Some(job) = app.jobs.of((team, monday)) {
        job.stop();
    }
    Ok(Reply::To(format!("/week?team={team}&monday={monday}")))
}

/// Where the search is, for the page's script.
pub(crate) fn progress(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let job = app.jobs.of((team, super::page::monday(app, request)));
    Reply::json(&json!({
        "runs": job.as_ref().is_some_and(|job| job.runs()),
        "words": job.as_ref().map(|job| words(job)),
    }))
}

/// The search as the page shows it: while it runs, and when nothing came of it.
pub(super) fn shown(app: &App, week: &Week) -> Option<Value> {
    let job = app.jobs.of((week.team, week.plan.monday))?;
    if !job.runs() && job.failed().is_none() {
        return None;
    }
    Some(json!({ "runs": job.runs(), "words": words(&job), "failed": job.failed() }))
}

/// Where the search for a week is: whether it runs, how far, and why nothing came of it.
pub(crate) fn state(app: &App, week: &Week) -> (bool, Option<String>, Option<String>) {
    let job = app.jobs.of((week.team, week.plan.monday));
    job.map_or((false, None, None), |job| (job.runs(), Some(words(&job)), job.failed()))
}

fn words(job: &Job) -> String {
    let Some(progress) = job.progress() else { return "Reading the week".to_owned() };
    let done = (progress.part * 100.0).clamp(0.0, 100.0);
    let left = progress.left_out;
    format!(
        "{done:.0} per cent done; the best plan so far leaves {left} visit{} out",
        if left == 1 { "" } else { "s" }
    )
}
