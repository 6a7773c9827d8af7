//! Lists of the way in: referrals that are not finished, and concerns that somebody still owns.

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::ask;
use crate::app::App;
use crate::error::PageError;
use crate::referral::{self, concern};
use crate::request::{Reply, Request};

/// The referrals of a team.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReferralList {
    /// The team.
    team: Uuid,
    /// The most pressing first.
    referrals: Vec<referral::Row>,
}

/// The concerns of a team.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConcernList {
    /// The team.
    team: Uuid,
    /// What is to be passed on first.
    concerns: Vec<concern::Row>,
}

/// Referrals that are open, and those closed within 90 days.
pub(crate) fn referrals(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/referrals")?;
    let team = ask::team(app, request)?;
    app.note(request, "referrals", Some(team), None)?;
    let referrals = referral::rows(app, request.actor()?, team)?;
    Reply::json(&ReferralList { team, referrals })
}

/// Concerns that are open, and those another service took within 90 days.
pub(crate) fn concerns(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/concerns")?;
    let team = ask::team(app, request)?;
    app.note(request, "concerns", Some(team), None)?;
    let concerns = concern::rows(app, request, team)?;
    Reply::json(&ConcernList { team, concerns })
}
