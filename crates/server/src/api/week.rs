//! A team's week for other programs: how the visits stand, and the draft of a plan. What is
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
