//! The page of a proposal for a day: who gets which visit and why, who is displaced and what binds, what
//! must be decided first; and one button that accepts all of it.

use care::entry::tier::TierName;
use care::entry::week_plan::{Effect, LeftOut, Placement};
use care::moment;
use care::needs::Flag;
use serde_json::{Value, json};
use uuid::Uuid;

use super::accept::stale;
use super::happened::{Happened, clock};
use super::proposal::Proposal;
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::page_with;
use crate::week::route::{Halt, Route};
use crate::week::words::Words;

/// `GET /replan/proposal`
///
/// # Errors
/// `NotFound` for another team's worker or person; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let happened = match Happened::of(app, request)? {
        Ok(happened) => happened,
        Err(problems) => return crate::visit::choose(app, request, problems),
    };
    let proposal = Proposal::search(app, happened)?;
    show(app, request, &proposal, Vec::new())
}

/// Somebody was quicker: a new proposal, and nothing is written.
pub(super) fn again(app: &App, request: &Request, happened: Happened) -> Result<Reply, PageError> {
    let proposal = Proposal::search(app, happened)?;
    show(app, request, &proposal, vec![stale()])
}

/// Shows a proposal.
pub(super) fn show(
    app: &App,
    request: &Request,
    proposal: &Proposal,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let (directory, happened) = (app.store.directory(), &proposal.happened);
    let words = Words { week: &proposal.week, directory: &directory };
    for person in people(proposal) {
        app.note(request, "replan", Some(person), None)?;
    }
    let me = request.actor()?.staff;
    let workers = directory.workers(happened.team, app.today());
    let deciders: Vec<Value> = workers
        .into_iter()
        .map(|(id, staff)| json!({"id": id, "name": staff.name, "me": id == me}))
        .collect();
    let asks = |one: &Value| one.get("ask").and_then(Value::as_bool) == Some(true);
    let displaced: Vec<Value> =
        proposal.proposed.left_out.iter().map(|one| displaced(&words, one, proposal, request)).collect();
    let sent = serde_json::to_string(&proposal.proposed).map_err(|why| PageError::Broken(why.to_string()))?;
    let context = json!({
        "title": title(proposal, &words),
        "day_words": format!("{} {}", moment::weekday_words(happened.day), moment::day_words(happened.day)),
        "team": happened.team,
        "day": happened.day,
        "worker": happened.away,
        "worker_name": happened.away.map(|id| directory.staff_name(id)),
        "seen": happened.seen.map(|seen| json!({
            "person": seen.person,
            "name": words.person(seen.person),
            "from": clock(seen.window.0),
            "until": clock(seen.window.1),
            "minutes": seen.minutes,
            "two": seen.workers > 1,
            "there": there(proposal, seen.person, &words),
        })),
        "why": happened.why,
        "accepted": request.query("accepted").and_then(|text| text.parse::<usize>().ok()),
        "rows": rows(&words, proposal),
        "asked": displaced.iter().filter(|one| asks(one)).count(),
        "displaced": displaced,
        "overdue": proposal.overdue().into_iter().map(|now| json!({
            "visit": now.id,
            "name": words.person(now.person),
            "time": moment::time_words(moment::local_time(now.starts_at)),
        })).collect::<Vec<_>>(),
        "staying": proposal.staying(),
        "unfit": proposal.unfit(),
        "deciders": deciders,
        "proposal": sent,
        "csrf": app.frame(request).csrf,
    });
    page_with(app, request, "week/replan.html", context, problems)
}

/// Everybody whom the page names.
fn people(proposal: &Proposal) -> Vec<Uuid> {
    let placed = proposal.proposed.placements.iter().map(|one| one.person);
    let mut all: Vec<Uuid> = placed.chain(proposal.proposed.left_out.iter().map(|one| one.person)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn title(proposal: &Proposal, words: &Words<'_>) -> String {
    let happened = &proposal.happened;
    match (happened.away, happened.seen) {
        (Some(away), None) => format!("Replan the day without {}", words.directory.staff_name(away)),
        (_, Some(seen)) => format!("{} must be seen", words.person(seen.person)),
        (None, None) => "What no longer fits".to_owned(),
    }
}

/// Where somebody who must be seen is seen already.
fn there(proposal: &Proposal, person: Uuid, words: &Words<'_>) -> Option<String> {
    let day = proposal.happened.day;
    let theirs = proposal.week.visits.values().filter(|now| now.person == person);
    let theirs =
        theirs.filter(|now| moment::local_day(now.starts_at) == day && !now.visit.workers.is_empty());
    let now = theirs.min_by_key(|now| now.starts_at)?;
    let at = moment::time_words(moment::local_time(now.starts_at));
    Some(format!("{at} with {}", words.staff(&now.visit.workers)))
}

fn tier(words: &Words<'_>, person: Uuid) -> (Option<&'static str>, bool) {
    let tier = words.week.asked.lines.get(&person).and_then(|line| line.tier.as_ref()).map(|tier| tier.tier);
    (tier.map(TierName::label), tier == Some(TierName::Red))
}

/// Visits that change and new ones, in the order of their times.
fn rows(words: &Words<'_>, proposal: &Proposal) -> Vec<Value> {
    let plan = proposal.week.planned();
    let mut all: Vec<&Placement> = proposal.proposed.placements.iter().collect();
    all.sort_by_key(|one| (one.starts_at, one.visit));
    let row = |one: &Placement| {
        let now = words.week.visits.get(&one.visit);
        let (tier, red) = tier(words, one.person);
        let time = |at| moment::time_words(moment::local_time(at));
        let was = now.filter(|now| now.starts_at != one.starts_at).map(|now| time(now.starts_at));
        let who_was = now.map(|now| &now.visit.workers).filter(|was| **was != one.workers);
        json!({
            "visit": one.visit,
            "person": one.person,
            "name": words.person(one.person),
            "tier": tier,
            "red": red,
            "new": one.effect == Effect::New,
            "time": time(one.starts_at),
            "was": was,
            "who": words.staff(&one.workers),
            "who_was": who_was.map(|was| if was.is_empty() { "nobody".to_owned() } else { words.staff(was) }),
            "place": care::codes::place::label(&one.place),
            "place_was": now.filter(|now| now.visit.place != one.place).and_then(|now| care::codes::place::label(&now.visit.place)),
            "minutes": one.minutes,
            "suits": suits(words, one),
            "way": way(proposal, &plan, one),
            "because": because(words, proposal, one),
        })
    };
    all.into_iter().map(row).collect()
}

/// Minutes of the way to a visit, of whoever comes the longest.
fn way(proposal: &Proposal, plan: &planner::Plan, one: &Placement) -> Option<i32> {
    let week = &proposal.week;
    let at = week.asked.need(one.visit)?;
    let workers = one.workers.iter().filter_map(|id| week.asked.worker(*id));
    let ways = workers.filter_map(|worker| {
        let route = Route::of(&week.problem, plan, worker, proposal.day());
        route.legs.iter().find(|leg| leg.at == Halt::Visit(at)).map(|leg| leg.way)
    });
    ways.max().filter(|minutes| *minutes > 0)
}

/// Why whoever goes suits.
fn suits(words: &Words<'_>, one: &Placement) -> Option<&'static str> {
    let line = words.week.asked.lines.get(&one.person)?;
    let named = line.named.as_ref();
    let goes = |id: &Uuid| one.workers.contains(id);
    if named.and_then(|named| named.key_worker.as_ref()).is_some_and(goes) {
        return Some("Key worker");
    }
    if named.is_some_and(|named| named.deputy.iter().chain(&named.mini_team).any(goes)) {
        return Some("Named for the person");
    }
    line.recent.iter().any(|met| met.seen && met.workers.iter().any(goes)).then_some("Met lately")
}

/// Why a visit changes.
fn because(words: &Words<'_>, proposal: &Proposal, one: &Placement) -> String {
    let week = words.week;
    if proposal.happened.seen.is_some_and(|seen| seen.person == one.person) {
        return "Must be seen".to_owned();
    }
    let now = week.visits.get(&one.visit);
    let away = proposal.happened.away.filter(|away| now.is_some_and(|now| now.visit.workers.contains(away)));
    if let Some(away) = away {
        return format!("{} is away", words.directory.staff_name(away));
    }
    if now.is_some_and(|now| now.visit.workers.is_empty()) {
        return "Nobody went yet".to_owned();
    }
    let need = week.asked.need(one.visit).and_then(|at| week.asked.needs.get(at));
    if need.is_some_and(|need| need.flags.contains(&Flag::RuledOutPlace)) {
        return "The place is ruled out".to_owned();
    }
    let not_kept = week
        .asked
        .not_kept
        .iter()
        .any(|kept| week.asked.needs.get(kept.need).is_some_and(|need| need.id == one.visit));
    if not_kept { "Did not fit where it was" } else { "Makes room" }.to_owned()
}

/// A visit that nobody makes.
fn displaced(words: &Words<'_>, one: &LeftOut, proposal: &Proposal, request: &Request) -> Value {
    let now = words.week.visits.get(&one.visit);
    let (tier, red) = tier(words, one.person);
    let had = now.is_some_and(|now| !now.visit.workers.is_empty());
    let change = match proposal.happened.away {
        Some(worker) => format!("/visits/{}/change?replan={worker}", one.visit),
        None => format!("/visits/{}/change", one.visit),
    };
    json!({
        "visit": one.visit,
        "person": one.person,
        "name": words.person(one.person),
        "tier": tier,
        "red": red,
        "time": now.map(|now| moment::time_words(moment::local_time(now.starts_at))),
        "with": now.map(|now| words.staff(&now.visit.workers)).filter(|with| !with.is_empty()),
        "reasons": one.reasons,
        "standing": now.is_some(),
        "ask": red && had,
        "change": change,
        "why": request.field(&format!("why-{}", one.visit)),
        "decided_by": request.field(&format!("decided_by-{}", one.visit)),
    })
}
