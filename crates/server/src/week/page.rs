//! The Week page: the visits of a team from Monday to Sunday, or the draft of a plan for them, as a grid
//! of workers and days and as lists; what is left out comes first, with its reasons.

use care::access::Activity;
use care::entry::planning::Preset;
use care::entry::tier::TierName;
use care::entry::week_plan::{Effect, PlanState};
use care::entry::{Body, Entry};
use care::moment;
use care::needs::Flag;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use super::plan::Week;
use super::view::{self, Wanted};
use super::words::Words;
use super::{figures, run};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::page_with;

/// Names of people whose places are not on the map, before the rest is counted.
const NAMED: usize = 8;

/// The Monday that a request is about: of the day it names, else of today.
pub(super) fn monday(app: &App, request: &Request) -> Date {
    let asked =
        request.query("monday").or_else(|| Some(request.field("monday")).filter(|text| !text.is_empty()));
    let day: Date = asked.and_then(|text| text.parse().ok()).unwrap_or_else(|| app.today());
    moment::add_days(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

/// The week that a request is about, of one of the actor's teams.
pub(crate) fn asked(app: &App, request: &Request) -> Result<Week, PageError> {
    let team = app.team(request)?;
    Ok(Week::read(&app.store, app.now(), team, monday(app, request))?)
}

/// Where the page of a week is.
pub(super) fn path(week: &Week) -> String {
    format!("/week?team={}&monday={}", week.team, week.plan.monday)
}

/// The week.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    app.note(request, "week", Some(week.team), Some(week.plan.monday.to_string()))?;
    show(app, request, &week, Vec::new())
}

/// The page of a week, with what is wrong.
pub(super) fn show(
    app: &App,
    request: &Request,
    week: &Week,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let words = Words { week, directory: &directory };
    let wanted = wanted(request);
    let (team, monday, today) = (week.team, week.plan.monday, app.today());
    let rows = view::grid(&words, &wanted);
    let shown = |day: usize| {
        day < 5
            || rows
                .iter()
                .filter_map(|row| row.cells.get(day))
                .any(|cell| !cell.stops.is_empty() || cell.off.is_empty())
    };
    let columns: Vec<usize> = (0..7).filter(|day| shown(*day)).collect();
    let heads: Vec<Value> = columns.iter().map(|day| head(monday, *day, today)).collect();
    let workers: Vec<Value> =
        week.asked.workers.iter().map(|id| json!({"id": id, "name": directory.staff_name(*id)})).collect();
    let teams: Vec<_> =
        request.actor()?.teams.iter().map(|id| (id, directory.team_name(Some(*id)))).collect();
    let context = json!({
        "team": team,
        "team_name": directory.team_name(Some(team)),
        "teams": teams,
        "monday": monday,
        "week_words": words_of(monday),
        "before": moment::add_days(monday, -7),
        "after": moment::add_days(monday, 7),
        "here": format!("team={team}&monday={monday}"),
        "may": request.actor()?.may(Activity::PlanVisits),
        "over": week.is_over(today),
        "draft": draft(&words, week.draft.as_ref()),
        "decided": decided(&words, week.decided.as_ref()),
        "job": run::shown(app, week),
        "left": left(&words, &wanted),
        "left_all": week.plan.left_out.len(),
        "notes": notes(&words),
        "figures": figures::rows(&week.plan.before, &week.plan.after),
        "changes": week.plan.placements.iter().filter_map(|one| words.change(one)).collect::<Vec<_>>(),
        "since": since(&words),
        "heads": heads,
        "columns": columns,
        "rows": rows,
        "days": view::days(&words, &wanted, today),
        "visits": week.plan.placements.len(),
        "list": request.query("view") == Some("list"),
        "q": wanted.q,
        "worker": wanted.worker,
        "only_changes": wanted.changes,
        "busiest": wanted.busiest,
        "workers": workers,
        "presets": presets(week),
        "rests": super::rests::of(week, &directory, request.actor()?),
        "csrf": app.frame(request).csrf,
    });
    page_with(app, request, "week/page.html", context, problems)
}

fn wanted(request: &Request) -> Wanted {
    Wanted {
        q: request.query("q").unwrap_or_default().to_owned(),
        worker: request.query("worker").and_then(|id| Uuid::try_parse(id).ok()),
        changes: request.query("only") == Some("changes"),
        busiest: request.query("sort") == Some("busiest"),
    }
}

/// `16 to 22 November 2026`
pub(super) fn words_of(monday: Date) -> String {
    let sunday = moment::add_days(monday, 6);
    if monday.month() == sunday.month() {
        return format!("{} to {}", monday.day(), moment::day_words(sunday));
    }
    format!("{} to {}", moment::day_words(monday), moment::day_words(sunday))
}

fn head(monday: Date, day: usize, today: Date) -> Value {
    let date = moment::add_days(monday, i32::try_from(day).unwrap_or(0));
    json!({ "day": date, "words": moment::day_words_short(date), "today": date == today, "weekend": day > 4 })
}

fn draft(words: &Words<'_>, entry: Option<&Entry>) -> Option<Value> {
    let entry = entry?;
    let (changes, new, left) = words.week.counts();
    Some(json!({
        "by": words.directory.staff_name(entry.author),
        "at": moment::moment_words(entry.recorded_at),
        "version": entry.version,
        "changes": changes,
        "new": new,
        "left": left,
        "away": words.week.plan.absences.iter().map(|one| {
            let name = words.directory.staff_name(one.worker);
            let (from, until) = (moment::day_words_short(one.from), moment::day_words_short(one.until));
            if from == until { format!("{name} is away on {from}") } else { format!("{name} is away from {from} to {until}") }
        }).collect::<Vec<_>>(),
    }))
}

fn decided(words: &Words<'_>, entry: Option<&Entry>) -> Option<Value> {
    let entry = entry?;
    let Body::WeekPlan(plan) = &entry.body else { return None };
    let word = match plan.state {
        PlanState::Draft => return None,
        PlanState::Accepted => "accepted",
        PlanState::Discarded => "discarded",
    };
    Some(json!({
        "word": word,
        "by": plan.decided_by.map(|by| words.directory.staff_name(by)),
        "at": moment::moment_words(entry.recorded_at),
        "entry": entry.id,
    }))
}

/// What nobody makes yet, red tier first, then as it matters.
fn left(words: &Words<'_>, wanted: &Wanted) -> Vec<Value> {
    let week = words.week;
    let folded = care::search_key::fold(&wanted.q);
    let mut all: Vec<(bool, u8, Value)> = Vec::new();
    for one in &week.plan.left_out {
        let name = words.person(one.person);
        let text = care::search_key::fold(&format!("{name} {}", one.what));
        if !folded.split_whitespace().all(|word| text.contains(word)) {
            continue;
        }
        let need = week.asked.need(one.visit).and_then(|at| week.asked.needs.get(at));
        let tier = week.asked.lines.get(&one.person).and_then(|line| line.tier.as_ref());
        let red = tier.is_some_and(|tier| tier.tier == TierName::Red);
        let planned = week.visits.get(&one.visit);
        let value = json!({
            "visit": one.visit,
            "person": one.person,
            "name": name,
            "what": one.what,
            "priority": need.map(|need| need.priority.label()),
            "tier": tier.map(|tier| tier.tier.label()),
            "red": red,
            "reasons": one.reasons,
            "planned": planned.map(|now| super::words::day_and_time(now.starts_at)),
            "minutes": need.map(|need| need.minutes),
            "two": need.is_some_and(|need| need.workers > 1),
        });
        let rank = need.map_or(9, |need| need.priority as u8);
        all.push((!red, rank, value));
    }
    all.sort_by_key(|(red, rank, _)| (*rank, *red));
    all.into_iter().map(|(_, _, value)| value).collect()
}

/// What to know beside the plan: visits that cannot stay, places that nobody has put on the map.
fn notes(words: &Words<'_>) -> Vec<String> {
    let week = words.week;
    let mut notes = Vec::new();
    let drafted = week.draft.is_some();
    for one in week.asked.not_kept.iter().filter(|_| !drafted) {
        let Some(need) = week.asked.needs.get(one.need) else { continue };
        let Some(standing) = &need.standing else { continue };
        let name = words.person(need.person);
        let when = super::words::day_and_time(standing.starts_at);
        let who = words.staff(&standing.workers);
        notes.push(format!("{name}, {when} with {who}: does not fit the day as it is planned."));
    }
    let mut nowhere: Vec<&str> = Vec::new();
    for need in week.asked.needs.iter().filter(|need| need.flags.contains(&Flag::NotPlaced)) {
        let name = words.person(need.person);
        if !nowhere.contains(&name) {
            nowhere.push(name);
        }
    }
    if !nowhere.is_empty() {
        let more = nowhere.len().saturating_sub(NAMED);
        let names = nowhere.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(format!("Not on the map, so a flat time is taken for the way: {names}{rest}."));
    }
    notes
}

/// What changed since the draft of a week was made, a sentence each.
pub(crate) fn changed_since(week: &Week, directory: &store::directory::Directory) -> Vec<String> {
    since(&Words { week, directory })
}

/// What changed since the draft was made.
pub(super) fn since(words: &Words<'_>) -> Vec<String> {
    let week = words.week;
    if week.draft.is_none() {
        return Vec::new();
    }
    let visits: Vec<_> = week.visits.values().cloned().collect();
    let Err(changed) = care::week_plan::drafts(&week.plan, week.team, &visits) else { return Vec::new() };
    let sentence = |one: &care::week_plan::Changed| {
        let name = words.person(one.person);
        let placed = week.plan.of(one.visit).filter(|placed| placed.effect != Effect::Stands);
        let when = placed.map(|placed| format!(", {}", super::words::day_and_time(placed.starts_at)));
        let what = if one.gone { "the visit is called off or gone" } else { "somebody changed the visit" };
        format!("{name}{}: {what} since this plan was made.", when.unwrap_or_default())
    };
    changed.iter().map(sentence).collect()
}

fn presets(week: &Week) -> Vec<Value> {
    let chosen = week.plan.weights.as_deref().unwrap_or_default();
    let all = Preset::ALL
        .iter()
        .map(|one| json!({"word": one.word(), "label": one.label(), "chosen": one.word() == chosen}));
    all.collect()
}
