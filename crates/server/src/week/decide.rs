//! Accepting a plan of a week, or discarding it. Accepting writes the visits and the plan in one whole, or
//! nothing; what somebody changed meanwhile is named. Red tier gives way only by a decision (T09).

use care::entry::tier::TierName;
use care::entry::visit::Postponed;
use care::entry::week_plan::{Displaced, Effect, Placement, PlanState, WeekPlan};
use care::entry::{Body, Draft, Kind};
use care::moment;
use care::rule::context::VisitNow;
use serde_json::{Value, json};
use store::Outcome;
use uuid::Uuid;

use super::page::{asked, path, since, words_of};
use super::plan::Week;
use super::run::problem;
use super::words::{Words, day_and_time};
use super::{figures, page};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::visit::page_with;

/// What accepting would do, and what has to be decided first.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    if week.draft.is_none() {
        return Ok(Reply::To(path(&week)));
    }
    app.note(request, "week", Some(week.team), Some(week.plan.monday.to_string()))?;
    show(app, request, &week, Vec::new())
}

fn show(app: &App, request: &Request, week: &Week, problems: Vec<Problem>) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let words = Words { week, directory: &directory };
    let of = |effect: Effect| -> Vec<String> {
        let all = week.plan.placements.iter().filter(|one| one.effect == effect);
        all.filter_map(|one| words.change(one)).collect()
    };
    let (me, today) = (request.actor()?.staff, app.today());
    let deciders: Vec<Value> = directory
        .workers(week.team, today)
        .into_iter()
        .map(|(id, staff)| json!({ "id": id, "name": staff.name, "me": id == me }))
        .collect();
    let without: Vec<String> = week
        .plan
        .left_out
        .iter()
        .filter_map(|one| Some((one, week.visits.get(&one.visit)?)))
        .map(|(one, now)| {
            format!(
                "{}, {}: stays planned, nobody goes yet.",
                words.person(one.person),
                day_and_time(now.starts_at)
            )
        })
        .collect();
    let context = json!({
        "here": format!("team={}&monday={}", week.team, week.plan.monday),
        "team": week.team,
        "monday": week.plan.monday,
        "team_name": directory.team_name(Some(week.team)),
        "week_words": words_of(week.plan.monday),
        "changed": of(Effect::Changes),
        "new": of(Effect::New),
        "without": without,
        "figures": figures::rows(&week.plan.before, &week.plan.after),
        "since": since(&words),
        "ask": red(&words).into_iter().map(|one| json!({
            "visit": one.visit,
            "name": one.name,
            "what": one.what,
            "why": request.field(&format!("why-{}", one.visit)),
            "decided_by": request.field(&format!("decided_by-{}", one.visit)),
        })).collect::<Vec<_>>(),
        "deciders": deciders,
        "version": week.draft.as_ref().map_or(0, |entry| entry.version),
        "csrf": app.frame(request).csrf,
    });
    page_with(app, request, "week/accept.html", context, problems)
}

/// Somebody of the red tier who gives way.
struct Red {
    visit: Uuid,
    name: String,
    what: String,
}

/// Red-tier visits that move to a later day or that nobody makes.
fn red(words: &Words<'_>) -> Vec<Red> {
    let week = words.week;
    let is_red = |person: Uuid| {
        let tier = week.asked.lines.get(&person).and_then(|line| line.tier.as_ref());
        tier.is_some_and(|tier| tier.tier == TierName::Red)
    };
    let mut all = Vec::new();
    for one in week.plan.placements.iter().filter(|one| is_red(one.person)) {
        let Some(now) = week.visits.get(&one.visit).filter(|now| is_later(now, one)) else { continue };
        let (from, to) = (day_and_time(now.starts_at), day_and_time(one.starts_at));
        let what = format!("moves from {from} to {to}");
        all.push(Red { visit: one.visit, name: words.person(one.person).to_owned(), what });
    }
    for one in week.plan.left_out.iter().filter(|one| is_red(one.person)) {
        let Some(now) = week.visits.get(&one.visit).filter(|_| one.standing.is_some()) else { continue };
        let what = format!("has nobody to go on {}", day_and_time(now.starts_at));
        all.push(Red { visit: one.visit, name: words.person(one.person).to_owned(), what });
    }
    all
}

fn is_later(now: &VisitNow, one: &Placement) -> bool {
    moment::local_day(now.starts_at) < moment::local_day(one.starts_at)
}

/// The plan with what was decided about red-tier people, as far as it was said.
fn with_decisions(week: &Week, request: &Request) -> WeekPlan {
    let mut plan = week.plan.clone();
    let said = |visit: Uuid| {
        // A program says one why and one who for all of them.
        let said = |name: &str| match request.field(&format!("{name}-{visit}")) {
            "" => request.query(name).unwrap_or_default(),
            words => words,
        };
        let why = said("why").trim().to_owned();
        let by = Uuid::try_parse(said("decided_by")).ok();
        (!why.is_empty() || by.is_some()).then(|| (why, by.unwrap_or_default()))
    };
    for one in &mut plan.placements {
        let Some(now) = week.visits.get(&one.visit).filter(|now| is_later(now, one)) else { continue };
        if let Some((why, decided_by)) = said(one.visit) {
            one.postponed = Some(Postponed { from: moment::local_day(now.starts_at), why, decided_by });
        }
    }
    for one in &mut plan.left_out {
        if let Some((why, decided_by)) = said(one.visit) {
            one.decision = Some(Displaced { why, decided_by });
        }
    }
    plan
}

/// Accepts the draft: its visits and itself, or nothing.
pub(crate) fn accept(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    match accepted(app, request, &week)? {
        Ok(()) => Ok(Reply::To(path(&week))),
        Err(problems) => show(app, request, &week, problems),
    }
}

/// Sends the visits and the accepted plan; the problems when they are refused.
pub(crate) fn accepted(
    app: &App,
    request: &Request,
    week: &Week,
) -> Result<Result<(), Vec<Problem>>, PageError> {
    let actor = request.actor()?;
    let Some(entry) = &week.draft else {
        return Ok(Err(vec![problem("", "There is no draft to accept: plan the rest first.".to_owned())]));
    };
    let sent = request.query("version").unwrap_or_else(|| request.field("version"));
    if !sent.is_empty() && sent != entry.version.to_string() {
        let sentence = "Somebody changed the plan since you opened this page: look at it again, then accept.";
        return Ok(Err(vec![problem("", sentence.to_owned())]));
    }
    let plan = with_decisions(week, request);
    let directory = app.store.directory();
    let words = Words { week, directory: &directory };
    let visits: Vec<VisitNow> = week.visits.values().cloned().collect();
    let Ok(mut drafts) = care::week_plan::drafts(&plan, week.team, &visits) else {
        let again = since(&words).into_iter().chain(["Plan the rest again, then accept.".to_owned()]);
        return Ok(Err(again.map(|sentence| problem("", sentence)).collect()));
    };
    let body = Body::WeekPlan(WeekPlan { state: PlanState::Accepted, decided_by: Some(actor.staff), ..plan });
    drafts.push(Draft { body, ..week.entry(app.now()) });
    let outcomes = app.store.append_whole(actor, drafts.clone(), app.now(), false)?;
    let mut problems: Vec<Problem> = Vec::new();
    for (draft, outcome) in drafts.iter().zip(outcomes) {
        // The plan comes last; what it says then only repeats what its visits said.
        if draft.body.kind() == Kind::WeekPlan && !problems.is_empty() {
            break;
        }
        match outcome {
            Outcome::Recorded(_) | Outcome::AlreadyRecorded(_) => {}
            Outcome::Refused(refused) => problems.extend(refused.iter().map(|one| about(&words, draft, one))),
            Outcome::Conflict(_) => {
                let name = whose(&words, draft);
                let sentence =
                    format!("{name}: somebody changed this in the same moment. Plan the rest again.");
                problems.push(problem("", sentence));
            }
            Outcome::Forbidden => return Err(PageError::Forbidden),
            Outcome::NotFound => return Err(PageError::NotFound),
        }
    }
    problems.dedup();
    Ok(if problems.is_empty() { Ok(()) } else { Err(problems) })
}

fn whose(words: &Words<'_>, draft: &Draft) -> String {
    if let Body::Visit(_) = &draft.body {
        return format!("{}, {}", words.person(draft.subject), day_and_time(draft.happened_at));
    }
    "The plan".to_owned()
}

/// A refusal with whose visit it is about, beside the field that answers it.
fn about(words: &Words<'_>, draft: &Draft, refused: &care::problem::Problem) -> Problem {
    let mut shown = Problem::from(refused);
    let field = match refused.field.rsplit('.').next() {
        Some("decided_by") => format!("decided_by-{}", draft.id),
        Some("why") => format!("why-{}", draft.id),
        Some("decision") => left_out_field(words, &refused.field),
        Some(_) | None => String::new(),
    };
    shown.field = field;
    if matches!(draft.body, Body::Visit(_)) {
        shown.sentence = format!("{}: {}", whose(words, draft), refused.sentence);
    }
    shown
}

/// `left_out.3.decision` as the field of the form.
fn left_out_field(words: &Words<'_>, path: &str) -> String {
    let at = path.split('.').nth(1).and_then(|at| at.parse::<usize>().ok());
    let visit = at.and_then(|at| words.week.plan.left_out.get(at));
    visit.map(|one| format!("why-{}", one.visit)).unwrap_or_default()
}

/// Discards the draft: visits stay as they are.
pub(crate) fn discard(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = asked(app, request)?;
    match discarded(app, request, &week)? {
        Ok(()) => Ok(Reply::To(path(&week))),
        Err(problems) => page::show(app, request, &week, problems),
    }
}

/// Sends the plan as discarded.
pub(crate) fn discarded(
    app: &App,
    request: &Request,
    week: &Week,
) -> Result<Result<(), Vec<Problem>>, PageError> {
    let actor = request.actor()?;
    let Some(Body::WeekPlan(plan)) = week.draft.as_ref().map(|entry| entry.body.clone()) else {
        return Ok(Err(vec![problem("", "There is no draft to discard.".to_owned())]));
    };
    let body =
        Body::WeekPlan(WeekPlan { state: PlanState::Discarded, decided_by: Some(actor.staff), ..plan });
    let draft = Draft { body, ..week.entry(app.now()) };
    let outcome = app.store.append_whole(actor, vec![draft], app.now(), false)?;
    match crate::visit::settled(outcome) {
        Ok(()) => Ok(Ok(())),
        Err(PageError::Refused(problems)) => Ok(Err(problems.iter().map(Problem::from).collect())),
        Err(PageError::Conflict(_)) => {
            let sentence = "Somebody changed the plan in the same moment: look again.".to_owned();
            Ok(Err(vec![problem("", sentence)]))
        }
        Err(error) => Err(error),
    }
}
