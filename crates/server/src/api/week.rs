//! A team's week for other programs: how the visits stand, the draft of a plan, a search for one, and
//! accepting or discarding it under the same access and rules as on the page. What is
//! planned is sent to `/api/v1/entries`: a draft as an entry of its own; an accepted plan last in an array
//! with its visits, which then is all or nothing.

use care::entry::week_plan::WeekPlan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::ask;
use super::view::EntryView;
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::Problem;
use crate::week;

/// A team's week.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WeekView {
    /// The team.
    team: Uuid,
    /// The Monday.
    monday: Date,
    /// The entry of the open draft; none while nobody plans.
    draft: Option<EntryView>,
    /// The draft as it would be accepted now, or the visits as they stand, with what nobody makes yet.
    plan: WeekPlan,
    /// What somebody changed since the draft was made, a sentence each: plan the rest again, then accept.
    changed_since: Vec<String>,
}

/// A team's week.
pub(crate) fn one(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/week")?;
    ask::team(app, request)?;
    ask::day(request, "monday")?;
    let week = week::asked(app, request)?;
    app.note(request, "week", Some(week.team), Some(week.plan.monday.to_string()))?;
    let directory = app.store.directory();
    let changed_since = week::since(&week, &directory);
    Reply::json(&WeekView {
        team: week.team,
        monday: week.plan.monday,
        draft: week.draft.map(|entry| EntryView::of(entry, &directory)),
        changed_since,
        plan: week.plan,
    })
}

/// A search for a plan of a week, and what came of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SearchView {
    /// The team.
    team: Uuid,
    /// The Monday.
    monday: Date,
    /// Whether it still runs.
    runs: bool,
    /// How far it is, in words; none when nobody searched since the service started.
    words: Option<String>,
    /// Why nothing came of it.
    failed: Option<String>,
    /// The version of the open draft, which acceptance names; none while there is none.
    version: Option<u32>,
    /// Visits that the draft changes.
    changes: usize,
    /// Visits that it would make new.
    new: usize,
    /// Visits that it leaves out.
    left_out: usize,
}

/// The week of a request whose parameters are right.
fn known(app: &App, request: &Request, path: &str) -> Result<week::Week, PageError> {
    ask::only_known(request, path)?;
    ask::team(app, request)?;
    ask::day(request, "monday")?;
    let week = week::asked(app, request)?;
    app.note(request, "week", Some(week.team), Some(week.plan.monday.to_string()))?;
    Ok(week)
}

fn view(app: &App, week: &week::Week) -> Result<Reply, PageError> {
    let (runs, words, failed) = week::search_state(app, week);
    let (changes, new, left_out) = week.counts();
    let version = week.draft.as_ref().map(|entry| entry.version);
    let (team, monday) = (week.team, week.plan.monday);
    Reply::json(&SearchView { team, monday, runs, words, failed, version, changes, new, left_out })
}

/// Where the search of a week is.
pub(crate) fn searched(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = known(app, request, "/api/v1/week/search")?;
    view(app, &week)
}

/// Starts a search unless one runs for that week.
pub(crate) fn search(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = known(app, request, "/api/v1/week/search")?;
    let preset = match request.query("weights") {
        Some(word) => Some(week::preset(word).ok_or_else(|| {
            PageError::BadRequest("Send usual, continuity or less_driving as weights.".to_owned())
        })?),
        None => None,
    };
    if week.is_over(app.today()) {
        return Err(PageError::BadRequest("This week is over: send this week or one ahead.".to_owned()));
    }
    week::search(app, request, &week, (preset, None))?;
    view(app, &week)
}

/// Accepts the open draft: its visits and itself, or nothing.
pub(crate) fn accept(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = known(app, request, "/api/v1/week/accept")?;
    ask::id(request, "decided_by")?;
    if request.query("version").is_none() {
        return Err(PageError::BadRequest(
            "Send the version of the draft that is accepted as version.".to_owned(),
        ));
    }
    let done = week::accepted(app, request, &week)?;
    answered(app, request, done)
}

/// Discards the open draft.
pub(crate) fn discard(app: &App, request: &Request) -> Result<Reply, PageError> {
    let week = known(app, request, "/api/v1/week/discard")?;
    let done = week::discarded(app, request, &week)?;
    answered(app, request, done)
}

fn answered(app: &App, request: &Request, done: Result<(), Vec<Problem>>) -> Result<Reply, PageError> {
    match done {
        Ok(()) => view(app, &week::asked(app, request)?),
        Err(problems) => Err(PageError::Refused(
            problems
                .into_iter()
                .map(|one| {
                    let said = care::problem::Problem::new(one.field, one.sentence);
                    if one.rule.is_empty() { said } else { said.rule(one.rule) }
                })
                .collect(),
        )),
    }
}
