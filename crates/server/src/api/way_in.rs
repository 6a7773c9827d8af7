//! Lists of the way in: referrals that are not finished, and concerns that somebody still owns.

use care::moment;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{ask, write};
use crate::app::App;
use crate::contact::typed::Typed;
use crate::error::PageError;
use crate::referral::{self, Found, concern, document};
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

/// Attaches a document to a referral; answers as for an entry.
pub(crate) fn attach(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::nothing(request)?;
    let found = Found::by(app, request, request.id("id")?, "attach document")?;
    let mut typed = Typed::new(&request.form);
    let id = typed.id("id");
    typed.problems.require(
        id.is_some() || !typed.problems.is_empty(),
        "id",
        "Send a UUID as id, made by you.",
    );
    let at = typed.problems.keep("happened_at", moment::parse_utc(request.field("happened_at")));
    let problems = typed.problems.into_vec();
    let (Some(id), Some(at), true) = (id, at, problems.is_empty()) else {
        return Err(PageError::Refused(problems));
    };
    let outcome = document::attach(app, request, &found, (id, at))?;
    write::one(id, outcome, &app.store.directory())
}

/// The content of a document.
pub(crate) fn content(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/referrals/{id}/documents/{document}")?;
    let found = Found::by(app, request, request.id("id")?, "read document")?;
    document::content(app, request, &found)
}

/// Concerns that are open, and those another service took within 90 days.
pub(crate) fn concerns(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/concerns")?;
    let team = ask::team(app, request)?;
    app.note(request, "concerns", Some(team), None)?;
    let concerns = concern::rows(app, request, team)?;
    Reply::json(&ConcernList { team, concerns })
}
